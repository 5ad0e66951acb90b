//! National messages: each kept as it came before anything is done with it,
//! once, and how far it is.

use jiff::Timestamp;
use kith_core::id::{FileId, IncomingId, StaffId};

use crate::cell::{Cell, Row, args, list};
use crate::keys::Sealed;
use crate::{Keys, StoreError, Tx};

/// How far a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageState {
    /// It is kept; nothing was done with it yet.
    Received,
    /// What it says is in.
    TakenIn,
    /// A message that was written later says it instead.
    Superseded,
    /// It cannot be used as it is; the problem says why.
    Quarantined,
    /// It tells nothing that is needed here. Its text was not kept.
    Ignored,
    /// Somebody decided that nothing is to be done with it.
    PutAside,
    /// It waits for an agreement under which its source may come in.
    Held,
}

impl MessageState {
    /// Every state.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::TakenIn,
        Self::Superseded,
        Self::Quarantined,
        Self::Ignored,
        Self::PutAside,
        Self::Held,
    ];

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::TakenIn => "taken-in",
            Self::Superseded => "superseded",
            Self::Quarantined => "quarantined",
            Self::Ignored => "ignored",
            Self::PutAside => "put-aside",
            Self::Held => "held",
        }
    }
}

impl Cell for MessageState {
    fn read(row: &Row, column: usize) -> Option<Self> {
        let word = String::read(row, column)?;
        Self::ALL.iter().copied().find(|state| state.word() == word)
    }
}

/// What is known of a message without opening it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMessage {
    /// Which message.
    pub id: IncomingId,
    /// Its own identifier as a keyed hash; none where it could not be read.
    pub message_key: Option<String>,
    /// A keyed hash of its bytes.
    pub digest: String,
    /// How far it is.
    pub state: MessageState,
    /// What it tells of, by the national code; none where it could not be
    /// read.
    pub event: Option<String>,
    /// When its sender wrote it.
    pub written_at: Option<Timestamp>,
    /// When it came.
    pub received_at: Timestamp,
    /// The way it came.
    pub channel: String,
    /// How often it came in all.
    pub copies: u64,
    /// The source that reads it, by name.
    pub source_name: Option<String>,
    /// The file that took it in.
    pub file: Option<FileId>,
    /// What is wrong with it: one line what, one line what to do. Nothing of
    /// what it says.
    pub problem: Option<String>,
    /// Why it was put aside.
    pub settled_because: Option<String>,
    /// Who put it aside.
    pub settled_by: Option<StaffId>,
    /// When.
    pub settled_at: Option<Timestamp>,
}

/// A message with what it holds.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// What is known of it.
    pub kept: KeptMessage,
    /// The name of the file that it came in.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for NewMessage {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "NewMessage({}, hidden)", self.kept.id)
    }
}

/// So many messages of an event came in an hour and are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageCount {
    /// The start of the hour.
    pub hour: Timestamp,
    /// The event; none where it could not be read.
    pub event: Option<String>,
    /// The state.
    pub state: MessageState,
    /// How many.
    pub count: u64,
}

impl Keys {
    /// A message's own identifier as a keyed hash.
    #[must_use]
    pub fn message_key(&self, id: &str) -> String {
        self.term_key("message", id)
    }

    /// A message's bytes as a keyed hash.
    #[must_use]
    pub fn message_digest(&self, bytes: &[u8]) -> String {
        self.hash("message digest", bytes)
    }

    /// Whom messages are about, by NHS number, as a keyed hash.
    #[must_use]
    pub fn message_person(&self, nhs_number: &str) -> String {
        self.term_key("message person", nhs_number)
    }

    /// What tells a baby without its number, as a keyed hash.
    #[must_use]
    pub fn message_baby(&self, told_by: &str) -> String {
        self.term_key("message baby", told_by)
    }
}

/// The columns of a message, in the order that [`read_kept`] takes them.
macro_rules! columns {
    () => {
        "id, message_key, digest, state, event, written_at, received_at, channel, copies, source_name, file_id, \
         problem, settled_because, settled_by, settled_at"
    };
}

/// How many columns those are.
const COLUMNS: usize = 15;

fn read_kept(row: &Row) -> Result<KeptMessage, StoreError> {
    let mut cells = row.cells("message");
    Ok(KeptMessage {
        id: cells.next()?,
        message_key: cells.next()?,
        digest: cells.next()?,
        state: cells.next()?,
        event: cells.next()?,
        written_at: cells.next()?,
        received_at: cells.next()?,
        channel: cells.next()?,
        copies: cells.next()?,
        source_name: cells.next()?,
        file: cells.next()?,
        problem: cells.next()?,
        settled_because: cells.next()?,
        settled_by: cells.next()?,
        settled_at: cells.next()?,
    })
}

/// Name and bytes in one: the name's length first.
fn pack(name: &str, bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(name.len()).unwrap_or(0);
    let name = if length == 0 { &[][..] } else { name.as_bytes() };
    [&length.to_be_bytes()[..], name, bytes].concat()
}

fn unpack(packed: &[u8]) -> Option<(String, Vec<u8>)> {
    let (length, rest) = packed.split_first_chunk::<4>()?;
    let (name, bytes) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some((String::from_utf8(name.to_vec()).ok()?, bytes.to_vec()))
}

impl Tx {
    /// Keeps messages as they came.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where one is kept already; ask
    /// [`Tx::messages_kept`] first.
    pub async fn add_messages(&mut self, messages: &[NewMessage]) -> Result<(), StoreError> {
        let mut values = Vec::with_capacity(messages.len());
        for NewMessage { kept, name, bytes } in messages {
            let sealed = self.seal(Sealed::Message, kept.id, &pack(name, bytes))?;
            values.push(args![
                kept.id,
                &kept.message_key,
                &kept.digest,
                kept.state.word(),
                &kept.event,
                kept.written_at,
                kept.received_at,
                &kept.channel,
                kept.copies,
                &kept.source_name,
                kept.file,
                &kept.problem,
                &kept.settled_because,
                kept.settled_by,
                kept.settled_at,
                sealed,
            ]);
        }
        let into = concat!("INSERT INTO message (", columns!(), ", sealed_content)");
        self.insert(into, "", values).await
    }

    /// The messages that are kept with any of these bytes or identifiers.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn messages_kept(
        &mut self,
        digests: &[String],
        message_keys: &[String],
    ) -> Result<Vec<KeptMessage>, StoreError> {
        let by_digest =
            concat!("SELECT ", columns!(), " FROM message WHERE digest IN (SELECT value FROM json_each($1))");
        let by_key =
            concat!("SELECT ", columns!(), " FROM message WHERE message_key IN (SELECT value FROM json_each($1))");
        let mut rows = self.all(by_digest, &[list(digests)]).await?;
        rows.extend(self.all(by_key, &[list(message_keys)]).await?);
        rows.iter().map(read_kept).collect()
    }

    /// Notes that messages came once more, each as often as it stands here.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_copies(&mut self, messages: &[IncomingId]) -> Result<(), StoreError> {
        for message in messages {
            self.run("UPDATE message SET copies = copies + 1 WHERE id = $1", &args![*message]).await?;
        }
        Ok(())
    }

    /// What is known of a message.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such message.
    pub async fn message(&mut self, message: IncomingId) -> Result<KeptMessage, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM message WHERE id = $1");
        let row = self.first(sql, &args![message]).await?;
        read_kept(&row.ok_or_else(|| StoreError::not_found("message", message))?)
    }

    /// What is known of these messages.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn messages_of(&mut self, messages: &[IncomingId]) -> Result<Vec<KeptMessage>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM message WHERE id IN (SELECT value FROM json_each($1))");
        self.all(sql, &[list(messages)]).await?.iter().map(read_kept).collect()
    }

    /// These messages with what they hold.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn messages_opened(&mut self, messages: &[IncomingId]) -> Result<Vec<NewMessage>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            ", sealed_content FROM message WHERE id IN (SELECT value FROM json_each($1)) ORDER BY received_at, id"
        );
        let rows = self.all(sql, &[list(messages)]).await?;
        rows.iter().map(|row| self.read_message(row)).collect()
    }

    /// At most `limit` messages with which nothing was done yet, the oldest
    /// first, each with the number of its bytes as they are kept; only those
    /// that stand behind `after`, where that is given.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn messages_waiting(
        &mut self,
        after: Option<(Timestamp, IncomingId)>,
        limit: u32,
    ) -> Result<Vec<(IncomingId, u64)>, StoreError> {
        let sql = "SELECT id, CAST(LENGTH(sealed_content) AS BIGINT) FROM message \
                   WHERE state = 'received' AND received_at >= $1 AND (received_at > $1 OR id > $2) \
                   ORDER BY received_at, id LIMIT $3";
        let (received_at, id) = after.map_or((Timestamp::UNIX_EPOCH, String::new()), |(at, id)| (at, id.to_string()));
        let read = |row: &Row| {
            let mut cells = row.cells("message");
            let (id, size): (IncomingId, i64) = (cells.next()?, cells.next()?);
            Ok((id, u64::try_from(size).unwrap_or(0)))
        };
        self.all(sql, &args![received_at, id, limit]).await?.iter().map(read).collect()
    }

    /// At most `limit` messages in a state, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn messages_in(&mut self, state: MessageState, limit: u32) -> Result<Vec<KeptMessage>, StoreError> {
        let sql =
            concat!("SELECT ", columns!(), " FROM message WHERE state = $1 ORDER BY received_at DESC, id LIMIT $2");
        self.all(sql, &args![state.word(), limit]).await?.iter().map(read_kept).collect()
    }

    /// How many messages are in a state.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_messages_in(&mut self, state: MessageState) -> Result<u64, StoreError> {
        self.value("message", "SELECT COUNT(*) FROM message WHERE state = $1", &args![state.word()]).await
    }

    /// How far a message is now: its state, source, file, problem and why it
    /// was put aside.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such message.
    pub async fn set_message(&mut self, kept: &KeptMessage) -> Result<(), StoreError> {
        let sql = "UPDATE message SET state = $2, source_name = $3, file_id = $4, problem = $5, settled_because = $6, \
                   settled_by = $7, settled_at = $8 WHERE id = $1";
        let values = args![
            kept.id,
            kept.state.word(),
            &kept.source_name,
            kept.file,
            &kept.problem,
            &kept.settled_because,
            kept.settled_by,
            kept.settled_at,
        ];
        let touched = self.run(sql, &values).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("message", kept.id)) }
    }

    /// Moves messages on that are in one state together.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn move_messages(
        &mut self,
        messages: &[IncomingId],
        state: MessageState,
        (source, file): (&str, Option<FileId>),
    ) -> Result<(), StoreError> {
        let sql = "UPDATE message SET state = $2, source_name = $3, file_id = COALESCE($4, file_id), problem = NULL \
                   WHERE id IN (SELECT value FROM json_each($1))";
        let values = [list(messages), state.word().into(), source.into(), file.into()];
        self.run(sql, &values).await.map(drop)
    }

    /// How many messages of each source wait for an agreement.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn messages_held(&mut self) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT source_name, COUNT(*) FROM message WHERE state = 'held' AND source_name IS NOT NULL \
                   GROUP BY source_name ORDER BY source_name";
        let read = |row: &Row| {
            let mut cells = row.cells("message");
            Ok((cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// Lets the messages of a source that wait for an agreement be worked on;
    /// how many those are.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn release_held_messages(&mut self, source: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE message SET state = 'received' WHERE state = 'held' AND source_name = $1";
        self.run(sql, &args![source]).await
    }

    /// Those of these messages with which nothing was done yet.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn still_waiting(&mut self, messages: &[IncomingId]) -> Result<Vec<IncomingId>, StoreError> {
        // The state is asked of what was found: the database would go through everything that waits.
        let sql = "SELECT id, state FROM message WHERE id IN (SELECT value FROM json_each($1))";
        let mut waiting = Vec::with_capacity(messages.len());
        for row in self.all(sql, &[list(messages)]).await? {
            let mut cells = row.cells("message");
            let id = cells.next()?;
            if cells.next::<MessageState>()? == MessageState::Received {
                waiting.push(id);
            }
        }
        Ok(waiting)
    }

    /// The files of messages that are on their way in: their people wait to
    /// be matched.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn message_files_on_the_way(&mut self) -> Result<Vec<FileId>, StoreError> {
        let sql = "SELECT id FROM source_file WHERE state = 'committing' \
                   AND id IN (SELECT file_id FROM message WHERE file_id IS NOT NULL) ORDER BY received_at, id";
        self.all(sql, &[]).await?.iter().map(|row| row.cells("source_file").next()).collect()
    }

    /// How many messages of each event came in each hour since a time, and
    /// how far they are.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn message_counts(&mut self, since: Timestamp) -> Result<Vec<MessageCount>, StoreError> {
        let sql = "SELECT received_at / 3600000000, event, state, COUNT(*) FROM message WHERE received_at >= $1 \
                   GROUP BY 1, 2, 3 ORDER BY 1, 2, 3";
        let read = |row: &Row| {
            let mut cells = row.cells("message");
            let hour: i64 = cells.next()?;
            let hour = Timestamp::from_second(hour.saturating_mul(3_600)).map_err(|_| cells.corrupt())?;
            Ok(MessageCount { hour, event: cells.next()?, state: cells.next()?, count: cells.next()? })
        };
        self.all(sql, &args![since]).await?.iter().map(read).collect()
    }

    fn read_message(&self, row: &Row) -> Result<NewMessage, StoreError> {
        let kept = read_kept(row)?;
        let mut cells = row.cells("message");
        cells.skip(COLUMNS);
        let plain = self.open(Sealed::Message, kept.id, cells.sealed()?)?;
        let (name, bytes) = unpack(&plain).ok_or_else(|| cells.corrupt())?;
        Ok(NewMessage { kept, name, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn a_name_and_bytes_come_apart_as_they_were() {
        for (name, bytes) in [("", &b""[..]), ("birth.xml", b"<Bundle/>"), ("caf\u{e9}", &[0, 255])] {
            assert_eq!(unpack(&pack(name, bytes)), Some((name.to_owned(), bytes.to_vec())));
        }
        assert_eq!(unpack(&[0, 0, 0, 9, 1]), None);
        assert_eq!(unpack(&[1]), None);
    }
}
