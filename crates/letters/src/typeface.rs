//! The typeface: measuring words, breaking lines, and putting the pieces of a
//! line into the order in which they are seen.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::{Direction as Way, Face, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};

use crate::letter::Direction;

static PLAIN: &[u8] = include_bytes!("../fonts/DejaVuSansCondensed.ttf");
static BOLD: &[u8] = include_bytes!("../fonts/DejaVuSansCondensed-Bold.ttf");

/// What stands for a letter that the typeface does not have.
const UNKNOWN: char = '\u{FFFD}';

/// The typeface in both weights.
pub(crate) struct Typeface {
    plain: Weight,
    bold: Weight,
}

struct Weight {
    face: Face<'static>,
    font: Font,
}

/// A piece of a line that is written one way, ready to be drawn.
#[derive(Clone)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    pub(crate) font: Font,
    /// Its width for a size of one point.
    pub(crate) width: f32,
}

/// A line: its pieces in the order in which they are seen from the left.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) text: String,
    pub(crate) runs: Vec<Run>,
    /// Its width for a size of one point.
    pub(crate) width: f32,
}

impl Typeface {
    /// Opens the typeface; none where its bytes are damaged.
    pub(crate) fn open() -> Option<Self> {
        let weight = |bytes: &'static [u8]| {
            Some(Weight { face: Face::from_slice(bytes, 0)?, font: Font::new(bytes.into(), 0)? })
        };
        Some(Self { plain: weight(PLAIN)?, bold: weight(BOLD)? })
    }

    fn weight(&self, is_bold: bool) -> &Weight {
        if is_bold { &self.bold } else { &self.plain }
    }

    /// A text as lines that are no wider than `width` points at `size`.
    pub(crate) fn lines(
        &self,
        text: &str,
        (size, width): (f32, f32),
        is_bold: bool,
        direction: Direction,
    ) -> Vec<Line> {
        let text = self.printable(text, is_bold);
        let widest = width / size;
        let mut lines: Vec<Line> = Vec::new();
        let mut words: Vec<&str> = Vec::new();
        let mut so_far = 0.0;
        let space = self.width(" ", is_bold);
        for word in text.split_whitespace() {
            let wide = self.width(word, is_bold);
            if !words.is_empty() && widest < so_far + space + wide {
                lines.push(self.line(&words.join(" "), is_bold, direction));
                words.clear();
                so_far = 0.0;
            }
            so_far += if words.is_empty() { wide } else { space + wide };
            words.push(word);
        }
        lines.push(self.line(&words.join(" "), is_bold, direction));
        lines
    }

    fn width(&self, word: &str, is_bold: bool) -> f32 {
        self.run(word, is_bold, Way::LeftToRight, true).width
    }

    fn line(&self, text: &str, is_bold: bool, direction: Direction) -> Line {
        let base = match direction {
            Direction::LeftToRight => Level::ltr(),
            Direction::RightToLeft => Level::rtl(),
        };
        let seen = BidiInfo::new(text, Some(base));
        let mut runs = Vec::new();
        for paragraph in &seen.paragraphs {
            let (levels, pieces) = seen.visual_runs(paragraph, paragraph.range.clone());
            for piece in pieces.into_iter().filter(|piece| !piece.is_empty()) {
                let way = if levels[piece.start].is_rtl() { Way::RightToLeft } else { Way::LeftToRight };
                let run = self.run(&text[piece], is_bold, way, false);
                if !run.text.is_empty() {
                    runs.push(run);
                }
            }
        }
        Line { text: unquoted(text), width: runs.iter().map(|run| run.width).sum(), runs }
    }

    fn run(&self, text: &str, is_bold: bool, way: Way, guesses: bool) -> Run {
        let text = unquoted(text);
        let text = text.as_str();
        let weight = self.weight(is_bold);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if !guesses {
            buffer.set_direction(way);
        }
        let is_backwards = buffer.direction() == Way::RightToLeft;
        let shaped = rustybuzz::shape(&weight.face, &[], buffer);
        let units = weight.font.units_per_em();
        let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
        let end_of = |place: usize| {
            let others = if is_backwards {
                starts[..place].iter().rev().copied().collect::<Vec<_>>()
            } else {
                starts[place..].to_vec()
            };
            others.into_iter().find(|start| *start > starts[place]).unwrap_or(text.len())
        };
        let glyphs: Vec<KrillaGlyph> = shaped
            .glyph_infos()
            .iter()
            .zip(shaped.glyph_positions())
            .enumerate()
            .map(|(place, (info, at))| {
                let part = |number: i32| number as f32 / units;
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    part(at.x_advance),
                    part(at.x_offset),
                    part(at.y_offset),
                    part(at.y_advance),
                    starts[place]..end_of(place),
                    None,
                )
            })
            .collect();
        let width = glyphs.iter().map(|glyph| glyph.x_advance).sum();
        Run { text: text.to_owned(), glyphs, font: weight.font.clone(), width }
    }

    /// The letters of a text that one of the weights does not have.
    pub(crate) fn lacks<'t>(&'t self, text: &'t str) -> impl Iterator<Item = char> + 't {
        let has = |letter: char| [&self.plain, &self.bold].iter().all(|it| it.face.glyph_index(letter).is_some());
        text.chars().filter(move |letter| !letter.is_whitespace() && !letter.is_control() && !has(*letter))
    }

    /// A text that can be printed: no control signs, and a mark for a letter
    /// that the typeface does not have, so that somebody sees it is missing.
    fn printable(&self, text: &str, is_bold: bool) -> String {
        let face = &self.weight(is_bold).face;
        let is_sign = |letter: &char| matches!(*letter, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{FEFF}' | '\u{FFFE}');
        text.chars()
            .map(|letter| if letter.is_whitespace() || letter.is_control() { ' ' } else { letter })
            .filter(|letter| !is_sign(letter))
            .map(
                |letter| {
                    if letter == ' ' || is_quote(letter) || face.glyph_index(letter).is_some() {
                        letter
                    } else {
                        UNKNOWN
                    }
                },
            )
            .collect()
    }
}

/// The signs around a value that keeps its own order: they say where a piece
/// begins and ends, and are not drawn.
fn is_quote(letter: char) -> bool {
    matches!(letter, '\u{2066}'..='\u{2069}')
}

fn unquoted(text: &str) -> String {
    text.chars().filter(|letter| !is_quote(*letter)).collect()
}
