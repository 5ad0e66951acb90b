use std::fmt;

/// One part of a name as a source wrote it: trimmed, single spaces, letters
/// and their marks kept.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text cannot be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing is left after trimming.
    #[error("the name is empty")]
    Empty,
    /// Longer than 100 letters: two columns have run together.
    #[error("the name is longer than 100 letters; check that columns have not run together")]
    TooLong,
    /// It holds digits or control marks that no name has.
    #[error("the name holds a sign that no name has; check that columns have not slipped")]
    Sign,
}

impl Name {
    /// Reads one part of a name.
    ///
    /// # Errors
    /// [`NameError`] when nothing is left, it is too long, or holds a sign
    /// that no name has.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if tidy.is_empty() {
            return Err(NameError::Empty);
        }
        if tidy.chars().count() > 100 {
            return Err(NameError::TooLong);
        }
        let strange = |letter: char| letter.is_control() || "<>{}[]|\\^=@#$%*;\u{fffd}".contains(letter);
        if tidy.chars().any(strange) {
            return Err(NameError::Sign);
        }
        Ok(Self(tidy))
    }

    /// The name as the source wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name for a screen: a name that is all capitals or all small
    /// letters is written with capital initials, any other is left alone.
    #[must_use]
    pub fn for_screen(&self) -> String {
        let mixed = self.0.chars().any(char::is_lowercase) && self.0.chars().any(char::is_uppercase);
        if mixed {
            return self.0.clone();
        }
        let letters: Vec<char> = self.0.chars().collect();
        let is_letter = |place: usize| letters.get(place).is_some_and(|letter| letter.is_alphabetic());
        let mut start = true;
        let mut written = String::with_capacity(self.0.len());
        for (place, letter) in letters.iter().enumerate() {
            if start {
                written.extend(letter.to_uppercase());
            } else {
                written.extend(letter.to_lowercase());
            }
            // O'Brien begins anew after the sign, Fuller's does not.
            let is_genitive = matches!(letter, '\'' | '\u{2019}') && is_letter(place + 1) && !is_letter(place + 2);
            start = !letter.is_alphabetic() && !is_genitive;
        }
        match written.strip_prefix("Mc") {
            Some(rest) if rest.chars().count() > 2 => {
                let mut letters = rest.chars();
                let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
                format!("Mc{first}{}", letters.as_str())
            }
            _ => written,
        }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Name(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Name, NameError};

    #[test]
    fn a_shouted_name_is_written_quietly_and_a_mixed_one_left_alone() {
        let screen = |text| Name::parse(text).map(|name| name.for_screen());
        assert_eq!(screen("  O'BRIEN-SMITH "), Ok("O'Brien-Smith".to_owned()));
        assert_eq!(screen("MCDONALD"), Ok("McDonald".to_owned()));
        assert_eq!(screen("42 FULLER'S WALK"), Ok("42 Fuller's Walk".to_owned()));
        assert_eq!(screen("ST JOHN\u{2019}S"), Ok("St John\u{2019}s".to_owned()));
        assert_eq!(screen("van der Berg"), Ok("van der Berg".to_owned()));
    }

    #[test]
    fn a_name_that_is_no_name_is_refused() {
        assert_eq!(Name::parse("  "), Err(NameError::Empty));
        assert_eq!(Name::parse("=cmd()"), Err(NameError::Sign));
        assert_eq!(Name::parse(&"a".repeat(101)), Err(NameError::TooLong));
    }
}
