//! The pages under `docs/reference` are written from the code and the data
//! they describe; everything else in the docs is checked against the tree.

mod commands;
mod listed;
mod rules;
mod sources;
mod truth;
mod who;

use std::fs;

use anyhow::{Context, Result};

use crate::Problem;
use crate::tree::Tree;

const FOLDER: &str = "docs/reference";

/// A page and how it is written. A new page is a line in this list.
type Page = (&'static str, fn(&Tree) -> Result<String>);

const PAGES: &[Page] = &[
    ("roles.md", listed::roles),
    ("services.md", listed::services),
    ("audit-events.md", listed::audit_events),
    ("sources.md", sources::page),
    ("sharing-rules.md", rules::page),
    ("who-may-see-what.md", who::page),
    ("commands.md", commands::page),
];

/// Writes every page anew.
pub(crate) fn write(tree: &Tree) -> Result<Vec<Problem>> {
    fs::create_dir_all(tree.top.join(FOLDER)).context("cannot make docs/reference")?;
    let (pages, mut problems) = pages(tree);
    for (path, text) in pages {
        fs::write(tree.top.join(&path), text).with_context(|| format!("cannot write {path}"))?;
    }
    problems.extend(truth::check(&Tree::read()?)?);
    Ok(problems)
}

/// Says what is not as it would be written now, and what is not true.
pub(crate) fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let (pages, mut problems) = pages(tree);
    for (path, text) in &pages {
        if tree.text(path) != text {
            problems.push(Problem::new(path, "out of date; run cargo xtask docs and look at the difference"));
        }
    }
    let is_written = |path: &str| PAGES.iter().any(|(name, _)| path.strip_prefix(FOLDER) == Some(&format!("/{name}")));
    for file in tree.below("docs/reference/", "md").filter(|file| !is_written(&file.path)) {
        problems.push(Problem::new(&file.path, "nothing writes this page; remove it"));
    }
    problems.extend(truth::check(tree)?);
    Ok(problems)
}

/// The pages as they would be written now, and those that could not be.
fn pages(tree: &Tree) -> (Vec<(String, String)>, Vec<Problem>) {
    let (mut pages, mut problems) = (Vec::new(), Vec::new());
    for (name, write) in PAGES {
        let path = format!("{FOLDER}/{name}");
        match write(tree) {
            Ok(text) => pages.push((path, format!("{}\n\n<!-- Written by `cargo xtask docs`. -->\n", text.trim_end()))),
            Err(error) => problems.push(Problem::new(path, format!("cannot be written: {error:#}"))),
        }
    }
    (pages, problems)
}

/// A cell of a table: one line, with its bars escaped.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
