use std::fmt;
use std::str::FromStr;

/// A ten-digit NHS number whose check digit is right (modulus 11).
///
/// Leading zeros never occur; the number is written 3-3-4 on screens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NhsNumber(u64);

/// Why a text is not an NHS number, in words for the person who can fix it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NhsNumberError {
    /// Something other than ten digits, spaces and hyphens.
    #[error("an NHS number has 10 digits; check the number, or leave it empty")]
    NotTenDigits,
    /// The tenth digit does not follow from the first nine.
    #[error("the last digit does not fit the others; check the number, or leave it empty")]
    CheckDigit,
    /// One digit ten times over, or a leading zero: never issued.
    #[error("this number is never given out; leave it empty")]
    NeverIssued,
    /// One of those that are kept free for tests.
    #[error("numbers that begin with 999 are for tests and nobody has one; leave it empty")]
    ForTests,
    /// Of a range from which no number is given to anybody.
    #[error("no number that begins so is given to anybody; check the number, or leave it empty")]
    OfNobody,
}

impl NhsNumber {
    /// The check digit for nine leading digits, or `None` where no number
    /// with these digits exists (the check would be 10).
    #[must_use]
    pub fn check_digit(leading: u64) -> Option<u64> {
        let (mut rest, mut total) = (leading, 0);
        for weight in 2..=10 {
            total += rest % 10 * weight;
            rest /= 10;
        }
        Self::fitting(total)
    }

    /// The check digit for the sum of the leading digits, the last twice, the
    /// one before three times and so on.
    fn fitting(total: u64) -> Option<u64> {
        match 11 - total % 11 {
            11 => Some(0),
            10 => None,
            digit => Some(digit),
        }
    }

    /// The number, where somebody can have it; for records of real people.
    ///
    /// Numbers are given out in England, Wales and on the Isle of Man from 400
    /// to 499 and 600 to 799, in England of late from 300 on too, in Northern
    /// Ireland from 320 to 399, and in Scotland as CHI numbers, which begin
    /// with a day and month of birth. Ireland has 800 to 859. 500 to 599 are
    /// held back, 860 to 899 are given to nobody, and those from 900 on are
    /// kept for tests: of these, people know 999. Sources, which agree in what
    /// is refused here: [NHS number](https://en.wikipedia.org/wiki/NHS_number)
    /// and the ranges of [nhs-number](https://github.com/uk-fci/nhs-number).
    ///
    /// # Errors
    /// [`NhsNumberError::ForTests`] and [`NhsNumberError::OfNobody`].
    pub fn of_somebody(self) -> Result<Self, NhsNumberError> {
        let (day, month) = (self.0 / 100_000_000, self.0 / 1_000_000 % 100);
        match self.0 / 10_000_000 {
            999 => Err(NhsNumberError::ForTests),
            300..=499 | 600..=859 => Ok(self),
            ..300 if (1..=31).contains(&day) && (1..=12).contains(&month) => Ok(self),
            _ => Err(NhsNumberError::OfNobody),
        }
    }

    /// The number of ten digits, if it is one.
    fn of(digits: [u8; 10]) -> Result<Self, NhsNumberError> {
        let number = digits.iter().fold(0, |number, digit| number * 10 + u64::from(*digit));
        if number < 1_000_000_000 || number.is_multiple_of(1_111_111_111) {
            return Err(NhsNumberError::NeverIssued);
        }
        let [leading @ .., last] = digits;
        let total = leading.iter().zip((2..=10).rev()).map(|(digit, weight)| u64::from(*digit) * weight).sum();
        if Self::fitting(total) == Some(u64::from(last)) { Ok(Self(number)) } else { Err(NhsNumberError::CheckDigit) }
    }

    /// The number as an integer, for packing and comparing.
    #[must_use]
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// The ten digits without spaces, for files and look-ups.
    #[must_use]
    pub fn digits(self) -> String {
        format!("{:010}", self.0)
    }
}

impl FromStr for NhsNumber {
    type Err = NhsNumberError;

    fn from_str(text: &str) -> Result<Self, NhsNumberError> {
        // Most are ten digits and nothing else; a million people have three million.
        if let Ok(plain) = <&[u8; 10]>::try_from(text.as_bytes())
            && plain.iter().all(u8::is_ascii_digit)
        {
            return Self::of(plain.map(|digit| digit - b'0'));
        }
        let mut digits = [0; 10];
        let mut count = 0;
        for letter in text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
            let digit = letter.to_digit(10).ok_or(NhsNumberError::NotTenDigits)?;
            *digits.get_mut(count).ok_or(NhsNumberError::NotTenDigits)? = digit as u8;
            count += 1;
        }
        if count != digits.len() {
            return Err(NhsNumberError::NotTenDigits);
        }
        Self::of(digits)
    }
}

impl fmt::Display for NhsNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        write!(formatter, "{} {} {}", &digits[..3], &digits[3..6], &digits[6..])
    }
}

impl fmt::Debug for NhsNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NhsNumber(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::{NhsNumber, NhsNumberError};

    #[test]
    fn only_a_number_of_a_range_that_is_given_out_can_be_somebodys() {
        let first = |leading: u64| NhsNumber(leading * 10_000_000);
        for leading in [300, 319, 320, 399, 400, 499, 600, 799, 800, 859] {
            assert_eq!(first(leading).of_somebody(), Ok(first(leading)), "{leading}");
        }
        for leading in [500, 599, 860, 899, 900, 998] {
            assert_eq!(first(leading).of_somebody(), Err(NhsNumberError::OfNobody), "{leading}");
        }
        assert_eq!(first(999).of_somebody(), Err(NhsNumberError::ForTests));
        for (leading, is_a_day) in [(1_001, true), (2_912, true), (2_913, false), (1_000, false), (1_199, false)] {
            assert_eq!(NhsNumber(leading * 1_000_000).of_somebody().is_ok(), is_a_day, "{leading}");
        }
    }

    #[test]
    fn a_right_number_is_read_with_or_without_spaces() {
        let number: NhsNumber = "999 000 0018".parse().expect("the check digit is right");
        assert_eq!(number.to_string(), "999 000 0018");
        assert_eq!("9990000018".parse(), Ok(number));
        assert_eq!("999-000-0018".parse(), Ok(number));
    }

    #[test]
    fn a_wrong_number_says_what_is_wrong() {
        assert_eq!("999 123 4567".parse::<NhsNumber>(), Err(NhsNumberError::CheckDigit));
        assert_eq!("999 000 001".parse::<NhsNumber>(), Err(NhsNumberError::NotTenDigits));
        assert_eq!("99900000181".parse::<NhsNumber>(), Err(NhsNumberError::NotTenDigits));
        assert_eq!("1111111111".parse::<NhsNumber>(), Err(NhsNumberError::NeverIssued));
        assert_eq!("0000000000".parse::<NhsNumber>(), Err(NhsNumberError::NeverIssued));
    }

    #[test]
    fn a_number_never_prints_itself_by_accident() {
        let number: NhsNumber = "9990000018".parse().expect("the check digit is right");
        assert_eq!(format!("{number:?}"), "NhsNumber(hidden)");
    }
}
