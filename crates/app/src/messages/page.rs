//! What came in, for the data lead: by day and kind, what could not be used
//! and how to put it right, and the feeds that have fallen silent.
//!
//! Nobody's details are on it: counts, codes and words of ours.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use kith_core::audit::Action;
use kith_core::id::IncomingId;
use kith_exchange::message::MessageEvent;
use kith_store::{KeptMessage, MessageState, SourceFreshness, Tx};

use super::held::{self, HeldFeed};
use super::two_lines;
use crate::import::Who;
use crate::sources::age;
use crate::{App, AppError, FieldProblem, door};

/// So many days are shown.
const DAYS: i64 = 14;

/// So many messages that wait for somebody are listed.
const LISTED: u32 = 100;

/// Why a message may be put aside: word and title. Chosen, not written, so
/// that nobody's details get into it.
pub const PUT_ASIDE_REASONS: &[(&str, &str)] = &[
    ("sent-again", "The sender has sent it again"),
    ("not-ours", "It is for another area"),
    ("known-otherwise", "We have it in another way"),
    ("test", "It is a test message"),
    ("not-needed", "Nobody here needs it"),
];

/// Messages of one kind on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageDay {
    /// The day in England.
    pub on: Date,
    /// What they tell of, in words.
    pub event: &'static str,
    /// How many came.
    pub came: u64,
    /// How many count now.
    pub taken_in: u64,
    /// How many something written later has overtaken.
    pub superseded: u64,
    /// How many are not needed, or were put aside.
    pub ignored: u64,
    /// How many cannot be used as they are.
    pub quarantined: u64,
    /// How many were not worked on yet.
    pub waiting: u64,
}

/// A message that waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLine {
    /// Which message.
    pub message: IncomingId,
    /// What it tells of, in words.
    pub event: &'static str,
    /// When it came.
    pub received_at: Timestamp,
    /// The way it came.
    pub channel: String,
    /// How far it is.
    pub state: MessageState,
    /// How often it came.
    pub copies: u64,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub how_to_fix: String,
}

/// A feed that something is expected of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    /// The source, for screens.
    pub title: String,
    /// The day of the newest that came.
    pub newest_on: Date,
    /// So often something is expected, in days.
    pub every_days: u32,
    /// The day on which the next was due.
    pub due_on: Date,
    /// It is late.
    pub is_late: bool,
    /// Whom to ask.
    pub ask: &'static str,
}

/// What came in, and what waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagesPage {
    /// The newest day first.
    pub days: Vec<MessageDay>,
    /// What cannot be used as it is, the newest first.
    pub quarantined: Vec<MessageLine>,
    /// How many those are in all.
    pub quarantined_in_all: u64,
    /// What waits for an agreement, by source.
    pub held: Vec<HeldFeed>,
    /// Feeds, the late ones first.
    pub feeds: Vec<FeedLine>,
}

impl App {
    /// What came in, what waits, and what is overdue.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody but the data lead and the command
    /// line.
    pub async fn messages_page(&self, who: impl Into<Who>, now: Timestamp) -> Result<MessagesPage, AppError> {
        who.into().may_bring_files()?;
        let today = door::today(now);
        let since = now.checked_sub(Span::new().hours(24 * (DAYS + 1))).unwrap_or(now);
        let (counts, quarantined, quarantined_in_all, sources, held) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    Ok::<_, AppError>((
                        tx.message_counts(since).await?,
                        tx.messages_in(MessageState::Quarantined, LISTED).await?,
                        tx.count_messages_in(MessageState::Quarantined).await?,
                        tx.sources().await?,
                        held::feeds(tx, now).await?,
                    ))
                })
            })
            .await?;
        let first = today.saturating_sub(Span::new().days(DAYS - 1));
        let mut days: BTreeMap<(std::cmp::Reverse<Date>, &'static str), MessageDay> = BTreeMap::new();
        for count in counts {
            let (on, event) = (door::today(count.hour), event_title(count.event.as_deref()));
            if on < first {
                continue;
            }
            let empty =
                MessageDay { on, event, came: 0, taken_in: 0, superseded: 0, ignored: 0, quarantined: 0, waiting: 0 };
            let day = days.entry((std::cmp::Reverse(on), event)).or_insert(empty);
            day.came += count.count;
            *(match count.state {
                MessageState::TakenIn => &mut day.taken_in,
                MessageState::Superseded => &mut day.superseded,
                MessageState::Ignored | MessageState::PutAside => &mut day.ignored,
                MessageState::Quarantined => &mut day.quarantined,
                MessageState::Received | MessageState::Held => &mut day.waiting,
            }) += count.count;
        }
        let mut feeds: Vec<FeedLine> = sources.iter().filter_map(|source| feed(source, today)).collect();
        feeds.sort_by(|one, other| {
            (!one.is_late, one.due_on, &one.title).cmp(&(!other.is_late, other.due_on, &other.title))
        });
        Ok(MessagesPage {
            days: days.into_values().collect(),
            quarantined: quarantined.iter().map(line).collect(),
            quarantined_in_all,
            held,
            feeds,
        })
    }

    /// One message.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such message; otherwise as
    /// [`App::messages_page`].
    pub async fn message_line(&self, who: impl Into<Who>, message: IncomingId) -> Result<MessageLine, AppError> {
        who.into().may_bring_files()?;
        let kept = self.db.read(move |tx| Box::pin(async move { tx.message(message).await })).await?;
        Ok(line(&kept))
    }

    /// Tries a message again that could not be used, or was put aside.
    ///
    /// # Errors
    /// [`AppError::Stale`] when it is neither; [`AppError::NotFound`] when
    /// there is no such message; otherwise as [`App::messages_page`].
    pub async fn retry_message(
        &self,
        who: impl Into<Who>,
        message: IncomingId,
        now: Timestamp,
    ) -> Result<MessageLine, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let event = who.event(Action::Message, now).about(message).outcome("again");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut kept = waiting_for_somebody(tx, message).await?;
                    kept.state = MessageState::Received;
                    (kept.problem, kept.settled_because, kept.settled_by, kept.settled_at) = (None, None, None, None);
                    tx.set_message(&kept).await?;
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        self.take_messages_in(&who, now).await?;
        self.message_line(&who, message).await
    }

    /// Decides that nothing is to be done with a message that could not be
    /// used. It can be tried again all the same.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where the reason is none of
    /// [`PUT_ASIDE_REASONS`]; otherwise as [`App::retry_message`].
    pub async fn put_message_aside(
        &self,
        who: impl Into<Who>,
        message: IncomingId,
        because: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let Some((word, _)) = PUT_ASIDE_REASONS.iter().find(|(word, _)| *word == because) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("because", "Choose why nothing is to be done.")]));
        };
        let event = who.event(Action::Message, now).about(message).outcome("put-aside").with("because", word);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut kept = waiting_for_somebody(tx, message).await?;
                    kept.state = MessageState::PutAside;
                    kept.settled_because = Some((*word).to_owned());
                    kept.settled_by = who.staff();
                    kept.settled_at = Some(now);
                    tx.set_message(&kept).await?;
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }
}

async fn waiting_for_somebody(tx: &mut Tx, message: IncomingId) -> Result<KeptMessage, AppError> {
    let kept = tx.message(message).await?;
    let waits = matches!(kept.state, MessageState::Quarantined | MessageState::PutAside);
    if waits { Ok(kept) } else { Err(AppError::Stale) }
}

fn line(kept: &KeptMessage) -> MessageLine {
    let (what, how_to_fix) = two_lines(kept.problem.as_deref().unwrap_or_default());
    MessageLine {
        message: kept.id,
        event: event_title(kept.event.as_deref()),
        received_at: kept.received_at,
        channel: kept.channel.clone(),
        state: kept.state,
        copies: kept.copies,
        what,
        how_to_fix,
    }
}

/// What messages of an event tell of, in words.
fn event_title(code: Option<&str>) -> &'static str {
    let event = MessageEvent::ALL.into_iter().find(|(_, known, _)| Some(*known) == code).map(|(event, ..)| event);
    match event {
        Some(MessageEvent::Birth) => "Birth",
        Some(MessageEvent::ChangeOfAddress) => "Move",
        Some(MessageEvent::ChangeOfPractice) => "Change of practice",
        Some(MessageEvent::Death) => "Death, or a death taken back",
        Some(MessageEvent::RecordChange) => "Change of record",
        Some(MessageEvent::ProfessionalContact) => "Who works with a child",
        Some(MessageEvent::NewbornHearing | MessageEvent::NewbornExamination | MessageEvent::BloodSpot) => {
            "Newborn screening"
        }
        Some(MessageEvent::Vaccination) => "Vaccination",
        None => "Not readable",
    }
}

/// A feed that something is expected of; none where nothing ever came.
fn feed(source: &SourceFreshness, today: Date) -> Option<FeedLine> {
    let newest_on = source.extract_on.filter(|_| source.expected_every_days > 0)?;
    let (_, is_late) = age(source, today);
    let ask = match source.name.as_str() {
        "birth-message" | "demographic-message" => "your trust’s service desk for national messages",
        "professional-contacts" => "the child health information service",
        _ => "the person who sends it, named in the agreement with that service",
    };
    Some(FeedLine {
        title: source.title.clone(),
        newest_on,
        every_days: source.expected_every_days,
        due_on: newest_on.saturating_add(Span::new().days(i64::from(source.expected_every_days))),
        is_late,
        ask,
    })
}
