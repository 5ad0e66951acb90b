//! The addresses of saying no to sharing without an account, and of what staff
//! do with what came.

use axum::routing::{get, post};

use super::{Route, Who, pages, route};

/// Every one of them.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/say-no", Who::Anyone, get(pages::say_no::show).post(pages::say_no::submit)),
        route("/objections", Who::Objections, get(pages::objections::show)),
        route("/objections/{objection}", Who::Objections, post(pages::objections::settle)),
    ]
}
