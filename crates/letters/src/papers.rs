//! The papers for a working group: the draft of an agreement and the draft of
//! its impact assessment (S003-ISq, S000-7). Every statement comes from the
//! register or from how the installation is set up; what people must decide is
//! a marked gap.

use crate::letter::{Block, Direction, Field, Letter, Paper};
use crate::planned::{AgreementFacts, FlowFacts};

/// The draft of an agreement.
#[must_use]
pub fn agreement_paper(facts: &AgreementFacts) -> Letter {
    let mut paper = started(facts, &format!("Agreement: {}", facts.title));
    let blocks = &mut paper.blocks;
    blocks.push(heading("Who agrees"));
    blocks.push(Block::List(facts.parties.clone()));
    if let Some(above) = &facts.under {
        blocks.push(say(format!("This stands under: {above}.")));
    }
    blocks.push(heading("Lawful basis"));
    blocks.push(say(format!("The organisations name this: {}.", trimmed(&facts.lawful_basis))));
    blocks.push(gap(&facts.writers.officer, "Which law this rests on, and whether it is enough."));
    if !facts.planned.is_empty() {
        blocks.push(heading("Planned flows"));
        blocks.push(say("Each needs a detailed agreement under this one before it runs."));
        blocks.push(table(&facts.planned));
    }
    if !facts.section_75.is_empty() {
        blocks.push(heading("Section 75"));
        blocks.push(table(&facts.section_75));
    }
    for flow in &facts.flows {
        blocks.push(heading(&format!("What is sent: {}", flow.name)));
        blocks.push(flow_table(flow));
    }
    blocks.push(heading("What is never sent as a matter of course"));
    blocks.push(say("These are decided case by case. Kith refuses an agreement with a flow that carries them."));
    blocks.push(Block::List(facts.never.clone()));
    if !facts.conduct.is_empty() {
        blocks.push(heading("How we act"));
        blocks.push(Block::List(facts.conduct.clone()));
    }
    if !facts.professions.is_empty() {
        blocks.push(heading("Where a profession’s own code differs"));
        blocks.push(table(&facts.professions));
    }
    blocks.push(heading("Who answers for what"));
    blocks.push(table(&facts.duties));
    told(blocks, facts);
    safe(blocks, facts);
    blocks.push(heading("From when to when"));
    let [from, review, until] = &facts.days;
    blocks.push(say(format!("From {from} to {until}. Review by {review}.")));
    blocks.push(gap(&facts.writers.review, "What happens to the information when the agreement ends."));
    blocks.push(gap(&facts.writers.review, "How one of the organisations leaves, and how much notice it gives."));
    work(blocks, facts);
    signatures(blocks, facts);
    paper
}

/// The draft of a data protection impact assessment of an agreement.
#[must_use]
pub fn impact_paper(facts: &AgreementFacts) -> Letter {
    let mut paper = started(facts, &format!("Impact assessment: {}", facts.title));
    let officer = &facts.writers.officer;
    let blocks = &mut paper.blocks;
    blocks.push(heading("Why this is done"));
    for flow in &facts.flows {
        blocks.push(say(format!("{}: {}. {}.", flow.name, trimmed(&flow.purpose), trimmed(&flow.why))));
    }
    blocks.push(gap(officer, "What families gain, and what would happen without it."));
    blocks.push(heading("What is done"));
    for flow in &facts.flows {
        blocks.push(flow_table(flow));
    }
    if facts.flows.is_empty() {
        blocks.push(say("This agreement has no flow of its own: nothing is sent under it."));
        if !facts.planned.is_empty() {
            blocks.push(table(&facts.planned));
        }
    }
    blocks.push(gap(officer, "How many families this is about, and over what area."));
    blocks.push(heading("Who was asked"));
    blocks.push(gap(&facts.writers.telling, "Which families were asked, and what they said."));
    work(blocks, facts);
    blocks.push(heading("Is it needed, and no more than needed"));
    for flow in facts.flows.iter().filter(|flow| !flow.why_names.is_empty()) {
        blocks.push(say(format!("{}, why names are needed: {}.", flow.name, trimmed(&flow.why_names))));
        blocks.push(say(format!("{}, left out: {}.", flow.name, listed(&flow.left_out))));
    }
    blocks.push(say("The design passed the test of the six principles before it was kept:"));
    blocks.push(Block::List(facts.principles.clone()));
    blocks.push(heading("Lawful basis"));
    blocks.push(say(format!("The organisations name this: {}.", trimmed(&facts.lawful_basis))));
    blocks.push(gap(officer, "Whether this basis is enough for each kind of information."));
    told(blocks, facts);
    safe(blocks, facts);
    risks(blocks, facts);
    blocks.push(heading("Advice of the data protection officer"));
    blocks.push(gap(officer, "The advice, and whether it is followed."));
    signatures(blocks, facts);
    paper
}

fn started(facts: &AgreementFacts, title: &str) -> Letter {
    let mut about = facts.about.clone();
    about.push("Draft for the working group".to_owned());
    Letter {
        title: title.to_owned(),
        language: "en".to_owned(),
        direction: Direction::LeftToRight,
        sender: vec![facts.locality.clone()],
        to: Vec::new(),
        about,
        foot: format!("Made by Kith from the register of agreements, {}", facts.locality),
        blank: "Space to write".to_owned(),
        tick: "Box to tick".to_owned(),
        blocks: vec![say("Kith wrote this from the register and from how it is set up here. \
             What begins with “To be written by” is for people to decide and write.")],
        paper: Paper::A4,
        label: Vec::new(),
    }
}

fn flow_table(flow: &FlowFacts) -> Block {
    let mut lines = vec![
        ("From, to".to_owned(), format!("{} sends to {}", flow.sender, flow.receiver)),
        ("What for".to_owned(), format!("{}. {}", trimmed(&flow.purpose), flow.why)),
        ("What".to_owned(), flow.kinds.join("; ")),
    ];
    lines.extend(flow.brings.iter().map(|source| ("Brings in".to_owned(), source.clone())));
    if !flow.fields.is_empty() {
        lines.push(("Details about each person".to_owned(), listed(&flow.fields)));
        lines.push(("Details left out".to_owned(), listed(&flow.left_out)));
        lines.push(("Why names are needed".to_owned(), flow.why_names.clone()));
    }
    lines.extend(flow.readers.iter().map(|(role, says)| (format!("Read by: {role}"), says.clone())));
    lines.extend([
        ("Lawful basis that was named".to_owned(), flow.lawful_basis.clone()),
        ("How often".to_owned(), flow.every.clone()),
        ("Kept for".to_owned(), flow.keep.clone()),
        ("Today".to_owned(), flow.may_run.clone()),
    ]);
    table(&lines)
}

fn told(blocks: &mut Vec<Block>, facts: &AgreementFacts) {
    blocks.push(heading("How families are told, and can say no"));
    blocks.push(Block::List(facts.here.told.clone()));
    blocks.push(gap(&facts.writers.telling, "How families hear of this agreement in particular."));
}

fn safe(blocks: &mut Vec<Block>, facts: &AgreementFacts) {
    blocks.push(heading("How it is kept safe here"));
    blocks.push(Block::List(facts.here.safe.clone()));
    blocks.push(gap(&facts.writers.loss, "How each organisation keeps safe what has left Kith."));
}

fn work(blocks: &mut Vec<Block>, facts: &AgreementFacts) {
    if !facts.group.is_empty() {
        blocks.push(say(format!("In the working group: {}.", listed(&facts.group))));
    }
    if !facts.open_issues.is_empty() {
        blocks.push(heading("Issues without an answer"));
        blocks.push(Block::List(facts.open_issues.clone()));
    }
    if !facts.closed_issues.is_empty() {
        blocks.push(heading("Issues and their answers"));
        blocks.push(table(&facts.closed_issues));
    }
}

/// Each risk with what stands against it here; how likely and how bad it is
/// people say.
fn risks(blocks: &mut Vec<Block>, facts: &AgreementFacts) {
    let writers = &facts.writers;
    let readers: Vec<String> =
        facts.flows.iter().flat_map(|flow| flow.readers.iter().map(|(role, _)| role.clone())).collect();
    let mut fields: Vec<String> = facts.flows.iter().flat_map(|flow| flow.fields.iter().cloned()).collect();
    fields.sort();
    fields.dedup();
    let keep: Vec<String> = facts.flows.iter().map(|flow| format!("{}: {}", flow.name, flow.keep)).collect();
    let mut all: Vec<(&str, String)> = Vec::new();
    if !readers.is_empty() {
        let says =
            format!("Only these roles read it: {}. Every look in Kith is written down.", listed(&unique(readers)));
        all.push(("Somebody reads it who should not", says));
    }
    if !fields.is_empty() {
        let says = format!("The flows carry these details and no other: {}.", listed(&fields));
        all.push(("More is sent than is needed", says));
    }
    all.push((
        "A family said no",
        format!(
            "An objection or a withdrawal counts from the next look on, by the rules in force: {}.",
            facts.here.rules
        ),
    ));
    all.push(("What is sent is wrong", owned("It is put right by", &writers.right)));
    all.push(("It is lost or stolen", owned("A loss is dealt with by", &writers.loss)));
    if !keep.is_empty() {
        let says =
            format!("{}. {}", owned("It is deleted by", &writers.deletes).trim_end_matches('.'), keep.join("; "));
        all.push(("It is kept too long", says));
    }
    all.push((
        "The agreement runs out and the flow goes on",
        "A flow may run only while its agreement is signed and in date. Kith warns 60, 30 and 7 days before."
            .to_owned(),
    ));
    blocks.push(heading("Risks, and what stands against them"));
    for (risk, against) in all {
        blocks.push(Block::Together(vec![
            Block::Fields(vec![field("Risk", risk), field("What stands against it", &against)]),
            gap(&writers.officer, "How likely this is, how bad it would be, and what else is done."),
        ]));
    }
    blocks.push(gap(&writers.officer, "Other risks, such as to a family whose address is kept safe."));
}

fn signatures(blocks: &mut Vec<Block>, facts: &AgreementFacts) {
    blocks.push(heading("Who signs"));
    blocks.push(table(&facts.signatures));
}

fn owned(what: &str, owner: &str) -> String {
    if owner.is_empty() { "Nobody is named for this yet.".to_owned() } else { format!("{what}: {owner}.") }
}

fn unique(mut words: Vec<String>) -> Vec<String> {
    words.sort();
    words.dedup();
    words
}

fn heading(text: &str) -> Block {
    Block::Heading(text.to_owned())
}

fn say(text: impl Into<String>) -> Block {
    Block::Paragraph(text.into())
}

/// What people have to write, and who.
fn gap(by: &str, what: &str) -> Block {
    let by = if by.is_empty() { "the working group" } else { by };
    Block::Strong(format!("To be written by {by}: {what}"))
}

fn field(label: &str, value: &str) -> Field {
    Field { label: label.to_owned(), value: value.to_owned() }
}

fn table(lines: &[(String, String)]) -> Block {
    Block::Fields(lines.iter().map(|(label, value)| field(label, value)).collect())
}

/// Words without the full stop that a sentence around them brings.
fn trimmed(words: &str) -> &str {
    words.trim().trim_end_matches('.')
}

fn listed(words: &[String]) -> String {
    match words {
        [] => "nothing".to_owned(),
        [only] => only.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}
