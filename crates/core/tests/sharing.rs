//! The sharing decision, by cases in plain text, by the printed grid, against
//! a second program written from the text, and by laws.

#![expect(clippy::unwrap_used, reason = "a test stops at what it cannot read")]

#[path = "sharing/cases.rs"]
mod cases;
#[path = "sharing/england.rs"]
mod england;
#[path = "sharing/grid.rs"]
mod grid;
#[path = "sharing/laws.rs"]
mod laws;
#[path = "sharing/ledger.rs"]
mod ledger;
#[path = "sharing/oracle.rs"]
mod oracle;
#[path = "sharing/packs.rs"]
mod packs;
#[path = "sharing/requirements.rs"]
mod requirements;
#[path = "sharing/team.rs"]
mod team;
#[path = "sharing/ways.rs"]
mod ways;

use std::sync::LazyLock;

use kith_core::sharing::Pack;

/// The pack that comes with Kith.
pub(crate) static LEAFLET: LazyLock<Pack> = LazyLock::new(|| {
    kith_exchange::packs::read_pack(kith_exchange::packs::LEAFLET_2010).expect("the leaflet passes its checks")
});
