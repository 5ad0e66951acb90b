//! Files that came in, files that are expected, and adding one (screen 29).

use askama::Template;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{
    AppError, Arrival, Asker, Channel, ExpectedFile, FileLine, FileState, FilesPage, ImportProgress, MessageState,
    Upload, UploadOutcome,
};
use kith_core::id::FileId;
use kith_exchange::message::{ArchiveProblem, messages_in};

use super::show_with;
use crate::web::components::{Colour, ErrorSummary, FileUpload, Select, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::token_is_right;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, number_words, plural};

/// The longest file that is taken, in bytes.
const LONGEST_FILE: usize = 64 * 1024 * 1024;

/// A longer file is read up to so many bytes and thrown away: a browser that
/// has not sent everything shows a broken line and not our words.
pub(crate) const LONGEST_HEARD: usize = 16 * LONGEST_FILE;

/// The kinds of file that the browser offers first.
const KINDS: &str = ".csv,.txt,.xlsx,.xml,.json,.zip";

#[derive(Template)]
#[template(path = "pages/files.html")]
struct Files {
    page: Page,
    files: FilesPage,
    /// Pairs that the last files left for somebody to look at.
    pairs_to_check: Option<u64>,
    errors: ErrorSummary,
    source: Select,
    file: FileUpload,
}

impl Files {
    fn state(state: FileState) -> Tag {
        match state {
            FileState::Staging => Tag::new("Being read", Colour::Grey),
            FileState::Checked => Tag::new("To check", Colour::Yellow),
            FileState::Committing => Tag::new("Importing", Colour::Blue),
            FileState::Committed => Tag::new("Imported", Colour::Green),
            FileState::Cancelled => Tag::new("Cancelled", Colour::Grey),
            FileState::Refused => Tag::new("Refused", Colour::Red),
        }
    }

    /// What became of the rows: "412 read, 8 left out".
    fn rows(line: &FileLine) -> String {
        let read = plural(count(line.rows_read), "row", "rows");
        match line.state {
            FileState::Staging => "Not counted yet".to_owned(),
            FileState::Committing => format!("{read}, {}% in", line.percent),
            FileState::Refused | FileState::Cancelled if line.rows_read == 0 => "None kept".to_owned(),
            FileState::Refused | FileState::Cancelled => format!("{read}, none kept"),
            FileState::Checked | FileState::Committed if line.left_out > 0 => {
                format!("{read}, {} left out", number_words(count(line.left_out)))
            }
            FileState::Checked | FileState::Committed => read,
        }
    }

    fn due(expected: &ExpectedFile) -> String {
        match expected.late_days {
            0 => format!("Expected by {}", date_words(expected.due_on)),
            days => format!(
                "{} late. It was expected by {}",
                plural(days as usize, "day", "days"),
                date_words(expected.due_on)
            ),
        }
    }

    /// Files that are late, and files that are not due yet.
    fn expected(&self) -> (Vec<&ExpectedFile>, Vec<&ExpectedFile>) {
        self.files.expected.iter().partition(|expected| expected.late_days > 0)
    }

    fn late() -> Tag {
        Tag::new("Late", Colour::Orange)
    }
}

/// A number of rows, as screens count.
pub(crate) fn count(rows: u64) -> usize {
    usize::try_from(rows).unwrap_or(usize::MAX)
}

/// Files, and the form for another.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    list(&site, &asking, StatusCode::OK, &Wrong::default()).await
}

/// Reads a file that was sent, and leads to what the check found.
pub async fn upload(State(site): State<Site>, asking: Asking, request: Request) -> Result<Response, Failure> {
    let Ok(form) = Multipart::from_request(request, &()).await else {
        let wrong = Wrong { file: Some("Choose the file again."), ..Wrong::default() };
        return list(&site, &asking, StatusCode::UNPROCESSABLE_ENTITY, &wrong).await;
    };
    let sent = match Sent::read(form, &asking).await {
        Ok(sent) => sent,
        Err(NotRead::AnotherSignIn) => return Ok(another_sign_in()),
        Err(NotRead::Form(status, wrong)) => return list(&site, &asking, status, &wrong).await,
    };
    match national_messages(&sent) {
        Ok(Some(arrivals)) => return receive(&site, asking.asker.clone(), arrivals).await,
        Ok(None) => {}
        Err(words) => {
            let wrong = Wrong { chosen: sent.source, file: Some(words), ..Wrong::default() };
            return list(&site, &asking, StatusCode::UNPROCESSABLE_ENTITY, &wrong).await;
        }
    }
    let wrong = sent.wrong();
    if wrong.is_any() {
        return list(&site, &asking, StatusCode::UNPROCESSABLE_ENTITY, &wrong).await;
    }
    let source = sent.source.clone();
    match check(&site, asking.asker.clone(), sent).await {
        Ok(UploadOutcome::Checked(file) | UploadOutcome::Refused(file)) => Ok(to_check(file, "")),
        Ok(UploadOutcome::SameAsBefore(file)) => Ok(to_check(file, "?again=1")),
        Err(AppError::Invalid(_)) => {
            let wrong = Wrong { chosen: source, source: Some("Choose a source from the list."), ..Wrong::default() };
            list(&site, &asking, StatusCode::UNPROCESSABLE_ENTITY, &wrong).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The sources that read national messages.
const MESSAGE_SOURCES: [&str; 3] = ["birth-message", "demographic-message", "professional-contacts"];

/// The national messages in what was sent, where it is such a file and no
/// other source was chosen for it.
fn national_messages(sent: &Sent) -> Result<Option<Vec<Arrival>>, &'static str> {
    if !sent.source.is_empty() && !MESSAGE_SOURCES.contains(&sent.source.as_str()) {
        return Ok(None);
    }
    let found = messages_in(&sent.file_name, &sent.bytes).map_err(|problem| match problem {
        ArchiveProblem::Broken => "The zip is damaged or has a password. Make it again without one.",
        ArchiveProblem::TooLarge => "The zip holds too much. Make two smaller ones.",
    })?;
    Ok(found.map(|all| all.into_iter().map(|(name, bytes)| Arrival { name, bytes }).collect()))
}

/// Takes messages in to their end, also when the browser does not wait, and
/// leads to where they are listed.
async fn receive(site: &Site, asker: Asker, arrivals: Vec<Arrival>) -> Result<Response, Failure> {
    let (app, now) = (site.app.clone(), site.clock.now());
    let taking = tokio::spawn(async move { app.receive_messages(&asker, Channel::Upload, arrivals, now).await });
    let outcomes = taking.await.map_err(|fault| AppError::Broken(fault.into()))??;
    let count = |state: MessageState| outcomes.iter().filter(|outcome| outcome.state == state).count();
    let (wrong, held) = (count(MessageState::Quarantined), count(MessageState::Held));
    let held = if held == 0 { String::new() } else { format!("&held={held}") };
    Ok(Redirect::to(&format!("/messages?came={}&wrong={wrong}{held}", outcomes.len())).into_response())
}

/// Checks a file to its end, also when the browser does not wait for it.
async fn check(site: &Site, asker: Asker, sent: Sent) -> Result<UploadOutcome, AppError> {
    let (app, now) = (site.app.clone(), site.clock.now());
    let checking = tokio::spawn(async move {
        let mut progress = ImportProgress::silent();
        app.check_file(&asker, Upload::new(&sent.source, &sent.file_name, &sent.bytes), now, &mut progress).await
    });
    checking.await.map_err(|fault| AppError::Broken(fault.into()))?
}

fn to_check(file: FileId, query: &str) -> Response {
    Redirect::to(&format!("/files/{file}/check{query}")).into_response()
}

fn another_sign_in() -> Response {
    (StatusCode::FORBIDDEN, "this form belongs to another sign-in; go back and open the page again").into_response()
}

/// What the form sent.
#[derive(Default)]
struct Sent {
    source: String,
    file_name: String,
    bytes: Vec<u8>,
}

/// Why what the form sent was not read.
enum NotRead {
    /// The form belongs to another sign-in.
    AnotherSignIn,
    /// The form is shown again.
    Form(StatusCode, Wrong),
}

impl Sent {
    /// Reads the form's parts in order. The token is the first: a form of
    /// another sign-in is not read any further.
    async fn read(mut form: Multipart, asking: &Asking) -> Result<Self, NotRead> {
        let mut sent = Self::default();
        let (mut is_ours, mut is_too_long) = (false, false);
        loop {
            let mut part = match form.next_field().await {
                Ok(Some(part)) => part,
                Ok(None) if is_too_long => return Err(too_long(&sent.source)),
                Ok(None) if is_ours => return Ok(sent),
                Ok(None) => return Err(NotRead::AnotherSignIn),
                Err(error) => return Err(not_read(&error, &sent.source)),
            };
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(last_part);
            let Some(bytes) = whole(&mut part).await.map_err(|error| not_read(&error, &sent.source))? else {
                is_too_long = true;
                continue;
            };
            match name.as_str() {
                "form_token" => is_ours = token_is_right(&asking.session, &String::from_utf8_lossy(&bytes)),
                _ if !is_ours => return Err(NotRead::AnotherSignIn),
                "source" => sent.source = String::from_utf8_lossy(&bytes).into_owned(),
                "file" => (sent.file_name, sent.bytes) = (file_name.unwrap_or_default(), bytes),
                _ => {}
            }
        }
    }

    fn wrong(&self) -> Wrong {
        Wrong {
            chosen: self.source.clone(),
            source: self.source.is_empty().then_some("Choose where the file comes from."),
            file: match (self.file_name.is_empty(), self.bytes.is_empty()) {
                (true, _) => Some("Choose a file."),
                (false, true) => Some("This file is empty. Choose another, or ask the sender for it again."),
                (false, false) => None,
            },
        }
    }
}

/// Some browsers send the whole path of a file; only its name is kept.
fn last_part(path: &str) -> String {
    path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned()
}

/// A part of the form to its end; none where it is too long to be kept.
async fn whole(part: &mut Field<'_>) -> Result<Option<Vec<u8>>, MultipartError> {
    let mut kept = Some(Vec::new());
    while let Some(piece) = part.chunk().await? {
        kept = kept.filter(|bytes| bytes.len() + piece.len() <= LONGEST_FILE);
        if let Some(bytes) = &mut kept {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok(kept)
}

fn too_long(source: &str) -> NotRead {
    let words = "This file is larger than 64 MB. Ask the sender for two smaller files.";
    let wrong = Wrong { chosen: source.to_owned(), source: None, file: Some(words) };
    NotRead::Form(StatusCode::PAYLOAD_TOO_LARGE, wrong)
}

fn not_read(error: &MultipartError, source: &str) -> NotRead {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_long(source);
    }
    let words = "The file did not arrive whole. Nothing of it was kept. Choose it again.";
    NotRead::Form(
        StatusCode::UNPROCESSABLE_ENTITY,
        Wrong { chosen: source.to_owned(), source: None, file: Some(words) },
    )
}

/// What needs another look on the form, and the source that was chosen.
#[derive(Default)]
struct Wrong {
    chosen: String,
    source: Option<&'static str>,
    file: Option<&'static str>,
}

impl Wrong {
    fn is_any(&self) -> bool {
        self.source.is_some() || self.file.is_some()
    }
}

async fn list(site: &Site, asking: &Asking, status: StatusCode, wrong: &Wrong) -> Result<Response, Failure> {
    let files = site.app.files(&asking.asker, site.clock.now()).await?;
    let pairs_to_check = site.app.count_pairs(&asking.asker, site.clock.now()).await?;
    let mut errors = ErrorSummary::new();
    for (words, field) in [(wrong.source, "source"), (wrong.file, "file")] {
        if let Some(words) = words {
            errors = errors.error(words, field);
        }
    }
    let to_check = files.files.iter().filter(|line| line.state == FileState::Checked).count();
    let page = Page::new(site, Some(&asking.session), "Files in and out").at("/files").count("/files", to_check).wide();
    let source = Select::new("source", "Where does the file come from?")
        .option("", "Choose a source")
        .options(files.sources.iter().map(|(name, title)| (name, title)))
        .chosen(&wrong.chosen)
        .error(wrong.source);
    let file = FileUpload::new("file", "The file")
        .accepts(KINDS)
        .hint("CSV, Excel (.xlsx), XML or JSON, up to 64 MB")
        .error(wrong.file);
    show_with(status, &Files { page: page.errors(errors.count()), files, pairs_to_check, errors, source, file })
}

#[cfg(test)]
mod tests {
    use super::last_part;

    #[test]
    fn a_file_is_called_by_its_name_alone() {
        assert_eq!(last_part(r"C:\from trust\births.csv"), "births.csv");
        assert_eq!(last_part("births.csv"), "births.csv");
        assert_eq!(last_part("/home/x/births.csv"), "births.csv");
    }
}
