//! Lists that are built by themselves, every month or every day. Nothing
//! leaves by it: each list waits until the data lead lets it go.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::birth::{ListSchedule, Month};
use kith_store::{ListKind, Tx};

use super::build::BuiltLists;
use super::flow::list_flow;
use super::keys::keys_of;
use super::may_send_lists;
use crate::door::today;
use crate::{App, AppError, Who};

/// The setting that says how often.
const SETTING: &str = "lists-built";

/// How often lists are built here: every month, where nobody said otherwise.
pub(super) async fn schedule(tx: &mut Tx) -> Result<ListSchedule, AppError> {
    let word = tx.setting(SETTING).await?;
    Ok(word.and_then(|word| ListSchedule::from_word(&word)).unwrap_or(ListSchedule::Monthly))
}

impl App {
    /// Builds the lists that are due by the schedule; none where nothing is
    /// due, no agreement lets lists run, or no centre has a key.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a data lead, the command line
    /// and Kith itself; [`AppError::Broken`] when the records fail.
    pub async fn build_due_lists(&self, who: impl Into<Who>, now: Timestamp) -> Result<Option<BuiltLists>, AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let due = self.db.read(move |tx| Box::pin(async move { due(tx, today(now)).await })).await?;
        let Some(month) = due else { return Ok(None) };
        // Two processes on one database build them once.
        let key = format!("lists {month} {}", today(now));
        let is_done =
            self.db.write(move |tx| Box::pin(async move { Ok::<_, AppError>(tx.do_once(&key, "lists", now).await?) }));
        if is_done.await?.is_some() {
            return Ok(None);
        }
        self.build_birth_lists(who, month, now).await.map(Some)
    }

    /// Says how often lists are built.
    ///
    /// # Errors
    /// As [`App::build_due_lists`].
    pub async fn schedule_lists(
        &self,
        who: impl Into<Who>,
        schedule: ListSchedule,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let noted = who.event(Action::SettingChange, now).with("setting", SETTING).with("value", schedule.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_setting(SETTING, schedule.word()).await?;
                    tx.append_audit(&noted).await?;
                    Ok(())
                })
            })
            .await
    }
}

async fn due(tx: &mut Tx, today: Date) -> Result<Option<Month>, AppError> {
    let schedule = schedule(tx).await?;
    if list_flow(tx, today).await?.is_err() || keys_of(tx).await?.is_empty() {
        return Ok(None);
    }
    let lists = tx.birth_lists(Month::of(today).before()).await?;
    let monthly = lists.iter().filter(|list| list.kind == ListKind::Monthly);
    let builds: Vec<(Month, Date)> = monthly.map(|list| (list.month, crate::door::today(list.built_at))).collect();
    Ok(schedule.due(today, &builds))
}
