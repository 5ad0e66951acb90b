//! Former identities that a source has sealed: an adopted child's, a protected
//! person's. One list of the source may say so in one row; it holds for every
//! row of that source about the same person (T16, T17).

use std::collections::HashMap;

use jiff::civil::Date;
use kith_core::statement::{Part, PersonStatement};

/// The sealed identities, numbered from 1; 0 is everybody else.
#[derive(Default)]
pub(super) struct SealedIdentities {
    by_nhs_number: HashMap<u64, u32>,
    /// By source and the source's own number, with the birthday that the
    /// sealing row gives: a number may be given to another child later.
    by_local_number: HashMap<(u16, String), (u32, Option<Date>)>,
    last: u32,
}

impl SealedIdentities {
    /// Learns from a statement that seals an identity; whether it is the first
    /// that seals the source's own number in it.
    pub(super) fn learn(&mut self, source: u16, part: Part, statement: &PersonStatement) -> bool {
        let Some(number) = local_number(part, statement).filter(|_| statement.is_sealed) else { return false };
        let identity = self.of_sealed(source, part, statement);
        let place = (source, number.to_owned());
        let before = self.by_local_number.get(&place).copied();
        let born = statement.born_on.or(before.and_then(|(_, born)| born));
        self.by_local_number.insert(place, (identity, born));
        before.is_none()
    }

    /// The sealed identity that a statement belongs to: one for each NHS
    /// number and each number of the source, and one for each statement
    /// without either, so that a sealed identity joins nothing but its own
    /// copies. 0 where it is open.
    pub(super) fn compartment(&mut self, source: u16, part: Part, statement: &PersonStatement) -> u32 {
        if statement.is_sealed {
            return self.of_sealed(source, part, statement);
        }
        let sealed =
            local_number(part, statement).and_then(|number| self.by_local_number.get(&(source, number.to_owned())));
        sealed
            .filter(|(_, born)| born.zip(statement.born_on).is_none_or(|(one, other)| one == other))
            .map_or(0, |(identity, _)| *identity)
    }

    fn of_sealed(&mut self, source: u16, part: Part, statement: &PersonStatement) -> u32 {
        let by_local = local_number(part, statement)
            .and_then(|number| self.by_local_number.get(&(source, number.to_owned())))
            .map(|(identity, _)| *identity);
        let number = statement.nhs_number.map(|number| number.as_u64());
        let by_nhs = number.and_then(|number| self.by_nhs_number.get(&number).copied());
        let identity = by_nhs.or(by_local).unwrap_or(self.last + 1);
        self.last = self.last.max(identity);
        if let Some(number) = number {
            self.by_nhs_number.insert(number, identity);
        }
        identity
    }
}

/// The source's own number for the row's subject.
fn local_number(part: Part, statement: &PersonStatement) -> Option<&str> {
    statement.local_number.as_deref().filter(|_| part == Part::Subject)
}
