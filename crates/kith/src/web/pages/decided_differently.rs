//! "I decided something different": a form that is kept beside the answer and
//! changes no rule.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, DECIDED, DifferentDraft, FieldProblem, SharePage};

use super::record_contact::form_key;
use super::{reference, show as answer, show_with};
use crate::web::components::{ErrorSummary, Input, Radios, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::list_words;

#[derive(Template)]
#[template(path = "pages/decided_differently.html")]
struct Different {
    page: Page,
    address: String,
    home: String,
    family_title: String,
    form_key: String,
    errors: ErrorSummary,
    heading: String,
    asked: String,
    decided: Radios,
    why: Textarea,
    risk_of_sharing: Textarea,
    risk_of_not_sharing: Textarea,
    consulted: Input,
}

/// The form.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path((family, decision)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let share = answer_of(&site, &asking, (&family, &decision)).await?;
    let at = (family.as_str(), decision.as_str());
    answer(&page_of(&site, &asking, at, share, (&DifferentDraft::default(), form_key()?, &[])))
}

/// Saves, or shows the form again with everything that was typed.
pub async fn submit(
    State(site): State<Site>,
    asking: Asking,
    Path((family, decision)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let text = |name: &str| posted.text(name).trim().to_owned();
    let draft = DifferentDraft {
        decided: text("decided"),
        why: text("why"),
        risk_of_sharing: text("risk_of_sharing"),
        risk_of_not_sharing: text("risk_of_not_sharing"),
        consulted: text("consulted"),
    };
    let key = text("form_key");
    let about = (reference(&family)?, reference(&decision)?);
    match site.app.decide_differently(&asking.asker, about, (&draft, &key), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to(&format!("/families/{family}/can-i-share/{decision}#different")).into_response()),
        Err(AppError::Invalid(problems)) => {
            let share = answer_of(&site, &asking, (&family, &decision)).await?;
            let at = (family.as_str(), decision.as_str());
            let page = page_of(&site, &asking, at, share, (&draft, key, &problems));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn answer_of(site: &Site, asking: &Asking, (family, decision): (&str, &str)) -> Result<SharePage, Failure> {
    let decision = (reference(decision)?, false);
    Ok(site.app.share_answer(&asking.asker, reference(family)?, decision, site.clock.now()).await?)
}

fn page_of(
    site: &Site,
    asking: &Asking,
    (family, decision): (&str, &str),
    share: SharePage,
    (draft, form_key, problems): (&DifferentDraft, String, &[FieldProblem]),
) -> Different {
    let home = format!("/families/{family}");
    let address = format!("{home}/can-i-share/{decision}");
    let error =
        |field: &str| problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.as_str());
    let errors =
        problems.iter().fold(ErrorSummary::new(), |errors, problem| errors.error(&problem.message, &problem.field));
    let risk =
        |name: &str, label: &str, value: &str| Textarea::new(name, label).value(value).rows(3).error(error(name));
    Different {
        page: Page::new(site, Some(&asking.session), "I decided something different")
            .at("/can-i-share")
            .under(share.family_title.clone(), home.clone())
            .under("The answer", address.clone())
            .errors(problems.len()),
        family_title: share.family_title,
        form_key,
        errors,
        heading: share.answer.heading,
        asked: format!("{}, about {}, with {}", list_words(&share.kinds), share.about, share.who),
        decided: Radios::new("decided", "What did you decide?")
            .choices(DECIDED.iter().copied())
            .chosen(draft.decided.as_str())
            .error(error("decided"))
            .small(),
        why: Textarea::new("why", "Why?").value(draft.why.as_str()).rows(4).error(error("why")),
        risk_of_sharing: risk("risk_of_sharing", "What could happen if it is shared?", &draft.risk_of_sharing),
        risk_of_not_sharing: risk(
            "risk_of_not_sharing",
            "What could happen if it is not shared?",
            &draft.risk_of_not_sharing,
        ),
        consulted: Input::new("consulted", "Who did you talk to about it?")
            .hint("Name and post. Needed when you share and the answer was not yes")
            .value(draft.consulted.as_str())
            .autocomplete("off")
            .error(error("consulted")),
        address,
        home,
    }
}
