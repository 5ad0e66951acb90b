//! How alike two names look, and what they sound like.

use std::cell::RefCell;

/// Longest name that is compared letter by letter; the rest is left out.
const LONGEST: usize = 64;

/// Jaro-Winkler likeness of two cleaned names, in thousandths: 1000 is equal,
/// 0 has nothing in common.
#[must_use]
pub(crate) fn likeness(left: &[u8], right: &[u8]) -> u32 {
    let left = &left[..left.len().min(LONGEST)];
    let right = &right[..right.len().min(LONGEST)];
    if left == right {
        return 1000;
    }
    if left.is_empty() || right.is_empty() {
        return 0;
    }
    let reach = (left.len().max(right.len()) / 2).saturating_sub(1);
    let (left_found, right_found) = found(left, right, reach);
    let matches = f64::from(left_found.count_ones());
    if matches == 0.0 {
        return 0;
    }
    let mut moved = 0_u32;
    let (mut left_rest, mut right_rest) = (left_found, right_found);
    while left_rest != 0 {
        let (a, b) = (left_rest.trailing_zeros() as usize, right_rest.trailing_zeros() as usize);
        moved += u32::from(left[a] != right[b]);
        left_rest &= left_rest - 1;
        right_rest &= right_rest - 1;
    }
    let share = |name: &[u8]| matches / f64::from(u32::try_from(name.len()).unwrap_or(u32::MAX));
    let moved = f64::from(moved) / 2.0;
    let jaro = (share(left) + share(right) + (matches - moved) / matches) / 3.0;
    let start = left.iter().zip(right).take(START).take_while(|(a, b)| a == b).count();
    let start = f64::from(u32::try_from(start).unwrap_or(0));
    thousandths(jaro + start * 0.1 * (1.0 - jaro))
}

/// Which letters of each name have a partner within reach in the other.
fn found(left: &[u8], right: &[u8], reach: usize) -> (u64, u64) {
    // Where each letter of the one on the right stands, one bit a place; all
    // that are none of A to Z share the last row.
    let mut places = [0_u64; LETTERS];
    let is_plain = right.iter().all(u8::is_ascii_uppercase);
    if is_plain {
        right.iter().enumerate().for_each(|(place, letter)| places[row(*letter)] |= 1 << place);
    }
    let (mut left_found, mut right_found) = (0_u64, 0_u64);
    for (place, letter) in left.iter().enumerate() {
        let among = if is_plain {
            places[row(*letter)]
        } else {
            right.iter().enumerate().fold(0, |among, (at, other)| among | u64::from(other == letter) << at)
        };
        let from = place.saturating_sub(reach);
        let width = place + reach + 1 - from;
        let within = if width < 64 { ((1 << width) - 1) << from } else { u64::MAX << from };
        let free = among & within & !right_found;
        if free != 0 {
            left_found |= 1 << place;
            right_found |= free & free.wrapping_neg();
        }
    }
    (left_found, right_found)
}

/// Rows for A to Z and one for all others.
const LETTERS: usize = 27;

fn row(letter: u8) -> usize {
    if letter.is_ascii_uppercase() { usize::from(letter - b'A') } else { LETTERS - 1 }
}

/// Names less alike than this, in thousandths, are as good as different.
pub(crate) const LEAST: u32 = 600;

/// Which letters a name has: one bit for each of A to Z, one for all others.
#[must_use]
pub(crate) fn letters(name: &[u8]) -> u32 {
    name.iter().fold(0, |found, letter| found | 1 << row(*letter))
}

/// So many letters at the beginning count more.
pub(crate) const START: usize = 4;

/// What can be told of a name without reading it.
pub(crate) struct Outline {
    pub(crate) length: usize,
    pub(crate) letters: u32,
    pub(crate) start: [u8; START],
}

/// The first letters of a name.
pub(crate) fn start(name: &[u8]) -> [u8; START] {
    let mut start = [0; START];
    start.iter_mut().zip(name).for_each(|(into, letter)| *into = *letter);
    start
}

/// How many thousandths of a name of each length so many letters are.
static SHARES: [[u16; LONGEST + 1]; LONGEST + 1] = {
    let mut shares = [[0; LONGEST + 1]; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        let mut matches = 0;
        while matches <= length {
            shares[length][matches] = (1000 * matches / length) as u16;
            matches += 1;
        }
        length += 1;
    }
    shares
};

/// The most that two names can be alike, from their lengths and letters.
pub(crate) fn at_most(left: &Outline, right: &Outline) -> u32 {
    if left.length > LONGEST || right.length > LONGEST || left.length == 0 || right.length == 0 {
        return 1000;
    }
    let count = |letters: u32| letters.count_ones() as usize;
    let of_left = left.length - count(left.letters & !right.letters);
    let matches = of_left.min(right.length - count(right.letters & !left.letters));
    if matches == 0 {
        return 0;
    }
    let share = |length: usize| usize::from(SHARES[length][matches]);
    let jaro = (share(left.length) + share(right.length) + 1000) / 3 + 1;
    let same = (u32::from_le_bytes(left.start) ^ u32::from_le_bytes(right.start)).trailing_zeros() / 8;
    let start = (same as usize).min(left.length).min(right.length).min(START);
    (jaro + start * (1000_usize.saturating_sub(jaro)) / 10 + 1) as u32
}

/// Whether one slip may make one name of the other: it changes one letter, or
/// puts one in.
pub(crate) fn may_be_one_slip(left: &Outline, right: &Outline) -> bool {
    left.length.abs_diff(right.length) <= 1 && (left.letters ^ right.letters).count_ones() <= 2
}

/// How many likenesses a thread remembers.
const REMEMBERED: usize = 1 << 13;

thread_local! {
    static SEEN: RefCell<Vec<(u64, u32)>> = RefCell::new(vec![(0, 0); REMEMBERED]);
}

/// The likeness of two names given with their hashes, the smaller hash first,
/// from memory where this thread has lately compared the same two.
pub(crate) fn remembered((one, left): (u64, &[u8]), (two, right): (u64, &[u8])) -> u32 {
    let both = two ^ one.rotate_left(31);
    SEEN.with_borrow_mut(|seen| {
        let place = &mut seen[(both >> 40) as usize % REMEMBERED];
        if place.0 != both {
            *place = (both, likeness(left, right));
        }
        place.1
    })
}

/// Whether one slip of the hand makes one name of the other: a letter left
/// out, put in or changed, or two neighbours exchanged.
#[must_use]
pub(crate) fn is_one_slip(left: &[u8], right: &[u8]) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    let start = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[start..], &long[start..]);
    match long.len() - short.len() {
        0 => {
            short.len() < 2
                || short[1..] == long[1..]
                || (short[0] == long[1] && short[1] == long[0] && short[2..] == long[2..])
        }
        1 => *short == long[1..],
        _ => false,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a likeness lies between 0 and 1")]
fn thousandths(likeness: f64) -> u32 {
    (likeness * 1000.0).floor() as u32
}

/// The consonants of a cleaned name as it sounds, six at most, packed: names
/// spelt differently but said alike share it (Mohammed, Muhammad). 0 for a
/// name without any.
#[must_use]
pub(crate) fn sound(name: &[u8]) -> u32 {
    let mut packed = 0_u32;
    let mut last = 0_u32;
    let mut count = 0;
    for (place, letter) in name.iter().enumerate() {
        let next = name.get(place + 1).copied().unwrap_or(0);
        let code = match (*letter, next) {
            (b'P', b'H') | (b'F' | b'V' | b'W', _) => 1,
            (b'B' | b'P', _) => 2,
            (b'C' | b'K' | b'Q' | b'X', _) => 3,
            (b'G' | b'J', _) => 4,
            (b'S' | b'Z', _) => 5,
            (b'D' | b'T', _) => 6,
            (b'L', _) => 7,
            (b'M', _) => 8,
            (b'N', _) => 9,
            (b'R', _) => 10,
            _ => 0,
        };
        let code = if place == 0 && code == 0 { 11 } else { code };
        if code != 0 && code != last && count < 6 {
            packed = packed << 4 | code;
            count += 1;
        }
        if code != 0 || !matches!(*letter, b'H') {
            last = code;
        }
    }
    packed
}

#[cfg(test)]
mod tests {
    use super::{Outline, at_most, is_one_slip, letters, likeness, sound, start};

    #[test]
    fn likeness_follows_the_published_examples() {
        assert_eq!(likeness(b"MARTHA", b"MARHTA"), 961);
        assert_eq!(likeness(b"DIXON", b"DICKSONX"), 813);
        assert_eq!(likeness(b"DWAYNE", b"DUANE"), 840);
        assert_eq!(likeness(b"ELLA", b"ELLA"), 1000);
        assert_eq!(likeness(b"", b"ELLA"), 0);
        assert_eq!(likeness(b"ABC", b"XYZ"), 0);
    }

    #[test]
    fn likeness_has_no_direction_for_long_names() {
        let long = [b'A'; 300];
        assert_eq!(likeness(&long, &long[..200]), 1000);
    }

    #[test]
    fn no_two_names_are_more_alike_than_their_outlines() {
        let outline = |name: &str| Outline {
            length: name.len(),
            letters: letters(name.as_bytes()),
            start: start(name.as_bytes()),
        };
        let names = ["ELLA", "ELLIE", "KATHERINE", "KATHREINE", "A", "AL", "ALA", "ŁUKASZ", "ZOË", "MARTHA", "MARHTA"];
        for (one, two) in names.iter().flat_map(|one| names.iter().map(move |two| (*one, *two))) {
            let alike = likeness(one.as_bytes(), two.as_bytes());
            assert!(alike <= at_most(&outline(one), &outline(two)), "{one} {two}");
            assert_eq!(alike == 1000, one == two, "{one} {two}");
        }
        assert_eq!(likeness("ŁUKASZ".as_bytes(), "LUKASZ".as_bytes()), 849);
    }

    #[test]
    fn one_slip_is_one_letter_or_two_neighbours() {
        for slip in ["KATHRINE", "KATHERINEE", "KATHARINE", "KAHTERINE", "KATHERINE", "KATHERIN"] {
            assert!(is_one_slip(b"KATHERINE", slip.as_bytes()), "{slip}");
        }
        for other in ["KATHRIN", "KATE", "AKTHREINE", ""] {
            assert!(!is_one_slip(b"KATHERINE", other.as_bytes()), "{other}");
        }
    }

    #[test]
    fn names_said_alike_sound_alike() {
        assert_eq!(sound(b"MOHAMMED"), sound(b"MUHAMMAD"));
        assert_eq!(sound(b"STEPHEN"), sound(b"STEVEN"));
        assert_ne!(sound(b"ELLA"), sound(b"EMMA"));
    }
}
