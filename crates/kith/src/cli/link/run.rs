//! `kith link run`, `measure` and `profile`: matching files of records without
//! a database.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context;
use kith_link::{Band, Linked, Model, Verdicts, link};

use super::records::{COLUMNS, Records, read_map, read_records};
use crate::cli::exit;

/// Match the records of a file: who is one person?
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file has one row a record and the columns record_id, source, recorded_on, nhs_number, forename, \
                  middle_name, surname, dob, sex, birth_order, address, postcode, phone, gp_code, mother_forename, \
                  mother_surname, mother_dob; any of them may be empty.\n\nExample:\n  \
                  kith link run --input records.csv --out clusters.csv --edges edges.csv"
)]
pub(crate) struct Run {
    /// The records.
    #[arg(long)]
    input: PathBuf,
    /// Where to write record_id,cluster_id: every record once.
    #[arg(long)]
    out: PathBuf,
    /// Where to write the pairs that were scored, with probability, weight, band and reasons.
    #[arg(long)]
    edges: Option<PathBuf>,
    /// Which of your columns stands for each of ours: a file of lines like forename = "first_name".
    #[arg(long)]
    map: Option<PathBuf>,
    /// How many threads to use; as many as the machine has unless said.
    #[arg(long)]
    threads: Option<usize>,
}

impl Run {
    /// Matches and writes the files.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        if let Some(threads) = self.threads {
            rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global()?;
        }
        let began = Instant::now();
        let read = read_records(&self.input, &read_map(self.map.as_deref())?)?;
        eprintln!("{} records read in {:.1} s", read.names.len(), began.elapsed().as_secs_f64());
        let began = Instant::now();
        let model = Model::starting();
        let linked = link(&read.pool, &read.records, &Verdicts::default(), &model);
        let took = began.elapsed().as_secs_f64();
        write_clusters(&self.out, &read, &linked)?;
        if let Some(edges) = &self.edges {
            write_edges(edges, &read, &linked, &model)?;
        }
        let mut persons = linked.clusters.clone();
        persons.sort_unstable();
        persons.dedup();
        let mut out = std::io::stdout();
        writeln!(
            out,
            "{} records are {} persons: {} pairs scored, {} joined, {} to be looked at by a person, {} kept apart. {took:.1} s.",
            read.names.len(),
            persons.len(),
            linked.edges.len(),
            linked.joins.len(),
            linked.reviews.len(),
            linked.refusals.len()
        )?;
        for skipped in &linked.skipped_groups {
            eprintln!("a group of {} records was too large to compare", skipped.records);
        }
        Ok(())
    }
}

fn create(path: &Path) -> anyhow::Result<csv::Writer<File>> {
    csv::Writer::from_path(path).with_context(|| format!("cannot write {}", path.display()))
}

fn write_clusters(path: &Path, read: &Records, linked: &Linked) -> anyhow::Result<()> {
    let mut writer = create(path)?;
    writer.write_record(["record_id", "cluster_id"])?;
    for (key, cluster) in linked.keys.iter().zip(&linked.clusters) {
        // A person is called after the first of the person's records.
        writer.write_record([&read.names[*key as usize], &read.names[*cluster as usize]])?;
    }
    Ok(writer.flush()?)
}

fn write_edges(path: &Path, read: &Records, linked: &Linked, model: &Model) -> anyhow::Result<()> {
    let mut writer = create(path)?;
    writer.write_record(["record_id_a", "record_id_b", "probability", "weight", "band", "reasons"])?;
    for edge in &linked.edges {
        let weight = f64::from(edge.weight_milli) / 1000.0;
        let probability = 1.0 / (1.0 + (-weight).exp2());
        let reasons: Vec<&str> = model.reasons(edge.pattern).iter().map(|reason| reason.words).collect();
        writer.write_record([
            read.names[edge.a as usize].as_str(),
            read.names[edge.b as usize].as_str(),
            &format!("{probability:.6}"),
            &format!("{weight:.3}"),
            if edge.band == Band::Link { "link" } else { "review" },
            &reasons.join("; "),
        ])?;
    }
    Ok(writer.flush()?)
}

/// Compare persons that were found with the truth.
#[derive(Debug, clap::Args)]
pub(crate) struct Measure {
    /// What `kith link run` wrote: record_id,cluster_id.
    #[arg(long)]
    clusters: PathBuf,
    /// The truth: record_id,person.
    #[arg(long)]
    truth: PathBuf,
}

impl Measure {
    /// Prints precision, recall and F1 of the pairs, and B-cubed.
    ///
    /// # Errors
    /// When a file cannot be read or the two do not name the same records.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let (found, truth) = (two_columns(&self.clusters)?, two_columns(&self.truth)?);
        if let Some(missing) = truth.keys().find(|record| !found.contains_key(*record)) {
            let words = format!("{} does not have the record {missing}", self.clusters.display());
            return Err(exit::ending(exit::INPUT_REFUSED, words));
        }
        let mut out = std::io::stdout();
        let accuracy = Accuracy::of(truth.iter().map(|(record, person)| (found[record].as_str(), person.as_str())));
        writeln!(out, "{} records, {} persons found, {} in truth", truth.len(), accuracy.found, accuracy.true_persons)?;
        let [precision, recall] = accuracy.pairs;
        writeln!(out, "pairs     precision {precision:.4}  recall {recall:.4}  F1 {:.4}", f1(accuracy.pairs))?;
        let [precision, recall] = accuracy.b_cubed;
        writeln!(out, "B-cubed   precision {precision:.4}  recall {recall:.4}  F1 {:.4}", f1(accuracy.b_cubed))?;
        writeln!(out, "whole     {} of {} persons are found whole and pure", accuracy.whole, accuracy.true_persons)?;
        Ok(())
    }
}

/// How near what was found is to the truth.
struct Accuracy {
    found: usize,
    true_persons: usize,
    whole: usize,
    pairs: [f64; 2],
    b_cubed: [f64; 2],
}

impl Accuracy {
    fn of<'t>(records: impl Iterator<Item = (&'t str, &'t str)>) -> Self {
        let mut both: HashMap<(&str, &str), u64> = HashMap::new();
        let (mut found, mut truth): (HashMap<&str, u64>, HashMap<&str, u64>) = Default::default();
        let mut count = 0_u64;
        for (cluster, person) in records {
            *both.entry((cluster, person)).or_default() += 1;
            *found.entry(cluster).or_default() += 1;
            *truth.entry(person).or_default() += 1;
            count += 1;
        }
        let pairs_in = |sizes: &mut dyn Iterator<Item = u64>| sizes.map(|size| size * (size - 1) / 2).sum::<u64>();
        let right = pairs_in(&mut both.values().copied());
        let (said, true_pairs) = (pairs_in(&mut found.values().copied()), pairs_in(&mut truth.values().copied()));
        let b_cubed = |sizes: &dyn Fn((&str, &str)) -> u64| {
            let each = both.iter().map(|(key, shared)| (shared * shared) as f64 / sizes(*key) as f64);
            each.sum::<f64>() / (count.max(1)) as f64
        };
        let whole =
            both.iter().filter(|((cluster, person), shared)| found[cluster] == **shared && truth[person] == **shared);
        Self {
            found: found.len(),
            true_persons: truth.len(),
            whole: whole.count(),
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

fn two_columns(path: &Path) -> anyhow::Result<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).with_context(|| format!("cannot read {}", path.display()))?;
    let rows = reader.records().map(|row| {
        let row = row.with_context(|| format!("cannot read {}", path.display()))?;
        Ok((row.get(0).unwrap_or_default().to_owned(), row.get(1).unwrap_or_default().to_owned()))
    });
    rows.collect()
}

/// Say how well each source fills its columns.
#[derive(Debug, clap::Args)]
pub(crate) struct Profile {
    /// The records.
    #[arg(long)]
    input: PathBuf,
    /// Which of your columns stands for each of ours: a file of lines like forename = "first_name".
    #[arg(long)]
    map: Option<PathBuf>,
}

impl Profile {
    /// Prints CSV: source, column, records, and the shares that are filled and
    /// that cannot be read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let read = read_records(&self.input, &read_map(self.map.as_deref())?)?;
        let mut writer = csv::Writer::from_writer(std::io::stdout());
        writer.write_record(["source", "column", "records", "filled_percent", "unreadable_percent"])?;
        for (source, (name, count)) in (0_u16..).zip(read.source_names.iter().zip(&read.counts)) {
            for column in &COLUMNS[2..] {
                let percent = |counts: &BTreeMap<(u16, &'static str), u64>| {
                    let part = counts.get(&(source, *column)).copied().unwrap_or_default();
                    format!("{:.1}", 100.0 * share(part, *count))
                };
                let (filled, unreadable) = (percent(&read.filled), percent(&read.unreadable));
                writer.write_record([name.as_str(), *column, &count.to_string(), &filled, &unreadable])?;
            }
        }
        Ok(writer.flush()?)
    }
}
