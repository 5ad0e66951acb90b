//! Rust files: how long, what is left over, and what may stand where.

use crate::Problem;
use crate::tree::Tree;

const MOST_LINES: usize = 500;
const MOST_LINES_OF_THE_VERIFIER: usize = 300;

/// No file is longer than a reader keeps in mind; the independent verifier is
/// short as a whole.
pub(super) fn sizes(tree: &Tree, problems: &mut Vec<Problem>) {
    for file in tree.rust() {
        let lines = file.text.lines().count();
        if MOST_LINES < lines {
            problems.push(Problem::new(&file.path, format!("{lines} lines; split it, {MOST_LINES} is the most")));
        }
    }
    let verifier: usize = tree.below("crates/verify/src/", "rs").map(|file| file.text.lines().count()).sum();
    if MOST_LINES_OF_THE_VERIFIER < verifier {
        let what = format!("{verifier} lines in all; {MOST_LINES_OF_THE_VERIFIER} is the most");
        problems.push(Problem::new("crates/verify/src", what));
    }
}

/// Nothing unfinished stays behind.
pub(super) fn leftovers(tree: &Tree, problems: &mut Vec<Problem>) {
    // Written in two parts, so that this file does not find itself.
    let left = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
        concat!("dbg", "!("),
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("#[", "allow("),
        concat!("#[", "ignore"),
    ];
    let files = tree.rust().chain(tree.below("crates/", "html")).chain(tree.below("browser/", "mjs"));
    for file in files.chain(tree.below("scripts/", "sh")) {
        for (number, line) in file.lines() {
            for word in left.iter().filter(|word| has_word(line, word)) {
                problems.push(Problem::new(format!("{}:{number}", file.path), format!("{word} is left over")));
            }
        }
    }
}

/// Whether `word` stands in the line on its own, not as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        let after = line[start + word.len()..].chars().next();
        let is_whole = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        is_whole(before) && (word.ends_with('(') || is_whole(after))
    })
}

/// Which crates may not do what. `core` and `link` are pure; what moves no
/// bytes itself is given them.
const PURE: &[(&[&str], &[&str], &str)] = &[
    (
        &["core", "link", "exchange", "synth", "verify"],
        &["SystemTime", "Timestamp::now", "Zoned::now", "std::net", "std::process::Command"],
        "it neither reads a clock nor reaches out",
    ),
    (&["core", "link", "exchange", "store"], &["std::env::", "env::var"], "settings are arguments"),
    (&["mesh"], &["env::var"], "settings are arguments"),
    (&["core", "link"], &["std::fs", "std::io", "Instant::now", "serde", "getrandom", "tokio"], "it is pure"),
    (&["core"], &["HashMap", "HashSet"], "its maps are ordered, so that output never wobbles"),
    (&["exchange"], &["std::fs"], "its callers move the bytes"),
    (&["store", "app", "mesh"], &["SystemTime", "Timestamp::now", "Zoned::now"], "time is an argument"),
    (&["app", "store", "core", "exchange", "link"], &["axum::", "askama", "clap::"], "only kith knows HTTP and HTML"),
];

/// The promises that the crates make hold in their text.
pub(super) fn purity(tree: &Tree, problems: &mut Vec<Problem>) {
    for (crates, words, because) in PURE {
        for name in *crates {
            let folder = format!("crates/{name}/src/");
            let is_edge = |path: &str| ["/main.rs", "/tests/", "/tests.rs"].iter().any(|it| path.contains(it));
            for file in tree.below(&folder, "rs").filter(|file| !is_edge(&file.path)) {
                for (number, line) in (1..).zip(file.before_tests().lines()) {
                    let code = line.split("//").next().unwrap_or_default();
                    for word in words.iter().filter(|word| code.contains(**word)) {
                        let place = format!("{}:{number}", file.path);
                        problems.push(Problem::new(place, format!("{word} in {name}: {because}")));
                    }
                }
            }
        }
    }
}

/// Only the store speaks SQL.
pub(super) fn sql(tree: &Tree, problems: &mut Vec<Problem>) {
    let sql = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE ", "ALTER TABLE ", "sqlx::"];
    let ours = |path: &str| path.starts_with("crates/store/") || path.starts_with("xtask/");
    for file in tree.rust().filter(|file| !ours(&file.path)) {
        for (number, line) in file.lines() {
            for word in sql.iter().filter(|word| line.contains(**word)) {
                let place = format!("{}:{number}", file.path);
                problems.push(Problem::new(place, format!("{}outside the store; only crates/store has SQL", word)));
            }
        }
    }
}
