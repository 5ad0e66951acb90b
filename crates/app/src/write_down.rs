//! What every function that writes to the ledger shares: which record an entry
//! is kept with, and reading a form's answers.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kith_core::id::{LedgerId, PersonId, RecordId};
use kith_core::ledger::{LedgerEntry, LedgerEvent, Partner, Proof};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Purpose};
use kith_store::{NewLedgerEntry, Tx};

use crate::contact_form::day;
use crate::look::Look;
use crate::{AppError, FieldProblem};

/// The version of the words that are read to a family before they answer.
pub const WORDS_VERSION: &str = "2026-11";

/// The five points that make an answer informed (ECk), in the words of
/// [`WORDS_VERSION`], with the name of each on the form.
pub const FIVE_POINTS: [(&str, &str); 5] = [
    ("why", "Why: services that know about each other can help sooner, and ask you less often"),
    ("what", "What: the kinds of information that we tick here, and nothing else"),
    ("who", "Who sees it: the services named here, and only people who work with you"),
    ("purpose", "What for: to give you the right help, and to see whether it works"),
    ("implications", "What follows: if you say no, your services stay. You may have to tell your story again"),
];

/// The record of a person that an entry is kept with, so that it goes with the
/// person when records are joined or parted: the writer's own service's if
/// there is one, otherwise one whose service may be known.
pub(crate) fn anchor(look: &Look, person: PersonId) -> Option<RecordId> {
    let of_person = || look.copies.iter().filter(|copy| copy.person == person);
    let own = of_person().find(|copy| look.is_own(copy.service));
    own.or_else(|| of_person().find(|copy| !copy.service.is_existence_sensitive())).map(|copy| copy.record)
}

/// The children of a family that a form may speak of, by the references that
/// it sent; every child where it sent none and `or_all`.
pub(crate) fn chosen_children(look: &Look, sent: &[String], or_all: bool) -> Vec<(PersonId, RecordId)> {
    let children = look.births.keys().copied();
    let wanted: BTreeSet<PersonId> = sent.iter().filter_map(|person| person.parse().ok()).collect();
    children
        .filter(|child| wanted.contains(child) || (or_all && sent.is_empty()))
        .filter_map(|child| Some((child, anchor(look, child)?)))
        .collect()
}

/// On a form: the adult who answers, about themself (AXh).
pub const SELF: &str = "self";

/// The people whom an answer is about: the chosen children, and the adult who
/// answers where they answer for themself too; all of these where the form
/// sent nobody and `or_all`.
pub(crate) fn chosen_people(
    look: &Look,
    sent: &[String],
    by: Option<PersonId>,
    or_all: bool,
) -> Vec<(PersonId, RecordId)> {
    let mut chosen = chosen_children(look, sent, or_all);
    let is_about_self = sent.iter().any(|word| word == SELF) || (or_all && sent.is_empty());
    let member = by.filter(|by| is_about_self && look.members.iter().any(|member| member.person == *by));
    if let Some(person) = member.filter(|by| chosen.iter().all(|(known, _)| known != by))
        && let Some(record) = anchor(look, person)
    {
        chosen.push((person, record));
    }
    chosen
}

/// Adds the same event about each child, with how it was taken down.
pub(crate) async fn append_for_each(
    tx: &mut Tx,
    look: &Look,
    children: &[(PersonId, RecordId)],
    (event, proof): (&LedgerEvent, &Proof),
) -> Result<(), AppError> {
    let entries: Vec<NewLedgerEntry> = children
        .iter()
        .map(|(child, record)| {
            let mut event = event.clone();
            if let Some(about) = event.about_mut() {
                *about = [*child].into();
            }
            let entry = LedgerEntry::of_staff(event, look.asker.staff.id, look.now).with_proof(proof.clone());
            NewLedgerEntry { record: *record, entry }
        })
        .collect();
    tx.append_ledger(&entries).await?;
    Ok(())
}

/// Kinds of information by their words; words that are none are left out.
pub(crate) fn kinds(words: &[String]) -> BTreeSet<Kind> {
    words.iter().filter_map(|word| Kind::from_word(word)).collect()
}

/// Purposes by their words.
pub(crate) fn purposes(words: &[String]) -> BTreeSet<Purpose> {
    words.iter().filter_map(|word| Purpose::from_word(word)).collect()
}

/// Partners by their words: kinds of service and the form's list. A name that
/// somebody typed comes apart from these.
pub(crate) fn partners(words: &[String], typed: &str) -> BTreeSet<Partner> {
    let known = words.iter().filter(|word| ServiceKind::from_word(word).is_some() || *word == "all-named");
    let typed = Some(typed.trim()).filter(|name| !name.is_empty());
    known.map(|word| Partner::from_word(word)).chain(typed.map(|name| Partner::Named(name.to_owned()))).collect()
}

/// The day of something that has happened.
pub(crate) fn past_day(typed: &str, today: Date, problems: &mut Vec<FieldProblem>) -> Option<Date> {
    if typed.trim().is_empty() {
        return Some(today);
    }
    let read = day(typed, "on", problems);
    if read.is_some_and(|on| today < on) {
        problems.push(FieldProblem::new("on", "This day has not come yet. Check the date"));
    }
    read
}

/// A text that was filled in.
pub(crate) fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A day so many days from now.
pub(crate) fn days_from(today: Date, days: i64) -> Date {
    today.saturating_add(jiff::Span::new().days(days))
}

/// A reference that was not used before.
pub(crate) fn fresh_reference() -> Result<LedgerId, AppError> {
    crate::door::fresh(LedgerId::from_random)
}
