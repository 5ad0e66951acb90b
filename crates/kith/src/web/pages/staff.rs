//! Staff and roles (S002-1a, S001-21).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kith_app::{StaffLine, StaffPage};
use kith_core::workforce::AccessState;

use super::show as answer;
use crate::web::components::{Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_and_time, plural, sentence_case};

#[derive(Template)]
#[template(path = "pages/staff.html")]
struct Staff {
    page: Page,
    staff: StaffPage,
}

impl Staff {
    fn roles(line: &StaffLine) -> String {
        let titles: Vec<String> = line.roles.iter().map(|role| sentence_case(role.title())).collect();
        titles.join(", ")
    }

    fn access(line: &StaffLine) -> Tag {
        match line.access {
            _ if !line.is_active => Tag::new("Closed", Colour::Grey),
            AccessState::Current => Tag::new("Up to date", Colour::Green),
            AccessState::RoleMismatch => Tag::new("No families", Colour::White),
            AccessState::Untrained => Tag::new("Training due", Colour::Orange),
            AccessState::ClearanceExpired => Tag::new("Clearance due", Colour::Orange),
            AccessState::NotAuthorised => Tag::new("Not approved", Colour::Orange),
        }
    }
}

/// The roles and the people who hold them.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let staff = site.app.staff(&asking.asker, site.clock.now()).await?;
    answer(&Staff { page: Page::new(&site, Some(&asking.session), "Staff").at("/staff"), staff })
}
