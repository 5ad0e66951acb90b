//! The month's list as both ends see it: numbers, steps and what is late, and
//! nobody's name.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::birth::{HeldBack, ListWay, Month};
use kith_core::family::PersonField;
use kith_core::id::{ListId, StaffId};
use kith_core::workforce::Role;
use kith_exchange::list_out::RecipientKey;
use kith_store::{ListKind, ListStepKind, MonthList, MonthStep, Tx};

use super::flow::list_flow;
use super::keys::{DATA_LEAD, keys_of};
use super::lists::{MONTHS, ShownCounts, counts_of, is_late};
use super::month_reach::{MonthReach, reaches};
use super::month_steps::{known_month_list, month_file_name};
use super::way::{has_child_health, may_see_month_lists, way};
use crate::door::today;
use crate::words::date_words;
use crate::{App, AppError, Who};

/// One list on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthListLine {
    /// Which.
    pub id: ListId,
    /// Of which month.
    pub month: Month,
    /// How many entries it has.
    pub entries: u32,
    /// When it was built.
    pub built_at: Timestamp,
    /// How far it came.
    pub reach: MonthReach,
    /// The data lead did not take it in the days that there are.
    pub is_overdue: bool,
}

/// The lists of the last twelve months.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthListsPage {
    /// Who sends here.
    pub way: ListWay,
    /// The month whose births are due.
    pub month: Month,
    /// The title of the agreement that lists run on; or why none may run.
    pub agreement: Result<String, String>,
    /// What is read out to check the data lead's key; none where there is none.
    pub fingerprint: Option<String>,
    /// The reader sends them.
    pub is_sender: bool,
    /// The reader takes them.
    pub is_lead: bool,
    /// The lists, the newest month first.
    pub lines: Vec<MonthListLine>,
    /// The list is late, with since when in words.
    pub late: Option<String>,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthListPage {
    /// Its line.
    pub line: MonthListLine,
    /// The reader sends it.
    pub is_sender: bool,
    /// The reader takes it.
    pub is_lead: bool,
    /// The name of the encrypted file.
    pub file_name: String,
    /// What is read out to check the key that it is encrypted to.
    pub fingerprint: String,
    /// The digest of the encrypted file.
    pub digest: String,
    /// The details that it carries of each child, in words.
    pub fields: Vec<&'static str>,
    /// How many entries are for which centre.
    pub by_centre: Vec<(String, usize)>,
    /// Births of all reach areas in the month; none where it is a small number.
    pub births: Option<u64>,
    /// How many of them are told by name.
    pub named: Option<u64>,
    /// Those who are not, by reason; a small number is not shown.
    pub left_out: Vec<(&'static str, Option<u64>)>,
    /// The agreement that it rests on, and the flow.
    pub agreement: (String, String),
    /// Every step: when, what, why, who.
    pub steps: Vec<(Timestamp, &'static str, String, String)>,
}

/// What of the month's lists waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MonthListDay {
    /// Child health sends the lists here.
    pub is_in_use: bool,
    /// Lists that wait for child health to send them.
    pub to_send: usize,
    /// Lists that child health has to build and send again.
    pub to_send_again: usize,
    /// Since when child health is late, in words.
    pub late: Option<String>,
    /// Lists that wait for the data lead to take them.
    pub to_take: usize,
    /// Those among them that wait too long.
    pub overdue: usize,
    /// Lists with children whom the data lead has to take off.
    pub take_off: usize,
}

impl App {
    /// The month's lists of the last twelve months, and what stands in the way
    /// of the next.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but child health, a data lead and the
    /// command line.
    pub async fn month_lists(&self, who: impl Into<Who>, now: Timestamp) -> Result<MonthListsPage, AppError> {
        let who = who.into();
        may_see_month_lists(&who)?;
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let (way, late) = (way(tx).await?, late(tx, today(now)).await?);
                    let flow = list_flow(tx, today(now)).await?;
                    let (is_sender, is_lead) = ends(&who);
                    Ok(MonthListsPage {
                        way,
                        month: Month::of(today(now)).before(),
                        agreement: flow.map(|flow| flow.agreement.1).map_err(|stopped| stopped.words().to_owned()),
                        fingerprint: keys_of(tx).await?.get(DATA_LEAD).map(RecipientKey::fingerprint),
                        is_sender: is_sender && way == ListWay::ChildHealth,
                        is_lead,
                        lines: lines(tx, today(now)).await?,
                        late: late.filter(|_| way == ListWay::ChildHealth),
                    })
                })
            })
            .await
    }

    /// One month's list.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none, and as for
    /// [`App::month_lists`].
    pub async fn month_list(
        &self,
        who: impl Into<Who>,
        list: ListId,
        now: Timestamp,
    ) -> Result<MonthListPage, AppError> {
        let who = who.into();
        may_see_month_lists(&who)?;
        let ends = ends(&who);
        let found = self.db.read(move |tx| Box::pin(async move { one(tx, (list, ends), today(now)).await })).await?;
        self.write_event(who.event(Action::Look, now).about(list).with("page", "month-list")).await?;
        Ok(found)
    }
}

/// Whether somebody is at the end that sends, and at the end that takes.
fn ends(who: &Who) -> (bool, bool) {
    match who {
        Who::Asker(asker) => (asker.staff.role == Role::ChildHealthRecords, asker.staff.role == Role::DataLead),
        Who::Operator | Who::Job => (true, true),
    }
}

async fn recent(tx: &mut Tx, today: Date) -> Result<(Vec<MonthList>, Vec<MonthStep>), AppError> {
    let from = (0..MONTHS).fold(Month::of(today), |month, _| month.before());
    let lists = tx.month_lists(from).await?;
    let steps = tx.steps_of_month_lists(&lists.iter().map(|list| list.id).collect::<Vec<_>>()).await?;
    Ok((lists, steps))
}

async fn lines(tx: &mut Tx, today: Date) -> Result<Vec<MonthListLine>, AppError> {
    let (lists, steps) = recent(tx, today).await?;
    let mut reaches = reaches(tx, &steps).await?;
    let mut sent: BTreeSet<Month> = BTreeSet::new();
    let mut lines = Vec::new();
    for list in &lists {
        let reach = reaches.remove(&list.id).unwrap_or_default();
        // Of two that were sent for one month the newer stands for both.
        let is_newest = reach.sent.is_none() || sent.insert(list.month);
        lines.push(MonthListLine { is_overdue: is_newest && reach.is_overdue(today), ..line(list, reach) });
    }
    Ok(lines)
}

fn line(list: &MonthList, reach: MonthReach) -> MonthListLine {
    let MonthList { id, month, entries, built_at, .. } = *list;
    MonthListLine { id, month, entries, built_at, reach, is_overdue: false }
}

/// Since when the list is late, by the clock of the centres' lists: counted
/// from the last that was sent and can be opened, before the first from the
/// last list of a centre, and before that from when the agreement runs.
async fn late(tx: &mut Tx, today: Date) -> Result<Option<String>, AppError> {
    let Some(flow) = list_flow(tx, today).await?.map_or_else(|stopped| stopped.stopped, Some) else { return Ok(None) };
    let (_, steps) = recent(tx, today).await?;
    let reaches = reaches(tx, &steps).await?;
    let usable = reaches.values().filter(|reach| !reach.does_not_open);
    let last = usable.filter_map(|reach| reach.sent.as_ref().map(|(on, _)| *on)).max();
    let since = match last {
        Some(on) => on,
        None => last_release(tx, today).await?.unwrap_or(flow.runs_since).max(flow.runs_since),
    };
    let words = match last {
        Some(on) => format!("The last list was sent to the data lead on {}", date_words(on)),
        None => format!("No list was sent to the data lead since {}", date_words(since)),
    };
    Ok(is_late(since, flow.every_days, today).then_some(words))
}

/// When the last monthly list of a centre was released.
async fn last_release(tx: &mut Tx, today: Date) -> Result<Option<Date>, AppError> {
    let from = (0..MONTHS).fold(Month::of(today), |month, _| month.before());
    let lists = tx.birth_lists(from).await?;
    let monthly = lists.iter().filter(|list| list.kind == ListKind::Monthly);
    let steps = tx.steps_of_lists(&monthly.map(|list| list.id).collect::<Vec<_>>()).await?;
    let released = steps.iter().filter(|step| step.step == ListStepKind::Released);
    Ok(released.map(|step| crate::door::today(step.said_at)).max())
}

/// What waits for whom: child health's is child health's, and the data lead's
/// where nobody keeps its records any more.
pub(crate) async fn waiting_month_lists(tx: &mut Tx, role: Role, now: Timestamp) -> Result<MonthListDay, AppError> {
    if !matches!(role, Role::DataLead | Role::ChildHealthRecords) || way(tx).await? == ListWay::DataLead {
        return Ok(MonthListDay::default());
    }
    let lines = lines(tx, today(now)).await?;
    let mut newest: BTreeMap<Month, &MonthReach> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.reach.sent.is_some()) {
        newest.entry(line.month).or_insert(&line.reach);
    }
    let is_theirs = role == Role::ChildHealthRecords || !has_child_health(tx, today(now)).await?;
    let is_lead = role == Role::DataLead;
    let to_take = |reach: &&&MonthReach| reach.taken.is_none() && !reach.is_to_be_sent_again();
    let count = |is_theirs: bool, count: usize| if is_theirs { count } else { 0 };
    Ok(MonthListDay {
        is_in_use: true,
        to_send: count(is_theirs, lines.iter().filter(|line| line.reach.waits_to_be_sent()).count()),
        to_send_again: count(is_theirs, newest.values().filter(|reach| reach.is_to_be_sent_again()).count()),
        late: late(tx, today(now)).await?.filter(|_| is_theirs),
        to_take: count(is_lead, newest.values().filter(to_take).count()),
        overdue: count(is_lead, lines.iter().filter(|line| line.is_overdue).count()),
        take_off: count(is_lead, lines.iter().filter(|line| line.reach.has_to_take_off()).count()),
    })
}

async fn one(
    tx: &mut Tx,
    (id, (is_sender, is_lead)): (ListId, (bool, bool)),
    today: Date,
) -> Result<MonthListPage, AppError> {
    let list = known_month_list(tx, id).await?;
    let steps = tx.steps_of_month_lists(&[id]).await?;
    let names: Vec<StaffId> = steps.iter().filter_map(|step| step.said_by).chain(list.built_by).collect();
    let names = tx.names_of_staff(&names).await?;
    let reach = reaches(tx, &steps).await?.remove(&id).unwrap_or_default();
    let mut by_centre: BTreeMap<String, usize> = BTreeMap::new();
    for entry in tx.month_list_entries(&[id]).await? {
        *by_centre.entry(entry.centre).or_default() += 1;
    }
    let left_out: Vec<(HeldBack, u32)> = list.left_out.clone();
    let ShownCounts { births, named, left_out } = counts_of(list.named, &left_out);
    let who = |staff: Option<StaffId>| match staff {
        Some(staff) => names.get(&staff).cloned().unwrap_or_default(),
        None => "Kith, or an operator by command".to_owned(),
    };
    let built = (list.built_at, "Built", String::new(), who(list.built_by));
    let said = steps.iter().map(|step| (step.said_at, step.step.title(), step.why.clone(), who(step.said_by)));
    let is_overdue = reach.is_overdue(today);
    Ok(MonthListPage {
        is_sender,
        is_lead,
        file_name: month_file_name(&list),
        fingerprint: list.public_key.parse::<RecipientKey>().map(|key| key.fingerprint()).unwrap_or_default(),
        digest: list.digest.clone(),
        fields: list.fields.split(' ').filter_map(PersonField::from_word).map(PersonField::title).collect(),
        by_centre: by_centre.into_iter().collect(),
        births,
        named,
        left_out,
        agreement: list.agreement.clone(),
        steps: std::iter::once(built).chain(said).collect(),
        line: MonthListLine { is_overdue, ..line(&list, reach) },
    })
}
