//! Documents as one tagged PDF, checked against PDF/UA-1 while it is written:
//! what would not hold is an error, never a file.

use std::num::NonZeroU16;

use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::metadata::{Metadata, TextDirection};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope, Tag,
    TagGroup, TagTree,
};
use krilla::{Document, SerializeSettings};

use crate::code::{CLEAR, Code};
use crate::drawing::{Drawing, Shape};
use crate::lay::{Ink, Mark, Pages, Part, Role};
use crate::letter::{Direction, Letter, Paper, TextSize};
use crate::sheet::lay_out;
use crate::typeface::{Line, Typeface};

/// How far a curve is pulled to be a quarter of a circle.
const QUARTER: f32 = 0.552_284_8;

/// Why no PDF was made.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// There is no letter to print.
    #[error("there is nothing to print")]
    Nothing,
    /// The typeface that Kith carries cannot be read.
    #[error("the typeface cannot be read")]
    Typeface,
    /// The document would not be accessible, or could not be written.
    #[error("the PDF could not be made: {0}")]
    NotMade(String),
}

/// Letters as one PDF, each from a new page on. The title and the language of
/// the file are those of the first.
///
/// # Errors
/// [`PdfError`] when there is no letter, or when the file would not be
/// accessible by PDF/UA-1.
pub fn pdf(letters: &[Letter], size: TextSize) -> Result<Vec<u8>, PdfError> {
    let first = letters.first().ok_or(PdfError::Nothing)?;
    let face = Typeface::open().ok_or(PdfError::Typeface)?;
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| PdfError::NotMade(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut tree = TagTree::new().with_lang(Some(first.language.clone()));
    let mut outline = Outline::new();
    let mut page_index = 0;
    for letter in letters {
        let mut pages = Pages::new(&face, (letter.direction, letter.paper), size);
        let parts = lay_out(&mut pages, letter);
        let mut shown = Shown { leaves: vec![Vec::new(); pages.leaves], boxes: vec![None; pages.leaves] };
        outline.push_child(OutlineNode::new(
            letter.title.clone(),
            XyzDestination::new(page_index, Point::from_xy(0.0, 0.0)),
        ));
        for marks in &pages.pages {
            draw_page(&mut document, (marks, letter.paper), (page_index, &mut shown))?;
            page_index += 1;
        }
        let children = parts.iter().filter_map(|part| node(part, &shown)).collect();
        tree.push(TagGroup::with_children(Tag::Part.with_lang(Some(letter.language.clone())), children));
    }
    document.set_outline(outline);
    document.set_tag_tree(tree);
    document.set_metadata(metadata(first));
    document.finish().map_err(|error| PdfError::NotMade(format!("{error:?}")))
}

/// How many sides the words of a document take, the label side of a card not
/// counted.
///
/// # Errors
/// [`PdfError::Typeface`] when the typeface cannot be read.
pub fn sides(letter: &Letter, size: TextSize) -> Result<usize, PdfError> {
    let face = Typeface::open().ok_or(PdfError::Typeface)?;
    let mut pages = Pages::new(&face, (letter.direction, letter.paper), size);
    lay_out(&mut pages, &Letter { label: Vec::new(), ..letter.clone() });
    Ok(pages.pages.len())
}

fn metadata(letter: &Letter) -> Metadata {
    let direction = match letter.direction {
        Direction::LeftToRight => TextDirection::LeftToRight,
        Direction::RightToLeft => TextDirection::RightToLeft,
    };
    Metadata::new()
        .title(letter.title.clone())
        .language(letter.language.clone())
        .creator("Kith".to_owned())
        .text_direction(direction)
}

/// What was drawn of each leaf, and where its drawing stands.
struct Shown {
    leaves: Vec<Vec<Identifier>>,
    boxes: Vec<Option<BBox>>,
}

fn draw_page(
    document: &mut Document,
    (marks, paper): (&[Mark], Paper),
    (index, shown): (usize, &mut Shown),
) -> Result<(), PdfError> {
    let (width, height) = paper.points();
    let settings = PageSettings::from_wh(width, height).ok_or(PdfError::Nothing)?;
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for mark in marks {
        let text = match &mark.ink {
            // What is written from right to left is drawn as it is seen; this is how it is read.
            Ink::Text(line, ..) if line.runs.len() > 1 || !line.text.is_ascii() => Some(line.text.as_str()),
            _ => None,
        };
        let tag = match (mark.leaf, &mark.says) {
            (None, _) => ContentTag::Artifact(Artifact::with_kind(match mark.ink {
                Ink::Text(..) => ArtifactType::Footer,
                _ => ArtifactType::Layout,
            })),
            (Some(_), Some(says)) => ContentTag::Span(SpanTag::empty().with_alt_text(Some(says))),
            (Some(_), None) => match mark.ink {
                Ink::Text(..) => ContentTag::Span(SpanTag::empty().with_actual_text(text)),
                _ => ContentTag::Other,
            },
        };
        let identifier = surface.start_tagged(tag);
        draw(&mut surface, &mark.ink);
        surface.end_tagged();
        if let Some(leaf) = mark.leaf {
            shown.leaves[leaf].push(identifier);
            let place = match mark.ink {
                Ink::Picture(_, left, top, side) | Ink::Code(_, left, top, side) => Some((left, top, side, side)),
                Ink::Map(_, left, top, width, height) => Some((left, top, width, height)),
                Ink::Text(..) | Ink::Rule(..) | Ink::Square(..) => None,
            };
            if let Some((left, top, width, height)) = place {
                shown.boxes[leaf] = Rect::from_xywh(left, top, width, height).map(|rect| BBox::new(index, rect));
            }
        }
    }
    surface.finish();
    page.finish();
    Ok(())
}

fn stroke(width: f32, is_dashed: bool) -> Stroke {
    let dash = is_dashed.then(|| StrokeDash { array: vec![4.0, 4.0], offset: 0.0 });
    Stroke { width, opacity: NormalizedF32::ONE, dash, ..Stroke::default() }
}

fn draw(surface: &mut Surface<'_>, ink: &Ink) {
    match ink {
        Ink::Text(line, x, base, size) => text(surface, line, (*x, *base, *size)),
        Ink::Rule(from, to, is_dashed) => {
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            outline_of(surface, path.finish(), stroke(0.8, *is_dashed));
        }
        Ink::Square(left, top, width, height) => {
            let mut path = PathBuilder::new();
            if let Some(rect) = Rect::from_xywh(*left, *top, *width, *height) {
                path.push_rect(rect);
            }
            outline_of(surface, path.finish(), stroke(0.8, false));
        }
        Ink::Picture(drawing, left, top, side) => picture(surface, *drawing, (*left, *top, side / 100.0)),
        Ink::Code(code, left, top, side) => squares(surface, code, (*left, *top, *side)),
        Ink::Map(picture, left, top, width, height) => {
            if let (Some(image), Some(size)) = (picture.image(), Size::from_wh(*width, *height)) {
                surface.push_transform(&Transform::from_translate(*left, *top));
                surface.draw_image(image, size);
                surface.pop();
            }
        }
    }
}

/// The dark squares of a code as one shape, so that no hair line is left
/// between two of them.
fn squares(surface: &mut Surface<'_>, code: &Code, (left, top, side): (f32, f32, f32)) {
    let one = side / (code.side() + 2 * CLEAR) as f32;
    let mut path = PathBuilder::new();
    for (row, from, length) in code.bars() {
        let (x, y) = (left + (from + CLEAR) as f32 * one, top + (row + CLEAR) as f32 * one);
        if let Some(rect) = Rect::from_xywh(x, y, length as f32 * one, one) {
            path.push_rect(rect);
        }
    }
    if let Some(path) = path.finish() {
        surface.set_stroke(None);
        surface.set_fill(Some(Fill::default()));
        surface.draw_path(&path);
    }
}

fn text(surface: &mut Surface<'_>, line: &Line, (x, base, size): (f32, f32, f32)) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill::default()));
    let mut x = x;
    for run in &line.runs {
        surface.draw_glyphs(Point::from_xy(x, base), &run.glyphs, run.font.clone(), &run.text, size, false);
        x += run.width * size;
    }
}

fn outline_of(surface: &mut Surface<'_>, path: Option<Path>, stroke: Stroke) {
    if let Some(path) = path {
        surface.set_fill(None);
        surface.set_stroke(Some(stroke));
        surface.draw_path(&path);
    }
}

fn picture(surface: &mut Surface<'_>, drawing: Drawing, (left, top, scale): (f32, f32, f32)) {
    let at = |(x, y): (f32, f32)| (left + x * scale, top + y * scale);
    for shape in drawing.shapes() {
        let mut path = PathBuilder::new();
        let mut is_filled = false;
        match shape {
            Shape::Lines(points) => {
                for (place, point) in points.iter().enumerate() {
                    let (x, y) = at(*point);
                    if place == 0 { path.move_to(x, y) } else { path.line_to(x, y) }
                }
            }
            Shape::Curve([start, one, two, end]) => {
                let ((x, y), one, two, end) = (at(*start), at(*one), at(*two), at(*end));
                path.move_to(x, y);
                path.cubic_to(one.0, one.1, two.0, two.1, end.0, end.1);
            }
            Shape::Circle(x, y, radius, fills) => {
                is_filled = *fills;
                let ((x, y), radius) = (at((*x, *y)), radius * scale);
                circle(&mut path, (x, y), radius);
            }
        }
        let path = path.finish();
        if is_filled && let Some(path) = &path {
            surface.set_stroke(None);
            surface.set_fill(Some(Fill::default()));
            surface.draw_path(path);
        } else {
            outline_of(surface, path, stroke(4.0 * scale, false));
        }
    }
}

fn circle(path: &mut PathBuilder, (x, y): (f32, f32), radius: f32) {
    let pull = radius * QUARTER;
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + pull, x + pull, y + radius, x, y + radius);
    path.cubic_to(x - pull, y + radius, x - radius, y + pull, x - radius, y);
    path.cubic_to(x - radius, y - pull, x - pull, y - radius, x, y - radius);
    path.cubic_to(x + pull, y - radius, x + radius, y - pull, x + radius, y);
    path.close();
}

/// A part of the document for the file's own tree; none where nothing of it
/// was drawn.
fn node(part: &Part, shown: &Shown) -> Option<Node> {
    let (role, words, parts) = match part {
        Part::Group(role, words, parts) => (*role, words, parts),
        Part::Leaf(_) => return None,
    };
    let mut children: Vec<Node> = Vec::new();
    let mut place = None;
    for part in parts {
        match part {
            Part::Leaf(leaf) => {
                children.extend(shown.leaves[*leaf].iter().map(|identifier| Node::from(*identifier)));
                place = shown.boxes[*leaf];
            }
            group @ Part::Group(..) => children.extend(node(group, shown)),
        }
    }
    if children.is_empty() {
        return None;
    }
    Some(Node::from(match role {
        Role::Heading(level) => {
            let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
            TagGroup::with_children(Tag::Hn(level, Some(words.clone())), children)
        }
        Role::Paragraph => TagGroup::with_children(Tag::P, children),
        Role::List => TagGroup::with_children(Tag::L(ListNumbering::None), children),
        Role::Item => TagGroup::with_children(Tag::LI, children),
        Role::Label => TagGroup::with_children(Tag::Lbl, children),
        Role::Body => TagGroup::with_children(Tag::LBody, children),
        Role::Table => TagGroup::with_children(Tag::Table, children),
        Role::Row => TagGroup::with_children(Tag::TR, children),
        Role::RowHeader => TagGroup::with_children(Tag::TH(TableHeaderScope::Row), children),
        Role::ColumnHeader => TagGroup::with_children(Tag::TH(TableHeaderScope::Column), children),
        Role::Cell => TagGroup::with_children(Tag::TD, children),
        Role::Figure => TagGroup::with_children(Tag::Figure(Some(words.clone())).with_bbox(place), children),
    }))
}
