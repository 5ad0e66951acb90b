//! The addresses of family mentoring: asking a family, whom mentors meet, and
//! supervision.

use axum::routing::{get, post};

use super::{Route, Who, pages, route};

/// Every one of them.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/families/{family}/mentor", Who::Families, get(pages::mentors::show)),
        route("/families/{family}/mentor/new", Who::Families, get(pages::mentors::new).post(pages::mentors::submit)),
        route("/mentoring", Who::Mentoring, get(pages::mentoring::show)),
        route("/mentoring/supervisor", Who::Mentoring, post(pages::mentoring::name_supervisor)),
        route(
            "/mentoring/mentors/{mentor}/talk",
            Who::Mentoring,
            get(pages::mentor_place::talk).post(pages::mentor_place::submit_talk),
        ),
        route("/mentoring/{place}", Who::Mentoring, get(pages::mentor_place::show)),
        route(
            "/mentoring/{place}/note",
            Who::Mentoring,
            get(pages::mentor_place::note).post(pages::mentor_place::submit_note),
        ),
        route(
            "/mentoring/{place}/worry",
            Who::Mentoring,
            get(pages::mentor_place::worry).post(pages::mentor_place::submit_worry),
        ),
        route("/mentoring/{place}/answer", Who::Mentoring, post(pages::mentor_place::submit_answer)),
        route("/mentoring/{place}/give", Who::Mentoring, post(pages::mentor_place::submit_give)),
        route("/mentoring/{place}/take", Who::Mentoring, post(pages::mentor_place::submit_take)),
    ]
}
