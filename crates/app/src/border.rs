//! Families that move to another authority (S004-BAo, 004 L35): the register
//! of the areas outside, whom nobody has handed over yet, what goes to whom
//! under the same rules as everywhere, and what comes in from outside.
//!
//! Invariants: what goes is asked for person by person and kind by kind when it
//! is made, and once more in the write that lets it leave. What leaves is
//! written in the ledger of each person in that same write. The file is
//! encrypted before it is kept: nobody here can open it. Nothing is deleted
//! here because somebody moved.

mod areas;
mod line;
mod list;
mod make;
mod offer;
mod paper;
mod receipt;
mod receive;
mod send;

use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Purpose};
use kith_core::workforce::Role;
use serde::{Deserialize, Serialize};

use crate::look::Look;
use crate::{AppError, Who};

pub use areas::{AreaDraft, AreaLine};
pub use line::MovedLine;
pub use list::{CameIn, HandOversPage, MovedFamily, SentHandOver};
pub use make::HandOverDraft;
pub use offer::{HandOverLine, HandOverPage, OfferKind, OfferPerson};
pub use receive::{OpenedHandOver, ReceivedHandOver};

pub(crate) use line::moved_line;

/// The kinds of service that a family can be handed over to.
pub const RECEIVING: [ServiceKind; 5] = [
    ServiceKind::HealthVisiting,
    ServiceKind::Maternity,
    ServiceKind::ChildrensCentre,
    ServiceKind::EarlyHelp,
    ServiceKind::SocialCare,
];

/// The kinds of information that are asked for about a child.
const OF_CHILD: [Kind; 6] =
    [Kind::Basic, Kind::Involvement, Kind::Contacts, Kind::Health, Kind::SensitiveHealth, Kind::Support];

/// The mark of a hand-over on what the ledger keeps of it.
const BY_HAND_OVER: &str = "by-hand-over";

/// What is in a hand-over about one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptGoing {
    /// A record of the person.
    record: String,
    /// The words of the kinds that go.
    kinds: Vec<String>,
    /// The decision that let them go.
    decision: String,
}

/// What is kept sealed of a hand-over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct KeptWords {
    going: Vec<KeptGoing>,
    /// A keyed hash of all that is said: what is sent is what stands today.
    said: String,
}

/// What a service there would need it for.
fn purpose_of(service: ServiceKind) -> Purpose {
    if service.is_health() { Purpose::Healthcare } else { Purpose::FamilySupport }
}

/// Whoever works with a family hands it over: not somebody who was told of it
/// or gave a reason for one look.
pub(crate) fn may_hand_over(look: &Look) -> bool {
    look.standing.is_own_service() && !look.standing.is_by_centre()
}

/// The register is the data lead's, and the command line's.
fn may_keep_register(who: &Who) -> Result<(), AppError> {
    match who {
        Who::Asker(asker) if asker.staff.role != Role::DataLead => Err(AppError::NotFound),
        Who::Asker(_) | Who::Operator | Who::Job => Ok(()),
    }
}
