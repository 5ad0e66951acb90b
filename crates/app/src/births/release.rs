//! A list is released: asked about once more, child by child, written down in
//! the ledger of each, and from then on the centre's (S004-WAc).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{LedgerId, ListId, PersonId, RecordId};
use kith_core::ledger::{LedgerEntry, LedgerEvent, Partner, Proof, Remark, RemarkKind, Scope};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Purpose};
use kith_store::{BirthEntry, BirthList, ListKind, ListStep, ListStepKind, NewLedgerEntry, Tx};

use super::flow::list_flow;
use super::gather::{Case, Which, gather, opened};
use super::keys::keys_of;
use super::lists::state_of;
use super::may_send_lists;
use super::month_list::{Gate, gate};
use super::month_steps::note_released;
use super::permission::BY_LIST;
use crate::door::{Rules, today};
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, Refusal, Who};

impl App {
    /// Lets a list go to its centre. Every child on it is asked about once
    /// more in the same write: a family that said no a moment ago stops it.
    ///
    /// # Errors
    /// [`AppError::Refused`] where somebody's answer changed since it was
    /// built, the key was changed, or the agreement is over: build it again;
    /// [`AppError::Stale`] where it was released or put aside already.
    pub async fn release_birth_list(&self, who: impl Into<Who>, list: ListId, now: Timestamp) -> Result<(), AppError> {
        let (who, rules) = (who.into(), self.rules.clone());
        may_send_lists(&who)?;
        self.db.write(move |tx| Box::pin(async move { release(tx, &who, &rules, list, now).await })).await
    }

    /// Puts a list aside that was not released: nobody gets it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without a reason; [`AppError::Stale`] as for
    /// [`App::release_birth_list`].
    pub async fn cancel_birth_list(
        &self,
        who: impl Into<Who>,
        (list, why): (ListId, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let Some(why) = filled(why) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("why", "Write why it is put aside")]));
        };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if state_of(tx, list).await?.is_some() {
                        return Err(AppError::Stale);
                    }
                    note_step(tx, &who, (list, ListStepKind::Cancelled, &why), now).await
                })
            })
            .await
    }

    /// Gives the encrypted file of a released list, to be taken to its centre.
    /// That it was taken is written down.
    ///
    /// # Errors
    /// [`AppError::Stale`] where it was not released.
    pub async fn take_birth_list(
        &self,
        who: impl Into<Who>,
        (list, how): (ListId, &str),
        now: Timestamp,
    ) -> Result<(String, Vec<u8>), AppError> {
        let (who, how) = (who.into(), how.to_owned());
        may_send_lists(&who)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let kept = known(tx, list).await?;
                    match state_of(tx, list).await? {
                        None | Some(ListStepKind::Cancelled) => return Err(AppError::Stale),
                        Some(_) => {}
                    }
                    let file = tx.birth_list_file(list).await?;
                    note_step(tx, &who, (list, ListStepKind::Sent, &how), now).await?;
                    Ok((file_name(&kept), file))
                })
            })
            .await
    }

    /// Notes what the centre said about a list: that it came, that it was
    /// opened, or that it could not be opened.
    ///
    /// # Errors
    /// [`AppError::Stale`] where the list was not released;
    /// [`AppError::Invalid`] where it could not be opened and nobody says why.
    pub async fn receipt_of_birth_list(
        &self,
        who: impl Into<Who>,
        (list, step, why): (ListId, ListStepKind, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (who, why) = (who.into(), why.trim().to_owned());
        may_send_lists(&who)?;
        if !matches!(step, ListStepKind::Received | ListStepKind::Opened | ListStepKind::Refused) {
            return Err(AppError::NotFound);
        }
        if step == ListStepKind::Refused && why.is_empty() {
            return Err(AppError::Invalid(vec![FieldProblem::new("why", "Write what went wrong")]));
        }
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    match state_of(tx, list).await? {
                        None | Some(ListStepKind::Cancelled) => return Err(AppError::Stale),
                        Some(_) => {}
                    }
                    note_step(tx, &who, (list, step, &why), now).await
                })
            })
            .await
    }
}

/// A list by its reference.
pub(super) async fn known(tx: &mut Tx, list: ListId) -> Result<BirthList, AppError> {
    match tx.birth_list(list).await {
        Err(kith_store::StoreError::NotFound { .. }) => Err(AppError::NotFound),
        found => Ok(found?),
    }
}

/// The name of the encrypted file: it says nothing about anybody.
pub(super) fn file_name(list: &BirthList) -> String {
    format!("births-{}-{}.csv.age", list.month, list.id)
}

pub(super) async fn note_step(
    tx: &mut Tx,
    who: &Who,
    (list, step, why): (ListId, ListStepKind, &str),
    now: Timestamp,
) -> Result<(), AppError> {
    let kept = ListStep { list, step, why: why.to_owned(), said_by: who.staff(), said_at: now };
    tx.add_list_step(&kept).await?;
    tx.append_audit(&who.event(Action::BirthList, now).about(list).outcome(step.word())).await?;
    Ok(())
}

async fn release(tx: &mut Tx, who: &Who, rules: &Rules, id: ListId, now: Timestamp) -> Result<(), AppError> {
    let list = known(tx, id).await?;
    if state_of(tx, id).await?.is_some() {
        return Err(AppError::Stale);
    }
    if let Err(stopped) = list_flow(tx, today(now)).await? {
        // Whoever leaves is told of also where nothing else may be sent any more.
        if list.kind != ListKind::SameDay {
            return Err(stopped.refusal());
        }
    }
    let key = keys_of(tx).await?.remove(&list.centre);
    if key.is_none_or(|key| key.to_string() != list.public_key) {
        return Err(build_again("The centre’s key was changed since."));
    }
    let entries = tx.birth_list_entries(id).await?;
    let gate = if list.kind == ListKind::Monthly { gate(tx, list.month).await? } else { None };
    let of_centre: Vec<(&str, &BirthEntry)> = entries.iter().map(|entry| (list.centre.as_str(), entry)).collect();
    let Some(whose) = still_as_built(tx, rules, (&of_centre, gate.as_ref()), now).await? else {
        return Err(build_again("An answer, an address or a record changed since it was built."));
    };
    write_shares(tx, who, (&list, &entries, &whose), now).await?;
    mark_forms(tx, who, (&entries, &whose), now).await?;
    if gate.is_some() {
        note_released(tx, who, (list.month, &list.centre), now).await?;
    }
    note_step(tx, who, (id, ListStepKind::Released, ""), now).await
}

/// Whose records these are, where each of them may still go to its centre and
/// says what it said when the list was built; none where anything changed.
pub(super) async fn still_as_built(
    tx: &mut Tx,
    rules: &Rules,
    (entries, gate): (&[(&str, &BirthEntry)], Option<&Gate>),
    now: Timestamp,
) -> Result<Option<BTreeMap<RecordId, PersonId>>, AppError> {
    let records: Vec<RecordId> = entries.iter().map(|(_, entry)| entry.record).collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(&records).await?.into_iter().collect();
    let children: BTreeSet<PersonId> = whose.values().copied().collect();
    let gathered = gather(tx, rules, Which::These(&children), now).await?;
    let cases: Vec<&Case> = gathered.cases.iter().collect();
    let known = opened(tx, &cases).await?;
    let cases: BTreeMap<PersonId, &Case> = cases.into_iter().map(|case| (case.child, case)).collect();
    let may_still_go = |(centre, entry): &(&str, &BirthEntry)| {
        let child = whose.get(&entry.record)?;
        let case = cases.get(child)?;
        let says_the_same = || known.get(child).is_some_and(|known| known.about.said(tx.keys()) == entry.said);
        let is_let = || gate.is_none_or(|gate| gate.lets(*child, centre));
        Some(entry.news.is_leaving() || (is_as_built(case, centre, now) && says_the_same() && is_let()))
    };
    let is_whole = entries.iter().all(|entry| may_still_go(entry) == Some(true));
    Ok(is_whole.then_some(whose))
}

/// Whether a child would join this centre's list today.
fn is_as_built(case: &Case, centre: &str, now: Timestamp) -> bool {
    let may = if case.held_by(centre).is_some() { case.may_go() } else { case.may_join() };
    may.is_ok() && case.centre.as_deref() == Some(centre) && case.place.is_young_on(today(now))
}

pub(super) fn build_again(because: &str) -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "This list is out of date".to_owned(),
        because: because.to_owned(),
        ways_to_yes: vec!["Build the lists of this month again. It takes seconds.".to_owned()],
        citations: vec!["002 ¶15".to_owned()],
        decision: None,
    }))
}

/// What left is written in the ledger of each child; who left the list was
/// asked back.
async fn write_shares(
    tx: &mut Tx,
    who: &Who,
    (list, entries, whose): (&BirthList, &[BirthEntry], &BTreeMap<RecordId, PersonId>),
    now: Timestamp,
) -> Result<(), AppError> {
    let remarks = entries.iter().map(|entry| {
        let about = whose.get(&entry.record).copied();
        (entry.record, remark(list, entry, about, now))
    });
    write_remarks(tx, who, remarks.collect(), now).await
}

/// Writes into the ledger of each record what left, or was asked back.
pub(super) async fn write_remarks(
    tx: &mut Tx,
    who: &Who,
    remarks: Vec<(RecordId, Remark)>,
    now: Timestamp,
) -> Result<(), AppError> {
    let new: Vec<NewLedgerEntry> = remarks
        .into_iter()
        .map(|(record, remark)| {
            let event = LedgerEvent::Remark(Box::new(remark));
            let entry = LedgerEntry {
                recorded_at: now,
                recorded_by: who.staff(),
                source: None,
                event,
                proof: Proof::default(),
            };
            NewLedgerEntry { record, entry }
        })
        .collect();
    Ok(tx.append_ledger(&new).await?)
}

/// The first visit forms of the children whom the list named are sent
/// (S004-WAb).
async fn mark_forms(
    tx: &mut Tx,
    who: &Who,
    (entries, whose): (&[BirthEntry], &BTreeMap<RecordId, PersonId>),
    now: Timestamp,
) -> Result<(), AppError> {
    let joining = entries.iter().filter(|entry| entry.news.is_on_the_list());
    let children: Vec<PersonId> = joining.filter_map(|entry| whose.get(&entry.record).copied()).collect();
    let records: Vec<RecordId> =
        tx.record_ids_of_persons(&children).await?.into_iter().map(|(record, _)| record).collect();
    tx.mark_first_visits_sent(&records, (who.staff(), now)).await?;
    Ok(())
}

fn remark(list: &BirthList, entry: &BirthEntry, about: Option<PersonId>, now: Timestamp) -> Remark {
    let of = (entry.reference, about, list.id);
    if entry.news.is_leaving() {
        asked_back(of, &list.centre, "A list told the centre to take the child off", now)
    } else {
        shared(of, &list.centre, "Name, date of birth and address, on the list of new births and moves", now)
    }
}

/// What a list about a child says in the ledger: the reference of the share,
/// whom it is about, and the list.
type OfList = (LedgerId, Option<PersonId>, ListId);

/// News of a child went out with a list.
pub(super) fn shared(of: OfList, to: &str, what: &str, now: Timestamp) -> Remark {
    let words = [
        ("to", to),
        ("what", what),
        ("why", "So that the centre can welcome the family"),
        ("basis", "agreed"),
        ("aim", "well-being"),
    ];
    outreach(RemarkKind::Shared, of, &words, now)
}

/// Kith itself asked news of a child back.
pub(super) fn asked_back(of: OfList, to: &str, how: &str, now: Timestamp) -> Remark {
    outreach(RemarkKind::Recalled, of, &[("how", how), ("to", to)], now)
}

fn outreach(kind: RemarkKind, (reference, about, list): OfList, words: &[(&str, &str)], now: Timestamp) -> Remark {
    let scope = Scope {
        kinds: [Kind::NewBirth].into(),
        to: [Partner::Service(ServiceKind::ChildrensCentre)].into(),
        purposes: [Purpose::CentreOutreach].into(),
        about: about.into_iter().collect(),
    };
    let words = words.iter().map(|(field, words)| ((*field).to_owned(), (*words).to_owned()));
    let words = words.chain([(BY_LIST.to_owned(), list.to_string())]).collect();
    Remark { kind, on: today(now), reference, scope, words }
}
