//! The register of agreements on planned sharing: tested when it is written,
//! signed by everybody who agrees, and in date, or its flows do not run
//! (S002-8a, S002-13f, S002-23a, S002-23c, S004-BAg). No person is read here.

mod bodies;
mod drafts;
mod evidence;
mod guardians;
mod incoming;
mod papers;
mod register;
mod running;
mod signing;
mod warnings;
mod words;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{
    Agreement, AgreementDraft, AgreementEvent, AgreementKind, MayRun, PlannedFlow, Renegotiation, Said, SignOff,
    SignProof, Standing, check, with_products,
};
use kith_core::audit::Action;
use kith_core::workforce::Role;
use kith_exchange::agreements::write_agreement;
use kith_store::{KeptAgreement, KeptAgreementEvent, Tx};

use crate::births::{self, SentToCentre};
use crate::door::today;
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, Who};

pub use bodies::{BodiesPage, BodyDraft, BodyEndDraft, BodyLine, RenegotiateLine};
pub use drafts::AgreementForm;
pub use evidence::Evidence;
pub use guardians::GuardianStep;
pub use incoming::{BroughtSource, ComesUnder, Incoming, IncomingCounts};
pub(crate) use incoming::{IncomingFlows, incoming_counts, is_feed};
pub use papers::Paper;
pub(crate) use register::Register;
pub(crate) use running::RunningFlow;
pub use signing::{NeededSignature, PaperSeen, SignDraft, WaitingSignature};
pub(crate) use warnings::waiting;
pub use warnings::{AgreementWarning, WarnedAgreement};
pub use words::{
    may_run_words, near_words, next_words, renegotiation_words, standing_words, step_words, time_taken_words,
    warning_words,
};
pub use work::{AgreementWork, IssueDraft, NumberedIssue, StepDraft};

/// Names that lead to pages of the register itself.
const RESERVED: [&str; 4] = ["new", "posts", "incoming", "evidence"];

/// One agreement on the list.
#[derive(Debug, Clone)]
pub struct AgreementLine {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: AgreementKind,
    /// The organisations that agree.
    pub parties: Vec<String>,
    /// Where it stands today.
    pub standing: Standing,
    /// The day by which it is reviewed.
    pub review_on: Date,
    /// The last day.
    pub until: Date,
    /// The review is overdue.
    pub is_review_due: bool,
    /// The names of its flows.
    pub flows: Vec<String>,
    /// The sources that its flows bring in.
    pub brings: BTreeSet<String>,
    /// The name of the partnership agreement above it.
    pub under: Option<String>,
    /// The flows that it foresees and no detailed agreement under it
    /// describes (S003-ISs).
    pub undescribed: Vec<String>,
    /// Its organisations that ended or will end: it has to be renegotiated
    /// (S003-ISm).
    pub renegotiate: Vec<Renegotiation>,
}

/// A flow that a partnership agreement foresees, and the agreement under it
/// that describes it.
#[derive(Debug, Clone)]
pub struct PlannedLine {
    /// What is foreseen.
    pub flow: PlannedFlow,
    /// The detailed agreement: its name, its title, whether the flow may run.
    /// None flags the flow (S003-ISs).
    pub detail: Option<(String, String, MayRun)>,
}

/// One agreement.
#[derive(Debug, Clone)]
pub struct AgreementPage {
    /// What it says.
    pub agreement: Agreement,
    /// Which version.
    pub version: u32,
    /// Where it stands today.
    pub standing: Standing,
    /// The review is overdue.
    pub is_review_due: bool,
    /// Whether its flows may run today.
    pub may_run: MayRun,
    /// The title of the agreement above it.
    pub above_title: Option<String>,
    /// The agreements under it: name, title, where each stands.
    pub below: Vec<(String, String, Standing)>,
    /// The flows that it foresees.
    pub planned: Vec<PlannedLine>,
    /// Its organisations that ended or will end.
    pub renegotiate: Vec<Renegotiation>,
    /// The flows whose two sides have become one organisation.
    pub within_one_body: Vec<String>,
    /// Every signature that it needs.
    pub signatures: Vec<NeededSignature>,
    /// The sources that its flows bring in, by name.
    pub brought: BTreeMap<String, BroughtSource>,
    /// What each centre was sent last by a flow that carries births; empty where
    /// there is none (S003-ISa).
    pub last_sent: Vec<SentToCentre>,
    /// What was said of this version.
    said: Vec<Said>,
    /// What happened, the newest first: the day, what, who wrote it down.
    pub history: Vec<(Date, String, String)>,
}

/// The register is for the data lead, the Caldicott Guardian and the command
/// line.
fn may_keep(who: &Who) -> Result<(), AppError> {
    match who {
        Who::Asker(asker) if !matches!(asker.staff.role, Role::DataLead | Role::CaldicottGuardian) => {
            Err(AppError::NotFound)
        }
        Who::Asker(_) | Who::Operator | Who::Job => Ok(()),
    }
}

/// The page with what centres were sent last, where a flow carries births.
async fn with_last_sent(tx: &mut Tx, page: AgreementPage, today: Date) -> Result<AgreementPage, AppError> {
    if !page.agreement.flows.iter().any(births::carries_births) {
        return Ok(page);
    }
    let last_sent = births::last_sent_by(tx, &page.agreement.name, today).await?;
    Ok(AgreementPage { last_sent, ..page })
}

impl App {
    /// Every agreement with where it stands, by title.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that do not keep the register.
    pub async fn agreements(&self, who: impl Into<Who>, now: Timestamp) -> Result<Vec<AgreementLine>, AppError> {
        may_keep(&who.into())?;
        let register = self.db.read(|tx| Box::pin(Register::read(tx))).await?;
        Ok(register.lines(today(now)))
    }

    /// One agreement in its newest version.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none, and for roles that do not
    /// keep the register.
    pub async fn agreement(&self, who: impl Into<Who>, name: &str, now: Timestamp) -> Result<AgreementPage, AppError> {
        may_keep(&who.into())?;
        let (name, today) = (name.to_owned(), today(now));
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let mut page = Register::read(tx).await?.page(&name, today)?;
                    page.brought = incoming::brought(tx, &page.agreement).await?;
                    with_last_sent(tx, page, today).await
                })
            })
            .await
    }

    /// Tests a draft and keeps it as a new agreement, or as the next version
    /// of the one with its name; a new version is signed anew. Returns the
    /// version.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every fault of the design;
    /// [`AppError::NotFound`] for roles that do not keep the register.
    pub async fn add_agreement(
        &self,
        who: impl Into<Who>,
        draft: &AgreementDraft,
        now: Timestamp,
    ) -> Result<u32, AppError> {
        let who = who.into();
        may_keep(&who)?;
        let draft = incoming::in_order(with_products(draft.clone()));
        let agreement = check(&draft).map_err(|faults| drafts::problems(&faults))?;
        let text = write_agreement(&draft).map_err(|error| AppError::Broken(error.into()))?;
        self.db.write(move |tx| Box::pin(async move { add(tx, &who, (agreement, text), now).await })).await
    }

    /// Ends an agreement before its last day: its flows stop at once.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without a reason; [`AppError::NotFound`] as for
    /// [`App::agreement`].
    pub async fn end_agreement(
        &self,
        who: impl Into<Who>,
        name: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_keep(&who)?;
        let Some(why) = filled(why) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("why", "Write why it ends")]));
        };
        let name = name.to_owned();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let page = Register::read(tx).await?.page(&name, today(now))?;
                    note(tx, &who, (&page, AgreementEvent::Ended { on: today(now), why }), now).await
                })
            })
            .await
    }

    /// Whether a flow of an agreement may run today: whatever sends it asks
    /// here first.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the agreement has no such flow.
    pub async fn flow_may_run(
        &self,
        who: impl Into<Who>,
        (name, flow): (&str, &str),
        now: Timestamp,
    ) -> Result<MayRun, AppError> {
        let page = self.agreement(who, name, now).await?;
        page.agreement.flow(flow).map(|_| page.may_run).ok_or(AppError::NotFound)
    }
}

async fn add(tx: &mut Tx, who: &Who, (agreement, text): (Agreement, String), now: Timestamp) -> Result<u32, AppError> {
    if RESERVED.contains(&agreement.name.as_str()) {
        let says = format!("“{}” is taken by a page. Choose another short name", agreement.name);
        return Err(AppError::Invalid(vec![FieldProblem::new("name", says)]));
    }
    incoming::known(tx, &agreement).await?;
    let register = Register::read(tx).await?;
    if let Some(above) = &agreement.under
        && register.kind_of(above) != Some(AgreementKind::Partnership)
    {
        let says = format!("There is no partnership agreement called {above}. Add that one first");
        return Err(AppError::Invalid(vec![FieldProblem::new("under", says)]));
    }
    let version = register.versions(&agreement.name) + 1;
    let kept = KeptAgreement {
        name: agreement.name,
        version,
        title: agreement.title,
        text,
        added_by: who.staff(),
        added_at: now,
    };
    tx.add_agreement(&kept).await?;
    let event = who.event(Action::Agreement, now).with("agreement", &kept.name).with("version", version);
    tx.append_audit(&event.with("step", "add")).await?;
    Ok(version)
}

async fn note(
    tx: &mut Tx,
    who: &Who,
    (page, event): (&AgreementPage, AgreementEvent),
    now: Timestamp,
) -> Result<(), AppError> {
    let (agreement, version) = (page.agreement.name.clone(), page.version);
    let audited = who.event(Action::Agreement, now).with("agreement", &agreement).with("version", version);
    let (step, audited) = match &event {
        AgreementEvent::Signed(SignOff { party, post, proof, .. }) => {
            let step = match proof {
                SignProof::InPerson => "sign-in-person",
                SignProof::Paper(_) => "sign-on-paper",
                SignProof::Word => "sign",
            };
            (step, audited.with("party", party).with("post", post.word()))
        }
        AgreementEvent::Seen(seen) => ("confirm", audited.with("party", &seen.party).with("post", seen.post.word())),
        AgreementEvent::Ended { .. } => ("end", audited),
    };
    let kept = KeptAgreementEvent { agreement, version, event, said_by: who.staff(), said_at: now };
    tx.add_agreement_event(&kept).await?;
    tx.append_audit(&audited.with("step", step)).await?;
    Ok(())
}
