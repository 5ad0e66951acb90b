//! The log as a file that a stranger can read and check: a first line that
//! names the version, one line an entry, and a last line that says how many
//! there are, so that a cut file is seen. Fields are parted by tabs; inside a
//! field a tab, a line end and a backslash are written `\t`, `\n`, `\r`, `\\`.

use super::{AuditEntry, ChainFault, Checkpoint, Fault, Head, Verified, Verifier};

/// The first line of an exported log, with its line end.
pub const EXPORT_HEADER: &str = "kith audit log 1\n";

/// The last line of an exported log, with its line end.
#[must_use]
pub fn export_footer(head: Head) -> String {
    format!("end\t{}\t{}\n", head.seq, head.hash)
}

/// One entry as a line, with its line end.
#[must_use]
pub fn export_line(entry: &AuditEntry) -> String {
    let words = [&entry.actor, &entry.role, &entry.action, &entry.purpose, &entry.about, &entry.outcome, &entry.detail];
    let mut line = format!("{}\t{}", entry.seq, entry.at_text());
    for word in words {
        line.push('\t');
        push_escaped(&mut line, word);
    }
    line.push_str(&format!("\t{}\t{}\n", entry.previous, entry.hash));
    line
}

/// Why a line of an exported log is not an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineError {
    /// The bytes are not UTF-8.
    #[error("it holds bytes that are not text")]
    NotText,
    /// Not eleven fields between tabs.
    #[error("it does not have 11 fields")]
    NotElevenFields,
    /// A number, instant, hash or escape is not written as Kith writes it.
    #[error("a number, a time, a hash or an escape is not as Kith writes it")]
    Unwritten,
}

/// Reads one line of an exported log, without its line end.
///
/// # Errors
/// A line that [`export_line`] never writes.
pub fn read_line(line: &[u8]) -> Result<AuditEntry, LineError> {
    let line = std::str::from_utf8(line).map_err(|_| LineError::NotText)?;
    let fields: Vec<&str> = line.split('\t').collect();
    let [seq, at, actor, role, action, purpose, about, outcome, detail, previous, hash] = fields[..] else {
        return Err(LineError::NotElevenFields);
    };
    let word = |field: &str| unescaped(field).ok_or(LineError::Unwritten);
    let entry = AuditEntry {
        seq: seq.parse().map_err(|_| LineError::Unwritten)?,
        at: at.parse().map_err(|_| LineError::Unwritten)?,
        actor: word(actor)?,
        role: word(role)?,
        action: word(action)?,
        purpose: word(purpose)?,
        about: word(about)?,
        outcome: word(outcome)?,
        detail: word(detail)?,
        previous: previous.parse().map_err(|_| LineError::Unwritten)?,
        hash: hash.parse().map_err(|_| LineError::Unwritten)?,
    };
    // Only one spelling of each entry is an entry: "+1" is not 1.
    if export_line(&entry).strip_suffix('\n') == Some(line) { Ok(entry) } else { Err(LineError::Unwritten) }
}

/// Checks a whole exported log. `expected` is the head, and `checkpoints` are
/// checkpoints with good signatures, both as they are kept elsewhere.
///
/// # Errors
/// The first fault found; a line that cannot be read is one.
pub fn verify_export(log: &[u8], expected: Option<Head>, checkpoints: &[Checkpoint]) -> Result<Verified, ChainFault> {
    let Some(mut rest) = log.strip_prefix(EXPORT_HEADER.as_bytes()) else {
        return Err(ChainFault::new(
            0,
            Fault::Unreadable,
            "the first line is not that of a Kith audit log of version 1",
        ));
    };
    let mut verifier = Verifier::new(checkpoints);
    let mut head = Head::START;
    while !rest.starts_with(b"end\t") {
        let Some(end) = rest.iter().position(|byte| *byte == b'\n') else {
            verifier.take_cut(head.seq + 1, "the file stops before its last line");
            return verifier.finish(expected);
        };
        match read_line(&rest[..end]) {
            Ok(entry) => {
                verifier.take(&entry);
                head = entry.head();
            }
            Err(error) => {
                verifier.take_unreadable(error.to_string());
                return verifier.finish(expected);
            }
        }
        rest = &rest[end + 1..];
    }
    if rest != export_footer(head).as_bytes() {
        verifier.take_cut(head.seq + 1, "the last line does not fit the entries above it");
    }
    verifier.finish(expected)
}

fn push_escaped(line: &mut String, word: &str) {
    for letter in word.chars() {
        match letter {
            '\t' => line.push_str(r"\t"),
            '\n' => line.push_str(r"\n"),
            '\r' => line.push_str(r"\r"),
            '\\' => line.push_str(r"\\"),
            letter => line.push(letter),
        }
    }
}

fn unescaped(field: &str) -> Option<String> {
    let mut word = String::with_capacity(field.len());
    let mut letters = field.chars();
    while let Some(letter) = letters.next() {
        word.push(match letter {
            '\\' => match letters.next()? {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                '\\' => '\\',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(word)
}
