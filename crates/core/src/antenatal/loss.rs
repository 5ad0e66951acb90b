//! A baby died before or after the birth: what is known, and what staff are
//! told.

use jiff::Span;
use jiff::civil::Date;

/// What staff read wherever something might be sent to the family.
pub const NOTHING_WILL_BE_SENT: &str =
    "This family has lost their baby. Nothing will be sent. Think of them before you ring or call.";

/// How a baby was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossKind {
    /// The pregnancy ended before the baby could live.
    Pregnancy,
    /// The baby was born without life.
    Stillbirth,
    /// The baby died in the first four weeks.
    Neonatal,
    /// The child died later.
    Child,
}

impl LossKind {
    /// Every kind, in the order of the form.
    pub const ALL: &'static [Self] = &[Self::Pregnancy, Self::Stillbirth, Self::Neonatal, Self::Child];

    /// The word that forms and storage use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pregnancy => "pregnancy",
            Self::Stillbirth => "stillbirth",
            Self::Neonatal => "neonatal",
            Self::Child => "child",
        }
    }

    /// The words on the form.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pregnancy => "The pregnancy has ended",
            Self::Stillbirth => "The baby was stillborn",
            Self::Neonatal => "The baby died in the first four weeks",
            Self::Child => "The child died",
        }
    }

    /// The kind for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.word() == word)
    }

    /// How a child was lost whose source gives a day of death; none where the
    /// person was grown, or where neither a birthday nor an expected date says
    /// that it was a child.
    #[must_use]
    pub fn of_dates(born_on: Option<Date>, due_on: Option<Date>, died_on: Date) -> Option<Self> {
        match born_on {
            None => due_on.map(|_| Self::Pregnancy),
            Some(born) if died_on < born => Some(Self::Stillbirth),
            Some(born) if died_on <= born.saturating_add(Span::new().days(28)) => Some(Self::Neonatal),
            Some(born) if died_on < born.saturating_add(Span::new().years(18)) => Some(Self::Child),
            Some(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::LossKind;

    #[test]
    fn dates_say_how_a_baby_was_lost() {
        let born = Some(date(2026, 10, 2));
        let of = |born, died| LossKind::of_dates(born, None, died);
        assert_eq!(LossKind::of_dates(None, Some(date(2027, 1, 2)), date(2026, 10, 2)), Some(LossKind::Pregnancy));
        assert_eq!(of(born, date(2026, 10, 1)), Some(LossKind::Stillbirth));
        assert_eq!(of(born, date(2026, 10, 30)), Some(LossKind::Neonatal));
        assert_eq!(of(born, date(2026, 10, 31)), Some(LossKind::Child));
        assert_eq!(of(Some(date(1990, 1, 1)), date(2026, 10, 1)), None);
        assert_eq!(of(None, date(2026, 10, 1)), None, "somebody without a birthday may be grown");
    }

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in LossKind::ALL {
            assert_eq!(LossKind::from_word(kind.word()), Some(*kind));
        }
    }
}
