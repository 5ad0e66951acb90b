use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;

use crate::{MailboxId, MeshError};

/// A mailbox and what lets its owner in. It shows neither of the two secrets.
#[derive(Clone)]
pub struct Mailbox {
    id: MailboxId,
    password: String,
    shared_key: String,
}

impl Mailbox {
    /// A mailbox with its own password and the key that all of one environment
    /// share.
    ///
    /// # Errors
    /// [`MeshError::Name`] when either is empty or has other than ASCII signs.
    pub fn new(id: MailboxId, password: &str, shared_key: &str) -> Result<Self, MeshError> {
        let is_secret = |text: &str| !text.is_empty() && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        for (what, text) in [("the password of the mailbox", password), ("the shared key", shared_key)] {
            if !is_secret(text) {
                return Err(MeshError::Name { what, must: "letters, digits and signs of a plain keyboard" });
            }
        }
        Ok(Self { id, password: password.to_owned(), shared_key: shared_key.to_owned() })
    }

    /// Which mailbox it is.
    #[must_use]
    pub fn id(&self) -> &MailboxId {
        &self.id
    }

    /// The authorisation header: `NHSMESH mailbox:nonce:count:time:hash`, where
    /// the hash is keyed with the shared key and covers the password.
    pub(crate) fn authorisation(&self, stamp: &Stamp<'_>, count: u32) -> String {
        let (id, nonce) = (&self.id, stamp.nonce);
        let time = stamp.now.strftime("%Y%m%d%H%M");
        let text = format!("{id}:{nonce}:{count}:{}:{time}", self.password);
        let mut hash = Hmac::<Sha256>::new_from_slice(self.shared_key.as_bytes()).expect("a key of any length does");
        hash.update(text.as_bytes());
        let hash: String = hash.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("NHSMESH {id}:{nonce}:{count}:{time}:{hash}")
    }
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Mailbox({})", self.id)
    }
}

/// When a call is made, and a random word that is used for no other call: the
/// exchange refuses what it saw before.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'call> {
    now: Timestamp,
    nonce: &'call str,
}

impl<'call> Stamp<'call> {
    /// A stamp of a time and a random word of 8 to 64 letters, digits and
    /// hyphens.
    ///
    /// # Errors
    /// [`MeshError::Name`] for any other word.
    pub fn new(now: Timestamp, nonce: &'call str) -> Result<Self, MeshError> {
        let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if !(8..=64).contains(&nonce.len()) || !nonce.bytes().all(is_sign) {
            return Err(MeshError::Name { what: "the random word", must: "8 to 64 letters, digits and hyphens" });
        }
        Ok(Self { now, nonce })
    }
}

#[cfg(test)]
mod tests {
    use super::{Mailbox, Stamp};

    #[test]
    fn the_hash_is_the_one_that_the_exchange_works_out() {
        let id = "X26ABC1".parse().expect("a mailbox");
        let mailbox = Mailbox::new(id, "password", "TestKey").expect("plain signs");
        let now = "2026-11-22T13:29:59Z".parse().expect("a time");
        let stamp = Stamp::new(now, "nonce-01").expect("a word");
        // Worked out with the sandbox's own function.
        let hash = "089b9663128de5ac49fe00dbd739702077001f275dcca55912d5b4951ad196ac";
        assert_eq!(mailbox.authorisation(&stamp, 1), format!("NHSMESH X26ABC1:nonce-01:1:202611221329:{hash}"));
        assert_ne!(mailbox.authorisation(&stamp, 2), mailbox.authorisation(&stamp, 1));
    }

    #[test]
    fn secrets_are_not_shown_and_words_are_looked_at() {
        let id: crate::MailboxId = "X26ABC1".parse().expect("a mailbox");
        let mailbox = Mailbox::new(id.clone(), "open sesame", "TestKey").expect("plain signs");
        assert_eq!(format!("{mailbox:?}"), "Mailbox(X26ABC1)");
        assert!(Mailbox::new(id.clone(), "", "TestKey").is_err());
        assert!(Mailbox::new(id, "pass\nword", "TestKey").is_err());
        let now = "2026-11-22T13:29:59Z".parse().expect("a time");
        assert!(Stamp::new(now, "a:b:c:d:e").is_err() && Stamp::new(now, "short").is_err());
    }
}
