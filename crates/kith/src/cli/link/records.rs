//! Records in a file of their own, for matching without a database: one row a
//! record, a fixed set of columns, any of them empty.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use kith_core::person::NhsNumber;
use kith_link::{Day, ParentInput, Pool, Record, RecordInput, Sex};

use crate::cli::exit;

/// The columns, by the names that a file has unless a map says otherwise.
pub(super) const COLUMNS: [&str; 17] = [
    "record_id", "source", "recorded_on", "nhs_number", "forename", "middle_name", "surname", "dob", "sex",
    "birth_order", "address", "postcode", "phone", "gp_code", "mother_forename", "mother_surname", "mother_dob",
];

/// The records of a file, ready to be matched.
pub(super) struct Records {
    /// Each record's own name, in the order of the file.
    pub(super) names: Vec<String>,
    /// How many records each system has, by its number.
    pub(super) counts: Vec<u64>,
    /// The systems by number.
    pub(super) source_names: Vec<String>,
    /// The cleaned records.
    pub(super) records: Vec<Record>,
    pub(super) pool: Pool,
    /// How many records have a value that can be used, by column.
    pub(super) filled: BTreeMap<(u16, &'static str), u64>,
    /// How many values could not be read, by source and column.
    pub(super) unreadable: BTreeMap<(u16, &'static str), u64>,
}

/// Which of a file's columns stands for each of ours: lines like
/// `forename = "first_name"`.
pub(super) fn read_map(path: Option<&Path>) -> anyhow::Result<BTreeMap<String, String>> {
    let Some(path) = path else { return Ok(BTreeMap::new()) };
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let table: BTreeMap<String, String> = toml::from_str(&text).map_err(|error| {
        exit::ending(
            exit::INPUT_REFUSED,
            format!("{}: {error}; write lines like forename = \"first_name\"", path.display()),
        )
    })?;
    match table.keys().find(|name| !COLUMNS.contains(&name.as_str())) {
        Some(unknown) => Err(exit::ending(
            exit::INPUT_REFUSED,
            format!("{}: {unknown} is no column; there are {}", path.display(), COLUMNS.join(", ")),
        )),
        None => Ok(table),
    }
}

/// Reads a file of records. Values that cannot be read count as missing and
/// are counted.
///
/// # Errors
/// When the file cannot be read, has no `record_id`, or names one record twice.
pub(super) fn read_records(path: &Path, map: &BTreeMap<String, String>) -> anyhow::Result<Records> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .with_context(|| format!("cannot read {}", path.display()))?;
    let headers = reader.headers().with_context(|| format!("cannot read {}", path.display()))?.clone();
    let place = |ours: &str| {
        let theirs = map.get(ours).map_or(ours, String::as_str);
        headers.iter().position(|name| name.trim_start_matches('\u{feff}').trim() == theirs)
    };
    let places: Vec<Option<usize>> = COLUMNS.iter().map(|name| place(name)).collect();
    if places[0].is_none() {
        let theirs = map.get("record_id").map_or("record_id", String::as_str);
        let words = format!("{}: there is no column “{theirs}”; add it, or name yours with --map", path.display());
        return Err(exit::ending(exit::INPUT_REFUSED, words));
    }
    let mut read = Reading { places, ..Reading::default() };
    let mut row = csv::StringRecord::new();
    let mut seen = std::collections::HashSet::new();
    while reader.read_record(&mut row).with_context(|| format!("{}: row {}", path.display(), read.names.len() + 2))? {
        read.take(&row)?;
        if let Some(name) = read.names.last()
            && !seen.insert(name.clone())
        {
            let words = format!("{}: two rows have the record_id {name}; give each its own", path.display());
            return Err(exit::ending(exit::INPUT_REFUSED, words));
        }
    }
    Ok(Records {
        names: read.names,
        counts: read.counts,
        source_names: read.source_names,
        records: read.records,
        pool: read.pool,
        filled: read.filled,
        unreadable: read.unreadable,
    })
}

#[derive(Default)]
struct Reading {
    places: Vec<Option<usize>>,
    names: Vec<String>,
    counts: Vec<u64>,
    source_names: Vec<String>,
    by_name: BTreeMap<String, u16>,
    records: Vec<Record>,
    pool: Pool,
    filled: BTreeMap<(u16, &'static str), u64>,
    unreadable: BTreeMap<(u16, &'static str), u64>,
}

impl Reading {
    fn take(&mut self, row: &csv::StringRecord) -> anyhow::Result<()> {
        let places = self.places.clone();
        let text = |column: usize| places[column].and_then(|place| row.get(place)).unwrap_or_default().trim();
        let source = self.source(text(1))?;
        let key = u32::try_from(self.names.len()).context("more records than Kith can match at once")?;
        let mut read = |column: usize, is_read: bool| {
            if !text(column).is_empty() {
                let counts = if is_read { &mut self.filled } else { &mut self.unreadable };
                *counts.entry((source, COLUMNS[column])).or_default() += 1;
            }
        };
        let [recorded_on, birth, mother_birth] = [2, 7, 16].map(|column| {
            let day = Day::from_iso(text(column));
            read(column, day.is_some());
            day
        });
        let nhs = text(3).parse::<NhsNumber>().ok().map(NhsNumber::as_u64);
        read(3, nhs.is_some());
        let sex = match text(8) {
            "F" | "f" => Some(Sex::Female),
            "M" | "m" => Some(Sex::Male),
            _ => None,
        };
        read(8, sex.is_some());
        let birth_order: Option<u8> = text(9).parse().ok();
        read(9, birth_order.is_some());
        for column in [4, 5, 6, 10, 11, 12, 13, 14, 15] {
            read(column, true);
        }
        let input = RecordInput {
            source,
            recorded_on,
            nhs,
            given: text(4),
            middle: text(5),
            family: text(6),
            birth,
            sex,
            birth_order: birth_order.unwrap_or_default(),
            address: text(10),
            postcode: text(11),
            telephone: text(12),
            practice: text(13),
            mother: ParentInput { given: text(14), family: text(15), birth: mother_birth, nhs: None },
            ..RecordInput::default()
        };
        self.records.push(self.pool.record(key, &input));
        self.names.push(text(0).to_owned());
        self.counts[usize::from(source)] += 1;
        Ok(())
    }

    fn source(&mut self, name: &str) -> anyhow::Result<u16> {
        if let Some(number) = self.by_name.get(name) {
            return Ok(*number);
        }
        let number = u16::try_from(self.source_names.len()).context("more sources than Kith can tell apart")?;
        self.by_name.insert(name.to_owned(), number);
        self.source_names.push(name.to_owned());
        self.counts.push(0);
        Ok(number)
    }
}
