use std::collections::BTreeSet;

/// What people decided about pairs of records, by record key. People come
/// before weights; a different pair comes before a same pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdicts {
    same: BTreeSet<(u32, u32)>,
    different: BTreeSet<(u32, u32)>,
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
