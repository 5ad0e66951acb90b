//! The library: what comes with Kith, with what the locality added, replaced
//! and withdrew, and why (S002-3b).

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::library::{LibraryItem, LibrarySort, LibraryStatus, laid_over};
use kith_core::support::aim_word as word_of;
use kith_core::workforce::Role;
use kith_store::{LibraryEvent, Tx};

use crate::door::event;
use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem};

/// The most letters of a line.
const MOST_LETTERS: usize = 300;

/// One item, with what was said of it here.
#[derive(Debug, Clone)]
pub struct LibraryLine {
    /// The item as it is.
    pub item: LibraryItem,
    /// The title of what took its place.
    pub replaced_by: Option<String>,
    /// What was said of it here: when, which status, why; the newest first.
    pub history: Vec<(Timestamp, LibraryStatus, String)>,
}

/// The library as one reader sees it.
#[derive(Debug, Clone)]
pub struct LibraryPage {
    /// Every item, current ones first.
    pub lines: Vec<LibraryLine>,
    /// Whether the reader keeps the library.
    pub may_change: bool,
}

/// What is being said of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LibraryDraft {
    /// The word of the item; empty for a new one.
    pub of: String,
    /// The word of what it is.
    pub sort: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its date in words.
    pub dated: String,
    /// The word of whether it still counts.
    pub status: String,
    /// The word of what took its place.
    pub replaced_by: String,
    /// Where to read it.
    pub where_to_read: String,
    /// What it is about.
    pub says: String,
    /// Why it is said.
    pub why: String,
}

fn keeps_library(asker: &Asker) -> bool {
    matches!(asker.staff.role, Role::DataLead | Role::CaldicottGuardian)
}

impl App {
    /// The library, for whoever is signed in.
    ///
    /// # Errors
    /// [`AppError::Broken`] when it cannot be read.
    pub async fn read_library(&self, asker: &Asker) -> Result<LibraryPage, AppError> {
        let (items, said) = self.db.read(|tx| Box::pin(async move { whole(tx).await })).await?;
        let title = |word: &String| items.iter().find(|item| item.id == *word).map(|item| item.title.clone());
        let mut lines: Vec<LibraryLine> = items
            .iter()
            .map(|item| {
                let of_item = said.iter().rev().filter(|event| event.item.id == item.id);
                LibraryLine {
                    item: item.clone(),
                    replaced_by: item.replaced_by.as_ref().and_then(title),
                    history: of_item.map(|event| (event.at, event.item.status, event.why.clone())).collect(),
                }
            })
            .collect();
        lines.sort_by_key(|line| (line.item.status == LibraryStatus::Withdrawn, line.item.sort));
        Ok(LibraryPage { lines, may_change: keeps_library(asker) })
    }

    /// Adds an item, or says what is so of one from now on. What was said
    /// before stays in its history.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] for anybody but the data lead and the Caldicott
    /// Guardian.
    pub async fn say_of_library(&self, asker: &Asker, draft: &LibraryDraft, now: Timestamp) -> Result<(), AppError> {
        if !keeps_library(asker) {
            return Err(AppError::NotFound);
        }
        let (draft, by) = (draft.clone(), asker.staff.id);
        let changed = event(asker, Action::SettingChange, now);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let (items, _) = whole(tx).await?;
                    let (item, why) = match checked(&draft, &items) {
                        Ok(checked) => checked,
                        Err(problems) => return Ok(Err(AppError::Invalid(problems))),
                    };
                    let changed = changed.with("library", &item.id).with("status", item.status.word());
                    tx.add_library_event(&LibraryEvent { item, why, by, at: now }).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(Ok(()))
                })
            })
            .await?
    }
}

/// Every item as it is, and everything that was said here.
async fn whole(tx: &mut Tx) -> Result<(Vec<LibraryItem>, Vec<LibraryEvent>), AppError> {
    let listed = kith_exchange::library().map_err(|fault| AppError::Broken(anyhow::anyhow!(fault)))?;
    let said = tx.events_of_library().await?;
    Ok((laid_over(listed, said.iter().map(|event| event.item.clone())), said))
}

fn checked(draft: &LibraryDraft, items: &[LibraryItem]) -> Result<(LibraryItem, String), Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let mut line = |text: &str, field: &str, message: &str, is_needed: bool| {
        let kept = filled(text).unwrap_or_default();
        if kept.chars().count() > MOST_LETTERS {
            problems.push(FieldProblem::new(field, "Use 300 letters or fewer"));
        } else if is_needed && kept.is_empty() {
            problems.push(FieldProblem::new(field, message));
        }
        kept
    };
    let title = line(&draft.title, "title", "Write its title", true);
    let where_to_read = line(&draft.where_to_read, "where_to_read", "Write where to read it", true);
    let why = line(&draft.why, "why", "Write why you say so", true);
    let version = line(&draft.version, "version", "", false);
    let dated = line(&draft.dated, "dated", "", false);
    let says = line(&draft.says, "says", "", false);
    let (sort, status) = (LibrarySort::from_word(&draft.sort), LibraryStatus::from_word(&draft.status));
    if sort.is_none() {
        problems.push(FieldProblem::new("sort", "Choose what it is"));
    }
    if status.is_none() {
        problems.push(FieldProblem::new("status", "Choose whether it still counts"));
    }
    let known = |word: &str| items.iter().any(|item| item.id == word);
    let is_replaced = status == Some(LibraryStatus::Replaced);
    let replaced_by = filled(&draft.replaced_by).filter(|by| is_replaced && known(by) && *by != draft.of);
    if is_replaced && replaced_by.is_none() {
        problems.push(FieldProblem::new("replaced_by", "Choose what took its place. Add that first"));
    }
    let id = if draft.of.is_empty() { word_of(&title) } else { draft.of.clone() };
    if !draft.of.is_empty() && !known(&draft.of) {
        problems.push(FieldProblem::new("of", "Choose an item of the list"));
    } else if draft.of.is_empty() && known(&id) {
        problems.push(FieldProblem::new("title", "There is an item with this title. Change that one"));
    }
    match (sort, status, problems.is_empty()) {
        (Some(sort), Some(status), true) => {
            Ok((LibraryItem { id, sort, title, version, dated, status, replaced_by, where_to_read, says }, why))
        }
        _ => Err(problems),
    }
}
