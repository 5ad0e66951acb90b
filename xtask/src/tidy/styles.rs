//! The styles: a page of Kith asks nobody else for anything.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Problem;
use crate::tree::Tree;

/// Names of formats that look like addresses and are never fetched.
const NAMES: &[&str] = &["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/1999/xhtml"];

/// Neither our sources nor the built styles and scripts name another site.
pub(super) fn off_site(tree: &Tree, problems: &mut Vec<Problem>) {
    for extension in ["css", "scss", "js", "mjs", "svg"] {
        for file in tree.below("crates/kith/assets/", extension) {
            one(&file.path, &file.text, problems);
        }
    }
    for path in built(&tree.top) {
        if let Ok(text) = fs::read_to_string(&path) {
            one(&path.to_string_lossy(), &text, problems);
        }
    }
}

fn one(path: &str, text: &str, problems: &mut Vec<Problem>) {
    for (number, line) in (1..).zip(text.lines()) {
        let line = NAMES.iter().fold(line.to_owned(), |line, name| line.replace(name, ""));
        for sign in ["https://", "http://", "url(//", "url(\"//"] {
            // A comment may say where something is explained.
            let is_comment = line.trim_start().starts_with(['*', '/']);
            if line.contains(sign) && !is_comment {
                problems.push(Problem::new(format!("{path}:{number}"), format!("{sign} reaches another site")));
            }
        }
    }
}

/// The style sheets that a build of `kith` left in the target directory.
fn built(top: &Path) -> Vec<PathBuf> {
    let children = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_kith = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("kith-"));
    ["debug", "release"]
        .into_iter()
        .flat_map(|profile| children(top.join("target").join(profile).join("build")))
        .filter(is_kith)
        .flat_map(|path| children(path.join("out")))
        .filter(|path| path.extension().is_some_and(|end| end == "css"))
        .collect()
}
