//! The people of an open family, from the copies that may be opened.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_core::family::{PersonLine, fields_for};
use kith_core::id::PersonId;
use kith_core::person::view::{Copy, PersonView, view};
use kith_core::person::{Sex, age_words, due_words};
use kith_core::statement::Part;
use kith_store::{SourceRecord, Tx};

use crate::AppError;
use crate::look::{Look, Member};
use crate::questions::Birth;
use crate::words::{date_words, initials};

/// One member with what may be said about them.
pub(crate) struct Somebody {
    pub(crate) member: Member,
    pub(crate) view: PersonView,
    /// The family lost this child, born or expected.
    pub(crate) is_lost: bool,
}

impl Somebody {
    /// Whether this is a child of the family.
    pub(crate) fn is_child(&self) -> bool {
        self.member.part == Part::Subject
    }

    /// Whether this is a child of the family who lives, born or expected.
    pub(crate) fn is_living_child(&self) -> bool {
        self.is_child() && self.is_living()
    }

    /// Whether this person lives, as far as anybody told.
    pub(crate) fn is_living(&self) -> bool {
        self.view.died_on.is_none() && !self.is_lost
    }

    /// The birthday, if known.
    pub(crate) fn born_on(&self) -> Option<Date> {
        self.view.born_on.as_ref().map(|known| known.value)
    }
}

pub(crate) fn view_of<'c>(
    copies: impl Iterator<Item = &'c SourceRecord>,
    title: impl Fn(&'c str) -> &'c str,
) -> PersonView {
    let copies: Vec<Copy<'_>> = copies
        .map(|copy| Copy {
            record: copy.id,
            source_name: &copy.source_name,
            source_title: title(&copy.source_name),
            service: copy.service,
            recorded_on: copy.recorded_on,
            received_on: copy.received_on,
            written_at: copy.written_at,
            statement: &copy.statement,
        })
        .collect();
    view(&copies)
}

/// When somebody was born, as far as these copies say.
pub(crate) fn birth_of<'c>(copies: impl Iterator<Item = &'c SourceRecord>) -> Birth {
    let seen = view_of(copies, |name| name);
    match (seen.born_on, seen.due_on) {
        (Some(born), _) => Birth::Born(born.value),
        (None, Some(_)) => Birth::Expected,
        (None, None) => Birth::Unknown,
    }
}

/// Everybody in the family of whom at least one copy may be opened: children
/// first, the youngest first; then mother, father, carers.
pub(crate) async fn everybody(tx: &mut Tx, look: &Look) -> Result<Vec<Somebody>, AppError> {
    Ok(everybody_in(look, &look.open_copies(tx).await?))
}

/// The same from the copies that the look has opened.
pub(crate) fn everybody_in(look: &Look, copies: &[Cow<'_, SourceRecord>]) -> Vec<Somebody> {
    let mut by_person: BTreeMap<PersonId, Vec<&SourceRecord>> = BTreeMap::new();
    for copy in copies {
        if let Some(person) = look.person_of(copy.id) {
            by_person.entry(person).or_default().push(copy);
        }
    }
    let mut everybody: Vec<Somebody> = look
        .members
        .iter()
        .filter_map(|member| {
            let copies = by_person.get(&member.person)?;
            Some(Somebody {
                is_lost: look.lost.contains(&member.person),
                member: member.clone(),
                view: view_of(copies.iter().copied(), |name| look.source_title(name)),
            })
        })
        .collect();
    everybody.sort_by_key(|somebody| {
        let age = somebody.born_on().map(std::cmp::Reverse);
        (somebody.member.part, age.is_some(), age, somebody.member.person)
    });
    everybody
}

/// The name of the family: the children's family names, or the mother's.
pub(crate) fn family_title(everybody: &[Somebody]) -> String {
    let mut names: Vec<&str> = Vec::new();
    let children = everybody.iter().filter(|somebody| somebody.is_child());
    let adults = everybody.iter().filter(|somebody| somebody.member.part == Part::Mother);
    for somebody in children.chain(adults) {
        if let Some(name) = somebody.view.family_name.as_ref().map(|known| known.value.as_str())
            && !names.iter().any(|known| known.eq_ignore_ascii_case(name))
            && names.len() < 2
            && (somebody.is_child() || names.is_empty())
        {
            names.push(name);
        }
    }
    match names.as_slice() {
        [] => "A family".to_owned(),
        names => format!("{} family", names.join(" and ")),
    }
}

/// "Poppy, 7 weeks, and Maya, 2 years 10 months": the children who live, and
/// who are under five or expected; all of them where none is.
pub(crate) fn caption(everybody: &[Somebody], today: Date) -> String {
    let young = |somebody: &&Somebody| {
        somebody.born_on().is_none_or(|born| today < born.saturating_add(jiff::Span::new().years(5)))
    };
    let living: Vec<&Somebody> = everybody.iter().filter(|somebody| somebody.is_living_child()).collect();
    let under_five: Vec<&Somebody> = living.iter().copied().filter(young).collect();
    let named = if under_five.is_empty() { living } else { under_five };
    let mut phrases: Vec<String> = named.iter().map(|child| child_phrase(child, today)).collect();
    match phrases.len() {
        0 => String::new(),
        1 => phrases.remove(0),
        _ => {
            let last = phrases.pop().unwrap_or_default();
            format!("{}, and {last}", phrases.join(", "))
        }
    }
}

fn child_phrase(child: &Somebody, today: Date) -> String {
    let name = &child.view.first_name;
    match (child.born_on(), &child.view.due_on) {
        (Some(born), _) => format!("{name}, {}", age_words(born, today)),
        (None, Some(due)) => format!("baby {}", due_words(due.value, today)),
        (None, None) => name.clone(),
    }
}

/// The line of one person on the first screen.
pub(crate) fn person_line(look: &Look, somebody: &Somebody) -> PersonLine {
    let view = &somebody.view;
    let fields = fields_for(look.asker.purpose);
    let mut parts = vec![relation(somebody, look.today)];
    if view.has_parental_responsibility.as_ref().is_some_and(|known| known.value) && !somebody.is_child() {
        parts.push("Parental responsibility".to_owned());
    }
    if somebody.member.lives_elsewhere && !look.is_shielded {
        parts.push("Lives elsewhere".to_owned());
    }
    let lives_apart = somebody.member.lives_elsewhere && !somebody.is_child();
    PersonLine {
        person: somebody.member.person,
        name: view.display_name.clone(),
        initials: initials(&view.display_name),
        is_child: somebody.is_child(),
        line: parts.join(". "),
        warning: lives_apart.then(|| "Check before sharing".to_owned()),
        lacks_nhs_number: view.nhs_number.is_none() && fields.contains(&kith_core::family::PersonField::NhsNumber),
    }
}

fn relation(somebody: &Somebody, today: Date) -> String {
    let sex = somebody.view.sex.as_ref().map(|known| known.value);
    let part = match (somebody.member.part, sex) {
        (Part::Subject, Some(Sex::Female)) => "Daughter",
        (Part::Subject, Some(Sex::Male)) => "Son",
        (Part::Subject, _) => "Child",
        (Part::Mother, _) => "Mother",
        (Part::Father, _) => "Father",
        (Part::Carer, _) => "Carer",
    };
    if let Some(died) = &somebody.view.died_on {
        return format!("{part}, died {}", date_words(died.value));
    }
    match (somebody.born_on(), &somebody.view.due_on) {
        (Some(born), _) if somebody.is_child() => format!("{part}, born {}", date_words(born)),
        (Some(born), _) => format!("{part}, {}", years(born, today)),
        (None, Some(_)) if somebody.is_lost => "A baby who was lost".to_owned(),
        (None, Some(due)) => format!("Unborn baby, {}", due_words(due.value, today)),
        (None, None) => part.to_owned(),
    }
}

fn years(born: Date, today: Date) -> i16 {
    let passed = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!passed)
}

/// Whether two living children were born on one day: twins, or one child
/// twice.
pub(crate) fn has_same_birthday(everybody: &[Somebody]) -> bool {
    let mut born: Vec<Date> =
        everybody.iter().filter(|somebody| somebody.is_living_child()).filter_map(Somebody::born_on).collect();
    born.sort_unstable();
    born.windows(2).any(|pair| pair[0] == pair[1])
}
