use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;

use age::secrecy::ExposeSecret as _;
use age::x25519;
use sha2::{Digest as _, Sha256};

/// The most bytes of an encrypted list: a centre's month is about 20 kB.
const MOST_BYTES: usize = 20 << 20;
/// Where the head of a list for one recipient has ended. Each recipient more
/// costs work to try, so a long head is not begun.
const MOST_HEAD: usize = 4096;

/// The key of somebody who receives lists: what lists are encrypted to. It is
/// no secret; that it is the right one is checked by reading its
/// [`RecipientKey::fingerprint`] out.
#[derive(Clone)]
pub struct RecipientKey(x25519::Recipient);

/// The key that opens the lists of one recipient. It never leaves the
/// recipient.
#[derive(Clone)]
pub struct OwnKey(x25519::Identity);

/// A text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A secret key was given where a public one belongs.
    #[error(
        "this is the secret key. It must not leave whoever made it: ask for the line that begins with age1, and make a new key"
    )]
    Secret,
    /// Something else.
    #[error("this is no key. A key begins with age1 and has 62 letters and digits: copy it anew")]
    Public,
    /// A key made so that everybody could open what is encrypted to it.
    #[error("this key protects nothing. Whoever made it makes a new one")]
    Weak,
    /// No secret key.
    #[error("this file holds no key. The line of a key begins with AGE-SECRET-KEY-1")]
    Own,
}

/// A list that could not be encrypted.
#[derive(Debug, thiserror::Error)]
#[error("the list could not be encrypted: {0}")]
pub struct SealError(String);

impl SealError {
    /// It could not be put into words.
    pub(crate) fn unwritten(error: &serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// A list that does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is for somebody else.
    #[error("this list is for somebody else: this key does not open it. Send it back and tell whoever it came from")]
    NotForYou,
    /// It was changed or cut short on its way.
    #[error("this list was changed or cut short on its way. Do not use it; ask for it again")]
    Changed,
    /// It was made with a password.
    #[error("this file was made with a password, which Kith never does. Do not open it; ask whoever sent it")]
    Password,
    /// It has more bytes than a list.
    #[error("this file is larger than any list. Choose the file that came")]
    TooLarge,
    /// It is no encrypted list.
    #[error("this file is no encrypted list. The name of a list ends in .csv.age")]
    NotAList,
}

impl FromStr for RecipientKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.to_ascii_uppercase().starts_with("AGE-SECRET-KEY") {
            return Err(KeyError::Secret);
        }
        let key = text.parse().map(Self).map_err(|_| KeyError::Public)?;
        // A point of small order makes one secret for everybody. The library reads it, and panics when it encrypts.
        let tried = catch_unwind(AssertUnwindSafe(|| encrypt(&key, b"")));
        if matches!(tried, Ok(Ok(_))) { Ok(key) } else { Err(KeyError::Weak) }
    }
}

impl fmt::Display for RecipientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Debug for RecipientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecipientKey({})", self.fingerprint())
    }
}

impl RecipientKey {
    /// Four groups of four letters that two people read to each other.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        letters_of(&self.to_string())
    }
}

impl OwnKey {
    /// A new key.
    #[must_use]
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// The key that others encrypt to.
    #[must_use]
    pub fn public(&self) -> RecipientKey {
        RecipientKey(self.0.to_public())
    }

    /// The text of the key file: the public key in a comment, then the secret
    /// one.
    #[must_use]
    pub fn file_text(&self) -> String {
        format!("# public key: {}\n{}\n", self.public(), self.0.to_string().expose_secret())
    }
}

impl FromStr for OwnKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.into_iter().find_map(|line| line.parse().ok()).map(Self).ok_or(KeyError::Own)
    }
}

impl fmt::Debug for OwnKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OwnKey(hidden)")
    }
}

/// Four groups of four letters that stand for a key, to be read out.
pub(crate) fn letters_of(key: &str) -> String {
    let digest = Sha256::digest(key.as_bytes());
    let letters: String = digest.iter().take(8).map(|byte| format!("{byte:02X}")).collect();
    letters.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
}

/// Encrypts a list so that only its recipient opens it.
///
/// # Errors
/// [`SealError`] when the machine gives no random bytes.
pub fn encrypt(key: &RecipientKey, plain: &[u8]) -> Result<Vec<u8>, SealError> {
    age::encrypt(&key.0, plain).map_err(|error| SealError(error.to_string()))
}

/// Opens a list.
///
/// # Errors
/// [`OpenError`], with what to do.
pub fn open(key: &OwnKey, sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
    if !sealed.starts_with(b"age-encryption.org/") {
        return Err(OpenError::NotAList);
    }
    if sealed.len() > MOST_BYTES {
        return Err(OpenError::TooLarge);
    }
    let head = &sealed[..sealed.len().min(MOST_HEAD)];
    let end = head.windows(5).position(|window| window == b"\n--- ").ok_or(OpenError::Changed)?;
    if head[..end].windows(11).any(|window| window == b"\n-> scrypt ") {
        return Err(OpenError::Password);
    }
    age::decrypt(&key.0, sealed).map_err(|error| match error {
        age::DecryptError::NoMatchingKeys => OpenError::NotForYou,
        _ => OpenError::Changed,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{KeyError, OpenError, OwnKey, RecipientKey, encrypt, open};

    #[test]
    fn only_the_recipient_opens_a_list() {
        let (east, west) = (OwnKey::generate(), OwnKey::generate());
        let sealed = encrypt(&east.public(), b"Poppy").expect("encrypted");
        assert_eq!(open(&east, &sealed).as_deref(), Ok(&b"Poppy"[..]));
        assert_eq!(open(&west, &sealed), Err(OpenError::NotForYou));
        assert_eq!(open(&east, b"child_ref,event"), Err(OpenError::NotAList));
        assert_eq!(open(&east, &sealed[..sealed.len() - 1]), Err(OpenError::Changed));
    }

    #[test]
    fn keys_read_back_and_a_secret_key_is_never_taken_for_a_public_one() {
        let own = OwnKey::generate();
        let again: OwnKey = own.file_text().parse().expect("a key");
        assert_eq!(again.public().to_string(), own.public().to_string());
        let public: RecipientKey = own.public().to_string().parse().expect("a public key");
        assert_eq!(public.fingerprint(), own.public().fingerprint());
        assert_eq!(public.fingerprint().len(), 19);
        let secret = own.file_text().lines().last().unwrap_or_default().to_owned();
        assert_eq!(secret.parse::<RecipientKey>().err(), Some(KeyError::Secret));
        assert_eq!("age1".parse::<RecipientKey>().err(), Some(KeyError::Public));
        assert_eq!("# nothing".parse::<OwnKey>().err(), Some(KeyError::Own));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_list_that_was_changed_is_refused(place in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let own = OwnKey::generate();
            let mut sealed = encrypt(&own.public(), b"child_ref,event,event_date").expect("encrypted");
            let place = place.index(sealed.len());
            sealed[place] ^= 1 << bit;
            prop_assert!(open(&own, &sealed).is_err(), "byte {place}");
        }
    }
}
