//! What the entries add up to today.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::capacity::CapacityRecord;
use super::consent::{Consent, Partner, Scope, Signer, Standing};
use super::entry::{LedgerEntry, LedgerEvent};
use super::judgement::{JudgementRecord, ReviewOutcome};
use super::remark::RemarkKind;
use super::team::{Team, TeamPart};
use crate::id::{LedgerId, PersonId};
use crate::service::ServiceKind;
use crate::sharing::{
    Basis, BasisFacts, Capacity, ConsentBy, ConsentForm, ConsentScope, ConsentState, Evidence, Judgement, Kind, Purpose,
};

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
    /// Whether the asker is a health professional, whoever employs them
    /// (S002-15c): between them a family says no by objecting.
    pub is_to_health: bool,
    /// Whether the person it is about is sixteen or over, and so presumed able
    /// to decide (A12).
    pub is_about_sixteen_or_over: bool,
    /// Whether the team is another authority's: a yes has to name it, and a no
    /// to its kind of service is a no to it too (S004-BAo).
    pub is_outside: bool,
}

impl Asked<'_> {
    /// A question about a child, to a kind of service. A health professional
    /// of another service, such as a nurse in a centre, also needs
    /// [`Asked::is_to_health`].
    #[must_use]
    pub fn about_child(kind: Kind, to: ServiceKind, purpose: Purpose) -> Self {
        Self {
            kind,
            to,
            team: None,
            purpose,
            about: None,
            is_about_adult: false,
            is_to_health: to.is_health(),
            is_about_sixteen_or_over: false,
            is_outside: false,
        }
    }

    /// Whether a yes to this partner is one to whoever would receive: a kind of
    /// service, or the list of a form, names those of this authority alone.
    pub(super) fn is_named_by(&self, partner: &Partner, on_form: impl Fn(&TeamPart) -> bool) -> bool {
        if self.is_outside {
            return matches!(partner, Partner::Named(name) if self.team.is_some_and(|team| team.eq_ignore_ascii_case(name)));
        }
        partner.is(self.to, self.team, on_form)
    }

    /// Whether notice alone can be enough (¶15 b1, ¶23).
    pub(super) fn rests_on_notice(&self) -> bool {
        self.kind == Kind::Involvement || self.rests_on_notice_between_health()
    }

    /// Whether it is between health services, for healthcare: there a family
    /// says no by objecting; refusing a consent form is something else.
    fn rests_on_notice_between_health(&self) -> bool {
        matches!(self.kind, Kind::Basic | Kind::Involvement) && self.is_to_health && self.purpose == Purpose::Healthcare
    }

    fn is_touched_by(&self, scope: &Scope, team: &Team) -> bool {
        scope.touches(self.kind, (self.to, self.team), team)
            && scope.touches_purpose(self.purpose)
            && scope.touches_person(self.about)
    }

    /// Whether a refusal or withdrawal of this scope is about the question.
    fn is_refused_by(&self, scope: &Scope, team: &Team) -> bool {
        self.is_touched_by(scope, team) && !(scope.is_the_form() && self.rests_on_notice_between_health())
    }
}

/// The basis for a question, and the entry that it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerBasis<'e> {
    /// The facts for the decision.
    pub facts: BasisFacts,
    /// The entry that says so; none when there is nothing.
    pub from: Option<&'e LedgerEntry>,
    /// Whether whoever had to decide could.
    pub capacity: Capacity,
}

impl<'e> LedgerBasis<'e> {
    fn of(facts: BasisFacts, from: Option<&'e LedgerEntry>) -> Self {
        Self { facts, from, capacity: Capacity::Presumed }
    }
}

/// The form of a locality that changed nothing.
static FORM_AS_PRINTED: Team = Team::as_printed();

/// What stands today. A pure function of the entries and the day.
#[derive(Debug, Clone)]
pub struct LedgerState<'e> {
    today: Date,
    /// Whom the locality's form names, and named.
    pub(super) team: &'e Team,
    /// In the order they happened; on one moment the restrictive last.
    pub(super) entries: Vec<&'e LedgerEntry>,
}

/// What was said about one question, while the entries are read in order.
#[derive(Default)]
pub(super) struct Said<'e> {
    /// The agreements that stand, of one person each or of nobody known.
    pub(super) agreements: Vec<(&'e LedgerEntry, &'e Consent)>,
    /// The last no that no good agreement followed.
    no: Option<No<'e>>,
    /// Who refused and has not agreed since.
    pub(super) refused_by: Vec<(&'e LedgerEntry, &'e Signer)>,
    /// Whether an agreement, good or faulty, came after the last no.
    has_agreed_since: bool,
}

#[derive(Clone, Copy)]
struct No<'e> {
    entry: &'e LedgerEntry,
    basis: Basis,
    by: Option<&'e Signer>,
}

impl<'e> Said<'e> {
    fn agrees(&mut self, entry: &'e LedgerEntry, consent: &'e Consent, is_good: bool) {
        self.agreements.push((entry, consent));
        self.has_agreed_since = true;
        if is_good {
            self.no = None;
            self.refused_by.retain(|(_, by)| by.is_somebody_else(&consent.by));
        }
    }

    fn says_no(&mut self, no: No<'e>) {
        self.no = Some(no);
        self.has_agreed_since = false;
    }
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
        Self { today, team: &FORM_AS_PRINTED, entries }
    }

    /// The same about the family with its children: what was said about these
    /// adults alone is about nobody else (AXh).
    #[must_use]
    pub fn apart_from(mut self, adults: &BTreeSet<PersonId>) -> Self {
        self.entries.retain(|entry| {
            let about = entry.event.about();
            about.is_none_or(|about| about.is_empty() || !about.is_subset(adults))
        });
        self
    }

    /// The same where the locality changed whom its form names (ECn).
    #[must_use]
    pub fn with_team(self, team: &'e Team) -> Self {
        Self { team, ..self }
    }

    /// The day it stands for.
    #[must_use]
    pub fn today(&self) -> Date {
        self.today
    }

    /// The last time the privacy notice was given.
    #[must_use]
    pub fn notice(&self) -> Option<&'e LedgerEntry> {
        let last = self
            .entries
            .iter()
            .rev()
            .copied()
            .find(|entry| matches!(entry.event, LedgerEvent::Notice { .. } | LedgerEvent::NoticeReturned { .. }));
        last.filter(|entry| matches!(entry.event, LedgerEvent::Notice { .. }))
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
        let said = self.said_about(asked);
        let best =
            said.agreements.iter().rev().find(|(entry, it)| self.is_good(entry, it, asked)).or(said.agreements.last());
        match (best, said.no) {
            (Some((entry, consent)), no)
                if no.is_none() || self.is_good(entry, consent, asked) || said.has_agreed_since =>
            {
                let agreement = self.agreement(entry, consent, &said, asked);
                let may_rest_on_notice =
                    no.is_none() && asked.rests_on_notice() && !self.is_good(entry, consent, asked);
                self.basis_on_notice().filter(|_| may_rest_on_notice).unwrap_or(agreement)
            }
            (_, Some(No { entry, basis, by })) => {
                let by = by.map_or(ConsentBy::NotApplicable, |by| by.consent_by(asked.about, asked.is_about_adult));
                LedgerBasis::of(BasisFacts { by, ..BasisFacts::without_consent(basis) }, Some(entry))
            }
            (_, None) => self.basis_without_a_word(asked),
        }
    }

    /// Everything said about a question, read in order.
    pub(super) fn said_about(&self, asked: &Asked<'_>) -> Said<'e> {
        let mut said = Said::default();
        for entry in self.entries.iter().copied() {
            match &entry.event {
                LedgerEvent::Consent(consent) if self.reach(entry, consent, asked).0 == ConsentScope::Covers => {
                    said.agrees(entry, consent, self.is_good(entry, consent, asked));
                }
                LedgerEvent::Refusal { by, scope, .. } if asked.is_refused_by(scope, self.team) => {
                    said.agreements.retain(|(_, consent)| by.is_somebody_else(&consent.by));
                    said.refused_by.push((entry, by));
                    said.says_no(No { entry, basis: Basis::Refused, by: Some(by) });
                }
                LedgerEvent::Withdrawal { by, scope, .. } if asked.is_refused_by(scope, self.team) => {
                    said.agreements.clear();
                    said.says_no(No { entry, basis: Basis::Withdrawn, by: Some(by) });
                }
                LedgerEvent::Objection { scope, .. } if asked.is_touched_by(scope, self.team) => {
                    said.agreements.clear();
                    said.says_no(No { entry, basis: Basis::Objected, by: None });
                }
                _ => {}
            }
        }
        said
    }

    fn agreement(
        &self,
        entry: &'e LedgerEntry,
        consent: &Consent,
        said: &Said<'_>,
        asked: &Asked<'_>,
    ) -> LedgerBasis<'e> {
        let mut facts = self.facts_of(entry, consent, asked);
        if !said.refused_by.is_empty() && facts.by == ConsentBy::ParentOrLegalCarer {
            facts.by = ConsentBy::OneParentOtherObjects;
        }
        LedgerBasis { facts, from: Some(entry), capacity: self.capacity_of(consent, asked) }
    }

    /// Whether an agreement that covers the question is enough by itself.
    /// Where notice is enough too, a faulty one must not stand in its way.
    fn is_good(&self, entry: &LedgerEntry, consent: &Consent, asked: &Asked<'_>) -> bool {
        let facts = self.facts_of(entry, consent, asked);
        facts.scope == ConsentScope::Covers
            && facts.basis == Basis::ExplicitInformed
            && !matches!(facts.by, ConsentBy::NoLegalStanding | ConsentBy::OtherAdultForSubject)
            && matches!(facts.state, ConsentState::Current | ConsentState::ReviewDue)
            && matches!(
                self.capacity_of(consent, asked),
                Capacity::Presumed | Capacity::GillickCompetent | Capacity::MentalCapacityHas
            )
    }

    /// Whether the signer could decide this (¶16): a young person under 16 by
    /// an assessment for this kind of information, anybody else unless a doubt
    /// was written down.
    fn capacity_of(&self, consent: &Consent, asked: &Asked<'_>) -> Capacity {
        let decides = consent.by.person.or(asked.about);
        let is_for_this = |record: &&CapacityRecord| {
            record.kinds.contains(&asked.kind) && decides.is_some_and(|person| record.about.contains(&person))
        };
        let records = self.entries.iter().rev().filter_map(|entry| match &entry.event {
            LedgerEvent::Capacity(record) => Some(record.as_ref()),
            _ => None,
        });
        let is_young = consent.by.standing == Standing::YoungPerson && !asked.is_about_sixteen_or_over;
        let without = if is_young { Capacity::GillickUnassessed } else { Capacity::Presumed };
        records.into_iter().find(is_for_this).map_or(without, CapacityRecord::fact)
    }

    /// The judgement to share without agreement that counts for a question
    /// today: not ended, not ended by its reviewer, and in favour.
    #[must_use]
    pub fn judgement_for(&self, asked: &Asked<'_>) -> Option<&'e JudgementRecord> {
        self.judgements_that_count().find(|record| {
            record.kinds.contains(&asked.kind)
                && record.purposes.contains(&asked.purpose)
                && record.to.iter().any(|partner| asked.is_named_by(partner, |part| self.team.has(part)))
                && asked.about.is_none_or(|person| record.about.contains(&person))
        })
    }

    /// Every judgement to share without agreement that counts today, the
    /// newest first.
    pub fn judgements_that_count(&self) -> impl Iterator<Item = &'e JudgementRecord> {
        let judged = self.entries.iter().rev().copied().filter_map(|entry| match &entry.event {
            LedgerEvent::Judgement(record) => Some(record.as_ref()),
            _ => None,
        });
        judged.filter(|record| {
            record.result == Judgement::Sufficient && self.today <= record.ends_on && !self.is_ended_by_review(record)
        })
    }

    /// Whether a reviewer ended a judgement.
    #[must_use]
    pub fn is_ended_by_review(&self, record: &JudgementRecord) -> bool {
        self.entries.iter().any(|entry| match &entry.event {
            LedgerEvent::JudgementReview(review) => {
                review.of == record.reference && review.outcome == ReviewOutcome::Ended
            }
            _ => false,
        })
    }

    /// The basis when nobody agreed to or refused just this: notice where
    /// notice can be enough, what they did, an agreement that does not reach
    /// so far, notice, nothing.
    fn basis_without_a_word(&self, asked: &Asked<'_>) -> LedgerBasis<'e> {
        let notice = self.basis_on_notice();
        let rests_on_notice = notice.filter(|_| asked.rests_on_notice());
        let nothing = LedgerBasis::of(BasisFacts::without_consent(Basis::None), None);
        rests_on_notice
            .or_else(|| self.asking_is_unsafe(asked))
            .or_else(|| self.implied(asked))
            .or_else(|| self.agreement_that_falls_short(asked))
            .or(notice)
            .unwrap_or(nothing)
    }

    fn basis_on_notice(&self) -> Option<LedgerBasis<'e>> {
        let facts = BasisFacts::without_consent(Basis::NoticeNoObjection);
        self.notice().map(|entry| LedgerBasis::of(facts, Some(entry)))
    }

    /// Somebody wrote that asking is likely to put a child at risk, and nobody
    /// wrote since that it is safe (S002-18d).
    fn asking_is_unsafe(&self, asked: &Asked<'_>) -> Option<LedgerBasis<'e>> {
        let entry = self.unsafe_to_ask().find(|(_, scope)| asked.is_touched_by(scope, self.team))?.0;
        Some(LedgerBasis::of(BasisFacts::without_consent(Basis::UnsafeOrInappropriate), Some(entry)))
    }

    /// The records that asking is unsafe which stand, the newest first, with
    /// what each is about.
    pub fn unsafe_to_ask(&self) -> impl Iterator<Item = (&'e LedgerEntry, &'e Scope)> {
        self.entries.iter().rev().copied().filter_map(|entry| match &entry.event {
            LedgerEvent::Remark(remark)
                if remark.kind == RemarkKind::AskingUnsafe && !self.is_safe_again(remark.reference) =>
            {
                Some((entry, &remark.scope))
            }
            _ => None,
        })
    }

    fn is_safe_again(&self, reference: LedgerId) -> bool {
        self.entries.iter().any(|entry| match &entry.event {
            LedgerEvent::Remark(remark) => remark.kind == RemarkKind::AskingSafe && remark.reference == reference,
            _ => false,
        })
    }

    fn implied(&self, asked: &Asked<'_>) -> Option<LedgerBasis<'e>> {
        let shows = |entry: &&LedgerEntry| match &entry.event {
            LedgerEvent::Implied { scope, .. } => {
                let is_named = |to: &Partner| asked.is_named_by(to, |part| self.team.ever_had(part));
                !scope.kinds.is_empty() && scope.to.iter().any(is_named) && asked.is_touched_by(scope, self.team)
            }
            _ => false,
        };
        let entry = self.entries.iter().rev().copied().find(shows)?;
        Some(LedgerBasis::of(BasisFacts::without_consent(Basis::Implied), Some(entry)))
    }

    /// The last agreement, when it leaves out this kind, team, purpose or
    /// person, and was not taken back since.
    fn agreement_that_falls_short(&self, asked: &Asked<'_>) -> Option<LedgerBasis<'e>> {
        let latest = self.entries.iter().rev().copied().find(|entry| {
            matches!(
                entry.event,
                LedgerEvent::Consent(_) | LedgerEvent::Refusal { .. } | LedgerEvent::Withdrawal { .. }
            )
        })?;
        let LedgerEvent::Consent(consent) = &latest.event else { return None };
        let facts = self.facts_of(latest, consent, asked);
        Some(LedgerBasis { facts, from: Some(latest), capacity: self.capacity_of(consent, asked) })
    }

    /// How far an agreement reaches, and whether only as far as what the form
    /// names now and did not name then (ECn): such a part has to be asked for
    /// again.
    fn reach(&self, entry: &LedgerEntry, consent: &Consent, asked: &Asked<'_>) -> (ConsentScope, bool) {
        let was_told = |part: &TeamPart| self.team.has(part) && self.team.had(part, entry);
        let about = asked.about;
        let scope = consent.covers(asked.kind, (asked.purpose, about), |to| asked.is_named_by(to, was_told));
        let may_be_new = matches!(scope, ConsentScope::NotRecipient | ConsentScope::NotPurpose);
        if !may_be_new || !consent.partners.contains(&Partner::AllNamed) {
            return (scope, false);
        }
        let purpose = TeamPart::Purpose(asked.purpose);
        let is_new = self.team.has(&purpose) && !self.team.had(&purpose, entry);
        let agreed_to = consent.purposes.first().copied().filter(|_| is_new).unwrap_or(asked.purpose);
        let is_named = |to: &Partner| asked.is_named_by(to, |part| self.team.has(part));
        match consent.covers(asked.kind, (agreed_to, about), is_named) {
            ConsentScope::Covers => (ConsentScope::Covers, true),
            _ => (scope, false),
        }
    }

    fn facts_of(&self, entry: &LedgerEntry, consent: &Consent, asked: &Asked<'_>) -> BasisFacts {
        let (scope, is_new_use) = self.reach(entry, consent, asked);
        let basis = if consent.informed.is_complete() { Basis::ExplicitInformed } else { Basis::ExplicitUninformed };
        BasisFacts {
            basis,
            by: consent.by.consent_by(asked.about, asked.is_about_adult),
            scope,
            form: if consent.form == ConsentForm::Written { ConsentForm::Written } else { ConsentForm::Verbal },
            state: if is_new_use { ConsentState::UseChanged } else { consent.state_on(self.today) },
            evidence: Evidence::Present,
        }
    }
}
