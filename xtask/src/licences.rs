//! Every dependency may be used, changed and passed on by whoever takes Kith.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::Problem;
use crate::tree::Tree;

/// Licences that ask for no more than to be named.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub(crate) fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(&tree.top)
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata is not JSON")?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    Ok(packages.iter().filter_map(problem).collect())
}

fn problem(package: &Value) -> Option<Problem> {
    let name = package["name"].as_str().unwrap_or("a package without a name");
    let licence = package["license"].as_str().unwrap_or("none");
    let place = format!("{name} {}", package["version"].as_str().unwrap_or_default());
    (!is_permissive(licence)).then(|| Problem::new(place, format!("its licence is \"{licence}\"")))
}

/// Whether a licence expression can be met with permissive licences only.
fn is_permissive(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let words = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut place = 0;
    let meets = any_of(&words, &mut place);
    meets && place == words.len()
}

fn any_of(words: &[&str], place: &mut usize) -> bool {
    let mut meets = all_of(words, place);
    while words.get(*place) == Some(&"OR") {
        *place += 1;
        meets |= all_of(words, place);
    }
    meets
}

fn all_of(words: &[&str], place: &mut usize) -> bool {
    let mut meets = one(words, place);
    while words.get(*place) == Some(&"AND") {
        *place += 1;
        meets &= one(words, place);
    }
    meets
}

fn one(words: &[&str], place: &mut usize) -> bool {
    let Some(word) = words.get(*place) else { return false };
    *place += 1;
    if *word == "(" {
        let meets = any_of(words, place);
        *place += 1;
        return meets;
    }
    if words.get(*place) == Some(&"WITH") {
        let exception = words.get(*place + 1).copied().unwrap_or_default();
        *place += 2;
        return PERMISSIVE.contains(&format!("{word} WITH {exception}").as_str());
    }
    PERMISSIVE.contains(word)
}

#[cfg(test)]
mod tests {
    use super::is_permissive;

    #[test]
    fn a_choice_needs_one_permissive_licence_and_a_sum_needs_all() {
        assert!(is_permissive("MIT"));
        assert!(is_permissive("MIT/Apache-2.0"));
        assert!(is_permissive("GPL-3.0-only OR MIT"));
        assert!(is_permissive("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(is_permissive("Apache-2.0 WITH LLVM-exception OR GPL-2.0-only"));
        assert!(!is_permissive("MIT AND GPL-3.0-only"));
        assert!(!is_permissive("none"));
        assert!(!is_permissive("MPL-2.0"));
    }
}
