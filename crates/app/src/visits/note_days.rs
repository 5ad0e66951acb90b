//! Within how many days after a visit the others get their note (S002-CBb):
//! two, where the locality set no other number.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_store::Tx;

use crate::office::may_change;
use crate::{App, AppError, FieldProblem, Who};

/// Where the locality set no other number.
const USUAL: i64 = 2;
/// The most that can be set.
const MOST: i64 = 14;
/// The setting that holds the number.
const SETTING: &str = "visit-note-days";

impl App {
    /// Within how many days after a visit the others get their note.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but administrators, the data lead and
    /// the command line.
    pub async fn visit_note_days(&self, who: impl Into<Who>) -> Result<i64, AppError> {
        may_change(&who.into())?;
        self.db.read(|tx| Box::pin(async move { note_days(tx).await })).await
    }

    /// Sets the number; what waits for a note is counted by it from then on.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for what is no number of days from 1 to 14, and as
    /// for [`App::visit_note_days`].
    pub async fn set_visit_note_days(&self, who: impl Into<Who>, days: &str, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        may_change(&who)?;
        let days = read(days).map_err(|problem| AppError::Invalid(vec![problem]))?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if set(tx, days).await? {
                        let changed = who.event(Action::SettingChange, now).with("setting", SETTING).with("days", days);
                        tx.append_audit(&changed).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// Within how many days after a visit the others get their note.
pub(crate) async fn note_days(tx: &mut Tx) -> Result<i64, AppError> {
    Ok(tx.setting(SETTING).await?.and_then(|days| days.parse().ok()).unwrap_or(USUAL))
}

/// Sets the number; whether it was another before.
pub(crate) async fn set(tx: &mut Tx, days: i64) -> Result<bool, AppError> {
    let is_new = note_days(tx).await? != days;
    if is_new {
        tx.set_setting(SETTING, &days.to_string()).await?;
    }
    Ok(is_new)
}

/// A number of days as somebody wrote it; nothing written is the usual number.
pub(crate) fn read(days: &str) -> Result<i64, FieldProblem> {
    let days = days.trim();
    if days.is_empty() {
        return Ok(USUAL);
    }
    let says = format!("Write a number of days from 1 to {MOST}");
    days.parse().ok().filter(|days| (1..=MOST).contains(days)).ok_or_else(|| FieldProblem::new("note_days", says))
}
