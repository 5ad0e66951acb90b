//! Assertions that two records are, or are not, one person. They are only
//! ever added; who somebody is follows from those that stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_link::{Day, Explanation, Index, ParentInput, RecordInput, Verdicts};

use super::Sex;
use crate::id::{RecordId, StaffId};
use crate::statement::PersonStatement;

/// What is asserted of two records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// One person.
    Same,
    /// Two people.
    Different,
    /// Nothing by itself: the event only withdraws another.
    Undecided,
}

/// Where an assertion comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The linker, on a shared NHS number.
    NhsNumber,
    /// The linker, on the weight of everything else.
    Probable,
    /// Two people in one row of one file: a child and its mother.
    WithinRow,
    /// A member of staff who looked at both.
    Human,
    /// A rule that nobody at a screen can change: a sealed identity.
    Policy,
}

impl Verdict {
    const ALL: [Self; 3] = [Self::Same, Self::Different, Self::Undecided];

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Undecided => "undecided",
        }
    }

    /// The verdict for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.word() == word)
    }
}

impl Origin {
    const ALL: [Self; 5] = [Self::NhsNumber, Self::Probable, Self::WithinRow, Self::Human, Self::Policy];

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NhsNumber => "nhs-number",
            Self::Probable => "probable",
            Self::WithinRow => "within-row",
            Self::Human => "human",
            Self::Policy => "policy",
        }
    }

    /// The origin for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.word() == word)
    }

    /// Whether the linker made it, so that it may make it anew.
    #[must_use]
    pub fn is_machine(self) -> bool {
        matches!(self, Self::NhsNumber | Self::Probable)
    }

    /// Which assertion wins where two stand: policy, then people, then the
    /// row, then the linker.
    fn rank(self) -> u8 {
        match self {
            Self::NhsNumber | Self::Probable => 0,
            Self::WithinRow => 1,
            Self::Human => 2,
            Self::Policy => 3,
        }
    }
}

/// One assertion, as it is written down for good.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkEvent {
    /// Its number; later events have larger ones.
    pub seq: u64,
    /// One record.
    pub a: RecordId,
    /// The other record.
    pub b: RecordId,
    /// What is asserted.
    pub verdict: Verdict,
    /// Where it comes from.
    pub origin: Origin,
    /// How much spoke for one person, in thousandths of a bit: what the linker
    /// found, also where a person decided; 0 for policy.
    pub weight_milli: i32,
    /// Why, in words, without anything personal.
    pub reasons: String,
    /// The version of the model that weighed; empty for people and policy.
    pub model: String,
    /// Who decided, where it was a person.
    pub by: Option<StaffId>,
    /// When.
    pub at: Timestamp,
    /// The earlier event that no longer counts because of this one.
    pub withdraws: Option<u64>,
}

impl fmt::Debug for LinkEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "LinkEvent({}, {} by {})", self.seq, self.verdict.word(), self.origin.word())
    }
}

/// The assertion that counts for one pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingVerdict {
    /// What is asserted: same or different.
    pub verdict: Verdict,
    /// Where it comes from.
    pub origin: Origin,
    /// How much spoke for one person, in thousandths of a bit.
    pub weight_milli: i32,
    /// The event that says so.
    pub seq: u64,
}

/// For every pair that something is asserted of, what counts. The smaller
/// record comes first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing(BTreeMap<(RecordId, RecordId), StandingVerdict>);

/// Which assertions count, in whatever order the events come.
///
/// A withdrawn event no longer counts, unless the withdrawal was withdrawn
/// itself. Of those that count for a pair, policy wins over people, people
/// over the linker, and later over earlier.
#[must_use]
pub fn standing(events: &[LinkEvent]) -> Standing {
    let mut newest_first: Vec<&LinkEvent> = events.iter().collect();
    newest_first.sort_by_key(|event| std::cmp::Reverse(event.seq));
    let mut withdrawn = BTreeSet::new();
    let mut pairs: BTreeMap<(RecordId, RecordId), StandingVerdict> = BTreeMap::new();
    for event in newest_first {
        if withdrawn.contains(&event.seq) {
            continue;
        }
        withdrawn.extend(event.withdraws.filter(|earlier| *earlier < event.seq));
        if event.verdict == Verdict::Undecided || event.a == event.b {
            continue;
        }
        let pair = (event.a.min(event.b), event.a.max(event.b));
        let found = StandingVerdict {
            verdict: event.verdict,
            origin: event.origin,
            weight_milli: event.weight_milli,
            seq: event.seq,
        };
        let holds = pairs.entry(pair).or_insert(found);
        if found.origin.rank() > holds.origin.rank() {
            *holds = found;
        }
    }
    Standing(pairs)
}

impl Standing {
    /// What counts for a pair, in either order.
    #[must_use]
    pub fn get(&self, a: RecordId, b: RecordId) -> Option<StandingVerdict> {
        self.0.get(&(a.min(b), a.max(b))).copied()
    }

    /// Every pair with what counts for it.
    pub fn iter(&self) -> impl Iterator<Item = ((RecordId, RecordId), StandingVerdict)> + '_ {
        self.0.iter().map(|(pair, verdict)| (*pair, *verdict))
    }

    /// What the linker has to obey: everything but its own assertions.
    /// `key_of` numbers the records that it looks at.
    #[must_use]
    pub fn verdicts(&self, key_of: impl Fn(RecordId) -> Option<u32>) -> Verdicts {
        let mut verdicts = Verdicts::default();
        for ((a, b), held) in self.iter().filter(|(_, held)| !held.origin.is_machine()) {
            let (Some(a), Some(b)) = (key_of(a), key_of(b)) else { continue };
            match held.verdict {
                Verdict::Same => verdicts.same(a, b),
                Verdict::Different => verdicts.different(a, b),
                Verdict::Undecided => {}
            }
        }
        verdicts
    }
}

/// Where a record stands, as the linker needs it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordPlace {
    /// The source, numbered by the caller.
    pub source: u16,
    /// The row it shares with other people, numbered from 1; 0 for none.
    pub row: u32,
    /// The sealed identity, numbered from 1; 0 for the open world.
    pub compartment: u32,
    /// When the source wrote it.
    pub recorded_on: Option<Date>,
}

/// Adds what a source says about a person to the linker's index, with the
/// mother that the same row names. Returns the key: the number of records
/// that were there before.
pub fn add_record(
    index: &mut Index,
    place: RecordPlace,
    person: &PersonStatement,
    mother: Option<&PersonStatement>,
) -> u32 {
    let address = one_line(person);
    index.add(&record_input(place, person, mother, &address))
}

/// Replaces what a record in an index says.
pub fn replace_record(
    index: &mut Index,
    key: u32,
    place: RecordPlace,
    person: &PersonStatement,
    mother: Option<&PersonStatement>,
) {
    let address = one_line(person);
    index.replace(key, &record_input(place, person, mother, &address));
}

/// The lines of an address on one line.
fn one_line(person: &PersonStatement) -> String {
    person.address.as_ref().map(|address| address.lines.join(" ")).unwrap_or_default()
}

/// What the linker compares of a person; `address` holds the lines on one
/// line, because the linker borrows every text.
#[must_use]
pub fn record_input<'a>(
    place: RecordPlace,
    person: &'a PersonStatement,
    mother: Option<&'a PersonStatement>,
    address: &'a str,
) -> RecordInput<'a> {
    RecordInput {
        source: place.source,
        row: place.row,
        compartment: place.compartment,
        recorded_on: place.recorded_on.and_then(day),
        nhs: person.nhs_number.map(super::NhsNumber::as_u64),
        given: text(person.given_name.as_ref()),
        middle: text(person.middle_name.as_ref()),
        family: text(person.family_name.as_ref()),
        known_as: text(person.known_as.as_ref()),
        former_family: text(person.former_family_name.as_ref()),
        birth: person.born_on.and_then(day),
        due: person.due_on.and_then(day),
        sex: person.sex.and_then(sex),
        birth_order: person.birth_order.unwrap_or(0),
        address,
        postcode: person
            .address
            .as_ref()
            .and_then(|address| address.postcode.as_ref())
            .map_or("", |code| code.as_str()),
        telephone: person.telephone.as_ref().map_or("", |telephone| telephone.digits()),
        practice: person.practice.as_deref().unwrap_or(""),
        mother: mother.map(parent_input).unwrap_or_default(),
    }
}

fn parent_input(mother: &PersonStatement) -> ParentInput<'_> {
    ParentInput {
        given: text(mother.given_name.as_ref()),
        family: text(mother.family_name.as_ref()),
        birth: mother.born_on.and_then(day),
        nhs: mother.nhs_number.map(super::NhsNumber::as_u64),
    }
}

fn text(name: Option<&super::Name>) -> &str {
    name.map_or("", super::Name::as_str)
}

fn day(date: Date) -> Option<Day> {
    Day::new(date.year(), date.month().try_into().ok()?, date.day().try_into().ok()?)
}

fn sex(sex: Sex) -> Option<kith_link::Sex> {
    match sex {
        Sex::Female => Some(kith_link::Sex::Female),
        Sex::Male => Some(kith_link::Sex::Male),
        Sex::NotKnown => None,
    }
}

/// The reasons of an explanation on one line, for the record of links.
#[must_use]
pub fn reasons_line(explanation: &Explanation) -> String {
    let words: Vec<&str> = explanation.reasons.iter().map(|reason| reason.words).collect();
    words.join("; ")
}

#[cfg(test)]
mod tests {
    use super::{Index, LinkEvent, Origin, RecordPlace, Verdict, Verdicts, add_record, reasons_line, standing};
    use crate::id::RecordId;
    use crate::statement::PersonStatement;
    use jiff::Timestamp;

    fn record(number: u8) -> RecordId {
        RecordId::from_random([number; 10])
    }

    fn event(seq: u64, verdict: Verdict, origin: Origin, withdraws: Option<u64>) -> LinkEvent {
        LinkEvent {
            seq,
            a: record(2),
            b: record(1),
            verdict,
            origin,
            weight_milli: 0,
            reasons: String::new(),
            model: String::new(),
            by: None,
            at: Timestamp::UNIX_EPOCH,
            withdraws,
        }
    }

    fn holds(events: &[LinkEvent]) -> Option<Verdict> {
        standing(events).get(record(1), record(2)).map(|held| held.verdict)
    }

    #[test]
    fn a_person_beats_the_linker_whatever_comes_later() {
        let human = event(1, Verdict::Different, Origin::Human, None);
        let machine = event(2, Verdict::Same, Origin::NhsNumber, None);
        assert_eq!(holds(&[human.clone(), machine.clone()]), Some(Verdict::Different));
        assert_eq!(holds(&[machine, human]), Some(Verdict::Different));
    }

    #[test]
    fn a_person_may_think_again_and_policy_may_not_be_overruled() {
        let first = event(1, Verdict::Different, Origin::Human, None);
        let second = event(2, Verdict::Same, Origin::Human, None);
        let policy = event(0, Verdict::Different, Origin::Policy, None);
        assert_eq!(holds(&[first.clone(), second.clone()]), Some(Verdict::Same));
        assert_eq!(holds(&[first, second, policy]), Some(Verdict::Different));
    }

    #[test]
    fn what_is_withdrawn_no_longer_counts_until_that_is_withdrawn() {
        let machine = event(1, Verdict::Same, Origin::Probable, None);
        let human = event(2, Verdict::Different, Origin::Human, None);
        let back = event(3, Verdict::Undecided, Origin::Human, Some(2));
        let again = event(4, Verdict::Undecided, Origin::Human, Some(3));
        assert_eq!(holds(&[machine.clone(), human.clone(), back.clone()]), Some(Verdict::Same));
        assert_eq!(holds(&[machine, human, back, again]), Some(Verdict::Different));
    }

    #[test]
    fn only_what_the_linker_did_not_say_binds_it() {
        let machine = event(1, Verdict::Same, Origin::Probable, None);
        let none = standing(std::slice::from_ref(&machine)).verdicts(|_| Some(0));
        assert_eq!(none, kith_link::Verdicts::default());
        let human = event(2, Verdict::Different, Origin::Human, None);
        let key = |id: RecordId| if id == record(1) { Some(7) } else { Some(9) };
        let mut wanted = kith_link::Verdicts::default();
        wanted.different(9, 7);
        assert_eq!(standing(&[machine, human]).verdicts(key), wanted);
    }

    #[test]
    fn statements_go_to_the_linker_with_the_mother_of_their_row() {
        let name = |text| crate::person::Name::parse(text).ok();
        let child = |given| PersonStatement {
            given_name: name(given),
            family_name: name("Ellis"),
            born_on: Some(jiff::civil::date(2025, 3, 9)),
            ..PersonStatement::default()
        };
        let mother =
            PersonStatement { given_name: name("Sarah"), family_name: name("Ellis"), ..PersonStatement::default() };
        let mut index = Index::new();
        for (source, given) in [(1, "BABY"), (2, "Amelia")] {
            let place = RecordPlace { source, ..RecordPlace::default() };
            add_record(&mut index, place, &child(given), Some(&mother));
        }
        let model = kith_link::Model::starting();
        let linked = index.link_new(0, &Verdicts::default(), &model);
        assert_eq!(linked.clusters, [0, 0]);
        let pair = index.get(0).zip(index.get(1)).expect("two records");
        let line = reasons_line(&kith_link::explain(index.pool(), pair.0, pair.1, &model));
        assert!(line.contains("same date of birth; mothers have the same first and family name"), "{line}");
    }

    #[test]
    fn every_word_reads_back() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_word(verdict.word()), Some(verdict));
        }
        for origin in Origin::ALL {
            assert_eq!(Origin::from_word(origin.word()), Some(origin));
        }
    }
}
