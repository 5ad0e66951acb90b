//! The papers for the working group, from the register and from how this
//! installation is set up: the draft of an agreement and of its impact
//! assessment. No person is read.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{Agreement, Body, FlowDesign, MayRun, PlannedKind, Principle, Responsibility};
use kith_core::family::PersonField;
use kith_core::sharing::{Basis, BasisFacts, Facts, Kind, Outcome, Pack, Requester, decide};
use kith_core::workforce::Role;
use kith_letters::{AgreementFacts, FlowFacts, InstallationFacts, Letter, Writers, agreement_paper, impact_paper};
use kith_store::{Account, SEALED_WITH, Tx};

use super::words::{may_run_words, standing_words, time_taken_words};
use super::work::{self, AgreementWork};
use super::{BroughtSource, Register, incoming, may_keep};
use crate::door::today;
use crate::office;
use crate::words::{date_words, listed};
use crate::{App, AppError, Issue, Who};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// The draft of the agreement.
    Agreement,
    /// The draft of its impact assessment.
    Impact,
}

impl App {
    /// A paper for the working group, from what stands today.
    ///
    /// # Errors
    /// [`AppError::NotFound`] as for [`App::agreement`].
    pub async fn agreement_paper(
        &self,
        who: impl Into<Who>,
        (name, paper): (&str, Paper),
        now: Timestamp,
    ) -> Result<Letter, AppError> {
        may_keep(&who.into())?;
        let (name, pack) = (name.to_owned(), self.pack(now));
        let facts = self.db.read(|tx| Box::pin(async move { facts(tx, &name, &pack, today(now)).await })).await?;
        Ok(match paper {
            Paper::Agreement => agreement_paper(&facts),
            Paper::Impact => impact_paper(&facts),
        })
    }

    /// The newest version as it is kept: the text that
    /// `kith agreements add` reads.
    ///
    /// # Errors
    /// [`AppError::NotFound`] as for [`App::agreement`].
    pub async fn agreement_text(&self, who: impl Into<Who>, name: &str) -> Result<String, AppError> {
        may_keep(&who.into())?;
        let kept = self.db.read(|tx| Box::pin(async move { tx.agreements().await })).await?;
        kept.into_iter().find(|kept| kept.name == name).map(|kept| kept.text).ok_or(AppError::NotFound)
    }
}

async fn facts(tx: &mut Tx, name: &str, pack: &Pack, today: Date) -> Result<AgreementFacts, AppError> {
    let register = Register::read(tx).await?;
    let (steps, issues) = (tx.agreement_steps().await?, tx.agreement_issues().await?);
    let work = work::work(&register, (name, steps, issues), today)?;
    let accounts = tx.all_staff().await?;
    let here = installation(tx, pack, &accounts).await?;
    let officer = match office::office(tx).await? {
        Issue::Ready(office) => office.officer,
        Issue::Missing(_) => String::new(),
    };
    let holders = holders(&accounts, today);
    let brought = incoming::brought(tx, &work.page.agreement).await?;
    let locality = tx.setting("locality").await?.unwrap_or_default();
    let mut facts = of_agreement(&register, work, (pack, &holders), (here, locality, officer), today);
    for flow in &mut facts.flows {
        let names = register.newest_of(name).and_then(|(_, agreement)| agreement.flow(&flow.name)).map(|it| &it.brings);
        let words = |name: &String| brought.get(name).map(BroughtSource::words);
        flow.brings = names.into_iter().flatten().filter_map(words).collect();
    }
    Ok(facts)
}

/// How many people hold each role today.
fn holders(accounts: &[Account], today: Date) -> BTreeMap<Role, usize> {
    let count = |role: Role| accounts.iter().filter(|account| account.staff_in(role, today).is_some()).count();
    Role::ALL.iter().map(|role| (*role, count(*role))).collect()
}

async fn installation(tx: &mut Tx, pack: &Pack, accounts: &[Account]) -> Result<InstallationFacts, AppError> {
    let head = tx.audit_head().await?;
    let checkpoints = tx.checkpoints().await?.len();
    let active = accounts.iter().filter(|account| account.is_active).count();
    let safe = vec![
        format!("What is about people is sealed in the database with {SEALED_WITH}. The keys lie outside it."),
        format!(
            "The audit holds {} entries, each bound to the one before. {checkpoints} signed checkpoints were kept.",
            head.seq
        ),
        format!("{active} people can sign in, each with an account of their own."),
        format!("Each look is answered by the sharing rules in force: {}.", pack.title().trim_end_matches('.')),
    ];
    let told = match office::office(tx).await? {
        Issue::Ready(office) => vec![
            format!("The privacy notice and the consent form name the partners: {}.", listed(&office.partners)),
            format!("Questions and a no are taken at {}.", office.telephone),
            format!("Letters and slips come back to {}.", office.return_address.join(", ")),
            format!("The words that are read to a family have the version {}.", crate::WORDS_VERSION),
        ],
        Issue::Missing(missing) => {
            let mut lines = vec!["No form, notice or leaflet is given out yet. Missing here:".to_owned()];
            lines.extend(missing);
            lines
        }
    };
    Ok(InstallationFacts { safe, rules: pack.title().trim_end_matches('.').to_owned(), told })
}

fn of_agreement(
    register: &Register,
    work: AgreementWork,
    (pack, holders): (&Pack, &BTreeMap<Role, usize>),
    (here, locality, officer): (InstallationFacts, String, String),
    today: Date,
) -> AgreementFacts {
    let AgreementWork { page, time, members, open, closed, .. } = work;
    let agreement = &page.agreement;
    let owner = |duty: Responsibility| {
        agreement.duties.get(&duty).map(|held| format!("{}, {}", held.owner, held.party)).unwrap_or_default()
    };
    let officer = if officer.is_empty() { "the data protection officer".to_owned() } else { officer };
    let mut about =
        vec![format!("{}, version {}", agreement.kind.title(), page.version), standing_words(&page.standing)];
    about.push(format!("As it stands on {}", date_words(today)));
    about.extend(time.map(|time| time_taken_words(&time)));
    let signatures = page.signatures.iter().map(|needed| {
        let post = needed.post.map_or("Anybody who may sign", |post| post.title());
        let by = needed.by.as_ref().map(|sign| format!("{}, {}", sign.signer, date_words(sign.on)));
        (format!("{post}, {}", needed.party), by.unwrap_or_default())
    });
    let planned = page.planned.iter().map(|line| {
        let flow = &line.flow;
        let detail = match &line.detail {
            Some((_, title, may_run)) => format!("{title}. {}", may_run_words(may_run)),
            None => "No detailed agreement yet".to_owned(),
        };
        let who = format!("{}: {} sends to {}", flow.department, flow.sender, flow.receiver);
        (flow.name.clone(), format!("{who}. {detail}"))
    });
    AgreementFacts {
        locality,
        title: agreement.title.clone(),
        about,
        parties: agreement.parties.iter().map(|party| party_words(register, party, today)).collect(),
        under: page.above_title.clone(),
        lawful_basis: agreement.lawful_basis.as_str().to_owned(),
        days: [agreement.from, agreement.review_on, agreement.until].map(date_words),
        duties: agreement.duties.keys().map(|duty| (duty.title().to_owned(), owner(*duty))).collect(),
        conduct: agreement.conduct.clone(),
        professions: agreement
            .professions
            .iter()
            .map(|code| (code.profession.title().to_owned(), code.says.clone()))
            .collect(),
        planned: planned.collect(),
        section_75: section_75(agreement),
        flows: agreement.flows.iter().map(|flow| of_flow(flow, (pack, holders), &page.may_run)).collect(),
        never: Kind::ALL
            .iter()
            .filter(|kind| PlannedKind::of(**kind).is_none())
            .map(|kind| kind.title().to_owned())
            .collect(),
        principles: Principle::ALL.iter().map(|one| format!("{} ({})", one.title(), one.paragraph())).collect(),
        signatures: signatures.collect(),
        group: members,
        open_issues: open.into_iter().map(|one| format!("{} ({})", one.issue.what, one.issue.owner)).collect(),
        closed_issues: closed.into_iter().filter_map(|one| Some((one.issue.what, one.issue.closed?.0))).collect(),
        here,
        writers: Writers {
            officer,
            telling: owner(Responsibility::Tell),
            loss: owner(Responsibility::Loss),
            right: owner(Responsibility::PutRight),
            deletes: owner(Responsibility::Delete),
            review: owner(Responsibility::Review),
        },
    }
}

fn party_words(register: &Register, party: &str, today: Date) -> String {
    match register.terms.bodies.on(party, today) {
        Body::Same => party.to_owned(),
        Body::Became(successor, on) => format!("{party}, since {} {successor}", date_words(on)),
        Body::Gone(on) => format!("{party}, no more since {}", date_words(on)),
    }
}

fn section_75(agreement: &Agreement) -> Vec<(String, String)> {
    let Some(entry) = &agreement.section_75 else { return Vec::new() };
    let host = entry.host.as_ref().map(|host| format!(", held by {host}")).unwrap_or_default();
    let mut lines = vec![
        ("Money".to_owned(), format!("{}{host}", entry.budget.title())),
        ("Functions that move".to_owned(), entry.functions.join("; ")),
        ("Liability".to_owned(), entry.liability.clone()),
        ("Governance".to_owned(), entry.governance.clone()),
    ];
    if !entry.joint_posts.is_empty() {
        lines.push(("Joint posts and secondments".to_owned(), entry.joint_posts.join("; ")));
    }
    lines
}

fn of_flow(flow: &FlowDesign, (pack, holders): (&Pack, &BTreeMap<Role, usize>), may_run: &MayRun) -> FlowFacts {
    let titles = |fields: Vec<&PersonField>| fields.into_iter().map(|field| field.title().to_owned()).collect();
    let left_out = PersonField::ALL.iter().filter(|field| !flow.fields.contains(field));
    let reader = |role: &Role| {
        let count = holders.get(role).copied().unwrap_or_default();
        let hold =
            if count == 1 { "1 person holds it here".to_owned() } else { format!("{count} people hold it here") };
        (role.title().to_owned(), format!("{hold}. {}", answers(flow, *role, pack)))
    };
    FlowFacts {
        name: flow.name.clone(),
        sender: flow.sender.clone(),
        receiver: flow.receiver.clone(),
        purpose: flow.purpose.title().to_owned(),
        why: flow.why.clone(),
        why_names: flow.why_names.clone(),
        brings: Vec::new(),
        kinds: flow.kinds.iter().map(|kind| kind.title().to_owned()).collect(),
        fields: titles(flow.fields.iter().collect()),
        left_out: titles(left_out.collect()),
        readers: flow.readers.iter().map(reader).collect(),
        lawful_basis: flow.lawful_basis.as_str().to_owned(),
        every: format!("Every {}", days(flow.every_days)),
        keep: days(flow.keep_days),
        may_run: may_run_words(may_run),
    }
}

/// What the rules in force answer a role that asks for what the flow carries:
/// where the family agreed, and where nobody asked it.
fn answers(flow: &FlowDesign, role: Role, pack: &Pack) -> String {
    if !role.works_with_families() {
        return "The role does not look families up in Kith".to_owned();
    }
    let requester = Requester::of(role, false);
    let answer = |kind: Kind, basis: BasisFacts| {
        let facts = Facts::neutral(kind.category(), requester, flow.purpose).on(basis);
        outcome_words(decide(&facts, pack).outcome())
    };
    let kinds = flow.kinds.iter().filter_map(|kind| kind.kind());
    let lines: Vec<String> = kinds
        .map(|kind| {
            let (agreed, not_asked) =
                (answer(kind, BasisFacts::explicit_informed()), answer(kind, BasisFacts::without_consent(Basis::None)));
            format!(
                "{}: the rules answer “{agreed}” where the family agreed, “{not_asked}” where nobody asked",
                kind.title()
            )
        })
        .collect();
    lines.join(". ")
}

fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Share => "share",
        Outcome::MinimumOnly => "share the least",
        Outcome::SeekConsent => "ask first",
        Outcome::CaseJudgement => "talk to a person",
        Outcome::StopSharing => "stop sharing",
        Outcome::Refuse => "do not share",
    }
}

fn days(count: u32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}
