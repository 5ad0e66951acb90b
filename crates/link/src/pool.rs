use crate::alike;
use crate::clean::{self, GivenName};
use crate::day::Day;
use crate::fast::FastMap;
use crate::home::Homes;
use crate::nickname;
use crate::place::{Postcode, Wording};
use crate::record::Sex;
pub(crate) use crate::stir::{hash_text, mix};
use crate::texts::Texts;

/// Number of a cleaned name in the [`Pool`]; 0 is no name. Numbers follow the
/// order of arrival, so no result may depend on them.
pub(crate) type NameId = u32;

/// One cleaned name, with what comparing needs.
#[derive(Default)]
pub(crate) struct PooledName {
    pub(crate) text: Box<str>,
    /// Made of the letters alone, so the same in every pool.
    pub(crate) hash: u64,
    /// Which letters it has, one bit each.
    pub(crate) letters: u32,
    /// The first of them, zeros behind a shorter name.
    start: [u8; alike::START],
    pub(crate) groups: [u16; nickname::MOST],
    /// Whether the records show another name to be used for it.
    pub(crate) has_alias: bool,
}

/// What keys are made of besides the name itself: kept by itself, so that it
/// stays near.
#[derive(Clone, Copy, Default)]
pub(crate) struct Parts {
    pub(crate) sound: u32,
    /// First half of a hyphened first name, or both halves of a family name.
    pub(crate) halves: [NameId; 2],
}

impl PooledName {
    pub(crate) fn outline(&self) -> alike::Outline {
        alike::Outline { length: self.text.len(), letters: self.letters, start: self.start }
    }
}

/// In which place a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// A first name, of the person or the mother.
    Given = 0,
    /// A family name.
    Family = 1,
}

/// A first name as it goes into a record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) name: NameId,
    pub(crate) second: NameId,
    pub(crate) birth_order: u8,
    pub(crate) is_multiple: bool,
    pub(crate) is_stand_in: bool,
    /// The stand-in says that the baby is not born yet.
    pub(crate) is_unborn: bool,
    pub(crate) sex: Option<Sex>,
    /// The mother's first name, where the stand-in tells it.
    pub(crate) mother: NameId,
}

/// What few records have: kept aside so that a record stays small.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Extras {
    pub(crate) row: u32,
    pub(crate) compartment: u32,
    pub(crate) known_as: NameId,
    pub(crate) former_family: NameId,
    pub(crate) due: Option<Day>,
    pub(crate) mother_nhs: u64,
}

/// Every different cleaned name of a set of records, kept once.
pub struct Pool {
    names: Vec<PooledName>,
    parts: Vec<Parts>,
    /// How many records carry each name as a first name, and as a family name.
    counts: Vec<[u32; 2]>,
    ids: Texts<NameId>,
    /// How often first names and family names are used in all.
    uses: [u32; 2],
    given: Texts<Given>,
    /// The number of a family name, and whether it is a stand-in that belongs
    /// in the other column.
    family: Texts<(NameId, bool)>,
    postcodes: Vec<Postcode>,
    postcode_ids: FastMap<u64, u32>,
    extras: Vec<Extras>,
    /// Pairs of names that the records show to be used for one another.
    aliases: FastMap<u64, ()>,
    /// How many birthdays lie in each year, and how many there are.
    born: Vec<u32>,
    dated: u32,
    /// For each source how often it writes first in the order of birth, of how
    /// many records.
    orders: Vec<[u32; 2]>,
    wordings: Vec<Wording>,
    wording_ids: FastMap<u128, u32>,
    pub(crate) homes: Homes,
}

/// How often a name occurs among all names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rarity {
    VeryRare,
    Rare,
    Middling,
    Common,
}

/// Texts longer than this are not remembered as they were written.
const LONGEST_REMEMBERED: usize = 64;

impl Default for Pool {
    fn default() -> Self {
        Self::new()
    }
}

impl Pool {
    /// A pool without names.
    #[must_use]
    pub fn new() -> Self {
        let mut pool = Self {
            names: Vec::new(),
            parts: vec![Parts::default()],
            counts: vec![[0; 2]],
            ids: Texts::default(),
            uses: [0; 2],
            given: Texts::default(),
            family: Texts::default(),
            postcodes: vec![Postcode::default()],
            postcode_ids: FastMap::default(),
            extras: vec![Extras::default()],
            aliases: FastMap::default(),
            born: Vec::new(),
            dated: 0,
            orders: Vec::new(),
            wordings: vec![Wording::default()],
            wording_ids: FastMap::default(),
            homes: Homes::default(),
        };
        pool.names.push(PooledName::default());
        pool
    }

    /// Keeps a cleaned name or a word of an address; an empty one is no name.
    pub(crate) fn keep(&mut self, name: &str) -> NameId {
        if name.is_empty() {
            return 0;
        }
        if let Some(id) = self.ids.get(name) {
            return id;
        }
        let id = NameId::try_from(self.names.len()).expect("fewer than four thousand million different names");
        self.names.push(PooledName {
            text: name.into(),
            hash: hash_text(name),
            letters: alike::letters(name.as_bytes()),
            start: alike::start(name.as_bytes()),
            groups: nickname::groups(name),
            has_alias: false,
        });
        self.parts.push(Parts { sound: alike::sound(name.as_bytes()), halves: [0; 2] });
        self.counts.push([0; 2]);
        self.ids.insert(name, id);
        id
    }

    /// Counts a use of a name, or takes it back.
    pub(crate) fn count(&mut self, id: NameId, role: Role, is_new: bool) {
        if id != 0 {
            let step = |count: &mut u32| *count = if is_new { *count + 1 } else { count.saturating_sub(1) };
            step(&mut self.counts[id as usize][role as usize]);
            step(&mut self.uses[role as usize]);
        }
    }

    /// A first name as written, cleaned.
    pub(crate) fn given(&mut self, text: &str) -> Given {
        if text.is_empty() {
            return Given::default();
        }
        match self.given.get(text) {
            Some(found) => found,
            None => {
                let found = self.read_given(text);
                if text.len() <= LONGEST_REMEMBERED {
                    self.given.insert(text, found);
                }
                found
            }
        }
    }

    fn read_given(&mut self, text: &str) -> Given {
        match clean::given_name(text) {
            GivenName::Missing => Given::default(),
            GivenName::StandIn { birth_order, is_multiple, is_unborn, sex, mother } => Given {
                birth_order,
                is_multiple,
                is_stand_in: true,
                is_unborn,
                sex,
                mother: mother.map_or(0, |word| self.keep(&word)),
                ..Given::default()
            },
            GivenName::Name(name) if name.is_hyphened => {
                let half = name.words.first().map_or(0, |word| self.keep(word));
                let id = self.keep(&name.joined());
                if half != id {
                    self.set_halves(id, [half, 0]);
                }
                Given { name: id, ..Given::default() }
            }
            GivenName::Name(name) => {
                let mut words = name.words.into_iter();
                let first = words.next().map_or(0, |word| self.keep(&word));
                Given { name: first, second: words.next().map_or(0, |word| self.keep(&word)), ..Given::default() }
            }
        }
    }

    /// A family name as written, cleaned, and whether it is a stand-in for a
    /// first name.
    pub(crate) fn family(&mut self, text: &str) -> (NameId, bool) {
        if text.is_empty() {
            return (0, false);
        }
        match self.family.get(text) {
            Some(found) => found,
            None => {
                let found = (self.read_family(text), clean::is_stand_in_word(text));
                if text.len() <= LONGEST_REMEMBERED {
                    self.family.insert(text, found);
                }
                found
            }
        }
    }

    fn read_family(&mut self, text: &str) -> NameId {
        let Some(name) = clean::family_name(text) else { return 0 };
        let id = self.keep(&name.joined());
        if let Some((first, last)) = clean::halves(&name) {
            let halves = [self.keep(first), self.keep(last)];
            self.set_halves(id, halves);
        }
        id
    }

    /// The joined letters may be written with a hyphen in more than one way:
    /// the same one stays whatever came first.
    fn set_halves(&mut self, id: NameId, halves: [NameId; 2]) {
        let held = self.parts(id).halves;
        if held == [0; 2] || self.name(halves[0]).text < self.name(held[0]).text {
            self.parts[id as usize].halves = halves;
        }
    }

    pub(crate) fn name(&self, id: NameId) -> &PooledName {
        &self.names[id as usize]
    }

    pub(crate) fn parts(&self, id: NameId) -> Parts {
        self.parts[id as usize]
    }

    /// How many records carry a name as a first name.
    pub(crate) fn given_count(&self, id: NameId) -> u32 {
        self.counts[id as usize][0]
    }

    pub(crate) fn hash(&self, id: NameId) -> u64 {
        self.name(id).hash
    }

    pub(crate) fn keep_postcode(&mut self, postcode: Postcode) -> u32 {
        if postcode.0 == 0 {
            return 0;
        }
        let next = u32::try_from(self.postcodes.len()).expect("fewer than four thousand million postcodes");
        let id = *self.postcode_ids.entry(postcode.0).or_insert(next);
        if id == next {
            self.postcodes.push(postcode);
        }
        id
    }

    pub(crate) fn postcode(&self, id: u32) -> Postcode {
        self.postcodes[id as usize]
    }

    /// Keeps the words of an address, while there are fewer than so many; 0 for
    /// none, and for words too short to compare.
    pub(crate) fn keep_wording(&mut self, wording: Wording, most: u32) -> u32 {
        if wording.is_short() {
            return 0;
        }
        let next = u32::try_from(self.wordings.len()).unwrap_or(u32::MAX);
        if next > most {
            return self.wording_ids.get(&wording.0).copied().unwrap_or(0);
        }
        let id = *self.wording_ids.entry(wording.0).or_insert(next);
        if id == next {
            self.wordings.push(wording);
        }
        id
    }

    /// How much two addresses have in common, in thousandths, where that can
    /// be told.
    pub(crate) fn words_in_common(&self, a: u32, b: u32) -> Option<u32> {
        match (a, b) {
            (0, _) | (_, 0) => None,
            (a, b) if a == b => Some(1_000),
            (a, b) => self.wordings[a as usize].likeness(self.wordings[b as usize]),
        }
    }

    pub(crate) fn keep_extras(&mut self, extras: Extras) -> u32 {
        if extras == Extras::default() {
            return 0;
        }
        let id = u32::try_from(self.extras.len()).expect("fewer than four thousand million records");
        self.extras.push(extras);
        id
    }

    pub(crate) fn extras(&self, id: u32) -> &Extras {
        &self.extras[id as usize]
    }

    pub(crate) fn rarity(&self, id: NameId, role: Role) -> Rarity {
        let of = u64::from;
        let (count, uses) = (of(self.counts[id as usize][role as usize]), of(self.uses[role as usize]));
        if uses < 700 {
            return Rarity::Middling;
        }
        if count * 1_000 < uses {
            return Rarity::VeryRare;
        }
        if count * 400 < uses {
            return Rarity::Rare;
        }
        if count * 80 < uses { Rarity::Middling } else { Rarity::Common }
    }

    /// How alike two names look, in thousandths, where that may be as much as
    /// is asked for; 0 for names that have too few letters in common.
    pub(crate) fn likeness(&self, a: NameId, b: NameId, asked: u32) -> u32 {
        if a == b {
            return 1000;
        }
        let (mut one, mut two) = (self.name(a), self.name(b));
        if one.hash > two.hash {
            (one, two) = (two, one);
        }
        if alike::at_most(&one.outline(), &two.outline()) < asked {
            return 0;
        }
        alike::remembered((one.hash, one.text.as_bytes()), (two.hash, two.text.as_bytes()))
    }

    /// Whether one name is used for the other.
    pub(crate) fn is_alias(&self, a: NameId, b: NameId) -> bool {
        let (one, two) = (self.name(a), self.name(b));
        nickname::share(&one.groups, &two.groups)
            || (one.has_alias
                && two.has_alias
                && self.aliases.contains_key(&(u64::from(a.min(b)) << 32 | u64::from(a.max(b)))))
    }

    /// Sets which names the records show to be used for one another.
    pub(crate) fn set_aliases(&mut self, pairs: impl Iterator<Item = (NameId, NameId)>) {
        self.aliases.clear();
        self.names.iter_mut().for_each(|name| name.has_alias = false);
        for (a, b) in pairs {
            self.aliases.insert(u64::from(a.min(b)) << 32 | u64::from(a.max(b)), ());
            for name in [a, b] {
                self.names[name as usize].has_alias = true;
            }
        }
    }

    /// Counts a birthday and an order of birth as a source wrote them, or takes
    /// them back.
    pub(crate) fn count_birth(&mut self, source: u16, birth: Option<Day>, order: u8, is_new: bool) {
        let step = |count: &mut u32, by: u32| *count = if is_new { *count + by } else { count.saturating_sub(by) };
        if let Some(birth) = birth {
            let year = birth.year() as usize;
            if self.born.len() <= year {
                self.born.resize(year + 1, 0);
            }
            step(&mut self.born[year], 1);
            step(&mut self.dated, 1);
        }
        let source = usize::from(source);
        if self.orders.len() <= source {
            self.orders.resize(source + 1, [0; 2]);
        }
        step(&mut self.orders[source][0], u32::from(order == 1));
        step(&mut self.orders[source][1], 1);
    }

    /// The last year in which more than the odd mistyped birthday lies:
    /// records that do not say when they were written are not older than that.
    pub(crate) fn youngest(&self) -> u32 {
        let mut later = 0;
        let is_reached = |count: &u32| {
            later += u64::from(*count);
            later * 1_000 > u64::from(self.dated)
        };
        self.born.iter().rev().position(is_reached).map_or(0, |place| (self.born.len() - 1 - place) as u32)
    }

    /// Whether a source writes that somebody was born first only where there
    /// is a second: it writes it of few.
    pub(crate) fn tells_first_of_several(&self, source: u16) -> bool {
        self.orders.get(usize::from(source)).is_some_and(|[first, all]| *all >= 100 && first * 10 < *all)
    }

    /// Whether the names sound the same.
    pub(crate) fn sounds_alike(&self, a: NameId, b: NameId) -> bool {
        let sound = self.parts(a).sound;
        sound != 0 && sound == self.parts(b).sound
    }
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Pool({} names, hidden)", self.names.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{Pool, Role};

    #[test]
    fn a_name_is_kept_once_and_counted() {
        let mut pool = Pool::new();
        let mut given = |text: &str| {
            let name = pool.given(text).name;
            pool.count(name, Role::Given, true);
            name
        };
        let one = given("Ella");
        assert_eq!(given("ELLA"), one);
        assert_ne!(given("Ellie"), one);
        assert_eq!(pool.keep(""), 0);
        assert_eq!(pool.counts[one as usize], [2, 0]);
        pool.count(one, Role::Given, false);
        assert_eq!((pool.counts[one as usize], pool.uses), ([1, 0], [2, 0]));
        assert_eq!(format!("{pool:?}"), "Pool(2 names, hidden)");
    }

    #[test]
    fn a_slip_is_much_rarer_than_the_name() {
        let mut pool = Pool::new();
        let mut many = |name: &str, times: u32| {
            let name = pool.given(name).name;
            (0..times).for_each(|_| pool.count(name, Role::Given, true));
            name
        };
        let (name, slip, other) = (many("Katherine", 40), many("Kathreine", 1), many("Kate", 30));
        assert!(pool.is_slip(name, slip));
        assert!(!pool.is_slip(name, other));
    }
}
