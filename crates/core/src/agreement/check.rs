//! The test of a design against the six principles (S004-BAg): what does not
//! pass is refused with the paragraph, every fault at once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::carried::{PlannedKind, is_about_one_case, why_not_planned};
use super::design::{
    Agreement, AgreementDraft, AgreementKind, FlowDesign, FlowDraft, HeldDuty, LawfulBasis, OwnCode, Responsibility,
};
use super::incoming::brings;
use super::partnership::{planned, section_75};
use super::principle::{DesignFault, Principle};
use super::product::product;
use super::words::{is_name, means_everything};
use crate::family::{PersonField, fields_for};
use crate::sharing::{Kind, Purpose};
use crate::workforce::{Profession, Role};

/// Faults are collected, so that whoever writes a design sees all of them.
pub(super) struct Test<'d> {
    flow: &'d str,
    faults: &'d mut Vec<DesignFault>,
}

impl Test<'_> {
    pub(super) fn fault(&mut self, part: &'static str, says: impl Into<String>, paragraph: &'static str) {
        self.faults.push(DesignFault::new(self.flow, part, says, paragraph));
    }

    fn fails(&mut self, principle: Principle, part: &'static str, says: impl Into<String>) {
        self.fault(part, says, principle.paragraph());
    }
}

pub(super) fn filled(words: &str) -> Option<String> {
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

/// Tests a draft.
///
/// # Errors
/// Every fault, the agreement's own first, then those of each flow.
pub fn check(draft: &AgreementDraft) -> Result<Agreement, Vec<DesignFault>> {
    let mut faults = Vec::new();
    let mut test = Test { flow: "", faults: &mut faults };
    if !is_name(&draft.name) {
        test.fault("name", "Give it a short name of small letters, digits and hyphens: new-births-east", "");
    }
    let title = filled(&draft.title);
    if title.is_none() {
        test.fault("title", "Write a title", "");
    }
    let kind = AgreementKind::from_word(&draft.kind);
    if kind.is_none() {
        test.fault("kind", format!("Choose a kind: {}", AgreementKind::WORDS.join(", ")), "");
    }
    let parties = parties(draft, &mut test);
    let lawful_basis = LawfulBasis::new(&draft.lawful_basis);
    if lawful_basis.is_none() {
        test.fails(Principle::Law, "lawful_basis", "Write the lawful basis of the agreement. It cannot be blank");
    }
    let days = days(draft, &mut test);
    let duties = duties(draft, kind, &parties, &mut test);
    let professions = professions(draft, &mut test);
    let conduct: Vec<String> = draft.conduct.iter().filter_map(|line| filled(line)).collect();
    shape(draft, kind, &conduct, &mut test);
    let planned = planned(draft, &parties, &mut test);
    let section_75 = section_75(draft, kind, &parties, &mut test);
    let mut names = BTreeSet::new();
    let mut flows = Vec::new();
    for flow in &draft.flows {
        let mut test = Test { flow: &flow.name, faults: &mut faults };
        if !is_name(&flow.name) || !names.insert(flow.name.as_str()) {
            test.fault("flow_name", "Give each flow a short name of its own: small letters, digits and hyphens", "");
        }
        flows.extend(check_flow(flow, &parties, &mut test));
    }
    let (Some(title), Some(kind), Some(lawful_basis), Some((from, review_on, until)), true) =
        (title, kind, lawful_basis, days, faults.is_empty())
    else {
        return Err(faults);
    };
    Ok(Agreement {
        name: draft.name.clone(),
        title,
        kind,
        under: filled(&draft.under),
        parties,
        lawful_basis,
        from,
        review_on,
        until,
        duties,
        conduct,
        professions,
        planned,
        section_75,
        flows,
    })
}

fn parties(draft: &AgreementDraft, test: &mut Test<'_>) -> Vec<String> {
    let mut parties: Vec<String> = Vec::new();
    for party in draft.parties.iter().filter_map(|party| filled(party)) {
        if !parties.contains(&party) {
            parties.push(party);
        }
    }
    if parties.len() < 2 {
        test.fault("parties", "Name at least two organisations that agree, one a line", "¶23");
    }
    parties
}

fn days(draft: &AgreementDraft, test: &mut Test<'_>) -> Option<(Date, Date, Date)> {
    let (Some(from), Some(review_on), Some(until)) = (draft.from, draft.review_on, draft.until) else {
        for (day, part) in [(draft.from, "from"), (draft.review_on, "review_on"), (draft.until, "until")] {
            if day.is_none() {
                test.fault(
                    part,
                    "Write the day, for example 2026-12-01. An agreement has a first day, a review and a last day",
                    "¶12; ¶23",
                );
            }
        }
        return None;
    };
    if review_on < from || until < review_on {
        test.fault("review_on", "The review comes after the first day and not after the last day", "¶12; ¶23");
        return None;
    }
    Some((from, review_on, until))
}

fn duties(
    draft: &AgreementDraft,
    kind: Option<AgreementKind>,
    parties: &[String],
    test: &mut Test<'_>,
) -> BTreeMap<Responsibility, HeldDuty> {
    let mut held = BTreeMap::new();
    for line in &draft.duties {
        let Some(duty) = Responsibility::from_word(&line.duty) else {
            test.fault("duties", format!("“{}” is no duty. Use: {}", line.duty, Responsibility::WORDS.join(", ")), "");
            continue;
        };
        let (Some(owner), Some(party)) = (filled(&line.owner), filled(&line.party)) else { continue };
        if !parties.contains(&party) {
            test.fault("duties", format!("{party} is not among the organisations that agree"), "");
        }
        held.insert(duty, HeldDuty { owner, party });
    }
    for duty in kind.map_or(&[][..], Responsibility::needed_by).iter().filter(|duty| !held.contains_key(duty)) {
        let says = format!("Write who answers for this duty, and where they work: {}", duty.title());
        test.fault("duties", says, "¶13 v; ¶23");
    }
    held
}

fn professions(draft: &AgreementDraft, test: &mut Test<'_>) -> Vec<OwnCode> {
    let mut all = Vec::new();
    for (word, says) in &draft.professions {
        match (Profession::from_word(word), filled(says)) {
            (Some(profession), Some(says)) => all.push(OwnCode { profession, says }),
            (None, _) => {
                let words: Vec<&str> = Profession::ALL.iter().map(|profession| profession.word()).collect();
                test.fault("professions", format!("“{word}” is no profession. Use: {}", words.join(", ")), "");
            }
            (Some(_), None) => test.fault("professions", "Write how the profession’s own code differs", "¶23"),
        }
    }
    all
}

/// What an agreement of its kind holds and does not hold.
fn shape(draft: &AgreementDraft, kind: Option<AgreementKind>, conduct: &[String], test: &mut Test<'_>) {
    match kind {
        Some(AgreementKind::Protocol) if draft.flows.is_empty() => {
            test.fault("flows", "A protocol says what is sent. Describe at least one flow", "¶23");
        }
        Some(AgreementKind::Code) if conduct.is_empty() => {
            test.fault("conduct", "A code of practice says how people act. Write at least one line", "¶23");
        }
        Some(AgreementKind::Partnership | AgreementKind::Code) if !draft.flows.is_empty() => {
            test.fault("flows", "Only a protocol has flows. Write one for them, under this agreement", "¶23");
        }
        _ => {}
    }
    if kind != Some(AgreementKind::Partnership) && !draft.planned.is_empty() {
        test.fault("planned", "Only a partnership agreement foresees flows. Describe them here instead", "");
    }
    if kind == Some(AgreementKind::Partnership) && !draft.under.trim().is_empty() {
        test.fault("under", "A partnership agreement stands under no other", "");
    }
}

/// Births reach the authority and its centres at least so often, in days
/// (S003-ISa).
pub const MONTH_OF_BIRTHS: u32 = 31;

fn check_flow(flow: &FlowDraft, parties: &[String], test: &mut Test<'_>) -> Option<FlowDesign> {
    let before = test.faults.len();
    let purpose = purpose(flow, test);
    let kinds = kinds(flow, test);
    let product = product((flow, purpose), &kinds, test);
    let brings = brings(flow, product, test);
    let has_names = kinds.iter().any(|kind| kind.is_about_people());
    if has_names && filled(&flow.why_names).is_none() {
        test.fails(Principle::WithoutNames, "why_names", "Write why figures without names will not do");
    }
    let fields = fields(flow, purpose, has_names, test);
    let readers = readers(flow, has_names, test);
    for (party, part) in [(&flow.sender, "sender"), (&flow.receiver, "receiver")] {
        if !parties.iter().any(|known| known == party.trim()) {
            test.fault(part, "Choose one of the organisations that agree", "¶23");
        }
    }
    if flow.sender.trim() == flow.receiver.trim() {
        test.fault("receiver", "A flow goes from one organisation to another", "");
    }
    let lawful_basis = LawfulBasis::new(&flow.lawful_basis);
    if lawful_basis.is_none() {
        test.fails(Principle::Law, "flow_basis", "Write the lawful basis of this flow. It cannot be blank");
    }
    if flow.every_days == 0 {
        test.fault("every_days", "Write how often it is sent, in days", "¶23");
    }
    if kinds.contains(&PlannedKind::NewBirth) && MONTH_OF_BIRTHS < flow.every_days {
        let says = format!("Births are sent every month at least. Write {MONTH_OF_BIRTHS} days or less");
        test.fault("every_days", says, "");
    }
    if flow.keep_days == 0 {
        test.fails(Principle::Law, "keep_days", "Write how long the receiver keeps it, in days");
    }
    if test.faults.len() > before {
        return None;
    }
    Some(FlowDesign {
        name: flow.name.clone(),
        sender: filled(&flow.sender)?,
        receiver: filled(&flow.receiver)?,
        product: product?,
        brings,
        purpose: purpose?,
        why: filled(&flow.why)?,
        why_names: filled(&flow.why_names).unwrap_or_default(),
        kinds,
        fields,
        readers,
        lawful_basis: lawful_basis?,
        every_days: flow.every_days,
        keep_days: flow.keep_days,
    })
}

fn purpose(flow: &FlowDraft, test: &mut Test<'_>) -> Option<Purpose> {
    let purpose = Purpose::from_word(flow.purpose.trim()).filter(|purpose| *purpose != Purpose::Unjustified);
    match purpose {
        None => test.fails(Principle::Purpose, "purpose", "Choose a purpose. A flow without one is refused"),
        Some(purpose) if is_about_one_case(purpose) => {
            let says = format!("“{}” is about one family. It is decided case by case", purpose.title());
            test.fault("purpose", says, "¶8; ¶18");
        }
        Some(_) => {}
    }
    if filled(&flow.why).is_none() {
        test.fails(Principle::Purpose, "why", "Write why this flow serves the purpose");
    }
    purpose
}

fn kinds(flow: &FlowDraft, test: &mut Test<'_>) -> BTreeSet<PlannedKind> {
    let mut kinds = BTreeSet::new();
    for word in flow.kinds.iter().map(|word| word.trim()) {
        let planned = match Kind::from_word(word) {
            Some(kind) => PlannedKind::of(kind),
            None => PlannedKind::from_word(word),
        };
        match planned {
            Some(kind) => {
                kinds.insert(kind);
            }
            None => {
                let (says, paragraph) = why_not_planned(word);
                test.fault("kinds", says, paragraph);
            }
        }
    }
    if flow.kinds.is_empty() {
        test.fails(Principle::Minimum, "kinds", "Choose what it carries");
    }
    kinds
}

fn fields(flow: &FlowDraft, purpose: Option<Purpose>, has_names: bool, test: &mut Test<'_>) -> BTreeSet<PersonField> {
    let mut fields = BTreeSet::new();
    let mut wants_everything = false;
    for word in flow.fields.iter().map(|word| word.trim()) {
        wants_everything |= means_everything(word);
        match PersonField::from_word(word) {
            Some(field) => {
                fields.insert(field);
            }
            None if means_everything(word) => {}
            None => test.fault("fields", format!("“{word}” is no detail. Use: {}", field_words()), ""),
        }
    }
    if wants_everything || fields.len() == PersonField::ALL.len() {
        test.fails(Principle::Minimum, "fields", "A flow with every detail is refused. Choose what the purpose needs");
    } else if has_names && fields.is_empty() && flow.fields.is_empty() {
        test.fails(Principle::Minimum, "fields", "Choose the details about each person");
    } else if !has_names && !fields.is_empty() {
        test.fails(Principle::WithoutNames, "fields", "Figures carry no details about people. Take them off");
    }
    let needed = purpose.map_or(PersonField::ALL, fields_for);
    let too_much: Vec<&str> =
        fields.iter().filter(|field| !needed.contains(field)).map(|field| field.title()).collect();
    if let (Some(purpose), false, true) = (purpose, too_much.is_empty(), has_names) {
        let says = format!("“{}” does not need these. Take them off: {}", purpose.title(), too_much.join(", "));
        test.fails(Principle::Minimum, "fields", says);
    }
    fields
}

fn field_words() -> String {
    PersonField::ALL.iter().map(|field| field.word()).collect::<Vec<_>>().join(", ")
}

/// Who reads names and works with no families: they pass them on.
const PASS_NAMES_ON: [Role; 2] = [Role::DataLead, Role::ChildHealthRecords];

fn readers(flow: &FlowDraft, has_names: bool, test: &mut Test<'_>) -> BTreeSet<Role> {
    let mut readers = BTreeSet::new();
    let mut wants_everybody = false;
    for word in flow.readers.iter().map(|word| word.trim()) {
        wants_everybody |= means_everything(word);
        match Role::from_word(word) {
            Some(role) if has_names && !role.works_with_families() && !PASS_NAMES_ON.contains(&role) => {
                let says =
                    format!("A {} does not work with families. Send figures, or take the role off", role.title());
                test.fails(Principle::NeedToKnow, "readers", says);
            }
            Some(role) => {
                readers.insert(role);
            }
            None if means_everything(word) => {}
            None => test.fault("readers", format!("“{word}” is no role"), ""),
        }
    }
    let families = Role::ALL.iter().filter(|role| role.works_with_families());
    if wants_everybody || (has_names && families.clone().all(|role| readers.contains(role))) {
        test.fails(Principle::NeedToKnow, "readers", "Nobody has blanket access. Choose the roles that need it");
    } else if flow.readers.is_empty() {
        test.fails(Principle::NeedToKnow, "readers", "Choose the roles that read it");
    }
    readers
}
