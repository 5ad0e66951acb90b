//! What stands at each contact until a centre has registered the child: ask the
//! family, or register them (S003-ISi).

use kith_app::CentrePrompt;
use kith_core::birth::CentreGap;

use crate::web::components::{Html, InsetText, Link};

/// The prompt with the way to the form; nothing where nothing is to be done.
/// `address` is the family's page.
pub(super) fn centre_prompt(prompt: Option<&CentrePrompt>, address: &str) -> Html {
    let Some(prompt) = prompt else { return Html::default() };
    let link = match prompt.gap {
        CentreGap::NotAsked => "Ask, and fill in the first visit form",
        CentreGap::NotRegistered => "Register them on the first visit form",
    };
    inset(prompt, Html::from(Link::new(link, format!("{address}/first-visit"))))
}

/// The same on the form itself.
pub(super) fn centre_prompt_on_form(prompt: Option<&CentrePrompt>) -> Html {
    prompt.map(|prompt| inset(prompt, Html::default())).unwrap_or_default()
}

fn inset(prompt: &CentrePrompt, link: Html) -> Html {
    let (what, why) = match prompt.gap {
        CentreGap::NotAsked => ("Not registered with a centre: ask.", format!(" No centre knows {}. ", prompt.name)),
        CentreGap::NotRegistered => {
            ("They agreed: register them now.", format!(" {} is not registered with a centre yet. ", prompt.name))
        }
    };
    let why = match &prompt.moved {
        None => why,
        Some((left, Some(centre))) => format!(" They moved away from {left}. {centre} reaches their home now. "),
        Some((left, None)) => format!(" They moved away from {left}. Ask which centre is near them now. "),
    };
    let words = Html::strong(what).and(why.as_str()).and(link);
    Html::from(InsetText::of(Html::fixed("<p>").and(words).and(Html::fixed("</p>"))))
}
