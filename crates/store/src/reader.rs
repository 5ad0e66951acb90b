//! Connections that only read, each for one reader at a time.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::connection::{Connection, Place, Use};
use crate::known::Known;
use crate::{Keys, StoreError, Tx};

/// Most connections that read at one time: each keeps pages of its own, and
/// more of them than a small machine has cores only wait for each other.
const MOST_READERS: u32 = 3;

/// The connections that are open and idle.
pub(crate) struct Readers {
    place: Place,
    keys: Arc<Keys>,
    idle: Mutex<Vec<Connection>>,
    /// Those whose transaction is still open, with the moment that it sees.
    kept: Mutex<Vec<(Connection, Moment, Known)>>,
    generation: AtomicU64,
    free: Arc<Semaphore>,
}

/// Since when a transaction that reads is open: it serves again while nothing
/// was changed in this process and nobody has asked for a new generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Moment {
    changed: u64,
    generation: u64,
}

/// A read in progress: one unchanging moment of the database.
pub(crate) struct Reading {
    tx: Option<Tx>,
    moment: Option<Moment>,
    readers: Arc<Readers>,
    _permit: OwnedSemaphorePermit,
}

fn pop<T>(connections: &Mutex<Vec<T>>) -> Option<T> {
    connections.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn push<T>(connections: &Mutex<Vec<T>>, connection: T) {
    connections.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
}

impl Readers {
    pub(crate) fn new(place: Place, keys: Arc<Keys>) -> Self {
        Self {
            place,
            keys,
            idle: Mutex::default(),
            kept: Mutex::default(),
            generation: AtomicU64::new(0),
            free: Arc::new(Semaphore::new(MOST_READERS as usize)),
        }
    }

    /// Waits for a free connection and begins to read.
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<Reading, StoreError> {
        let permit = self.permit().await?;
        let connection = match pop(&self.idle) {
            Some(connection) => self.begun(connection).await?,
            None => self.open().await?,
        };
        Ok(self.reading(connection, None, (Known::default(), permit)))
    }

    /// As [`Readers::begin`], but goes on in a transaction that is open where
    /// that sees everything this process had changed until now (`changed`
    /// counts it). SQLite forgets the pages that it has read whenever a
    /// transaction begins after a commit; so it forgets once a second
    /// and not at every look. PostgreSQL has its pages in one place for all.
    pub(crate) async fn begin_lately(self: &Arc<Self>, changed: u64) -> Result<Reading, StoreError> {
        if matches!(self.place, Place::Postgres(_)) {
            return self.begin().await;
        }
        let permit = self.permit().await?;
        let now = Moment { changed, generation: self.generation.load(Ordering::Acquire) };
        let (connection, known) = match pop(&self.kept) {
            Some((connection, moment, known)) if moment == now => (connection, known),
            Some((mut connection, ..)) => match connection.plain("ROLLBACK").await {
                Ok(()) => (self.begun(connection).await?, Known::default()),
                Err(_) => (self.open().await?, Known::default()),
            },
            None => (self.open().await?, Known::default()),
        };
        Ok(self.reading(connection, Some(now), (known, permit)))
    }

    /// Ends the transactions that are kept open: what was committed since is
    /// seen from now on, and the write-ahead log can be begun anew.
    pub(crate) async fn end_kept(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        for (mut connection, moment, _) in kept {
            if connection.plain("ROLLBACK").await.is_ok() && connection.begin_to_read().await.is_ok() {
                push(&self.kept, (connection, moment, Known::default()));
            }
        }
    }

    /// Waits until nobody reads and keeps it so while what it gives is held.
    pub(crate) async fn still(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        let all = self.free.clone().acquire_many_owned(MOST_READERS).await.map_err(|_| StoreError::Stopped)?;
        self.end_kept().await;
        Ok(all)
    }

    async fn permit(&self) -> Result<OwnedSemaphorePermit, StoreError> {
        self.free.clone().acquire_owned().await.map_err(|_| StoreError::Stopped)
    }

    fn reading(
        self: &Arc<Self>,
        connection: Connection,
        moment: Option<Moment>,
        (known, permit): (Known, OwnedSemaphorePermit),
    ) -> Reading {
        let tx = Tx::reading(connection, self.keys.clone(), known);
        Reading { tx: Some(tx), moment, readers: self.clone(), _permit: permit }
    }

    async fn begun(&self, mut connection: Connection) -> Result<Connection, StoreError> {
        match connection.begin_to_read().await {
            Ok(()) => Ok(connection),
            // The server may have closed it while it was idle.
            Err(_) => self.open().await,
        }
    }

    async fn open(&self) -> Result<Connection, StoreError> {
        let mut connection = Connection::open(&self.place, Use::Reading).await?;
        connection.begin_to_read().await?;
        Ok(connection)
    }
}

impl Reading {
    /// Ends the read and keeps the connection for the next one. A read that is
    /// dropped half-way takes its connection with it.
    pub(crate) async fn end(mut self) {
        let Some(mut tx) = self.tx.take() else { return };
        match self.moment {
            Some(moment) => push(&self.readers.kept, (tx.connection, moment, tx.known.unwrap_or_default())),
            None if tx.connection.plain("ROLLBACK").await.is_ok() => push(&self.readers.idle, tx.connection),
            None => {}
        }
    }
}

impl Deref for Reading {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        self.tx.as_ref().expect("a read has its transaction until it ends")
    }
}

impl DerefMut for Reading {
    fn deref_mut(&mut self) -> &mut Tx {
        self.tx.as_mut().expect("a read has its transaction until it ends")
    }
}
