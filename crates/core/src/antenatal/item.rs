//! What a woman is asked at booking, one yes or no for each purpose (MWd,
//! A20).

use crate::service::ServiceKind;
use crate::sharing::{Kind, Purpose};

/// About whom an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whom {
    /// The woman herself.
    Woman,
    /// The baby or babies of this pregnancy.
    Baby,
    /// Both.
    Both,
}

macro_rules! items {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $question:literal, $whom:ident, $to:ident, $purpose:ident, [$($kind:ident),+];)*) => {
        /// One purpose of the form.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ConsentItem { $($(#[$doc])* $variant,)* }

        impl ConsentItem {
            /// Every purpose, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that forms and storage use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The question, as it is put to her.
            #[must_use]
            pub fn question(self) -> &'static str {
                match self { $(Self::$variant => $question,)* }
            }

            /// About whom.
            #[must_use]
            pub fn whom(self) -> Whom {
                match self { $(Self::$variant => Whom::$whom,)* }
            }

            /// With which service.
            #[must_use]
            pub fn to(self) -> ServiceKind {
                match self { $(Self::$variant => ServiceKind::$to,)* }
            }

            /// What for.
            #[must_use]
            pub fn purpose(self) -> Purpose {
                match self { $(Self::$variant => Purpose::$purpose,)* }
            }

            /// Which kinds of information.
            #[must_use]
            pub fn kinds(self) -> &'static [Kind] {
                match self { $(Self::$variant => &[$(Kind::$kind),+],)* }
            }

            /// The purpose for a word, or `None` for a word that is none.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.word() == word)
            }
        }
    };
}

items! {
    /// The centre may get in touch.
    CentreContact = "contact", "May the children’s centre get in touch with you? They get your name, address, telephone, due date and the language you speak.",
        Woman, ChildrensCentre, CentreOutreach, [Basic];
    /// The health visitor may know before the birth.
    HealthVisitor = "health-visitor", "May the health visitor know before the birth? They get the same.",
        Both, HealthVisiting, Healthcare, [Basic];
    /// The centre may hear that the baby is born.
    BirthNews = "birth", "May the centre hear when the baby, or babies, of this pregnancy are born?",
        Baby, ChildrensCentre, CentreOutreach, [Basic, NewBirth];
    /// The centre may have the midwife's background.
    Background = "background", "May the centre have what you told me about your home and your needs, so that you are not asked again?",
        Woman, ChildrensCentre, PersonaliseService, [Support];
    /// The centre may know that more help would be welcome.
    ExtraHelp = "extra-help", "May the centre know that more help would be good for you, and plan it with you before the birth?",
        Woman, ChildrensCentre, FamilySupport, [Support];
    /// The centre may see whether its work helps.
    Evaluation = "evaluation", "May the centre use your name and dates to see whether its work helps?",
        Woman, ChildrensCentre, Evaluation, [Basic];
}

impl ConsentItem {
    /// Whether an answer is about this one, the woman or the baby.
    #[must_use]
    pub fn is_about(self, whom: Whom) -> bool {
        self.whom() == Whom::Both || self.whom() == whom
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{ConsentItem, Whom};

    #[test]
    fn no_answer_is_touched_by_another() {
        // A no to one purpose must never take the yes to another away.
        for whom in [Whom::Woman, Whom::Baby] {
            let mut seen = BTreeSet::new();
            for item in ConsentItem::ALL.iter().filter(|item| item.is_about(whom)) {
                for kind in item.kinds() {
                    assert!(seen.insert((*kind, item.to(), item.purpose())), "{item:?} repeats {kind:?}");
                }
            }
        }
    }

    #[test]
    fn every_purpose_is_found_by_its_word() {
        for item in ConsentItem::ALL {
            assert_eq!(ConsentItem::from_word(item.word()), Some(*item));
        }
    }
}
