//! Reading the words of a draft.

use crate::workforce::Profession;

/// "All of them", as people write it.
pub(super) fn means_everything(word: &str) -> bool {
    matches!(word.trim().to_lowercase().as_str(), "*" | "all" | "any" | "everything" | "everybody")
}

/// Whether a name can stand in an address: letters, digits and hyphens.
pub(super) fn is_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (2..=60).contains(&name.len())
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(fits)
}

impl Profession {
    /// Every profession, in the order that screens list them.
    pub const ALL: &'static [Self] =
        &[Self::HealthProfessional, Self::CentreStaff, Self::WiderTeam, Self::OutsideAgency, Self::NotWithFamilies];

    /// The word that files use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::HealthProfessional => "health",
            Self::CentreStaff => "centre",
            Self::WiderTeam => "wider-team",
            Self::OutsideAgency => "outside-agency",
            Self::NotWithFamilies => "office",
        }
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::HealthProfessional => "Health professionals",
            Self::CentreStaff => "Centre staff",
            Self::WiderTeam => "The wider team: social care and early help",
            Self::OutsideAgency => "Agencies outside the team",
            Self::NotWithFamilies => "Staff who do not work with families",
        }
    }

    /// The profession for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|profession| profession.word() == word)
    }
}
