//! Registration with a children's centre (S002-CAa): a centre may plan visits
//! to a family that is registered, and is told what the family agreed to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::service::ServiceKind;
use kith_core::workforce::Staff;
use kith_store::{CopyLine, RegistrationLine, Tx};

use crate::contact_form::day;
use crate::door::{event, today};
use crate::look::{Doing, Look};
use crate::standing::Standing;
use crate::write_down::{chosen_children, filled};
use crate::{App, AppError, Asker, FieldProblem, centre_tasks, mentoring, people};

/// The ways in which a family can have been registered, by word and title.
pub const WAYS_TO_REGISTER: [(&str, &str); 4] = [
    (BY_FIRST_VISIT, "At the first visit"),
    ("centre", "At the centre"),
    ("paper", "On paper"),
    ("antenatal", "Before the birth"),
];

/// The ways in which a registration can have ended, by word and title.
pub const WAYS_TO_END: [(&str, &str); 3] = [
    (BY_ASKING, "They asked to end it"),
    (BY_MOVING, "They moved away, or go to another centre"),
    (BY_MISTAKE, "It was written down by mistake"),
];

/// The family wanted it to end.
const BY_ASKING: &str = "asked";
/// The family moved, or goes to another centre.
const BY_MOVING: &str = "moved";
/// They never were registered.
const BY_MISTAKE: &str = "mistake";

/// The way of the first visit form.
pub(crate) const BY_FIRST_VISIT: &str = "first-visit";

/// That a child is registered with a centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Registered {
    /// The centre's name; none where its own file does not say it.
    pub(crate) centre: Option<String>,
    /// Since when.
    pub(crate) since: Option<Date>,
    /// How, in words.
    pub(crate) how: &'static str,
}

/// That a child is registered with no centre any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    /// The centre with which it was.
    pub(crate) centre: String,
    on: Date,
    how: String,
}

impl Ended {
    /// The family wanted it: nobody asks them again until they say so. Before a
    /// reason was written down, the form knew no other.
    pub(crate) fn has_asked(&self) -> bool {
        !self.has_moved() && self.how != BY_MISTAKE
    }

    /// The family moved away, and may want to go to another centre.
    pub(crate) fn has_moved(&self) -> bool {
        self.how == BY_MOVING
    }

    fn title(&self) -> &'static str {
        WAYS_TO_END.iter().find(|(word, _)| *word == self.how).map_or(WAYS_TO_END[0].1, |(_, title)| title)
    }
}

/// Registering, or ending it, as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterDraft {
    /// The children, by reference.
    pub children: Vec<String>,
    /// The word of how.
    pub how: String,
    /// The day, as typed; empty for today.
    pub on: String,
    /// It ends; otherwise it begins.
    pub ends: bool,
    /// They would like a family mentor.
    pub wants_mentor: bool,
}

/// One child, and whether it is registered.
#[derive(Clone)]
pub struct RegistrationState {
    /// The child.
    pub child: PersonId,
    /// Its name.
    pub name: String,
    /// The centre, since when and how; none where it is not registered.
    pub centre: Option<(String, Option<Date>, &'static str)>,
    /// With which centre it ended, when and why, where it is registered with
    /// none.
    pub ended: Option<(String, Date, &'static str)>,
}

/// The registration of a family.
#[derive(Clone)]
pub struct RegistrationPage {
    /// The family's title.
    pub family_title: String,
    /// Its living children.
    pub children: Vec<RegistrationState>,
    /// The reader's own centre, which may register them.
    pub own_centre: Option<String>,
}

impl App {
    /// Shows with which centre the children of a family are registered.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn registration(
        &self,
        asker: &Asker,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<RegistrationPage, AppError> {
        self.look_at(asker, (family, now), Doing::page("registration"), |tx, look| Box::pin(page(tx, look))).await
    }

    /// Registers children with the asker's own centre, or ends that. The same
    /// form sent twice is recorded once.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] for anybody but staff of
    /// a centre; [`AppError::Invalid`] with every field that needs another
    /// look.
    pub async fn register(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&RegisterDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut problems = Vec::new();
        let on = match filled(&draft.on) {
            Some(typed) => day(&typed, "on", &mut problems),
            None => Some(today(now)),
        };
        if on.is_some_and(|on| today(now) < on) {
            problems.push(FieldProblem::new("on", "This day has not come yet. Check the date"));
        }
        let (ways, needed) = match draft.ends {
            true => (&WAYS_TO_END[..], "Choose why it ends"),
            false => (&WAYS_TO_REGISTER[..], "Choose how they registered"),
        };
        let how = ways.iter().find(|(word, _)| *word == draft.how).map(|(word, _)| *word);
        if how.is_none() {
            problems.push(FieldProblem::new("how", needed));
        }
        if draft.children.is_empty() {
            problems.push(FieldProblem::new("children", "Tick each child"));
        }
        let (Some(on), Some(how), true) = (on, how, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let key = format!("registration {} {form_key}", asker.staff.id);
        let draft = draft.clone();
        self.write_at(asker, (family, now), Doing::page("register"), move |tx, look| {
            Box::pin(async move {
                let Some(centre) = own_centre(&look.asker.staff) else { return Ok(Err(AppError::NotFound)) };
                if tx.done_once(&key).await?.is_some() {
                    return Ok(Ok(()));
                }
                let children: Vec<RecordId> =
                    chosen_children(&look, &draft.children, false).into_iter().map(|(_, record)| record).collect();
                if children.is_empty() {
                    return Ok(Err(AppError::NotFound));
                }
                write(tx, &look, (&children, &centre), (!draft.ends, on, how)).await?;
                if draft.wants_mentor && !draft.ends {
                    mentoring::ask_later(tx, &look).await?;
                }
                tx.do_once(&key, &look.family.to_string(), look.now).await?;
                Ok(Ok(()))
            })
        })
        .await
    }
}

/// The centre of somebody who works at one.
pub(crate) fn own_centre(staff: &Staff) -> Option<String> {
    staff.team.clone().filter(|_| staff.service == Some(ServiceKind::ChildrensCentre))
}

/// Writes a line for each of these children's records, and the audit.
pub(crate) async fn write(
    tx: &mut Tx,
    look: &Look,
    (records, centre): (&[RecordId], &str),
    (is_start, on, how): (bool, Date, &str),
) -> Result<(), AppError> {
    let line = |record: &RecordId| RegistrationLine {
        record: *record,
        centre: centre.to_owned(),
        is_start,
        on,
        how: how.to_owned(),
        by: look.asker.staff.id,
        at: look.now,
    };
    let lines: Vec<RegistrationLine> = records.iter().map(line).collect();
    tx.add_registrations(&lines).await?;
    let written = event(&look.asker, Action::Register, look.now)
        .about(look.family)
        .outcome(if is_start { "registered" } else { "ended" })
        .with("how", how)
        .with("children", records.len());
    tx.append_audit(&written).await?;
    Ok(())
}

/// The line that counts: the last one, where it is no end.
fn last(lines: &[RegistrationLine]) -> Option<&RegistrationLine> {
    lines.last().filter(|line| line.is_start)
}

/// With which centre each person is registered, by what was written about any
/// of their records. Whoever is not is not in it.
fn by_person(lines: &[RegistrationLine], copies: &[CopyLine]) -> BTreeMap<PersonId, RegistrationLine> {
    let mut of_person: BTreeMap<PersonId, Vec<RegistrationLine>> = BTreeMap::new();
    for line in lines {
        if let Some(copy) = copies.iter().find(|copy| copy.record == line.record) {
            of_person.entry(copy.person).or_default().push(line.clone());
        }
    }
    of_person.into_iter().filter_map(|(person, lines)| Some((person, last(&lines)?.clone()))).collect()
}

/// With which centre each of these people was registered, where the last that
/// was written is that it ended.
pub(crate) async fn ended(tx: &mut Tx, copies: &[CopyLine]) -> Result<BTreeMap<PersonId, Ended>, AppError> {
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let whose: BTreeMap<RecordId, PersonId> = copies.iter().map(|copy| (copy.record, copy.person)).collect();
    let mut ended = BTreeMap::new();
    for line in tx.registrations_of(&records).await? {
        let Some(person) = whose.get(&line.record) else { continue };
        match line.is_start {
            true => ended.remove(person),
            false => ended.insert(*person, Ended { centre: line.centre, on: line.on, how: line.how }),
        };
    }
    Ok(ended)
}

/// Whether one of these people is registered with a centre by what was written
/// here.
pub(crate) async fn is_written_down(tx: &mut Tx, copies: &[CopyLine]) -> Result<bool, AppError> {
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    Ok(!by_person(&tx.registrations_of(&records).await?, copies).is_empty())
}

/// With which centre each child of an open family is registered: by what was
/// written here, or because a centre's own file says that it works with it.
pub(crate) async fn registered(tx: &mut Tx, look: &Look) -> Result<BTreeMap<PersonId, Registered>, AppError> {
    let records: Vec<RecordId> = look.copies.iter().map(|copy| copy.record).collect();
    let lines = tx.registrations_of(&records).await?;
    let mut registered: BTreeMap<PersonId, Registered> = BTreeMap::new();
    let of_centres = look.involvements.iter().filter(|line| line.service == ServiceKind::ChildrensCentre);
    for line in of_centres.filter(|line| line.ended_on.is_none_or(|last| look.today <= last)) {
        if let Some(person) = look.person_of(line.record) {
            let how = "In the centre’s own file";
            registered.insert(person, Registered { centre: line.team.clone(), since: line.started_on, how });
        }
    }
    for (person, line) in by_person(&lines, &look.copies) {
        let how = WAYS_TO_REGISTER.iter().find(|(word, _)| *word == line.how).map_or("", |(_, title)| *title);
        registered.insert(person, Registered { centre: Some(line.centre), since: Some(line.on), how });
    }
    Ok(registered)
}

/// Which of these people a centre knows: registered here, or worked with by its
/// own file.
pub(crate) async fn known_to_centres(
    tx: &mut Tx,
    copies: &[CopyLine],
    today: Date,
) -> Result<BTreeSet<PersonId>, AppError> {
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let whose: BTreeMap<RecordId, PersonId> = copies.iter().map(|copy| (copy.record, copy.person)).collect();
    let mut of_person: BTreeMap<PersonId, RegistrationLine> = BTreeMap::new();
    for line in tx.registrations_of(&records).await? {
        if let Some(person) = whose.get(&line.record) {
            of_person.insert(*person, line);
        }
    }
    let written = of_person.into_iter().filter(|(_, line)| line.is_start).map(|(person, _)| person);
    let mut known: BTreeSet<PersonId> = written.collect();
    let involvements = tx.involvements_of(&records).await?;
    let of_centres = involvements.iter().filter(|line| line.service == ServiceKind::ChildrensCentre);
    let open = of_centres.filter(|line| line.ended_on.is_none_or(|last| today <= last));
    known.extend(open.filter_map(|line| whose.get(&line.record)));
    Ok(known)
}

/// Whether one child is registered with a centre, and with which.
pub(crate) async fn is_registered(tx: &mut Tx, look: &Look, child: PersonId) -> Result<Option<Registered>, AppError> {
    Ok(registered(tx, look).await?.remove(&child))
}

/// How a centre's worker stands to a family that nobody of the centre's file
/// works with: it is registered there, or another service asked the centre in.
pub(crate) async fn standing_by_centre(
    tx: &mut Tx,
    staff: &Staff,
    copies: &[CopyLine],
) -> Result<Option<Standing>, AppError> {
    let Some(centre) = own_centre(staff) else { return Ok(None) };
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let lines = tx.registrations_of(&records).await?;
    let here = by_person(&lines, copies).into_values().find(|line| line.centre == centre);
    if let Some(line) = here {
        return Ok(Some(Standing::Registered { centre, since: line.on }));
    }
    let is_asked = centre_tasks::open_of(tx, &records).await?.iter().any(|task| task.centre == centre);
    Ok(is_asked.then_some(Standing::AskedOfCentre { centre }))
}

async fn page(tx: &mut Tx, look: &Look) -> Result<Result<RegistrationPage, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let (mut registered, mut ended) = (registered(tx, look).await?, ended(tx, &look.copies).await?);
    // Where the family goes says where it lives: not told where whereabouts are kept safe.
    let may_say = look.may_know_of(ServiceKind::ChildrensCentre) && !look.is_shielded;
    let children = everybody.iter().filter(|somebody| somebody.is_living_child()).map(|somebody| RegistrationState {
        child: somebody.member.person,
        name: somebody.view.display_name.clone(),
        ended: ended
            .remove(&somebody.member.person)
            .filter(|_| may_say && !registered.contains_key(&somebody.member.person))
            .map(|ended| (ended.centre.clone(), ended.on, ended.title())),
        centre: registered
            .remove(&somebody.member.person)
            .filter(|_| may_say)
            .map(|known| (known.centre.unwrap_or_else(|| "A centre".to_owned()), known.since, known.how)),
    });
    Ok(Ok(RegistrationPage {
        children: children.collect(),
        family_title: people::family_title(&everybody),
        own_centre: own_centre(&look.asker.staff),
    }))
}
