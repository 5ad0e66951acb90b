//! What the entries add up to today.

use jiff::civil::Date;

use super::consent::{Consent, Scope, Signer};
use super::entry::{LedgerEntry, LedgerEvent};
use crate::id::PersonId;
use crate::service::ServiceKind;
use crate::sharing::{Basis, BasisFacts, ConsentBy, ConsentForm, ConsentScope, Evidence, Kind, Purpose};

/// What is asked of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The kind of information.
    pub kind: Kind,
    /// The service that would receive it.
    pub to: ServiceKind,
    /// The name of the receiving team, as forms name it.
    pub team: Option<&'a str>,
    /// What for.
    pub purpose: Purpose,
    /// The person it is about.
    pub about: Option<PersonId>,
    /// Whether that person is an adult, whose own consent is needed (MWe).
    pub is_about_adult: bool,
}

impl Asked<'_> {
    /// A question about a child, to a kind of service.
    #[must_use]
    pub fn about_child(kind: Kind, to: ServiceKind, purpose: Purpose) -> Self {
        Self { kind, to, team: None, purpose, about: None, is_about_adult: false }
    }

    /// Whether notice alone can be enough (¶15 b1, ¶23).
    fn rests_on_notice(&self) -> bool {
        self.kind == Kind::Involvement || self.rests_on_notice_between_health()
    }

    /// Whether it is between health services, for healthcare: there a family
    /// says no by objecting; refusing a consent form is something else.
    fn rests_on_notice_between_health(&self) -> bool {
        matches!(self.kind, Kind::Basic | Kind::Involvement) && self.to.is_health() && self.purpose == Purpose::Healthcare
    }

    fn is_touched_by(&self, scope: &Scope) -> bool {
        scope.touches(self.kind, self.to, self.team)
    }

    /// Whether a refusal or withdrawal of this scope is about the question.
    fn is_refused_by(&self, scope: &Scope) -> bool {
        self.is_touched_by(scope) && !(scope.is_everything() && self.rests_on_notice_between_health())
    }
}

/// The basis for a question, and the entry that it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerBasis<'e> {
    /// The facts for the decision.
    pub facts: BasisFacts,
    /// The entry that says so; none when there is nothing.
    pub from: Option<&'e LedgerEntry>,
}

/// What stands today. A pure function of the entries and the day.
#[derive(Debug, Clone)]
pub struct LedgerState<'e> {
    today: Date,
    /// In the order they happened; on one moment the restrictive last.
    pub(super) entries: Vec<&'e LedgerEntry>,
}

/// What stands for one question while the entries are read in order.
#[derive(Clone, Copy)]
enum Word<'e> {
    Agreed { entry: &'e LedgerEntry, consent: &'e Consent, does_other_object: bool },
    No { entry: &'e LedgerEntry, basis: Basis, by: Option<&'e Signer> },
}

impl<'e> LedgerState<'e> {
    /// Adds the entries up. What lies after `today` does not count yet, except
    /// that a no counts as soon as it is written down.
    #[must_use]
    pub fn of(entries: &'e [LedgerEntry], today: Date) -> Self {
        Self::of_each(entries, today)
    }

    /// As [`LedgerState::of`], for entries that are kept apart.
    #[must_use]
    pub fn of_each(entries: impl IntoIterator<Item = &'e LedgerEntry>, today: Date) -> Self {
        let counts = |entry: &&LedgerEntry| entry.event.is_restrictive() || entry.event.on() <= today;
        let mut entries: Vec<&LedgerEntry> = entries.into_iter().filter(counts).collect();
        entries.sort_by_key(|entry| (entry.event.on(), entry.recorded_at, entry.event.is_restrictive()));
        Self { today, entries }
    }

    /// The day it stands for.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// The last time the privacy notice was given.
    #[must_use]
    pub fn notice(&self) -> Option<&'e LedgerEntry> {
        self.entries.iter().rev().copied().find(|entry| matches!(entry.event, LedgerEvent::Notice { .. }))
    }

    /// Whether the privacy notice was given.
    #[must_use]
    pub fn is_notice_given(&self) -> bool {
        self.notice().is_some()
    }

    /// Every objection on record, in order.
    pub fn objections(&self) -> impl Iterator<Item = &'e LedgerEntry> {
        self.entries.iter().copied().filter(|entry| matches!(entry.event, LedgerEvent::Objection { .. }))
    }

    /// The basis for one question, as the rules want it (9.1).
    #[must_use]
    pub fn basis_for(&self, asked: &Asked<'_>) -> LedgerBasis<'e> {
        match self.last_word(asked) {
            Some(Word::Agreed { entry, consent, does_other_object }) => {
                let mut facts = self.facts_of(consent, ConsentScope::Covers, asked);
                if does_other_object && facts.by == ConsentBy::ParentOrLegalCarer {
                    facts.by = ConsentBy::OneParentOtherObjects;
                }
                LedgerBasis { facts, from: Some(entry) }
            }
            Some(Word::No { entry, basis, by }) => {
                let by = by.map_or(ConsentBy::NotApplicable, |by| by.consent_by(asked.about, asked.is_about_adult));
                LedgerBasis { facts: BasisFacts { by, ..BasisFacts::without_consent(basis) }, from: Some(entry) }
            }
            None => self.basis_without_a_word(asked),
        }
    }

    /// The last agreement that covers the question, or the no after it.
    fn last_word(&self, asked: &Asked<'_>) -> Option<Word<'e>> {
        self.entries.iter().copied().fold(None, |word, entry| match &entry.event {
            LedgerEvent::Consent(consent) if self.scope_of(consent, asked) == ConsentScope::Covers => {
                let does_other_object = matches!(word, Some(Word::No { basis: Basis::Refused, by: Some(by), .. }) if by.is_somebody_else(&consent.by));
                Some(Word::Agreed { entry, consent, does_other_object })
            }
            LedgerEvent::Refusal { by, scope, .. } if asked.is_refused_by(scope) => match word {
                Some(Word::Agreed { entry, consent, .. }) if by.is_somebody_else(&consent.by) => {
                    Some(Word::Agreed { entry, consent, does_other_object: true })
                }
                _ => Some(Word::No { entry, basis: Basis::Refused, by: Some(by) }),
            },
            LedgerEvent::Withdrawal { by, scope, .. } if asked.is_refused_by(scope) => {
                Some(Word::No { entry, basis: Basis::Withdrawn, by: Some(by) })
            }
            LedgerEvent::Objection { scope, .. } if asked.is_touched_by(scope) => {
                Some(Word::No { entry, basis: Basis::Objected, by: None })
            }
            _ => word,
        })
    }

    /// The basis when nobody agreed to or refused just this: notice where
    /// notice can be enough, what they did, an agreement that does not reach
    /// so far, notice, nothing.
    fn basis_without_a_word(&self, asked: &Asked<'_>) -> LedgerBasis<'e> {
        let notice = self.notice().map(|entry| LedgerBasis {
            facts: BasisFacts::without_consent(Basis::NoticeNoObjection),
            from: Some(entry),
        });
        let rests_on_notice = notice.filter(|_| asked.rests_on_notice());
        let nothing = LedgerBasis { facts: BasisFacts::without_consent(Basis::None), from: None };
        rests_on_notice
            .or_else(|| self.implied(asked))
            .or_else(|| self.agreement_that_falls_short(asked))
            .or(notice)
            .unwrap_or(nothing)
    }

    fn implied(&self, asked: &Asked<'_>) -> Option<LedgerBasis<'e>> {
        let shows = |entry: &&LedgerEntry| match &entry.event {
            LedgerEvent::Implied { scope, .. } => {
                !scope.kinds.is_empty() && !scope.to.is_empty() && asked.is_touched_by(scope)
            }
            _ => false,
        };
        let entry = self.entries.iter().rev().copied().find(shows)?;
        Some(LedgerBasis { facts: BasisFacts::without_consent(Basis::Implied), from: Some(entry) })
    }

    /// The last agreement, when it leaves out this kind, team, purpose or
    /// person, and was not taken back since.
    fn agreement_that_falls_short(&self, asked: &Asked<'_>) -> Option<LedgerBasis<'e>> {
        let latest = self.entries.iter().rev().copied().find(|entry| {
            matches!(entry.event, LedgerEvent::Consent(_) | LedgerEvent::Refusal { .. } | LedgerEvent::Withdrawal { .. })
        })?;
        let LedgerEvent::Consent(consent) = &latest.event else { return None };
        let facts = self.facts_of(consent, self.scope_of(consent, asked), asked);
        Some(LedgerBasis { facts, from: Some(latest) })
    }

    fn scope_of(&self, consent: &Consent, asked: &Asked<'_>) -> ConsentScope {
        consent.covers(asked.kind, (asked.to, asked.team), asked.purpose, asked.about)
    }

    fn facts_of(&self, consent: &Consent, scope: ConsentScope, asked: &Asked<'_>) -> BasisFacts {
        let basis = if consent.informed.is_complete() { Basis::ExplicitInformed } else { Basis::ExplicitUninformed };
        BasisFacts {
            basis,
            by: consent.by.consent_by(asked.about, asked.is_about_adult),
            scope,
            form: if consent.form == ConsentForm::Written { ConsentForm::Written } else { ConsentForm::Verbal },
            state: consent.state_on(self.today),
            evidence: Evidence::Present,
        }
    }
}
