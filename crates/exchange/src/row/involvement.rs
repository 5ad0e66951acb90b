use kith_core::statement::{ContactStatement, InvolvementStatement};

use super::Reading;
use super::person::short;
use crate::map::{ContactField, InvolvementField, Value};
use crate::value::{is_no, is_yes, telephone};

/// How far ahead planned work may lie, in days.
const PLANNED_AHEAD_DAYS: i32 = 366;
/// The longest note that is kept whole, in letters.
const LONGEST_NOTE: usize = 20_000;

/// The source's work with the subject; `None` where the row says nothing.
pub(super) fn involvement(reading: &mut Reading<'_>) -> Option<InvolvementStatement> {
    let list = reading.list;
    if list.involvement.is_empty() || !reading.all_hold(&list.involvement_when) {
        return None;
    }
    let mut work = InvolvementStatement::default();
    for (field, value) in &list.involvement {
        match field {
            InvolvementField::Team => work.team = text(reading, value),
            InvolvementField::Worker => work.worker = text(reading, value),
            InvolvementField::WorkerCode => work.worker_code = text(reading, value),
            InvolvementField::WorkerPost => work.worker_post = text(reading, value),
            InvolvementField::WorkerTelephone => {
                let found = reading.text(value);
                work.worker_telephone = found.and_then(|found| match telephone(&found.text) {
                    Ok(number) => Some(number),
                    Err(fix) => {
                        reading.wrong(found.column, &found.text, fix);
                        None
                    }
                });
            }
            InvolvementField::StartedOn => work.started_on = reading.near_date(value, PLANNED_AHEAD_DAYS),
            InvolvementField::EndedOn => work.ended_on = ended_on(reading, value, &mut work),
            InvolvementField::IsLead => work.is_lead = yes(reading, value).unwrap_or(false),
            InvolvementField::Level => work.level = text(reading, value),
            InvolvementField::NextOn => work.next_on = reading.near_date(value, PLANNED_AHEAD_DAYS),
            InvolvementField::NextKind => work.next_kind = text(reading, value),
            InvolvementField::Status => work.status = text(reading, value),
        }
    }
    (work != InvolvementStatement::default()).then_some(work)
}

/// The last day. Of two days in the wrong order the first day is dropped, not
/// the last: work that is over must not look as if it went on.
fn ended_on<'row>(
    reading: &mut Reading<'row>,
    value: &'row Value,
    work: &mut InvolvementStatement,
) -> Option<jiff::civil::Date> {
    let ended_on = reading.near_date(value, PLANNED_AHEAD_DAYS)?;
    if work.started_on.is_some_and(|started_on| ended_on < started_on) {
        let column = super::value_column(value);
        reading.wrong(
            column,
            &ended_on.to_string(),
            "this ends before it starts; the start was not read, so check both dates",
        );
        work.started_on = None;
    }
    Some(ended_on)
}

/// One contact; only where its day is filled and can be read.
pub(super) fn contact(reading: &mut Reading<'_>) -> Option<ContactStatement> {
    let list = reading.list;
    let (_, day) = list.contact.iter().find(|(field, _)| *field == ContactField::HappenedOn)?;
    let happened_on = reading.past_date(day)?;
    let mut contact = ContactStatement {
        happened_on,
        kind: "contact".to_owned(),
        worker: None,
        worker_code: None,
        note: None,
        was_attended: true,
    };
    for (field, value) in &list.contact {
        match field {
            ContactField::HappenedOn => {}
            ContactField::Kind => contact.kind = text(reading, value).unwrap_or(contact.kind),
            ContactField::Worker => contact.worker = text(reading, value),
            ContactField::WorkerCode => contact.worker_code = text(reading, value),
            ContactField::Note => contact.note = note(reading, value),
            ContactField::WasAttended => contact.was_attended = attended(reading, value),
        }
    }
    Some(contact)
}

fn note<'row>(reading: &mut Reading<'row>, value: &'row Value) -> Option<String> {
    let found = reading.text(value)?;
    if found.text.chars().count() <= LONGEST_NOTE {
        return Some(found.text);
    }
    reading.wrong(
        found.column,
        &found.text,
        format!("this note is longer than {LONGEST_NOTE} letters; only the start was kept"),
    );
    Some(found.text.chars().take(LONGEST_NOTE).collect())
}

fn attended<'row>(reading: &mut Reading<'row>, value: &'row Value) -> bool {
    let Some(found) = reading.text(value) else { return true };
    match found.text.to_lowercase().as_str() {
        "attended" | "seen" | "arrived" | "completed" => true,
        "dna" | "did not attend" | "was not brought" | "wnb" | "not seen" | "no access" | "cancelled" => false,
        word if is_yes(word) => true,
        word if is_no(word) => false,
        _ => {
            reading.wrong(
                found.column,
                &found.text,
                "this does not say whether the family was seen; write Attended or Did not attend",
            );
            true
        }
    }
}

pub(super) fn text<'row>(reading: &mut Reading<'row>, value: &'row Value) -> Option<String> {
    let found = reading.text(value)?;
    match short(&found.text) {
        Ok(text) => Some(text),
        Err(fix) => {
            reading.wrong(found.column, &found.text, fix);
            None
        }
    }
}

/// Yes or no; `None` with a problem for any other word.
pub(super) fn yes<'row>(reading: &mut Reading<'row>, value: &'row Value) -> Option<bool> {
    let found = reading.text(value)?;
    let answer = if is_yes(&found.text) { Some(true) } else { is_no(&found.text).then_some(false) };
    if answer.is_none() {
        reading.wrong(found.column, &found.text, "this is not yes or no; write Y or N");
    }
    answer
}
