//! How a command ends: one number a kind of ending, the same everywhere.

use std::process::ExitCode;

use kith_app::AppError;

/// Done.
pub(crate) const DONE: u8 = 0;
/// Done, but some rows have problems.
pub(crate) const SOME_ROWS: u8 = 1;
/// Wrong settings, or a place that cannot be used.
pub(crate) const SETTINGS: u8 = 3;
/// The rules say no.
pub(crate) const REFUSED: u8 = 4;
/// Not found.
pub(crate) const NOT_FOUND: u8 = 5;
/// Somebody else changed it meanwhile.
pub(crate) const CHANGED: u8 = 6;
/// A chain, a checksum or a backup does not hold.
pub(crate) const INTEGRITY: u8 = 7;
/// The whole input was refused.
pub(crate) const INPUT_REFUSED: u8 = 8;
/// Our fault.
pub(crate) const OUR_FAULT: u8 = 70;
/// Not finished; trying again goes on.
pub(crate) const TRY_AGAIN: u8 = 75;

/// An ending that is not a fault: words for the person, and a number.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub(crate) struct Ending {
    /// What happened, why, what to do.
    pub(crate) words: String,
    /// The number.
    pub(crate) code: u8,
}

/// An error that ends the command with these words and this number.
#[must_use]
pub(crate) fn ending(code: u8, words: impl Into<String>) -> anyhow::Error {
    Ending { words: words.into(), code }.into()
}

/// Says on standard error why a command ended, and gives the number.
pub(super) fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("kith: {error:#}");
    let code = match (error.downcast_ref::<Ending>(), error.downcast_ref::<AppError>()) {
        (Some(ending), _) => ending.code,
        (_, Some(AppError::Refused(_))) => REFUSED,
        (_, Some(AppError::NotFound)) => NOT_FOUND,
        (_, Some(AppError::Stale)) => CHANGED,
        (_, Some(AppError::Invalid(_))) => SETTINGS,
        _ => OUR_FAULT,
    };
    ExitCode::from(code)
}
