//! Bytes to text: byte-order marks, UTF-16, and the Windows-1252 that many
//! desks still save.

use std::borrow::Cow;
use std::fmt;

/// How the bytes of a file stand for letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte-order mark.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// The single-byte encoding of older Windows programs.
    Windows1252,
    /// An Excel workbook, which carries its own encoding.
    Workbook,
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf8Bom => "UTF-8 with a byte-order mark",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
            Self::Workbook => "Excel workbook",
        })
    }
}

/// The text of a file and how it was found.
pub struct Decoded<'bytes> {
    /// The text; borrowed from the bytes where they are plain UTF-8, so that
    /// a large file is not held twice.
    pub text: Cow<'bytes, str>,
    /// The encoding that fitted.
    pub encoding: Encoding,
    /// What the person who made the file should know, one sentence each.
    pub warnings: Vec<String>,
}

impl fmt::Debug for Decoded<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Decoded({:?}, {} letters hidden)", self.encoding, self.text.len())
    }
}

/// Reads bytes as text. Nothing is refused: bytes that fit no encoding become
/// the replacement sign, and a warning says so.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded<'_> {
    let (text, encoding) = text_of(bytes);
    let mut warnings = Vec::new();
    if encoding == Encoding::Windows1252 {
        warnings.push("the file is not UTF-8; it was read as Windows-1252, so check names with accents".to_owned());
    }
    if text.contains('\u{fffd}') {
        warnings.push("some letters could not be read; save the file again as CSV UTF-8".to_owned());
    }
    if let Some(row) = line_of(&text, |letter| letter == '\0') {
        warnings.push(format!("the file holds NUL signs, first on line {row}; it may have been cut short or damaged"));
    }
    let is_control = |letter: char| letter.is_control() && !"\t\r\n\0\u{c}".contains(letter);
    if let Some(row) = line_of(&text, is_control) {
        warnings.push(format!("the file holds control signs, first on line {row}; they were read as spaces"));
    }
    Decoded { text, encoding, warnings }
}

/// The text and its encoding, by mark first and by shape second.
fn text_of(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return (String::from_utf8_lossy(rest), Encoding::Utf8Bom);
    }
    if let Some(encoding) = utf16(bytes) {
        let codec = if encoding == Encoding::Utf16Le { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
        return (Cow::Owned(codec.decode_with_bom_removal(bytes).0.into_owned()), encoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) if is_mostly_utf8(bytes) => (String::from_utf8_lossy(bytes), Encoding::Utf8),
        Err(_) => (encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0, Encoding::Windows1252),
    }
}

/// UTF-16 by its mark, or by every other byte of the start being empty.
fn utf16(bytes: &[u8]) -> Option<Encoding> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some(Encoding::Utf16Le);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Some(Encoding::Utf16Be);
    }
    let start = &bytes[..bytes.len().min(400) & !1];
    let pairs = start.len() / 2;
    let empty = |offset: usize| start.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (high_first, low_first) = (empty(0), empty(1));
    if pairs >= 4 && low_first * 10 >= pairs * 8 && high_first * 10 < pairs {
        Some(Encoding::Utf16Le)
    } else if pairs >= 4 && high_first * 10 >= pairs * 8 && low_first * 10 < pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Whether bytes that are not UTF-8 throughout hold more good multi-byte
/// letters than bad bytes: one damaged letter must not spoil all others.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let mut good = 0_usize;
    let mut bad = 0_usize;
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn line_of(text: &str, is_found: impl Fn(char) -> bool) -> Option<usize> {
    let place = text.find(is_found)?;
    Some(text[..place].bytes().filter(|byte| *byte == b'\n').count() + 1)
}

#[cfg(test)]
mod tests {
    use super::{Encoding, decode};

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_text() {
        let decoded = decode(b"\xef\xbb\xbfNAME");
        assert_eq!((&*decoded.text, decoded.encoding), ("NAME", Encoding::Utf8Bom));
    }

    #[test]
    fn old_windows_letters_and_utf16_are_read() {
        let decoded = decode(b"Zo\xeb O\x92Neill");
        assert_eq!((&*decoded.text, decoded.encoding), ("Zoë O’Neill", Encoding::Windows1252));
        let wide: Vec<u8> = "NAME,DOB\nZoë".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(&*decode(&wide).text, "NAME,DOB\nZoë");
        let marked: Vec<u8> = "\u{feff}NAME".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((&*decode(&marked).text, decode(&marked).encoding), ("NAME", Encoding::Utf16Be));
    }

    #[test]
    fn one_damaged_letter_does_not_spoil_the_others() {
        let decoded = decode(b"Zo\xc3\xab,Ren\xc3\xa9e,Jos\xff");
        assert_eq!(&*decoded.text, "Zoë,Renée,Jos\u{fffd}");
        assert_eq!(decoded.warnings.len(), 1);
    }

    #[test]
    fn nul_and_control_signs_are_reported_with_their_line() {
        let decoded = decode(b"NAME\nA\0B\n\x07");
        assert!(decoded.warnings[0].contains("NUL signs, first on line 2"), "{:?}", decoded.warnings);
        assert!(decoded.warnings[1].contains("control signs, first on line 3"), "{:?}", decoded.warnings);
    }
}
