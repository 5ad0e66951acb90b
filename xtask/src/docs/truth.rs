//! Whether what the docs say of the tree is so: paths and links exist, and
//! every dependency has its reason.

use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use toml::Table;

use crate::Problem;
use crate::tree::{File, Tree};

const FOLDERS: &[&str] =
    &["crates/", "docs/", "packs/", "sources/", "scripts/", "xtask/", "browser/", ".ci/", ".cargo/"];

pub(super) fn check(tree: &Tree) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let at_top = tree.files.iter().filter(|file| !file.path.contains('/') && file.path.ends_with(".md"));
    for page in tree.below("docs/", "md").chain(at_top) {
        paths(tree, page, &mut problems);
        links(tree, page, &mut problems);
    }
    dependencies(tree, &mut problems)?;
    Ok(problems)
}

/// Every path between backticks exists; one with a placeholder is a pattern.
fn paths(tree: &Tree, page: &File, problems: &mut Vec<Problem>) {
    for (number, line) in page.lines() {
        for path in line.split('`').skip(1).step_by(2) {
            let is_path =
                FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains([' ', '<', '*', '{', '…']);
            let path = path.split("::").next().unwrap_or(path);
            if is_path && !path.contains("NNNN") && !tree.top.join(path).exists() {
                problems.push(Problem::new(format!("{}:{number}", page.path), format!("there is no {path}")));
            }
        }
    }
}

/// Every link to a file of ours leads somewhere.
fn links(tree: &Tree, page: &File, problems: &mut Vec<Problem>) {
    let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
    for (number, line) in page.lines() {
        for link in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let target = link.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains(':') && !tree.top.join(plain(&folder.join(target))).exists() {
                problems
                    .push(Problem::new(format!("{}:{number}", page.path), format!("the link {link} leads nowhere")));
            }
        }
    }
}

fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Every dependency of the workspace and of the pages has a row in
/// `docs/dependencies.md`, and every row has its dependency.
fn dependencies(tree: &Tree, problems: &mut Vec<Problem>) -> Result<()> {
    const PAGE: &str = "docs/dependencies.md";
    let manifest: Table = tree.text("Cargo.toml").parse().context("Cargo.toml is not TOML")?;
    let ours = manifest.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let rust = ours.and_then(toml::Value::as_table).into_iter().flat_map(Table::keys).map(String::as_str);
    let npm: serde_json::Value = serde_json::from_str(tree.text("package.json")).context("package.json is not JSON")?;
    let npm = ["dependencies", "devDependencies"].iter().filter_map(|kind| npm[kind].as_object());
    let npm = npm.flat_map(|names| names.keys().map(String::as_str).collect::<Vec<_>>());
    let used: Vec<&str> = rust.chain(npm).filter(|name| !name.starts_with("kith-")).collect();
    let rows = tree.text(PAGE).lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let explained: Vec<&str> = rows.collect();
    for name in used.iter().filter(|name| !explained.contains(name)) {
        problems.push(Problem::new(PAGE, format!("{name} has no reason there")));
    }
    for name in explained.iter().filter(|name| !used.contains(name)) {
        problems.push(Problem::new(PAGE, format!("{name} is not a dependency any more")));
    }
    Ok(())
}
