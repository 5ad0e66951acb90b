//! The page of the sharing rules, from the packs in `packs/`.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::cell;
use crate::tree::Tree;

/// The parts of a pack in the order in which they are asked.
const STAGES: &[(&str, &str)] = &[
    ("gate", "Gates: the first that fits answers at once"),
    ("basis", "Is what was told and agreed enough by itself?"),
    ("open", "If it is not enough: is the public-interest route open?"),
    ("public_interest", "If it is open: what does the written judgement say?"),
    ("closed", "If it is not open: did somebody say no?"),
    ("enough", "If the basis is enough: how much may go?"),
];

pub(super) fn page(tree: &Tree) -> Result<String> {
    let mut page = "# Sharing rules\n\nEach pack is one dated edition of the rules. In each part the first rule that \
        fits counts. What no rule covers, and whatever cannot be read, is answered \"talk to a person first\". \
        Changing a rule: [adding a rule](../develop/adding-a-rule.md).\n"
        .to_owned();
    for file in tree.below("packs/", "toml") {
        let pack: Table = file.text.parse().with_context(|| format!("{} is not TOML", file.path))?;
        if pack.contains_key("suggestions") {
            early_support(&mut page, &pack, &file.path);
            continue;
        }
        page.push_str(&format!("\n## {}\n\nThe pack `{}`.\n", text(&pack, "title"), file.path));
        if let Some(under) = pack.get("extends").and_then(Value::as_str) {
            page.push_str(&format!("\nIt is laid over `{under}`: what is not named here is as it is there.\n"));
        }
        let head = "### What it rests on\n\n| Cited as | Title | What it says | To read before anybody approves it |\n|---|---|---|---|";
        add(&mut page, &pack, "law", head, |law| {
            [text(law, "id"), text(law, "title"), text(law, "says"), text(law, "check_before_approving")]
        });
        for (part, title) in STAGES {
            let head = format!("### {title}\n\n| Rule | When | Answer | Because | Rests on |\n|---|---|---|---|---|");
            add(&mut page, &pack, part, &head, |rule| {
                [
                    format!("`{}`", text(rule, "id")),
                    when(rule),
                    answer(rule),
                    text(rule, "because"),
                    text(rule, "paragraph"),
                ]
            });
        }
        let head = "### What is added to an answer\n\n| When | To | Words | Rests on |\n|---|---|---|---|";
        add(&mut page, &pack, "also", head, |also| {
            [when(also), text(also, "after"), text(also, "says"), text(also, "paragraph")]
        });
        let head = "### What is never answered\n\nChecked for every combination of facts when the pack is read.\n\n\
            | Never | When |\n|---|---|";
        add(&mut page, &pack, "never", head, |never| [text(never, "says"), when(never)]);
        let head = "### What rules underneath rest on besides\n\n| Rules | Rest also on |\n|---|---|";
        add(&mut page, &pack, "cites_also", head, |more| [text(more, "rules"), text(more, "paragraph")]);
        let head = "### Ways to yes\n\n| What can be done | By | When | Then |\n|---|---|---|---|";
        add(&mut page, &pack, "way", head, |way| [text(way, "title"), text(way, "who"), when(way), text(way, "set")]);
    }
    Ok(page)
}

/// Which facts centres are told, and which families stand out by them: rules
/// that share nothing.
fn early_support(page: &mut String, rules: &Table, path: &str) {
    page.push_str(&format!(
        "\n## Early or additional support\n\nThe rules `{path}`. They share nothing: they say which of the facts that a \
         centre may know are news, and which families may need support because of them.\n"
    ));
    let head = "### Facts\n\n| Fact | News for so many days | Urgent |\n|---|---|---|";
    add(page, rules, "facts", head, |fact| {
        let days = fact.get("stands_for_days").map(ToString::to_string).unwrap_or_default();
        let is_urgent = fact.get("urgent").and_then(Value::as_bool).unwrap_or(false);
        [format!("`{}`", text(fact, "kind")), days, if is_urgent { "yes" } else { "" }.to_owned()]
    });
    let head = "### Suggestions\n\n| Rule | So many of | With a child under | Because |\n|---|---|---|---|";
    add(page, rules, "suggestions", head, |rule| {
        let words = rule.get("any_of").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let facts = words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let least = rule.get("at_least").and_then(Value::as_integer).unwrap_or(1);
        let months = rule.get("child_under_months").and_then(Value::as_integer);
        [
            format!("`{}`", text(rule, "id")),
            format!("{least} of {facts}"),
            months.map(|months| format!("{months} months")).unwrap_or_default(),
            text(rule, "because"),
        ]
    });
}

/// Adds the table of one part of a pack, if the pack has that part.
fn add<const N: usize>(page: &mut String, pack: &Table, part: &str, head: &str, row: impl Fn(&Table) -> [String; N]) {
    let entries: Vec<&Table> =
        pack.get(part).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect();
    if !entries.is_empty() {
        page.push_str(&format!("\n{head}\n"));
    }
    for entry in entries {
        page.push_str(&format!("| {} |\n", row(entry).map(|it| cell(&it)).join(" | ")));
    }
}

/// The words of the answer; a rule without any sends the question on.
fn answer(rule: &Table) -> String {
    let heading = text(rule, "heading");
    if heading.is_empty() { "(asked on in the next part)".to_owned() } else { heading }
}

fn text(table: &Table, key: &str) -> String {
    table.get(key).map(plain).unwrap_or_default()
}

/// A condition as a reader would write it; several alternatives stand one
/// after the other.
fn when(rule: &Table) -> String {
    match rule.get("when") {
        None => "always".to_owned(),
        Some(Value::Table(facts)) if facts.is_empty() => "always".to_owned(),
        Some(Value::Array(either)) => either.iter().map(plain).collect::<Vec<_>>().join(" **or** "),
        Some(facts) => plain(facts),
    }
}

/// `fact: one, two; other: not three`.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Table(table) => table.iter().map(|(key, value)| pair(key, value)).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

fn pair(fact: &str, value: &Value) -> String {
    match value.get("not") {
        Some(others) => format!("{fact}: not {}", plain(others)),
        None => format!("{fact}: {}", plain(value)),
    }
}
