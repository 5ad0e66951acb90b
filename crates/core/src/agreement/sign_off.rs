//! Who has to sign an agreement before anything is sent (S000-7): for what is
//! about people, the Caldicott Guardian of each side, and the posts that the
//! locality asks for besides.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::design::Agreement;
use super::standing::AgreementEvent;
use crate::sharing::vocabulary;

vocabulary! {
    /// In which post somebody signs for an organisation.
    SignatoryPost {
        CaldicottGuardian = "caldicott-guardian", "Caldicott Guardian";
        RiskOwner = "risk-owner", "Senior information risk owner";
        ProtectionOfficer = "data-protection-officer", "Data protection officer";
        Director = "director", "Director or head";
    }
}

/// One signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// For which organisation.
    pub party: String,
    /// In which post.
    pub post: SignatoryPost,
    /// Who.
    pub signer: String,
    /// On which day.
    pub on: Date,
}

/// The posts that sign for each organisation which sends or receives what is
/// about people. The Caldicott Guardian is always among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignRule(BTreeSet<SignatoryPost>);

impl Default for SignRule {
    fn default() -> Self {
        Self::asking_for([])
    }
}

impl SignRule {
    /// The Caldicott Guardian, and these posts.
    pub fn asking_for(posts: impl IntoIterator<Item = SignatoryPost>) -> Self {
        Self(posts.into_iter().chain([SignatoryPost::CaldicottGuardian]).collect())
    }

    /// The posts, the Caldicott Guardian first.
    pub fn posts(&self) -> impl Iterator<Item = SignatoryPost> + '_ {
        self.0.iter().copied()
    }
}

/// An organisation that has not signed, or not in every post that must sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingSignature {
    /// Which organisation.
    pub party: String,
    /// Who has not signed for it; empty where anybody may.
    pub posts: Vec<SignatoryPost>,
}

impl fmt::Display for MissingSignature {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let posts: Vec<&str> = self.posts.iter().map(|post| post.title()).collect();
        match posts.as_slice() {
            [] => formatter.write_str(&self.party),
            posts => write!(formatter, "{} ({})", self.party, posts.join(", ")),
        }
    }
}

impl Agreement {
    /// The organisations that send or receive what is about people.
    #[must_use]
    pub fn handles_people(&self) -> BTreeSet<&str> {
        let about_people = self.flows.iter().filter(|flow| flow.kinds.iter().any(|kind| kind.is_about_people()));
        about_people.flat_map(|flow| [flow.sender.as_str(), flow.receiver.as_str()]).collect()
    }

    /// Who has to sign for each organisation, in the order of the agreement;
    /// no post where anybody may.
    #[must_use]
    pub fn signatures_needed(&self, rule: &SignRule) -> Vec<(&str, Vec<SignatoryPost>)> {
        let handle = self.handles_people();
        let posts = |party: &str| if handle.contains(party) { rule.posts().collect() } else { Vec::new() };
        self.parties.iter().map(|party| (party.as_str(), posts(party))).collect()
    }
}

fn signed<'e>(events: &'e [AgreementEvent], today: Date) -> impl Iterator<Item = &'e SignOff> + 'e {
    events.iter().filter_map(move |event| match event {
        AgreementEvent::Signed(sign) if sign.on <= today => Some(sign),
        _ => None,
    })
}

/// Who has not signed by a day.
#[must_use]
pub fn missing_signatures(
    agreement: &Agreement,
    events: &[AgreementEvent],
    rule: &SignRule,
    today: Date,
) -> Vec<MissingSignature> {
    let mut by_party: BTreeMap<&str, BTreeSet<SignatoryPost>> = BTreeMap::new();
    for sign in signed(events, today) {
        by_party.entry(&sign.party).or_default().insert(sign.post);
    }
    let none = BTreeSet::new();
    let needed = agreement.signatures_needed(rule).into_iter();
    needed
        .filter_map(|(party, posts)| {
            let has = by_party.get(party).unwrap_or(&none);
            let posts_missing: Vec<SignatoryPost> = posts.iter().copied().filter(|post| !has.contains(post)).collect();
            let is_missing = if posts.is_empty() { has.is_empty() } else { !posts_missing.is_empty() };
            is_missing.then(|| MissingSignature { party: party.to_owned(), posts: posts_missing })
        })
        .collect()
}

/// The day on which the last signature that was needed was given; `None`
/// while one is missing.
#[must_use]
pub fn signed_on(agreement: &Agreement, events: &[AgreementEvent], rule: &SignRule, today: Date) -> Option<Date> {
    if !missing_signatures(agreement, events, rule, today).is_empty() {
        return None;
    }
    let mut days: Vec<Date> = signed(events, today).map(|sign| sign.on).collect();
    days.sort_unstable();
    days.into_iter().find(|day| missing_signatures(agreement, events, rule, *day).is_empty())
}
