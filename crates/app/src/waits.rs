//! The days that a locality counts: holidays for once beside the bank holidays,
//! after how many days a woman without a named contact is listed, and how long
//! the words of a settled message to say no are kept.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::working_days::{WorkingDays, bank_holidays};
use kith_store::Tx;

use crate::door::today;
use crate::find::read_day;
use crate::office::may_change;
use crate::{App, AppError, FieldProblem, Who};

/// The setting that holds the holidays for once, one day after the other.
const HOLIDAYS: &str = "holidays-for-once";
/// The most of them.
const MOST_HOLIDAYS: usize = 60;

/// A number of days that the locality sets.
struct Number {
    field: &'static str,
    setting: &'static str,
    usual: i64,
    least: i64,
    most: i64,
}

/// After how many days a woman who was booked without a named contact at a
/// centre is listed (S002-MWa).
const CONTACT: Number =
    Number { field: "contact_days", setting: "antenatal-contact-days", usual: 14, least: 1, most: 60 };
/// For how many days after it was settled the words of a message to say no are
/// kept (S002-15f).
const KEPT: Number = Number { field: "kept_days", setting: "say-no-kept-days", usual: 400, least: 30, most: 3650 };

/// What is counted, as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WaitsDraft {
    /// Holidays for once, a day a line.
    pub holidays: String,
    /// Days without a named contact; empty for the usual number.
    pub contact_days: String,
    /// Days for which a settled message is kept; empty for the usual number.
    pub kept_days: String,
}

/// What is counted today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waits {
    /// Holidays for once.
    pub holidays: Vec<Date>,
    /// The bank holidays of this year and the next.
    pub bank_holidays: Vec<Date>,
    /// After so many days a woman without a named contact is listed.
    pub contact_days: i64,
    /// For so many days a settled message is kept.
    pub kept_days: i64,
}

impl App {
    /// What is counted today.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but administrators, the data lead and
    /// the command line.
    pub async fn waits(&self, who: impl Into<Who>, now: Timestamp) -> Result<Waits, AppError> {
        may_change(&who.into())?;
        let year = today(now).year();
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    Ok(Waits {
                        holidays: holidays(tx).await?.into_iter().collect(),
                        bank_holidays: [year, year + 1].into_iter().flat_map(bank_holidays).collect(),
                        contact_days: CONTACT.of(tx).await?,
                        kept_days: KEPT.of(tx).await?,
                    })
                })
            })
            .await
    }

    /// Changes what is counted; it counts from this moment.
    ///
    /// # Errors
    /// As [`App::waits`]; [`AppError::Invalid`] with every field that needs
    /// another look.
    pub async fn save_waits(&self, who: impl Into<Who>, draft: &WaitsDraft, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        may_change(&who)?;
        let mut problems = Vec::new();
        let holidays = read_holidays(&draft.holidays).map_err(|problem| problems.push(problem)).ok();
        let contact = CONTACT.read(&draft.contact_days).map_err(|problem| problems.push(problem)).ok();
        let kept = KEPT.read(&draft.kept_days).map_err(|problem| problems.push(problem)).ok();
        let (Some(holidays), Some(contact), Some(kept)) = (holidays, contact, kept) else {
            return Err(AppError::Invalid(problems));
        };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let days: Vec<String> = holidays.iter().map(ToString::to_string).collect();
                    for (setting, value) in [
                        (HOLIDAYS, days.join(" ")),
                        (CONTACT.setting, contact.to_string()),
                        (KEPT.setting, kept.to_string()),
                    ] {
                        if tx.setting(setting).await?.as_deref() != Some(&value) {
                            tx.set_setting(setting, &value).await?;
                            let changed =
                                who.event(Action::SettingChange, now).with("setting", setting).with("days", value);
                            tx.append_audit(&changed).await?;
                        }
                    }
                    Ok(())
                })
            })
            .await
    }
}

impl Number {
    async fn of(&self, tx: &mut Tx) -> Result<i64, AppError> {
        Ok(tx.setting(self.setting).await?.and_then(|days| days.parse().ok()).unwrap_or(self.usual))
    }

    /// A number as somebody wrote it; nothing written is the usual one.
    fn read(&self, typed: &str) -> Result<i64, FieldProblem> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(self.usual);
        }
        let says = format!("Write a number of days from {} to {}", self.least, self.most);
        let days = typed.parse().ok().filter(|days| (self.least..=self.most).contains(days));
        days.ok_or_else(|| FieldProblem::new(self.field, says))
    }
}

fn read_holidays(typed: &str) -> Result<BTreeSet<Date>, FieldProblem> {
    let lines = || typed.lines().map(str::trim).filter(|line| !line.is_empty());
    if MOST_HOLIDAYS < lines().count() {
        return Err(FieldProblem::new("holidays", format!("Write at most {MOST_HOLIDAYS} days")));
    }
    let days: Option<BTreeSet<Date>> = lines().map(read_day).collect();
    days.ok_or_else(|| FieldProblem::new("holidays", "Write one day a line, like 2 October 2026"))
}

async fn holidays(tx: &mut Tx) -> Result<BTreeSet<Date>, AppError> {
    let kept = tx.setting(HOLIDAYS).await?.unwrap_or_default();
    Ok(kept.split_whitespace().filter_map(|day| day.parse().ok()).collect())
}

/// The working days of the locality.
pub(crate) async fn working_days(tx: &mut Tx) -> Result<WorkingDays, AppError> {
    Ok(WorkingDays::with(holidays(tx).await?))
}

/// After how many days a woman without a named contact is listed.
pub(crate) async fn contact_days(tx: &mut Tx) -> Result<i64, AppError> {
    CONTACT.of(tx).await
}

/// For how many days after it was settled a message to say no is kept.
pub(crate) async fn kept_days(tx: &mut Tx) -> Result<i64, AppError> {
    KEPT.of(tx).await
}
