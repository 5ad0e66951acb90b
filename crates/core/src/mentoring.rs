//! Family mentors: people of the community who befriend a family, on the
//! family's agreement to that one person, under a skilled worker who
//! supervises them (S003-LEc; 003 L3277–3350, L3412–3426).

use jiff::civil::Date;

use crate::ledger::{Partner, Scope};
use crate::sharing::{Kind, Purpose};

/// Within how many days after the first family was given mentor and supervisor
/// talk.
const FIRST_TALK_DAYS: i64 = 28;

/// The partner whom a family agrees to: this mentor by name, and nobody else
/// of the service.
#[must_use]
pub fn partner(mentor: &str) -> Partner {
    Partner::Named(format!("{mentor}, family mentor"))
}

/// What a family is asked about a mentor: how to reach them, and their plan, to
/// support the family. No record of any service is in it.
#[must_use]
pub fn asked(mentor: &str) -> Scope {
    Scope {
        kinds: [Kind::Basic, Kind::Support].into(),
        to: [partner(mentor)].into(),
        purposes: [Purpose::FamilySupport].into(),
        ..Scope::default()
    }
}

/// When mentor and supervisor have to talk next: on the day that the last talk
/// set; without one, four weeks after the first family was given. None where
/// the mentor has no family and no talk was set.
#[must_use]
pub fn next_talk(set: Option<Date>, first_given_on: Option<Date>) -> Option<Date> {
    let first = || Some(first_given_on?.saturating_add(jiff::Span::new().days(FIRST_TALK_DAYS)));
    set.or_else(first)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{asked, next_talk, partner};
    use crate::ledger::Partner;
    use crate::service::ServiceKind;

    #[test]
    fn agreeing_to_one_mentor_is_agreeing_to_nobody_else_of_the_service() {
        let sam = partner("Sam Reed");
        let is = |name: &str| sam.is(ServiceKind::ChildrensCentre, Some(name), |_| true);
        assert!(is("Sam Reed, family mentor"));
        assert!(!is("Larch Centre") && !is("Jo Reed, family mentor"));
        assert!(asked("Sam Reed").to.contains(&Partner::Named("Sam Reed, family mentor".to_owned())));
    }

    #[test]
    fn the_first_talk_is_four_weeks_after_the_first_family() {
        assert_eq!(next_talk(None, None), None);
        assert_eq!(next_talk(None, Some(date(2026, 11, 1))), Some(date(2026, 11, 29)));
        assert_eq!(next_talk(Some(date(2027, 1, 5)), Some(date(2026, 11, 1))), Some(date(2027, 1, 5)));
    }
}
