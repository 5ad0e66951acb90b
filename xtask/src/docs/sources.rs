//! The page of the sources, from the column maps in `sources/`.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::cell;
use crate::tree::Tree;

pub(super) fn page(tree: &Tree) -> Result<String> {
    let mut page =
        "# Sources\n\nThe systems whose files Kith reads with the column maps it ships. A locality adds its \
        own: [adding a source](../develop/adding-a-source.md).\n\n\
        | Source | Name for `--source` | Service | Form | Expected every | File refused above | Lists |\n\
        |---|---|---|---|---|---|---|\n"
            .to_owned();
    for file in tree.below("sources/", "toml") {
        let map: Table = file.text.parse().with_context(|| format!("{} is not TOML", file.path))?;
        let text = |key: &str| map.get(key).and_then(Value::as_str).unwrap_or("by row").to_owned();
        let number = |key: &str| map.get(key).and_then(Value::as_integer);
        let every = number("expected_every_days").map_or("no set day".to_owned(), |days| format!("{days} days"));
        let limit = number("at_most_bad_percent").map_or("no limit".to_owned(), |bad| format!("{bad} % bad rows"));
        let lists = map.get("list").and_then(Value::as_array).into_iter().flatten();
        let lists: Vec<&str> = lists.filter_map(|list| list.get("name").and_then(Value::as_str)).collect();
        let row = [
            text("title"),
            format!("`{}`", text("name")),
            text("service"),
            text("format"),
            every,
            limit,
            lists.join(", "),
        ];
        page.push_str(&format!("| {} |\n", row.map(|it| cell(&it)).join(" | ")));
    }
    Ok(page)
}
