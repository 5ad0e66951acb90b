//! What matching keeps in memory: every record as the linker compares it,
//! whose it is, and what people decided. All of it can be lost at any time
//! and is read from the records again.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use kith_core::id::{PersonId, RecordId};
use kith_core::person::derive::RecordFacts;
use kith_core::person::link::{LinkEvent, RecordPlace, add_record, record_input, replace_record, standing};
use kith_core::person::relation::Stretch;
use kith_core::person::{Address, Name};
use kith_core::statement::{Part, PersonStatement};
use kith_link::{Band, Index, Model, Verdicts, is_stand_in, plain_letters};
use kith_store::{SourceRecord, Tx};

use super::joined::Joined;
use super::local_numbers::LocalNumbers;
use super::sealed_identities::SealedIdentities;
use crate::{App, AppError};

/// Shared by everything that imports in this process; none until first used,
/// and none again when it no longer fits the records.
pub(crate) type Shared = tokio::sync::Mutex<Option<Matching>>;

/// So many records are read at one time.
const PAGE: u32 = 5_000;

/// How often records were taken in; every batch counts on, so that another
/// process sees that what it holds is old.
const RECORDS: &str = "records-version";

/// How often it was written down who is who.
const PEOPLE: &str = "people-version";

/// How new what a process holds is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Versions {
    pub(super) records: u64,
    pub(super) people: u64,
}

impl Versions {
    pub(super) async fn now(tx: &mut Tx) -> Result<Self, AppError> {
        let [records, people] = tx.counts([RECORDS, PEOPLE]).await?;
        Ok(Self { records, people })
    }
}

/// Counts a batch of records in its own transaction.
pub(crate) async fn count_records_on(tx: &mut Tx) -> Result<u64, AppError> {
    Ok(tx.count_on(RECORDS).await?)
}

/// Counts a writing of who is who in its own transaction.
pub(super) async fn count_people_on(tx: &mut Tx) -> Result<u64, AppError> {
    Ok(tx.count_on(PEOPLE).await?)
}

/// One record as matching knows it.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) facts: RecordFacts,
    pub(super) source: u16,
    pub(super) row: u32,
    pub(super) part: Part,
    /// When the source wrote it, or when it came in.
    pub(super) written_on: Date,
    pub(super) is_expected: bool,
    /// The row no longer names anybody in this part.
    pub(super) is_empty: bool,
    /// Since when and until when an adult is what the row names them.
    pub(super) related: Stretch,
    /// Where the person lives.
    pub(super) home: Option<Address>,
    /// The first name in plain letters; empty for none.
    pub(super) given: String,
    /// The family name in plain letters; empty for none.
    pub(super) family: String,
    /// The source's own number for the person whom the row is about.
    pub(super) local_number: Option<Box<str>>,
    pub(super) person: Option<PersonId>,
}

/// One record on its way into matching.
#[derive(Clone, Copy)]
pub(super) struct Arriving<'a> {
    pub(super) record: RecordId,
    pub(super) source: &'a str,
    pub(super) row_key: &'a str,
    pub(super) part: Part,
    pub(super) recorded_on: Option<Date>,
    pub(super) received_on: Date,
    pub(super) statement: &'a PersonStatement,
    pub(super) mother: Option<&'a PersonStatement>,
}

impl Known {
    fn of(arriving: &Arriving<'_>, place: RecordPlace) -> Self {
        let statement = arriving.statement;
        Self {
            facts: RecordFacts {
                record: arriving.record,
                received_on: arriving.received_on,
                nhs_number: statement.nhs_number,
                compartment: place.compartment,
                birth_order: statement.birth_order,
                born_on: statement.born_on,
            },
            source: place.source,
            row: place.row,
            part: arriving.part,
            written_on: arriving.recorded_on.unwrap_or(arriving.received_on),
            is_expected: statement.due_on.is_some() && statement.born_on.is_none(),
            is_empty: *statement == PersonStatement::default(),
            related: Stretch { since: statement.relation_since, until: statement.relation_until },
            home: statement.address.clone().filter(|address| !address.is_empty()),
            given: plain(statement.given_name.as_ref()),
            family: plain(statement.family_name.as_ref()),
            local_number: own_number(arriving).map(Box::from),
            person: None,
        }
    }
}

/// The source's own number for the row's subject.
fn own_number<'a>(arriving: &Arriving<'a>) -> Option<&'a str> {
    arriving.statement.local_number.as_deref().filter(|_| arriving.part == Part::Subject)
}

/// Every record, ready to be matched.
pub(crate) struct Matching {
    pub(super) index: Index,
    pub(super) model: Model,
    pub(super) known: Vec<Known>,
    keys: HashMap<RecordId, u32>,
    sources: HashMap<String, u16>,
    rows: HashMap<(u16, String), u32>,
    /// The records of each row, by row number less one.
    members: Vec<Vec<u32>>,
    records_of: HashMap<PersonId, Vec<u32>>,
    local_numbers: LocalNumbers,
    sealed: SealedIdentities,
    /// A record that came later says that others, which were added as open,
    /// belong to a sealed identity: everything has to be read again.
    pub(super) is_outdated: bool,
    /// Everything that was not asserted by the linker, and what withdraws it.
    told: Vec<LinkEvent>,
    /// What the linker joined and has not parted since.
    pub(super) joined: Joined,
    /// The number of the newest assertion that was read.
    events_read: u64,
    pub(super) versions: Versions,
}

impl Matching {
    fn new(versions: Versions) -> Self {
        Self {
            versions,
            index: Index::new(),
            model: Model::starting(),
            known: Vec::new(),
            keys: HashMap::new(),
            sources: HashMap::new(),
            rows: HashMap::new(),
            members: Vec::new(),
            records_of: HashMap::new(),
            local_numbers: LocalNumbers::default(),
            sealed: SealedIdentities::default(),
            is_outdated: false,
            told: Vec::new(),
            joined: Joined::default(),
            events_read: 0,
        }
    }

    /// Reads every record and whose it is.
    async fn read(tx: &mut Tx) -> Result<Self, AppError> {
        let mut matching = Self::new(Versions::now(tx).await?);
        let mut records: Vec<SourceRecord> = Vec::new();
        loop {
            let page = tx.records_after(records.last().map(|record| record.id), PAGE).await?;
            if page.is_empty() {
                break;
            }
            records.extend(page);
        }
        let mothers: HashMap<&str, &PersonStatement> = records
            .iter()
            .filter(|record| record.part == Part::Mother)
            .map(|record| (record.row_key.as_str(), &record.statement))
            .collect();
        for record in &records {
            let source = matching.source(&record.source_name);
            matching.sealed.learn(source, record.part, &record.statement);
        }
        for record in &records {
            matching.add(&Arriving {
                record: record.id,
                source: &record.source_name,
                row_key: &record.row_key,
                part: record.part,
                recorded_on: record.recorded_on,
                received_on: record.first_received_on,
                statement: &record.statement,
                mother: mothers.get(record.row_key.as_str()).copied(),
            });
        }
        let mut after = None;
        loop {
            let page = tx.persons_after(after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            for (record, person) in page {
                if let Some(key) = matching.keys.get(&record).copied() {
                    matching.set_person(key, person);
                }
            }
        }
        Ok(matching)
    }

    /// Whether no record is known.
    pub(super) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// Adds a record, or returns the key of one that is there.
    pub(super) fn add(&mut self, arriving: &Arriving<'_>) -> u32 {
        let source = self.source(arriving.source);
        let next = u32::try_from(self.rows.len() + 1).unwrap_or(u32::MAX);
        let row = *self.rows.entry((source, arriving.row_key.to_owned())).or_insert(next);
        if self.members.len() < row as usize {
            self.members.resize(row as usize, Vec::new());
        }
        let statement = arriving.statement;
        let has_learnt = self.sealed.learn(source, arriving.part, statement);
        let number = own_number(arriving);
        self.is_outdated |= has_learnt && number.is_some_and(|number| self.local_numbers.has_open(source, number));
        let compartment = self.sealed.compartment(source, arriving.part, statement);
        let place = RecordPlace { source, row, compartment, recorded_on: arriving.recorded_on };
        let mother = arriving.mother.filter(|_| arriving.part == Part::Subject);
        let key = add_record(&mut self.index, place, statement, mother);
        self.members[row as usize - 1].push(key);
        self.keys.insert(arriving.record, key);
        self.known.push(Known::of(arriving, place));
        self.local_numbers.add(&self.known, key);
        key
    }

    /// Replaces what a known record says: the row has changed. Where it has to
    /// do with a sealed identity, or says another number of the source's own,
    /// everything has to be read again.
    pub(super) fn replace(&mut self, arriving: &Arriving<'_>) {
        let (source, statement) = (self.source(arriving.source), arriving.statement);
        let Some(key) = self.key(arriving.record) else {
            self.is_outdated = true;
            return;
        };
        let compartment = self.sealed.compartment(source, arriving.part, statement);
        let old = self.get(key);
        let (received_on, row, person) = (old.facts.received_on, old.row, old.person);
        let is_sealed = old.facts.compartment != 0 || compartment != 0;
        if is_sealed || old.local_number.as_deref() != own_number(arriving) {
            self.is_outdated = true;
            return;
        }
        let place = RecordPlace { source, row, compartment, recorded_on: arriving.recorded_on };
        let mother = arriving.mother.filter(|_| arriving.part == Part::Subject);
        replace_record(&mut self.index, key, place, statement, mother);
        self.known[key as usize] = Known { person, ..Known::of(&Arriving { received_on, ..*arriving }, place) };
        self.local_numbers.again(&self.known, key);
    }

    /// The number that stands for a source here.
    fn source(&mut self, name: &str) -> u16 {
        let next = u16::try_from(self.sources.len() + 1).unwrap_or(u16::MAX);
        *self.sources.entry(name.to_owned()).or_insert(next)
    }

    /// The number that stands for a source here, where it has records.
    pub(super) fn source_named(&self, name: &str) -> Option<u16> {
        self.sources.get(name).copied()
    }

    /// These records and all others of the sealed identities among them: what
    /// one list of a source seals is sealed in its other lists.
    pub(super) fn with_their_sealed(&self, keys: &mut BTreeSet<u32>) {
        let sealed: BTreeSet<u32> =
            keys.iter().map(|key| self.get(*key).facts.compartment).filter(|compartment| *compartment != 0).collect();
        if !sealed.is_empty() {
            let all = (0..).zip(&self.known);
            keys.extend(all.filter(|(_, known)| sealed.contains(&known.facts.compartment)).map(|(key, _)| key));
        }
    }

    /// Whether a row may be about somebody who is here already, without being
    /// so sure that it would be joined.
    pub(super) fn may_be_somebody_known(&mut self, person: &PersonStatement, mother: Option<&PersonStatement>) -> bool {
        if person.is_sealed {
            return false;
        }
        let address = person.address.as_ref().map(|address| address.lines.join(" ")).unwrap_or_default();
        let record = self.index.record(&record_input(RecordPlace::default(), person, mother, &address));
        let best = self.index.candidates(&record, &self.model).into_iter().map(|candidate| candidate.band).max();
        best == Some(Band::Review)
    }

    /// The records that are nobody's yet.
    pub(super) fn nobodys(&self) -> Vec<RecordId> {
        let nobodys = self.known.iter().filter(|known| known.person.is_none() && !known.is_empty);
        nobodys.map(|known| known.facts.record).collect()
    }

    /// The key of a record.
    pub(super) fn key(&self, record: RecordId) -> Option<u32> {
        self.keys.get(&record).copied()
    }

    /// The record with a key.
    pub(super) fn get(&self, key: u32) -> &Known {
        &self.known[key as usize]
    }

    /// Everybody in the row of a record, the record included.
    pub(super) fn row_of(&self, key: u32) -> &[u32] {
        self.row(self.get(key).row)
    }

    /// Everybody in a row.
    pub(super) fn row(&self, row: u32) -> &[u32] {
        &self.members[row as usize - 1]
    }

    /// The records of a person.
    pub(super) fn records_of(&self, person: PersonId) -> &[u32] {
        self.records_of.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Says whose a record is from now on.
    pub(super) fn set_person(&mut self, key: u32, person: PersonId) {
        let known = &mut self.known[key as usize];
        if let Some(old) = known.person.replace(person)
            && let Some(records) = self.records_of.get_mut(&old)
        {
            records.retain(|other| *other != key);
        }
        self.records_of.entry(person).or_default().push(key);
    }

    /// The number of the newest assertion that was heard.
    pub(super) fn events_read(&self) -> u64 {
        self.events_read
    }

    /// Hears assertions, in their order; of the linker's own only whom it
    /// joined is kept.
    pub(super) fn hear(&mut self, events: Vec<LinkEvent>) {
        for event in events {
            self.events_read = self.events_read.max(event.seq);
            if let (Some(a), Some(b)) = (self.key(event.a), self.key(event.b)) {
                self.joined.hear(&event, (a, b));
            }
            let withdraws_told =
                event.withdraws.is_some_and(|withdrawn| self.told.iter().any(|told| told.seq == withdrawn));
            if !event.origin.is_machine() || withdraws_told {
                self.told.push(event);
            }
        }
    }

    /// What the linker has to obey, and what it joined before.
    pub(super) fn verdicts(&self) -> Verdicts {
        let mut verdicts = standing(&self.told).verdicts(|record| self.key(record));
        verdicts.joined_before(self.joined.before());
        for (a, b) in self.local_numbers.pairs() {
            verdicts.same(*a, *b);
        }
        verdicts
    }

    /// Records that are one person because of their source's own number.
    pub(super) fn of_one_number(&self) -> &[(u32, u32)] {
        self.local_numbers.pairs()
    }
}

/// A name in plain letters; empty for none, and for a stand-in.
fn plain(name: Option<&Name>) -> String {
    name.map(Name::as_str).filter(|name| !is_stand_in(name)).map(plain_letters).unwrap_or_default()
}

impl App {
    /// Reads every record for matching, where that was not done yet or another
    /// process has changed them since.
    pub(crate) async fn keep_matching_ready(&self) -> Result<(), AppError> {
        let versions = self.db.read(|tx| Box::pin(Versions::now(tx))).await?;
        let mut matching = self.matching.lock().await;
        if matching.as_ref().is_none_or(|matching| matching.versions != versions) {
            *matching = Some(self.db.read(|tx| Box::pin(Matching::read(tx))).await?);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kith_core::id::RecordId;
    use kith_core::person::Name;
    use kith_core::statement::{Part, PersonStatement};

    use super::{Arriving, Matching, Versions};

    fn said(given: &str, local_number: Option<&str>) -> PersonStatement {
        let is_named = !given.is_empty();
        PersonStatement {
            given_name: Name::parse(given).ok(),
            family_name: Name::parse("Ellis").ok().filter(|_| is_named),
            born_on: is_named.then_some(date(2025, 3, 9)),
            local_number: local_number.map(str::to_owned),
            ..PersonStatement::default()
        }
    }

    fn arriving(row: u8, statement: &PersonStatement) -> Arriving<'_> {
        Arriving {
            record: RecordId::from_random([row; 10]),
            source: if row < 3 { "centres" } else { "school" },
            row_key: ["0", "1", "2", "3", "4"][usize::from(row)],
            part: Part::Subject,
            recorded_on: None,
            received_on: date(2026, 1, 5),
            statement,
            mother: None,
        }
    }

    fn holding(rows: &[PersonStatement]) -> Matching {
        let mut matching = Matching::new(Versions { records: 1, people: 1 });
        for (row, statement) in (0..).zip(rows) {
            matching.add(&arriving(row, statement));
        }
        matching
    }

    fn people(matching: &Matching) -> (Vec<u32>, Vec<(u32, u32)>) {
        let linked = matching.index.link_new(0, &matching.verdicts(), &matching.model);
        (linked.clusters, matching.of_one_number().to_vec())
    }

    #[test]
    fn a_changed_row_is_held_as_if_everything_had_been_read_again() {
        let before = [
            said("Amelia", Some("7")),
            said("", Some("7")),
            said("Rosalind", Some("8")),
            said("Rosalind", None),
            said("Bethan", None),
        ];
        for (row, now) in [
            (0, said("", Some("7"))),
            (1, said("Amelia", Some("7"))),
            (1, said("Bethan", Some("7"))),
            (2, said("Amelia", Some("8"))),
            (3, said("Bethan", None)),
            (4, PersonStatement::default()),
        ] {
            let mut held = holding(&before);
            held.replace(&arriving(row, &now));
            assert!(!held.is_outdated);
            let mut after = before.clone();
            after[usize::from(row)] = now;
            assert_eq!(people(&held), people(&holding(&after)), "row {row}");
        }
    }

    #[test]
    fn what_changes_who_is_sealed_or_whose_number_it_is_has_everything_read_again() {
        let before = [said("Amelia", Some("7")), said("Rosalind", None)];
        let sealed = PersonStatement { is_sealed: true, ..said("Amelia", Some("7")) };
        for (row, now) in [(0, said("Amelia", Some("9"))), (0, sealed), (1, said("Rosalind", Some("7")))] {
            let mut held = holding(&before);
            held.replace(&arriving(row, &now));
            assert!(held.is_outdated, "row {row}");
        }
        let mut held = holding(&before);
        held.replace(&arriving(4, &before[0]));
        assert!(held.is_outdated);
    }
}
