//! Figures before birth, nobody named: in which week women agreed that the
//! centre hears of them (S002-CBa), and whether those who were met before the
//! birth came after it (S002-LAe).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::antenatal::{ConsentItem, MessageEvent, MessageState};
use kith_core::audit::Action;
use kith_core::id::{PersonId, RecordId};
use kith_core::report::hide_small;
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_store::Tx;

use super::seen::{BORN, Seen, read_among};
use crate::door::event;
use crate::{App, AppError, Asker, registration};

/// The weeks of pregnancy as the report puts them together: the booking
/// appointment is at 8 to 12.
const BANDS: [(u32, u32, &str); 5] = [
    (0, 7, "Before 8 weeks"),
    (8, 12, "8 to 12 weeks"),
    (13, 20, "13 to 20 weeks"),
    (21, 30, "21 to 30 weeks"),
    (31, 44, "31 weeks and later"),
];
/// Where nobody wrote the week down.
const NO_WEEK: &str = "Week not written down";
/// The report looks back so many days.
const DAYS: i64 = 365;

/// One line of the report by week; small numbers are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekLine {
    /// The weeks.
    pub weeks: &'static str,
    /// How many women were asked.
    pub asked: Option<u64>,
    /// How many agreed that the centre hears of them.
    pub agreed: Option<u64>,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AntenatalFigures {
    /// By week of the pregnancy when they were asked.
    pub weeks: Vec<WeekLine>,
    /// Women met before the birth whose baby is born: how many, and how many of
    /// them a centre works with since.
    pub met: Option<u64>,
    /// Of these, how many a centre works with since the birth.
    pub came: Option<u64>,
    /// Women of whom midwife and centre, or health visitor, agreed that they
    /// need more help.
    pub help: Option<u64>,
    /// Of these, how many had a plan before the day on which the baby was due.
    pub planned: Option<u64>,
}

impl App {
    /// The figures of the last year.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but the commissioner and the
    /// Caldicott Guardian.
    pub async fn antenatal_figures(&self, asker: &Asker, now: Timestamp) -> Result<AntenatalFigures, AppError> {
        if !matches!(asker.staff.role, Role::Commissioner | Role::CaldicottGuardian) {
            return Err(AppError::NotFound);
        }
        let figures = self.db.read(move |tx| Box::pin(async move { figures(tx, now).await })).await?;
        self.write_event(event(asker, Action::Look, now).with("page", "antenatal-report")).await?;
        Ok(figures)
    }
}

async fn figures(tx: &mut Tx, now: Timestamp) -> Result<AntenatalFigures, AppError> {
    let since = now - jiff::SignedDuration::from_hours(DAYS * 24);
    let mut asked: BTreeMap<PersonId, (&'static str, bool)> = BTreeMap::new();
    let (mut met, mut came) = (0, 0);
    let (mut help, mut planned) = (0, 0);
    for notification in tx.notifications_from(since).await? {
        let weeks = notification.weeks;
        let seen = read_among(tx, notification, &BTreeSet::new(), now).await?;
        // A woman counts once, by her last answer; one who was not asked is none who said no.
        if let (Some(said_yes), Some(people)) = (answered(&seen), seen.people()) {
            asked.insert(people.woman.1, (band(weeks), said_yes));
        }
        if let Some(is_in_time) = has_plan_in_time(&seen) {
            help += 1;
            planned += u64::from(is_in_time);
        }
        if seen.state(ServiceKind::ChildrensCentre) == MessageState::Contacted && seen.is_born() && seen.loss.is_none()
        {
            met += 1;
            came += u64::from(uses_centre(tx, &seen).await?);
        }
    }
    let mut by_week: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (weeks, has_agreed) in asked.into_values() {
        let counts = by_week.entry(weeks).or_default();
        *counts = (counts.0 + u64::from(has_agreed), counts.1 + u64::from(!has_agreed));
    }
    let line = |weeks: &'static str| {
        let (agreed, not) = by_week.get(weeks).copied().unwrap_or_default();
        let (asked, parts) = hide_small(&[agreed, not]);
        WeekLine { weeks, asked, agreed: parts.first().copied().flatten() }
    };
    let (met, parts) = hide_small(&[came, met - came]);
    let (help, in_time) = hide_small(&[planned, help - planned]);
    Ok(AntenatalFigures {
        help,
        planned: in_time.first().copied().flatten(),
        weeks: BANDS.iter().map(|(.., weeks)| *weeks).chain([NO_WEEK]).map(line).collect(),
        met,
        came: parts.first().copied().flatten(),
    })
}

/// The weeks of pregnancy that an answer counts with.
fn band(weeks: Option<u32>) -> &'static str {
    let is_in = |(first, last, _): &&(u32, u32, &str)| weeks.is_some_and(|weeks| (*first..=*last).contains(&weeks));
    BANDS.iter().find(is_in).map_or(NO_WEEK, |(.., title)| title)
}

/// What the woman answered when she was asked whether the centre may get in
/// touch: none where nobody asked her, or where her yes is not proven yet.
fn answered(seen: &Seen) -> Option<bool> {
    let said_yes = *seen.kept.items.get(ConsentItem::CentreContact.word())?;
    (!said_yes || seen.is_proven()).then_some(said_yes)
}

/// Whether there was a plan before the baby was due, for a woman of whom they
/// agreed that she needs more help; none for others, and where a baby was lost.
fn has_plan_in_time(seen: &Seen) -> Option<bool> {
    let due_on = seen.kept.due_on().filter(|_| seen.loss.is_none())?;
    let agreed = seen.events.iter().filter(|event| event.kind == MessageEvent::AgreedVulnerable.word());
    let services: Vec<_> = agreed.map(|event| event.service).collect();
    let is_in_time = |event: &kith_store::NotificationEvent| {
        event.kind == MessageEvent::Planned.word()
            && services.contains(&event.service)
            && crate::door::today(event.at) < due_on
    };
    (!services.is_empty()).then(|| seen.events.iter().any(is_in_time))
}

/// Whether the family uses a centre since the birth: the child is registered
/// with one, or a centre met them. That a centre holds a record is no use of
/// it.
async fn uses_centre(tx: &mut Tx, seen: &Seen) -> Result<bool, AppError> {
    let born: Vec<RecordId> =
        seen.events.iter().filter(|event| event.kind == BORN).filter_map(|event| event.words.parse().ok()).collect();
    let people: Vec<PersonId> = tx.persons_of_records(&born).await?.into_iter().map(|(_, person)| person).collect();
    let copies = tx.copies_of(&people).await?;
    if registration::is_written_down(tx, &copies).await? {
        return Ok(true);
    }
    let born_on = tx.records(&born).await?.iter().filter_map(|record| record.statement.born_on).min();
    let Some(born_on) = born_on else { return Ok(false) };
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let contacts = tx.contact_dates(&records, born_on).await?;
    Ok(contacts.iter().any(|contact| contact.service == ServiceKind::ChildrensCentre && contact.was_attended))
}
