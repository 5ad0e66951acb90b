//! A question as the national record takes it.

use std::fmt;

use kith_core::person::Sex;
use kith_core::tracing::{Details, Pattern, Question, Step};

/// A request: the path under the service's own address, and the search.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// `Patient`, or `Patient/` and a number.
    pub path: String,
    /// Names and values of the search, in order, not yet written for an
    /// address.
    pub query: Vec<(&'static str, String)>,
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Request(hidden)")
    }
}

impl Request {
    /// Path and search as they stand in an address.
    #[must_use]
    pub fn target(&self) -> String {
        let written = |text: &str| {
            let mut safe = String::with_capacity(text.len());
            for byte in text.bytes() {
                match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'*' => {
                        safe.push(char::from(byte));
                    }
                    _ => safe.push_str(&format!("%{byte:02X}")),
                }
            }
            safe
        };
        let query: Vec<String> = self.query.iter().map(|(name, value)| format!("{name}={}", written(value))).collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }
}

/// Writes a question as a request. One person is asked for: more than one is
/// answered with "too many", so that nobody's details come who is not meant.
#[must_use]
pub fn request(question: &Question) -> Request {
    match question {
        Question::Number(number) => Request { path: format!("Patient/{}", number.digits()), query: Vec::new() },
        Question::Details(details) => Request { path: "Patient".to_owned(), query: query(details) },
    }
}

fn query(details: &Details) -> Vec<(&'static str, String)> {
    let mut query = vec![("family", pattern(&details.family))];
    query.extend(details.given.as_ref().map(|given| ("given", pattern(given))));
    query.extend(details.sex.and_then(|sex| match sex {
        Sex::Female => Some(("gender", "female".to_owned())),
        Sex::Male => Some(("gender", "male".to_owned())),
        Sex::NotKnown => None,
    }));
    let (first, last) = details.born;
    if first == last {
        query.push(("birthdate", format!("eq{first}")));
    } else {
        query.push(("birthdate", format!("ge{first}")));
        query.push(("birthdate", format!("le{last}")));
    }
    query.extend(details.postcode.as_ref().map(|postcode| ("address-postalcode", postcode.to_string())));
    match details.step {
        Step::Earlier => query.push(("_history", "true".to_owned())),
        Step::Alike => query.push(("_fuzzy-match", "true".to_owned())),
        _ => {}
    }
    query.push(("_max-results", "1".to_owned()));
    query
}

fn pattern(name: &Pattern) -> String {
    let star = if name.is_start { "*" } else { "" };
    format!("{}{star}", name.letters)
}
