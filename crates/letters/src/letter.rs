//! What a document is made of, whatever it is printed or shown on.

use crate::drawing::Drawing;

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From left to right.
    LeftToRight,
    /// From right to left.
    RightToLeft,
}

impl Direction {
    /// The word that HTML uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// How large the text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextSize {
    /// 12 points.
    #[default]
    Usual,
    /// 16 points.
    Large,
}

impl TextSize {
    /// The size of plain text in points; nothing is smaller.
    #[must_use]
    pub fn points(self) -> f32 {
        match self {
            Self::Usual => 12.0,
            Self::Large => 16.0,
        }
    }
}

/// One document.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its title, which is also its first heading.
    pub title: String,
    /// The language of its words, as in HTML: `en`.
    pub language: String,
    /// Which way that language is written.
    pub direction: Direction,
    /// Who sends it: the lines at the top.
    pub sender: Vec<String>,
    /// Who it goes to: the lines in the window of the envelope.
    pub to: Vec<String>,
    /// The day and the reference, a line each.
    pub about: Vec<String>,
    /// What stands at the foot of every page: the version of the words.
    pub foot: String,
    /// What stands beside a space to write in, for people who do not see it.
    pub blank: String,
    /// The same for a box to tick.
    pub tick: String,
    /// The content.
    pub blocks: Vec<Block>,
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Letter({}, hidden)", self.title)
    }
}

/// One line of a table of fields.
#[derive(Clone, PartialEq, Eq)]
pub struct Field {
    /// What is asked.
    pub label: String,
    /// What is known; empty is a space to write in.
    pub value: String,
}

/// One part of a document.
#[derive(Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading below the title.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A paragraph in bold.
    Strong(String),
    /// A list.
    List(Vec<String>),
    /// Fields with what is known, or space to write.
    Fields(Vec<Field>),
    /// A question with boxes to tick; none is ticked.
    Choices {
        /// The question.
        question: String,
        /// What stands beside each box.
        choices: Vec<String>,
    },
    /// Boxes to tick by row and column; none is ticked.
    Grid {
        /// What the rows are.
        corner: String,
        /// The columns.
        columns: Vec<String>,
        /// The rows.
        rows: Vec<String>,
    },
    /// A drawing with the sentence that it goes with.
    Picture {
        /// The drawing.
        drawing: Drawing,
        /// What it shows, for people who do not see it.
        shows: String,
        /// The sentence.
        text: String,
    },
    /// A line to cut along.
    Cut(String),
    /// Parts that stay on one page.
    Together(Vec<Block>),
}
