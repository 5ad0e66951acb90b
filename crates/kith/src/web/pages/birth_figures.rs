//! Births and registration, by centre: figures only (S003-ISj).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kith_app::{BIRTH_STEPS, BirthCount, BirthFigures, BirthReport, csv_cell};
use kith_core::birth::Month;

use super::show as answer;
use crate::clock::day_in_england;
use crate::web::components::{Html, Select, ShareBars};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::state::Site;

/// How many months can be chosen.
const MONTHS: usize = 24;

#[derive(Template)]
#[template(path = "pages/birth_figures.html")]
struct FiguresView {
    page: Page,
    report: BirthReport,
    steps: [(&'static str, &'static str); BIRTH_STEPS.len()],
    from: Html,
    until: Html,
    bars: Option<ShareBars>,
}

impl FiguresView {
    /// The centres, then all of them together where there are several.
    fn lines(&self) -> Vec<&BirthFigures> {
        self.report.lines.iter().chain(&self.report.total).collect()
    }

    fn cells(line: &BirthFigures) -> Vec<(&'static str, String)> {
        let word = |count: BirthCount| count.words().unwrap_or_else(|| "Not shown".to_owned());
        BIRTH_STEPS.iter().zip(line.counts).map(|((_, title), count)| (*title, word(count))).collect()
    }
}

/// The months asked for; the last twelve where none are.
fn months(site: &Site, query: &BTreeMap<String, String>) -> Result<(Month, Month), Failure> {
    let last = Month::of(day_in_england(site.clock.now()));
    let read = |name: &str, usual: Month| match query.get(name) {
        Some(text) => text.parse().map_err(|()| Failure::not_found()),
        None => Ok(usual),
    };
    Ok((read("from", (1..12).fold(last, |month, _| month.before()))?, read("until", last)?))
}

fn choices(name: &'static str, label: &'static str, chosen: Month, last: Month) -> Html {
    let all = std::iter::successors(Some(last), |month| Some(month.before())).take(MONTHS);
    Select::new(name, label)
        .options(all.map(|month| (month.to_string(), month.words())))
        .chosen(chosen.to_string())
        .into()
}

/// The figures of some months.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let months = months(&site, &query)?;
    let report = site.app.birth_report(&asking.asker, months, site.clock.now()).await?;
    let last = Month::of(day_in_england(site.clock.now()));
    let bar = |line: &BirthFigures| match line.counts.map(BirthCount::whole) {
        [Some(born), .., Some(registered), _] if born > 0 => Some((line.centre.clone(), registered, born)),
        _ => None,
    };
    let lines: Vec<(String, u64, u64)> = report.lines.iter().filter_map(bar).collect();
    let page = Page::new(&site, Some(&asking.session), "Births and registration")
        .under("My day", "/my-day")
        .explains("/births")
        .wide();
    answer(&FiguresView {
        page,
        from: choices("from", "Born from", report.from, last),
        until: choices("until", "to", report.until, last),
        bars: (!lines.is_empty()).then_some(ShareBars { reached: "registered", lines }),
        steps: BIRTH_STEPS,
        report,
    })
}

/// The same as a file, with the same numbers left out.
pub async fn file(
    State(site): State<Site>,
    asking: Asking,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Failure> {
    let report = site.app.birth_report(&asking.asker, months(&site, &query)?, site.clock.now()).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"births-and-registration.csv\""),
    ];
    Ok((headers, csv(&report)).into_response())
}

/// The report as a file; an empty cell is a number that is not shown.
pub(crate) fn csv(report: &BirthReport) -> String {
    let heads: Vec<&str> = BIRTH_STEPS.iter().map(|(word, _)| *word).collect();
    let mut text = format!("centre,from,until,{}\r\n", heads.join(","));
    for line in report.lines.iter().chain(&report.total) {
        let cells: Vec<String> = line.counts.iter().map(|count| count.words().unwrap_or_default()).collect();
        let centre = if line.centre.is_empty() { "all" } else { &line.centre };
        text.push_str(&format!("{},{},{},{}\r\n", csv_cell(centre), report.from, report.until, cells.join(",")));
    }
    text
}
