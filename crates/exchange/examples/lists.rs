//! How long the centres' lists of a year take: written, and encrypted.
//!
//! `cargo run --release -p kith-exchange --example lists -- [centres [months [rows]]]`

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use jiff::civil::date;
use kith_core::birth::News;
use kith_core::family::PersonField;
use kith_exchange::list_out::{ListRow, OwnKey, encrypt, write_list};

fn row(number: u32) -> ListRow {
    ListRow {
        given: "Zoë".to_owned(),
        family: "Moor".to_owned(),
        born_on: Some(date(2026, 11, 19)),
        address: vec![format!("{} Weir Lane", number % 140), "Northfield".to_owned()],
        postcode: "LX1 4QR".to_owned(),
        ..ListRow::leaving(format!("{number:016}"), News::Birth, date(2026, 11, 20), "Northfield Children's Centre")
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<u32> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [centres, months, rows] =
        [(0, 60), (1, 12), (2, 80)].map(|(place, usual)| numbers.get(place).copied().unwrap_or(usual));
    let rows: Vec<ListRow> = (0..rows).map(row).collect();
    let keys: Vec<_> = (0..centres).map(|_| OwnKey::generate().public()).collect();
    let fields = [PersonField::Name, PersonField::BornOn, PersonField::Address].into();
    let start = Instant::now();
    let mut bytes = 0;
    for _ in 0..months {
        for _ in &keys {
            bytes += write_list(&rows, &fields).len();
        }
    }
    let written = start.elapsed();
    let start = Instant::now();
    let mut encrypted = 0;
    for _ in 0..months {
        for key in &keys {
            encrypted += encrypt(key, &write_list(&rows, &fields))?.len();
        }
    }
    let both = start.elapsed();
    writeln!(
        std::io::stdout(),
        "{} lists of {} rows: {:.0} ms to write ({bytes} bytes), {:.0} ms to write and encrypt ({encrypted} bytes)",
        centres * months,
        rows.len(),
        written.as_secs_f64() * 1000.0,
        both.as_secs_f64() * 1000.0,
    )?;
    Ok(())
}
