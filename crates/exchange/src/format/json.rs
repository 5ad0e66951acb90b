//! JSON to a tree: one document, or one on each line.

use serde_json::Value;

use super::tree::{NodeId, Tree};
use crate::summary::WholeFileProblem;

/// Builds the tree of a JSON text. Each document is a child of the top; the
/// items of a list are nodes of the same name, one after another.
pub(crate) fn tree(text: &str) -> Result<Tree, WholeFileProblem> {
    let mut tree = Tree::new();
    // The parser itself refuses to go deeper than 128.
    for document in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let document = document.map_err(|error| broken(&error))?;
        add(&mut tree, Tree::TOP, "", &document)
            .ok_or_else(|| WholeFileProblem::new("the file has too many values", "split the file into smaller ones"))?;
    }
    Ok(tree)
}

fn add(tree: &mut Tree, parent: NodeId, name: &str, value: &Value) -> Option<()> {
    match value {
        Value::Null => {}
        Value::Array(items) => {
            for item in items {
                add(tree, parent, name, item)?;
            }
        }
        Value::Object(fields) => {
            let node = tree.add(parent, name, 0)?;
            for (name, value) in fields {
                add(tree, node, name, value)?;
            }
        }
        Value::Bool(_) | Value::Number(_) => {
            let node = tree.add(parent, name, 0)?;
            tree.add_text(node, &value.to_string());
        }
        Value::String(text) => {
            let node = tree.add(parent, name, 0)?;
            tree.add_text(node, text);
        }
    }
    Some(())
}

fn broken(error: &serde_json::Error) -> WholeFileProblem {
    if error.is_eof() {
        return WholeFileProblem::new(
            format!("the file stops on line {} in the middle; it was cut short", error.line()),
            "export the file again and send all of it",
        );
    }
    if error.to_string().contains("recursion limit") {
        return WholeFileProblem::new(
            format!("the file nests more than 128 deep on line {}", error.line()),
            "no real list does; export it again from the source system",
        );
    }
    WholeFileProblem::new(
        format!("the file is not JSON: line {}, sign {}", error.line(), error.column()),
        "export the file again from the source system, without editing it by hand",
    )
}
