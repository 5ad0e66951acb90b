use std::collections::BTreeMap;
use std::sync::Arc;

use kith_core::audit::Head;

use crate::audit::read_head;
use crate::cell::{Arg, Cell, Row};
use crate::connection::{Connection, Insert};
use crate::keys::Sealed;
use crate::known::Known;
use crate::{Keys, StoreError};

/// A transaction: everything read and written in it belongs together.
///
/// The functions of each area (`family`, `record`, …) are methods of this
/// type. In a read they see one unchanging moment; writing fails there.
pub struct Tx {
    pub(crate) connection: Connection,
    pub(crate) keys: Arc<Keys>,
    /// The head of the audit log as the transaction found it.
    pub(crate) audit_found_at: Option<Head>,
    /// The head of the audit log as this transaction has moved it.
    pub(crate) audit_moved_to: Option<Head>,
    /// How often what is counted happened, as far as this write has asked.
    pub(crate) counts: BTreeMap<&'static str, u64>,
    /// What was read already, where the transaction only reads.
    pub(crate) known: Option<Known>,
}

impl Tx {
    /// Begins a transaction that writes.
    pub(crate) async fn begin(&mut self) -> Result<(), StoreError> {
        (self.audit_found_at, self.audit_moved_to) = (None, None);
        let head = self.connection.begin_to_write().await?;
        self.audit_found_at = head.as_ref().map(read_head).transpose()?;
        Ok(())
    }

    pub(crate) fn new(connection: Connection, keys: Arc<Keys>) -> Self {
        Self { connection, keys, audit_found_at: None, audit_moved_to: None, counts: BTreeMap::new(), known: None }
    }

    /// A transaction that only reads, with what is known of its moment.
    pub(crate) fn reading(connection: Connection, keys: Arc<Keys>, known: Known) -> Self {
        Self { known: Some(known), ..Self::new(connection, keys) }
    }

    /// The keys, for look-up terms.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) async fn run(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.connection.run(sql, args).await
    }

    /// Runs a statement whose outcome nobody looks at: it may wait for the next
    /// one, which then fails where it fails. All are run before the commit.
    pub(crate) async fn run_later(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<(), StoreError> {
        self.connection.run_later(sql, args).await?;
        self.do_at_once_where_reading().await
    }

    /// Whoever writes where it can only read hears of it at once.
    async fn do_at_once_where_reading(&mut self) -> Result<(), StoreError> {
        if self.known.is_some() { self.connection.do_now().await } else { Ok(()) }
    }

    /// The rows of each of several queries, which are asked together.
    pub(crate) async fn all_of_each<const N: usize>(
        &mut self,
        queries: [(&'static str, &[Arg<'_>]); N],
    ) -> Result<[Vec<Row>; N], StoreError> {
        let found = self.connection.all_of_each(&queries).await?;
        found.try_into().map_err(|_| StoreError::Stopped)
    }

    pub(crate) async fn all(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        self.connection.all(sql, args).await
    }

    /// What every row that a query gives says: each is read while the database
    /// looks for the next, and none is kept.
    pub(crate) async fn each<T>(
        &mut self,
        sql: &'static str,
        args: &[Arg<'_>],
        read: impl Fn(&Keys, &Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let keys = &self.keys;
        self.connection.each(sql, args, |row| read(keys, &row)).await
    }

    pub(crate) async fn first(&mut self, sql: &'static str, args: &[Arg<'_>]) -> Result<Option<Row>, StoreError> {
        Ok(self.connection.all(sql, args).await?.into_iter().next())
    }

    /// The one value of a query that always gives one row.
    pub(crate) async fn value<T: Cell>(
        &mut self,
        table: &'static str,
        sql: &'static str,
        args: &[Arg<'_>],
    ) -> Result<T, StoreError> {
        let row = self.first(sql, args).await?;
        row.ok_or_else(|| StoreError::Corrupt { table, row: "?".to_owned() })?.cells(table).next()
    }

    /// Inserts rows; few may wait as with [`Tx::run_later`].
    pub(crate) async fn insert<const N: usize>(
        &mut self,
        into: &'static str,
        conflict: &'static str,
        rows: Vec<[Arg<'_>; N]>,
    ) -> Result<(), StoreError> {
        self.connection.insert_later(Insert { into, conflict }, rows).await?;
        self.do_at_once_where_reading().await
    }

    /// Inserts rows; how many of them are new.
    pub(crate) async fn insert_counted<const N: usize>(
        &mut self,
        into: &'static str,
        conflict: &'static str,
        rows: Vec<[Arg<'_>; N]>,
    ) -> Result<u64, StoreError> {
        self.connection.insert(Insert { into, conflict }, rows).await
    }

    pub(crate) fn seal(&self, place: Sealed, id: impl ToString, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.keys.seal(place, &id.to_string(), plain)
    }

    pub(crate) fn open(&self, place: Sealed, id: impl ToString, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.keys.open(place, &id.to_string(), sealed)
    }
}
