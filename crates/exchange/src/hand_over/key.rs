use std::fmt;
use std::str::FromStr;

use ed25519_dalek::VerifyingKey;

use super::signed::{key_from_hex, key_to_hex};
use crate::list_out::{KeyError, RecipientKey, letters_of};

/// The line of another authority: what hand-overs to it are encrypted to, and
/// what it signs its own with. Both are read out as one.
#[derive(Clone)]
pub struct AreaKey {
    /// What hand-overs to it are encrypted to.
    pub seals: RecipientKey,
    /// What proves that a paper comes from it.
    pub signs: VerifyingKey,
}

/// A text that is no line of another authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AreaKeyError {
    /// The first part is no key.
    #[error("{0}")]
    Seals(#[from] KeyError),
    /// The second part is missing or no key.
    #[error("this is a half of the line. Ask for the whole line: it begins with age1 and has a full stop in it")]
    Signs,
}

impl FromStr for AreaKey {
    type Err = AreaKeyError;

    fn from_str(text: &str) -> Result<Self, AreaKeyError> {
        let text = text.trim();
        let (seals, signs) = text.split_once('.').unwrap_or((text, ""));
        let seals = seals.parse()?;
        Ok(Self { seals, signs: key_from_hex(signs).ok_or(AreaKeyError::Signs)? })
    }
}

impl fmt::Display for AreaKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.seals, key_to_hex(&self.signs))
    }
}

impl fmt::Debug for AreaKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AreaKey({})", self.fingerprint())
    }
}

impl AreaKey {
    /// Four groups of four letters that two people read to each other.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        letters_of(&self.to_string())
    }
}

/// The letters of what a paper was signed with, for whoever has to ring the
/// sender first.
#[must_use]
pub fn signature_letters(key: &VerifyingKey) -> String {
    letters_of(&key_to_hex(key))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    use super::{AreaKey, AreaKeyError};
    use crate::list_out::{KeyError, OwnKey};

    #[test]
    fn a_line_reads_back_and_a_half_of_it_is_refused() {
        let own = OwnKey::generate();
        let line = AreaKey { seals: own.public(), signs: SigningKey::from_bytes(&[7; 32]).verifying_key() };
        let again: AreaKey = format!(" {line}\n").parse().expect("a line");
        assert_eq!(again.to_string(), line.to_string());
        assert_eq!((again.fingerprint().len(), again.fingerprint()), (19, line.fingerprint()));
        assert_eq!(own.public().to_string().parse::<AreaKey>().err(), Some(AreaKeyError::Signs));
        let mine = own.file_text();
        let secret = mine.lines().last().unwrap_or_default();
        assert_eq!(secret.parse::<AreaKey>().err(), Some(AreaKeyError::Seals(KeyError::Secret)));
    }
}
