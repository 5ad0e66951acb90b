//! Made-up records for the tests of this crate.

use crate::{Day, Linked, Model, ParentInput, Pool, Record, RecordInput, Verdicts, link};

/// Records of a made-up town.
#[derive(Default)]
pub(crate) struct Town {
    pub(crate) pool: Pool,
    pub(crate) records: Vec<Record>,
    pub(crate) verdicts: Verdicts,
}

/// The NHS number of the range that is never given out, with its check digit.
pub(crate) fn number(place: u64) -> Option<u64> {
    let leading = (0..)
        .map(|step| 999_100_000 + place * 10 + step)
        .find(|leading| check_digit(*leading) < 10)
        .expect("one in eleven has no check digit");
    Some(leading * 10 + check_digit(leading))
}

fn check_digit(leading: u64) -> u64 {
    let total: u64 = (0..9).map(|place| leading / 10_u64.pow(place) % 10 * u64::from(place + 2)).sum();
    (11 - total % 11) % 11
}

pub(crate) fn day(text: &str) -> Option<Day> {
    Some(Day::from_iso(text).expect("a day"))
}

/// A child of one mother at one address, the same for everybody who asks.
pub(crate) fn ellis<'a>(source: u16, given: &'a str) -> RecordInput<'a> {
    RecordInput {
        source,
        given,
        family: "Ellis",
        birth: day("2025-03-09"),
        address: "12 High Street",
        postcode: "LX1 4QR",
        telephone: "07700 900118",
        mother: ParentInput { given: "Sarah", family: "Ellis", birth: day("1994-06-02"), nhs: None },
        ..RecordInput::default()
    }
}

impl Town {
    pub(crate) fn with(inputs: &[RecordInput<'_>]) -> Self {
        let mut town = Self::default();
        for input in inputs {
            town.add(input);
        }
        town
    }

    pub(crate) fn add(&mut self, input: &RecordInput<'_>) -> u32 {
        let key = u32::try_from(self.records.len()).expect("a small town");
        self.records.push(self.pool.record(key, input));
        key
    }

    pub(crate) fn linked(&self) -> Linked {
        link(&self.pool, &self.records, &self.verdicts, &Model::starting())
    }

    /// The person of each record.
    pub(crate) fn persons(&self) -> Vec<u32> {
        self.linked().clusters
    }
}
