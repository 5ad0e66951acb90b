//! Early notification before a birth (002, what midwives should do;
//! Lancashire, Coventry, Burnley): one form at booking, two messages, and what
//! became of each.
//!
//! Whoever sent a notification reads what they wrote. Whoever receives it
//! reads what the sharing rules let through, asked anew at every look, and
//! nothing before the consent is proven (MWh).

mod answer;
mod births;
mod book;
mod consents;
mod contact;
mod districts;
mod figures;
mod form;
mod held;
mod list;
mod open;
mod plan;
mod seen;
mod sign;
mod woman;

use std::collections::BTreeMap;

use kith_core::id::RecordId;
use kith_core::workforce::Role;
use kith_store::Tx;
use serde::{Deserialize, Serialize};

use crate::{AppError, Asker};

pub use answer::AnswerNotification;
pub use contact::{ContactPageOfCentre, NamedContact};
pub use districts::{DeviationDraft, DeviationLine, DistrictLine, DistrictsPage};
pub use figures::{AntenatalFigures, WeekLine};
pub use form::{HOW_PROVEN, NotificationDraft, NotificationForm, SCRIPT, SCRIPT_VERSION, Visitors};
pub use list::{AntenatalList, PickUp, ReceivedLine, SentLine, WithoutContact};
pub use open::{NotificationPage, Part as NotificationPart, WhatWasDone};
pub use plan::PlanToMake;
pub use sign::ToSign;
pub use woman::FilledField;

pub(crate) use births::babies_of_pregnancies;
pub(crate) use list::waiting;
pub(crate) use sign::{signed_for_family, to_sign};

/// The source that the bookings of women belong to, whoever made them.
pub(crate) const FORM_SOURCE: &str = "antenatal-form";

/// Whether somebody books women and may send notifications: midwives and
/// health visitors.
fn may_send(asker: &Asker) -> bool {
    is_sender_role(asker.staff.role) && asker.staff.service.is_some() && asker.staff.team.is_some()
}

/// The roles that book women.
fn is_sender_role(role: Role) -> bool {
    matches!(role, Role::Midwife | Role::MaternityStaff | Role::HealthVisitor)
}

/// The records of the women and babies of whom a midwife marked before the
/// birth that more help may be needed. For figures: nobody is told.
pub(crate) async fn marked_vulnerable(tx: &mut Tx) -> Result<Vec<RecordId>, AppError> {
    let mut records = Vec::new();
    for notification in tx.notifications_from(jiff::Timestamp::UNIX_EPOCH).await? {
        if Kept::read(&notification.form)?.is_vulnerable {
            records.extend([notification.baby, notification.woman]);
        }
    }
    Ok(records)
}

/// What a form said, as it is kept with the notification.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) due_on: String,
    pub(crate) name: String,
    pub(crate) born_on: String,
    pub(crate) nhs_number: String,
    pub(crate) address: String,
    pub(crate) telephone: String,
    pub(crate) language: String,
    pub(crate) interpreter: String,
    pub(crate) partner: Option<KeptPartner>,
    /// Each purpose by its word: yes or no.
    pub(crate) items: BTreeMap<String, bool>,
    /// How she answered, by its word.
    pub(crate) how: String,
    pub(crate) signature: String,
    /// The script was read out, with its five points.
    pub(crate) is_told: bool,
    /// What the midwife wrote down, for whoever may have the background.
    pub(crate) background: String,
    pub(crate) is_vulnerable: bool,
    pub(crate) midwife: String,
    pub(crate) health_visitor: String,
    pub(crate) centre_contact: String,
    /// Where she lives must stay hidden.
    pub(crate) is_hidden: bool,
}

/// The father or partner, who answered for himself.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct KeptPartner {
    pub(crate) name: String,
    pub(crate) telephone: String,
    pub(crate) has_agreed: bool,
    pub(crate) how: String,
    pub(crate) signature: String,
}

/// When the baby of a notification is due, as its form said.
pub(crate) fn due_of(notification: &kith_store::Notification) -> Option<jiff::civil::Date> {
    Kept::read(&notification.form).ok()?.due_on()
}

impl Kept {
    fn read(text: &str) -> Result<Self, crate::AppError> {
        serde_json::from_str(text).map_err(|error| crate::AppError::Broken(error.into()))
    }

    fn due_on(&self) -> Option<jiff::civil::Date> {
        self.due_on.parse().ok()
    }

    fn said_yes(&self, item: kith_core::antenatal::ConsentItem) -> bool {
        self.items.get(item.word()).copied().unwrap_or(false)
    }
}
