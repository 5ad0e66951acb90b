//! The parts of a document, laid out one after the other.

use crate::lay::{Column, Ink, Pages, Part, Role};
use crate::letter::{Block, Direction, Field, Letter};
use crate::map::MapPicture;

/// The side of a box to tick, for a size of one point.
const TICK: f32 = 1.0;
/// The side of a code to scan with its clear edge, in points: 28 millimetres.
const CODE_SIDE: f32 = 79.4;
/// The widest map, in points: 10 centimetres.
const MAP_WIDTH: f32 = 283.5;
/// The highest map, as a part of the height of the paper.
const MAP_HEIGHT: f32 = 0.22;

/// Lays a whole document out and gives its parts.
pub(crate) fn lay_out(pages: &mut Pages<'_>, letter: &Letter) -> Vec<Part> {
    let mut parts = Vec::new();
    let size = pages.size;
    for line in &letter.sender {
        parts.push(paragraph(pages, line, false));
    }
    if !letter.to.is_empty() {
        pages.reach_window(false);
        // The window of an envelope is on the left, whichever way the language is written.
        let direction = std::mem::replace(&mut pages.direction, Direction::LeftToRight);
        for line in &letter.to {
            parts.push(paragraph(pages, line, false));
        }
        pages.direction = direction;
        pages.reach_window(true);
    }
    for line in &letter.about {
        parts.push(paragraph(pages, line, false));
    }
    pages.y += size * 0.5;
    parts.push(heading(pages, &letter.title, (1, size * 1.6)));
    for block in &letter.blocks {
        one(pages, letter, block, &mut parts);
    }
    pages.feet(&letter.foot);
    if !letter.label.is_empty() {
        label_side(pages, &letter.label, &mut parts);
    }
    parts
}

/// Where the address begins on the label side of a card, from the top, as a
/// part of its height.
const LABEL: f32 = 0.4;

/// The other side of a card: name and address, and nothing else.
fn label_side(pages: &mut Pages<'_>, lines: &[String], parts: &mut Vec<Part>) {
    pages.turn_over(pages.paper.points().1 * LABEL);
    // As in the window of an envelope: on the left, whichever way the language is written.
    let direction = std::mem::replace(&mut pages.direction, Direction::LeftToRight);
    for line in lines {
        parts.push(paragraph(pages, line, false));
    }
    pages.direction = direction;
}

fn one(pages: &mut Pages<'_>, letter: &Letter, block: &Block, parts: &mut Vec<Part>) {
    let size = pages.size;
    match block {
        Block::Heading(text) => {
            pages.y += size * 0.5;
            pages.need(size * 6.0);
            parts.push(heading(pages, text, (2, size * 1.2)));
        }
        Block::Paragraph(text) => {
            parts.push(paragraph(pages, text, false));
            pages.y += size * 0.4;
        }
        Block::Strong(text) => {
            parts.push(paragraph(pages, text, true));
            pages.y += size * 0.4;
        }
        Block::List(items) => parts.push(list(pages, items)),
        Block::Fields(fields) => parts.push(table(pages, letter, fields)),
        Block::Choices { question, choices } => {
            pages.need(size * 4.0);
            if !question.is_empty() {
                parts.push(paragraph(pages, question, false));
            }
            parts.push(boxes(pages, letter, choices));
        }
        Block::Grid { corner, columns, rows } => parts.push(grid(pages, letter, corner, (columns, rows))),
        Block::Picture { drawing, shows, text } => {
            let side = size * 5.0;
            pages.need(side + size);
            let (at, beside) = pages.split(pages.whole(), side + size * 1.2);
            let (leaf, top) = (pages.fresh_leaf(), pages.y);
            pages.mark(Some(leaf), None, Ink::Picture(*drawing, at.0, top, side));
            parts.push(Part::Group(Role::Figure, shows.clone(), vec![Part::Leaf(leaf)]));
            pages.y = top + size * 1.2;
            let words = pages.flow(text, beside, (size, false));
            parts.push(Part::Group(Role::Paragraph, String::new(), vec![words]));
            pages.y = pages.y.max(top + side) + size * 0.6;
        }
        Block::Scan { code, shows, text } => {
            parts.push(paragraph(pages, text, false));
            let side = CODE_SIDE;
            pages.need(side);
            let (at, _) = pages.split(pages.whole(), side);
            let (leaf, top) = (pages.fresh_leaf(), pages.y);
            pages.mark(Some(leaf), None, Ink::Code(code.clone(), at.0, top, side));
            parts.push(Part::Group(Role::Figure, shows.clone(), vec![Part::Leaf(leaf)]));
            pages.y = top + side + size * 0.4;
        }
        Block::Map { picture, shows, credit } => map(pages, (picture, shows, credit), parts),
        Block::Cut(text) => {
            pages.need(size * 4.0);
            let (left, width) = pages.whole();
            let y = pages.y + size * 0.4;
            pages.mark(None, None, Ink::Rule((left, y), (left + width, y), true));
            pages.y = y + size * 0.6;
            parts.push(paragraph(pages, text, false));
        }
        Block::Together(blocks) => together(pages, letter, blocks, parts),
    }
}

/// A map, small enough to leave room for the words on the smallest card too.
fn map(pages: &mut Pages<'_>, (picture, shows, credit): (&MapPicture, &str, &str), parts: &mut Vec<Part>) {
    let widest = pages.paper.points().1 * MAP_HEIGHT / picture.height_at(1.0);
    let width = pages.whole().1.min(MAP_WIDTH).min(widest);
    let height = picture.height_at(width);
    pages.need(height + pages.leading() * 2.0);
    let (at, _) = pages.split(pages.whole(), width);
    let (leaf, top) = (pages.fresh_leaf(), pages.y);
    pages.mark(Some(leaf), None, Ink::Map(picture.clone(), at.0, top, width, height));
    parts.push(Part::Group(Role::Figure, shows.to_owned(), vec![Part::Leaf(leaf)]));
    pages.y = top + height + pages.size * 0.4;
    if !credit.is_empty() {
        parts.push(paragraph(pages, credit, false));
    }
}

/// Lays blocks out on this page if they fit, otherwise on the next.
fn together(pages: &mut Pages<'_>, letter: &Letter, blocks: &[Block], parts: &mut Vec<Part>) {
    let (before, count) = (pages.clone(), parts.len());
    blocks.iter().for_each(|block| one(pages, letter, block, parts));
    if before.pages.len() < pages.pages.len() && !before.is_at_top() {
        *pages = before;
        parts.truncate(count);
        pages.need(f32::MAX);
        blocks.iter().for_each(|block| one(pages, letter, block, parts));
    }
}

fn heading(pages: &mut Pages<'_>, text: &str, (level, size): (u16, f32)) -> Part {
    let words = pages.flow(text, pages.whole(), (size, true));
    pages.y += size * 0.3;
    Part::Group(Role::Heading(level), text.to_owned(), vec![words])
}

fn paragraph(pages: &mut Pages<'_>, text: &str, is_bold: bool) -> Part {
    let words = pages.flow(text, pages.whole(), (pages.size, is_bold));
    Part::Group(Role::Paragraph, String::new(), vec![words])
}

fn item(label: Part, body: Part) -> Part {
    let label = Part::Group(Role::Label, String::new(), vec![label]);
    Part::Group(Role::Item, String::new(), vec![label, Part::Group(Role::Body, String::new(), vec![body])])
}

fn list(pages: &mut Pages<'_>, items: &[String]) -> Part {
    let size = pages.size;
    let mut laid = Vec::new();
    for text in items {
        pages.need(pages.leading());
        let (at, beside) = pages.split(pages.whole(), size * 1.4);
        let bullet = pages.fresh_leaf();
        let sign = pages.broken("•", at, (size, false)).remove(0);
        let place = (pages.y, size);
        pages.put(Some(bullet), sign, at, place);
        let words = pages.flow(text, beside, (size, false));
        laid.push(item(Part::Leaf(bullet), words));
    }
    pages.y += size * 0.4;
    Part::Group(Role::List, String::new(), laid)
}

/// A box to tick in a column, and what it says to people who do not see it.
fn tick(pages: &mut Pages<'_>, (left, width): Column, (top, says): (f32, &str)) -> Part {
    let side = pages.size * TICK;
    let leaf = pages.fresh_leaf();
    let x = match pages.direction {
        Direction::LeftToRight => left,
        Direction::RightToLeft => left + width - side,
    };
    pages.mark(Some(leaf), Some(says), Ink::Square(x, top + pages.size * 0.1, side, side));
    Part::Leaf(leaf)
}

fn boxes(pages: &mut Pages<'_>, letter: &Letter, choices: &[String]) -> Part {
    let size = pages.size;
    let mut laid = Vec::new();
    for text in choices {
        pages.need(pages.leading());
        let (at, beside) = pages.split(pages.whole(), size * 1.9);
        let top = pages.y;
        let label = tick(pages, at, (top, &letter.tick));
        let words = pages.flow(text, beside, (size, false));
        laid.push(item(label, words));
        pages.y += size * 0.15;
    }
    pages.y += size * 0.4;
    Part::Group(Role::List, String::new(), laid)
}

fn table(pages: &mut Pages<'_>, letter: &Letter, fields: &[Field]) -> Part {
    let rows = fields.iter().map(|field| row(pages, letter, field)).collect();
    pages.y += pages.size * 0.7;
    Part::Group(Role::Table, String::new(), rows)
}

fn row(pages: &mut Pages<'_>, letter: &Letter, field: &Field) -> Part {
    let (size, gap) = (pages.size, pages.size * 0.3);
    let whole = pages.whole();
    let (first, second) = pages.split(whole, whole.1 * 0.4);
    let inside = |(left, width): Column| (left + gap, width - 2.0 * gap);
    let labels = pages.broken(&field.label, inside(first), (size, true));
    let values =
        if field.value.is_empty() { Vec::new() } else { pages.broken(&field.value, inside(second), (size, false)) };
    let height = (labels.len().max(values.len()) as f32 * pages.leading() + 2.0 * gap).max(size * 2.1);
    pages.need(height);
    let top = pages.y;
    pages.mark(None, None, Ink::Square(first.0, top, first.1, height));
    let label = column_of(pages, labels, inside(first), top + gap);
    let value = match values.is_empty() {
        true => {
            let leaf = pages.fresh_leaf();
            pages.mark(Some(leaf), Some(&letter.blank), Ink::Square(second.0, top, second.1, height));
            Part::Leaf(leaf)
        }
        false => {
            pages.mark(None, None, Ink::Square(second.0, top, second.1, height));
            column_of(pages, values, inside(second), top + gap)
        }
    };
    pages.y = top + height;
    Part::Group(
        Role::Row,
        String::new(),
        vec![
            Part::Group(Role::RowHeader, String::new(), vec![label]),
            Part::Group(Role::Cell, String::new(), vec![value]),
        ],
    )
}

/// Lines one below the other from a height on, on one page.
fn column_of(pages: &mut Pages<'_>, lines: Vec<crate::typeface::Line>, column: Column, top: f32) -> Part {
    let (leaf, size, leading) = (pages.fresh_leaf(), pages.size, pages.leading());
    for (place, line) in lines.into_iter().enumerate() {
        pages.put(Some(leaf), line, column, (top + place as f32 * leading, size));
    }
    Part::Leaf(leaf)
}

fn grid(pages: &mut Pages<'_>, letter: &Letter, corner: &str, (columns, rows): (&[String], &[String])) -> Part {
    let head: Vec<&str> = std::iter::once(corner).chain(columns.iter().map(String::as_str)).collect();
    let mut laid = vec![grid_row(pages, &head, None)];
    for text in rows {
        let says: Vec<String> = columns.iter().map(|column| format!("{} {text}, {column}", letter.tick)).collect();
        laid.push(grid_row(pages, &[text.as_str()], Some(&says)));
    }
    pages.y += pages.size * 0.7;
    Part::Group(Role::Table, String::new(), laid)
}

/// One row of a grid: words in every cell, or a word and a box in each column.
fn grid_row(pages: &mut Pages<'_>, words: &[&str], ticks: Option<&[String]>) -> Part {
    let (size, gap) = (pages.size, pages.size * 0.3);
    let whole = pages.whole();
    let count = ticks.map_or(words.len() - 1, <[String]>::len);
    let (first, rest) = pages.split(whole, whole.1 * 0.36);
    let share = rest.1 / count.max(1) as f32;
    let mut cells = vec![first];
    let mut left_over = rest;
    for _ in 0..count {
        let (cell, more) = pages.split(left_over, share);
        cells.push(cell);
        left_over = more;
    }
    let inside = |(left, width): Column| (left + gap, width - 2.0 * gap);
    let is_head = ticks.is_none();
    let texts: Vec<_> =
        words.iter().zip(&cells).map(|(text, cell)| pages.broken(text, inside(*cell), (size, is_head))).collect();
    let most = texts.iter().map(Vec::len).max().unwrap_or(1);
    let height = most as f32 * pages.leading() + 2.0 * gap;
    pages.need(height);
    let top = pages.y;
    for (left, width) in &cells {
        pages.mark(None, None, Ink::Square(*left, top, *width, height));
    }
    let role = if is_head { Role::ColumnHeader } else { Role::RowHeader };
    let mut parts = Vec::new();
    for (lines, cell) in texts.into_iter().zip(&cells) {
        let part = column_of(pages, lines, inside(*cell), top + gap);
        parts.push(Part::Group(role, String::new(), vec![part]));
    }
    for (says, cell) in ticks.into_iter().flatten().zip(&cells[1..]) {
        let part = tick(pages, inside(*cell), (top + gap, says));
        parts.push(Part::Group(Role::Cell, String::new(), vec![part]));
    }
    pages.y = top + height;
    Part::Group(Role::Row, String::new(), parts)
}
