//! Before the first family: a list to work through (S002-WIe).

use axum::extract::State;
use axum::response::Response;
use kith_app::{BeginLine, BeginStep};

use super::ledger_list::{Item, LedgerList};
use crate::web::components::{Colour, Html, Link, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::routes::Who;
use crate::web::state::Site;

/// The list.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let lines = site.app.begin_lines(&asking.asker, site.clock.now()).await?;
    let left = lines.iter().filter(|line| !line.is_done).count();
    let how_far = match left {
        0 => "All of it is there. Each new family is told and asked at the first contact.".to_owned(),
        left => format!("{} of {} are there.", lines.len() - left, lines.len()),
    };
    let page = Page::new(&site, Some(&asking.session), "Before the first family").under("My day", "/my-day");
    LedgerList::new(page)
        .intro(&["Families are told and asked from the first day. So these come first.", &how_far])
        .items(lines.iter().map(|line| item(line, &asking)))
        .answer(&[])
}

fn item(line: &BeginLine, asking: &Asking) -> Item {
    let (title, done, to_do, address, who) = words(line.step);
    let tag = if line.is_done { Tag::new("Done", Colour::Green) } else { Tag::new("To do", Colour::Orange) };
    let open = if who.admits(Some(asking.asker.staff.role)) {
        Html::from(Link::new(to_do, address))
    } else {
        Html::from(whose(line.step))
    };
    let label = if line.step == BeginStep::Papers || line.step == BeginStep::Files { "Missing" } else { "So far" };
    Item::new(title)
        .tag(Some(tag))
        .says(label, line.says.join("; "))
        .says("Why", done)
        .says(if line.is_done { "Look at it" } else { "Next" }, open)
}

/// A step: its title, why it comes first, the words of its link, where it is
/// done, and who may.
fn words(step: BeginStep) -> (&'static str, &'static str, &'static str, &'static str, Who) {
    match step {
        BeginStep::Papers => (
            "The privacy notice and the consent form can be printed",
            "A form without the officer’s name and the partners may not be given out.",
            "Names and addresses for letters",
            "/letters",
            Who::Sources,
        ),
        BeginStep::TeamList => (
            "You have checked whom the consent form names",
            "An agreement reaches those who were named that day, and nobody else.",
            "Who the consent form names",
            "/team",
            Who::Notices,
        ),
        BeginStep::Agreement => (
            "An agreement on planned sharing is signed",
            "A list or a feed runs only under a signed agreement.",
            "Agreements on planned sharing",
            "/agreements",
            Who::Agreements,
        ),
        BeginStep::Staff => (
            "Staff can sign in and are trained",
            "Nobody opens a family without training in sharing that is in date.",
            "Staff and accounts",
            "/staff",
            Who::Accounts,
        ),
        BeginStep::Rules => (
            "You have put the sharing rules in force",
            "Until two people approve an edition, the 2010 leaflet decides as it stands.",
            "Sharing rules",
            "/rules",
            Who::AnyRole,
        ),
        BeginStep::Files => (
            "Every source has sent a file",
            "Who works with a family is known from what the services send.",
            "Files in and out",
            "/files",
            Who::Files,
        ),
    }
}

/// Who does a step, for whoever may not.
fn whose(step: BeginStep) -> &'static str {
    match step {
        BeginStep::Papers => "The data lead or an administrator does this.",
        BeginStep::TeamList => "The data lead or a centre manager does this.",
        BeginStep::Agreement => "The data lead or the Caldicott Guardian does this.",
        BeginStep::Staff => "An administrator or the Caldicott Guardian does this.",
        BeginStep::Rules | BeginStep::Files => "The data lead does this.",
    }
}
