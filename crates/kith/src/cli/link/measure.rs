//! `kith link measure`: how near what was found is to the truth.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use kith_link::plain_letters;

use crate::cli::exit;

/// Compare persons that were found with the truth.
#[derive(Debug, clap::Args)]
pub(crate) struct Measure {
    /// What `kith link run` wrote: record_id,cluster_id.
    #[arg(long)]
    clusters: PathBuf,
    /// The truth: record_id,person, and if known twin_set and name_group.
    #[arg(long)]
    truth: PathBuf,
    /// The records, to see whether twins were merged against what they say.
    #[arg(long)]
    input: Option<PathBuf>,
}

/// What is true of a record.
struct Truth {
    person: String,
    twin_set: String,
    group: String,
}

/// One record: the person found, the truth.
type Row<'a> = (&'a str, &'a str, &'a Truth);

impl Measure {
    /// Prints precision, recall and F1 of the pairs, B-cubed, and what became
    /// of twins and of each group of names.
    ///
    /// # Errors
    /// When a file cannot be read or the two do not name the same records.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let (found, truth) = (read(&self.clusters)?, read(&self.truth)?);
        if let Some(missing) = truth.keys().find(|record| !found.contains_key(*record)) {
            let words = format!("{} does not have the record {missing}", self.clusters.display());
            return Err(exit::ending(exit::INPUT_REFUSED, words));
        }
        let rows: Vec<Row<'_>> =
            truth.iter().map(|(record, truth)| (record.as_str(), found[record].person.as_str(), truth)).collect();
        let mut out = std::io::stdout();
        let accuracy = Accuracy::of(&rows);
        writeln!(out, "{} records, {} persons found, {} in truth", rows.len(), accuracy.found, accuracy.true_persons)?;
        let [precision, recall] = accuracy.pairs;
        writeln!(out, "pairs     precision {precision:.4}  recall {recall:.4}  F1 {:.4}", f1(accuracy.pairs))?;
        let [precision, recall] = accuracy.b_cubed;
        writeln!(out, "B-cubed   precision {precision:.4}  recall {recall:.4}  F1 {:.4}", f1(accuracy.b_cubed))?;
        writeln!(out, "whole     {} of {} persons are found whole and pure", accuracy.whole, accuracy.true_persons)?;
        writeln!(out, "mixed     {} persons found are more than one", accuracy.mixed)?;
        self.twins(&rows, &mut out)?;
        let groups: BTreeSet<&str> = rows.iter().map(|(_, _, truth)| truth.group.as_str()).collect();
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            let of: Vec<Row<'_>> = rows.iter().filter(|(_, _, truth)| truth.group == group).copied().collect();
            let [precision, recall] = Accuracy::of(&of).pairs;
            writeln!(out, "names     {group}: precision {precision:.4}  recall {recall:.4}")?;
        }
        Ok(())
    }

    /// Sets of twins of whom two were found to be one person, and whether the
    /// records of that person say that they are two.
    fn twins(&self, rows: &[Row<'_>], out: &mut dyn Write) -> anyhow::Result<()> {
        let mut sets: BTreeMap<&str, HashMap<&str, BTreeSet<&str>>> = BTreeMap::new();
        for (_, found, truth) in rows.iter().filter(|(_, _, truth)| !truth.twin_set.is_empty()) {
            sets.entry(&truth.twin_set).or_default().entry(found).or_default().insert(&truth.person);
        }
        if sets.is_empty() {
            return Ok(());
        }
        let is_merged = |set: &HashMap<&str, BTreeSet<&str>>| set.values().any(|persons| persons.len() > 1);
        let merged: BTreeSet<&str> = sets
            .values()
            .filter(|set| is_merged(set))
            .flat_map(|set| set.iter().filter(|(_, persons)| persons.len() > 1).map(|(found, _)| *found))
            .collect();
        let count = sets.values().filter(|set| is_merged(set)).count();
        write!(out, "twins     {count} of {} sets are merged", sets.len())?;
        if let Some(input) = &self.input {
            let against = against_evidence(input, rows, &merged)?;
            write!(out, ", {against} persons against what their records say")?;
        }
        writeln!(out)?;
        Ok(())
    }
}

/// How many of these persons have records with two NHS numbers, two orders of
/// birth, or two first names that do not look alike.
fn against_evidence(input: &Path, rows: &[Row<'_>], merged: &BTreeSet<&str>) -> anyhow::Result<usize> {
    let wanted: HashMap<&str, &str> = rows
        .iter()
        .filter(|(_, found, _)| merged.contains(found))
        .map(|(record, found, _)| (*record, *found))
        .collect();
    let mut reader = csv::Reader::from_path(input).with_context(|| format!("cannot read {}", input.display()))?;
    let headers = reader.headers()?.clone();
    let place = |name: &str| headers.iter().position(|header| header == name);
    let places = [place("record_id"), place("nhs_number"), place("birth_order"), place("forename")];
    let mut said: HashMap<String, [BTreeSet<String>; 3]> = HashMap::new();
    for row in reader.records() {
        let row = row.with_context(|| format!("cannot read {}", input.display()))?;
        let value = |place: usize| places[place].and_then(|place| row.get(place)).unwrap_or_default();
        let Some(found) = wanted.get(value(0)) else { continue };
        let said = said.entry((*found).to_owned()).or_default();
        let is_number = value(1).parse::<kith_core::person::NhsNumber>().is_ok();
        said[0].extend(is_number.then(|| value(1).to_owned()));
        said[1].extend((!value(2).is_empty()).then(|| value(2).to_owned()));
        said[2].extend((!kith_link::is_stand_in(value(3))).then(|| plain_letters(value(3))));
    }
    let differ = |names: &BTreeSet<String>| {
        let starts: BTreeSet<&str> = names.iter().filter_map(|name| name.get(..2)).collect();
        names.len() > 1 && starts.len() > 1
    };
    Ok(said.values().filter(|said| said[0].len() > 1 || said[1].len() > 1 || differ(&said[2])).count())
}

/// How near what was found is to the truth.
struct Accuracy {
    found: usize,
    true_persons: usize,
    whole: usize,
    mixed: usize,
    pairs: [f64; 2],
    b_cubed: [f64; 2],
}

impl Accuracy {
    fn of(rows: &[Row<'_>]) -> Self {
        let mut both: HashMap<(&str, &str), u64> = HashMap::new();
        let (mut found, mut truth): (HashMap<&str, u64>, HashMap<&str, u64>) = Default::default();
        for (_, cluster, true_one) in rows {
            *both.entry((cluster, &true_one.person)).or_default() += 1;
            *found.entry(cluster).or_default() += 1;
            *truth.entry(&true_one.person).or_default() += 1;
        }
        let pairs_in = |sizes: &mut dyn Iterator<Item = u64>| sizes.map(|size| size * (size - 1) / 2).sum::<u64>();
        let right = pairs_in(&mut both.values().copied());
        let (said, true_pairs) = (pairs_in(&mut found.values().copied()), pairs_in(&mut truth.values().copied()));
        let b_cubed = |sizes: &dyn Fn((&str, &str)) -> u64| {
            let each = both.iter().map(|(key, shared)| (shared * shared) as f64 / sizes(*key) as f64);
            each.sum::<f64>() / rows.len().max(1) as f64
        };
        let whole =
            both.iter().filter(|((cluster, person), shared)| found[cluster] == **shared && truth[person] == **shared);
        let mixed: BTreeSet<&str> =
            both.iter().filter(|((cluster, _), shared)| found[cluster] != **shared).map(|((one, _), _)| *one).collect();
        Self {
            found: found.len(),
            true_persons: truth.len(),
            whole: whole.count(),
            mixed: mixed.len(),
            pairs: [share(right, said), share(right, true_pairs)],
            b_cubed: [b_cubed(&|(cluster, _)| found[cluster]), b_cubed(&|(_, person)| truth[person])],
        }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn f1([precision, recall]: [f64; 2]) -> f64 {
    if precision + recall == 0.0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) }
}

fn read(path: &Path) -> anyhow::Result<BTreeMap<String, Truth>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
    let headers = reader.headers().with_context(|| format!("cannot read {}", path.display()))?.clone();
    let place = |name: &str| headers.iter().position(|header| header == name);
    let (twin_set, group) = (place("twin_set"), place("name_group"));
    let rows = reader.records().map(|row| {
        let row = row.with_context(|| format!("cannot read {}", path.display()))?;
        let value = |place: Option<usize>| place.and_then(|place| row.get(place)).unwrap_or_default().to_owned();
        let truth = Truth { person: value(Some(1)), twin_set: value(twin_set), group: value(group) };
        Ok((value(Some(0)), truth))
    });
    rows.collect()
}
