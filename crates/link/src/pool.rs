use std::collections::HashMap;

use crate::alike;
use crate::nickname;

/// Number of a cleaned name in the [`Pool`]; 0 is no name. Numbers follow the
/// order of arrival, so no result may depend on them.
pub(crate) type NameId = u32;

/// One cleaned name, with what comparing needs.
pub(crate) struct PooledName {
    pub(crate) text: Box<str>,
    /// Made of the letters alone, so the same in every pool.
    pub(crate) hash: u64,
    pub(crate) sound: u32,
    pub(crate) groups: [u16; nickname::MOST],
    /// How many records carry it.
    pub(crate) count: u32,
}

/// Every different cleaned name of a set of records, kept once.
pub struct Pool {
    names: Vec<PooledName>,
    ids: HashMap<Box<str>, NameId>,
    uses: u64,
}

/// How often a name occurs among all names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rarity {
    Rare,
    Middling,
    Common,
}

impl Default for Pool {
    fn default() -> Self {
        Self::new()
    }
}

impl Pool {
    /// A pool without names.
    #[must_use]
    pub fn new() -> Self {
        let none = PooledName { text: "".into(), hash: 0, sound: 0, groups: [0; nickname::MOST], count: 0 };
        Self { names: vec![none], ids: HashMap::new(), uses: 0 }
    }

    /// Keeps a cleaned name and counts it; an empty one is no name.
    pub(crate) fn keep(&mut self, name: &str) -> NameId {
        if name.is_empty() {
            return 0;
        }
        self.uses += 1;
        if let Some(id) = self.ids.get(name) {
            self.names[*id as usize].count += 1;
            return *id;
        }
        let id = NameId::try_from(self.names.len()).expect("fewer than four thousand million different names");
        self.names.push(PooledName {
            text: name.into(),
            hash: hash_text(name),
            sound: alike::sound(name.as_bytes()),
            groups: nickname::groups(name),
            count: 1,
        });
        self.ids.insert(name.into(), id);
        id
    }

    pub(crate) fn name(&self, id: NameId) -> &PooledName {
        &self.names[id as usize]
    }

    pub(crate) fn hash(&self, id: NameId) -> u64 {
        self.name(id).hash
    }

    pub(crate) fn rarity(&self, id: NameId) -> Rarity {
        let count = u64::from(self.name(id).count);
        if self.uses < 2_000 || count * 1_500 < self.uses {
            return if self.uses < 2_000 { Rarity::Middling } else { Rarity::Rare };
        }
        if count * 300 < self.uses { Rarity::Middling } else { Rarity::Common }
    }

    /// How alike two names look, in thousandths.
    pub(crate) fn likeness(&self, a: NameId, b: NameId) -> u32 {
        if a == b { 1000 } else { alike::likeness(self.name(a).text.as_bytes(), self.name(b).text.as_bytes()) }
    }

    /// Whether one name is used for the other.
    pub(crate) fn is_alias(&self, a: NameId, b: NameId) -> bool {
        nickname::share(&self.name(a).groups, &self.name(b).groups)
    }

    /// Whether the names sound the same.
    pub(crate) fn sounds_alike(&self, a: NameId, b: NameId) -> bool {
        let sound = self.name(a).sound;
        sound != 0 && sound == self.name(b).sound
    }

    /// Whether one is an initial of the other.
    pub(crate) fn is_initial(&self, a: NameId, b: NameId) -> bool {
        let (a, b) = (self.name(a).text.as_bytes(), self.name(b).text.as_bytes());
        (a.len() == 1 || b.len() == 1) && a[0] == b[0]
    }

    /// Whether one of two alike names is so much rarer that it is a slip of
    /// the other and no name that a twin could have.
    pub(crate) fn is_slip(&self, a: NameId, b: NameId) -> bool {
        let (a, b) = (self.name(a), self.name(b));
        let (rare, common) = (a.count.min(b.count), a.count.max(b.count));
        rare <= 8 && rare * 10 <= common && alike::is_one_slip(a.text.as_bytes(), b.text.as_bytes())
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Pool({} names, hidden)", self.names.len() - 1)
    }
}

/// A hash of letters that is the same in every run.
pub(crate) fn hash_text(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    mix(0, hash) | 1
}

/// Stirs a value into a hash.
pub(crate) fn mix(hash: u64, value: u64) -> u64 {
    let mut mixed = (hash ^ value).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::Pool;

    #[test]
    fn a_name_is_kept_once_and_counted() {
        let mut pool = Pool::new();
        let one = pool.keep("ELLA");
        assert_eq!(pool.keep("ELLA"), one);
        assert_ne!(pool.keep("ELLIE"), one);
        assert_eq!(pool.keep(""), 0);
        assert_eq!(pool.name(one).count, 2);
        assert_eq!(format!("{pool:?}"), "Pool(2 names, hidden)");
    }

    #[test]
    fn a_slip_is_much_rarer_than_the_name() {
        let mut pool = Pool::new();
        let name = pool.keep("KATHERINE");
        for _ in 0..40 {
            pool.keep("KATHERINE");
        }
        let slip = pool.keep("KATHREINE");
        let other = pool.keep("KATE");
        for _ in 0..30 {
            pool.keep("KATE");
        }
        assert!(pool.is_slip(name, slip));
        assert!(!pool.is_slip(name, other));
    }
}
