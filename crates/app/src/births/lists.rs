//! The lists that go to centres, as the data lead sees them: numbers, steps
//! and reasons, and nobody's name (page 32).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::birth::{HeldBack, ListSchedule, ListWay, Month, News};
use kith_core::family::PersonField;
use kith_core::id::ListId;
use kith_core::report::hide_small;
use kith_core::workforce::Role;
use kith_exchange::list_out::RecipientKey;
use kith_store::{BirthList, ListKind, ListStep, ListStepKind, Tx};

use super::build::centre_names;
use super::flow::{ListFlow, list_flow};
use super::gather::births_without_centre;
use super::keys::keys_of;
use super::may_send_lists;
use super::month_list::taken;
use super::release::{file_name, known};
use super::schedule::schedule;
use super::taken::{Reach, Reaches};
use super::way::way;
use crate::door::today;
use crate::words::date_words;
use crate::{App, AppError, Who};

/// How many months of lists stand on the page.
pub(super) const MONTHS: u32 = 12;

/// So many days after a list was due it is late.
const DAYS_OF_GRACE: i32 = 2;

/// One list on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListLine {
    /// Which.
    pub id: ListId,
    /// For which centre.
    pub centre: String,
    /// Of which month.
    pub month: Month,
    /// It says only who leaves, built the same day.
    pub is_same_day: bool,
    /// How many entries it has.
    pub entries: u32,
    /// The newest step; none while it waits to be released.
    pub state: Option<ListStepKind>,
    /// How far it came; none where it was not released.
    pub reach: Option<Reach>,
    /// When it was built.
    pub built_at: Timestamp,
}

/// What a centre was sent last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentToCentre {
    /// The centre.
    pub centre: String,
    /// How far the last monthly list came; none where none was sent yet.
    pub last: Option<Reach>,
}

/// A list that was released, and that no centre took in its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// The list.
    pub list: ListId,
    /// The centre.
    pub centre: String,
    /// What is said of it.
    pub words: String,
}

/// The lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListsPage {
    /// The month whose births are due.
    pub month: Month,
    /// The title of the agreement that lists run on; or why none may run.
    pub agreement: Result<String, String>,
    /// The agreement ends in so many days.
    pub ends_in: Option<i32>,
    /// How often lists are built by themselves.
    pub schedule: ListSchedule,
    /// Who sends.
    pub way: ListWay,
    /// Where child health sends: the data lead took no list of the month that
    /// is due yet.
    pub waits_for_child_health: bool,
    /// The lists, the newest month first.
    pub lines: Vec<ListLine>,
    /// Centres without a key: they get none.
    pub without_key: Vec<String>,
    /// Centres whose list is late, with since when in words.
    pub late: Vec<(String, String)>,
    /// Every centre with the last list that it was sent.
    pub sent: Vec<SentToCentre>,
    /// Lists that were released and that nobody took, the oldest first.
    pub not_taken: Vec<NotTaken>,
    /// Centres that were sent lists and cannot be told any more who leaves.
    pub out_of_reach: Vec<String>,
    /// Children born in the month that is due whose home no centre reaches:
    /// they are on no list (S002-15j). None where there is nobody, a small
    /// number not shown.
    pub without_centre: Option<Option<u64>>,
}

/// One list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPage {
    /// Its line.
    pub line: ListLine,
    /// The name of the encrypted file.
    pub file_name: String,
    /// What is read out to check the key that it is encrypted to.
    pub fingerprint: String,
    /// The digest of the encrypted file.
    pub digest: String,
    /// The details that it carries of each child, in words.
    pub fields: Vec<&'static str>,
    /// How many entries say what.
    pub by_news: Vec<(&'static str, usize)>,
    /// Births of the reach area in the month; none where it is a small number.
    pub births: Option<u64>,
    /// How many of them the centre knows by name.
    pub named: Option<u64>,
    /// Those it does not, by reason; a small number is not shown.
    pub left_out: Vec<(&'static str, Option<u64>)>,
    /// The agreement that it rests on, and the flow.
    pub agreement: (String, String),
    /// Every step: when, what, why, who.
    pub steps: Vec<(Timestamp, &'static str, String, String)>,
}

impl App {
    /// The lists of the last twelve months, and what stands in the way of the
    /// next.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a data lead and the command line.
    pub async fn birth_lists(&self, who: impl Into<Who>, now: Timestamp) -> Result<ListsPage, AppError> {
        may_send_lists(&who.into())?;
        self.keep_places_ready(now).await?;
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let page = page(tx, now).await?;
                    let nowhere = births_without_centre(tx, page.month).await?;
                    let without_centre = (nowhere > 0).then(|| hide_small(&[nowhere]).0);
                    Ok(ListsPage { without_centre, ..page })
                })
            })
            .await
    }

    /// One list.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is none, and as for
    /// [`App::birth_lists`].
    pub async fn birth_list(&self, who: impl Into<Who>, list: ListId, now: Timestamp) -> Result<ListPage, AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let found = self.db.read(move |tx| Box::pin(async move { one(tx, list, today(now)).await })).await?;
        self.write_event(who.event(Action::Look, now).about(list).with("page", "birth-list")).await?;
        Ok(found)
    }
}

/// The newest step of a list; none while it waits.
pub(super) async fn state_of(tx: &mut Tx, list: ListId) -> Result<Option<ListStepKind>, AppError> {
    Ok(tx.steps_of_lists(&[list]).await?.last().map(|step| step.step))
}

fn line(list: &BirthList, steps: &[ListStep], reaches: &Reaches) -> ListLine {
    ListLine {
        reach: reaches.of_list(list.id).cloned(),
        id: list.id,
        centre: list.centre.clone(),
        month: list.month,
        is_same_day: list.kind == ListKind::SameDay,
        entries: list.entries,
        state: steps.iter().rfind(|step| step.list == list.id).map(|step| step.step),
        built_at: list.built_at,
    }
}

async fn page(tx: &mut Tx, now: Timestamp) -> Result<ListsPage, AppError> {
    let today = today(now);
    let month = Month::of(today).before();
    let from = (0..MONTHS).fold(Month::of(today), |month, _| month.before());
    let lists = tx.birth_lists(from).await?;
    let ids: Vec<ListId> = lists.iter().map(|list| list.id).collect();
    let steps = tx.steps_of_lists(&ids).await?;
    let flow = list_flow(tx, today).await?;
    let (keys, centres) = (keys_of(tx).await?, centre_names(tx).await?);
    let written = flow.as_ref().map_or_else(|stopped| stopped.stopped.clone(), |flow| Some(flow.clone()));
    let way = way(tx).await?;
    let reaches = Reaches::of(tx, &steps, today).await?;
    let (last, counts) = (reaches.last_sent(&lists), reaches.last_that_counts(&lists));
    Ok(ListsPage {
        month,
        schedule: schedule(tx).await?,
        way,
        waits_for_child_health: way == ListWay::ChildHealth && taken(tx, month).await?.is_empty(),
        ends_in: flow.as_ref().ok().and_then(|flow| flow.ends_in),
        agreement: flow.map(|flow| flow.agreement.1).map_err(|stopped| stopped.words().to_owned()),
        lines: lists.iter().map(|list| line(list, &steps, &reaches)).collect(),
        without_key: centres.iter().filter(|centre| !keys.contains_key(*centre)).cloned().collect(),
        late: written.map(|flow| late((&centres, &counts), &last, (&flow, today))).unwrap_or_default(),
        not_taken: not_taken(&lists, &reaches),
        out_of_reach: last.keys().filter(|centre| !keys.contains_key(**centre)).map(ToString::to_string).collect(),
        sent: sent_to(&centres, &last),
        without_centre: None,
    })
}

fn sent_to(centres: &BTreeSet<String>, last: &BTreeMap<&str, &Reach>) -> Vec<SentToCentre> {
    let sent = |centre: &String| SentToCentre {
        centre: centre.clone(),
        last: last.get(centre.as_str()).map(|reach| (*reach).clone()),
    };
    centres.iter().map(sent).collect()
}

/// What each centre was sent last on an agreement.
pub(crate) async fn last_sent_by(tx: &mut Tx, agreement: &str, today: Date) -> Result<Vec<SentToCentre>, AppError> {
    let from = (0..MONTHS).fold(Month::of(today), |month, _| month.before());
    let mut lists = tx.birth_lists(from).await?;
    lists.retain(|list| list.agreement.0 == agreement);
    let steps = tx.steps_of_lists(&lists.iter().map(|list| list.id).collect::<Vec<_>>()).await?;
    let reaches = Reaches::of(tx, &steps, today).await?;
    Ok(sent_to(&centre_names(tx).await?, &reaches.last_sent(&lists)))
}

/// The centres whose last list that counts was released longer ago than
/// agreed, and those that wait as long for their first.
fn late(
    (centres, counts): (&BTreeSet<String>, &BTreeMap<&str, &Reach>),
    last: &BTreeMap<&str, &Reach>,
    (flow, today): (&ListFlow, Date),
) -> Vec<(String, String)> {
    let of_centre = |centre: &String| {
        let counted = counts.get(centre.as_str()).map(|reach| reach.released_on);
        let sent = last.get(centre.as_str()).map(|reach| reach.released_on);
        let words = match counted {
            Some(on) if counted == sent => format!("The last list was sent on {}", date_words(on)),
            Some(on) => format!("The last list that was taken was sent on {}", date_words(on)),
            None => {
                let done = if sent.is_some() { "taken" } else { "sent" };
                format!("No list was {done} since the agreement began on {}", date_words(flow.runs_since))
            }
        };
        is_late(counted.unwrap_or(flow.runs_since), flow.every_days, today).then(|| (centre.clone(), words))
    };
    centres.iter().filter_map(of_centre).collect()
}

/// Whether a list that was due so many days after a day is late today.
pub(super) fn is_late(since: Date, every_days: u32, today: Date) -> bool {
    let most = i32::try_from(every_days).unwrap_or(i32::MAX).saturating_add(DAYS_OF_GRACE);
    most < (today - since).get_days()
}

/// The lists that were released and that nobody took in the days that a centre
/// has, the oldest first. One of a month does not make up for one of another:
/// no list says again what another said.
fn not_taken(lists: &[BirthList], reaches: &Reaches) -> Vec<NotTaken> {
    let overdue = |list: &&BirthList| reaches.of_list(list.id).is_some_and(|reach| reach.is_overdue);
    let mut lists: Vec<&BirthList> = lists.iter().filter(overdue).collect();
    lists.sort_by_key(|list| list.built_at);
    let said = |list: &BirthList| {
        let reach = reaches.of_list(list.id)?;
        let what = match list.kind {
            ListKind::Monthly => "The list",
            ListKind::SameDay => "The list of children who leave",
        };
        let (month, on) = (list.month.words(), date_words(reach.released_on));
        let words = format!("{what} of {month} was released on {on}. {}", reach.words());
        Some(NotTaken { list: list.id, centre: list.centre.clone(), words })
    };
    lists.into_iter().filter_map(said).collect()
}

/// What of the lists waits for the data lead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WaitingLists {
    /// Centres that wait for a list that is late, or cannot be told who leaves
    /// theirs.
    pub late: usize,
    /// Lists that are built and wait to be released.
    pub to_release: usize,
    /// The centres that did not take a list that was released for them.
    pub not_taken_by: Vec<String>,
}

/// What waits for somebody in a role: nothing for anybody but the data lead.
pub(crate) async fn waiting_lists(tx: &mut Tx, role: Role, now: Timestamp) -> Result<WaitingLists, AppError> {
    if role != Role::DataLead {
        return Ok(WaitingLists::default());
    }
    let page = page(tx, now).await?;
    let late: BTreeSet<&String> = page.late.iter().map(|(centre, _)| centre).chain(&page.out_of_reach).collect();
    let not_taken_by: BTreeSet<String> = page.not_taken.iter().map(|not_taken| not_taken.centre.clone()).collect();
    Ok(WaitingLists {
        late: late.len(),
        to_release: page.lines.iter().filter(|line| line.state.is_none()).count(),
        not_taken_by: not_taken_by.into_iter().collect(),
    })
}

async fn one(tx: &mut Tx, id: ListId, today: Date) -> Result<ListPage, AppError> {
    let list = known(tx, id).await?;
    let steps = tx.steps_of_lists(&[id]).await?;
    let names = tx.names_of_staff(&steps.iter().filter_map(|step| step.said_by).collect::<Vec<_>>()).await?;
    let entries = tx.birth_list_entries(id).await?;
    let by_news = News::ALL.iter().filter_map(|news| {
        let count = entries.iter().filter(|entry| entry.news == *news).count();
        Some((news.title(), count)).filter(|(_, count)| *count > 0)
    });
    let ShownCounts { births, named, left_out } = counts(&list);
    let who = |step: &ListStep| match step.said_by {
        Some(staff) => names.get(&staff).cloned().unwrap_or_default(),
        None => "Kith, or an operator by command".to_owned(),
    };
    Ok(ListPage {
        file_name: file_name(&list),
        fingerprint: list.public_key.parse::<RecipientKey>().map(|key| key.fingerprint()).unwrap_or_default(),
        digest: list.digest.clone(),
        fields: list.fields.split(' ').filter_map(PersonField::from_word).map(PersonField::title).collect(),
        by_news: by_news.collect(),
        births,
        named,
        left_out,
        agreement: list.agreement.clone(),
        steps: steps.iter().map(|step| (step.said_at, step.step.title(), step.why.clone(), who(step))).collect(),
        line: line(&list, &steps, &Reaches::of(tx, &steps, today).await?),
    })
}

/// Births of a month, how many are named, and the rest by reason, small
/// numbers not shown (S003-ISj, A22).
pub(super) struct ShownCounts {
    pub(super) births: Option<u64>,
    pub(super) named: Option<u64>,
    pub(super) left_out: Vec<(&'static str, Option<u64>)>,
}

/// What a list says of births, as it may be shown.
pub(super) fn counts(list: &BirthList) -> ShownCounts {
    counts_of(list.named, &list.left_out)
}

/// The same of any list: how many are named, and why others are not.
pub(super) fn counts_of(named: u32, left_out: &[(HeldBack, u32)]) -> ShownCounts {
    let reasons: Vec<(HeldBack, u64)> = HeldBack::ALL
        .iter()
        .map(|why| {
            let of_reason = left_out.iter().filter(|(known, _)| known == why);
            (*why, of_reason.map(|(_, times)| u64::from(*times)).sum())
        })
        .collect();
    let mut parts = vec![u64::from(named)];
    parts.extend(reasons.iter().map(|(_, times)| *times));
    let (births, shown) = hide_small(&parts);
    let left_out = reasons.iter().zip(shown.iter().skip(1)).filter(|((_, times), _)| *times > 0);
    ShownCounts {
        births,
        named: shown.first().copied().flatten(),
        left_out: left_out.map(|((why, _), shown)| (why.title(), *shown)).collect(),
    }
}
