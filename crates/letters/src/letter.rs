//! What a document is made of, whatever it is printed or shown on.

use crate::code::Code;
use crate::drawing::Drawing;
use crate::map::MapPicture;

/// What a document is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// A4: a letter, folded into an envelope with a window.
    #[default]
    A4,
    /// A5: a card with a label side.
    A5,
    /// A6: a small card with a label side.
    A6,
}

impl Paper {
    /// Every paper, the largest first.
    pub const ALL: [Self; 3] = [Self::A4, Self::A5, Self::A6];

    /// The word that forms and commands use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::A5 => "a5",
            Self::A6 => "a6",
        }
    }

    /// The paper of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|paper| paper.word() == word)
    }

    /// Its name.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::A5 => "A5",
            Self::A6 => "A6",
        }
    }

    /// Whether it is a card, with a side for the words and a side for name and
    /// address.
    #[must_use]
    pub fn is_card(self) -> bool {
        self != Self::A4
    }

    /// How wide and how high it is, in points.
    pub(crate) fn points(self) -> (f32, f32) {
        match self {
            Self::A4 => (595.28, 841.89),
            Self::A5 => (419.53, 595.28),
            Self::A6 => (297.64, 419.53),
        }
    }

    /// The margin on every side, in points.
    pub(crate) fn margin(self) -> f32 {
        match self {
            Self::A4 => 54.0,
            Self::A5 => 36.0,
            Self::A6 => 24.0,
        }
    }
}

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
    /// What it is printed on.
    pub paper: Paper,
    /// The other side of a card: name and address, a line each. Empty on
    /// everything else.
    pub label: Vec<String>,
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
    /// A code to scan, below the sentence that says the same in words.
    Scan {
        /// The code.
        code: Code,
        /// What it is, for people who do not see it.
        shows: String,
        /// The sentence.
        text: String,
    },
    /// A map, with whose it is below.
    Map {
        /// The picture.
        picture: MapPicture,
        /// What it shows, for people who do not see it.
        shows: String,
        /// Whose map it is; may be empty.
        credit: String,
    },
    /// A line to cut along.
    Cut(String),
    /// Parts that stay on one page.
    Together(Vec<Block>),
}
