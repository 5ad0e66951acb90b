//! Read messages are taken in, all of a group in one transaction: which
//! message counts, its rows, the file that holds them together, and how far
//! each message is move together or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{FileId, IncomingId};
use kith_core::statement::{Part, Problem, RowStatement};
use kith_store::{
    BabyRow, Change, FileState, KeptMessage, MessageRow, MessageState, RowCounts, SourceFile, StagedRow, Taking, Tx,
};

use super::MessagesTally;
use super::ReadGroup;
use super::babies::{Around, Babies};
use super::held::{self, Under};
use super::order::{Settled, Told, settle};
use super::reading::{Maps, ReadMessage, Reading, say_nothing};
use crate::agreements::Incoming;
use crate::import::{TakenRows, Who, count_records_on, hear_of_deaths};
use crate::{AppError, door};

/// What was taken in, for matching.
pub(super) struct Taken {
    /// A file for each source, and the rows that its messages brought.
    pub(super) files: Vec<(SourceFile, TakenRows)>,
    pub(super) tally: MessagesTally,
}

/// One row of a source on its way in.
struct Moving {
    row_key: String,
    key: MessageRow,
    row: RowStatement,
}

pub(super) async fn take(
    tx: &mut Tx,
    who: &Who,
    ReadGroup { read, maps, .. }: &ReadGroup,
    now: Timestamp,
) -> Result<Taken, AppError> {
    let ids: Vec<IncomingId> = read.iter().map(id_of).collect();
    let waiting: BTreeSet<IncomingId> = tx.still_waiting(&ids).await?.into_iter().collect();
    let (mut good, mut tally) = (Vec::with_capacity(read.len()), MessagesTally::default());
    for reading in read.iter().filter(|reading| waiting.contains(&id_of(reading))) {
        match reading {
            Ok(message) => good.push(message),
            Err(refused) => {
                let (kept, words) = &**refused;
                tally.quarantined += 1;
                quarantine(tx, who, kept.clone(), words.clone(), now).await?;
            }
        }
    }
    let (under, held) = held::hold(tx, who, &mut good, now).await?;
    tally.held = held;
    let settled = settled(tx, &good).await?;
    let mut files = Vec::new();
    let mut rows_of: BTreeMap<String, Vec<Moving>> = BTreeMap::new();
    for moving in moving(tx, &good, &settled.changed, (maps, now)).await? {
        rows_of.entry(moving.key.source_name.clone()).or_default().push(moving);
    }
    tx.put_message_rows(&settled.rows).await?;
    for (source, rows) in rows_of {
        let problems = problems_of(&good, &source);
        files.extend(take_rows_of(tx, (&source, rows), &problems, (who, now)).await?);
    }
    let file_of: HashMap<String, FileId> = files.iter().map(|(file, _)| (file.source_name.clone(), file.id)).collect();
    tally.superseded = settled.superseded.len() as u64;
    tally.taken_in = good.len() as u64 - tally.superseded;
    move_on(tx, who, (&good, &under), (&settled, &file_of), now).await?;
    Ok(Taken { files, tally })
}

fn id_of(reading: &Reading) -> IncomingId {
    match reading {
        Ok(message) => message.kept.id,
        Err(refused) => refused.0.id,
    }
}

async fn quarantine(
    tx: &mut Tx,
    who: &Who,
    mut kept: KeptMessage,
    words: String,
    now: Timestamp,
) -> Result<(), AppError> {
    kept.state = MessageState::Quarantined;
    kept.problem = Some(words);
    tx.set_message(&kept).await?;
    tx.append_audit(&who.event(Action::Message, now).about(kept.id).outcome(kept.state.word())).await?;
    Ok(())
}

/// Which messages count now.
async fn settled(tx: &mut Tx, good: &[&ReadMessage]) -> Result<Settled, AppError> {
    let told: Vec<MessageRow> =
        good.iter().flat_map(|message| message.rows.iter().map(|(key, _)| key.clone())).collect();
    let babies: Vec<BabyRow> = good.iter().flat_map(|message| message.babies.iter().cloned()).collect();
    tx.put_baby_rows(&babies).await?;
    let around = Around::of(tx, &told, babies).await?;
    Ok(settle(around.rows.into_values().collect(), told, &Babies::of(&around.babies.into_iter().collect::<Vec<_>>())))
}

/// What each changed row says: from the message itself, or for a row that an
/// earlier message told of, from that message as it was kept.
async fn moving(
    tx: &mut Tx,
    good: &[&ReadMessage],
    changed: &[Told],
    (maps, now): (&Maps, Timestamp),
) -> Result<Vec<Moving>, AppError> {
    let said: HashMap<(IncomingId, &str), &RowStatement> = good
        .iter()
        .flat_map(|message| message.rows.iter().map(|(key, row)| ((message.kept.id, key.row_key.as_str()), row)))
        .collect();
    let is_here = |row: &&MessageRow| said.contains_key(&(row.message, row.row_key.as_str()));
    let earlier: Vec<IncomingId> =
        changed.iter().map(|told| &told.row).filter(|row| !is_here(row)).map(|row| row.message).collect();
    let mut reopened: HashMap<(IncomingId, String), RowStatement> = HashMap::new();
    if !earlier.is_empty() {
        let (keys, today) = (tx.keys().clone(), door::today(now));
        for message in tx.messages_opened(&earlier).await? {
            let Ok(read) = maps.read(message, &keys, today) else { continue };
            reopened.extend(read.rows.into_iter().map(|(key, row)| ((read.kept.id, key.row_key), row)));
        }
    }
    let mut moving = Vec::with_capacity(changed.len());
    for Told { kept_under, row: key, is_left } in changed {
        let found = said.get(&(key.message, key.row_key.as_str())).map(|row| (*row).clone());
        let again = || reopened.get(&(key.message, key.row_key.clone())).cloned();
        let Some(mut row) = found.or_else(again) else { continue };
        if *is_left {
            say_nothing(&mut row);
        }
        if key.death_left_out {
            for (_, person) in row.people.iter_mut().filter(|(part, _)| *part == Part::Subject) {
                person.died_on = None;
            }
        }
        moving.push(Moving { row_key: kept_under.clone(), key: key.clone(), row });
    }
    Ok(moving)
}

fn problems_of(good: &[&ReadMessage], source: &str) -> Vec<Problem> {
    good.iter()
        .filter(|message| message.source == source)
        .flat_map(|message| message.problems.iter().cloned())
        .collect()
}

/// Takes the rows of one source in. The file that holds them waits for their
/// people to be matched: after a crash it is gone on with like any other.
async fn take_rows_of(
    tx: &mut Tx,
    (source, moving): (&str, Vec<Moving>),
    problems: &[Problem],
    (who, now): (&Who, Timestamp),
) -> Result<Option<(SourceFile, TakenRows)>, AppError> {
    let keys = tx.keys().clone();
    let row_keys: Vec<String> = moving.iter().map(|moving| moving.row_key.clone()).collect();
    let known: BTreeSet<String> = tx.rows_known(source, &row_keys).await?.into_iter().collect();
    let mut written_at: HashMap<String, Timestamp> = HashMap::with_capacity(moving.len());
    let (mut rows, mut counts) = (Vec::with_capacity(moving.len()), RowCounts::default());
    let mut newest = None;
    for Moving { row_key, key, row } in moving {
        newest = newest.max(row.recorded_on);
        let is_known = known.contains(&row_key);
        if row.people.is_empty() && !is_known {
            // It was taken back before it came.
            continue;
        }
        let change = if is_known { Change::Changed } else { Change::New };
        *(if is_known { &mut counts.changed } else { &mut counts.new }) += 1;
        written_at.insert(row_key.clone(), key.written_at);
        let (position, digest) = (rows.len() as u64 + 1, keys.row_digest(&row));
        rows.push(StagedRow { position, change, row_key, digest, row });
    }
    if rows.is_empty() {
        return Ok(None);
    }
    counts.read = rows.len() as u64;
    counts.committed = counts.read;
    let id = door::fresh(FileId::from_random)?;
    let today = door::today(now);
    let file = SourceFile {
        id,
        source_name: source.to_owned(),
        file_name: if counts.read == 1 { "1 message".to_owned() } else { format!("{} messages", counts.read) },
        digest: format!("messages of {id}"),
        state: FileState::Committing,
        extract_on: newest.map_or(today, |newest| newest.min(today)),
        received_at: now,
        received_by: who.staff(),
        rows: counts,
        refusal: None,
        finished_at: None,
    };
    tx.add_file(&file).await?;
    // Of the rows only those wait that a crash could not find again by
    // themselves: their records belong to somebody already.
    let changed: Vec<StagedRow> = rows.iter().filter(|row| row.change == Change::Changed).cloned().collect();
    tx.stage_rows(id, &changed).await?;
    tx.add_problems(id, 0, problems).await?;
    let taking = Taking { source, file: id, received_on: today, now, written_at: Some(&written_at) };
    let taken = tx.take_rows(&taking, &rows).await?;
    hear_of_deaths(tx, (source, now), &rows, &taken).await?;
    let version = count_records_on(tx).await?;
    Ok(Some((file, TakenRows { source: source.to_owned(), version, rows, taken })))
}

/// Notes how far each message is now, and writes each down.
async fn move_on(
    tx: &mut Tx,
    who: &Who,
    (good, under): (&[&ReadMessage], &Under),
    (settled, file_of): (&Settled, &HashMap<String, FileId>),
    now: Timestamp,
) -> Result<(), AppError> {
    let mut moves: BTreeMap<(MessageState, &str), Vec<IncomingId>> = BTreeMap::new();
    let mut events = Vec::with_capacity(good.len());
    for message in good {
        let is_late = settled.superseded.contains(&message.kept.id);
        let state = if is_late { MessageState::Superseded } else { MessageState::TakenIn };
        moves.entry((state, message.source)).or_default().push(message.kept.id);
        let event = who.event(Action::Message, now).about(message.kept.id).outcome(state.word());
        let event = event.with("source", message.source);
        events.push(match under.of(message) {
            Some(Incoming::Under(under)) => event.with("agreement", &under.agreement).with("flow", &under.flow),
            Some(Incoming::Stopped { .. } | Incoming::Blocked) => event.with("because", "protects"),
            Some(Incoming::Unnamed) | None => event,
        });
    }
    tx.append_audit_of_all(&events).await?;
    for (message, source) in &settled.overtaken {
        moves.entry((MessageState::Superseded, source)).or_default().push(*message);
    }
    for (message, source) in &settled.revived {
        moves.entry((MessageState::TakenIn, source)).or_default().push(*message);
    }
    for ((state, source), messages) in moves {
        let file = file_of.get(source).copied().filter(|_| state == MessageState::TakenIn);
        tx.move_messages(&messages, state, (source, file)).await?;
    }
    Ok(())
}
