//! Matching goes one of two roads. For many records it reads beside whatever
//! else goes on and writes step by step, and goes on where it was cut short.
//! For a few it stands in one transaction of the writer: all of it is on the
//! disk, or none.

use futures_util::future::BoxFuture;
use kith_store::{Db, StoreError, Tx};

/// Where matching reads and writes.
pub(super) enum Road<'t> {
    /// Step by step, each write with a commit of its own.
    Steps(&'t Db),
    /// In one transaction of the writer.
    Whole(&'t mut Tx),
}

impl Road<'_> {
    /// Reads.
    pub(super) async fn read<T, E, F>(&mut self, work: F) -> Result<T, E>
    where
        F: for<'x> FnOnce(&'x mut Tx) -> BoxFuture<'x, Result<T, E>>,
        E: From<StoreError>,
    {
        match self {
            Self::Steps(db) => db.read(work).await,
            Self::Whole(tx) => work(tx).await,
        }
    }

    /// Writes.
    pub(super) async fn write<T, E, F>(&mut self, work: F) -> Result<T, E>
    where
        F: for<'x> FnOnce(&'x mut Tx) -> BoxFuture<'x, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self {
            Self::Steps(db) => db.write(work).await,
            Self::Whole(tx) => work(tx).await,
        }
    }
}
