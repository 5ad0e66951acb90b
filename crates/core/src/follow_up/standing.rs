//! What stands of everything that sources said.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::id::{FactId, PersonId};
use crate::service::ServiceKind;
use crate::statement::FactStatement;

/// One thing that a source said of somebody, in the order said.
#[derive(Clone, PartialEq, Eq)]
pub struct SaidFact {
    /// Which.
    pub id: FactId,
    /// Of whom.
    pub person: PersonId,
    /// The source, by name.
    pub source: String,
    /// The service that it belongs to.
    pub service: ServiceKind,
    /// What it said.
    pub fact: FactStatement,
    /// The day on which it came in.
    pub known_on: Date,
}

impl std::fmt::Debug for SaidFact {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SaidFact({}, hidden)", self.id)
    }
}

/// An appointment that was kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptAppointment {
    /// Whose.
    pub person: PersonId,
    /// The source, by name.
    pub source: String,
    /// What for, in the source's words.
    pub what: String,
    /// The day.
    pub on: Date,
}

impl std::fmt::Debug for KeptAppointment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("KeptAppointment(hidden)")
    }
}

/// The facts that stand: of each person, source and topic the newest, where it
/// is not over and no later appointment for the same was kept.
#[must_use]
pub fn standing(said: &[SaidFact], kept: &[KeptAppointment]) -> Vec<SaidFact> {
    let mut newest: BTreeMap<(PersonId, &str, &str, Option<&str>), &SaidFact> = BTreeMap::new();
    for one in said {
        let about = (one.person, one.source.as_str(), one.fact.kind.topic(), one.fact.which.as_deref());
        let is_newer = |known: &&SaidFact| {
            (known.fact.since, known.fact.is_over, known.known_on) <= (one.fact.since, one.fact.is_over, one.known_on)
        };
        if newest.get(&about).is_none_or(is_newer) {
            newest.insert(about, one);
        }
    }
    let was_kept = |fact: &SaidFact| {
        kept.iter().any(|kept| {
            kept.person == fact.person
                && kept.source == fact.source
                && fact.fact.which.as_deref() == Some(kept.what.as_str())
                && fact.fact.since <= kept.on
        })
    };
    let mut stands: Vec<SaidFact> =
        newest.into_values().filter(|fact| !fact.fact.is_over && !was_kept(fact)).cloned().collect();
    stands.sort_by_key(|fact| (std::cmp::Reverse(fact.fact.since), fact.id));
    stands
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{KeptAppointment, SaidFact, standing};
    use crate::follow_up::FactKind;
    use crate::id::{FactId, PersonId};
    use crate::service::ServiceKind;
    use crate::statement::FactStatement;

    fn said(number: u8, kind: FactKind, since: Date, is_over: bool) -> SaidFact {
        SaidFact {
            id: FactId::from_random([number; 10]),
            person: PersonId::from_random([1; 10]),
            source: "child-health".to_owned(),
            service: ServiceKind::ChildHealth,
            fact: FactStatement { kind, which: Some("8 weeks".to_owned()), since, is_over },
            known_on: since,
        }
    }

    fn kept(what: &str, on: Date) -> KeptAppointment {
        let person = PersonId::from_random([1; 10]);
        KeptAppointment { person, source: "child-health".to_owned(), what: what.to_owned(), on }
    }

    #[test]
    fn a_missed_appointment_ends_with_the_same_one_kept_later_and_with_no_other() {
        let missed = [said(1, FactKind::ImmunisationMissed, date(2026, 10, 1), false)];
        assert_eq!(standing(&missed, &[]).len(), 1);
        assert_eq!(standing(&missed, &[kept("12 weeks", date(2026, 11, 1))]).len(), 1);
        assert_eq!(standing(&missed, &[kept("8 weeks", date(2026, 9, 1))]).len(), 1);
        assert!(standing(&missed, &[kept("8 weeks", date(2026, 11, 1))]).is_empty());
    }

    #[test]
    fn a_newer_fact_of_one_topic_takes_the_place_of_an_older() {
        let started = said(1, FactKind::BenefitStarted, date(2026, 9, 1), false);
        let stopped = said(2, FactKind::BenefitStopped, date(2026, 11, 1), false);
        for all in [[started.clone(), stopped.clone()], [stopped.clone(), started]] {
            assert_eq!(standing(&all, &[]), std::slice::from_ref(&stopped));
        }
        let over = said(3, FactKind::BenefitStopped, date(2026, 11, 1), true);
        assert!(standing(&[stopped.clone(), over.clone()], &[]).is_empty());
        assert!(standing(&[over, stopped], &[]).is_empty());
    }
}
