//! The reviews of a child from before birth to five, as the first screen lists
//! them. Windows follow the Greater Manchester eight stages (spec 8.6), which
//! a locality may later set for itself.

use jiff::ToSpan;
use jiff::civil::Date;

/// One stage of the universal path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stage {
    /// The name for screens.
    pub name: &'static str,
    /// Words of a contact's kind by which a done review is known.
    pub known_by: &'static [&'static str],
    /// First day of the window, in days from birth.
    pub opens_days: i32,
    /// Last day of the window, in days from birth.
    pub closes_days: i32,
}

/// The eight stages, in order.
pub const STAGES: [Stage; 8] = [
    Stage { name: "Before birth", known_by: &["antenatal", "booking"], opens_days: -280, closes_days: -1 },
    Stage { name: "New baby", known_by: &["new birth", "new baby review"], opens_days: 10, closes_days: 14 },
    Stage {
        name: "6 to 8 weeks",
        known_by: &["6 to 8 week", "6-8 week", "two month"],
        opens_days: 42,
        closes_days: 62,
    },
    Stage { name: "9 months", known_by: &["9 month", "9 to 12 month", "one year"], opens_days: 273, closes_days: 365 },
    Stage { name: "2 years", known_by: &["2 year", "two year", "2 to 2"], opens_days: 700, closes_days: 866 },
    Stage { name: "Starting nursery", known_by: &["nursery entry"], opens_days: 1096, closes_days: 1279 },
    Stage {
        name: "Starting school",
        known_by: &["reception entry", "school entry"],
        opens_days: 1461,
        closes_days: 1644,
    },
    Stage { name: "End of reception", known_by: &["profile at 5"], opens_days: 1705, closes_days: 1826 },
];

/// Where a review stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReviewState {
    /// Done on this day.
    Done(Date),
    /// Booked for this day.
    Booked(Date),
    /// Due by this day; the window is open.
    Due(Date),
    /// The window closed on this day and nothing is recorded.
    Late(Date),
    /// The window opens on this day.
    Later(Date),
}

/// One review of one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReviewLine {
    /// Place among the eight, 1 for the first.
    pub number: u8,
    /// The name for screens.
    pub name: &'static str,
    /// Where it stands.
    pub state: ReviewState,
}

/// Whether one of the reviews of a child born on `born_on` can be done today.
#[must_use]
pub fn is_review_open(born_on: Date, today: Date) -> bool {
    let age = (today - born_on).get_days();
    STAGES.iter().any(|stage| (stage.opens_days..=stage.closes_days).contains(&age))
}

/// The eight reviews of a child born on `born_on`, from the kinds and days of
/// health contacts that happened and that are booked.
#[must_use]
pub fn reviews_of(
    born_on: Date,
    happened: &[(Date, String)],
    booked: &[(Date, String)],
    today: Date,
) -> Vec<ReviewLine> {
    let known = |stage: &Stage, kind: &str| {
        let kind = kind.to_lowercase();
        stage.known_by.iter().any(|words| kind.contains(words))
    };
    let day = |days: i32| born_on.checked_add(days.days()).unwrap_or(born_on);
    STAGES
        .iter()
        .zip(1..)
        .map(|(stage, number)| {
            let done = happened.iter().filter(|(_, kind)| known(stage, kind)).map(|(on, _)| *on).min();
            let next = booked.iter().filter(|(on, kind)| known(stage, kind) && *on >= today).map(|(on, _)| *on).min();
            let (opens, closes) = (day(stage.opens_days), day(stage.closes_days));
            let state = match (done, next) {
                (Some(on), _) => ReviewState::Done(on),
                (None, Some(on)) => ReviewState::Booked(on),
                _ if today < opens => ReviewState::Later(opens),
                _ if today <= closes => ReviewState::Due(closes),
                _ => ReviewState::Late(closes),
            };
            ReviewLine { number, name: stage.name, state }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{ReviewState, reviews_of};

    #[test]
    fn a_seven_week_old_has_two_done_and_one_booked() {
        let born = date(2026, 10, 2);
        let happened =
            [(date(2026, 8, 14), "Antenatal contact".to_owned()), (date(2026, 10, 14), "New birth visit".to_owned())];
        let booked = [(date(2026, 11, 26), "6 to 8 week review".to_owned())];
        let reviews = reviews_of(born, &happened, &booked, date(2026, 11, 22));
        assert_eq!(reviews[0].state, ReviewState::Done(date(2026, 8, 14)));
        assert_eq!(reviews[1].state, ReviewState::Done(date(2026, 10, 14)));
        assert_eq!(reviews[2].state, ReviewState::Booked(date(2026, 11, 26)));
        assert!(matches!(reviews[3].state, ReviewState::Later(_)));
    }

    #[test]
    fn a_review_without_a_contact_is_late_after_its_window() {
        let reviews = reviews_of(date(2025, 1, 1), &[], &[], date(2025, 3, 20));
        assert!(matches!(reviews[2].state, ReviewState::Late(_)));
    }
}
