//! What came of what a service told: on the family's page, and in a list of
//! the families that somebody works with (S003-ISo: the result goes back).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::follow_up::{EarlySupport, SaidFact, standing};
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_store::Tx;

use super::feeds::feeds;
use super::gather::{ids, kept_appointments, said};
use super::lines::{Written, fact_lines};
use super::rulebook::rulebook;
use super::{FactLine, FeedLine};
use crate::caseload::{by_next, card_of, current, names, own_lines};
use crate::door::{Rules, event, today};
use crate::look::{self, Look};
use crate::questions::Answered;
use crate::{App, AppError, Asker, FamilyCard, people};

/// So many families stand on a page.
const MOST: usize = 60;
/// A result stays on the page for so many days.
const DAYS_SHOWN: i32 = 92;

/// One family with what was told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFamily {
    /// The family.
    pub card: FamilyCard,
    /// What was told, and what came of it.
    pub facts: Vec<FactLine>,
}

/// What was told to centres of the families that somebody works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldFacts {
    /// The feeds.
    pub feeds: Vec<FeedLine>,
    /// The families: what was handed back first, then the newest.
    pub families: Vec<ToldFamily>,
}

impl App {
    /// What centres were told of the families that the asker works with, and
    /// what came of it.
    ///
    /// # Errors
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn facts_told(&self, asker: &Asker, now: Timestamp) -> Result<ToldFacts, AppError> {
        current(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let told = self.db.read(move |tx| Box::pin(async move { list(tx, &reader, &rules, now).await })).await?;
        let cards: Vec<FamilyCard> = told.families.iter().map(|family| family.card.clone()).collect();
        let seen = event(asker, Action::Look, now)
            .with("page", "follow-ups")
            .with("shown", cards.len())
            .with("families", names(&cards));
        self.write_event(seen).await?;
        Ok(told)
    }
}

async fn list(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<ToldFacts, AppError> {
    let today = today(now);
    let lines = match (asker.staff.service, asker.staff.team.as_deref()) {
        (Some(service), Some(team)) => tx.caseload_of_team(service, team, today).await?,
        _ => own_lines(tx, asker, today).await?,
    };
    let ordered: Vec<FamilyId> = by_next(&lines).into_iter().map(|(family, _)| family).collect();
    let mut families = Vec::new();
    for family in with_facts(tx, &ordered).await? {
        let Some(look) = look::peek(tx, asker, rules, family, now).await? else { continue };
        let facts = on_family_page(tx, &look).await?;
        let everybody = people::everybody(tx, &look).await?;
        let card = look.permit(card_of(&look, &everybody, None)).map(kith_core::sharing::Permitted::into_inner);
        if let (Some(card), false) = (card, facts.is_empty()) {
            families.push(ToldFamily { card, facts });
        }
        if families.len() == MOST {
            break;
        }
    }
    families.sort_by_cached_key(|family| {
        let last = family.facts.iter().flat_map(|fact| &fact.results).map(|step| step.at).max();
        let is_back = family.facts.iter().any(is_handed_back);
        (!is_back, std::cmp::Reverse(last), family.card.title.clone())
    });
    Ok(ToldFacts { feeds: feeds(tx, None, today).await?.lines, families })
}

fn is_handed_back(fact: &FactLine) -> bool {
    let last = fact.results.last();
    last.is_some_and(|last| last.result == kith_core::follow_up::FollowUpResult::HandedBack)
}

/// Those of these families of whom any source said a fact.
async fn with_facts(tx: &mut Tx, families: &[FamilyId]) -> Result<Vec<FamilyId>, AppError> {
    let members = tx.members_of_families(families).await?;
    let people: Vec<PersonId> = members.iter().map(|member| member.person).collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.record_ids_of_persons(&people).await?.into_iter().collect();
    let told = tx.facts_of(&whose.keys().copied().collect::<Vec<_>>()).await?;
    let persons: std::collections::BTreeSet<PersonId> =
        told.iter().filter_map(|told| whose.get(&told.record)).copied().collect();
    let has_facts =
        |family: &FamilyId| members.iter().any(|member| member.family == *family && persons.contains(&member.person));
    Ok(families.iter().copied().filter(has_facts).collect())
}

/// What was told of an open family by a service whose notes the reader may
/// read, and what came of it.
pub(crate) async fn on_family_page(tx: &mut Tx, look: &Look) -> Result<Vec<FactLine>, AppError> {
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let facts = tx.facts_of(&records).await?;
    let told = said(tx, facts).await?;
    if told.is_empty() {
        return Ok(Vec::new());
    }
    let book = rulebook(tx).await?;
    let may_read = |fact: &&SaidFact| {
        look.is_own(fact.service)
            || look.answer_about(fact.service, Some(fact.person)).is_some_and(Answered::lets_through)
    };
    let visible: Vec<SaidFact> = told.iter().filter(may_read).cloned().collect();
    let kept = kept_appointments(tx, &visible).await?;
    let stands = ids(standing(&visible, &kept).iter());
    let written = Written::read(tx, &ids(visible.iter())).await?;
    let said_last: Vec<&SaidFact> = visible.iter().filter(|fact| !fact.fact.is_over).collect();
    let mut lines = fact_lines(said_last.into_iter(), (&written, &book), look.today);
    lines.retain(|line| is_shown(line, stands.contains(&line.fact), &book, look.today, &visible));
    Ok(lines)
}

/// What came of it lately, or what stands and is news.
fn is_shown(line: &FactLine, stands: bool, book: &EarlySupport, today: Date, facts: &[SaidFact]) -> bool {
    let is_lately = |at: Timestamp| (today - crate::door::today(at)).get_days() <= DAYS_SHOWN;
    let is_news = || {
        let fact = facts.iter().find(|fact| fact.id == line.fact);
        fact.is_some_and(|fact| book.is_news(fact.fact.kind, fact.fact.since, today))
    };
    line.results.last().is_some_and(|last| is_lately(last.at)) || (stands && is_news())
}
