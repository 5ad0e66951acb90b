//! Undoing a match from the screen, and taking that back (T18). Nothing is
//! erased: what was asserted stays, what somebody decided is added.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::person::link::{LinkEvent, Origin, Verdict, standing};
use kith_store::Tx;

use crate::door::event;
use crate::import::Who;
use crate::look::{Doing, Look};
use crate::{App, AppError, Asker, FieldProblem, ImportProgress};

impl App {
    /// Says that a source's record is not this person. The person's other
    /// records stay together; notes, agreements and looks follow the record.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without a reason; [`AppError::NotFound`] where the
    /// record is none of this person's that the reader may know.
    pub async fn separate_record(
        &self,
        asker: &Asker,
        (family, person, record): (FamilyId, PersonId, RecordId),
        because: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if because.trim().is_empty() {
            return Err(AppError::Invalid(vec![FieldProblem::new("because", "Say why this is somebody else")]));
        }
        let others = self
            .write_at(asker, (family, now), Doing::page("separate"), move |tx, look| {
                Box::pin(async move { separate(tx, &look, (person, record)).await })
            })
            .await?;
        self.match_again(asker, record, others, now).await
    }

    /// Takes back that a record was separated.
    ///
    /// # Errors
    /// As [`App::separate_record`].
    pub async fn join_again(
        &self,
        asker: &Asker,
        (family, person, record): (FamilyId, PersonId, RecordId),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let others = self
            .write_at(asker, (family, now), Doing::page("join"), move |tx, look| {
                Box::pin(async move { join(tx, &look, (person, record)).await })
            })
            .await?;
        self.match_again(asker, record, others, now).await
    }

    async fn match_again(
        &self,
        asker: &Asker,
        record: RecordId,
        others: Vec<RecordId>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut touched = others;
        touched.push(record);
        self.match_records(&Who::from(asker), &touched, now, &mut ImportProgress::silent()).await.map(drop)
    }
}

/// The records of a person that the reader may know.
fn known_records(look: &Look, person: PersonId) -> Vec<RecordId> {
    let known =
        look.copies.iter().filter(|copy| copy.person == person && look.may_know_that(copy.service, Some(person)));
    known.map(|copy| copy.record).collect()
}

async fn separate(
    tx: &mut Tx,
    look: &Look,
    (person, record): (PersonId, RecordId),
) -> Result<Result<Vec<RecordId>, AppError>, AppError> {
    if !known_records(look, person).contains(&record) {
        return Ok(Err(AppError::NotFound));
    }
    let others: Vec<RecordId> = look
        .copies
        .iter()
        .filter(|copy| copy.person == person && copy.record != record)
        .map(|copy| copy.record)
        .collect();
    let events: Vec<LinkEvent> = others.iter().map(|other| decided(look, (record, *other), None)).collect();
    tx.append_links(&events).await?;
    let parted =
        event(&look.asker, Action::Unlink, look.now).about(person).with("record", record).with("from", others.len());
    tx.append_audit(&parted).await?;
    Ok(Ok(others))
}

async fn join(
    tx: &mut Tx,
    look: &Look,
    (person, record): (PersonId, RecordId),
) -> Result<Result<Vec<RecordId>, AppError>, AppError> {
    let others = known_records(look, person);
    let events = tx.links_of(&[record]).await?;
    let parted: Vec<((RecordId, RecordId), u64)> = standing(&events)
        .iter()
        .filter(|(_, held)| held.verdict == Verdict::Different && held.origin == Origin::Human)
        // Not another's word about one of the reader's own records: that would tell that there is another.
        .filter(|((a, b), _)| (*a == record && others.contains(b)) || (*b == record && others.contains(a)))
        .map(|(pair, held)| (pair, held.seq))
        .collect();
    if parted.is_empty() {
        return Ok(Err(AppError::NotFound));
    }
    let taken_back: Vec<LinkEvent> = parted.iter().map(|(pair, seq)| decided(look, *pair, Some(*seq))).collect();
    tx.append_links(&taken_back).await?;
    let joined = event(&look.asker, Action::Link, look.now)
        .about(person)
        .with("record", record)
        .with("taken-back", taken_back.len());
    tx.append_audit(&joined).await?;
    Ok(Ok(others))
}

/// A person's word about two records, or that it is taken back.
fn decided(look: &Look, (a, b): (RecordId, RecordId), withdraws: Option<u64>) -> LinkEvent {
    LinkEvent {
        seq: 0,
        a,
        b,
        verdict: if withdraws.is_some() { Verdict::Undecided } else { Verdict::Different },
        origin: Origin::Human,
        weight_milli: 0,
        reasons: if withdraws.is_some() { "somebody took it back" } else { "somebody says that these are two people" }
            .to_owned(),
        model: String::new(),
        by: Some(look.asker.staff.id),
        at: look.now,
        withdraws,
    }
}
