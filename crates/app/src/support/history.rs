//! What happened to support so far, in order: the last answer, the goals with
//! what came of them, the end.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_core::id::{RecordId, SupportId};
use kith_core::support::{Aim, GoalOutcome, SupportAnswer};
use kith_store::{SupportEvent, SupportHead, Tx};

use super::seen::GoalLine;
use super::{ANSWER, END, EventWords, GOAL, OUTCOME, from_words};
use crate::AppError;

/// What the events of support add up to.
pub(super) struct History {
    /// What the family answered last, when, and why they were not asked.
    pub(super) answer: SupportAnswer,
    pub(super) answered_on: Option<Date>,
    pub(super) why: String,
    /// What they hope for, by number.
    pub(super) goals: Vec<GoalLine>,
    /// The day it ended, and why.
    pub(super) ended: Option<(Date, String)>,
}

/// Adds the events up.
pub(super) fn history(events: &[SupportEvent], aims: &[Aim]) -> Result<History, AppError> {
    let mut goals: BTreeMap<u32, GoalLine> = BTreeMap::new();
    let (mut answer, mut answered_on, mut why) = (SupportAnswer::NotAsked, None, String::new());
    let mut ended = None;
    for event in events {
        let said: EventWords = from_words(&event.words)?;
        match (event.kind.as_str(), event.goal) {
            (ANSWER, _) => {
                let word = event.outcome.as_deref().and_then(SupportAnswer::from_word);
                answer = word.unwrap_or(SupportAnswer::NotAsked);
                (answered_on, why) = (event.on, said.words);
            }
            (GOAL, Some(number)) => {
                let word = event.aim.clone().unwrap_or_default();
                let title =
                    aims.iter().find(|aim| aim.word == word).map_or_else(|| word.clone(), |it| it.title.clone());
                let goal = GoalLine {
                    number,
                    words: said.words,
                    aim: title,
                    review_on: event.on,
                    outcome: None,
                    aim_word: word,
                    task: said.task,
                };
                goals.insert(number, goal);
            }
            (OUTCOME, Some(number)) => {
                let outcome = event.outcome.as_deref().and_then(GoalOutcome::from_word);
                if let (Some(goal), Some(outcome), Some(on)) = (goals.get_mut(&number), outcome, event.on) {
                    goal.outcome = Some((outcome, on, said.words));
                }
            }
            (END, _) => ended = event.on.map(|on| (on, said.words)),
            _ => {}
        }
    }
    Ok(History { answer, answered_on, why, goals: goals.into_values().collect(), ended })
}

/// What a family hopes for by support that goes on; nothing of one that has
/// not begun or has ended. Asks nobody: whoever shows it has asked the rules.
pub(crate) async fn plan_of(tx: &mut Tx, head: &SupportHead) -> Result<Vec<GoalLine>, AppError> {
    let aims = super::aims::aims(tx).await?;
    let history = history(&tx.support_events(head.id).await?, &aims)?;
    let goes_on = history.answer.lets_it_begin() && history.ended.is_none();
    Ok(if goes_on { history.goals } else { Vec::new() })
}

/// The records that support which has begun and goes on is kept with. For
/// figures: nobody is told.
pub(crate) async fn going_on(tx: &mut Tx) -> Result<Vec<RecordId>, AppError> {
    let mut standing: BTreeMap<SupportId, (RecordId, bool, bool)> = BTreeMap::new();
    for turn in tx.support_turns(ANSWER, END).await? {
        let (_, has_begun, has_ended) = standing.entry(turn.support).or_insert((turn.record, false, false));
        if turn.kind == ANSWER {
            let answer = turn.outcome.as_deref().and_then(SupportAnswer::from_word);
            *has_begun = answer.is_some_and(SupportAnswer::lets_it_begin);
        } else {
            *has_ended = turn.on.is_some();
        }
    }
    let goes_on = |(record, has_begun, has_ended): (RecordId, bool, bool)| (has_begun && !has_ended).then_some(record);
    Ok(standing.into_values().filter_map(goes_on).collect())
}
