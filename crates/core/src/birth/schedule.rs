//! When lists of births are built without anybody's doing (S002-15j,
//! S003-ISa). Releasing them stays with the data lead.

use jiff::civil::Date;

use super::Month;
use crate::sharing::vocabulary;

vocabulary! {
    /// How often lists are built.
    ListSchedule {
        Monthly = "monthly", "Every month, of the births of the month before";
        Daily = "daily", "Every day";
        ByHand = "by-hand", "Only when you build them";
    }
}

vocabulary! {
    /// Whose doing it is that news of births goes to the centres (S003-ISg).
    ListWay {
        DataLead = "data-lead", "The data lead builds the centres’ lists and releases them";
        ChildHealth = "child-health", "Child health sends one list to the data lead, who releases to the centres";
    }
}

impl ListSchedule {
    /// The month whose lists are to be built today, given every build so far:
    /// the month that it was of, and the day. On the first day of a month the
    /// month before is built once more, which then is whole.
    #[must_use]
    pub fn due(self, today: Date, builds: &[(Month, Date)]) -> Option<Month> {
        let this = Month::of(today);
        match self {
            Self::Monthly => {
                let is_built = |(month, on): &(Month, Date)| *month == this.before() && Month::of(*on) == this;
                (!builds.iter().any(is_built)).then(|| this.before())
            }
            Self::Daily => {
                let month = if today.day() == 1 { this.before() } else { this };
                (!builds.iter().any(|(_, on)| *on == today)).then_some(month)
            }
            Self::ByHand => None,
        }
    }
}

/// So many days a centre has to take a list that was released for it, and the
/// data lead one that child health sent.
pub const DAYS_TO_TAKE: i32 = 7;

/// Whether a list that was released or sent on a day should have been taken by
/// today.
#[must_use]
pub fn has_waited_too_long(released_on: Date, today: Date) -> bool {
    DAYS_TO_TAKE < (today - released_on).get_days()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{ListSchedule, Month, has_waited_too_long};

    #[test]
    fn s003_isa_a_list_may_be_taken_on_the_seventh_day_and_is_overdue_on_the_eighth() {
        let released_on = date(2026, 11, 24);
        assert!(!has_waited_too_long(released_on, date(2026, 12, 1)));
        assert!(has_waited_too_long(released_on, date(2026, 12, 2)));
    }

    #[test]
    fn a_month_is_built_once_after_it_is_over_and_a_day_once() {
        let october = Month::of(date(2026, 10, 1));
        let (today, before) = (date(2026, 11, 1), date(2026, 10, 25));
        let monthly = |builds: &[_]| ListSchedule::Monthly.due(today, builds);
        assert_eq!(monthly(&[]), Some(october));
        assert_eq!(monthly(&[(october, before)]), Some(october), "it was not over yet");
        assert_eq!(monthly(&[(october, today)]), None);
        assert_eq!(monthly(&[(october.next(), today)]), Some(october));
        let daily = |today, builds: &[_]| ListSchedule::Daily.due(today, builds);
        assert_eq!(daily(today, &[]), Some(october), "the last day of October is in it");
        assert_eq!(daily(date(2026, 11, 2), &[(october, today)]), Some(october.next()));
        assert_eq!(daily(today, &[(october, today)]), None);
        assert_eq!(ListSchedule::ByHand.due(today, &[]), None);
    }
}
