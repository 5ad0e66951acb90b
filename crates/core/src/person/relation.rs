//! Since when and until when an adult is a child's mother, father or carer.
//!
//! Rules:
//! - A source that gives no days says nothing about them: it neither ends a
//!   relation nor takes an end back. Most sources go on naming whom they knew.
//! - Days that touch each other are one stretch. A beginning after the end of
//!   all that was before it is a new stretch: somebody came back.
//! - Where sources give different ends for one stretch, the one written last
//!   counts; on a tie the later day.

use jiff::civil::Date;

/// Days from the first to the last on which something was so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Stretch {
    /// The first day; none where nobody says.
    pub since: Option<Date>,
    /// The last day; none while it goes on.
    pub until: Option<Date>,
}

impl Stretch {
    /// Whether it was, is or will be so on a day.
    #[must_use]
    pub fn holds_on(self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day) && !self.is_over_on(day)
    }

    /// Whether it ended before a day.
    #[must_use]
    pub fn is_over_on(self, day: Date) -> bool {
        self.until.is_some_and(|until| until < day)
    }

    /// Whether nobody gave a day.
    #[must_use]
    pub fn is_undated(self) -> bool {
        self == Self::default()
    }
}

/// What one row says of a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stated {
    /// When the source wrote it, or when it came in.
    pub written_on: Date,
    /// The days that it gives.
    pub days: Stretch,
}

/// The stretches of a relation from everything that rows say of it, the oldest
/// first; one without days where no row gives any.
#[must_use]
pub fn stretches(stated: &[Stated]) -> Vec<Stretch> {
    let mut dated: Vec<&Stated> = stated.iter().filter(|said| !said.days.is_undated()).collect();
    dated.sort_by_key(|said| (said.days, said.written_on));
    let mut found: Vec<Vec<&Stated>> = Vec::new();
    let mut last_day: Option<Date> = None;
    for said in dated {
        let begins_anew = matches!((said.days.since, last_day), (Some(since), Some(last)) if since > last);
        match found.last_mut().filter(|_| !begins_anew) {
            Some(stretch) => stretch.push(said),
            None => found.push(vec![said]),
        }
        last_day = last_day.max(said.days.until);
    }
    if found.is_empty() {
        return vec![Stretch::default()];
    }
    found.iter().map(|stretch| together(stretch)).collect()
}

fn together(stated: &[&Stated]) -> Stretch {
    let ends = stated.iter().filter_map(|said| Some((said.written_on, said.days.until?)));
    Stretch { since: stated.iter().filter_map(|said| said.days.since).min(), until: ends.max().map(|(_, until)| until) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Stated, Stretch, stretches};

    fn days(since: Option<Date>, until: Option<Date>) -> Stretch {
        Stretch { since, until }
    }

    fn said(written_on: Date, since: Option<Date>, until: Option<Date>) -> Stated {
        Stated { written_on, days: days(since, until) }
    }

    #[test]
    fn it_holds_from_the_first_day_to_the_last() {
        let stretch = days(Some(date(2024, 3, 3)), Some(date(2025, 6, 1)));
        assert!(!stretch.holds_on(date(2024, 3, 2)) && stretch.holds_on(date(2024, 3, 3)));
        assert!(stretch.holds_on(date(2025, 6, 1)) && !stretch.holds_on(date(2025, 6, 2)));
        assert!(Stretch::default().holds_on(date(1900, 1, 1)));
    }

    #[test]
    fn without_days_it_goes_on_and_silence_takes_no_end_back() {
        let silent = said(date(2026, 11, 1), None, None);
        assert_eq!(stretches(&[silent]), [Stretch::default()]);
        let ended = said(date(2025, 6, 2), Some(date(2024, 3, 3)), Some(date(2025, 6, 1)));
        let once = days(Some(date(2024, 3, 3)), Some(date(2025, 6, 1)));
        assert_eq!(stretches(&[ended, silent]), [once]);
        let open = said(date(2026, 11, 1), Some(date(2024, 3, 10)), None);
        assert_eq!(stretches(&[silent, open, ended]), [once]);
    }

    #[test]
    fn whoever_comes_back_begins_anew() {
        let first = said(date(2022, 1, 1), None, Some(date(2021, 12, 31)));
        let again = said(date(2025, 1, 1), Some(date(2024, 3, 3)), None);
        let expected = [days(None, Some(date(2021, 12, 31))), days(Some(date(2024, 3, 3)), None)];
        assert_eq!(stretches(&[again, first]), expected);
    }

    #[test]
    fn of_two_ends_the_one_written_last_counts() {
        let hasty = said(date(2025, 5, 1), Some(date(2024, 3, 3)), Some(date(2025, 5, 1)));
        let later = said(date(2025, 7, 1), None, Some(date(2025, 6, 1)));
        let once = [days(Some(date(2024, 3, 3)), Some(date(2025, 6, 1)))];
        assert_eq!(stretches(&[hasty, later]), once);
        assert_eq!(stretches(&[later, hasty]), once);
    }
}
