//! Which list a table is, judged by its header.

use crate::map::{ColumnId, ListMap, SourceMap, key_of, nearest};

/// A list of the map tied to the columns of one table.
pub(crate) struct Binding {
    pub(crate) list: usize,
    /// What the file calls each column of the list.
    pub(crate) names: Vec<String>,
    /// For each column of the list, its places in the table, best first.
    pub(crate) places: Vec<Vec<usize>>,
}

impl Binding {
    fn new(map: &SourceMap, list: usize, header: &[String], keys: &[String]) -> Self {
        let columns = map.lists.get(list).map_or(&[][..], |list| &list.columns);
        let places: Vec<Vec<usize>> = columns
            .iter()
            .map(|column| {
                column
                    .spellings
                    .iter()
                    .filter_map(|spelling| keys.iter().position(|key| *key == spelling.key))
                    .collect()
            })
            .collect();
        let names = columns
            .iter()
            .zip(&places)
            .map(|(column, places): (_, &Vec<usize>)| {
                places
                    .first()
                    .and_then(|place| header.get(*place))
                    .cloned()
                    .unwrap_or_else(|| column.title().to_owned())
            })
            .collect();
        Self { list, names, places }
    }
}

/// The lists that a header fits: first those that ask something of each row,
/// then the one that asks for most columns.
pub(crate) fn bindings(map: &SourceMap, sheet: Option<&str>, header: &[String]) -> Vec<Binding> {
    let keys: Vec<String> = header.iter().map(|name| key_of(name)).collect();
    let fits = |list: &ListMap| sheet_fits(list, sheet) && list.requires.iter().all(|column| has(list, *column, &keys));
    let fitting: Vec<usize> = (0..map.lists.len()).filter(|list| map.lists.get(*list).is_some_and(fits)).collect();
    let needs = |list: &usize| map.lists.get(*list).map_or(0, |list| list.requires.len());
    let is_choosy = |list: &usize| map.lists.get(*list).is_some_and(|list| !list.conditions.is_empty());
    let (choosy, plain): (Vec<usize>, Vec<usize>) = fitting.into_iter().partition(is_choosy);
    let most = plain.iter().map(needs).max();
    let best = plain.into_iter().find(|list| Some(needs(list)) == most);
    choosy.into_iter().chain(best).map(|list| Binding::new(map, list, header, &keys)).collect()
}

/// How many of its required columns a list finds in a header.
pub(crate) fn score(map: &SourceMap, header: &[String]) -> usize {
    let keys: Vec<String> = header.iter().map(|name| key_of(name)).collect();
    let found = |list: &ListMap| list.requires.iter().filter(|column| has(list, **column, &keys)).count();
    map.lists.iter().map(found).max().unwrap_or(0)
}

fn has(list: &ListMap, column: ColumnId, keys: &[String]) -> bool {
    list.columns.get(column).is_some_and(|column| column.spellings.iter().any(|spelling| keys.contains(&spelling.key)))
}

/// A sheet fits by the start of its name: "List 1" is not "List 10".
fn sheet_fits(list: &ListMap, sheet: Option<&str>) -> bool {
    let (Some(wanted), Some(sheet)) = (&list.sheet, sheet) else { return true };
    let (wanted, sheet) = (wanted.trim().to_lowercase(), sheet.trim().to_lowercase());
    sheet.strip_prefix(wanted.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Why a header fits no list, in words: the nearest list, what it lacks, and
/// which columns of the file look like what is lacking.
pub(crate) fn misfit(map: &SourceMap, header: &[String]) -> String {
    let keys: Vec<String> = header.iter().map(|name| key_of(name)).collect();
    let lacking = |list: &ListMap| list.requires.iter().filter(|column| !has(list, **column, &keys)).count();
    let Some(list) = map.lists.iter().min_by_key(|list| lacking(list)) else { return String::new() };
    let mut words = Vec::new();
    for column in list.requires.iter().filter(|column| !has(list, **column, &keys)) {
        let Some(column) = list.columns.get(*column) else { continue };
        let close = column.spellings.iter().find_map(|spelling| {
            let near = nearest(&spelling.key, keys.iter().map(String::as_str))?;
            let place = keys.iter().position(|key| key == near)?;
            header.get(place)
        });
        words.push(match close {
            Some(close) => format!("“{}” (is it “{close}” here?)", column.title()),
            None => format!("“{}”", column.title()),
        });
    }
    format!("the list “{}” needs the columns {}", list.name, words.join(", "))
}

/// The header in words, cut short.
pub(crate) fn header_words(header: &[String]) -> String {
    let filled: Vec<&str> = header.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let shown: Vec<String> = filled.iter().take(12).map(|name| name.chars().take(60).collect()).collect();
    let more = if filled.len() > 12 { format!(" and {} more", filled.len() - 12) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
