//! What one pair costs when nearly everything is compared, and what one look
//! and one change cost in an index of 600,000 records. Processor time, so that
//! a busy machine tells the same; looks by the clock.
//!
//! `cargo bench -p kith-link`; a number after `--` divides the sizes.

use std::io::Write as _;
use std::time::Instant;

use kith_link::{Day, Index, Model, ParentInput, Pool, RecordInput, Verdicts, by_birth, link_learning};

/// Numbers that look drawn by lot, the same in every run.
struct Lot(u64);

impl Lot {
    fn draw(&mut self, of: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % of
    }

    fn word(&mut self, of: u64) -> String {
        let parts =
            ["ba", "che", "dor", "el", "fin", "gra", "hu", "is", "jo", "kel", "lam", "mor", "na", "ros", "ti", "wen"];
        let pick = self.draw(of);
        (0..3).map(|turn| parts[(pick.wrapping_mul(2_654_435_761) >> (turn * 7) & 15) as usize]).collect()
    }
}

struct Held {
    given: String,
    family: String,
    birth: Option<Day>,
    address: String,
    postcode: String,
}

impl Held {
    fn draw(lot: &mut Lot) -> Self {
        let birth = Day::new(1930 + lot.draw(90) as i16, 1 + lot.draw(12) as u8, 1 + lot.draw(28) as u8);
        let (number, street, town) = (1 + lot.draw(150), lot.word(2_000), lot.word(60));
        let postcode = format!("LX{} {}AB", 1 + lot.draw(20), 100 + lot.draw(800));
        Self {
            given: lot.word(500),
            family: lot.word(4_000),
            birth,
            address: format!("{number} {street} Road {town}"),
            postcode,
        }
    }

    /// The same person as another system writes it.
    fn again(&self, lot: &mut Lot) -> Self {
        let other = Self::draw(lot);
        let mut turn = |mine: &String, other: String| if lot.draw(8) == 0 { other } else { mine.clone() };
        Self {
            given: turn(&self.given, other.given),
            family: turn(&self.family, other.family),
            address: turn(&self.address, other.address),
            postcode: turn(&self.postcode, other.postcode),
            birth: if lot.draw(8) == 0 { other.birth } else { self.birth },
        }
    }

    fn input(&self, source: u16) -> RecordInput<'_> {
        RecordInput {
            source,
            given: &self.given,
            family: &self.family,
            birth: self.birth,
            address: &self.address,
            postcode: &self.postcode,
            ..RecordInput::default()
        }
    }
}

/// Processor seconds of this process so far, where the system tells them.
fn spent() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let ticks = stat.rsplit(')').next()?.split(' ').skip(12).take(2);
    let ticks: f64 = ticks.map(|ticks| ticks.parse::<f64>().unwrap_or(0.0)).sum();
    Some(ticks / 100.0)
}

fn main() -> std::io::Result<()> {
    let less = std::env::args().filter_map(|word| word.parse::<usize>().ok()).next().unwrap_or(1).max(1);
    let mut out = std::io::stdout();
    let mut lot = Lot(88_172_645_463_325_252);

    let mut pool = Pool::new();
    let mut records = Vec::new();
    for key in 0..(120_000 / less) as u32 {
        // A crowd: some 80 records share each name and postcode, each name and
        // telephone, each mother.
        let one = Held::draw(&mut lot);
        let (given, mother) = (lot.word(40), lot.word(80));
        let (postcode, telephone) = (format!("LX{} 1AB", lot.draw(40)), format!("077009{:05}", lot.draw(40)));
        let mother_birth = Day::new(1990, 1 + lot.draw(6) as u8, 1 + lot.draw(4) as u8);
        let input = RecordInput {
            given: &given,
            postcode: &postcode,
            telephone: &telephone,
            nhs: (lot.draw(3) > 0).then_some(9_990_000_000 + u64::from(key) / 2),
            mother: ParentInput { given: &mother, birth: mother_birth, ..ParentInput::default() },
            ..one.input(key as u16 % 19)
        };
        records.push(pool.record(key, &input));
    }
    let (began, clock) = (spent(), Instant::now());
    let records = by_birth(records);
    let (linked, _) = link_learning(&pool, &records, &Verdicts::default(), &Model::starting(), &|_, _, _| {});
    let took = spent().zip(began).map_or(clock.elapsed().as_secs_f64(), |(end, start)| end - start);
    let pairs = linked.compared as f64;
    writeln!(
        out,
        "{} records, {pairs} pairs: {took:.2} s, {:.0} ns a pair, all in",
        records.len(),
        took * 1e9 / pairs
    )?;
    drop((records, pool, linked));

    let mut index = Index::new();
    let people: Vec<Held> = (0..300_000 / less).map(|_| Held::draw(&mut lot)).collect();
    for (source, one) in people.iter().enumerate() {
        index.add(&one.input((source % 19) as u16));
        index.add(&one.again(&mut lot).input((source % 17) as u16));
    }
    let model = Model::starting();
    let mut looks = Vec::new();
    for _ in 0..20_000 {
        let asked = people[lot.draw(people.len() as u64) as usize].again(&mut lot);
        let clock = Instant::now();
        let record = index.record(&asked.input(3));
        let found = index.candidates(&record, &model);
        looks.push(clock.elapsed().as_secs_f64() * 1e6);
        assert!(found.len() <= index.len(), "more candidates than records");
    }
    tell(&mut out, "a look", &mut looks)?;
    let mut changes = Vec::new();
    for _ in 0..5_000 {
        let key = lot.draw(index.len() as u64) as u32;
        let said = people[key as usize / 2].again(&mut lot);
        let clock = Instant::now();
        index.replace(key, &said.input(5));
        let linked = index.link_touched([key], &Verdicts::default(), &model);
        changes.push(clock.elapsed().as_secs_f64() * 1e6);
        assert!(linked.keys.contains(&key), "the changed record is matched again");
    }
    tell(&mut out, "a record changed and matched again", &mut changes)
}

fn tell(out: &mut impl std::io::Write, what: &str, took: &mut [f64]) -> std::io::Result<()> {
    took.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
    writeln!(out, "{what}: {:.1} microseconds in the middle, {:.1} for 99 of 100", at(0.5), at(0.99))
}
