//! Recording a contact (screen 9): what is known is filled in and counted,
//! fact and view are told apart, words are kept as a draft, a double click
//! saves once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::family::{Confided, NoteStatement, PersonField, fields_for};
use kith_core::id::{ContactId, FamilyId, PersonId, RecordId};
use kith_core::service::ServiceKind;
use kith_store::{ContactKind, NewContact, Tx};
use serde::{Deserialize, Serialize};

use crate::door::{event, fresh, today};
use crate::find::read_day;
use crate::first_contact::{self, FirstWords};
use crate::look::{Doing, Look};
use crate::open_person::field_line;
use crate::people::{self, Somebody};
use crate::told_once::{OwnRecords, has_asked};
use crate::{App, AppError, Asker, CentrePrompt, FieldProblem, gaps};

/// The name of this form for drafts.
const FORM: &str = "contact";

/// How a saved form remembers that the family is asked next.
const ASKS_NEXT: &str = " ask";

/// The kinds of contact to choose from.
pub const CONTACT_KINDS: [&str; 8] = [
    "Home visit",
    "Phone call",
    "At the centre",
    "Clinic",
    "Group",
    "Video call",
    "Text or letter",
    "Meeting about the family",
];

/// One statement as it is being written.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StatementDraft {
    /// The words.
    pub words: String,
    /// The writer's view (`true`), a fact (`false`), or not said yet.
    pub is_opinion: Option<bool>,
    /// What it rests on.
    pub evidence: String,
    /// It was told in confidence.
    #[serde(default)]
    pub in_confidence: bool,
    /// To whom.
    #[serde(default)]
    pub confided_to: String,
    /// What for.
    #[serde(default)]
    pub confided_for: String,
}

/// A contact as it is being written.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ContactDraft {
    /// What it was.
    pub kind: String,
    /// The day, as typed.
    pub happened_on: String,
    /// Who was there, by reference.
    pub present: Vec<String>,
    /// The family was there.
    pub was_attended: bool,
    /// The statements of the note.
    pub statements: Vec<StatementDraft>,
    /// What comes next.
    pub next_kind: String,
    /// When, as typed.
    pub next_on: String,
    /// At a first contact: how the family was told how information is shared,
    /// or [`NOT_TOLD`](crate::NOT_TOLD).
    #[serde(default)]
    pub told: String,
    /// Why they were not told.
    #[serde(default)]
    pub why_not_told: String,
}

/// A contact that was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedContact {
    /// Which.
    pub contact: ContactId,
    /// The family was told just now, and nobody asked them yet what may be
    /// shared: that comes next (ECh).
    pub asks_next: bool,
}

impl std::fmt::Debug for ContactDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ContactDraft(hidden)")
    }
}

/// One thing that is known already and need not be asked again (S003-INa).
#[derive(Clone, PartialEq, Eq)]
pub struct KnownField {
    /// The label: "Telephone".
    pub label: &'static str,
    /// Whose it is.
    pub about: String,
    /// The value.
    pub value: String,
    /// Who recorded it, and when.
    pub origin: String,
    /// Another service recorded it, and the reader's own did not: it is not
    /// asked again.
    pub is_from_another: bool,
}

/// The form, filled in.
#[derive(Clone)]
pub struct ContactForm {
    /// The family's title.
    pub family_title: String,
    /// Who can have been there.
    pub people: Vec<(PersonId, String)>,
    /// What is known already.
    pub known: Vec<KnownField>,
    /// How many fields did not have to be asked again.
    pub not_asked_again: usize,
    /// What was being written, if anything.
    pub draft: Option<ContactDraft>,
    /// Today, filled in as the day of the contact.
    pub today: Date,
    /// What to say, at a first contact.
    pub first: Option<FirstWords>,
    /// What stands to be done about a child that no centre has registered
    /// (S003-ISi).
    pub ask_about_centre: Option<CentrePrompt>,
}

impl App {
    /// The form for a contact, filled in with what is known.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn contact_form(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<ContactForm, AppError> {
        self.look_at(asker, (family, now), Doing::page("contact-form"), |tx, look| Box::pin(form(tx, look))).await
    }

    /// Keeps what is being written, for this person and this family.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn save_draft(
        &self,
        asker: &Asker,
        family: FamilyId,
        draft: &ContactDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let words = serde_json::to_vec(draft).map_err(|error| AppError::Broken(error.into()))?;
        self.write_at(asker, (family, now), Doing::of(Action::Draft, "contact-form"), move |tx, look| {
            Box::pin(async move {
                let about = look.family.to_string();
                tx.save_draft((look.asker.staff.id, FORM, &about), &words, now).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Saves a contact. The same form sent twice saves once, and answers with
    /// the contact that was saved.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn record_contact(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&ContactDraft, &str),
        now: Timestamp,
    ) -> Result<SavedContact, AppError> {
        let checked = check(draft, today(now))?;
        let draft = draft.clone();
        let key = format!("{FORM} {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-contact"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (checked, &draft, key)).await })
        })
        .await
    }
}

async fn form(tx: &mut Tx, look: &Look) -> Result<Result<ContactForm, AppError>, AppError> {
    let copies = look.open_copies(tx).await?;
    let everybody = people::everybody_in(look, &copies);
    let kept = tx.draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    let known = known(look, &everybody, &OwnRecords::of(look, &copies));
    let living = everybody.iter().filter(|somebody| somebody.is_living());
    Ok(Ok(ContactForm {
        family_title: people::family_title(&everybody),
        people: living.map(|somebody| (somebody.member.person, somebody.view.display_name.clone())).collect(),
        not_asked_again: known.iter().filter(|known| known.is_from_another).count(),
        known,
        draft: kept.and_then(|(_, words)| serde_json::from_slice(&words).ok()),
        today: look.today,
        first: first_contact::words(tx, look).await?,
        ask_about_centre: gaps::prompt(tx, look, &everybody).await?,
    }))
}

/// What is known about the family's first child and its carer, cut to what
/// the purpose needs.
fn known(look: &Look, everybody: &[Somebody], own: &OwnRecords) -> Vec<KnownField> {
    let wanted = fields_for(look.asker.purpose);
    let asked = [
        PersonField::Address,
        PersonField::Telephone,
        PersonField::BestWayToReach,
        PersonField::Language,
        PersonField::Interpreter,
        PersonField::BornOn,
        PersonField::Practice,
        PersonField::School,
    ];
    let child = everybody.iter().find(|somebody| somebody.is_living_child());
    let adult = everybody.iter().find(|somebody| !somebody.is_child() && !somebody.member.lives_elsewhere);
    let hidden = |field: PersonField| {
        look.is_shielded && !matches!(field, PersonField::Language | PersonField::Interpreter | PersonField::BornOn)
    };
    let mut known = Vec::new();
    for somebody in child.into_iter().chain(adult) {
        for field in asked.into_iter().filter(|field| wanted.contains(field) && !hidden(*field)) {
            if let Some(line) = field_line(field, &somebody.view, look.today) {
                let ours = field_line(field, own.of_person(somebody.member.person), look.today);
                let ours = ours.filter(|ours| has_asked(Some(&ours.value), &line.value));
                known.push(KnownField {
                    label: field.title(),
                    about: somebody.view.first_name.clone(),
                    is_from_another: ours.is_none(),
                    origin: ours.map_or(line.origin, |ours| ours.origin),
                    value: line.value,
                });
            }
        }
    }
    known
}

/// A contact that can be saved.
struct Checked {
    kind: String,
    happened_on: Date,
    present: Vec<PersonId>,
    was_attended: bool,
    note: Vec<NoteStatement>,
    next: Option<(Date, String)>,
}

fn check(draft: &ContactDraft, today: Date) -> Result<Checked, AppError> {
    let mut problems = Vec::new();
    if draft.kind.trim().is_empty() {
        problems.push(FieldProblem::new("kind", "Choose what kind of contact it was"));
    }
    let happened_on = day(&draft.happened_on, "happened_on", &mut problems);
    if happened_on.is_some_and(|on| today < on) {
        problems.push(FieldProblem::new("happened_on", "This day has not come yet. Check the date"));
    }
    let next_on = if draft.next_on.trim().is_empty() { None } else { day(&draft.next_on, "next_on", &mut problems) };
    let written: Vec<&StatementDraft> =
        draft.statements.iter().filter(|statement| !statement.words.trim().is_empty()).collect();
    for (place, statement) in draft.statements.iter().enumerate() {
        if !statement.words.trim().is_empty() && statement.is_opinion.is_none() {
            problems.push(FieldProblem::new(format!("sort_{}", place + 1), "Say whether this is a fact or your view"));
        }
        if statement.in_confidence && !statement.words.trim().is_empty() {
            let needed = [
                ("confided_to", &statement.confided_to, "Write whom they told in confidence"),
                ("confided_for", &statement.confided_for, "Write what they told it for"),
            ];
            let empty = needed.into_iter().filter(|(_, typed, _)| typed.trim().is_empty());
            problems.extend(empty.map(|(field, _, words)| FieldProblem::new(format!("{field}_{}", place + 1), words)));
        }
    }
    let Some(happened_on) = happened_on.filter(|_| problems.is_empty()) else {
        return Err(AppError::Invalid(problems));
    };
    let evidence = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    Ok(Checked {
        kind: draft.kind.trim().to_owned(),
        happened_on,
        present: draft.present.iter().filter_map(|person| person.parse().ok()).collect(),
        was_attended: draft.was_attended,
        note: written
            .into_iter()
            .map(|statement| NoteStatement {
                words: statement.words.trim().to_owned(),
                is_opinion: statement.is_opinion,
                evidence: evidence(&statement.evidence),
                confided: statement.in_confidence.then(|| Confided {
                    to: statement.confided_to.trim().to_owned(),
                    what_for: statement.confided_for.trim().to_owned(),
                }),
                comments: Vec::new(),
            })
            .collect(),
        next: next_on.map(|on| (on, draft.next_kind.trim().to_owned())),
    })
}

/// A typed day, with a problem that says what is wrong with it.
pub(crate) fn day(typed: &str, field: &str, problems: &mut Vec<FieldProblem>) -> Option<Date> {
    let read = read_day(typed);
    if read.is_none() {
        problems.push(FieldProblem::new(field, what_is_wrong(typed)));
    }
    read
}

fn what_is_wrong(typed: &str) -> String {
    let pieces: Vec<i8> = typed.split([' ', '/', '.', '-']).filter_map(|piece| piece.parse().ok()).collect();
    let year =
        typed.split([' ', '/', '.', '-']).filter_map(|piece| piece.parse::<i16>().ok()).find(|piece| *piece > 31);
    if let ([day, month, ..], Some(year)) = (pieces.as_slice(), year)
        && let Ok(first) = Date::new(if year < 100 { 2000 + year } else { year }, *month, 1)
        && *day > first.days_in_month()
    {
        return format!("{} has {} days. Check the date", first.strftime("%B"), first.days_in_month());
    }
    "Type the day, month and year, like 2 October 2026".to_owned()
}

async fn save(
    tx: &mut Tx,
    look: &Look,
    (checked, draft, key): (Checked, &ContactDraft, String),
) -> Result<Result<SavedContact, AppError>, AppError> {
    if let Some(saved) = tx.done_once(&key).await? {
        let (contact, asks_next) = (saved.trim_end_matches(ASKS_NEXT), saved.ends_with(ASKS_NEXT));
        return Ok(contact.parse().map(|contact| SavedContact { contact, asks_next }).map_err(|_| AppError::Stale));
    }
    let told = match first_contact::read(tx, look, draft).await? {
        Ok(told) => told,
        Err(problems) => return Ok(Err(AppError::Invalid(problems))),
    };
    let Some(record) = record_about(look, &checked.present) else { return Ok(Err(AppError::NotFound)) };
    let contact = fresh(ContactId::from_random)?;
    let service = look.asker.staff.service.unwrap_or(ServiceKind::EarlyHelp);
    let new = NewContact {
        contact,
        record,
        service,
        happened_on: checked.happened_on,
        was_attended: checked.was_attended,
        recorded_by: look.asker.staff.id,
        recorded_at: look.now,
        kind: ContactKind {
            kind: checked.kind,
            worker: Some(look.asker.staff.name.clone()),
            worker_code: look.asker.staff.code.clone(),
        },
        note: checked.note,
    };
    tx.add_contact(&new).await?;
    if let Some((on, kind)) = checked.next {
        set_next(tx, look, on, &kind).await?;
    }
    let asks_next = first_contact::write(tx, look, told, new.happened_on).await?;
    let saved = format!("{contact}{}", if asks_next { ASKS_NEXT } else { "" });
    tx.do_once(&key, &saved, look.now).await?;
    tx.drop_draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    let recorded = event(&look.asker, Action::RecordContact, look.now)
        .about(look.family)
        .with("contact", contact)
        .with("statements", new.note.len());
    tx.append_audit(&recorded).await?;
    Ok(Ok(SavedContact { contact, asks_next }))
}

/// The record that the contact is about: of the reader's own service if there
/// is one, of a child who was there, the first child otherwise. The contact
/// follows it when persons are joined or parted.
fn record_about(look: &Look, present: &[PersonId]) -> Option<RecordId> {
    let children = || look.members.iter().filter(|member| member.part == kith_core::statement::Part::Subject);
    let child = children().find(|child| present.contains(&child.person)).or_else(|| children().next())?;
    let of_child = || look.copies.iter().filter(|copy| copy.person == child.person);
    let own = of_child().find(|copy| look.is_own(copy.service));
    own.or_else(|| of_child().find(|copy| !copy.service.is_existence_sensitive())).map(|copy| copy.record)
}

/// Notes what comes next on the reader's own involvement.
async fn set_next(tx: &mut Tx, look: &Look, on: Date, kind: &str) -> Result<(), AppError> {
    let own = look
        .involvements
        .iter()
        .find(|line| look.is_own(line.service) && line.worker_code == look.asker.staff.code && line.ended_on.is_none());
    let own =
        own.or_else(|| look.involvements.iter().find(|line| look.is_own(line.service) && line.ended_on.is_none()));
    if let Some(line) = own {
        let mut work: BTreeMap<_, _> = tx.work_of(&[line.involvement]).await?;
        if let Some(mut statement) = work.remove(&line.involvement) {
            statement.next_on = Some(on);
            statement.next_kind = Some(kind.to_owned()).filter(|kind| !kind.is_empty());
            tx.set_next_contact(line.involvement, on, &statement).await?;
        }
    }
    Ok(())
}
