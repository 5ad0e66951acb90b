//! A baby whose NHS number comes only with a later message is the baby that
//! was known before by its mother, its days and its place among those born:
//! both rows that messages tell are kept under one row of the source, and of
//! all their messages the one written last counts.
//!
//! When in doubt they stay two: where babies with two numbers are told by the
//! same mother, days and place, what came without a number is nobody's but its
//! own. All of it follows from the set of messages alone.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::statement::{Part, RowStatement};
use kith_exchange::message::Envelope;
use kith_store::{BabyRow, Keys, MessageRow, Tx};

use super::reading::BIRTHS;
use crate::AppError;

/// Rows that messages tell, by row.
pub(super) type Rows = BTreeMap<String, MessageRow>;

/// The row of the source that holds what a row that messages tell says.
pub(super) fn kept_under(row: &MessageRow) -> &str {
    row.kept_under.as_deref().unwrap_or(&row.row_key)
}

/// What tells the baby of a birth but for its number; none where the mother is
/// not told by a number, or by her name and day of birth.
pub(super) fn baby_row(keys: &Keys, envelope: &Envelope, (row_key, row): (&str, &RowStatement)) -> Option<BabyRow> {
    let of = |wanted: Part| row.people.iter().find(|(part, _)| *part == wanted).map(|(_, person)| person);
    let (birth, baby, mother) = (envelope.birth.as_ref()?, of(Part::Subject)?, of(Part::Mother)?);
    let by_name = || Some(format!("{} {}", mother.family_name.as_ref()?.as_str().to_lowercase(), mother.born_on?));
    let by_number = mother.nhs_number.map(|number| number.digits().to_string());
    let told_by = [
        by_number.or_else(by_name)?,
        mother.born_on.map(|day| day.to_string()).unwrap_or_default(),
        baby.born_on?.to_string(),
        birth.order.to_string(),
        baby.sex.map(|sex| format!("{sex:?}")).unwrap_or_default(),
    ];
    // The number of a baby that has one stands in every place of its row's key.
    let mut places = row.key.split('|');
    let first = places.next();
    let is_numbered = baby.nhs_number.is_some() && places.all(|place| Some(place) == first);
    let is_known_otherwise = baby.nhs_number.is_some() && !is_numbered;
    let baby_key = keys.message_baby(&told_by.join("\u{1}"));
    (!is_known_otherwise).then(|| BabyRow { baby_key, row_key: row_key.to_owned(), is_numbered })
}

/// Every row of the people and babies that messages are about, as it stands,
/// and all that tells those babies.
#[derive(Default)]
pub(super) struct Around {
    pub(super) rows: Rows,
    pub(super) babies: BTreeSet<BabyRow>,
}

impl Around {
    /// Goes from rows to people, from people to rows and from babies to rows,
    /// until nothing new is met.
    pub(super) async fn of(tx: &mut Tx, told: &[MessageRow], babies: Vec<BabyRow>) -> Result<Self, AppError> {
        let mut around = Self { babies: babies.into_iter().collect(), ..Self::default() };
        let (mut rows, mut people, mut births, mut keys) = <(New, New, New, New)>::default();
        told.iter().for_each(|row| rows.add(&row.row_key));
        told.iter().filter(|row| !row.person_key.is_empty()).for_each(|row| people.add(&row.person_key));
        loop {
            for baby in &around.babies {
                rows.add(&baby.row_key);
                births.add(&baby.row_key);
                keys.add(&baby.baby_key);
            }
            if [&rows, &people, &births, &keys].iter().all(|new| new.waiting.is_empty()) {
                return Ok(around);
            }
            let found = tx.message_rows(&rows.take(), &people.take()).await?;
            for row in found {
                if row.source_name == BIRTHS {
                    births.add(&row.row_key);
                }
                if !row.person_key.is_empty() {
                    people.add(&row.person_key);
                }
                around.rows.insert(row.row_key.clone(), row);
            }
            around.babies.extend(tx.baby_rows(&births.take(), &keys.take()).await?);
        }
    }
}

/// What is asked for once.
#[derive(Default)]
struct New {
    asked: BTreeSet<String>,
    waiting: Vec<String>,
}

impl New {
    fn add(&mut self, key: &str) {
        if !self.asked.contains(key) {
            self.asked.insert(key.to_owned());
            self.waiting.push(key.to_owned());
        }
    }

    fn take(&mut self) -> Vec<String> {
        std::mem::take(&mut self.waiting)
    }
}

/// Rows without a number, each with the one row with a number that goes on
/// with it.
#[derive(Debug, Default)]
pub(super) struct Babies(BTreeMap<String, String>);

impl Babies {
    /// From everything that tells the babies in question.
    pub(super) fn of(told: &[BabyRow]) -> Self {
        let mut numbered: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in told.iter().filter(|row| row.is_numbered) {
            numbered.entry(&row.baby_key).or_default().insert(&row.row_key);
        }
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for row in told.iter().filter(|row| !row.is_numbered) {
            let by_number = numbered.get(row.baby_key.as_str()).into_iter().flatten();
            found.entry(&row.row_key).or_default().extend(by_number);
        }
        let only = |(row, numbered): (&str, BTreeSet<&str>)| {
            let only = numbered.first().filter(|_| numbered.len() == 1)?;
            Some((row.to_owned(), (*only).to_owned()))
        };
        Self(found.into_iter().filter_map(only).collect())
    }

    /// Says of every row under which row of the source it is kept: the one of
    /// a baby that was there first, as long as it is the same baby's.
    pub(super) fn keep_together(&self, rows: &mut Rows, before: &Rows) {
        let mut led: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (row, leader) in self.0.iter().filter(|(row, leader)| rows.contains_key(*row) && rows.contains_key(*leader))
        {
            led.entry(leader).or_default().insert(row);
        }
        let mut under: BTreeMap<String, String> = BTreeMap::new();
        for (leader, led) in &led {
            let is_own = |row: &&str| row == leader || led.contains(row);
            let stood = before.get(*leader).map(kept_under).filter(is_own);
            let was_first = |row: &&&str| before.get(**row).is_some_and(|stood| kept_under(stood) == **row);
            let kept = stood.or_else(|| led.iter().find(was_first).copied()).unwrap_or(leader);
            under.extend(led.iter().chain([leader]).map(|row| ((*row).to_owned(), kept.to_owned())));
        }
        for row in rows.values_mut() {
            row.kept_under = under.remove(&row.row_key).filter(|kept| *kept != row.row_key);
        }
    }
}
