//! The yes-side of the pack in Cedar, and how often it agrees.

use cedar_policy::{Authorizer, Context, Decision as Allowed, Entities, EntityUid, PolicySet, Request};
use kith_core::sharing::{FactName, State};
use kith_exchange::packs::LEAFLET_2010;
use toml::{Table, Value};

/// The policies and the questions, as Cedar takes them.
pub struct Peer {
    policies: PolicySet,
    requests: Vec<Request>,
    authorizer: Authorizer,
    entities: Entities,
}

impl Peer {
    /// The yes-side of the leaflet, and these questions.
    ///
    /// # Panics
    /// Where the leaflet cannot be written as policies.
    #[must_use]
    pub fn new(states: &[State]) -> Self {
        let text = policies(&LEAFLET_2010.parse().expect("the leaflet is TOML"));
        Self {
            policies: text.parse().expect("the policies are Cedar"),
            requests: states.iter().map(request).collect(),
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
        }
    }

    /// How many policies there are.
    #[must_use]
    pub fn policies(&self) -> usize {
        self.policies.policies().count()
    }

    /// Whether Cedar allows the question at a place.
    #[must_use]
    pub fn is_allowed(&self, place: usize) -> bool {
        let answer = self.authorizer.is_authorized(&self.requests[place], &self.policies, &self.entities);
        answer.decision() == Allowed::Allow
    }
}

fn request(state: &State) -> Request {
    let facts = FactName::ALL.iter().map(|fact| (fact.word().to_owned(), state.word_of(*fact).into()));
    let context =
        Context::from_json_value(serde_json::Value::Object(facts.collect()), None).expect("facts are a context");
    let uid = |text: &str| -> EntityUid { text.parse().expect("an entity") };
    Request::new(uid("Staff::\"asker\""), uid("Action::\"see\""), uid("Kind::\"asked\""), context, None)
        .expect("a request")
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
