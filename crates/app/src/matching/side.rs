//! Two records side by side: only that by which somebody is known, and how far
//! the two agree in each field, in words.
//!
//! No service is named: whoever reads it must not learn that the police or a
//! refuge know somebody, so all services are told apart in two classes only.
//! Where somebody lives is left out of what such a service wrote.

use jiff::civil::Date;
use kith_core::person::link::{RecordPlace, add_record};
use kith_core::person::{Name, Sex};
use kith_core::statement::{Part, PersonStatement};
use kith_link::{Explanation, Field, Index, Model, explain};
use kith_store::SourceRecord;

use crate::words::date_words;

/// The fields that say where somebody is, or how to reach them.
const WHEREABOUTS: [&str; 3] = ["Address", "Telephone", "GP practice"];

/// One record of a pair, with the mother whom its row names.
pub(super) struct Side {
    pub(super) record: SourceRecord,
    pub(super) mother: Option<PersonStatement>,
}

/// What a record is, without what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordHead {
    /// The class of service that wrote it.
    pub written_by: &'static str,
    /// The part that the person plays in it.
    pub part: &'static str,
    /// When it was written, or when it came in.
    pub as_of: Date,
}

/// How far two records agree in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreeing {
    /// Both say the same.
    Same,
    /// They differ, in a way that one person's records do.
    Close,
    /// They differ.
    Different,
    /// Only one of them says anything.
    OnlyOne,
}

/// One field of both records.
#[derive(Clone, PartialEq, Eq)]
pub struct ComparedRow {
    /// The field.
    pub title: &'static str,
    /// What each says; empty for nothing.
    pub values: [String; 2],
    /// How far they agree.
    pub agreeing: Agreeing,
    /// The same in words, where there is more to say.
    pub words: Option<&'static str>,
}

impl ComparedRow {
    /// Whether the field says where somebody is, or how to reach them.
    pub(super) fn is_whereabouts(&self) -> bool {
        WHEREABOUTS.contains(&self.title)
    }
}

impl std::fmt::Debug for ComparedRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ComparedRow({}, hidden)", self.title)
    }
}

pub(super) fn head(side: &Side) -> RecordHead {
    let record = &side.record;
    RecordHead {
        written_by: if record.service.is_health() { "A health service" } else { "A council or other service" },
        part: match record.part {
            Part::Subject => "the person it is about",
            Part::Mother => "a child’s mother",
            Part::Father => "a child’s father",
            Part::Carer => "a child’s carer",
        },
        as_of: record.recorded_on.unwrap_or(record.received_on),
    }
}

/// What the linker says of the two by themselves.
pub(super) fn explained(sides: &[Side; 2]) -> Explanation {
    let mut index = Index::new();
    for (place, side) in (0_u16..).zip(sides) {
        let source = u16::from(place == 1 && sides[0].record.source_name != side.record.source_name);
        let is_one_row = sides[0].record.row_key == sides[1].record.row_key && source == 0;
        let place =
            RecordPlace { source, row: u32::from(is_one_row), compartment: 0, recorded_on: side.record.recorded_on };
        add_record(&mut index, place, &side.record.statement, side.mother.as_ref());
    }
    let (one, two) = (index.get(0).expect("the first was added"), index.get(1).expect("the second was added"));
    explain(index.pool(), one, two, &Model::starting())
}

/// What speaks for one person, on one line.
pub(super) fn speaks_for(sides: &[Side; 2]) -> String {
    let found = explained(sides);
    let words: Vec<&str> =
        found.reasons.iter().filter(|reason| reason.weight_milli >= 0).map(|reason| reason.words).collect();
    words.join("; ")
}

pub(super) fn rows(sides: &[Side; 2]) -> Vec<ComparedRow> {
    let found = explained(sides);
    let mut rows = Vec::new();
    let mut row = |title, field: Option<Field>, read: fn(&Side) -> Option<String>| {
        let values = [read(&sides[0]).unwrap_or_default(), read(&sides[1]).unwrap_or_default()];
        if values.iter().all(String::is_empty) {
            return;
        }
        let reason = field.and_then(|field| found.reasons.iter().find(|reason| reason.field == field));
        let agreeing = match &values {
            [one, two] if one.is_empty() || two.is_empty() => Agreeing::OnlyOne,
            [one, two] if is_same(one, two) => Agreeing::Same,
            // The same address, written in another way.
            _ if reason.is_some_and(|reason| reason.words.starts_with("same ")) => Agreeing::Same,
            _ if reason.is_some_and(|reason| reason.weight_milli >= 0) => Agreeing::Close,
            _ => Agreeing::Different,
        };
        let words =
            reason.map(|reason| reason.words).filter(|_| matches!(agreeing, Agreeing::Close | Agreeing::Different));
        rows.push(ComparedRow { title, values, agreeing, words });
    };
    row("First name", Some(Field::Given), |side| name(side, |said| &said.given_name));
    row("Middle names", Some(Field::Middle), |side| name(side, |said| &said.middle_name));
    row("Family name", Some(Field::Family), |side| name(side, |said| &said.family_name));
    row("Goes by", None, |side| name(side, |said| &said.known_as));
    row("Family name before", None, |side| name(side, |said| &said.former_family_name));
    row("Date of birth", Some(Field::Birth), |side| {
        let said = &side.record.statement;
        let due = || said.due_on.map(|due| format!("Expected {}", date_words(due)));
        said.born_on.map(date_words).or_else(due)
    });
    row("Sex", Some(Field::Sex), |side| match side.record.statement.sex? {
        Sex::Female => Some("Female".to_owned()),
        Sex::Male => Some("Male".to_owned()),
        Sex::NotKnown => None,
    });
    row("Place among twins or more", Some(Field::BirthOrder), |side| {
        side.record.statement.birth_order.map(|order| format!("Number {order}"))
    });
    row("NHS number", Some(Field::Number), |side| side.record.statement.nhs_number.map(|number| number.to_string()));
    row(WHEREABOUTS[0], Some(Field::Place), |side| {
        let address = side.record.statement.address.as_ref().filter(|_| says_where(side))?;
        Some(address.for_screen())
    });
    row(WHEREABOUTS[1], Some(Field::Telephone), |side| {
        side.record.statement.telephone.as_ref().filter(|_| says_where(side)).map(ToString::to_string)
    });
    row("Mother", Some(Field::Mother), mother);
    row(WHEREABOUTS[2], Some(Field::Practice), |side| {
        side.record.statement.practice.clone().filter(|_| says_where(side))
    });
    rows
}

/// Whether what this service wrote about whereabouts may be shown: where a
/// refuge or the police met somebody stays with them.
fn says_where(side: &Side) -> bool {
    !side.record.service.is_existence_sensitive()
}

fn name(side: &Side, read: fn(&PersonStatement) -> &Option<Name>) -> Option<String> {
    read(&side.record.statement).as_ref().map(Name::for_screen)
}

fn mother(side: &Side) -> Option<String> {
    let mother = side.mother.as_ref()?;
    let names = mother.given_name.iter().chain(&mother.family_name).map(Name::for_screen);
    let name = names.collect::<Vec<_>>().join(" ");
    let born = mother.born_on.map(|born_on| format!("born {}", date_words(born_on)));
    let parts: Vec<String> = Some(name).filter(|name| !name.is_empty()).into_iter().chain(born).collect();
    Some(parts.join(", ")).filter(|words| !words.is_empty())
}

/// The same but for capitals and spaces.
fn is_same(one: &str, two: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(one) == plain(two)
}
