use serde::{Deserialize, Serialize};

use super::{read, write};

/// One statement of a note as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noted {
    #[serde(rename = "w")]
    pub(crate) words: String,
    #[serde(rename = "o", default, skip_serializing_if = "Option::is_none")]
    pub(crate) is_opinion: Option<bool>,
    #[serde(rename = "e", default, skip_serializing_if = "Option::is_none")]
    pub(crate) evidence: Option<String>,
    #[serde(rename = "c", default, skip_serializing_if = "Option::is_none")]
    pub(crate) confided: Option<(String, String)>,
}

/// A note as bytes to seal.
pub(crate) fn write_note(statements: &[Noted]) -> Vec<u8> {
    write(&statements)
}

/// Reads a note.
pub(crate) fn read_note(bytes: &[u8]) -> Option<Vec<Noted>> {
    read(bytes)
}
