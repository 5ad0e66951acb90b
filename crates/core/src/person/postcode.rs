use std::fmt;
use std::str::FromStr;

/// A United Kingdom postcode in its usual writing: capitals, one space before
/// the last three.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(String);

/// Why a text is not a postcode, in words for the person who can fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PostcodeError {
    /// Shorter than five or longer than seven letters and digits.
    #[error("a postcode has 5 to 7 letters and digits, like LX1 4QR; something is missing or too much")]
    Length,
    /// The last three are not a digit and two letters.
    #[error("a postcode ends in a digit and two letters, like 4QR; check the end")]
    Inward,
    /// The first part is not one of the six forms.
    #[error("a postcode starts with one or two letters and a digit, like LX1; check the start")]
    Outward,
}

impl Postcode {
    /// The postcode in its usual writing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the space.
    #[must_use]
    pub fn outward(&self) -> &str {
        &self.0[..self.0.len() - 4]
    }
}

impl FromStr for Postcode {
    type Err = PostcodeError;

    fn from_str(text: &str) -> Result<Self, PostcodeError> {
        let letters: Vec<u8> = text
            .bytes()
            .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'-')
            .map(|byte| byte.to_ascii_uppercase())
            .collect();
        if !(5..=7).contains(&letters.len()) || !letters.is_ascii() {
            return Err(PostcodeError::Length);
        }
        let (outward, inward) = letters.split_at(letters.len() - 3);
        if !(inward[0].is_ascii_digit() && inward[1..].iter().all(u8::is_ascii_uppercase)) {
            return Err(PostcodeError::Inward);
        }
        let shape: String = outward
            .iter()
            .map(|byte| match byte {
                b'A'..=b'Z' => 'A',
                b'0'..=b'9' => '9',
                _ => '?',
            })
            .collect();
        if !["A9", "A99", "AA9", "AA99", "A9A", "AA9A"].contains(&shape.as_str()) {
            return Err(PostcodeError::Outward);
        }
        let text: String = outward.iter().chain(b" ").chain(inward).map(|byte| char::from(*byte)).collect();
        Ok(Self(text))
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for Postcode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Postcode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Postcode, PostcodeError};

    #[test]
    fn a_postcode_is_written_one_way() {
        let postcode: Postcode = "lx14qr".parse().expect("a postcode");
        assert_eq!(postcode.as_str(), "LX1 4QR");
        assert_eq!(postcode.outward(), "LX1");
        assert_eq!(" B B10 1 AA ".parse::<Postcode>().map(|found| found.to_string()), Ok("BB10 1AA".to_owned()));
    }

    #[test]
    fn a_wrong_postcode_says_where_it_is_wrong() {
        assert_eq!("LX1 4Q".parse::<Postcode>(), Err(PostcodeError::Inward));
        assert_eq!("LX1".parse::<Postcode>(), Err(PostcodeError::Length));
        assert_eq!("1LX 4QR".parse::<Postcode>(), Err(PostcodeError::Outward));
        assert_eq!("Ünfug 1AB".parse::<Postcode>(), Err(PostcodeError::Length));
    }
}
