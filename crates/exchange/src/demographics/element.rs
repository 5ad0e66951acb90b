//! Small pieces of FHIR JSON that may be missing, empty or of another kind.

use jiff::civil::Date;
use serde_json::Value;

/// The items of a list; a single object stands for a list of one.
pub(super) fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    match value.get(name) {
        Some(Value::Array(items)) => items,
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    }
}

/// A text that is not empty.
pub(super) fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// The day of a date or a time; none for a month or a year alone.
pub(super) fn day(value: &Value, name: &str) -> Option<Date> {
    text(value, name)?.get(..10)?.parse().ok()
}

/// Whether something counts on a day, by its period; without one it counts.
pub(super) fn is_current(value: &Value, today: Date) -> bool {
    let Some(period) = value.get("period") else { return true };
    day(period, "start").is_none_or(|start| start <= today) && day(period, "end").is_none_or(|end| end >= today)
}

/// The extensions whose address ends so.
pub(super) fn extensions<'v>(value: &'v Value, ending: &str) -> impl Iterator<Item = &'v Value> {
    items(value, "extension").iter().filter(move |one| text(one, "url").is_some_and(|url| url.ends_with(ending)))
}

/// The first coding of an element, written as a concept or as a bare coding.
pub(super) fn coding(value: &Value) -> Option<&Value> {
    let concept = value.get("valueCodeableConcept").and_then(|concept| items(concept, "coding").first());
    concept.or_else(|| value.get("valueCoding"))
}

/// The code of such a coding.
pub(super) fn code(value: &Value) -> Option<&str> {
    coding(value).and_then(|coding| text(coding, "code"))
}
