use jiff::civil::Date;

use crate::person::Postcode;

/// A child is on no list of births and moves from this birthday on.
pub const OLDEST_YEARS: i32 = 5;

/// So many days after the birth a child is still news; later it moved in.
const NEWBORN_DAYS: i32 = 365;

/// Where a child lives today and when it was born: what lists are worked out
/// from, without a name.
#[derive(Clone, PartialEq, Eq)]
pub struct ChildPlace {
    /// The day of birth; none for a baby who is expected.
    pub born_on: Option<Date>,
    /// The day that the baby is expected.
    pub due_on: Option<Date>,
    /// The day of death; the day of birth for a baby who was born dead.
    pub died_on: Option<Date>,
    /// The postcode of the home.
    pub postcode: Option<Postcode>,
    /// Where the child lives is kept safe, or the identity is sealed.
    pub is_kept_safe: bool,
    /// The day on which anything about the child first came in.
    pub known_since: Date,
}

impl std::fmt::Debug for ChildPlace {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ChildPlace(hidden)")
    }
}

impl ChildPlace {
    /// The place of somebody of whom nothing is known any more: on no list.
    #[must_use]
    pub fn unknown(known_since: Date) -> Self {
        Self { born_on: None, due_on: None, died_on: None, postcode: None, is_kept_safe: true, known_since }
    }

    /// Whether the child was born, lives, and is young enough for lists on a
    /// day.
    #[must_use]
    pub fn is_young_on(&self, today: Date) -> bool {
        let is_young = |born: Date| born <= today && today < born.saturating_add(jiff::Span::new().years(OLDEST_YEARS));
        self.died_on.is_none() && self.born_on.is_some_and(is_young)
    }

    /// Whether the birth is still news on a day.
    #[must_use]
    pub fn is_newborn_on(&self, today: Date) -> bool {
        self.born_on.is_some_and(|born| born <= today && (today - born).get_days() <= NEWBORN_DAYS)
    }

    /// Whether a living baby was born: a baby who was born dead is in no count
    /// of births (S002-22d).
    #[must_use]
    pub fn is_live_birth(&self) -> bool {
        self.born_on.is_some() && self.born_on != self.died_on
    }
}
