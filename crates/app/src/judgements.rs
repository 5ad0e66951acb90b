//! Sharing without agreement (¶4, ¶10, ¶16): a named person writes down both
//! risks and decides; what they wrote counts until it ends; another named
//! person reviews it. The software never makes one (S002-12c).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, LedgerId, PersonId, RecordId, StaffId};
use kith_core::ledger::{
    Ground, JudgementRecord, JudgementReview, LedgerEntry, LedgerEvent, Partner, Proof, ReviewOutcome,
};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Harm, Judgement, Purpose};
use kith_core::workforce::Role;
use kith_store::{KeptLedgerEntry, LedgerTask, NewLedgerEntry, Tx};

use crate::answer_form::{ConsentForms, form};
use crate::contact_form::day;
use crate::door::{event, today};
use crate::ledger_lines::kinds_words;
use crate::ledger_tasks::REVIEW_JUDGEMENT;
use crate::look::{Doing, Look};
use crate::people;
use crate::words::{date_words, listed};
use crate::write_down::{append_for_each, chosen_children, days_from, filled, fresh_reference, kinds, partners};
use crate::{App, AppError, Asker, FieldProblem};

/// The longest that a judgement may count, in days.
const LONGEST: i64 = 28;
/// Within how many days somebody reviews it.
const REVIEW_DAYS: i64 = 5;
/// How many judgements wait on the reviewer's page.
const MOST: u32 = 100;

/// The harm that a judgement may speak of.
pub const HARMS: [Harm; 4] = [Harm::ReasonableCause, Harm::AdultAtRisk, Harm::ConcernNotEstablished, Harm::None];
/// What a judgement may come to.
pub const RESULTS: [Judgement; 3] = [Judgement::Sufficient, Judgement::Insufficient, Judgement::InDoubt];

/// A judgement as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct JudgementDraft {
    /// Why without agreement, by its word.
    pub ground: String,
    /// The harm, by its word.
    pub harm: String,
    /// What it comes to, by its word.
    pub result: String,
    /// The kinds of information.
    pub kinds: Vec<String>,
    /// With which services.
    pub partners: Vec<String>,
    /// A partner by name, such as another authority.
    pub partner_name: String,
    /// What for, by its word.
    pub purpose: String,
    /// About which children; empty for all.
    pub children: Vec<String>,
    /// The last day on which it counts, as typed.
    pub ends_on: String,
    /// The answers by the name of their field.
    pub words: BTreeMap<String, String>,
}

impl std::fmt::Debug for JudgementDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("JudgementDraft(hidden)")
    }
}

/// A judgement to read.
#[derive(Clone, PartialEq, Eq)]
pub struct JudgementLine {
    /// Which.
    pub reference: LedgerId,
    /// The family, by reference.
    pub family: FamilyId,
    /// Who judged, and when.
    pub by: String,
    /// When it was written down.
    pub at: Timestamp,
    /// What it came to.
    pub result: String,
    /// What, with whom, until when.
    pub reach: String,
    /// Each question with its answer; none where the reader may only know
    /// that there is a judgement.
    pub answers: Vec<(&'static str, String)>,
    /// How it stands: "Counts until 2 December 2026".
    pub state: String,
}

/// The judgements of a family.
#[derive(Clone)]
pub struct Judgements {
    /// The family's title.
    pub family_title: String,
    /// The judgements, the newest first.
    pub lines: Vec<JudgementLine>,
}

impl App {
    /// Lists the judgements about a family. Their words are shown to whoever
    /// wrote them and to the same service; others learn only what may go where.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn judgements(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<Judgements, AppError> {
        self.write_at(asker, (family, now), Doing::page("judgements"), move |tx, look| {
            Box::pin(async move { Ok(Ok(list(tx, &look).await?)) })
        })
        .await
    }

    /// The people and services that a judgement can name.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn judgement_form(
        &self,
        asker: &Asker,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<ConsentForms, AppError> {
        self.write_at(asker, (family, now), Doing::page("judgement-form"), move |tx, look| {
            Box::pin(async move {
                // Anybody may have to be told: police as well.
                let services = ServiceKind::ALL.to_vec();
                Ok(Ok(ConsentForms { services, ..form(tx, &look).await? }))
            })
        })
        .await
    }

    /// Records what the asker judged. It counts from now on, and waits for
    /// review by somebody else.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// is empty or needs another look.
    pub async fn record_judgement(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&JudgementDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let record = check(draft, today(now))?;
        let children = draft.children.clone();
        let key = format!("judgement {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-judgement"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (record, children, key)).await })
        })
        .await
    }

    /// The judgements that wait for review.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the Caldicott Guardian.
    pub async fn judgements_to_review(&self, asker: &Asker, now: Timestamp) -> Result<Vec<JudgementLine>, AppError> {
        guardian(asker)?;
        let seen = event(asker, Action::WhoLooked, now).with("page", "judgements");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut lines = Vec::new();
                    for task in tx.ledger_tasks_to(REVIEW_JUDGEMENT, MOST).await? {
                        let kept = of_reference(tx, task.family, task.reference).await?;
                        let Some(first) = kept.into_iter().next() else { continue };
                        let names = tx.names_of_staff(&[task.made_by]).await?;
                        lines.extend(line(&first.entry, (task.family, today(now)), &names, true, false));
                    }
                    tx.append_audit(&seen).await?;
                    Ok(lines)
                })
            })
            .await
    }

    /// Says what came of reviewing a judgement: it stands, or it ends now.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the Caldicott Guardian, and for
    /// one's own judgement; [`AppError::Invalid`] without an outcome and words.
    pub async fn review_judgement(
        &self,
        asker: &Asker,
        reference: LedgerId,
        (outcome, words): (&str, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        guardian(asker)?;
        let mut problems = Vec::new();
        let outcome = ReviewOutcome::from_word(outcome);
        if outcome.is_none() {
            problems.push(FieldProblem::new("outcome", "Choose what comes of it"));
        }
        if filled(words).is_none() {
            problems.push(FieldProblem::new("words", "Say why"));
        }
        let (Some(outcome), Some(words)) = (outcome, filled(words)) else { return Err(AppError::Invalid(problems)) };
        let review = JudgementReview { on: today(now), of: reference, outcome, words };
        let asker = asker.clone();
        self.db.write(move |tx| Box::pin(async move { review_it(tx, &asker, review, now).await })).await?
    }
}

fn guardian(asker: &Asker) -> Result<(), AppError> {
    if asker.staff.role == Role::CaldicottGuardian { Ok(()) } else { Err(AppError::NotFound) }
}

fn check(draft: &JudgementDraft, today: Date) -> Result<JudgementRecord, AppError> {
    let mut problems = Vec::new();
    let mut need = |is_there: bool, field: &str, message: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, message));
        }
    };
    let ground = Ground::from_word(&draft.ground);
    let harm = Harm::from_word(&draft.harm);
    let result = Judgement::from_word(&draft.result).filter(|result| RESULTS.contains(result));
    let purpose = Purpose::from_word(&draft.purpose).filter(|purpose| *purpose != Purpose::Unjustified);
    let (kinds, to) = (kinds(&draft.kinds), partners(&draft.partners, &draft.partner_name));
    need(ground.is_some(), "ground", "Choose why agreement is not asked for, or not enough");
    need(harm.is_some(), "harm", "Choose how serious the worry is");
    need(!kinds.is_empty(), "kinds", "Choose the least that must be shared");
    need(!to.is_empty(), "partners", "Choose with whom");
    need(purpose.is_some(), "purpose", "Choose what it is for");
    for (field, question) in JudgementRecord::FIELDS {
        need(
            draft.words.get(*field).is_some_and(|words| filled(words).is_some()),
            field,
            &format!("Answer: {question}"),
        );
    }
    need(result.is_some(), "result", "Choose what you decide");
    let latest = days_from(today, LONGEST);
    let ends_on = day(&draft.ends_on, "ends_on", &mut problems);
    if ends_on.is_some_and(|ends| ends < today || latest < ends) {
        let words = format!("Choose a day between today and {}", date_words(latest));
        problems.push(FieldProblem::new("ends_on", words));
    }
    let (Some(ground), Some(harm), Some(result), Some(purpose), Some(ends_on), true) =
        (ground, harm, result, purpose, ends_on, problems.is_empty())
    else {
        return Err(AppError::Invalid(problems));
    };
    let words = draft.words.iter().map(|(field, words)| (field.clone(), words.trim().to_owned())).collect();
    let reference = fresh_reference()?;
    let purposes = [purpose].into();
    let about = BTreeSet::new();
    Ok(JudgementRecord { reference, on: today, ground, harm, result, kinds, to, purposes, about, ends_on, words })
}

async fn save(
    tx: &mut Tx,
    look: &Look,
    (record, children, key): (JudgementRecord, Vec<String>, String),
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let children = chosen_children(look, &children, true);
    if children.is_empty() {
        return Ok(Err(AppError::NotFound));
    }
    let (reference, outcome, ground) = (record.reference, record.result.word(), record.ground.word());
    let judged = LedgerEvent::Judgement(Box::new(record));
    append_for_each(tx, look, &children, (&judged, &Proof::default())).await?;
    tx.add_ledger_task(&LedgerTask {
        id: fresh_reference()?,
        reference,
        kind: REVIEW_JUDGEMENT.to_owned(),
        family: look.family,
        owner: None,
        due_on: days_from(look.today, REVIEW_DAYS),
        made_at: look.now,
        made_by: look.asker.staff.id,
    })
    .await?;
    tx.do_once(&key, &reference.to_string(), look.now).await?;
    let recorded = event(&look.asker, Action::Judgement, look.now)
        .about(look.family)
        .outcome(outcome)
        .with("judgement", reference)
        .with("ground", ground);
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}

async fn list(tx: &mut Tx, look: &Look) -> Result<Judgements, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let staff: Vec<StaffId> = look.entries.iter().filter_map(|entry| entry.recorded_by).collect();
    let names = tx.names_of_staff(&staff).await?;
    let ledger = look.ledger();
    let mut lines: Vec<JudgementLine> = Vec::new();
    for (entry, record) in look.entries.iter().zip(&look.entry_records) {
        let LedgerEvent::Judgement(judged) = &entry.event else { continue };
        if lines.iter().any(|line| line.reference == judged.reference) {
            continue;
        }
        if !look.may_tell_of(*record) {
            continue;
        }
        let service = service_of(look, *record);
        let is_own =
            entry.recorded_by == Some(look.asker.staff.id) || service.is_some_and(|service| look.is_own(service));
        let is_ended = ledger.is_ended_by_review(judged);
        let told = line(entry, (look.family, look.today), &names, is_own, is_ended);
        // Others do not learn of a service that they may not know of.
        let names_hidden = |to: &Partner| match to {
            Partner::Service(service) => service.is_existence_sensitive() && !look.may_know_of(*service),
            Partner::Named(_) | Partner::AllNamed => false,
        };
        lines.extend(told.filter(|_| is_own || !judged.to.iter().any(names_hidden)));
    }
    lines.reverse();
    Ok(Judgements { family_title: people::family_title(&everybody), lines })
}

fn service_of(look: &Look, record: RecordId) -> Option<ServiceKind> {
    look.copies.iter().find(|copy| copy.record == record).map(|copy| copy.service)
}

fn line(
    entry: &LedgerEntry,
    (family, today): (FamilyId, Date),
    names: &BTreeMap<StaffId, String>,
    with_words: bool,
    is_ended: bool,
) -> Option<JudgementLine> {
    let LedgerEvent::Judgement(judged) = &entry.event else { return None };
    let to: Vec<String> = judged.to.iter().map(|partner| partner.title().to_owned()).collect();
    let mut answers = vec![
        ("Why without agreement?", judged.ground.title().to_owned()),
        ("How serious is the worry?", judged.harm.title().to_owned()),
    ];
    answers.extend(JudgementRecord::FIELDS.iter().map(|(field, question)| (*question, judged.word(field).to_owned())));
    Some(JudgementLine {
        reference: judged.reference,
        family,
        by: entry.recorded_by.and_then(|staff| names.get(&staff)).cloned().unwrap_or_default(),
        at: entry.recorded_at,
        result: judged.result.title().to_owned(),
        reach: format!("{}, with {}", kinds_words(&judged.kinds), listed(&to)),
        answers: if with_words { answers } else { Vec::new() },
        state: match (is_ended, today <= judged.ends_on) {
            (true, _) => "Ended by its reviewer".to_owned(),
            (_, true) => format!("Counts until {}", date_words(judged.ends_on)),
            (_, false) => format!("Ended {}", date_words(judged.ends_on)),
        },
    })
}

/// The entries of one judgement: one for each child.
async fn of_reference(tx: &mut Tx, family: FamilyId, reference: LedgerId) -> Result<Vec<KeptLedgerEntry>, AppError> {
    let Some(family) = tx.standing_family(family).await? else { return Ok(Vec::new()) };
    let people: Vec<PersonId> = tx.family_members(family).await?.iter().map(|member| member.person).collect();
    let records: Vec<RecordId> = tx.copies_of(&people).await?.iter().map(|copy| copy.record).collect();
    let kept = tx.kept_ledger_of(&records).await?;
    let is_it =
        |entry: &LedgerEntry| matches!(&entry.event, LedgerEvent::Judgement(judged) if judged.reference == reference);
    Ok(kept.into_iter().filter(|kept| is_it(&kept.entry)).collect())
}

async fn review_it(
    tx: &mut Tx,
    asker: &Asker,
    review: JudgementReview,
    now: Timestamp,
) -> Result<Result<(), AppError>, AppError> {
    let me = asker.staff.id;
    let waiting = tx.ledger_tasks_to(REVIEW_JUDGEMENT, MOST).await?;
    let Some(task) = waiting.into_iter().find(|task| task.reference == review.of) else {
        return Ok(Err(AppError::Stale));
    };
    if task.made_by == me {
        return Ok(Err(AppError::NotFound));
    }
    let (reference, outcome) = (review.of, review.outcome.word());
    let event_of_review = LedgerEvent::JudgementReview(review);
    let entries: Vec<NewLedgerEntry> = of_reference(tx, task.family, reference)
        .await?
        .into_iter()
        .take(1)
        .map(|kept| NewLedgerEntry {
            record: kept.record,
            entry: LedgerEntry::of_staff(event_of_review.clone(), me, now),
        })
        .collect();
    tx.append_ledger(&entries).await?;
    tx.finish_ledger_tasks(reference, REVIEW_JUDGEMENT, (me, now)).await?;
    let reviewed =
        event(asker, Action::JudgementReview, now).about(task.family).outcome(outcome).with("judgement", reference);
    tx.append_audit(&reviewed).await?;
    Ok(Ok(()))
}
