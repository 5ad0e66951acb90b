//! Copying what SQLite's write-ahead log holds into the database file, beside
//! the writer: no look has to wait for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::StoreError;
use crate::connection::{Connection, Place, Use};
use crate::reader::Readers;

/// How often it is done while there are commits.
const PAUSE: Duration = Duration::from_secs(1);

/// Pages in the log (of 4 KiB) from which the writer is asked to begin it
/// anew: 64 MiB.
const LONG: i64 = 16_384;

/// Works until nobody counts commits any more.
pub(crate) async fn copy_beside(place: Place, commits: Weak<AtomicU64>, readers: Weak<Readers>) {
    let (mut connection, mut seen) = (None, 0);
    loop {
        tokio::time::sleep(PAUSE).await;
        let Some(readers) = readers.upgrade() else { return };
        readers.end_kept().await;
        let Some(made) = commits.upgrade().map(|commits| commits.load(Ordering::Relaxed)) else { return };
        if made == seen {
            continue;
        }
        // A failure costs nothing: the writer itself copies a log that has
        // grown too long.
        connection = match copy(connection, &place, &readers).await {
            Ok(connection) => {
                seen = made;
                Some(connection)
            }
            Err(_) => None,
        };
    }
}

async fn copy(connection: Option<Connection>, place: &Place, readers: &Arc<Readers>) -> Result<Connection, StoreError> {
    let mut connection = match connection {
        Some(connection) => connection,
        None => {
            let mut opened = Connection::open(place, Use::Reading).await?;
            // A reader of another process is not waited for longer: the writer would wait too.
            opened.plain("PRAGMA busy_timeout = 50").await?;
            opened
        }
    };
    let rows = connection.all("PRAGMA wal_checkpoint(PASSIVE)", &[]).await?;
    let mut cells = rows.first().ok_or(StoreError::Stopped)?.cells("write-ahead log");
    let (_busy, pages): (i64, i64) = (cells.next()?, cells.next()?);
    if pages > LONG {
        // A log that somebody reads cannot be begun anew.
        let _still = readers.still().await?;
        connection.all("PRAGMA wal_checkpoint(RESTART)", &[]).await?;
    }
    Ok(connection)
}
