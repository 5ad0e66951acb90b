//! Who has to sign an agreement before anything is sent (S000-7): for what is
//! about people, the Caldicott Guardian of each side, and the posts that the
//! locality asks for besides. A Caldicott Guardian signs in person; a paper
//! that somebody else wrote down counts once a Guardian here has seen it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::design::Agreement;
use super::standing::{AgreementEvent, Said};
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
    /// What there is to show for it.
    pub proof: SignProof,
}

/// What there is to show for a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignProof {
    /// It was made here, by the account of whoever signed.
    InPerson,
    /// A signed paper, and where it is kept.
    Paper(String),
    /// The word of whoever wrote it down.
    Word,
}

/// That a Caldicott Guardian has seen the paper which somebody else wrote
/// down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPaper {
    /// For which organisation it was signed.
    pub party: String,
    /// In which post.
    pub post: SignatoryPost,
    /// Who signed.
    pub signer: String,
    /// Where the paper is kept.
    pub kept: String,
    /// On which day it was seen.
    pub on: Date,
    /// The organisation of a Guardian from outside, who is of none of those
    /// that agree; none for one of theirs.
    pub outside: Option<String>,
}

/// So many Guardians from outside have to see a paper.
const OUTSIDERS: usize = 2;

impl SeenPaper {
    fn is_of(&self, sign: &SignOff) -> bool {
        let is_the_paper = match &sign.proof {
            SignProof::InPerson => false,
            SignProof::Paper(kept) => *kept == self.kept,
            SignProof::Word => true,
        };
        is_the_paper && self.party == sign.party && self.post == sign.post && self.signer == sign.signer
    }
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

/// Who has seen the paper of the signature at a place among what was said of
/// a version, whether or not that is enough: each an account, and another than
/// the one that wrote it down.
#[must_use]
pub fn paper_seen(said: &[Said], place: usize, today: Date) -> Vec<(&SeenPaper, &Said)> {
    let Some(written) = said.get(place) else { return Vec::new() };
    let AgreementEvent::Signed(sign) = &written.event else { return Vec::new() };
    let mut all: Vec<(&SeenPaper, &Said)> = Vec::new();
    for later in said.iter().skip(place).filter(|later| later.by.is_some() && later.by != written.by) {
        match &later.event {
            AgreementEvent::Seen(seen)
                if seen.is_of(sign) && seen.on <= today && all.iter().all(|(_, known)| known.by != later.by) =>
            {
                all.push((seen, later));
            }
            _ => {}
        }
    }
    all
}

/// Whether a paper was seen by enough: one Guardian of an organisation that
/// agrees, or two from outside.
fn is_seen_enough(said: &[Said], place: usize, today: Date) -> bool {
    let seen = paper_seen(said, place, today);
    seen.iter().any(|(seen, _)| seen.outside.is_none()) || seen.len() >= OUTSIDERS
}

/// Whether the signature at a place counts: any that is not a Caldicott
/// Guardian's does as it is written down; a Guardian's where an account made
/// it that has not signed for another organisation, or where its paper was
/// seen.
fn counts(said: &[Said], place: usize, today: Date) -> bool {
    let Some(Said { event: AgreementEvent::Signed(sign), by }) = said.get(place) else { return false };
    let for_another = |earlier: &Said| match &earlier.event {
        AgreementEvent::Signed(other) => {
            other.proof == SignProof::InPerson && earlier.by == *by && other.party != sign.party
        }
        _ => false,
    };
    let is_proven = match sign.proof {
        _ if sign.post != SignatoryPost::CaldicottGuardian => true,
        SignProof::InPerson => by.is_some() && !said.iter().take(place).any(for_another),
        SignProof::Paper(_) | SignProof::Word => is_seen_enough(said, place, today),
    };
    is_proven && sign.on <= today
}

/// The signatures that count on a day, each with its place among what was
/// said of the version.
pub fn counted(said: &[Said], today: Date) -> impl Iterator<Item = (usize, &SignOff)> {
    said.iter().enumerate().filter_map(move |(place, one)| match &one.event {
        AgreementEvent::Signed(sign) if counts(said, place, today) => Some((place, sign)),
        _ => None,
    })
}

/// The signatures that wait for a Caldicott Guardian to confirm them, each
/// with its place among what was said of the version.
pub fn unconfirmed(said: &[Said], today: Date) -> impl Iterator<Item = (usize, &SignOff)> {
    said.iter().enumerate().filter_map(move |(place, one)| match &one.event {
        AgreementEvent::Signed(sign)
            if sign.post == SignatoryPost::CaldicottGuardian
                && sign.proof != SignProof::InPerson
                && !counts(said, place, today) =>
        {
            Some((place, sign))
        }
        _ => None,
    })
}

/// Who has not signed by a day.
#[must_use]
pub fn missing_signatures(agreement: &Agreement, said: &[Said], rule: &SignRule, today: Date) -> Vec<MissingSignature> {
    missing(agreement, counted(said, today).map(|(_, sign)| sign), rule)
}

fn missing<'e>(
    agreement: &Agreement,
    signed: impl Iterator<Item = &'e SignOff>,
    rule: &SignRule,
) -> Vec<MissingSignature> {
    let mut by_party: BTreeMap<&str, BTreeSet<SignatoryPost>> = BTreeMap::new();
    for sign in signed {
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
/// while one is missing. A paper is signed on its own day, whenever it was
/// seen.
#[must_use]
pub fn signed_on(agreement: &Agreement, said: &[Said], rule: &SignRule, today: Date) -> Option<Date> {
    let mut signed: Vec<&SignOff> = counted(said, today).map(|(_, sign)| sign).collect();
    signed.sort_by_key(|sign| sign.on);
    let is_whole = |day: Date| {
        let until = signed.iter().copied().filter(move |sign| sign.on <= day);
        missing(agreement, until, rule).is_empty()
    };
    signed.iter().map(|sign| sign.on).find(|day| is_whole(*day))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{AgreementEvent, Said, SeenPaper, SignOff, SignProof, SignatoryPost, counted, unconfirmed};
    use crate::id::StaffId;

    const DAY: Date = date(2026, 11, 22);

    fn account(number: u8) -> Option<StaffId> {
        Some(StaffId::from_random([number; 10]))
    }

    fn signed(party: &str, proof: SignProof, by: Option<StaffId>) -> Said {
        let sign = SignOff {
            party: party.to_owned(),
            post: SignatoryPost::CaldicottGuardian,
            signer: "Ruth Adeyemi".to_owned(),
            on: DAY,
            proof,
        };
        Said { event: AgreementEvent::Signed(sign), by }
    }

    fn paper(kept: &str) -> SignProof {
        SignProof::Paper(kept.to_owned())
    }

    fn seen(kept: &str, by: Option<StaffId>) -> Said {
        let seen = SeenPaper {
            party: "Testfield Trust".to_owned(),
            post: SignatoryPost::CaldicottGuardian,
            signer: "Ruth Adeyemi".to_owned(),
            kept: kept.to_owned(),
            on: DAY,
            outside: None,
        };
        Said { event: AgreementEvent::Seen(seen), by }
    }

    fn how_many(said: &[Said]) -> (usize, usize) {
        (counted(said, DAY).count(), unconfirmed(said, DAY).count())
    }

    #[test]
    fn s000_7_a_guardians_paper_counts_once_another_account_has_seen_that_paper() {
        let written = signed("Testfield Trust", paper("Safe 1"), account(1));
        assert_eq!(how_many(std::slice::from_ref(&written)), (0, 1));
        for (by, kept, counts) in
            [(account(1), "Safe 1", 0), (None, "Safe 1", 0), (account(2), "Safe 2", 0), (account(2), "Safe 1", 1)]
        {
            assert_eq!(how_many(&[written.clone(), seen(kept, by)]), (counts, 1 - counts), "{by:?} {kept}");
        }
        assert_eq!(how_many(&[seen("Safe 1", account(2)), written]), (0, 1), "seen before it was written");
        let at_the_machine = signed("Testfield Trust", paper("Safe 1"), None);
        assert_eq!(how_many(&[at_the_machine, seen("Safe 1", account(2))]), (1, 0));
        let kept_of_old = signed("Testfield Trust", SignProof::Word, account(1));
        assert_eq!(how_many(std::slice::from_ref(&kept_of_old)), (0, 1));
        assert_eq!(how_many(&[kept_of_old, seen("Safe 3", account(2))]), (1, 0));
    }

    #[test]
    fn s000_7_a_paper_that_guardians_from_outside_saw_counts_once_two_of_them_did() {
        let written = signed("Testfield Trust", paper("Safe 1"), account(1));
        let outside = |number| {
            let Said { event, by } = seen("Safe 1", account(number));
            let AgreementEvent::Seen(seen) = event else { panic!("it is seen") };
            let of = Some("Testfield Health Board".to_owned());
            Said { event: AgreementEvent::Seen(SeenPaper { outside: of, ..seen }), by }
        };
        assert_eq!(how_many(&[written.clone(), outside(2)]), (0, 1), "one from outside is not enough");
        assert_eq!(how_many(&[written.clone(), outside(2), outside(2)]), (0, 1), "nor the same one twice");
        assert_eq!(how_many(&[written.clone(), outside(2), outside(1)]), (0, 1), "nor whoever wrote it down");
        assert_eq!(how_many(&[written.clone(), outside(2), outside(3)]), (1, 0));
        assert_eq!(how_many(&[written, outside(2), seen("Safe 1", account(3))]), (1, 0), "one of their own is");
    }

    #[test]
    fn s000_7_one_account_signs_in_person_for_one_organisation_only() {
        let own = signed("Testfield Trust", SignProof::InPerson, account(1));
        let other = signed("Testfield Council", SignProof::InPerson, account(1));
        assert_eq!(how_many(&[own.clone(), other]), (1, 0));
        let by_another = signed("Testfield Council", SignProof::InPerson, account(2));
        assert_eq!(how_many(&[own, by_another]), (2, 0));
        assert_eq!(
            how_many(&[signed("Testfield Trust", SignProof::InPerson, None)]),
            (0, 0),
            "no account, no signature"
        );
    }
}
