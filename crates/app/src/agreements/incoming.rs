//! Under which agreement a source comes in: signed and in date, or its rows
//! stay outside (S000-7, S003-ISo, A21). Nobody's record is read here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{Agreement, AgreementDraft, FlowDesign, IncomingRule, MayRun, NATIONAL_MESSAGES};
use kith_core::audit::Action;
use kith_core::sharing::Kind;
use kith_core::workforce::Role;
use kith_exchange::SourceMap;
use kith_store::{StoreError, Tx};

use super::running::why_stopped;
use super::{Register, may_keep};
use crate::messages::reads_messages;
use crate::words::date_words;
use crate::{App, AppError, FieldProblem, Refusal, Who};

/// The setting with what becomes of a source that no agreement names.
pub(super) const RULE: &str = "agreement-incoming";

/// Sources of which one family at a time is taken in, by a member of staff:
/// no feed, and no agreement ever decides about one family (A21).
const ONE_BY_ONE: [&str; 3] = ["another-authority", "antenatal-form", crate::number_tracing::NATIONAL];

/// The flow under which a source comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComesUnder {
    /// The agreement's name.
    pub agreement: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// The flow's name.
    pub flow: String,
    /// Its last day.
    pub until: Date,
    /// It ends in so many days.
    pub ends_in: Option<i32>,
}

/// Whether a source may come in today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// It may, under this flow.
    Under(ComesUnder),
    /// An agreement names it, and none that does may run.
    Stopped {
        /// The title of the agreement.
        title: String,
        /// Why it may not run, in words.
        because: String,
    },
    /// It may: no agreement names it, and the locality only warns of that.
    Unnamed,
    /// It may not: no agreement names it.
    Blocked,
}

impl Incoming {
    /// Whether it may come in.
    #[must_use]
    pub fn may_come_in(&self) -> bool {
        matches!(self, Self::Under(_) | Self::Unnamed)
    }

    /// Where it stands, in sentences.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Under(ComesUnder { title, flow, until, ends_in, .. }) => {
                let under = format!("Under “{title}”, flow {flow}, until {}.", date_words(*until));
                match ends_in {
                    Some(1) => format!("{under} That is today. Renew it now."),
                    Some(days) => format!("{under} It ends in {days} days. Renew it now."),
                    None => under,
                }
            }
            Self::Stopped { because, .. } => format!("Stopped. {because}"),
            Self::Unnamed => "No agreement names it.".to_owned(),
            Self::Blocked => {
                "Stopped. No agreement names it, and nothing comes in here without an agreement.".to_owned()
            }
        }
    }

    /// How it comes to a yes, one step a line; nothing where it may come in.
    #[must_use]
    pub fn ways_to_yes(&self) -> Vec<String> {
        match self {
            Self::Under(_) | Self::Unnamed => Vec::new(),
            Self::Stopped { title, .. } => {
                vec![format!("Have “{title}” signed by everybody who agrees, or renew it. Then it comes in.")]
            }
            Self::Blocked => vec![
                "Write an agreement that names this source, and have it signed by everybody who agrees.".to_owned(),
                "Or ask the Caldicott Guardian to let sources in without an agreement, with a warning.".to_owned(),
            ],
        }
    }

    /// Why a file may not come in, and how to get to yes.
    pub(crate) fn refusal(&self, file_name: &str) -> AppError {
        let mut ways_to_yes = self.ways_to_yes();
        ways_to_yes.push(format!("{file_name} waits under Files in and out. Nothing of it is lost: import it then."));
        AppError::Refused(Box::new(Refusal {
            heading: "This file may not come in yet".to_owned(),
            because: self.words(),
            ways_to_yes,
            citations: vec!["002 ¶23".to_owned()],
            decision: None,
        }))
    }
}

/// Whether a source sends a feed, which an agreement can name.
pub(crate) fn is_feed(source: &str) -> bool {
    !ONE_BY_ONE.contains(&source)
}

/// Whether a flow brings a source in.
fn brings(flow: &FlowDesign, source: &str) -> bool {
    flow.brings.contains(source) || (reads_messages(source) && flow.brings.contains(NATIONAL_MESSAGES))
}

/// What the register says today about every source.
pub(crate) struct IncomingFlows {
    rule: IncomingRule,
    /// Each flow that brings something in, and whether it may run.
    flows: Vec<(FlowDesign, Result<ComesUnder, Incoming>)>,
}

impl IncomingFlows {
    pub(crate) async fn read(tx: &mut Tx, today: Date) -> Result<Self, AppError> {
        let register = Register::read(tx).await?;
        let mut flows = Vec::new();
        for agreement in register.all() {
            for flow in agreement.flows.iter().filter(|flow| !flow.brings.is_empty()) {
                flows.push((flow.clone(), register.comes_under(agreement, flow, today)?));
            }
        }
        Ok(Self { rule: register.rule, flows })
    }

    /// Whether a source may come in: under the first flow that may run,
    /// otherwise with why the first that names it may not.
    pub(crate) fn of(&self, source: &str) -> Incoming {
        if !is_feed(source) {
            return Incoming::Unnamed;
        }
        let named = || self.flows.iter().filter(|(flow, _)| brings(flow, source)).map(|(_, stands)| stands);
        let stopped = || named().find_map(|stands| stands.as_ref().err()).cloned();
        match named().find_map(|stands| stands.as_ref().ok()) {
            Some(under) => Incoming::Under(under.clone()),
            None => stopped().unwrap_or(match self.rule {
                IncomingRule::Warn => Incoming::Unnamed,
                IncomingRule::Block => Incoming::Blocked,
            }),
        }
    }
}

impl Register {
    fn comes_under(
        &self,
        agreement: &Agreement,
        flow: &FlowDesign,
        today: Date,
    ) -> Result<Result<ComesUnder, Incoming>, AppError> {
        let above = agreement.under.as_ref().and_then(|above| self.newest_of(above)).map(|(_, above)| above.until);
        let under = |ends_in| ComesUnder {
            agreement: agreement.name.clone(),
            title: agreement.title.clone(),
            version: self.versions(&agreement.name),
            flow: flow.name.clone(),
            until: above.map_or(agreement.until, |above| above.min(agreement.until)),
            ends_in,
        };
        Ok(match self.may_run(agreement, today).ok_or(AppError::NotFound)? {
            MayRun::Yes => Ok(under(None)),
            MayRun::YesFor(days) => Ok(under(Some(days))),
            MayRun::No(standing) | MayRun::NotAbove(standing) => Err(Incoming::Stopped {
                title: agreement.title.clone(),
                because: format!("{}: {}", agreement.title, why_stopped(&standing)),
            }),
        })
    }
}

async fn rule(tx: &mut Tx) -> Result<IncomingRule, AppError> {
    Ok(rule_of(&tx.setting(RULE).await?.unwrap_or_default()))
}

/// The rule that a setting says.
pub(super) fn rule_of(word: &str) -> IncomingRule {
    IncomingRule::from_word(word).unwrap_or(IncomingRule::Warn)
}

/// How many sources come in without an agreement, or are stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IncomingCounts {
    /// Something came of them, and no agreement names them.
    pub without: usize,
    /// They may not come in.
    pub stopped: usize,
}

impl IncomingCounts {
    /// In sentences; nothing where every source has its agreement.
    #[must_use]
    pub fn words(&self) -> String {
        let sources = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 source {one}.")),
            count => Some(format!("{count} sources {many}.")),
        };
        let without = sources(self.without, "comes in without an agreement", "come in without an agreement");
        let stopped = sources(self.stopped, "is stopped and may not come in", "are stopped and may not come in");
        without.into_iter().chain(stopped).collect::<Vec<_>>().join(" ")
    }

    /// Counts sources, each with whether something of it was ever taken in.
    pub(crate) fn of(sources: impl Iterator<Item = (Incoming, bool)>) -> Self {
        let mut counts = Self::default();
        for (incoming, has_sent) in sources {
            match incoming {
                Incoming::Under(_) => {}
                Incoming::Unnamed => counts.without += usize::from(has_sent),
                Incoming::Stopped { .. } => counts.stopped += 1,
                Incoming::Blocked => counts.stopped += usize::from(has_sent),
            }
        }
        counts
    }
}

/// Counts the sources of the locality.
pub(crate) async fn incoming_counts(tx: &mut Tx, today: Date) -> Result<IncomingCounts, AppError> {
    let flows = IncomingFlows::read(tx, today).await?;
    let feeds = tx.sources().await?.into_iter().filter(|source| is_feed(&source.name));
    Ok(IncomingCounts::of(feeds.map(|source| (flows.of(&source.name), source.extract_on.is_some()))))
}

/// A source that a flow brings in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BroughtSource {
    /// Its name.
    pub name: String,
    /// What screens call it.
    pub title: String,
    /// What its rows hold of which every case is decided on its own: the
    /// agreement shares none of that.
    pub case_by_case: Vec<Kind>,
}

impl BroughtSource {
    /// What it is, and what of it the agreement does not share, in sentences.
    #[must_use]
    pub fn words(&self) -> String {
        let Self { name, title, case_by_case } = self;
        if case_by_case.is_empty() {
            return format!("{title} ({name}).");
        }
        let kinds: Vec<&str> = case_by_case.iter().map(|kind| kind.title()).collect();
        format!(
            "{title} ({name}). Its rows also hold: {}. This agreement shares none of that: each look is decided case \
             by case.",
            kinds.join("; ")
        )
    }
}

/// The sources that the flows of an agreement bring in, by name.
pub(super) async fn brought(tx: &mut Tx, agreement: &Agreement) -> Result<BTreeMap<String, BroughtSource>, AppError> {
    let names: BTreeSet<&String> = agreement.flows.iter().flat_map(|flow| &flow.brings).collect();
    let mut brought = BTreeMap::new();
    for name in names {
        let (title, case_by_case) = match map_of(tx, name).await? {
            Some(map) => (map.title.clone(), map.case_by_case().into_iter().collect()),
            None if name == NATIONAL_MESSAGES => ("All national messages".to_owned(), Vec::new()),
            None => (name.clone(), Vec::new()),
        };
        brought.insert(name.clone(), BroughtSource { name: name.clone(), title, case_by_case });
    }
    Ok(brought)
}

/// The map of a source that sends a feed; none where there is no such source.
async fn map_of(tx: &mut Tx, name: &str) -> Result<Option<SourceMap>, AppError> {
    match tx.source(name).await {
        Ok(source) if is_feed(name) => {
            let broken = |faults| AppError::Broken(anyhow::anyhow!("the map of {name} does not hold: {faults:?}"));
            SourceMap::parse(&source.map).map(Some).map_err(broken)
        }
        Ok(_) | Err(StoreError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Tests the sources that a draft brings in against those of the locality.
pub(super) async fn known(tx: &mut Tx, agreement: &Agreement) -> Result<(), AppError> {
    let mut problems = Vec::new();
    for flow in &agreement.flows {
        for name in flow.brings.iter().filter(|name| *name != NATIONAL_MESSAGES) {
            let says = match map_of(tx, name).await? {
                None if is_feed(name) => format!(
                    "There is no source called {name}. Add it first with kith source add {name}, or take it off flow {}",
                    flow.name
                ),
                None => format!("{name} is taken in family by family. Take it off: it needs no agreement"),
                Some(map) if map.is_of_a_sensitive_service() && flow.plans_involvement() => format!(
                    "That {} works with somebody is decided case by case. Take “Who works with the family” off flow \
                     {}, or make a flow of its own for {name} (¶8; ¶17; ¶23)",
                    map.service.title(),
                    flow.name
                ),
                Some(_) => continue,
            };
            problems.push(FieldProblem::new("brings", says));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) }
}

/// The draft with each source once, in one order: the text that is kept reads
/// as the agreement does.
pub(super) fn in_order(mut draft: AgreementDraft) -> AgreementDraft {
    for flow in &mut draft.flows {
        let named: BTreeSet<String> = flow.brings.iter().map(|name| name.trim().to_owned()).collect();
        flow.brings = named.into_iter().filter(|name| !name.is_empty()).collect();
    }
    draft
}

impl App {
    /// The sources that a flow can bring in: name and title.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that do not keep the register.
    pub async fn sources_to_bring(&self, who: impl Into<Who>) -> Result<Vec<(String, String)>, AppError> {
        may_keep(&who.into())?;
        let sources = self.db.read(|tx| Box::pin(async move { tx.sources().await })).await?;
        let feeds =
            sources.into_iter().filter(|source| is_feed(&source.name)).map(|source| (source.name, source.title));
        let messages = (NATIONAL_MESSAGES.to_owned(), "All national messages".to_owned());
        Ok(feeds.chain([messages]).collect())
    }

    /// What becomes of a source that no agreement names.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that do not keep the register.
    pub async fn incoming_rule(&self, who: impl Into<Who>) -> Result<IncomingRule, AppError> {
        may_keep(&who.into())?;
        self.db.read(|tx| Box::pin(rule(tx))).await
    }

    /// Says what becomes of a source that no agreement names, from now on.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but the Caldicott Guardian and the
    /// command line; [`AppError::Invalid`] for a word that is neither.
    pub async fn say_incoming(
        &self,
        who: impl Into<Who>,
        word: &str,
        now: Timestamp,
    ) -> Result<IncomingRule, AppError> {
        let who = who.into();
        if matches!(&who, Who::Asker(asker) if asker.staff.role != Role::CaldicottGuardian) {
            return Err(AppError::NotFound);
        }
        let Some(rule) = IncomingRule::from_word(word.trim()) else {
            let says = format!("Choose one: {}", IncomingRule::WORDS.join(" or "));
            return Err(AppError::Invalid(vec![FieldProblem::new("incoming", says)]));
        };
        let changed = who.event(Action::SettingChange, now).with(RULE, rule.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_setting(RULE, rule.word()).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        self.take_what_waited(now).await;
        Ok(rule)
    }

    /// Takes messages in that waited for an agreement, once one may run. What
    /// goes wrong is tried again with the next message and at the next look.
    pub async fn take_what_waited(&self, now: Timestamp) {
        if let Err(error) = self.take_held_messages_in(now).await {
            tracing::warn!("messages that waited for an agreement could not be taken in: {error}");
        }
    }

    async fn take_held_messages_in(&self, now: Timestamp) -> Result<(), AppError> {
        let held = self.db.read(|tx| Box::pin(async move { tx.messages_held().await })).await?;
        if held.is_empty() { Ok(()) } else { self.take_messages_in(Who::Job, now).await.map(drop) }
    }
}
