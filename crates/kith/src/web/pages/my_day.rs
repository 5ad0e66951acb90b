//! My day (screen 3).

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AgreementWarning, FamilyCard, MyDay, WarnedAgreement, near_words, step_words, warning_words};
use kith_core::agreement::Near;

use super::{reference, show as answer};
use crate::clock::day_in_england;
use crate::web::components::{Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::{date_words, day_words, list_words, plural, sentence_case};

/// So many agreements are named.
const MOST_AGREEMENTS: usize = 6;

#[derive(Template)]
#[template(path = "pages/my_day.html")]
struct MyDayPage {
    page: Page,
    today: String,
    day: MyDay,
    works_with_families: bool,
    is_data_lead: bool,
    is_guardian: bool,
    keeps_child_health: bool,
    reads_figures: bool,
    reads_birth_figures: bool,
    keeps_districts: bool,
    keeps_training: bool,
    works_in_centre: bool,
}

impl MyDayPage {
    fn late() -> Tag {
        Tag::new("Late", Colour::Orange)
    }

    /// The agreements that are named; the list holds the others.
    fn agreements(&self) -> impl Iterator<Item = &WarnedAgreement> {
        self.day.agreements_waiting.iter().take(MOST_AGREEMENTS)
    }

    /// How near the day is that an agreement warns of.
    fn near(warning: &AgreementWarning) -> Option<Tag> {
        let near = warning.near()?;
        let colour = match near {
            Near::Week => Colour::Red,
            Near::Month => Colour::Orange,
            Near::TwoMonths => Colour::Yellow,
        };
        Some(Tag::new(near_words(near), colour))
    }

    fn about(card: &FamilyCard) -> String {
        match &card.street {
            Some(street) => format!("{}. {street}", sentence_case(&card.caption)),
            None => sentence_case(&card.caption),
        }
    }
}

/// The day of whoever is signed in.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let now = site.clock.now();
    let day = site.app.my_day(&asking.asker, now).await?;
    let role = asking.asker.staff.role;
    let page = Page::new(&site, Some(&asking.session), "My day").at("/my-day").count("/my-day", day.due_in_all);
    let page = page.count("/files", day.files_to_check);
    answer(&MyDayPage {
        page,
        today: day_words(day_in_england(now)),
        works_with_families: role.works_with_families(),
        is_data_lead: role == kith_core::workforce::Role::DataLead,
        is_guardian: role == kith_core::workforce::Role::CaldicottGuardian,
        keeps_child_health: role == kith_core::workforce::Role::ChildHealthRecords,
        keeps_training: Who::Training.admits(Some(role)),
        works_in_centre: Who::Centre.admits(Some(role)),
        reads_figures: Who::Figures.admits(Some(role)),
        reads_birth_figures: Who::BirthFigures.admits(Some(role)),
        keeps_districts: Who::Districts.admits(Some(role)) && !Who::Antenatal.admits(Some(role)),
        day,
    })
}

/// Says that one's own thing to do is done.
pub async fn finish_task(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    site.app.finish_ledger_task(&asking.asker, reference(posted.text("task"))?, site.clock.now()).await?;
    Ok(Redirect::to("/my-day").into_response())
}
