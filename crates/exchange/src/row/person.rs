use jiff::ToSpan;
use jiff::civil::Date;
use kith_core::person::{Address, Name, NhsNumber, NhsNumberError, Sex};
use kith_core::statement::{PersonStatement, Problem};

use super::{Reading, value_column};
use crate::map::{PartMap, PersonField, Value};
use crate::value::{email, full_name, is_no, is_yes, postcode, pupil_number, telephone, uprn, without_letter};

/// The longest text of a field that is no name and no note.
const LONGEST_TEXT: usize = 200;
/// Days from the start of a pregnancy to its latest end.
const LONGEST_PREGNANCY_DAYS: i32 = 310;
/// Days from today to the latest day that a relation may begin or end on: a
/// childhood.
const LONGEST_RELATION_DAYS: i32 = 18 * 366;

/// Reads one person. `None` where nothing says who it is; `is_whole` becomes
/// false where a value that the map requires is missing.
pub(super) fn person<'row>(
    reading: &mut Reading<'row>,
    map: &'row PartMap,
    is_whole: &mut bool,
) -> Option<PersonStatement> {
    let mut reader = PersonReader { reading, statement: PersonStatement::default(), address: Address::default() };
    let mut failed: Vec<(PersonField, usize)> = Vec::new();
    for (field, value) in &map.fields {
        let before = reader.reading.problems.len();
        reader.field(*field, value);
        if reader.reading.problems.len() > before {
            failed.push((*field, before));
        }
    }
    let PersonReader { reading, mut statement, address } = reader;
    if !address.is_empty() {
        statement.address = Some(address);
    }
    let is_somebody = says_who(&statement);
    if !is_somebody && !failed.iter().any(|(field, _)| tells_who(*field)) {
        return None;
    }
    for field in map.required.iter().filter(|field| !has(&statement, **field)) {
        *is_whole = false;
        let reason = failed.iter().find(|(failed, _)| failed == field || *failed == PersonField::FullName);
        match reason.and_then(|(_, place)| reading.problems.get_mut(*place)) {
            Some(problem) => problem.leaves_row_out = true,
            None => missing(reading, map, *field),
        }
    }
    is_somebody.then_some(statement)
}

/// Notes that a required field is empty.
fn missing(reading: &mut Reading<'_>, map: &PartMap, field: PersonField) {
    let value = map.fields.iter().find(|(read, _)| *read == field).map(|(_, value)| value);
    let column = value.and_then(value_column).and_then(|column| reading.row.names.get(column)).cloned();
    let words = field.word().replace('_', " ");
    reading.problems.push(Problem {
        row: Some(reading.row.number),
        column,
        found: String::new(),
        how_to_fix: format!("this is empty, but every row needs it ({words} of the {}); fill it in", map.part.word()),
        leaves_row_out: true,
    });
}

/// Whether a name, a number or a date says who somebody is.
fn says_who(statement: &PersonStatement) -> bool {
    statement.nhs_number.is_some()
        || statement.given_name.is_some()
        || statement.family_name.is_some()
        || statement.known_as.is_some()
        || statement.born_on.is_some()
        || statement.due_on.is_some()
        || statement.pupil_number.is_some()
        || statement.local_number.is_some()
}

/// Whether a field would say who somebody is, if it could be read.
fn tells_who(field: PersonField) -> bool {
    matches!(
        field,
        PersonField::NhsNumber
            | PersonField::FullName
            | PersonField::GivenName
            | PersonField::FamilyName
            | PersonField::BornOn
            | PersonField::DueOn
            | PersonField::PupilNumber
            | PersonField::LocalNumber
    )
}

fn has(statement: &PersonStatement, field: PersonField) -> bool {
    let address = |is_there: fn(&Address) -> bool| statement.address.as_ref().is_some_and(is_there);
    match field {
        PersonField::NhsNumber => statement.nhs_number.is_some(),
        PersonField::FullName => statement.given_name.is_some() || statement.family_name.is_some(),
        PersonField::GivenName => statement.given_name.is_some(),
        PersonField::MiddleName => statement.middle_name.is_some(),
        PersonField::FamilyName => statement.family_name.is_some(),
        PersonField::KnownAs => statement.known_as.is_some(),
        PersonField::FormerFamilyName => statement.former_family_name.is_some(),
        // A child on the way has a due date in place of a birth date.
        PersonField::BornOn => statement.born_on.is_some() || statement.due_on.is_some(),
        PersonField::DueOn => statement.due_on.is_some(),
        PersonField::DiedOn => statement.died_on.is_some(),
        PersonField::Sex => statement.sex.is_some(),
        PersonField::BirthOrder => statement.birth_order.is_some(),
        PersonField::Address => address(|address| !address.lines.is_empty()),
        PersonField::Postcode => address(|address| address.postcode.is_some()),
        PersonField::Uprn => address(|address| address.uprn.is_some()),
        PersonField::Telephone => statement.telephone.is_some(),
        PersonField::Email => statement.email.is_some(),
        PersonField::BestWayToReach => statement.best_way_to_reach.is_some(),
        PersonField::Language => statement.language.is_some(),
        PersonField::Interpreter => statement.interpreter.is_some(),
        PersonField::Ethnicity => statement.ethnicity.is_some(),
        PersonField::Practice => statement.practice.is_some(),
        PersonField::PupilNumber => statement.pupil_number.is_some(),
        PersonField::School => statement.school.is_some(),
        PersonField::LocalNumber => statement.local_number.is_some(),
        PersonField::IsShielded | PersonField::IsSealed => true,
        PersonField::HasParentalResponsibility => statement.has_parental_responsibility.is_some(),
        PersonField::RelationSince => statement.relation_since.is_some(),
        PersonField::RelationUntil => statement.relation_until.is_some(),
    }
}

struct PersonReader<'reading, 'row> {
    reading: &'reading mut Reading<'row>,
    statement: PersonStatement,
    address: Address,
}

impl<'row> PersonReader<'_, 'row> {
    fn field(&mut self, field: PersonField, value: &'row Value) {
        match field {
            PersonField::NhsNumber => {
                let is_of_real_people = self.reading.map.is_of_real_people;
                self.statement.nhs_number = self.checked(value, |text| nhs_number(text, is_of_real_people));
            }
            PersonField::FullName => self.full_name(value),
            PersonField::GivenName => self.statement.given_name = self.name(value).or(self.statement.given_name.take()),
            PersonField::MiddleName => {
                self.statement.middle_name = self.name(value).or(self.statement.middle_name.take())
            }
            PersonField::FamilyName => {
                self.statement.family_name = self.name(value).or(self.statement.family_name.take())
            }
            PersonField::KnownAs => self.statement.known_as = self.name(value),
            PersonField::FormerFamilyName => self.statement.former_family_name = self.name(value),
            PersonField::BornOn => self.statement.born_on = self.born_on(value),
            PersonField::DueOn => self.statement.due_on = self.reading.near_date(value, LONGEST_PREGNANCY_DAYS),
            PersonField::DiedOn => self.statement.died_on = self.died_on(value),
            PersonField::Sex => self.statement.sex = self.checked(value, sex),
            PersonField::BirthOrder => self.statement.birth_order = self.checked(value, birth_order).flatten(),
            PersonField::Address => self.address.lines = self.lines(value),
            PersonField::Postcode => self.address.postcode = self.checked(value, postcode).flatten(),
            PersonField::Uprn => self.address.uprn = self.checked(value, uprn),
            PersonField::Telephone => self.statement.telephone = self.checked(value, telephone),
            PersonField::Email => self.statement.email = self.checked(value, email),
            PersonField::BestWayToReach => self.statement.best_way_to_reach = self.checked(value, short),
            PersonField::Language => self.statement.language = self.checked(value, short),
            PersonField::Interpreter => self.statement.interpreter = self.checked(value, short),
            PersonField::Ethnicity => self.statement.ethnicity = self.checked(value, short),
            PersonField::Practice => self.statement.practice = self.checked(value, short),
            PersonField::PupilNumber => self.statement.pupil_number = self.checked(value, pupil_number).flatten(),
            PersonField::School => self.statement.school = self.checked(value, short),
            PersonField::LocalNumber => self.statement.local_number = self.checked(value, short),
            PersonField::IsShielded => self.statement.is_shielded = self.guarded(value),
            PersonField::IsSealed => self.statement.is_sealed = self.guarded(value),
            PersonField::HasParentalResponsibility => {
                self.statement.has_parental_responsibility = self.checked(value, yes_or_no);
            }
            PersonField::RelationSince => {
                self.statement.relation_since = self.reading.near_date(value, LONGEST_RELATION_DAYS);
            }
            PersonField::RelationUntil => self.statement.relation_until = self.relation_until(value),
        }
    }

    /// A value by its own rule, with a problem where the rule says no.
    fn checked<T>(&mut self, value: &'row Value, rule: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let found = self.reading.text(value)?;
        match rule(&found.text) {
            Ok(value) => Some(value),
            Err(fix) => {
                self.reading.wrong(found.column, &found.text, fix);
                None
            }
        }
    }

    fn name(&mut self, value: &'row Value) -> Option<Name> {
        self.checked(value, |text| Name::parse(text).map_err(|error| error.to_string()))
    }

    /// A whole name fills what no column of its own gives.
    fn full_name(&mut self, value: &'row Value) {
        let parts = self.checked(value, |text| full_name(text).map_err(|error| error.to_string()));
        if let Some([given, middle, family]) = parts {
            self.statement.given_name = given;
            self.statement.middle_name = middle;
            self.statement.family_name = family;
        }
    }

    fn born_on(&mut self, value: &'row Value) -> Option<Date> {
        let (date, found) = self.reading.date(value)?;
        let today = self.reading.today;
        let fix = if date > today {
            "this date of birth is after today; check the year"
        } else if date < today.checked_sub(120.years()).unwrap_or(Date::MIN) {
            "this makes the person more than 120 years old; check the year"
        } else {
            return Some(date);
        };
        self.reading.wrong(found.column, &found.text, fix);
        None
    }

    fn died_on(&mut self, value: &'row Value) -> Option<Date> {
        let died_on = self.reading.past_date(value)?;
        if self.statement.born_on.is_some_and(|born_on| died_on < born_on) {
            self.reading.wrong(
                value_column(value),
                &died_on.to_string(),
                "this date of death is before the date of birth; check both",
            );
            return None;
        }
        Some(died_on)
    }

    /// The end of a relation. One that lies before its beginning is left out:
    /// nobody leaves a family by a slip of the pen.
    fn relation_until(&mut self, value: &'row Value) -> Option<Date> {
        let until = self.reading.near_date(value, LONGEST_RELATION_DAYS)?;
        if self.statement.relation_since.is_some_and(|since| until < since) {
            self.reading.wrong(
                value_column(value),
                &until.to_string(),
                "this relation ends before it begins; check both days",
            );
            return None;
        }
        Some(until)
    }

    /// The lines of an address: each piece, and each line within a piece.
    fn lines(&mut self, value: &'row Value) -> Vec<String> {
        let mut lines = Vec::new();
        for piece in &value.pieces {
            let Some((column, text)) = self.reading.piece(piece) else { continue };
            if text.chars().count() > LONGEST_TEXT {
                self.reading.wrong(column, &text, too_long());
                continue;
            }
            lines.extend(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
        }
        lines
    }

    /// A yes that protects somebody: a word that is not understood is taken
    /// for a yes, because the harm of a wrong no is greater.
    fn guarded(&mut self, value: &'row Value) -> bool {
        let Some(found) = self.reading.text(value) else { return false };
        if !is_yes(&found.text) && !is_no(&found.text) {
            self.reading.wrong(
                found.column,
                &found.text,
                "this is not yes or no; it was taken as yes, to be safe; write Y or N",
            );
        }
        !is_no(&found.text)
    }
}

fn nhs_number(text: &str, is_of_real_people: bool) -> Result<NhsNumber, String> {
    let is_shortened = text.contains(['E', 'e']) && text.contains('+');
    if is_shortened {
        return Err("a spreadsheet has shortened this number; format the column as text and save again".to_owned());
    }
    let number =
        text.parse().and_then(|number: NhsNumber| if is_of_real_people { number.of_somebody() } else { Ok(number) });
    number.map_err(|error: NhsNumberError| error.to_string())
}

fn sex(text: &str) -> Result<Sex, String> {
    match without_letter(text).to_lowercase().as_str() {
        "male" | "m" | "1" | "boy" => Ok(Sex::Male),
        "female" | "f" | "2" | "girl" => Ok(Sex::Female),
        "not-known"
        | "not known"
        | "unknown"
        | "u"
        | "x"
        | "0"
        | "9"
        | "i"
        | "indeterminate"
        | "other"
        | "neither"
        | "not stated"
        | "not recorded"
        | "not stated/recorded"
        | "not specified"
        | "prefer not to say"
        | "unborn"
        | "non-binary" => Ok(Sex::NotKnown),
        _ => Err("this is no sex that we know; write male, female or not known".to_owned()),
    }
}

/// The place in a multiple birth; 9 stands for "not known".
fn birth_order(text: &str) -> Result<Option<u8>, String> {
    match text.trim_start_matches('0').parse::<u8>() {
        Ok(9) => Ok(None),
        Ok(order @ 1..=8) => Ok(Some(order)),
        _ => Err("the place in a multiple birth is a number from 1 to 8; check it, or leave it empty".to_owned()),
    }
}

fn yes_or_no(text: &str) -> Result<bool, String> {
    if is_yes(text) {
        Ok(true)
    } else if is_no(text) {
        Ok(false)
    } else {
        Err("this is not yes or no; write Y or N, or leave it empty".to_owned())
    }
}

pub(super) fn short(text: &str) -> Result<String, String> {
    if text.chars().count() > LONGEST_TEXT {
        Err(too_long())
    } else {
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn too_long() -> String {
    format!("this is longer than {LONGEST_TEXT} letters; check that columns have not run together")
}
