//! What kind of file the bytes are, whatever their name says.

/// A kind of file that people send by mistake or on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    Empty,
    Workbook,
    ProtectedWorkbook,
    OldWorkbook,
    OpenDocument,
    Zip,
    Pdf,
    Html,
    Xml,
    Json,
    Picture,
    Text,
}

impl FileKind {
    /// Judges by the first bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Self::Empty;
        }
        if bytes.starts_with(b"PK") {
            return zip_kind(bytes);
        }
        if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
            let marker: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
            let is_protected = holds(bytes, &marker);
            return if is_protected { Self::ProtectedWorkbook } else { Self::OldWorkbook };
        }
        if bytes.starts_with(b"%PDF") {
            return Self::Pdf;
        }
        if [b"\x89PNG".as_slice(), b"\xff\xd8\xff", b"GIF8", b"II*\0"].iter().any(|start| bytes.starts_with(start)) {
            return Self::Picture;
        }
        text_kind(bytes)
    }

    /// The kind in words, to follow "this file is".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Workbook => "an Excel workbook",
            Self::ProtectedWorkbook => "an Excel workbook with a password",
            Self::OldWorkbook => "an old Excel workbook (.xls)",
            Self::OpenDocument => "an OpenDocument spreadsheet (.ods)",
            Self::Zip => "a zip archive",
            Self::Pdf => "a PDF document",
            Self::Html => "a web page",
            Self::Xml => "an XML file",
            Self::Json => "a JSON file",
            Self::Picture => "a picture",
            Self::Text => "a text file",
        }
    }
}

fn zip_kind(bytes: &[u8]) -> FileKind {
    if holds(bytes, b"application/vnd.oasis.opendocument") {
        FileKind::OpenDocument
    } else if holds(bytes, b"xl/") || holds(bytes, b"xl\\") {
        FileKind::Workbook
    } else {
        FileKind::Zip
    }
}

fn text_kind(bytes: &[u8]) -> FileKind {
    // UTF-16 text has an empty byte beside each letter; without them the start reads alike.
    let start: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|byte| *byte != 0)
        .skip_while(|byte| byte.is_ascii_whitespace() || [0xef, 0xbb, 0xbf, 0xff, 0xfe].contains(byte))
        .take(400)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") || start.starts_with(b"<table") {
        FileKind::Html
    } else if start.starts_with(b"<") {
        if holds(&start, b"<html") { FileKind::Html } else { FileKind::Xml }
    } else if start.starts_with(b"{") || start.starts_with(b"[") {
        FileKind::Json
    } else {
        FileKind::Text
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::FileKind;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        assert_eq!(FileKind::of(b" \r\n"), FileKind::Empty);
        assert_eq!(FileKind::of(b"%PDF-1.7"), FileKind::Pdf);
        assert_eq!(FileKind::of(b"\n<!DOCTYPE html><p>"), FileKind::Html);
        assert_eq!(FileKind::of(b"\xef\xbb\xbf<?xml version='1.0'?><Message/>"), FileKind::Xml);
        assert_eq!(FileKind::of(b"{\"resourceType\":\"Patient\"}"), FileKind::Json);
        assert_eq!(FileKind::of(b"NAME,DOB"), FileKind::Text);
        assert_eq!(FileKind::of(b"PK\x03\x04...xl/workbook.xml"), FileKind::Workbook);
        assert_eq!(FileKind::of(b"PK\x03\x04...letters.txt"), FileKind::Zip);
        let protected: Vec<u8> = [0xd0, 0xcf, 0x11, 0xe0]
            .into_iter()
            .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        assert_eq!(FileKind::of(&protected), FileKind::ProtectedWorkbook);
    }
}
