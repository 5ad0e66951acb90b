//! How an answer was taken down: what proves later that it was informed (ECm).

use std::fmt;

/// How somebody was told and answered, in the words of whoever took it down.
/// Empty where a source said it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Proof {
    /// Which version of the words was read or shown.
    pub words_version: Option<String>,
    /// What helped: easy-read words, pictures, more time (S002-16d).
    pub aids: Vec<String>,
    /// Who interpreted.
    pub interpreter: Option<String>,
    /// Who sat beside them, without rights of their own (S002-TWb).
    pub supporter: Option<String>,
    /// The name that they typed as their signature.
    pub signature: Option<String>,
    /// Anything else worth keeping, in the worker's words.
    pub note: Option<String>,
}

impl fmt::Debug for Proof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Proof(hidden)")
    }
}
