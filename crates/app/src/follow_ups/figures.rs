//! How many facts wait for centres, and what came of the others: numbers, and
//! nobody's name.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::follow_up::{Feed, FollowUpResult, SaidFact, standing};
use kith_store::Tx;

use super::FeedLine;
use super::feeds::feeds;
use super::gather::{ids, kept_appointments, said};
use super::lines::{Written, fact_lines};
use super::rulebook::rulebook;
use crate::door::today;
use crate::{App, AppError, Who};

/// How many facts of a feed stand, by state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUpCounts {
    /// The feed, and whether it runs.
    pub feed: FeedLine,
    /// Facts that sources say and have not taken back, whoever may know.
    pub standing: usize,
    /// Those that nobody followed up yet, or could not reach.
    pub waiting: usize,
    /// Those of them that are late.
    pub late: usize,
    /// What came of the others, by what came last.
    pub results: BTreeMap<FollowUpResult, usize>,
}

impl App {
    /// How many facts wait for centres in the whole locality, and what came of
    /// the others. For the command line.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody at a screen.
    pub async fn follow_up_counts(&self, who: Who, now: Timestamp) -> Result<Vec<FollowUpCounts>, AppError> {
        if !matches!(who, Who::Operator) {
            return Err(AppError::NotFound);
        }
        let counts = self.db.read(move |tx| Box::pin(async move { count(tx, now).await })).await?;
        self.write_event(who.event(Action::Look, now).with("page", "follow-up-counts")).await?;
        Ok(counts)
    }
}

async fn count(tx: &mut Tx, now: Timestamp) -> Result<Vec<FollowUpCounts>, AppError> {
    let (book, today) = (rulebook(tx).await?, today(now));
    let from = today.saturating_sub(jiff::Span::new().days(i64::from(book.longest_days())));
    let told = tx.facts_since(from).await?;
    let all = said(tx, told).await?;
    let kept = kept_appointments(tx, &all).await?;
    let mut stands = standing(&all, &kept);
    stands.retain(|fact| book.is_news(fact.fact.kind, fact.fact.since, today));
    let written = Written::read(tx, &ids(stands.iter())).await?;
    let mut of_person: BTreeMap<_, Vec<&SaidFact>> = BTreeMap::new();
    for fact in &stands {
        of_person.entry((fact.fact.kind.feed(), fact.person)).or_default().push(fact);
    }
    let mut counts: BTreeMap<Feed, FollowUpCounts> = feeds(tx, None, today)
        .await?
        .lines
        .into_iter()
        .map(|feed| (feed.feed, FollowUpCounts { feed, standing: 0, waiting: 0, late: 0, results: BTreeMap::new() }))
        .collect();
    for ((feed, _), facts) in of_person {
        let Some(count) = counts.get_mut(&feed) else { continue };
        for line in fact_lines(facts.into_iter(), (&written, &book), today) {
            count.standing += 1;
            count.late += usize::from(line.is_late);
            match line.results.last() {
                Some(last) if line.is_closed => *count.results.entry(last.result).or_default() += 1,
                _ => count.waiting += 1,
            }
        }
    }
    Ok(counts.into_values().collect())
}
