//! The languages that documents are written in: those that Kith brings, and
//! those that the locality had translated and checked.

use std::sync::{Arc, LazyLock};

use crate::words::Language;

/// The words of Kith itself: English first.
const FILES: [&str; 2] = [include_str!("../words/en.toml"), include_str!("../words/ar.toml")];

static BUILT_IN: LazyLock<Vec<Arc<Language>>> = LazyLock::new(|| {
    let read = |file: &&str| toml::from_str(file).expect("the files of words are read in a test of this file");
    FILES.iter().map(read).map(Arc::new).collect()
});

/// Every language there are words in; English first.
#[derive(Debug, Clone)]
pub struct Languages(Vec<Arc<Language>>);

impl Languages {
    /// Those that Kith brings.
    #[must_use]
    pub fn built_in() -> Self {
        Self(BUILT_IN.clone())
    }

    /// These with those of the locality, which take the place of one of the
    /// same tag.
    #[must_use]
    pub fn with(mut self, own: impl IntoIterator<Item = Arc<Language>>) -> Self {
        for language in own {
            match self.0.iter_mut().find(|it| it.tag() == language.tag()) {
                Some(known) => *known = language,
                None => self.0.push(language),
            }
        }
        self
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Arc<Language>] {
        &self.0
    }

    /// English.
    #[must_use]
    pub fn english(&self) -> Arc<Language> {
        self.0[0].clone()
    }

    /// A language by its tag: `en`.
    #[must_use]
    pub fn tagged(&self, tag: &str) -> Option<Arc<Language>> {
        self.0.iter().find(|language| language.tag() == tag).cloned()
    }

    /// The language that a family's record names, if there are words in it
    /// that somebody checked; English otherwise.
    #[must_use]
    pub fn for_family(&self, recorded: Option<&str>) -> Arc<Language> {
        let wanted = recorded.unwrap_or_default();
        let reviewed = self.0.iter().filter(|language| language.is_reviewed());
        reviewed.clone().find(|language| language.is_named(wanted)).cloned().unwrap_or_else(|| self.english())
    }

    /// The file of the English words: what a translation begins with.
    #[must_use]
    pub fn english_file() -> &'static str {
        FILES[0]
    }
}

#[cfg(test)]
mod tests {
    use super::{FILES, Languages};
    use crate::letter::Direction;
    use crate::words::{Language, WORDS_OF_LETTERS};

    #[test]
    fn every_file_of_words_is_whole_and_english_comes_first() {
        for file in FILES {
            toml::from_str::<Language>(file).expect("every word is there and no other");
        }
        assert_eq!((Language::english().tag(), Language::english().version()), ("en", WORDS_OF_LETTERS));
    }

    #[test]
    fn a_translation_that_nobody_checked_goes_to_no_family_and_says_what_it_is() {
        let all = Languages::built_in();
        let arabic = all.tagged("ar").expect("the test words");
        assert!(!arabic.is_reviewed() && arabic.mark().is_some_and(|mark| mark.contains("not for families")));
        assert_eq!(arabic.direction(), Direction::RightToLeft);
        assert_eq!(all.for_family(Some("Arabic")).tag(), "en");
        assert!(Language::english().is_fallback_for(Some("Arabic")) && !Language::english().is_fallback_for(None));
        assert!(!Language::english().is_fallback_for(Some("English")));
    }

    /// The longest sentence that a parent is given.
    const MOST_WORDS: usize = 20;

    #[test]
    fn no_english_sentence_has_more_than_twenty_words() {
        let words: toml::Table = FILES[0].parse().expect("TOML");
        let mut texts = Vec::new();
        words.values().for_each(|value| gather(value, &mut texts));
        for sentence in texts.iter().flat_map(|text| text.split(['.', ':', '?'])) {
            let count = sentence.split_whitespace().count();
            assert!(count <= MOST_WORDS, "{count} words: {sentence}");
        }
    }

    fn gather(value: &toml::Value, texts: &mut Vec<String>) {
        match value {
            toml::Value::String(text) => texts.push(text.clone()),
            toml::Value::Array(values) => values.iter().for_each(|value| gather(value, texts)),
            toml::Value::Table(table) => table.values().for_each(|value| gather(value, texts)),
            _ => {}
        }
    }
}
