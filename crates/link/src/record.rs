use crate::clean::{self, GivenName};
use crate::day::Day;
use crate::pool::{NameId, Pool, hash_text, mix};

/// Sex as recorded; leave it out where it is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

/// What a record says about the mother of the person.
#[derive(Clone, Copy, Default)]
pub struct ParentInput<'a> {
    /// First name as written.
    pub given: &'a str,
    /// Family name as written.
    pub family: &'a str,
    /// Date of birth.
    pub birth: Option<Day>,
    /// NHS number with a right check digit.
    pub nhs: Option<u64>,
}

/// One record as its source wrote it: nothing has to be cleaned before. An
/// empty text is a missing value.
#[derive(Clone, Copy, Default)]
pub struct RecordInput<'a> {
    /// The system it came from, numbered by the caller.
    pub source: u16,
    /// The row it stood in, numbered by the caller from 1; 0 for none. Two
    /// people in one row are never one person.
    pub row: u32,
    /// The sealed identity it belongs to, numbered by the caller from 1; 0
    /// for the open world. Records join only within their compartment (T16).
    pub compartment: u32,
    /// When the source wrote it.
    pub recorded_on: Option<Day>,
    /// NHS number with a right check digit.
    pub nhs: Option<u64>,
    /// First name.
    pub given: &'a str,
    /// Middle names.
    pub middle: &'a str,
    /// Family name.
    pub family: &'a str,
    /// The name the person goes by.
    pub known_as: &'a str,
    /// A family name used before.
    pub former_family: &'a str,
    /// Date of birth.
    pub birth: Option<Day>,
    /// Expected date of delivery.
    pub due: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Place in a multiple birth, 1 for the first; 0 where not recorded.
    pub birth_order: u8,
    /// Address lines on one line.
    pub address: &'a str,
    /// Postcode.
    pub postcode: &'a str,
    /// Telephone.
    pub telephone: &'a str,
    /// Practice: code or name.
    pub practice: &'a str,
    /// The mother, where the record names her.
    pub mother: ParentInput<'a>,
}

/// One record as the linker keeps it: cleaned, with names as numbers into the
/// [`Pool`] that made it.
#[derive(Clone)]
pub struct Record {
    pub(crate) key: u32,
    pub(crate) row: u32,
    pub(crate) compartment: u32,
    pub(crate) source: u16,
    pub(crate) birth_order: u8,
    /// A stand-in says "twin", so there is another.
    pub(crate) is_multiple: bool,
    /// The first name is a stand-in such as BABY BOY.
    pub(crate) is_stand_in: bool,
    pub(crate) sex: Option<Sex>,
    pub(crate) recorded_on: Option<Day>,
    pub(crate) nhs: u64,
    pub(crate) given: NameId,
    /// First half of a hyphened first name.
    pub(crate) given_half: NameId,
    pub(crate) middle: NameId,
    pub(crate) known_as: NameId,
    pub(crate) family: NameId,
    pub(crate) family_halves: [NameId; 2],
    pub(crate) former_family: NameId,
    pub(crate) birth: Option<Day>,
    pub(crate) due: Option<Day>,
    pub(crate) address: u64,
    pub(crate) postcode: u64,
    /// The part of the postcode before the last three letters.
    pub(crate) outward: u64,
    pub(crate) telephone: u64,
    pub(crate) practice: u64,
    pub(crate) mother_nhs: u64,
    pub(crate) mother_given: NameId,
    pub(crate) mother_family: NameId,
    pub(crate) mother_birth: Option<Day>,
    /// Made of everything the record says, so that ties break the same way
    /// whatever the order of arrival.
    pub(crate) fingerprint: u64,
}

impl Record {
    /// The key that the caller gave.
    #[must_use]
    pub fn key(&self) -> u32 {
        self.key
    }

    /// The number of the source that the caller gave.
    #[must_use]
    pub fn source(&self) -> u16 {
        self.source
    }

    /// When the source wrote it.
    #[must_use]
    pub fn recorded_on(&self) -> Option<Day> {
        self.recorded_on
    }
}

impl std::fmt::Debug for Record {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Record({}, hidden)", self.key)
    }
}

impl std::fmt::Debug for RecordInput<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("RecordInput(hidden)")
    }
}

impl std::fmt::Debug for ParentInput<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ParentInput(hidden)")
    }
}

/// A date that systems fill in when they know nothing.
fn real_day(day: Option<Day>) -> Option<Day> {
    day.filter(|day| (1902..=2200).contains(&day.year()))
}

fn hash_optional(text: &str) -> u64 {
    if text.is_empty() { 0 } else { hash_text(text) }
}

/// A first name as it goes into a record.
#[derive(Default)]
struct Given {
    given: NameId,
    half: NameId,
    middle: NameId,
    birth_order: u8,
    is_multiple: bool,
    is_stand_in: bool,
    sex: Option<Sex>,
    mother: Option<String>,
}

impl Pool {
    /// Cleans one record. `key` is the caller's number for it and must be
    /// different for every record.
    #[must_use]
    pub fn record(&mut self, key: u32, input: &RecordInput<'_>) -> Record {
        let has_changed_places = clean::is_stand_in_word(input.family) && !clean::is_stand_in(input.given);
        let (first, last) = if has_changed_places { (input.family, input.given) } else { (input.given, input.family) };
        let given = self.given(first, input.middle);
        let family = clean::family_name(last).unwrap_or_default();
        let halves = clean::halves(&family).map_or([0; 2], |(first, last)| [self.keep(first), self.keep(last)]);
        let postcode = clean::postcode(input.postcode);
        let address = clean::address(input.address, postcode.as_deref());
        let mother_given = match clean::given_name(input.mother.given) {
            GivenName::Name(name) => name.words.first().map_or(0, |word| self.keep(word)),
            GivenName::StandIn { .. } | GivenName::Missing => given.mother.as_deref().map_or(0, |word| self.keep(word)),
        };
        let known_as = match clean::given_name(input.known_as) {
            GivenName::Name(name) => self.keep(&name.joined()),
            GivenName::StandIn { .. } | GivenName::Missing => 0,
        };
        let mut record = Record {
            key,
            row: input.row,
            compartment: input.compartment,
            source: input.source,
            birth_order: if input.birth_order > 0 { input.birth_order } else { given.birth_order },
            is_multiple: given.is_multiple || input.birth_order > 1,
            is_stand_in: given.is_stand_in,
            sex: input.sex.or(given.sex),
            recorded_on: input.recorded_on,
            nhs: input.nhs.unwrap_or(0),
            given: given.given,
            given_half: given.half,
            middle: given.middle,
            known_as,
            family: self.keep(&family.joined()),
            family_halves: halves,
            former_family: self.family(input.former_family),
            birth: real_day(input.birth),
            due: real_day(input.due),
            address: address.as_deref().map_or(0, hash_text),
            postcode: postcode.as_deref().map_or(0, hash_text),
            outward: postcode.as_deref().map_or(0, |code| hash_text(&code[..code.len() - 3])),
            telephone: clean::telephone(input.telephone).unwrap_or(0),
            practice: hash_optional(&clean::words(input.practice).joined()),
            mother_nhs: input.mother.nhs.unwrap_or(0),
            mother_given,
            mother_family: self.family(input.mother.family),
            mother_birth: real_day(input.mother.birth),
            fingerprint: 0,
        };
        record.fingerprint = self.fingerprint(&record);
        record
    }

    fn family(&mut self, text: &str) -> NameId {
        clean::family_name(text).map_or(0, |name| self.keep(&name.joined()))
    }

    fn given(&mut self, given: &str, middle: &str) -> Given {
        let middle = match clean::given_name(middle) {
            GivenName::Name(name) => name.words.into_iter().next(),
            GivenName::StandIn { .. } | GivenName::Missing => None,
        };
        let stated = clean::given_name(given);
        let mut given = Given::default();
        let mut second = None;
        match stated {
            GivenName::Missing => {}
            GivenName::StandIn { birth_order, is_multiple, sex, mother } => {
                given = Given { birth_order, is_multiple, is_stand_in: true, sex, mother, ..Given::default() };
            }
            GivenName::Name(name) if name.is_hyphened => {
                given.given = self.keep(&name.joined());
                given.half = name.words.first().map_or(0, |word| self.keep(word));
            }
            GivenName::Name(name) => {
                let mut words = name.words.into_iter();
                given.given = words.next().map_or(0, |word| self.keep(&word));
                second = words.next();
            }
        }
        given.middle = second.or(middle).map_or(0, |word| self.keep(&word));
        given
    }

    fn fingerprint(&self, record: &Record) -> u64 {
        let names = [
            record.given, record.given_half, record.middle, record.known_as, record.family, record.former_family,
            record.mother_given, record.mother_family,
        ];
        let days = [record.birth, record.due, record.recorded_on, record.mother_birth];
        let sex = record.sex.map_or(0, |sex| sex as u64 + 1);
        let rest = [
            u64::from(record.source) << 32
                | u64::from(record.birth_order) << 8
                | sex << 4
                | u64::from(record.is_stand_in),
            u64::from(record.compartment),
            record.nhs,
            record.mother_nhs,
            record.address,
            record.postcode,
            record.telephone,
            record.practice,
        ];
        let names = names.into_iter().map(|id| self.hash(id));
        let days = days.into_iter().map(|day| day.map_or(0, |day| u64::from(day.packed())));
        names.chain(days).chain(rest).fold(0, mix)
    }
}
