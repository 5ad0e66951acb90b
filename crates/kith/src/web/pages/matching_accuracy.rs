//! How well matching does: the weights with their thresholds, how often people
//! agreed, what was refused, and who has an NHS number.

use std::cmp::Ordering;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{Accuracy, BandLine, Drift, NumbersLine, Refusals, SourceShare};
use kith_core::report::{FEWEST_SHOWN, Share};

use super::show as answer;
use crate::web::components::{Column, Histogram, HistogramBar, Html, Table};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{month_words, number_words, plural};

#[derive(Template)]
#[template(path = "pages/matching_accuracy.html")]
struct AccuracyPage {
    page: Page,
    fewest: u64,
    histogram: Histogram,
    weights: Table,
    sources: Table,
    months: Table,
    refused: Table,
    too_large: Table,
    numbers: Table,
    accuracy: Accuracy,
}

impl AccuracyPage {
    /// "9 of 10, between 60 and 98 in 100".
    fn share(share: &Share) -> String {
        share_words(share)
    }

    /// "between 91 and 95 in 100".
    fn found((low, high): &(f64, f64)) -> String {
        format!("between {} and {} in 100", percent(*low, f64::floor), percent(*high, f64::ceil))
    }

    fn answered(&self) -> usize {
        count(self.accuracy.answered)
    }
}

/// The page.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    let accuracy = site.app.matching_accuracy(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "How well matching does")
        .under("Matching", "/matching")
        .explains("/sharing-report")
        .wide();
    let bars = accuracy.bands.iter().map(|band| HistogramBar {
        joined: band.joined.unwrap_or(0),
        waiting: band.waiting.unwrap_or(0),
        from: band.from,
    });
    answer(&AccuracyPage {
        page,
        fewest: FEWEST_SHOWN,
        histogram: Histogram::new(bars.collect(), [accuracy.review_at, accuracy.break_at, accuracy.link_at]),
        weights: weights(&accuracy.bands),
        sources: sources(&accuracy.sources),
        months: months(&accuracy),
        refused: refusals("Why", &accuracy.refused, false),
        too_large: refusals("Compared by", &accuracy.too_large, true),
        numbers: numbers(&accuracy.numbers),
        accuracy,
    })
}

/// Draws joins to check.
pub async fn draw(State(site): State<Site>, asking: Asking, _: Posted) -> Result<Response, Failure> {
    site.app.draw_joins(&asking.asker, site.clock.now()).await?;
    Ok(Redirect::to("/matching/accuracy#to-check").into_response())
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn shown(number: Option<u64>) -> Html {
    number.map_or_else(|| Html::from("Too few"), |number| Html::from(number_words(count(number))))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0 to 1 is 0 to 100 in 100")]
fn percent(share: f64, round: fn(f64) -> f64) -> u32 {
    round(share * 100.0).clamp(0.0, 100.0) as u32
}

fn share_words(share: &Share) -> String {
    let of = format!("{} of {}", number_words(count(share.yes)), number_words(count(share.of)));
    format!("{of}, between {} and {} in 100", percent(share.low, f64::floor), percent(share.high, f64::ceil))
}

fn share_cell(share: Option<Share>) -> Html {
    share.map_or_else(|| Html::from("Too few answers"), |share| Html::from(share_words(&share)))
}

fn weights(bands: &[BandLine]) -> Table {
    let columns = vec![
        Column::new("Weight"),
        Column::numeric("Joined"),
        Column::numeric("Waiting"),
        Column::new("One person, when people looked"),
    ];
    let row = |band: &BandLine| {
        let weight = match band.to {
            Some(to) => format!("{} to {to}", band.from),
            None => format!("{} and more", band.from),
        };
        vec![Html::from(weight), shown(band.joined), shown(band.waiting), share_cell(band.same)]
    };
    Table::new(columns, bands.iter().map(row).collect()).hidden_caption("Pairs of records by weight")
}

fn sources(lines: &[SourceShare]) -> Table {
    let columns = vec![
        Column::new("Service"),
        Column::new("One person, when people looked"),
        Column::new("Before the last 90 days"),
        Column::new("In the last 90 days"),
        Column::new("Change"),
    ];
    let row = |line: &SourceShare| {
        let change = line.drift.map_or("Too early to say", |drift| change_words(&drift));
        vec![
            Html::from(line.title.clone()),
            share_cell(line.same),
            share_cell(line.drift.map(|drift| drift.before)),
            share_cell(line.drift.map(|drift| drift.lately)),
            Html::from(change),
        ]
    };
    Table::new(columns, lines.iter().map(row).collect()).hidden_caption("Answers by service, and how they change")
}

fn change_words(drift: &Drift) -> &'static str {
    match drift.change() {
        Ordering::Less => "Fewer than before. Ask this service what has changed",
        Ordering::Greater => "More than before",
        Ordering::Equal => "No more than chance",
    }
}

fn months(accuracy: &Accuracy) -> Table {
    let columns = vec![
        Column::new("Month"),
        Column::numeric("Joined by the linker"),
        Column::new("One person, when people looked"),
    ];
    let rows = accuracy
        .months
        .iter()
        .map(|month| vec![Html::from(month_words(month.first_day)), shown(month.joined), share_cell(month.same)]);
    Table::new(columns, rows.collect()).hidden_caption("Month by month")
}

fn refusals(name: &str, lines: &[Refusals], has_size: bool) -> Table {
    let mut columns = vec![Column::new(name), Column::numeric("Times")];
    if has_size {
        columns.push(Column::numeric("Largest, in records"));
    }
    let rows = lines.iter().map(|line| {
        let mut cells = vec![Html::from(crate::web::words::sentence_case(&line.why)), shown(line.times)];
        if has_size {
            cells.push(Html::from(number_words(count(line.largest))));
        }
        cells
    });
    Table::new(columns, rows.collect()).hidden_caption("What was not joined, and why")
}

fn numbers(lines: &[NumbersLine]) -> Table {
    let columns = vec![Column::new("Who"), Column::new("With an NHS number")];
    let row = |line: &NumbersLine| {
        let words = match (&line.with_number, line.is_empty) {
            (Some(share), _) => {
                format!(
                    "{} of {}, {} in 100",
                    number_words(count(share.yes)),
                    number_words(count(share.of)),
                    percent(share.share(), f64::round)
                )
            }
            (None, true) => "None known".to_owned(),
            (None, false) => "Too few".to_owned(),
        };
        vec![Html::from(line.title), Html::from(words)]
    };
    Table::new(columns, lines.iter().map(row).collect()).hidden_caption("NHS numbers")
}
