//! First names that are written nearly alike.

use crate::alike;
use crate::pool::{NameId, Pool};

impl Pool {
    /// Whether one is an initial of the other.
    pub(crate) fn is_initial(&self, a: NameId, b: NameId) -> bool {
        let (a, b) = (self.name(a).text.as_bytes(), self.name(b).text.as_bytes());
        (a.len() == 1 || b.len() == 1) && a[0] == b[0]
    }

    /// Whether two names are so short that one slip makes them look different.
    pub(crate) fn are_short(&self, a: NameId, b: NameId) -> bool {
        [a, b].iter().all(|name| (3..=4).contains(&self.name(*name).text.len()))
    }

    /// Whether two names begin with one letter.
    pub(crate) fn begin_alike(&self, a: NameId, b: NameId) -> bool {
        self.name(a).text.as_bytes().first() == self.name(b).text.as_bytes().first()
    }

    /// Whether one of two alike first names is so much rarer that it is a slip
    /// of the other and no name that a twin could have.
    pub(crate) fn is_slip(&self, a: NameId, b: NameId) -> bool {
        let (one, two) = (self.given_count(a), self.given_count(b));
        let (rare, common) = (one.min(two), one.max(two));
        let is_rarer = (rare <= 8 && rare * 10 <= common) || rare * 40 <= common;
        is_rarer && alike::is_one_slip(self.name(a).text.as_bytes(), self.name(b).text.as_bytes())
    }
}
