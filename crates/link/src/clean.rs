//! Takes off what says nothing about a person: case, accents, apostrophes,
//! titles, the words that stand in for a name before there is one.

use crate::record::Sex;

/// Words that start a stand-in for a first name.
const STAND_IN: &[&str] = &[
    "BABY", "BABE", "BO", "INFANT", "INF", "NEWBORN", "NEW", "NB", "TWIN", "TRIPLET", "TRIP", "UNBORN", "UNKNOWN",
    "UNK", "UNNAMED", "FETUS", "FOETUS", "BUMP", "BOY", "GIRL", "MALE", "FEMALE", "NOT", "NO", "NONE", "NN", "TBC",
    "TBA", "NK", "NA", "CHILD", "DAUGHTER", "SON", "BBY", "BB", "BG",
];

/// Words that are no family name.
const NO_FAMILY: &[&str] =
    &["UNKNOWN", "UNK", "NK", "TBC", "TBA", "NONE", "NOTKNOWN", "NONAME", "NA", "BABY", "UNNAMED"];

const TITLES: &[&str] = &["MR", "MRS", "MISS", "MS", "MX", "DR", "MASTER", "REV", "PROF", "SIR", "LADY"];

/// A cleaned name: its words joined, and the words.
#[derive(Default)]
pub(crate) struct Cleaned {
    pub(crate) words: Vec<String>,
    pub(crate) is_hyphened: bool,
}

impl Cleaned {
    pub(crate) fn joined(&self) -> String {
        self.words.concat()
    }
}

/// A first name as cleaned, or what its stand-in says.
pub(crate) enum GivenName {
    Missing,
    StandIn { birth_order: u8, is_multiple: bool, is_unborn: bool, sex: Option<Sex>, mother: Option<String> },
    Name(Cleaned),
}

/// Capitals without accents and apostrophes, split where the source had a
/// space or a hyphen.
pub(crate) fn words(text: &str) -> Cleaned {
    let mut cleaned = Cleaned::default();
    let mut word = String::new();
    for letter in text.chars() {
        match letter {
            '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{b4}' | '.' | '/' | '\u{2bc}' => {}
            letter if letter.is_alphanumeric() => fold(letter, &mut word),
            letter => {
                cleaned.is_hyphened |= matches!(letter, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}') && !word.is_empty();
                if !word.is_empty() {
                    cleaned.words.push(std::mem::take(&mut word));
                }
            }
        }
    }
    if !word.is_empty() {
        cleaned.words.push(word);
    }
    cleaned
}

/// What is left of a text without case, accents, signs and spaces: texts that
/// differ only in these say the same.
#[must_use]
pub fn plain_letters(text: &str) -> String {
    words(text).joined()
}

/// Whether a first name only stands in for one, such as BABY BOY or TWIN 1.
#[must_use]
pub fn is_stand_in(text: &str) -> bool {
    matches!(given_name(text), GivenName::StandIn { .. } | GivenName::Missing)
}

/// Whether a family name is a stand-in that belongs in the other column.
pub(crate) fn is_stand_in_word(text: &str) -> bool {
    matches!(
        words(text).words.first().map(String::as_str),
        Some("BABY" | "BO" | "INFANT" | "UNBORN" | "TWIN" | "NEWBORN")
    )
}

fn fold(letter: char, into: &mut String) {
    if letter.is_ascii() {
        into.push(letter.to_ascii_uppercase());
        return;
    }
    for upper in letter.to_uppercase() {
        let plain = match upper {
            'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => "A",
            'Æ' => "AE",
            'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
            'Ď' | 'Đ' | 'Ð' => "D",
            'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
            'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
            'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Į' | 'İ' => "I",
            'Ķ' => "K",
            'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => "L",
            'Ñ' | 'Ń' | 'Ņ' | 'Ň' => "N",
            'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ő' => "O",
            'Œ' => "OE",
            'Ŕ' | 'Ř' => "R",
            'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
            'Ţ' | 'Ť' | 'Ț' => "T",
            'Þ' => "TH",
            'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ů' | 'Ű' | 'Ų' => "U",
            'Ý' | 'Ÿ' => "Y",
            'Ź' | 'Ż' | 'Ž' => "Z",
            other => {
                into.push(other);
                continue;
            }
        };
        into.push_str(plain);
    }
}

/// A first name, told apart from the words that stand in for one.
pub(crate) fn given_name(text: &str) -> GivenName {
    let mut cleaned = words(text);
    if cleaned.words.len() > 1 && TITLES.contains(&cleaned.words[0].as_str()) {
        cleaned.words.remove(0);
    }
    let Some(first) = cleaned.words.first() else { return GivenName::Missing };
    if first.bytes().all(|byte| byte == b'X') || first.bytes().any(|byte| byte.is_ascii_digit()) {
        return GivenName::Missing;
    }
    if !STAND_IN.contains(&first.as_str()) {
        return GivenName::Name(cleaned);
    }
    stand_in(&cleaned.words)
}

fn stand_in(words: &[String]) -> GivenName {
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    let is_multiple = has(&["TWIN", "TRIPLET", "TRIP", "TWINS", "TRIPLETS"]);
    let sex = match (has(&["BOY", "MALE", "SON", "BB"]), has(&["GIRL", "FEMALE", "DAUGHTER", "BG"])) {
        (true, false) => Some(Sex::Male),
        (false, true) => Some(Sex::Female),
        _ => None,
    };
    let birth_order = if words.len() > 1 { words.last().map_or(0, |word| order(word)) } else { 0 };
    let mother = match words {
        [first, .., last] if matches!(first.as_str(), "BO") && birth_order == 0 => Some(last.clone()),
        [_, .., of, last] if of == "OF" && birth_order == 0 => Some(last.clone()),
        _ => None,
    };
    let is_unborn = has(&["UNBORN", "BUMP", "FETUS", "FOETUS"]);
    GivenName::StandIn { birth_order, is_multiple: is_multiple || birth_order > 1, is_unborn, sex, mother }
}

fn order(word: &str) -> u8 {
    match word {
        "1" | "I" | "ONE" | "A" | "FIRST" => 1,
        "2" | "II" | "TWO" | "B" | "SECOND" => 2,
        "3" | "III" | "THREE" | "C" | "THIRD" => 3,
        "4" | "IV" | "FOUR" | "D" | "FOURTH" => 4,
        _ => 0,
    }
}

/// A family name, or nothing for the words that stand in for one.
pub(crate) fn family_name(text: &str) -> Option<Cleaned> {
    let cleaned = words(text);
    let joined = cleaned.joined();
    let stands_in = NO_FAMILY.contains(&joined.as_str()) || joined.bytes().all(|byte| byte == b'X');
    (!stands_in && !joined.bytes().any(|byte| byte.is_ascii_digit())).then_some(cleaned)
}

/// The ends of a double-barrelled name; nothing for a single one or for
/// particles such as "de".
pub(crate) fn halves(cleaned: &Cleaned) -> Option<(&str, &str)> {
    match cleaned.words.as_slice() {
        [first, .., last] if first.len() > 2 && last.len() > 2 => Some((first, last)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{GivenName, family_name, given_name, halves, words};

    #[test]
    fn a_name_loses_case_accents_and_apostrophes() {
        assert_eq!(words("O\u{2019}Brien-Łukasz").words, ["OBRIEN", "LUKASZ"]);
        assert_eq!(words("  josé  ").joined(), "JOSE");
        assert_eq!(words("Strauß").joined(), "STRAUSS");
        assert!(words("Anne-Marie").is_hyphened);
    }

    fn order_of(text: &str) -> Option<(u8, bool)> {
        match given_name(text) {
            GivenName::StandIn { birth_order, is_multiple, .. } => Some((birth_order, is_multiple)),
            _ => None,
        }
    }

    #[test]
    fn words_that_stand_in_for_a_name_are_not_names() {
        for text in ["BABY", "Baby Boy", "B/O Sarah", "INFANT", "Unborn", "baby of Sarah", "Not known", "Female infant"]
        {
            assert_eq!(order_of(text), Some((0, false)), "{text}");
        }
        assert_eq!(order_of("Twin 1"), Some((1, true)));
        assert_eq!(order_of("TWIN II"), Some((2, true)));
        assert_eq!(order_of("Baby girl twin two"), Some((2, true)));
        assert_eq!(order_of("BABY A"), Some((1, false)));
        assert_eq!(order_of("Sarah"), None);
        assert!(matches!(given_name("Mrs"), GivenName::Name(_)));
    }

    #[test]
    fn a_stand_in_tells_sex_and_mother() {
        let GivenName::StandIn { mother, .. } = given_name("B/O SARAH") else { panic!("a stand-in") };
        assert_eq!(mother.as_deref(), Some("SARAH"));
        let GivenName::StandIn { sex, .. } = given_name("Baby girl") else { panic!("a stand-in") };
        assert_eq!(sex, Some(crate::Sex::Female));
    }

    #[test]
    fn a_double_name_has_halves_and_a_particle_has_not() {
        let name = family_name("Smith-Jones").expect("a name");
        assert_eq!(halves(&name), Some(("SMITH", "JONES")));
        assert_eq!(halves(&family_name("de Souza").expect("a name")), None);
        assert!(family_name("UNKNOWN").is_none());
    }
}
