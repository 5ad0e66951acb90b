//! The one writer of a process. Every write that waits is run in one
//! transaction, each so that its failure undoes only itself; there is one commit, and only
//! when that is on the disk are they all answered. So a hundred looks share
//! one sync of the disk, and nothing that was answered is ever lost.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::connection::{Connection, Place, Use};
use crate::{StoreError, Tx};

/// Most writes that share one commit.
const MOST_WRITES: usize = 64;

/// No write joins a commit that has been gathering for so long: a look behind
/// a bulk import then waits for one batch of it, not for many.
const GATHER: Duration = Duration::from_millis(15);

/// A write that waits.
pub(crate) trait Job: Send {
    /// Runs the work; whether to keep what it wrote.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;

    /// Whether it changes what an answer of a look may rest on.
    fn is_change(&self) -> bool;

    /// Whether nobody waits for the answer any more.
    fn is_forsaken(&self) -> bool;

    /// Answers the one who waits: the commit succeeded, or it failed.
    fn answer(self: Box<Self>, commit: Result<(), StoreError>);
}

/// Work with the place for its outcome.
pub(crate) struct Asked<F, T, E> {
    pub(crate) work: Option<F>,
    pub(crate) is_change: bool,
    pub(crate) outcome: Option<Result<T, E>>,
    pub(crate) answer: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for Asked<F, T, E>
where
    F: for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            let Some(work) = self.work.take() else { return false };
            // A fault of the program in one write must not take the writer down.
            let whole = async move {
                let done = work(tx).await?;
                tx.connection.do_now().await?;
                Ok(done)
            };
            self.outcome = AssertUnwindSafe(whole).catch_unwind().await.ok();
            matches!(self.outcome, Some(Ok(_)))
        })
    }

    fn is_change(&self) -> bool {
        self.is_change
    }

    fn is_forsaken(&self) -> bool {
        self.answer.is_closed()
    }

    fn answer(self: Box<Self>, commit: Result<(), StoreError>) {
        let outcome = match (self.outcome, commit) {
            (Some(Ok(value)), Ok(())) => Ok(value),
            (Some(Err(own)), _) => Err(own),
            (_, Err(failed)) => Err(failed.into()),
            (None, Ok(())) => Err(StoreError::Stopped.into()),
        };
        // Whoever asked may have gone; the work is stored all the same.
        drop(self.answer.send(outcome));
    }
}

/// The writer: its queue and its connection.
pub(crate) struct Writer {
    pub(crate) place: Place,
    pub(crate) waiting: mpsc::Receiver<Box<dyn Job>>,
    pub(crate) commits: Arc<AtomicU64>,
    /// How often a commit changed what a look may rest on.
    pub(crate) changed: Arc<AtomicU64>,
}

impl Writer {
    /// Writes until nobody can ask any more.
    pub(crate) async fn work(mut self, tx: Tx) {
        let keys = tx.keys.clone();
        let mut open = Some(tx);
        while let Some(first) = self.waiting.recv().await {
            let mut tx = match open.take() {
                Some(tx) => tx,
                None => match Connection::open(&self.place, Use::Writing).await {
                    Ok(connection) => Tx::new(connection, keys.clone()),
                    Err(failed) => {
                        first.answer(Err(failed));
                        continue;
                    }
                },
            };
            let mut gathered = Vec::with_capacity(MOST_WRITES);
            let commit = self.one_commit(&mut tx, first, &mut gathered).await;
            if commit.is_ok() {
                self.commits.fetch_add(1, Ordering::Relaxed);
                open = Some(tx);
            }
            // A connection whose commit failed is dropped here, before anybody
            // is answered: what it holds can no longer be trusted.
            for job in gathered {
                job.answer(commit.clone());
            }
        }
        if let Some(tx) = open {
            tx.connection.close().await;
        }
    }

    /// Runs the first write and all that come meanwhile, then commits.
    async fn one_commit(
        &mut self,
        tx: &mut Tx,
        first: Box<dyn Job>,
        gathered: &mut Vec<Box<dyn Job>>,
    ) -> Result<(), StoreError> {
        let began = Instant::now();
        let mut next = Some(first);
        let begun = tx.begin().await;
        let mut is_counted = false;
        while let Some(mut job) = next.take() {
            let run = match &begun {
                Ok(()) if job.is_forsaken() => Ok(()),
                Ok(()) => one_write(tx, job.as_mut(), gathered.is_empty(), &mut is_counted).await,
                Err(failed) => Err(failed.clone()),
            };
            gathered.push(job);
            run?;
            if gathered.len() < MOST_WRITES && began.elapsed() < GATHER {
                next = self.waiting.try_recv().ok();
            }
        }
        tx.keep_audit_head().await?;
        tx.connection.plain("COMMIT").await?;
        if is_counted {
            self.changed.fetch_add(1, Ordering::AcqRel);
        }
        Ok(())
    }
}

/// Runs one write, after counting that the transaction changes something
/// where it does: the looks that wait behind it then see again. When the first
/// of all fails there is nothing else to keep, and no savepoint is needed.
async fn one_write(tx: &mut Tx, job: &mut dyn Job, is_first: bool, is_counted: &mut bool) -> Result<(), StoreError> {
    if job.is_change() && !*is_counted {
        tx.count_change().await?;
        *is_counted = true;
    }
    if !is_first {
        return in_savepoint(tx, job).await;
    }
    tx.counts.clear();
    if !job.run(tx).await {
        tx.connection.forget_later();
        tx.connection.plain("ROLLBACK").await?;
        tx.begin().await?;
        *is_counted = false;
    }
    Ok(())
}

/// Runs one write so that its failure undoes only itself. An error here means
/// that the whole transaction is lost.
async fn in_savepoint(tx: &mut Tx, job: &mut dyn Job) -> Result<(), StoreError> {
    let audit_before = tx.audit_moved_to;
    tx.connection.plain("SAVEPOINT one").await?;
    tx.counts.clear();
    if !job.run(tx).await {
        tx.audit_moved_to = audit_before;
        tx.connection.forget_later();
        tx.connection.plain("ROLLBACK TO SAVEPOINT one").await?;
    }
    tx.connection.run_later("RELEASE SAVEPOINT one", &[]).await
}
