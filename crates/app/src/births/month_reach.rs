//! How far a month's list came: built, sent, taken, released (S004-WAc).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::birth::has_waited_too_long;
use kith_core::id::{ListId, StaffId};
use kith_store::{MonthStep, MonthStepKind, Tx};

use crate::AppError;
use crate::words::date_words;

/// How far a month's list came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MonthReach {
    /// It was put aside before it was sent.
    pub is_cancelled: bool,
    /// When child health sent it, and who did.
    pub sent: Option<(Date, String)>,
    /// When the data lead took it, and who noted it.
    pub taken: Option<(Date, String)>,
    /// The data lead says that it does not open.
    pub does_not_open: bool,
    /// The centres whose lists were released from it.
    pub released_to: Vec<String>,
    /// Who is to be taken off what was opened, by reference.
    pub take_off: Vec<String>,
    /// Who was said to be taken off, then or before.
    pub(super) said_to_leave: BTreeSet<String>,
}

impl MonthReach {
    /// It waits for child health to send it.
    #[must_use]
    pub fn waits_to_be_sent(&self) -> bool {
        self.sent.is_none() && !self.is_cancelled
    }

    /// The data lead cannot use it: child health builds and sends it again.
    #[must_use]
    pub fn is_to_be_sent_again(&self) -> bool {
        self.sent.is_some() && (self.does_not_open || (self.taken.is_none() && !self.take_off.is_empty()))
    }

    /// The data lead has children to take off what was opened.
    #[must_use]
    pub fn has_to_take_off(&self) -> bool {
        self.taken.is_some() && !self.take_off.is_empty()
    }

    /// It was sent, and the data lead did not take it in the days that there
    /// are.
    #[must_use]
    pub fn is_overdue(&self, today: Date) -> bool {
        self.taken.is_none()
            && !self.is_to_be_sent_again()
            && self.sent.as_ref().is_some_and(|(on, _)| has_waited_too_long(*on, today))
    }

    /// "Sent on 2 November 2026 by Yusuf Karim. Taken on 3 November 2026 by Dev
    /// Patel".
    #[must_use]
    pub fn words(&self) -> String {
        let Some((on, who)) = &self.sent else {
            return if self.is_cancelled { "Put aside" } else { "Waits to be sent" }.to_owned();
        };
        let taken = match &self.taken {
            Some((on, who)) => format!("Taken on {} by {who}", date_words(*on)),
            None if self.does_not_open => "Not taken: it does not open".to_owned(),
            None if !self.take_off.is_empty() => "Not taken: it has to be built and sent again".to_owned(),
            None => "Not taken yet".to_owned(),
        };
        let released = match self.released_to.as_slice() {
            [] => String::new(),
            centres => format!(". Released to {}", centres.join(", ")),
        };
        format!("Sent on {} by {who}. {taken}{released}", date_words(*on))
    }
}

/// How far each of these lists came, from its steps; none where none was taken
/// yet.
pub(super) async fn reaches(tx: &mut Tx, steps: &[MonthStep]) -> Result<BTreeMap<ListId, MonthReach>, AppError> {
    let who: BTreeSet<StaffId> = steps.iter().filter_map(|step| step.said_by).collect();
    let names = tx.names_of_staff(&who.into_iter().collect::<Vec<_>>()).await?;
    let mut reaches: BTreeMap<ListId, MonthReach> = BTreeMap::new();
    for step in steps {
        add(reaches.entry(step.list).or_default(), step, &names);
    }
    Ok(reaches)
}

fn add(reach: &mut MonthReach, step: &MonthStep, names: &BTreeMap<StaffId, String>) {
    let when_and_who = || {
        let name = step.said_by.and_then(|staff| names.get(&staff)).cloned();
        (crate::door::today(step.said_at), name.unwrap_or_else(|| "an operator, by command".to_owned()))
    };
    match step.step {
        MonthStepKind::Cancelled => reach.is_cancelled = true,
        MonthStepKind::Sent => reach.sent = Some(when_and_who()),
        MonthStepKind::Received | MonthStepKind::Opened => {
            reach.taken.get_or_insert_with(when_and_who);
            reach.does_not_open = false;
        }
        MonthStepKind::Refused => (reach.taken, reach.does_not_open) = (None, true),
        MonthStepKind::Released => reach.released_to.push(step.why.clone()),
        MonthStepKind::TakeOff => {
            let said = step.why.split(", ").map(str::to_owned);
            reach.said_to_leave.extend(said.clone());
            reach.take_off.extend(said);
        }
        MonthStepKind::TakenOff => reach.take_off.clear(),
        MonthStepKind::Saved => {}
    }
}
