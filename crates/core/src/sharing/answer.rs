//! A decision with its reasons, and the proof that something may be shown.

use super::decide::{Walked, first, with_additions};
use super::duty::{DutySet, MayGo, NextStep, Outcome};
use super::pack::Pack;
use super::rule::{Found, Rule};
use super::state::{FactName, State};

/// What one check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding<'d> {
    /// The question.
    pub asks: &'d str,
    /// What was found.
    pub says: &'d str,
    /// How it looks.
    pub found: Found,
    /// Where it comes from.
    pub paragraph: &'d str,
    /// Whether it decided the answer.
    pub has_decided: bool,
}

/// The answer to one question, with its reasons.
#[derive(Clone)]
pub struct Decision {
    pack: Pack,
    outcome: Outcome,
    reached: Option<Reached>,
    missing: Option<FactName>,
}

#[derive(Clone, Copy)]
struct Reached {
    state: State,
    walked: Walked,
    duties: DutySet,
    next: NextStep,
    added: u64,
}

const BLANK_HEADING: &str = "Talk to a person first";
const BLANK_MISSING: &str = "Something that the rules need is not known. Kith cannot answer for you. Talk to your line manager or the safeguarding lead.";
const BLANK_PACK: &str = "The sharing rules did not pass their checks, so they are not in use. Talk to your line manager or the safeguarding lead.";

impl Decision {
    /// The answer when a fact is missing or the pack has no rules to go by.
    pub(super) fn blank(pack: &Pack, missing: Option<FactName>) -> Self {
        Self { pack: pack.clone(), outcome: Outcome::CaseJudgement, reached: None, missing }
    }

    pub(super) fn reached(pack: &Pack, state: State, walked: Walked) -> Self {
        let inner = pack.inner();
        let (duties, next, added) = with_additions(inner, state, walked);
        let reached = Reached { state, walked, duties, next, added };
        Self { pack: pack.clone(), outcome: walked.outcome, reached: Some(reached), missing: None }
    }

    /// The answer.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    fn rule(&self) -> Option<&Rule> {
        let reached = self.reached.as_ref()?;
        self.pack.rules().get(usize::from(reached.walked.deciding))
    }

    /// The name of the rule that decided; `blank` when none could.
    #[must_use]
    pub fn rule_id(&self) -> &str {
        self.rule().map_or("blank", |rule| &rule.id)
    }

    /// The names of the rules that the answer rests on, in the order of the
    /// walk; the deciding one last.
    pub fn rested_on(&self) -> impl Iterator<Item = &str> {
        let walked = self.reached.as_ref().map(|reached| reached.walked);
        let places = walked.into_iter().flat_map(|walked| [walked.basis, walked.opened, Some(walked.deciding)]);
        places.flatten().filter_map(|place| Some(self.pack.rules().get(usize::from(place))?.id.as_str()))
    }

    /// The answer in one sentence, for the top of the screen.
    #[must_use]
    pub fn heading(&self) -> &str {
        self.rule().map_or(BLANK_HEADING, |rule| &rule.heading)
    }

    /// The heading with a name in place of "the family".
    #[must_use]
    pub fn heading_naming(&self, name: &str) -> String {
        self.heading().replace("the family", name)
    }

    /// Why, in one or two sentences.
    #[must_use]
    pub fn because(&self) -> &str {
        let blank = if self.missing.is_some() || self.pack.faults().is_empty() { BLANK_MISSING } else { BLANK_PACK };
        self.rule().map_or(blank, |rule| &rule.because)
    }

    /// The fact that nobody could establish, when that is why.
    #[must_use]
    pub fn missing(&self) -> Option<FactName> {
        self.missing
    }

    /// Sentences that are added to the answer, for example that the parents
    /// disagree.
    pub fn also_says(&self) -> impl Iterator<Item = &str> {
        let added = self.reached.as_ref().map_or(0, |reached| reached.added);
        let also = self.pack.inner().parts.also.iter().enumerate();
        also.filter(move |(place, _)| added >> (place & 63) & 1 == 1)
            .map(|(_, also)| also.says.as_str())
            .filter(|says| !says.is_empty())
    }

    /// What every check found, in order, the deciding ones marked.
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        let tables = &self.pack.inner().tables;
        let spoken_of = |place: u16| tables.spoken_of[usize::from(place)];
        let rested_on = self.reached.as_ref().map_or(0, |Reached { walked, .. }| {
            let others = [walked.basis, walked.opened].into_iter().flatten();
            others.fold(spoken_of(walked.deciding), |bits, place| bits | spoken_of(place))
        });
        let checks = self.pack.checks().iter().zip(&tables.checks).zip(&tables.looks_at);
        checks.filter_map(move |((check, rows), looks_at)| {
            let answer = check.answers.get(usize::from(first(rows, self.reached.as_ref()?.state)?))?;
            Some(Finding {
                asks: &check.asks,
                says: &answer.says,
                found: answer.found,
                paragraph: &check.paragraph,
                has_decided: looks_at & rested_on != 0,
            })
        })
    }

    /// What must be done with the answer.
    #[must_use]
    pub fn duties(&self) -> DutySet {
        use super::duty::Duty::{ConsultLineManagerOrLead, Record, RecordRationale};
        self.reached.as_ref().map_or_else(
            || [Record, RecordRationale, ConsultLineManagerOrLead].into_iter().collect(),
            |reached| reached.duties,
        )
    }

    /// The one next step.
    #[must_use]
    pub fn next_step(&self) -> NextStep {
        self.reached.as_ref().map_or(NextStep::ConsultLineManager, |reached| reached.next)
    }

    /// What may go now.
    #[must_use]
    pub fn may_go(&self) -> MayGo {
        self.rule().map_or(MayGo::Nothing, |rule| rule.may_go)
    }

    /// The paragraph that the answer rests on.
    #[must_use]
    pub fn paragraph(&self) -> &str {
        self.rule().map_or("", |rule| &rule.paragraph)
    }

    /// Every paragraph that the answer rests on, one by one: of the basis, the
    /// route, the deciding rule, what was added; each once.
    #[must_use]
    pub fn citations(&self) -> Vec<&str> {
        let Some(reached) = &self.reached else { return Vec::new() };
        let walked = reached.walked;
        let places = [walked.basis, walked.opened, Some(walked.deciding)].into_iter().flatten();
        let rules = places.filter_map(|place| self.pack.rules().get(usize::from(place))).map(|rule| &rule.paragraph);
        let also = self.pack.inner().parts.also.iter().enumerate();
        let added = also.filter(|(place, _)| reached.added >> (place & 63) & 1 == 1).map(|(_, also)| &also.paragraph);
        let mut citations: Vec<&str> = Vec::new();
        for paragraph in rules.chain(added).flat_map(|paragraphs| paragraphs.split("; ")) {
            if !paragraph.is_empty() && !citations.contains(&paragraph) {
                citations.push(paragraph);
            }
        }
        citations
    }

    /// The edition of the rules that answered.
    #[must_use]
    pub fn pack_name(&self) -> &str {
        self.pack.name()
    }

    /// Whether the answer is "talk to a person" because facts are missing or
    /// do not fit together, or because the rules failed their checks.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.rule().is_none_or(|rule| rule.is_blank)
    }

    /// The facts as the walk saw them; none when one was missing.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.reached.as_ref().map(|reached| reached.state)
    }

    /// Lets a value through when something may go now (share, or minimum
    /// only). The caller passes what [`Decision::may_go`] names, no more.
    #[must_use]
    pub fn permit<T>(&self, value: T) -> Option<Permitted<T>> {
        self.outcome.is_yes().then_some(Permitted { value })
    }
}

impl std::fmt::Debug for Decision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Decision({}, {}, {})", self.outcome.word(), self.rule_id(), self.pack_name())
    }
}

/// A value that a decision let through. Nothing but [`Decision::permit`] makes
/// one, so whoever holds it was answered yes.
#[derive(Clone, Copy)]
pub struct Permitted<T> {
    value: T,
}

impl<T> Permitted<T> {
    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> AsRef<T> for Permitted<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T> std::fmt::Debug for Permitted<T> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Permitted(hidden)")
    }
}
