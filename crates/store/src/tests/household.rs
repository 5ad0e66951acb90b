//! What is read of many people at one time is the same however it is read.

use jiff::civil::date;
use kith_core::antenatal::LossKind;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::statement::Part;

use super::import::{take, with_file};
use super::{at, full_row, id, read, write};
use crate::{FamilyMember, Loss, Whose};

fn child(person: PersonId) -> FamilyMember {
    FamilyMember { family: id(FamilyId::from_random, 1), person, part: Part::Subject, lives_elsewhere: false }
}

fn lost(record: RecordId, second: i64) -> Loss {
    Loss {
        record,
        kind: LossKind::Stillbirth,
        on: date(2026, 11, 20),
        said_by: None,
        source: Some("maternity".to_owned()),
        said_at: at(second),
    }
}

#[tokio::test]
async fn everybody_and_these_people_give_the_same_and_nobody_else() {
    for fresh in with_file(1).await {
        let mut open = full_row(2);
        (open.people[0].1.is_shielded, open.people[0].1.is_sealed) = (false, false);
        let mut hidden = full_row(3);
        hidden.people[0].1.is_sealed = false;
        let taken = take(&fresh, 1, vec![full_row(1), open, hidden]).await;
        let records: Vec<RecordId> =
            taken.iter().filter(|taken| taken.part == Part::Subject).map(|taken| taken.record).collect();
        let people: Vec<PersonId> = (1..=3).map(|number| id(PersonId::from_random, number)).collect();
        let whose: Vec<(RecordId, PersonId)> = records.iter().copied().zip(people.iter().copied()).collect();
        let members: Vec<FamilyMember> = people.iter().copied().map(child).collect();
        let (stands, taken_back) = (lost(records[1], 1), lost(records[2], 2));
        let (kept, withdrawn, placed) = (stands.clone(), taken_back.clone(), members.clone());
        write!(fresh, |tx| {
            tx.add_persons(&placed.iter().map(|member| member.person).collect::<Vec<_>>(), at(1)).await?;
            tx.set_person_of_records(&whose).await?;
            tx.add_families(&[id(FamilyId::from_random, 1)], at(1)).await?;
            tx.set_members(&[id(FamilyId::from_random, 1)], &placed).await?;
            tx.add_loss(&kept).await?;
            tx.add_loss(&withdrawn).await?;
            tx.take_loss_back(&withdrawn, None, at(3)).await?;
        })
        .expect("written");
        let these = people.clone();
        // Many are asked for in another way than a few: nobody has the persons that are not kept.
        let many: Vec<PersonId> =
            people.iter().copied().chain((10..250).map(|number| id(PersonId::from_random, number))).collect();
        for (is_everybody, these) in [(true, &these), (false, &these), (false, &many)] {
            let these = these.clone();
            let (places, mut hides, ledger, losses) = read!(fresh, |tx| {
                let whose = if is_everybody { Whose::Everybody } else { Whose::These(&these) };
                (
                    tx.family_members_of(whose).await?,
                    tx.hidden_records(whose).await?,
                    tx.ledger_of_people(whose).await?,
                    tx.losses_of_people(whose).await?,
                )
            })
            .expect("read");
            assert_eq!(places, members);
            hides.sort_by_key(|hidden| hidden.person);
            let hides: Vec<(RecordId, PersonId, bool)> =
                hides.iter().map(|hidden| (hidden.record, hidden.person, hidden.is_sealed)).collect();
            assert_eq!(hides, [(records[0], people[0], true), (records[2], people[2], false)]);
            assert_eq!(ledger.len(), 15, "five entries of each row");
            assert!(ledger.iter().all(|(person, entry)| {
                records.iter().zip(&people).any(|(record, owner)| *record == entry.record && owner == person)
            }));
            assert_eq!(losses, [(people[1], stands.clone())]);
        }
        let second = [people[1]];
        let of_one = read!(fresh, |tx| { tx.ledger_of_people(Whose::These(&second)).await? }).expect("read");
        assert_eq!(of_one.len(), 5, "of nobody else");
        let others: Vec<PersonId> = [people[1]].into_iter().chain(many.into_iter().skip(3)).collect();
        let hides = read!(fresh, |tx| { tx.hidden_records(Whose::These(&others)).await? }).expect("read");
        assert_eq!(hides, [], "of nobody else");
    }
}
