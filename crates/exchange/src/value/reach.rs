//! Names in one column, and where somebody may be reached.

use kith_core::person::{Name, NameError, Postcode, Telephone};

/// Splits `Given Family` or `FAMILY, Given` into given, middle and family
/// names. A lone name is the given name.
pub(crate) fn full_name(text: &str) -> Result<[Option<Name>; 3], NameError> {
    if text.chars().count() > 200 {
        return Err(NameError::TooLong);
    }
    let (given, family) = match text.split_once(',') {
        Some((family, given)) => (without_title(given), family.trim().to_owned()),
        None => {
            let words = without_title(text);
            let start = family_start(&words);
            (words[..start].to_vec(), words[start..].join(" "))
        }
    };
    let part = |text: &str| if text.is_empty() { Ok(None) } else { Name::parse(text).map(Some) };
    let first = part(given.first().map_or("", String::as_str))?;
    let middle = part(&given.get(1..).unwrap_or_default().join(" "))?;
    Ok([first, middle, part(&family)?])
}

/// The words of a name without Mr, Mrs and the like.
fn without_title(text: &str) -> Vec<String> {
    let titles = ["mr", "mrs", "ms", "miss", "mx", "dr", "master", "rev", "prof"];
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    let is_title = |word: &String| titles.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    while words.len() > 1 && words.first().is_some_and(is_title) {
        words.remove(0);
    }
    words
}

/// Where the family name starts: at its first particle, or at the last word.
fn family_start(words: &[String]) -> usize {
    let particles = [
        "van", "von", "de", "da", "di", "del", "della", "der", "den", "la", "le", "bin", "bint", "ibn", "al", "el",
        "st", "st.",
    ];
    let is_particle = |word: &String| particles.contains(&word.to_lowercase().as_str());
    match words.len() {
        0 | 1 => words.len(),
        count => words[1..count - 1].iter().position(is_particle).map_or(count - 1, |place| place + 1),
    }
}

/// A postcode, `None` for the made-up codes of the ZZ99 kind, which stand for
/// "no fixed abode" or "not known" and are no places.
pub(crate) fn postcode(text: &str) -> Result<Option<Postcode>, String> {
    let found: Postcode = text.parse().map_err(|error: kith_core::person::PostcodeError| error.to_string())?;
    Ok(if found.outward() == "ZZ99" { None } else { Some(found) })
}

/// A telephone number; ten figures that have lost their zero to a
/// spreadsheet get it back.
pub(crate) fn telephone(text: &str) -> Result<Telephone, String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_plain = text.chars().all(|letter| letter.is_ascii_digit() || letter == ' ');
    let has_lost_zero = is_plain && digits == 10 && text.starts_with(['1', '2', '3', '7']);
    let text = if has_lost_zero { format!("0{text}") } else { text.to_owned() };
    text.parse().map_err(|error: kith_core::person::TelephoneError| error.to_string())
}

/// An electronic mail address that could work.
pub(crate) fn email(text: &str) -> Result<String, String> {
    let is_likely = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.')
    });
    let is_clean =
        text.len() <= 254 && !text.contains(|letter: char| letter.is_whitespace() || ",;<>\"".contains(letter));
    if is_likely && is_clean {
        Ok(text.to_owned())
    } else {
        Err("an email address has one @ and a dot after it, like jo@example.org; check it, or leave it empty"
            .to_owned())
    }
}

/// A unique property reference number.
pub(crate) fn uprn(text: &str) -> Result<u64, String> {
    let is_number = text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if is_number && number > 0 => Ok(number),
        _ => Err("a UPRN has 1 to 12 digits and nothing else; check it, or leave it empty".to_owned()),
    }
}

/// A unique pupil number by its shape, `None` for the codes UN1 to UN7 that
/// say why there is none. The check letter is not judged: published returns
/// carry thousands that fail it and still mean one child.
pub(crate) fn pupil_number(text: &str) -> Result<Option<String>, String> {
    let text = text.to_ascii_uppercase();
    let bytes = text.as_bytes();
    if bytes.len() == 3 && text.starts_with("UN") && bytes[2].is_ascii_digit() {
        return Ok(None);
    }
    let has_shape = bytes.len() == 13
        && bytes[0].is_ascii_uppercase()
        && bytes[1..12].iter().all(u8::is_ascii_digit)
        && bytes[12].is_ascii_alphanumeric();
    if has_shape {
        Ok(Some(text))
    } else {
        Err("a UPN has a letter and 12 digits, like A123456789012; check it, or leave it empty".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{email, full_name, postcode, pupil_number, telephone, uprn};

    #[test]
    fn a_whole_name_is_split() {
        let split = |text: &str| {
            full_name(text).map(|parts| parts.map(|part| part.map_or(String::new(), |name| name.as_str().to_owned())))
        };
        let owned = |parts: [&str; 3]| Ok(parts.map(str::to_owned));
        assert_eq!(split("Mrs Jane Mary Doe"), owned(["Jane", "Mary", "Doe"]));
        assert_eq!(split("DOE, Jane Mary"), owned(["Jane", "Mary", "DOE"]));
        assert_eq!(split("Jan van der Berg"), owned(["Jan", "", "van der Berg"]));
        assert_eq!(split("Jane"), owned(["Jane", "", ""]));
        assert!(full_name("Jane <Doe>").is_err());
    }

    #[test]
    fn values_are_checked_with_words() {
        assert_eq!(postcode("ZZ99 3VZ"), Ok(None));
        assert!(postcode("LX1").expect_err("half a postcode").contains("5 to 7"));
        assert_eq!(telephone("7700 900118").map(|number| number.to_string()), Ok("07700 900118".to_owned()));
        assert!(telephone("ask gran").is_err());
        assert!(email("jo@example.org").is_ok() && email("jo at example").is_err());
        assert_eq!(uprn("000012345678"), Ok(12_345_678));
        assert!(uprn("12 High St").is_err());
        assert_eq!(pupil_number("UN7"), Ok(None));
        assert!(pupil_number("a12345678901b").is_ok() && pupil_number("12345").is_err());
    }
}
