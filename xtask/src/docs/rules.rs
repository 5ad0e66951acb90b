//! The page of the sharing rules, from the packs in `packs/`.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::cell;
use crate::tree::Tree;

pub(super) fn page(tree: &Tree) -> Result<String> {
    let mut page = "# Sharing rules\n\nEach pack is one dated edition of the rules. They are asked in this order and \
        the first that fits decides. What no rule covers, and whatever cannot be read, is answered \"ask a \
        person\".\n"
        .to_owned();
    for file in tree.below("packs/", "toml") {
        let pack: Table = file.text.parse().with_context(|| format!("{} is not TOML", file.path))?;
        let title = pack.get("title").and_then(Value::as_str).unwrap_or(&file.path);
        page.push_str(&format!("\n## {title}\n\nFrom `{}`.\n", file.path));
        let rules = pack.get("rule").and_then(Value::as_array);
        page.push_str("\n| Rule | When | Answer | Words | Rests on |\n|---|---|---|---|---|\n");
        for rule in rules.into_iter().flatten() {
            let text = |key: &str| rule.get(key).map(plain).unwrap_or_default();
            let row = [text("id"), text("when"), text("answer"), text("words"), text("cites")];
            page.push_str(&format!("| {} |\n", row.map(|it| cell(&it)).join(" | ")));
        }
    }
    Ok(page)
}

/// A value as a reader would write it: `fact: one, two; other: three`.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Table(table) => {
            table.iter().map(|(key, value)| format!("{key}: {}", plain(value))).collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}
