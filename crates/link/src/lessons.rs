//! Labelled patterns laid out to be learnt from, round after round.
//!
//! A pattern is what two records say of the person and what they say of the
//! home; there are few of either, and many patterns put together of them. So
//! what a round adds up is added up by half, and spread over the weights of
//! the half once.

use crate::agreement::Pattern;
use crate::fast::FastMap;
use crate::together;
use crate::weights::{FIELDS, Field, MOST_LEVELS};

/// The place of what all patterns have.
pub(crate) const BIAS: usize = FIELDS * MOST_LEVELS;
/// Places of weights: every level of every field, what all patterns have, and
/// every combination.
pub(crate) const SIZE: usize = BIAS + 1 + together::COUNT;
/// A column fits in eight bits, so that a row of this length has every one.
pub(crate) const ROW: usize = 256;
const _: () = assert!(SIZE <= ROW, "every weight has a column");
/// Sums of pairs of weights; only those not right of the diagonal count.
pub(crate) type Rows = Vec<[f64; ROW]>;

/// The first field of the home.
const HOME: usize = Field::Place as usize;
/// Most weights that a half uses.
const MOST_USED: usize = HOME + 1;
const _: () = assert!(FIELDS - HOME < MOST_USED, "the home is the smaller half");

/// How often records of one person carry two valid numbers, and how often
/// records of two people carry one.
pub(crate) struct Mistakes {
    pub(crate) wrong: f64,
    pub(crate) shared: f64,
}

/// A pattern by the number of its person's half, how often it was seen, and
/// whether numbers say that its pairs are one person.
struct Lesson {
    person: u32,
    is_one: bool,
    count: f64,
}

/// The columns of the weights that a half uses, in rising order.
#[derive(Clone, Copy, Default)]
struct Used {
    columns: [u8; MOST_USED],
    count: u8,
}

/// What a round adds up for a half: how far off it is, and how sure.
#[derive(Clone, Copy, Default)]
struct Sums {
    miss: f64,
    curve: f64,
}

/// Labelled patterns.
pub(crate) struct Lessons {
    /// The places of weights that some pattern uses, by column, those of the
    /// person first: what none shows stays where it started.
    pub(crate) shown: Vec<usize>,
    /// How many of the columns are of the person.
    of_persons: usize,
    persons: Vec<Used>,
    /// The homes, and where the patterns of each end.
    homes: Vec<(Used, usize)>,
    lessons: Vec<Lesson>,
}

impl Lessons {
    /// Patterns in rising order, each with how often it was seen and whether
    /// its pairs are one person. The number itself is left out: it is the
    /// teacher.
    pub(crate) fn of(seen: impl Iterator<Item = (Pattern, f64, bool)>) -> Self {
        let mut persons: Vec<Vec<usize>> = Vec::new();
        let mut homes: Vec<(Vec<usize>, usize)> = Vec::new();
        let mut lessons: Vec<Lesson> = Vec::new();
        let mut numbers: FastMap<u64, u32> = FastMap::default();
        let mut lately = None;
        for (pattern, count, is_one) in seen {
            let [person, home] = halves(pattern);
            if lately != Some(home) {
                homes.push((places_of_home(pattern), 0));
                lately = Some(home);
            }
            let person = *numbers.entry(person).or_insert_with(|| {
                persons.push(places_of_person(pattern));
                persons.len() as u32 - 1
            });
            lessons.push(Lesson { person, is_one, count });
            if let Some((_, end)) = homes.last_mut() {
                *end = lessons.len();
            }
        }
        let shown_by = |used: &mut dyn Iterator<Item = &Vec<usize>>| {
            let mut is_shown = [false; SIZE];
            used.flatten().for_each(|place| is_shown[*place] = true);
            (0..SIZE).filter(|place| is_shown[*place]).collect::<Vec<usize>>()
        };
        let mut shown = shown_by(&mut persons.iter());
        let of_persons = shown.len();
        shown.extend(shown_by(&mut homes.iter().map(|(used, _)| used)));
        let mut columns = [0_u8; SIZE];
        (0_u8..=u8::MAX).zip(&shown).for_each(|(at, place)| columns[*place] = at);
        Self {
            of_persons,
            persons: persons.iter().map(|places| Used::of(places, &columns)).collect(),
            homes: homes.iter().map(|(places, end)| (Used::of(places, &columns), *end)).collect(),
            lessons,
            shown,
        }
    }

    /// Adds what the patterns say of weights that are held, by column: into
    /// which direction each should go, and how fast that changes.
    pub(crate) fn add(&self, held: &[f64; ROW], mistakes: &Mistakes, slope: &mut [f64; ROW], bend: &mut Rows) {
        let mut persons: Vec<(f64, Sums)> = self.persons.iter().map(|used| (used.sum(held), Sums::default())).collect();
        let mut begins = 0;
        for (home, end) in &self.homes {
            let (of_home, mut sums, mut beside) = (home.sum(held), Sums::default(), [0.0; ROW]);
            for lesson in &self.lessons[begins..*end] {
                let (of_person, of) = &mut persons[lesson.person as usize];
                let (miss, curve) = lesson.pull(*of_person + of_home, mistakes);
                of.miss += miss;
                of.curve += curve;
                sums.miss += miss;
                sums.curve += curve;
                for column in self.persons[lesson.person as usize].columns() {
                    beside[usize::from(*column)] += curve;
                }
            }
            begins = *end;
            home.spread(sums, slope, bend);
            for column in home.columns() {
                let row = &mut bend[usize::from(*column)][..self.of_persons];
                row.iter_mut().zip(&beside).for_each(|(row, beside)| *row += beside);
            }
        }
        for (used, (_, sums)) in self.persons.iter().zip(persons) {
            used.spread(sums, slope, bend);
        }
    }
}

impl Lesson {
    /// How far off weights of this sum are, and how sure, as often as the
    /// pattern was seen.
    fn pull(&self, sum: f64, Mistakes { wrong, shared }: &Mistakes) -> (f64, f64) {
        let likely = 1.0 / (1.0 + (-sum).exp());
        let told = if self.is_one {
            likely * (1.0 - wrong) / (likely * (1.0 - wrong) + (1.0 - likely) * shared)
        } else {
            likely * wrong / (likely * wrong + (1.0 - likely) * (1.0 - shared))
        };
        (self.count * (told - likely), self.count * (likely * (1.0 - likely)).max(1e-6))
    }
}

impl Used {
    fn of(places: &[usize], columns: &[u8; SIZE]) -> Self {
        let mut used = Self { columns: [0; MOST_USED], count: places.len() as u8 };
        used.columns.iter_mut().zip(places).for_each(|(into, place)| *into = columns[*place]);
        used.columns[..places.len()].sort_unstable();
        used
    }

    fn columns(&self) -> &[u8] {
        &self.columns[..usize::from(self.count)]
    }

    fn sum(&self, held: &[f64; ROW]) -> f64 {
        self.columns().iter().map(|column| held[usize::from(*column)]).sum()
    }

    fn spread(&self, sums: Sums, slope: &mut [f64; ROW], bend: &mut Rows) {
        for (count, a) in self.columns().iter().enumerate() {
            slope[usize::from(*a)] += sums.miss;
            let row = &mut bend[usize::from(*a)];
            for b in &self.columns()[..=count] {
                row[usize::from(*b)] += sums.curve;
            }
        }
    }
}

/// A pattern in two: what is said of the person, without the number, and what
/// of the home.
fn halves(pattern: Pattern) -> [u64; 2] {
    let (bits, first) = (pattern.as_u64(), 4 * HOME);
    [(bits & ((1 << first) - 1)) >> 4, bits >> first]
}

fn places_of_person(pattern: Pattern) -> Vec<usize> {
    let named = together::of(pattern).0.map(|named| BIAS + 1 + named);
    of_fields(pattern, 1..HOME).chain([BIAS]).chain(named).collect()
}

fn places_of_home(pattern: Pattern) -> Vec<usize> {
    of_fields(pattern, HOME..FIELDS).chain([BIAS + 1 + together::of(pattern).1]).collect()
}

/// The places of what some fields of a pattern weigh; nothing that could not
/// be compared has a weight.
fn of_fields(pattern: Pattern, fields: std::ops::Range<usize>) -> impl Iterator<Item = usize> {
    let place = move |field: usize| match usize::from(pattern.level(Field::ALL[field])) {
        0 => None,
        level => Some(field * MOST_LEVELS + level),
    };
    fields.filter_map(place)
}

#[cfg(test)]
mod tests {
    use super::{BIAS, Lesson, Lessons, Mistakes, ROW, Rows, places_of_home, places_of_person};
    use crate::agreement::Pattern;
    use crate::pool::mix;
    use crate::weights::{Field, NumberLevel};

    #[test]
    fn what_is_added_up_by_half_is_what_every_pattern_says_by_itself() {
        let mistakes = Mistakes { wrong: 0.015, shared: 0.002 };
        let pattern = |number: u64| {
            let level = |field: &Field, turn| (mix(turn, number) % field.levels().len() as u64) as u8;
            let of_all = Field::ALL.iter().zip(0..);
            of_all.fold(Pattern::default(), |pattern, (field, turn)| pattern.with_level(*field, level(field, turn)))
        };
        let mut seen: Vec<(Pattern, f64, bool)> = (0..3_000)
            .map(|number| {
                let is_one = number % 3 == 0;
                let number_level = if is_one { NumberLevel::Same } else { NumberLevel::Different };
                let pattern = pattern(number).with_level(Field::Number, number_level as u8);
                (pattern, (1 + number % 90) as f64, is_one)
            })
            .collect();
        seen.sort_unstable_by_key(|(pattern, ..)| *pattern);
        let lessons = Lessons::of(seen.iter().copied());
        assert!(lessons.persons.len() < seen.len() && lessons.shown.contains(&BIAS));
        let held: [f64; ROW] = std::array::from_fn(|column| (mix(50, column as u64) % 1_000) as f64 / 500.0 - 1.0);
        let (mut slope, mut bend): ([f64; ROW], Rows) = ([0.0; ROW], vec![[0.0; ROW]; lessons.shown.len()]);
        lessons.add(&held, &mistakes, &mut slope, &mut bend);
        let (mut plain_slope, mut plain): ([f64; ROW], Rows) = ([0.0; ROW], vec![[0.0; ROW]; lessons.shown.len()]);
        for (pattern, count, is_one) in seen {
            let column = |place: &usize| lessons.shown.iter().position(|shown| shown == place).expect("a column");
            let places = [places_of_person(pattern), places_of_home(pattern)].concat();
            let columns: Vec<usize> = places.iter().map(column).collect();
            let sum = columns.iter().map(|column| held[*column]).sum();
            let (miss, curve) = Lesson { person: 0, is_one, count }.pull(sum, &mistakes);
            for a in &columns {
                plain_slope[*a] += miss;
                columns.iter().for_each(|b| plain[*a][*b] += curve);
            }
        }
        let is_near = |one: f64, two: f64| (one - two).abs() <= 1e-9 * (1.0 + one.abs());
        for row in 0..lessons.shown.len() {
            assert!(is_near(slope[row], plain_slope[row]), "{row}");
            assert!((0..=row).all(|column| is_near(bend[row][column], plain[row][column])), "{row}");
        }
    }
}
