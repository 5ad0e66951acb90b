//! One connection to either engine. A query has one text with `$1`
//! placeholders; this is the only place that knows the engines apart.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use futures_util::{FutureExt, Stream, StreamExt};
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Executor};

use crate::StoreError;
use crate::cell::{Arg, Row};
use crate::lite::{Lite, bound};

/// From so many rows on a query is read in bulk.
const BULK: usize = 512;

/// So long rows are left to come together.
const MEANWHILE: Duration = Duration::from_millis(1);

/// So many rows of a query are handed over before the database waits for them
/// to be read.
const ROWS_ON_THE_WAY: usize = 4_096;

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// One file on this machine.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by its address
    /// (`postgres://user@host:port/database`).
    Postgres(String),
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// The one connection that writes.
    Writing,
    /// One of the connections that only read.
    Reading,
}

/// Most parameters in one statement: under the limit of both engines (32,766
/// and 65,535).
const MOST_PARAMETERS: usize = 16_000;

/// Most rows in one statement; a power of two, see [`Connection::insert`].
const MOST_ROWS: usize = 256;

/// So few rows can wait to be inserted together with something else.
const FEW_ROWS: usize = 8;

/// An open connection.
pub(crate) enum Connection {
    Sqlite(Box<Lite>),
    Postgres(Box<PgConnection>),
}

/// A many-row insert: what stands before and after the rows.
#[derive(Clone, Copy)]
pub(crate) struct Insert {
    /// `INSERT INTO t (a, b)`.
    pub(crate) into: &'static str,
    /// What to do when the row is there already; may be empty.
    pub(crate) conflict: &'static str,
}

impl Connection {
    /// Opens a connection and sets it up for its use.
    pub(crate) async fn open(place: &Place, purpose: Use) -> Result<Self, StoreError> {
        let failed = StoreError::driver("opening");
        match place {
            Place::Sqlite(path) => {
                let options = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(purpose == Use::Writing)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .busy_timeout(Duration::from_secs(5))
                    .statement_cache_capacity(256)
                    .row_buffer_size(ROWS_ON_THE_WAY)
                    .pragma("cache_size", if purpose == Use::Writing { "-32768" } else { "-16384" })
                    // What a savepoint may have to undo then stays out of files.
                    .pragma("temp_store", "memory")
                    .pragma("wal_autocheckpoint", "32768")
                    .pragma("journal_size_limit", "67108864")
                    // Pages that are mapped count once for each connection: the process would seem to grow to the database.
                    .pragma("mmap_size", "0")
                    .pragma("query_only", if purpose == Use::Reading { "on" } else { "off" });
                Ok(Self::Sqlite(Box::new(Lite::new(options.connect().await.map_err(failed)?))))
            }
            Place::Postgres(address) => {
                let options = PgConnectOptions::from_str(address).map_err(&failed)?.statement_cache_capacity(256);
                Ok(Self::Postgres(Box::new(options.connect().await.map_err(failed)?)))
            }
        }
    }

    /// Begins a transaction that only reads.
    pub(crate) async fn begin_to_read(&mut self) -> Result<(), StoreError> {
        match self {
            // It sees the moment of the first thing that is read, with which it begins.
            Self::Sqlite(_) => self.run_later("BEGIN", &[]).await,
            Self::Postgres(_) => self.plain("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await,
        }
    }

    /// Begins a transaction that writes, and gives the head of the audit log.
    /// It waits here until every other process that writes has committed, so
    /// that numbering and chaining never race and two processes never wait for
    /// each other crosswise.
    pub(crate) async fn begin_to_write(&mut self) -> Result<Option<Row>, StoreError> {
        let head = match self {
            Self::Sqlite(_) => {
                self.run_later("BEGIN IMMEDIATE", &[]).await?;
                "SELECT seq, hash FROM audit_head WHERE id = 1"
            }
            Self::Postgres(_) => {
                self.plain("BEGIN").await?;
                "SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE"
            }
        };
        Ok(self.all(head, &[]).await?.into_iter().next())
    }

    /// Runs a statement that neither takes nor gives values.
    pub(crate) async fn plain(&mut self, sql: &'static str) -> Result<(), StoreError> {
        self.run(sql, &[]).await.map(drop)
    }

    /// Runs several statements written one after the other (a migration).
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        let failed = StoreError::driver("changing the tables");
        match self {
            Self::Sqlite(lite) => {
                lite.do_now().await.map_err(&failed)?;
                lite.connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map_err(failed)?;
            }
            Self::Postgres(connection) => {
                let sql = sql.replace(" BLOB", " BYTEA").replace(" WITHOUT ROWID", "").replace("INSTR(", "STRPOS(");
                connection.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        let failed = StoreError::driver("writing");
        match self {
            Self::Sqlite(lite) => lite.run(sql, args).await.map_err(failed),
            Self::Postgres(connection) => {
                let query = sqlx::query_with(AssertSqlSafe(postgres_text(sql)), for_postgres(args).map_err(&failed)?);
                Ok(query.execute(&mut **connection).await.map_err(failed)?.rows_affected())
            }
        }
    }

    /// Runs a statement before whatever comes next: where it fails, that
    /// fails. PostgreSQL runs it at once.
    pub(crate) async fn run_later(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(lite) => lite.do_later(sql, args).await.map_err(StoreError::driver("writing")),
            Self::Postgres(_) => self.run(sql, args).await.map(drop),
        }
    }

    /// Runs what has waited for something to come.
    pub(crate) async fn do_now(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(lite) => lite.do_now().await.map_err(StoreError::driver("writing")),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Forgets what waits: what it belongs to has failed.
    pub(crate) fn forget_later(&mut self) {
        if let Self::Sqlite(lite) = self {
            lite.forget_later();
        }
    }

    /// The rows of each of several queries, which are asked together.
    pub(crate) async fn all_of_each(
        &mut self,
        queries: &[(&'static str, &[Arg<'_>])],
    ) -> Result<Vec<Vec<Row>>, StoreError> {
        if let Self::Sqlite(lite) = self {
            let found = lite.rows_of_each(queries).await.map_err(StoreError::driver("reading"))?;
            return Ok(found.into_iter().map(|rows| rows.into_iter().map(Row::Sqlite).collect()).collect());
        }
        let mut found = Vec::with_capacity(queries.len());
        for (sql, args) in queries {
            found.push(self.all(sql, args).await?);
        }
        Ok(found)
    }

    /// Every row that a query gives.
    pub(crate) async fn all(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        self.each(sql, args, Ok).await
    }

    /// What every row that a query gives says, read as they come.
    pub(crate) async fn each<T>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
        mut read: impl FnMut(Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let failed = StoreError::driver("reading");
        match self {
            Self::Sqlite(lite) => {
                let rows = lite.rows(sql, args).map_err(&failed)?;
                in_bulk(rows, |row| read(Row::Sqlite(row.map_err(&failed)?))).await
            }
            Self::Postgres(connection) => {
                let query = sqlx::query_with(AssertSqlSafe(postgres_text(sql)), for_postgres(args).map_err(&failed)?);
                let mut rows = query.fetch(&mut **connection);
                let mut found = Vec::new();
                while let Some(row) = rows.next().await {
                    found.push(read(Row::Postgres(row.map_err(&failed)?))?);
                }
                Ok(found)
            }
        }
    }

    /// Inserts rows as [`Connection::insert`] does; few may wait for whatever
    /// comes next, as with [`Connection::run_later`].
    pub(crate) async fn insert_later<const N: usize>(
        &mut self,
        insert: Insert,
        rows: Vec<[Arg<'_>; N]>,
    ) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(lite) if (1..=FEW_ROWS).contains(&rows.len()) => {
                let text = nameless::<N>(insert, rows.len());
                lite.do_later(&text, rows.as_flattened()).await.map_err(StoreError::driver("writing"))
            }
            _ => self.insert(insert, rows).await.map(drop),
        }
    }

    /// Inserts many rows in few statements. The number of rows in a statement
    /// is always a power of two, so that the statements stay few enough to be
    /// kept prepared.
    pub(crate) async fn insert<const N: usize>(
        &mut self,
        insert: Insert,
        rows: Vec<[Arg<'_>; N]>,
    ) -> Result<u64, StoreError> {
        let most = (MOST_PARAMETERS / N).min(MOST_ROWS);
        let most = 1_usize << most.ilog2();
        let mut touched = 0;
        let mut rest = &rows[..];
        while !rest.is_empty() {
            let count = if rest.len() >= most { most } else { 1 << rest.len().ilog2() };
            let (now, later) = rest.split_at(count);
            touched += self.insert_once(insert, now).await?;
            rest = later;
        }
        Ok(touched)
    }

    async fn insert_once<const N: usize>(&mut self, insert: Insert, rows: &[[Arg<'_>; N]]) -> Result<u64, StoreError> {
        let failed = StoreError::driver("writing");
        let args = rows.as_flattened();
        match self {
            Self::Sqlite(lite) => {
                lite.do_now().await.map_err(&failed)?;
                let text = nameless::<N>(insert, rows.len());
                let query = sqlx::query_with(AssertSqlSafe(text), bound(args).map_err(&failed)?);
                Ok(query.execute(&mut lite.connection).await.map_err(failed)?.rows_affected())
            }
            Self::Postgres(connection) => {
                let group = |row: usize| {
                    let places: Vec<String> = (1..=N).map(|column| format!("${}", row * N + column)).collect();
                    format!("({})", places.join(","))
                };
                let groups: Vec<String> = (0..rows.len()).map(group).collect();
                let text = format!("{} VALUES {} {}", insert.into, groups.join(","), insert.conflict);
                let query = sqlx::query_with(AssertSqlSafe(text), for_postgres(args).map_err(&failed)?);
                Ok(query.execute(&mut **connection).await.map_err(failed)?.rows_affected())
            }
        }
    }

    /// Closes the connection in an orderly way.
    pub(crate) async fn close(self) {
        let closed = match self {
            Self::Sqlite(lite) => lite.connection.close().await,
            Self::Postgres(connection) => connection.close().await,
        };
        // Nothing is lost when it fails: what was answered is committed.
        drop(closed);
    }
}

/// Takes what another thread hands over. To wake this one for every single row
/// costs more than to find the row; so once there were many, it looks from time
/// to time and takes what has come together.
async fn in_bulk<R, T>(
    mut rows: impl Stream<Item = R> + Unpin,
    mut read: impl FnMut(R) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut found = Vec::new();
    while found.len() < BULK {
        let Some(row) = rows.next().await else { return Ok(found) };
        found.push(read(row)?);
    }
    let mut came = Vec::new();
    loop {
        // Taken off first and read afterwards: whoever hands over goes on meanwhile instead of waiting for each place.
        let is_over = loop {
            match rows.next().now_or_never() {
                Some(Some(row)) => came.push(row),
                Some(None) => break true,
                None => break false,
            }
            if ROWS_ON_THE_WAY <= came.len() {
                break false;
            }
        };
        if came.is_empty() && !is_over {
            tokio::time::sleep(MEANWHILE).await;
        }
        for row in came.drain(..) {
            found.push(read(row)?);
        }
        if is_over {
            return Ok(found);
        }
    }
}

/// An insert of so many rows for SQLite, with nameless places: looking a name
/// up is linear in their number.
fn nameless<const N: usize>(insert: Insert, rows: usize) -> String {
    let group = format!("({})", vec!["?"; N].join(","));
    format!("{} VALUES {} {}", insert.into, vec![group; rows].join(","), insert.conflict)
}

/// The text of a query for PostgreSQL: a list comes as an array there, as a
/// JSON text in SQLite.
fn postgres_text(sql: &'static str) -> String {
    sql.replace("SELECT value FROM json_each(", "SELECT unnest(")
        .replace("SELECT value AS word FROM json_each($1)", "SELECT unnest($1) AS word")
}

fn for_postgres(args: &[Arg<'_>]) -> Result<PgArguments, sqlx::Error> {
    use sqlx::Arguments as _;
    let mut bound = PgArguments::default();
    for arg in args {
        match arg {
            Arg::Text(text) => bound.add(text.as_deref()),
            Arg::Number(number) => bound.add(*number),
            Arg::Flag(flag) => bound.add(*flag),
            Arg::Bytes(bytes) => bound.add(bytes.as_deref()),
            Arg::List(list) => bound.add(list.as_slice()),
            Arg::Numbers(list) => bound.add(list.as_slice()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(bound)
}
