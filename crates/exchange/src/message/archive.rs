//! Messages as a person brings them: one file, or a zip of them.

use std::io::{Cursor, Read};

use super::MOST_BYTES;

/// The most messages of one zip.
const MOST_ENTRIES: usize = 50_000;

/// The most bytes that one zip may unpack to.
const MOST_UNPACKED: u64 = 512 << 20;

/// Why a zip of messages was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveProblem {
    /// It cannot be unpacked.
    #[error("the zip is damaged or has a password; make it anew without one")]
    Broken,
    /// It holds too much.
    #[error("the zip holds more than 50,000 files or unpacks to more than 512 MB; send two smaller ones")]
    TooLarge,
}

/// A file by its name, with what it holds.
pub type NamedBytes = (String, Vec<u8>);

/// The messages in a file that somebody brings: the file itself, or those in a
/// zip, each with its name. None where it is neither, but a file of another
/// kind. Of a message that is too long so much is given that whoever reads it
/// sees that.
///
/// # Errors
/// [`ArchiveProblem`] in words.
pub fn messages_in(name: &str, bytes: &[u8]) -> Result<Option<Vec<NamedBytes>>, ArchiveProblem> {
    if looks_like_message(bytes) {
        let kept = &bytes[..bytes.len().min(MOST_BYTES + 1)];
        return Ok(Some(vec![(name.to_owned(), kept.to_vec())]));
    }
    if !bytes.starts_with(b"PK") || !name.to_ascii_lowercase().ends_with(".zip") {
        return Ok(None);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveProblem::Broken)?;
    if archive.len() > MOST_ENTRIES {
        return Err(ArchiveProblem::TooLarge);
    }
    let (mut messages, mut left) = (Vec::new(), MOST_UNPACKED);
    for place in 0..archive.len() {
        let mut entry = archive.by_index(place).map_err(|_| ArchiveProblem::Broken)?;
        if entry.is_dir() {
            continue;
        }
        let entry_name = entry.name().map_or_else(|_| format!("{place}"), |name| name.to_string());
        let most = (MOST_BYTES as u64 + 1).min(left + 1);
        let mut content = Vec::new();
        entry.by_ref().take(most).read_to_end(&mut content).map_err(|_| ArchiveProblem::Broken)?;
        left = left.checked_sub(content.len() as u64).ok_or(ArchiveProblem::TooLarge)?;
        messages.push((entry_name, content));
    }
    Ok(Some(messages))
}

/// Whether the start of a file is that of a national message, whole or not.
fn looks_like_message(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(20_000)]);
    start.contains("MessageHeader") && start.contains("Bundle") && start.contains("http://hl7.org/fhir")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::{ArchiveProblem, messages_in};

    const MESSAGE: &str =
        "<Bundle xmlns=\"http://hl7.org/fhir\"><entry><resource><MessageHeader/></resource></entry></Bundle>";

    #[test]
    fn a_message_and_a_zip_of_them_are_known_by_what_they_hold() {
        let alone = messages_in("a.txt", MESSAGE.as_bytes()).expect("read").expect("a message");
        assert_eq!(alone, [("a.txt".to_owned(), MESSAGE.as_bytes().to_vec())]);
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in ["one.xml", "two.xml"] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("started");
            zip.write_all(MESSAGE.as_bytes()).expect("written");
        }
        let bytes = zip.finish().expect("finished").into_inner();
        assert_eq!(messages_in("births.zip", &bytes).expect("read").map(|all| all.len()), Some(2));
        assert_eq!(messages_in("births.zip", &bytes[..bytes.len() - 30]), Err(ArchiveProblem::Broken));
        assert_eq!(messages_in("list.csv", b"KEY,NHS\n1,2\n"), Ok(None));
        assert_eq!(messages_in("list.xlsx", &bytes), Ok(None), "a workbook is a zip as well");
    }
}
