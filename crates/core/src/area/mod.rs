//! Places: centres in clusters with their reach areas, and the practices,
//! schools, nurseries and teams that belong to each cluster (S001-20).

mod directory;
mod linked;

pub use directory::{LocalService, OfferKind};
pub use linked::{CentreLinks, Linked, LinkedAs};

/// A kind of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A children's centre or family hub.
    Centre,
    /// A general practice.
    Practice,
    /// A school.
    School,
    /// A nursery.
    Nursery,
    /// A team of midwives.
    MidwiferyTeam,
    /// A team of health visitors.
    HealthVisitingTeam,
    /// A youth service.
    YouthService,
}

impl PlaceKind {
    /// Every kind, in the order that screens list them.
    pub const ALL: &'static [Self] = &[
        Self::Centre,
        Self::HealthVisitingTeam,
        Self::MidwiferyTeam,
        Self::Practice,
        Self::Nursery,
        Self::School,
        Self::YouthService,
    ];

    /// The word that files and storage use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Centre => "centre",
            Self::Practice => "gp-practice",
            Self::School => "school",
            Self::Nursery => "nursery",
            Self::MidwiferyTeam => "midwifery-team",
            Self::HealthVisitingTeam => "health-visiting-team",
            Self::YouthService => "youth-service",
        }
    }

    /// The heading for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Centre => "Children’s centres",
            Self::Practice => "GP practices",
            Self::School => "Schools",
            Self::Nursery => "Nurseries",
            Self::MidwiferyTeam => "Midwives",
            Self::HealthVisitingTeam => "Health visitors",
            Self::YouthService => "Youth services",
        }
    }

    /// The kind for a word, or `None` for a word that is no kind.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }
}

/// A place that families go to or a team works from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its kind.
    pub kind: PlaceKind,
    /// Its name.
    pub name: String,
    /// Its code, or empty.
    pub code: String,
    /// The cluster it belongs to.
    pub cluster: String,
    /// Its address on one line, or empty.
    pub address: String,
    /// Its telephone number, or empty.
    pub telephone: String,
}

/// One postcode and where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReachArea {
    /// The postcode.
    pub postcode: crate::person::Postcode,
    /// The centre whose reach area it is in.
    pub centre: String,
    /// That centre's cluster.
    pub cluster: String,
    /// The ward.
    pub ward: String,
    /// The small area (output area group) code.
    pub small_area: String,
    /// Decile of deprivation, 1 for the most deprived tenth.
    pub deprivation_decile: Option<u8>,
}
