use std::fmt;

/// Why a message cannot be read: what is wrong, where, and what to do. It
/// repeats nothing of a message but codes and element names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} ({place}); {}", self.fault.what(), self.fault.how_to_fix())]
pub struct MessageProblem {
    /// What is wrong.
    pub fault: Fault,
    /// Where.
    pub place: Place,
}

/// Where something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Everywhere.
    Whole,
    /// On a line, counted from 1.
    Line(u32),
    /// At an element, by the way down to it.
    Element(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => formatter.write_str("the whole message"),
            Self::Line(line) => write!(formatter, "line {line}"),
            Self::Element(path) => formatter.write_str(path),
        }
    }
}

/// What is wrong with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// More bytes than a message has.
    TooLarge {
        /// How many it may have.
        most_bytes: usize,
    },
    /// Nothing in it.
    Empty,
    /// Another encoding than UTF-8, by name.
    Encoding(String),
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// A document type, the way in for attacks.
    DocumentType,
    /// An entity that XML does not know by itself.
    Entity,
    /// Deeper than any message.
    TooDeep,
    /// More attributes on an element than any message has.
    TooManyAttributes,
    /// No XML, or broken XML.
    NotXml,
    /// It stops in the middle.
    CutShort,
    /// Elements of another namespace than FHIR's.
    Namespace,
    /// Another resource than a Bundle, by name.
    NotABundle(String),
    /// A Bundle of another type, by name.
    NotAMessage(String),
    /// An element that every such message has is not there.
    Missing,
    /// An element says something that it cannot say.
    Unreadable,
    /// It says one thing twice, and differently.
    SaidTwice,
    /// An event that Kith does not read, by its code.
    UnknownEvent(String),
    /// A code that is not in its list.
    UnknownCode(String),
}

impl Fault {
    /// What is wrong, in words.
    #[must_use]
    pub fn what(&self) -> String {
        match self {
            Self::TooLarge { most_bytes } => {
                format!("the message has more than {} kB", most_bytes / 1000)
            }
            Self::Empty => "the message is empty".to_owned(),
            Self::Encoding(name) => format!("the message is written in {name}"),
            Self::NotUtf8 => "the message holds bytes that are not UTF-8".to_owned(),
            Self::DocumentType => "the message has a document type (<!DOCTYPE), which is not safe to read".to_owned(),
            Self::Entity => "the message has an entity (a word after &) that we do not read".to_owned(),
            Self::TooDeep => "the message nests deeper than any real one".to_owned(),
            Self::TooManyAttributes => "an element has more attributes than any real one".to_owned(),
            Self::NotXml => "the message is not well-formed XML".to_owned(),
            Self::CutShort => "the message stops in the middle; it was cut short".to_owned(),
            Self::Namespace => "the elements are not in the namespace http://hl7.org/fhir".to_owned(),
            Self::NotABundle(name) => format!("the message is a <{name}> and not a <Bundle>"),
            Self::NotAMessage(kind) => format!("the Bundle is of the type “{kind}” and not a message"),
            Self::Missing => "the message leaves out what every such message says".to_owned(),
            Self::Unreadable => "the message says something here that cannot be read".to_owned(),
            Self::SaidTwice => "the message says this twice, and not the same".to_owned(),
            Self::UnknownEvent(code) => format!("the message tells of “{code}”, which we do not read"),
            Self::UnknownCode(code) => format!("the code “{code}” is not one of its list"),
        }
    }

    /// What to do, in words.
    #[must_use]
    pub fn how_to_fix(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } | Self::TooDeep | Self::TooManyAttributes => {
                "no birth or move needs that; ask the sender what was sent"
            }
            Self::Empty | Self::CutShort => "fetch it again, or ask the sender for all of it",
            Self::Encoding(_) | Self::NotUtf8 => "ask the sender to write it in UTF-8, as the national guide says",
            Self::DocumentType | Self::Entity => "ask the sender to write it without document types and entities",
            Self::NotXml => "fetch it again; if it is the same, ask the sender to write it anew",
            Self::Namespace | Self::NotABundle(_) | Self::NotAMessage(_) => {
                "only event messages (FHIR STU3 XML) are read here; import other files on the page for files"
            }
            Self::Missing | Self::Unreadable | Self::UnknownCode(_) => {
                "ask the sender to put it right and to send it again"
            }
            Self::SaidTwice => "ask the sender which is right, and to send it again",
            Self::UnknownEvent(_) => "end the subscription to this event, or ask for it to be read",
        }
    }
}

/// A name or code from a message for use in words: short, and nothing but the
/// signs of codes, so that no line of a record can hide in it.
pub(super) fn code_words(text: &str) -> String {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    if text.is_empty() || text.len() > 64 || !text.bytes().all(is_sign) {
        return "something that is no code".to_owned();
    }
    text.to_owned()
}
