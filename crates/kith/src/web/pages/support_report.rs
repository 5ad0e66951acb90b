//! What came of agreed support, by aim, quarter by quarter (S002-2b). Figures
//! only.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kith_app::{AimReport, csv_cell};
use kith_core::report::{FEWEST_SHOWN, Quarter, ShownAim};

use super::show as answer;
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_words, number_words};

/// The heads of the columns, after the aim.
const COLUMNS: [&str; 6] =
    ["Families", "Achieved", "Partly achieved", "Not achieved", "The goal has changed", "Nothing said yet"];

#[derive(Template)]
#[template(path = "pages/support_report.html")]
struct Report {
    page: Page,
    report: AimReport,
    first_day: String,
    columns: [&'static str; 6],
    fewest: u64,
}

/// The cells of an aim; none where the number is too small to show.
fn cells(aim: &ShownAim) -> Vec<Option<u64>> {
    std::iter::once(aim.families).chain(aim.outcomes.iter().copied()).collect()
}

impl Report {
    fn row(&self, aim: &ShownAim) -> Vec<(&'static str, String)> {
        let word = |cell: Option<u64>| {
            cell.map_or_else(
                || "Too few".to_owned(),
                |count| number_words(usize::try_from(count).unwrap_or(usize::MAX)),
            )
        };
        self.columns.into_iter().zip(cells(aim).into_iter().map(word)).collect()
    }
}

fn wanted(query: &BTreeMap<String, String>) -> Result<Option<Quarter>, Failure> {
    query.get("quarter").map(|word| word.parse().map_err(|()| Failure::not_found())).transpose()
}

/// The report of a quarter.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let report = site.app.aim_report(&asking.asker, wanted(&query)?, false, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "What came of support").under("My day", "/my-day").wide();
    let first_day = date_words(report.quarter.first_day());
    answer(&Report { page, first_day, columns: COLUMNS, fewest: FEWEST_SHOWN, report })
}

/// The same as a file, with the same numbers left out.
pub async fn file(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let report = site.app.aim_report(&asking.asker, wanted(&query)?, true, site.clock.now()).await?;
    let mut text = format!("Quarter,Aim,{}\n", COLUMNS.join(","));
    for (title, aim) in &report.aims {
        let cells: Vec<String> =
            cells(aim).iter().map(|cell| cell.map_or_else(String::new, |count| count.to_string())).collect();
        text.push_str(&format!("{},{},{}\n", report.quarter, csv_cell(title), cells.join(",")));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"what-came-of-support.csv\""),
    ];
    Ok((headers, text).into_response())
}
