//! `kith link explain` and `pairs` on a file of records: why two records are
//! one person or not, and what a person should look at.

use std::io::Write;
use std::path::PathBuf;

use kith_link::{Linked, Model, explain};

use super::bits;
use super::records::Records;
use super::run::{Input, Matching, Told, band, probability};
use crate::cli::exit;

/// The records to look into, where they are in a file.
#[derive(Debug, clap::Args)]
pub(crate) struct File {
    /// A file of records to look into, instead of the locality.
    #[arg(long)]
    input: Option<PathBuf>,
    /// Which of your columns stands for each of ours: a file of lines like forename = "first_name".
    #[arg(long, requires = "input")]
    map: Option<PathBuf>,
    #[command(flatten)]
    matching: Matching,
    #[command(flatten)]
    told: Told,
}

impl File {
    /// Whether a file is to be looked into.
    pub(crate) fn is_given(&self) -> bool {
        self.input.is_some()
    }

    fn linked(&self) -> anyhow::Result<(Records, Linked, Model)> {
        let input = self.input.clone().unwrap_or_default();
        let progress = self.told.progress();
        let read = Input { input, map: self.map.clone(), told: self.told }.read(&progress)?;
        let (linked, model) = self.matching.link(&read, &progress)?;
        Ok((read, linked, model))
    }

    /// Prints the waterfall of two records in words and numbers.
    ///
    /// # Errors
    /// When the file cannot be read or does not have the records.
    pub(crate) fn explain(&self, a: &str, b: &str) -> anyhow::Result<()> {
        let (read, linked, model) = self.linked()?;
        let find = |name: &str| {
            let words = || exit::ending(exit::NOT_FOUND, format!("there is no record {name}"));
            read.find(name).ok_or_else(words)
        };
        let places = read.places();
        let (a, b) = (places[find(a)?], places[find(b)?]);
        let found = explain(&read.pool, &read.records[a], &read.records[b], &model);
        let mut out = std::io::stdout();
        writeln!(out, "By the two records alone: {}, model {}.", band(found.band), found.model)?;
        writeln!(out, "{:>7}  before anything is compared", bits(found.prior_milli))?;
        for reason in &found.reasons {
            writeln!(out, "{:>7}  {}: {}", bits(reason.weight_milli), reason.field.title(), reason.words)?;
        }
        if found.together_milli != 0 {
            writeln!(out, "{:>7}  for fields that agree together", bits(found.together_milli))?;
        }
        if found.household_excess_milli > 0 {
            let words = "because address, telephone and mother are one household";
            writeln!(out, "{:>7}  {words}", bits(-found.household_excess_milli))?;
        }
        let share = 100.0 * probability(found.weight_milli);
        writeln!(out, "{:>7}  in all: {share:.2} % likely to be one person", bits(found.weight_milli))?;
        if let Some(refusal) = found.refusal {
            writeln!(out, "Kept apart: {}.", refusal.words())?;
        }
        let is_one = linked.clusters[a] == linked.clusters[b];
        writeln!(out, "With all records: {}.", if is_one { "one person" } else { "two people" })?;
        Ok(())
    }

    /// Prints the pairs for a person to look at, the likeliest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(crate) fn pairs(&self, limit: u32) -> anyhow::Result<()> {
        let (read, linked, model) = self.linked()?;
        let mut writer = csv::Writer::from_writer(std::io::stdout());
        writer.write_record(["record_id_a", "record_id_b", "weight", "kept_apart", "reasons"])?;
        let places = read.places();
        for review in linked.reviews.iter().take(limit as usize) {
            let (a, b) = (review.a as usize, review.b as usize);
            let found = explain(&read.pool, &read.records[places[a]], &read.records[places[b]], &model);
            let reasons: Vec<&str> = found.reasons.iter().map(|reason| reason.words).collect();
            writer.write_record([
                read.name(a),
                read.name(b),
                &bits(review.weight_milli),
                review.why.map_or("", kith_link::Refusal::words),
                &reasons.join("; "),
            ])?;
        }
        writer.flush()?;
        eprintln!("{} pairs in all", linked.reviews.len());
        Ok(())
    }
}
