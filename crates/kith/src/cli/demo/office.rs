//! Who answers for information in the practice copy: made-up people and
//! agencies.

use kith_app::OfficeDraft;
use kith_core::ledger::Team;

/// Names and addresses that the documents of the practice copy carry.
pub(super) fn office() -> OfficeDraft {
    let agency = |service: kith_core::service::ServiceKind| {
        let giver = if service.is_health() { "Northfield Community Health" } else { "Northfield Council" };
        (service.word().to_owned(), format!("{giver}, {}", service.title().to_lowercase()))
    };
    OfficeDraft {
        officer: "Dana Whitlock".to_owned(),
        officer_address: "Northfield Council\n1 Example Square\nNorthfield\nLX1 1AA".to_owned(),
        return_address: "Northfield early start\n2 Example Square\nNorthfield\nLX1 1AB".to_owned(),
        telephone: "01632 960100".to_owned(),
        complaints: "Complaints team, Northfield Council, 01632 960101".to_owned(),
        partners: Team::of(Vec::new()).services().map(agency).collect(),
    }
}
