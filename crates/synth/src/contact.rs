//! When services met a family, and what is planned next.

use crate::day::Day;
use crate::random::Random;
use crate::staff::Worker;

/// How far back extracts reach: about 14 months.
pub(crate) const WINDOW_DAYS: i32 = 425;

/// Who met the family.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Who<'a> {
    /// A member of staff who has an account.
    Staff(&'a Worker),
    /// Somebody from a service without accounts: name and telephone line.
    Outside(&'static str, u16),
    /// The source does not say.
    Nobody,
}

impl<'a> Who<'a> {
    pub(crate) fn name(self) -> &'a str {
        match self {
            Self::Staff(worker) => &worker.name,
            Self::Outside(name, _) => name,
            Self::Nobody => "",
        }
    }

    pub(crate) fn code(self) -> &'a str {
        match self {
            Self::Staff(worker) => &worker.code,
            Self::Outside(..) | Self::Nobody => "",
        }
    }

    pub(crate) fn team(self) -> &'a str {
        match self {
            Self::Staff(worker) => &worker.team,
            Self::Outside(..) | Self::Nobody => "",
        }
    }

    pub(crate) fn line(self) -> Option<u16> {
        match self {
            Self::Staff(worker) => Some(worker.line),
            Self::Outside(_, line) => Some(line),
            Self::Nobody => None,
        }
    }
}

/// One contact.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contact<'a> {
    pub(crate) on: Day,
    pub(crate) kind: &'static str,
    pub(crate) who: Who<'a>,
    pub(crate) note: Option<&'static str>,
    pub(crate) was_attended: bool,
}

/// What a service meets a family for, and what it writes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Meeting<'a> {
    pub(crate) who: Who<'a>,
    pub(crate) notes: &'static [&'static str],
    /// Share of contacts with a note.
    pub(crate) noted: f64,
    /// The day the file is drawn.
    pub(crate) today: Day,
}

impl<'a> Meeting<'a> {
    /// One contact on a day; none outside the window, none in the future.
    pub(crate) fn on(&self, on: Day, kind: &'static str, random: &mut Random) -> Option<Contact<'a>> {
        let on = on.on_working_day();
        if on > self.today || on.0 < self.today.0 - WINDOW_DAYS {
            return None;
        }
        let was_attended = !random.chance(0.07);
        let note = (was_attended && random.chance(self.noted)).then(|| random.pick(self.notes));
        Some(Contact { on, kind, who: self.who, note, was_attended })
    }

    /// Up to `most` contacts at any time between two days, in order.
    pub(crate) fn now_and_then(
        &self,
        between: (Day, Day),
        most: usize,
        kinds: &[&'static str],
        random: &mut Random,
    ) -> Vec<Contact<'a>> {
        let from = between.0.max(self.today.plus(-WINDOW_DAYS));
        let to = between.1.min(self.today);
        let mut contacts = Vec::new();
        if from <= to {
            for _ in 0..random.below(most + 1) {
                let on = Day(random.between(from.0, to.0));
                contacts.extend(self.on(on, random.favour(kinds), random));
            }
        }
        contacts.sort_by_key(|contact| contact.on);
        contacts
    }
}

/// What a service does for somebody.
#[derive(Debug, Clone)]
pub(crate) struct Work<'a> {
    pub(crate) team: &'a str,
    pub(crate) who: Who<'a>,
    pub(crate) post: &'static str,
    pub(crate) started: Day,
    pub(crate) ended: Option<Day>,
    pub(crate) is_lead: bool,
    pub(crate) level: &'static str,
    pub(crate) next_on: Option<Day>,
    pub(crate) next_kind: &'static str,
    pub(crate) status: &'static str,
}

impl<'a> Work<'a> {
    /// Open work since a day, nothing planned.
    pub(crate) fn open(team: &'a str, who: Who<'a>, post: &'static str, started: Day) -> Self {
        Self {
            team,
            who,
            post,
            started,
            ended: None,
            is_lead: false,
            level: "",
            next_on: None,
            next_kind: "",
            status: "",
        }
    }
}
