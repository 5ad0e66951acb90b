//! Reference files: centres, places, postcodes and staff.

use std::fmt::Write;

use crate::day::Day;
use crate::locality::Locality;
use crate::number;

/// The name and text of each file.
pub(crate) fn files(locality: &Locality) -> [(&'static str, String); 4] {
    [
        ("centres.csv", centres(locality)),
        ("places.csv", places(locality)),
        ("postcodes.csv", postcodes(locality)),
        ("staff.csv", staff(locality)),
    ]
}

fn line(values: &[&str]) -> String {
    let quoted: Vec<String> = values
        .iter()
        .map(|value| {
            if value.contains([',', '"']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { (*value).to_owned() }
        })
        .collect();
    quoted.join(",") + "\r\n"
}

fn centres(locality: &Locality) -> String {
    let mut text = "code,name,cluster,address,postcode,telephone\r\n".to_owned();
    for centre in &locality.town.centres {
        let mut telephone = String::new();
        number::telephone(centre.line, true, &mut telephone);
        text += &line(&[&centre.code, &centre.name, centre.cluster, &centre.address, &centre.postcode, &telephone]);
    }
    text
}

fn places(locality: &Locality) -> String {
    let mut text = "kind,name,code,cluster,postcode\r\n".to_owned();
    for place in &locality.town.places {
        text += &line(&[place.kind, &place.name, &place.code, place.cluster, &place.postcode]);
    }
    text
}

fn postcodes(locality: &Locality) -> String {
    let mut text = "postcode,centre,cluster,ward,small_area,deprivation_decile\r\n".to_owned();
    for area in &locality.town.postcodes {
        let centre = &locality.town.centres[area.centre];
        text += &line(&[
            &area.postcode,
            &centre.code,
            centre.cluster,
            area.ward,
            &area.small_area,
            &area.decile.to_string(),
        ]);
    }
    text
}

fn staff(locality: &Locality) -> String {
    let mut text =
        "code,name,role,service,organisation,team,sharing_until,cleared_until,approved_on,principles_accepted_on\r\n"
            .to_owned();
    for worker in &locality.workforce.workers {
        text += &line(&[
            &worker.code,
            &worker.name,
            worker.role.word(),
            worker.service.map_or("", kith_core::service::ServiceKind::word),
            worker.organisation,
            &worker.team,
            &iso(worker.sharing_until),
            &iso(worker.cleared_until),
            &iso(worker.approved_on),
            &iso(worker.accepted_on),
        ]);
    }
    text
}

/// A day as 2026-10-02; empty for none.
pub(crate) fn iso(day: Option<Day>) -> String {
    let mut text = String::new();
    if let Some(day) = day {
        let (year, month, day) = day.parts();
        write!(text, "{year:04}-{month:02}-{day:02}").expect("a string takes every text");
    }
    text
}
