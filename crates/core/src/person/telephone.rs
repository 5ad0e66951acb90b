use std::fmt;
use std::str::FromStr;

/// A telephone number in the United Kingdom: digits only, starting with 0.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Telephone(String);

/// Why a text is not a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a telephone number has 10 or 11 digits and starts with 0; check it, or leave it empty")]
pub struct TelephoneError;

impl Telephone {
    /// The digits without spaces.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl FromStr for Telephone {
    type Err = TelephoneError;

    fn from_str(text: &str) -> Result<Self, TelephoneError> {
        let text = text.trim();
        let text = text
            .strip_prefix("+44")
            .or_else(|| text.strip_prefix("0044"))
            .map_or_else(|| text.to_owned(), |rest| format!("0{}", rest.trim_start().trim_start_matches("(0)")));
        let mut digits = String::with_capacity(11);
        for letter in text.chars() {
            match letter {
                '0'..='9' => digits.push(letter),
                ' ' | '-' | '(' | ')' | '.' | '/' => {}
                _ => return Err(TelephoneError),
            }
        }
        if (10..=11).contains(&digits.len()) && digits.starts_with('0') {
            Ok(Self(digits))
        } else {
            Err(TelephoneError)
        }
    }
}

impl fmt::Display for Telephone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (area, rest) = self.0.split_at(5);
        write!(formatter, "{area} {rest}")
    }
}

impl fmt::Debug for Telephone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Telephone(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::Telephone;

    #[test]
    fn a_number_is_written_one_way() {
        let written = |text: &str| text.parse::<Telephone>().map(|number| number.to_string());
        assert_eq!(written("+44 (0)7700 900118"), Ok("07700 900118".to_owned()));
        assert_eq!(written("07700900118"), Ok("07700 900118".to_owned()));
        assert!(written("mum's phone").is_err());
        assert!(written("7700900118").is_err());
    }
}
