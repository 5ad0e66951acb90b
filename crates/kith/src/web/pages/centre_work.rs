//! Whom centres reach and work with: figures only, for governance (S003-ISd).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kith_app::{WORK_STEPS, WorkFigures, WorkReport, csv_cell};
use kith_core::report::{FEWEST_SHOWN, Quarter};

use super::show as answer;
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;
use crate::web::words::date_words;

#[derive(Template)]
#[template(path = "pages/centre_work.html")]
struct WorkView {
    page: Page,
    report: WorkReport,
    first_day: String,
    steps: [(&'static str, &'static str); WORK_STEPS.len()],
    fewest: u64,
}

impl WorkView {
    /// The centres, then all of them together where there are several.
    fn lines(&self) -> Vec<&WorkFigures> {
        let total = self.report.total.as_ref().filter(|_| self.report.lines.len() > 1);
        self.report.lines.iter().chain(total).collect()
    }

    fn cells(line: &WorkFigures) -> Vec<(&'static str, String)> {
        let word = |count: &Option<u64>| count.map_or_else(|| "Too few".to_owned(), |count| count.to_string());
        WORK_STEPS.iter().zip(&line.counts).map(|((_, title), count)| (*title, word(count))).collect()
    }
}

fn wanted(query: &BTreeMap<String, String>) -> Result<Option<Quarter>, Failure> {
    query.get("quarter").map(|word| word.parse().map_err(|()| Failure::not_found())).transpose()
}

/// The figures of a quarter.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let report = site.app.work_report(&asking.asker, (wanted(&query)?, false), site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "Whom centres work with").under("My day", "/my-day").wide();
    let first_day = date_words(report.quarter.first_day());
    answer(&WorkView { page, first_day, steps: WORK_STEPS, fewest: FEWEST_SHOWN, report })
}

/// The same as a file, with the same numbers left out.
pub async fn file(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let report = site.app.work_report(&asking.asker, (wanted(&query)?, true), site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"whom-centres-work-with.csv\""),
    ];
    Ok((headers, csv(&report)).into_response())
}

/// The report as a file; an empty cell is a number too small to show.
pub(crate) fn csv(report: &WorkReport) -> String {
    let heads: Vec<&str> = WORK_STEPS.iter().map(|(word, _)| *word).collect();
    let mut text = format!("centre,quarter,{}\r\n", heads.join(","));
    for line in report.lines.iter().chain(&report.total) {
        let cells: Vec<String> =
            line.counts.iter().map(|count| count.map(|count| count.to_string()).unwrap_or_default()).collect();
        let centre = if line.centre.is_empty() { "all" } else { &line.centre };
        text.push_str(&format!("{},{},{}\r\n", csv_cell(centre), report.quarter, cells.join(",")));
    }
    text
}
