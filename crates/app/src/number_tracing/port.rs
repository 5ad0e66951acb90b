//! Where a locality's connection to the national record goes. There are two
//! ways: none, and the simulator of a practice copy. A real one is another
//! way here, and only after the locality's own onboarding.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::PersonId;
use kith_core::tracing::{Answer, Fault, Question};
use kith_exchange::demographics::{Reply, Request, Simulator, read_reply, request};
use kith_store::{SourceRecord, Tx};

use super::subject::ours;
use crate::{App, AppError, FieldProblem, Who};

/// The setting that says which way numbers are looked up.
const SETTING: &str = "number-tracing";

/// So many records are read at one time.
const PAGE: u32 = 5_000;

/// How numbers are looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TracingWay {
    /// Not at all: as Kith comes.
    Off,
    /// By the simulator, in a practice copy alone.
    Simulator,
}

impl TracingWay {
    /// Every way.
    pub const ALL: [Self; 2] = [Self::Off, Self::Simulator];

    /// The word that commands and storage use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Simulator => "simulator",
        }
    }

    /// The way for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.word() == word)
    }
}

/// A connection that answers, or none.
pub(super) enum Port {
    Off,
    Simulator(Box<Simulator>),
}

impl Port {
    /// Puts one question.
    pub(super) async fn ask(&self, question: &Question, today: Date) -> Answer {
        match self.send(&request(question)).await {
            Ok(reply) => read_reply(&reply, today),
            Err(fault) => Answer::Failed(fault),
        }
    }

    /// Sends a request and waits for what comes back. A real connection sends
    /// it here, with the onboarding's own keys.
    async fn send(&self, request: &Request) -> Result<Reply, Fault> {
        match self {
            Self::Off => Err(Fault::NotConnected),
            Self::Simulator(simulator) => Ok(simulator.answer(request)),
        }
    }
}

impl App {
    /// How numbers are looked up here. A simulator never answers about real
    /// people, whatever the setting says.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn tracing_way(&self) -> Result<TracingWay, AppError> {
        let set = self.db.read(|tx| Box::pin(async move { tx.setting(SETTING).await })).await?;
        let way = set.and_then(|word| TracingWay::from_word(&word)).unwrap_or(TracingWay::Off);
        Ok(if self.is_practice().await? { way } else { TracingWay::Off })
    }

    /// Says how numbers are looked up from now on.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for the simulator where people are real;
    /// [`AppError::Refused`] for anybody but the data lead and the command
    /// line.
    pub async fn set_tracing_way(&self, who: impl Into<Who>, way: TracingWay, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        who.may_bring_files()?;
        if way == TracingWay::Simulator && !self.is_practice().await? {
            let words = "The simulator makes numbers up. It answers in a practice copy alone";
            return Err(AppError::Invalid(vec![FieldProblem::new("way", words)]));
        }
        let event = who.event(Action::SettingChange, now).with("number-tracing", way.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_setting(SETTING, way.word()).await?;
                    tx.append_audit(&event).await.map(drop)
                })
            })
            .await?;
        Ok(())
    }

    /// The connection that is set.
    pub(super) async fn port(&self) -> Result<(TracingWay, Port), AppError> {
        let way = self.tracing_way().await?;
        let port = match way {
            TracingWay::Off => Port::Off,
            TracingWay::Simulator => Port::Simulator(Box::new(self.simulator().await?)),
        };
        Ok((way, port))
    }

    /// The simulator, with everybody of the practice copy.
    async fn simulator(&self) -> Result<Simulator, AppError> {
        let people = self
            .db
            .read(|tx| {
                Box::pin(async move {
                    let whose = persons(tx).await?;
                    let mut people: HashMap<PersonId, Vec<SourceRecord>> = HashMap::new();
                    let mut after = None;
                    loop {
                        let page = tx.records_after(after, PAGE).await?;
                        let Some(last) = page.last().map(|record| record.id) else { break };
                        after = Some(last);
                        for record in page {
                            if let Some(person) = whose.get(&record.id) {
                                people.entry(*person).or_default().push(record);
                            }
                        }
                    }
                    Ok::<_, AppError>(people)
                })
            })
            .await?;
        let simulator = move || {
            let mut people: Vec<(PersonId, Vec<SourceRecord>)> = people.into_iter().collect();
            people.sort_by_key(|(person, _)| *person);
            let said: Vec<_> = people.iter().map(|(_, records)| ours(records).0).collect();
            Simulator::new(&said)
        };
        tokio::task::spawn_blocking(simulator).await.map_err(|fault| AppError::Broken(fault.into()))
    }
}

async fn persons(tx: &mut Tx) -> Result<HashMap<kith_core::id::RecordId, PersonId>, AppError> {
    let mut all = HashMap::new();
    let mut after = None;
    loop {
        let page = tx.persons_after(after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(all) };
        after = Some(*last);
        all.extend(page);
    }
}
