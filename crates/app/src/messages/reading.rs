//! A kept message becomes rows, by the column map of the source that its
//! event belongs to.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use kith_core::statement::{Part, Problem, RowStatement};
use kith_exchange::message::{DeathStatus, Envelope, MessageAction, MessageEvent, MessageProblem, read_envelope};
use kith_exchange::{Item, SourceMap};
use kith_store::{BabyRow, KeptMessage, Keys, MessageRow, NewMessage, StoreError};

use super::babies::baby_row;
use crate::import::sentences;
use crate::{App, AppError, door};

/// The source that reads births.
pub(super) const BIRTHS: &str = "birth-message";

/// The sources that read messages.
const SOURCES: [&str; 3] = [BIRTHS, "demographic-message", "professional-contacts"];

/// Whether a source reads messages.
pub(crate) fn reads_messages(source: &str) -> bool {
    SOURCES.contains(&source)
}

/// The source that reads messages of an event.
pub(super) fn source_of(event: MessageEvent) -> Option<&'static str> {
    match event {
        MessageEvent::Birth => Some(BIRTHS),
        MessageEvent::ChangeOfAddress
        | MessageEvent::ChangeOfPractice
        | MessageEvent::Death
        | MessageEvent::RecordChange => Some("demographic-message"),
        MessageEvent::ProfessionalContact => Some("professional-contacts"),
        MessageEvent::NewbornHearing
        | MessageEvent::NewbornExamination
        | MessageEvent::BloodSpot
        | MessageEvent::Vaccination => None,
    }
}

/// The words for a message that cannot be read: what, then what to do.
pub(super) fn problem_words(problem: &MessageProblem) -> String {
    let place = problem.place.to_string();
    sentences(&format!("{} ({place})", problem.fault.what()), problem.fault.how_to_fix())
}

/// A message that can be used.
pub(super) struct ReadMessage {
    pub(super) kept: KeptMessage,
    pub(super) source: &'static str,
    /// The rows, each with what decides whether it counts.
    pub(super) rows: Vec<(MessageRow, RowStatement)>,
    /// What the births among them tell babies by.
    pub(super) babies: Vec<BabyRow>,
    /// Values that could not be read; the rest of the row counts.
    pub(super) problems: Vec<Problem>,
    /// It protects somebody: no agreement holds it up.
    pub(super) protects: bool,
}

/// A message, read; or one that cannot be used, with what is wrong and what to
/// do.
pub(super) type Reading = Result<ReadMessage, Box<(KeptMessage, String)>>;

/// The column maps that messages are read with.
#[derive(Clone)]
pub(crate) struct Maps(Arc<BTreeMap<&'static str, SourceMap>>);

impl App {
    /// The maps of those sources of messages that this locality has.
    pub(super) async fn message_maps(&self) -> Result<Maps, AppError> {
        let is_of_real_people = !self.is_practice().await?;
        let mut maps = BTreeMap::new();
        for name in SOURCES {
            let source = match self.db.read(move |tx| Box::pin(async move { tx.source(name).await })).await {
                Ok(source) => source,
                Err(StoreError::NotFound { .. }) => continue,
                Err(error) => return Err(error.into()),
            };
            let mut map = SourceMap::parse(&source.map)
                .map_err(|faults| AppError::Broken(anyhow::anyhow!("the map of {name} does not hold: {faults:?}")))?;
            map.is_of_real_people = is_of_real_people;
            maps.insert(name, map);
        }
        Ok(Maps(Arc::new(maps)))
    }
}

/// What a message says, row by row.
struct Rows {
    source: &'static str,
    rows: Vec<(MessageRow, RowStatement)>,
    babies: Vec<BabyRow>,
    problems: Vec<Problem>,
    protects: bool,
}

impl Maps {
    /// Reads a message; `today` is the day on which nothing can lie in the
    /// future.
    pub(super) fn read(&self, message: NewMessage, keys: &Keys, today: Date) -> Reading {
        let NewMessage { kept, bytes, .. } = message;
        match self.rows(&kept, &bytes, keys, today) {
            Ok(Rows { source, rows, babies, problems, protects }) => {
                Ok(ReadMessage { kept, source, rows, babies, problems, protects })
            }
            Err(words) => Err(Box::new((kept, words))),
        }
    }

    fn rows(&self, kept: &KeptMessage, bytes: &[u8], keys: &Keys, today: Date) -> Result<Rows, String> {
        let envelope = read_envelope(bytes).map_err(|problem| problem_words(&problem))?;
        let source = source_of(envelope.event).ok_or_else(|| {
            sentences(&format!("messages of “{}” are not read here", envelope.event.code()), "put it aside")
        })?;
        let map = self.0.get(source).ok_or_else(|| {
            let how = format!("add the source with kith source add {source}, then try this message again");
            sentences(&format!("the source {source}, which reads this message, was not added yet"), &how)
        })?;
        let (mut rows, mut problems) = (Vec::new(), Vec::new());
        let mut take = |item| match item {
            Item::Row(row) => rows.push(*row),
            Item::Problem(problem) => problems.push(problem),
        };
        kith_exchange::read(map, "message.xml", bytes, today, &mut take)
            .map_err(|whole| sentences(&whole.what, &whole.how_to_fix))?;
        if let Some(problem) = problems.iter().find(|problem| problem.leaves_row_out) {
            return Err(row_words(problem));
        }
        if rows.is_empty() {
            return Err(nobody());
        }
        let protects = protects(&envelope, &rows);
        // Before what is taken back is emptied: that tells its baby too.
        let baby = |row: &RowStatement| baby_row(keys, &envelope, (&keys.row_key(source, row), row));
        let babies = rows.iter().filter_map(baby).collect();
        let told = |row: RowStatement| told(row, (kept, &envelope, source), keys);
        let rows: Vec<(MessageRow, RowStatement)> = rows.into_iter().map(told).collect::<Result<_, String>>()?;
        Ok(Rows { source, rows, babies, problems, protects })
    }
}

/// Whether a message protects somebody, so that no agreement holds it up: it
/// takes something back, tells of a death or takes one back, or says that
/// somebody must stay hidden or sealed. What it says of anybody is then known
/// a little earlier; what it prevents cannot be made good.
fn protects(envelope: &Envelope, rows: &[RowStatement]) -> bool {
    let is_at_stake = |row: &RowStatement| {
        row.people.iter().any(|(_, person)| person.died_on.is_some() || person.is_shielded || person.is_sealed)
    };
    envelope.action == MessageAction::Delete || envelope.death.is_some() || rows.iter().any(is_at_stake)
}

/// What a row's problem is: the place and what to do, never what stands there.
fn row_words(problem: &Problem) -> String {
    let place = problem.column.as_deref().unwrap_or("the whole message");
    let what = format!("something that is needed is missing or cannot be read ({place})");
    sentences(&what, &format!("{}; ask the sender to put it right and to send it again", problem.how_to_fix))
}

fn nobody() -> String {
    sentences(
        "the message names nobody: neither an NHS number nor a name with a birthday",
        "ask the sender whom it is about, and to send it again",
    )
}

/// A row as the message means it, and what decides whether it counts.
fn told(
    mut row: RowStatement,
    (kept, envelope, source): (&KeptMessage, &Envelope, &'static str),
    keys: &Keys,
) -> Result<(MessageRow, RowStatement), String> {
    row.recorded_on = Some(door::today(envelope.written_at));
    let subject = row.people.iter().find(|(part, _)| *part == Part::Subject).map(|(_, person)| person);
    let is_named = subject.is_some_and(|person| {
        person.nhs_number.is_some()
            || (person.born_on.is_some() && (person.family_name.is_some() || person.birth_order.is_some()))
            || row.people.len() > 1
    });
    if !is_named {
        return Err(nobody());
    }
    let number = subject.and_then(|person| person.nhs_number);
    let says_death = subject.is_some_and(|person| person.died_on.is_some());
    let key = MessageRow {
        row_key: keys.row_key(source, &row),
        source_name: source.to_owned(),
        person_key: number.map(|number| keys.message_person(&number.digits())).unwrap_or_default(),
        message: kept.id,
        message_key: keys.message_key(envelope.id.as_str()),
        written_at: envelope.written_at,
        says_death: says_death && envelope.action != MessageAction::Delete,
        takes_death_back: envelope.death == Some(DeathStatus::Withdrawn),
        death_left_out: false,
        kept_under: None,
    };
    // A contact that is deleted leaves the person: its map says so. Anything
    // else that is deleted was never said.
    if envelope.action == MessageAction::Delete && envelope.event != MessageEvent::ProfessionalContact {
        say_nothing(&mut row);
    }
    Ok((key, row))
}

/// Leaves a row with nothing that it says.
pub(super) fn say_nothing(row: &mut RowStatement) {
    row.people.clear();
    row.involvement = None;
    row.contact = None;
    row.agreements.clear();
}
