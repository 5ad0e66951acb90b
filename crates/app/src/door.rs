//! Opening the door, and what every function behind it shares.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use ed25519_dalek::SigningKey;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kith_core::audit::{Action, Actor, Event};
use kith_core::sharing::Pack;
use kith_store::{Db, Keys, Place};

pub(crate) use crate::editions::Rules;
use crate::{App, AppError, Asker, Who};

/// What signs the daily checkpoint of the audit, and what guards sign-in.
pub(crate) struct Signing {
    pub(crate) key: SigningKey,
    /// The hash that a sign-in with an unknown name is held against.
    pub(crate) nobodys_hash: String,
}

impl App {
    /// Opens the records at `place` with the keys in `key_file`, which is made
    /// on first use; brings the schema up to date; checks the sharing rules
    /// for every combination of facts.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the database, the keys or the rules cannot be
    /// used, with what to do.
    pub async fn open(place: &Place, key_file: &Path) -> Result<Self, AppError> {
        let keys = Keys::read_or_make(key_file)?;
        let signing = signing_key(key_file)?;
        let db = Db::open(place, &keys).await?;
        let rules = Rules::open(&db).await?;
        Ok(Self {
            db,
            rules: Arc::new(rules),
            keys: Arc::new(Signing { key: signing, nobodys_hash: crate::sign_in::nobodys_hash()? }),
            unknown_names: Arc::default(),
            matching: Arc::default(),
            messages: Arc::default(),
        })
    }

    /// The sharing rules in force.
    #[must_use]
    pub fn pack(&self, now: Timestamp) -> Arc<Pack> {
        self.rules.sharing(now)
    }

    /// What has to be true before anybody is let in: the clock does not stand
    /// before the newest audit entry (T55), and imports and messages that were
    /// cut short are finished.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the clock stands before the newest entry.
    pub async fn make_ready(&self, now: Timestamp) -> Result<(), AppError> {
        let newest =
            self.db.read(|tx| Box::pin(async move { tx.newest_audit_at().await.map_err(AppError::from) })).await?;
        if newest.is_some_and(|newest| now < newest) {
            return Err(AppError::Broken(anyhow::anyhow!(
                "the clock of this machine stands before the newest audit entry; set the clock, then start again"
            )));
        }
        self.finish_imports(now).await?;
        self.take_messages_in(Who::Job, now).await.map(drop)
    }

    /// The name of the locality, for the head of every page.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn locality_name(&self) -> Result<String, AppError> {
        Ok(self.setting("locality").await?.unwrap_or_else(|| "New locality".to_owned()))
    }

    /// Whether every person here is made up.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn is_practice(&self) -> Result<bool, AppError> {
        Ok(self.setting("practice").await?.is_some_and(|value| value == "yes"))
    }

    /// Whether the records can be read and written now.
    ///
    /// # Errors
    /// [`AppError::Broken`] when they cannot.
    pub async fn is_ready(&self) -> Result<(), AppError> {
        self.setting("locality").await.map(drop)
    }

    /// Writes one audit entry on its own: for lists, which are read first.
    pub(crate) async fn write_event(&self, event: Event) -> Result<(), AppError> {
        self.db
            .note(move |tx| {
                Box::pin(async move {
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    async fn setting(&self, name: &'static str) -> Result<Option<String>, AppError> {
        self.db.read(move |tx| Box::pin(async move { tx.setting(name).await.map_err(AppError::from) })).await
    }
}

/// The signing key lies beside the sealing keys, never in the database.
fn signing_key(key_file: &Path) -> Result<SigningKey, AppError> {
    let file = key_file.with_extension("signing");
    let read = || -> anyhow::Result<SigningKey> {
        if let Ok(bytes) = std::fs::read(&file) {
            let bytes: [u8; 32] =
                bytes.try_into().map_err(|_| anyhow::anyhow!("{} is not a signing key", file.display()))?;
            return Ok(SigningKey::from_bytes(&bytes));
        }
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|_| anyhow::anyhow!("the machine gave no random bytes"))?;
        write_private(&file, &bytes)
            .with_context(|| format!("the signing key {} could not be written", file.display()))?;
        Ok(SigningKey::from_bytes(&bytes))
    };
    read().map_err(AppError::Broken)
}

fn write_private(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(file)?.write_all(bytes)
}

/// The day in England at a time: ages, review dates and lateness turn at
/// midnight there.
pub(crate) fn today(now: Timestamp) -> Date {
    TimeZone::get("Europe/London").map_or_else(|_| now.to_zoned(TimeZone::UTC).date(), |zone| now.to_zoned(zone).date())
}

/// An audit event of this asker.
pub(crate) fn event(asker: &Asker, action: Action, now: Timestamp) -> Event {
    Event::new(now, Actor::Staff(asker.staff.id), action).role(asker.staff.role).purpose(asker.purpose.word())
}

/// A fresh identifier.
pub(crate) fn fresh<T>(make: impl FnOnce([u8; 10]) -> T) -> Result<T, AppError> {
    let mut bytes = [0_u8; 10];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Broken(anyhow::anyhow!("the machine gave no random bytes")))?;
    Ok(make(bytes))
}
