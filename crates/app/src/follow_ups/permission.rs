//! May a centre know of these facts, and of whose? The same rules, the same
//! ledger and the same engine as for every look: housing and benefits facts
//! and missed immunisations are more than basic details, so only whoever
//! agreed is told of (D113, A5).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::birth::ChildPlace;
use kith_core::family::PersonField;
use kith_core::follow_up::SaidFact;
use kith_core::id::PersonId;
use kith_core::ledger::{Asked, LedgerState, Team};
use kith_core::service::ServiceKind;
use kith_core::sharing::{
    Access, Age, FactName, Facts, Flow, Kind, Pack, Purpose, Requester, Sender, Subject, age_on, category_of_basic,
};

use super::feeds::{Feeds, RunningFeed};
use super::gather::FamilyFacts;
use crate::Asker;
use crate::questions::{Answered, KeptPart};

/// What is the same for every family of one look.
pub(super) struct Asking<'a> {
    pub(super) asker: &'a Asker,
    pub(super) pack: &'a Pack,
    pub(super) team: &'a Team,
    pub(super) feeds: &'a Feeds,
    pub(super) today: Date,
}

/// What may be told of one family.
pub(super) struct Allowed<'f> {
    /// The facts, the newest first.
    pub(super) facts: Vec<&'f SaidFact>,
    /// The children whose basic details may be told too.
    pub(super) children: BTreeSet<PersonId>,
    /// What may be told beside the facts.
    pub(super) fields: BTreeSet<PersonField>,
    /// Every answer that it rests on, to be kept.
    pub(super) parts: Vec<KeptPart>,
}

/// One question about one family.
struct Question {
    kind: Kind,
    sender: ServiceKind,
    purpose: Purpose,
    about: PersonId,
}

impl Asking<'_> {
    /// What the rules let through of a family: a fact, where its own answer
    /// and that about the basic details of a child are yes.
    pub(super) fn of<'f>(&self, family: &'f FamilyFacts) -> Allowed<'f> {
        let ledger = LedgerState::of(&family.household.entries, self.today).with_team(self.team);
        let mut allowed =
            Allowed { facts: Vec::new(), children: BTreeSet::new(), fields: BTreeSet::new(), parts: Vec::new() };
        for fact in &family.facts {
            let feed = fact.fact.kind.feed();
            let Some(running) = self.feeds.running.get(&feed) else { continue };
            let question = |kind, about| Question { kind, sender: fact.service, purpose: running.purpose, about };
            let Some(kind) = feed.planned().kind() else { continue };
            let own = self.answer(&ledger, &question(kind, fact.person), &family.children);
            let about_child = family.children.contains_key(&fact.person);
            let homes = family.children.keys().filter(|child| !about_child || **child == fact.person);
            let basic: Vec<(PersonId, Answered)> = homes
                .map(|child| (*child, self.answer(&ledger, &question(Kind::Basic, *child), &family.children)))
                .filter(|(_, answered)| answered.lets_through())
                .collect();
            if own.lets_through() && !basic.is_empty() {
                allowed.take(fact, &own, &basic, running);
            }
        }
        allowed
    }

    fn answer(
        &self,
        ledger: &LedgerState<'_>,
        question: &Question,
        children: &BTreeMap<PersonId, ChildPlace>,
    ) -> Answered {
        let staff = &self.asker.staff;
        let requester = Requester::of(staff.role, staff.service == Some(ServiceKind::ChildrensCentre));
        let mut facts = Facts::neutral(question.kind.category(), requester, question.purpose);
        let child = children.get(&question.about);
        match child.map(|place| (place.born_on, place.due_on)) {
            Some((Some(born), _)) => {
                facts.age = age_on(Some(born), self.today);
                if question.kind == Kind::Basic {
                    facts.category = category_of_basic(born, self.today);
                }
            }
            Some((None, Some(_))) => {
                facts.age = Age::Unborn;
                facts.subject = Subject::Unborn;
            }
            Some((None, None)) => facts.missing = Some(FactName::Age),
            None => {}
        }
        facts.sender = Sender::of(question.sender);
        facts.flow = Flow::Bulk;
        facts.access = Access::from(staff.access_on(self.today));
        let asked = Asked {
            team: staff.team.as_deref(),
            about: Some(question.about),
            is_about_adult: child.is_none(),
            is_to_health: requester.is_health(),
            ..Asked::about_child(question.kind, ServiceKind::ChildrensCentre, question.purpose)
        };
        let basis = ledger.basis_for(&asked);
        (facts.agreed, facts.capacity) = (basis.facts, basis.capacity);
        Answered::judged(facts, None, self.pack)
    }
}

impl<'f> Allowed<'f> {
    fn take(&mut self, fact: &'f SaidFact, own: &Answered, basic: &[(PersonId, Answered)], running: &RunningFeed) {
        self.facts.push(fact);
        self.fields.extend(&running.fields);
        let mut parts = vec![KeptPart::of(format!("fact:{}", fact.fact.kind.word()), own)];
        for (child, answered) in basic {
            self.children.insert(*child);
            parts.push(KeptPart::of("basic", answered));
        }
        for part in parts {
            let is_kept = |kept: &KeptPart| kept.what == part.what && kept.facts == part.facts;
            if !self.parts.iter().any(is_kept) {
                self.parts.push(part);
            }
        }
    }
}
