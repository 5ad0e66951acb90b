//! The partnership's framework with owners and reviews, and where each
//! organisation stands on sharing (S002-12a, S002-12b).

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::framework::{FrameworkItem, FrameworkKind};
use kith_core::workforce::Role;

use crate::contact_form::day;
use crate::door::{event, today};
use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem};

/// The policy that says how the locality keeps confidence with the dead.
const ABOUT_THE_DEAD: &str = "People who have died";

/// The framework as one reader sees it.
#[derive(Debug, Clone)]
pub struct FrameworkPage {
    /// The reader's own organisation.
    pub organisation: String,
    /// Where it stands on sharing; none before anybody wrote it down.
    pub position: Option<String>,
    /// Each item, and whether its review is overdue.
    pub items: Vec<(FrameworkItem, bool)>,
    /// Whether the reader keeps the framework.
    pub may_change: bool,
}

/// An item as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrameworkDraft {
    /// The word of the kind.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// What it says.
    pub says: String,
    /// Who owns it.
    pub owner: String,
    /// The next review, as typed.
    pub review_on: String,
}

fn keeps_framework(asker: &Asker) -> bool {
    matches!(asker.staff.role, Role::DataLead | Role::CaldicottGuardian)
}

impl App {
    /// The framework, and where the reader's own organisation stands. Anybody
    /// who is signed in may read it.
    ///
    /// # Errors
    /// [`AppError::Broken`] when it cannot be read.
    pub async fn framework(&self, asker: &Asker, now: Timestamp) -> Result<FrameworkPage, AppError> {
        let organisation = asker.staff.organisation.clone();
        let of = organisation.clone();
        let (items, position) = self
            .db
            .read(move |tx| {
                Box::pin(async move { Ok::<_, AppError>((tx.framework_items().await?, tx.position_of(&of).await?)) })
            })
            .await?;
        let today = today(now);
        let mut items: Vec<(FrameworkItem, bool)> =
            items.into_iter().map(|item| (item.is_overdue(today), item)).map(|(late, item)| (item, late)).collect();
        items.sort_by(|(one, _), (other, _)| (one.kind, &one.title).cmp(&(other.kind, &other.title)));
        Ok(FrameworkPage { organisation, position, items, may_change: keeps_framework(asker) })
    }

    /// What the locality decided about people who have died: the policy of
    /// that title, if there is one (S002-11d).
    ///
    /// # Errors
    /// [`AppError::Broken`] when it cannot be read.
    pub async fn policy_on_the_dead(&self) -> Result<Option<String>, AppError> {
        let items = self.db.read(|tx| Box::pin(async move { tx.framework_items().await })).await?;
        let is_it = |item: &FrameworkItem| item.kind == FrameworkKind::Policy && item.title == ABOUT_THE_DEAD;
        Ok(items.into_iter().find(is_it).map(|item| item.says))
    }

    /// Adds an item, or says what the item of that kind and title says from
    /// now on: a review is written down so as well.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that is empty or needs another
    /// look; [`AppError::NotFound`] for anybody who does not keep the
    /// framework.
    pub async fn add_to_framework(
        &self,
        asker: &Asker,
        draft: &FrameworkDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if !keeps_framework(asker) {
            return Err(AppError::NotFound);
        }
        let item = checked(draft)?;
        let by = asker.staff.id;
        let changed = event(asker, Action::SettingChange, now).with("framework", item.kind.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_framework_item(&item, (by, now)).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// The organisations that staff work for, by name.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody who does not keep the framework.
    pub async fn organisations(&self, asker: &Asker) -> Result<Vec<String>, AppError> {
        if !keeps_framework(asker) {
            return Err(AppError::NotFound);
        }
        let accounts = self.db.read(|tx| Box::pin(async move { tx.all_staff().await })).await?;
        let names: BTreeSet<String> = accounts.into_iter().map(|account| account.organisation).collect();
        Ok(names.into_iter().collect())
    }

    /// Writes down where an organisation stands on sharing.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for an organisation that nobody works for, or
    /// without words; [`AppError::NotFound`] as for
    /// [`App::add_to_framework`].
    pub async fn say_position(
        &self,
        asker: &Asker,
        (organisation, says): (&str, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let known = self.organisations(asker).await?;
        let mut problems = Vec::new();
        if !known.iter().any(|name| name == organisation) {
            problems.push(FieldProblem::new("organisation", "Choose the organisation"));
        }
        let words = filled(says);
        if words.is_none() {
            problems.push(FieldProblem::new("says", "Write where it stands on sharing"));
        }
        let Some(words) = words.filter(|_| problems.is_empty()) else { return Err(AppError::Invalid(problems)) };
        let (by, organisation) = (asker.staff.id, organisation.to_owned());
        let changed = event(asker, Action::SettingChange, now).with("position-of", &organisation);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_position((&organisation, &words), (by, now)).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}

fn checked(draft: &FrameworkDraft) -> Result<FrameworkItem, AppError> {
    let mut problems = Vec::new();
    let kind = FrameworkKind::from_word(&draft.kind);
    let (title, says, owner) = (filled(&draft.title), filled(&draft.says), filled(&draft.owner));
    let mut need = |is_there: bool, field: &str, message: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, message));
        }
    };
    need(kind.is_some(), "kind", "Choose what it is");
    need(title.is_some(), "title", "Write a title");
    need(says.is_some(), "says", "Write what it says");
    need(owner.is_some(), "owner", "Write who owns it");
    let review_on = day(&draft.review_on, "review_on", &mut problems);
    match (kind, title, says, owner, review_on) {
        (Some(kind), Some(title), Some(says), Some(owner), Some(review_on)) => {
            Ok(FrameworkItem { kind, title, says, owner, review_on })
        }
        _ => Err(AppError::Invalid(problems)),
    }
}
