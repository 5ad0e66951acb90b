//! The addresses of planned sharing, apart from decisions about a person: the
//! register of agreements, their signatures and papers, and the organisations.

use axum::routing::{get, post};

use super::{Route, Who, pages, route};

/// Every one of them.
pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/agreements", Who::Agreements, get(pages::agreements::index)),
        route("/agreements/new", Who::Agreements, get(pages::new_agreement::show).post(pages::new_agreement::submit)),
        route(
            "/agreements/posts",
            Who::Governance,
            get(pages::agreement_posts::show).post(pages::agreement_posts::submit),
        ),
        route(
            "/agreements/incoming",
            Who::Governance,
            get(pages::agreement_incoming::show).post(pages::agreement_incoming::submit),
        ),
        route("/agreements/{agreement}", Who::Agreements, get(pages::agreements::show)),
        route(
            "/agreements/{agreement}/work",
            Who::Agreements,
            get(pages::agreement_work::show).post(pages::agreement_work::submit),
        ),
        route("/agreements/evidence/{file}", Who::Agreements, get(pages::agreement_papers::evidence)),
        route("/agreements/{agreement}/draft", Who::Agreements, get(pages::agreement_papers::draft)),
        route("/agreements/{agreement}/draft.pdf", Who::Agreements, get(pages::agreement_papers::draft_pdf)),
        route("/agreements/{agreement}/draft.md", Who::Agreements, get(pages::agreement_papers::draft_text)),
        route("/agreements/{agreement}/impact", Who::Agreements, get(pages::agreement_papers::impact)),
        route("/agreements/{agreement}/impact.pdf", Who::Agreements, get(pages::agreement_papers::impact_pdf)),
        route("/agreements/{agreement}/impact.md", Who::Agreements, get(pages::agreement_papers::impact_text)),
        route("/agreements/{agreement}/agreement.toml", Who::Agreements, get(pages::agreement_papers::file)),
        route("/bodies", Who::Agreements, get(pages::bodies::index)),
        route("/bodies/new", Who::Agreements, get(pages::bodies::new).post(pages::bodies::submit)),
        route("/bodies/end", Who::Agreements, get(pages::bodies::end).post(pages::bodies::submit_end)),
        route("/sharing-report", Who::Figures, get(pages::sharing_report::show)),
        route("/sharing-report/quarter.csv", Who::Figures, get(pages::sharing_report::file)),
        route("/agreements/{agreement}/sign", Who::Agreements, post(pages::agreement_signing::write_down)),
        route("/agreements/{agreement}/sign-in-person", Who::Governance, post(pages::agreement_signing::in_person)),
        route("/agreements/{agreement}/confirm", Who::Governance, post(pages::agreement_signing::confirm)),
        route("/agreements/{agreement}/end", Who::Agreements, post(pages::agreements::end)),
    ]
}
