//! Children whose NHS number no health service states, and who holds a number,
//! from what matching knows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Date;
use kith_core::id::{PersonId, RecordId};
use kith_core::person::NhsNumber;
use kith_core::statement::Part;

use super::matching::{Known, Matching};
use crate::{App, AppError};

/// So old are the children whose numbers are looked up together.
const YEARS: i64 = 5;

/// A child whose number is missing, or stated by no health service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unnumbered {
    /// Who.
    pub(crate) person: PersonId,
    /// Their records.
    pub(crate) records: Vec<RecordId>,
    born_on: Date,
}

impl App {
    /// Every child under five whose number no health service states, the
    /// youngest first. Sealed identities are not among them.
    pub(crate) async fn children_without_number(&self, today: Date) -> Result<Vec<Unnumbered>, AppError> {
        self.keep_matching_ready().await?;
        let sources = self.db.read(|tx| Box::pin(async move { tx.sources().await })).await?;
        let health: BTreeSet<String> =
            sources.into_iter().filter(|source| source.service.is_health()).map(|source| source.name).collect();
        let kept = self.matching.lock().await;
        let matching = kept.as_ref().ok_or(AppError::Stale)?;
        let health: BTreeSet<u16> = health.iter().filter_map(|name| matching.source_named(name)).collect();
        let mut people: BTreeMap<PersonId, Vec<&Known>> = BTreeMap::new();
        for known in matching.known.iter().filter(|known| !known.is_empty) {
            if let Some(person) = known.person {
                people.entry(person).or_default().push(known);
            }
        }
        let youngest = today.saturating_sub(Span::new().years(YEARS));
        let mut found: Vec<Unnumbered> = people
            .into_iter()
            .filter_map(|(person, records)| {
                let born_on = records.iter().filter_map(|known| known.facts.born_on).min()?;
                let is_child = born_on > youngest && records.iter().any(|known| known.part == Part::Subject);
                let is_sealed = records.iter().any(|known| known.facts.compartment != 0);
                let is_stated =
                    records.iter().any(|known| known.facts.nhs_number.is_some() && health.contains(&known.source));
                let records = records.iter().map(|known| known.facts.record).collect();
                (is_child && !is_sealed && !is_stated).then_some(Unnumbered { person, records, born_on })
            })
            .collect();
        found.sort_by_key(|child| (std::cmp::Reverse(child.born_on), child.person));
        Ok(found)
    }

    /// Everybody here whose records state this number.
    pub(crate) async fn holders_of(&self, number: NhsNumber) -> Result<Vec<PersonId>, AppError> {
        let holders = self.holders_of_each(&BTreeSet::from([number])).await?;
        Ok(holders.into_values().flatten().collect())
    }

    /// Everybody here whose records state any of these numbers, by number.
    pub(crate) async fn holders_of_each(
        &self,
        numbers: &BTreeSet<NhsNumber>,
    ) -> Result<BTreeMap<NhsNumber, BTreeSet<PersonId>>, AppError> {
        self.keep_matching_ready().await?;
        let kept = self.matching.lock().await;
        let matching: &Matching = kept.as_ref().ok_or(AppError::Stale)?;
        let mut holders: BTreeMap<NhsNumber, BTreeSet<PersonId>> = BTreeMap::new();
        for known in &matching.known {
            if let Some((number, person)) = known.facts.nhs_number.zip(known.person)
                && numbers.contains(&number)
            {
                holders.entry(number).or_default().insert(person);
            }
        }
        Ok(holders)
    }
}
