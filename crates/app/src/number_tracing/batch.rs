//! The many without a number, one after the other. Each is written down by
//! itself: cut short, the next run goes on with whoever is left.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::id::PersonId;
use kith_core::tracing::{Fault, Outcome};
use kith_store::Db;

use super::ask::Traced;
use super::port::TracingWay;
use crate::door::today;
use crate::import::Unnumbered;
use crate::matching::may_match;
use crate::{App, AppError, Refusal, Who};

/// Whoever was looked up is not looked up again for so many days.
const AGAIN_AFTER_DAYS: i64 = 30;

/// So many people are read at one time.
const PAGE: usize = 500;

/// What looking many people up came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TraceTally {
    /// How often each outcome came.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// How many proposals somebody has to look at.
    pub proposals: u64,
    /// People of whom too little is known here to ask anything.
    pub too_little: u64,
    /// How many are left, to be looked up next time.
    pub left: u64,
    /// Why it stopped before the end, where it did.
    pub stopped: Option<Fault>,
}

impl TraceTally {
    /// How many people were looked up.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.outcomes.values().sum()
    }

    fn add(&mut self, traced: Traced) {
        match traced {
            Traced::To(outcome, is_proposal) => {
                *self.outcomes.entry(outcome).or_default() += 1;
                self.proposals += u64::from(is_proposal);
            }
            Traced::TooLittle => self.too_little += 1,
            Traced::LeftOut => {}
            Traced::Stopped(fault) => self.stopped = Some(fault),
        }
    }
}

impl App {
    /// Looks up at most `limit` children under five whose number no health
    /// service states, the youngest first, and tells how far it is. Whoever
    /// was looked up lately is left out, so that running it again goes on
    /// where it stopped.
    ///
    /// # Errors
    /// [`AppError::Refused`] where looking up is switched off, or the rules
    /// say no; [`AppError::NotFound`] for anybody but a data lead and the
    /// command line.
    pub async fn trace_many(
        &self,
        who: impl Into<Who>,
        limit: u64,
        now: Timestamp,
        mut told: impl FnMut(u64, u64) + Send,
    ) -> Result<TraceTally, AppError> {
        let who = who.into();
        may_trace(&who, now)?;
        let (way, port) = self.port().await?;
        if way == TracingWay::Off {
            return Err(switched_off());
        }
        let waiting = self.waiting_for_a_number(today(now), now).await?;
        let all = (waiting.len() as u64).min(limit);
        let mut tally = TraceTally::default();
        let mut done = 0;
        for child in &waiting {
            if done >= all || tally.stopped.is_some() {
                break;
            }
            tally.add(self.trace_one(&who, child.person, (way, &port), now).await?);
            done += 1;
            told(done, all);
        }
        tally.left = waiting.len() as u64 - done;
        Ok(tally)
    }

    /// How many would be looked up; nothing is asked and nobody is looked at.
    ///
    /// # Errors
    /// As [`App::trace_many`], but for looking up being switched off.
    pub async fn count_to_trace(&self, who: impl Into<Who>, now: Timestamp) -> Result<u64, AppError> {
        may_trace(&who.into(), now)?;
        Ok(self.waiting_for_a_number(today(now), now).await?.len() as u64)
    }

    /// Looks one person up, whatever is known of the number.
    ///
    /// # Errors
    /// As [`App::trace_many`]; [`AppError::NotFound`] where there is nobody,
    /// or somebody who is kept safe.
    pub async fn trace_person(
        &self,
        who: impl Into<Who>,
        person: PersonId,
        now: Timestamp,
    ) -> Result<TraceTally, AppError> {
        let who = who.into();
        may_trace(&who, now)?;
        let (way, port) = self.port().await?;
        if way == TracingWay::Off {
            return Err(switched_off());
        }
        let traced = self.trace_one(&who, person, (way, &port), now).await?;
        if traced == Traced::LeftOut {
            return Err(AppError::NotFound);
        }
        let mut tally = TraceTally::default();
        tally.add(traced);
        Ok(tally)
    }
}

/// Looking numbers up is the work of whoever answers pairs, and of the command
/// line.
fn may_trace(who: &Who, now: Timestamp) -> Result<(), AppError> {
    match who {
        Who::Asker(asker) => may_match(asker, now),
        Who::Operator | Who::Job => Ok(()),
    }
}

fn switched_off() -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "Looking numbers up is switched off".to_owned(),
        because: "Kith has no connection to the national record.".to_owned(),
        ways_to_yes: vec![
            "In a practice copy: kith link tracing simulator".to_owned(),
            "For real people: the locality needs its own onboarding first. See the guide on tracing.".to_owned(),
        ],
        citations: Vec::new(),
        decision: None,
    }))
}

/// Those who were not looked up lately, of whom nobody has spoken, and who are
/// not kept safe.
pub(super) async fn not_asked_lately(
    db: &Db,
    children: Vec<Unnumbered>,
    now: Timestamp,
) -> Result<Vec<Unnumbered>, AppError> {
    let from = now.checked_sub(jiff::Span::new().hours(24 * AGAIN_AFTER_DAYS)).unwrap_or(now);
    db.read(move |tx| {
        Box::pin(async move {
            let asked = tx.records_traced_since(from).await?;
            let mut waiting: Vec<Unnumbered> = children;
            waiting.retain(|child| !child.records.iter().any(|record| asked.contains(record)));
            let mut safe = std::collections::BTreeSet::new();
            for page in waiting.chunks(PAGE) {
                let people: Vec<PersonId> = page.iter().map(|child| child.person).collect();
                safe.extend(tx.kept_safe_among(&people).await?);
            }
            waiting.retain(|child| !safe.contains(&child.person));
            Ok(waiting)
        })
    })
    .await
}
