//! The elements of a message, one after another. Nothing is kept but the way
//! down to where the reading is: memory does not grow with the message.

use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::gather::Gather;
use super::problem::{Fault, MessageProblem, Place, code_words};
use crate::format::xml::{Lines, sign_of};

const FHIR: &str = "http://hl7.org/fhir";
const MOST_DEPTH: usize = 64;
const MOST_ATTRIBUTES: usize = 64;

/// The text of a message, which must be UTF-8 and say nothing else.
pub(super) fn text_of(bytes: &[u8]) -> Result<&str, MessageProblem> {
    let whole = |fault| MessageProblem { fault, place: Place::Whole };
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if is_wide || bytes.iter().take(4).any(|byte| *byte == 0) {
        return Err(whole(Fault::Encoding("UTF-16 or UTF-32".to_owned())));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(whole(Fault::Empty));
    }
    // What the message says of its letters is looked at first: bytes that are no UTF-8 are the likely outcome of it.
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    if let Some(name) = declared_encoding(&head).filter(|name| !is_utf8(name)) {
        return Err(whole(Fault::Encoding(code_words(name))));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let before = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default();
        MessageProblem { fault: Fault::NotUtf8, place: Place::Line(Lines::new(before).at(before.len())) }
    })
}

/// The encoding that the first line of an XML text names.
fn declared_encoding(head: &str) -> Option<&str> {
    let line = head.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let rest = line.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let mark = rest.chars().next().filter(|mark| matches!(mark, '"' | '\''))?;
    rest[1..].split(mark).next()
}

fn is_utf8(name: &str) -> bool {
    ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// Walks through the elements and hands each to `gather`.
pub(super) fn walk(text: &str, gather: &mut Gather) -> Result<(), MessageProblem> {
    let mut walker = Walker {
        path: String::new(),
        starts: Vec::new(),
        prefix: None,
        foreign: 0,
        is_over: false,
        line: 1,
        lines: Lines::new(text),
        gather,
    };
    let mut reader = Reader::from_str(text);
    loop {
        let place = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                let place = usize::try_from(reader.error_position()).unwrap_or(place);
                walker.line = walker.lines.at(place);
                return Err(walker.problem(fault_of(&error)));
            }
        };
        walker.line = walker.lines.at(place);
        match event {
            Event::Eof if !walker.is_over => return Err(walker.problem(Fault::CutShort)),
            Event::Eof => return Ok(()),
            other => walker.event(&other)?,
        }
    }
}

fn fault_of(error: &Error) -> Fault {
    match error {
        Error::IllFormed(IllFormedError::UnclosedReference) => Fault::Entity,
        Error::IllFormed(IllFormedError::MissingEndTag(_)) | Error::Syntax(_) => Fault::CutShort,
        _ => Fault::NotXml,
    }
}

struct Walker<'walk> {
    /// The way down, as `Bundle/entry/resource`. An extension is named by the
    /// end of its address: `extension:Extension-MessageEventType-1`.
    path: String,
    /// How long the way was before each element that is open.
    starts: Vec<usize>,
    /// The sign before the names of the FHIR elements; empty for none.
    prefix: Option<String>,
    /// How many elements are open from the first that is not FHIR's on.
    foreign: usize,
    /// Whether the Bundle is closed.
    is_over: bool,
    line: u32,
    lines: Lines<'walk>,
    gather: &'walk mut Gather,
}

impl Walker<'_> {
    fn problem(&self, fault: Fault) -> MessageProblem {
        MessageProblem { fault, place: Place::Line(self.line) }
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), MessageProblem> {
        match event {
            Event::Start(start) => self.open(start),
            Event::Empty(start) => {
                self.open(start)?;
                self.close()
            }
            Event::End(_) => self.close(),
            Event::GeneralRef(reference) if sign_of(reference).is_none() => Err(self.problem(Fault::Entity)),
            Event::DocType(_) => Err(self.problem(Fault::DocumentType)),
            Event::Text(text) if self.starts.is_empty() && !text.xml10_content().trim().is_empty() => {
                Err(self.problem(Fault::NotXml))
            }
            Event::GeneralRef(_) | Event::CData(_) if self.starts.is_empty() => Err(self.problem(Fault::NotXml)),
            _ => Ok(()),
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), MessageProblem> {
        if self.is_over {
            return Err(self.problem(Fault::NotXml));
        }
        if self.starts.len() + self.foreign >= MOST_DEPTH {
            return Err(self.problem(Fault::TooDeep));
        }
        let said = self.attributes(start)?;
        let (local, prefix) = start.name().decompose();
        let (local, prefix) = (local.as_ref(), prefix.as_ref().map_or("", |prefix| prefix.as_ref()));
        if self.prefix.is_none() {
            self.root(local, prefix, &said)?;
        }
        let is_ours = self.prefix.as_deref() == Some(prefix) && said.namespace.as_deref().is_none_or(|it| it == FHIR);
        if self.foreign > 0 || !is_ours {
            self.foreign += 1;
            return Ok(());
        }
        self.starts.push(self.path.len());
        if self.starts.len() > 1 {
            self.path.push('/');
        }
        self.path.push_str(local);
        if local == "extension" {
            let address = said.url.as_deref().unwrap_or_default();
            self.path.push(':');
            self.path.push_str(address.rsplit('/').next().unwrap_or_default());
        }
        self.gather.enter(&self.path, said.value.as_deref(), self.line)
    }

    fn close(&mut self) -> Result<(), MessageProblem> {
        if self.foreign > 0 {
            self.foreign -= 1;
            return Ok(());
        }
        let Some(start) = self.starts.pop() else { return Err(self.problem(Fault::NotXml)) };
        self.gather.leave(&self.path, self.line)?;
        self.path.truncate(start);
        self.is_over = self.starts.is_empty();
        Ok(())
    }

    /// The first element: a Bundle of FHIR's, and the sign before its names.
    fn root(&mut self, local: &str, prefix: &str, said: &Said) -> Result<(), MessageProblem> {
        if said.namespace.as_deref() != Some(FHIR) {
            return Err(self.problem(Fault::Namespace));
        }
        if local != "Bundle" {
            return Err(self.problem(Fault::NotABundle(code_words(local))));
        }
        self.prefix = Some(prefix.to_owned());
        Ok(())
    }

    fn attributes(&self, start: &BytesStart<'_>) -> Result<Said, MessageProblem> {
        let mut said = Said::default();
        let own = start.name().prefix().map(|prefix| format!("xmlns:{}", prefix.as_ref()));
        let own = own.as_deref().unwrap_or("xmlns");
        for (count, attribute) in (1..).zip(start.attributes().with_checks(false)) {
            let attribute = attribute.map_err(|_| self.problem(Fault::NotXml))?;
            if count > MOST_ATTRIBUTES {
                return Err(self.problem(Fault::TooManyAttributes));
            }
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|_| self.problem(Fault::Entity))?;
            let slot = match attribute.key.as_ref() {
                "value" => &mut said.value,
                "url" => &mut said.url,
                key if key == own => &mut said.namespace,
                _ => continue,
            };
            *slot = Some(value.into_owned());
        }
        Ok(said)
    }
}

/// The attributes of an element that mean something here.
#[derive(Default)]
struct Said {
    value: Option<String>,
    url: Option<String>,
    namespace: Option<String>,
}
