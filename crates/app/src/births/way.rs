//! Who sends news of births: the data lead alone, or child health by way of
//! the data lead (S003-ISg).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::birth::ListWay;
use kith_core::workforce::Role;
use kith_store::Tx;

use super::may_send_lists;
use crate::door::today;
use crate::{App, AppError, Refusal, Who};

/// The setting that says who sends.
const SETTING: &str = "lists-way";

/// Who sends here: the data lead, where nobody said otherwise.
pub(super) async fn way(tx: &mut Tx) -> Result<ListWay, AppError> {
    let word = tx.setting(SETTING).await?;
    Ok(word.and_then(|word| ListWay::from_word(&word)).unwrap_or(ListWay::DataLead))
}

/// Whether somebody with an account keeps child health's records: first visit
/// forms are theirs then.
pub(crate) async fn has_child_health(tx: &mut Tx, today: Date) -> Result<bool, AppError> {
    let holders = tx.role_holders(Role::ChildHealthRecords).await?;
    Ok(holders.iter().any(|holder| holder.until.is_none_or(|until| today <= until)))
}

/// The month's list is child health's, and the command line's.
pub(super) fn may_send_to_data_lead(who: &Who) -> Result<(), AppError> {
    match who {
        Who::Asker(asker) if asker.staff.role != Role::ChildHealthRecords => Err(AppError::NotFound),
        Who::Asker(_) | Who::Operator | Who::Job => Ok(()),
    }
}

/// Both ends see how far the month's list came.
pub(super) fn may_see_month_lists(who: &Who) -> Result<(), AppError> {
    may_send_to_data_lead(who).or_else(|_| may_send_lists(who))
}

impl App {
    /// Says who sends news of births.
    ///
    /// # Errors
    /// [`AppError::Refused`] where child health is to send and nobody with an
    /// account keeps its records; [`AppError::NotFound`] for anybody but a data
    /// lead and the command line.
    pub async fn set_list_way(&self, who: impl Into<Who>, way: ListWay, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let noted = who.event(Action::SettingChange, now).with("setting", SETTING).with("value", way.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if way == ListWay::ChildHealth && !has_child_health(tx, today(now)).await? {
                        return Err(nobody());
                    }
                    tx.set_setting(SETTING, way.word()).await?;
                    tx.append_audit(&noted).await?;
                    Ok(())
                })
            })
            .await
    }
}

fn nobody() -> AppError {
    let title = Role::ChildHealthRecords.title();
    AppError::Refused(Box::new(Refusal {
        heading: "Nobody is there to send the list".to_owned(),
        because: format!("Nobody with an account is {title}."),
        ways_to_yes: vec![format!("Give somebody of child health the role “{title}” first.")],
        citations: vec!["004 L72".to_owned()],
        decision: None,
    }))
}
