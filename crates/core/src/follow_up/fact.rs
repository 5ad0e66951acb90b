//! The closed list of facts, the feeds that carry them, and what can come of
//! following one up.

use crate::agreement::PlannedKind;
use crate::service::ServiceKind;
use crate::sharing::vocabulary;

vocabulary! {
    /// What is told to centres as one planned flow (S003-ISo).
    Feed {
        Immunisations = "immunisations", "Missed immunisations";
        HousingAndBenefits = "housing-and-benefits", "Housing and benefits";
    }
    /// A fact that a centre can follow up. There is no value for anything else
    /// that a source may say (¶11, ¶13 iii).
    FactKind {
        ImmunisationMissed = "immunisation-missed", "Missed an immunisation appointment";
        NoticeToLeave = "notice-to-leave", "Has been told to leave their home";
        TemporaryHome = "temporary-home", "Lives in temporary accommodation";
        Overcrowded = "overcrowded", "Lives in a home that is too small";
        RentArrears = "rent-arrears", "Is behind with the rent";
        BenefitStopped = "benefit-stopped", "A benefit claim stopped";
        BenefitStarted = "benefit-started", "A benefit claim started";
        OfferNotTakenUp = "offer-not-taken-up", "Has not taken up the free place for a two-year-old";
    }
    /// What came of following a fact up (S003-ISo).
    FollowUpResult {
        Contacted = "contacted", "Contacted";
        WillCome = "will-come", "Will come";
        Declined = "declined", "Declined";
        NotReached = "not-reached", "Could not be reached";
        AlreadyDone = "already-done", "Already done";
        HandedBack = "handed-back", "Handed back to the service that told us";
    }
}

impl Feed {
    /// What an agreement calls it.
    #[must_use]
    pub fn planned(self) -> PlannedKind {
        match self {
            Self::Immunisations => PlannedKind::MissedImmunisations,
            Self::HousingAndBenefits => PlannedKind::HousingAndBenefits,
        }
    }
}

impl FactKind {
    /// The feed that carries it.
    #[must_use]
    pub fn feed(self) -> Feed {
        match self {
            Self::ImmunisationMissed => Feed::Immunisations,
            _ => Feed::HousingAndBenefits,
        }
    }

    /// Facts of one topic take each other's place: a claim that stopped has
    /// not also started.
    #[must_use]
    pub fn topic(self) -> &'static str {
        match self {
            Self::BenefitStopped | Self::BenefitStarted => "benefit-claim",
            other => other.word(),
        }
    }

    /// Whether a service may tell it at all: what a source says of a matter
    /// that is not its own is left out.
    #[must_use]
    pub fn may_come_from(self, service: ServiceKind) -> bool {
        match self {
            Self::ImmunisationMissed => service.is_health() && !service.is_existence_sensitive(),
            Self::OfferNotTakenUp => matches!(service, ServiceKind::TwoYearOffer | ServiceKind::Benefits),
            _ => matches!(service, ServiceKind::Housing | ServiceKind::Benefits),
        }
    }
}

impl FollowUpResult {
    /// Whether nothing is left to do about the fact.
    #[must_use]
    pub fn closes(self) -> bool {
        self != Self::NotReached
    }
}
