//! Sealing a list to its recipient's own key, and opening it there. The form
//! is that of age (age-encryption.org/v1), with one X25519 recipient. There
//! are no passphrases: they are guessed, and told over the telephone.

use std::fmt;
use std::io::ErrorKind;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;

use age::secrecy::{ExposeSecret, SecretString};
use age::{DecryptError, x25519};
use sha2::{Digest, Sha256};

/// The most bytes of a sealed list.
pub const MOST_SEALED_BYTES: usize = 20 << 20;
/// Where the head of a file for one recipient has ended. Every recipient more
/// costs work to try, so a long head is not begun.
const MOST_HEAD: usize = 4096;
const START: &[u8] = b"age-encryption.org/v1\n";

/// Whom a list is sealed to: the public half of the recipient's key.
#[derive(Clone, PartialEq, Eq)]
pub struct RecipientKey(x25519::Recipient);

/// Why a text cannot be a recipient's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The secret half was given.
    #[error(
        "this is the secret half of a key, which must never leave its owner; ask for a new key, and for the half that starts with age1"
    )]
    Secret,
    /// A key of another kind.
    #[error("a recipient's key starts with age1 and has 62 letters and digits; ask for that one")]
    Kind,
    /// A letter is wrong or missing.
    #[error("a letter of this key is wrong or missing; copy it again, all 62 letters and digits")]
    Mistyped,
    /// A key made so that everybody can open what is sealed to it.
    #[error("this key protects nothing; ask its owner to make a new one")]
    Weak,
    /// No secret key.
    #[error("a secret key starts with AGE-SECRET-KEY-1 and has 74 letters and digits; copy all of it")]
    NoSecret,
}

impl RecipientKey {
    /// A short number of the key to compare over the telephone: four groups of
    /// five digits.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let hash = Sha256::digest(self.to_string().as_bytes());
        let number = hash.iter().take(16).fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
        let digits = format!("{:020}", number % 100_000_000_000_000_000_000);
        format!("{} {} {} {}", &digits[..5], &digits[5..10], &digits[10..15], &digits[15..])
    }
}

impl fmt::Display for RecipientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl fmt::Debug for RecipientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RecipientKey({})", self.0)
    }
}

impl FromStr for RecipientKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.to_ascii_uppercase().contains("SECRET-KEY") {
            return Err(KeyError::Secret);
        }
        if !text.is_ascii() || text.len() > 200 || !text.to_ascii_lowercase().starts_with("age1") {
            return Err(KeyError::Kind);
        }
        // Plugins and keys of other kinds have a longer word before the letters.
        if text.bytes().filter(|byte| *byte == b'1').count() > 1 || text.len() > 80 {
            return Err(KeyError::Kind);
        }
        let recipient: x25519::Recipient = text.to_ascii_lowercase().parse().map_err(|_| KeyError::Mistyped)?;
        // A point of small order makes the same secret for everybody; the library panics on it when it seals.
        let key = Self(recipient);
        if seal(&key, b"").is_err() { Err(KeyError::Weak) } else { Ok(key) }
    }
}

/// The secret half of a recipient's key. It is never shown by accident.
#[derive(Clone)]
pub struct OpeningKey(x25519::Identity);

impl OpeningKey {
    /// A new key.
    #[must_use]
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// The half to give to senders.
    #[must_use]
    pub fn recipient(&self) -> RecipientKey {
        RecipientKey(self.0.to_public())
    }

    /// The text of the key, for its owner to keep.
    #[must_use]
    pub fn text_for_its_owner(&self) -> String {
        let text: SecretString = self.0.to_string();
        text.expose_secret().to_owned()
    }
}

impl fmt::Debug for OpeningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "OpeningKey(of {})", self.0.to_public())
    }
}

impl FromStr for OpeningKey {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        // A key file has comments above the key.
        let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
        line.and_then(|line| line.parse().ok()).map(Self).ok_or(KeyError::NoSecret)
    }
}

/// A list could not be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the list could not be sealed to this key, so it was not sent; ask its owner to make a new key")]
pub struct SealError;

/// Why a sealed list cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Another kind of file.
    #[error("this is not a sealed list; choose the file that ends in .age")]
    NotSealed,
    /// Sealed to another key.
    #[error("the list is sealed to another key; open it with the key whose age1 half the sender has")]
    WrongKey,
    /// Sealed with a passphrase.
    #[error("the file is sealed with a passphrase, which Kith never does; ask the sender who made it")]
    Passphrase,
    /// It ends too soon.
    #[error("the file is cut short; fetch it again, all of it")]
    CutShort,
    /// A byte is not what it was.
    #[error("the file was changed or damaged on the way; fetch it again, and tell the sender if it stays so")]
    Changed,
    /// More bytes than a list has.
    #[error("the file is larger than any list; choose the file that came from Kith")]
    TooLarge,
}

/// Seals bytes to one recipient: nobody else can open them, the sender neither.
///
/// # Errors
/// [`SealError`] when the key cannot seal.
pub fn seal(recipient: &RecipientKey, bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let sealed = catch_unwind(AssertUnwindSafe(|| age::encrypt(&recipient.0, bytes)));
    sealed.ok().and_then(Result::ok).ok_or(SealError)
}

/// Opens what was sealed to a key. What comes out is what went in, or nothing.
///
/// # Errors
/// [`OpenError`] in words.
pub fn open(key: &OpeningKey, bytes: &[u8]) -> Result<Vec<u8>, OpenError> {
    if bytes.len() > MOST_SEALED_BYTES {
        return Err(OpenError::TooLarge);
    }
    if !bytes.starts_with(START) {
        let is_start = !bytes.is_empty() && START.starts_with(bytes);
        return Err(if is_start { OpenError::CutShort } else { OpenError::NotSealed });
    }
    let head = &bytes[..bytes.len().min(MOST_HEAD)];
    let Some(end) = head.windows(5).position(|window| window == b"\n--- ") else {
        return Err(if bytes.len() < MOST_HEAD { OpenError::CutShort } else { OpenError::Changed });
    };
    if head[..end].windows(11).any(|window| window == b"\n-> scrypt ") {
        return Err(OpenError::Passphrase);
    }
    age::decrypt(&key.0, bytes).map_err(|error| match error {
        DecryptError::NoMatchingKeys => OpenError::WrongKey,
        DecryptError::Io(error) if error.kind() == ErrorKind::UnexpectedEof => OpenError::CutShort,
        _ => OpenError::Changed,
    })
}
