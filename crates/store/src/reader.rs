//! Connections that only read, each for one reader at a time.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::connection::{Connection, Place, Use};
use crate::{Keys, StoreError, Tx};

/// Most connections that read at one time.
const MOST_READERS: usize = 8;

/// The connections that are open and idle.
pub(crate) struct Readers {
    place: Place,
    keys: Arc<Keys>,
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
}

/// A read in progress: one unchanging moment of the database.
pub(crate) struct Reading {
    tx: Option<Tx>,
    idle: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Readers {
    pub(crate) fn new(place: Place, keys: Arc<Keys>) -> Self {
        Self { place, keys, idle: Arc::default(), free: Arc::new(Semaphore::new(MOST_READERS)) }
    }

    /// Waits for a free connection and begins to read.
    pub(crate) async fn begin(&self) -> Result<Reading, StoreError> {
        let permit = self.free.clone().acquire_owned().await.map_err(|_| StoreError::Stopped)?;
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = match kept {
            Some(mut connection) => match connection.begin(Use::Reading).await {
                Ok(()) => connection,
                // The server may have closed it while it was idle.
                Err(_) => self.open().await?,
            },
            None => self.open().await?,
        };
        let tx = Tx { connection, keys: self.keys.clone() };
        Ok(Reading { tx: Some(tx), idle: self.idle.clone(), _permit: permit })
    }

    async fn open(&self) -> Result<Connection, StoreError> {
        let mut connection = Connection::open(&self.place, Use::Reading).await?;
        connection.begin(Use::Reading).await?;
        Ok(connection)
    }
}

impl Reading {
    /// Ends the read and keeps the connection for the next one. A read that is
    /// dropped half-way takes its connection with it.
    pub(crate) async fn end(mut self) {
        if let Some(mut tx) = self.tx.take()
            && tx.connection.plain("ROLLBACK").await.is_ok()
        {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(tx.connection);
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
