//! What a centre's page says of a family: its name, where it lives, how to
//! ring it, the facts in words, and nothing else (¶11, ¶13 iii).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::family::PersonField;
use kith_core::follow_up::{EarlySupport, FactKind, SaidFact};
use kith_core::id::{FactId, PersonId, StaffId};
use kith_core::person::view::PersonView;
use kith_store::{FollowUp, Tx};

use super::gather::{FamilyFacts, ids, things};
use super::permission::Allowed;
use super::{FactLine, FollowUpLine, KeptNote, ResultLine, SuggestionLine};
use crate::AppError;
use crate::births::open_copies;
use crate::people::view_of;
use crate::words::date_words;

/// What was written about facts, with who wrote it.
pub(super) struct Written {
    steps: BTreeMap<FactId, Vec<ResultLine>>,
}

impl Written {
    /// Reads what came of these facts.
    pub(super) async fn read(tx: &mut Tx, facts: &[FactId]) -> Result<Self, AppError> {
        let found = tx.follow_ups_of(facts).await?;
        let staff: Vec<StaffId> = found.iter().map(|step| step.by).collect();
        let names = tx.names_of_staff(&staff).await?;
        let mut steps: BTreeMap<FactId, Vec<ResultLine>> = BTreeMap::new();
        for FollowUp { fact, result, centre, by, at, words, .. } in found {
            let kept: KeptNote = serde_json::from_slice(&words).map_err(|error| AppError::Broken(error.into()))?;
            let by = names.get(&by).cloned().unwrap_or_default();
            steps.entry(fact).or_default().push(ResultLine { result, centre, by, at, note: kept.note });
        }
        Ok(Self { steps })
    }

    fn of(&self, facts: &[&SaidFact]) -> Vec<ResultLine> {
        let mut all: Vec<ResultLine> =
            facts.iter().filter_map(|fact| self.steps.get(&fact.id)).flatten().cloned().collect();
        all.sort_by_key(|step| step.at);
        all
    }
}

/// A fact in words: "Missed an immunisation appointment: Immunisation, 8
/// weeks".
fn words(fact: &SaidFact) -> String {
    match &fact.fact.which {
        Some(which) => format!("{}: {which}", fact.fact.kind.title()),
        None => fact.fact.kind.title().to_owned(),
    }
}

/// The lines of facts, the newest first; those about one thing are one line.
pub(super) fn fact_lines<'f>(
    facts: impl Iterator<Item = &'f SaidFact>,
    (written, rules): (&Written, &EarlySupport),
    today: Date,
) -> Vec<FactLine> {
    let mut lines: Vec<FactLine> = Vec::new();
    for same in things(facts).into_values() {
        let Some(newest) = same.iter().copied().max_by_key(|fact| (fact.fact.since, fact.id)) else { continue };
        let results = written.of(&same);
        let is_closed = results.last().is_some_and(|last| last.result.closes());
        let due_on = rules.due_on(newest.known_on);
        lines.push(FactLine {
            fact: newest.id,
            words: words(newest),
            since: newest.fact.since,
            from: newest.service.title(),
            due_on,
            is_late: !is_closed && due_on < today,
            is_closed,
            results,
        });
    }
    lines.sort_by(|one, other| (other.since, &one.words, one.fact).cmp(&(one.since, &other.words, other.fact)));
    lines
}

/// The lines of families, in no order.
pub(super) async fn lines(
    tx: &mut Tx,
    families: &[(&FamilyFacts, Allowed<'_>)],
    rules: &EarlySupport,
    today: Date,
) -> Result<Vec<FollowUpLine>, AppError> {
    let all = families.iter().flat_map(|(_, allowed)| allowed.facts.iter().copied());
    let written = Written::read(tx, &ids(all)).await?;
    let children: Vec<PersonId> = families.iter().flat_map(|(_, allowed)| allowed.children.iter().copied()).collect();
    let copies = open_copies(tx, &children).await?;
    let view = |child: &PersonId| copies.get(child).map(|copies| view_of(copies.iter(), |name| name));
    let line = |(family, allowed): &(&FamilyFacts, Allowed<'_>)| {
        let views: Vec<PersonView> = allowed.children.iter().filter_map(view).collect();
        let facts = fact_lines(allowed.facts.iter().copied(), (&written, rules), today);
        FollowUpLine {
            family: family.household.family,
            title: title(&views, &allowed.fields),
            address: shown(&views, &allowed.fields, PersonField::Address),
            telephone: shown(&views, &allowed.fields, PersonField::Telephone),
            suggestions: suggestions(family, allowed, rules, today),
            is_urgent: allowed.facts.iter().any(|fact| rules.is_urgent(fact.fact.kind)),
            facts,
        }
    };
    Ok(families.iter().map(line).collect())
}

fn title(views: &[PersonView], fields: &BTreeSet<PersonField>) -> String {
    let name = views.iter().find_map(|view| view.family_name.as_ref());
    match name.filter(|_| fields.contains(&PersonField::Name)) {
        Some(known) => format!("{} family", known.value),
        None => "A family".to_owned(),
    }
}

fn shown(views: &[PersonView], fields: &BTreeSet<PersonField>, field: PersonField) -> Option<String> {
    if !fields.contains(&field) {
        return None;
    }
    views.iter().find_map(|view| match field {
        PersonField::Telephone => view.telephone.as_ref().map(|known| known.value.to_string()),
        _ => view.address.as_ref().map(|known| known.value.for_screen()),
    })
}

/// Why a family may need early or additional support, by the facts that may be
/// told of it and nothing else (S003-ISp).
fn suggestions(family: &FamilyFacts, allowed: &Allowed<'_>, rules: &EarlySupport, today: Date) -> Vec<SuggestionLine> {
    let kinds: BTreeSet<FactKind> = allowed.facts.iter().map(|fact| fact.fact.kind).collect();
    let births: Vec<Date> = allowed.children.iter().filter_map(|child| family.children.get(child)?.born_on).collect();
    let named = |kinds: &BTreeSet<FactKind>| {
        let things = things(allowed.facts.iter().copied().filter(|fact| kinds.contains(&fact.fact.kind)));
        let newest = things.into_values().filter_map(|same| same.into_iter().max_by_key(|fact| fact.fact.since));
        newest
            .map(|fact| {
                format!("{} (since {}, from {})", words(fact), date_words(fact.fact.since), fact.service.title())
            })
            .collect::<Vec<String>>()
    };
    let met = rules.suggested(&kinds, &births, today);
    met.into_iter().map(|one| SuggestionLine { because: one.rule.because.clone(), facts: named(&one.facts) }).collect()
}
