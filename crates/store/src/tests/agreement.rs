//! The register of agreements.

use jiff::civil::date;
use kith_core::agreement::{AgreementEvent, SignOff, SignatoryPost};
use kith_core::id::StaffId;

use super::{at, fresh, id, read, write};
use crate::{KeptAgreement, KeptAgreementEvent, StoreError};

fn version(name: &str, version: u32) -> KeptAgreement {
    KeptAgreement {
        name: name.to_owned(),
        version,
        title: format!("Agreement {name}"),
        text: "name = \"x\"\n# ’\n".to_owned(),
        added_by: (version > 1).then(|| id(StaffId::from_random, 1)),
        added_at: at(i64::from(version)),
    }
}

#[tokio::test]
async fn every_version_is_kept_with_what_happened_to_it() {
    for fresh in fresh().await {
        let happened = |event, second| KeptAgreementEvent {
            agreement: "a".to_owned(),
            version: 1,
            event,
            said_by: Some(id(StaffId::from_random, 2)),
            said_at: at(second),
        };
        let signed = happened(
            AgreementEvent::Signed(SignOff {
                party: "Testfield Trust’s".to_owned(),
                post: SignatoryPost::CaldicottGuardian,
                signer: "Ruth Adeyemi".to_owned(),
                on: date(2026, 11, 2),
            }),
            5,
        );
        let ended = happened(AgreementEvent::Ended { on: date(2026, 11, 9), why: "No longer needed".to_owned() }, 6);
        let (one, other) = (signed.clone(), ended.clone());
        write!(fresh, |tx| {
            tx.add_agreement(&version("b", 1)).await?;
            tx.add_agreement(&version("a", 1)).await?;
            tx.add_agreement(&version("a", 2)).await?;
            tx.add_agreement_event(&one).await?;
            tx.add_agreement_event(&other).await?;
        })
        .expect("written");
        let taken = write!(fresh, |tx| { tx.add_agreement(&version("a", 2)).await? });
        assert!(matches!(taken, Err(StoreError::Conflict { .. })), "{taken:?}");
        let (agreements, events) =
            read!(fresh, |tx| { (tx.agreements().await?, tx.agreement_events().await?) }).expect("read");
        assert_eq!(agreements, [version("a", 2), version("a", 1), version("b", 1)]);
        assert_eq!(events, [signed, ended]);
    }
}
