//! Every example that the design system publishes, drawn by our parts: the same
//! markup, or stated below with what our parts leave out on purpose.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::expressed::draw;
use super::given::Given;
use super::left_out::LEFT_OUT;
use super::markup::{pieces, reading};

/// The parts that we have of the design system.
const PARTS: &[&str] = &[
    "action-link", "back-link", "breadcrumb", "button", "card", "character-count", "checkboxes", "date-input",
    "details", "error-message", "error-summary", "fieldset", "file-upload", "hint", "input", "inset-text",
    "notification-banner", "pagination", "radios", "select", "summary-list", "tables", "tag", "task-list", "textarea",
    "warning-callout",
];

#[test]
fn the_parts_draw_what_the_design_system_draws() {
    let mut lacking: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut drawn = 0;
    for part in PARTS {
        for example in examples(part) {
            let name = example["name"].as_str().expect("a name");
            let inner = example["callBlock"].as_str().map(str::to_owned);
            match Given::new(example["context"].clone()).and_then(|given| draw(part, given, inner)) {
                Err(lacks) => *lacking.entry(((*part).to_owned(), lacks)).or_default() += 1,
                Ok(html) => {
                    drawn += 1;
                    let (ours, theirs) = (html.to_string(), example["html"].as_str().expect("markup").to_owned());
                    if pieces(&without_reveal_script(&without_own_classes(&ours)))
                        != pieces(&without_reveal_script(&without_upload_script(&theirs)))
                        || reading(&ours) != reading(&theirs)
                    {
                        wrong.push(format!("== {part}, {name}\nours:   {ours}\ntheirs: {theirs}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {drawn} examples differ:\n{}", wrong.len(), wrong.join("\n"));
    let lacking: Vec<_> = lacking.iter().map(|((part, what), count)| (part.as_str(), what.as_str(), *count)).collect();
    assert_eq!(lacking, LEFT_OUT, "{drawn} examples are drawn; what the parts leave out has changed");
}

/// Our own class beside the design system's changes nothing of theirs.
fn without_own_classes(html: &str) -> String {
    html.replace(" kith-urgent", "")
}

/// Ours leaves the script for uploads out: axe finds that its button's name is not its text.
fn without_upload_script(html: &str) -> String {
    html.replace(" data-module=\"nhsuk-file-upload\"", "")
}

/// Ours reveals what a choice asks for with the styles alone: axe finds that the script's attributes are none of a
/// radio's.
fn without_reveal_script(html: &str) -> String {
    let mut parts = html.split(" data-aria-controls=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once('"').map_or(part, |(_, after)| after));
    let html = rest.fold(first, |all, part| all + part);
    html.replace(" nhsuk-radios__conditional--hidden", "").replace(" nhsuk-checkboxes__conditional--hidden", "")
}

fn examples(part: &str) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/nhsuk-frontend/dist/nhsuk/components");
    let file = root.join(part).join("fixtures.json");
    let text =
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}; run `npm ci`", file.display()));
    let all: Value = serde_json::from_str(&text).expect("the examples are JSON");
    all["fixtures"].as_array().expect("a list of examples").clone()
}
