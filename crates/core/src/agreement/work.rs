//! How an agreement comes about: the working group, its steps, its issues, and
//! how long it took (S003-ISq).

use jiff::civil::Date;
use jiff::{SpanRound, Unit};

use crate::sharing::vocabulary;

vocabulary! {
    /// A step of the work on an agreement.
    StepKind {
        FirstDraft = "first-draft", "First draft";
        Joined = "joined", "Joined the working group";
        Left = "left", "Left the working group";
        Meeting = "meeting", "Meeting of the working group";
        SentRound = "sent-round", "Sent round to be read";
        WithGuardians = "with-guardians", "Put to the Caldicott Guardians";
        Tried = "tried", "Tried out";
    }
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkStep {
    /// What it was.
    pub kind: StepKind,
    /// On which day; a day to come is a plan.
    pub on: Date,
    /// Who joined, left, met, or was asked: posts or names.
    pub who: String,
    /// What came of it.
    pub says: String,
}

/// Something that stands in the way of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkIssue {
    /// What it is.
    pub what: String,
    /// Who raised it.
    pub raised_by: String,
    /// On which day.
    pub raised_on: Date,
    /// Who is to answer it.
    pub owner: String,
    /// What was answered, and on which day it was closed.
    pub closed: Option<(String, Date)>,
}

/// How long the work took, or has taken until today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeTaken {
    /// The first draft.
    pub from: Date,
    /// The last signature that was needed, or today.
    pub until: Date,
    /// Whether every signature is there.
    pub is_over: bool,
}

impl TimeTaken {
    /// From the earliest of these days to the last signature, or to today.
    pub fn new(begun: impl IntoIterator<Item = Date>, signed_on: Option<Date>, today: Date) -> Option<Self> {
        let from = begun.into_iter().min()?;
        let until = signed_on.unwrap_or(today);
        (from <= until).then_some(Self { from, until, is_over: signed_on.is_some() })
    }

    /// Whole months, and the days beyond them.
    #[must_use]
    pub fn months_and_days(self) -> (i32, i32) {
        let whole = SpanRound::new().largest(Unit::Month).smallest(Unit::Day).relative(self.from);
        match (self.until - self.from).round(whole) {
            Ok(span) => (span.get_months(), span.get_days()),
            Err(_) => (0, (self.until - self.from).get_days()),
        }
    }
}

/// Who is in the working group: whoever joined and has not left since.
#[must_use]
pub fn members(steps: &[WorkStep], today: Date) -> Vec<String> {
    let mut in_order: Vec<&WorkStep> = steps.iter().filter(|step| step.on <= today).collect();
    in_order.sort_by_key(|step| step.on);
    let mut members: Vec<String> = Vec::new();
    for step in in_order {
        match step.kind {
            StepKind::Joined if !members.contains(&step.who) => members.push(step.who.clone()),
            StepKind::Left => members.retain(|member| *member != step.who),
            _ => {}
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{StepKind, TimeTaken, WorkStep, members};

    #[test]
    fn the_time_runs_from_the_first_draft_to_the_last_signature() {
        let begun = [date(2026, 3, 5), date(2026, 1, 20)];
        let over = TimeTaken::new(begun, Some(date(2027, 1, 25)), date(2027, 9, 1)).expect("it has begun");
        assert_eq!((over.is_over, over.months_and_days()), (true, (12, 5)));
        let open = TimeTaken::new(begun, None, date(2026, 2, 19)).expect("it has begun");
        assert_eq!((open.is_over, open.months_and_days()), (false, (0, 30)));
        assert_eq!(TimeTaken::new([], None, date(2026, 2, 19)), None);
    }

    #[test]
    fn whoever_left_is_in_the_group_no_more() {
        let step =
            |kind, day, who: &str| WorkStep { kind, on: date(2026, 1, day), who: who.to_owned(), says: String::new() };
        let steps = [
            step(StepKind::Left, 9, "Records manager"),
            step(StepKind::Joined, 2, "Records manager"),
            step(StepKind::Joined, 3, "Data lead"),
            step(StepKind::Joined, 20, "Head of centres"),
        ];
        assert_eq!(members(&steps, date(2026, 1, 10)), ["Data lead"]);
        assert_eq!(members(&steps, date(2026, 1, 5)), ["Records manager", "Data lead"]);
    }
}
