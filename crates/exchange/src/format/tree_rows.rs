//! The rows of XML and JSON files.

use std::borrow::Cow;
use std::collections::BTreeSet;

use kith_core::statement::Problem;

use super::tree::{NodeId, Tree};
use super::{json, xml};
use crate::decode::decode;
use crate::intake::Intake;
use crate::map::{Asks, ColumnId, Format, ListMap};
use crate::row::{RawRow, holds};
use crate::summary::WholeFileProblem;
use crate::value::clean;

/// The most bytes of an XML or JSON file; these are held in memory.
const MOST_BYTES: usize = 256 << 20;

/// Reads an XML or JSON file from its bytes.
pub(crate) fn read(bytes: &[u8], format: Format, intake: &mut Intake<'_>) -> Result<(), WholeFileProblem> {
    if bytes.len() > MOST_BYTES {
        return Err(WholeFileProblem::new("the file is larger than 256 MB", "split the file into smaller ones"));
    }
    let decoded = decode(bytes);
    intake.summary.encoding = decoded.encoding;
    let is_xml = format == Format::Xml;
    let tree = if is_xml { xml::tree(&decoded.text)? } else { json::tree(&decoded.text)? };
    let mut met = Met::default();
    for (place, list) in intake.map.lists.iter().enumerate() {
        let names: Vec<String> = list.columns.iter().map(|column| without_filters(&column.text)).collect();
        let nodes = rows_of(&tree, list, is_xml);
        met.elements += nodes.len();
        let mut count = 0;
        for node in nodes {
            let cells = cells_of(&tree, node, list);
            if tree.is_worn_out() {
                return Err(WholeFileProblem::new(
                    "the file repeats elements far more often than a list does",
                    "export the file again, or split it into smaller ones",
                ));
            }
            if let Some(condition) = list.conditions.iter().find(|condition| !holds(condition, &cells)) {
                met.refuse(list, condition.column, &condition.asks, &cells);
                continue;
            }
            if cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            met.rows += 1;
            count += 1;
            let number = if is_xml { tree.line(node) } else { count };
            intake.take(&RawRow { list: place, number, names: &names, cells });
        }
    }
    if met.rows == 0 {
        return Err(met.nothing(&tree, intake));
    }
    decoded.warnings.into_iter().for_each(|warning| intake.remark(None, "", warning));
    if is_xml {
        tell_stray_text(&tree, intake);
    }
    Ok(())
}

/// The nodes that are rows of a list.
fn rows_of(tree: &Tree, list: &ListMap, is_xml: bool) -> Vec<NodeId> {
    if is_xml {
        return match &list.row {
            Some(row) if row.steps.is_empty() => tree.children(Tree::TOP).collect(),
            Some(row) => tree.all().filter(|node| tree.ends_in(*node, row)).collect(),
            None => Vec::new(),
        };
    }
    let mut nodes = Vec::new();
    for document in tree.children(Tree::TOP) {
        for path in &list.rows {
            nodes.extend(tree.follow(document, path));
        }
    }
    nodes
}

fn cells_of<'tree>(tree: &'tree Tree, node: NodeId, list: &ListMap) -> Vec<Cow<'tree, str>> {
    let cell = |column: &crate::map::Column| {
        let mut values = column.spellings.iter().filter_map(|spelling| tree.value(node, &spelling.path));
        values.next().map_or(Cow::Borrowed(""), |value| match value {
            Cow::Borrowed(text) => clean(text),
            Cow::Owned(text) => Cow::Owned(clean(&text).into_owned()),
        })
    };
    list.columns.iter().map(cell).collect()
}

/// A path as people may read it: without the filters that compare, and
/// without the steps up.
fn without_filters(path: &str) -> String {
    let mut words = String::with_capacity(path.len());
    let mut filter = String::new();
    let mut depth = 0_usize;
    for letter in path.trim_start_matches("../").chars() {
        match letter {
            '[' => depth += 1,
            ']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    if !filter.contains('=') {
                        words.push_str(&format!("[{}]", filter.trim_start_matches('[')));
                    }
                    filter.clear();
                }
                continue;
            }
            _ if depth == 0 => words.push(letter),
            _ => {}
        }
        if depth > 0 {
            filter.push(letter);
        }
    }
    words
}

/// What was met on the way, for words at the end.
#[derive(Default)]
struct Met {
    elements: usize,
    rows: usize,
    refused: Option<String>,
}

impl Met {
    /// Remembers why the first row that was met is none of ours.
    fn refuse(&mut self, list: &ListMap, column: ColumnId, asks: &Asks, cells: &[Cow<'_, str>]) {
        if self.refused.is_some() {
            return;
        }
        let name = list.columns.get(column).map_or("", |column| column.text.as_str());
        let found: String = cells.get(column).map_or("", |cell| &**cell).chars().take(80).collect();
        let wanted = match asks {
            Asks::Is(words) => words.join(" or "),
            Asks::IsNot(_) | Asks::Filled(_) => "another value".to_owned(),
        };
        self.refused = Some(format!("“{name}” is “{found}” here, and this source reads {wanted}"));
    }

    fn nothing(&self, tree: &Tree, intake: &Intake<'_>) -> WholeFileProblem {
        let what = format!("the file holds no row of {}", intake.map.title);
        let how = match (&self.refused, tree.children(Tree::TOP).next()) {
            (Some(refused), _) => format!("{refused}; send the file to the source that it belongs to"),
            (None, Some(first)) if self.elements == 0 && !tree.name(first).is_empty() => {
                let name: String = tree.name(first).chars().take(60).collect();
                format!("the file is a <{name}> without the elements that we read; check that it is the right file")
            }
            _ => "check that it is the right file, and that it is not empty".to_owned(),
        };
        WholeFileProblem::new(what, how)
    }
}

/// Text between elements, where no list looks: somebody typed into the file.
/// Narrative (`div`) is meant to be mixed.
fn tell_stray_text(tree: &Tree, intake: &mut Intake<'_>) {
    let mut narrative: BTreeSet<NodeId> = BTreeSet::new();
    for node in tree.all() {
        if tree.name(node) == "div" || narrative.contains(&node) {
            narrative.extend(tree.children(node));
            continue;
        }
        if tree.is_branch(node) && !tree.text(node).is_empty() {
            intake.report(Problem {
                row: Some(tree.line(node)),
                column: Some(tree.name(node).to_owned()),
                found: tree.text(node).chars().take(200).collect(),
                how_to_fix:
                    "this text stands between elements and was not read; put it into an element, or take it out"
                        .to_owned(),
                leaves_row_out: false,
            });
        }
    }
}
