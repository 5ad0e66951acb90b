//! `kith-verify LOG [--public-key FILE --checkpoints FILE]`: exit code 0 for a
//! whole log, 7 for one that is not, 2 for a question it cannot read.

use std::fs::{self, File};
use std::io::{self, BufReader, Write};
use std::process::ExitCode;

const USAGE: &str = "usage: kith-verify LOG [--public-key FILE --checkpoints FILE]";

fn main() -> ExitCode {
    let (code, said) = answer(std::env::args().skip(1)).unwrap_or_else(|problem| (2, problem));
    let is_shown = writeln!(io::stdout(), "{said}").is_ok();
    ExitCode::from(if is_shown { code } else { 2 })
}

fn answer(mut words: impl Iterator<Item = String>) -> Result<(u8, String), String> {
    let (mut log, mut key_file, mut checkpoint_file) = (None, None, None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--public-key" => key_file = Some(words.next().ok_or(USAGE)?),
            "--checkpoints" => checkpoint_file = Some(words.next().ok_or(USAGE)?),
            _ if word.starts_with('-') || log.is_some() => return Err(USAGE.to_owned()),
            _ => log = Some(word),
        }
    }
    let log = log.ok_or(USAGE)?;
    let cannot = |path: &str, error: io::Error| format!("cannot read {path}: {error}");
    let read = |path: &String| fs::read_to_string(path).map_err(|error| cannot(path, error));
    let checkpoints = match (&key_file, &checkpoint_file) {
        (None, None) => Ok(Vec::new()),
        (Some(keys), Some(checkpoints)) => {
            let (keys, lines) = (read(keys)?, read(checkpoints)?);
            kith_verify::read_keys(&keys).and_then(|keys| kith_verify::read_checkpoints(&lines, &keys))
        }
        _ => return Err(format!("a checkpoint shows something only with the public key you trust\n{USAGE}")),
    };
    let checkpoints = match checkpoints {
        Ok(checkpoints) => checkpoints,
        Err(found) => return Ok((7, found.to_string())),
    };
    let file = File::open(&log).map_err(|error| cannot(&log, error))?;
    match kith_verify::check(BufReader::new(file), &checkpoints).map_err(|error| cannot(&log, error))? {
        Ok(whole) => Ok((
            0,
            format!("whole: {} entries, {} checkpoints fit, head {}", whole.entries, checkpoints.len(), whole.head),
        )),
        Err(found) => Ok((7, found.to_string())),
    }
}
