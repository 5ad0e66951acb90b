//! Numbers that look right and belong to nobody: NHS numbers, pupil numbers
//! and telephone numbers.

use kith_core::person::NhsNumber;

const RANGE: u64 = 1_000_000;

/// Gives out NHS numbers, each once.
///
/// The first ones come from the range 999 (about 909,000 with a right check
/// digit), in a scattered order. When they run out, numbers go on in 998, 997
/// and so on down to 900: ranges kept for tests that are never given to
/// anybody. Production systems refuse every number that starts with 9.
pub(crate) struct NhsNumbers {
    place: u64,
    seed: u64,
}

impl NhsNumbers {
    /// A fresh supply.
    pub(crate) fn new(seed: u64) -> Self {
        Self { place: 0, seed: seed % RANGE }
    }

    /// A supply that leaves out so many places at the start, which others use.
    pub(crate) fn from_place(seed: u64, place: u64) -> Self {
        Self { place, ..Self::new(seed) }
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        loop {
            let prefix = 999 - self.place / RANGE;
            assert!(prefix >= 900, "fewer than 90 million people are ever made");
            let scattered = (self.place % RANGE * 381_073 + self.seed) % RANGE;
            self.place += 1;
            let leading = prefix * RANGE + scattered;
            if let Some(check) = NhsNumber::check_digit(leading) {
                let number = leading * 10 + check;
                if !number.is_multiple_of(1_111_111_111) {
                    return number;
                }
            }
        }
    }
}

/// A unique pupil number: check letter, made-up authority 999, nine digits.
pub(crate) fn pupil_number(serial: u64) -> [u8; 13] {
    const LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
    let mut text = *b"A999000000000";
    let mut rest = serial % 1_000_000_000;
    for place in (4..13).rev() {
        text[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let total: usize = (1..13).map(|place| usize::from(text[place] - b'0') * (place + 1)).sum();
    text[0] = LETTERS[total % 23];
    text
}

/// Writes a telephone number kept for drama: 0 to 999 are mobile numbers
/// (07700 900000 on), 1000 to 1999 are land lines (01632 960000 on).
pub(crate) fn telephone(line: u16, spaced: bool, out: &mut String) {
    let gap = if spaced { " " } else { "" };
    out.push_str(if line < 1_000 { "07700" } else { "01632" });
    out.push_str(gap);
    out.push_str(if line < 1_000 { "900" } else { "960" });
    let last = line % 1_000;
    for digit in [last / 100, last / 10 % 10, last % 10] {
        out.push(char::from(b'0' + digit as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::{NhsNumbers, pupil_number, telephone};
    use kith_core::person::NhsNumber;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_are_right_made_up_and_given_once() {
        let mut numbers = NhsNumbers::new(5);
        let given: BTreeSet<u64> = (0..20_000).map(|_| numbers.next()).collect();
        assert_eq!(given.len(), 20_000);
        for number in given {
            assert!(number.to_string().parse::<NhsNumber>().is_ok());
            assert_eq!(number / 10_000_000, 999);
        }
    }

    #[test]
    fn numbers_go_on_below_999_when_it_runs_out() {
        let mut numbers = NhsNumbers { place: 1_000_000, seed: 0 };
        assert_eq!(numbers.next() / 10_000_000, 998);
    }

    #[test]
    fn a_pupil_number_has_its_check_letter() {
        let text = pupil_number(123);
        assert_eq!(text.len(), 13);
        assert_eq!(&text[1..4], b"999");
    }

    #[test]
    fn telephones_are_for_drama_only() {
        let written = |line| {
            let mut text = String::new();
            telephone(line, true, &mut text);
            text
        };
        assert_eq!(written(118), "07700 900118");
        assert_eq!(written(1_118), "01632 960118");
    }
}
