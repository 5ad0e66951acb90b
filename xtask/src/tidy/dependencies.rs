//! Who may depend on whom.

use toml::Table;

use crate::Problem;
use crate::tree::Tree;

/// Each crate and all of ours that it may use. Above all `kith` does not know
/// `kith-store`: whoever wants a record goes through `kith-app`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("kith-link", &[]),
    ("kith-core", &["kith-link"]),
    ("kith-exchange", &["kith-core"]),
    ("kith-store", &["kith-core"]),
    ("kith-synth", &["kith-core"]),
    ("kith-letters", &[]),
    ("kith-mesh", &[]),
    ("kith-app", &["kith-core", "kith-exchange", "kith-letters", "kith-link", "kith-store"]),
    ("kith", &["kith-app", "kith-core", "kith-exchange", "kith-letters", "kith-link", "kith-mesh", "kith-synth"]),
    ("kith-verify", &[]),
    ("xtask", &[]),
];

/// Crates that only one of ours may use, because it is the one home of what
/// they do.
const ONE_HOME: &[(&str, &str)] = &[
    ("sqlx", "kith-store"),
    ("axum", "kith"),
    ("askama", "kith"),
    ("calamine", "kith-exchange"),
    ("krilla", "kith-letters"),
    ("ureq", "kith-mesh"),
];

/// Every manifest keeps to the direction.
pub(super) fn directions(tree: &Tree, problems: &mut Vec<Problem>) {
    let manifests = tree.files.iter().filter(|file| {
        (file.path.starts_with("crates/") || file.path.starts_with("xtask/")) && file.path.ends_with("/Cargo.toml")
    });
    for file in manifests {
        match file.text.parse::<Table>() {
            Ok(manifest) => one(&file.path, &manifest, problems),
            Err(error) => problems.push(Problem::new(&file.path, error.message())),
        }
    }
}

fn one(path: &str, manifest: &Table, problems: &mut Vec<Problem>) {
    let mut wrong = |what: String| problems.push(Problem::new(path, what));
    let package = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
    let Some((package, may_use)) = MAY_USE.iter().find(|(name, _)| package == Some(name)) else {
        return wrong("this crate is not in the table of xtask/src/tidy/dependencies.rs; add it there".to_owned());
    };
    if manifest.get("lints").and_then(|lints| lints.get("workspace")) != Some(&toml::Value::Boolean(true)) {
        wrong("it does not take the lints of the workspace".to_owned());
    }
    for (kind, is_test) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)] {
        let names = manifest.get(kind).and_then(toml::Value::as_table).into_iter().flat_map(Table::keys);
        for name in names {
            let is_ours = name == "kith" || name.starts_with("kith-");
            // The store stays out of reach of the product's tests too; the verifier's tests compare it with core.
            let is_allowed = may_use.contains(&name.as_str()) || (is_test && name != "kith-store");
            if is_ours && !is_allowed {
                wrong(format!("{package} may not use {name} (docs/architecture.md)"));
            }
            let home = ONE_HOME.iter().find(|(it, home)| it == name && home != package);
            if let Some((name, home)) = home.filter(|_| !is_test) {
                wrong(format!("only {home} uses {name}"));
            }
        }
    }
}
