//! Days before a birth: how far the pregnancy is, which birth ends it, by
//! when help has to be planned.

use jiff::Span;
use jiff::civil::Date;

/// A pregnancy lasts so many days to the expected date of delivery.
const DAYS: i32 = 280;
/// A baby of a pregnancy is born at most so many days before the expected
/// date: at 22 weeks.
const EARLIEST: i64 = 126;
/// And at most so many days after it.
const LATEST: i64 = 28;
/// A baby who dies in the first four weeks dies at most so many days after the
/// expected date: born four weeks late, and four weeks old.
const LOST_LATEST: i64 = 56;
/// A pregnancy that begins after a loss is due at the earliest so many days
/// after it. From conception to the expected date are 266 days; an expected
/// date is out by up to two weeks until a scan puts it right, which leaves 252.
/// Nothing that is due sooner can be another pregnancy than the one that ended,
/// whoever books it again.
const NEXT_AFTER: i64 = 252;
/// Help is planned so many weeks before the expected date.
const PLAN_WEEKS: i64 = 4;

/// The completed weeks of a pregnancy on a day (S002-CBa: the gestation at
/// consent is kept); none where the day lies outside of it.
#[must_use]
pub fn weeks_on(due_on: Date, day: Date) -> Option<u8> {
    let days = DAYS - (due_on - day).get_days();
    u8::try_from(days / 7).ok().filter(|weeks| days >= 0 && *weeks <= 44)
}

/// Whether a baby born on a day is of the pregnancy that was due then.
#[must_use]
pub fn is_born_of(due_on: Date, born_on: Date) -> bool {
    let first = due_on.saturating_sub(Span::new().days(EARLIEST));
    let last = due_on.saturating_add(Span::new().days(LATEST));
    (first..=last).contains(&born_on)
}

/// Whether a pregnancy that is due then began after a baby was lost on a day:
/// only such a one ends the silence that a loss asks for.
#[must_use]
pub fn is_later_pregnancy(due_on: Date, lost_on: Date) -> bool {
    lost_on.saturating_add(Span::new().days(NEXT_AFTER)) <= due_on
}

/// Whether the pregnancy that is due then is the one that ended with a loss on
/// a day, before the birth or in the four weeks after it.
#[must_use]
pub fn ended_with(due_on: Date, lost_on: Date) -> bool {
    lost_on <= due_on.saturating_add(Span::new().days(LOST_LATEST)) && !is_later_pregnancy(due_on, lost_on)
}

/// The day by which support for a vulnerable family is planned: before the
/// expected date of delivery (S002-LAb), and where that is nearly here, now.
#[must_use]
pub fn plan_by(due_on: Date, today: Date) -> Date {
    let wanted = due_on.saturating_sub(Span::new().weeks(PLAN_WEEKS));
    let day_before = due_on.saturating_sub(Span::new().days(1));
    wanted.max(today).min(day_before.max(today))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{ended_with, is_born_of, is_later_pregnancy, plan_by, weeks_on};

    #[test]
    fn weeks_count_back_from_the_expected_date() {
        let due = date(2027, 6, 6);
        assert_eq!(weeks_on(due, due), Some(40));
        assert_eq!(weeks_on(due, date(2026, 11, 22)), Some(12));
        assert_eq!(weeks_on(due, date(2026, 11, 21)), Some(11));
        assert_eq!(weeks_on(due, date(2026, 8, 1)), None);
    }

    #[test]
    fn a_birth_from_22_weeks_to_four_weeks_late_ends_the_pregnancy() {
        let due = date(2027, 6, 6);
        assert!(is_born_of(due, date(2027, 2, 1)) && is_born_of(due, date(2027, 7, 4)));
        assert!(!is_born_of(due, date(2027, 1, 30)) && !is_born_of(due, date(2027, 7, 5)));
    }

    #[test]
    fn only_a_pregnancy_that_began_after_the_loss_is_a_later_one() {
        let lost = date(2026, 11, 22);
        assert!(!is_later_pregnancy(date(2027, 7, 31), lost) && is_later_pregnancy(date(2027, 8, 1), lost));
        assert!(ended_with(date(2027, 6, 6), lost) && !ended_with(date(2027, 8, 25), lost));
        assert!(ended_with(date(2026, 9, 27), lost) && !ended_with(date(2026, 9, 26), lost), "that one was born");
    }

    #[test]
    fn a_plan_is_due_before_the_birth() {
        let due = date(2027, 6, 6);
        assert_eq!(plan_by(due, date(2026, 11, 22)), date(2027, 5, 9));
        assert_eq!(plan_by(due, date(2027, 6, 1)), date(2027, 6, 1));
        assert_eq!(plan_by(due, date(2027, 6, 8)), date(2027, 6, 8));
    }
}
