//! What a reader may see of a family's support: that there is such a service
//! where that may be known; goals and what came of them where the rules let
//! through what the service that wrote them down agreed.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::family::SupportOnScreen;
use kith_core::id::{FamilyId, PersonId, SupportId};
use kith_core::service::ServiceKind;
use kith_core::sharing::Kind;
use kith_core::support::{Aim, GoalOutcome, SupportAnswer};
use kith_store::{KeptSupport, SupportEvent, SupportHead, Tx};

use super::history::history;
use super::{LedgerText, SupportWords, from_words};
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::questions::Answered;
use crate::words::date_words;
use crate::{App, AppError, Asker};

/// Support of a family as a reader sees it.
#[derive(Clone)]
pub struct SupportLine {
    /// Which.
    pub support: SupportId,
    /// The service.
    pub service: String,
    /// Which kind of service gives it.
    pub given_by: &'static str,
    /// For whom, by first name.
    pub people: Vec<String>,
    /// Who wrote it down.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What the family answered last.
    pub answer: SupportAnswer,
    /// When that was.
    pub answered_on: Option<Date>,
    /// Why they were not asked.
    pub why: String,
    /// The kinds of information that the service needs.
    pub needs: Vec<Kind>,
    /// The service's telephone number.
    pub telephone: String,
    /// The sentence that the family was told.
    pub said: String,
    /// What they hope for; none where this reader may not see it.
    pub goals: Option<Vec<GoalLine>>,
    /// The day it ended, and why.
    pub ended: Option<(Date, String)>,
    /// Whether this reader may write down what came of it.
    pub may_write: bool,
    /// What remains to be done about the family's answer.
    pub(super) task: Option<kith_core::id::LedgerId>,
    pub(super) words: SupportWords,
    pub(super) for_whom: Vec<PersonId>,
}

/// One thing that a family hopes for.
#[derive(Clone)]
pub struct GoalLine {
    /// Its number.
    pub number: u32,
    /// In the family's words.
    pub words: String,
    /// What it is about.
    pub aim: String,
    /// The day to look at it together.
    pub review_on: Option<Date>,
    /// What came of it, when, and in what words; the last that was said.
    pub outcome: Option<(GoalOutcome, Date, String)>,
    /// The word of the aim.
    pub(super) aim_word: String,
    /// What remains to be done about it.
    pub(super) task: Option<LedgerText>,
}

/// The support of a family.
pub struct SupportList {
    /// The family's title.
    pub family_title: String,
    /// What may be seen of it, the newest first.
    pub lines: Vec<SupportLine>,
}

/// One support, with what its service may know today.
pub struct SupportPage {
    /// The family's title.
    pub family_title: String,
    /// The support.
    pub line: SupportLine,
    /// What the rules say today about what the service needs; none where the
    /// directory does not name it any more.
    pub today: Option<super::Need>,
    /// Who can answer, for an answer that is still to come.
    pub consent: crate::ConsentForms,
}

impl App {
    /// The support of a family.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn support_list(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<SupportList, AppError> {
        self.look_at(asker, (family, now), Doing::page("support-list"), |tx, look| {
            Box::pin(async move {
                let everybody = people::everybody(tx, look).await?;
                let lines = lines(tx, look, &everybody).await?;
                Ok(Ok(SupportList { family_title: people::family_title(&everybody), lines }))
            })
        })
        .await
    }

    /// One support of a family.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] too where this reader
    /// may not see it.
    pub async fn support_page(
        &self,
        asker: &Asker,
        (family, support): (FamilyId, SupportId),
        now: Timestamp,
    ) -> Result<SupportPage, AppError> {
        self.write_at(asker, (family, now), Doing::page("support"), move |tx, look| {
            Box::pin(async move {
                let everybody = people::everybody(tx, &look).await?;
                let Some(line) = line_of(tx, &look, &everybody, support).await? else {
                    return Ok(Err(AppError::NotFound));
                };
                let today = super::record::need_today(tx, &look, &everybody, &line).await?;
                let consent = crate::answer_form::form(tx, &look).await?;
                Ok(Ok(SupportPage { family_title: people::family_title(&everybody), line, today, consent }))
            })
        })
        .await
    }
}

/// One support, where this reader may see it.
pub(super) async fn line_of(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    support: SupportId,
) -> Result<Option<SupportLine>, AppError> {
    Ok(lines(tx, look, everybody).await?.into_iter().find(|line| line.support == support))
}

/// The support that this reader may see, the newest first.
pub(crate) async fn lines(tx: &mut Tx, look: &Look, everybody: &[Somebody]) -> Result<Vec<SupportLine>, AppError> {
    let mut lines = Vec::new();
    if look.support.is_empty() {
        return Ok(lines);
    }
    let aims = super::aims::aims(tx).await?;
    for head in look.support.iter().rev() {
        if !look.may_know_that(head.holder, look.person_of(head.record)) {
            continue;
        }
        let kept = tx.support(head).await?;
        let words: SupportWords = from_words(&kept.words)?;
        if !may_name(look, head, &words) {
            continue;
        }
        let events = tx.support_events(head.id).await?;
        let line = line(look, everybody, (head, &kept, words), (&events, &aims))?;
        // Before it begins it is a plan of those who wrote it down, and nobody else's. So is what needs no
        // information: the family was told that nobody hears of it.
        let is_told = line.answer.lets_it_begin() && !line.needs.is_empty();
        if is_told || look.is_own(head.holder) {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// Whether the service may be named: its own people and whoever wrote it down
/// know it; others as far as they may know that it works with these people.
fn may_name(look: &Look, head: &SupportHead, words: &SupportWords) -> bool {
    let Some(given_by) = words.given_by() else { return look.is_own(head.holder) };
    let people = head.people.iter().filter_map(|record| look.person_of(*record));
    look.is_own(head.holder)
        || look.is_own(given_by)
        || people.into_iter().any(|person| look.may_know_that(given_by, Some(person)))
}

fn line(
    look: &Look,
    everybody: &[Somebody],
    (head, kept, words): (&SupportHead, &KeptSupport, SupportWords),
    (events, aims): (&[SupportEvent], &[Aim]),
) -> Result<SupportLine, AppError> {
    let is_own = look.is_own(head.holder);
    let gives_it = words.given_by().is_some_and(|given_by| look.is_own(given_by));
    // The name of a place, and words that may name one, give away where a family in hiding is.
    let is_kept_safe = look.is_shielded && !is_own && !gives_it;
    let is_let_through = look.support_answers.get(&head.id).is_some_and(Answered::lets_through);
    let sees_goals = is_own || (is_let_through && !is_kept_safe);
    let given_by = words.given_by().map_or("", ServiceKind::title);
    let for_whom: Vec<PersonId> = head.people.iter().filter_map(|record| look.person_of(*record)).collect();
    let named = everybody.iter().filter(|somebody| for_whom.contains(&somebody.member.person));
    let mut line = SupportLine {
        support: head.id,
        service: if is_kept_safe { given_by.to_owned() } else { words.service.clone() },
        given_by,
        people: named.map(|somebody| somebody.view.first_name.clone()).collect(),
        by: head.holder.title().to_owned(),
        at: kept.at,
        answer: SupportAnswer::NotAsked,
        answered_on: None,
        why: String::new(),
        needs: words.kinds(),
        telephone: if is_kept_safe { String::new() } else { words.telephone.clone() },
        said: words.said.clone(),
        goals: None,
        ended: None,
        may_write: sees_goals && (is_own || gives_it),
        task: words.task.reference(),
        words,
        for_whom,
    };
    let history = history(events, aims)?;
    (line.answer, line.answered_on, line.why) = (history.answer, history.answered_on, history.why);
    line.ended = history.ended.map(|(on, why)| (on, if sees_goals { why } else { String::new() }));
    line.goals = sees_goals.then_some(history.goals);
    if !sees_goals {
        (line.why, line.said) = (String::new(), String::new());
    }
    Ok(line)
}

/// The lines of the first screen: what has not ended.
pub(crate) async fn on_first_screen(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
) -> Result<Vec<SupportOnScreen>, AppError> {
    let lines = lines(tx, look, everybody).await?.into_iter().filter(|line| line.ended.is_none());
    let state = |line: &SupportLine| match (line.answer, line.answered_on) {
        (answer, Some(on)) if answer.lets_it_begin() => format!("Since {}", date_words(on)),
        (answer, _) => answer.title().to_owned(),
    };
    let review = |line: &SupportLine| {
        let open = line.goals.iter().flatten().filter(|goal| goal.outcome.is_none());
        open.filter_map(|goal| goal.review_on).min().filter(|_| line.answer.lets_it_begin())
    };
    Ok(lines
        .map(|line| SupportOnScreen {
            support: line.support,
            state: state(&line),
            review_on: review(&line),
            name: line.service,
            about: line.people,
        })
        .collect())
}
