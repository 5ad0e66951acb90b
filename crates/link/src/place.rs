//! Where somebody lives, taken apart: what stays the same when an address or
//! a postcode is typed differently.

use crate::clean;
use crate::pool::{NameId, Pool, hash_text, mix};

/// A postcode of at most eight letters and figures, packed; 0 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Postcode(pub(crate) u64);

/// Words before a street that are no part of its name.
const BEFORE_STREET: &[&str] = &[
    "FLAT", "APARTMENT", "APT", "ROOM", "UNIT", "THE", "FLOOR", "BLOCK", "GROUND", "FIRST", "SECOND", "TOP",
    "BASEMENT", "LOWER", "UPPER", "REAR",
];
/// Words that say that the address is not told.
const NOT_TOLD: &[&str] = &["UNKNOWN", "WITHHELD", "NFA", "REFUGE", "CONFIDENTIAL", "UNK", "NOTKNOWN"];
/// Longest word of an address that is kept.
const LONGEST: usize = 24;

impl Postcode {
    /// A postcode without space; nothing for the codes that mean "no address".
    pub(crate) fn read(text: &str) -> Self {
        let (mut packed, mut count, mut has_figure) = (0_u64, 0, false);
        for byte in text.bytes().filter(u8::is_ascii_alphanumeric) {
            packed = packed << 8 | u64::from(byte.to_ascii_uppercase());
            count += 1;
            has_figure |= byte.is_ascii_digit();
        }
        let is_code = (4..=8).contains(&count) && has_figure && !text.trim_start().starts_with("ZZ99");
        if is_code { Self(packed) } else { Self(0) }
    }

    /// The part that names a town or a district: what stands before the last
    /// three letters, or before the last two figures of a code of figures.
    pub(crate) fn outward(self) -> u64 {
        self.0 >> if self.is_figures() { 16 } else { 24 }
    }

    fn is_figures(self) -> bool {
        self.0.to_be_bytes().iter().all(|letter| *letter == 0 || letter.is_ascii_digit())
    }

    /// Whether a word of an address is the postcode or one of its halves.
    fn is_written_as(self, word: u64) -> bool {
        word == self.0 || (!self.is_figures() && (word == self.outward() || word == self.0 & 0xff_ffff))
    }

    /// The same letters and figures in an order of their own.
    pub(crate) fn letters(self) -> u64 {
        let mut letters = self.0.to_be_bytes();
        letters.sort_unstable();
        u64::from_be_bytes(letters)
    }

    /// Whether one slip makes one code of the other.
    pub(crate) fn is_one_slip(self, other: Self) -> bool {
        let (one, two) = (self.0.to_be_bytes(), other.0.to_be_bytes());
        let letters = |bytes: &'_ [u8; 8]| bytes.iter().position(|byte| *byte != 0).unwrap_or(8);
        crate::alike::is_one_slip(&one[letters(&one)..], &two[letters(&two)..])
    }
}

/// An address taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Street {
    /// The first number and the last, of house and flat, eight bits each; 0 for
    /// none.
    pub(crate) number: u16,
    /// The first word of the street.
    pub(crate) name: NameId,
    /// All words, whatever their order.
    pub(crate) wording: Wording,
}

/// Which pairs of neighbouring letters the words of an address have, folded
/// into 128 bits: what stays the same when lines change places, a word is left
/// out or a letter is typed wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Wording(pub(crate) u128);

impl Wording {
    fn add(&mut self, word: &[u8]) {
        let mut halves = [0_u64; 2];
        for pair in word.windows(2) {
            let both = u32::from(pair[0]) << 8 | u32::from(pair[1]);
            let bit = both.wrapping_mul(0x9e37_79b1) >> 25;
            halves[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
        self.0 |= u128::from(halves[1]) << 64 | u128::from(halves[0]);
    }

    /// Whether it is too short to be compared.
    pub(crate) fn is_short(self) -> bool {
        self.0.count_ones() < SHORT
    }

    /// How much two addresses have in common, in thousandths; none where one
    /// of them is too short to tell.
    pub(crate) fn likeness(self, other: Self) -> Option<u32> {
        let (one, two) = (self.0.count_ones(), other.0.count_ones());
        let is_short = one < SHORT || two < SHORT;
        (!is_short).then(|| 2_000 * (self.0 & other.0).count_ones() / (one + two))
    }
}

/// Fewer pairs of letters than this are no address to compare.
const SHORT: u32 = 10;

/// Whether two houses have a number in common, or one of them has none.
pub(crate) fn may_share_number(one: u16, two: u16) -> bool {
    let [a, b] = one.to_be_bytes();
    one == 0 || two == 0 || two.to_be_bytes().iter().any(|number| *number == a || *number == b)
}

impl Pool {
    pub(crate) fn street(&mut self, text: &str, postcode: Postcode) -> Street {
        if text.is_ascii() {
            self.street_of(text.as_bytes(), postcode)
        } else {
            let plain = clean::words(text).words.join(" ");
            self.street_of(plain.as_bytes(), postcode)
        }
    }

    fn street_of(&mut self, text: &[u8], postcode: Postcode) -> Street {
        let mut found = Street::default();
        let mut word = Word::new();
        let (mut is_first, mut was_no) = (true, false);
        // A space behind the last word ends it.
        for byte in text.iter().chain(b" ") {
            match LETTERS[usize::from(*byte)] {
                SKIPPED => continue,
                0 => {}
                letter => {
                    word.add(letter);
                    continue;
                }
            }
            let plain = word.plain();
            if plain.is_empty() {
                continue;
            }
            let is_not_told = is_first && NOT_TOLD.iter().any(|words| words.as_bytes() == plain);
            if is_not_told || (was_no && plain == b"FIXED") {
                return Street::default();
            }
            (was_no, is_first) = (is_first && plain == b"NO", false);
            if word.has_figure() {
                let packed = word.packed();
                if !postcode.is_written_as(packed) {
                    let number = (mix(5, packed) >> 56) as u16 | 1;
                    found.number =
                        if found.number == 0 { number << 8 | number } else { found.number & 0xff00 | number };
                }
            } else {
                found.wording.add(plain);
                let is_name = found.name == 0
                    && plain.len() > 2
                    && !BEFORE_STREET.iter().any(|before| before.as_bytes() == plain);
                if is_name {
                    found.name = self.keep(std::str::from_utf8(plain).unwrap_or_default());
                }
            }
            word.clear();
        }
        found
    }
}

/// What a byte of an address is: the capital or figure that it stands for,
/// [`SKIPPED`], or 0 where it parts two words.
const LETTERS: [u8; 256] = {
    let mut letters = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        let plain = byte as u8;
        if plain.is_ascii_alphanumeric() {
            letters[byte] = plain.to_ascii_uppercase();
        }
        byte += 1;
    }
    letters[b'\'' as usize] = SKIPPED;
    letters[b'.' as usize] = SKIPPED;
    letters
};
/// What is left out without parting a word.
const SKIPPED: u8 = 1;

/// A word of an address, as far as it has been read.
struct Word {
    letters: [u8; LONGEST],
    length: usize,
    /// The least of its letters and figures, of which figures are less.
    least: u8,
}

impl Word {
    fn new() -> Self {
        Self { letters: [0; LONGEST], length: 0, least: u8::MAX }
    }

    fn add(&mut self, letter: u8) {
        if let Some(place) = self.letters.get_mut(self.length) {
            *place = letter;
            self.length += 1;
            self.least = self.least.min(letter);
        }
    }

    fn clear(&mut self) {
        (self.length, self.least) = (0, u8::MAX);
    }

    fn plain(&self) -> &[u8] {
        &self.letters[..self.length]
    }

    fn has_figure(&self) -> bool {
        self.least <= b'9'
    }

    /// The last eight letters and figures in one number.
    fn packed(&self) -> u64 {
        self.plain().iter().fold(0, |packed, letter| packed << 8 | u64::from(*letter))
    }
}

/// So many digits fit in a number of 64 bits, whatever they are.
const MOST_DIGITS: usize = 19;

/// The last ten digits of a telephone number as a hash; 0 for too few, or for
/// one digit over and over.
pub(crate) fn telephone(text: &str) -> u32 {
    let mut last = 0_u64;
    let mut count = 0;
    let bytes = text.as_bytes();
    if bytes.len() <= MOST_DIGITS && bytes.iter().all(u8::is_ascii_digit) {
        // Most are digits and nothing else.
        last = bytes.iter().fold(0, |last, digit| last * 10 + u64::from(digit - b'0')) % 10_000_000_000;
        count = bytes.len();
    } else {
        for byte in text.bytes().filter(u8::is_ascii_digit) {
            last = (last * 10 + u64::from(byte - b'0')) % 10_000_000_000;
            count += 1;
        }
    }
    let is_filler = last % 1_000_000_000 == last % 10 * 111_111_111;
    if count < 10 || is_filler { 0 } else { (mix(7, last) >> 32) as u32 | 1 }
}

/// A practice in eight bits: enough to say that two are the same.
pub(crate) fn practice(text: &str) -> u8 {
    if text.is_empty() {
        return 0;
    }
    let hash = if text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        hash_text(text)
    } else {
        hash_text(&clean::words(text).joined())
    };
    (hash >> 56) as u8 | 1
}

#[cfg(test)]
mod tests {
    use super::{Postcode, Street, telephone};
    use crate::pool::Pool;

    #[test]
    fn an_address_typed_differently_is_the_same() {
        let mut pool = Pool::new();
        let mut read = |text: &str| pool.street(text, Postcode::read("LX1 4QR"));
        let (one, two) = (read("12 High Street, Lexford"), read("12, HIGH ST, Lexford, LX1 4QR"));
        assert_eq!((one.number, one.name), (two.number, two.name));
        assert!(one.wording.likeness(two.wording) > Some(750));
        assert!(one.wording.likeness(read("Mill Cottage, Great Barton").wording) < Some(550));
        assert_eq!(one.wording.likeness(read("Mill").wording), None);
        assert_ne!(read("Flat 2, 12 High Street").number, read("12 High Street").number);
        for text in ["Withheld", "NO FIXED ABODE", "", "nfa"] {
            assert_eq!(read(text), Street::default(), "{text}");
        }
        assert_eq!(read("12 Höhe"), read("12 HOHE"));
    }

    #[test]
    fn a_postcode_is_read_and_its_slips_are_seen() {
        let code = Postcode::read("lx1 4qr");
        assert_eq!(code, Postcode::read("LX14QR"));
        assert!(code.is_one_slip(Postcode::read("LX1 4QP")));
        assert!(!code.is_one_slip(Postcode::read("LX7 2AB")));
        assert_eq!(code.outward(), Postcode::read("LX1 9ZZ").outward());
        assert_eq!(Postcode::read("4226").outward(), Postcode::read("4263").outward());
        assert_ne!(Postcode::read("4226").outward(), Postcode::read("4326").outward());
        for text in ["ZZ99 3VZ", "", "LONDON", "LX1 4QR 7TT"] {
            assert_eq!(Postcode::read(text), Postcode::default(), "{text}");
        }
    }

    #[test]
    fn a_telephone_number_is_its_last_ten_digits() {
        assert_eq!(telephone("+44 (0)7700 900118"), telephone("07700900118"));
        assert_eq!(telephone("00000000000"), 0);
        assert_eq!(telephone("123"), 0);
    }
}
