//! New births and moves: which centre is told of whom, on what agreement,
//! encrypted to whose key; what the centre does with it; and what is counted
//! where nobody may be named (S002-15j, S003-ISa, S004-WAa to S004-WAf).
//!
//! Invariants: a list is worked out from what stands at that moment and is
//! asked about once more when it is released. What leaves is written in the
//! ledger of each child in the transaction that lets it leave. The file is
//! encrypted before it is kept: nobody here can open it.

mod build;
mod cards;
mod centre;
mod centre_card;
mod centre_map;
mod figures;
mod flow;
mod gather;
mod households;
mod keys;
mod lists;
mod month_list;
mod month_page;
mod month_reach;
mod month_steps;
mod permission;
mod release;
mod schedule;
mod taken;
mod way;
mod work;

use jiff::civil::Date;
use kith_core::birth::{ChildPlace, OLDEST_YEARS};
use kith_core::workforce::Role;
use kith_store::SourceRecord;

use crate::people::view_of;
use crate::{AppError, Who};

pub use build::BuiltLists;
pub use cards::{CardBatch, CardToSend, MailHouseFile, NoCard};
pub use centre::{BirthLine, MonthCount, NewBirths};
pub use centre_card::CentreCardDraft;
pub use centre_map::CentreMapDraft;
pub use figures::{BIRTH_STEPS, BirthCount, BirthFigures, BirthReport};
pub use keys::{KeyDraft, KeyLine};
pub use lists::{ListLine, ListPage, ListsPage, NotTaken, SentToCentre, WaitingLists};
pub use month_page::{MonthListDay, MonthListLine, MonthListPage, MonthListsPage};
pub use month_reach::MonthReach;
pub use taken::Reach;
pub use work::{WORK_STEPS, WorkFigures, WorkReport};

pub(crate) use centre::centre_told;
pub(crate) use flow::carries_births;
pub(crate) use gather::{every_place, open_copies};
pub(crate) use households::{Household, households};
pub(crate) use keys::{ReadKey, centres_with_key, key_lines};
pub(crate) use lists::{last_sent_by, waiting_lists};
pub(crate) use month_page::waiting_month_lists;
pub(crate) use way::has_child_health;

/// Lists are sent by the data lead and the command line.
fn may_send_lists(who: &Who) -> Result<(), AppError> {
    match who {
        Who::Asker(asker) if asker.staff.role != Role::DataLead => Err(AppError::NotFound),
        Who::Asker(_) | Who::Operator | Who::Job => Ok(()),
    }
}

/// Where a child lives and when it was born, by all its records; none for
/// somebody who is grown, or whose age nobody knows.
pub(crate) fn place_of(copies: &[SourceRecord], today: Date) -> Option<ChildPlace> {
    let is_young = |born: Date| today < born.saturating_add(jiff::Span::new().years(OLDEST_YEARS + 1));
    let may_be_young = copies.iter().any(|copy| match copy.statement.born_on {
        Some(born) => is_young(born),
        None => copy.statement.due_on.is_some(),
    });
    if !may_be_young {
        return None;
    }
    let view = view_of(copies.iter(), |name| name);
    let born_on = view.born_on.as_ref().map(|known| known.value);
    if born_on.is_some_and(|born| !is_young(born)) {
        return None;
    }
    Some(ChildPlace {
        born_on,
        due_on: view.due_on.as_ref().map(|known| known.value),
        died_on: view.died_on.as_ref().map(|known| known.value),
        postcode: view.address.as_ref().and_then(|known| known.value.postcode.clone()),
        is_kept_safe: copies.iter().any(|copy| copy.statement.is_shielded || copy.statement.is_sealed),
        known_since: copies.iter().map(|copy| copy.first_received_on).min().unwrap_or(today),
    })
}
