//! A hand-over leaves, and is asked back: each in one write, with the answers
//! of that moment.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::border::HandOverStep;
use kith_core::id::{FamilyId, HandOverId, RecordId};
use kith_core::ledger::{LedgerEvent, Partner, Proof, Remark, RemarkKind, Scope};
use kith_core::sharing::{Basis, Judgement, Kind, Purpose};
use kith_store::{HandOver, HandOverEvent, Tx};

use super::make::{may_all_go, paper, receiving, said};
use super::offer::{Answer, answers};
use super::paper::Going;
use super::{BY_HAND_OVER, KeptWords, may_hand_over};
use crate::door::event;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::questions::Answered;
use crate::words::listed;
use crate::write_down::{anchor, append_for_each, filled, fresh_reference};
use crate::{App, AppError, Asker, FieldProblem, Refusal};

impl App {
    /// Gives the encrypted file of a hand-over, to be taken to the area that
    /// receives it. Everything in it is asked about once more in the same
    /// write, and what leaves is in the ledger.
    ///
    /// # Errors
    /// As [`App::hand_over_page`]; [`AppError::Refused`] where an answer, the
    /// record or the key changed since it was made: make it again;
    /// [`AppError::Stale`] where it was asked back.
    pub async fn take_hand_over(
        &self,
        asker: &Asker,
        family: FamilyId,
        hand_over: HandOverId,
        now: Timestamp,
    ) -> Result<(String, Vec<u8>), AppError> {
        let from = self.locality_name().await?;
        self.write_at(asker, (family, now), Doing::page("hand-over-file"), move |tx, look| {
            Box::pin(async move { send(tx, &look, hand_over, from).await })
        })
        .await
    }

    /// Asks a hand-over back, or puts one aside that was not sent.
    ///
    /// # Errors
    /// As [`App::hand_over_page`]; [`AppError::Invalid`] without a reason;
    /// [`AppError::Stale`] where that was done before.
    pub async fn recall_hand_over(
        &self,
        asker: &Asker,
        family: FamilyId,
        (hand_over, why): (HandOverId, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let Some(why) = filled(why) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("why", "Write why it is asked back")]));
        };
        self.write_at(asker, (family, now), Doing::page("hand-over-recall"), move |tx, look| {
            Box::pin(async move { recall(tx, &look, (hand_over, why)).await })
        })
        .await
    }
}

/// A hand-over of this family with its steps; none of another one.
async fn of_family(
    tx: &mut Tx,
    look: &Look,
    id: HandOverId,
) -> Result<Option<(HandOver, Vec<HandOverEvent>)>, AppError> {
    let families = tx.names_of_family(look.family).await?;
    let found = tx.hand_overs_of(&families).await?.into_iter().find(|made| made.id == id);
    let Some(found) = found.filter(|_| may_hand_over(look)) else { return Ok(None) };
    let steps = tx.steps_of_hand_overs(&[id]).await?;
    Ok(Some((found, steps)))
}

fn has(steps: &[HandOverEvent], step: HandOverStep) -> bool {
    steps.iter().any(|event| event.step == step)
}

/// What goes, by whoever the records belong to today; none where somebody is
/// not of this family any more.
fn going_today(look: &Look, words: &KeptWords) -> Option<Going> {
    let mut going = Going::new();
    for kept in &words.going {
        let record: RecordId = kept.record.parse().ok()?;
        let kinds = kept.kinds.iter().filter_map(|word| Kind::from_word(word));
        going.entry(look.person_of(record)?).or_default().extend(kinds);
    }
    Some(going)
}

async fn send(
    tx: &mut Tx,
    look: &Look,
    id: HandOverId,
    from: String,
) -> Result<Result<(String, Vec<u8>), AppError>, AppError> {
    let Some((made, steps)) = of_family(tx, look, id).await? else { return Ok(Err(AppError::NotFound)) };
    if has(&steps, HandOverStep::Recalled) {
        return Ok(Err(AppError::Stale));
    }
    let words: KeptWords = serde_json::from_slice(&made.words).map_err(|error| AppError::Broken(error.into()))?;
    let everybody = people::everybody(tx, look).await?;
    if let Err(because) = still_stands(tx, look, &everybody, (&made, &words), from).await? {
        let refused =
            event(&look.asker, Action::HandOver, look.now).about(look.family).outcome("refused").with("hand-over", id);
        tx.append_audit(&refused).await?;
        return Ok(Err(out_of_date(because)));
    }
    if !has(&steps, HandOverStep::Sent)
        && let Some(going) = going_today(look, &words)
    {
        write_shares(tx, look, &everybody, (&made, &going)).await?;
    }
    note(tx, look, (id, HandOverStep::Sent, "Saved as a file")).await?;
    Ok(Ok((file_name(&made), tx.hand_over_file(id).await?)))
}

/// The name of the file: it says nothing about anybody.
fn file_name(made: &HandOver) -> String {
    format!("{}.kith.age", made.id)
}

async fn still_stands(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    (made, words): (&HandOver, &KeptWords),
    from: String,
) -> Result<Result<(), &'static str>, AppError> {
    let Ok(receiving) = receiving(tx, look, (&made.area, made.service.word())).await? else {
        return Ok(Err(
            "The area, its key, or what may be known of this family changed since it was made, or a parent wrote to say no.",
        ));
    };
    if receiving.key.to_string() != made.public_key {
        return Ok(Err("The key of the area was changed since it was made."));
    }
    let Some(going) = going_today(look, words) else {
        return Ok(Err("Records of this family were joined or parted since it was made."));
    };
    if !may_all_go(look, everybody, &going, receiving.to()) {
        return Ok(Err("The family’s answer changed since it was made."));
    }
    let today = paper(tx, look, (everybody, &going), (made.id, &receiving, from)).await?;
    if said(tx, &today)? != words.said {
        return Ok(Err("The record changed since it was made."));
    }
    Ok(Ok(()))
}

fn out_of_date(because: &str) -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "This hand-over is out of date".to_owned(),
        because: because.to_owned(),
        ways_to_yes: vec!["Make it again from the family’s page. It takes a minute.".to_owned()],
        citations: vec!["002 ¶15".to_owned()],
        decision: None,
    }))
}

async fn note(tx: &mut Tx, look: &Look, (id, step, why): (HandOverId, HandOverStep, &str)) -> Result<(), AppError> {
    let said = HandOverEvent {
        hand_over: id,
        step,
        why: why.to_owned(),
        said_by: Some(look.asker.staff.id),
        said_at: look.now,
    };
    tx.add_hand_over_step(&said).await?;
    let written =
        event(&look.asker, Action::HandOver, look.now).about(look.family).outcome(step.word()).with("hand-over", id);
    tx.append_audit(&written).await?;
    Ok(())
}

/// On what an answer rests, in the words of the register of shares.
fn basis_of(answered: &Answered) -> &'static str {
    match (answered.facts.judgement, answered.facts.agreed.basis) {
        (Judgement::Sufficient, _) => "judgement",
        (_, Basis::ExplicitInformed | Basis::ExplicitUninformed | Basis::Implied) => "agreed",
        _ => "notice",
    }
}

/// What left is in the ledger of each person whom it is about, by what it
/// rests on.
async fn write_shares(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    (made, going): (&HandOver, &Going),
) -> Result<(), AppError> {
    for (person, kinds) in going {
        let kinds: Vec<Kind> = kinds.iter().copied().collect();
        let answers = answers(look, everybody, (*person, &kinds), (&made.area, made.service));
        let rests = |answer: &Answer| (basis_of(&answer.answered), answer.purpose);
        let bases: BTreeSet<(&str, Purpose)> = answers.iter().map(rests).collect();
        let Some(record) = anchor(look, *person) else { continue };
        for basis in bases {
            let of = answers.iter().filter(|answer| rests(answer) == basis).map(|answer| answer.kind);
            let event = LedgerEvent::Remark(Box::new(shared(look, made, (of.collect(), basis))?));
            append_for_each(tx, look, &[(*person, record)], (&event, &Proof::default())).await?;
        }
    }
    Ok(())
}

fn shared(
    look: &Look,
    made: &HandOver,
    (kinds, (basis, purpose)): (BTreeSet<Kind>, (&str, Purpose)),
) -> Result<Remark, AppError> {
    let titles: Vec<String> = kinds.iter().map(|kind| kind.title().to_owned()).collect();
    let words = [
        ("to", format!("{}, {}", made.area, made.service.title())),
        ("what", listed(&titles)),
        ("why", format!("The family moved to {}", made.area)),
        ("basis", basis.to_owned()),
        ("aim", if basis == "judgement" { "protects" } else { "well-being" }.to_owned()),
        (BY_HAND_OVER, made.id.to_string()),
    ];
    let scope =
        Scope { kinds, to: [Partner::Named(made.area.clone())].into(), purposes: [purpose].into(), ..Scope::default() };
    let words = words.into_iter().map(|(field, words)| (field.to_owned(), words)).collect();
    Ok(Remark { kind: RemarkKind::Shared, on: look.today, reference: fresh_reference()?, scope, words })
}

async fn recall(tx: &mut Tx, look: &Look, (id, why): (HandOverId, String)) -> Result<Result<(), AppError>, AppError> {
    let Some((_, steps)) = of_family(tx, look, id).await? else { return Ok(Err(AppError::NotFound)) };
    if has(&steps, HandOverStep::Recalled) {
        return Ok(Err(AppError::Stale));
    }
    let shares: Vec<(RecordId, Remark)> = look
        .entries
        .iter()
        .zip(&look.entry_records)
        .filter_map(|(entry, record)| match &entry.event {
            LedgerEvent::Remark(remark)
                if remark.kind == RemarkKind::Shared && remark.word(BY_HAND_OVER) == id.to_string() =>
            {
                Some((*record, remark.as_ref().clone()))
            }
            _ => None,
        })
        .collect();
    for (record, share) in shares {
        let Some(person) = look.person_of(record) else { continue };
        let words = [("how", why.clone()), ("to", share.word("to").to_owned()), (BY_HAND_OVER, id.to_string())];
        let words = words.into_iter().map(|(field, words)| (field.to_owned(), words)).collect();
        let event =
            LedgerEvent::Remark(Box::new(Remark { kind: RemarkKind::Recalled, on: look.today, words, ..share }));
        append_for_each(tx, look, &[(person, record)], (&event, &Proof::default())).await?;
    }
    note(tx, look, (id, HandOverStep::Recalled, &why)).await?;
    Ok(Ok(()))
}
