//! One person as all sources together describe them, each value with its
//! source, its date and what speaks against it (S003-DSb).
//!
//! Which of several values is shown:
//!
//! | field | rule |
//! |---|---|
//! | NHS number, dates of birth, death and due, birth order, sex | most trusted source, then the value that most sources state, then the newest; a birthday on 1 January only where no other is known |
//! | name | newest copy that holds a real first name; a stand-in such as "Baby boy" only where there is none |
//! | address, telephone, e-mail, best way to reach, school | newest |
//! | everything else | newest |
//!
//! Trusted in this order: child health records, GP practice, midwifery,
//! health visiting, other health services, social care and schools, all
//! others. A copy is as old as the source says, or as the day it came in; of
//! two of one day, one that says its time is newer than one that does not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_link::{is_stand_in, plain_letters};

use super::{Address, NhsNumber, Sex, Telephone};
use crate::id::RecordId;
use crate::service::ServiceKind;
use crate::statement::PersonStatement;

/// One source's copy of a person.
#[derive(Clone, Copy)]
pub struct Copy<'a> {
    /// The record.
    pub record: RecordId,
    /// The source's name, the same for all its files.
    pub source_name: &'a str,
    /// The source's title for screens.
    pub source_title: &'a str,
    /// The kind of service that it comes from.
    pub service: ServiceKind,
    /// When the source wrote it, where it says.
    pub recorded_on: Option<Date>,
    /// When it came in.
    pub received_on: Date,
    /// When the source wrote it, to the second, where it says so: of two
    /// copies of one day the later counts, in whatever order they came.
    pub written_at: Option<Timestamp>,
    /// What it says.
    pub statement: &'a PersonStatement,
}

/// A value with where it comes from.
#[derive(Clone, PartialEq, Eq)]
pub struct Known<T> {
    /// The value.
    pub value: T,
    /// The record that it is taken from.
    pub record: RecordId,
    /// The source, as screens name it.
    pub source_title: String,
    /// As of when.
    pub recorded_on: Date,
    /// How many other sources say the same.
    pub agrees_with: usize,
    /// What other sources say instead, newest first.
    pub others: Vec<Other<T>>,
}

/// A value that differs from the one shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Other<T> {
    /// The value.
    pub value: T,
    /// The record that it is taken from.
    pub record: RecordId,
    /// The source, as screens name it.
    pub source_title: String,
    /// As of when.
    pub recorded_on: Date,
}

/// Whether somebody's NHS number is known (S003-NNa).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberStanding {
    /// A health service states it.
    Traced,
    /// Only services outside health state it: to be traced.
    Untraced,
    /// Nobody states one.
    Missing,
}

impl NumberStanding {
    /// The flag's words, or `None` where nothing needs doing.
    #[must_use]
    pub fn flag(self) -> Option<&'static str> {
        match self {
            Self::Traced => None,
            Self::Untraced => Some("NHS number not traced"),
            Self::Missing => Some("NHS number missing"),
        }
    }
}

/// One person as all sources together describe them.
///
/// It holds everything; what a reader may see of it is for the sharing
/// decision. The `others` of names are former or differing names, which have
/// a purpose of their own (T20).
#[derive(Clone, PartialEq, Eq)]
pub struct PersonView {
    /// The name for headings: the name the person goes by, or "Baby Ellis".
    pub display_name: String,
    /// The first word of it: the name the person goes by, or "Baby".
    pub first_name: String,
    /// First and family name.
    pub name: Option<Known<String>>,
    /// First name.
    pub given_name: Option<Known<String>>,
    /// Middle names.
    pub middle_name: Option<Known<String>>,
    /// Family name.
    pub family_name: Option<Known<String>>,
    /// The name the person goes by.
    pub known_as: Option<Known<String>>,
    /// A family name used before, as a source states it.
    pub former_family_name: Option<Known<String>>,
    /// NHS number.
    pub nhs_number: Option<Known<NhsNumber>>,
    /// Whether the number is known.
    pub number_standing: NumberStanding,
    /// Date of birth.
    pub born_on: Option<Known<Date>>,
    /// Expected date of delivery; gone once the person is born.
    pub due_on: Option<Known<Date>>,
    /// Date of death.
    pub died_on: Option<Known<Date>>,
    /// Sex.
    pub sex: Option<Known<Sex>>,
    /// Place in a multiple birth.
    pub birth_order: Option<Known<u8>>,
    /// Where the person lives.
    pub address: Option<Known<Address>>,
    /// Telephone.
    pub telephone: Option<Known<Telephone>>,
    /// Electronic mail.
    pub email: Option<Known<String>>,
    /// The best way to reach the person.
    pub best_way_to_reach: Option<Known<String>>,
    /// The language spoken at home.
    pub language: Option<Known<String>>,
    /// Whether an interpreter is needed.
    pub interpreter: Option<Known<String>>,
    /// Ethnicity.
    pub ethnicity: Option<Known<String>>,
    /// The practice.
    pub practice: Option<Known<String>>,
    /// Unique pupil number.
    pub pupil_number: Option<Known<String>>,
    /// School or nursery.
    pub school: Option<Known<String>>,
    /// Whether anybody says that this adult has parental responsibility.
    pub has_parental_responsibility: Option<Known<bool>>,
    /// A source asks that whereabouts be hidden.
    pub is_shielded: bool,
    /// A source says that the identity is sealed.
    pub is_sealed: bool,
}

macro_rules! hidden {
    ($($name:literal for $type:ty $(, $generic:ident)?;)*) => {$(
        impl$(<$generic>)? fmt::Debug for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(concat!($name, "(hidden)"))
            }
        }
    )*};
}

hidden! {
    "Copy" for Copy<'_>;
    "Known" for Known<T>, T;
    "Other" for Other<T>, T;
    "PersonView" for PersonView;
}

impl Copy<'_> {
    fn as_of(&self) -> Date {
        self.recorded_on.unwrap_or(self.received_on)
    }
}

/// How far a source is trusted with numbers and dates; 0 is most.
fn trust(service: ServiceKind) -> u8 {
    match service {
        ServiceKind::ChildHealth => 0,
        ServiceKind::GeneralPractice => 1,
        ServiceKind::Maternity => 2,
        ServiceKind::HealthVisiting => 3,
        other if other.is_health() => 4,
        ServiceKind::SocialCare | ServiceKind::Education | ServiceKind::Send => 5,
        _ => 6,
    }
}

/// One value as one copy states it.
struct Stated<'a, T> {
    copy: &'a Copy<'a>,
    value: T,
    /// What two equal values share.
    plain: String,
    /// Values with a larger rank lose.
    rank: u8,
}

fn stated<'a, T>(
    copies: &'a [Copy<'a>],
    read: impl Fn(&'a PersonStatement) -> Option<T>,
    plain: impl Fn(&T) -> String,
) -> Vec<Stated<'a, T>> {
    let read =
        |copy: &'a Copy<'a>| read(copy.statement).map(|value| Stated { copy, plain: plain(&value), value, rank: 0 });
    copies.iter().filter_map(read).collect()
}

/// The value of the smallest `order`, then the newest, with what agrees and
/// what does not.
fn choose<T: Clone, Order: Ord>(stated: &[Stated<'_, T>], order: impl Fn(&Stated<'_, T>) -> Order) -> Option<Known<T>> {
    let newest = |found: &&Stated<'_, T>| {
        let copy = found.copy;
        (Reverse(copy.as_of()), Reverse(copy.written_at), trust(copy.service), copy.record)
    };
    let best = stated.iter().min_by_key(|found| (order(found), newest(found)))?;
    let agreeing: BTreeSet<&str> = stated
        .iter()
        .filter(|found| found.plain == best.plain && found.copy.source_name != best.copy.source_name)
        .map(|found| found.copy.source_name)
        .collect();
    let mut others: BTreeMap<&str, &Stated<'_, T>> = BTreeMap::new();
    for found in stated.iter().filter(|found| found.plain != best.plain) {
        let held = others.entry(&found.plain).or_insert(found);
        if newest(&found) < newest(&&**held) {
            *held = found;
        }
    }
    let mut others: Vec<&Stated<'_, T>> = others.into_values().collect();
    others.sort_by_key(newest);
    Some(Known {
        value: best.value.clone(),
        record: best.copy.record,
        source_title: best.copy.source_title.to_owned(),
        recorded_on: best.copy.as_of(),
        agrees_with: agreeing.len(),
        others: others.into_iter().map(other).collect(),
    })
}

fn other<T: Clone>(found: &Stated<'_, T>) -> Other<T> {
    Other {
        value: found.value.clone(),
        record: found.copy.record,
        source_title: found.copy.source_title.to_owned(),
        recorded_on: found.copy.as_of(),
    }
}

fn newest<T: Clone>(stated: &[Stated<'_, T>]) -> Option<Known<T>> {
    choose(stated, |found| found.rank)
}

/// Most trusted first, then what most sources state.
fn most_trusted<T: Clone>(stated: &[Stated<'_, T>]) -> Option<Known<T>> {
    let sources = |plain: &str| {
        let same = stated.iter().filter(|found| found.plain == plain).map(|found| found.copy.source_name);
        same.collect::<BTreeSet<&str>>().len()
    };
    choose(stated, |found| (found.rank, trust(found.copy.service), Reverse(sources(&found.plain))))
}

fn text<'a>(copies: &'a [Copy<'a>], read: impl Fn(&'a PersonStatement) -> Option<&'a str>) -> Vec<Stated<'a, String>> {
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let read = |statement| read(statement).map(tidy).filter(|text| !text.is_empty());
    stated(copies, read, |text| {
        let plain = plain_letters(text);
        if plain.is_empty() { text.clone() } else { plain }
    })
}

fn dates<'a>(copies: &'a [Copy<'a>], read: impl Fn(&'a PersonStatement) -> Option<Date>) -> Vec<Stated<'a, Date>> {
    stated(copies, read, ToString::to_string)
}

/// Whether two addresses are one place: the same property number, or the
/// same numbers at the same postcode, or the same letters.
#[must_use]
pub fn is_same_place(a: &Address, b: &Address) -> bool {
    match (a.uprn, b.uprn) {
        (Some(a), Some(b)) => a == b,
        _ => place_letters(a) == place_letters(b),
    }
}

fn place_letters(address: &Address) -> String {
    let lines = address.lines.join(" ");
    let numbers: Vec<&str> = lines
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.bytes().any(|byte| byte.is_ascii_digit()))
        .collect();
    match &address.postcode {
        Some(postcode) if !numbers.is_empty() => format!("{} {}", numbers.join(" ").to_uppercase(), postcode.as_str()),
        Some(postcode) => format!("{} {}", plain_letters(&lines), postcode.as_str()),
        None => plain_letters(&lines),
    }
}

/// A first name that is one: neither a stand-in nor an initial.
fn is_real_name(name: &str) -> bool {
    !is_stand_in(name) && plain_letters(name).chars().count() > 1
}

/// First and family name from one copy, so that no name is put together that
/// nobody ever stated.
fn full_names<'a>(copies: &'a [Copy<'a>]) -> Vec<Stated<'a, String>> {
    let read = |statement: &'a PersonStatement| {
        let given = statement.given_name.as_ref().filter(|name| !is_stand_in(name.as_str()));
        let names = given.into_iter().chain(&statement.family_name).map(super::Name::for_screen);
        Some(names.collect::<Vec<_>>().join(" ")).filter(|name| !name.is_empty())
    };
    let mut stated = stated(copies, read, |name| plain_letters(name));
    for found in &mut stated {
        let given = found.copy.statement.given_name.as_ref().map_or("", |name| name.as_str());
        found.rank = match (is_real_name(given), found.copy.statement.family_name.is_some()) {
            (true, true) => 0,
            (true, false) => 1,
            _ if plain_letters(given).chars().count() == 1 => 2,
            _ => 3,
        };
    }
    let best = stated.iter().map(|found| found.rank).min().unwrap_or(0);
    stated.retain(|found| found.rank == best || found.rank < 2);
    stated
}

fn names<'a>(
    copies: &'a [Copy<'a>],
    read: impl Fn(&'a PersonStatement) -> Option<&'a super::Name>,
) -> Vec<Stated<'a, String>> {
    stated(copies, |statement| read(statement).map(super::Name::for_screen), |name| plain_letters(name))
}

fn given_names<'a>(copies: &'a [Copy<'a>]) -> Vec<Stated<'a, String>> {
    let real =
        |statement: &'a PersonStatement| statement.given_name.as_ref().filter(|name| !is_stand_in(name.as_str()));
    let mut stated = names(copies, real);
    for found in &mut stated {
        found.rank = u8::from(!is_real_name(&found.value));
    }
    if stated.iter().any(|found| found.rank == 0) {
        stated.retain(|found| found.rank == 0);
    }
    stated
}

fn births<'a>(copies: &'a [Copy<'a>]) -> Vec<Stated<'a, Date>> {
    let mut births = dates(copies, |statement| statement.born_on);
    for found in &mut births {
        found.rank = u8::from(found.value.month() == 1 && found.value.day() == 1);
    }
    births
}

/// The standing of the number shown.
fn number_standing(numbers: &[Stated<'_, NhsNumber>], shown: Option<&Known<NhsNumber>>) -> NumberStanding {
    let Some(shown) = shown else { return NumberStanding::Missing };
    let stated = numbers.iter().any(|found| found.value == shown.value && found.copy.service.is_health());
    if stated { NumberStanding::Traced } else { NumberStanding::Untraced }
}

/// One person as all copies together describe them; the order of the copies
/// does not matter.
#[must_use]
pub fn view(copies: &[Copy<'_>]) -> PersonView {
    let given_name = newest(&given_names(copies));
    let family_name = newest(&names(copies, |statement| statement.family_name.as_ref()));
    let name = newest(&full_names(copies));
    let known_as = newest(&names(copies, |statement| statement.known_as.as_ref()));
    let numbers = stated(copies, |statement| statement.nhs_number, |number| number.digits());
    let nhs_number = most_trusted(&numbers);
    let born_on = most_trusted(&births(copies));
    let due_on = most_trusted(&dates(copies, |statement| statement.due_on)).filter(|_| born_on.is_none());
    let birth_order = most_trusted(&stated(copies, |statement| statement.birth_order, ToString::to_string));
    let sexes = stated(copies, |s| s.sex.filter(|sex| *sex != Sex::NotKnown), |sex| sex.letter().to_string());
    let addresses = stated(copies, |s| s.address.clone().filter(|address| !address.is_empty()), place_letters);
    let responsible = stated(copies, |s| s.has_parental_responsibility, ToString::to_string);
    let baby = Baby { birth_order: birth_order.as_ref().map(|order| order.value) };
    let first_name = known_as.as_ref().or(given_name.as_ref()).map(|name| name.value.clone());
    PersonView {
        display_name: display_name(
            known_as.as_ref(),
            name.as_ref(),
            family_name.as_ref(),
            (&baby, given_name.is_some()),
        ),
        first_name: first_name.unwrap_or_else(|| "Baby".to_owned()),
        number_standing: number_standing(&numbers, nhs_number.as_ref()),
        middle_name: newest(&names(copies, |statement| statement.middle_name.as_ref())),
        former_family_name: newest(&names(copies, |statement| statement.former_family_name.as_ref())),
        died_on: most_trusted(&dates(copies, |statement| statement.died_on)),
        sex: most_trusted(&sexes),
        address: newest(&addresses),
        telephone: newest(&stated(copies, |s| s.telephone.clone(), |telephone| telephone.digits().to_owned())),
        email: newest(&text(copies, |s| s.email.as_deref())),
        best_way_to_reach: newest(&text(copies, |s| s.best_way_to_reach.as_deref())),
        language: newest(&text(copies, |s| s.language.as_deref())),
        interpreter: newest(&text(copies, |s| s.interpreter.as_deref())),
        ethnicity: newest(&text(copies, |s| s.ethnicity.as_deref())),
        practice: newest(&text(copies, |s| s.practice.as_deref())),
        pupil_number: newest(&text(copies, |s| s.pupil_number.as_deref())),
        school: newest(&text(copies, |s| s.school.as_deref())),
        has_parental_responsibility: newest(&responsible),
        is_shielded: copies.iter().any(|copy| copy.statement.is_shielded),
        is_sealed: copies.iter().any(|copy| copy.statement.is_sealed),
        name,
        given_name,
        family_name,
        known_as,
        nhs_number,
        born_on,
        due_on,
        birth_order,
    }
}

/// What tells one unnamed baby from another.
struct Baby {
    birth_order: Option<u8>,
}

impl Baby {
    fn name(&self, family: Option<&str>) -> String {
        let order = match self.birth_order {
            Some(1) => " (born first)",
            Some(2) => " (born second)",
            Some(3) => " (born third)",
            Some(4) => " (born fourth)",
            _ => "",
        };
        family.map_or_else(|| format!("Baby{order}"), |family| format!("Baby {family}{order}"))
    }
}

fn display_name(
    known_as: Option<&Known<String>>,
    name: Option<&Known<String>>,
    family_name: Option<&Known<String>>,
    (baby, is_named): (&Baby, bool),
) -> String {
    let family = family_name.map(|family| family.value.as_str());
    match (known_as, name) {
        (Some(known_as), _) => {
            [Some(known_as.value.as_str()), family].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        (None, Some(name)) if is_named => name.value.clone(),
        _ => baby.name(family),
    }
}
