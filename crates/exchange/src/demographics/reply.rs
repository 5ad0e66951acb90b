//! What came back: a record, a list of records, or words about what is wrong.

use jiff::civil::Date;
use kith_core::tracing::{Answer, Fault, Scored};
use serde_json::Value;

use super::element::{coding, items, text};
use super::patient;

/// An answer longer than this is not read.
const LONGEST: usize = 1 << 20;

/// An answer as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status of the answer.
    pub status: u16,
    /// Its text.
    pub body: String,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Reply({}, hidden)", self.status)
    }
}

/// Reads an answer. What is out of date today is told from what counts.
#[must_use]
pub fn read_reply(reply: &Reply, today: Date) -> Answer {
    if reply.body.len() > LONGEST {
        return Answer::Failed(Fault::Unreadable);
    }
    let body: Value = serde_json::from_str(&reply.body).unwrap_or_default();
    match text(&body, "resourceType") {
        Some("OperationOutcome") => outcome(reply.status, &body),
        Some("Patient") if reply.status == 200 => record(&body, today),
        Some("Bundle") if reply.status == 200 => bundle(&body, today),
        _ if reply.status == 200 => Answer::Failed(Fault::Unreadable),
        _ => Answer::Failed(fault(reply.status)),
    }
}

fn record(body: &Value, today: Date) -> Answer {
    match patient::read(body, today) {
        Some(record) => Answer::Records(vec![Scored { record, score_milli: 1_000 }]),
        None => Answer::Failed(Fault::Unreadable),
    }
}

/// A list of records. One that cannot be read spoils the list: leaving it out
/// would make two into one.
fn bundle(body: &Value, today: Date) -> Answer {
    let mut found = Vec::new();
    for entry in items(body, "entry") {
        let Some(resource) = entry.get("resource") else { return Answer::Failed(Fault::Unreadable) };
        if text(resource, "resourceType") == Some("OperationOutcome") {
            match outcome(200, resource) {
                Answer::Failed(_) => continue,
                told => return told,
            }
        }
        let Some(record) = patient::read(resource, today) else { return Answer::Failed(Fault::Unreadable) };
        found.push(Scored { record, score_milli: score(entry) });
    }
    let total = body.get("total").and_then(Value::as_u64).unwrap_or(0);
    if total > found.len() as u64 { Answer::TooMany } else { Answer::Records(found) }
}

/// The score of an entry, in thousandths; 0 where it has none, so that nobody
/// is shown a record of which nothing says that it fits.
fn score(entry: &Value) -> u16 {
    let score = entry.get("search").and_then(|search| search.get("score")).and_then(Value::as_f64);
    let thousandths = score.filter(|score| (0.0..=1.0).contains(score)).map_or(0.0, |score| score * 1_000.0);
    // Within 0 and 1000.
    thousandths.round() as u16
}

fn outcome(status: u16, body: &Value) -> Answer {
    let codes = items(body, "issue").iter().flat_map(|issue| {
        let details = issue.get("details").map_or(&[][..], |details| items(details, "coding"));
        details.iter().chain(coding(issue)).filter_map(|coding| text(coding, "code"))
    });
    for code in codes {
        match code {
            "TOO_MANY_MATCHES" => return Answer::TooMany,
            "RESOURCE_NOT_FOUND" | "INVALIDATED_RESOURCE" | "INVALID_RESOURCE_ID" | "INVALID_NHS_NUMBER" => {
                return Answer::NoSuchNumber;
            }
            _ => {}
        }
    }
    Answer::Failed(fault(status))
}

fn fault(status: u16) -> Fault {
    match status {
        400 | 404..=428 => Fault::NotUnderstood,
        401..=403 => Fault::NotPermitted,
        429 | 500..=599 => Fault::Busy,
        _ => Fault::Unreadable,
    }
}
