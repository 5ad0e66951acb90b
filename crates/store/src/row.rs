//! Taking rows in: what a row says replaces what it said, and the past is
//! kept.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{ContactId, FileId, InvolvementId, RecordId};
use kith_core::ledger::LedgerEntry;
use kith_core::statement::{ContactStatement, Part, PersonStatement};

use crate::cell::{Arg, Cell, args, list};
use crate::follow_up::FactsOfRow;
use crate::keys::Sealed;
use crate::ledger::NewLedgerEntry;
use crate::random::Drawer;
use crate::staging::StagedRow;
use crate::written::{Noted, write_contact_words, write_note, write_person, write_work};
use crate::{StoreError, Tx};

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
    /// When the source wrote rows, to the second, by row key: only those
    /// whose source says so.
    pub written_at: Option<&'a HashMap<String, Timestamp>>,
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

/// What is known of one row.
struct KnownRow {
    number: i64,
    records: BTreeMap<Part, RecordId>,
}

/// A batch of rows on its way in.
struct Batch<'a> {
    taking: Taking<'a>,
    /// The rows with their numbers; of two rows with one key only the later.
    rows: Vec<(i64, &'a StagedRow)>,
    /// The rows that are known, by row key.
    known: HashMap<String, KnownRow>,
    drawer: Drawer,
}

/// The record that the work, contact, agreements and facts of a row belong to, by row
/// key: the subject's.
type Anchors<'a> = HashMap<&'a str, RecordId>;

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
        let (known, next) = self.known_rows(taking, &rows).await?;
        let mut fresh = next..;
        let number = |row: &&StagedRow| known.get(&row.row_key).map(|row| row.number).or_else(|| fresh.next());
        let numbers: Vec<i64> = rows.iter().filter_map(number).collect();
        let rows = numbers.into_iter().zip(rows).collect();
        let batch = Batch { taking: *taking, rows, known, drawer: Drawer::new()? };
        self.put_source_rows(&batch).await?;
        self.keep_past(&batch).await?;
        let taken = self.put_records(&batch).await?;
        let mut anchors = Anchors::new();
        for taken in taken.iter().filter(|taken| !taken.is_withdrawn) {
            anchors.entry(&taken.row_key).or_insert(taken.record);
        }
        self.put_involvements(&batch, &anchors).await?;
        self.put_contacts(&batch, &anchors).await?;
        self.put_agreements(&batch, &anchors).await?;
        self.put_facts(&batch, &anchors).await?;
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

    /// Those of these rows that are known, and the next number of a row.
    async fn known_rows(
        &mut self,
        taking: &Taking<'_>,
        rows: &[&StagedRow],
    ) -> Result<(HashMap<String, KnownRow>, i64), StoreError> {
        let sql = "SELECT source_row.row_key, source_row.number, source_record.part, source_record.id FROM source_row \
                   LEFT JOIN source_record ON source_record.row_number = source_row.number \
                   WHERE source_row.source_name = $1 AND source_row.row_key IN (SELECT value FROM json_each($2))";
        let keys = list(rows.iter().map(|row| &row.row_key));
        let mut known: HashMap<String, KnownRow> = HashMap::new();
        let next = "SELECT COALESCE(MAX(number), 0) + 1 FROM source_row";
        let [found, next] = self.all_of_each([(sql, &[taking.source.into(), keys]), (next, &[])]).await?;
        for row in found {
            let mut cells = row.cells("source_row");
            let (row_key, number) = (cells.next()?, cells.next()?);
            let row = known.entry(row_key).or_insert_with(|| KnownRow { number, records: BTreeMap::new() });
            let (part, record): (Option<Part>, Option<RecordId>) = (cells.next()?, cells.next()?);
            row.records.extend(part.zip(record));
        }
        Ok((known, next.first().map_or(Ok(1), |row| row.cells("source_row").next())?))
    }

    async fn put_source_rows(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let Taking { source, file, now, .. } = batch.taking;
        let mut values = Vec::with_capacity(batch.rows.len());
        for (number, row) in &batch.rows {
            values.push(args![source, &row.row_key, *number, &row.digest, file, now]);
        }
        let into = "INSERT INTO source_row (source_name, row_key, number, digest, file_id, seen_at)";
        let conflict = "ON CONFLICT (source_name, row_key) DO UPDATE SET digest = excluded.digest, \
                        file_id = excluded.file_id, seen_at = excluded.seen_at";
        self.insert(into, conflict, values).await
    }

    /// Keeps what the known records say, sealed as it is, before it is
    /// replaced.
    async fn keep_past(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        if batch.known.is_empty() {
            return Ok(());
        }
        // Replaced again at the same moment, the later past stands a moment later: none is lost.
        let sql = "INSERT INTO source_record_past (record_id, replaced_at, file_id, sealed_statement) \
                   SELECT source_record.id, \
                   CASE WHEN earlier.newest >= $1 THEN earlier.newest + 1 ELSE $1 END, $2, \
                   source_record.sealed_statement FROM source_record \
                   LEFT JOIN (SELECT record_id, MAX(replaced_at) AS newest FROM source_record_past \
                   WHERE record_id IN (SELECT value FROM json_each($3)) GROUP BY record_id) AS earlier \
                   ON earlier.record_id = source_record.id \
                   WHERE source_record.id IN (SELECT value FROM json_each($3))";
        self.run_later(sql, &[batch.taking.now.into(), batch.taking.file.into(), batch.known_records()]).await
    }

    async fn put_records(&mut self, batch: &Batch<'_>) -> Result<Vec<TakenRecord>, StoreError> {
        let mut taken = Vec::with_capacity(batch.rows.len() * 2);
        let mut values = Vec::with_capacity(batch.rows.len() * 2);
        let (nobody, nothing) = (PersonStatement::default(), BTreeMap::new());
        for (number, row) in &batch.rows {
            let known = batch.known.get(&row.row_key).map_or(&nothing, |row| &row.records);
            let gone = known.keys().filter(|part| !row.row.people.iter().any(|(named, _)| named == *part));
            let named = row.row.people.iter().map(|(part, person)| (*part, person, false));
            for (part, person, is_withdrawn) in named.chain(gone.map(|part| (*part, &nobody, true))) {
                let old = known.get(&part).copied();
                let record = old.map_or_else(|| batch.drawer.draw(RecordId::from_random), Ok)?;
                let sealed = self.seal(Sealed::Statement, record, &write_person(person))?;
                values.push(record_values(&batch.taking, (*number, row), (record, part), (person, sealed)));
                let row_key = row.row_key.clone();
                taken.push(TakenRecord { record, row_key, part, is_new: old.is_none(), is_withdrawn });
            }
        }
        let into = "INSERT INTO source_record (id, source_name, row_key, row_number, part, service, recorded_on, \
                    received_on, first_received_on, is_shielded, is_sealed, sealed_statement, written_at)";
        let conflict = "ON CONFLICT (id) DO UPDATE SET service = excluded.service, recorded_on = excluded.recorded_on, \
                        received_on = excluded.received_on, is_shielded = excluded.is_shielded, \
                        is_sealed = excluded.is_sealed, sealed_statement = excluded.sealed_statement, \
                        written_at = excluded.written_at";
        self.insert(into, conflict, values).await?;
        Ok(taken)
    }

    /// What sources have said about the known records of a batch, in a table
    /// that has at most one row for each row of a source: by record.
    async fn known_of_records<T: Cell>(
        &mut self,
        sql: &'static str,
        batch: &Batch<'_>,
    ) -> Result<HashMap<RecordId, T>, StoreError> {
        if batch.known.is_empty() {
            return Ok(HashMap::new());
        }
        let found = self.all(sql, &[batch.known_records()]).await?;
        found
            .iter()
            .map(|row| {
                let mut cells = row.cells("source_record");
                Ok((cells.next()?, cells.next()?))
            })
            .collect()
    }

    async fn put_involvements(&mut self, batch: &Batch<'_>, anchors: &Anchors<'_>) -> Result<(), StoreError> {
        let sql = "SELECT record_id, id FROM involvement WHERE record_id IN (SELECT value FROM json_each($1))";
        let mut known: HashMap<RecordId, InvolvementId> = self.known_of_records(sql, batch).await?;
        let mut values = Vec::new();
        for (_, row) in &batch.rows {
            let (Some(said), Some(record)) = (&row.row.involvement, anchors.get(row.row_key.as_str())) else {
                continue;
            };
            let id = known.remove(record).map_or_else(|| batch.drawer.draw(InvolvementId::from_random), Ok)?;
            let sealed = self.seal(Sealed::Involvement, id, &write_work(said))?;
            values.push(args![
                id, *record, batch.taking.source, row.row.service, &said.team, &said.worker_code, said.started_on,
                said.ended_on, said.is_lead, said.next_on, sealed,
            ]);
        }
        if !known.is_empty() {
            // The row says nothing of work any more.
            let sql = "DELETE FROM involvement WHERE id IN (SELECT value FROM json_each($1))";
            self.run(sql, &[list(known.values())]).await?;
        }
        let into = "INSERT INTO involvement (id, record_id, source_name, service, team, worker_code, started_on, \
                    ended_on, is_lead, next_on, sealed_involvement)";
        let conflict = "ON CONFLICT (id) DO UPDATE SET service = excluded.service, \
                        team = excluded.team, worker_code = excluded.worker_code, started_on = excluded.started_on, \
                        ended_on = excluded.ended_on, is_lead = excluded.is_lead, next_on = excluded.next_on, \
                        sealed_involvement = excluded.sealed_involvement";
        self.insert(into, conflict, values).await
    }

    async fn put_contacts(&mut self, batch: &Batch<'_>, anchors: &Anchors<'_>) -> Result<(), StoreError> {
        let sql = "SELECT record_id, id FROM contact \
                   WHERE record_id IN (SELECT value FROM json_each($1)) AND source_name IS NOT NULL";
        let mut known: HashMap<RecordId, ContactId> = self.known_of_records(sql, batch).await?;
        let mut values = Vec::new();
        for (_, row) in &batch.rows {
            let (Some(said), Some(record)) = (&row.row.contact, anchors.get(row.row_key.as_str())) else { continue };
            let id = known.remove(record).map_or_else(|| batch.drawer.draw(ContactId::from_random), Ok)?;
            let (words, note) = self.sealed_contact(id, said)?;
            values.push(args![
                id, *record, batch.taking.source, row.row.service, said.happened_on, said.was_attended,
                batch.taking.now, words, note,
            ]);
        }
        if !known.is_empty() {
            // A contact that somebody has put a question to stays.
            let sql = "DELETE FROM contact WHERE id IN (SELECT value FROM json_each($1)) \
                       AND id NOT IN (SELECT contact_id FROM contact_comment)";
            self.run(sql, &[list(known.values())]).await?;
        }
        let into = "INSERT INTO contact (id, record_id, source_name, service, happened_on, was_attended, recorded_at, \
                    sealed_contact, sealed_note)";
        let conflict = "ON CONFLICT (id) DO UPDATE SET service = excluded.service, \
                        happened_on = excluded.happened_on, was_attended = excluded.was_attended, \
                        sealed_contact = excluded.sealed_contact, sealed_note = excluded.sealed_note";
        self.insert(into, conflict, values).await
    }

    /// What a contact was, and what was written about it, each sealed by
    /// itself.
    fn sealed_contact(&self, id: ContactId, said: &ContactStatement) -> Result<(Vec<u8>, Option<Vec<u8>>), StoreError> {
        let words = write_contact_words(&said.kind, said.worker.as_deref(), said.worker_code.as_deref());
        let note = |words: &String| {
            write_note(&[Noted { words: words.clone(), is_opinion: None, evidence: None, confided: None }])
        };
        let note = said.note.as_ref().map(note);
        let note = note.map(|note| self.seal(Sealed::Note, id, &note)).transpose()?;
        Ok((self.seal(Sealed::Contact, id, &words)?, note))
    }

    /// Adds what rows say was told or agreed, where they did not say it
    /// before.
    async fn put_agreements(&mut self, batch: &Batch<'_>, anchors: &Anchors<'_>) -> Result<(), StoreError> {
        let saying = batch.rows.iter().filter(|(_, row)| !row.row.agreements.is_empty());
        let known = saying.filter(|(_, row)| batch.known.contains_key(&row.row_key));
        let records: Vec<RecordId> = known.filter_map(|(_, row)| anchors.get(row.row_key.as_str()).copied()).collect();
        let before = if records.is_empty() { Vec::new() } else { self.kept_ledger_of(&records).await? };
        let mut entries = Vec::new();
        for (_, row) in &batch.rows {
            let Some(record) = anchors.get(row.row_key.as_str()).copied() else { continue };
            for agreement in &row.row.agreements {
                let entry = LedgerEntry::of_source(agreement.clone(), batch.taking.source, batch.taking.now);
                let is_said = |kept: &crate::KeptLedgerEntry| {
                    kept.record == record && kept.entry.source == entry.source && kept.entry.event == entry.event
                };
                if !before.iter().any(is_said) {
                    entries.push(NewLedgerEntry { record, entry });
                }
            }
        }
        self.append_ledger(&entries).await
    }

    /// Hears the facts that rows say now, and no longer say.
    async fn put_facts(&mut self, batch: &Batch<'_>, anchors: &Anchors<'_>) -> Result<(), StoreError> {
        let of_row = |(_, row): &(i64, &'_ StagedRow)| {
            let is_known = batch.known.contains_key(&row.row_key);
            let record = anchors.get(row.row_key.as_str()).copied()?;
            (is_known || !row.row.facts.is_empty()).then_some((record, is_known))
        };
        let saying = batch.rows.iter().filter_map(|row| Some((of_row(row)?, &row.1.row)));
        let rows: Vec<FactsOfRow<'_>> = saying
            .map(|((record, is_known), row)| FactsOfRow {
                record,
                service: row.service,
                facts: &row.facts,
                is_appointment: row.contact.is_some(),
                is_known,
            })
            .collect();
        self.hear_facts((batch.taking.source, batch.taking.now), &rows, &batch.drawer).await
    }
}

impl Batch<'_> {
    fn known_records(&self) -> Arg<'static> {
        list(self.known.values().flat_map(|row| row.records.values()))
    }
}

fn last_of_each_key(rows: &[StagedRow]) -> Vec<&StagedRow> {
    let last: HashMap<&str, usize> =
        rows.iter().enumerate().map(|(place, row)| (row.row_key.as_str(), place)).collect();
    rows.iter()
        .enumerate()
        .filter(|(place, row)| last.get(row.row_key.as_str()) == Some(place))
        .map(|(_, row)| row)
        .collect()
}

fn record_values<'a>(
    taking: &Taking<'a>,
    (number, row): (i64, &'a StagedRow),
    (record, part): (RecordId, Part),
    (person, sealed): (&PersonStatement, Vec<u8>),
) -> [Arg<'a>; 13] {
    let written_at = taking.written_at.and_then(|of_rows| of_rows.get(&row.row_key)).copied();
    args![
        record, taking.source, &row.row_key, number, part, row.row.service, row.row.recorded_on, taking.received_on,
        taking.received_on, person.is_shielded, person.is_sealed, sealed, written_at,
    ]
}
