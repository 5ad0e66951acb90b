//! XML to a tree. Document types and entities are refused: they are the way
//! in for attacks, and no real feed needs them.

use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::tree::{MOST_DEPTH, NodeId, Tree};
use crate::summary::WholeFileProblem;

/// Builds the tree of an XML text.
pub(crate) fn tree(text: &str) -> Result<Tree, WholeFileProblem> {
    let mut builder = Builder { tree: Tree::new(), open: vec![Tree::TOP], lines: Lines::new(text) };
    let mut reader = Reader::from_str(text);
    loop {
        let place = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let place = usize::try_from(reader.error_position()).unwrap_or(place);
                return Err(broken(&error, builder.lines.at(place)));
            }
        };
        let line = builder.lines.at(place);
        match event {
            Event::Eof if builder.open.len() > 1 => return Err(cut_short(line)),
            Event::Eof => return Ok(builder.tree),
            other => builder.event(&other, line)?,
        }
    }
}

struct Builder<'text> {
    tree: Tree,
    open: Vec<NodeId>,
    lines: Lines<'text>,
}

impl Builder<'_> {
    fn event(&mut self, event: &Event<'_>, line: u32) -> Result<(), WholeFileProblem> {
        match event {
            Event::Start(start) => {
                let node = self.element(start, line)?;
                self.open.push(node);
                if self.open.len() > MOST_DEPTH {
                    return Err(WholeFileProblem::new(
                        format!("the file nests more than {MOST_DEPTH} deep on line {line}"),
                        "no real list does; export it again from the source system",
                    ));
                }
            }
            Event::Empty(start) => {
                self.element(start, line)?;
            }
            Event::End(_) => {
                if self.open.len() > 1 {
                    self.open.pop();
                }
            }
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let sign = sign_of(reference).ok_or_else(|| no_entities(line))?;
                self.text(sign.encode_utf8(&mut [0; 4]));
            }
            Event::DocType(_) => {
                return Err(WholeFileProblem::new(
                    format!("the file has a document type (<!DOCTYPE) on line {line}, which is not safe to read"),
                    "export the file again without a document type",
                ));
            }
            Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn top(&self) -> NodeId {
        self.open.last().copied().unwrap_or(Tree::TOP)
    }

    fn text(&mut self, text: &str) {
        let node = self.top();
        let is_blank = text.trim().is_empty() && self.tree.text(node).is_empty();
        if node != Tree::TOP && !is_blank {
            self.tree.add_text(node, text);
        }
    }

    fn element(&mut self, start: &BytesStart<'_>, line: u32) -> Result<NodeId, WholeFileProblem> {
        let local = start.local_name();
        let node = self.tree.add(self.top(), local.as_ref(), line).ok_or_else(|| {
            WholeFileProblem::new("the file has too many elements", "split the file into smaller ones")
        })?;
        for attribute in start.attributes().with_checks(false) {
            let Ok(attribute) = attribute else {
                return Err(WholeFileProblem::new(
                    format!("an attribute on line {line} cannot be read"),
                    "every attribute needs a value in quotation marks; export the file again",
                ));
            };
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| no_entities(line))?;
            self.tree.add_attribute(attribute.key.local_name().as_ref(), &value);
        }
        Ok(node)
    }
}

/// Counts lines forwards only, so that a whole file is counted once.
pub(crate) struct Lines<'text> {
    text: &'text str,
    place: usize,
    line: u32,
}

impl<'text> Lines<'text> {
    pub(crate) fn new(text: &'text str) -> Self {
        Self { text, place: 0, line: 1 }
    }

    pub(crate) fn at(&mut self, place: usize) -> u32 {
        let place = place.min(self.text.len());
        if place > self.place {
            let passed = self.text.as_bytes().get(self.place..place).unwrap_or_default();
            let breaks = passed.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
            self.place = place;
        }
        self.line
    }
}

/// The sign for `&amp;`, `&#233;` and their kind; `None` for any other name.
pub(crate) fn sign_of(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn no_entities(line: u32) -> WholeFileProblem {
    WholeFileProblem::new(
        format!("there is an entity (a word after &) on line {line} that we do not read"),
        "write a plain & as &amp; and letters as themselves, then send the file again",
    )
}

fn cut_short(line: u32) -> WholeFileProblem {
    WholeFileProblem::new(
        format!("the file stops on line {line} before its elements are closed; it was cut short"),
        "export the file again and send all of it",
    )
}

fn broken(error: &Error, line: u32) -> WholeFileProblem {
    match error {
        Error::IllFormed(IllFormedError::UnclosedReference) => no_entities(line),
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => WholeFileProblem::new(
            format!("on line {line} the element <{}> is closed as </{}>", short(expected), short(found)),
            "correct the element names, or export the file again",
        ),
        Error::IllFormed(IllFormedError::MissingEndTag(_)) => cut_short(line),
        Error::Syntax(_) => cut_short(line),
        _ => WholeFileProblem::new(
            format!("the file is not well-formed XML on line {line}"),
            "export the file again from the source system, without editing it by hand",
        ),
    }
}

fn short(name: &str) -> String {
    name.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::tree;

    #[test]
    fn document_types_and_entities_are_refused_with_words() {
        let refused = |text: &str| tree(text).map(|_| ()).expect_err("refused").to_string();
        assert!(refused("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>").contains("document type"));
        assert!(refused("<a>&x;</a>").contains("entity"));
        assert!(refused("<a>Mum & Dad</a>").contains("&amp;"));
        assert!(refused("<a>\n<b>\n").contains("cut short"));
        assert!(refused("<a>\n<b></c></a>").contains("line 2"));
        assert!(refused(&"<a>".repeat(500)).contains("deep"));
    }

    #[test]
    fn text_is_read_with_its_signs() {
        let tree = tree("<a b='&lt;1'>Mum &amp; D&#233;<!-- x -->d<c/></a>").expect("well-formed");
        let node = tree.all().start;
        assert_eq!((tree.name(node), tree.text(node)), ("a", "Mum & Déd"));
    }

    #[test]
    fn text_between_many_elements_is_joined_once() {
        let tree = tree(&format!("<a>{}</a>", "x<b>y</b>".repeat(300_000))).expect("well-formed");
        let node = tree.all().start;
        assert_eq!(tree.text(node).len(), 300_000);
    }
}
