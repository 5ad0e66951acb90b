//! How long Kith's rules and Cedar take for the same questions, and how often
//! they agree. Prints a table for docs/performance.md.
//!
//! Cedar answers allow or deny. Of the pack it can hold which questions are
//! answered yes; not which of six answers, which duties, which next step, or
//! the ways to yes. The order of rules ("the first that matches") is written
//! out as "this one and none before it".

use std::time::{Duration, Instant};

use cedar_policy::{Authorizer, Context, Decision as Allowed, Entities, EntityUid, PolicySet, Request};
use kith_core::sharing::{Decision, FactName, Pack, State, decide_again, ways_to_yes_from};
use kith_exchange::packs::{LEAFLET_2010, read_pack};
use toml::{Table, Value};

/// So many questions are put to both.
const QUESTIONS: usize = 20_000;

fn main() {
    let pack = read_pack(LEAFLET_2010).expect("the leaflet passes its checks");
    let states = questions();
    let (decide, worst_decide) = timed(&states, |state| told(&decide_again(*state, &pack)));
    let (ways, worst_ways) = timed(&states, |state| ways_to_yes_from(*state, &pack).len());
    let text = policies(&LEAFLET_2010.parse().expect("the leaflet is TOML"));
    let policies: PolicySet = text.parse().expect("the policies are Cedar");
    let requests: Vec<Request> = states.iter().map(request).collect();
    let (authorizer, entities) = (Authorizer::new(), Entities::empty());
    let (cedar, worst_cedar) = timed(&requests, |request| {
        usize::from(authorizer.is_authorized(request, &policies, &entities).decision() == Allowed::Allow)
    });
    let agree = states.iter().zip(&requests).filter(|(state, request)| {
        let allowed = authorizer.is_authorized(request, &policies, &entities).decision() == Allowed::Allow;
        allowed == decide_again(**state, &pack).outcome().is_yes()
    });
    println!("| {QUESTIONS} questions, one thread | average | worst |\n|---|---|---|");
    println!("| Kith: answer, every finding, duties, citations | {} | {} |", micros(decide), micros(worst_decide));
    println!("| Kith: ways to yes | {} | {} |", micros(ways), micros(worst_ways));
    println!("| Cedar: allow or deny, {} policies | {} | {} |", policies.policies().count(), micros(cedar), micros(worst_cedar));
    println!("\nCedar and Kith agree on yes or not on {} of {QUESTIONS} questions.", agree.count());
}

fn told(decision: &Decision) -> usize {
    decision.findings().count() + decision.citations().len() + decision.heading().len()
}

/// The average, and the worst of the best of three runs each: what the machine
/// does besides is not counted.
fn timed<T>(questions: &[T], answer: impl Fn(&T) -> usize) -> (Duration, Duration) {
    let mut sink = 0;
    let began = Instant::now();
    for question in questions {
        sink += answer(question);
    }
    let average = began.elapsed() / u32::try_from(questions.len()).expect("few questions");
    let once = |question: &T| {
        let began = Instant::now();
        std::hint::black_box(answer(question));
        began.elapsed()
    };
    let best = |question: &T| (0..7).map(|_| once(question)).min().unwrap_or_default();
    let worst = questions.iter().map(best).max().unwrap_or_default();
    std::hint::black_box(sink);
    (average, worst)
}

fn micros(took: Duration) -> String {
    format!("{:.2} µs", took.as_secs_f64() * 1e6)
}

/// Questions in which the gates are mostly open, always the same ones.
fn questions() -> Vec<State> {
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap_or(0) % below
    };
    let mut one = || {
        let words = FactName::ALL.iter().map(|fact| {
            let is_gate = matches!(fact, FactName::Access | FactName::Channel | FactName::NeedToKnow);
            let usual = if *fact == FactName::Channel || *fact == FactName::NeedToKnow || *fact == FactName::Access { 0 } else { next(fact.values().len()) };
            let place = if is_gate && next(10) == 0 { next(fact.values().len()) } else { usual };
            format!("{}={}", fact.word(), fact.values()[place])
        });
        words.collect::<Vec<_>>().join(" ").parse().expect("every fact has a value")
    };
    (0..QUESTIONS).map(|_| one()).collect()
}

fn request(state: &State) -> Request {
    let facts = FactName::ALL.iter().map(|fact| (fact.word().to_owned(), state.word_of(*fact).into()));
    let context = Context::from_json_value(serde_json::Value::Object(facts.collect()), None).expect("facts are a context");
    let uid = |text: &str| -> EntityUid { text.parse().expect("an entity") };
    Request::new(uid("Staff::\"asker\""), uid("Action::\"see\""), uid("Kind::\"asked\""), context, None).expect("a request")
}

/// The yes-side of the pack as Cedar policies.
fn policies(pack: &Table) -> String {
    let rules = |part: &str| -> Vec<&Table> {
        pack.get(part).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table).collect()
    };
    let (gates, basis) = (rules("gate"), rules("basis"));
    let open = any(rules("open").iter().map(|rule| when(rule)));
    let is_yes = |rule: &Table| ["share", "minimum_only"].contains(&text(rule, "answer"));
    let mut policies = String::new();
    let mut add = |effect: &str, condition: &str| {
        policies.push_str(&format!("{effect}(principal, action, resource) when {{ {condition} }};\n"));
    };
    for (place, gate) in gates.iter().enumerate() {
        let effect = if is_yes(gate) { "permit" } else { "forbid" };
        add(effect, &first_of(&gates, place));
    }
    let sufficient = "context.judgement == \"sufficient\"";
    for (place, rule) in basis.iter().enumerate() {
        let this = first_of(&basis, place);
        if rule.get("enough").is_some() || is_yes(rule) {
            add("permit", &this);
        } else if rule.get("part").is_some() {
            add("permit", &format!("{this} && (!({open}) || {sufficient})"));
        } else if rule.get("not_enough").is_some() {
            add("permit", &format!("{sufficient} && ({open}) && {this}"));
        }
    }
    policies
}

/// This rule, and none before it.
fn first_of(rules: &[&Table], place: usize) -> String {
    let before = rules[..place].iter().map(|rule| when(rule));
    let this = when(rules[place]);
    if place == 0 { this } else { format!("{this} && !({})", any(before)) }
}

fn any(conditions: impl Iterator<Item = String>) -> String {
    conditions.map(|condition| format!("({condition})")).collect::<Vec<_>>().join(" || ")
}

fn when(rule: &Table) -> String {
    match rule.get("when") {
        Some(Value::Array(either)) => format!("({})", any(either.iter().filter_map(Value::as_table).map(all))),
        Some(Value::Table(facts)) if !facts.is_empty() => format!("({})", all(facts)),
        _ => "true".to_owned(),
    }
}

fn all(facts: &Table) -> String {
    let one = |(fact, values): (&String, &Value)| {
        let (not, values) = values.get("not").map_or(("", values), |others| ("!", others));
        format!("{not}{values}.contains(context.{fact})")
    };
    facts.iter().map(one).collect::<Vec<_>>().join(" && ")
}

fn text<'t>(rule: &'t Table, key: &str) -> &'t str {
    rule.get(key).and_then(Value::as_str).unwrap_or_default()
}
