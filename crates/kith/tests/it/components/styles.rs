//! The styles in the binary: nothing from other sites, and nothing lost on the
//! way from the design system's sources.

use std::collections::BTreeMap;
use std::path::Path;

use kith::web::assets;

fn styles() -> &'static str {
    let (_, bytes) = assets::all().find(|(address, _)| address.ends_with(".css")).expect("styles");
    std::str::from_utf8(bytes).expect("text")
}

#[test]
fn styles_and_scripts_ask_nothing_of_other_sites() {
    assert!(styles().contains("html{font-family:arial,"), "there is no font of ours");
    for never in ["@font-face", "https://", "http://", "Frutiger", "data:"] {
        assert!(!styles().contains(never), "the styles have {never}");
    }
    for (address, bytes) in assets::all() {
        let text = std::str::from_utf8(bytes).expect("text");
        assert!(!text.contains("sourceMappingURL"), "{address} names a map that is not there");
    }
}

/// Words of selectors whose rules the compiler once lost (see `build.rs`).
const EXTENDED: &[&str] = &[
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "ol", "ul", ".nhsuk-heading-", ".nhsuk-body", ".nhsuk-list",
    ".nhsuk-section-break",
];

#[test]
fn no_rule_of_the_design_system_is_lost() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../node_modules/nhsuk-frontend/dist/nhsuk");
    let ready_made = std::fs::read_to_string(root.join("nhsuk-frontend.min.css")).expect("`npm ci` brings it");
    let ours = rules(styles());
    let theirs = rules(&ready_made);
    assert!(theirs.len() > 30, "{theirs:#?}");
    let lost: Vec<_> =
        theirs.iter().filter(|(rule, count)| ours.get(*rule).copied().unwrap_or_default() < **count).collect();
    assert!(lost.is_empty(), "lost: {lost:#?}");
}

/// How often each rule stands in a style sheet, by its selectors in order, for
/// rules whose selectors all start with one of the words. Lists of ticks and
/// crosses are a part that pages do not have.
fn rules(css: &str) -> BTreeMap<Vec<String>, usize> {
    let mut rules = BTreeMap::new();
    for before in css.split('{').map(|text| text.rsplit(['}', ';']).next().unwrap_or_default()) {
        let mut selectors: Vec<String> = before.split(',').map(|selector| selector.trim().to_owned()).collect();
        let is_extended = |selector: &String| {
            EXTENDED.iter().any(|word| {
                selector
                    .strip_prefix(word)
                    .is_some_and(|rest| word.starts_with('.') || !rest.starts_with(char::is_alphanumeric))
            })
        };
        let is_elsewhere = selectors.iter().any(|selector| selector.contains("tick") || selector.contains("cross"));
        if selectors.iter().all(is_extended) && !is_elsewhere {
            selectors.sort();
            *rules.entry(selectors).or_default() += 1;
        }
    }
    rules
}
