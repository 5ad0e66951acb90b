//! `kith link run` and `profile`: matching files of records without a
//! database.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use kith_link::{Band, Linked, Model, Stage, Verdicts, link_learning, link_whole};

use super::model;
use super::records::{COLUMNS, Records, read_map, read_records};
use crate::cli::progress::{Form, Progress};

/// Where records are read from.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Input {
    /// The records.
    #[arg(long)]
    pub(super) input: PathBuf,
    /// Which of your columns stands for each of ours: a file of lines like forename = "first_name".
    #[arg(long)]
    pub(super) map: Option<PathBuf>,
    #[command(flatten)]
    pub(super) told: Told,
}

/// How much is said while it goes on.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Told {
    /// Say nothing but the result, and what could not be used.
    #[arg(long)]
    quiet: bool,
    /// No moving line.
    #[arg(long)]
    no_progress: bool,
}

impl Told {
    pub(super) fn progress(self) -> Progress {
        Progress::new(Form::choose(self.quiet, self.no_progress, false))
    }
}

impl Input {
    /// Reads the records and says on standard error what could not be read.
    pub(super) fn read(&self, progress: &Progress) -> anyhow::Result<Records> {
        let read = read_records(&self.input, &read_map(self.map.as_deref())?, progress)?;
        progress.say(&format!("{} records read", read.len()));
        for fault in read.faults() {
            eprintln!("{}: {fault}", self.input.display());
        }
        Ok(read)
    }
}

/// How records are matched.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Matching {
    /// A model to use as it is, saved by --save-model, or the settings of Splink. Without one, the weights are learnt
    /// from the records.
    #[arg(long)]
    model: Option<PathBuf>,
    /// How many threads to use; as many as the machine has unless said.
    #[arg(long)]
    threads: Option<usize>,
}

impl Matching {
    /// Matches the records, and says on standard error how far it has come and
    /// what was done.
    pub(super) fn link(&self, read: &Records, progress: &Progress) -> anyhow::Result<(Linked, Model)> {
        if let Some(threads) = self.threads {
            rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global()?;
        }
        let verdicts = Verdicts::default();
        let tell = |stage: Stage, done: u64, total: u64| {
            let (title, unit) = match stage {
                Stage::Comparing => ("Comparing", "keys"),
                Stage::Weighing => ("Weighing", "pairs"),
                Stage::Joining => ("Joining", "pairs"),
            };
            progress.step(title, unit);
            progress.at(done, Some(total));
        };
        let (linked, model) = match &self.model {
            None => link_learning(&read.pool, &read.records, &verdicts, &Model::starting(), &tell),
            Some(path) => {
                let (model, left) = model::load(path)?;
                for words in left {
                    eprintln!("{}: not taken: {words}", path.display());
                }
                (link_whole(&read.pool, &read.records, &verdicts, &model, &tell), model)
            }
        };
        progress.say(&format!("{} pairs compared, model {}", linked.compared, model.version()));
        tell_skipped(&linked);
        Ok((linked, model))
    }
}

/// Says which groups were too large to compare, the largest of each rule.
fn tell_skipped(linked: &Linked) {
    for groups in linked.skipped_groups.chunk_by(|a, b| a.rule == b.rule) {
        let largest = groups.iter().map(|group| group.records).max().unwrap_or(0);
        eprintln!(
            "{} groups of records were too large to compare pair by pair ({}); the largest has {largest} records",
            groups.len(),
            groups[0].rule
        );
    }
}

/// Match the records of a file: who is one person?
#[derive(Debug, clap::Args)]
#[command(
    after_help = "The file has one row a record and the columns record_id, source, recorded_on, nhs_number, forename, \
                  middle_name, surname, dob, sex, birth_order, address, postcode, phone, gp_code, mother_forename, \
                  mother_surname, mother_dob; any of them may be empty.\n\nExample:\n  \
                  kith link run --input records.csv --out clusters.csv --edges edges.csv"
)]
pub(crate) struct Run {
    #[command(flatten)]
    input: Input,
    /// Where to write record_id,cluster_id: every record once.
    #[arg(long)]
    out: PathBuf,
    /// Where to write the pairs that were scored, with probability, weight, band and reasons.
    #[arg(long)]
    edges: Option<PathBuf>,
    #[command(flatten)]
    matching: Matching,
    /// Where to write the model that was used, as JSON.
    #[arg(long)]
    save_model: Option<PathBuf>,
}

impl Run {
    /// Matches and writes the files.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let progress = self.input.told.progress();
        let read = self.input.read(&progress)?;
        let (linked, model) = self.matching.link(&read, &progress)?;
        write_clusters(&self.out, &read, &linked)?;
        if let Some(edges) = &self.edges {
            write_edges(edges, &read, &linked, &model)?;
        }
        if let Some(path) = &self.save_model {
            model::save(&model, path)?;
        }
        // A person has the key of one of the person's records.
        let persons = linked.keys.iter().zip(&linked.clusters).filter(|(key, cluster)| key == cluster).count();
        writeln!(
            std::io::stdout(),
            "{} records are {} persons: {} pairs scored, {} joined, {} to be looked at by a person, {} kept apart.",
            read.len(),
            persons,
            linked.scored(),
            linked.joins.len(),
            linked.reviews.len(),
            linked.refusals.len()
        )?;
        Ok(())
    }
}

/// Opens a file to write to.
fn create(path: &Path) -> anyhow::Result<BufWriter<std::fs::File>> {
    let file = std::fs::File::create(path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(BufWriter::with_capacity(1 << 18, file))
}

fn write_clusters(path: &Path, read: &Records, linked: &Linked) -> anyhow::Result<()> {
    let mut file = create(path)?;
    file.write_all(b"record_id,cluster_id\n")?;
    let mut clusters = vec![0; read.len()];
    linked.keys.iter().zip(&linked.clusters).for_each(|(key, cluster)| clusters[*key as usize] = *cluster);
    let (is_plain, mut line) = (read.has_plain_names(), Vec::new());
    for (key, cluster) in clusters.iter().enumerate() {
        // A person is called after the first of the person's records.
        let (name, person) = (read.name(key), read.name(*cluster as usize));
        if is_plain {
            line.clear();
            for part in [name, ",", person, "\n"] {
                line.extend_from_slice(part.as_bytes());
            }
            file.write_all(&line)?;
            continue;
        }
        write_value(&mut file, name)?;
        file.write_all(b",")?;
        write_value(&mut file, person)?;
        file.write_all(b"\n")?;
    }
    Ok(file.flush()?)
}

/// Whether something in a value would end it.
pub(super) fn needs_quotes(value: &str) -> bool {
    value.bytes().fold(false, |needs, byte| needs | matches!(byte, b'"' | b',' | b'\n' | b'\r'))
}

/// Writes a value of a CSV file, in quotes where it needs them.
fn write_value(file: &mut impl Write, value: &str) -> std::io::Result<()> {
    if needs_quotes(value) {
        write!(file, "\"{}\"", value.replace('"', "\"\""))
    } else {
        file.write_all(value.as_bytes())
    }
}

/// How likely a weight makes that two records are one person.
pub(super) fn probability(weight_milli: i32) -> f64 {
    1.0 / (1.0 + (-f64::from(weight_milli) / 1000.0).exp2())
}

/// The band in one word.
pub(super) fn band(band: Band) -> &'static str {
    match band {
        Band::Link => "link",
        Band::Review => "review",
        Band::NoLink => "no link",
    }
}

fn write_edges(path: &Path, read: &Records, linked: &Linked, model: &Model) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(create(path)?);
    writer.write_record(["record_id_a", "record_id_b", "probability", "weight", "band", "reasons"])?;
    for edge in linked.edges() {
        let reasons: Vec<&str> = model.reasons(edge.pattern).iter().map(|reason| reason.words).collect();
        writer.write_record([
            read.name(edge.a as usize),
            read.name(edge.b as usize),
            &format!("{:.6}", probability(edge.weight_milli)),
            &format!("{:.3}", f64::from(edge.weight_milli) / 1000.0),
            band(edge.band),
            &reasons.join("; "),
        ])?;
    }
    Ok(writer.flush()?)
}

/// Say how well each source fills its columns.
#[derive(Debug, clap::Args)]
pub(crate) struct Profile {
    #[command(flatten)]
    input: Input,
}

impl Profile {
    /// Prints CSV: source, column, records, and the shares that are filled and
    /// that cannot be read.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let read = self.input.read(&self.input.told.progress())?;
        let mut writer = csv::Writer::from_writer(std::io::stdout());
        writer.write_record(["source", "column", "records", "filled_percent", "unreadable_percent"])?;
        for (name, quality) in &read.sources {
            for (place, column) in COLUMNS.iter().enumerate().skip(2) {
                let percent = |part: u64| format!("{:.1}", 100.0 * part as f64 / quality.records.max(1) as f64);
                let (filled, unreadable) = (percent(quality.filled[place]), percent(quality.unreadable[place]));
                writer.write_record([name.as_str(), *column, &quality.records.to_string(), &filled, &unreadable])?;
            }
        }
        Ok(writer.flush()?)
    }
}

#[cfg(test)]
mod tests {
    use super::write_value;

    #[test]
    fn a_value_that_would_end_is_written_in_quotes() {
        let written = |value: &str| {
            let mut file = Vec::new();
            write_value(&mut file, value).expect("it is written to memory");
            String::from_utf8(file).expect("it is text")
        };
        assert_eq!(written("R-001"), "R-001");
        assert_eq!(["a,b", "a\nb", "a\rb"].map(written), ["\"a,b\"", "\"a\nb\"", "\"a\rb\""]);
        assert_eq!(written("the \"first\""), "\"the \"\"first\"\"\"");
    }
}
