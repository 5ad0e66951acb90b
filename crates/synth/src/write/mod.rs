//! Writes the files of a locality into a directory.

mod cell;
mod encode;
mod piece;
mod workbook;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::locality::Locality;
use crate::reference;
use crate::source::{Format, SOURCES, Source};
use crate::truth;
use piece::{Piece, is_counted_by_line, piece};

/// How far the writing is: one call for each step, in the order of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The file being written, for example `health-visiting.csv`.
    pub file: &'static str,
    /// Families done in this file.
    pub done: u64,
    /// Families in all.
    pub total: u64,
}

/// One file that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// The source name, as the import takes it.
    pub source: &'static str,
    /// Where it is.
    pub path: PathBuf,
    /// Rows without headers, over all its lists.
    pub rows: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// The extracts, in the order in which they are imported.
    pub extracts: Vec<WrittenFile>,
}

impl Written {
    /// Rows over all extracts.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.extracts.iter().map(|file| file.rows).sum()
    }
}

/// Why the files could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A directory or file could not be made or filled.
    #[error("could not write {path}; check that the folder exists, is yours and has room")]
    File {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The workbook could not be made.
    #[error("could not make the workbook {path}; check that the folder is yours and has room")]
    Workbook {
        /// The workbook.
        path: PathBuf,
        /// What was wrong.
        source: rust_xlsxwriter::XlsxError,
    },
}

impl SynthError {
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { path, source }
    }
}

/// Families in one piece, and pieces made at one time.
const FAMILIES: usize = 64;
const PIECES: usize = 64;

/// Writes `reference/`, `extracts/` and `truth/` below a directory.
///
/// # Errors
/// [`SynthError`] when a directory or file cannot be written.
pub fn write(locality: &Locality, directory: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Written, SynthError> {
    for part in ["reference", "extracts", "truth"] {
        let path = directory.join(part);
        fs::create_dir_all(&path).map_err(SynthError::file(&path))?;
    }
    for (name, text) in reference::files(locality) {
        let path = directory.join("reference").join(name);
        fs::write(&path, text).map_err(SynthError::file(&path))?;
    }
    let path = directory.join("truth").join("persons.csv");
    let file = File::create(&path).map_err(SynthError::file(&path))?;
    let mut truth = BufWriter::with_capacity(1 << 20, file);
    truth.write_all(truth::HEADER.as_bytes()).map_err(SynthError::file(&path))?;
    let mut written = Written::default();
    for source in SOURCES {
        let path = directory.join("extracts").join(source.file());
        let rows = write_source(locality, source, (&path, &mut truth), progress)?;
        written.extracts.push(WrittenFile { source: source.name(), path, rows });
    }
    truth.flush().map_err(SynthError::file(&path))?;
    Ok(written)
}

/// Makes a file piece by piece; hands every piece on in order, while the next
/// ones are made.
fn each_piece(
    locality: &Locality,
    source: &'static Source,
    progress: &mut dyn FnMut(Progress),
    take: &mut (dyn FnMut(&mut Vec<Piece>) -> Result<(), SynthError> + Send),
) -> Result<(), SynthError> {
    let count = locality.families.len();
    let order = Order::new(count, source.system as usize);
    let make = |start: usize| -> Vec<Piece> {
        let end = (start + FAMILIES * PIECES).min(count);
        (start..end)
            .into_par_iter()
            .step_by(FAMILIES)
            .map(|first| {
                let places = first..(first + FAMILIES).min(end);
                piece(locality, source, places.map(|place| &locality.families[order.family(place)]))
            })
            .collect()
    };
    let total = count as u64;
    progress(Progress { file: source.file(), done: 0, total });
    let mut pieces = make(0);
    let mut done = 0;
    while done < count {
        let next = done + FAMILIES * PIECES;
        let (taken, made) = rayon::join(|| take(&mut pieces), || make(next.min(count)));
        taken?;
        pieces = made;
        done = next.min(count);
        progress(Progress { file: source.file(), done: done as u64, total });
    }
    Ok(())
}

/// The order of families in a file: another in each, as systems number people
/// in their own way.
struct Order {
    count: usize,
    step: usize,
    shift: usize,
}

impl Order {
    fn new(count: usize, system: usize) -> Self {
        let mut step = (count / 3 + 17 * system + 1).max(1);
        while count > 1 && greatest_common_divisor(step, count) != 1 {
            step += 1;
        }
        Self { count: count.max(1), step, shift: system * 101 }
    }

    fn family(&self, place: usize) -> usize {
        (place * self.step + self.shift) % self.count
    }
}

fn greatest_common_divisor(mut a: usize, mut b: usize) -> usize {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a
}

type Target<'t> = (&'t Path, &'t mut BufWriter<File>);

fn write_source(
    locality: &Locality,
    source: &'static Source,
    (path, truth): Target<'_>,
    progress: &mut dyn FnMut(Progress),
) -> Result<u64, SynthError> {
    let truth_path = path.with_file_name("persons.csv");
    let mut next = first_rows(source);
    let mut written = 0;
    let mut sink = Sink::open(source, path)?;
    each_piece(locality, source, progress, &mut |pieces| {
        let firsts: Vec<[u64; 3]> = pieces.iter().map(|piece| count_on(source, piece, &mut next)).collect();
        written += pieces.iter().flat_map(|piece| piece.rows).map(u64::from).sum::<u64>();
        let lines: Vec<String> =
            pieces.par_iter().zip(&firsts).map(|(piece, first)| truth_lines(source, piece, first)).collect();
        for text in lines {
            truth.write_all(text.as_bytes()).map_err(SynthError::file(&truth_path))?;
        }
        sink.take(pieces)
    })?;
    sink.close(locality)?;
    Ok(written)
}

/// The number of a piece's first row in each list; counts on to the next.
fn count_on(source: &Source, piece: &Piece, next: &mut [u64; 3]) -> [u64; 3] {
    let first = *next;
    for (number, rows) in next.iter_mut().zip(piece.rows) {
        *number += u64::from(if is_counted_by_line(source) { piece.lines } else { rows });
    }
    first
}

/// The number of the first row of each list, as a spreadsheet shows it: for
/// XML the line, for JSON the place among the rows.
fn first_rows(source: &Source) -> [u64; 3] {
    match source.format {
        Format::Csv { preamble, .. } => [preamble.len() as u64 + 2; 3],
        Format::Xlsx => [u64::from(workbook::FIRST_ROW) + 1; 3],
        Format::Xml => [3; 3],
        Format::Json => [1; 3],
    }
}

fn truth_lines(source: &Source, piece: &Piece, first: &[u64; 3]) -> String {
    let mut text = String::with_capacity(piece.truth.len() * 90);
    let starts: Vec<String> = source.lists.iter().map(|list| truth::start_of(source, list)).collect();
    for entry in &piece.truth {
        let place = usize::from(entry.list);
        entry.push_to(&starts[place], first[place], &mut text);
    }
    text
}

/// Where a file's pieces go.
struct Sink {
    source: &'static Source,
    path: PathBuf,
    file: Option<BufWriter<File>>,
    /// Lists that are written at the end, and those of a workbook.
    held: [String; 3],
}

impl Sink {
    fn open(source: &'static Source, path: &Path) -> Result<Self, SynthError> {
        let mut sink = Self { source, path: path.to_owned(), file: None, held: Default::default() };
        if source.format == Format::Xlsx {
            return Ok(sink);
        }
        let file = File::create(path).map_err(SynthError::file(path))?;
        sink.file = Some(BufWriter::with_capacity(1 << 20, file));
        let mut start = String::new();
        match source.format {
            Format::Csv { delimiter, preamble, .. } => {
                for line in preamble {
                    start.push_str(line);
                    start.push_str("\r\n");
                }
                let names: Vec<&str> = source.columns.iter().map(|column| column.name).collect();
                start.push_str(&names.join(&delimiter.to_string()));
                start.push_str("\r\n");
            }
            Format::Xml => start.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Extract>\n"),
            Format::Json => start.push_str("{\n  \"children\": [\n"),
            Format::Xlsx => {}
        }
        if source.encoding == crate::source::Encoding::Utf8Marked {
            sink.put(encode::MARK)?;
        }
        sink.put(&encode::bytes(start, source.encoding))?;
        Ok(sink)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), SynthError> {
        self.file.iter_mut().try_for_each(|file| file.write_all(bytes)).map_err(SynthError::file(&self.path))
    }

    fn take(&mut self, pieces: &mut Vec<Piece>) -> Result<(), SynthError> {
        let is_json = self.source.format == Format::Json;
        for piece in pieces.drain(..) {
            match self.source.format {
                Format::Csv { .. } | Format::Xml => self.put(&piece.bytes)?,
                Format::Json | Format::Xlsx => {
                    for (held, text) in self.held.iter_mut().zip(piece.texts) {
                        if is_json && !held.is_empty() && !text.is_empty() {
                            held.push_str(",\n");
                        }
                        held.push_str(&text);
                    }
                }
            }
        }
        Ok(())
    }

    fn close(mut self, locality: &Locality) -> Result<(), SynthError> {
        let held = std::mem::take(&mut self.held);
        match self.source.format {
            Format::Csv { .. } => {}
            Format::Xml => self.put(b"</Extract>\n")?,
            Format::Json => {
                let [children, contacts, _] = held;
                self.put(children.as_bytes())?;
                self.put(b"\n  ],\n  \"contacts\": [\n")?;
                self.put(contacts.as_bytes())?;
                self.put(b"\n  ]\n}\n")?;
            }
            Format::Xlsx => {
                return workbook::save(self.source, locality.today, &held, &self.path)
                    .map_err(|source| SynthError::Workbook { path: self.path, source });
            }
        }
        self.file.iter_mut().try_for_each(Write::flush).map_err(SynthError::file(&self.path))
    }
}
