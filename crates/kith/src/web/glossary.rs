//! The shared words and what each means: one file, for the page of all words
//! and for the explanations on each screen (S002-7b).

use std::sync::LazyLock;

/// The one source.
const SOURCE: &str = include_str!("../../reference/glossary.txt");

/// Every word with its meaning, from A to Z.
pub static WORDS: LazyLock<Vec<(&'static str, &'static str)>> =
    LazyLock::new(|| SOURCE.lines().filter_map(|line| line.split_once(": ")).collect());

/// What the screens of each part of the site explain, by the part's address.
const EXPLAINED: &[(&str, &[&str])] = &[
    ("/families", &["Agreed", "Basic details", "Contact", "Need to know", "Objection", "Privacy notice", "Purpose"]),
    ("/can-i-share", &["Explicit consent", "Implied consent", "Public interest", "Reasonable cause"]),
    ("/files", &["Late", "Problem", "Record", "Source"]),
    ("/sources", &["Late", "Record", "Source"]),
    ("/looks", &["Look", "Need to know", "Purpose"]),
    ("/notices", &["Objection", "Privacy notice"]),
    ("/antenatal", &["Agreed", "Centre", "Purpose", "Reach area"]),
    ("/areas", &["Centre", "Cluster", "Reach area"]),
    ("/rules", &["Case by case", "Decision"]),
    ("/agreements", &["Agreement on planned sharing", "Caldicott Guardian", "Case by case", "Figures", "Flow"]),
    ("/sharing-report", &["Decision", "Figures"]),
    ("/lists", &["Agreement on planned sharing", "Centre", "Reach area"]),
    ("/births", &["Agreed", "Reach area"]),
];

/// The words of a part of the site with what each means.
#[must_use]
pub fn explained(part: &str) -> Vec<(&'static str, &'static str)> {
    let words = EXPLAINED.iter().find(|(known, _)| *known == part).map_or(&[][..], |(_, words)| words);
    words.iter().filter_map(|word| WORDS.iter().find(|(known, _)| known == word).copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::{EXPLAINED, SOURCE, WORDS, explained};

    #[test]
    fn the_words_stand_from_a_to_z_and_each_line_is_a_word() {
        let words: Vec<_> = WORDS.iter().map(|(word, _)| word.to_lowercase()).collect();
        assert!(words.is_sorted(), "{words:?}");
        assert_eq!(words.len(), SOURCE.lines().count());
    }

    #[test]
    fn every_word_that_a_screen_explains_is_in_the_one_file() {
        for (part, words) in EXPLAINED {
            assert_eq!(explained(part).len(), words.len(), "{part}");
        }
    }
}
