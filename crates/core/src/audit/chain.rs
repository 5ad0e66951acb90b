use super::{AuditEntry, Checkpoint, Hash32, Head};

/// What is wrong with a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The fields of an entry no longer give its hash.
    Changed,
    /// One or more entries are gone from the middle or the start.
    Missing,
    /// There is an entry that does not belong, or one is there twice.
    Inserted,
    /// Entries stand in another order than they were written.
    Swapped,
    /// The newest entries are gone, or the end of the file is.
    Cut,
    /// An entry, or all of them, were written anew with hashes that fit.
    Replaced,
    /// Something there cannot be read as an entry at all.
    Unreadable,
}

impl Fault {
    /// The word that both verifiers print.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Inserted => "inserted",
            Self::Swapped => "swapped",
            Self::Cut => "cut",
            Self::Replaced => "replaced",
            Self::Unreadable => "unreadable",
        }
    }
}

/// The first thing wrong with a log, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {seq} {}: {how}", what.word())]
pub struct ChainFault {
    /// The number of the entry where the fault is.
    pub seq: u64,
    /// What is wrong.
    pub what: Fault,
    /// How it shows, in words.
    pub how: String,
}

impl ChainFault {
    /// A fault at entry `seq`.
    #[must_use]
    pub fn new(seq: u64, what: Fault, how: impl Into<String>) -> Self {
        Self { seq, what, how: how.into() }
    }
}

/// A log that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// How many entries it has.
    pub entries: u64,
    /// Its newest entry.
    pub head: Head,
    /// How many checkpoints it was held against.
    pub checkpoints: usize,
}

/// Reads a log entry by entry and finds the first fault, in constant memory.
#[derive(Debug)]
pub struct Verifier<'a> {
    head: Head,
    checkpoints: &'a [Checkpoint],
    fault: Option<ChainFault>,
}

impl<'a> Verifier<'a> {
    /// Starts before the first entry. The checkpoints are ones whose
    /// signatures the caller has checked; their order does not matter.
    #[must_use]
    pub fn new(checkpoints: &'a [Checkpoint]) -> Self {
        Self { head: Head::START, checkpoints, fault: None }
    }

    /// Takes the next entry, in the order in which the log holds them.
    pub fn take(&mut self, entry: &AuditEntry) {
        let next = self.head.seq + 1;
        if let Some(fault) = &mut self.fault {
            // The gap that looked like a removed entry is filled further on.
            if fault.what == Fault::Missing && entry.seq == fault.seq && entry.expected_hash() == entry.hash {
                fault.what = Fault::Swapped;
                fault.how = format!("it stands after entry {}", self.head.seq);
            }
            self.head.seq = entry.seq;
            return;
        }
        self.fault = self.judge(entry, next);
        self.head = entry.head();
    }

    /// Notes that the next row or line cannot be read as an entry.
    pub fn take_unreadable(&mut self, how: impl Into<String>) {
        if self.fault.is_none() {
            self.fault = Some(ChainFault::new(self.head.seq + 1, Fault::Unreadable, how));
        }
    }

    /// Notes that the log ends here and ought not to.
    pub(super) fn take_cut(&mut self, seq: u64, how: &str) {
        if self.fault.is_none() {
            self.fault = Some(ChainFault::new(seq, Fault::Cut, how));
        }
    }

    /// Ends the reading. `expected` is the head as it is kept elsewhere.
    ///
    /// # Errors
    /// The first fault found.
    pub fn finish(self, expected: Option<Head>) -> Result<Verified, ChainFault> {
        let Head { seq, hash } = self.head;
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let known = expected
            .iter()
            .map(|head| (head.seq, "the head"))
            .chain(self.checkpoints.iter().map(|checkpoint| (checkpoint.seq, "a signed checkpoint")));
        if let Some((last, witness)) = known.max_by_key(|(last, _)| *last).filter(|(last, _)| seq < *last) {
            return Err(ChainFault::new(seq + 1, Fault::Cut, format!("{witness} knows of entries up to {last}")));
        }
        match expected {
            Some(head) if head.seq < seq => Err(ChainFault::new(
                head.seq + 1,
                Fault::Inserted,
                format!("the head knows of entries up to {}", head.seq),
            )),
            Some(head) if head.hash != hash => Err(ChainFault::new(seq, Fault::Replaced, "the head has another hash")),
            _ => Ok(Verified { entries: seq, head: self.head, checkpoints: self.checkpoints.len() }),
        }
    }

    fn judge(&self, entry: &AuditEntry, next: u64) -> Option<ChainFault> {
        let fault = |seq, what, how: String| Some(ChainFault::new(seq, what, how));
        if entry.seq > next {
            return fault(next, Fault::Missing, format!("entry {} stands in its place", entry.seq));
        }
        if entry.seq < next {
            return fault(entry.seq, Fault::Inserted, format!("it is there again after entry {}", self.head.seq));
        }
        if entry.expected_hash() != entry.hash {
            return fault(next, Fault::Changed, "its fields do not give its hash".to_owned());
        }
        if entry.previous != self.head.hash {
            let replaced = self.head.seq.max(1);
            return fault(replaced, Fault::Replaced, format!("entry {next} was written after another one"));
        }
        self.checkpoint_fault(next, entry.hash)
    }

    fn checkpoint_fault(&self, seq: u64, hash: Hash32) -> Option<ChainFault> {
        let checkpoint = self.checkpoints.iter().find(|it| it.seq == seq && it.hash != hash)?;
        let how = format!("the checkpoint signed for {} has another hash", checkpoint.day);
        Some(ChainFault::new(seq, Fault::Replaced, how))
    }
}

/// Checks a whole log at once: see [`Verifier`].
///
/// # Errors
/// The first fault found.
pub fn verify<'e>(
    entries: impl IntoIterator<Item = &'e AuditEntry>,
    expected: Option<Head>,
    checkpoints: &[Checkpoint],
) -> Result<Verified, ChainFault> {
    let mut verifier = Verifier::new(checkpoints);
    for entry in entries {
        verifier.take(entry);
    }
    verifier.finish(expected)
}
