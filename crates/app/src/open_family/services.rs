//! Who is working with the family, and how often.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::family::{ContactLine, DueForYou, ServiceLine, Sight};
use kith_core::id::{ContactId, InvolvementId, PersonId, RecordId};
use kith_core::service::ServiceKind;
use kith_core::sharing::Outcome;
use kith_core::statement::InvolvementStatement;
use kith_store::{ContactDate, ContactKind, InvolvementLine, Tx};

use crate::AppError;
use crate::contacts::lines_of;
use crate::look::Look;
use crate::people::Somebody;
use crate::questions::Answered;

/// How many contacts the first screen lists.
const LATEST: usize = 5;

/// What the first screen says about services.
pub(crate) struct Working {
    pub(crate) lines: Vec<ServiceLine>,
    pub(crate) latest: Vec<ContactLine>,
    pub(crate) due: Option<DueForYou>,
    pub(crate) level: Option<String>,
    /// Kinds of health contacts that may be seen: happened and booked, by person.
    pub(crate) kinds: BTreeMap<PersonId, Kinds>,
}

/// Days and kinds of contacts with one person.
#[derive(Debug, Default)]
pub(crate) struct Kinds {
    pub(crate) happened: Vec<(Date, String)>,
    pub(crate) booked: Vec<(Date, String)>,
}

/// A service's name for a screen: the team where people know it by that, and
/// never a place's name in a family whose whereabouts are hidden (T23).
pub(crate) fn service_name(service: ServiceKind, team: Option<&str>, is_shielded: bool) -> String {
    let known_by_team = matches!(
        service,
        ServiceKind::ChildrensCentre | ServiceKind::GeneralPractice | ServiceKind::Education | ServiceKind::Housing
    );
    match team {
        Some(team) if known_by_team && !is_shielded => team.to_owned(),
        _ => service.title().to_owned(),
    }
}

/// An involvement with what it says.
pub(crate) struct OpenInvolvement {
    line: InvolvementLine,
    statement: InvolvementStatement,
}

type Key = (ServiceKind, Option<String>);

/// Everything that one service's line is made of.
#[derive(Default)]
struct Gathered {
    involvements: Vec<OpenInvolvement>,
    contacts: Vec<ContactDate>,
    people: BTreeSet<PersonId>,
}

/// Reads who is working with the family, as far as the look goes.
pub(crate) async fn working(tx: &mut Tx, look: &Look, everybody: &[Somebody]) -> Result<Working, AppError> {
    let visible: BTreeSet<RecordId> = look
        .copies
        .iter()
        .filter(|copy| look.may_know_that(copy.service, Some(copy.person)))
        .map(|copy| copy.record)
        .collect();
    let shown: Vec<&InvolvementLine> = look
        .involvements
        .iter()
        .filter(|line| visible.contains(&line.record))
        .filter(|line| look.may_know_that(line.service, look.person_of(line.record)))
        .collect();
    let asked: Vec<InvolvementId> = shown.iter().map(|line| line.involvement).collect();
    let mut work = tx.work_of(&asked).await?;
    let opened = shown
        .into_iter()
        .filter_map(|line| Some(OpenInvolvement { statement: work.remove(&line.involvement)?, line: line.clone() }))
        .collect();
    // Every record: a contact may stand with the record of another service than wrote it, and the writer decides.
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let contacts = tx.contact_dates(&records, year_start(look.today)).await?;
    let gathered = gather(look, opened, contacts);
    let latest = latest(tx, look, everybody, &gathered).await?;
    let opened = tx.contact_kinds(&opened_kinds(look, &gathered)).await?;
    let kinds = kinds(look, &gathered, &opened);
    let mut lines: Vec<ServiceLine> =
        gathered.iter().map(|(key, group)| line(look, everybody, key, (group, &opened))).collect();
    lines.sort_by_key(|line| {
        (
            line.ended_on.is_some(),
            !line.is_lead,
            !line.is_reader,
            line.last.as_ref().map(|last| std::cmp::Reverse(last.0)),
            line.name.clone(),
        )
    });
    Ok(Working { due: due(look, &gathered), level: level(look, &gathered), lines, latest, kinds })
}

/// The first day of the twelve months that the screen counts.
pub(crate) fn year_start(today: Date) -> Date {
    let start = today.first_of_month();
    start.checked_sub(jiff::Span::new().months(11)).unwrap_or(start)
}

fn gather(look: &Look, opened: Vec<OpenInvolvement>, contacts: Vec<ContactDate>) -> BTreeMap<Key, Gathered> {
    let mut gathered: BTreeMap<Key, Gathered> = BTreeMap::new();
    let mut key_of_record: BTreeMap<RecordId, Key> = BTreeMap::new();
    let mut key_of_source: BTreeMap<(PersonId, String), Key> = BTreeMap::new();
    for involvement in opened {
        let line = &involvement.line;
        let key = (line.service, line.team.clone());
        key_of_record.insert(line.record, key.clone());
        let group = gathered.entry(key.clone()).or_default();
        if let Some(person) = look.person_of(line.record) {
            key_of_source.insert((person, line.source_name.clone()), key);
            group.people.insert(person);
        }
        group.involvements.push(involvement);
    }
    for contact in contacts {
        let person = look.person_of(contact.record);
        if !look.may_know_that(contact.service, person) {
            continue;
        }
        let by_source = || {
            let source = contact.source_name.clone()?;
            key_of_source.get(&(person?, source)).cloned()
        };
        let of_service = || gathered.keys().find(|(service, _)| *service == contact.service).cloned();
        let by_record = key_of_record.get(&contact.record).filter(|(service, _)| *service == contact.service).cloned();
        let key = by_record.or_else(by_source).or_else(of_service).unwrap_or((contact.service, None));
        let group = gathered.entry(key).or_default();
        group.people.extend(person);
        group.contacts.push(contact);
    }
    gathered
}

/// How much of a service's work this reader may see.
pub(crate) fn sight(look: &Look, service: ServiceKind) -> Sight {
    sight_on(look, service, look.notes.get(&service))
}

/// How much of one contact this reader may see: of one with an adult, what that
/// adult agreed to (AXh).
pub(crate) fn sight_of_contact(look: &Look, contact: &ContactDate) -> Sight {
    sight_on(look, contact.service, look.answer_about(contact.service, look.person_of(contact.record)))
}

fn sight_on(look: &Look, service: ServiceKind, answered: Option<&Answered>) -> Sight {
    match answered.map(|answered| answered.decision.outcome()) {
        _ if look.is_own(service) => Sight::Everything,
        Some(Outcome::Share) => Sight::Everything,
        Some(Outcome::MinimumOnly) => Sight::Summary,
        _ => Sight::DatesOnly,
    }
}

/// Why a reader sees no more of a service, in a sentence.
fn why_no_more(look: &Look, service: ServiceKind) -> String {
    why_on(look, service, look.notes.get(&service))
}

/// Why a reader sees no more of one contact, in a sentence.
pub(crate) fn why_no_more_of_contact(look: &Look, contact: &ContactDate) -> String {
    why_on(look, contact.service, look.answer_about(contact.service, look.person_of(contact.record)))
}

fn why_on(look: &Look, service: ServiceKind, answered: Option<&Answered>) -> String {
    let Some(answered) = answered.filter(|_| sight_on(look, service, answered) != Sight::Everything) else {
        return String::new();
    };
    let words = match answered.decision.outcome() {
        Outcome::Share => "",
        Outcome::Refuse | Outcome::StopSharing => "The family said no to sharing notes.",
        Outcome::MinimumOnly => "You see what the purpose needs.",
        _ if service.is_health() => "Notes are for health staff.",
        _ => "Notes need the family’s agreement.",
    };
    words.to_owned()
}

/// The newest contact that took place.
fn last_attended<'g>(look: &Look, group: &'g Gathered) -> Option<&'g ContactDate> {
    let attended = group.contacts.iter().filter(|contact| contact.was_attended && contact.happened_on <= look.today);
    attended.max_by_key(|contact| contact.happened_on)
}

/// The contacts whose kind this page says: the last of every service of which
/// this reader sees more than dates, and those that count as reviews.
fn opened_kinds(look: &Look, gathered: &BTreeMap<Key, Gathered>) -> Vec<ContactId> {
    let mut asked: BTreeSet<ContactId> = BTreeSet::new();
    for ((service, _), group) in gathered {
        let last = last_attended(look, group);
        let of_reviews = group.contacts.iter().filter(|contact| contact.was_attended && tells_of_reviews(*service));
        let opened = last.into_iter().chain(of_reviews);
        asked.extend(
            opened.filter(|contact| Sight::Summary <= sight_of_contact(look, contact)).map(|contact| contact.contact),
        );
    }
    asked.into_iter().collect()
}

fn line(
    look: &Look,
    everybody: &[Somebody],
    (service, team): &Key,
    (group, opened): (&Gathered, &BTreeMap<ContactId, ContactKind>),
) -> ServiceLine {
    let sight = sight(look, *service);
    let now = |involvement: &&OpenInvolvement| involvement.line.ended_on.is_none_or(|last| look.today <= last);
    let newest = |involvement: &&OpenInvolvement| (involvement.line.is_lead, involvement.line.started_on);
    let current = group.involvements.iter().filter(now).max_by_key(newest);
    let shown = current.or_else(|| group.involvements.iter().max_by_key(|involvement| involvement.line.ended_on));
    let attended = group.contacts.iter().filter(|contact| contact.was_attended && contact.happened_on <= look.today);
    let kind_of = |contact: &ContactDate| opened.get(&contact.contact).map(|opened| opened.kind.clone());
    let last = last_attended(look, group).map(|contact| (contact.happened_on, kind_of(contact)));
    let worker = shown.map(|involvement| &involvement.statement);
    let is_reader = shown.is_some_and(|involvement| is_the_reader(look, &involvement.line));
    ServiceLine {
        service: *service,
        name: service_name(*service, team.as_deref(), look.is_shielded),
        about: about(everybody, &group.people),
        worker: worker.and_then(|worker| worker.worker.clone()),
        post: worker.and_then(|worker| worker.worker_post.clone()),
        telephone: worker
            .and_then(|worker| worker.worker_telephone.as_ref())
            .filter(|_| !look.is_shielded)
            .map(ToString::to_string),
        is_lead: shown.is_some_and(|involvement| involvement.line.is_lead),
        is_reader,
        ended_on: if current.is_none() { shown.and_then(|involvement| involvement.line.ended_on) } else { None },
        months: months(attended.map(|contact| contact.happened_on), look.today),
        last,
        next: next(look, group, sight),
        sight,
        why: why_no_more(look, *service),
    }
}

fn is_the_reader(look: &Look, line: &InvolvementLine) -> bool {
    look.asker.staff.code.is_some() && line.worker_code == look.asker.staff.code
}

/// First names, where the service is not about every child.
fn about(everybody: &[Somebody], people: &BTreeSet<PersonId>) -> Vec<String> {
    let children: Vec<&Somebody> = everybody.iter().filter(|somebody| somebody.is_living_child()).collect();
    let all = children.iter().all(|child| people.contains(&child.member.person));
    if all
        || children.len() < 2 && people.iter().all(|person| children.iter().any(|child| child.member.person == *person))
    {
        return Vec::new();
    }
    let named = everybody.iter().filter(|somebody| people.contains(&somebody.member.person));
    named.map(|somebody| somebody.view.first_name.clone()).collect()
}

fn months(days: impl Iterator<Item = Date>, today: Date) -> [u16; 12] {
    let month = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let mut counts = [0; 12];
    for day in days {
        let back = month(today) - month(day);
        if let Some(count) = usize::try_from(11 - back).ok().and_then(|place| counts.get_mut(place)) {
            *count += 1;
        }
    }
    counts
}

fn next(look: &Look, group: &Gathered, sight: Sight) -> Option<(Date, Option<String>)> {
    let coming = group.involvements.iter().filter(|involvement| involvement.line.ended_on.is_none());
    let booked = coming.filter_map(|involvement| Some((involvement.line.next_on?, &involvement.statement)));
    let (on, statement): (Date, &InvolvementStatement) =
        booked.filter(|(on, _)| *on >= look.today).min_by_key(|(on, _)| *on)?;
    let kind = if sight >= Sight::Summary { statement.next_kind.clone() } else { None };
    Some((on, kind))
}

/// What this reader has to do next: the earliest next contact of an
/// involvement that is the reader's own.
fn due(look: &Look, gathered: &BTreeMap<Key, Gathered>) -> Option<DueForYou> {
    let mine = gathered
        .values()
        .flat_map(|group| &group.involvements)
        .filter(|involvement| is_the_reader(look, &involvement.line) && involvement.line.ended_on.is_none());
    let (by, what) = mine
        .filter_map(|involvement| Some((involvement.line.next_on?, involvement.statement.next_kind.clone())))
        .min_by_key(|(on, _)| *on)?;
    Some(DueForYou { what: what.unwrap_or_else(|| "next contact".to_owned()), by, is_late: by < look.today })
}

/// The level of support that somebody whose work may be read has set.
fn level(look: &Look, gathered: &BTreeMap<Key, Gathered>) -> Option<String> {
    let readable = gathered.iter().filter(|((service, _), _)| sight(look, *service) >= Sight::Summary);
    readable
        .flat_map(|(_, group)| &group.involvements)
        .filter(|involvement| involvement.line.ended_on.is_none())
        .max_by_key(|involvement| (involvement.line.is_lead, involvement.line.started_on))
        .and_then(|involvement| involvement.statement.level.clone())
}

async fn latest(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    gathered: &BTreeMap<Key, Gathered>,
) -> Result<Vec<ContactLine>, AppError> {
    let mut all: Vec<(&Key, &ContactDate)> = gathered
        .iter()
        .flat_map(|(key, group)| group.contacts.iter().map(move |contact| (key, contact)))
        .filter(|(_, contact)| contact.happened_on <= look.today)
        .collect();
    all.sort_by_key(|(_, contact)| (std::cmp::Reverse(contact.happened_on), contact.contact));
    let named: Vec<(ContactDate, String)> = all
        .into_iter()
        .take(LATEST)
        .map(|((service, team), contact)| (contact.clone(), service_name(*service, team.as_deref(), look.is_shielded)))
        .collect();
    lines_of(tx, look, everybody, &named, false).await
}

/// Kinds of the health contacts that this reader may see, for the reviews.
fn kinds(
    look: &Look,
    gathered: &BTreeMap<Key, Gathered>,
    opened: &BTreeMap<ContactId, ContactKind>,
) -> BTreeMap<PersonId, Kinds> {
    let is_seen = |service: ServiceKind| tells_of_reviews(service) && Sight::Summary <= sight(look, service);
    let mut kinds: BTreeMap<PersonId, Kinds> = BTreeMap::new();
    for (_, group) in gathered.iter().filter(|((service, _), _)| is_seen(*service)) {
        for contact in group.contacts.iter().filter(|contact| contact.was_attended) {
            if let (Some(person), Some(opened)) = (look.person_of(contact.record), opened.get(&contact.contact)) {
                kinds.entry(person).or_default().happened.push((contact.happened_on, opened.kind.clone()));
            }
        }
        for involvement in &group.involvements {
            if let (Some(person), Some(on), Some(kind)) = (
                look.person_of(involvement.line.record),
                involvement.line.next_on,
                involvement.statement.next_kind.clone(),
            ) {
                kinds.entry(person).or_default().booked.push((on, kind));
            }
        }
    }
    kinds
}

/// Whether the contacts of a service are the reviews of the child health
/// programme.
fn tells_of_reviews(service: ServiceKind) -> bool {
    matches!(service, ServiceKind::HealthVisiting | ServiceKind::Maternity | ServiceKind::ChildHealth)
}
