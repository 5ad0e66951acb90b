//! Questions about sharing, what was decided instead, and advice.

use kith_core::id::{AdviceId, CommentId, DecisionId, FamilyId, StaffId};

use super::{at, fresh, id, read, write};
use crate::{Advice, DifferentDecision, StoreError};

fn worker(number: u8) -> StaffId {
    id(StaffId::from_random, number)
}

fn request(number: u8, of: u8) -> Advice {
    Advice {
        id: id(AdviceId::from_random, number),
        family: id(FamilyId::from_random, 1),
        decision: Some(id(DecisionId::from_random, 1)),
        kind: "line-manager".to_owned(),
        asked_by: worker(1),
        asked_of: worker(of),
        asked_at: at(i64::from(number)),
    }
}

#[tokio::test]
async fn a_question_is_kept_sealed_beside_its_decision() {
    for fresh in fresh().await {
        let (decision, family) = (id(DecisionId::from_random, 1), id(FamilyId::from_random, 1));
        let (kept, none, twice) = write!(fresh, |tx| {
            tx.keep_share_question(decision, family, b"about Poppyplanted").await?;
            let kept = tx.share_question(decision).await?;
            let none = tx.share_question(id(DecisionId::from_random, 2)).await?;
            (kept, none, tx.keep_share_question(decision, family, b"again").await)
        })
        .expect("written");
        assert_eq!((kept.as_deref(), none), (Some(b"about Poppyplanted".as_slice()), None));
        assert!(matches!(twice, Err(StoreError::Conflict { .. })));
    }
}

#[tokio::test]
async fn what_was_decided_instead_is_added_and_counted_by_rule() {
    for fresh in fresh().await {
        let decision = id(DecisionId::from_random, 1);
        let different = |number: u8, decided: &str| DifferentDecision {
            id: id(CommentId::from_random, number),
            decision,
            staff: worker(1),
            made_at: at(i64::from(number)),
            rule: "B6".to_owned(),
            answered: "seek_consent".to_owned(),
            decided: decided.to_owned(),
            words: "Wordsplanted".to_owned(),
        };
        let (first, second) = (different(1, "kept-back"), different(2, "shared"));
        let expected = [first.clone(), second.clone()];
        let (all, none, counts) = write!(fresh, |tx| {
            tx.add_different_decision(&first).await?;
            tx.add_different_decision(&second).await?;
            let all = tx.different_decisions(decision).await?;
            let none = tx.different_decisions(id(DecisionId::from_random, 2)).await?;
            (all, none, tx.count_different_decisions().await?)
        })
        .expect("written");
        assert_eq!(all, expected);
        assert!(none.is_empty());
        let row = |decided: &str| ("B6".to_owned(), "seek_consent".to_owned(), decided.to_owned(), 1);
        assert_eq!(counts, [row("kept-back"), row("shared")]);
    }
}

#[tokio::test]
async fn advice_is_asked_answered_and_listed_for_both() {
    for fresh in fresh().await {
        let (first, second) = (request(1, 2), request(2, 3));
        let asked = first.id;
        let (before, numbers) = write!(fresh, |tx| {
            tx.add_advice(&first).await?;
            tx.add_advice(&second).await?;
            let one = tx.add_advice_message(asked, ("question", worker(1)), "Questionplanted", at(1)).await?;
            let before = tx.count_advice_waiting(worker(2)).await?;
            let two = tx.add_advice_message(asked, ("answer", worker(2)), "Answerplanted", at(5)).await?;
            (before, (one, two))
        })
        .expect("written");
        assert_eq!((before, numbers), (1, (1, 2)));
        let (one, mine, theirs, on, waiting, words) = read!(fresh, |tx| {
            let one = tx.advice(asked).await?;
            let mine = tx.advice_of_staff(worker(1), 10).await?;
            let theirs = tx.advice_of_staff(worker(3), 10).await?;
            let on = tx.advice_on(id(DecisionId::from_random, 1)).await?;
            let waiting = (tx.count_advice_waiting(worker(2)).await?, tx.count_advice_waiting(worker(3)).await?);
            (one, mine, theirs, on, waiting, tx.advice_messages(asked).await?)
        })
        .expect("read");
        assert_eq!(one, request(1, 2));
        assert_eq!(mine, [request(2, 3), request(1, 2)]);
        assert_eq!((theirs, on), (vec![request(2, 3)], vec![request(1, 2), request(2, 3)]));
        assert_eq!(waiting, (0, 1));
        let told: Vec<_> = words.iter().map(|word| (word.kind.as_str(), word.by, word.words.as_str())).collect();
        assert_eq!(told, [("question", worker(1), "Questionplanted"), ("answer", worker(2), "Answerplanted")]);
    }
}

#[tokio::test]
async fn a_request_that_is_not_there_is_not_found() {
    for fresh in fresh().await {
        let missing = read!(fresh, |tx| { tx.advice(id(AdviceId::from_random, 9)).await });
        assert!(matches!(missing, Ok(Err(StoreError::NotFound { .. }))));
    }
}
