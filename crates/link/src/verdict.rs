use std::collections::BTreeSet;
use std::sync::Arc;

use crate::before::JoinedBefore;

/// What was decided about pairs of records, by record key. People come before
/// weights; a different pair comes before a same pair. What linking itself
/// joined before comes last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts {
    same: BTreeSet<(u32, u32)>,
    different: BTreeSet<(u32, u32)>,
    before: Arc<JoinedBefore>,
}

impl Verdicts {
    /// These two records are one person. Obeyed unless the records carry two
    /// NHS numbers, lie a generation apart, are kept apart by policy or by
    /// another verdict; then the refusal says so.
    pub fn same(&mut self, a: u32, b: u32) {
        self.same.insert(ordered(a, b));
    }

    /// These two records are two people. Always obeyed.
    pub fn different(&mut self, a: u32, b: u32) {
        self.different.insert(ordered(a, b));
    }

    /// Which records linking itself joined before; shared, because there are
    /// many. None where nothing is said.
    pub fn joined_before(&mut self, before: Arc<JoinedBefore>) {
        self.before = before;
    }

    pub(crate) fn before(&self) -> &JoinedBefore {
        &self.before
    }

    /// Whether linking itself had put two records together.
    pub(crate) fn were_one(&self, a: u32, b: u32) -> bool {
        !self.before.is_empty() && self.before.were_one(a, b, self)
    }

    pub(crate) fn is_different(&self, a: u32, b: u32) -> bool {
        !self.different.is_empty() && self.different.contains(&ordered(a, b))
    }

    pub(crate) fn is_same(&self, a: u32, b: u32) -> bool {
        !self.same.is_empty() && self.same.contains(&ordered(a, b))
    }

    pub(crate) fn same_pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.same.iter().copied()
    }
}

fn ordered(a: u32, b: u32) -> (u32, u32) {
    (a.min(b), a.max(b))
}
