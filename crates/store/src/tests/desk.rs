//! Drafts, recent families, kept searches, stated reasons, decisions.

use kith_core::id::{DecisionId, FamilyId, ReasonId, SearchId, StaffId};
use kith_core::workforce::Role;

use super::{at, fresh, id, write};
use crate::{KeptDecision, RecordedReason, StoreError};

fn worker(number: u8) -> StaffId {
    id(StaffId::from_random, number)
}

fn family(number: u8) -> FamilyId {
    id(FamilyId::from_random, number)
}

#[tokio::test]
async fn a_draft_is_kept_replaced_and_dropped() {
    for fresh in fresh().await {
        let (kept, others, list, gone) = write!(fresh, |tx| {
            tx.save_draft((worker(1), "contact", "f-1"), b"first", at(1)).await?;
            tx.save_draft((worker(1), "contact", "f-1"), b"second", at(2)).await?;
            let kept = tx.draft(worker(1), "contact", "f-1").await?;
            let others = tx.draft(worker(2), "contact", "f-1").await?;
            let list = tx.drafts(worker(1)).await?;
            tx.drop_draft(worker(1), "contact", "f-1").await?;
            (kept, others, list, tx.draft(worker(1), "contact", "f-1").await?)
        })
        .expect("written");
        assert_eq!(kept, Some((at(2), b"second".to_vec())));
        assert_eq!((others, gone), (None, None));
        assert_eq!(list, [("contact".to_owned(), "f-1".to_owned(), at(2))]);
    }
}

#[tokio::test]
async fn the_last_eight_families_are_remembered() {
    for fresh in fresh().await {
        let (recent, others) = write!(fresh, |tx| {
            for number in 1..=10 {
                tx.note_opened(worker(1), family(number), at(i64::from(number))).await?;
            }
            tx.note_opened(worker(1), family(5), at(20)).await?;
            let before = tx.recent_families(worker(1)).await?;
            tx.forget_opened(worker(1)).await?;
            assert_eq!(before, tx.recent_families(worker(1)).await?, "only older ones are forgotten");
            (before, tx.recent_families(worker(2)).await?)
        })
        .expect("written");
        let expected: Vec<FamilyId> = [5, 10, 9, 8, 7, 6, 4, 3].map(family).to_vec();
        assert_eq!(recent.iter().map(|(family, _)| *family).collect::<Vec<_>>(), expected);
        assert!(others.is_empty());
    }
}

#[tokio::test]
async fn a_search_is_kept_for_the_one_who_made_it() {
    for fresh in fresh().await {
        let search = id(SearchId::from_random, 1);
        let (mine, theirs, dropped, gone) = write!(fresh, |tx| {
            tx.keep_search(search, worker(1), b"poppy", at(1)).await?;
            let mine = tx.kept_search(search, worker(1)).await?;
            let theirs = tx.kept_search(search, worker(2)).await?;
            (mine, theirs, tx.drop_searches(at(2)).await?, tx.kept_search(search, worker(1)).await?)
        })
        .expect("written");
        assert_eq!((mine, theirs, dropped, gone), (Some(b"poppy".to_vec()), None, 1, None));
    }
}

#[tokio::test]
async fn a_stated_reason_holds_for_its_time_and_is_reviewed_once() {
    for fresh in fresh().await {
        let reason = |number: u8| RecordedReason {
            id: id(ReasonId::from_random, number),
            staff: worker(1),
            family: family(1),
            reason: "worried-for-a-child".to_owned(),
            made_at: at(i64::from(number)),
            ends_at: at(i64::from(number) + 3600),
            words: "the school rang about the children".to_owned(),
            review: None,
        };
        let (until, late, other, waiting, count) = write!(fresh, |tx| {
            tx.add_reason(&reason(1)).await?;
            tx.add_reason(&reason(2)).await?;
            (
                tx.reason_until(worker(1), family(1), at(10)).await?,
                tx.reason_until(worker(1), family(1), at(3602)).await?,
                tx.reason_until(worker(2), family(1), at(10)).await?,
                tx.reasons_to_review(10).await?,
                tx.count_reasons_to_review().await?,
            )
        })
        .expect("written");
        assert_eq!((until, late, other, count), (Some(at(3602)), None, None, 2));
        assert_eq!(waiting, [reason(1), reason(2)]);
        let (again, all, left) = write!(fresh, |tx| {
            tx.review_reason(reason(1).id, worker(3), "right", at(99)).await?;
            let again = tx.review_reason(reason(1).id, worker(4), "wrong", at(100)).await;
            (again, tx.reasons_for(family(1)).await?, tx.count_reasons_to_review().await?)
        })
        .expect("written");
        assert!(matches!(again, Err(StoreError::Conflict { .. })));
        assert_eq!(all[1].review, Some((worker(3), at(99), "right".to_owned())));
        assert_eq!((all[0].review.clone(), left), (None, 1));
    }
}

#[tokio::test]
async fn a_decision_is_kept_word_for_word() {
    for fresh in fresh().await {
        let kept = |number: u8| KeptDecision {
            decision: id(DecisionId::from_random, number),
            made_at: at(i64::from(number)),
            staff: worker(1),
            role: Role::Midwife,
            purpose: "healthcare".to_owned(),
            family: family(1),
            pack: "leaflet-2010".to_owned(),
            answers: "[{\"b\":1,\"a\":2}]".to_owned(),
        };
        let (one, about, missing) = write!(fresh, |tx| {
            tx.keep_decision(&kept(1)).await?;
            tx.keep_decision(&kept(2)).await?;
            let about = tx.decisions_about(family(1), 10).await?;
            (tx.decision(kept(1).decision).await?, about, tx.decision(kept(3).decision).await)
        })
        .expect("written");
        assert_eq!((one, about), (kept(1), vec![kept(2), kept(1)]));
        assert!(matches!(missing, Err(StoreError::NotFound { what: "decision", .. })));
    }
}
