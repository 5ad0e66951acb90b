//! Bends good files in a million ways and reads each: nothing may panic, and
//! nothing may take long. The same seed bends them in the same ways. What is
//! timed is the work of the processor, where the system tells it: on a busy
//! machine an input may wait for longer than it is read.
//!
//! `cargo run --release -p kith-exchange --example fuzz -- 1000000 [seed [reader]]`

use std::error::Error;
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::civil::{Date, date};
use kith_core::birth::News;
use kith_core::family::PersonField;
use kith_exchange::list_out::{ListRow, OwnKey, encrypt, open, read_list, write_list};
use kith_exchange::message::read_envelope;
use kith_exchange::{SourceMap, read};

const TODAY: Date = date(2026, 11, 22);
/// No input of these sizes may take longer.
const TOO_LONG: Duration = Duration::from_secs(2);

/// Words that readers look for, to be put where they do not belong.
const WORDS: &[&[u8]] = &[
    b"<", b">", b"</", b"/>", b"&", b"&amp;", b"&#x0;", b"&#xD800;", b"<!DOCTYPE a>", b"<!--", b"]]>", b"<![CDATA[",
    b"xmlns=\"\"", b"\"", b"'", b"\"\"", b",", b";", b"\r\n", b"\n", b"\0", b"\t", b"=", b"{", b"}", b"[", b"]", b":",
    b"null", b"1e999", b"-0", b"99999999999999999999", b"2026-02-31", b"31/12/9999", b"\xff", b"\xef\xbb\xbf",
    b"\xff\xfe", b"PK\x03\x04", b"\xc3\x28", b"encoding=\"UTF-16\"", b"-> X25519 ", b"\n--- ", b"value=\"", b"<entry>",
    b"</entry>",
];

/// A small seeded generator (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count.max(1) as u64).unwrap_or(0)
    }
}

/// Bends bytes in one to eight places.
fn bend(bytes: &mut Vec<u8>, others: &[Vec<u8>], random: &mut Random) {
    for _ in 0..=random.below(8) {
        let place = random.below(bytes.len() + 1);
        let end = (place + 1 + random.below(40)).min(bytes.len());
        let bit = 1_u8 << random.below(8);
        match random.below(9) {
            0 | 1 if place < bytes.len() => bytes[place] ^= bit,
            2 if place < bytes.len() => bytes[place] = u8::try_from(random.below(256)).unwrap_or(0),
            3 | 4 => {
                let word = WORDS[random.below(WORDS.len())];
                bytes.splice(place..place, word.iter().copied());
            }
            5 if place < end => drop(bytes.drain(place..end)),
            6 if place < end => {
                let again = bytes[place..end].repeat(1 + random.below(30));
                bytes.splice(place..place, again);
            }
            7 => {
                let other = &others[random.below(others.len())];
                let start = random.below(other.len());
                let stop = (start + random.below(200)).min(other.len());
                bytes.splice(place..place, other[start..stop].iter().copied());
            }
            _ if random.below(6) == 0 => bytes.truncate(place),
            _ => {}
        }
    }
}

/// Bends one part of a workbook and packs it again, so that what is bent is
/// read and not only found damaged.
fn bend_inside(workbook: &[u8], random: &mut Random) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook))?;
    let mut parts = Vec::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place)?;
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes)?;
        parts.push((part.name()?.into_owned(), bytes));
    }
    let others: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
    let place = random.below(parts.len());
    bend(&mut parts[place].1, &others, random);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name, options)?;
        writer.write_all(&bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

type Reads = Box<dyn Fn(&[u8]) -> bool>;

struct Reader {
    name: &'static str,
    samples: Vec<Vec<u8>>,
    is_workbook: bool,
    /// Whether it read the bytes to the end.
    reads: Reads,
}

impl Reader {
    fn new(name: &'static str, samples: Vec<Vec<u8>>, reads: impl Fn(&[u8]) -> bool + 'static) -> Self {
        Self { name, samples, is_workbook: false, reads: Box::new(reads) }
    }

    fn input(&self, random: &mut Random) -> Vec<u8> {
        let mut bytes = self.samples[random.below(self.samples.len())].clone();
        if self.is_workbook
            && random.below(2) == 0
            && let Ok(bent) = bend_inside(&bytes, random)
        {
            return bent;
        }
        bend(&mut bytes, &self.samples, random);
        bytes
    }
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn map(name: &str) -> Result<SourceMap, Box<dyn Error>> {
    let text = std::fs::read_to_string(repository().join("sources").join(format!("{name}.toml")))?;
    SourceMap::parse(&text).map_err(|errors| format!("{name}: {errors:?}").into())
}

/// The made-up files of these folders with this ending.
fn samples(folders: &[&str], ending: &str) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let mut paths = Vec::new();
    for folder in folders {
        let folder = repository().join("crates/exchange/tests/samples").join(folder);
        for entry in std::fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
    }
    paths.sort();
    let wanted = paths.iter().filter(|path| path.extension().is_some_and(|it| it == ending));
    Ok(wanted.map(std::fs::read).collect::<Result<_, _>>()?)
}

fn by_map(name: &'static str, file: &'static str, samples: Vec<Vec<u8>>, maps: Vec<SourceMap>) -> Reader {
    Reader::new(name, samples, move |bytes| {
        let read = |map: &SourceMap| read(map, file, bytes, TODAY, &mut |_| {}).is_ok();
        maps.iter().filter(|map| read(map)).count() > 0
    })
}

fn workbook() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("List 3")?;
    let header = ["Child Unique ID", "Gender", "Date of Birth", "Date of Referral", "Referral NFA?", "Allocated Team"];
    for (column, name) in (0..).zip(header) {
        sheet.write(0, column, name)?;
        sheet.write(1, column, "7")?;
    }
    sheet.write(2, 0, 700_001)?;
    sheet.write(2, 3, 46_297)?;
    sheet.write_formula(2, 5, "=H2+5")?;
    Ok(workbook.save_to_buffer()?)
}

fn list() -> Vec<u8> {
    let told = ListRow {
        given: "Zoë".to_owned(),
        family: "'t Hooft".to_owned(),
        born_on: Some(TODAY),
        address: vec!["4 Weir Lane".to_owned(), "=1+1".to_owned()],
        ..ListRow::leaving("abc".to_owned(), News::Birth, TODAY, "Northfield")
    };
    write_list(&[told], &[PersonField::Name, PersonField::BornOn, PersonField::Address].into())
}

fn readers() -> Result<Vec<Reader>, Box<dyn Error>> {
    let messages = ["birth-message", "demographic-message", "professional-contacts"];
    let xml = || samples(&messages, "xml");
    let key = OwnKey::generate();
    let sealed = encrypt(&key.public(), &list())?;
    let mut workbooks = by_map("workbook", "any.xlsx", vec![workbook()?], vec![map("annex-a")?]);
    workbooks.is_workbook = true;
    Ok(vec![
        Reader::new("message", xml()?, |bytes| read_envelope(bytes).is_ok()),
        by_map(
            "csv",
            "any.csv",
            samples(&["school-cohort", "ssda903"], "csv")?,
            vec![map("school-cohort")?, map("ssda903")?],
        ),
        workbooks,
        by_map("xml", "any.xml", xml()?, messages.map(map).into_iter().collect::<Result<_, _>>()?),
        by_map("json", "any.json", samples(&["fhir-patient"], "json")?, vec![map("fhir-patient")?]),
        Reader::new("list", vec![list()], |bytes| read_list(bytes).is_ok()),
        Reader::new("sealed list", vec![sealed], move |bytes| {
            let opened = open(&key, bytes);
            // What opens must be what was closed: some inputs were bent back to what they were.
            assert!(opened.as_ref().map_or(true, |plain| *plain == list()), "another list came out");
            opened.is_ok()
        }),
    ])
}

/// The time that this thread was at work; the time of the clock where the
/// system does not tell.
fn worked(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let worked = told.as_ref().and_then(|told| told.split_whitespace().next()?.parse().ok());
    worked.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count: u64 = arguments.next().map_or(Ok(10_000), |text| text.parse())?;
    let seed: u64 = arguments.next().map_or(Ok(1), |text| text.parse())?;
    let only = arguments.next();
    let mut out = std::io::stdout().lock();
    let mut wrong = 0_u64;
    // The library for workbooks panics on some bent files, and is caught; what is not caught is counted here.
    std::panic::set_hook(Box::new(|_| {}));
    for reader in readers()?.iter().filter(|reader| only.as_deref().is_none_or(|only| only == reader.name)) {
        let (start, mut longest, mut read) = (Instant::now(), Duration::ZERO, 0_u64);
        for number in 0..count {
            let mut random = Random(seed ^ number.wrapping_mul(0x2545_f491_4f6c_dd1d));
            let bytes = reader.input(&mut random);
            let before = worked(start);
            let outcome = catch_unwind(AssertUnwindSafe(|| (reader.reads)(&bytes)));
            let took = worked(start).saturating_sub(before);
            longest = longest.max(took);
            read += u64::from(outcome.as_ref().is_ok_and(|is_read| *is_read));
            if outcome.is_err() || took > TOO_LONG {
                wrong += 1;
                let what = if outcome.is_err() { "panicked" } else { "took too long" };
                writeln!(out, "{}: input {number} of seed {seed} {what} ({} bytes)", reader.name, bytes.len())?;
            }
        }
        let rate = count as f64 / start.elapsed().as_secs_f64();
        writeln!(
            out,
            "{:<12} {count:>9} inputs, {read:>8} read to the end, {:>8} refused, longest {:>7.2} ms, {rate:>8.0} a second",
            reader.name,
            count - read,
            longest.as_secs_f64() * 1000.0,
        )?;
        out.flush()?;
    }
    if wrong > 0 {
        return Err(format!("{wrong} inputs panicked or took too long").into());
    }
    Ok(())
}
