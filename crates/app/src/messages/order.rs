//! Which message counts: the one written last, whichever came last; and which
//! notices of death were taken back.
//!
//! All of it follows from the set of messages alone, so the order in which
//! they come never matters.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::id::IncomingId;
use kith_store::MessageRow;

use super::babies::{Babies, Rows, kept_under};

/// What messages change about which message counts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settled {
    /// What stands about rows now, where it stood otherwise before.
    pub(super) rows: Vec<MessageRow>,
    /// Rows of the sources that say something else than before.
    pub(super) changed: Vec<Told>,
    /// Messages of these that count for no row.
    pub(super) superseded: BTreeSet<IncomingId>,
    /// Messages that counted before and count for no row now, each with its
    /// source.
    pub(super) overtaken: BTreeMap<IncomingId, String>,
    /// Messages from before that count again, each with its source.
    pub(super) revived: BTreeMap<IncomingId, String>,
}

/// What a row of a source says from now on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The row of the source.
    pub(super) kept_under: String,
    /// The message that counts for it.
    pub(super) row: MessageRow,
    /// It says nothing any more: the baby is kept under another row, which
    /// that message counts for.
    pub(super) is_left: bool,
}

/// Settles what messages tell against what stood before. `before` has to hold
/// every row of the people and babies that the new ones are about.
pub(super) fn settle(before: Vec<MessageRow>, told: Vec<MessageRow>, babies: &Babies) -> Settled {
    let before: Rows = before.into_iter().map(|row| (row.row_key.clone(), row)).collect();
    let mut after = before.clone();
    let mut messages = BTreeSet::new();
    for mut row in told {
        messages.insert(row.message);
        match after.get(&row.row_key) {
            Some(stands) if rank(stands) >= rank(&row) => {}
            stands => {
                row.kept_under = stands.and_then(|stands| stands.kept_under.clone());
                after.insert(row.row_key.clone(), row);
            }
        }
    }
    leave_deaths_out(&mut after);
    babies.keep_together(&mut after, &before);
    let (stood, stands) = (counting(&before), counting(&after));
    let of = |rows: &BTreeMap<&str, &MessageRow>| -> BTreeMap<IncomingId, String> {
        rows.values().map(|row| (row.message, row.source_name.clone())).collect()
    };
    let (counted, counts) = (of(&stood), of(&stands));
    let not_in = |these: &BTreeMap<IncomingId, String>, others: &BTreeMap<IncomingId, String>| {
        these.iter().filter(|(id, _)| !others.contains_key(id)).map(|(id, name)| (*id, name.clone())).collect()
    };
    let mut revived: BTreeMap<IncomingId, String> = not_in(&counts, &counted);
    revived.retain(|message, _| !messages.contains(message));
    let says_the_same = |one: &MessageRow, other: &MessageRow| {
        (one.message, &one.row_key, one.death_left_out) == (other.message, &other.row_key, other.death_left_out)
    };
    let is_new = |(under, row): &(&&str, &&MessageRow)| !stood.get(*under).is_some_and(|old| says_the_same(old, row));
    let told =
        |under: &str, row: &MessageRow, is_left| Told { kept_under: under.to_owned(), row: row.clone(), is_left };
    let mut changed: Vec<Told> = stands.iter().filter(is_new).map(|(under, row)| told(under, row, false)).collect();
    let left = stood.keys().filter(|under| !stands.contains_key(*under));
    changed.extend(left.filter_map(|under| Some(told(under, stands.get(kept_under(after.get(*under)?))?, true))));
    let superseded = messages.into_iter().filter(|message| !counts.contains_key(message)).collect();
    let overtaken = not_in(&counted, &counts);
    let rows = after.values().filter(|row| before.get(&row.row_key) != Some(row)).cloned().collect();
    Settled { rows, changed, superseded, overtaken, revived }
}

/// The message that counts for each row of a source: of all that are kept
/// under one row, the one written last.
fn counting(rows: &Rows) -> BTreeMap<&str, &MessageRow> {
    let mut counting: BTreeMap<&str, &MessageRow> = BTreeMap::new();
    for row in rows.values() {
        let newest = counting.entry(kept_under(row)).or_insert(row);
        if rank(row) > rank(newest) {
            *newest = row;
        }
    }
    counting
}

/// Of two messages the one with the larger rank counts.
fn rank(row: &MessageRow) -> (jiff::Timestamp, &str) {
    (row.written_at, &row.message_key)
}

/// A notice of death that was taken back takes back what any earlier message
/// says of a death of the same person.
fn leave_deaths_out(rows: &mut Rows) {
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
            kept_under: None,
        }
    }

    fn settle(before: Vec<MessageRow>, told: Vec<MessageRow>) -> Settled {
        super::settle(before, told, &Babies::of(&[]))
    }

    /// The rows that stand after groups of messages came one after the other.
    fn stands(groups: &[Vec<MessageRow>]) -> Vec<MessageRow> {
        let mut stands: BTreeMap<String, MessageRow> = BTreeMap::new();
        for group in groups {
            let settled = settle(stands.values().cloned().collect(), group.clone());
            stands.extend(settled.rows.into_iter().map(|row| (row.row_key.clone(), row)));
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
