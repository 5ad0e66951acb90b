//! Names that these very records show to be used for one another: whatever
//! the tradition, where one NHS number and one birthday stand beside two first
//! names again and again, the one is a form of the other.

use crate::day::Day;
use crate::order::Entries;
use crate::pool::{NameId, Pool};
use crate::record::Record;

/// So many people must go by both names.
const FEWEST: usize = 3;
/// One in so many who go by the rarer name must go by the other too: a number
/// on the wrong twin brings two names together now and then, not often.
const ONE_IN: usize = 10;
/// More names than this under one number are no forms of one.
const MOST_NAMES: usize = 6;

/// One number beside one first name, of somebody born on one day.
type Told = (u64, NameId);

impl Pool {
    /// Learns from records which first names are used for one another. Names
    /// learnt before are forgotten. It is quickest where records come in the
    /// order of their birthdays.
    pub fn learn_aliases(&mut self, records: &[Record]) {
        let mut entries = Entries::default();
        for ((place, record), room) in (0_u64..).zip(records).zip(entries.room(records.len())) {
            let told = record.birth.filter(|_| record.nhs() != 0 && record.given != 0);
            *room = told.map_or(0, |day| u64::from(day.packed()) << 32 | place);
        }
        let mut pairs: Vec<(NameId, NameId)> = Vec::new();
        let mut people: Vec<usize> = Vec::new();
        let mut told: Vec<Told> = Vec::new();
        for day in entries.in_order(Day::BITS).chunk_by(|a, b| a >> 32 == b >> 32) {
            told.clear();
            let of = |entry: &u64| &records[*entry as u32 as usize];
            told.extend(day.iter().map(of).map(|record| (record.nhs(), record.given)));
            told.sort_unstable();
            told.dedup();
            for person in told.chunk_by(|a, b| a.0 == b.0).filter(|person| person.len() <= MOST_NAMES) {
                for (place, (_, one)) in person.iter().enumerate() {
                    pairs.extend(person[place + 1..].iter().map(|(_, two)| (*one.min(two), *one.max(two))));
                }
            }
            for (_, name) in &told {
                let name = *name as usize;
                if people.len() <= name {
                    people.resize(name + 1, 0);
                }
                people[name] += 1;
            }
        }
        pairs.sort_unstable();
        let with = |name: NameId| people[name as usize];
        let often = pairs.chunk_by(|a, b| a == b).filter(|pair| {
            let (one, two) = pair[0];
            pair.len() >= FEWEST && pair.len() * ONE_IN >= with(one).min(with(two))
        });
        self.set_aliases(often.map(|pair| pair[0]));
    }
}

#[cfg(test)]
mod tests {
    use crate::town::{Town, ellis, number};
    use crate::{Model, RecordInput, Verdicts, link};

    #[test]
    fn a_form_of_a_name_is_learnt_from_those_who_go_by_both() {
        let named = |person: u64, source, given| RecordInput { nhs: number(person), ..ellis(source, given) };
        let mut inputs: Vec<RecordInput<'_>> = Vec::new();
        for person in 10..14 {
            inputs.extend([named(person, 1, "Gwenllian"), named(person, 2, "Pico")]);
        }
        // Two of many: a number on the wrong twin.
        for person in 20..100 {
            inputs.push(named(person, 1, if person % 2 == 0 { "Ella" } else { "Grace" }));
        }
        inputs.extend([named(20, 2, "Grace"), named(22, 2, "Grace"), named(24, 2, "Grace")]);
        let apart =
            |given| RecordInput { address: "1 Far Lane", postcode: "LX9 9ZZ", telephone: "", ..ellis(5, given) };
        let mut town = Town::with(&inputs);
        town.pool.learn_aliases(&town.records);
        let pool = &mut town.pool;
        let mut is_one = |one, two| {
            let records = [pool.record(0, &apart(one)), pool.record(1, &RecordInput { source: 6, ..apart(two) })];
            link(pool, &records, &Verdicts::default(), &Model::starting()).clusters == [0, 0]
        };
        assert!(is_one("Gwenllian", "Pico"));
        assert!(!is_one("Gwenllian", "Ella"));
        let (ella, grace) = (town.pool.keep("ELLA"), town.pool.keep("GRACE"));
        assert!(!town.pool.is_alias(ella, grace));
    }
}
