//! An answer as a page tells it: one of six, why, the way to yes, what may go
//! now. Made from facts and rules alone, so that practice, a kept answer and
//! an adviser's page tell it the same way.

use std::collections::BTreeSet;

use kith_core::sharing::{
    Decision, FactName, Facts, Found, Harm, Kind, MayGo, NextStep, Outcome, Pack, Purpose, Requester, State, WayToYes,
    decide, ways_to_yes_from,
};

use crate::questions::KeptPart;
use crate::words::listed;

/// How many ways to yes a page tells.
const WAYS: usize = 3;

/// The names that an answer is told with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Naming {
    /// Who would be asked.
    pub(crate) asks: Option<String>,
    /// Whom it would go to.
    pub(crate) who: String,
    /// What, in words.
    pub(crate) what: String,
    /// What of the ledger it rests on.
    pub(crate) rests_on: Option<String>,
    /// Somebody wrote to say no and nobody has spoken to them: the kinds that
    /// may not go before that (S002-15f).
    pub(crate) waiting_no: Option<BTreeSet<Kind>>,
}

/// One kind of information with its answer.
pub(crate) struct Part {
    kind: Option<Kind>,
    is_asked: bool,
    decision: Decision,
}

impl Part {
    /// A kept answer, put to the rules again.
    pub(crate) fn of(kept: &KeptPart, pack: &Pack) -> Option<Self> {
        let (what, word) = kept.what.split_once(':')?;
        let kind = Kind::from_word(word)?;
        Some(Self { kind: Some(kind), is_asked: what == "share", decision: kept.decided_or_blank(pack) })
    }

    /// A question without a kind of its own, such as one of practice.
    pub(crate) fn asked(decision: Decision) -> Self {
        Self { kind: None, is_asked: true, decision }
    }

    fn title(&self) -> &'static str {
        self.kind.map_or("What you asked about", Kind::title)
    }
}

impl KeptPart {
    /// The same question put again; "talk to a person" where a fact was
    /// missing.
    fn decided_or_blank(&self, pack: &Pack) -> Decision {
        self.decided_again(pack).unwrap_or_else(|| {
            let category = kith_core::sharing::Category::Basic;
            let mut facts = Facts::neutral(category, Requester::OutsideAgency, Purpose::FamilySupport);
            facts.missing = Some(FactName::Age);
            decide(&facts, pack)
        })
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct ShareAnswer {
    /// One of the six.
    pub outcome: Outcome,
    /// A named person judged that somebody is at risk: share now.
    pub is_urgent: bool,
    /// Somebody said that there may be a risk of harm.
    pub is_about_harm: bool,
    /// The answer in one sentence.
    pub heading: String,
    /// Why, one paragraph a line.
    pub because: Vec<String>,
    /// The ways to yes, the shortest first.
    pub ways: Vec<ShareWay>,
    /// What may go now, by kind of information.
    pub now: Vec<NowLine>,
    /// What may go of what was asked, in words.
    pub may_go: &'static str,
    /// What every check found.
    pub checks: Vec<ShareCheck>,
    /// What must be done with the answer.
    pub duties: Vec<&'static str>,
    /// The one next step, in words; none where there is nothing more to do.
    pub next: Option<&'static str>,
    /// The paragraphs that it rests on: "Sharing guide (2010), paragraph 17".
    pub citations: String,
    /// The rule that decided.
    pub rule: String,
    /// The name of whoever would be asked, where one is known.
    pub asks: Option<String>,
}

/// One way to yes.
#[derive(Debug, Clone)]
pub struct ShareWay {
    /// The steps in order.
    pub steps: Vec<ShareStep>,
    /// The answer once they are done.
    pub reaches: Outcome,
}

/// One step of a way.
#[derive(Debug, Clone)]
pub struct ShareStep {
    /// What to do.
    pub title: String,
    /// Who can do it.
    pub who: String,
    /// Words to say or to write; may be empty.
    pub say: String,
    /// The word of the form that records it.
    pub form: String,
}

/// Whether one kind of information may go now.
#[derive(Debug, Clone)]
pub struct NowLine {
    /// The kind.
    pub what: String,
    /// Its answer.
    pub outcome: Outcome,
    /// In words.
    pub words: String,
}

/// What one check found.
#[derive(Debug, Clone)]
pub struct ShareCheck {
    /// The question.
    pub asks: String,
    /// What was found.
    pub says: String,
    /// How it looks.
    pub found: Found,
    /// Where it comes from.
    pub paragraph: String,
    /// The entry of the ledger that it rests on, if any.
    pub entry: Option<String>,
    /// Whether it decided.
    pub has_decided: bool,
}

/// Tells an answer. The parts that were asked make it; the others say what may
/// go now.
pub(crate) fn tell(parts: &[Part], naming: &Naming, pack: &Pack) -> ShareAnswer {
    let blank;
    let asked: Vec<&Part> = parts.iter().filter(|part| part.is_asked).collect();
    let leading = match asked.iter().min_by_key(|part| strictness(part.decision.outcome())) {
        Some(part) => *part,
        None => {
            let facts = Facts::neutral(Kind::Basic.category(), Requester::OutsideAgency, Purpose::FamilySupport);
            blank = Part::asked(decide(&Facts { missing: Some(FactName::Category), ..facts }, pack));
            &blank
        }
    };
    let decision = &leading.decision;
    let (outcome, heading, mut because) = overall(&asked, leading, naming);
    if asked.len() == 1 && !outcome.is_yes() {
        because.extend(may_go_now(parts));
    }
    because.extend(decision.also_says().map(str::to_owned));
    let harm = decision.state().map(|state| state.word_of(FactName::Harm));
    let is_about_harm = harm.is_some_and(|word| word != Harm::None.word());
    let mut ways = decision.state().map(|state| ways_to_yes_from(state, pack)).unwrap_or_default();
    if is_about_harm {
        // Where somebody may come to harm, nobody is sent to ask for agreement first (¶18).
        ways.sort_by_key(|way| !way.steps.iter().any(|step| step.form == "judgement"));
    }
    let answer = ShareAnswer {
        outcome,
        is_urgent: decision.outcome() == Outcome::MinimumOnly
            && decision.rested_on().any(|rule| rule.starts_with("OPEN")),
        is_about_harm,
        heading,
        because,
        ways: ways.iter().take(WAYS).map(|way| way_of(way, naming)).collect(),
        now: now_lines(parts),
        may_go: if decision.may_go() == MayGo::Nothing { "" } else { decision.may_go().title() },
        checks: checks(decision, naming, pack),
        duties: decision.duties().iter().map(|duty| duty.title()).collect(),
        next: Some(decision.next_step()).filter(|next| *next != NextStep::None).map(NextStep::title),
        citations: paragraph(pack, &decision.citations().join("; ")),
        rule: decision.rule_id().to_owned(),
        asks: naming.asks.clone(),
    };
    match &naming.waiting_no {
        Some(held) => after_a_no(answer, parts, held),
        None => answer,
    }
}

/// The answer while somebody who wrote to say no has not been spoken to: what
/// would go on agreement waits, what overrides a no goes.
fn after_a_no(mut answer: ShareAnswer, parts: &[Part], held: &BTreeSet<Kind>) -> ShareAnswer {
    for line in answer.now.iter_mut().filter(|line| line.outcome.is_yes()) {
        if held.iter().any(|kind| kind_words(*kind) == line.what) {
            (line.outcome, line.words) = (Outcome::SeekConsent, WAITING_NO.to_owned());
        }
    }
    if !parts.iter().any(|part| part.is_asked && part.kind.is_some_and(|kind| held.contains(&kind))) {
        answer.because.push(format!("{WAITING_NO}. What keeps somebody safe can still go. Share no more than that."));
        return answer;
    }
    let step = ShareStep {
        title: "Speak to whoever wrote. Record what they say, or close the message".to_owned(),
        who: "whoever works with the family, or the data lead".to_owned(),
        say: String::new(),
        form: "message".to_owned(),
    };
    let mut ways = vec![ShareWay { steps: vec![step], reaches: answer.outcome }];
    let mut because = vec![format!("{WAITING_NO}. It may mean this family. Until then, nothing goes on agreement.")];
    let (mut outcome, mut heading) = (Outcome::SeekConsent, "Not yet. Somebody wrote to say no: speak to them first");
    if answer.is_about_harm {
        // Where somebody may come to harm, nobody waits for whoever wrote (¶18).
        (outcome, heading) = (Outcome::CaseJudgement, "Talk to a person first. Somebody wrote to say no");
        because.push(
            "Somebody may come to harm: do not wait for them. A judgement that is written down lets it go.".into(),
        );
        let judge = ShareStep {
            title: "Weigh both risks, and write your judgement down".to_owned(),
            who: "you, with somebody you ask".to_owned(),
            say: String::new(),
            form: "judgement".to_owned(),
        };
        ways.insert(0, ShareWay { steps: vec![judge], reaches: Outcome::MinimumOnly });
    }
    let heading = heading.to_owned();
    ShareAnswer { is_urgent: false, heading, because, ways, may_go: "", next: None, outcome, ..answer }
}

/// What is said of a message that waits.
const WAITING_NO: &str = "Somebody wrote to say no, and nobody has spoken to them yet";

fn strictness(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::StopSharing => 0,
        Outcome::Refuse => 1,
        Outcome::CaseJudgement => 2,
        Outcome::SeekConsent => 3,
        Outcome::MinimumOnly => 4,
        Outcome::Share => 5,
    }
}

/// The answer to everything that was asked together: the strictest one; "only
/// part of it" where some of it may go and some may not.
fn overall(asked: &[&Part], leading: &Part, naming: &Naming) -> (Outcome, String, Vec<String>) {
    let decision = &leading.decision;
    let outcome = decision.outcome();
    let heading = match (&naming.asks, outcome) {
        (Some(name), Outcome::SeekConsent) => decision.heading_naming(name),
        _ => decision.heading().to_owned(),
    };
    let yes: Vec<String> =
        asked.iter().filter(|part| part.decision.outcome().is_yes()).map(|part| part.title().to_lowercase()).collect();
    if outcome.is_yes() || yes.is_empty() || outcome == Outcome::StopSharing {
        return (outcome, heading, vec![decision.because().to_owned()]);
    }
    let because = vec![
        format!("You can share {} now.", listed(&yes)),
        format!("{}: {heading}. {}", leading.title(), decision.because()),
    ];
    (Outcome::MinimumOnly, Outcome::MinimumOnly.title().to_owned(), because)
}

/// What else may go now, in a sentence.
fn may_go_now(parts: &[Part]) -> Option<String> {
    let others = parts.iter().filter(|part| !part.is_asked && part.decision.outcome() == Outcome::Share);
    let titles: Vec<String> = others.map(|part| part.title().to_lowercase()).collect();
    (!titles.is_empty()).then(|| format!("You can share this now: {}.", titles.join("; ")))
}

fn now_lines(parts: &[Part]) -> Vec<NowLine> {
    let mut lines: Vec<(Kind, NowLine)> = parts
        .iter()
        .filter_map(|part| {
            let outcome = part.decision.outcome();
            let words = match outcome {
                Outcome::Share => "Yes".to_owned(),
                Outcome::MinimumOnly => part.decision.may_go().title().to_owned(),
                _ => part.decision.heading().to_owned(),
            };
            Some((part.kind?, NowLine { what: kind_words(part.kind?).to_owned(), outcome, words }))
        })
        .collect();
    lines.sort_by_key(|(kind, _)| *kind);
    lines.into_iter().map(|(_, line)| line).collect()
}

fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Basic => "Names, address, postcode, date of birth",
        kind => kind.title(),
    }
}

fn way_of(way: &WayToYes, naming: &Naming) -> ShareWay {
    let said = |words: &str| {
        let who = if naming.who.is_empty() { "them" } else { naming.who.split(',').next().unwrap_or("them") };
        let what = if naming.what.is_empty() { "this" } else { &naming.what };
        words.replace("{who}", who).replace("{what}", what)
    };
    let named = |words: &str| match &naming.asks {
        Some(name) => words.replace("the family", name),
        None => words.to_owned(),
    };
    let steps = way.steps.iter().map(|step| ShareStep {
        title: if step.form == "consent" || step.form == "notice" { named(&step.title) } else { step.title.clone() },
        who: step.who.clone(),
        say: sentence(&said(&step.say)),
        form: step.form.clone(),
    });
    ShareWay { steps: steps.collect(), reaches: way.reaches }
}

/// The first letter in the upper case.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn checks(decision: &Decision, naming: &Naming, pack: &Pack) -> Vec<ShareCheck> {
    let looks_at_basis =
        |asks: &str| pack.checks().iter().any(|check| check.asks == asks && check.looks_at.contains(&FactName::Basis));
    decision
        .findings()
        .map(|finding| ShareCheck {
            asks: finding.asks.to_owned(),
            says: finding.says.to_owned(),
            found: finding.found,
            paragraph: paragraph(pack, finding.paragraph),
            entry: naming.rests_on.clone().filter(|_| looks_at_basis(finding.asks)),
            has_decided: finding.has_decided,
        })
        .collect()
}

/// "Sharing guide, paragraphs 15 and 17" for "¶15; ¶17".
fn paragraph(pack: &Pack, paragraph: &str) -> String {
    let numbers: Vec<String> =
        paragraph.split(';').filter_map(|part| part.trim().strip_prefix('¶')).map(str::to_owned).collect();
    let boxes = paragraph.split(';').map(str::trim).filter(|part| !part.starts_with('¶'));
    let named = boxes.map(|word| match word.split(' ').next().unwrap_or_default() {
        "EC" => "box on explicit consent",
        "IC" => "box on implied consent",
        "MW" => "box for midwives",
        "WI" => "box on sharing already",
        _ => "",
    });
    let mut parts: Vec<String> = Vec::new();
    match numbers.as_slice() {
        [] => {}
        [one] => parts.push(format!("paragraph {one}")),
        many => parts.push(format!("paragraphs {}", listed(many))),
    }
    parts.extend(named.filter(|words| !words.is_empty()).map(str::to_owned));
    format!("{}, {}", pack.cites(), listed(&parts))
}

/// The facts of a decision in words: what each fact is, and its value.
pub(crate) fn fact_lines(state: State) -> Vec<(&'static str, &'static str)> {
    FactName::ALL
        .iter()
        .filter_map(|fact| {
            let word = state.word_of(*fact);
            (word != "na").then(|| (fact.title(), super::practice::title_of(*fact, word)))
        })
        .collect()
}
