//! Laying a document out on pages: what stands where, and which part of the
//! document it belongs to. Nothing is drawn here.

use crate::code::Code;
use crate::drawing::Drawing;
use crate::letter::{Direction, Paper, TextSize};
use crate::map::MapPicture;
use crate::typeface::{Line, Typeface};

/// Where the window of an envelope begins, from the top.
const WINDOW: f32 = 148.0;
/// Where the text begins below the window.
const BELOW_WINDOW: f32 = 240.0;
/// How high the foot is.
const FOOT: f32 = 20.0;
/// The distance of two lines for a size of one point.
const LEADING: f32 = 1.36;

/// What a part of the document is, for people who listen to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Heading(u16),
    Paragraph,
    List,
    Item,
    Label,
    Body,
    Table,
    Row,
    RowHeader,
    ColumnHeader,
    Cell,
    Figure,
}

/// A part of the document: a group, or something on a page.
#[derive(Clone)]
pub(crate) enum Part {
    /// A group with what it says of itself: the words of a heading, what a
    /// drawing shows.
    Group(Role, String, Vec<Part>),
    /// What the marks with this number show.
    Leaf(usize),
}

/// What is drawn.
#[derive(Clone)]
pub(crate) enum Ink {
    /// A line of text: where it begins from the left, its base line, its size.
    Text(Line, f32, f32, f32),
    /// A rule from one point to another, dashed or not.
    Rule((f32, f32), (f32, f32), bool),
    /// A box: left, top, width, height.
    Square(f32, f32, f32, f32),
    /// A drawing: left, top, side.
    Picture(Drawing, f32, f32, f32),
    /// A code to scan, with its clear edge: left, top, side.
    Code(Code, f32, f32, f32),
    /// A map: left, top, width, height.
    Map(MapPicture, f32, f32, f32, f32),
}

/// Something on a page.
#[derive(Clone)]
pub(crate) struct Mark {
    /// The part that it belongs to; none for what is only decoration.
    pub(crate) leaf: Option<usize>,
    /// What it says where it has no words of its own.
    pub(crate) says: Option<String>,
    pub(crate) ink: Ink,
}

/// Pages as they are being filled.
#[derive(Clone)]
pub(crate) struct Pages<'t> {
    pub(crate) face: &'t Typeface,
    pub(crate) direction: Direction,
    pub(crate) size: f32,
    pub(crate) paper: Paper,
    /// How far down the next line begins.
    pub(crate) y: f32,
    pub(crate) pages: Vec<Vec<Mark>>,
    pub(crate) leaves: usize,
}

/// A column: from the left edge, and how wide.
pub(crate) type Column = (f32, f32);

impl<'t> Pages<'t> {
    /// The first page; its text begins below the window of an envelope where
    /// it has one.
    pub(crate) fn new(face: &'t Typeface, (direction, paper): (Direction, Paper), size: TextSize) -> Self {
        let y = paper.margin();
        Self { face, direction, size: size.points(), paper, y, pages: vec![Vec::new()], leaves: 0 }
    }

    fn top(&self) -> f32 {
        self.paper.margin()
    }

    /// The whole width.
    pub(crate) fn whole(&self) -> Column {
        (self.top(), self.paper.points().0 - 2.0 * self.top())
    }

    /// The distance of two lines.
    pub(crate) fn leading(&self) -> f32 {
        self.size * LEADING
    }

    /// How much room is left on this page.
    pub(crate) fn room(&self) -> f32 {
        self.paper.points().1 - self.top() - FOOT - self.y
    }

    /// Whether nothing stands on this page yet.
    pub(crate) fn is_at_top(&self) -> bool {
        self.y <= self.top()
    }

    /// Begins another page unless there is so much room on this one.
    pub(crate) fn need(&mut self, height: f32) {
        if self.room() < height && !self.is_at_top() {
            self.pages.push(Vec::new());
            self.y = self.top();
        }
    }

    /// Goes to the back of the sheet: a page with an even number, so that the
    /// next card of a batch begins on a sheet of its own.
    pub(crate) fn turn_over(&mut self, y: f32) {
        if self.pages.len().is_multiple_of(2) {
            self.pages.push(Vec::new());
        }
        self.pages.push(Vec::new());
        self.y = y;
    }

    /// Goes to the window of the envelope, or below it.
    pub(crate) fn reach_window(&mut self, is_below: bool) {
        self.y = self.y.max(if is_below { BELOW_WINDOW } else { WINDOW });
    }

    pub(crate) fn fresh_leaf(&mut self) -> usize {
        self.leaves += 1;
        self.leaves - 1
    }

    pub(crate) fn mark(&mut self, leaf: Option<usize>, says: Option<&str>, ink: Ink) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Mark { leaf, says: says.map(str::to_owned), ink });
        }
    }

    /// The lines of a text in a column.
    pub(crate) fn broken(&self, text: &str, (_, width): Column, (size, is_bold): (f32, bool)) -> Vec<Line> {
        self.face.lines(text, (size, width), is_bold, self.direction)
    }

    /// Puts one line at a height, on the side where the language begins.
    pub(crate) fn put(&mut self, leaf: Option<usize>, line: Line, (left, width): Column, (top, size): (f32, f32)) {
        let x = match self.direction {
            Direction::LeftToRight => left,
            Direction::RightToLeft => left + width - line.width * size,
        };
        self.mark(leaf, None, Ink::Text(line, x, top + size, size));
    }

    /// Lets a text run down the page, and on to the next.
    pub(crate) fn flow(&mut self, text: &str, column: Column, (size, is_bold): (f32, bool)) -> Part {
        let leaf = self.fresh_leaf();
        for line in self.broken(text, column, (size, is_bold)) {
            let height = size * LEADING;
            self.need(height);
            let at = (self.y, size);
            self.put(Some(leaf), line, column, at);
            self.y += height;
        }
        Part::Leaf(leaf)
    }

    /// The part of a column on the side where the language begins, and the
    /// rest, which lies beside it.
    pub(crate) fn split(&self, (left, width): Column, first: f32) -> (Column, Column) {
        match self.direction {
            Direction::LeftToRight => ((left, first), (left + first, width - first)),
            Direction::RightToLeft => ((left + width - first, first), (left, width - first)),
        }
    }

    /// Gives every page its foot.
    pub(crate) fn feet(&mut self, foot: &str) {
        let size = self.size;
        let count = self.pages.len();
        for number in 0..count {
            let words = if count > 1 { format!("{foot} · {} / {count}", number + 1) } else { foot.to_owned() };
            let lines = self.broken(&words, self.whole(), (size.min(12.0), false));
            let (left, width) = self.whole();
            for (place, line) in lines.into_iter().enumerate() {
                let size = size.min(12.0);
                let base = self.paper.points().1 - self.top() + place as f32 * size * LEADING;
                let x = match self.direction {
                    Direction::LeftToRight => left,
                    Direction::RightToLeft => left + width - line.width * size,
                };
                self.pages[number].push(Mark { leaf: None, says: None, ink: Ink::Text(line, x, base, size) });
            }
        }
    }
}
