//! Whom the consent form names, the families to ask again, and the form that
//! changes the list.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, RenewLine, TeamDraft, TeamPage};
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;

use super::ledger_form::{LedgerForm, error, form_key, sent_key};
use super::ledger_list::{Item, LedgerList};
use crate::web::components::{Button, Choice, Colour, Input, Link, Radios, Select, Tag, Textarea};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_words, list_words, plural};

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let team = site.app.team_page(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "Who the consent form names")
        .at("/notices")
        .under("Who was told", "/notices");
    let mut list = LedgerList::new(page)
        .intro(&[
            "An agreement to “the partners named on the form” reaches those who were named that day, and nobody who came later.",
            "When somebody new comes on the form, or a new purpose, their families are listed here and are asked again.",
        ])
        .items([today(&team)])
        .items([to_renew(&team)])
        .items(team.to_renew.iter().map(renew))
        .items(team.changes.iter().map(|change| {
            let words = if change.is_joining { "came on the form" } else { "left the form" };
            Item::new(format!("{}: {} {words}", date_words(change.on), change.what))
                .says("Why", change.reason.as_str())
                .says("Changed by", change.by.as_str())
        }));
    if team.may_change {
        list = list.button(Button::link("Change who the form names", "/team/change"));
    }
    list.button(Button::link("Who used what we shared", "/use").secondary()).answer(&[])
}

fn today(team: &TeamPage) -> Item {
    let named = |sort: &str| {
        let titles: Vec<String> =
            team.parts.iter().filter(|part| part.sort() == sort).map(|part| part.title().to_owned()).collect();
        list_words(&titles)
    };
    Item::new("On the form today")
        .says("Services", named("service"))
        .says("Partners by name", named("partner"))
        .says("Purposes", named("purpose"))
}

fn to_renew(team: &TeamPage) -> Item {
    let words = match team.to_renew_in_all {
        0 => "Nobody. Every agreement reaches as far as the form does today".to_owned(),
        count => format!("{} to ask again", plural(count, "family", "families")),
    };
    Item::new("Families to ask again").says("Renew", words)
}

fn renew(line: &RenewLine) -> Item {
    let item = match &line.title {
        Some(title) => Item::new(title.clone())
            .says("Open", Link::new(title.as_str(), format!("/families/{}/consent", line.family))),
        None => Item::new(format!("Family {}", line.family)),
    };
    item.tag(Some(Tag::new("Renew", Colour::Orange)))
        .tag(line.is_late.then(|| Tag::new("Late", Colour::Red)))
        .says("Who asks", line.owner.as_deref().unwrap_or("Nobody yet. Talk to the service that works with them"))
        .says("By", date_words(line.by))
}

/// The form that changes the list.
pub async fn new(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view((&site, &asking), (&TeamDraft::default(), form_key()?), &[])
}

/// Changes the list, or shows the form again with everything that was typed.
pub async fn submit(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    let sort = posted.text("sort");
    let draft = TeamDraft {
        sort: sort.to_owned(),
        word: match sort {
            "service" | "partner" | "purpose" => posted.text(sort).to_owned(),
            _ => String::new(),
        },
        is_joining: posted.text("answer") != "leaves",
        reason: posted.text("reason").to_owned(),
    };
    let key = sent_key(&posted)?;
    match site.app.change_team(&asking.asker, (&draft, key), site.clock.now()).await {
        Ok(_) => Ok(Redirect::to("/team").into_response()),
        Err(AppError::Invalid(problems)) => view((&site, &asking), (&draft, key.to_owned()), &problems),
        Err(error) => Err(error.into()),
    }
}

fn view(
    (site, asking): (&Site, &Asking),
    (draft, key): (&TeamDraft, String),
    problems: &[FieldProblem],
) -> Result<Response, Failure> {
    let page = Page::new(site, Some(&asking.session), "Change who the form names")
        .at("/notices")
        .under("Who was told", "/notices")
        .under("Who the consent form names", "/team");
    let of = |sort: &str| if draft.sort == sort { draft.word.clone() } else { String::new() };
    let service = Select::new("service", "Which service?")
        .options(ServiceKind::ALL.iter().map(|service| (service.word(), service.title())))
        .chosen(of("service"));
    let partner =
        Input::new("partner", "The partner’s name, as staff know it").value(of("partner")).autocomplete("off");
    let purposes = Purpose::ALL.iter().filter(|purpose| **purpose != Purpose::Unjustified);
    let purpose = Select::new("purpose", "Which purpose?")
        .options(purposes.map(|purpose| (purpose.word(), purpose.title())))
        .chosen(of("purpose"));
    let sort = Radios::new("sort", "What changes?")
        .choice(Choice::new("service", "A kind of service").more(service))
        .choice(Choice::new("partner", "One partner, by name").more(partner))
        .choice(Choice::new("purpose", "A purpose").more(purpose))
        .chosen(draft.sort.as_str())
        .error(error(problems, "word"))
        .id("word");
    LedgerForm::new(page, "", "/team/change")
        .intro(&[
            "What is new reaches nobody who agreed before. Kith lists their families and gives their workers a task.",
            "What leaves the form stops for everybody at once.",
        ])
        .key(key)
        .field(sort)
        .field(
            Textarea::new("reason", "Why?")
                .hint("Name no family")
                .value(draft.reason.as_str())
                .rows(2)
                .error(error(problems, "reason")),
        )
        .button(Button::new("It comes on the form").sends("answer", "joins"))
        .button(Button::new("It leaves the form").secondary().sends("answer", "leaves"))
        .answer(problems)
}
