//! The services that meet a family, as kinds. A kind says whether the service
//! is part of health, and whether the mere fact that it works with somebody is
//! sensitive (A18: shown only by explicit consent, or to its own staff).

macro_rules! service_kinds {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $title:literal, health: $health:literal, existence_sensitive: $sensitive:literal;)*) => {
        /// A kind of service.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ServiceKind { $($(#[$doc])* $variant,)* }

        impl ServiceKind {
            /// Every kind, in the order that screens list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that files, maps and storage use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The name for screens.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// Whether the service delivers healthcare.
            #[must_use]
            pub fn is_health(self) -> bool {
                match self { $(Self::$variant => $health,)* }
            }

            /// Whether that it works with somebody may be known only by
            /// explicit consent or to its own staff (A18; T24).
            #[must_use]
            pub fn is_existence_sensitive(self) -> bool {
                match self { $(Self::$variant => $sensitive,)* }
            }

            /// The kind for a word, or `None` for a word that is no kind.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.word() == word)
            }
        }
    };
}

service_kinds! {
    /// Health visitors and their teams.
    HealthVisiting = "health-visiting", "Health visiting", health: true, existence_sensitive: false;
    /// Midwives and maternity units.
    Maternity = "maternity", "Midwifery", health: true, existence_sensitive: false;
    /// The child health information service.
    ChildHealth = "child-health", "Child health records", health: true, existence_sensitive: false;
    /// General practice.
    GeneralPractice = "general-practice", "GP practice", health: true, existence_sensitive: false;
    /// Speech and language, physiotherapy and other community therapy.
    CommunityTherapy = "community-therapy", "Community therapy", health: true, existence_sensitive: false;
    /// Children's centres and family hubs.
    ChildrensCentre = "childrens-centre", "Children’s centre", health: false, existence_sensitive: false;
    /// Children's social care.
    SocialCare = "social-care", "Children’s social care", health: false, existence_sensitive: false;
    /// Early help and family support.
    EarlyHelp = "early-help", "Early help", health: false, existence_sensitive: false;
    /// Special educational needs and disability.
    Send = "send", "Special needs and disability", health: false, existence_sensitive: false;
    /// The two-year-old childcare offer.
    TwoYearOffer = "two-year-offer", "Two-year-old offer", health: false, existence_sensitive: false;
    /// Schools, nurseries and their admissions.
    Education = "education", "Nursery or school", health: false, existence_sensitive: false;
    /// Council and social housing.
    Housing = "housing", "Housing", health: false, existence_sensitive: false;
    /// Benefits and council tax support.
    Benefits = "benefits", "Benefits", health: false, existence_sensitive: false;
    /// Police.
    Police = "police", "Police", health: false, existence_sensitive: true;
    /// Probation.
    Probation = "probation", "Probation", health: false, existence_sensitive: true;
    /// Mental health services for adults.
    AdultMentalHealth = "adult-mental-health", "Adult mental health", health: true, existence_sensitive: true;
    /// Drug and alcohol services.
    SubstanceMisuse = "substance-misuse", "Drug and alcohol support", health: true, existence_sensitive: true;
    /// Domestic abuse support, refuges included.
    DomesticAbuse = "domestic-abuse", "Domestic abuse support", health: false, existence_sensitive: true;
}

#[cfg(test)]
mod tests {
    use super::ServiceKind;

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in ServiceKind::ALL {
            assert_eq!(ServiceKind::from_word(kind.word()), Some(*kind));
        }
        assert_eq!(ServiceKind::from_word("housekeeping"), None);
    }
}
