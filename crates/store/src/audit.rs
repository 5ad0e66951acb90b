//! The audit log: appended in the transaction of what it records, chained to
//! the entry before.

use jiff::Timestamp;
use kith_core::audit::{AuditEntry, Checkpoint, Event, Hash32, Head, seal};
use kith_core::id::{FamilyId, StaffId};

use crate::cell::{Cell, Row, args, list};
use crate::{StoreError, Tx};

const TABLE: &str = "audit_entry";

pub(crate) fn read_head(row: &Row) -> Result<Head, StoreError> {
    let mut cells = row.cells("audit_head");
    Ok(Head { seq: cells.next()?, hash: cells.next()? })
}

impl Cell for Hash32 {
    fn read(row: &Row, column: usize) -> Option<Self> {
        String::read(row, column)?.parse().ok()
    }
}

impl Tx {
    /// Puts the head of an empty log where there is none.
    pub(crate) async fn start_audit(&mut self) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, $1) ON CONFLICT (id) DO NOTHING";
        self.run(sql, &args![Hash32::START.to_string()]).await.map(drop)
    }

    /// Numbers an event, chains it to the log and writes it down, in the same
    /// transaction as what it records.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be written; then nothing else may be.
    pub async fn append_audit(&mut self, event: &Event) -> Result<AuditEntry, StoreError> {
        let entry = seal(self.audit_head().await?, event);
        self.write_entries(std::slice::from_ref(&entry)).await?;
        Ok(entry)
    }

    /// The same for many events, in their order.
    ///
    /// # Errors
    /// As [`Tx::append_audit`].
    pub async fn append_audit_of_all(&mut self, events: &[Event]) -> Result<(), StoreError> {
        let mut head = self.audit_head().await?;
        let mut entries = Vec::with_capacity(events.len());
        for event in events {
            let entry = seal(head, event);
            head = Head { seq: entry.seq, hash: entry.hash };
            entries.push(entry);
        }
        self.write_entries(&entries).await
    }

    async fn write_entries(&mut self, entries: &[AuditEntry]) -> Result<(), StoreError> {
        let values = entries.iter().map(|entry| {
            args![
                number(entry.seq),
                entry.at,
                &entry.actor,
                &entry.role,
                &entry.action,
                &entry.purpose,
                &entry.about,
                &entry.outcome,
                &entry.detail,
                entry.previous.to_string(),
                entry.hash.to_string(),
            ]
        });
        let into = "INSERT INTO audit_entry (seq, made_at, actor, role, action, purpose, about, outcome, detail, \
                    previous, hash)";
        self.insert(into, "", values.collect()).await?;
        if let Some(AuditEntry { seq, hash, .. }) = entries.last() {
            self.audit_moved_to = Some(Head { seq: *seq, hash: *hash });
        }
        Ok(())
    }

    /// Keeps the head that the entries of this transaction moved, once for all
    /// of them, right before the commit.
    pub(crate) async fn keep_audit_head(&mut self) -> Result<(), StoreError> {
        let Some(Head { seq, hash }) = self.audit_moved_to.take() else { return Ok(()) };
        let sql = "UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1";
        self.run_later(sql, &args![number(seq), hash.to_string()]).await
    }

    /// The number and hash of the newest entry.
    ///
    /// # Errors
    /// [`StoreError`] when the head cannot be read.
    pub async fn audit_head(&mut self) -> Result<Head, StoreError> {
        if let Some(head) = self.audit_moved_to.or(self.audit_found_at) {
            return Ok(head);
        }
        let row = self.first("SELECT seq, hash FROM audit_head WHERE id = 1", &[]).await?;
        read_head(&row.ok_or_else(|| StoreError::not_found("head of the audit log", 1))?)
    }

    /// When the newest entry was made: the clock must never stand before it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn newest_audit_at(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let row = self.first("SELECT made_at FROM audit_entry ORDER BY seq DESC LIMIT 1", &[]).await?;
        row.map(|row| row.cells(TABLE).next()).transpose()
    }

    /// How many entries stand before the first: only a stranger puts them
    /// there.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn stray_audit_entries(&mut self) -> Result<u64, StoreError> {
        self.value(TABLE, "SELECT COUNT(*) FROM audit_entry WHERE seq < 1", &[]).await
    }

    /// At most `limit` entries after number `after`, oldest first: for
    /// checking and exporting page by page.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row cannot be read as an entry.
    pub async fn audit_from(&mut self, after: u64, limit: u32) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT seq, made_at, actor, role, action, purpose, about, outcome, detail, previous, hash \
                   FROM audit_entry WHERE seq > $1 ORDER BY seq LIMIT $2";
        entries(&self.all(sql, &args![number(after), limit]).await?)
    }

    /// Entries about a family, under any reference that leads to it, or about
    /// one of its people, newest first, before entry `before`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn audit_about(
        &mut self,
        family: FamilyId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let mut about: Vec<String> = self.names_of_family(family).await?.iter().map(ToString::to_string).collect();
        about.extend(self.family_members(family).await?.iter().map(|member| member.person.to_string()));
        let sql = "SELECT seq, made_at, actor, role, action, purpose, about, outcome, detail, previous, hash \
                   FROM audit_entry WHERE about IN (SELECT value FROM json_each($1)) AND seq < $2 \
                   ORDER BY seq DESC LIMIT $3";
        entries(&self.all(sql, &args_of_page(about, before, limit)).await?)
    }

    /// Entries of a member of staff, newest first, before entry `before`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn audit_by(
        &mut self,
        staff: StaffId,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT seq, made_at, actor, role, action, purpose, about, outcome, detail, previous, hash \
                   FROM audit_entry WHERE actor = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
        entries(&self.all(sql, &args![staff, before_number(before), limit]).await?)
    }

    /// Entries of one action, newest first, before entry `before`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn audit_of_action(
        &mut self,
        action: &str,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT seq, made_at, actor, role, action, purpose, about, outcome, detail, previous, hash \
                   FROM audit_entry WHERE action = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3";
        entries(&self.all(sql, &args![action, before_number(before), limit]).await?)
    }

    /// Entries made from `from` up to but not at `until`, newest first, before
    /// entry `before`.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn audit_between(
        &mut self,
        from: Timestamp,
        until: Timestamp,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "SELECT seq, made_at, actor, role, action, purpose, about, outcome, detail, previous, hash \
                   FROM audit_entry WHERE made_at >= $1 AND made_at < $2 AND seq < $3 ORDER BY seq DESC LIMIT $4";
        entries(&self.all(sql, &args![from, until, before_number(before), limit]).await?)
    }

    /// Keeps a signed checkpoint.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the day has one already.
    pub async fn keep_checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        let sql = "INSERT INTO audit_checkpoint (day, seq, line) VALUES ($1, $2, $3)";
        self.run(sql, &args![checkpoint.day, number(checkpoint.seq), checkpoint.to_string()]).await.map(drop)
    }

    /// Every checkpoint, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one cannot be read.
    pub async fn checkpoints(&mut self) -> Result<Vec<Checkpoint>, StoreError> {
        let rows = self.all("SELECT day, line FROM audit_checkpoint ORDER BY day", &[]).await?;
        rows.iter()
            .map(|row| {
                let mut cells = row.cells("audit_checkpoint");
                let (_day, line): (String, String) = (cells.next()?, cells.next()?);
                line.parse().map_err(|_| cells.corrupt())
            })
            .collect()
    }
}

fn args_of_page(about: Vec<String>, before: Option<u64>, limit: u32) -> [crate::cell::Arg<'static>; 3] {
    [list(about), before_number(before).into(), limit.into()]
}

fn before_number(before: Option<u64>) -> i64 {
    before.map_or(i64::MAX, number)
}

fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

fn entries(rows: &[Row]) -> Result<Vec<AuditEntry>, StoreError> {
    rows.iter()
        .map(|row| {
            let mut cells = row.cells(TABLE);
            Ok(AuditEntry {
                seq: cells.next()?,
                at: cells.next()?,
                actor: cells.next()?,
                role: cells.next()?,
                action: cells.next()?,
                purpose: cells.next()?,
                about: cells.next()?,
                outcome: cells.next()?,
                detail: cells.next()?,
                previous: cells.next()?,
                hash: cells.next()?,
            })
        })
        .collect()
}
