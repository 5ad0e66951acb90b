//! An independent check of an exported Kith audit log: its own reading and
//! hashing, no code shared with Kith, and small enough to be read in one
//! sitting by whoever must trust it. The file: `docs/audit-log.md`.

use std::fmt;
use std::io::{self, BufRead};

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

const FIRST_LINE: &[u8] = b"kith audit log 1\n";
const ENTRY_TAG: &[u8] = b"kith audit entry 1";
const CHECKPOINT_TAG: &str = "kith audit checkpoint 1";
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The first thing wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The number of the entry; 0 for what stands before the first.
    pub entry: u64,
    /// changed, missing, inserted, swapped, cut, replaced, unreadable or forged.
    pub what: &'static str,
    /// How it shows.
    pub how: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "entry {} {}: {}", self.entry, self.what, self.how)
    }
}

fn finding<T>(entry: u64, what: &'static str, how: impl Into<String>) -> Result<T, Finding> {
    Err(Finding { entry, what, how: how.into() })
}

/// A log in which nothing is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// How many entries it has.
    pub entries: u64,
    /// The hash of the newest.
    pub head: String,
}

/// A signed checkpoint: on this day, the newest entry was this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    day: String,
    entry: u64,
    hash: String,
}

/// Reads public keys, one a line, 64 hexadecimal digits each.
///
/// # Errors
/// A line that is no Ed25519 key.
pub fn read_keys(text: &str) -> Result<Vec<VerifyingKey>, Finding> {
    let key = |line: &str| {
        let key = from_hex(line.trim()).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        key.map_or_else(|| finding(0, "unreadable", "a line of the key file is not a public key"), Ok)
    };
    text.lines().filter(|line| !line.trim().is_empty()).map(key).collect()
}

/// Reads checkpoints, one a line, each signed by one of `keys`.
///
/// # Errors
/// A line that is no checkpoint, or whose signature is not by one of the keys.
pub fn read_checkpoints(text: &str, keys: &[VerifyingKey]) -> Result<Vec<Checkpoint>, Finding> {
    let mut checkpoints = Vec::new();
    for (line, number) in text.lines().zip(1_u32..) {
        let unreadable = || finding(0, "unreadable", format!("line {number} of the checkpoints is not a checkpoint"));
        let Some((signed, signature)) = line.rsplit_once('\t') else { return unreadable() };
        let fields: Vec<&str> = signed.split('\t').collect();
        let [CHECKPOINT_TAG, day, entry, hash, key] = fields[..] else { return unreadable() };
        let Some(entry) = whole_number(entry) else { return unreadable() };
        let is_signed = from_hex(key).zip(from_hex(signature)).is_some_and(|(key, signature)| {
            let signature = Signature::from_bytes(&signature);
            let is_good = |known: &VerifyingKey| known.verify_strict(signed.as_bytes(), &signature).is_ok();
            keys.iter().any(|known| *known.as_bytes() == key && is_good(known))
        });
        if !is_signed {
            return finding(entry, "forged", format!("checkpoint line {number} is not signed by the key you trust"));
        }
        checkpoints.push(Checkpoint { day: day.to_owned(), entry, hash: hash.to_owned() });
    }
    Ok(checkpoints)
}

/// Checks a log from its first line to its last and against the checkpoints.
///
/// # Errors
/// Only those of reading; what is wrong with the log is the inner result.
pub fn check(mut log: impl BufRead, checkpoints: &[Checkpoint]) -> io::Result<Result<Whole, Finding>> {
    let mut line = Vec::new();
    log.read_until(b'\n', &mut line)?;
    if line != FIRST_LINE {
        return Ok(finding(0, "unreadable", "the first line is not that of a Kith audit log of version 1"));
    }
    let mut chain = Chain { entries: 0, head: NOTHING.to_owned(), checkpoints, gap: None };
    loop {
        line.clear();
        log.read_until(b'\n', &mut line)?;
        let Some(content) = line.strip_suffix(b"\n") else {
            let cut = finding(chain.entries + 1, "cut", "the file stops before its last line");
            return Ok(chain.gap.map_or(cut, Err));
        };
        if content.starts_with(b"end\t") {
            let last = format!("end\t{}\t{}", chain.entries, chain.head);
            let is_end = content == last.as_bytes() && log.fill_buf()?.is_empty();
            return Ok(chain.finish(is_end));
        }
        if let Err(found) = chain.take(content) {
            return Ok(Err(found));
        }
    }
}

struct Chain<'a> {
    entries: u64,
    head: String,
    checkpoints: &'a [Checkpoint],
    /// A gap, kept until the end of the file tells whether the entry is gone
    /// or only stands elsewhere.
    gap: Option<Finding>,
}

impl Chain<'_> {
    fn take(&mut self, line: &[u8]) -> Result<(), Finding> {
        let next = self.entries + 1;
        let entry = Entry::read(line);
        if let Some(gap) = &self.gap {
            let fills = |entry: &Entry| entry.number == gap.entry && entry.hash == entry.computed;
            return match entry {
                Some(entry) if fills(&entry) => finding(entry.number, "swapped", "it stands further on"),
                _ => Ok(()),
            };
        }
        let Some(entry) = entry else {
            return finding(next, "unreadable", "this line is not an entry");
        };
        if entry.number > next {
            let how = format!("entry {} stands in its place", entry.number);
            self.gap = Some(Finding { entry: next, what: "missing", how });
            return Ok(());
        }
        if entry.number < next {
            return finding(entry.number, "inserted", "it is there more than once");
        }
        if entry.hash != entry.computed {
            return finding(next, "changed", "its fields do not give its hash");
        }
        if entry.previous != self.head {
            return finding(self.entries.max(1), "replaced", format!("entry {next} was written after another one"));
        }
        if let Some(other) = self.checkpoints.iter().find(|it| it.entry == next && it.hash != entry.hash) {
            return finding(next, "replaced", format!("the checkpoint of {} has another hash", other.day));
        }
        (self.entries, self.head) = (next, entry.hash);
        Ok(())
    }

    fn finish(self, is_end: bool) -> Result<Whole, Finding> {
        if let Some(gap) = self.gap {
            return Err(gap);
        }
        if !is_end {
            return finding(self.entries + 1, "cut", "the last line does not fit the entries above it");
        }
        let newest = self.checkpoints.iter().max_by_key(|checkpoint| checkpoint.entry);
        if let Some(known) = newest.filter(|known| self.entries < known.entry) {
            let how = format!("the checkpoint of {} knows of entries up to {}", known.day, known.entry);
            return finding(self.entries + 1, "cut", how);
        }
        Ok(Whole { entries: self.entries, head: self.head })
    }
}

struct Entry {
    number: u64,
    previous: String,
    hash: String,
    computed: String,
}

impl Entry {
    /// An entry from its line: eleven fields, the last two hashes. The hash
    /// covers a tag and the first ten fields, each after its length.
    fn read(line: &[u8]) -> Option<Self> {
        let line = std::str::from_utf8(line).ok()?;
        let fields: Vec<&str> = line.split('\t').collect();
        let [number, _, _, _, _, _, _, _, _, previous, hash] = fields[..] else { return None };
        let mut hasher = Sha256::new();
        let mut add = |field: &[u8]| {
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field);
        };
        add(ENTRY_TAG);
        for field in &fields[..10] {
            add(plain(field)?.as_bytes());
        }
        Some(Self {
            number: whole_number(number)?,
            previous: previous.to_owned(),
            hash: hash.to_owned(),
            computed: to_hex(&hasher.finalize()),
        })
    }
}

/// A number as Kith writes it: digits, no sign, no leading zero.
fn whole_number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

/// A field without its escapes, or `None` for an escape that Kith never writes.
fn plain(field: &str) -> Option<String> {
    let mut parts = field.split('\\');
    let mut text = parts.next()?.to_owned();
    while let Some(part) = parts.next() {
        let mut letters = part.chars();
        match letters.next() {
            Some('t') => text.push('\t'),
            Some('n') => text.push('\n'),
            Some('r') => text.push('\r'),
            Some(_) => return None,
            None => {
                text.push('\\');
                text.push_str(parts.next()?);
            }
        }
        text.push_str(letters.as_str());
    }
    (!field.contains('\r')).then_some(text)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (byte, place) in bytes.iter_mut().zip(0..) {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    (to_hex(&bytes) == text).then_some(bytes)
}
