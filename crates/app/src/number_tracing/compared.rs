//! A proposal as its page shows it: what is held here and what the national
//! record says, side by side.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::id::{StaffId, TraceId};
use kith_core::person::{Address, Name, Sex};
use kith_core::statement::PersonStatement;
use kith_core::tracing::{Agreement, NumberStatus, Outcome, Step, TracedField};
use kith_store::Tx;

use super::answer;
use super::gate::{self, Opened};
use crate::matching::may_match;
use crate::words::date_words;
use crate::{App, AppError, Asker};

/// One field of both.
#[derive(Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// The field.
    pub title: &'static str,
    /// What is held here, and what the national record says; empty for
    /// nothing.
    pub values: [String; 2],
    /// How the two stand to each other.
    pub agreement: Agreement,
}

impl std::fmt::Debug for NumberRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "NumberRow({}, hidden)", self.title)
    }
}

/// What somebody said of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberAnswerLine {
    /// Who.
    pub who: String,
    /// When.
    pub at: Timestamp,
    /// What, in words.
    pub what: &'static str,
    /// What they noted.
    pub note: Option<String>,
}

/// One proposal.
#[derive(Debug, Clone)]
pub struct NumberComparison {
    /// Which look-up.
    pub trace: TraceId,
    /// What it came to.
    pub outcome: Outcome,
    /// How sure the number is until somebody has answered.
    pub status: NumberStatus,
    /// The question that found the record.
    pub step: Option<Step>,
    /// How well the record fits, in a hundred.
    pub score_percent: Option<u32>,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Field by field.
    pub rows: Vec<NumberRow>,
    /// The national record says that the person has died.
    pub has_died: bool,
    /// Why the person is no longer registered with a practice.
    pub removal: Option<String>,
    /// So many others here hold the number.
    pub other_holders: usize,
    /// Why what was found cannot be taken in.
    pub cannot_be_taken: Option<&'static str>,
    /// The answer that stands.
    pub answered: Option<NumberAnswerLine>,
    /// What was taken in stands on this person.
    pub is_taken_in: bool,
    /// Everything that was said of it, newest first.
    pub history: Vec<NumberAnswerLine>,
    /// The place of the newest of it.
    pub seen: u32,
    /// How many proposals wait.
    pub waiting: u64,
}

impl App {
    /// Shows a proposal side by side with what is held here.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none, or somebody in it is kept
    /// safe; [`AppError::Refused`] where the rules let nothing through.
    pub async fn compare_number(
        &self,
        asker: &Asker,
        trace: TraceId,
        now: Timestamp,
    ) -> Result<NumberComparison, AppError> {
        may_match(asker, now)?;
        let (holders, waiting) = (self.holders_of_proposal(trace).await?, self.proposals().await?.len() as u64);
        let (reader, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let opened = match gate::open(tx, &reader, &rules, &holders, (trace, now)).await? {
                        Ok(opened) => opened,
                        Err(refused) => return Ok(Err(refused)),
                    };
                    let compared = opened.compared(tx, waiting).await?;
                    Ok::<_, AppError>(opened.permit(compared))
                })
            })
            .await?
    }
}

impl Opened {
    async fn compared(&self, tx: &mut Tx, waiting: u64) -> Result<NumberComparison, AppError> {
        let staff: Vec<StaffId> = self.answers.iter().map(|said| said.by).collect();
        let names = tx.names_of_staff(&staff).await?;
        let line = |said: &kith_store::NumberAnswer| NumberAnswerLine {
            who: name_of(&names, said.by),
            at: said.at,
            what: answer::words(&said.answer),
            note: said.note.clone(),
        };
        let taken = self.standing().and_then(|said| said.record);
        let is_taken_in = match taken {
            Some(record) => {
                let whose = tx.persons_of_records(&[record]).await?;
                whose.first().is_some_and(|(_, person)| *person == self.person)
            }
            None => false,
        };
        Ok(NumberComparison {
            trace: self.trace.id,
            outcome: self.trace.outcome,
            status: match (is_taken_in, &self.found.status) {
                (true, Some(status)) => *status,
                _ => self.trace.outcome.status(),
            },
            step: self.trace.step,
            score_percent: self.trace.score_milli.map(|score| score / 10),
            asked_at: self.trace.asked_at,
            rows: self.rows(),
            has_died: self.found.has_died,
            removal: self.found.removal.clone(),
            other_holders: self.other_holders,
            cannot_be_taken: self.cannot_be_taken(),
            answered: self.standing().map(line),
            is_taken_in,
            history: self.answers.iter().rev().map(line).collect(),
            seen: self.newest(),
            waiting,
        })
    }

    fn rows(&self) -> Vec<NumberRow> {
        let theirs = PersonStatement { nhs_number: Some(self.found.number), ..self.found.says.clone() };
        let row = |line: &kith_core::tracing::Compared| {
            let mut values = [value(line.field, &self.subject.ours), value(line.field, &theirs)];
            if line.field == TracedField::Death && values[1].is_empty() && self.found.has_died {
                values[1] = "Yes, no day given".to_owned();
            }
            NumberRow { title: line.field.title(), values, agreement: line.agreement }
        };
        self.compared.iter().map(row).collect()
    }
}

fn name_of(names: &BTreeMap<StaffId, String>, staff: StaffId) -> String {
    names.get(&staff).cloned().unwrap_or_else(|| "Somebody".to_owned())
}

/// What a statement says in a field, for screens; empty for nothing.
fn value(field: TracedField, said: &PersonStatement) -> String {
    let name = |name: &Option<Name>| name.as_ref().map(Name::for_screen);
    let words = match field {
        TracedField::Number => said.nhs_number.map(|number| number.to_string()),
        TracedField::GivenName => name(&said.given_name),
        TracedField::MiddleName => name(&said.middle_name),
        TracedField::FamilyName => name(&said.family_name),
        TracedField::Birth => said.born_on.map(date_words),
        TracedField::Death => said.died_on.map(date_words),
        TracedField::Sex => match said.sex {
            Some(Sex::Female) => Some("Female".to_owned()),
            Some(Sex::Male) => Some("Male".to_owned()),
            Some(Sex::NotKnown) | None => None,
        },
        TracedField::BirthOrder => said.birth_order.map(|order| format!("Number {order}")),
        TracedField::Address => said.address.as_ref().map(Address::for_screen),
        TracedField::Telephone => said.telephone.as_ref().map(ToString::to_string),
        TracedField::Practice => said.practice.clone(),
    };
    words.unwrap_or_default()
}
