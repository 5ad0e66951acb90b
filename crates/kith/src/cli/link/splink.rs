//! The settings of Splink as a model to start with: what has a counterpart is
//! taken, the rest is named.

use kith_link::{Field, Limits, Model};
use serde_json::Value;

/// Which words in a column's name mean which field; the first that fits.
const COLUMNS: &[(&str, Field)] = &[
    ("mother", Field::Mother),
    ("nhs", Field::Number),
    ("middle", Field::Middle),
    ("birth_order", Field::BirthOrder),
    ("forename", Field::Given),
    ("first_name", Field::Given),
    ("given", Field::Given),
    ("surname", Field::Family),
    ("last_name", Field::Family),
    ("family", Field::Family),
    ("dob", Field::Birth),
    ("birth", Field::Birth),
    ("sex", Field::Sex),
    ("gender", Field::Sex),
    ("postcode", Field::Place),
    ("address", Field::Place),
    ("phone", Field::Telephone),
    ("mobile", Field::Telephone),
    ("gp", Field::Practice),
    ("practice", Field::Practice),
];

/// How a level of Splink speaks for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Same,
    Close,
    Different,
}

/// A model from the settings, and what could not be taken.
///
/// # Errors
/// When the settings have no comparison that Kith makes too.
pub(super) fn read(settings: &Value) -> Result<(Model, Vec<String>), String> {
    let mut model = Model::starting().named("from-splink");
    let mut left = Vec::new();
    let mut taken: Vec<Field> = Vec::new();
    for comparison in settings["comparisons"].as_array().ok_or("“comparisons” is no list")? {
        let column = comparison["output_column_name"].as_str().unwrap_or("a comparison without a name");
        let name = column.to_lowercase();
        let Some((_, field)) = COLUMNS.iter().find(|(word, _)| name.contains(word)) else {
            left.push(format!("{column}: Kith does not compare such a column"));
            continue;
        };
        if taken.contains(field) {
            left.push(format!("{column}: {} was taken from another comparison", field.title()));
            continue;
        }
        if take(&mut model, *field, &comparison["comparison_levels"], (column, &mut left)) {
            taken.push(*field);
        }
    }
    if taken.is_empty() {
        return Err("no comparison could be taken".to_owned());
    }
    if let Some(prior) = settings["probability_two_random_records_match"].as_f64().filter(|prior| *prior > 0.0) {
        model.set_limits(Limits { prior_milli: milli(prior, 1.0 - prior), ..model.limits() });
    }
    for (name, words) in [
        ("blocking_rules_to_generate_predictions", "Kith finds its pairs by rules of its own"),
        ("additional_columns_to_retain", "Kith keeps no further columns"),
    ] {
        if settings[name].as_array().is_some_and(|list| !list.is_empty()) {
            left.push(format!("{name}: {words}"));
        }
    }
    Ok((model, left))
}

fn take(model: &mut Model, field: Field, levels: &Value, (column, left): (&str, &mut Vec<String>)) -> bool {
    let mut found: Vec<(Kind, i32)> = Vec::new();
    for level in levels.as_array().into_iter().flatten().filter(|level| level["is_null_level"] != true) {
        let condition = level["sql_condition"].as_str().unwrap_or_default();
        let label = level["label_for_charts"].as_str().unwrap_or(condition);
        let (Some(m), Some(u)) = (level["m_probability"].as_f64(), level["u_probability"].as_f64()) else {
            left.push(format!("{column}, “{label}”: it has no m and u; Kith's own weight stays"));
            continue;
        };
        let kind = if condition.trim().eq_ignore_ascii_case("else") {
            Kind::Different
        } else if found.is_empty() {
            Kind::Same
        } else {
            Kind::Close
        };
        if kind == Kind::Close && found.iter().any(|(held, _)| *held == Kind::Close) {
            left.push(format!("{column}, “{label}”: only the first of several levels between is taken"));
            continue;
        }
        found.push((kind, milli(m, u)));
    }
    let has_frequencies =
        levels.as_array().into_iter().flatten().any(|level| level["tf_adjustment_column"].is_string());
    let mut has_taken = false;
    for row in model.table().into_iter().filter(|row| row.field == field) {
        let Some(kind) = kind(field, row.words) else { continue };
        let Some((_, weight)) = found.iter().find(|(held, _)| *held == kind) else { continue };
        let rarity = match row.words {
            _ if !has_frequencies || kind != Kind::Same => 0,
            words if words.ends_with("rare one") => 2_000,
            words if words.ends_with("a common one") => -2_000,
            _ => 0,
        };
        has_taken |= model.set_weight(field, row.words, weight + rarity);
    }
    if !has_taken {
        left.push(format!("{column}: no level of it has a counterpart"));
    }
    has_taken
}

/// What a level of Kith is called in three words.
fn kind(field: Field, words: &str) -> Option<Kind> {
    if words.starts_with("no ") || words.contains("made before") {
        return None;
    }
    if words.contains("different") {
        return (!words.contains("birthday in") && !words.contains("ten years")).then_some(Kind::Different);
    }
    let is_same = words.starts_with("same") || words.starts_with("mothers have the same");
    match field {
        Field::Place if words == "same part of town" => None,
        _ if is_same => Some(Kind::Same),
        Field::Given | Field::Family | Field::Middle | Field::Birth | Field::Place | Field::Mother => {
            (words.contains("alike") || words.contains("slip") || words.contains("differ")).then_some(Kind::Close)
        }
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a weight of bits is small")]
fn milli(m: f64, u: f64) -> i32 {
    ((m.max(1e-9) / u.max(1e-9)).log2() * 1000.0).round().clamp(-40_000.0, 40_000.0) as i32
}
