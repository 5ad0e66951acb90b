//! The sources' own copies of people: unchanged, sealed, with their past.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::service::ServiceKind;
use kith_core::statement::{Part, PersonStatement};

use crate::cell::{Row, args, list};
use crate::keys::Sealed;
use crate::written::read_person;
use crate::{Keys, StoreError, Tx};

/// One source's copy of one person, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    /// Which record.
    pub id: RecordId,
    /// The source, by name.
    pub source_name: String,
    /// The row it stands in, as a keyed hash: the people of one row share it.
    pub row_key: String,
    /// The part the person plays in the row.
    pub part: Part,
    /// The kind of service.
    pub service: ServiceKind,
    /// When the source wrote it, where it says.
    pub recorded_on: Option<Date>,
    /// When what it says now came in.
    pub received_on: Date,
    /// When anything of it first came in.
    pub first_received_on: Date,
    /// When the source wrote it, to the second, where it says so.
    pub written_at: Option<Timestamp>,
    /// What it says.
    pub statement: PersonStatement,
}

/// That there is a copy of somebody, without anything that it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyLine {
    /// Which record.
    pub record: RecordId,
    /// Whose copy it is.
    pub person: PersonId,
    /// The source, by name.
    pub source_name: String,
    /// The part the person plays in the row.
    pub part: Part,
    /// The kind of service.
    pub service: ServiceKind,
    /// When the source wrote it, where it says.
    pub recorded_on: Option<Date>,
    /// When what it says now came in.
    pub received_on: Date,
    /// The source asks that whereabouts be hidden.
    pub is_shielded: bool,
    /// The source says that the identity is sealed.
    pub is_sealed: bool,
}

/// The columns of a record, in the order that [`read_record`] takes them.
macro_rules! columns {
    () => {
        "source_record.id, source_record.source_name, source_record.row_key, source_record.part, \
         source_record.service, source_record.recorded_on, source_record.received_on, \
         source_record.first_received_on, source_record.written_at, source_record.sealed_statement"
    };
}

/// How many columns these are.
const COLUMNS: usize = 10;
/// The place of the service among them.
const SERVICE: usize = 4;

impl Tx {
    /// What every row of a source says, as a keyed hash, by row key: to tell
    /// new and changed rows of the next file from known ones.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn row_digests(&mut self, source: &str) -> Result<HashMap<String, String>, StoreError> {
        let sql = "SELECT row_key, digest FROM source_row WHERE source_name = $1";
        self.all(sql, &args![source]).await?.iter().map(read_digest).collect()
    }

    /// The same of those of these rows that are known.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn row_digests_of(
        &mut self,
        source: &str,
        row_keys: &[String],
    ) -> Result<HashMap<String, String>, StoreError> {
        let sql = "SELECT row_key, digest FROM source_row \
                   WHERE source_name = $1 AND row_key IN (SELECT value FROM json_each($2))";
        self.all(sql, &[source.into(), list(row_keys)]).await?.iter().map(read_digest).collect()
    }

    /// Records by reference, in the order of their references.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn records(&mut self, records: &[RecordId]) -> Result<Vec<SourceRecord>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM source_record WHERE id IN (SELECT value FROM json_each($1)) ORDER BY id"
        );
        self.each(sql, &[list(records)], read_record).await
    }

    /// The records of these people, each with its person.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn records_of_persons(
        &mut self,
        persons: &[PersonId],
    ) -> Result<Vec<(PersonId, SourceRecord)>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            ", record_person.person_id FROM record_person \
             JOIN source_record ON source_record.id = record_person.record_id \
             WHERE record_person.person_id IN (SELECT value FROM json_each($1)) \
             ORDER BY record_person.person_id, source_record.id"
        );
        self.each(sql, &[list(persons)], read_record_of).await
    }

    /// The records of these people that are not sealed and whose service may
    /// be known to others, each with its person, person by person in the order
    /// of their references. No other is opened.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn open_records_of_persons(
        &mut self,
        persons: &[PersonId],
        may_be_known: fn(ServiceKind) -> bool,
    ) -> Result<Vec<(PersonId, SourceRecord)>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            ", record_person.person_id FROM record_person \
             JOIN source_record ON source_record.id = record_person.record_id \
             WHERE record_person.person_id IN (SELECT value FROM json_each($1)) AND NOT source_record.is_sealed \
             ORDER BY record_person.person_id, source_record.id"
        );
        let read = |keys: &Keys, row: &Row| {
            let mut cells = row.cells("source_record");
            cells.skip(SERVICE);
            let is_open = may_be_known(cells.next()?);
            is_open.then(|| read_record_of(keys, row)).transpose()
        };
        Ok(self.each(sql, &[list(persons)], read).await?.into_iter().flatten().collect())
    }

    /// The records of everybody in a family, each with its person.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn records_of_family(&mut self, family: FamilyId) -> Result<Vec<(PersonId, SourceRecord)>, StoreError> {
        let members = self.family_members(family).await?;
        let persons: Vec<PersonId> = members.iter().map(|member| member.person).collect();
        self.records_of_persons(&persons).await
    }

    /// The records of these rows of a source.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn records_of_rows(
        &mut self,
        source: &str,
        row_keys: &[String],
    ) -> Result<Vec<SourceRecord>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM source_row JOIN source_record ON source_record.row_number = source_row.number \
             WHERE source_row.source_name = $1 AND source_row.row_key IN (SELECT value FROM json_each($2)) \
             ORDER BY source_record.row_key, source_record.part"
        );
        self.each(sql, &[source.into(), list(row_keys)], read_record).await
    }

    /// At most `limit` records of all sources after record `after`: page by
    /// page, for building the linker's index.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn records_after(
        &mut self,
        after: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<SourceRecord>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM source_record WHERE id > $1 ORDER BY id LIMIT $2");
        let after = after.map(|record| record.to_string()).unwrap_or_default();
        self.each(sql, &args![after, limit], read_record).await
    }

    /// That these people have copies, without opening any.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn copies_of(&mut self, persons: &[PersonId]) -> Result<Vec<CopyLine>, StoreError> {
        let sql = "SELECT source_record.id, record_person.person_id, source_record.source_name, source_record.part, \
                   source_record.service, source_record.recorded_on, source_record.received_on, \
                   source_record.is_shielded, source_record.is_sealed FROM record_person \
                   JOIN source_record ON source_record.id = record_person.record_id \
                   WHERE record_person.person_id IN (SELECT value FROM json_each($1)) \
                   ORDER BY record_person.person_id, source_record.id";
        let read = |_: &Keys, row: &Row| {
            let mut cells = row.cells("source_record");
            Ok(CopyLine {
                record: cells.next()?,
                person: cells.next()?,
                source_name: cells.next()?,
                part: cells.next()?,
                service: cells.next()?,
                recorded_on: cells.next()?,
                received_on: cells.next()?,
                is_shielded: cells.next()?,
                is_sealed: cells.next()?,
            })
        };
        self.each(sql, &[list(persons)], read).await
    }

    /// The day of birth of each of these people as most copies state it (on a
    /// tie the later day), or the day expected where none states a birth; none
    /// where nothing is known. In the order asked.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a copy does not open.
    pub async fn births_of(&mut self, persons: &[PersonId]) -> Result<Vec<Option<Date>>, StoreError> {
        let mut born: BTreeMap<PersonId, BTreeMap<Date, usize>> = BTreeMap::new();
        let mut due = born.clone();
        for (person, record) in self.records_of_persons(persons).await? {
            if let Some(day) = record.statement.born_on {
                *born.entry(person).or_default().entry(day).or_default() += 1;
            } else if let Some(day) = record.statement.due_on {
                *due.entry(person).or_default().entry(day).or_default() += 1;
            }
        }
        let most = |days: Option<&BTreeMap<Date, usize>>| {
            days?.iter().max_by_key(|(day, count)| (**count, **day)).map(|(day, _)| *day)
        };
        Ok(persons.iter().map(|person| most(born.get(person)).or_else(|| most(due.get(person)))).collect())
    }

    /// What a record said before, newest first, each with the time when
    /// something else came.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn past_of_record(&mut self, record: RecordId) -> Result<Vec<(Timestamp, PersonStatement)>, StoreError> {
        let sql = "SELECT record_id, replaced_at, sealed_statement FROM source_record_past \
                   WHERE record_id = $1 ORDER BY replaced_at DESC";
        let rows = self.all(sql, &args![record]).await?;
        rows.iter()
            .map(|row| {
                let mut cells = row.cells("source_record_past");
                let (record, replaced_at): (RecordId, Timestamp) = (cells.next()?, cells.next()?);
                // Sealed when it was the record's own statement, and kept as it was.
                let plain = self.open(Sealed::Statement, record, cells.sealed()?)?;
                Ok((replaced_at, read_person(&plain).ok_or_else(|| cells.corrupt())?))
            })
            .collect()
    }
}

fn read_digest(row: &Row) -> Result<(String, String), StoreError> {
    let mut cells = row.cells("source_row");
    Ok((cells.next()?, cells.next()?))
}

/// A record with its person.
fn read_record_of(keys: &Keys, row: &Row) -> Result<(PersonId, SourceRecord), StoreError> {
    let record = read_record(keys, row)?;
    Ok((person_of(row)?, record))
}

fn person_of(row: &Row) -> Result<PersonId, StoreError> {
    let mut cells = row.cells("record_person");
    cells.skip(COLUMNS);
    cells.next()
}

fn read_record(keys: &Keys, row: &Row) -> Result<SourceRecord, StoreError> {
    let mut cells = row.cells("source_record");
    let id: RecordId = cells.next()?;
    Ok(SourceRecord {
        id,
        source_name: cells.next()?,
        row_key: cells.next()?,
        part: cells.next()?,
        service: cells.next()?,
        recorded_on: cells.next()?,
        received_on: cells.next()?,
        first_received_on: cells.next()?,
        written_at: cells.next()?,
        statement: {
            let plain = keys.open(Sealed::Statement, &id.to_string(), cells.sealed()?)?;
            read_person(&plain).ok_or_else(|| cells.corrupt())?
        },
    })
}
