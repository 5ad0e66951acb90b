//! One value of one row, as its file writes it.

use crate::contact::Contact;
use crate::day::Day;
use crate::family::Answer;
use crate::holding::Record;
use crate::locality::Locality;
use crate::name::plain_letter;
use crate::number;
use crate::place::{Home, HomeKind};
use crate::random::Random;
use crate::said::{Bad, Marks, Said};
use crate::slip::slip;
use crate::source::{DateForm, Fact, Field, List, Source, Who};

/// One row to write.
pub(super) struct Row<'r, 'a> {
    pub(super) record: &'r Record<'a>,
    pub(super) list: &'static List,
    /// The contact and its place among the record's contacts, in a contact row.
    pub(super) contact: Option<(usize, &'r Contact<'a>)>,
}

/// Writes the values of one source.
pub(super) struct Cells<'a> {
    pub(super) locality: &'a Locality,
    pub(super) source: &'static Source,
}

impl Cells<'_> {
    /// Adds the value of a column to `out`; nothing when there is none.
    pub(super) fn push(&self, row: &Row<'_, '_>, field: Field, out: &mut String) {
        match field {
            Field::Word => out.push_str(row.list.word),
            Field::Row => push_row_number(row, out),
            Field::Extracted => self.date(Some(self.locality.today.plus(-self.source.days_late)), out),
            Field::Updated => self.date(Some(row.record.updated), out),
            Field::Of(who, fact) => self.person(row, who, fact, out),
            Field::MetOn | Field::MetKind | Field::MetBy | Field::MetByCode | Field::Note | Field::Attended => {
                if let Some((_, contact)) = row.contact {
                    self.contact(contact, field, out);
                }
            }
            Field::NoticeOn
            | Field::NoticeHow
            | Field::Answer
            | Field::AnsweredOn
            | Field::WithdrawnOn
            | Field::ObjectedOn
            | Field::AskAgainOn
            | Field::FivePoints => self.told(row.record, field, out),
            Field::News | Field::NewsSince | Field::NewsEnded => self.news(row.record, field, out),
            _ => self.work(row.record, field, out),
        }
    }

    fn news(&self, record: &Record<'_>, field: Field, out: &mut String) {
        match (record.news, field) {
            (Some(news), Field::News) => out.push_str(news.word),
            (news, Field::NewsSince) => self.date(news.map(|news| news.since), out),
            (news, _) => self.date(news.and_then(|news| news.ended), out),
        }
    }

    fn person(&self, row: &Row<'_, '_>, who: Who, fact: Fact, out: &mut String) {
        let record = row.record;
        let said = match who {
            Who::Subject => Some(&record.subject),
            Who::Mother => record.mother.as_ref(),
            Who::Father => record.father.as_ref(),
            Who::Carer => record.carer.as_ref(),
        };
        let Some(said) = said else { return };
        let bad = said.bad.filter(|_| row.contact.is_none());
        match fact {
            Fact::Nhs => self.nhs(said, bad, out),
            Fact::Born => self.born(said, bad, out),
            Fact::Due => self.date(said.due, out),
            Fact::Died => self.date(said.died, out),
            Fact::Line1 | Fact::Line2 | Fact::Town | Fact::AddressLine | Fact::Postcode | Fact::Uprn => {
                self.address(said, fact, bad, out);
            }
            Fact::Given
            | Fact::Middle
            | Fact::Family
            | Fact::FullName
            | Fact::PlainName
            | Fact::KnownAs
            | Fact::Former => {
                self.name(said, fact, bad, out);
            }
            Fact::LocalNumber => push_number(local_number(record, who), out),
            Fact::Pupil if record.has_pupil_number => {
                out.extend(number::pupil_number(record.serial).iter().map(|byte| char::from(*byte)));
            }
            Fact::School | Fact::SchoolCode => {
                if let Some(school) = record.school {
                    out.push_str(if fact == Fact::School { &school.name } else { &school.code });
                }
            }
            Fact::Practice | Fact::PracticeName => {
                let practice = self.locality.town.practice(usize::from(said.practice));
                out.push_str(if fact == Fact::Practice { &practice.code } else { &practice.name });
            }
            _ => self.circumstance(record, said, fact, out),
        }
    }

    fn circumstance(&self, record: &Record<'_>, said: &Said, fact: Fact, out: &mut String) {
        let style = &self.source.style;
        match fact {
            Fact::Sex => out.push_str(match said.is_female {
                Some(true) => style.sexes[0],
                Some(false) => style.sexes[1],
                None => style.sexes[2],
            }),
            Fact::BirthOrder if said.birth_order > 0 => push_number(u64::from(said.birth_order), out),
            Fact::Phone => {
                if let Some(line) = said.line {
                    number::telephone(line, style.is_spaced, out);
                }
            }
            Fact::Email => push_email(said, out),
            Fact::BestWay => {
                const WAYS: [&str; 6] = ["Phone call", "Text", "Text", "Email", "", "Letter"];
                out.push_str(if record.family.number == 0 {
                    "Text"
                } else {
                    WAYS[usize::from(said.line.unwrap_or(4)) % 6]
                });
            }
            Fact::Language => out.push_str(record.family.language),
            Fact::Interpreter if record.family.needs_interpreter => out.push_str(record.family.language),
            Fact::Ethnicity => out.push(said.ethnicity),
            Fact::Shielded => self.yes_no(said.marks.has(Marks::SHIELDED), out),
            Fact::Sealed => self.yes_no(said.marks.has(Marks::SEALED), out),
            Fact::Responsibility => {
                if let Some(has) = said.has_responsibility {
                    self.yes_no(has, out);
                }
            }
            _ => {}
        }
    }

    fn yes_no(&self, is_yes: bool, out: &mut String) {
        out.push_str(self.source.style.yes_no[usize::from(!is_yes)]);
    }

    fn nhs(&self, said: &Said, bad: Option<Bad>, out: &mut String) {
        let Some(nhs) = said.nhs else { return };
        let nhs = if bad == Some(Bad::CheckDigit) { nhs - nhs % 10 + (nhs % 10 + 1) % 10 } else { nhs };
        let start = out.len();
        push_number(nhs, out);
        if self.source.style.is_spaced {
            out.insert(start + 6, ' ');
            out.insert(start + 3, ' ');
        }
    }

    fn born(&self, said: &Said, bad: Option<Bad>, out: &mut String) {
        let Some(born) = said.born else { return };
        let (year, month, day) = born.parts();
        let this_year = self.locality.today.parts().0;
        match bad {
            Some(Bad::ImpossibleDate) if self.source.style.date == DateForm::Serial => {
                push_date(DateForm::Slashes, (year, 9, 31), out);
            }
            Some(Bad::ImpossibleDate) => push_date(self.source.style.date, (year, 9, 31), out),
            Some(Bad::FutureBirth) => self.date(Some(Day::new(this_year + 1, month, day.min(28))), out),
            _ => self.date(Some(born), out),
        }
    }

    /// A date in the file's form.
    fn date(&self, day: Option<Day>, out: &mut String) {
        let Some(day) = day else { return };
        if self.source.style.date == DateForm::Serial {
            push_number(u64::try_from(day.serial()).unwrap_or(0), out);
        } else {
            push_date(self.source.style.date, day.parts(), out);
        }
    }

    fn name(&self, said: &Said, fact: Fact, bad: Option<Bad>, out: &mut String) {
        let start = out.len();
        let family = if bad == Some(Bad::NoFamilyName) { "" } else { said.family.as_ref() };
        match fact {
            Fact::Given => out.push_str(&said.given),
            Fact::Middle => out.push_str(said.middle.unwrap_or("")),
            Fact::Family => out.push_str(family),
            Fact::KnownAs => out.push_str(said.known_as.unwrap_or("")),
            Fact::Former => out.push_str(said.former.unwrap_or("")),
            _ if family.is_empty() => {}
            Fact::FullName => {
                out.push_str(family);
                out.push_str(", ");
                out.push_str(&said.given);
            }
            _ => {
                out.push_str(&said.given);
                out.push(' ');
                out.push_str(family);
            }
        }
        self.restyle(start, out);
    }

    /// Makes what was added since `start` loud or plain where the file is so.
    fn restyle(&self, start: usize, out: &mut String) {
        let style = &self.source.style;
        if style.is_plain && !out[start..].is_ascii() {
            let plain: String = out[start..].chars().map(plain_letter).collect();
            out.replace_range(start.., &plain);
        }
        if style.is_loud {
            if out[start..].is_ascii() {
                out[start..].make_ascii_uppercase();
            } else {
                let loud = out[start..].to_uppercase();
                out.replace_range(start.., &loud);
            }
        }
    }

    fn address(&self, said: &Said, fact: Fact, bad: Option<Bad>, out: &mut String) {
        let Some(home) = said.home else { return };
        let start = out.len();
        match fact {
            Fact::Line1 => self.first_line(home, said.street_slip, out),
            Fact::Line2 => out.push_str(self.locality.town.district_of(home)),
            Fact::Town => out.push_str("Lexmouth"),
            Fact::AddressLine => {
                self.first_line(home, said.street_slip, out);
                out.push_str(", ");
                out.push_str(self.locality.town.district_of(home));
            }
            Fact::Uprn => push_number(
                990_000_000_000
                    + u64::from(home.postcode) * 100_000
                    + u64::from(home.number) * 100
                    + u64::from(home.flat),
                out,
            ),
            _ => {
                self.postcode(said, home, bad, out);
                return;
            }
        }
        self.restyle(start, out);
    }

    fn first_line(&self, home: Home, street_slip: u32, out: &mut String) {
        let street = &self.locality.town.postcodes[home.postcode as usize].street;
        match home.kind {
            HomeKind::Refuge => return,
            HomeKind::Hostel => {
                out.push_str("Room ");
                push_number(u64::from(home.flat), out);
                out.push_str(", Anchor House, ");
            }
            HomeKind::House if home.flat > 0 => {
                out.push_str("Flat ");
                push_number(u64::from(home.flat), out);
                out.push_str(", ");
            }
            HomeKind::House => {}
        }
        push_number(u64::from(home.number), out);
        out.push(' ');
        if street_slip == 0 {
            out.push_str(street);
        } else {
            out.push_str(&slip(street, &mut Random::stream(0, 9, u64::from(street_slip))));
        }
    }

    fn postcode(&self, said: &Said, home: Home, bad: Option<Bad>, out: &mut String) {
        if !said.has_postcode {
            return;
        }
        let postcode = &self.locality.town.postcodes[home.postcode as usize].postcode;
        match (bad, said.postcode_slip) {
            (Some(Bad::HalfPostcode), _) => out.push_str(&postcode[..postcode.len() - 1]),
            (_, 0) => out.push_str(postcode),
            (_, slipped) => {
                // Another unit or sector of the same district: still a postcode.
                let other = self.locality.town.near(home.postcode, slipped);
                out.push_str(other);
            }
        }
    }

    fn work(&self, record: &Record<'_>, field: Field, out: &mut String) {
        let Some(work) = &record.work else { return };
        match field {
            Field::Team => out.push_str(work.team),
            Field::Worker => out.push_str(work.who.name()),
            Field::WorkerCode => out.push_str(work.who.code()),
            Field::Post => out.push_str(work.post),
            Field::WorkerPhone => {
                if let Some(line) = work.who.line() {
                    number::telephone(line, self.source.style.is_spaced, out);
                }
            }
            Field::Started => self.date(Some(work.started), out),
            Field::Ended => self.date(work.ended, out),
            Field::Lead => self.yes_no(work.is_lead, out),
            Field::Level => out.push_str(work.level),
            Field::NextOn => self.date(work.next_on, out),
            Field::NextKind => out.push_str(work.next_kind),
            Field::Status => out.push_str(work.status),
            _ => {}
        }
    }

    fn contact(&self, contact: &Contact<'_>, field: Field, out: &mut String) {
        match field {
            Field::MetOn => self.date(Some(contact.on), out),
            Field::MetKind => out.push_str(contact.kind),
            Field::MetBy => out.push_str(contact.who.name()),
            Field::MetByCode => out.push_str(contact.who.code()),
            Field::Attended => self.yes_no(contact.was_attended, out),
            _ => out.push_str(contact.note.unwrap_or("")),
        }
    }

    fn told(&self, record: &Record<'_>, field: Field, out: &mut String) {
        let Some(told) = record.told else { return };
        let answered = match told.answer {
            Answer::NotAsked => None,
            Answer::Agreed(on, _) | Answer::Refused(on) | Answer::Withdrew(on, _) => Some(on),
        };
        match field {
            Field::NoticeOn => self.date(told.notice, out),
            Field::NoticeHow if told.notice.is_some() => {
                out.push_str(["letter", "in person", "booklet"][record.family.number as usize % 3]);
            }
            Field::Answer => out.push_str(match told.answer {
                Answer::NotAsked => "Not asked",
                // Some agreed to health notes as well, so that a missed immunisation can be followed up.
                Answer::Agreed(_, true) if record.family.number % 3 == 2 => "Agreed, all partners, health too",
                Answer::Agreed(_, true) => "Agreed, all partners",
                Answer::Agreed(_, false) => "Agreed, named partners",
                Answer::Refused(_) => "Refused",
                Answer::Withdrew(..) => "Withdrawn",
            }),
            Field::AnsweredOn => self.date(answered, out),
            Field::WithdrawnOn => {
                if let Answer::Withdrew(_, on) = told.answer {
                    self.date(Some(on), out);
                }
            }
            Field::ObjectedOn => self.date(told.objected, out),
            Field::AskAgainOn => {
                if let Answer::Agreed(on, _) = told.answer {
                    self.date(Some(on.plus(182)), out);
                }
            }
            Field::FivePoints if matches!(told.answer, Answer::Agreed(..) | Answer::Withdrew(..)) => {
                self.yes_no(record.family.number % 29 != 28, out);
            }
            _ => {}
        }
    }
}

/// The source's number for a person in a record: the subject's is the
/// record's own, an adult's is beside it.
fn local_number(record: &Record<'_>, who: Who) -> u64 {
    match who {
        Who::Subject => record.serial,
        Who::Mother => crate::holding::local_serial(record, crate::family::MOTHER),
        Who::Father => crate::holding::local_serial(record, crate::family::FATHER),
        Who::Carer => crate::holding::local_serial(record, crate::family::CARER),
    }
}

fn push_row_number(row: &Row<'_, '_>, out: &mut String) {
    push_number(row.record.serial, out);
    if let Some((place, _)) = row.contact {
        out.push('-');
        push_number(place as u64 + 1, out);
    }
}

fn push_email(said: &Said, out: &mut String) {
    if said.line.is_none_or(|line| line % 5 > 1) || said.given.is_empty() {
        return;
    }
    let start = out.len();
    for part in [&said.given, &said.family] {
        if out.len() > start {
            out.push('.');
        }
        out.extend(
            part.chars()
                .map(plain_letter)
                .filter(char::is_ascii_alphanumeric)
                .map(|letter| letter.to_ascii_lowercase()),
        );
    }
    out.push_str("@example.org");
}

/// Adds a whole number.
pub(super) fn push_number(number: u64, out: &mut String) {
    let mut digits = [0_u8; 20];
    let mut place = digits.len();
    let mut rest = number;
    loop {
        place -= 1;
        digits[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    push_ascii(&digits[place..], out);
}

fn push_ascii(bytes: &[u8], out: &mut String) {
    out.push_str(std::str::from_utf8(bytes).expect("figures and signs are ASCII"));
}

const MONTHS: [&str; 12] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
];

/// Adds a date in a form.
pub(super) fn push_date(form: DateForm, (year, month, day): (i32, i32, i32), out: &mut String) {
    let month_name = MONTHS[(month.clamp(1, 12) - 1) as usize];
    let ([d, e], [m, n], [y, z, u, v]) = (two(day), two(month), four(year));
    match form {
        DateForm::Slashes => push_ascii(&[d, e, b'/', m, n, b'/', y, z, u, v], out),
        DateForm::ShortYear => push_ascii(&[d, e, b'/', m, n, b'/', u, v], out),
        DateForm::Dots => push_ascii(&[d, e, b'.', m, n, b'.', y, z, u, v], out),
        DateForm::Packed => push_ascii(&[y, z, u, v, m, n, d, e], out),
        DateForm::Iso | DateForm::IsoTime | DateForm::Serial => {
            push_ascii(&[y, z, u, v, b'-', m, n, b'-', d, e], out);
            if form == DateForm::IsoTime {
                out.push_str("T00:00:00");
            }
        }
        DateForm::MonthName => {
            push_ascii(&[d, e, b'-'], out);
            out.push_str(&month_name[..3]);
            push_ascii(&[b'-', y, z, u, v], out);
        }
        DateForm::Long => {
            push_number(day as u64, out);
            out.push(' ');
            out.push_str(month_name);
            push_ascii(&[b' ', y, z, u, v], out);
        }
    }
}

fn two(number: i32) -> [u8; 2] {
    [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8]
}

fn four(number: i32) -> [u8; 4] {
    let [a, b] = two(number / 100);
    let [c, d] = two(number % 100);
    [a, b, c, d]
}

#[cfg(test)]
mod tests {
    use super::{push_date, push_number};
    use crate::source::DateForm;

    #[test]
    fn dates_are_written_in_every_form() {
        let written = |form| {
            let mut text = String::new();
            push_date(form, (2026, 10, 2), &mut text);
            text
        };
        assert_eq!(written(DateForm::Slashes), "02/10/2026");
        assert_eq!(written(DateForm::ShortYear), "02/10/26");
        assert_eq!(written(DateForm::Iso), "2026-10-02");
        assert_eq!(written(DateForm::IsoTime), "2026-10-02T00:00:00");
        assert_eq!(written(DateForm::Packed), "20261002");
        assert_eq!(written(DateForm::MonthName), "02-Oct-2026");
        assert_eq!(written(DateForm::Long), "2 October 2026");
        assert_eq!(written(DateForm::Dots), "02.10.2026");
    }

    #[test]
    fn numbers_are_written_whole() {
        let mut text = String::new();
        push_number(0, &mut text);
        push_number(9_990_000_018, &mut text);
        assert_eq!(text, "09990000018");
    }
}
