//! Which message counts: the one written last, whichever came last; and which
//! notices of death were taken back.
//!
//! All of it follows from the set of messages alone, so the order in which
//! they come never matters.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::id::IncomingId;
use kith_store::MessageRow;

/// What messages change about which message counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settled {
    /// Rows for which another message counts than before, or for which what
    /// the message says of a death counts now or counts no longer.
    pub(super) changed: Vec<MessageRow>,
    /// Messages of these that count for no row.
    pub(super) superseded: BTreeSet<IncomingId>,
    /// Messages that counted before and count for no row now, each with its
    /// source.
    pub(super) overtaken: BTreeMap<IncomingId, String>,
}

/// Settles what messages tell against what stood before. `before` has to hold
/// every row of the people that the new ones are about.
pub(super) fn settle(before: Vec<MessageRow>, told: Vec<MessageRow>) -> Settled {
    let before: BTreeMap<String, MessageRow> = before.into_iter().map(|row| (row.row_key.clone(), row)).collect();
    let mut after = before.clone();
    let mut messages = BTreeSet::new();
    for row in told {
        messages.insert(row.message);
        match after.get(&row.row_key) {
            Some(stands) if rank(stands) >= rank(&row) => {}
            _ => drop(after.insert(row.row_key.clone(), row)),
        }
    }
    leave_deaths_out(&mut after);
    let counts: BTreeSet<IncomingId> = after.values().map(|row| row.message).collect();
    let superseded = messages.difference(&counts).copied().collect();
    let overtaken = before.values().filter(|row| !counts.contains(&row.message));
    let overtaken = overtaken.map(|row| (row.message, row.source_name.clone())).collect();
    let changed = after.into_values().filter(|row| before.get(&row.row_key) != Some(row)).collect();
    Settled { changed, superseded, overtaken }
}

/// Of two messages the one with the larger rank counts.
fn rank(row: &MessageRow) -> (jiff::Timestamp, &str) {
    (row.written_at, &row.message_key)
}

/// A notice of death that was taken back takes back what any earlier message
/// says of a death of the same person.
fn leave_deaths_out(rows: &mut BTreeMap<String, MessageRow>) {
    let mut taken_back: BTreeMap<String, (jiff::Timestamp, String)> = BTreeMap::new();
    for row in rows.values().filter(|row| row.takes_death_back && !row.person_key.is_empty()) {
        let rank = (row.written_at, row.message_key.clone());
        let newest = taken_back.entry(row.person_key.clone()).or_insert_with(|| rank.clone());
        *newest = rank.max(newest.clone());
    }
    for row in rows.values_mut() {
        let back = taken_back.get(&row.person_key).map(|(at, key)| (*at, key.as_str()));
        row.death_left_out = row.says_death && back.is_some_and(|back| back > (row.written_at, &row.message_key));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(number: u8, at: i64, row: u8, kind: u8) -> MessageRow {
        MessageRow {
            row_key: format!("row {row} of {}", row % 2),
            source_name: "demographic-message".to_owned(),
            person_key: format!("person {}", row % 2),
            message: IncomingId::from_random([number; 10]),
            message_key: format!("message {number:03}"),
            written_at: jiff::Timestamp::from_second(1_700_000_000 + at).expect("a time"),
            says_death: kind == 1,
            takes_death_back: kind == 2,
            death_left_out: false,
        }
    }

    /// The rows that stand after groups of messages came one after the other.
    fn stands(groups: &[Vec<MessageRow>]) -> Vec<MessageRow> {
        let mut stands: BTreeMap<String, MessageRow> = BTreeMap::new();
        for group in groups {
            let settled = settle(stands.values().cloned().collect(), group.clone());
            stands.extend(settled.changed.into_iter().map(|row| (row.row_key.clone(), row)));
        }
        stands.into_values().collect()
    }

    proptest! {
        #[test]
        fn neither_order_nor_grouping_nor_repeats_matter(
            said in prop::collection::vec((0..6_i64, 0..6_u8, 0..3_u8), 1..14),
            order in Just((0..28_usize).collect::<Vec<_>>()).prop_shuffle(),
            cut in 1..6_usize,
        ) {
            let told: Vec<MessageRow> =
                (0..).zip(&said).map(|(number, (at, place, kind))| row(number, *at, *place, *kind)).collect();
            let shuffled: Vec<MessageRow> = order.iter().map(|place| told[place % told.len()].clone()).collect();
            let groups: Vec<Vec<MessageRow>> = shuffled.chunks(cut).map(<[MessageRow]>::to_vec).collect();
            prop_assert_eq!(stands(&groups), stands(&[told]));
        }
    }

    #[test]
    fn a_death_that_was_taken_back_counts_no_longer_and_a_later_one_counts() {
        let (record, back, later) = (row(1, 1, 0, 1), row(2, 2, 2, 2), row(3, 3, 2, 1));
        let left_out = |rows: &[MessageRow]| rows.iter().filter(|row| row.death_left_out).count();
        assert_eq!(left_out(&stands(&[vec![record.clone()], vec![back.clone()]])), 1);
        assert_eq!(left_out(&stands(&[vec![back.clone()], vec![record.clone()]])), 1);
        assert_eq!(left_out(&stands(&[vec![later], vec![back], vec![record]])), 0, "it was said again since");
    }

    #[test]
    fn what_was_written_later_overtakes_and_what_was_written_earlier_is_superseded() {
        let (early, late) = (row(1, 1, 0, 0), row(2, 2, 0, 0));
        let first = settle(vec![early.clone()], vec![late.clone()]);
        assert!(first.overtaken.contains_key(&early.message) && first.superseded.is_empty());
        let second = settle(vec![late], vec![early.clone()]);
        assert!(second.superseded.contains(&early.message) && second.changed.is_empty());
    }
}
