//! How long the centres' lists of a year take: written, and sealed.
//!
//! `cargo run --release -p kith-exchange --example lists -- [centres [months [rows]]]`

use std::error::Error;
use std::io::Write;
use std::time::Instant;

use jiff::civil::date;
use kith_core::id::PersonId;
use kith_core::person::Name;
use kith_exchange::list_out::{ListColumns, ListEvent, ListRow, OpeningKey, Outreach, seal, write_list};

fn row(number: u32) -> Result<ListRow, Box<dyn Error>> {
    let mut random = [0; 10];
    random[..4].copy_from_slice(&number.to_le_bytes());
    let mut told = Outreach::new(PersonId::from_random(random), ListEvent::Birth, date(2026, 11, 20));
    told.child_given = Some(Name::parse("Zoë")?);
    told.child_family = Some(Name::parse("MOOR")?);
    told.child_born_on = Some(date(2026, 11, 19));
    told.mother_given = Some(Name::parse("Aisha")?);
    told.mother_family = Some(Name::parse("MOOR")?);
    told.address.lines = vec![format!("{} Weir Lane", number % 140), "Northfield".to_owned()];
    told.address.postcode = Some("LX1 4QR".parse()?);
    told.centre_code = Some("LXC01".to_owned());
    told.contact_ok.letter = true;
    Ok(ListRow::Told(Box::new(told)))
}

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<u32> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [centres, months, rows] =
        [(0, 60), (1, 12), (2, 80)].map(|(place, usual)| numbers.get(place).copied().unwrap_or(usual));
    let rows: Vec<ListRow> = (0..rows).map(row).collect::<Result<_, _>>()?;
    let keys: Vec<_> = (0..centres).map(|_| OpeningKey::generate().recipient()).collect();
    let columns = ListColumns::all();
    let start = Instant::now();
    let mut bytes = 0;
    for _ in 0..months {
        for _ in &keys {
            bytes += write_list(&columns, &rows).len();
        }
    }
    let written = start.elapsed();
    let start = Instant::now();
    let mut sealed = 0;
    for _ in 0..months {
        for key in &keys {
            sealed += seal(key, &write_list(&columns, &rows))?.len();
        }
    }
    let both = start.elapsed();
    let lists = centres * months;
    writeln!(
        std::io::stdout(),
        "{lists} lists of {} rows: {:.0} ms to write ({bytes} bytes), {:.0} ms to write and seal ({sealed} bytes)",
        rows.len(),
        written.as_secs_f64() * 1000.0,
        both.as_secs_f64() * 1000.0,
    )?;
    Ok(())
}
