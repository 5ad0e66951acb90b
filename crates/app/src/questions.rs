//! The questions that a look puts to the sharing rules, and how their answers
//! are kept and told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::family::StepToYes;
use kith_core::follow_up::FactKind;
use kith_core::id::{DecisionId, PersonId};
use kith_core::ledger::{Asked, JudgementRecord, LedgerState};
use kith_core::service::ServiceKind;
use kith_core::sharing::{
    Access, Age, Basis, BasisFacts, Capacity, Category, Decision, FactName, Facts, Kind, NeedToKnow, Pack, Requester,
    Sender, State, Subject, WayToYes, age_on, category_of_basic, decide, decide_again, ways_to_yes,
};
use kith_core::workforce::AccessState;
use serde::{Deserialize, Serialize};

use crate::standing::Standing;
use crate::{Asker, Refusal};

/// A question with its facts and its answer.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) facts: Facts,
    pub(crate) decision: Decision,
}

impl Answered {
    /// The answer; where it is not yes, the answer with what a named person
    /// judged (S002-12c: without such a judgement nothing changes).
    pub(crate) fn judged(mut facts: Facts, judged: Option<&JudgementRecord>, pack: &Pack) -> Self {
        let decision = decide(&facts, pack);
        let Some(judged) = judged.filter(|_| !decision.outcome().is_yes()) else { return Self { facts, decision } };
        facts.harm = judged.harm;
        facts.judgement = judged.result;
        facts.agreed = BasisFacts::without_consent(judged.ground.basis());
        facts.capacity = Capacity::Presumed;
        Self { facts, decision: decide(&facts, pack) }
    }

    /// Whether something may go now.
    pub(crate) fn lets_through(&self) -> bool {
        self.decision.outcome().is_yes()
    }
}

/// What every question of one look has in common.
pub(crate) struct Questions<'l> {
    pub(crate) asker: &'l Asker,
    pub(crate) standing: &'l Standing,
    pub(crate) ledger: &'l LedgerState<'l>,
    /// The same without what was said about an adult alone.
    pub(crate) family_ledger: &'l LedgerState<'l>,
    pub(crate) today: Date,
    pub(crate) pack: &'l Pack,
    pub(crate) births: &'l BTreeMap<PersonId, Birth>,
}

/// The birth of a child as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Birth {
    /// Born on this day.
    Born(Date),
    /// Not born yet.
    Expected,
    /// Nobody says.
    Unknown,
}

impl Birth {
    /// Whether somebody born then is sixteen or over, and so presumed able to
    /// decide (A12).
    pub(crate) fn is_sixteen_or_over(self, today: Date) -> bool {
        match self {
            Self::Born(on) => on.saturating_add(jiff::Span::new().years(16)) <= today,
            Self::Expected | Self::Unknown => false,
        }
    }
}

/// Whom a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    /// The family as a whole.
    Family,
    /// One child.
    Child(PersonId),
    /// One adult.
    Adult(PersonId),
}

impl About {
    fn person(self) -> Option<PersonId> {
        match self {
            Self::Family => None,
            Self::Child(person) | Self::Adult(person) => Some(person),
        }
    }
}

/// The kind of information that a service's notes are.
fn kind_of_notes(service: ServiceKind) -> Kind {
    match service {
        service if service.is_existence_sensitive() => Kind::SensitiveHealth,
        service if service.is_health() => Kind::Health,
        _ => Kind::Contacts,
    }
}

impl Questions<'_> {
    /// Who works with the family (¶23).
    pub(crate) fn index(&self) -> Answered {
        self.answer(self.facts(Kind::Involvement, None, About::Family))
    }

    /// One child's basic details, which are basic only until the fourth
    /// birthday (¶15, A1).
    pub(crate) fn basic(&self, child: PersonId, birth: Birth) -> Answered {
        let (mut facts, judged) = self.facts(Kind::Basic, None, About::Child(child));
        match birth {
            Birth::Born(on) => {
                facts.age = age_on(Some(on), self.today);
                facts.category = category_of_basic(on, self.today);
            }
            Birth::Expected => {
                facts.age = Age::Unborn;
                facts.subject = Subject::Unborn;
            }
            Birth::Unknown => facts.missing = Some(FactName::Age),
        }
        self.answer((facts, judged))
    }

    /// What a service wrote about the children (¶17): it may be read where the
    /// answer is yes for every child that the service knows (AXb).
    pub(crate) fn notes(&self, service: ServiceKind, children: &BTreeSet<PersonId>) -> Answered {
        let kind = kind_of_notes(service);
        let each = children.iter().map(|child| self.answer(self.facts(kind, Some(service), About::Child(*child))));
        let strictest = each.reduce(|one, other| if one.lets_through() { other } else { one });
        strictest.unwrap_or_else(|| self.answer(self.facts(kind, Some(service), About::Family)))
    }

    /// What a service wrote about one adult: that adult's own agreement opens
    /// it, and nobody else's (AXh, MWe).
    pub(crate) fn notes_of_adult(&self, service: ServiceKind, adult: PersonId) -> Answered {
        self.answer(self.facts(kind_of_notes(service), Some(service), About::Adult(adult)))
    }

    /// The support that a service agreed on with these people (¶17): it may be
    /// read where the answer is yes for each of them; about an adult, their own
    /// (AXh).
    pub(crate) fn support(&self, holder: ServiceKind, people: &BTreeSet<PersonId>) -> Answered {
        let kind = if holder.is_existence_sensitive() { Kind::SensitiveHealth } else { Kind::Support };
        let about = |person: &PersonId| {
            if self.births.contains_key(person) { About::Child(*person) } else { About::Adult(*person) }
        };
        let each = people.iter().map(|person| self.answer(self.facts(kind, Some(holder), about(person))));
        let strictest = each.reduce(|one, other| if one.lets_through() { other } else { one });
        strictest.unwrap_or_else(|| self.answer(self.facts(kind, Some(holder), About::Family)))
    }

    /// Whether an adult said no to others knowing who works with them.
    pub(crate) fn is_closed_by(&self, adult: PersonId) -> bool {
        let (facts, _) = self.facts(Kind::Involvement, None, About::Adult(adult));
        matches!(facts.agreed.basis, Basis::Refused | Basis::Withdrawn | Basis::Objected)
    }

    /// What the family agreed that a family mentor may know, asked for the
    /// mentor by name, or for whoever supervises them (S003-LEc). No judgement
    /// and no notice opens it: only their own yes does.
    pub(crate) fn to_mentor(
        &self,
        (kind, holder, person): (Kind, Option<ServiceKind>, PersonId),
        (mentor, access): (&str, AccessState),
    ) -> Answered {
        let is_child = self.births.contains_key(&person);
        let about = if is_child { About::Child(person) } else { About::Adult(person) };
        let (mut facts, _) = self.facts_for((kind, holder), about, Some(mentor));
        if !is_child {
            (facts.subject, facts.age) = (Subject::Parent, Age::NotApplicable);
        }
        facts.access = Access::from(access);
        Answered { decision: decide(&facts, self.pack), facts }
    }

    fn facts(&self, kind: Kind, holder: Option<ServiceKind>, whom: About) -> (Facts, Option<&JudgementRecord>) {
        self.facts_for((kind, holder), whom, self.asker.staff.team.as_deref())
    }

    fn facts_for(
        &self,
        (kind, holder): (Kind, Option<ServiceKind>),
        whom: About,
        team: Option<&str>,
    ) -> (Facts, Option<&JudgementRecord>) {
        let about = whom.person();
        let mut judged = None;
        let staff = &self.asker.staff;
        let requester = Requester::of(staff.role, staff.service == Some(ServiceKind::ChildrensCentre));
        let mut facts = Facts::neutral(kind.category(), requester, self.asker.purpose);
        facts.need_to_know = if self.standing.is_something() { NeedToKnow::Yes } else { NeedToKnow::No };
        facts.access = Access::from(staff.access_on(self.today));
        if let Some(holder) = holder {
            facts.sender = Sender::of(holder);
        }
        match staff.service {
            Some(to) => {
                let is_to_health = requester.is_health();
                let birth = about.and_then(|person| self.births.get(&person));
                let is_about_sixteen_or_over = birth.is_some_and(|birth| birth.is_sixteen_or_over(self.today));
                let asked = Asked {
                    team,
                    about,
                    is_to_health,
                    is_about_sixteen_or_over,
                    is_about_adult: matches!(whom, About::Adult(_)),
                    ..Asked::about_child(kind, to, self.asker.purpose)
                };
                let ledger = if whom == About::Family { self.family_ledger } else { self.ledger };
                let basis = ledger.basis_for(&asked);
                (facts.agreed, facts.capacity) = (basis.facts, basis.capacity);
                // A judgement is about children; what an adult's service knows may be part of it (¶18).
                let judged_about = about.filter(|_| !asked.is_about_adult);
                judged = self.ledger.judgement_for(&Asked { about: judged_about, ..asked });
            }
            None => facts.missing = Some(FactName::Requester),
        }
        (facts, judged)
    }

    fn answer(&self, (facts, judged): (Facts, Option<&JudgementRecord>)) -> Answered {
        Answered::judged(facts, judged, self.pack)
    }

    /// The reader's own service's record: nothing is shared with anybody, but
    /// the gates still stand.
    pub(crate) fn own_service(&self, rules: &Pack) -> Answered {
        let (mut facts, _) = self.facts(Kind::Contacts, self.asker.staff.service, About::Family);
        facts.category = Category::BeyondBasic;
        Answered { facts, decision: decide(&facts, rules) }
    }
}

/// One part of a kept decision: what was asked about, the facts as the rules
/// saw them, and the answer. No personal value is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct KeptPart {
    /// `involvement`, `basic`, `own`, `pair`, `trace`, or `notes:` (about an adult
    /// `adult:`, about agreed support `support:`) and the service's word, or
    /// `fact:` and the word of a fact that a centre follows up.
    pub(crate) what: String,
    /// The facts; none where one was missing.
    pub(crate) facts: Option<String>,
    /// The answer.
    pub(crate) outcome: String,
    /// The rule that decided.
    pub(crate) rule: String,
}

impl KeptPart {
    /// Keeps one answer.
    pub(crate) fn of(what: impl Into<String>, answered: &Answered) -> Self {
        Self {
            what: what.into(),
            facts: answered.decision.state().map(|state| state.to_text()),
            outcome: answered.decision.outcome().word().to_owned(),
            rule: answered.decision.rule_id().to_owned(),
        }
    }

    /// The same question put again to the same rules.
    pub(crate) fn decided_again(&self, pack: &Pack) -> Option<Decision> {
        let state: State = self.facts.as_ref()?.parse().ok()?;
        Some(decide_again(state, pack))
    }

    /// What was asked about, in words.
    pub(crate) fn title(&self) -> String {
        match self.what.split_once(':') {
            Some(("notes", word)) => match ServiceKind::from_word(word) {
                Some(service) => format!("What {} wrote", service.title()),
                None => "What a service wrote".to_owned(),
            },
            Some(("adult", word)) => match ServiceKind::from_word(word) {
                Some(service) => format!("What {} wrote about an adult", service.title()),
                None => "What a service wrote about an adult".to_owned(),
            },
            Some(("support", word)) => match ServiceKind::from_word(word) {
                Some(service) => format!("Support that {} agreed with the family", service.title()),
                None => "Support that a service agreed with the family".to_owned(),
            },
            Some(("fact", word)) => FactKind::from_word(word).map_or("A fact to follow up", FactKind::title).to_owned(),
            Some(("share" | "now", word)) => Kind::from_word(word).map_or("Information", Kind::title).to_owned(),
            _ if self.what == "involvement" => "Who works with the family".to_owned(),
            _ if self.what == "own" => "What your own service wrote".to_owned(),
            _ if self.what == "pair" => "Two records, side by side, to say whether they are one person".to_owned(),
            _ => "Basic details: name, address, date of birth".to_owned(),
        }
    }
}

/// The steps of the shortest ways to yes, each once.
pub(crate) fn steps_to_yes(facts: &Facts, pack: &Pack) -> Vec<StepToYes> {
    first_steps(&ways_to_yes(facts, pack))
}

fn first_steps(ways: &[WayToYes]) -> Vec<StepToYes> {
    let mut seen = BTreeSet::new();
    let steps = ways.iter().take(3).flat_map(|way| way.steps.iter()).filter(|step| seen.insert(step.id.clone()));
    steps.map(|step| StepToYes { words: format!("{} ({})", step.title, step.who), form: step.form.clone() }).collect()
}

/// The same in lines for a screen.
pub(crate) fn way_lines(ways: &[WayToYes]) -> Vec<String> {
    first_steps(ways).into_iter().map(|step| step.words).collect()
}

/// An answer that is not yes, in words.
pub(crate) fn refusal(answered: &Answered, pack: &Pack, decision: DecisionId) -> Refusal {
    Refusal {
        heading: answered.decision.heading().to_owned(),
        because: answered.decision.because().to_owned(),
        ways_to_yes: way_lines(&ways_to_yes(&answered.facts, pack)),
        citations: answered.decision.citations().into_iter().map(str::to_owned).collect(),
        decision: Some(decision),
    }
}
