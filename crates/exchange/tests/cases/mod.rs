//! Cases that a table of samples cannot show.

mod any_bytes;
mod hand_over;
mod lists;
mod maps;
mod memory;
mod messages;
mod refusals;
mod relations;
mod rows;
mod workbooks;

use kith_core::statement::{Problem, RowStatement};
use kith_exchange::{Item, SourceMap};

use super::read_all;

/// A small caseload with an agreement, for cases that need one.
pub(crate) const CASELOAD: &str = r#"
name = "caseload"
title = "Health visiting, Northfield"
service = "health-visiting"
format = "csv"
at_most_bad_percent = 5
dates = ["dd/mm/yyyy"]
empty = ["NULL"]

[codes.service]
"HV" = "health-visiting"
"CC" = "childrens-centre"

[[list]]
name = "caseload"
requires = ["ID", "SURNAME"]
key = ["ID"]
service = { column = "SERVICE", codes = "service" }
[list.subject]
local_number = "ID"
nhs_number = "NHS"
given_name = "FORENAME"
family_name = "SURNAME"
born_on = "DOB"
is_shielded = "SHIELD"
required = ["family_name"]
[list.contact]
happened_on = "SEEN"
was_attended = "OUTCOME"
[[list.agreement]]
kind = "agreed"
on = "CONSENT_DATE"
when = { column = "CONSENT", is = ["Y", "Yes"] }
by = "mother"
how = { fixed = "signed form" }
kinds = ["basic", "contacts"]
partners = ["childrens-centre"]
is_informed = true
[[list.agreement]]
kind = "refused"
on = "CONSENT_DATE"
when = { column = "CONSENT", is = ["Refused"] }
"#;

pub(crate) fn caseload() -> SourceMap {
    SourceMap::parse(CASELOAD).expect("a sound map")
}

/// The good rows and the problems of a text read as the caseload.
pub(crate) fn read_caseload(text: &str) -> (Vec<RowStatement>, Vec<Problem>) {
    let (summary, items) = read_all(&caseload(), "caseload.csv", text.as_bytes());
    summary.expect("the header fits");
    parted(items)
}

pub(crate) fn parted(items: Vec<Item>) -> (Vec<RowStatement>, Vec<Problem>) {
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for item in items {
        match item {
            Item::Row(row) => rows.push(*row),
            Item::Problem(problem) => problems.push(problem),
        }
    }
    (rows, problems)
}
