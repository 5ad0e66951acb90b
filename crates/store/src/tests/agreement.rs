//! The register of agreements.

use std::collections::BTreeMap;

use jiff::civil::date;
use kith_core::agreement::{
    AgreementEvent, BodyEnd, BodyKind, SeenPaper, SignOff, SignProof, SignatoryPost, StepKind, WorkIssue, WorkStep,
};
use kith_core::id::StaffId;
use kith_core::workforce::Role;

use super::{at, fresh, id, read, write};
use crate::{KeptAgreement, KeptAgreementEvent, KeptBody, KeptBodyEnd, KeptStep, StoreError};

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
        let sign = |proof| SignOff {
            party: "Testfield Trust’s".to_owned(),
            post: SignatoryPost::CaldicottGuardian,
            signer: "Ruth Adeyemi".to_owned(),
            on: date(2026, 11, 2),
            proof,
        };
        let kept = || "Safe 2; ‘x’".to_owned();
        let seen = SeenPaper {
            party: "Testfield Trust’s".to_owned(),
            post: SignatoryPost::CaldicottGuardian,
            signer: "Ruth Adeyemi".to_owned(),
            kept: kept(),
            on: date(2026, 11, 4),
            outside: None,
        };
        let outside = SeenPaper { outside: Some("St Mary’s".to_owned()), ..seen.clone() };
        let ended = happened(AgreementEvent::Ended { on: date(2026, 11, 9), why: "No longer needed".to_owned() }, 6);
        let all = [
            happened(AgreementEvent::Signed(sign(SignProof::Word)), 5),
            happened(AgreementEvent::Signed(sign(SignProof::InPerson)), 5),
            happened(AgreementEvent::Signed(sign(SignProof::Paper(kept()))), 5),
            happened(AgreementEvent::Seen(seen), 5),
            happened(AgreementEvent::Seen(outside), 5),
            ended,
        ];
        let happened = all.clone();
        write!(fresh, |tx| {
            tx.set_setting("rule", "warn").await?;
            tx.add_agreement(&version("b", 1)).await?;
            tx.add_agreement(&version("a", 1)).await?;
            tx.add_agreement(&version("a", 2)).await?;
            for one in &happened {
                tx.add_agreement_event(one).await?;
            }
        })
        .expect("written");
        let taken = write!(fresh, |tx| { tx.add_agreement(&version("a", 2)).await? });
        assert!(matches!(taken, Err(StoreError::Conflict { .. })), "{taken:?}");
        let (agreements, register) = read!(fresh, |tx| {
            (tx.agreements().await?, tx.agreement_register(Role::CaldicottGuardian, &["rule", "nothing"]).await?)
        })
        .expect("read");
        assert_eq!(agreements, [version("a", 2), version("a", 1), version("b", 1)]);
        assert_eq!((register.agreements, register.events), (agreements, all.to_vec()));
        assert_eq!(register.settings, BTreeMap::from([("rule".to_owned(), "warn".to_owned())]));
        assert!(register.ends.is_empty() && register.signers.is_empty());
    }
}

#[tokio::test]
async fn organisations_and_how_they_end_are_read_as_they_were_written() {
    for fresh in fresh().await {
        let body = |kind, second| KeptBody {
            name: "St Mary’s; “Trust”".to_owned(),
            kind,
            says: "Ask the office\n'; DROP TABLE body; --".to_owned(),
            said_by: (second > 1).then(|| id(StaffId::from_random, 1)),
            said_at: at(second),
        };
        let end = |successor: Option<&str>, second| KeptBodyEnd {
            end: BodyEnd {
                body: "St Mary’s; “Trust”".to_owned(),
                on: date(2027, 4, 1),
                successor: successor.map(str::to_owned),
                why: "They merge".to_owned(),
            },
            said_by: None,
            said_at: at(second),
        };
        write!(fresh, |tx| {
            tx.add_body(&body(BodyKind::Trust, 1)).await?;
            tx.add_body(&body(BodyKind::Council, 2)).await?;
            tx.add_body_end(&end(None, 3)).await?;
            tx.add_body_end(&end(Some("Northern Trust"), 4)).await?;
        })
        .expect("written");
        let (bodies, ends) = read!(fresh, |tx| { (tx.bodies().await?, tx.body_ends().await?) }).expect("read");
        let register = read!(fresh, |tx| { tx.agreement_register(Role::CaldicottGuardian, &[]).await? });
        assert_eq!(register.expect("read").ends, ends);
        assert_eq!(bodies, [body(BodyKind::Trust, 1), body(BodyKind::Council, 2)]);
        assert_eq!(ends, [end(None, 3), end(Some("Northern Trust"), 4)]);
    }
}

#[tokio::test]
async fn steps_come_by_their_days_and_an_issue_is_answered_once() {
    for fresh in fresh().await {
        let step = |day, second| KeptStep {
            agreement: "a".to_owned(),
            step: WorkStep {
                kind: StepKind::Meeting,
                on: date(2026, 11, day),
                who: "All".to_owned(),
                says: "‘x’".to_owned(),
            },
            said_by: Some(id(StaffId::from_random, 2)),
            said_at: at(second),
        };
        let open = WorkIssue {
            what: "Who tells families?".to_owned(),
            raised_by: "Head of centres".to_owned(),
            raised_on: date(2026, 11, 2),
            owner: "Data lead".to_owned(),
            closed: None,
        };
        let raised = open.clone();
        let numbers = write!(fresh, |tx| {
            tx.add_agreement_step(&step(9, 1)).await?;
            tx.add_agreement_step(&step(3, 2)).await?;
            let one = tx.add_agreement_issue(("a", &raised), (None, at(3))).await?;
            let other = tx.add_agreement_issue(("b", &raised), (None, at(4))).await?;
            tx.answer_agreement_issue(other, ("We do", date(2026, 11, 20)), (None, at(5))).await?;
            (one, other)
        })
        .expect("written");
        assert_eq!(numbers, (1, 2));
        let again = write!(fresh, |tx| {
            tx.answer_agreement_issue(2, ("We do not", date(2026, 11, 21)), (None, at(6))).await?
        });
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
        let (steps, issues) =
            read!(fresh, |tx| { (tx.agreement_steps().await?, tx.agreement_issues().await?) }).expect("read");
        assert_eq!(steps, [step(3, 2), step(9, 1)]);
        assert_eq!(issues.iter().map(|kept| kept.agreement.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(issues[0].issue, open);
        assert_eq!(issues[1].issue.closed, Some(("We do".to_owned(), date(2026, 11, 20))));
    }
}
