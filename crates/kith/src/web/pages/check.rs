//! What the check of a file found, importing it or cancelling (screen 30).

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, CheckPage, FileState, ImportProgress, Incoming, ProblemLine};
use kith_core::id::FileId;

use super::files::count;
use super::{reference, show as answer};
use crate::web::components::{Button, Details, Html, InsetText, KeyFacts, NotificationBanner, SplitBar};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{number_words, plural, sentence_case};

/// So long the page waits for an import; a longer one goes on by itself.
const PATIENCE: Duration = Duration::from_secs(8);

/// What led here.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Came {
    /// The very same file was sent again.
    again: Option<String>,
    /// Importing stopped because other files had changed what this one does.
    changed: Option<String>,
    /// The file was imported just now.
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/check.html")]
struct Check {
    page: Page,
    heading: &'static str,
    check: CheckPage,
    address: String,
    came: Came,
}

impl Check {
    fn is(&self, state: FileState) -> bool {
        self.check.state == state
    }

    /// Rows that come in when the file is imported.
    fn to_import(&self) -> usize {
        count(self.check.ready + self.check.possible)
    }

    fn bar(&self) -> SplitBar {
        SplitBar {
            ready: count(self.check.ready),
            possible: count(self.check.possible),
            problems: count(self.check.left_out),
        }
    }

    /// "We read all 412 rows." and what is not in the bar.
    fn read(&self) -> String {
        let read = match self.check.rows_read {
            0 => "We found no rows.".to_owned(),
            1 => "We read 1 row.".to_owned(),
            rows => format!("We read all {} rows.", number_words(count(rows))),
        };
        match self.check.unchanged {
            0 => read,
            1 => format!("{read} 1 of them says what it said before."),
            rows => format!("{read} {} of them say what they said before.", number_words(count(rows))),
        }
    }

    fn may_come_in(&self) -> bool {
        self.check.incoming.as_ref().is_none_or(Incoming::may_come_in)
    }

    fn page_address(&self) -> String {
        format!("{}/check", self.address)
    }

    fn when_done(&self) -> String {
        format!("{}/check?done=1", self.address)
    }

    fn import_button(&self) -> Button {
        let words = match self.to_import() {
            0 => "Finish, nothing is new".to_owned(),
            rows => format!("Import {}", plural(rows, "row", "rows")),
        };
        Button::new(words).once()
    }

    fn cancel_button(&self) -> Button {
        Button::new("Cancel, keep nothing").secondary().to(format!("{}/cancel", self.address))
    }

    fn problems_button(&self) -> Button {
        let words = match self.check.problems_total {
            1 => "Download the problem".to_owned(),
            all => format!("Download the {} problems", number_words(count(all))),
        };
        Button::link(words, format!("{}/problems.csv", self.address)).secondary()
    }

    /// "8 rows with a problem", or how many there are where a row has several.
    fn problems_heading(&self) -> String {
        plural(count(self.check.problems_total), "problem in this file", "problems in this file")
    }

    fn is_cut(&self) -> bool {
        count(self.check.problems_total) > self.check.problems.len()
    }

    fn row(line: &ProblemLine) -> String {
        line.row.map_or_else(|| "All".to_owned(), |row| row.to_string())
    }

    fn found(line: &ProblemLine) -> &str {
        if line.found.is_empty() { "(empty)" } else { &line.found }
    }

    /// How to put it right, as sentences.
    fn how_to_fix(line: &ProblemLine) -> String {
        let sentences: Vec<String> = line.how_to_fix.split("; ").map(sentence_case).collect();
        format!("{}.", sentences.join(". ").trim_end_matches('.'))
    }

    fn column(line: &ProblemLine) -> &str {
        line.column.as_deref().unwrap_or("All columns")
    }

    fn will_heading(&self) -> String {
        match count(self.check.rows_read.saturating_sub(self.check.left_out)) {
            1 => "What the 1 row will do".to_owned(),
            rows => format!("What the {} rows will do", number_words(rows)),
        }
    }

    fn will(&self) -> Vec<Details> {
        let will = self.check.will.iter();
        will.map(|(sentence, behind)| Details::new(sentence, Html::paragraphs(behind)).expander()).collect()
    }

    fn done_banner(&self) -> NotificationBanner {
        let came_in = self.check.done.map_or(0, |done| count(done.rows_new + done.rows_changed));
        let words = match came_in {
            0 => "This file is imported. Nothing in it was new.".to_owned(),
            rows => format!("{} imported. Staff can see them from now on.", plural(rows, "row is", "rows are")),
        };
        NotificationBanner::success(words)
    }

    fn done(&self) -> KeyFacts {
        let Some(done) = self.check.done else { return KeyFacts::new("Result") };
        let rows = |rows: u64| plural(count(rows), "row", "rows");
        KeyFacts::new("Result")
            .fact("New", rows(done.rows_new))
            .fact("Changed", rows(done.rows_changed))
            .fact("As before", rows(done.rows_unchanged))
            .fact("Left out", rows(done.rows_left_out))
    }

    fn again() -> InsetText {
        InsetText::new("This very file came in before. Nothing was changed by sending it again.")
    }

    fn changed() -> NotificationBanner {
        NotificationBanner::important(
            "Other files came in since you looked. The numbers below are new. Look at them, then import.",
        )
    }
}

/// The check of one file.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(file): Path<String>,
    Query(came): Query<Came>,
) -> Result<Response, Failure> {
    let file: FileId = reference(&file)?;
    let check = site.app.check_page(&asking.asker, file, site.clock.now()).await?;
    let heading = match check.state {
        FileState::Staging => "We are reading this file",
        FileState::Checked => "Check before importing",
        FileState::Committing => "We are importing this file",
        FileState::Committed => "This file is imported",
        FileState::Cancelled => "This file was cancelled",
        FileState::Refused => "This file cannot be imported",
    };
    let page = Page::new(&site, Some(&asking.session), heading).at("/files").under("Files in and out", "/files").wide();
    answer(&Check { page, heading, check, address: format!("/files/{file}"), came })
}

/// Imports the rows. A long import goes on when the page no longer waits.
pub async fn import(
    State(site): State<Site>,
    asking: Asking,
    Path(file): Path<String>,
    _posted: Posted,
) -> Result<Response, Failure> {
    let file: FileId = reference(&file)?;
    let (app, asker, now) = (site.app.clone(), asking.asker.clone(), site.clock.now());
    let importing = tokio::spawn(async move {
        let done = app.commit_file(&asker, file, now, &mut ImportProgress::silent()).await;
        if let Err(AppError::Broken(fault)) = &done {
            tracing::error!(%file, fault = format!("{fault:#}"), "an import stopped");
        }
        done
    });
    let query = match tokio::time::timeout(PATIENCE, importing).await {
        Err(_) | Ok(Ok(Ok(_))) => "?done=1",
        Ok(Ok(Err(AppError::Stale))) => "?changed=1",
        Ok(Ok(Err(error))) => return Err(error.into()),
        Ok(Err(fault)) => return Err(Failure::broken(fault)),
    };
    Ok(Redirect::to(&format!("/files/{file}/check{query}")).into_response())
}

/// Decides against the file.
pub async fn cancel(
    State(site): State<Site>,
    asking: Asking,
    Path(file): Path<String>,
    _posted: Posted,
) -> Result<Response, Failure> {
    let file: FileId = reference(&file)?;
    match site.app.cancel_file(&asking.asker, file, site.clock.now()).await {
        Ok(()) | Err(AppError::Stale) => Ok(Redirect::to(&format!("/files/{file}/check")).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// Every problem of the file, for a spreadsheet.
pub async fn problems(State(site): State<Site>, asking: Asking, Path(file): Path<String>) -> Result<Response, Failure> {
    let file: FileId = reference(&file)?;
    let (name, bytes) = site.app.problems_csv(&asking.asker, file, site.clock.now()).await?;
    let mut response = ([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], bytes).into_response();
    response.headers_mut().insert(header::CONTENT_DISPOSITION, saved_as(&name));
    Ok(response)
}

/// The header that saves an answer under a name. The sender chose the name, so
/// only plain letters of it stay.
fn saved_as(name: &str) -> HeaderValue {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_' | ' ');
    let name: String = name.chars().map(|letter| if plain(letter) { letter } else { '_' }).collect();
    HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        .unwrap_or(HeaderValue::from_static("attachment; filename=\"problems.csv\""))
}

#[cfg(test)]
mod tests {
    use super::saved_as;

    #[test]
    fn a_name_from_outside_cannot_end_the_header() {
        assert_eq!(saved_as("births 10.problems.csv"), "attachment; filename=\"births 10.problems.csv\"");
        assert_eq!(saved_as("a\"; b\r\nc.csv"), "attachment; filename=\"a__ b__c.csv\"");
    }
}
