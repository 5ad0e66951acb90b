//! Taking rows in: what a row says replaces what it said, and the past is
//! kept.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{ContactId, FileId, InvolvementId, RecordId};
use kith_core::ledger::{LedgerEntry, LedgerEvent};
use kith_core::statement::{Part, PersonStatement};

use crate::cell::{Arg, Cell, args, list};
use crate::keys::Sealed;
use crate::ledger::NewLedgerEntry;
use crate::staging::StagedRow;
use crate::written::{Noted, write_contact_words, write_note, write_person, write_work};
use crate::{StoreError, Tx, new_id};

/// The file that rows are taken in from.
#[derive(Debug, Clone, Copy)]
pub struct Taking<'a> {
    /// The source, by name.
    pub source: &'a str,
    /// The file.
    pub file: FileId,
    /// The day that counts as the day of receipt.
    pub received_on: Date,
    /// Now.
    pub now: Timestamp,
}

/// One record that taking rows in has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenRecord {
    /// Which record.
    pub record: RecordId,
    /// The row it stands in.
    pub row_key: String,
    /// The part the person plays in the row.
    pub part: Part,
    /// Nothing was known of it before.
    pub is_new: bool,
    /// The row no longer names anybody in this part: the record is empty now,
    /// and what it said is in its past.
    pub is_withdrawn: bool,
}

/// Records that are known for the rows of a batch, by row key and part.
type Known = HashMap<(String, Part), RecordId>;

impl Tx {
    /// Takes rows in. Records, the involvement and the contact of each row are
    /// put in the place of what the row said before, whose statements are kept
    /// as past; what it says was agreed and was not said before is added to
    /// the ledger. Of two rows with one key the later counts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn take_rows(&mut self, taking: &Taking<'_>, rows: &[StagedRow]) -> Result<Vec<TakenRecord>, StoreError> {
        let rows = last_of_each_key(rows);
        let known = self.known_records(taking, &rows).await?;
        self.keep_past(taking, &known).await?;
        let taken = self.put_records(taking, &rows, &known).await?;
        let subjects: HashMap<&str, RecordId> =
            taken.iter().filter(|taken| taken.part == Part::Subject).map(|taken| (taken.row_key.as_str(), taken.record)).collect();
        self.put_involvements(taking, &rows, &subjects, known.is_empty()).await?;
        self.put_contacts(taking, &rows, &subjects, known.is_empty()).await?;
        self.put_agreements(taking, &rows, &subjects, known.is_empty()).await?;
        self.put_source_rows(taking, &rows).await?;
        Ok(taken)
    }

    /// Notes that rows of a source stood in a file with nothing changed.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn see_rows(&mut self, taking: &Taking<'_>, row_keys: &[String]) -> Result<u64, StoreError> {
        let sql = "UPDATE source_row SET file_id = $1, seen_at = $2 \
                   WHERE source_name = $3 AND row_key IN (SELECT value FROM json_each($4))";
        let values = [taking.file.into(), taking.now.into(), taking.source.into(), list(row_keys)];
        self.run(sql, &values).await
    }

    async fn known_records(&mut self, taking: &Taking<'_>, rows: &[&StagedRow]) -> Result<Known, StoreError> {
        let sql = "SELECT id, row_key, part FROM source_record \
                   WHERE source_name = $1 AND row_key IN (SELECT value FROM json_each($2))";
        let found = self.all(sql, &[taking.source.into(), keys_of(rows)]).await?;
        found
            .iter()
            .map(|row| {
                let mut cells = row.cells("source_record");
                let record = cells.next()?;
                Ok(((cells.next()?, cells.next()?), record))
            })
            .collect()
    }

    /// Keeps what the known records say, sealed as it is, before it is
    /// replaced.
    async fn keep_past(&mut self, taking: &Taking<'_>, known: &Known) -> Result<(), StoreError> {
        if known.is_empty() {
            return Ok(());
        }
        let sql = "INSERT INTO source_record_past (record_id, replaced_at, file_id, sealed_statement) \
                   SELECT id, $1, $2, sealed_statement FROM source_record \
                   WHERE id IN (SELECT value FROM json_each($3))";
        self.run(sql, &[taking.now.into(), taking.file.into(), list(known.values())]).await.map(drop)
    }

    async fn put_records(
        &mut self,
        taking: &Taking<'_>,
        rows: &[&StagedRow],
        known: &Known,
    ) -> Result<Vec<TakenRecord>, StoreError> {
        let mut taken = Vec::with_capacity(rows.len() * 2);
        let mut values = Vec::with_capacity(rows.len() * 2);
        let nobody = PersonStatement::default();
        for row in rows {
            let gone = [Part::Subject, Part::Mother, Part::Father, Part::Carer].into_iter().filter(|part| {
                !row.row.people.iter().any(|(named, _)| named == part) && known.contains_key(&(row.row_key.clone(), *part))
            });
            let named = row.row.people.iter().map(|(part, person)| (*part, person, false));
            for (part, person, is_withdrawn) in named.chain(gone.map(|part| (part, &nobody, true))) {
                let old = known.get(&(row.row_key.clone(), part)).copied();
                let record = old.map_or_else(|| new_id(RecordId::from_random), Ok)?;
                let sealed = self.seal(Sealed::Statement, record, &write_person(person))?;
                values.push(record_values(taking, row, (record, part), (person, sealed)));
                let row_key = row.row_key.clone();
                taken.push(TakenRecord { record, row_key, part, is_new: old.is_none(), is_withdrawn });
            }
        }
        let into = "INSERT INTO source_record (id, source_name, row_key, part, service, recorded_on, received_on, \
                    first_received_on, is_shielded, is_sealed, sealed_statement)";
        let conflict = "ON CONFLICT (id) DO UPDATE SET service = excluded.service, recorded_on = excluded.recorded_on, \
                        received_on = excluded.received_on, is_shielded = excluded.is_shielded, \
                        is_sealed = excluded.is_sealed, sealed_statement = excluded.sealed_statement";
        self.insert(into, conflict, values).await?;
        Ok(taken)
    }

    /// References of rows in a table that has one row for each row of a
    /// source, by row key.
    async fn known_ids<T: Cell>(
        &mut self,
        sql: &'static str,
        taking: &Taking<'_>,
        rows: &[&StagedRow],
    ) -> Result<HashMap<String, T>, StoreError> {
        let found = self.all(sql, &[taking.source.into(), keys_of(rows)]).await?;
        found
            .iter()
            .map(|row| {
                let mut cells = row.cells("source_row");
                let id = cells.next()?;
                Ok((cells.next()?, id))
            })
            .collect()
    }

    async fn put_involvements(
        &mut self,
        taking: &Taking<'_>,
        rows: &[&StagedRow],
        subjects: &HashMap<&str, RecordId>,
        all_new: bool,
    ) -> Result<(), StoreError> {
        let mut known: HashMap<String, InvolvementId> = HashMap::new();
        if !all_new {
            let sql = "SELECT id, row_key FROM involvement \
                       WHERE source_name = $1 AND row_key IN (SELECT value FROM json_each($2))";
            known = self.known_ids(sql, taking, rows).await?;
        }
        let mut values = Vec::new();
        for row in rows {
            let (Some(said), Some(record)) = (&row.row.involvement, subjects.get(row.row_key.as_str())) else { continue };
            let id = known.remove(&row.row_key).map_or_else(|| new_id(InvolvementId::from_random), Ok)?;
            let sealed = self.seal(Sealed::Involvement, id, &write_work(said))?;
            values.push(args![
                id,
                *record,
                taking.source,
                &row.row_key,
                row.row.service,
                &said.team,
                &said.worker_code,
                said.started_on,
                said.ended_on,
                said.is_lead,
                said.next_on,
                sealed,
            ]);
        }
        if !known.is_empty() {
            // The row says nothing of work any more.
            let sql = "DELETE FROM involvement WHERE id IN (SELECT value FROM json_each($1))";
            self.run(sql, &[list(known.values())]).await?;
        }
        let into = "INSERT INTO involvement (id, record_id, source_name, row_key, service, team, worker_code, started_on, \
                    ended_on, is_lead, next_on, sealed_involvement)";
        let conflict = "ON CONFLICT (id) DO UPDATE SET record_id = excluded.record_id, service = excluded.service, \
                        team = excluded.team, worker_code = excluded.worker_code, started_on = excluded.started_on, \
                        ended_on = excluded.ended_on, is_lead = excluded.is_lead, next_on = excluded.next_on, \
                        sealed_involvement = excluded.sealed_involvement";
        self.insert(into, conflict, values).await.map(drop)
    }

    async fn put_contacts(
        &mut self,
        taking: &Taking<'_>,
        rows: &[&StagedRow],
        subjects: &HashMap<&str, RecordId>,
        all_new: bool,
    ) -> Result<(), StoreError> {
        let mut known: HashMap<String, ContactId> = HashMap::new();
        if !all_new {
            let sql = "SELECT id, row_key FROM contact \
                       WHERE source_name = $1 AND row_key IN (SELECT value FROM json_each($2))";
            known = self.known_ids(sql, taking, rows).await?;
        }
        let mut values = Vec::new();
        for row in rows {
            let (Some(said), Some(record)) = (&row.row.contact, subjects.get(row.row_key.as_str())) else { continue };
            let id = known.remove(&row.row_key).map_or_else(|| new_id(ContactId::from_random), Ok)?;
            let words = write_contact_words(&said.kind, said.worker.as_deref(), said.worker_code.as_deref());
            let note = said.note.as_ref().map(|words| {
                write_note(&[Noted { words: words.clone(), is_opinion: None, evidence: None }])
            });
            let note = note.map(|note| self.seal(Sealed::Note, id, &note)).transpose()?;
            values.push(args![
                id,
                *record,
                taking.source,
                &row.row_key,
                row.row.service,
                said.happened_on,
                said.was_attended,
                taking.now,
                self.seal(Sealed::Contact, id, &words)?,
                note,
            ]);
        }
        if !known.is_empty() {
            // A contact that somebody has put a question to stays.
            let sql = "DELETE FROM contact WHERE id IN (SELECT value FROM json_each($1)) \
                       AND id NOT IN (SELECT contact_id FROM contact_comment)";
            self.run(sql, &[list(known.values())]).await?;
        }
        let into = "INSERT INTO contact (id, record_id, source_name, row_key, service, happened_on, was_attended, \
                    recorded_at, sealed_contact, sealed_note)";
        let conflict = "ON CONFLICT (id) DO UPDATE SET record_id = excluded.record_id, service = excluded.service, \
                        happened_on = excluded.happened_on, was_attended = excluded.was_attended, \
                        sealed_contact = excluded.sealed_contact, sealed_note = excluded.sealed_note";
        self.insert(into, conflict, values).await.map(drop)
    }

    /// Adds what rows say was told or agreed, where they did not say it
    /// before.
    async fn put_agreements(
        &mut self,
        taking: &Taking<'_>,
        rows: &[&StagedRow],
        subjects: &HashMap<&str, RecordId>,
        all_new: bool,
    ) -> Result<(), StoreError> {
        let said: Vec<&str> =
            rows.iter().filter(|row| !row.row.agreements.is_empty()).map(|row| row.row_key.as_str()).collect();
        let mut before: Vec<(String, LedgerEvent)> = Vec::new();
        if !all_new && !said.is_empty() {
            before = self.ledger_of_rows(taking.source, &said).await?;
        }
        let mut entries = Vec::new();
        for row in rows {
            let Some(record) = subjects.get(row.row_key.as_str()) else { continue };
            for agreement in &row.row.agreements {
                let entry = LedgerEntry::of_source(agreement.clone(), taking.source, taking.now);
                if !before.iter().any(|(key, event)| *key == row.row_key && *event == entry.event) {
                    entries.push(NewLedgerEntry { record: *record, row_key: Some(row.row_key.clone()), entry });
                }
            }
        }
        self.append_ledger(&entries).await
    }

    async fn put_source_rows(&mut self, taking: &Taking<'_>, rows: &[&StagedRow]) -> Result<(), StoreError> {
        let values = rows.iter().map(|row| args![taking.source, &row.row_key, &row.digest, taking.file, taking.now]).collect();
        let into = "INSERT INTO source_row (source_name, row_key, digest, file_id, seen_at)";
        let conflict = "ON CONFLICT (source_name, row_key) DO UPDATE SET digest = excluded.digest, \
                        file_id = excluded.file_id, seen_at = excluded.seen_at";
        self.insert(into, conflict, values).await.map(drop)
    }
}

fn last_of_each_key(rows: &[StagedRow]) -> Vec<&StagedRow> {
    let last: HashMap<&str, usize> = rows.iter().enumerate().map(|(place, row)| (row.row_key.as_str(), place)).collect();
    rows.iter().enumerate().filter(|(place, row)| last.get(row.row_key.as_str()) == Some(place)).map(|(_, row)| row).collect()
}

fn keys_of(rows: &[&StagedRow]) -> Arg<'static> {
    list(rows.iter().map(|row| &row.row_key))
}

fn record_values<'a>(
    taking: &Taking<'a>,
    row: &'a StagedRow,
    (record, part): (RecordId, Part),
    (person, sealed): (&PersonStatement, Vec<u8>),
) -> [Arg<'a>; 11] {
    args![
        record,
        taking.source,
        &row.row_key,
        part,
        row.row.service,
        row.row.recorded_on,
        taking.received_on,
        taking.received_on,
        person.is_shielded,
        person.is_sealed,
        sealed,
    ]
}
