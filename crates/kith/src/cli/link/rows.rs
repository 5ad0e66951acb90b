//! Rows of a CSV file one after the other, cut where they lie: a value is
//! copied only where quotes have to be taken off.

use std::io::{self, Read};

/// How much is read at once.
const AT_ONCE: usize = 1 << 18;
/// So many bytes are searched for signs together.
const BLOCK: usize = 64;

/// Reads rows; empty lines are passed over.
pub(super) struct Rows<R> {
    from: R,
    held: Vec<u8>,
    /// What has not been cut yet: from here to there in what is held.
    start: usize,
    end: usize,
    /// The signs of a block that have not been met yet, one bit a byte; where
    /// the block begins, and up to where signs have been looked for.
    signs: u64,
    block: usize,
    searched: usize,
    has_ended: bool,
    /// The line that the row begins in, and the one that the next begins in.
    line: u64,
    next_line: u64,
    /// Where the row begins in what is held; none where quotes were taken off.
    row: Option<usize>,
    unquoted: Vec<u8>,
    /// Where each value begins and ends, counted from the row's beginning.
    cells: Vec<(usize, usize)>,
    /// Bytes of all rows so far.
    pub(super) passed: u64,
}

impl<R: Read> Rows<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            from,
            held: vec![0; AT_ONCE],
            start: 0,
            end: 0,
            signs: 0,
            block: 0,
            searched: 0,
            has_ended: false,
            line: 1,
            next_line: 1,
            row: None,
            unquoted: Vec::new(),
            cells: Vec::new(),
            passed: 0,
        }
    }

    /// The line that the row begins in.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The row's bytes, and where in them each value stands.
    pub(super) fn row(&self) -> (&[u8], &[(usize, usize)]) {
        let bytes = self.row.map_or(self.unquoted.as_slice(), |row| &self.held[row..self.start]);
        (bytes, &self.cells)
    }

    /// Goes to the next row; says whether there is one.
    pub(super) fn advance(&mut self) -> io::Result<bool> {
        loop {
            while self.start < self.end && matches!(self.held[self.start], b'\n' | b'\r') {
                self.next_line += u64::from(self.held[self.start] == b'\n');
                self.start += 1;
                self.search_from(self.start);
            }
            if self.start < self.end
                && let Some(length) = self.cut()
            {
                self.start += length;
                self.passed += length as u64;
                return Ok(true);
            }
            if self.has_ended {
                return Ok(false);
            }
            self.fill()?;
            self.search_from(self.start);
        }
    }

    /// Reads more behind what has not been cut.
    fn fill(&mut self) -> io::Result<()> {
        let is_first = self.passed == 0 && self.end == 0;
        self.held.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        if self.end * 2 > self.held.len() {
            self.held.resize(self.held.len() * 2, 0);
        }
        while self.end < self.held.len() {
            match self.from.read(&mut self.held[self.end..]) {
                Ok(0) => {
                    self.has_ended = true;
                    break;
                }
                Ok(more) => self.end += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        if is_first && self.held[..self.end].starts_with("\u{feff}".as_bytes()) {
            self.start = 3;
        }
        Ok(())
    }

    /// Cuts one row and says how long it is; none where its end has not been
    /// read yet.
    fn cut(&mut self) -> Option<usize> {
        self.cells.clear();
        let mut begins = 0;
        loop {
            while self.signs == 0 {
                if self.searched >= self.end {
                    break;
                }
                self.signs = signs(&self.held[self.searched..self.end]);
                self.block = self.searched;
                self.searched += BLOCK;
            }
            if self.signs == 0 {
                break;
            }
            let at = self.block + self.signs.trailing_zeros() as usize - self.start;
            match self.held[self.start + at] {
                b',' => {
                    self.cells.push((begins, at));
                    begins = at + 1;
                }
                b'"' => return self.cut_quoted(),
                sign => {
                    self.signs &= self.signs - 1;
                    self.cells.push((begins, at));
                    return Some(self.cut_at(at + 1, u64::from(sign == b'\n')));
                }
            }
            self.signs &= self.signs - 1;
        }
        if !self.has_ended {
            self.search_from(self.start);
            return None;
        }
        let length = self.end - self.start;
        self.cells.push((begins, length));
        Some(self.cut_at(length, 0))
    }

    /// Looks for signs from here on, whatever has been found before.
    fn search_from(&mut self, place: usize) {
        (self.signs, self.searched) = (0, place);
    }

    /// Keeps that a row without quotes has been cut.
    fn cut_at(&mut self, length: usize, lines: u64) -> usize {
        self.row = Some(self.start);
        self.line = self.next_line;
        self.next_line += lines;
        length
    }

    /// Cuts a row with quotes: a quote within them is written twice.
    fn cut_quoted(&mut self) -> Option<usize> {
        let text = &self.held[self.start..self.end];
        self.cells.clear();
        self.unquoted.clear();
        let (mut begins, mut lines) = (0, 0);
        let mut is = Within::Start;
        let mut length = None;
        for (at, byte) in text.iter().enumerate() {
            lines += u64::from(*byte == b'\n');
            is = match (is, byte) {
                (Within::Quotes, b'"') => Within::Closed,
                (Within::Start, b'"') => Within::Quotes,
                (Within::Closed, b'"') | (Within::Quotes, _) => {
                    self.unquoted.push(*byte);
                    Within::Quotes
                }
                (_, b',') => {
                    self.cells.push((begins, self.unquoted.len()));
                    begins = self.unquoted.len();
                    Within::Start
                }
                (_, b'\n' | b'\r') => {
                    length = Some(at + 1);
                    break;
                }
                _ => {
                    self.unquoted.push(*byte);
                    Within::Value
                }
            };
        }
        let length = length.or(self.has_ended.then_some(text.len()))?;
        self.cells.push((begins, self.unquoted.len()));
        self.row = None;
        self.line = self.next_line;
        self.next_line += lines;
        self.search_from(self.start + length);
        Some(length)
    }
}

/// Where in a value the reading is.
#[derive(Clone, Copy)]
enum Within {
    Start,
    Value,
    Quotes,
    Closed,
}

/// Which of the first bytes are a comma, a quote or the end of a line, one bit
/// each, the first lowest.
fn signs(bytes: &[u8]) -> u64 {
    let Some(block) = bytes.first_chunk::<BLOCK>() else {
        let mut last = [b'0'; BLOCK];
        last[..bytes.len()].copy_from_slice(bytes);
        return signs(&last);
    };
    // Many bytes at once, as long as nothing is made of one alone.
    let are_signs = block.map(|byte| u8::from((byte == b',') | (byte == b'\n') | (byte == b'\r') | (byte == b'"')));
    let (eights, _) = are_signs.as_chunks::<8>();
    eights.iter().rev().fold(0, |found, eight| found << 8 | bits(u64::from_le_bytes(*eight)))
}

/// The lowest bit of each of eight bytes, which have no other.
fn bits(eight: u64) -> u64 {
    eight.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{AT_ONCE, Rows};

    /// Gives a few bytes at a time, as a pipe may.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let (some, rest) = self.0.split_at(self.0.len().min(into.len()).min(5));
            into[..some.len()].copy_from_slice(some);
            self.0 = rest;
            Ok(some.len())
        }
    }

    fn rows(text: &[u8]) -> Vec<(u64, Vec<String>)> {
        let mut rows = Rows::new(Drops(text));
        let mut found = Vec::new();
        while rows.advance().expect("no fault") {
            let (bytes, cells) = rows.row();
            let cells = cells.iter().map(|(from, to)| String::from_utf8_lossy(&bytes[*from..*to]).into_owned());
            found.push((rows.line(), cells.collect()));
        }
        found
    }

    #[test]
    fn rows_are_what_the_library_for_csv_reads() {
        let long = format!("a,\"{}\",b\nlast", "x, \"\"y\"\"\n".repeat(AT_ONCE / 4));
        for text in [
            "a,b,c\n1,2,3\n",
            "a,b\r\n1,2\r\n\r\n\n3,4",
            "",
            "\n\n",
            "a",
            "a,",
            ",\n,",
            "\"a,b\",\"c \"\"d\"\"\"\n1,2\n",
            "\"two\nlines\",b\nnext,row",
            "\"open,\n1,2",
            "a\"b,\"c\"d,\"e\"\n",
            "\u{feff}a,b\n\"ü\",ß\n",
            "Łukasz,12 High Street,LX1 4QR,,,,,,,,,,,\nrow,two",
            "\"\",\"\"\n\"\"\"\",x",
            "a\rb\rc",
            &long,
        ] {
            let mut theirs = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
            let theirs: Vec<Vec<String>> = theirs
                .byte_records()
                .map(|row| {
                    row.expect("no fault").iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
                })
                .collect();
            let ours: Vec<Vec<String>> = rows(text.as_bytes()).into_iter().map(|(_, row)| row).collect();
            assert!(ours == theirs, "{:?}", &text[..text.len().min(60)]);
        }
    }

    #[test]
    fn a_row_knows_its_line() {
        let lines: Vec<u64> = rows(b"a\r\n\r\n\"b\nc\"\n\nd").into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [1, 3, 6]);
    }
}
