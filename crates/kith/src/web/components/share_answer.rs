//! An answer to "Can I share this?", told the same way wherever it stands: on
//! a family's page, in practice, before an adviser, on paper.

use askama::Template;
use kith_app::{NowLine, ShareAnswer, ShareCheck, ShareStep, ShareWay};
use kith_core::sharing::{Found as Looks, Outcome};

use super::{Answer, Button, Check, CheckTable, Details, Found, Html, Icon, Link, Variant, Verdict, part};

/// Where the steps and the buttons of an answer lead.
#[derive(Clone, Default)]
pub struct Leads {
    /// The address of the family; none where there is no family to lead to.
    pub family: Option<String>,
    /// The address that changes the question.
    pub change: String,
    /// On paper everything is open and nothing leads anywhere.
    pub is_print: bool,
}

/// A step of a way to yes.
struct Step {
    title: String,
    who: String,
    words: Html,
    button: Option<Button>,
}

/// A way to yes.
struct Way {
    steps: Vec<Step>,
    reaches: &'static str,
}

/// Verdict, way to yes, what may go now, why, what must be done with it.
#[derive(Template)]
#[template(path = "components/share_answer.html")]
pub struct ShareAnswerPart {
    verdict: Verdict,
    ways: Vec<Way>,
    other_ways: Vec<Html>,
    is_yes: bool,
    who: String,
    now: Vec<NowLine>,
    checks: CheckTable,
    counted: String,
    duties: Vec<&'static str>,
    next: Option<&'static str>,
    citations: String,
    rule: String,
}

/// The drawing and colour of an answer.
#[must_use]
pub fn drawing(outcome: Outcome, is_urgent: bool) -> Answer {
    match outcome {
        Outcome::MinimumOnly if is_urgent => Answer::ShareNow,
        Outcome::Share => Answer::Yes,
        Outcome::MinimumOnly => Answer::Part,
        Outcome::SeekConsent => Answer::NotYet,
        Outcome::CaseJudgement => Answer::AskPerson,
        Outcome::StopSharing => Answer::StopNow,
        Outcome::Refuse => Answer::No,
    }
}

impl ShareAnswerPart {
    /// An answer for somebody named ("Joanne Pike"), with where its steps lead.
    #[must_use]
    pub fn new(answer: &ShareAnswer, who: &str, leads: &Leads) -> Self {
        let decided = answer.checks.iter().filter(|check| check.has_decided).count();
        Self {
            verdict: verdict(answer, leads),
            ways: answer.ways.iter().take(1).map(|way| way_of(way, answer, leads)).collect(),
            other_ways: answer.ways.iter().skip(1).map(|way| other_way(way, answer, leads)).collect(),
            is_yes: answer.outcome == Outcome::Share,
            who: who.to_owned(),
            now: answer.now.clone(),
            checks: CheckTable { heading_id: "why".to_owned(), checks: answer.checks.iter().map(check).collect() },
            counted: format!(
                "We checked {} things, in this order. {} decided the answer.",
                answer.checks.len(),
                match decided {
                    1 => "One of them".to_owned(),
                    2 => "Two of them".to_owned(),
                    3 => "Three of them".to_owned(),
                    many => format!("{many} of them"),
                }
            ),
            duties: answer.duties.clone(),
            next: answer.next,
            citations: answer.citations.clone(),
            rule: answer.rule.clone(),
        }
    }

    fn mark(line: &NowLine) -> (&'static str, Icon) {
        match line.outcome {
            Outcome::Share | Outcome::MinimumOnly => ("ok", Icon::Yes),
            Outcome::SeekConsent => ("stop", Icon::Pause),
            Outcome::CaseJudgement => ("none", Icon::Ask),
            Outcome::StopSharing | Outcome::Refuse => ("no", Icon::Stop),
        }
    }
}

fn verdict(answer: &ShareAnswer, leads: &Leads) -> Verdict {
    let drawing = drawing(answer.outcome, answer.is_urgent);
    let mut verdict = Verdict::new(drawing).heading(answer.heading.as_str());
    for reason in &answer.because {
        verdict = verdict.reason(reason.as_str());
    }
    if leads.is_print {
        return verdict;
    }
    verdict = verdict.urgent(Link::new("If a child may be in danger now, do not wait", "#risk"));
    let Some(family) = &leads.family else { return verdict };
    let (words, href) = match answer.outcome {
        _ if answer.is_urgent => ("Record why I shared".to_owned(), format!("{family}/share-without-consent/new")),
        Outcome::Share => ("Write down that you shared it".to_owned(), format!("{family}/contacts/new")),
        Outcome::MinimumOnly => ("See what can go now".to_owned(), "#now".to_owned()),
        Outcome::SeekConsent => match answer.ways.first().and_then(|way| way.steps.first()) {
            Some(step) => match form_of(step, answer, leads) {
                Some(form) => form,
                None => ("See how to get to yes".to_owned(), "#yes".to_owned()),
            },
            None => ("Ask a person".to_owned(), "#ask".to_owned()),
        },
        Outcome::CaseJudgement => ("Ask a person".to_owned(), "#ask".to_owned()),
        Outcome::StopSharing => ("Record what they said".to_owned(), format!("{family}/consent/withdraw")),
        Outcome::Refuse => ("See why".to_owned(), "#why".to_owned()),
    };
    verdict.button(Button::link(words, href))
}

/// The form that records a step: its words and its address.
fn form_of(step: &ShareStep, answer: &ShareAnswer, leads: &Leads) -> Option<(String, String)> {
    let family = leads.family.as_ref()?;
    let whose = answer.asks.as_ref().map_or_else(|| "the family’s".to_owned(), |name| format!("{name}’s"));
    let form = match step.form.as_str() {
        "consent" => (format!("Record {whose} answer"), format!("{family}/consent/new")),
        "notice" => ("Record the privacy notice".to_owned(), format!("{family}/notice")),
        "judgement" => ("Write your judgement down".to_owned(), format!("{family}/share-without-consent/new")),
        "capacity" => ("Record what you found".to_owned(), format!("{family}/capacity/new")),
        "question" | "channel" => ("Change your question".to_owned(), leads.change.clone()),
        "reason" => ("Record your reason".to_owned(), family.clone()),
        "advice" => ("Ask for advice".to_owned(), "#ask".to_owned()),
        "message" => ("Messages from parents".to_owned(), "/objections".to_owned()),
        "training" | "sign-in" => ("See your roles and training".to_owned(), "/roles".to_owned()),
        _ => return None,
    };
    Some(form)
}

fn way_of(way: &ShareWay, answer: &ShareAnswer, leads: &Leads) -> Way {
    let steps = way.steps.iter().map(|step| {
        let button = form_of(step, answer, leads).filter(|_| !leads.is_print);
        Step {
            title: step.title.clone(),
            who: step.who.clone(),
            words: words_to_say(step, leads),
            button: button.map(|(words, href)| Button::link(words, href).variant(Variant::Secondary).small()),
        }
    });
    Way { steps: steps.collect(), reaches: way.reaches.title() }
}

fn words_to_say(step: &ShareStep, leads: &Leads) -> Html {
    if step.say.is_empty() {
        return Html::default();
    }
    let said = Html::fixed("<div class=\"kith-say\"><p>“").and(step.say.as_str()).and(Html::fixed("”</p></div>"));
    if leads.is_print { said } else { Details::new("Words you can use", said).into() }
}

fn other_way(way: &ShareWay, answer: &ShareAnswer, leads: &Leads) -> Html {
    let steps: Vec<String> = way.steps.iter().map(|step| format!("{} ({})", step.title, step.who)).collect();
    let words = format!("{}. Then the answer is: {}.", steps.join(", then "), way.reaches.title().to_lowercase());
    let link = way.steps.iter().find_map(|step| form_of(step, answer, leads)).filter(|_| !leads.is_print);
    match link {
        Some((label, href)) => Html::from(words).and(" ").and(Link::new(label, href)),
        None => words.into(),
    }
}

fn check(check: &ShareCheck) -> Check {
    let source = match &check.entry {
        Some(entry) => format!("{entry}. {}", check.paragraph),
        None => check.paragraph.clone(),
    };
    Check {
        question: check.asks.as_str().into(),
        found: match check.found {
            Looks::Ok => Found::Fine,
            Looks::Stop => Found::Stops,
            Looks::Warn => Found::Careful,
            Looks::None => Found::NoMatter,
        },
        words: check.says.as_str().into(),
        source: source.into(),
        is_deciding: check.has_decided,
    }
}

part!(ShareAnswerPart);
