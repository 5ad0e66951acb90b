//! Lists that are built by themselves, every month or every day: those of the
//! centres, or the one for the data lead. Nothing leaves by it: each list waits
//! until somebody lets it go.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::birth::{ListSchedule, ListWay, Month};
use kith_store::{ListKind, Tx};

use super::build::BuiltLists;
use super::flow::list_flow;
use super::keys::{DATA_LEAD, keys_of};
use super::may_send_lists;
use super::way::way;
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
        let Some((way, month)) = due else { return Ok(None) };
        // Two processes on one database build them once.
        let key = match way {
            ListWay::DataLead => format!("lists {month} {}", today(now)),
            ListWay::ChildHealth => format!("month-list {month} {}", today(now)),
        };
        let is_done =
            self.db.write(move |tx| Box::pin(async move { Ok::<_, AppError>(tx.do_once(&key, "lists", now).await?) }));
        if is_done.await?.is_some() {
            return Ok(None);
        }
        match way {
            ListWay::DataLead => self.build_birth_lists(who, month, now).await.map(Some),
            ListWay::ChildHealth => self.build_month_list(who, month, now).await.map(Some),
        }
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

async fn due(tx: &mut Tx, today: Date) -> Result<Option<(ListWay, Month)>, AppError> {
    let (schedule, way, keys) = (schedule(tx).await?, way(tx).await?, keys_of(tx).await?);
    let has_key = match way {
        ListWay::DataLead => keys.keys().any(|recipient| recipient != DATA_LEAD),
        ListWay::ChildHealth => keys.contains_key(DATA_LEAD),
    };
    if !has_key || list_flow(tx, today).await?.is_err() {
        return Ok(None);
    }
    let from = Month::of(today).before();
    let on = crate::door::today;
    let builds: Vec<(Month, Date)> = match way {
        ListWay::DataLead => {
            let lists = tx.birth_lists(from).await?;
            let monthly = lists.iter().filter(|list| list.kind == ListKind::Monthly);
            monthly.map(|list| (list.month, on(list.built_at))).collect()
        }
        ListWay::ChildHealth => {
            tx.month_lists(from).await?.iter().map(|list| (list.month, on(list.built_at))).collect()
        }
    };
    Ok(schedule.due(today, &builds).map(|month| (way, month)))
}
