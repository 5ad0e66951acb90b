//! Where an agreement stands on a day: signed, in date, soon over, ended. A
//! flow runs only while it is signed and in date (S002-23c).

use jiff::civil::Date;

use super::body::Bodies;
use super::design::Agreement;
use super::sign_off::{MissingSignature, SeenPaper, SignOff, SignRule, missing_signatures};
use crate::id::StaffId;

/// So many days before its last day an agreement warns.
pub const WARN_DAYS: i32 = 60;

/// What happened to one version of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreementEvent {
    /// Somebody signed it.
    Signed(SignOff),
    /// A Caldicott Guardian has seen the paper of a signature.
    Seen(SeenPaper),
    /// It was ended before its last day.
    Ended {
        /// On which day.
        on: Date,
        /// Why.
        why: String,
    },
}

/// What happened, and the account that said so; none at the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// What.
    pub event: AgreementEvent,
    /// Who.
    pub by: Option<StaffId>,
}

/// Where an agreement stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// These organisations have not signed, with the posts that are missing.
    NotSigned(Vec<String>),
    /// Signed; its first day is still to come.
    NotYet(Date),
    /// Signed and in date.
    InForce,
    /// Signed and in date for so many more days, the last one included.
    EndsSoon(i32),
    /// Its last day is over.
    Expired(Date),
    /// It was ended early.
    Ended(Date),
}

impl Standing {
    /// Whether it is signed and in date.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        matches!(self, Self::InForce | Self::EndsSoon(_))
    }
}

/// Whether a flow may run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MayRun {
    /// It may.
    Yes,
    /// It may for so many more days: renew the agreement.
    YesFor(i32),
    /// It may not, because its own agreement stands so.
    No(Standing),
    /// It may not, because the agreement above stands so.
    NotAbove(Standing),
}

impl MayRun {
    /// Whether it may.
    #[must_use]
    pub fn is_yes(&self) -> bool {
        matches!(self, Self::Yes | Self::YesFor(_))
    }
}

/// By what the standing of every agreement of a locality is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terms {
    /// Which posts sign.
    pub posts: SignRule,
    /// Which organisations ended, and who took their place.
    pub bodies: Bodies,
}

/// Where a version of an agreement stands on a day. One whose organisation
/// ended goes on with the successor, and ends where there is none (S003-ISm).
#[must_use]
pub fn standing_on(agreement: &Agreement, said: &[Said], terms: &Terms, today: Date) -> Standing {
    let ended = said.iter().find_map(|one| match &one.event {
        AgreementEvent::Ended { on, .. } if *on <= today => Some(*on),
        _ => None,
    });
    let gone = || terms.bodies.gone_on(agreement, today).filter(|on| *on <= agreement.until);
    if let Some(on) = ended.or_else(gone) {
        return Standing::Ended(on);
    }
    if agreement.until < today {
        return Standing::Expired(agreement.until);
    }
    let missing = missing_signatures(agreement, said, &terms.posts, today);
    if !missing.is_empty() {
        return Standing::NotSigned(missing.iter().map(MissingSignature::to_string).collect());
    }
    if today < agreement.from {
        return Standing::NotYet(agreement.from);
    }
    match (agreement.until - today).get_days() {
        left if left <= WARN_DAYS => Standing::EndsSoon(left + 1),
        _ => Standing::InForce,
    }
}

/// Whether the flows of an agreement may run, given where it and the
/// agreement above it stand.
#[must_use]
pub fn may_run(own: &Standing, above: Option<&Standing>) -> MayRun {
    match (own, above) {
        (own, _) if !own.is_in_force() => MayRun::No(own.clone()),
        (_, Some(above)) if !above.is_in_force() => MayRun::NotAbove(above.clone()),
        (Standing::EndsSoon(days), Some(Standing::EndsSoon(above))) => MayRun::YesFor(*days.min(above)),
        (Standing::EndsSoon(days), _) | (_, Some(Standing::EndsSoon(days))) => MayRun::YesFor(*days),
        _ => MayRun::Yes,
    }
}

#[cfg(test)]
mod tests {
    use super::{MayRun, Standing, may_run};

    #[test]
    fn a_flow_runs_while_its_own_agreement_and_the_one_above_are_in_force() {
        assert_eq!(may_run(&Standing::InForce, None), MayRun::Yes);
        assert_eq!(may_run(&Standing::InForce, Some(&Standing::EndsSoon(3))), MayRun::YesFor(3));
        assert_eq!(may_run(&Standing::EndsSoon(2), Some(&Standing::EndsSoon(3))), MayRun::YesFor(2));
        let unsigned = Standing::NotSigned(vec!["Testfield Trust".to_owned()]);
        assert_eq!(may_run(&unsigned, Some(&Standing::InForce)), MayRun::No(unsigned.clone()));
        assert_eq!(may_run(&Standing::InForce, Some(&unsigned)), MayRun::NotAbove(unsigned.clone()));
        assert!(!may_run(&Standing::InForce, Some(&unsigned)).is_yes());
    }
}
