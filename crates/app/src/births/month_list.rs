//! The one list of a month: every entry of every centre, each with the centre
//! that it is for, encrypted to the data lead's own key (S003-ISg, S004-WAc).
//!
//! The rule that ties the two together: in a month, a centre's list names
//! nobody whom a list that the data lead took did not name for that centre.
//! News that came later waits for the next list; who leaves waits for nothing.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::birth::{ListWay, Month};
use kith_core::id::{ListId, PersonId, RecordId};
use kith_exchange::list_out::{ListRow, RecipientKey, encrypt, write_list};
use kith_store::{ListKind, MonthEntry, MonthList, MonthStepKind, Tx};

use super::build::{BuiltLists, Counted, Lists, NO_KEY, centre_names, digest_of};
use super::flow::{ListFlow, NoFlow, list_flow};
use super::gather::{Which, gather};
use super::keys::{DATA_LEAD, THE_DATA_LEAD, keys_of};
use super::month_reach::reaches;
use super::month_steps::note;
use super::way::{may_send_to_data_lead, way};
use crate::door::{Rules, fresh, today};
use crate::{App, AppError, Refusal, Who};

/// Whom the lists of centres may name in a month.
pub(super) struct Gate(BTreeSet<(PersonId, String)>);

impl Gate {
    /// Whether a centre's list may name a child.
    pub(super) fn lets(&self, child: PersonId, centre: &str) -> bool {
        self.0.contains(&(child, centre.to_owned()))
    }
}

/// Whom the lists that the data lead took named, and for which centre; none
/// where the data lead builds the lists without child health.
///
/// # Errors
/// [`AppError::Refused`] where the data lead took no list of the month.
pub(super) async fn gate(tx: &mut Tx, month: Month) -> Result<Option<Gate>, AppError> {
    if way(tx).await? == ListWay::DataLead {
        return Ok(None);
    }
    let taken = taken(tx, month).await?;
    if taken.is_empty() {
        return Err(not_taken(month));
    }
    let entries = tx.month_list_entries(&taken).await?;
    let records: Vec<RecordId> = entries.iter().map(|entry| entry.entry.record).collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(&records).await?.into_iter().collect();
    let named = entries.into_iter().filter(|entry| entry.entry.news.is_on_the_list());
    Ok(Some(Gate(named.filter_map(|entry| Some((*whose.get(&entry.entry.record)?, entry.centre))).collect())))
}

/// The lists of a month that the data lead took.
pub(super) async fn taken(tx: &mut Tx, month: Month) -> Result<Vec<ListId>, AppError> {
    let lists = tx.month_lists(month).await?;
    let of_month: Vec<ListId> = lists.iter().filter(|list| list.month == month).map(|list| list.id).collect();
    let steps = tx.steps_of_month_lists(&of_month).await?;
    let reaches = reaches(tx, &steps).await?;
    Ok(of_month.into_iter().filter(|id| reaches.get(id).is_some_and(|reach| reach.taken.is_some())).collect())
}

fn not_taken(month: Month) -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: format!("The data lead has not taken the list of {} yet", month.words()),
        because: "Here child health sends one list to the data lead. The lists of the centres come of that list."
            .to_owned(),
        ways_to_yes: vec![
            "Child health sends the list of this month. The data lead takes it, and says so. Then build again."
                .to_owned(),
        ],
        citations: vec!["004 L72".to_owned()],
        decision: None,
    }))
}

/// Everything that was worked out in one look at the records.
struct Plan {
    flow: ListFlow,
    key: RecipientKey,
    counted: Counted,
    entries: Vec<(MonthEntry, ListRow)>,
    without: Vec<(String, &'static str)>,
}

impl App {
    /// Builds the one list of a month for the data lead: what the lists of all
    /// centres with a key would say. An older list of the same month that was
    /// not sent is put aside.
    ///
    /// # Errors
    /// [`AppError::Refused`] where the data lead builds the lists without child
    /// health or has no key, and while no agreement is signed and in date;
    /// [`AppError::NotFound`] for anybody but child health and the command line.
    pub async fn build_month_list(
        &self,
        who: impl Into<Who>,
        month: Month,
        now: Timestamp,
    ) -> Result<BuiltLists, AppError> {
        let who = who.into();
        may_send_to_data_lead(&who)?;
        self.keep_places_ready(now).await?;
        let rules = self.rules.clone();
        let planned = self.db.read(move |tx| Box::pin(async move { plan(tx, &rules, month, now).await })).await?;
        let Plan { flow, key, counted, entries, without } = planned.map_err(|stopped| stopped.refusal())?;
        let Counted { births, named, left_out } = counted;
        let mut list = MonthList {
            id: fresh(ListId::from_random)?,
            month,
            agreement: (flow.agreement.0.clone(), flow.flow.clone()),
            fields: flow.field_words(),
            births,
            named,
            entries: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            public_key: key.to_string(),
            digest: String::new(),
            built_at: now,
            built_by: who.staff(),
            left_out: left_out.into_iter().collect(),
        };
        let (entries, rows): (Vec<MonthEntry>, Vec<ListRow>) = entries.into_iter().unzip();
        let plain = write_list(&rows, &flow.fields);
        let file = encrypt(&key, &plain).map_err(|error| AppError::Broken(error.into()))?;
        list.digest = digest_of(&file);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    put_older_aside(tx, &who, month, now).await?;
                    tx.add_month_list(&list, &entries, &file).await?;
                    let event = who
                        .event(Action::BirthList, now)
                        .about(list.id)
                        .outcome("built")
                        .with("to", DATA_LEAD)
                        .with("month", month)
                        .with("entries", list.entries);
                    tx.append_audit(&event).await?;
                    Ok(BuiltLists { built: vec![(list.id, THE_DATA_LEAD.to_owned())], without })
                })
            })
            .await
    }
}

async fn plan(tx: &mut Tx, rules: &Rules, month: Month, now: Timestamp) -> Result<Result<Plan, NoFlow>, AppError> {
    if way(tx).await? == ListWay::DataLead {
        return Err(other_way());
    }
    let flow = match list_flow(tx, today(now)).await? {
        Ok(flow) => flow,
        Err(stopped) => return Ok(Err(stopped)),
    };
    let mut keys = keys_of(tx).await?;
    let Some(key) = keys.remove(DATA_LEAD) else { return Err(no_key()) };
    let gathered = gather(tx, rules, Which::All, now).await?;
    let kind = ListKind::Monthly;
    let lists = Lists { month, kind, flow: &flow, gate: None, today: today(now), now, terms: tx.keys().clone() };
    let by_centre = lists.entries(tx, &gathered, &keys).await?;
    let (born, none) = (lists.born(&gathered), BTreeMap::new());
    let mut counted = Counted::default();
    let mut without = Vec::new();
    for centre in centre_names(tx).await? {
        if !keys.contains_key(&centre) {
            without.push((centre, NO_KEY));
            continue;
        }
        let of_centre = lists.count((born.get(centre.as_str()).unwrap_or(&none), &centre));
        counted.births += of_centre.births;
        counted.named += of_centre.named;
        for (why, times) in of_centre.left_out {
            *counted.left_out.entry(why).or_insert(0_u32) += times;
        }
    }
    let entries = by_centre.into_iter().flat_map(|(centre, of_centre)| {
        of_centre.into_iter().map(move |(entry, row)| (MonthEntry { centre: centre.clone(), entry }, row))
    });
    Ok(Ok(Plan { key, counted, entries: entries.collect(), without, flow: flow.clone() }))
}

pub(super) fn other_way() -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "Here the data lead builds the lists".to_owned(),
        because: "Child health sends no list: the data lead builds the centres’ lists and releases them.".to_owned(),
        ways_to_yes: vec!["The data lead changes it under “Who sends?” on Lists of births to centres.".to_owned()],
        citations: vec!["004 L72".to_owned()],
        decision: None,
    }))
}

fn no_key() -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "No list can be built or sent".to_owned(),
        because: "There is no key of the data lead to encrypt it to.".to_owned(),
        ways_to_yes: vec![
            "The data lead makes a key with kith lists key, and gives it under Keys of the centres.".to_owned(),
        ],
        citations: vec!["004 L72".to_owned()],
        decision: None,
    }))
}

async fn put_older_aside(tx: &mut Tx, who: &Who, month: Month, now: Timestamp) -> Result<(), AppError> {
    let lists = tx.month_lists(month).await?;
    let older: Vec<ListId> = lists.into_iter().filter(|list| list.month == month).map(|list| list.id).collect();
    let steps = tx.steps_of_month_lists(&older).await?;
    for id in older.into_iter().filter(|id| steps.iter().all(|step| step.list != *id)) {
        note(tx, who, (id, MonthStepKind::Cancelled, "Built again"), now).await?;
    }
    Ok(())
}
