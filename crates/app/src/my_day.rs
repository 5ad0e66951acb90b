//! My day: what is due, the families opened lately, sources that are late,
//! and what waits for people who look after files and rules.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::family::Freshness;
use kith_core::id::FamilyId;
use kith_core::workforce::{AccessState, Role};
use kith_store::{FileState, Tx};

use crate::births::{MonthListDay, WaitingLists};
use crate::caseload::{FamilyCard, by_next, card, names, own_lines};
use crate::door::{Rules, event, today};
use crate::ledger_tasks::{self, LedgerToDo};
use crate::mentoring::{self, MentoringDay};
use crate::objecting::{self, ParentsWaiting};
use crate::open_family::fresh_line;
use crate::registration::own_centre;
use crate::visits::{self, VisitCounts};
use crate::{
    App, AppError, Asker, IncomingCounts, PlanToMake, WarnedAgreement, agreements, births, centre_links, centre_tasks,
    first_visit, gaps,
};

/// How many things to do are listed.
const MOST: usize = 12;
/// How many that wait for review are counted.
const MOST_COUNTED: u32 = 500;
/// How far ahead, in days.
const AHEAD: i64 = 14;

/// One thing to do.
#[derive(Debug, Clone)]
pub struct ToDo {
    /// The family, as a card.
    pub card: FamilyCard,
    /// By when.
    pub by: Date,
    /// The day has passed.
    pub is_late: bool,
}

/// What My day shows.
#[derive(Debug, Clone)]
pub struct MyDay {
    /// What is due in the next two weeks, the earliest first.
    pub to_do: Vec<ToDo>,
    /// How many things are due in all.
    pub due_in_all: usize,
    /// Families opened lately, the newest first; those that may no longer be
    /// seen have left.
    pub recent: Vec<FamilyCard>,
    /// How many families the reader works with.
    pub families: usize,
    /// Sources whose information is late.
    pub late_sources: Vec<Freshness>,
    /// A second sign-in ended another session: said once.
    pub was_signed_in_elsewhere: bool,
    /// Files that wait to be checked, for the data lead.
    pub files_to_check: usize,
    /// Pairs of records that wait for the data lead, and bookings beside
    /// somebody who is kept safe for the Caldicott Guardian; none for everybody
    /// else.
    pub pairs_to_check: Option<u64>,
    /// Notifications before a birth that wait for the reader's team; none
    /// where it sends and receives none.
    pub antenatal: Option<usize>,
    /// Plans before a birth that the reader's team makes or waits for.
    pub plans: Vec<PlanToMake>,
    /// What the reader has to do about consent and sharing.
    pub ledger: Vec<LedgerToDo>,
    /// What women said out loud before a birth, and the reader gets in writing.
    pub to_sign: Vec<crate::ToSign>,
    /// Reasons that wait for review, for the Caldicott Guardian.
    pub reasons_to_review: u32,
    /// Colleagues who wait for the reader's advice.
    pub advice_waiting: u32,
    /// Somebody answered what the reader asked: said once.
    pub has_new_advice: bool,
    /// Judgements that wait for review, for the Caldicott Guardian.
    pub judgements_to_review: usize,
    /// Agreements on planned sharing that have to be signed, renewed,
    /// reviewed or renegotiated, for the data lead and the Caldicott Guardian;
    /// the most urgent first.
    pub agreements_waiting: Vec<WarnedAgreement>,
    /// Sources without an agreement and sources that are stopped, for the data
    /// lead.
    pub incoming: IncomingCounts,
    /// What waits of the lists of births to centres.
    pub lists: WaitingLists,
    /// Visits of the reader's team that need somebody.
    pub visits: VisitCounts,
    /// What the reader's centre is asked to do.
    pub centre_tasks: usize,
    /// First visit forms that wait to be entered; none where somebody else
    /// enters them.
    pub forms_to_enter: Option<usize>,
    /// What waits of the month's list from child health to the data lead.
    pub month_list: MonthListDay,
    /// Centres without a health visitor and a therapist of their own, for the
    /// data lead and the administrator.
    pub centres_without_links: usize,
    /// What the reader has to do about family mentors.
    pub mentoring: MentoringDay,
    /// Messages of parents who say no, that wait for the reader.
    pub parents_messages: ParentsWaiting,
    /// The reader asks families about the centre.
    pub asks_about_centre: bool,
    /// How many of the reader's families agreed that a centre knows them, have
    /// a baby that nears six months, and are known to none.
    pub unknown_to_centre: usize,
    /// Why families cannot be looked up today, if so.
    pub what_to_renew: Option<String>,
}

impl App {
    /// Shows the day of somebody in a role.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read or the look cannot
    /// be written down.
    pub async fn my_day(&self, asker: &Asker, now: Timestamp) -> Result<MyDay, AppError> {
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let read = self.db.read(move |tx| {
            Box::pin(async move {
                let parents_messages = objecting::waiting(tx, &reader, &rules, now).await?;
                Ok::<_, AppError>(MyDay { parents_messages, ..day(tx, &reader, &rules, now).await? })
            })
        });
        let mut day = read.await?;
        day.pairs_to_check = self.count_pairs(asker, now).await?;
        let mut shown: Vec<FamilyCard> = day.to_do.iter().map(|to_do| to_do.card.clone()).collect();
        shown.extend(day.recent.iter().cloned());
        let is_looked_at = !shown.is_empty() || !day.to_sign.is_empty() || !day.plans.is_empty();
        if is_looked_at || day.was_signed_in_elsewhere || day.has_new_advice {
            let of_plans = day.plans.iter().filter_map(|plan| plan.family.map(|family| family.to_string()));
            let families: Vec<String> = Some(names(&shown)).into_iter().chain(of_plans).collect();
            let seen =
                event(asker, Action::Look, now).with("page", "my-day").with("families", families.join(" ").trim());
            let staff = asker.staff.id;
            self.db
                .write(move |tx| {
                    Box::pin(async move {
                        tx.see_notices(staff, now).await?;
                        tx.append_audit(&seen).await?;
                        Ok::<_, AppError>(())
                    })
                })
                .await?;
        }
        Ok(day)
    }
}

async fn day(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<MyDay, AppError> {
    let (today, role) = (today(now), asker.staff.role);
    let is_mentor = role == Role::FamilyMentor;
    let access = if is_mentor { asker.staff.mentoring_access_on(today) } else { asker.staff.access_on(today) };
    let sources = tx.sources().await?;
    let late_sources = sources
        .into_iter()
        .map(|source| fresh_line(source.title, source.extract_on, source.expected_every_days, today))
        .filter(|source| source.is_late && source.extract_on.is_some())
        .collect();
    let notices = tx.notices(asker.staff.id).await?;
    let (to_do, due_in_all, families) = due(tx, asker, rules, now).await?;
    let recent = recent(tx, asker, rules, now).await?;
    let files_to_check = if role == Role::DataLead { tx.files_in(FileState::Checked).await?.len() } else { 0 };
    let reasons_to_review = if role == Role::CaldicottGuardian { tx.count_reasons_to_review().await? } else { 0 };
    let is_guardian = role == Role::CaldicottGuardian;
    let judgements_to_review =
        if is_guardian { tx.ledger_tasks_to(ledger_tasks::REVIEW_JUDGEMENT, MOST_COUNTED).await?.len() } else { 0 };
    let ledger = ledger_tasks::tasks_of(tx, asker, rules, now).await?;
    let keeps_agreements = is_guardian || role == Role::DataLead;
    let agreements_waiting =
        if keeps_agreements { agreements::waiting(tx, &asker.staff, today).await? } else { Vec::new() };
    let visits = if access == AccessState::Current && !is_mentor {
        visits::counts(tx, asker, rules, now).await?
    } else {
        VisitCounts::default()
    };
    let centre_tasks = match own_centre(&asker.staff).filter(|_| !is_mentor) {
        Some(centre) => centre_tasks::count_open(tx, &centre).await?,
        None => 0,
    };
    let (lists, incoming) = of_data_lead(tx, role, now).await?;
    let is_stopped = access != AccessState::Current && (role.works_with_families() || is_mentor);
    let antenatal =
        if is_stopped || is_mentor { None } else { crate::antenatal::waiting(tx, asker, rules, now).await? };
    Ok(MyDay {
        to_do,
        due_in_all,
        recent,
        families,
        late_sources,
        was_signed_in_elsewhere: notices.iter().any(|notice| notice.kind == "signed-in-elsewhere"),
        files_to_check,
        pairs_to_check: None,
        reasons_to_review,
        advice_waiting: tx.count_advice_waiting(asker.staff.id).await?,
        has_new_advice: notices.iter().any(|notice| notice.kind == "advice-answered"),
        judgements_to_review,
        antenatal: antenatal.as_ref().map(|waiting| waiting.notifications),
        plans: antenatal.map(|waiting| waiting.plans).unwrap_or_default(),
        ledger,
        to_sign: if is_stopped { Vec::new() } else { crate::antenatal::to_sign(tx, asker, rules, now).await? },
        agreements_waiting,
        incoming,
        lists,
        visits,
        centre_tasks,
        forms_to_enter: first_visit::count_to_enter(tx, role, now).await?,
        month_list: births::waiting_month_lists(tx, role, now).await?,
        centres_without_links: match role {
            Role::DataLead | Role::Administrator => centre_links::without_links(tx).await?.len(),
            _ => 0,
        },
        mentoring: mentoring::day(tx, asker, rules, now).await?,
        parents_messages: ParentsWaiting::default(),
        asks_about_centre: first_visit::may_ask(asker),
        unknown_to_centre: if is_stopped { 0 } else { gaps::count_pressing(tx, asker, now).await? },
        what_to_renew: is_stopped.then(|| crate::look::not_current(access).ways_to_yes.concat()),
    })
}

/// What waits of the lists of births, and the sources without an agreement.
async fn of_data_lead(tx: &mut Tx, role: Role, now: Timestamp) -> Result<(WaitingLists, IncomingCounts), AppError> {
    if role != Role::DataLead {
        return Ok((WaitingLists::default(), IncomingCounts::default()));
    }
    Ok((births::waiting_lists(tx, role, now).await?, agreements::incoming_counts(tx, today(now)).await?))
}

async fn due(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<(Vec<ToDo>, usize, usize), AppError> {
    let today = today(now);
    let ordered = by_next(&own_lines(tx, asker, today).await?);
    let until = today.checked_add(jiff::Span::new().days(AHEAD)).unwrap_or(today);
    let coming: Vec<(FamilyId, Date)> =
        ordered.iter().filter_map(|(family, on)| Some((*family, (*on)?))).filter(|(_, on)| *on <= until).collect();
    let mut to_do = Vec::new();
    for (family, by) in coming.iter().take(MOST) {
        if let Some(card) = card(tx, asker, rules, (*family, Some(*by)), now).await? {
            to_do.push(ToDo { card, by: *by, is_late: *by < today });
        }
    }
    Ok((to_do, coming.len(), ordered.len()))
}

async fn recent(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<Vec<FamilyCard>, AppError> {
    let mut recent = Vec::new();
    for (family, _) in tx.recent_families(asker.staff.id).await? {
        recent.extend(card(tx, asker, rules, (family, None), now).await?);
    }
    Ok(recent)
}
