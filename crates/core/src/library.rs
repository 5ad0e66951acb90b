//! The library: the wider guidance, law, codes, toolkits and templates, with
//! version, date and whether each still counts (S002-3b; 002 ¶3, ¶24).

use crate::sharing::vocabulary;

vocabulary! {
    /// What an item of the library is.
    LibrarySort {
        Guidance = "guidance", "Guidance";
        Law = "law", "Law";
        Code = "code", "Code of practice";
        Toolkit = "toolkit", "Toolkit";
        Template = "template", "Template";
    }
    /// Whether an item still counts.
    LibraryStatus {
        Current = "current", "Current";
        Replaced = "replaced", "Replaced";
        Withdrawn = "withdrawn", "Withdrawn";
        Unknown = "unknown", "Not known to us, check";
    }
}

/// One item of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryItem {
    /// The word that names it, in addresses and in `replaced_by`.
    pub id: String,
    /// What it is.
    pub sort: LibrarySort,
    /// Its title.
    pub title: String,
    /// Its version; empty where it has none that is known.
    pub version: String,
    /// Its date in words; empty where nobody knows.
    pub dated: String,
    /// Whether it still counts.
    pub status: LibraryStatus,
    /// The word of what took its place.
    pub replaced_by: Option<String>,
    /// Where to read it.
    pub where_to_read: String,
    /// What it is about, and what to check.
    pub says: String,
}

/// The items with what was said later laid over them: an item of the same
/// word takes the place of the earlier, a new word comes at the end.
#[must_use]
pub fn laid_over(mut items: Vec<LibraryItem>, later: impl IntoIterator<Item = LibraryItem>) -> Vec<LibraryItem> {
    for item in later {
        match items.iter_mut().find(|known| known.id == item.id) {
            Some(known) => *known = item,
            None => items.push(item),
        }
    }
    items
}
