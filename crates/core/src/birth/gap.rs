//! Children whom no centre has registered: what there is to do about each, and
//! which of them cannot wait (S003-ISi, S004-BAa).

use jiff::Span;
use jiff::civil::Date;

use crate::sharing::{Basis, BasisFacts, ConsentScope, ConsentState};

/// A centre knows every baby of a family that agreed by so many months; one
/// month before, whoever visits the family is told.
const TOLD_AT_MONTHS: i32 = 5;

/// What whoever visits a family does about a centre, until the child is
/// registered with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CentreGap {
    /// Nobody asked them, or what they said counts no more: ask.
    NotAsked,
    /// They agreed, and the child is registered nowhere: register it.
    NotRegistered,
}

impl CentreGap {
    /// From what the ledger says of each thing that a centre would be told: a
    /// no to one of them is a no, and so is one to registering. None where
    /// nobody is asked: they said no, or asking could put a child at risk.
    #[must_use]
    pub fn of(said: &[BasisFacts], has_declined: bool) -> Option<Self> {
        let is_open = |said: &BasisFacts| {
            matches!(
                said.basis,
                Basis::None
                    | Basis::NoticeNoObjection
                    | Basis::Implied
                    | Basis::ExplicitInformed
                    | Basis::ExplicitUninformed
            )
        };
        if has_declined || !said.iter().all(is_open) {
            return None;
        }
        Some(if said.iter().any(is_a_yes) { Self::NotRegistered } else { Self::NotAsked })
    }
}

fn is_a_yes(said: &BasisFacts) -> bool {
    said.basis == Basis::ExplicitInformed
        && said.scope == ConsentScope::Covers
        && matches!(said.state, ConsentState::Current | ConsentState::ReviewDue)
}

/// Whether a baby is so near to six months that a centre should know it by
/// now (S004-BAa).
#[must_use]
pub fn is_nearing_six_months(born: Date, today: Date) -> bool {
    born.saturating_add(Span::new().months(TOLD_AT_MONTHS)) <= today
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn said(basis: Basis) -> BasisFacts {
        BasisFacts::without_consent(basis)
    }

    #[test]
    fn s003_isi_a_no_ends_the_asking_and_a_yes_turns_it_into_registering() {
        let yes = BasisFacts::explicit_informed();
        let stale = BasisFacts { state: ConsentState::Stale, ..yes };
        let narrow = BasisFacts { scope: ConsentScope::NotPurpose, ..yes };
        let none = said(Basis::None);
        for (said, has_declined, gap) in [
            ([none, none], false, Some(CentreGap::NotAsked)),
            ([said(Basis::NoticeNoObjection), none], false, Some(CentreGap::NotAsked)),
            ([yes, none], false, Some(CentreGap::NotRegistered)),
            ([none, yes], false, Some(CentreGap::NotRegistered)),
            ([stale, stale], false, Some(CentreGap::NotAsked)),
            ([narrow, none], false, Some(CentreGap::NotAsked)),
            ([yes, said(Basis::Refused)], false, None),
            ([said(Basis::Withdrawn), none], false, None),
            ([said(Basis::Objected), none], false, None),
            ([said(Basis::UnsafeOrInappropriate), none], false, None),
            ([yes, yes], true, None),
        ] {
            assert_eq!(CentreGap::of(&said, has_declined), gap, "{said:?}");
        }
    }

    #[test]
    fn s004_baa_five_months_is_one_month_before_the_centre_has_to_know() {
        let born = date(2026, 5, 2);
        assert!(!is_nearing_six_months(born, date(2026, 10, 1)));
        assert!(is_nearing_six_months(born, date(2026, 10, 2)));
    }
}
