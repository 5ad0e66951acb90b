//! An SQLite connection that can put writes off: those whose outcome nobody
//! looks at go to SQLite together with the next statement. To hand a statement
//! over to SQLite's own thread and to wait for its answer takes longer than
//! most statements do.

use futures_util::{Stream, StreamExt, TryStreamExt};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteQueryResult, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, Either, Executor};

use crate::cell::Arg;

/// Most statements that are put off: each new text of many has to be prepared
/// once.
const MOST_LATER: usize = 24;

/// What SQLite says while it goes through statements.
type Said = Result<Either<SqliteQueryResult, SqliteRow>, sqlx::Error>;

/// A connection with what was put off.
pub(crate) struct Lite {
    pub(crate) connection: SqliteConnection,
    later: Statements,
}

/// Statements one after the other.
#[derive(Default)]
struct Statements {
    text: String,
    values: SqliteArguments,
    count: usize,
}

impl Statements {
    /// Adds a statement. Its numbered places lose their numbers: with several
    /// statements each has to take the values that follow the last one's.
    fn add(&mut self, sql: &str, args: &[Arg<'_>]) -> Result<(), sqlx::Error> {
        if self.count > 0 {
            self.text.push_str("; ");
        }
        self.count += 1;
        let mut pieces = sql.split('$');
        self.text.push_str(pieces.next().unwrap_or_default());
        if !sql.contains('$') {
            return args.iter().try_for_each(|arg| bind(&mut self.values, arg));
        }
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let (number, rest) = piece.split_at(digits);
            let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let arg = place.and_then(|place| args.get(place));
            let missing = || sqlx::Error::Protocol("a place in a statement has no value".to_owned());
            bind(&mut self.values, arg.ok_or_else(missing)?)?;
            self.text.push('?');
            self.text.push_str(rest);
        }
        Ok(())
    }
}

impl Lite {
    pub(crate) fn new(connection: SqliteConnection) -> Self {
        Self { connection, later: Statements::default() }
    }

    /// Puts a write off. It is run before whatever is run next, and what was
    /// put off last is run with [`Lite::do_now`] or forgotten.
    pub(crate) async fn do_later(&mut self, sql: &str, args: &[Arg<'_>]) -> Result<(), sqlx::Error> {
        if self.later.count >= MOST_LATER {
            self.do_now().await?;
        }
        self.later.add(sql, args)
    }

    /// Runs what was put off.
    pub(crate) async fn do_now(&mut self) -> Result<(), sqlx::Error> {
        if self.later.count == 0 {
            return Ok(());
        }
        let all = std::mem::take(&mut self.later);
        self.say(all).try_for_each(|_| async { Ok(()) }).await
    }

    /// Forgets what was put off: what it belongs to has failed.
    pub(crate) fn forget_later(&mut self) {
        self.later = Statements::default();
    }

    /// Runs a statement; how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, sqlx::Error> {
        if self.later.count == 0 {
            let query = sqlx::query_with(sql, bound(args)?);
            return Ok(query.execute(&mut self.connection).await?.rows_affected());
        }
        let all = self.after_later(sql, args)?;
        let ends = self.say(all).try_filter_map(|said| async { Ok(said.left()) });
        ends.try_fold(0, |_, end| async move { Ok(end.rows_affected()) }).await
    }

    /// The rows that a query gives, as they come.
    pub(crate) fn rows(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<impl Stream<Item = Result<SqliteRow, sqlx::Error>> + Send + Unpin, sqlx::Error> {
        if self.later.count == 0 {
            return Ok(sqlx::query_with(sql, bound(args)?).fetch(&mut self.connection));
        }
        // What was put off gives no rows.
        let all = self.after_later(sql, args)?;
        Ok(self.say(all).try_filter_map(|said| async { Ok(said.right()) }).boxed())
    }

    /// The rows that each of several queries gives.
    pub(crate) async fn rows_of_each(
        &mut self,
        queries: &[(&'static str, &[Arg<'_>])],
    ) -> Result<Vec<Vec<SqliteRow>>, sqlx::Error> {
        let mut all = std::mem::take(&mut self.later);
        let before = all.count;
        for (sql, args) in queries {
            all.add(sql, args)?;
        }
        let mut found: Vec<Vec<SqliteRow>> = queries.iter().map(|_| Vec::new()).collect();
        let (mut ended, mut said) = (0, self.say(all));
        while let Some(said) = said.try_next().await? {
            match said {
                Either::Left(_) => ended += 1,
                Either::Right(row) => {
                    let of = found.get_mut(ended - before);
                    of.ok_or_else(|| sqlx::Error::Protocol("a row of no query".to_owned()))?.push(row);
                }
            }
        }
        Ok(found)
    }

    fn after_later(&mut self, sql: &str, args: &[Arg<'_>]) -> Result<Statements, sqlx::Error> {
        let mut all = std::mem::take(&mut self.later);
        all.add(sql, args)?;
        Ok(all)
    }

    fn say(&mut self, all: Statements) -> impl Stream<Item = Said> + Send + Unpin {
        self.connection.fetch_many(sqlx::query_with(AssertSqlSafe(all.text), all.values))
    }
}

/// The values of a statement.
pub(crate) fn bound(args: &[Arg<'_>]) -> Result<SqliteArguments, sqlx::Error> {
    let mut values = SqliteArguments::default();
    values.reserve(args.len(), 0);
    args.iter().try_for_each(|arg| bind(&mut values, arg))?;
    Ok(values)
}

fn bind(values: &mut SqliteArguments, arg: &Arg<'_>) -> Result<(), sqlx::Error> {
    match arg {
        Arg::Text(text) => values.add(text.as_deref()),
        Arg::Number(number) => values.add(*number),
        Arg::Flag(flag) => values.add(*flag),
        Arg::Bytes(bytes) => values.add(bytes.as_deref()),
        Arg::List(list) => values.add(serde_json::Value::from(list.as_slice()).to_string()),
        Arg::Numbers(list) => values.add(serde_json::Value::from(list.as_slice()).to_string()),
    }
    .map_err(sqlx::Error::Encode)
}
