//! The framework, positions, training and the directory of local services.

use jiff::civil::date;
use kith_core::area::{LocalService, OfferKind};
use kith_core::framework::{FrameworkItem, FrameworkKind};
use kith_core::id::StaffId;
use kith_core::service::ServiceKind;
use kith_core::sharing::Kind;
use kith_core::workforce::{Learned, LearningSource, LearningSubject};

use super::{at, fresh, id, read, write};

fn item(title: &str, says: &str) -> FrameworkItem {
    FrameworkItem {
        kind: FrameworkKind::Policy,
        title: title.to_owned(),
        says: says.to_owned(),
        owner: "Head of early help".to_owned(),
        review_on: date(2027, 3, 1),
    }
}

fn service(name: &str, centre: &str, says: &str) -> LocalService {
    LocalService {
        kind: OfferKind::Parenting,
        name: name.to_owned(),
        centre: centre.to_owned(),
        says: says.to_owned(),
        address: String::new(),
        telephone: "01632 960002".to_owned(),
        given_by: Some(ServiceKind::ChildrensCentre),
        needs: [Kind::Basic, Kind::Contacts].into(),
    }
}

#[tokio::test]
async fn the_newest_word_counts_and_what_has_closed_is_gone() {
    for fresh in fresh().await {
        let by = |second| (id(StaffId::from_random, 1), at(second));
        let some = |(by, at)| (Some(by), at);
        let (items, position, services) = write!(fresh, |tx| {
            tx.add_framework_item(&item("Asking", "We ask."), by(1)).await?;
            tx.add_framework_item(&item("Asking", "We ask first’."), by(2)).await?;
            tx.add_framework_item(&item("Losing", "We say so."), by(3)).await?;
            tx.add_position(("Council", "We share."), by(1)).await?;
            tx.add_position(("Council", "We share well."), by(2)).await?;
            tx.add_position(("Trust", "We ask."), by(3)).await?;
            tx.add_local_service((&service("Play", "Larch", "Daily"), true), some(by(1))).await?;
            tx.add_local_service((&service("Play", "Larch", "Weekly"), true), some(by(2))).await?;
            tx.add_local_service((&service("Play", "", "Daily"), true), some(by(3))).await?;
            tx.add_local_service((&service("Play", "", "Daily"), false), some(by(4))).await?;
            (tx.framework_items().await?, tx.position_of("Council").await?, tx.local_services().await?)
        })
        .expect("written and read");
        assert_eq!(items, [item("Asking", "We ask first’."), item("Losing", "We say so.")]);
        assert_eq!(position.as_deref(), Some("We share well."));
        assert_eq!(services, [service("Play", "Larch", "Weekly")]);
        let nothing = read!(fresh, |tx| { tx.position_of("Nowhere").await? }).expect("read");
        assert_eq!(nothing, None);
    }
}

#[tokio::test]
async fn every_training_is_kept_the_newest_first() {
    for fresh in fresh().await {
        let learned = |day| Learned {
            staff: id(StaffId::from_random, 2),
            subject: LearningSubject::Deciding,
            source: LearningSource::Toolkit,
            on: date(2026, 10, day),
        };
        let all = write!(fresh, |tx| {
            for day in [2, 9] {
                tx.add_learned(&learned(day), (id(StaffId::from_random, 1), at(i64::from(day)))).await?;
            }
            tx.learned().await?
        })
        .expect("written and read");
        assert_eq!(all, [learned(9), learned(2)]);
    }
}
