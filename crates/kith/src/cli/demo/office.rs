//! Who answers for information in the practice copy, and what families can use
//! there: made-up people, agencies and services.

use kith_app::{OfficeDraft, ServiceDraft};
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
        safeguarding: "01632 960199".to_owned(),
        note_days: String::new(),
        partners: Team::of(Vec::new()).services().map(agency).collect(),
    }
}

/// The directory of the practice copy: at least one service of each kind, one
/// of them of a centre, and one that needs no information.
pub(super) fn services(centre: Option<String>) -> Vec<ServiceDraft> {
    let service = |(kind, name, says): (&str, &str, &str), given_by: &str, needs: &[&str]| ServiceDraft {
        kind: kind.to_owned(),
        name: name.to_owned(),
        says: says.to_owned(),
        address: "3 Example Square, LX1 1AC".to_owned(),
        telephone: "01632 960110".to_owned(),
        given_by: given_by.to_owned(),
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        ..ServiceDraft::default()
    };
    let play = ("parenting", "Stay and play", "Play and talk with other parents, every Tuesday.");
    let walk = ("family-health", "Buggy walk", "A walk in the park. Just come along.");
    let feeding = ("family-health", "Feeding support", "Help at home with feeding.");
    let places = ("childcare", "Places for two-year-olds", "Fifteen free hours a week.");
    let work = ("work-and-training", "Back to work", "Help with courses and applications.");
    let mut play = service(play, "childrens-centre", &["basic", "contacts", "support"]);
    play.centre = centre.unwrap_or_default();
    vec![
        play,
        service(walk, "childrens-centre", &[]),
        service(feeding, "health-visiting", &["basic", "sensitive-health"]),
        service(places, "two-year-offer", &["basic"]),
        service(work, "early-help", &["basic", "support"]),
    ]
}
