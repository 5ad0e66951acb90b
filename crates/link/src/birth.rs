//! What tells most pairs of one day, small enough to be at hand for every
//! record.

use crate::agreement;
use crate::day::Day;
use crate::pool::{NameId, mix};
use crate::record::Record;

/// What tells most pairs of one day without a look at the records.
#[derive(Clone, Copy)]
pub(crate) struct Birth {
    /// The day, packed; 0 for none. Above it, whether the record is in a group
    /// that was too large.
    day: u32,
    pub(crate) given: NameId,
    /// Made of the NHS number; 0 for none. Two records that differ in it have
    /// two numbers.
    number: u32,
}

/// The record is in a group that was too large: two records miss one another
/// only where both are in one.
const MISSED: u32 = 1 << 31;

impl Birth {
    pub(crate) fn of(record: &Record) -> Self {
        let number = if record.nhs() == 0 { 0 } else { (mix(17, record.nhs()) >> 32) as u32 | 1 };
        Self { day: record.birth.map_or(0, Day::packed), given: record.given, number }
    }

    pub(crate) fn have_two_numbers(self, other: Self) -> bool {
        self.number != 0 && other.number != 0 && self.number != other.number
    }

    pub(crate) fn day(self) -> u32 {
        self.day & !MISSED
    }

    /// Whether a slip may make one birthday of the other.
    pub(crate) fn is_close(self, other: Self) -> bool {
        let days = Day::from_packed(self.day()).zip(Day::from_packed(other.day()));
        days.is_some_and(|(one, two)| agreement::are_close(one, two))
    }

    /// Notes that the record is in a group that was too large.
    pub(crate) fn miss(&mut self) {
        self.day |= MISSED;
    }

    pub(crate) fn may_miss(self, other: Self) -> bool {
        self.day & other.day & MISSED != 0
    }
}
