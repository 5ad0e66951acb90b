//! Another service's copy, cut: to name, date of birth and address for a
//! centre that was asked in and knows nothing of its own yet (S004-WAa, D107),
//! and to what basic details are for everybody else (S002-15a).

use jiff::Span;
use jiff::civil::Date;
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

/// What a yes to basic details opens of another service's copy: name, address
/// and date of birth (S002-15a); what tells two people apart, so that nobody
/// is taken for their twin; and who may answer for a child. A parent under 18
/// keeps the birthday: what they can decide has to be asked (A12).
pub(super) fn to_identity(part: Part, all: &PersonStatement, today: Date) -> PersonStatement {
    let is_minor = |born: &Date| today < born.saturating_add(Span::new().years(18));
    PersonStatement {
        born_on: all.born_on.filter(|born| part == Part::Subject || is_minor(born)),
        nhs_number: all.nhs_number,
        middle_name: all.middle_name.clone(),
        former_family_name: all.former_family_name.clone(),
        sex: all.sex,
        birth_order: all.birth_order,
        has_parental_responsibility: all.has_parental_responsibility,
        ..basic_facts(part, all)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kith_core::person::Name;
    use kith_core::statement::{Part, PersonStatement};

    use super::{basic_facts, to_identity};

    #[test]
    fn d107_nothing_but_name_birthday_and_address_is_left() {
        let all = PersonStatement {
            given_name: Name::parse("Poppy").ok(),
            born_on: Some(date(2026, 10, 2)),
            language: Some("Polish".to_owned()),
            practice: Some("Elm Practice".to_owned()),
            ..PersonStatement::default()
        };
        let child = basic_facts(Part::Subject, &all);
        assert!(child.given_name.is_some() && child.born_on.is_some());
        assert!(child.language.is_none() && child.practice.is_none());
        assert!(basic_facts(Part::Mother, &all).born_on.is_none());
    }

    #[test]
    fn s002_15a_a_yes_to_basic_details_opens_no_telephone_and_keeps_a_young_parents_age() {
        let mother = |born| PersonStatement {
            born_on: Some(born),
            language: Some("Polish".to_owned()),
            best_way_to_reach: Some("Text".to_owned()),
            has_parental_responsibility: Some(true),
            ..PersonStatement::default()
        };
        let today = date(2026, 11, 22);
        let grown = to_identity(Part::Mother, &mother(date(1999, 5, 14)), today);
        assert!(grown.born_on.is_none() && grown.language.is_none() && grown.best_way_to_reach.is_none());
        assert_eq!(grown.has_parental_responsibility, Some(true));
        assert!(to_identity(Part::Mother, &mother(date(2009, 5, 14)), today).born_on.is_some());
    }
}
