//! What stands before a pair: is there one, does it wait, is anybody in it
//! kept safe, and what do the rules say. Whatever the answer, it is written
//! down before anything is shown.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{DecisionId, FamilyId, PairId, PersonId, RecordId};
use kith_core::person::link::{LinkEvent, Origin};
use kith_core::sharing::{Access, Age, Category, Facts, NeedToKnow, Pack, Requester, Sender, age_on, decide};
use kith_core::statement::{Part, PersonStatement};
use kith_store::{ReviewPair, SourceRecord, Tx};

use super::history;
use super::side::{self, Side};
use super::{Booked, ComparedPair, access_on, count_waiting, reads_kept_safe, reasons};
use crate::antenatal::FORM_SOURCE;
use crate::door::{Rules, event, fresh, today};
use crate::keep_decision::keep_decision;
use crate::questions::{Answered, KeptPart, refusal};
use crate::{AppError, Asker};

/// A pair that was let through.
pub(super) struct Opened {
    pub(super) pair: PairId,
    pub(super) sides: [Side; 2],
    pub(super) persons: [Option<PersonId>; 2],
    /// What was found, while the pair waits.
    pub(super) review: Option<ReviewPair>,
    /// The join was drawn by lot to be checked.
    pub(super) is_drawn: bool,
    /// What was asserted of the two, in order.
    pub(super) events: Vec<LinkEvent>,
    answered: Answered,
    /// One of the two is a booking beside somebody who is kept safe.
    is_kept_safe: bool,
}

/// Opens a pair. The outer result is a fault, the inner one the answer, which
/// is written down either way.
pub(super) async fn open(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (pair, now): (PairId, Timestamp),
) -> Result<Result<Opened, AppError>, AppError> {
    let (a, b) = match tx.records_of_pair(pair).await {
        Ok(records) => records,
        Err(kith_store::StoreError::NotFound { .. }) => return turn_away(tx, asker, (pair, now), "no-such").await,
        Err(failed) => return Err(failed.into()),
    };
    let records = tx.records(&[a, b]).await?;
    let whose = tx.persons_of_records(&[a, b]).await?;
    let person_of = |record: RecordId| whose.iter().find(|(other, _)| *other == record).map(|(_, person)| *person);
    let people: Vec<PersonId> = whose.iter().map(|(_, person)| *person).collect();
    let is_hidden = |record: &SourceRecord| record.statement.is_sealed || record.statement.is_shielded;
    let is_kept_safe = records.iter().any(is_hidden) || tx.is_any_kept_safe(&people).await?;
    // Whose earlier identity is sealed is compared by nobody on a screen.
    let is_booked = records.iter().any(|record| record.source_name == FORM_SOURCE)
        && !records.iter().any(|record| record.statement.is_sealed);
    let is_of_reader = if reads_kept_safe(&asker.staff) { is_kept_safe && is_booked } else { !is_kept_safe };
    if records.len() < 2 || !is_of_reader {
        return turn_away(tx, asker, (pair, now), "kept-safe").await;
    }
    let review = tx.review_between(a, b).await?;
    let events = tx.links_between(a, b).await?;
    let is_drawn = tx.drawn_joins().await?.iter().any(|(drawn, ..)| *drawn == pair);
    let is_asked = review.is_some() || is_drawn || events.iter().any(|event| event.origin == Origin::Human);
    let answered = ask(asker, rules, &records, is_asked, today(now));
    // Whoever booked can see who looked at the booking: that somebody compared it says that there is somebody.
    let is_booking = |record: RecordId| records.iter().any(|it| it.id == record && it.source_name == FORM_SOURCE);
    let booked: BTreeSet<PersonId> = if is_kept_safe {
        whose.iter().filter(|(record, _)| is_booking(*record)).map(|(_, person)| *person).collect()
    } else {
        BTreeSet::new()
    };
    let people: Vec<PersonId> = people.into_iter().filter(|person| !booked.contains(person)).collect();
    let families: BTreeSet<FamilyId> =
        tx.families_of_persons(&people).await?.into_iter().map(|member| member.family).collect();
    let look = Written { what: "pair", reference: pair.to_string(), pack: rules.matching(), now };
    let decision = write_down(tx, asker, &look, (&answered, &people, &families)).await?;
    if !is_asked {
        return Ok(Err(AppError::NotFound));
    }
    if !answered.lets_through() {
        return Ok(Err(AppError::Refused(Box::new(refusal(&answered, rules.matching(), decision)))));
    }
    let mut sides = Vec::with_capacity(2);
    for record in records {
        let mother = mother_beside(tx, &record).await?;
        sides.push(Side { record, mother });
    }
    let (Some(second), Some(first)) = (sides.pop(), sides.pop()) else {
        return Ok(Err(AppError::NotFound));
    };
    let persons = [person_of(first.record.id), person_of(second.record.id)];
    Ok(Ok(Opened { pair, sides: [first, second], persons, review, is_drawn, events, answered, is_kept_safe }))
}

/// The mother whom the row of a child names.
async fn mother_beside(tx: &mut Tx, record: &SourceRecord) -> Result<Option<PersonStatement>, AppError> {
    if record.part != Part::Subject {
        return Ok(None);
    }
    let row = tx.records_of_rows(&record.source_name, std::slice::from_ref(&record.row_key)).await?;
    let mother = row.into_iter().find(|other| other.part == Part::Mother).map(|other| other.statement);
    Ok(mother.filter(|mother| !mother.is_sealed && !mother.is_shielded))
}

fn ask(asker: &Asker, rules: &Rules, records: &[SourceRecord], is_asked: bool, today: Date) -> Answered {
    let mut facts = Facts::neutral(Category::Basic, Requester::of(asker.staff.role, false), asker.purpose);
    facts.sender = Sender::OtherAgency;
    facts.need_to_know = if is_asked { NeedToKnow::Yes } else { NeedToKnow::No };
    facts.access = Access::from(access_on(&asker.staff, today));
    let born = records.iter().filter_map(|record| record.statement.born_on).min();
    facts.age = born.map_or(Age::NotApplicable, |born| age_on(Some(born), today));
    Answered { decision: decide(&facts, rules.matching()), facts }
}

/// A look at one thing that somebody compares, ready to be written down.
pub(crate) struct Written<'a> {
    /// What kind of thing: the word of its page.
    pub(crate) what: &'static str,
    /// Which one.
    pub(crate) reference: String,
    /// The rules that answered.
    pub(crate) pack: &'a Pack,
    /// When.
    pub(crate) now: Timestamp,
}

/// Keeps the decision and writes the look down, once for each family that the
/// people are in, and for whoever is in none.
pub(crate) async fn write_down(
    tx: &mut Tx,
    asker: &Asker,
    Written { what, reference, pack, now }: &Written<'_>,
    (answered, people, families): (&Answered, &[PersonId], &BTreeSet<FamilyId>),
) -> Result<DecisionId, AppError> {
    let parts = [KeptPart::of(*what, answered)];
    let mut last = fresh(DecisionId::from_random)?;
    let look = || {
        event(asker, Action::Look, *now)
            .outcome(answered.decision.outcome().word())
            .with("page", what)
            .with(what, reference)
    };
    for family in families {
        last = keep_decision(tx, asker, (*family, asker.purpose.word(), pack.name()), &parts, *now).await?;
        tx.append_audit(&look().about(*family).with("decision", last)).await?;
    }
    if families.is_empty() {
        match people.first() {
            Some(person) => tx.append_audit(&look().about(*person)).await?,
            None => tx.append_audit(&look().about(reference)).await?,
        };
    }
    Ok(last)
}

/// Not there and not to be shown look the same; the log tells them apart.
async fn turn_away(
    tx: &mut Tx,
    asker: &Asker,
    (pair, now): (PairId, Timestamp),
    why: &'static str,
) -> Result<Result<Opened, AppError>, AppError> {
    let written = event(asker, Action::Refused, now).about(pair).outcome("refused").with("page", "pair");
    tx.append_audit(&written.with("why", why)).await?;
    Ok(Err(AppError::NotFound))
}

impl Opened {
    /// The two records.
    pub(super) fn records(&self) -> (RecordId, RecordId) {
        (self.sides[0].record.id, self.sides[1].record.id)
    }

    /// Whether the two are one person now.
    pub(super) fn is_one_person(&self) -> bool {
        self.persons[0].is_some() && self.persons[0] == self.persons[1]
    }

    /// What somebody could add to the pair has this number or a later one.
    pub(super) fn newest(&self) -> u64 {
        self.events.iter().map(|event| event.seq).max().unwrap_or(0)
    }

    /// Why the two cannot be one person whatever somebody says.
    pub(super) fn cannot_be_one(&self) -> Option<&'static str> {
        side::explained(&self.sides).refusal.filter(|why| !why.yields_to_people()).map(kith_link::Refusal::words)
    }

    /// Lets a page through on the answer that it rests on.
    pub(super) fn permit<T>(&self, page: T) -> Result<T, AppError> {
        let permitted = self.answered.decision.permit(page);
        permitted.map(kith_core::sharing::Permitted::into_inner).ok_or(AppError::NotFound)
    }

    /// The page.
    pub(super) async fn compared(&self, tx: &mut Tx, asker: &Asker) -> Result<ComparedPair, AppError> {
        let said = history::read(tx, &self.events).await?;
        let is_waiting = self.review.is_some() || self.is_drawn;
        let said_so = self.events.iter().rev().find(|event| event.origin.is_machine());
        let found = match (&self.review, said_so) {
            (Some(review), _) => review.reasons.clone(),
            (None, Some(event)) => event.reasons.clone(),
            (None, None) => side::speaks_for(&self.sides),
        };
        let mut rows = side::rows(&self.sides);
        rows.retain(|row| !self.is_kept_safe || !row.is_whereabouts());
        Ok(ComparedPair {
            pair: self.pair,
            heads: [side::head(&self.sides[0]), side::head(&self.sides[1])],
            rows,
            stakes: self.review.as_ref().map(|review| review.stakes.title()),
            reasons: reasons(&found),
            is_one_person: self.is_one_person(),
            cannot_be_one: self.cannot_be_one(),
            is_waiting,
            answered: said.answered,
            unsure: said.unsure,
            history: said.lines,
            seen: self.newest(),
            waiting: count_waiting(tx, &asker.staff).await?,
            booked: self.booked(tx).await?,
        })
    }

    /// Who made the booking, where the other is kept safe.
    async fn booked(&self, tx: &mut Tx) -> Result<Option<Booked>, AppError> {
        let mut sides = self.sides.iter().filter(|side| self.is_kept_safe && side.record.source_name == FORM_SOURCE);
        let Some(side) = sides.next_back() else { return Ok(None) };
        let row = tx.records_of_rows(FORM_SOURCE, std::slice::from_ref(&side.record.row_key)).await?;
        let records: Vec<RecordId> = row.iter().map(|record| record.id).collect();
        let Some(made) = tx.notifications_about(&records).await?.pop() else { return Ok(None) };
        let names = tx.names_of_staff(&[made.made_by]).await?;
        let by = names.get(&made.made_by).cloned().unwrap_or_default();
        Ok(Some(Booked { by, team: made.team, at: made.made_at }))
    }
}
