//! Writes made-up national messages and what should be true in the end, and
//! says how long it took.
//!
//! `cargo run --release -p kith-synth --example messages -- 50000 DIRECTORY [SEED] [shuffle] [duplicates]`

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use kith_synth::{MessagePlan, messages};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let count = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    let directory = arguments.next().map_or_else(|| std::env::temp_dir().join("kith-messages"), PathBuf::from);
    let mut plan = MessagePlan::on(jiff::civil::date(2026, 11, 22), count);
    for word in arguments {
        match word.as_str() {
            "shuffle" => plan.is_shuffled = true,
            "duplicates" => plan.has_duplicates = true,
            seed => plan.seed = seed.parse()?,
        }
    }
    let start = Instant::now();
    let written = messages(plan).write(&directory)?;
    let seconds = start.elapsed().as_secs_f64();
    writeln!(
        std::io::stdout(),
        "{written} messages in {seconds:.2} s, {:.0} a second, in {}",
        written as f64 / seconds,
        directory.display()
    )?;
    Ok(())
}
