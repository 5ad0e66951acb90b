//! A text with a signature over it: three lines that say what it is, the
//! signature, whose it is; then the text.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

/// What a signed text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    HandOver,
    Receipt,
}

impl What {
    fn heading(self) -> &'static str {
        match self {
            Self::HandOver => "kith hand-over 1",
            Self::Receipt => "kith receipt 1",
        }
    }

    fn any_version(self) -> &'static str {
        self.heading().trim_end_matches('1')
    }
}

/// Who signed a paper: the key, which is somebody's only once it was checked.
pub type SignedBy = VerifyingKey;

/// Why a paper is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// It is something else.
    #[error("this is no hand-over of a family. Choose the file that came from the other area")]
    NotAPaper,
    /// It is no receipt.
    #[error("this is no receipt of a hand-over. Choose the file that the other area sent back")]
    NotAReceipt,
    /// A later version wrote it.
    #[error("a newer version of Kith wrote this. Bring Kith up to date first, then try again")]
    Newer,
    /// The signature does not hold.
    #[error("this was changed or cut short after it was signed. Do not use it; ask for it again")]
    Changed,
    /// What is in it cannot be read.
    #[error("the signature holds, but the text cannot be read. Ask the other area to make it again")]
    Unreadable,
}

pub(super) fn key_to_hex(key: &VerifyingKey) -> String {
    to_hex(key.as_bytes())
}

pub(super) fn key_from_hex(text: &str) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(&from_hex(text)?).ok()?;
    Some(key).filter(|key| !key.is_weak())
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|letter| letter.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = [0_u8; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

fn signed_words(what: What, text: &[u8]) -> Vec<u8> {
    [what.heading().as_bytes(), b"\n", text].concat()
}

/// Signs a text.
pub(super) fn sign(what: What, text: &[u8], key: &SigningKey) -> Vec<u8> {
    let signature = key.sign(&signed_words(what, text));
    let head = format!("{}\n{}\n{}\n", what.heading(), to_hex(&signature.to_bytes()), key_to_hex(&key.verifying_key()));
    [head.as_bytes(), text].concat()
}

/// The text of a paper whose signature holds, and whose signature it is.
pub(super) fn open_signed(what: What, bytes: &[u8]) -> Result<(SignedBy, &[u8]), PaperError> {
    let mut parts = bytes.splitn(4, |byte| *byte == b'\n');
    let mut line = || parts.next().and_then(|line| std::str::from_utf8(line).ok()).unwrap_or_default();
    let (heading, signature, key) = (line(), line(), line());
    if heading != what.heading() {
        let is_newer = heading.starts_with(what.any_version());
        let none = if what == What::Receipt { PaperError::NotAReceipt } else { PaperError::NotAPaper };
        return Err(if is_newer { PaperError::Newer } else { none });
    }
    let text = parts.next().ok_or(PaperError::Changed)?;
    let signature = Signature::from_bytes(&from_hex(signature).ok_or(PaperError::Changed)?);
    let key = key_from_hex(key).ok_or(PaperError::Changed)?;
    key.verify_strict(&signed_words(what, text), &signature).map_err(|_| PaperError::Changed)?;
    Ok((key, text))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;
    use proptest::prelude::*;

    use super::{PaperError, What, open_signed, sign};

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[3; 32])
    }

    #[test]
    fn a_signed_text_opens_as_what_it_is_and_nothing_else() {
        let paper = sign(What::HandOver, b"{}\n{}", &key());
        let (by, text) = open_signed(What::HandOver, &paper).expect("opened");
        assert_eq!((by, text), (key().verifying_key(), &b"{}\n{}"[..]));
        assert_eq!(open_signed(What::Receipt, &paper).err(), Some(PaperError::NotAReceipt));
        assert_eq!(open_signed(What::HandOver, b"").err(), Some(PaperError::NotAPaper));
        assert_eq!(open_signed(What::HandOver, b"kith hand-over 2\n").err(), Some(PaperError::Newer));
        assert_eq!(open_signed(What::HandOver, b"kith hand-over 1\nab\ncd\n{}").err(), Some(PaperError::Changed));
        assert_eq!(open_signed(What::HandOver, b"kith hand-over 1\n\xff").err(), Some(PaperError::Changed));
        // The words of one kind of paper are never those of another.
        let receipt = [b"kith receipt 1", &paper[b"kith hand-over 1".len()..]].concat();
        assert_eq!(open_signed(What::Receipt, &receipt).err(), Some(PaperError::Changed));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_text_that_was_changed_does_not_open(place in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let mut paper = sign(What::Receipt, b"{\"hand_over\":\"h-0000000000000000\"}", &key());
            let place = place.index(paper.len());
            paper[place] ^= 1 << bit;
            let opened = open_signed(What::Receipt, &paper);
            // A letter of the signature may turn from small to capital: it is the same signature.
            prop_assert!(opened.is_err() || paper[place].is_ascii_alphabetic(), "byte {place}");
        }
    }
}
