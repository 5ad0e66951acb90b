use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use crate::person::Postcode;

/// The start of postcodes: one or two letters for a whole postcode area, or
/// all before the space, such as LX9.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(String);

/// A text that no postcode begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write the start of postcodes, like LX or LX9, with a comma between them")]
pub struct AreaCodeError;

impl FromStr for AreaCode {
    type Err = AreaCodeError;

    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        let text = text.trim().to_ascii_uppercase();
        let is_area = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
        let is_outward = || format!("{text} 1AA").parse::<Postcode>().is_ok_and(|it| it.outward() == text);
        if is_area || is_outward() { Ok(Self(text)) } else { Err(AreaCodeError) }
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Debug for AreaCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl AreaCode {
    /// How closely it fits a postcode: nothing where it does not.
    fn fits(&self, postcode: &Postcode) -> usize {
        let outward = postcode.outward();
        let area = outward.split(|letter: char| letter.is_ascii_digit()).next().unwrap_or_default();
        if self.0 == outward {
            self.0.len() + 1
        } else if self.0 == area {
            1
        } else {
            0
        }
    }
}

/// A neighbouring authority: who it is, whom to ring, where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideArea {
    /// Its name, as families and consent forms say it.
    pub name: String,
    /// Whom to ring there.
    pub contact: String,
    /// Their telephone number.
    pub telephone: String,
    /// How the postcodes that it covers begin.
    pub covers: BTreeSet<AreaCode>,
}

/// The area that a postcode belongs to: the one that says it most exactly;
/// none where two say it alike.
#[must_use]
pub fn area_of<'a>(postcode: &Postcode, areas: &'a [OutsideArea]) -> Option<&'a OutsideArea> {
    let fit = |area: &OutsideArea| area.covers.iter().map(|code| code.fits(postcode)).max().unwrap_or(0);
    let best = areas.iter().map(fit).max().filter(|best| *best > 0)?;
    let mut fitting = areas.iter().filter(|area| fit(area) == best);
    fitting.next().filter(|_| fitting.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::{OutsideArea, area_of};

    fn area(name: &str, covers: &[&str]) -> OutsideArea {
        OutsideArea {
            name: name.to_owned(),
            contact: String::new(),
            telephone: String::new(),
            covers: covers.iter().map(|code| code.parse().expect("the start of a postcode")).collect(),
        }
    }

    fn found(postcode: &str, areas: &[OutsideArea]) -> Option<String> {
        area_of(&postcode.parse().expect("a postcode"), areas).map(|area| area.name.clone())
    }

    #[test]
    fn the_area_that_says_a_postcode_most_exactly_is_found() {
        let areas = [area("Westshire", &["LX", "M1"]), area("Westport", &["LX9"]), area("Far", &["M1A"])];
        assert_eq!(found("LX9 4QR", &areas).as_deref(), Some("Westport"));
        assert_eq!(found("LX10 4QR", &areas).as_deref(), Some("Westshire"));
        assert_eq!(found("M1 1AA", &areas).as_deref(), Some("Westshire"));
        assert_eq!(found("M1A 1AA", &areas).as_deref(), Some("Far"));
        assert_eq!(found("ZZ1 1AA", &areas), None);
    }

    #[test]
    fn where_two_areas_say_the_same_nobody_is_named() {
        let areas = [area("One", &["LX9"]), area("Two", &["LX9"])];
        assert_eq!(found("LX9 4QR", &areas), None);
    }

    #[test]
    fn only_the_start_of_a_postcode_is_taken() {
        assert_eq!("lx9 ".parse::<super::AreaCode>().map(|code| code.to_string()), Ok("LX9".to_owned()));
        for wrong in ["", "LX9 4QR", "LXX", "9", "LX 9"] {
            assert!(wrong.parse::<super::AreaCode>().is_err(), "{wrong}");
        }
    }
}
