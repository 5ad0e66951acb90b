use crate::day::Day;
use crate::place;
use crate::pool::{Extras, NameId, Pool, Role, mix};

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

/// One record as the linker keeps it: 64 bytes, cleaned, with names as numbers
/// into the [`Pool`] that made it.
#[derive(Clone)]
#[repr(align(64))]
pub struct Record {
    /// The NHS number, and below it the words of the address by number.
    nhs_and_wording: u64,
    pub(crate) key: u32,
    pub(crate) given: NameId,
    pub(crate) middle: NameId,
    pub(crate) family: NameId,
    pub(crate) birth: Option<Day>,
    pub(crate) postcode: u32,
    pub(crate) street: NameId,
    pub(crate) telephone: u32,
    pub(crate) mother_given: NameId,
    pub(crate) mother_family: NameId,
    pub(crate) mother_birth: Option<Day>,
    extras: u32,
    pub(crate) source: u16,
    recorded: u16,
    pub(crate) number: u16,
    pub(crate) practice: u8,
    flags: u8,
}

const _: () = assert!(std::mem::size_of::<Record>() == 64, "a record fills one line of the cache");

/// Bits that hold the number of an address's words.
const WORDING_BITS: u32 = 30;
const ORDER: u8 = 0b111;
const FEMALE: u8 = 1 << 3;
const MALE: u8 = 1 << 4;
const STAND_IN: u8 = 1 << 5;
const MULTIPLE: u8 = 1 << 6;
const AT_BIRTH: u8 = 1 << 7;
/// From this age on nobody is taken for a twin by names alone.
const GROWN_YEARS: u32 = 12;
/// So long after birth names are still being settled.
const SETTLED_DAYS: u64 = 42;

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

    /// When the source wrote it; none for a day before 1970.
    #[must_use]
    pub fn recorded_on(&self) -> Option<Day> {
        Day::from_counted(self.recorded)
    }

    /// The NHS number; 0 for none.
    pub(crate) fn nhs(&self) -> u64 {
        self.nhs_and_wording >> WORDING_BITS
    }

    /// The words of the address, by their number in the pool; 0 for none.
    pub(crate) fn wording(&self) -> u32 {
        (self.nhs_and_wording & ((1 << WORDING_BITS) - 1)) as u32
    }

    pub(crate) fn birth_order(&self) -> u8 {
        self.flags & ORDER
    }

    pub(crate) fn sex(&self) -> u8 {
        self.flags & (FEMALE | MALE)
    }

    /// The first name is a stand-in such as BABY BOY.
    pub(crate) fn is_stand_in(&self) -> bool {
        self.flags & STAND_IN != 0
    }

    /// A stand-in or the order of birth says that there is another.
    pub(crate) fn is_multiple(&self) -> bool {
        self.flags & MULTIPLE != 0
    }

    /// Written in the first weeks, when the mother's name is often the baby's.
    pub(crate) fn is_at_birth(&self) -> bool {
        self.flags & AT_BIRTH != 0
    }

    /// Written when the person was no child any more: twins who share a home,
    /// a telephone and a mother are small.
    pub(crate) fn is_grown(&self) -> bool {
        self.is_grown_in(0)
    }

    /// As [`Record::is_grown`], where a record that does not say when it was
    /// written was written in this year or later; 0 for not known.
    pub(crate) fn is_grown_in(&self, year: u32) -> bool {
        let written = if self.recorded == 0 { year } else { 1970 + u32::from(self.recorded) * 100 / 36_525 };
        self.birth.is_some_and(|birth| birth.year() + GROWN_YEARS <= written)
    }

    pub(crate) fn extras<'p>(&self, pool: &'p Pool) -> &'p Extras {
        pool.extras(self.extras)
    }

    pub(crate) fn has_extras(&self) -> bool {
        self.extras != 0
    }

    /// Something made of what the record says, so that ties break the same
    /// way whatever the order of arrival.
    pub(crate) fn fingerprint(&self, pool: &Pool) -> u64 {
        let days = [self.birth, self.mother_birth].map(|day| day.map_or(0, |day| u64::from(day.packed())));
        let parts = [
            self.nhs(),
            days[0] << 32 | days[1],
            pool.hash(self.given),
            pool.hash(self.family),
            u64::from(self.telephone) << 32
                | u64::from(self.number) << 16
                | u64::from(self.practice) << 8
                | u64::from(self.flags),
            u64::from(self.source) << 16 | u64::from(self.recorded),
            pool.postcode(self.postcode).0,
        ];
        parts.into_iter().fold(0, mix)
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

/// A date that is not one that systems fill in when they know nothing.
fn real_day(day: Option<Day>) -> Option<Day> {
    day.filter(|day| (1902..=2200).contains(&day.year()))
}

fn flag(is_set: bool, flag: u8) -> u8 {
    if is_set { flag } else { 0 }
}

impl Pool {
    /// Cleans one record and counts its names among those of the set. `key` is
    /// the caller's number for it and must be different for every record.
    #[must_use]
    pub fn record(&mut self, key: u32, input: &RecordInput<'_>) -> Record {
        let record = self.clean(key, input);
        self.count_record(&record, true);
        record
    }

    /// Counts what a record holds, or takes it back.
    pub(crate) fn count_record(&mut self, record: &Record, is_new: bool) {
        let extras = *record.extras(self);
        for name in [record.given, record.middle, record.mother_given, extras.known_as] {
            self.count(name, Role::Given, is_new);
        }
        for name in [record.family, record.mother_family, extras.former_family] {
            self.count(name, Role::Family, is_new);
        }
        self.count_birth(record.source, record.birth, record.birth_order(), is_new);
    }

    /// Cleans one record without counting it.
    pub(crate) fn clean(&mut self, key: u32, input: &RecordInput<'_>) -> Record {
        let (mut first, (mut last, is_stand_in)) = (self.given(input.given), self.family(input.family));
        if is_stand_in && first.name != 0 {
            (first, last) = (self.given(input.family), self.family(input.given).0);
        }
        let middle = self.given(input.middle).name;
        let home = self.home(input.address, input.postcode, (1 << WORDING_BITS) - 1);
        let mother = self.given(input.mother.given).name;
        let nhs = input.nhs.filter(|nhs| nhs >> (u64::BITS - WORDING_BITS) == 0).unwrap_or(0);
        let (birth, mut due) = (real_day(input.birth), real_day(input.due));
        // What is written as the birthday of somebody unborn is the day expected.
        let birth = if first.is_unborn && due.is_none() {
            due = birth;
            None
        } else {
            birth
        };
        let birth_order = if input.birth_order > 0 { input.birth_order } else { first.birth_order };
        let sex = input.sex.or(first.sex);
        let is_at_birth = birth.zip(input.recorded_on).is_some_and(|(a, b)| a.days_apart(b) <= SETTLED_DAYS);
        let extras = Extras {
            row: input.row,
            compartment: input.compartment,
            known_as: self.given(input.known_as).name,
            former_family: self.family(input.former_family).0,
            due,
            mother_nhs: input.mother.nhs.unwrap_or(0),
        };
        Record {
            nhs_and_wording: nhs << WORDING_BITS | u64::from(home.wording),
            key,
            given: first.name,
            middle: if first.second == 0 { middle } else { first.second },
            family: last,
            birth,
            postcode: home.postcode,
            street: home.street,
            telephone: place::telephone(input.telephone),
            mother_given: if mother == 0 { first.mother } else { mother },
            mother_family: self.family(input.mother.family).0,
            mother_birth: real_day(input.mother.birth),
            extras: self.keep_extras(extras),
            source: input.source,
            recorded: input.recorded_on.map_or(0, Day::counted),
            number: home.number,
            practice: place::practice(input.practice),
            flags: birth_order.min(ORDER)
                | flag(sex == Some(Sex::Female), FEMALE)
                | flag(sex == Some(Sex::Male), MALE)
                | flag(first.is_stand_in, STAND_IN)
                | flag(first.is_multiple || input.birth_order > 1, MULTIPLE)
                | flag(is_at_birth, AT_BIRTH),
        }
    }
}
