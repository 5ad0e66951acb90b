//! Models in files: what was learnt, to be used again; and what can be taken
//! over from Splink.

use std::path::Path;

use anyhow::Context;
use kith_link::{Field, Limits, Model};
use serde_json::{Map, Value, json};

use super::splink;
use crate::cli::exit;

/// The version of the file's form.
const FORM: u64 = 1;

/// Writes a model to a file.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn save(model: &Model, path: &Path) -> anyhow::Result<()> {
    let limits = model.limits();
    let mut weights = Map::new();
    for row in model.table() {
        let field = weights.entry(row.field.title()).or_insert_with(|| json!({}));
        field[row.words] = json!(row.weight_milli);
    }
    let together: Map<String, Value> =
        model.together().into_iter().map(|(words, weight)| (words.to_owned(), json!(weight))).collect();
    let text = json!({
        "kith_link_model": FORM,
        "version": model.version(),
        "prior": limits.prior_milli,
        "household_at_most": limits.household_milli,
        "link_from": limits.link_milli,
        "break_below": limits.break_milli,
        "review_from": limits.review_milli,
        "group_limit": limits.group_limit,
        "weights": weights,
        "together": together,
    });
    let text = serde_json::to_string_pretty(&text)? + "\n";
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a model, Kith's own or the settings of Splink. What could not be
/// taken is said in words.
///
/// # Errors
/// When the file cannot be read or is neither.
pub(super) fn load(path: &Path) -> anyhow::Result<(Model, Vec<String>)> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let refuse = |words: String| exit::ending(exit::INPUT_REFUSED, format!("{}: {words}", path.display()));
    let value: Value = serde_json::from_str(&text).map_err(|error| refuse(format!("this is no JSON: {error}")))?;
    if value.get("comparisons").is_some() {
        return splink::read(&value).map_err(refuse);
    }
    if value["kith_link_model"].as_u64() != Some(FORM) {
        return Err(refuse(
            "this is neither a model that kith link run has saved nor the settings of Splink".to_owned(),
        ));
    }
    own(&value).map(|model| (model, Vec::new())).map_err(refuse)
}

fn own(value: &Value) -> Result<Model, String> {
    let number = |from: &Value, name: &str| {
        let number = from.get(name).and_then(Value::as_i64).and_then(|number| i32::try_from(number).ok());
        number.ok_or_else(|| format!("“{name}” is no number of thousandths"))
    };
    let mut model = Model::starting().named(value["version"].as_str().unwrap_or("unnamed"));
    // What earlier releases saved does not name it.
    let break_milli = value.get("break_below").map_or(Ok(model.break_at_milli()), |_| number(value, "break_below"))?;
    model.set_limits(Limits {
        prior_milli: number(value, "prior")?,
        household_milli: number(value, "household_at_most")?,
        link_milli: number(value, "link_from")?,
        break_milli,
        review_milli: number(value, "review_from")?,
        group_limit: usize::try_from(number(value, "group_limit")?).unwrap_or(0),
    });
    for (title, levels) in value["weights"].as_object().ok_or("there are no “weights”")? {
        let field = Field::ALL.iter().find(|field| field.title() == title).ok_or(format!("{title} is not compared"))?;
        for words in levels.as_object().into_iter().flat_map(Map::keys) {
            if !model.set_weight(*field, words, number(levels, words)?) {
                return Err(format!("{title} has no level “{words}”"));
            }
        }
    }
    for words in value["together"].as_object().into_iter().flat_map(Map::keys) {
        if !model.set_together(words, number(&value["together"], words)?) {
            return Err(format!("no fields agree as “{words}”"));
        }
    }
    Ok(model)
}
