//! The list of partners, version by version.

use kith_core::id::StaffId;
use kith_core::service::ServiceKind;

use super::{at, fresh, id, read, write};
use crate::{StoreError, TeamList};

fn list(version: u32, midwives: &str) -> TeamList {
    TeamList {
        version,
        agencies: vec![
            (ServiceKind::HealthVisiting, "Northfield’s health visitors".to_owned()),
            (ServiceKind::Maternity, midwives.to_owned()),
        ],
        made_at: at(i64::from(version)),
        made_by: (version > 1).then(|| id(StaffId::from_random, 1)),
    }
}

#[tokio::test]
async fn every_version_of_the_list_is_kept_and_none_is_written_twice() {
    for fresh in fresh().await {
        let none = read!(fresh, |tx| { tx.team_lists().await? }).expect("read");
        assert_eq!(none, []);
        write!(fresh, |tx| {
            tx.add_team_list(&list(1, "North midwives")).await?;
            tx.add_team_list(&list(2, "South midwives")).await?;
        })
        .expect("written");
        let again = write!(fresh, |tx| { tx.add_team_list(&list(2, "Others")).await? });
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
        let kept = read!(fresh, |tx| { tx.team_lists().await? }).expect("read");
        assert_eq!(kept, [list(2, "South midwives"), list(1, "North midwives")]);
    }
}
