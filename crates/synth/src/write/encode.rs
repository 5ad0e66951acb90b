//! Letters to bytes.

use crate::name::plain_letter;
use crate::source::Encoding;

/// The bytes that mark a file as UTF-8.
pub(super) const MARK: &[u8] = b"\xef\xbb\xbf";

/// Text in a file's encoding; letters that Windows-1252 lacks lose their
/// accents, as they do in the systems that use it.
pub(super) fn bytes(text: String, encoding: Encoding) -> Vec<u8> {
    if encoding != Encoding::Windows1252 || text.is_ascii() {
        return text.into_bytes();
    }
    let mut bytes = Vec::with_capacity(text.len());
    for part in text.split_inclusive(|letter: char| !letter.is_ascii()) {
        let last = part.chars().next_back().filter(|letter| !letter.is_ascii());
        bytes.extend_from_slice(&part.as_bytes()[..part.len() - last.map_or(0, char::len_utf8)]);
        bytes.extend(last.map(windows_1252));
    }
    bytes
}

fn windows_1252(letter: char) -> u8 {
    match letter {
        'Š' => 0x8a,
        'š' => 0x9a,
        'Ž' => 0x8e,
        'ž' => 0x9e,
        '’' => 0x92,
        other => latin(other).or_else(|| latin(plain_letter(other))).unwrap_or(b'?'),
    }
}

fn latin(letter: char) -> Option<u8> {
    u8::try_from(u32::from(letter)).ok().filter(|byte| *byte < 0x80 || *byte >= 0xa0)
}

#[cfg(test)]
mod tests {
    use super::bytes;
    use crate::source::Encoding;

    #[test]
    fn accents_are_kept_where_the_encoding_has_them() {
        assert_eq!(bytes("Zoë Łuk".to_owned(), Encoding::Windows1252), b"Zo\xeb Luk");
        assert_eq!(bytes("Zoë".to_owned(), Encoding::Utf8), "Zoë".as_bytes());
    }
}
