//! Records in a file of their own, for matching without a database: one row a
//! record, a fixed set of columns, any of them empty.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::path::Path;

use anyhow::Context;
use kith_core::person::NhsNumber;
use kith_link::{Day, ParentInput, Pool, Record, RecordInput, Sex, by_birth};

use super::rows::Rows;
use super::run::needs_quotes;
use crate::cli::exit;
use crate::cli::progress::Progress;

/// How many columns there are.
const COUNT: usize = 17;

/// The columns, by the names that a file has unless a map says otherwise.
pub(super) const COLUMNS: [&str; COUNT] = [
    "record_id", "source", "recorded_on", "nhs_number", "forename", "middle_name", "surname", "dob", "sex",
    "birth_order", "address", "postcode", "phone", "gp_code", "mother_forename", "mother_surname", "mother_dob",
];

/// A value longer than this, in bytes, is no name and no address.
const LONGEST: usize = 200;
/// From so many records one can tell how many there will be.
const TYPICAL: usize = 1_000;
/// Progress is told every so many records.
const TELL_EVERY: usize = 4_096;
/// In what a file's size is told, in bytes.
const KILOBYTE: u64 = 1_000;

/// How many values of each column can be used, and how many cannot.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Quality {
    pub(super) records: u64,
    pub(super) filled: [u64; COUNT],
    pub(super) unreadable: [u64; COUNT],
}

/// The records of a file, ready to be matched.
#[derive(Default)]
pub(super) struct Records {
    /// Every record's own name, one after the other.
    names: String,
    /// Where each name ends.
    ends: Vec<u32>,
    /// The systems by number, and what their values are worth.
    pub(super) sources: Vec<(String, Quality)>,
    /// The cleaned records, in the order in which they are matched fastest.
    pub(super) records: Vec<Record>,
    pub(super) pool: Pool,
    /// Rows without a record_id: how many, and the line of the first.
    pub(super) nameless: (u64, u64),
    /// Rows with too few or too many columns: how many, and the first.
    pub(super) uneven: (u64, u64),
}

impl Records {
    /// A record's own name.
    pub(super) fn name(&self, key: usize) -> &str {
        let start = if key == 0 { 0 } else { self.ends[key - 1] as usize };
        &self.names[start..self.ends[key] as usize]
    }

    /// Whether no name needs quotes in a CSV file.
    pub(super) fn has_plain_names(&self) -> bool {
        !needs_quotes(&self.names)
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// For each key the place of its record among the cleaned ones.
    pub(super) fn places(&self) -> Vec<usize> {
        let mut places = vec![0; self.records.len()];
        self.records.iter().enumerate().for_each(|(place, record)| places[record.key() as usize] = place);
        places
    }

    /// The record with a name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        (0..self.len()).find(|key| self.name(*key) == name)
    }

    /// What could not be read, in words; nothing where everything could.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let rows = [
            (self.nameless, "have no record_id and are left out"),
            (self.uneven, "have too few or too many columns; what is missing counts as empty"),
        ];
        for ((count, line), words) in rows.iter().filter(|((count, _), _)| *count > 0) {
            faults.push(format!("{count} rows {words}; the first is in line {line}"));
        }
        for (place, column) in COLUMNS.iter().enumerate() {
            let count: u64 = self.sources.iter().map(|(_, quality)| quality.unreadable[place]).sum();
            if count > 0 {
                faults.push(format!("{count} values of {column} cannot be read and count as empty"));
            }
        }
        faults
    }

    /// The first name that two rows have, and how many rows repeat a name.
    /// Names in rising order, as most files have them, need no table.
    fn repeated(&self) -> Option<(usize, usize)> {
        if (1..self.len()).all(|key| self.name(key - 1) < self.name(key)) {
            return None;
        }
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_unstable_by_key(|key| (self.name(*key), *key));
        let repeats = order.windows(2).filter(|pair| self.name(pair[0]) == self.name(pair[1])).map(|pair| pair[1]);
        let count = repeats.clone().count();
        repeats.min().map(|first| (first, count))
    }
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
pub(super) fn read_records(
    path: &Path,
    map: &BTreeMap<String, String>,
    progress: &Progress,
) -> anyhow::Result<Records> {
    let reading = || format!("cannot read {}", path.display());
    let file = File::open(path).with_context(reading)?;
    let size = file.metadata().with_context(reading)?.len();
    progress.step("Reading", "kB");
    let mut rows = Rows::new(file);
    let mut headers: Vec<String> = Vec::new();
    if rows.advance().with_context(reading)? {
        let (bytes, cells) = rows.row();
        headers.extend(cells.iter().map(|(from, to)| String::from_utf8_lossy(&bytes[*from..*to]).into_owned()));
    }
    let place = |ours: &str| {
        let theirs = map.get(ours).map_or(ours, String::as_str);
        headers.iter().position(|name| name.trim() == theirs)
    };
    let places = COLUMNS.map(|ours| place(ours).unwrap_or(usize::MAX));
    if places[0] == usize::MAX {
        let theirs = map.get("record_id").map_or("record_id", String::as_str);
        let words = format!("{}: there is no column “{theirs}”; add it, or name yours with --map", path.display());
        return Err(exit::ending(exit::INPUT_REFUSED, words));
    }
    let mut read = Reading { places, by_name: HashMap::new(), lately: [0; SOURCES_SEEN], records: Records::default() };
    while rows.advance().with_context(|| format!("{}: line {}", path.display(), rows.line()))? {
        let (bytes, cells) = rows.row();
        if cells.len() != headers.len() {
            count(&mut read.records.uneven, rows.line());
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let value = |place| cells.get(place).map_or("", |(from, to): &(usize, usize)| &text[*from..*to]);
                read.take(value, bytes.len(), rows.line())?;
            }
            Err(_) => {
                let plain = |(from, to): &(usize, usize)| String::from_utf8_lossy(&bytes[*from..*to]).into_owned();
                let values: Vec<String> = cells.iter().map(plain).collect();
                // A sign that stands for what cannot be read is longer than it.
                let length = values.iter().map(String::len).sum();
                read.take(|place| values.get(place).map_or("", String::as_str), length, rows.line())?;
            }
        }
        if read.records.len().is_multiple_of(TELL_EVERY) {
            progress.at(rows.passed / KILOBYTE, Some(size / KILOBYTE));
        }
        if read.records.len() == TYPICAL {
            read.make_room(size / (rows.passed / TYPICAL as u64).max(1));
        }
    }
    progress.at(size / KILOBYTE, Some(size / KILOBYTE));
    let mut records = read.records;
    records.records = by_birth(std::mem::take(&mut records.records));
    records.pool.learn_aliases(&records.records);
    if let Some((first, count)) = records.repeated() {
        let name = records.name(first);
        let words =
            format!("{}: two rows have the record_id {name}, {count} in all; give each row its own", path.display());
        return Err(exit::ending(exit::INPUT_REFUSED, words));
    }
    Ok(records)
}

/// A value without spaces around it, which most have not.
fn trimmed(value: &str) -> &str {
    match value.as_bytes() {
        [] => value,
        [first, .., last] if *first > b' ' && *last > b' ' => value,
        _ => value.trim_ascii(),
    }
}

fn count((count, first): &mut (u64, u64), line: u64) {
    if *count == 0 {
        *first = line;
    }
    *count += 1;
}

/// So many sources can be told without looking them up.
const SOURCES_SEEN: usize = 256;

struct Reading {
    /// Where each of our columns stands; where none does for one that the file has not.
    places: [usize; COUNT],
    by_name: HashMap<String, u16>,
    /// The source lately seen of those whose names come to the same.
    lately: [u16; SOURCES_SEEN],
    records: Records,
}

/// The values of one row, with what they are worth.
struct Row<'a> {
    values: [&'a str; COUNT],
    quality: &'a mut Quality,
}

impl Row<'_> {
    /// A value that has been read, or could not be.
    fn read<T>(&mut self, column: usize, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.values[column];
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        let counts = if value.is_some() { &mut self.quality.filled } else { &mut self.quality.unreadable };
        counts[column] += 1;
        value
    }
}

impl Reading {
    /// Makes room for about so many records at once: growing bit by bit
    /// copies everything again and again.
    fn make_room(&mut self, records: u64) {
        let more = usize::try_from(records / 64 * 65).unwrap_or(0).saturating_sub(self.records.len());
        self.records.records.reserve(more);
        self.records.ends.reserve(more);
        self.records.names.reserve(more * self.records.names.len() / TYPICAL);
    }

    /// Takes a row of so many bytes.
    fn take<'a>(&mut self, value: impl Fn(usize) -> &'a str, length: usize, line: u64) -> anyhow::Result<()> {
        let mut values = [""; COUNT];
        for (into, place) in values.iter_mut().zip(&self.places) {
            *into = trimmed(value(*place));
        }
        if values[0].is_empty() {
            count(&mut self.records.nameless, line);
            return Ok(());
        }
        let source = self.source(values[1])?;
        let records = &mut self.records;
        let key = u32::try_from(records.ends.len()).context("more records than Kith can match at once")?;
        let quality = &mut records.sources[usize::from(source)].1;
        quality.records += 1;
        // Most rows are shorter than the longest value.
        if length > LONGEST {
            for (column, value) in values.iter_mut().enumerate().skip(2).filter(|(_, value)| value.len() > LONGEST) {
                quality.unreadable[column] += 1;
                *value = "";
            }
        }
        let input = input(source, &mut Row { values, quality });
        records.records.push(records.pool.record(key, &input));
        records.names.push_str(values[0]);
        records.ends.push(u32::try_from(records.names.len()).context("more records than Kith can match at once")?);
        Ok(())
    }

    fn source(&mut self, name: &str) -> anyhow::Result<u16> {
        let sources = &mut self.records.sources;
        let seen = name.bytes().fold(name.len(), |seen, letter| seen * 7 + usize::from(letter)) % SOURCES_SEEN;
        let guess = self.lately[seen];
        if sources.get(usize::from(guess)).is_some_and(|(held, _)| held == name) {
            return Ok(guess);
        }
        let number = match self.by_name.get(name) {
            Some(number) => *number,
            None => {
                let number = u16::try_from(sources.len()).context("more sources than Kith can tell apart")?;
                self.by_name.insert(name.to_owned(), number);
                sources.push((name.to_owned(), Quality::default()));
                number
            }
        };
        self.lately[seen] = number;
        Ok(number)
    }
}

fn input<'a>(source: u16, row: &mut Row<'a>) -> RecordInput<'a> {
    let mut text = |column: usize| {
        row.read(column, |_| Some(()));
        row.values[column]
    };
    let [given, middle, family] = [4, 5, 6].map(&mut text);
    let [address, postcode, telephone, practice, mother_given, mother_family] = [10, 11, 12, 13, 14, 15].map(&mut text);
    let [recorded_on, birth, mother_birth] = [2, 7, 16].map(|column| row.read(column, Day::from_iso));
    RecordInput {
        source,
        recorded_on,
        nhs: row.read(3, |text| text.parse::<NhsNumber>().ok().map(NhsNumber::as_u64)),
        given,
        middle,
        family,
        birth,
        sex: row.read(8, |text| match text {
            "F" | "f" => Some(Sex::Female),
            "M" | "m" => Some(Sex::Male),
            _ => None,
        }),
        birth_order: row.read(9, |text| text.parse().ok()).unwrap_or_default(),
        address,
        postcode,
        telephone,
        practice,
        mother: ParentInput { given: mother_given, family: mother_family, birth: mother_birth, nhs: None },
        ..RecordInput::default()
    }
}
