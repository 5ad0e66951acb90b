//! Multi-agency training in sharing: four subjects, recorded for each person
//! with its source, and counted for each kind of partner (S002-7a, S002-23d).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Role;
use crate::id::StaffId;
use crate::service::ServiceKind;
use crate::sharing::vocabulary;

vocabulary! {
    /// The four subjects that the leaflet names (¶7).
    LearningSubject {
        Referral = "referral", "Local referral procedure";
        Assessment = "assessment", "Assessment";
        Sharing = "sharing", "Information sharing";
        Deciding = "deciding", "Decision making";
    }
    /// Where training came from (¶23).
    LearningSource {
        Local = "local", "Local training";
        Toolkit = "toolkit", "From a toolkit";
        Commissioned = "commissioned", "Commissioned training";
    }
    /// The kinds of partner that coverage is counted for (¶7).
    PartnerKind {
        EarlyYears = "early-years", "Early years";
        Schools = "schools", "Schools";
        Youth = "youth", "Youth services";
        Health = "health", "Health";
        Police = "police", "Police";
        Others = "others", "Others";
    }
}

impl PartnerKind {
    /// The kind of partner that somebody works for.
    #[must_use]
    pub fn of(role: Role, service: Option<ServiceKind>) -> Self {
        match (role, service) {
            (Role::SchoolNurse, _) => Self::Health,
            (Role::EarlyYearsPractitioner, _) => Self::EarlyYears,
            (_, Some(ServiceKind::ChildrensCentre | ServiceKind::EarlyHelp | ServiceKind::TwoYearOffer)) => {
                Self::EarlyYears
            }
            (_, Some(ServiceKind::Education | ServiceKind::Send)) => Self::Schools,
            (_, Some(ServiceKind::Police | ServiceKind::Probation)) => Self::Police,
            (_, Some(service)) if service.is_health() => Self::Health,
            _ => Self::Others,
        }
    }
}

/// One training that somebody took part in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Learned {
    /// Who.
    pub staff: StaffId,
    /// In which subject.
    pub subject: LearningSubject,
    /// From which source.
    pub source: LearningSource,
    /// On which day.
    pub on: Date,
}

/// How many of a partner's staff learned each subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Which kind of partner.
    pub partner: PartnerKind,
    /// How many staff it has.
    pub staff: usize,
    /// How many of them learned each subject, in the order of
    /// [`LearningSubject::ALL`].
    pub learned: Vec<usize>,
}

/// Coverage for every kind of partner, those without staff included.
#[must_use]
pub fn coverage(staff: &BTreeMap<StaffId, PartnerKind>, learned: &[Learned]) -> Vec<Coverage> {
    let known: BTreeSet<(StaffId, LearningSubject)> = learned.iter().map(|line| (line.staff, line.subject)).collect();
    let of = |partner: &PartnerKind| {
        let own: Vec<StaffId> = staff.iter().filter(|(_, kind)| *kind == partner).map(|(id, _)| *id).collect();
        let count = |subject: &LearningSubject| own.iter().filter(|id| known.contains(&(**id, *subject))).count();
        Coverage { partner: *partner, staff: own.len(), learned: LearningSubject::ALL.iter().map(count).collect() }
    };
    PartnerKind::ALL.iter().map(of).collect()
}
