//! The one list of a month from child health to the data lead.

use kith_core::birth::{HeldBack, News};
use kith_core::id::{LedgerId, ListId, PersonId, RecordId, StaffId};

use super::{at, fresh, id, write};
use crate::{BirthEntry, MonthEntry, MonthList, MonthStep, MonthStepKind, StoreError, Whose};

/// What a stranger could write.
const HOSTILE: &str = "Elm’s <b>Centre</b>, \"East\"; --";

fn list_of(number: u8, month: &str) -> MonthList {
    MonthList {
        id: id(ListId::from_random, number),
        month: month.parse().expect("a month"),
        agreement: ("new-births".to_owned(), HOSTILE.to_owned()),
        fields: "name born_on".to_owned(),
        births: 14,
        named: 1,
        entries: 1,
        public_key: "age1".to_owned(),
        digest: "ab".to_owned(),
        built_at: at(1),
        built_by: Some(id(StaffId::from_random, 1)),
        left_out: vec![(HeldBack::NotYetSent, 6), (HeldBack::SaidNo, 7)],
    }
}

fn entry(number: u8) -> MonthEntry {
    MonthEntry {
        centre: HOSTILE.to_owned(),
        entry: BirthEntry {
            record: id(RecordId::from_random, number),
            news: News::Birth,
            child_ref: "abc".to_owned(),
            said: "x".to_owned(),
            reference: id(LedgerId::from_random, number),
            facts: "category=new_birth_outreach".to_owned(),
            rule: "new-birth".to_owned(),
            pack: "leaflet-2010".to_owned(),
        },
    }
}

#[tokio::test]
async fn a_months_list_comes_back_with_its_steps_and_counts_as_sent_once_it_was() {
    for fresh in fresh().await {
        let (october, later) = (list_of(2, "2026-10"), list_of(1, "2026-10"));
        let (person, other): (PersonId, PersonId) = (id(PersonId::from_random, 1), id(PersonId::from_random, 2));
        let of = |number| id(RecordId::from_random, number);
        let step = |number: u8, step, second| MonthStep {
            list: id(ListId::from_random, number),
            step,
            why: HOSTILE.to_owned(),
            said_by: None,
            said_at: at(second),
        };
        let steps = [step(2, MonthStepKind::Sent, 5), step(2, MonthStepKind::TakeOff, 6)];
        let expected = (vec![later.clone(), october.clone()], steps.to_vec());
        let (before, kept, noted, entries, file, month) = write!(fresh, |tx| {
            tx.add_persons(&[person, other], at(0)).await?;
            tx.set_person_of_records(&[(of(1), person), (of(2), other)]).await?;
            tx.add_month_list(&october, &[entry(1)], b"sealed").await?;
            tx.add_month_list(&later, &[entry(2)], b"sealed too").await?;
            let before = tx.sent_to_data_lead(Whose::Everybody).await?;
            for step in &steps {
                tx.add_month_step(step).await?;
            }
            let kept = tx.month_lists("2026-10".parse().expect("a month")).await?;
            let noted = tx.steps_of_month_lists(&[october.id, later.id]).await?;
            let entries = tx.month_list_entries(&[october.id]).await?;
            let file = tx.month_list_file(october.id).await?;
            (before, kept, noted, entries, file, tx.month_of_list(october.id).await?)
        })
        .expect("written");
        assert!(before.is_empty(), "what was built went to nobody");
        assert_eq!((kept, noted), expected);
        assert_eq!((entries, file.as_slice()), (vec![entry(1)], &b"sealed"[..]));
        assert_eq!(month, Some("2026-10".parse().expect("a month")));
        let (all, of_one, of_other, none, missing) = write!(fresh, |tx| {
            let all = tx.sent_to_data_lead(Whose::Everybody).await?;
            let of_one = tx.sent_to_data_lead(Whose::These(&[person])).await?;
            let of_other = tx.sent_to_data_lead(Whose::These(&[other])).await?;
            let unknown = id(ListId::from_random, 9);
            (all, of_one, of_other, tx.month_of_list(unknown).await?, tx.month_list_file(unknown).await)
        })
        .expect("read");
        assert_eq!(all, [(person, id(LedgerId::from_random, 1))]);
        assert_eq!((of_one, of_other.is_empty(), none), (all, true, None));
        assert!(matches!(missing, Err(StoreError::NotFound { .. })));
        assert!(MonthStepKind::ALL.iter().all(|step| MonthStepKind::from_word(step.word()) == Some(*step)));
    }
}
