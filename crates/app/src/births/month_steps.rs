//! The steps of a month's list: child health sends it, the data lead takes it,
//! and who may not be told of any more is taken off again (S004-WAc).

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use kith_core::audit::Action;
use kith_core::birth::{HeldBack, ListWay, Month};
use kith_core::id::{ListId, PersonId, RecordId};
use kith_core::ledger::Remark;
use kith_store::{BirthEntry, MonthEntry, MonthList, MonthStep, MonthStepKind, Tx};

use super::flow::list_flow;
use super::gather::{Case, Which, gather};
use super::keys::{DATA_LEAD, keys_of};
use super::may_send_lists;
use super::month_list::{other_way, taken};
use super::month_reach::{MonthReach, reaches};
use super::release::{asked_back, build_again, shared, still_as_built, write_remarks};
use super::way::{may_send_to_data_lead, way};
use crate::door::{Rules, today};
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, Who};

/// A list that was sent longer ago is not looked through any more for who may
/// not be told of: nothing of it is kept opened for so long.
const LOOKED_THROUGH_FOR: SignedDuration = SignedDuration::from_hours(24 * 92);

impl App {
    /// Lets a month's list go to the data lead. Every child on it is asked about
    /// once more in the same write.
    ///
    /// # Errors
    /// [`AppError::Refused`] where somebody's answer changed since it was
    /// built, the key was changed, or the agreement is over: build it again;
    /// [`AppError::Stale`] where it was sent or put aside already.
    pub async fn send_month_list(&self, who: impl Into<Who>, list: ListId, now: Timestamp) -> Result<(), AppError> {
        let (who, rules) = (who.into(), self.rules.clone());
        may_send_to_data_lead(&who)?;
        self.db.write(move |tx| Box::pin(async move { send(tx, (&who, &rules), list, now).await })).await
    }

    /// Puts a month's list aside that was not sent: nobody gets it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without a reason; [`AppError::Stale`] as for
    /// [`App::send_month_list`].
    pub async fn cancel_month_list(
        &self,
        who: impl Into<Who>,
        (list, why): (ListId, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_send_to_data_lead(&who)?;
        let Some(why) = filled(why) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("why", "Write why it is put aside")]));
        };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if !reach_of(tx, list).await?.waits_to_be_sent() {
                        return Err(AppError::Stale);
                    }
                    note(tx, &who, (list, MonthStepKind::Cancelled, &why), now).await
                })
            })
            .await
    }

    /// Gives the data lead the encrypted file of a list that was sent. Whom it
    /// names is asked about first: after a no it is built and sent again.
    ///
    /// # Errors
    /// [`AppError::Refused`] where somebody on it may not be told of any more;
    /// [`AppError::Stale`] where it was not sent.
    pub async fn save_month_list(
        &self,
        who: impl Into<Who>,
        list: ListId,
        now: Timestamp,
    ) -> Result<(String, Vec<u8>), AppError> {
        let (who, rules) = (who.into(), self.rules.clone());
        may_send_lists(&who)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let kept = known_month_list(tx, list).await?;
                    if reach_of(tx, list).await?.sent.is_none() {
                        return Err(AppError::Stale);
                    }
                    let entries = tx.month_list_entries(&[list]).await?;
                    if !gone(tx, &rules, &entries, now).await?.is_empty() {
                        let says =
                            "Somebody on it may not be told of any more. Child health builds and sends it again.";
                        return Err(build_again(says));
                    }
                    let file = tx.month_list_file(list).await?;
                    note(tx, &who, (list, MonthStepKind::Saved, ""), now).await?;
                    Ok((month_file_name(&kept), file))
                })
            })
            .await
    }

    /// Notes what the data lead says about a list that was sent: that it came,
    /// that it opens or does not, or that children were taken off.
    ///
    /// # Errors
    /// [`AppError::Stale`] where the list was not sent; [`AppError::Invalid`]
    /// where it does not open and nobody says why.
    pub async fn receipt_of_month_list(
        &self,
        who: impl Into<Who>,
        (list, step, why): (ListId, MonthStepKind, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (who, why) = (who.into(), why.trim().to_owned());
        may_send_lists(&who)?;
        match step {
            MonthStepKind::Refused if why.is_empty() => {
                return Err(AppError::Invalid(vec![FieldProblem::new("why", "Write what went wrong")]));
            }
            MonthStepKind::Received | MonthStepKind::Opened | MonthStepKind::Refused | MonthStepKind::TakenOff => {}
            _ => return Err(AppError::NotFound),
        }
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if reach_of(tx, list).await?.sent.is_none() {
                        return Err(AppError::Stale);
                    }
                    note(tx, &who, (list, step, &why), now).await
                })
            })
            .await
    }

    /// Notes on each list that was sent which children on it may not be told of
    /// any more. Centres are told apart from this; here it is what the data lead
    /// opened.
    pub(super) async fn ask_back_from_data_lead(&self, who: &Who, now: Timestamp) -> Result<(), AppError> {
        let rules = self.rules.clone();
        let found = self.db.read(move |tx| Box::pin(async move { to_ask_back(tx, &rules, now).await })).await?;
        if found.is_empty() {
            return Ok(());
        }
        let who = who.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    for (list, entries) in found {
                        ask_back(tx, &who, (list, entries), now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

async fn send(tx: &mut Tx, (who, rules): (&Who, &Rules), id: ListId, now: Timestamp) -> Result<(), AppError> {
    let list = known_month_list(tx, id).await?;
    if !reach_of(tx, id).await?.waits_to_be_sent() {
        return Err(AppError::Stale);
    }
    if way(tx).await? == ListWay::DataLead {
        return Err(other_way());
    }
    if let Err(stopped) = list_flow(tx, today(now)).await? {
        return Err(stopped.refusal());
    }
    let keys = keys_of(tx).await?;
    if keys.get(DATA_LEAD).is_none_or(|key| key.to_string() != list.public_key) {
        return Err(build_again("The data lead’s key was changed since."));
    }
    let entries = tx.month_list_entries(&[id]).await?;
    let of_centres: Vec<(&str, &BirthEntry)> =
        entries.iter().map(|entry| (entry.centre.as_str(), &entry.entry)).collect();
    let Some(whose) = still_as_built(tx, rules, (&of_centres, None), now).await? else {
        return Err(build_again("An answer, an address or a record changed since it was built."));
    };
    let shared = naming(&entries).map(|MonthEntry { centre, entry }| {
        let about = whose.get(&entry.record).copied();
        (entry.record, passed_on((id, centre, entry), about, now))
    });
    write_remarks(tx, who, shared.collect(), now).await?;
    note(tx, who, (id, MonthStepKind::Sent, ""), now).await
}

/// Who gets the list, as the family reads it.
fn by_way_of(centre: &str) -> String {
    format!("The data lead of the local authority, for {centre}")
}

fn passed_on((list, centre, entry): (ListId, &str, &BirthEntry), about: Option<PersonId>, now: Timestamp) -> Remark {
    let what = "Name, date of birth and address, on the month’s list of new births and moves";
    shared((entry.reference, about, list), &by_way_of(centre), what, now)
}

fn naming(entries: &[MonthEntry]) -> impl Iterator<Item = &MonthEntry> {
    entries.iter().filter(|entry| entry.entry.news.is_on_the_list())
}

/// The entries about whom nobody may be told today, and why: a no, a message
/// of a parent that waits, a loss, somebody kept safe, an entry that was asked
/// back.
async fn gone<'e>(
    tx: &mut Tx,
    rules: &Rules,
    entries: &'e [MonthEntry],
    now: Timestamp,
) -> Result<Vec<(&'e MonthEntry, HeldBack)>, AppError> {
    let named: Vec<&MonthEntry> = naming(entries).collect();
    let records: Vec<RecordId> = named.iter().map(|entry| entry.entry.record).collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(&records).await?.into_iter().collect();
    let children: BTreeSet<PersonId> = whose.values().copied().collect();
    let gathered = gather(tx, rules, Which::These(&children), now).await?;
    let cases: BTreeMap<PersonId, &Case> = gathered.cases.iter().map(|case| (case.child, case)).collect();
    let why = |entry: &MonthEntry| match whose.get(&entry.entry.record).and_then(|child| cases.get(child)) {
        None => Some(HeldBack::KeptSafe),
        // Where somebody moved to is no reason: whoever was told of the birth may know it.
        Some(case) => case.may_go().err().filter(|why| *why != HeldBack::NoCentre),
    };
    Ok(named.into_iter().filter_map(|entry| Some((entry, why(entry)?))).collect())
}

type ToAskBack = Vec<(ListId, Vec<MonthEntry>)>;

async fn to_ask_back(tx: &mut Tx, rules: &Rules, now: Timestamp) -> Result<ToAskBack, AppError> {
    let since = now.saturating_sub(LOOKED_THROUGH_FOR).unwrap_or(now);
    let lists = tx.month_lists(Month::of(today(since)).before()).await?;
    let ids: Vec<ListId> = lists.iter().filter(|list| since < list.built_at).map(|list| list.id).collect();
    let steps = tx.steps_of_month_lists(&ids).await?;
    let reaches = reaches(tx, &steps).await?;
    let mut found = Vec::new();
    for (list, reach) in reaches.iter().filter(|(_, reach)| reach.sent.is_some()) {
        let mut entries = tx.month_list_entries(&[*list]).await?;
        entries.retain(|entry| !reach.said_to_leave.contains(&entry.entry.child_ref));
        let gone = gone(tx, rules, &entries, now).await?;
        // While a message of a parent waits, not even that the child leaves is said: anybody could bring that about.
        let said = gone.into_iter().filter(|(_, why)| *why != HeldBack::MessageWaits);
        let said: Vec<MonthEntry> = said.map(|(entry, _)| entry.clone()).collect();
        if !said.is_empty() {
            found.push((*list, said));
        }
    }
    Ok(found)
}

async fn ask_back(
    tx: &mut Tx,
    who: &Who,
    (list, entries): (ListId, Vec<MonthEntry>),
    now: Timestamp,
) -> Result<(), AppError> {
    let known = reach_of(tx, list).await?.said_to_leave;
    let new: Vec<MonthEntry> = entries.into_iter().filter(|entry| !known.contains(&entry.entry.child_ref)).collect();
    let records: Vec<RecordId> = new.iter().map(|entry| entry.entry.record).collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(&records).await?.into_iter().collect();
    let remarks = new.iter().map(|MonthEntry { centre, entry }| {
        let of = (entry.reference, whose.get(&entry.record).copied(), list);
        let how = "The data lead was told to take the child off";
        (entry.record, asked_back(of, &by_way_of(centre), how, now))
    });
    write_remarks(tx, who, remarks.collect(), now).await?;
    let references: BTreeSet<&str> = new.iter().map(|entry| entry.entry.child_ref.as_str()).collect();
    let why = references.into_iter().collect::<Vec<_>>().join(", ");
    if why.is_empty() { Ok(()) } else { note(tx, who, (list, MonthStepKind::TakeOff, &why), now).await }
}

/// Notes on the lists that the data lead took that the list of a centre which
/// came of them was released.
pub(super) async fn note_released(
    tx: &mut Tx,
    who: &Who,
    (month, centre): (Month, &str),
    now: Timestamp,
) -> Result<(), AppError> {
    for list in taken(tx, month).await? {
        note(tx, who, (list, MonthStepKind::Released, centre), now).await?;
    }
    Ok(())
}

/// A month's list by its reference.
pub(super) async fn known_month_list(tx: &mut Tx, list: ListId) -> Result<MonthList, AppError> {
    let month = tx.month_of_list(list).await?.ok_or(AppError::NotFound)?;
    tx.month_lists(month).await?.into_iter().find(|kept| kept.id == list).ok_or(AppError::NotFound)
}

async fn reach_of(tx: &mut Tx, list: ListId) -> Result<MonthReach, AppError> {
    if tx.month_of_list(list).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let steps = tx.steps_of_month_lists(&[list]).await?;
    Ok(reaches(tx, &steps).await?.remove(&list).unwrap_or_default())
}

/// The name of the encrypted file: it says nothing about anybody.
pub(super) fn month_file_name(list: &MonthList) -> String {
    format!("births-{}-{}.csv.age", list.month, list.id)
}

/// Notes a step, and writes it down.
pub(super) async fn note(
    tx: &mut Tx,
    who: &Who,
    (list, step, why): (ListId, MonthStepKind, &str),
    now: Timestamp,
) -> Result<(), AppError> {
    tx.add_month_step(&MonthStep { list, step, why: why.to_owned(), said_by: who.staff(), said_at: now }).await?;
    let event = who.event(Action::BirthList, now).about(list).outcome(step.word()).with("to", DATA_LEAD);
    tx.append_audit(&event).await?;
    Ok(())
}
