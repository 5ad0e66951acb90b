//! One person (screen 7), and undoing a match.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::OpenedPerson;
use kith_core::family::PersonField;
use kith_core::id::{FamilyId, PersonId, RecordId};

use super::family::left_out_words;
use super::{reference, show as answer};
use crate::web::components::{Member, PeopleList};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, plural};

#[derive(Template)]
#[template(path = "pages/person.html")]
struct PersonPage {
    page: Page,
    address: String,
    home: String,
    person: OpenedPerson,
    relations: PeopleList,
    left_out: String,
    has_died: bool,
    policy_on_the_dead: Option<String>,
}

/// The page.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path((family, person)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let opened =
        site.app.open_person(&asking.asker, reference(&family)?, reference(&person)?, site.clock.now()).await?;
    let home = format!("/families/{family}");
    let page = Page::new(&site, Some(&asking.session), opened.line.name.clone())
        .at("/families")
        .under("My families", "/families")
        .under(opened.family_title.clone(), home.clone());
    let relations = opened.relations.iter().map(|other| {
        let member =
            Member::new(other.name.as_str(), other.line.as_str()).at(format!("{home}/people/{}", other.person));
        let member = if other.is_child { member.child() } else { member };
        match &other.warning {
            Some(warning) => member.warning(warning.as_str()),
            None => member,
        }
    });
    let relations = PeopleList { members: relations.collect() };
    let left_out = left_out_words(&opened.left_out);
    let address = format!("{home}/people/{person}");
    let has_died = opened.fields.iter().any(|line| line.field == PersonField::DiedOn);
    let policy_on_the_dead = if has_died { site.app.policy_on_the_dead().await? } else { None };
    answer(&PersonPage { page, address, home, person: opened, relations, left_out, has_died, policy_on_the_dead })
}

/// Says that a record is somebody else.
pub async fn separate(
    State(site): State<Site>,
    asking: Asking,
    Path((family, person)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let about = about(&family, &person, &posted)?;
    site.app.separate_record(&asking.asker, about, posted.text("because"), site.clock.now()).await?;
    Ok(Redirect::to(&format!("/families/{family}/people/{person}")).into_response())
}

/// Takes that back.
pub async fn join(
    State(site): State<Site>,
    asking: Asking,
    Path((family, person)): Path<(String, String)>,
    posted: Posted,
) -> Result<Response, Failure> {
    let about = about(&family, &person, &posted)?;
    site.app.join_again(&asking.asker, about, site.clock.now()).await?;
    Ok(Redirect::to(&format!("/families/{family}/people/{person}")).into_response())
}

fn about(family: &str, person: &str, posted: &Posted) -> Result<(FamilyId, PersonId, RecordId), Failure> {
    Ok((reference(family)?, reference(person)?, reference(posted.text("record"))?))
}
