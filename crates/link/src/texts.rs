//! A table by text that finds a short one, as most names are, without going
//! to where the text lies.

use crate::fast::FastMap;

/// What is kept for each of many texts.
pub(crate) struct Texts<V> {
    short: FastMap<u128, V>,
    long: FastMap<Box<str>, V>,
}

impl<V> Default for Texts<V> {
    fn default() -> Self {
        Self { short: FastMap::default(), long: FastMap::default() }
    }
}

impl<V: Copy> Texts<V> {
    pub(crate) fn get(&self, text: &str) -> Option<V> {
        match packed(text.as_bytes()) {
            Some(packed) => self.short.get(&packed),
            None => self.long.get(text),
        }
        .copied()
    }

    pub(crate) fn insert(&mut self, text: &str, value: V) {
        match packed(text.as_bytes()) {
            Some(packed) => self.short.insert(packed, value),
            None => self.long.insert(text.into(), value),
        };
    }
}

/// A text of up to fifteen bytes and its length in one number; none for a
/// longer one. No two texts have the same.
fn packed(text: &[u8]) -> Option<u128> {
    let byte = |place: usize| u64::from(text[place]) << (8 * place);
    let four = |part: Option<&[u8; 4]>| part.map_or(0, |part| u64::from(u32::from_le_bytes(*part)));
    let eight = |part: Option<&[u8; 8]>| part.map_or(0, |part| u64::from_le_bytes(*part));
    let length = text.len();
    // Where two parts reach over the same bytes they say the same.
    let (low, high) = match length {
        0 => (0, 0),
        1..=3 => (byte(0) | byte(length / 2) | byte(length - 1), 0),
        4..=7 => (four(text.first_chunk()) | four(text.last_chunk()) << (8 * (length - 4)), 0),
        8 => (eight(text.first_chunk()), 0),
        9..=15 => (eight(text.first_chunk()), eight(text.last_chunk()) >> (8 * (16 - length))),
        _ => return None,
    };
    Some(u128::from(high | (length as u64) << 56) << 64 | u128::from(low))
}

#[cfg(test)]
mod tests {
    use super::{Texts, packed};

    #[test]
    fn every_text_is_found_again_and_no_other() {
        let long = "A name that is longer than fifteen letters";
        let of_each_length = (1..=long.len()).map(|end| &long[..end]);
        let alike =
            ["AAAAAAAA", "AAAAAAAAA", "AAAAAAA", "A", "AA", "AAA", "A\0", "A\0\0", "ABA", "AAB", "Zoë", "ŁUKASZ"];
        let mut texts = Texts::default();
        let all: Vec<&str> = of_each_length.chain(alike.into_iter().skip(3)).chain(alike.into_iter().take(3)).collect();
        let mut all: Vec<&str> = all.into_iter().chain(["", "AXBYCZDW", "AXBYCZDWQ"]).collect();
        all.sort_unstable();
        all.dedup();
        all.iter().enumerate().for_each(|(place, text)| texts.insert(text, place));
        for (place, text) in all.iter().enumerate() {
            assert_eq!(texts.get(text), Some(place), "{text}");
        }
        assert_eq!(texts.get("AAAA"), None);
        assert_eq!((packed(b"123456789012345").is_some(), packed(b"1234567890123456")), (true, None));
    }
}
