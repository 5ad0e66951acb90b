//! Sharing and consent in a few lines, for the first screen.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::consent::{Consent, Partner, Scope, Signer};
use super::entry::LedgerEvent;
use super::standing::LedgerState;
use super::team::TeamPart;
use crate::sharing::{ConsentForm, ConsentState, Kind};

/// What was last said about one kind of information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KindAnswer {
    /// They agreed.
    Agreed,
    /// They were asked and said no, or took it back.
    Refused,
    /// They objected.
    Objected,
    /// Nobody asked. Not the same as a no.
    NotAsked,
}

/// One agreement that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreedLine {
    /// The kinds that still stand.
    pub kinds: BTreeSet<Kind>,
    /// With whom.
    pub partners: BTreeSet<Partner>,
    /// By whom.
    pub by: Signer,
    /// The day.
    pub on: Date,
    /// In writing or out loud.
    pub form: ConsentForm,
    /// How, in the words of whoever recorded it.
    pub how: String,
    /// Current, review due or stale.
    pub state: ConsentState,
    /// The day to ask again.
    pub ask_again_on: Date,
    /// What its form names today and did not name then: it does not reach so
    /// far, and has to be renewed (ECn).
    pub new_since: BTreeSet<TeamPart>,
}

/// One objection that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionLine {
    /// The day.
    pub on: Date,
    /// To what; empty for everything.
    pub scope: Scope,
    /// How it was said.
    pub how: String,
}

/// The card "Sharing and consent".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentSummary {
    /// What was last said about every kind.
    pub kinds: BTreeMap<Kind, KindAnswer>,
    /// The agreements that stand, newest first.
    pub agreed: Vec<AgreedLine>,
    /// The objections that stand, newest first.
    pub objections: Vec<ObjectionLine>,
    /// The day the privacy notice was last given, and its version.
    pub notice: Option<(Date, String)>,
    /// The first day on which somebody should ask again.
    pub ask_again_on: Option<Date>,
}

impl ConsentSummary {
    /// The kinds with one answer, in the order of the form.
    pub fn kinds_with(&self, answer: KindAnswer) -> impl Iterator<Item = Kind> {
        self.kinds.iter().filter(move |(_, given)| **given == answer).map(|(kind, _)| *kind)
    }
}

impl LedgerState<'_> {
    /// What stands, in a few lines.
    #[must_use]
    pub fn consent_summary(&self) -> ConsentSummary {
        let kinds: BTreeMap<Kind, KindAnswer> =
            Kind::ALL.iter().map(|kind| (*kind, self.answer_about(*kind))).collect();
        let mut agreed: Vec<AgreedLine> = self.agreements().filter(|line| !line.kinds.is_empty()).collect();
        agreed.reverse();
        let mut objections: Vec<ObjectionLine> = self.standing_objections(&kinds).collect();
        objections.reverse();
        let notice = self.notice().and_then(|entry| match &entry.event {
            LedgerEvent::Notice { on, version, .. } => Some((*on, version.clone())),
            _ => None,
        });
        let ask_again_on = agreed.iter().map(|line| line.ask_again_on).min();
        ConsentSummary { kinds, agreed, objections, notice, ask_again_on }
    }

    /// The last thing said about a kind, whoever would receive it.
    fn answer_about(&self, kind: Kind) -> KindAnswer {
        let names = |scope: &Scope| scope.kinds.is_empty() || scope.kinds.contains(&kind);
        let said = self.entries.iter().rev().find_map(|entry| match &entry.event {
            LedgerEvent::Consent(consent) if consent.kinds.contains(&kind) => Some(KindAnswer::Agreed),
            LedgerEvent::Refusal { scope, .. } | LedgerEvent::Withdrawal { scope, .. } if names(scope) => {
                Some(KindAnswer::Refused)
            }
            LedgerEvent::Objection { scope, .. } if names(scope) => Some(KindAnswer::Objected),
            _ => None,
        });
        said.unwrap_or(KindAnswer::NotAsked)
    }

    /// Every agreement with the kinds that nothing later took away or replaced.
    fn agreements(&self) -> impl Iterator<Item = AgreedLine> {
        self.entries.iter().enumerate().filter_map(|(place, entry)| {
            let LedgerEvent::Consent(consent) = &entry.event else { return None };
            let later = &self.entries[place + 1..];
            let stands = |kind: &Kind| !later.iter().any(|entry| ends(&entry.event, consent, *kind));
            let kinds = consent.kinds.iter().copied().filter(stands).collect();
            Some(AgreedLine {
                kinds,
                partners: consent.partners.clone(),
                by: consent.by.clone(),
                on: consent.on,
                form: consent.form,
                how: consent.how.clone(),
                state: consent.state_on(self.today()),
                ask_again_on: consent.due_on(),
                new_since: match consent.partners.contains(&Partner::AllNamed) {
                    true => self.team.new_since(entry),
                    false => BTreeSet::new(),
                },
            })
        })
    }

    fn standing_objections(&self, kinds: &BTreeMap<Kind, KindAnswer>) -> impl Iterator<Item = ObjectionLine> {
        self.objections().filter_map(|entry| {
            let LedgerEvent::Objection { on, scope, how } = &entry.event else { return None };
            let touches = |kind: &Kind| scope.kinds.is_empty() || scope.kinds.contains(kind);
            let stands = kinds.iter().any(|(kind, answer)| touches(kind) && *answer != KindAnswer::Agreed);
            stands.then(|| ObjectionLine { on: *on, scope: scope.clone(), how: how.clone() })
        })
    }
}

/// Whether a later event ends what a consent says about a kind.
fn ends(event: &LedgerEvent, consent: &Consent, kind: Kind) -> bool {
    let reaches = |scope: &Scope| {
        (scope.kinds.is_empty() || scope.kinds.contains(&kind))
            && (scope.to.is_empty() || consent.partners.iter().all(|partner| scope.to.contains(partner)))
    };
    match event {
        LedgerEvent::Withdrawal { scope, .. } | LedgerEvent::Objection { scope, .. } => reaches(scope),
        LedgerEvent::Refusal { scope, by, .. } => reaches(scope) && !by.is_somebody_else(&consent.by),
        LedgerEvent::Consent(later) => later.kinds.contains(&kind) && later.partners.is_superset(&consent.partners),
        LedgerEvent::Notice { .. }
        | LedgerEvent::NoticeReturned { .. }
        | LedgerEvent::Implied { .. }
        | LedgerEvent::Capacity(_)
        | LedgerEvent::Judgement(_)
        | LedgerEvent::JudgementReview(_)
        | LedgerEvent::Remark(_) => false,
    }
}
