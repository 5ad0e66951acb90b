//! Makes and writes a locality and says how long it took.
//!
//! `cargo run --release -p kith-synth --example timing -- 60000 [directory]`

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use kith_synth::{Plan, make, write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let children = arguments.next().map_or(Ok(6_000), |text| text.parse())?;
    let directory = arguments.next().map_or_else(|| std::env::temp_dir().join("kith-synth"), PathBuf::from);
    let start = Instant::now();
    let plan = Plan { children_under_five: children, ..Plan::on(jiff::civil::date(2026, 11, 20)) };
    let locality = make(plan);
    let made = start.elapsed();
    let written = write(&locality, &directory, &mut |_| {})?;
    let total = start.elapsed();
    let count = locality.count();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{count:?}")?;
    for file in &written.extracts {
        writeln!(out, "{:>9} rows  {}", file.rows, file.source)?;
    }
    writeln!(out, "{:>9} rows in all", written.rows())?;
    writeln!(out, "make {:.2} s, make and write {:.2} s", made.as_secs_f64(), total.as_secs_f64())?;
    writeln!(out, "{:.0} persons a second", count.persons as f64 / total.as_secs_f64())?;
    Ok(())
}
