use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::hash::{read_hex, write_hex};
use super::{Hash32, Head};

/// Goes in front of the signed bytes, so that a signature on a checkpoint is
/// good for nothing else.
const TAG: &str = "kith audit checkpoint 1";

/// The head of the log on one day, signed, to be kept where the log is not:
/// at partners, in print (T31).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The day, in England.
    pub day: Date,
    /// The number of the newest entry.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash32,
    /// Which key signed: the public key, 32 bytes.
    pub key: Hash32,
    /// The Ed25519 signature over [`Checkpoint::message`].
    pub signature: [u8; 64],
}

impl Checkpoint {
    /// The bytes to sign for the head of the log on `day`.
    #[must_use]
    pub fn message(day: Date, head: Head, key: Hash32) -> Vec<u8> {
        format!("{TAG}\t{day}\t{}\t{}\t{key}", head.seq, head.hash).into_bytes()
    }

    /// The bytes that the signature of this checkpoint covers.
    #[must_use]
    pub fn signed_bytes(&self) -> Vec<u8> {
        Self::message(self.day, Head { seq: self.seq, hash: self.hash }, self.key)
    }
}

/// One line, without its end: what was signed, then the signature.
impl fmt::Display for Checkpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&String::from_utf8_lossy(&self.signed_bytes()))?;
        formatter.write_str("\t")?;
        write_hex(&self.signature, formatter)
    }
}

/// A line that is not a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this line is not a checkpoint of version 1; copy it again from where it was kept")]
pub struct CheckpointError;

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    fn from_str(line: &str) -> Result<Self, CheckpointError> {
        let fields: Vec<&str> = line.split('\t').collect();
        let [TAG, day, seq, hash, key, signature] = fields[..] else { return Err(CheckpointError) };
        let checkpoint = Self {
            day: day.parse().map_err(|_| CheckpointError)?,
            seq: seq.parse().map_err(|_| CheckpointError)?,
            hash: hash.parse().map_err(|_| CheckpointError)?,
            key: key.parse().map_err(|_| CheckpointError)?,
            signature: read_hex(signature).ok_or(CheckpointError)?,
        };
        // Only one spelling of each checkpoint is a checkpoint.
        if checkpoint.to_string() == line { Ok(checkpoint) } else { Err(CheckpointError) }
    }
}

#[cfg(test)]
mod tests {
    use super::Checkpoint;
    use crate::audit::Hash32;

    #[test]
    fn a_checkpoint_reads_back_only_as_it_was_written() {
        let checkpoint = Checkpoint {
            day: jiff::civil::date(2026, 11, 22),
            seq: 4312,
            hash: Hash32::from_bytes([7; 32]),
            key: Hash32::from_bytes([8; 32]),
            signature: [9; 64],
        };
        let line = checkpoint.to_string();
        assert_eq!(line.parse(), Ok(checkpoint));
        assert!(line.replace("4312", "+4312").parse::<Checkpoint>().is_err());
        assert!(line.replace("\t4312", "\t04312").parse::<Checkpoint>().is_err());
        assert!(format!("{line}\t").parse::<Checkpoint>().is_err());
    }
}
