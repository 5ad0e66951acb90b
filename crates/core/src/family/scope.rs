//! How far a sign-in reaches: basic facts as a matter of course, or detail
//! case by case (S002-8b, ¶8).

use super::field_set::{PersonField, fields_for};
use crate::sharing::{Purpose, vocabulary};

vocabulary! {
    /// What a sign-in can reach at all. The sharing rules still decide what of
    /// it is answered.
    Scope {
        Basic = "basic", "Basic details only";
        Detail = "detail", "Whatever the rules allow";
    }
}

impl Scope {
    /// The scope that a sign-in asks for: the wider one has to be named in
    /// full, or nothing at all be said.
    #[must_use]
    pub fn asked_for(word: &str) -> Self {
        if word.is_empty() || word == Self::Detail.word() { Self::Detail } else { Self::Basic }
    }

    /// The details about a person that a purpose gets within this scope.
    #[must_use]
    pub fn fields_for(self, purpose: Purpose) -> Vec<PersonField> {
        let is_within = |field: &PersonField| match self {
            Self::Basic => matches!(field, PersonField::Name | PersonField::BornOn | PersonField::Address),
            Self::Detail => true,
        };
        fields_for(purpose).iter().copied().filter(is_within).collect()
    }
}
