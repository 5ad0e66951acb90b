//! How a reader stands to a family: the need to know (S002-13d).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::workforce::Staff;
use kith_store::InvolvementLine;

/// The working relationship, or what stands in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The reader works with somebody in the family.
    Worker {
        /// Since when.
        since: Option<Date>,
    },
    /// The reader's team does.
    Team {
        /// The team's name.
        team: String,
    },
    /// The reader's centre was told of a child of the family, to welcome it.
    Told {
        /// The centre.
        centre: String,
    },
    /// The reader said why, and the time has not run out.
    Reason {
        /// When it runs out.
        until: Timestamp,
    },
    /// The family is registered with the reader's centre, and nobody of it
    /// works with them yet.
    Registered {
        /// The centre.
        centre: String,
        /// Since when.
        since: Date,
    },
    /// Another service asked the reader's centre to do something for them.
    AskedOfCentre {
        /// The centre.
        centre: String,
    },
    /// None of these.
    None,
}

impl Standing {
    /// The reader's standing by today's involvements, or by a reason that is
    /// still good.
    pub(crate) fn of(
        staff: &Staff,
        involvements: &[InvolvementLine],
        reason_until: Option<Timestamp>,
        today: Date,
    ) -> Self {
        let now = |line: &&InvolvementLine| line.ended_on.is_none_or(|last| today <= last);
        let mine = |line: &&InvolvementLine| staff.code.is_some() && line.worker_code == staff.code;
        let ours = |line: &&InvolvementLine| {
            Some(line.service) == staff.service && staff.team.is_some() && line.team == staff.team
        };
        if let Some(line) = involvements.iter().filter(now).find(mine) {
            return Self::Worker { since: line.started_on };
        }
        if let Some(team) = involvements.iter().filter(now).find(ours).and_then(|line| line.team.clone()) {
            return Self::Team { team };
        }
        reason_until.map_or(Self::None, |until| Self::Reason { until })
    }

    /// The same, where the reader's centre has a child of the family on the
    /// list that it was sent.
    pub(crate) fn or_told(self, centre: Option<String>) -> Self {
        match (self, centre) {
            (Self::None, Some(centre)) => Self::Told { centre },
            (standing, _) => standing,
        }
    }

    /// Whether there is a need to know.
    pub(crate) fn is_something(&self) -> bool {
        *self != Self::None
    }

    /// Whether the reader's own service works with the family.
    pub(crate) fn is_own_service(&self) -> bool {
        matches!(self, Self::Worker { .. } | Self::Team { .. }) || self.is_by_centre()
    }

    /// Whether the reader's centre is asked in, and knows nothing of its own
    /// yet: it is told basic facts alone (S004-WAa, D107).
    pub(crate) fn is_by_centre(&self) -> bool {
        matches!(self, Self::Registered { .. } | Self::AskedOfCentre { .. })
    }

    /// Whether the reader's centre knows the family by what it was told alone:
    /// basic facts, and no more (S004-WAa, D107).
    pub(crate) fn is_told_basic_facts_alone(&self) -> bool {
        self.is_by_centre() || matches!(self, Self::Told { .. })
    }

    /// The word for the audit.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Worker { .. } => "worker",
            Self::Team { .. } => "team",
            Self::Told { .. } => "told",
            Self::Reason { .. } => "reason",
            Self::Registered { .. } => "registered",
            Self::AskedOfCentre { .. } => "asked-of-centre",
            Self::None => "none",
        }
    }
}
