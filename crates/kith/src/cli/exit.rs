//! How a command ends: one number a kind of ending, the same everywhere.

use std::process::ExitCode;

use kith_app::AppError;

/// Done.
pub const DONE: u8 = 0;
/// Done, but some rows have problems.
pub const SOME_ROWS: u8 = 1;
/// Wrong settings, or a place that cannot be used.
pub const SETTINGS: u8 = 3;
/// The rules say no.
pub const REFUSED: u8 = 4;
/// Not found.
pub const NOT_FOUND: u8 = 5;
/// Somebody else changed it meanwhile.
pub const CHANGED: u8 = 6;
/// A chain, a checksum or a backup does not hold.
pub const INTEGRITY: u8 = 7;
/// The whole input was refused.
pub const INPUT_REFUSED: u8 = 8;
/// Our fault.
pub const OUR_FAULT: u8 = 70;
/// Not finished; trying again goes on.
pub const TRY_AGAIN: u8 = 75;

/// An ending that is not a fault: words for the person, and a number.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub struct Ending {
    /// What happened, why, what to do.
    pub words: String,
    /// The number.
    pub code: u8,
}

/// An error that ends the command with these words and this number.
#[must_use]
pub fn ending(code: u8, words: impl Into<String>) -> anyhow::Error {
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
