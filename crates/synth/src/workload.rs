//! The same people as records of one shape, to measure matching with.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::day::Day;
use crate::family::Family;
use crate::holding::{Record, records};
use crate::locality::Locality;
use crate::said::Said;
use crate::source::{SOURCES, Source};
use crate::truth::push_person;

const HEADER: &[u8] = b"record_id,source,recorded_on,nhs_number,forename,middle_name,surname,dob,sex,birth_order,address,postcode,phone,gp_code,mother_forename,mother_surname,mother_dob\n";

/// Writes one record for each person that each system holds into `out`
/// (17 columns), and whose it is into `truth` (`record_id,person`). Returns
/// how many records there are.
///
/// # Errors
/// Whatever the writers say.
pub fn write_records(locality: &Locality, out: &mut dyn Write, truth: &mut dyn Write) -> io::Result<u64> {
    out.write_all(HEADER)?;
    truth.write_all(b"record_id,person\n")?;
    let mut next = 1;
    for source in SOURCES {
        for batch in locality.families.chunks(4_096) {
            let pieces: Vec<Vec<(String, String)>> =
                batch.par_chunks(64).map(|families| lines(locality, source, families)).collect();
            for (record, person) in pieces.into_iter().flatten() {
                writeln!(out, "R{next:07},{record}")?;
                writeln!(truth, "R{next:07},{person}")?;
                next += 1;
            }
        }
    }
    Ok(next - 1)
}

fn lines(locality: &Locality, source: &'static Source, families: &[Family]) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for record in families.iter().flat_map(|family| records(locality, source, family)) {
        let mut person = String::new();
        push_person(record.family.number, record.subject.slot, &mut person);
        lines.push((line(locality, source, &record), person));
    }
    lines
}

fn line(locality: &Locality, source: &Source, record: &Record<'_>) -> String {
    let said = &record.subject;
    let mother = record.mother.as_ref();
    let mut telephone = String::new();
    if let Some(line) = said.line {
        crate::number::telephone(line, false, &mut telephone);
    }
    let sex = match said.is_female {
        Some(true) => "F",
        Some(false) => "M",
        None => "",
    };
    let order = if said.birth_order > 0 { said.birth_order.to_string() } else { String::new() };
    let practice =
        if source.habits.is_health { locality.town.practice(usize::from(said.practice)).code.as_str() } else { "" };
    let values = [
        source.name().to_owned(),
        iso(Some(record.updated)),
        said.nhs.map_or(String::new(), |nhs| nhs.to_string()),
        said.given.to_string(),
        said.middle.unwrap_or("").to_owned(),
        said.family.to_string(),
        iso(said.born.or(said.due)),
        sex.to_owned(),
        order,
        address(locality, said),
        postcode(locality, said),
        telephone,
        practice.to_owned(),
        mother.map_or(String::new(), |mother| mother.given.to_string()),
        mother.map_or(String::new(), |mother| mother.family.to_string()),
        mother.map_or(String::new(), |mother| iso(mother.born)),
    ];
    values.join(",")
}

/// House and street, without the signs that a CSV file would have to quote.
fn address(locality: &Locality, said: &Said) -> String {
    let Some(home) = said.home else { return String::new() };
    let street = &locality.town.postcodes[home.postcode as usize].street;
    let flat = if home.flat > 0 { format!("Flat {} ", home.flat) } else { String::new() };
    format!("{flat}{} {street}", home.number)
}

fn postcode(locality: &Locality, said: &Said) -> String {
    match said.home {
        Some(home) if said.has_postcode => locality.town.postcodes[home.postcode as usize].postcode.clone(),
        _ => String::new(),
    }
}

fn iso(day: Option<Day>) -> String {
    crate::reference::iso(day)
}
