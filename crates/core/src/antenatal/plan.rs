//! The plan for a woman of whom midwife and centre say that she needs more
//! help: it is there before the birth (S002-LAb, S003-ISn).

use jiff::civil::Date;

use super::{MessageEvent, MessageState, plan_by};

/// A plan that is not there yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanDue {
    /// The day by which it is needed: before the baby.
    pub by: Date,
    /// That day has passed.
    pub is_overdue: bool,
}

impl PlanDue {
    /// From what was done with a message, in its order, each with its day. None
    /// where no plan is wanted: nobody agreed that she needs more help, the
    /// plan is made, she said no, or a baby was lost.
    #[must_use]
    pub fn of(done: impl IntoIterator<Item = (MessageEvent, Date)>, due_on: Date, today: Date) -> Option<Self> {
        let done: Vec<(MessageEvent, Date)> = done.into_iter().collect();
        let on = |wanted: MessageEvent| done.iter().find(|(event, _)| *event == wanted).map(|(_, on)| *on);
        let state = MessageState::after(done.iter().map(|(event, _)| *event));
        let is_over = matches!(state, MessageState::Declined | MessageState::Stopped);
        let agreed_on = on(MessageEvent::AgreedVulnerable)?;
        if is_over || on(MessageEvent::Planned).is_some() {
            return None;
        }
        let by = plan_by(due_on, agreed_on);
        Some(Self { by, is_overdue: by < today })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{MessageEvent, PlanDue};

    #[test]
    fn s002_lab_a_plan_is_owed_from_the_day_they_agree_until_it_is_made_also_when_they_are_in_touch() {
        let (agreed_on, due_on) = (date(2026, 11, 22), date(2027, 6, 6));
        let owed = |more: &[MessageEvent], today| {
            let done = [MessageEvent::Accepted, MessageEvent::AgreedVulnerable].iter().chain(more);
            PlanDue::of(done.map(|event| (*event, agreed_on)), due_on, today)
        };
        let by = date(2027, 5, 9);
        assert_eq!(owed(&[], by), Some(PlanDue { by, is_overdue: false }));
        assert_eq!(
            owed(&[MessageEvent::Contacted], by.tomorrow().expect("a day")),
            Some(PlanDue { by, is_overdue: true })
        );
        assert_eq!(owed(&[MessageEvent::Unreachable], by), Some(PlanDue { by, is_overdue: false }));
        for over in [MessageEvent::Planned, MessageEvent::Declined, MessageEvent::Stopped] {
            assert_eq!(owed(&[over], by), None, "{over:?}");
        }
        assert_eq!(PlanDue::of([(MessageEvent::Accepted, agreed_on)], due_on, by), None);
    }

    #[test]
    fn s003_isn_it_is_needed_on_the_day_before_the_baby_at_the_latest() {
        let due_on = date(2026, 12, 6);
        let agreed = |on| PlanDue::of([(MessageEvent::AgreedVulnerable, on)], due_on, due_on).expect("a plan is owed");
        assert_eq!(agreed(date(2026, 12, 5)), PlanDue { by: date(2026, 12, 5), is_overdue: true });
        assert_eq!(agreed(date(2026, 12, 1)).by, date(2026, 12, 1));
    }
}
