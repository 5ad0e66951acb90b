//! Editions of the sharing rules, and the decisions made under them.

use jiff::civil::date;
use kith_core::id::{DecisionId, FamilyId, StaffId};
use kith_core::workforce::Role;

use super::{at, fresh, id, read, write};
use crate::{Edition, InForce, KeptDecision, StoreError};

fn edition(name: &str, author: Option<StaffId>) -> Edition {
    Edition {
        name: name.to_owned(),
        title: format!("Edition {name}"),
        text: "name = \"x\"\n# ’\n".to_owned(),
        base_text: String::new(),
        author,
        drafted_at: at(1),
    }
}

#[tokio::test]
async fn editions_are_kept_word_for_word_with_approvals_and_days() {
    for fresh in fresh().await {
        let (author, other) = (id(StaffId::from_random, 1), id(StaffId::from_random, 2));
        let put = |name: &str, from_day, second| InForce {
            edition: name.to_owned(),
            from_day,
            put_by: Some(other),
            put_at: at(second),
        };
        let (first, second) = (put("b", date(2026, 1, 1), 4), put("a", date(2026, 6, 1), 5));
        let (one, two) = (first.clone(), second.clone());
        write!(fresh, |tx| {
            tx.add_edition(&edition("b", None)).await?;
            tx.add_edition(&edition("a", Some(author))).await?;
            tx.approve_edition("a", author, at(3)).await?;
            tx.approve_edition("a", other, at(2)).await?;
            tx.put_edition_in_force(&one).await?;
            tx.put_edition_in_force(&two).await?;
        })
        .expect("written");
        let taken = write!(fresh, |tx| { tx.add_edition(&edition("a", None)).await? });
        assert!(matches!(taken, Err(StoreError::Conflict { .. })), "{taken:?}");
        let again = write!(fresh, |tx| { tx.approve_edition("a", other, at(9)).await? });
        assert!(matches!(again, Err(StoreError::Conflict { .. })), "{again:?}");
        let (editions, approvals, in_force) =
            read!(fresh, |tx| { (tx.editions().await?, tx.edition_approvals().await?, tx.editions_in_force().await?) })
                .expect("read");
        assert_eq!(editions, [edition("a", Some(author)), edition("b", None)]);
        assert_eq!(approvals, [("a".to_owned(), other, at(2)), ("a".to_owned(), author, at(3))]);
        assert_eq!(in_force, [first, second]);
    }
}

#[tokio::test]
async fn decisions_are_read_page_by_page_from_a_time_on() {
    for fresh in fresh().await {
        let kept = |number: u8, second: i64| KeptDecision {
            decision: id(DecisionId::from_random, number),
            made_at: at(second),
            staff: id(StaffId::from_random, 1),
            role: Role::Midwife,
            purpose: "healthcare".to_owned(),
            family: id(FamilyId::from_random, 1),
            pack: "leaflet-2010".to_owned(),
            answers: "[]".to_owned(),
        };
        let pages = write!(fresh, |tx| {
            for (number, second) in [(1, 1), (2, 5), (3, 5), (4, 7)] {
                tx.keep_decision(&kept(number, second)).await?;
            }
            let first = tx.decisions_from(at(2), None, 2).await?;
            let last = first.last().map(|kept| (kept.made_at, kept.decision));
            (first, tx.decisions_from(at(2), last, 2).await?)
        })
        .expect("written");
        assert_eq!(pages, (vec![kept(2, 5), kept(3, 5)], vec![kept(4, 7)]));
    }
}
