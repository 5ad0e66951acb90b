//! Every family with facts, as far as it lives where a centre reaches and
//! nobody in it is kept safe or mourned. Nothing is asked of the rules here,
//! and nothing of it leaves without their answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::birth::ChildPlace;
use kith_core::follow_up::{EarlySupport, FactKind, KeptAppointment, SaidFact, standing};
use kith_core::id::{ContactId, FactId, FamilyId, PersonId, RecordId};
use kith_core::statement::Part;
use kith_store::{ToldFact, Tx};

use crate::births::{Household, households};
use crate::{AppError, door, loss};

/// After the death of a child nobody comes for so many months.
const MONTHS_OF_SILENCE: i32 = 12;

/// One family with facts.
pub(super) struct FamilyFacts {
    pub(super) household: Arc<Household>,
    /// The living children whose home the centre reaches.
    pub(super) children: BTreeMap<PersonId, ChildPlace>,
    /// The facts that stand and are news, the newest first.
    pub(super) facts: Vec<SaidFact>,
}

/// Of which families.
#[derive(Clone, Copy)]
pub(super) enum Of {
    /// Of everybody.
    All,
    /// Of this family.
    Family(FamilyId),
}

/// Reads the families that have facts and live where this centre reaches.
pub(super) async fn gather(
    tx: &mut Tx,
    (rules, centre): (&EarlySupport, &str),
    of: Of,
    now: Timestamp,
) -> Result<Vec<FamilyFacts>, AppError> {
    let today = door::today(now);
    let told = match of {
        Of::All => tx.facts_since(earliest(rules, today)).await?,
        Of::Family(family) => {
            let people: Vec<PersonId> = tx.family_members(family).await?.iter().map(|member| member.person).collect();
            let records = tx.record_ids_of_persons(&people).await?;
            tx.facts_of(&records.into_iter().map(|(record, _)| record).collect::<Vec<_>>()).await?
        }
    };
    let said = news(said(tx, told).await?, rules, today);
    let reached = reached(tx, &said, centre).await?;
    let children: Vec<PersonId> = reached.keys().copied().collect();
    let mut families: BTreeMap<FamilyId, FamilyFacts> = BTreeMap::new();
    for (child, household) in households(tx, &children, today).await? {
        let Some(place) = reached.get(&child) else { continue };
        let family = families.entry(household.family).or_insert_with(|| FamilyFacts {
            household,
            children: BTreeMap::new(),
            facts: Vec::new(),
        });
        family.children.insert(child, place.clone());
    }
    families.retain(|id, _| !matches!(of, Of::Family(wanted) if wanted != *id));
    let silent = silent(tx, &families, today).await?;
    let mut found = Vec::new();
    for (_, mut family) in families {
        if !may_be_asked(tx, (&family, &silent), today).await? {
            continue;
        }
        family.facts = said.iter().filter(|fact| is_of(fact, &family)).cloned().collect();
        found.push(family);
    }
    end_kept(tx, &mut found).await?;
    found.retain(|family| !family.facts.is_empty());
    Ok(found)
}

fn earliest(rules: &EarlySupport, today: Date) -> Date {
    today.saturating_sub(jiff::Span::new().days(i64::from(rules.longest_days())))
}

/// What sources said, of whoever the records belong to today.
pub(super) async fn said(tx: &mut Tx, told: Vec<ToldFact>) -> Result<Vec<SaidFact>, AppError> {
    let records: BTreeSet<RecordId> = told.iter().map(|told| told.record).collect();
    let records: Vec<RecordId> = records.into_iter().collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(&records).await?.into_iter().collect();
    let of_person = |told: ToldFact| {
        let person = *whose.get(&told.record)?;
        let ToldFact { id, source, service, said_at, fact, .. } = told;
        Some(SaidFact { id, person, source, service, fact, known_on: door::today(said_at) })
    };
    Ok(told.into_iter().filter_map(of_person).collect())
}

fn news(said: Vec<SaidFact>, rules: &EarlySupport, today: Date) -> Vec<SaidFact> {
    let mut stands = standing(&said, &[]);
    stands.retain(|fact| rules.is_news(fact.fact.kind, fact.fact.since, today));
    stands
}

/// The children of everybody with a fact who live where the centre reaches and
/// of whom it may be said.
async fn reached(tx: &mut Tx, said: &[SaidFact], centre: &str) -> Result<BTreeMap<PersonId, ChildPlace>, AppError> {
    let people: BTreeSet<PersonId> = said.iter().map(|fact| fact.person).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let homes = tx.families_of_persons(&people).await?;
    let families: BTreeSet<FamilyId> =
        homes.iter().filter(|member| !member.lives_elsewhere).map(|member| member.family).collect();
    let families: Vec<FamilyId> = families.into_iter().collect();
    let members = tx.members_of_families(&families).await?;
    let children: Vec<PersonId> =
        members.iter().filter(|member| member.part == Part::Subject).map(|member| member.person).collect();
    let areas = tx.reach_areas().await?;
    let postcodes: BTreeSet<String> =
        areas.iter().filter(|area| area.centre == centre).map(|area| area.postcode.to_string()).collect();
    let is_reached = |place: &ChildPlace| {
        let postcode = place.postcode.as_ref().map(ToString::to_string);
        postcode.is_some_and(|postcode| postcodes.contains(&postcode)) && place.died_on.is_none() && !place.is_kept_safe
    };
    let places = tx.child_places_of(&children).await?;
    let of_reach = places.into_iter().filter(|(_, _, place)| is_reached(place));
    Ok(of_reach.map(|(child, _, place)| (child, place)).collect())
}

/// The children of these families who are kept safe or died lately.
async fn silent(
    tx: &mut Tx,
    families: &BTreeMap<FamilyId, FamilyFacts>,
    today: Date,
) -> Result<BTreeSet<PersonId>, AppError> {
    let members = families.values().flat_map(|family| &family.household.members);
    let children: Vec<PersonId> =
        members.filter(|member| member.part == Part::Subject).map(|member| member.person).collect();
    let since = today.saturating_sub(jiff::Span::new().months(MONTHS_OF_SILENCE));
    let places = tx.child_places_of(&children).await?;
    let is_silent = |place: &ChildPlace| place.is_kept_safe || place.died_on.is_some_and(|on| since <= on);
    Ok(places.into_iter().filter(|(_, _, place)| is_silent(place)).map(|(child, ..)| child).collect())
}

/// Whether anybody may come to the family at all: nobody in it is kept safe,
/// it mourns no child, and no parent wrote to say no who was not spoken to yet.
async fn may_be_asked(
    tx: &mut Tx,
    (family, silent): (&FamilyFacts, &BTreeSet<PersonId>),
    today: Date,
) -> Result<bool, AppError> {
    let household = &family.household;
    if household.is_kept_safe
        || !household.held_back.is_empty()
        || household.members.iter().any(|member| silent.contains(&member.person))
    {
        return Ok(false);
    }
    if !household.is_grieving {
        return Ok(true);
    }
    let people: Vec<PersonId> = household.members.iter().map(|member| member.person).collect();
    let records: Vec<RecordId> =
        tx.record_ids_of_persons(&people).await?.into_iter().map(|(record, _)| record).collect();
    Ok(!loss::stands(&loss::losses_of(tx, &records, today).await?))
}

/// A fact is a family's where it is about a child whom the centre reaches, or
/// about an adult who lives with the children.
fn is_of(fact: &SaidFact, family: &FamilyFacts) -> bool {
    let members = &family.household.members;
    let is_adult_at_home =
        |person| members.iter().any(|it| it.person == person && it.part != Part::Subject && !it.lives_elsewhere);
    family.children.contains_key(&fact.person) || is_adult_at_home(fact.person)
}

/// Takes out the appointments that were kept later.
async fn end_kept(tx: &mut Tx, families: &mut [FamilyFacts]) -> Result<(), AppError> {
    let all: Vec<SaidFact> = families.iter().flat_map(|family| family.facts.iter().cloned()).collect();
    let kept = kept_appointments(tx, &all).await?;
    for family in families {
        family.facts = standing(&family.facts, &kept);
    }
    Ok(())
}

/// The appointments that these people kept since the first that one of them
/// missed.
pub(super) async fn kept_appointments(tx: &mut Tx, facts: &[SaidFact]) -> Result<Vec<KeptAppointment>, AppError> {
    let missed = || facts.iter().filter(|fact| fact.fact.kind == FactKind::ImmunisationMissed);
    let Some(from) = missed().map(|fact| fact.fact.since).min() else { return Ok(Vec::new()) };
    let people: BTreeSet<PersonId> = missed().map(|fact| fact.person).collect();
    let sources: BTreeSet<&str> = missed().map(|fact| fact.source.as_str()).collect();
    let whose: BTreeMap<RecordId, PersonId> =
        tx.record_ids_of_persons(&people.into_iter().collect::<Vec<_>>()).await?.into_iter().collect();
    let records: Vec<RecordId> = whose.keys().copied().collect();
    let dates = tx.contact_dates(&records, from).await?;
    let of_source = |source: &Option<String>| source.as_deref().is_some_and(|source| sources.contains(source));
    let dates: Vec<_> = dates.into_iter().filter(|it| it.was_attended && of_source(&it.source_name)).collect();
    let contacts: Vec<ContactId> = dates.iter().map(|date| date.contact).collect();
    let kinds = tx.contact_kinds(&contacts).await?;
    let kept = dates.into_iter().filter_map(|date| {
        Some(KeptAppointment {
            person: *whose.get(&date.record)?,
            source: date.source_name?,
            what: kinds.get(&date.contact)?.kind.clone(),
            on: date.happened_on,
        })
    });
    Ok(kept.collect())
}

/// Facts of one thing that stands in several rows: a household's need is one
/// need, whoever's row says it.
type Thing = (String, FactKind, Option<String>, Date, Option<PersonId>);

/// What a fact is about.
fn thing(fact: &SaidFact) -> Thing {
    let is_of_one = matches!(fact.fact.kind, FactKind::ImmunisationMissed | FactKind::OfferNotTakenUp);
    (
        fact.source.clone(),
        fact.fact.kind,
        fact.fact.which.clone(),
        fact.fact.since,
        Some(fact.person).filter(|_| is_of_one),
    )
}

/// The facts by what they are about, each with every fact of the same thing.
pub(super) fn things<'f>(facts: impl Iterator<Item = &'f SaidFact>) -> BTreeMap<Thing, Vec<&'f SaidFact>> {
    let mut things: BTreeMap<Thing, Vec<&SaidFact>> = BTreeMap::new();
    for fact in facts {
        things.entry(thing(fact)).or_default().push(fact);
    }
    things
}

/// The references of facts.
pub(super) fn ids<'f>(facts: impl Iterator<Item = &'f SaidFact>) -> Vec<FactId> {
    facts.map(|fact| fact.id).collect()
}
