use std::fmt;

use super::{Name, Postcode};

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

    /// The address on one line as people write it: lines that are all capitals
    /// get capital initials.
    #[must_use]
    pub fn for_screen(&self) -> String {
        let quiet = |line: &String| Name::parse(line).map_or_else(|_| line.clone(), |name| name.for_screen());
        let mut parts: Vec<String> = self.lines.iter().map(quiet).collect();
        parts.extend(self.postcode.as_ref().map(ToString::to_string));
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
