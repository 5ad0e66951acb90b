//! Which details about a person each purpose needs, and no more (S002-11b,
//! S002-13c: the minimum).

use crate::sharing::Purpose;

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $title:literal;)*) => {
        /// One detail about a person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PersonField { $($(#[$doc])* $variant,)* }

        impl PersonField {
            /// Every detail, in the order that screens list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that answers to programs use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The label for screens.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The detail for a word, or `None` for a word that is none.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|field| field.word() == word)
            }
        }
    };
}

fields! {
    /// Given and family name.
    Name = "name", "Name";
    /// Date of birth, or when the baby is due.
    BornOn = "born_on", "Date of birth";
    /// Date of death.
    DiedOn = "died_on", "Date of death";
    /// Sex.
    Sex = "sex", "Sex";
    /// NHS number.
    NhsNumber = "nhs_number", "NHS number";
    /// Address and postcode.
    Address = "address", "Address";
    /// Telephone.
    Telephone = "telephone", "Telephone";
    /// Electronic mail.
    Email = "email", "Email";
    /// Best way to reach.
    BestWayToReach = "best_way_to_reach", "Best way to reach";
    /// Language at home.
    Language = "language", "Language";
    /// Interpreter or signs.
    Interpreter = "interpreter", "Interpreter";
    /// Practice.
    Practice = "practice", "GP practice";
    /// School or nursery.
    School = "school", "Nursery or school";
    /// Unique pupil number.
    PupilNumber = "pupil_number", "Pupil number";
}

/// The details that a purpose needs. Purposes about groups need none.
#[must_use]
pub fn fields_for(purpose: Purpose) -> &'static [PersonField] {
    use PersonField::{
        Address, BestWayToReach, BornOn, DiedOn, Email, Interpreter, Language, Name, NhsNumber, Practice, PupilNumber,
        School, Sex, Telephone,
    };
    match purpose {
        Purpose::CentreOutreach => &[Name, BornOn, DiedOn, Address, Telephone, BestWayToReach, Language, Interpreter],
        Purpose::FamilySupport | Purpose::PersonaliseService => {
            &[Name, BornOn, DiedOn, Sex, Address, Telephone, BestWayToReach, Language, Interpreter, School]
        }
        Purpose::Healthcare | Purpose::Safeguarding => PersonField::ALL,
        Purpose::CafAssessment | Purpose::TriageProfile => &[
            Name, BornOn, DiedOn, Sex, NhsNumber, Address, Telephone, Email, BestWayToReach, Language, Interpreter,
            Practice, School, PupilNumber,
        ],
        Purpose::SafeguardingConsult => &[BornOn, Sex],
        Purpose::ResearchIdentifiable => &[Name, BornOn, Sex, NhsNumber],
        Purpose::Planning
        | Purpose::SelfEvaluation
        | Purpose::Evaluation
        | Purpose::Research
        | Purpose::Training
        | Purpose::Unjustified => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::{PersonField, fields_for};
    use crate::sharing::Purpose;

    #[test]
    fn outreach_needs_no_number_and_planning_needs_nobody() {
        assert!(!fields_for(Purpose::CentreOutreach).contains(&PersonField::NhsNumber));
        assert!(fields_for(Purpose::CentreOutreach).contains(&PersonField::Address));
        assert!(fields_for(Purpose::Planning).is_empty());
    }
}
