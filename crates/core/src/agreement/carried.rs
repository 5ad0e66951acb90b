//! What a planned flow can carry, and what is decided case by case (¶8, ¶17,
//! ¶22, ¶23).

use crate::sharing::{Kind, Purpose, vocabulary};

vocabulary! {
    /// What a planned flow can carry. There is no value for anything that is
    /// decided case by case (S002-8a).
    PlannedKind {
        Basic = "basic", "Basic details";
        NewBirth = "new-birth", "News of the birth, where the family agreed";
        Involvement = "involvement", "Who works with the family";
        MissedImmunisations = "missed-immunisations", "Missed immunisations, where the family agreed";
        HousingAndBenefits = "housing-and-benefits", "Housing and benefits facts, where the family agreed";
        Figures = "figures", "Figures from which nobody can be recognised";
    }
}

impl PlannedKind {
    /// Whether it tells about people one by one.
    #[must_use]
    pub fn is_about_people(self) -> bool {
        self != Self::Figures
    }

    /// The kind of information that it is part of; `None` for figures, which
    /// are about nobody.
    #[must_use]
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::Basic => Some(Kind::Basic),
            Self::NewBirth => Some(Kind::NewBirth),
            Self::Involvement => Some(Kind::Involvement),
            Self::MissedImmunisations => Some(Kind::Health),
            Self::HousingAndBenefits => Some(Kind::Contacts),
            Self::Figures => None,
        }
    }

    /// The planned form of a kind of information; `None` where every case is
    /// decided on its own.
    #[must_use]
    pub fn of(kind: Kind) -> Option<Self> {
        match kind {
            Kind::Basic => Some(Self::Basic),
            Kind::NewBirth => Some(Self::NewBirth),
            Kind::Involvement => Some(Self::Involvement),
            Kind::Contacts | Kind::Health | Kind::SensitiveHealth | Kind::Support => None,
        }
    }
}

/// The word of figures about a group in which somebody could be recognised.
const IDENTIFIABLE_FIGURES: &str = "figures-identifiable";

/// Why a word is nothing that a planned flow can carry, with the paragraph.
#[must_use]
pub fn why_not_planned(word: &str) -> (String, &'static str) {
    if let Some(kind) = Kind::from_word(word) {
        let title = kind.title();
        return (format!("{title} are decided case by case. Take them off: no planned flow can carry them"), "¶8; ¶23");
    }
    if word == IDENTIFIABLE_FIGURES {
        let says = "Figures in which somebody could be recognised are decided case by case. Send safe figures";
        return (says.to_owned(), "¶8; ¶22");
    }
    let known: Vec<&str> = PlannedKind::WORDS.to_vec();
    (format!("“{word}” is no kind of information. Use: {}", known.join(", ")), "")
}

/// Whether a purpose is about one case, so that no plan can serve it (¶8,
/// ¶18).
pub(super) fn is_about_one_case(purpose: Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Safeguarding | Purpose::SafeguardingConsult | Purpose::CafAssessment | Purpose::TriageProfile
    )
}
