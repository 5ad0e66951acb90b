use std::path::PathBuf;
use std::sync::Arc;

/// Why something could not be stored or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Nothing is stored under this reference. Ordinary: links go stale.
    #[error("there is no {what} with the reference {reference}; it may have been merged or taken away")]
    NotFound {
        /// The thing, in the domain's words.
        what: &'static str,
        /// The reference asked for.
        reference: String,
    },
    /// Somebody else stored or changed the same thing first.
    #[error("this {what} was changed by somebody else meanwhile; read it again, then repeat the change")]
    Conflict {
        /// The thing, in the domain's words.
        what: &'static str,
    },
    /// A row does not open with the key, or does not read as what it was
    /// written as.
    #[error("row {row} of table {table} cannot be read; restore it from the last backup and check the key file")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's identifier, or `?` where not even that can be read.
        row: String,
    },
    /// The database did not do what was asked.
    #[error("the database failed while {doing}: {cause}")]
    Driver {
        /// What was being done.
        doing: &'static str,
        /// What the driver says.
        cause: Arc<sqlx::Error>,
    },
    /// The work asked for stopped half-way by a fault of the program; nothing
    /// of it was stored.
    #[error("the work stopped by a fault of the program; nothing of it was stored")]
    Stopped,
    /// The database cannot be used by this release.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The key file cannot be used.
    #[error(transparent)]
    Keys(#[from] KeysError),
}

impl StoreError {
    /// For a reference under which nothing is stored.
    pub(crate) fn not_found(what: &'static str, reference: impl ToString) -> Self {
        Self::NotFound { what, reference: reference.to_string() }
    }

    /// Wraps what the driver says. A value that must be unique and is there
    /// already is a [`StoreError::Conflict`].
    pub(crate) fn driver(doing: &'static str) -> impl Fn(sqlx::Error) -> Self {
        move |cause| match &cause {
            sqlx::Error::Database(refusal) if refusal.is_unique_violation() => Self::Conflict { what: "row" },
            _ => Self::Driver { doing, cause: Arc::new(cause) },
        }
    }
}

/// Why this release does not use the database it was given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// The database went further than this release knows.
    #[error(
        "the database was changed by a newer release (step {found}; this release knows {known}); use that release, or restore a backup"
    )]
    Newer {
        /// The last step the database has.
        found: i64,
        /// The last step this release knows.
        known: i64,
    },
    /// A step was edited after it had been applied.
    #[error(
        "step {number} was edited after it had been applied to this database; put its text back and write a new step"
    )]
    Edited {
        /// The step.
        number: i64,
    },
    /// The key file is not the one this database was written with.
    #[error("this key file does not open this database; use the key file that was made with it")]
    OtherKeys,
}

/// Why a key file was not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeysError {
    /// Others on the machine could read or change it.
    #[error("the key file {path} can be read by others (mode {mode:o}); run chmod 600 on it, then start again")]
    Open {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// It is not a key file.
    #[error("{path} is not a key file; give the file that was made with the database")]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// It could not be read or made.
    #[error("the key file {path} could not be read or made: {cause}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// The machine gave no random bytes.
    #[error("the machine gave no random bytes; nothing can be sealed until it does")]
    NoRandom,
}
