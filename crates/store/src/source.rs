//! The systems that send files, and how fresh each one's information is.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::service::ServiceKind;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// A source: what it is called, how its files are read, how often they come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name that commands use.
    pub name: String,
    /// The title for screens.
    pub title: String,
    /// The service it belongs to.
    pub service: ServiceKind,
    /// The text of its column map.
    pub map: String,
    /// Information older than so many days is late.
    pub expected_every_days: u32,
    /// With more bad rows in a hundred than this, a file is refused whole.
    pub at_most_bad_percent: u32,
}

/// How fresh a source's information is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFreshness {
    /// The name that commands use.
    pub name: String,
    /// The title for screens.
    pub title: String,
    /// The service it belongs to.
    pub service: ServiceKind,
    /// Information older than so many days is late.
    pub expected_every_days: u32,
    /// The day of the newest extract that was taken in.
    pub extract_on: Option<Date>,
    /// When that was taken in.
    pub committed_at: Option<Timestamp>,
}

pub(crate) const SOURCES: &str =
    "SELECT name, title, service, expected_every_days, extract_on, committed_at FROM source ORDER BY name";

pub(crate) fn read_freshness(row: &Row) -> Result<SourceFreshness, StoreError> {
    let mut cells = row.cells("source");
    Ok(SourceFreshness {
        name: cells.next()?,
        title: cells.next()?,
        service: cells.next()?,
        expected_every_days: cells.next()?,
        extract_on: cells.next()?,
        committed_at: cells.next()?,
    })
}

impl Tx {
    /// Adds a source, or changes how its files are read.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_source(&mut self, source: &Source) -> Result<(), StoreError> {
        let sql = "INSERT INTO source (name, title, service, map, expected_every_days, at_most_bad_percent) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name) DO UPDATE SET title = excluded.title, \
                   service = excluded.service, map = excluded.map, \
                   expected_every_days = excluded.expected_every_days, \
                   at_most_bad_percent = excluded.at_most_bad_percent";
        let Source { name, title, service, map, expected_every_days, at_most_bad_percent } = source;
        self.run(sql, &args![name, title, *service, map, *expected_every_days, *at_most_bad_percent]).await.map(drop)
    }

    /// A source with its map.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none of this name.
    pub async fn source(&mut self, name: &str) -> Result<Source, StoreError> {
        let sql = "SELECT name, title, service, map, expected_every_days, at_most_bad_percent FROM source \
                   WHERE name = $1";
        let row = self.first(sql, &args![name]).await?.ok_or_else(|| StoreError::not_found("source", name))?;
        let mut cells = row.cells("source");
        Ok(Source {
            name: cells.next()?,
            title: cells.next()?,
            service: cells.next()?,
            map: cells.next()?,
            expected_every_days: cells.next()?,
            at_most_bad_percent: cells.next()?,
        })
    }

    /// Every source and how fresh it is, by name. Records are not counted
    /// here: see [`Tx::count_records`].
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sources(&mut self) -> Result<Vec<SourceFreshness>, StoreError> {
        if let Some(sources) = self.recall(|known| known.sources.clone()) {
            return Ok(sources);
        }
        let rows = self.all(SOURCES, &[]).await?;
        let sources: Vec<SourceFreshness> = rows.iter().map(read_freshness).collect::<Result<_, _>>()?;
        self.remember(|known| known.sources = Some(sources.clone()));
        Ok(sources)
    }

    /// Notes that an extract of a source was taken in. An older extract taken
    /// in later does not make the source look older.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_extract(&mut self, name: &str, extract_on: Date, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE source SET extract_on = $2, committed_at = $3 \
                   WHERE name = $1 AND (extract_on IS NULL OR extract_on <= $2)";
        self.run_later(sql, &args![name, extract_on, now]).await
    }

    /// How many records of each source are kept, by source.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_records(&mut self) -> Result<Vec<(String, u64)>, StoreError> {
        let sql = "SELECT source_name, COUNT(*) FROM source_record GROUP BY source_name ORDER BY source_name";
        let read = |row: &Row| {
            let mut cells = row.cells("source_record");
            Ok((cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
