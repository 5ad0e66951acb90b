//! Slips of the finger and the ear.

use crate::random::Random;

/// The text with one slip in it: a letter left out, doubled, swapped or hit
/// beside the right one. The first letter stays, as it mostly does.
pub(crate) fn slip(text: &str, random: &mut Random) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    let place = 1 + random.below(letters.len() - 1);
    match random.below(4) {
        0 => {
            letters.remove(place);
        }
        1 => letters.insert(place, letters[place]),
        2 if place + 1 < letters.len() => letters.swap(place, place + 1),
        _ => letters[place] = beside(letters[place], random),
    }
    letters.into_iter().collect()
}

/// A key next to the letter's own; digits move by one.
fn beside(letter: char, random: &mut Random) -> char {
    const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
    if let Some(digit) = letter.to_digit(10) {
        return char::from_digit((digit + 1 + random.below(8) as u32) % 10, 10).unwrap_or('0');
    }
    let small = letter.to_ascii_lowercase();
    for row in ROWS {
        if let Some(place) = row.find(small) {
            let next = if place + 1 < row.len() && random.chance(0.5) { place + 1 } else { place.saturating_sub(1) };
            let found = char::from(row.as_bytes()[next]);
            return if letter.is_ascii_uppercase() { found.to_ascii_uppercase() } else { found };
        }
    }
    'e'
}

#[cfg(test)]
mod tests {
    use super::slip;
    use crate::random::Random;

    #[test]
    fn a_slip_keeps_the_first_letter_and_nearly_the_length() {
        let mut random = Random::stream(1, 1, 1);
        for _ in 0..200 {
            let slipped = slip("Harrison", &mut random);
            assert!(slipped.starts_with('H'));
            assert!((7..=9).contains(&slipped.len()));
        }
        assert_eq!(slip("Al", &mut random), "Al");
    }
}
