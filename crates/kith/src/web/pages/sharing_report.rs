//! How sharing goes, quarter by quarter (S002-12d). Figures only.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kith_app::{SharingReport, csv_cell};
use kith_core::report::{FEWEST_SHOWN, Quarter, ShownPair};

use super::show as answer;
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::{date_words, number_words};

/// The heads of the columns, after the two agencies.
const COLUMNS: [&str; 8] = [
    "Asked", "Shared", "Minimum shared", "Consent sought", "Judged by a person", "Stopped", "Refused", "Hours to a yes",
];

#[derive(Template)]
#[template(path = "pages/sharing_report.html")]
struct Report {
    page: Page,
    report: SharingReport,
    first_day: String,
    columns: [&'static str; 8],
    fewest: u64,
}

/// The cells of a pair; none where the number is too small to show.
fn cells(pair: &ShownPair) -> Vec<Option<u64>> {
    let answers = pair.answers.iter().copied();
    std::iter::once(pair.asked).chain(answers).chain(std::iter::once(pair.hours_to_yes)).collect()
}

impl Report {
    fn row(&self, pair: &ShownPair) -> Vec<(&'static str, String)> {
        let word = |cell: Option<u64>| {
            cell.map_or_else(
                || "Too few".to_owned(),
                |count| number_words(usize::try_from(count).unwrap_or(usize::MAX)),
            )
        };
        self.columns.into_iter().zip(cells(pair).into_iter().map(word)).collect()
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
    let report = site.app.sharing_report(&asking.asker, wanted(&query)?, false, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "How sharing goes")
        .under("My day", "/my-day")
        .explains("/sharing-report")
        .wide();
    let first_day = date_words(report.quarter.first_day());
    answer(&Report { page, first_day, columns: COLUMNS, fewest: FEWEST_SHOWN, report })
}

/// The same as a file, with the same numbers left out.
pub async fn file(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let report = site.app.sharing_report(&asking.asker, wanted(&query)?, true, site.clock.now()).await?;
    let mut text = format!("Quarter,Held by,For,{}\n", COLUMNS.join(","));
    for pair in &report.pairs {
        let cells: Vec<String> =
            cells(pair).iter().map(|cell| cell.map_or_else(String::new, |count| count.to_string())).collect();
        text.push_str(&format!(
            "{},{},{},{}\n",
            report.quarter,
            csv_cell(&pair.way.holder),
            csv_cell(&pair.way.receiver),
            cells.join(",")
        ));
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"how-sharing-goes.csv\""),
    ];
    Ok((headers, text).into_response())
}
