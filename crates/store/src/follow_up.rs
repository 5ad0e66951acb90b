//! Facts that sources tell for centres to follow up, and what came of each.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::follow_up::FollowUpResult;
use kith_core::id::{DecisionId, FactId, RecordId, StaffId};
use kith_core::service::ServiceKind;
use kith_core::statement::FactStatement;

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::random::Drawer;
use crate::written::{read_fact, write_fact};
use crate::{StoreError, Tx};

/// One fact as a source said it of a record.
#[derive(Clone, PartialEq, Eq)]
pub struct ToldFact {
    /// Which.
    pub id: FactId,
    /// The record that it is kept with.
    pub record: RecordId,
    /// The source, by name.
    pub source: String,
    /// The service that it belongs to.
    pub service: ServiceKind,
    /// When it came in.
    pub said_at: Timestamp,
    /// What the source said.
    pub fact: FactStatement,
}

impl std::fmt::Debug for ToldFact {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ToldFact({}, hidden)", self.id)
    }
}

/// What came of following a fact up.
#[derive(Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The fact.
    pub fact: FactId,
    /// What came of it.
    pub result: FollowUpResult,
    /// The centre.
    pub centre: String,
    /// The decision that it rests on.
    pub decision: DecisionId,
    /// Who.
    pub by: StaffId,
    /// When it was written down.
    pub at: Timestamp,
    /// A note, in the caller's form.
    pub words: Vec<u8>,
}

impl std::fmt::Debug for FollowUp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FollowUp({}, {}, hidden)", self.fact, self.result.word())
    }
}

/// What one row of a source says now.
pub(crate) struct FactsOfRow<'a> {
    pub(crate) record: RecordId,
    pub(crate) service: ServiceKind,
    pub(crate) facts: &'a [FactStatement],
    /// The row is about one appointment: that it was kept is kept as a contact.
    pub(crate) is_appointment: bool,
    /// The row was known before.
    pub(crate) is_known: bool,
}

/// By what facts of one record take each other's place.
type About = (RecordId, &'static str, Option<String>);

fn about(record: RecordId, fact: &FactStatement) -> About {
    (record, fact.kind.topic(), fact.which.clone())
}

/// The columns of a fact, in the order that [`Tx::read_told_fact`] takes them.
macro_rules! columns {
    () => {
        "id, record_id, source_name, service, said_at, sealed_fact"
    };
}

fn place_of(fact: FactId, number: i64) -> String {
    format!("{fact}/{number}")
}

impl Tx {
    /// Hears what rows of a source say now: what is new is added, and what a
    /// known row says no more is over.
    pub(crate) async fn hear_facts(
        &mut self,
        (source, now): (&str, Timestamp),
        rows: &[FactsOfRow<'_>],
        drawer: &Drawer,
    ) -> Result<(), StoreError> {
        let known: Vec<RecordId> = rows.iter().filter(|row| row.is_known).map(|row| row.record).collect();
        let mut last: HashMap<About, FactStatement> = HashMap::new();
        let before = if known.is_empty() { Vec::new() } else { self.facts_of(&known).await? };
        for told in before {
            last.insert(about(told.record, &told.fact), told.fact);
        }
        let mut new: Vec<(RecordId, ServiceKind, FactStatement)> = Vec::new();
        for row in rows {
            for fact in row.facts {
                let before = last.remove(&about(row.record, fact));
                let was_told = before.as_ref().is_some_and(|before| !before.is_over);
                let is_news = if fact.is_over { was_told || !row.is_appointment } else { true };
                if is_news && before.as_ref() != Some(fact) {
                    new.push((row.record, row.service, fact.clone()));
                }
            }
            let unsaid = last.iter().filter(|((record, ..), before)| *record == row.record && !before.is_over);
            new.extend(
                unsaid.map(|(_, before)| (row.record, row.service, FactStatement { is_over: true, ..before.clone() })),
            );
        }
        self.add_facts((source, now), &new, drawer).await
    }

    async fn add_facts(
        &mut self,
        (source, now): (&str, Timestamp),
        new: &[(RecordId, ServiceKind, FactStatement)],
        drawer: &Drawer,
    ) -> Result<(), StoreError> {
        if new.is_empty() {
            return Ok(());
        }
        let first: i64 = self.value("told_fact", "SELECT COALESCE(MAX(number), 0) + 1 FROM told_fact", &[]).await?;
        let mut values = Vec::with_capacity(new.len());
        for (number, (record, service, fact)) in (first..).zip(new) {
            let id = drawer.draw(FactId::from_random)?;
            let sealed = self.seal(Sealed::Fact, id, &write_fact(fact))?;
            values.push(args![id, number, *record, source, *service, fact.since, now, sealed]);
        }
        let into =
            "INSERT INTO told_fact (id, number, record_id, source_name, service, since_on, said_at, sealed_fact)";
        self.insert(into, "", values).await
    }

    /// Everything that sources said of these records, in the order said.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a fact does not open.
    pub async fn facts_of(&mut self, records: &[RecordId]) -> Result<Vec<ToldFact>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM told_fact WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY number"
        );
        let rows = self.all(sql, &[list(records)]).await?;
        rows.iter().map(|row| self.read_told_fact(row)).collect()
    }

    /// Everything that sources said of facts that began on this day or later,
    /// in the order said.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a fact does not open.
    pub async fn facts_since(&mut self, from: Date) -> Result<Vec<ToldFact>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM told_fact WHERE since_on >= $1 ORDER BY number");
        let rows = self.all(sql, &args![from]).await?;
        rows.iter().map(|row| self.read_told_fact(row)).collect()
    }

    /// Writes down what came of following a fact up.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_follow_up(&mut self, step: &FollowUp) -> Result<(), StoreError> {
        let sql = "SELECT COALESCE(MAX(number), 0) + 1 FROM follow_up WHERE fact_id = $1";
        let number: i64 = self.value("follow_up", sql, &args![step.fact]).await?;
        let sealed = self.seal(Sealed::FollowUp, place_of(step.fact, number), &step.words)?;
        let sql = "INSERT INTO follow_up (fact_id, number, result, centre, decision_id, made_by, made_at, sealed_words) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let FollowUp { fact, result, centre, decision, by, at, .. } = step;
        self.run(sql, &args![*fact, number, result.word(), centre, *decision, *by, *at, sealed]).await.map(drop)
    }

    /// What came of these facts, in the order written.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a step does not open.
    pub async fn follow_ups_of(&mut self, facts: &[FactId]) -> Result<Vec<FollowUp>, StoreError> {
        let sql = "SELECT fact_id, number, result, centre, decision_id, made_by, made_at, sealed_words FROM follow_up \
                   WHERE fact_id IN (SELECT value FROM json_each($1)) ORDER BY made_at, fact_id, number";
        let rows = self.all(sql, &[list(facts)]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("follow_up");
            let (fact, number): (FactId, i64) = (cells.next()?, cells.next()?);
            let word: String = cells.next()?;
            Ok(FollowUp {
                fact,
                result: FollowUpResult::from_word(&word).ok_or_else(|| cells.corrupt())?,
                centre: cells.next()?,
                decision: cells.next()?,
                by: cells.next()?,
                at: cells.next()?,
                words: self.open(Sealed::FollowUp, place_of(fact, number), cells.sealed()?)?,
            })
        };
        rows.iter().map(read).collect()
    }

    fn read_told_fact(&self, row: &Row) -> Result<ToldFact, StoreError> {
        let mut cells = row.cells("told_fact");
        let id: FactId = cells.next()?;
        Ok(ToldFact {
            id,
            record: cells.next()?,
            source: cells.next()?,
            service: cells.next()?,
            said_at: cells.next()?,
            fact: {
                let plain = self.open(Sealed::Fact, id, cells.sealed()?)?;
                read_fact(&plain).ok_or_else(|| cells.corrupt())?
            },
        })
    }
}
