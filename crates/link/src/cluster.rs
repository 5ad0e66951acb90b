use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::agreement::{self, Pattern, compare};
use crate::blocking::{self, SkippedGroup};
use crate::clash::{Refusal, clash};
use crate::day::Day;
use crate::judge::Band;
use crate::multiple_birth;
use crate::pool::{NameId, Pool};
use crate::record::Record;
use crate::verdict::Verdicts;
use crate::weights::{BirthLevel, Level, Model, NumberLevel};

/// Two records that may be one person, by key, the smaller key first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The smaller key.
    pub a: u32,
    /// The larger key.
    pub b: u32,
    /// How much speaks for one person, as the binary logarithm of the odds,
    /// in thousandths.
    pub weight_milli: i32,
    /// What the pair deserves by itself: `Link` or `Review`.
    pub band: Band,
    /// How each field agrees.
    pub pattern: Pattern,
}

/// A pair that was not put together although it weighed enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refused {
    /// The smaller key.
    pub a: u32,
    /// The larger key.
    pub b: u32,
    /// Why.
    pub why: Refusal,
}

/// A pair of persons for somebody to look at: the two records that speak
/// loudest for them being one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Review {
    /// A record of the one.
    pub a: u32,
    /// A record of the other.
    pub b: u32,
    /// How much speaks for one person, in thousandths.
    pub weight_milli: i32,
    /// What keeps them apart for now, if more than the weight.
    pub why: Option<Refusal>,
}

/// What linking found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linked {
    /// The keys of the records looked at.
    pub keys: Vec<u32>,
    /// For each of them, its person: the smallest key of the person's
    /// records.
    pub clusters: Vec<u32>,
    /// Pairs in the bands `Link` and `Review`, by key.
    pub edges: Vec<Edge>,
    /// The pairs that put groups together, in that order: enough to make every
    /// person again, and what is worth writing down. Pairs that a person
    /// decided are not among them.
    pub joins: Vec<Edge>,
    /// Pairs that a rule or a person keeps apart, by key.
    pub refusals: Vec<Refused>,
    /// What a person should look at, heaviest first.
    pub reviews: Vec<Review>,
    /// Groups too large to compare.
    pub skipped_groups: Vec<SkippedGroup>,
}

/// Finds which records are one person.
#[must_use]
pub fn link(pool: &Pool, records: &[Record], verdicts: &Verdicts, model: &Model) -> Linked {
    let records: Vec<&Record> = records.iter().collect();
    link_all(pool, &records, verdicts, model, &|_| false)
}

/// As [`link`], leaving out keys that are too common in a wider set.
pub(crate) fn link_all(
    pool: &Pool,
    records: &[&Record],
    verdicts: &Verdicts,
    model: &Model,
    is_large: &(dyn Fn(u64) -> bool + Sync),
) -> Linked {
    let (pairs, skipped_groups) = blocking::pairs(pool, records, model.group_limit, is_large);
    let marked = multiple_birth::mark(pool, records);
    let mut scored: Vec<Scored> = pairs
        .into_par_iter()
        .filter_map(|(a, b)| {
            let pattern = compare(pool, records[a as usize], records[b as usize]);
            let band = model.band(pattern, marked[a as usize].max(marked[b as usize]));
            (band > Band::NoLink).then(|| Scored { a, b, weight_milli: model.total(pattern), band, pattern })
        })
        .collect();
    demote_doubtful(records, &mut scored);
    let print = |place: u32| (records[place as usize].fingerprint, records[place as usize].key);
    scored.par_sort_unstable_by_key(|pair| {
        let (one, two) = (print(pair.a), print(pair.b));
        (std::cmp::Reverse((pair.band, pair.weight_milli)), one.min(two), one.max(two))
    });
    let mut grouping = Grouping::new(pool, records, verdicts);
    grouping.obey(verdicts);
    grouping.join_best_first(&scored);
    let reviews = grouping.reviews(&scored);
    grouping.finish(&scored, reviews, skipped_groups)
}

/// A record without a date of birth that could be father or son is for a
/// person to decide: pairs that rest on the name alone fall back to review
/// where the record's namesakes have different birthdays.
fn demote_doubtful(records: &[&Record], scored: &mut [Scored]) {
    let is_undated = |pair: &Scored| BirthLevel::of(pair.pattern) == BirthLevel::Missing;
    let mut birthdays: HashMap<u32, BTreeSet<Day>> = HashMap::new();
    for pair in scored.iter().filter(|pair| is_undated(pair)) {
        for (undated, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            birthdays.entry(undated).or_default().extend(records[other as usize].birth);
        }
    }
    let is_doubtful = |place: u32| {
        let days = birthdays.get(&place).filter(|_| records[place as usize].birth.is_none());
        days.and_then(|days| days.first().zip(days.last())).is_some_and(|(first, last)| first.days_apart(*last) > 366)
    };
    for pair in scored.iter_mut().filter(|pair| is_undated(pair) && pair.band == Band::Link) {
        if NumberLevel::of(pair.pattern) != NumberLevel::Same && (is_doubtful(pair.a) || is_doubtful(pair.b)) {
            pair.band = Band::Review;
        }
    }
}

struct Scored {
    a: u32,
    b: u32,
    weight_milli: i32,
    band: Band,
    pattern: Pattern,
}

/// Records being put together, with what must stay apart.
struct Grouping<'a> {
    pool: &'a Pool,
    records: &'a [&'a Record],
    verdicts: &'a Verdicts,
    /// Open records that carry a sealed identity's number.
    quarantined: Vec<bool>,
    group_of: Vec<u32>,
    members: Vec<Vec<u32>>,
    /// Names and birth orders that a person said belong together.
    accepted: Vec<Vec<Accepted>>,
    refusals: BTreeSet<Refused>,
    joins: Vec<Edge>,
}

type Accepted = ((NameId, u8), (NameId, u8));

impl<'a> Grouping<'a> {
    fn new(pool: &'a Pool, records: &'a [&'a Record], verdicts: &'a Verdicts) -> Self {
        let sealed: BTreeSet<u64> = records
            .iter()
            .filter(|record| record.compartment != 0 && record.nhs != 0)
            .map(|record| record.nhs)
            .collect();
        let count = u32::try_from(records.len()).expect("fewer than four thousand million records");
        Self {
            pool,
            records,
            verdicts,
            quarantined: records.iter().map(|record| record.compartment == 0 && sealed.contains(&record.nhs)).collect(),
            group_of: (0..count).collect(),
            members: (0..count).map(|place| vec![place]).collect(),
            accepted: vec![Vec::new(); records.len()],
            refusals: BTreeSet::new(),
            joins: Vec::new(),
        }
    }

    fn obey(&mut self, verdicts: &Verdicts) {
        if verdicts.same_pairs().next().is_none() {
            return;
        }
        let places: HashMap<u32, u32> = (0..).zip(self.records).map(|(place, record)| (record.key, place)).collect();
        for (a, b) in verdicts.same_pairs() {
            if let (Some(a), Some(b)) = (places.get(&a), places.get(&b)) {
                let traits =
                    |place: u32| (self.records[place as usize].given, self.records[place as usize].birth_order);
                let accepted = (traits(*a), traits(*b));
                self.accepted[self.group_of[*a as usize] as usize].push(accepted);
                self.join(*a, *b);
            }
        }
    }

    fn join_best_first(&mut self, scored: &[Scored]) {
        for pair in scored {
            if pair.band == Band::Link {
                if self.join(pair.a, pair.b) {
                    self.joins.push(self.edge(pair));
                }
            } else if NumberLevel::of(pair.pattern) == NumberLevel::Same
                && let Some(why) = self.clash(pair.a, pair.b, &[])
            {
                self.refuse(pair.a, pair.b, why);
            }
        }
    }

    fn refuse(&mut self, a: u32, b: u32, why: Refusal) {
        let (a, b) = (self.records[a as usize].key, self.records[b as usize].key);
        self.refusals.insert(Refused { a: a.min(b), b: a.max(b), why });
    }

    fn edge(&self, pair: &Scored) -> Edge {
        let (a, b) = (self.records[pair.a as usize].key, self.records[pair.b as usize].key);
        Edge { a: a.min(b), b: a.max(b), weight_milli: pair.weight_milli, band: pair.band, pattern: pair.pattern }
    }

    /// Puts the groups of two records together; says whether that was new.
    fn join(&mut self, a: u32, b: u32) -> bool {
        let (left, right) = (self.group_of[a as usize], self.group_of[b as usize]);
        if left == right {
            return false;
        }
        if let Some(why) = self.clash_of_groups(left, right) {
            self.refuse(a, b, why);
            return false;
        }
        let (keep, empty) = if self.members[left as usize].len() < self.members[right as usize].len() {
            (right, left)
        } else {
            (left, right)
        };
        let moved = std::mem::take(&mut self.members[empty as usize]);
        for place in &moved {
            self.group_of[*place as usize] = keep;
        }
        self.members[keep as usize].extend(moved);
        let accepted = std::mem::take(&mut self.accepted[empty as usize]);
        self.accepted[keep as usize].extend(accepted);
        true
    }

    /// The gravest reason among all members of two groups.
    fn clash_of_groups(&self, left: u32, right: u32) -> Option<Refusal> {
        let accepted = [self.accepted[left as usize].as_slice(), self.accepted[right as usize].as_slice()].concat();
        let (left, right) = (&self.members[left as usize], &self.members[right as usize]);
        let both: Vec<u32> = left.iter().chain(right).copied().collect();
        let clashes =
            left.iter().flat_map(|a| right.iter().filter_map(|b| Some((*a, *b, self.clash(*a, *b, &accepted)?))));
        clashes
            .filter(|(a, b, why)| !(*why == Refusal::TwoForenames && self.is_attested(*a, *b, &both)))
            .map(|(_, _, why)| why)
            .min()
    }

    /// Whether a member shows that both first names are used for one person.
    fn is_attested(&self, a: u32, b: u32, members: &[u32]) -> bool {
        let (a, b) = (self.records[a as usize], self.records[b as usize]);
        members
            .iter()
            .map(|place| self.records[*place as usize])
            .any(|member| agreement::is_one_name(self.pool, a, member) && agreement::is_one_name(self.pool, b, member))
    }

    fn clash(&self, a: u32, b: u32, accepted: &[Accepted]) -> Option<Refusal> {
        if self.quarantined[a as usize] || self.quarantined[b as usize] {
            return Some(Refusal::Sealed);
        }
        let (a, b) = (self.records[a as usize], self.records[b as usize]);
        let why = clash(self.pool, a, b, self.verdicts)?;
        let is_accepted = |pair: &Accepted| {
            let (one, two) = ((a.given, a.birth_order), (b.given, b.birth_order));
            *pair == (one, two) || *pair == (two, one)
        };
        (!(why.yields_to_people() && accepted.iter().any(is_accepted))).then_some(why)
    }

    /// The best pair between any two groups that a person should look at.
    fn reviews(&self, scored: &[Scored]) -> Vec<Review> {
        let mut best: BTreeMap<(u32, u32), Review> = BTreeMap::new();
        for pair in scored {
            let (left, right) = (self.group_of[pair.a as usize], self.group_of[pair.b as usize]);
            let between = (left.min(right), left.max(right));
            if left == right || best.contains_key(&between) {
                continue;
            }
            let has_same_number = NumberLevel::of(pair.pattern) == NumberLevel::Same;
            let why = self.clash_of_groups(left, right);
            let is_for_people = match why {
                None => true,
                Some(Refusal::TwoNumbers) => pair.band == Band::Link,
                Some(why) => why.yields_to_people() && (pair.band == Band::Link || has_same_number),
            };
            if is_for_people {
                let (a, b) = (self.records[pair.a as usize].key, self.records[pair.b as usize].key);
                best.insert(between, Review { a: a.min(b), b: a.max(b), weight_milli: pair.weight_milli, why });
            }
        }
        let mut reviews: Vec<Review> = best.into_values().collect();
        reviews.sort_unstable_by_key(|review| (std::cmp::Reverse(review.weight_milli), review.a, review.b));
        reviews
    }

    fn finish(self, scored: &[Scored], reviews: Vec<Review>, skipped_groups: Vec<SkippedGroup>) -> Linked {
        let key = |place: u32| self.records[place as usize].key;
        let mut clusters = vec![0; self.records.len()];
        for members in &self.members {
            let smallest = members.iter().map(|place| key(*place)).min().unwrap_or(0);
            for place in members {
                clusters[*place as usize] = smallest;
            }
        }
        let mut edges: Vec<Edge> = scored.iter().map(|pair| self.edge(pair)).collect();
        edges.par_sort_unstable_by_key(|edge| (edge.a, edge.b));
        Linked {
            keys: self.records.iter().map(|record| record.key).collect(),
            clusters,
            edges,
            joins: self.joins,
            refusals: self.refusals.into_iter().collect(),
            reviews,
            skipped_groups,
        }
    }
}
