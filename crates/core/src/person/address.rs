use std::fmt;

use super::Postcode;

/// Where somebody lives or may be written to, as one source wrote it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Address {
    /// House, street, district, town, in order, without empty lines.
    pub lines: Vec<String>,
    /// The postcode, where the source gave a right one.
    pub postcode: Option<Postcode>,
    /// The unique property reference number, where the source gave one.
    pub uprn: Option<u64>,
}

impl Address {
    /// The address on one line, for screens.
    #[must_use]
    pub fn one_line(&self) -> String {
        let mut parts: Vec<&str> = self.lines.iter().map(String::as_str).collect();
        if let Some(postcode) = &self.postcode {
            parts.push(postcode.as_str());
        }
        parts.join(", ")
    }

    /// Whether nothing at all is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.postcode.is_none() && self.uprn.is_none()
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Address(hidden)")
    }
}
