//! The code on a card that a telephone reads: an address as dark and light
//! squares.

use fast_qr::{ECL, QRBuilder};

/// How many squares around a code stay light, so that it can be found.
pub(crate) const CLEAR: usize = 4;

/// A text as a code to scan (QR).
#[derive(Clone, PartialEq, Eq)]
pub struct Code {
    rows: Vec<Vec<bool>>,
}

impl Code {
    /// The code of a text; none where the text is too long for one.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let made = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let row = |row: usize| made[row][..made.size].iter().map(|square| square.value()).collect();
        Some(Self { rows: (0..made.size).map(row).collect() })
    }

    /// How many squares it has on a side.
    #[must_use]
    pub fn side(&self) -> usize {
        self.rows.len()
    }

    /// Whether a square is dark, by its row and column.
    #[must_use]
    pub fn is_dark(&self, row: usize, column: usize) -> bool {
        self.rows.get(row).and_then(|squares| squares.get(column)).is_some_and(|is_dark| *is_dark)
    }

    /// Dark squares that lie side by side: row, first column, how many.
    pub(crate) fn bars(&self) -> Vec<(usize, usize, usize)> {
        let mut bars: Vec<(usize, usize, usize)> = Vec::new();
        for (row, squares) in self.rows.iter().enumerate() {
            for (column, _) in squares.iter().enumerate().filter(|(_, is_dark)| **is_dark) {
                match bars.last_mut() {
                    Some((of, from, length)) if *of == row && *from + *length == column => *length += 1,
                    _ => bars.push((row, column, 1)),
                }
            }
        }
        bars
    }
}

#[cfg(test)]
mod tests {
    use super::{CLEAR, Code};

    /// How many dots a square is wide in the picture that the reader gets.
    const DOTS: usize = 4;

    #[test]
    fn s004_wad_what_a_telephone_reads_is_the_address_of_the_centre() {
        for address in ["https://centre.example/opening", "https://larch-centre.example/our-times/~winter_2026"] {
            let code = Code::of(address).expect("a code");
            let bars = code.bars();
            let is_in_a_bar = |row, column| {
                bars.iter().any(|(of, from, length)| *of == row && (*from..from + length).contains(&column))
            };
            let side = (code.side() + 2 * CLEAR) * DOTS;
            let at = |x: usize, y: usize| {
                let (column, row) = ((x / DOTS).checked_sub(CLEAR), (y / DOTS).checked_sub(CLEAR));
                let is_dark = matches!((row, column), (Some(row), Some(column)) if is_in_a_bar(row, column));
                if is_dark { 0 } else { 255 }
            };
            let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, at);
            let found = picture.detect_grids();
            assert_eq!(found.len(), 1);
            assert_eq!(found[0].decode().expect("it can be read").1, address);
        }
    }

    #[test]
    fn what_is_too_long_for_a_code_is_none() {
        assert!(Code::of(&"https://centre.example/".repeat(300)).is_none());
    }
}
