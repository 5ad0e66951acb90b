//! `cargo xtask`: what the repository checks about itself and writes about
//! itself. Depends on none of the crates it checks.

mod docs;
mod licences;
mod tidy;
mod tree;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::{Context, Result};

use tree::Tree;

const USAGE: &str = "usage: cargo xtask COMMAND

  tidy            sizes, leftovers, purity, where SQL and time may be, who may
                  depend on whom, made-up people only, words of the templates
  docs            write docs/reference anew
  docs --check    fail if docs/reference, or a path or link in the docs, is not true
  licences        fail on a dependency without a permissive licence
";

/// Something that does not hold, for somebody to put right.
struct Problem {
    place: String,
    what: String,
}

impl Problem {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

fn main() -> Result<ExitCode> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let tree = Tree::read().context("cannot read the repository")?;
    let problems = match words[..] {
        ["tidy"] => tidy::check(&tree),
        ["docs"] => docs::write(&tree)?,
        ["docs", "--check"] => docs::check(&tree)?,
        ["licences"] => licences::check(&tree)?,
        _ => {
            io::stderr().write_all(USAGE.as_bytes())?;
            return Ok(ExitCode::from(2));
        }
    };
    let mut out = io::stdout().lock();
    for problem in &problems {
        writeln!(out, "{}: {}", problem.place, problem.what)?;
    }
    writeln!(out, "{}: {} problems", words.join(" "), problems.len())?;
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
