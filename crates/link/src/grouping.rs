//! Records being put together, with what must stay apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement;
use crate::clash::{Refusal, clash};
use crate::cluster::{Edge, Refused, Review};
use crate::fast::FastMap;
use crate::judge::Band;
use crate::multiple_birth::Twin;
use crate::pool::{NameId, Pool};
use crate::record::Record;
use crate::scored::Scored;
use crate::verdict::Verdicts;
use crate::weights::{GivenLevel, Level, NumberLevel};

/// Names and birth orders that a person said belong together.
type Accepted = ((NameId, u8), (NameId, u8));

/// Groups of records. The members of a group form a ring.
pub(crate) struct Grouping<'a> {
    pub(crate) pool: &'a Pool,
    pub(crate) records: &'a [Record],
    verdicts: &'a Verdicts,
    /// For each record, what speaks for a twin beside it.
    marked: &'a [Twin],
    /// Numbers of sealed identities: open records that carry one join nobody.
    sealed: BTreeSet<u64>,
    group_of: Vec<u32>,
    next: Vec<u32>,
    sizes: Vec<u32>,
    accepted: FastMap<u32, Vec<Accepted>>,
    refusals: BTreeSet<Refused>,
    pub(crate) joins: Vec<Edge>,
}

impl<'a> Grouping<'a> {
    pub(crate) fn new(pool: &'a Pool, records: &'a [Record], verdicts: &'a Verdicts, marked: &'a [Twin]) -> Self {
        let is_sealed = |record: &&Record| record.has_extras() && record.extras(pool).compartment != 0;
        let sealed = records.iter().filter(is_sealed).map(|record| record.nhs()).filter(|nhs| *nhs != 0).collect();
        let count = u32::try_from(records.len()).expect("fewer than four thousand million records");
        Self {
            pool,
            records,
            verdicts,
            marked,
            sealed,
            group_of: (0..count).collect(),
            next: (0..count).collect(),
            sizes: vec![1; records.len()],
            accepted: FastMap::default(),
            refusals: BTreeSet::new(),
            joins: Vec::new(),
        }
    }

    /// The group of a record.
    pub(crate) fn group(&self, place: u32) -> u32 {
        self.group_of[place as usize]
    }

    /// The records of a group.
    pub(crate) fn members(&self, group: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let mut at = Some(group);
        std::iter::from_fn(move || {
            let here = at?;
            let next = self.next[here as usize];
            at = (next != group).then_some(next);
            Some(here)
        })
    }

    /// How many records a group has.
    pub(crate) fn size(&self, group: u32) -> u32 {
        self.sizes[group as usize]
    }

    /// The records that people said are one person, by place.
    pub(crate) fn told_same(&self) -> Vec<(u32, u32)> {
        if self.verdicts.same_pairs().next().is_none() {
            return Vec::new();
        }
        let places: FastMap<u32, u32> = (0..).zip(self.records).map(|(place, record)| (record.key, place)).collect();
        self.verdicts.same_pairs().filter_map(|(a, b)| Some((*places.get(&a)?, *places.get(&b)?))).collect()
    }

    /// Puts together what people said is one person.
    pub(crate) fn obey(&mut self, told: &[(u32, u32)]) {
        for (a, b) in told {
            let traits = |place: u32| {
                let record = &self.records[place as usize];
                (record.given, record.birth_order())
            };
            let accepted = (traits(*a), traits(*b));
            self.accepted.entry(self.group(*a)).or_default().push(accepted);
            self.join(*a, *b);
        }
    }

    /// Joins the next pair of a bundle, if it deserves it by itself.
    pub(crate) fn join_next(&mut self, pair: &Scored) {
        if pair.band() == Band::Link {
            if self.join(pair.a, pair.b) {
                self.joins.push(self.edge(pair));
            }
        } else if NumberLevel::of(pair.pattern) == NumberLevel::Same
            && let Some(why) = self.clash(pair.a, pair.b, &[])
        {
            self.refuse(pair.a, pair.b, why);
        }
    }

    /// Keeps together what was joined before and weighs no less than this; a
    /// person should look at it.
    pub(crate) fn hold(&mut self, bundle: &[Scored], break_milli: i32, held: &mut Vec<Review>) {
        for pair in bundle.iter().filter(|pair| pair.is_held() && pair.weight_milli() >= break_milli) {
            if self.join(pair.a, pair.b) {
                self.keep(pair, held);
            }
        }
    }

    /// Writes a join down that holds only because there was one before.
    pub(crate) fn keep(&mut self, pair: &Scored, held: &mut Vec<Review>) {
        self.joins.push(self.edge(pair));
        held.push(self.asked(pair, None));
    }

    fn asked(&self, pair: &Scored, why: Option<Refusal>) -> Review {
        let Edge { a, b, weight_milli, pattern, .. } = self.edge(pair);
        Review { a, b, weight_milli, why, pattern }
    }

    fn refuse(&mut self, a: u32, b: u32, why: Refusal) {
        let (a, b) = (self.records[a as usize].key, self.records[b as usize].key);
        self.refusals.insert(Refused { a: a.min(b), b: a.max(b), why });
    }

    pub(crate) fn edge(&self, pair: &Scored) -> Edge {
        pair.edge(|place| self.records[place as usize].key)
    }

    /// Puts the groups of two records together; says whether that was new.
    pub(crate) fn join(&mut self, a: u32, b: u32) -> bool {
        let (left, right) = (self.group(a), self.group(b));
        if left == right {
            return false;
        }
        if let Some(why) = self.clash_of_groups(left, right) {
            self.refuse(a, b, why);
            return false;
        }
        let (keep, empty) = if self.size(left) < self.size(right) { (right, left) } else { (left, right) };
        let mut at = empty;
        loop {
            self.group_of[at as usize] = keep;
            at = self.next[at as usize];
            if at == empty {
                break;
            }
        }
        self.next.swap(keep as usize, empty as usize);
        self.sizes[keep as usize] += self.sizes[empty as usize];
        if let Some(accepted) = self.accepted.remove(&empty) {
            self.accepted.entry(keep).or_default().extend(accepted);
        }
        true
    }

    /// The gravest reason among all members of two groups.
    pub(crate) fn clash_of_groups(&self, left: u32, right: u32) -> Option<Refusal> {
        let none = Vec::new();
        let of = |group: u32| self.accepted.get(&group).unwrap_or(&none).as_slice();
        let accepted = [of(left), of(right)].concat();
        let mut gravest: Option<Refusal> = None;
        for a in self.members(left) {
            for b in self.members(right) {
                let Some(why) = self.clash(a, b, &accepted) else { continue };
                let is_grave = gravest.is_none_or(|held| why < held);
                let is_attested = || !self.may_be_the_others_name(a, b) && self.is_attested((a, b), (left, right));
                if is_grave && !(why == Refusal::TwoForenames && is_attested()) {
                    gravest = Some(why);
                }
            }
        }
        gravest
    }

    /// Whether a member shows that both first names are used for one person.
    fn is_attested(&self, (a, b): (u32, u32), (left, right): (u32, u32)) -> bool {
        let (a, b) = (&self.records[a as usize], &self.records[b as usize]);
        self.members(left)
            .chain(self.members(right))
            .map(|place| &self.records[place as usize])
            .any(|member| agreement::is_one_name(self.pool, a, member) && agreement::is_one_name(self.pool, b, member))
    }

    /// Whether the record is open and carries the number of a sealed identity:
    /// it joins nothing but what its own source says again, word for word.
    fn is_quarantined(&self, record: &Record) -> bool {
        !self.sealed.is_empty() && record.extras(self.pool).compartment == 0 && self.sealed.contains(&record.nhs())
    }

    /// Beside a twin, two first names that are only alike are two children:
    /// a record without a name must not bring them together.
    fn are_twins(&self, a: u32, b: u32) -> bool {
        if !self.have_twins(a, b) {
            return self.begin_otherwise(a, b);
        }
        let are_alike = || {
            let (a, b) = (&self.records[a as usize], &self.records[b as usize]);
            matches!(agreement::given(self.pool, a, b), GivenLevel::Alike | GivenLevel::Somewhat)
                && !agreement::is_exchanged(self.pool, a, b)
        };
        are_alike() || self.may_be_the_others_name(a, b)
    }

    /// Jayden is not Hayden where either has a twin, whatever birthday was
    /// written for the one: nobody slips on the first letter.
    fn begin_otherwise(&self, a: u32, b: u32) -> bool {
        if self.marked[a as usize].max(self.marked[b as usize]) < Twin::Certain {
            return false;
        }
        let (a, b) = (&self.records[a as usize], &self.records[b as usize]);
        let is_one_place = a.birth_order() != 0 && a.birth_order() == b.birth_order();
        !is_one_place
            && !self.pool.begin_alike(a.given, b.given)
            && matches!(agreement::given(self.pool, a, b), GivenLevel::Slip | GivenLevel::Alike | GivenLevel::Somewhat)
            && !self.verdicts.is_same(a.key, b.key)
    }

    /// Whether two records of one birthday have two first names, a twin
    /// stands beside both, and nobody said that they are one.
    fn have_twins(&self, a: u32, b: u32) -> bool {
        if self.marked[a as usize] < Twin::Certain || self.marked[b as usize] < Twin::Certain {
            return false;
        }
        let (a, b) = (&self.records[a as usize], &self.records[b as usize]);
        a.given != b.given && a.birth.is_some() && a.birth == b.birth && !self.verdicts.is_same(a.key, b.key)
    }

    /// Whether the name that would stand for the other one's may be the twin's
    /// very name: beside a Theo another Theo is not Teddy. The same place in
    /// the birth shows that it is one child all the same.
    fn may_be_the_others_name(&self, a: u32, b: u32) -> bool {
        if self.begin_otherwise(a, b) {
            return true;
        }
        if !self.have_twins(a, b) {
            return false;
        }
        let is_of_two = [a, b].iter().any(|place| self.marked[*place as usize] == Twin::NameOfTwo);
        let (a, b) = (&self.records[a as usize], &self.records[b as usize]);
        let is_one_place = a.birth_order() != 0 && a.birth_order() == b.birth_order();
        if is_one_place {
            return false;
        }
        match agreement::given(self.pool, a, b) {
            GivenLevel::Alias | GivenLevel::Initial => is_of_two,
            // Nobody slips the same way twice.
            GivenLevel::Slip => is_of_two,
            // A child may go by a middle name that is the twin's first name. But where first and family name have
            // changed places, the middle name is not the first.
            GivenLevel::Other => {
                let has_same_number = agreement::number(a, b) == NumberLevel::Same;
                (is_of_two && !has_same_number) || a.given == b.family || b.given == a.family
            }
            _ => false,
        }
    }

    fn clash(&self, a: u32, b: u32, accepted: &[Accepted]) -> Option<Refusal> {
        let are_twins = self.are_twins(a, b);
        let (a, b) = (&self.records[a as usize], &self.records[b as usize]);
        if (self.is_quarantined(a) || self.is_quarantined(b)) && !is_said_twice(a, b) {
            return Some(Refusal::Sealed);
        }
        let why = clash(self.pool, a, b, self.verdicts).or(are_twins.then_some(Refusal::TwoForenames))?;
        let is_accepted = |pair: &Accepted| {
            let (one, two) = ((a.given, a.birth_order()), (b.given, b.birth_order()));
            *pair == (one, two) || *pair == (two, one)
        };
        (!(why.yields_to_people() && accepted.iter().any(is_accepted))).then_some(why)
    }

    /// The best pair of a bundle between any two groups that a person should
    /// look at.
    pub(crate) fn review(&self, bundle: &[Scored], reviews: &mut Vec<Review>) {
        let mut best: BTreeMap<(u32, u32), Option<Review>> = BTreeMap::new();
        for pair in bundle.iter().filter(|pair| pair.band() > Band::NoLink) {
            let (left, right) = (self.group(pair.a), self.group(pair.b));
            let between = (left.min(right), left.max(right));
            if left == right || best.get(&between).is_some_and(Option::is_some) {
                continue;
            }
            let has_same_number = NumberLevel::of(pair.pattern) == NumberLevel::Same;
            let why = self.clash_of_groups(left, right);
            let is_for_people = match why {
                None => true,
                Some(Refusal::TwoNumbers) => pair.band() == Band::Link,
                Some(why) => why.yields_to_people() && (pair.band() == Band::Link || has_same_number),
            };
            best.insert(between, is_for_people.then(|| self.asked(pair, why)));
        }
        reviews.extend(best.into_values().flatten());
    }

    /// Each record's person, and what was kept apart.
    pub(crate) fn finish(self) -> (Vec<u32>, Vec<Edge>, Vec<Refused>) {
        let mut smallest: Vec<u32> = vec![u32::MAX; self.records.len()];
        for (group, record) in self.group_of.iter().zip(self.records) {
            let held = &mut smallest[*group as usize];
            *held = (*held).min(record.key);
        }
        let clusters = self.group_of.iter().map(|group| smallest[*group as usize]).collect();
        (clusters, self.joins, self.refusals.into_iter().collect())
    }
}

/// Whether one source says the same of somebody twice: number, names and
/// birthday.
fn is_said_twice(a: &Record, b: &Record) -> bool {
    let said = |record: &Record| (record.source(), record.nhs(), record.given, record.family, record.birth);
    said(a) == said(b)
}
