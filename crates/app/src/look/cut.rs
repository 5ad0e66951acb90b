//! What a centre is told that was asked in and knows nothing of its own yet:
//! name, date of birth and address (S004-WAa, D107).

use kith_core::statement::{Part, PersonStatement};
use kith_store::SourceRecord;

use crate::Asker;

/// A copy as the asker's centre may have it: another service's is cut to the
/// facts that the first visit form names.
pub(super) fn to_basic_facts(copy: SourceRecord, asker: &Asker) -> SourceRecord {
    if Some(copy.service) == asker.staff.service {
        return copy;
    }
    SourceRecord { statement: basic_facts(copy.part, &copy.statement), ..copy }
}

/// Name, date of birth and address of a child; the name and address of an
/// adult. That somebody died, or is kept safe, stays, so that nobody knocks.
pub(super) fn basic_facts(part: Part, all: &PersonStatement) -> PersonStatement {
    PersonStatement {
        given_name: all.given_name.clone(),
        family_name: all.family_name.clone(),
        known_as: all.known_as.clone(),
        born_on: all.born_on.filter(|_| part == Part::Subject),
        due_on: all.due_on.filter(|_| part == Part::Subject),
        died_on: all.died_on,
        address: all.address.clone(),
        is_shielded: all.is_shielded,
        is_sealed: all.is_sealed,
        ..PersonStatement::default()
    }
}

#[cfg(test)]
mod tests {
    use kith_core::person::Name;
    use kith_core::statement::{Part, PersonStatement};

    use super::basic_facts;

    #[test]
    fn d107_nothing_but_name_birthday_and_address_is_left() {
        let all = PersonStatement {
            given_name: Name::parse("Poppy").ok(),
            born_on: Some(jiff::civil::date(2026, 10, 2)),
            language: Some("Polish".to_owned()),
            practice: Some("Elm Practice".to_owned()),
            ..PersonStatement::default()
        };
        let child = basic_facts(Part::Subject, &all);
        assert!(child.given_name.is_some() && child.born_on.is_some());
        assert!(child.language.is_none() && child.practice.is_none());
        assert!(basic_facts(Part::Mother, &all).born_on.is_none());
    }
}
