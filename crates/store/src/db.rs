use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::connection::{Connection, Place, Use};
use crate::error::SchemaError;
use crate::keys::Sealed;
use crate::reader::Readers;
use crate::writer::{Asked, Job, Writer};
use crate::{Keys, StoreError, Tx, migration, wal};

/// Writes that may wait before those who ask have to wait too.
const QUEUE: usize = 1024;

/// The database: one writer and a few readers. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    readers: Arc<Readers>,
    writer: mpsc::Sender<Box<dyn Job>>,
    commits: Arc<AtomicU64>,
    changed: Arc<AtomicU64>,
}

impl Db {
    /// Opens the database, makes or updates its tables and starts the writer.
    ///
    /// # Errors
    /// [`StoreError::Schema`] when a newer release wrote it or it was written
    /// with other keys; [`StoreError::Driver`] when it cannot be reached.
    pub async fn open(place: &Place, keys: &Keys) -> Result<Self, StoreError> {
        let keys = Arc::new(keys.clone());
        let mut connection = Connection::open(place, Use::Writing).await?;
        migration::run(&mut connection).await?;
        let mut tx = Tx::new(connection, keys.clone());
        tx.start_audit().await?;
        tx.start_counting_changes().await?;
        check_keys(&mut tx).await?;
        tx.connection.do_now().await?;
        let (sender, waiting) = mpsc::channel(QUEUE);
        let commits = Arc::new(AtomicU64::new(0));
        let changed = Arc::new(AtomicU64::new(0));
        let writer = Writer { place: place.clone(), waiting, commits: commits.clone(), changed: changed.clone() };
        tokio::spawn(writer.work(tx));
        let readers = Arc::new(Readers::new(place.clone(), keys));
        if matches!(place, Place::Sqlite(_)) {
            tokio::spawn(wal::copy_beside(place.clone(), Arc::downgrade(&commits), Arc::downgrade(&readers)));
        }
        Ok(Self { readers, writer: sender, commits, changed })
    }

    /// Writes: runs the work in a transaction that other writes share, and
    /// answers once it is on the disk. An error that the work gives undoes the
    /// work and nothing else.
    ///
    /// # Errors
    /// What the work gives, or a [`StoreError`] when the commit fails; then
    /// nothing of it is stored.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.ask(work, true).await
    }

    /// Writes what no answer of a look rests on: the look itself, an audit
    /// entry, when a session was seen. Otherwise as [`Db::write`].
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn note<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.ask(work, false).await
    }

    /// Looks, then notes the look: `see` reads beside other readers (as
    /// [`Db::read_lately`]), and what it saw is noted by `note` in a
    /// transaction of the writer. When anything
    /// was changed in between, by this process or another, `see` is run again
    /// in that transaction, so that what is noted and answered was true at the
    /// moment of the commit.
    ///
    /// # Errors
    /// What `see` or `note` give, or a [`StoreError`]; then nothing is noted.
    pub async fn look<S, T, E, R, W>(&self, see: R, note: W) -> Result<T, E>
    where
        R: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<S, E>> + Send + Sync + 'static,
        W: for<'t> FnOnce(&'t mut Tx, S) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        S: Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let mut reading = self.readers.begin_lately(self.changed.load(Ordering::Acquire)).await?;
        // The first thing read: it fixes the moment that is seen.
        let seen = match reading.changes().await {
            Ok(changes) => see(&mut reading).await.map(|seen| (changes, seen)),
            Err(failed) => Err(failed.into()),
        };
        reading.end().await;
        let (changes, seen) = seen?;
        self.note(move |tx| {
            Box::pin(async move {
                let seen = if tx.changes().await? == changes { seen } else { see(tx).await? };
                note(tx, seen).await
            })
        })
        .await
    }

    async fn ask<T, E, F>(&self, work: F, is_change: bool) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (answer, answered) = oneshot::channel();
        let job = Asked { work: Some(work), is_change, outcome: None, answer };
        self.writer.send(Box::new(job)).await.map_err(|_| StoreError::Stopped)?;
        answered.await.map_err(|_| StoreError::Stopped)?
    }

    /// Reads: the work sees one unchanging moment and can write nothing.
    ///
    /// # Errors
    /// What the work gives, or a [`StoreError`] when the database cannot be
    /// reached.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
        E: From<StoreError>,
    {
        let mut reading = self.readers.begin().await?;
        let outcome = work(&mut reading).await;
        reading.end().await;
        outcome
    }

    /// Reads as [`Db::read`], but of a moment that may be a second
    /// old: everything that this process has changed with [`Db::write`] is
    /// seen, what it only noted or another process changed perhaps not yet.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_lately<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>>,
        E: From<StoreError>,
    {
        let mut reading = self.readers.begin_lately(self.changed.load(Ordering::Acquire)).await?;
        let outcome = work(&mut reading).await;
        reading.end().await;
        outcome
    }

    /// How many commits the writer has made since it started: with the number
    /// of writes it says how many shared one.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }
}

/// Refuses keys other than those the database was written with, before
/// anything is sealed with them.
async fn check_keys(tx: &mut Tx) -> Result<(), StoreError> {
    const NAME: &str = "key-check";
    match tx.setting(NAME).await? {
        None => {
            let sealed = tx.seal(Sealed::KeyCheck, NAME, NAME.as_bytes())?;
            let written = sealed.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            tx.set_setting(NAME, &written).await
        }
        Some(written) => {
            let pairs = written.as_bytes().chunks(2);
            let sealed: Option<Vec<u8>> = pairs
                .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
                .collect();
            let opened = tx.open(Sealed::KeyCheck, NAME, &sealed.unwrap_or_default());
            opened.map(drop).map_err(|_| SchemaError::OtherKeys.into())
        }
    }
}
