//! The door for national messages: births, moves, deaths, changes of record,
//! professional contacts.
//!
//! Invariants: a message is kept, sealed, before anything else is done with
//! it, and the one who brought it hears of it only then: nothing is lost on a
//! crash. The same bytes, or the same message under its own identifier, count
//! once. Of two messages about one thing the one that was written later
//! counts, in whatever order they come. What cannot be used is put where the
//! data lead sees it, with what is wrong and what to do, and nothing that the
//! message says. Every message is in the audit, also one that changes nothing.

mod babies;
mod held;
mod order;
mod page;
mod reading;
mod taking;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::IncomingId;
use kith_exchange::message::{Fault, MessageEvent, read_envelope};
use kith_store::{KeptMessage, Keys, NewMessage};
use tokio::sync::OnceCell;

use self::reading::Reading;

use crate::import::{FEW, ImportProgress, TakenFile, Who, end_file_of};
use crate::{App, AppError, door};

pub use held::HeldFeed;
pub use kith_store::MessageState;
pub use page::{FeedLine, MessageDay, MessageLine, MessagesPage, PUT_ASIDE_REASONS};
pub(crate) use reading::{Maps, reads_messages};

/// So many messages are kept, or taken in, in one transaction.
const GROUP: usize = 1_000;

/// So many bytes of messages are worked on at one time.
const GROUP_BYTES: usize = 48 << 20;

/// The way a message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Somebody brought it on the page for files.
    Upload,
    /// It lay in the watched folder.
    Folder,
    /// A command named it.
    CommandLine,
    /// The national message exchange carried it.
    Exchange,
}

impl Channel {
    /// The word that storage and screens use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::Folder => "folder",
            Self::CommandLine => "command line",
            Self::Exchange => "message exchange",
        }
    }
}

/// A message as it arrived.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The name of its file, for people.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Arrival {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Arrival(hidden)")
    }
}

/// What became of a message that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageOutcome {
    /// Which message.
    pub message: IncomingId,
    /// How far it is.
    pub state: MessageState,
    /// It was here already: nothing was done.
    pub is_repeat: bool,
    /// What is wrong with it, and what to do.
    pub problem: Option<(String, String)>,
}

/// What working on messages did, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MessagesTally {
    /// Messages that count now.
    pub taken_in: u64,
    /// Messages that something written later has overtaken.
    pub superseded: u64,
    /// Messages that cannot be used as they are.
    pub quarantined: u64,
    /// Messages that wait for an agreement.
    pub held: u64,
}

impl App {
    /// Takes one message: keeps it, then does what it says. Its people can be
    /// found when this returns.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody but a data lead, the command line and
    /// the job; [`AppError::Broken`] when the records cannot be written: once
    /// the message is kept it is finished later.
    pub async fn receive_message(
        &self,
        who: impl Into<Who>,
        channel: Channel,
        arrival: Arrival,
        now: Timestamp,
    ) -> Result<MessageOutcome, AppError> {
        let outcomes = self.receive_messages(who, channel, vec![arrival], now).await?;
        outcomes.into_iter().next().ok_or(AppError::NotFound)
    }

    /// The same for many, in groups.
    ///
    /// # Errors
    /// As [`App::receive_message`].
    pub async fn receive_messages(
        &self,
        who: impl Into<Who>,
        channel: Channel,
        arrivals: Vec<Arrival>,
        now: Timestamp,
    ) -> Result<Vec<MessageOutcome>, AppError> {
        let who = who.into();
        let kept = self.keep_messages(&who, channel, arrivals, now).await?;
        self.take_messages_in(&who, now).await?;
        let ids: Vec<IncomingId> = kept.iter().map(|outcome| outcome.message).collect();
        let now_kept = self.db.read(move |tx| Box::pin(async move { tx.messages_of(&ids).await })).await?;
        let by_id: HashMap<IncomingId, KeptMessage> =
            now_kept.into_iter().map(|message| (message.id, message)).collect();
        let outcome = |kept: MessageOutcome| match by_id.get(&kept.message) {
            Some(message) => outcome_of(message, kept.is_repeat),
            None => kept,
        };
        Ok(kept.into_iter().map(outcome).collect())
    }

    /// Keeps messages and does nothing else yet: whoever carried them may let
    /// go of them when this returns.
    ///
    /// # Errors
    /// As [`App::receive_message`].
    pub async fn keep_messages(
        &self,
        who: impl Into<Who>,
        channel: Channel,
        arrivals: Vec<Arrival>,
        now: Timestamp,
    ) -> Result<Vec<MessageOutcome>, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let keys = self.db.read(|tx| Box::pin(async move { Ok::<_, AppError>(tx.keys().clone()) })).await?;
        let sort = |group: Vec<Arrival>| {
            let keys = keys.clone();
            let sort = move |arrival| sorted(arrival, channel, &keys, now);
            tokio::task::spawn_blocking(move || group.into_iter().map(sort).collect::<Result<Vec<_>, AppError>>())
        };
        let mut outcomes = Vec::with_capacity(arrivals.len());
        let mut groups = groups(arrivals).into_iter();
        let mut sorting = groups.next().map(sort);
        while let Some(sorted) = sorting.take() {
            let arrived = sorted.await.map_err(|fault| AppError::Broken(fault.into()))??;
            // While one group is written the next is sorted.
            sorting = groups.next().map(sort);
            let who = who.clone();
            outcomes
                .extend(self.db.write(move |tx| Box::pin(async move { keep(tx, &who, arrived, now).await })).await?);
        }
        Ok(outcomes)
    }

    /// Does what every message says that is kept and was not worked on yet:
    /// those that came just now, and those that a crash left. Safe at any
    /// time.
    ///
    /// # Errors
    /// As [`App::receive_message`].
    pub async fn take_messages_in(&self, who: impl Into<Who>, now: Timestamp) -> Result<MessagesTally, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        // One at a time in a process: another would only do the same again.
        let _alone = self.messages.lock().await;
        self.end_message_files(&who, now).await?;
        self.let_held_messages_go(&who, now).await?;
        let mut all = MessagesTally::default();
        let maps = OnceCell::new();
        let mut next = self.read_group(None, &maps, now).await?;
        while let Some(group) = next {
            let last = group.last;
            // While one group is taken in the next is read.
            let (taken, ahead) =
                tokio::join!(self.take_group(&who, group, now), self.read_group(Some(last), &maps, now));
            let more = taken?;
            all.taken_in += more.taken_in;
            all.superseded += more.superseded;
            all.quarantined += more.quarantined;
            all.held += more.held;
            next = match ahead? {
                Some(group) => Some(group),
                // What came meanwhile may stand before the last.
                None => self.read_group(None, &maps, now).await?,
            };
        }
        Ok(all)
    }

    /// Reads the oldest messages that wait, behind the one that is named; none
    /// when nothing waits there.
    async fn read_group(
        &self,
        after: Option<(Timestamp, IncomingId)>,
        maps: &OnceCell<Maps>,
        now: Timestamp,
    ) -> Result<Option<ReadGroup>, AppError> {
        let (waiting, keys) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let waiting = tx.messages_waiting(after, u32::try_from(GROUP).unwrap_or(u32::MAX)).await?;
                    let opened = tx.messages_opened(&within_reach(&waiting)).await?;
                    Ok::<_, AppError>((opened, tx.keys().clone()))
                })
            })
            .await?;
        let Some(last) = waiting.last().map(|message| (message.kept.received_at, message.kept.id)) else {
            return Ok(None);
        };
        let maps = maps.get_or_try_init(|| self.message_maps()).await?.clone();
        let (reading_maps, today) = (maps.clone(), door::today(now));
        let read = move || waiting.into_iter().map(|message| reading_maps.read(message, &keys, today)).collect();
        let read = tokio::task::spawn_blocking(read).await.map_err(|fault| AppError::Broken(fault.into()))?;
        Ok(Some(ReadGroup { read, maps, last }))
    }

    async fn take_group(&self, who: &Who, group: ReadGroup, now: Timestamp) -> Result<MessagesTally, AppError> {
        let group = Arc::new(group);
        if group.read.len() <= FEW
            && let Some(tally) = self.take_few(who, group.clone(), now).await?
        {
            return Ok(tally);
        }
        self.keep_matching_ready().await?;
        let taking_who = who.clone();
        let taken =
            self.db.write(move |tx| Box::pin(async move { taking::take(tx, &taking_who, &group, now).await })).await?;
        let mut files = Vec::with_capacity(taken.files.len());
        for (file, rows) in taken.files {
            self.tell_matching((&rows.source, rows.version), &rows.rows, &rows.taken, now).await;
            files.push(TakenFile::new(file, &rows.taken));
        }
        if !files.is_empty() {
            self.match_files(who, files, now, &mut ImportProgress::silent()).await?;
        }
        Ok(taken.tally)
    }

    /// Takes a few messages in and matches their people in one transaction;
    /// none where they have to take the long road.
    async fn take_few(
        &self,
        who: &Who,
        group: Arc<ReadGroup>,
        now: Timestamp,
    ) -> Result<Option<MessagesTally>, AppError> {
        let (takes, ends) = (who.clone(), who.clone());
        self.take_at_once(
            who,
            now,
            move |tx| {
                Box::pin(async move {
                    let taken = taking::take(tx, &takes, &group, now).await?;
                    let (files, rows): (Vec<_>, Vec<_>) = taken.files.into_iter().unzip();
                    Ok((rows, (files, taken.tally)))
                })
            },
            move |tx, ((files, tally), _)| {
                Box::pin(async move {
                    for file in files {
                        end_file_of(tx, &ends, file, now).await?;
                    }
                    Ok(tally)
                })
            },
        )
        .await
    }

    /// Reads every record for matching ahead of the first message, which would
    /// have to wait for it otherwise.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn be_ready_for_messages(&self) -> Result<(), AppError> {
        self.keep_matching_ready().await
    }

    /// Matches the people of messages that were in when something came
    /// between.
    async fn end_message_files(&self, who: &Who, now: Timestamp) -> Result<(), AppError> {
        let files = self.db.read(|tx| Box::pin(async move { tx.message_files_on_the_way().await })).await?;
        let mut taken = Vec::with_capacity(files.len());
        for file in files {
            taken.extend(self.take_in(who, file, now, &mut ImportProgress::silent()).await?);
        }
        if taken.is_empty() {
            return Ok(());
        }
        self.match_files(who, taken, now, &mut ImportProgress::silent()).await.map(drop)
    }
}

/// Messages that are read and wait to be taken in together.
struct ReadGroup {
    read: Vec<Reading>,
    maps: Maps,
    /// The one that stands last: when it came, and which it is.
    last: (Timestamp, IncomingId),
}

/// Arrivals in groups that are neither too many nor too large.
fn groups(arrivals: Vec<Arrival>) -> Vec<Vec<Arrival>> {
    let (mut groups, mut bytes) = (Vec::<Vec<Arrival>>::new(), 0);
    for arrival in arrivals {
        bytes += arrival.bytes.len();
        match groups.last_mut() {
            Some(group) if group.len() < GROUP && bytes <= GROUP_BYTES => group.push(arrival),
            _ => {
                bytes = arrival.bytes.len();
                groups.push(vec![arrival]);
            }
        }
    }
    groups
}

/// As many of the waiting messages as can be held in memory; the first always.
fn within_reach(waiting: &[(IncomingId, u64)]) -> Vec<IncomingId> {
    let mut bytes = 0;
    let fits = |(place, (_, size)): &(usize, &(IncomingId, u64))| {
        bytes += *size;
        *place == 0 || bytes <= GROUP_BYTES as u64
    };
    waiting.iter().enumerate().take_while(fits).map(|(_, (id, _))| *id).collect()
}

/// What the envelope of an arrival says, and whether there is anything to do.
fn sorted(arrival: Arrival, channel: Channel, keys: &Keys, now: Timestamp) -> Result<NewMessage, AppError> {
    let envelope = read_envelope(&arrival.bytes);
    let mut kept = KeptMessage {
        id: door::fresh(IncomingId::from_random)?,
        message_key: None,
        digest: keys.message_digest(&arrival.bytes),
        state: MessageState::Received,
        event: None,
        written_at: None,
        received_at: now,
        channel: channel.word().to_owned(),
        copies: 1,
        source_name: None,
        file: None,
        problem: None,
        settled_because: None,
        settled_by: None,
        settled_at: None,
    };
    let mut bytes = arrival.bytes;
    match envelope {
        Ok(envelope) => {
            kept.message_key = Some(keys.message_key(envelope.id.as_str()));
            kept.event = Some(envelope.event.code().to_owned());
            kept.written_at = Some(envelope.written_at);
            kept.source_name = reading::source_of(envelope.event).map(str::to_owned);
            if let Some(why) = not_needed(envelope.event) {
                kept.state = MessageState::Ignored;
                kept.problem = Some(why.to_owned());
                bytes = Vec::new();
            }
        }
        Err(problem) => {
            kept.state = MessageState::Quarantined;
            kept.problem = Some(reading::problem_words(&problem));
            if matches!(problem.fault, Fault::TooLarge { .. }) {
                bytes = Vec::new();
            }
        }
    }
    let name = arrival.name.chars().filter(|letter| !letter.is_control()).take(200).collect();
    Ok(NewMessage { kept, name, bytes })
}

/// Why a message of an event is not needed here, where it is not: its text is
/// then not kept either.
fn not_needed(event: MessageEvent) -> Option<&'static str> {
    match event {
        MessageEvent::NewbornHearing | MessageEvent::NewbornExamination | MessageEvent::BloodSpot => Some(
            "The results of screening are not needed to know who works with a family. The text was not kept.\n\
             End the subscription to this event if nobody else needs it.",
        ),
        MessageEvent::Vaccination => Some(
            "Vaccinations are not read here yet. The text was not kept.\n\
             End the subscription to this event if nobody else needs it.",
        ),
        MessageEvent::Birth
        | MessageEvent::ChangeOfAddress
        | MessageEvent::ChangeOfPractice
        | MessageEvent::Death
        | MessageEvent::RecordChange
        | MessageEvent::ProfessionalContact => None,
    }
}

/// Keeps those that are not here yet, and counts the others.
async fn keep(
    tx: &mut kith_store::Tx,
    who: &Who,
    arrived: Vec<NewMessage>,
    now: Timestamp,
) -> Result<Vec<MessageOutcome>, AppError> {
    let digests: Vec<String> = arrived.iter().map(|message| message.kept.digest.clone()).collect();
    let ids: Vec<String> = arrived.iter().filter_map(|message| message.kept.message_key.clone()).collect();
    let mut by_digest: BTreeMap<String, KeptMessage> = BTreeMap::new();
    let mut known_ids: BTreeSet<String> = BTreeSet::new();
    for kept in tx.messages_kept(&digests, &ids).await? {
        known_ids.extend(kept.message_key.clone());
        by_digest.insert(kept.digest.clone(), kept);
    }
    let (mut outcomes, mut new, mut again) = (Vec::with_capacity(arrived.len()), Vec::new(), Vec::new());
    let mut events = Vec::with_capacity(arrived.len());
    for mut message in arrived {
        let event = who.event(Action::Message, now).with("channel", &message.kept.channel);
        if let Some(kept) = by_digest.get(&message.kept.digest) {
            again.push(kept.id);
            events.push(event.about(kept.id).outcome("repeat"));
            outcomes.push(outcome_of(kept, true));
            continue;
        }
        if message.kept.message_key.as_ref().is_some_and(|id| known_ids.contains(id)) {
            message.kept.message_key = None;
            message.kept.state = MessageState::Quarantined;
            message.kept.problem = Some(SAME_IDENTIFIER.to_owned());
        }
        let kept = &message.kept;
        let event = event.about(kept.id).outcome(kept.state.word());
        let event = match &kept.event {
            Some(code) => event.with("event", code),
            None => event,
        };
        events.push(event);
        outcomes.push(outcome_of(kept, false));
        known_ids.extend(kept.message_key.clone());
        by_digest.insert(kept.digest.clone(), kept.clone());
        new.push(message);
    }
    tx.append_audit_of_all(&events).await?;
    tx.add_messages(&new).await?;
    tx.count_copies(&again).await?;
    Ok(outcomes)
}

const SAME_IDENTIFIER: &str = "A message with the same identifier came before and says something else.\n\
                               Ask the sender which of the two is right, and to send it under an identifier of its own.";

fn outcome_of(kept: &KeptMessage, is_repeat: bool) -> MessageOutcome {
    MessageOutcome { message: kept.id, state: kept.state, is_repeat, problem: kept.problem.as_deref().map(two_lines) }
}

/// What is wrong and what to do, apart.
fn two_lines(words: &str) -> (String, String) {
    let (what, how) = words.split_once('\n').unwrap_or((words, ""));
    (what.to_owned(), how.to_owned())
}
