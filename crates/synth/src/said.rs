//! What one system says about one person: the truth with the system's gaps
//! and mistakes, at the rates that linkage is measured with.

use std::borrow::Cow;

use crate::day::Day;
use crate::family::{Child, Family, MOTHER, Person};
use crate::name::{Group, Surname, short_forms, spellings};
use crate::place::{Home, HomeKind};
use crate::random::Random;
use crate::slip::slip;

/// How a system gets things wrong.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    /// Times the usual rate of mistakes: 0.4 child health, 2.2 police.
    pub(crate) noise: f64,
    /// Share of records without an NHS number.
    pub(crate) number_missing: f64,
    /// Share of newborns under a stand-in name until registration.
    pub(crate) placeholder: f64,
    /// Share of rows that are plainly bad, for the import to report.
    pub(crate) bad: f64,
    pub(crate) is_health: bool,
}

/// Something about a record that the truth file tells, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Marks(pub(crate) u16);

impl Marks {
    pub(crate) const PLACEHOLDER: u16 = 1;
    pub(crate) const WRONG_NUMBER: u16 = 1 << 1;
    pub(crate) const SHIELDED: u16 = 1 << 2;
    pub(crate) const SEALED: u16 = 1 << 3;
    pub(crate) const TWICE: u16 = 1 << 4;
    pub(crate) const UNBORN: u16 = 1 << 5;
    pub(crate) const DIED: u16 = 1 << 6;
    pub(crate) const BAD_ROW: u16 = 1 << 7;
    pub(crate) const BAD_NUMBER: u16 = 1 << 8;

    pub(crate) const WORDS: [(u16, &'static str); 9] = [
        (Self::PLACEHOLDER, "placeholder"),
        (Self::WRONG_NUMBER, "wrong_nhs"),
        (Self::SHIELDED, "shielded"),
        (Self::SEALED, "sealed"),
        (Self::TWICE, "held_twice"),
        (Self::UNBORN, "unborn"),
        (Self::DIED, "died"),
        (Self::BAD_ROW, "bad_row"),
        (Self::BAD_NUMBER, "bad_check_digit"),
    ];

    pub(crate) fn has(self, mark: u16) -> bool {
        self.0 & mark != 0
    }

    pub(crate) fn add(&mut self, mark: u16, is_so: bool) {
        if is_so {
            self.0 |= mark;
        }
    }
}

/// A plainly bad value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    CheckDigit,
    ImpossibleDate,
    FutureBirth,
    NoFamilyName,
    HalfPostcode,
}

/// One person as one system has them.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) slot: u8,
    pub(crate) nhs: Option<u64>,
    pub(crate) given: Cow<'static, str>,
    pub(crate) middle: Option<&'static str>,
    pub(crate) family: Cow<'static, str>,
    pub(crate) known_as: Option<&'static str>,
    pub(crate) former: Option<&'static str>,
    pub(crate) born: Option<Day>,
    pub(crate) due: Option<Day>,
    pub(crate) died: Option<Day>,
    pub(crate) is_female: Option<bool>,
    pub(crate) birth_order: u8,
    pub(crate) home: Option<Home>,
    pub(crate) street_slip: u32,
    pub(crate) has_postcode: bool,
    pub(crate) postcode_slip: u32,
    pub(crate) line: Option<u16>,
    pub(crate) ethnicity: char,
    pub(crate) practice: u8,
    pub(crate) has_responsibility: Option<bool>,
    pub(crate) bad: Option<Bad>,
    pub(crate) marks: Marks,
}

/// Who is looked at, and from where.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) habits: &'a Habits,
    pub(crate) family: &'a Family,
    pub(crate) person: &'a Person,
    /// The child, when the person is one.
    pub(crate) child: Option<&'a Child>,
    pub(crate) today: Day,
    /// When the system last wrote the record down.
    pub(crate) updated: Day,
}

/// Says what the system says.
pub(crate) fn say(view: View<'_>, random: &mut Random) -> Said {
    let noise = view.habits.noise;
    let person = view.person;
    let home = told_home(&view, random);
    let is_out_of_date = home != person.home;
    let mut said = Said {
        slot: person.slot,
        nhs: None,
        given: Cow::Borrowed(person.given),
        middle: person.middle.filter(|_| random.chance(if view.habits.is_health { 0.8 } else { 0.35 })),
        family: Cow::Borrowed(""),
        known_as: person.goes_by.filter(|_| random.chance(0.3)),
        former: person.former.filter(|_| random.chance(0.2)),
        born: None,
        due: None,
        died: None,
        is_female: (!random.chance(0.02 * noise)).then_some(person.is_female ^ random.chance(0.003 * noise)),
        birth_order: 0,
        home: Some(home).filter(|home| home.kind != HomeKind::Refuge && !random.chance(0.04 * noise)),
        street_slip: if random.chance(0.03 * noise) { random.next() as u32 | 1 } else { 0 },
        has_postcode: home.kind != HomeKind::Refuge && !random.chance(0.025 * noise),
        postcode_slip: if random.chance(0.01 * noise) { random.next() as u32 | 1 } else { 0 },
        line: told_line(&view, is_out_of_date, random),
        ethnicity: if random.chance(0.08) { 'Z' } else { person.ethnicity },
        practice: if random.chance(0.03 * noise) { random.below(24) as u8 } else { person.practice },
        has_responsibility: None,
        bad: None,
        marks: Marks::default(),
    };
    said.marks.add(Marks::SHIELDED, person.is_shielded);
    said_number(&view, &mut said, random);
    said_names(&view, &mut said, random);
    said_dates(&view, &mut said, random);
    if random.chance(view.habits.bad) {
        said.bad = Some(random.pick(&[
            Bad::CheckDigit,
            Bad::ImpossibleDate,
            Bad::FutureBirth,
            Bad::NoFamilyName,
            Bad::HalfPostcode,
        ]));
        said.marks.add(Marks::BAD_ROW, said.bad == Some(Bad::NoFamilyName));
    }
    said
}

/// The newer home, unless the system has not heard.
fn told_home(view: &View<'_>, random: &mut Random) -> Home {
    let late = if view.habits.is_health { 0.12 } else { 0.22 };
    match view.person.former_home {
        Some(former) if !view.person.is_shielded && random.chance(late) => former,
        _ => view.person.home,
    }
}

fn told_line(view: &View<'_>, is_out_of_date: bool, random: &mut Random) -> Option<u16> {
    if view.habits.noise == 0.0 {
        return Some(view.person.line);
    }
    if random.chance(0.12 * view.habits.noise.max(0.8)) {
        return None;
    }
    let father = view.family.father.as_ref().map(|father| father.person.line);
    Some(match random.below(100) {
        0..8 if view.child.is_some() => father.unwrap_or(view.person.line),
        8..20 => view.person.old_line,
        _ if is_out_of_date => view.person.old_line,
        _ => view.person.line,
    })
}

fn said_number(view: &View<'_>, said: &mut Said, random: &mut Random) {
    let own = view.person.nhs;
    if own == 0 || random.chance(view.habits.number_missing) {
        return;
    }
    said.nhs = Some(own);
    let draw = random.share();
    let mothers = if view.habits.placeholder > 0.5 { 0.006 } else { 0.0015 };
    let other = match view.child {
        Some(child) if child.set > 0 && random.chance(0.01) => {
            sibling(view.family, child, |other| other.set == child.set).map(|other| other.person.nhs)
        }
        Some(_) if draw < mothers => Some(view.family.mother.nhs),
        Some(child) if draw < mothers + 0.0012 => sibling(view.family, child, |_| true).map(|other| other.person.nhs),
        None if view.person.slot != MOTHER && draw > 0.9985 => Some(view.family.mother.nhs),
        _ => None,
    };
    if let Some(other) = other.filter(|other| *other != 0 && *other != own) {
        said.nhs = Some(other);
        said.marks.add(Marks::WRONG_NUMBER, true);
    } else if random.chance(0.003 * view.habits.noise) {
        said.nhs = Some(slipped_number(own, random));
        said.marks.add(Marks::BAD_NUMBER, true);
    }
}

/// The number with one digit changed: its check digit no longer fits.
fn slipped_number(number: u64, random: &mut Random) -> u64 {
    let unit = 10_u64.pow(random.below(7) as u32);
    let digit = number / unit % 10;
    number - digit * unit + (digit + 1 + random.below(8) as u64) % 10 * unit
}

fn sibling<'a>(family: &'a Family, child: &Child, wanted: impl Fn(&Child) -> bool) -> Option<&'a Child> {
    family.children.iter().find(|other| other.person.slot != child.person.slot && wanted(other))
}

fn said_names(view: &View<'_>, said: &mut Said, random: &mut Random) {
    let surname = told_surname(view, random);
    said.family = written_surname(surname, view.habits, random);
    let is_newborn = view.child.is_some_and(|child| {
        child.due.is_none() && (child.is_stillborn || view.updated.0 < child.person.born.0 + child.named_after_days)
    });
    if view.child.is_some_and(|child| child.due.is_some()) {
        said.given = Cow::Borrowed(if random.chance(0.5) { "Unborn" } else { "Baby" });
        said.middle = None;
        said.is_female = None;
        return;
    }
    if let Some(child) = view.child.filter(|_| is_newborn && random.chance(view.habits.placeholder)) {
        said.given = stand_in(view.family, child, random);
        said.middle = None;
        said.marks.add(Marks::PLACEHOLDER, true);
        return;
    }
    said_given(view, said, random);
}

/// The mother's name in the first weeks, a former name, the name now.
fn told_surname(view: &View<'_>, random: &mut Random) -> Surname {
    let person = view.person;
    if view.habits.noise == 0.0 {
        return person.surname;
    }
    if let Some(child) = view.child {
        let is_young = view.updated.0 < person.born.0 + child.named_after_days;
        let at_birth = if view.habits.placeholder > 0.5 { 0.97 } else { 0.5 };
        let keeps = if is_young { at_birth } else { 0.04 };
        return if random.chance(keeps) { child.at_birth } else { person.surname };
    }
    match person.former {
        Some(former) if random.chance(0.35) => Surname::single(former),
        _ => person.surname,
    }
}

fn written_surname(surname: Surname, habits: &Habits, random: &mut Random) -> Cow<'static, str> {
    let written: Cow<'static, str> = match surname.second {
        None => Cow::Borrowed(surname.first),
        Some(second) => match random.below(100) {
            0..11 => Cow::Borrowed(surname.first),
            11..24 => Cow::Borrowed(second),
            24..31 => Cow::Owned(format!("{second}-{}", surname.first)),
            31..38 => Cow::Owned(format!("{} {second}", surname.first)),
            _ => Cow::Owned(format!("{}-{second}", surname.first)),
        },
    };
    respell(written, habits, random)
}

/// Another spelling in some records, a slip in a few.
fn respell(written: Cow<'static, str>, habits: &Habits, random: &mut Random) -> Cow<'static, str> {
    if random.chance(0.04 * habits.noise)
        && let forms = spellings(&written)
        && !forms.is_empty()
    {
        return Cow::Borrowed(random.pick(forms));
    }
    if random.chance(0.013 * habits.noise) { Cow::Owned(slip(&written, random)) } else { written }
}

fn said_given(view: &View<'_>, said: &mut Said, random: &mut Random) {
    let noise = view.habits.noise;
    let nickname = if view.habits.is_health { 0.02 } else { 0.10 };
    let swap = if matches!(view.person.group, Group::SouthAsianMuslim | Group::ArabSomali) { 0.022 } else { 0.003 };
    if random.chance(nickname * noise.min(1.5))
        && let forms = short_forms(view.person.given)
        && !forms.is_empty()
    {
        said.given = Cow::Borrowed(view.person.goes_by.unwrap_or_else(|| random.pick(forms)));
    } else if random.chance(0.01 * noise)
        && let Some(middle) = view.person.middle
    {
        said.given = Cow::Borrowed(middle);
        said.middle = None;
    } else if random.chance(0.006 * noise) {
        said.given = Cow::Owned(view.person.given.chars().take(1).collect());
    } else if random.chance(0.006 * noise) {
        said.given = Cow::Borrowed("");
    } else {
        said.given = respell(Cow::Borrowed(view.person.given), view.habits, random);
    }
    if random.chance(swap * noise.min(1.5)) && !said.given.is_empty() {
        std::mem::swap(&mut said.given, &mut said.family);
    }
}

/// What is written for a baby without a name.
fn stand_in(family: &Family, child: &Child, random: &mut Random) -> Cow<'static, str> {
    let sex = if child.person.is_female { "Girl" } else { "Boy" };
    if child.set > 0 && random.chance(0.55) {
        let order = usize::from(child.birth_order.clamp(1, 3)) - 1;
        let words: [&str; 3] = match random.below(4) {
            0 => ["Twin 1", "Twin 2", "Twin 3"],
            1 => ["Twin I", "Twin II", "Twin III"],
            2 => ["Twin One", "Twin Two", "Twin Three"],
            _ => ["Baby A", "Baby B", "Baby C"],
        };
        return Cow::Borrowed(words[order]);
    }
    match random.below(10) {
        0..4 => Cow::Owned(format!("Baby {sex}")),
        4..7 => Cow::Borrowed("Baby"),
        7 => Cow::Borrowed("Infant"),
        8 => Cow::Owned(format!("B/O {}", family.mother.given)),
        _ => Cow::Borrowed(sex),
    }
}

fn said_dates(view: &View<'_>, said: &mut Said, random: &mut Random) {
    if let Some(child) = view.child {
        said.birth_order = if child.set > 0 && random.chance(0.7) { child.birth_order } else { 0 };
        said.due = child.due;
        said.marks.add(Marks::UNBORN, child.due.is_some());
    }
    if view.child.is_some_and(|child| child.due.is_some()) {
        return;
    }
    said.died = view.person.died.filter(|_| view.habits.is_health);
    said.marks.add(Marks::DIED, view.person.died.is_some());
    said.born = told_birth(view, random);
}

fn told_birth(view: &View<'_>, random: &mut Random) -> Option<Day> {
    let noise = view.habits.noise;
    let born = view.person.born;
    let (year, month, day) = born.parts();
    let default = if view.habits.is_health { 0.003_5 } else { 0.007 };
    if noise == 0.0 {
        return Some(born);
    }
    let draw = random.share() / noise;
    let told = if draw < 0.006 && day <= 12 {
        Day::new(year, day, month)
    } else if draw < 0.006 + default {
        Day::new(year, 1, 1)
    } else if draw < 0.016 {
        match random.below(4) {
            0 => Day::new(year, month, 1),
            1 => born.plus(if random.chance(0.5) { 1 } else { -1 }),
            2 if day > 10 => born.plus(-10),
            2 => born.plus(10),
            _ => Day::new(year - 1, month, day.min(28)),
        }
    } else if draw < 0.024 {
        return None;
    } else {
        born
    };
    Some(told).filter(|told| *told <= view.today).or(Some(born))
}
