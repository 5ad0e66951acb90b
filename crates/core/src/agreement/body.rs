//! The organisations that agree, and who takes their place when one of them
//! ends (S003-ISm, S003-CMc). Agreements keep the names that they were signed
//! under; here stands what the names lead to today.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::design::Agreement;
use crate::sharing::vocabulary;

vocabulary! {
    /// What kind of organisation it is.
    BodyKind {
        Trust = "nhs-trust", "NHS trust";
        Council = "council", "Council";
        Commissioner = "commissioner", "Commissioner";
        Practice = "practice", "GP practice or group";
        Provider = "provider", "Other provider of care";
        Voluntary = "voluntary", "Voluntary or community organisation";
        School = "school", "School or nursery";
        Other = "other", "Other";
    }
}

/// That an organisation ends, and who takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyEnd {
    /// The organisation.
    pub body: String,
    /// From this day on it is no more.
    pub on: Date,
    /// Who takes its place from that day on; nobody where it simply closes.
    pub successor: Option<String>,
    /// Why: the merger, the order, the contract that ended.
    pub why: String,
}

/// Every ending that is known; the newest word about an organisation counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bodies(BTreeMap<String, BodyEnd>);

/// What a name in an agreement stands for on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body<'b> {
    /// The organisation itself.
    Same,
    /// Its successor, since a day.
    Became(&'b str, Date),
    /// Nobody, since a day.
    Gone(Date),
}

/// A reason to renegotiate: an organisation of the agreement that ended or
/// will end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renegotiation {
    /// The name in the agreement.
    pub body: String,
    /// Who takes its place in the end; nobody where it closes.
    pub successor: Option<String>,
    /// From which day.
    pub on: Date,
    /// The day has come.
    pub has_come: bool,
}

impl Bodies {
    /// The endings in the order in which they were written down.
    pub fn new(ends: impl IntoIterator<Item = BodyEnd>) -> Self {
        Self(ends.into_iter().map(|end| (end.body.clone(), end)).collect())
    }

    /// How an organisation ends, if that is known.
    #[must_use]
    pub fn end_of(&self, body: &str) -> Option<&BodyEnd> {
        self.0.get(body)
    }

    /// The endings that follow each other from a name on. No successor is
    /// followed twice.
    fn chain<'b>(&'b self, body: &str) -> Vec<&'b BodyEnd> {
        let mut chain: Vec<&BodyEnd> = Vec::new();
        let mut next = self.0.get(body);
        while let Some(end) = next
            && !chain.iter().any(|known| known.body == end.body)
        {
            chain.push(end);
            next = end.successor.as_ref().and_then(|successor| self.0.get(successor));
        }
        chain
    }

    /// What a name stands for on a day.
    #[must_use]
    pub fn on(&self, body: &str, today: Date) -> Body<'_> {
        let chain = self.chain(body);
        let come: Vec<&&BodyEnd> = chain.iter().take_while(|end| end.on <= today).collect();
        match come.last() {
            None => Body::Same,
            Some(end) => match &end.successor {
                Some(successor) => Body::Became(successor, end.on),
                None => Body::Gone(end.on),
            },
        }
    }

    /// Whether a successor would lead back to the organisation that it follows.
    #[must_use]
    pub fn leads_back(&self, body: &str, successor: &str) -> bool {
        body == successor || self.chain(successor).iter().any(|end| end.successor.as_deref() == Some(body))
    }

    /// The organisations of an agreement that ended or will end.
    #[must_use]
    pub fn to_renegotiate(&self, agreement: &Agreement, today: Date) -> Vec<Renegotiation> {
        let ended = |party: &String| {
            let chain = self.chain(party);
            let (first, last) = (chain.first()?, chain.last()?);
            Some(Renegotiation {
                body: party.clone(),
                successor: last.successor.clone(),
                on: first.on,
                has_come: first.on <= today,
            })
        };
        agreement.parties.iter().filter_map(ended).collect()
    }

    /// The day from which an organisation of the agreement is there no more
    /// and nobody has taken its place.
    pub(super) fn gone_on(&self, agreement: &Agreement, today: Date) -> Option<Date> {
        let gone = agreement.parties.iter().filter_map(|party| match self.on(party, today) {
            Body::Gone(on) => Some(on),
            Body::Same | Body::Became(..) => None,
        });
        gone.min()
    }

    /// The flows whose two sides have become one organisation.
    #[must_use]
    pub fn within_one_body<'a>(&self, agreement: &'a Agreement, today: Date) -> BTreeSet<&'a str> {
        let name = |body: &'a str| match self.on(body, today) {
            Body::Became(successor, _) => successor.to_owned(),
            Body::Same | Body::Gone(_) => body.to_owned(),
        };
        let is_one = agreement.flows.iter().filter(|flow| name(&flow.sender) == name(&flow.receiver));
        is_one.map(|flow| flow.name.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Bodies, Body, BodyEnd};

    fn end(body: &str, on: jiff::civil::Date, successor: &str) -> BodyEnd {
        let successor = (!successor.is_empty()).then(|| successor.to_owned());
        BodyEnd { body: body.to_owned(), on, successor, why: "Merger".to_owned() }
    }

    #[test]
    fn a_name_leads_to_whoever_follows_on_that_day() {
        let (first, second) = (date(2026, 4, 1), date(2028, 4, 1));
        let bodies = Bodies::new([end("East", first, "City"), end("West", first, "City"), end("City", second, "")]);
        assert_eq!(bodies.on("East", date(2026, 3, 31)), Body::Same);
        assert_eq!(bodies.on("East", first), Body::Became("City", first));
        assert_eq!(bodies.on("West", date(2028, 3, 31)), Body::Became("City", first));
        assert_eq!(bodies.on("East", second), Body::Gone(second));
        assert_eq!(bodies.on("North", second), Body::Same);
    }

    #[test]
    fn the_newest_word_counts_and_nobody_follows_themselves() {
        let (first, second) = (date(2026, 4, 1), date(2027, 4, 1));
        let bodies = Bodies::new([end("East", first, "City"), end("East", second, "County")]);
        assert_eq!(bodies.on("East", first), Body::Same);
        assert_eq!(bodies.on("East", second), Body::Became("County", second));
        assert!(bodies.leads_back("County", "East") && bodies.leads_back("East", "East"));
        assert!(!bodies.leads_back("East", "County"));
        let round = Bodies::new([end("A", first, "B"), end("B", first, "A")]);
        assert_eq!(round.on("A", second), Body::Became("A", first), "a circle ends");
    }
}
