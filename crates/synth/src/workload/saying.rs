//! What one system says about one person, with its gaps and mistakes.

use std::borrow::Cow;

use super::system::System;
use crate::day::Day;
use crate::family::{Child, Family, MOTHER, Person};
use crate::locality::Locality;
use crate::name::{Group, Surname, short_forms, spellings};
use crate::place::{Home, HomeKind};
use crate::random::Random;
use crate::slip::slip;

/// Who is looked at, and from where.
pub(super) struct View<'a> {
    pub(super) locality: &'a Locality,
    pub(super) family: &'a Family,
    pub(super) person: &'a Person,
    pub(super) child: Option<&'a Child>,
    pub(super) system: &'a System,
    pub(super) recorded_on: Day,
}

/// The columns after the record's own name.
pub(super) struct Line([Cow<'static, str>; 16]);

impl Line {
    pub(super) fn join(&self) -> String {
        self.0.join(",")
    }

    /// Says what the system says.
    pub(super) fn say(view: &View<'_>, random: &mut Random) -> Self {
        let noise = view.system.noise;
        let names = view.names(random);
        let born = if names.is_unborn { Some(view.expected(random)) } else { view.birth(random) };
        let home = view.home(random);
        let sex = match (random.chance(0.02 * noise) || names.is_unborn, view.person.is_female ^ random.chance(0.003)) {
            (true, _) => "",
            (false, true) => "F",
            (false, false) => "M",
        };
        let order = match view.child {
            Some(child) if child.set > 0 && random.chance(0.7) => child.birth_order.to_string(),
            _ => String::new(),
        };
        let [mother_given, mother_family, mother_born] = view.mother(random);
        Self([
            Cow::Borrowed(view.system.name),
            Cow::Owned(iso(view.recorded_on)),
            Cow::Owned(view.number(random).map_or(String::new(), |number| number.to_string())),
            names.given,
            Cow::Borrowed(names.middle),
            names.family,
            Cow::Owned(born.map_or(String::new(), iso)),
            Cow::Borrowed(sex),
            Cow::Owned(order),
            Cow::Owned(view.address(home, random)),
            Cow::Owned(view.postcode(home, random)),
            Cow::Owned(view.telephone(random)),
            Cow::Owned(view.practice(random)),
            mother_given,
            mother_family,
            mother_born,
        ])
    }
}

fn iso(day: Day) -> String {
    crate::reference::iso(Some(day))
}

/// The names of one record.
struct Names {
    given: Cow<'static, str>,
    middle: &'static str,
    family: Cow<'static, str>,
    is_unborn: bool,
}

impl View<'_> {
    fn names(&self, random: &mut Random) -> Names {
        let noise = self.system.noise;
        let family = respell(written(self.surname(random), random), noise, random);
        if let Some(child) = self.child.filter(|_| random.chance(self.system.stand_in)) {
            let is_unborn = self.system.name == "social-care";
            let given = if is_unborn { Cow::Borrowed("UNBORN") } else { stand_in(self.family, child, random) };
            return Names { given, middle: "", family, is_unborn };
        }
        let person = self.person;
        let mut middle = person
            .middle
            .filter(|_| random.chance(if self.system.is_health { 0.75 } else { 0.35 }))
            .unwrap_or_default();
        let nickname = if self.system.is_health { 0.02 } else { 0.10 };
        let forms = short_forms(person.given);
        let mut given = if !forms.is_empty() && random.chance(nickname * 2.0) {
            Cow::Borrowed(person.goes_by.unwrap_or_else(|| random.pick(forms)))
        } else if let Some(used) = person.middle.filter(|_| random.chance(0.01 * noise)) {
            middle = "";
            Cow::Borrowed(used)
        } else if random.chance(0.006 * noise) {
            Cow::Owned(person.given.chars().take(1).collect())
        } else if random.chance(0.006 * noise) {
            Cow::Borrowed("")
        } else {
            respell(Cow::Borrowed(person.given), noise, random)
        };
        let swap = if matches!(person.group, Group::SouthAsianMuslim | Group::ArabSomali) { 0.022 } else { 0.003 };
        let mut family = family;
        if random.chance(swap) && !given.is_empty() {
            std::mem::swap(&mut given, &mut family);
        }
        if random.chance(0.3) {
            (given, family) = (Cow::Owned(given.to_uppercase()), Cow::Owned(family.to_uppercase()));
        }
        Names { given, middle, family, is_unborn: false }
    }

    /// The mother's name around the birth, a former name, the name now.
    fn surname(&self, random: &mut Random) -> Surname {
        let Some(child) = self.child else {
            return match self.person.former {
                Some(former) if random.chance(0.35) => Surname::single(former),
                _ => self.person.surname,
            };
        };
        let is_young = self.recorded_on.0 < self.person.born.0 + child.named_after_days;
        let keeps = match (self.system.name, is_young) {
            ("maternity", _) => 0.97,
            ("birth-notification", _) => 0.9,
            ("registrar", _) => 0.0,
            (_, true) => 0.5,
            _ => 0.04,
        };
        if random.chance(keeps) { child.at_birth } else { self.person.surname }
    }

    /// The day before birth when the baby was expected.
    fn expected(&self, random: &mut Random) -> Day {
        self.person.born.plus(random.between(-8, 8) + random.between(-8, 12))
    }

    fn birth(&self, random: &mut Random) -> Option<Day> {
        let (born, noise) = (self.person.born, self.system.noise);
        let (year, month, day) = born.parts();
        let filled = if self.system.is_health { 0.003_5 } else { 0.007 };
        let missing = if self.system.is_health { 0.005 } else { 0.011 };
        let mut draw = random.share() / noise;
        let mut is_drawn = |share: f64| {
            draw -= share;
            draw < 0.0
        };
        let told = if is_drawn(0.006) {
            if day <= 12 { Day::new(year, day, month) } else { born }
        } else if is_drawn(filled) {
            Day::new(year, 1, 1)
        } else if is_drawn(0.002_5) {
            Day::new(year, month, 1)
        } else if is_drawn(0.003_5) {
            born.plus(if random.chance(0.5) { 1 } else { -1 })
        } else if is_drawn(0.004) {
            let other = random.between(1, 28);
            if random.chance(0.7) { Day::new(year, month, other) } else { Day::new(year, 1 + other % 12, day.min(28)) }
        } else if is_drawn(0.003) {
            Day::new(year + if random.chance(0.7) { -1 } else { 1 }, month, day.min(28))
        } else if is_drawn(missing) {
            return None;
        } else {
            born
        };
        Some(if told <= self.locality.today { told } else { born })
    }

    fn number(&self, random: &mut Random) -> Option<u64> {
        let own = self.person.nhs;
        if own == 0 || random.chance(self.system.number_missing) {
            return None;
        }
        let other = |wanted: &dyn Fn(&Child) -> bool| {
            let mut others = self.family.children.iter().filter(|other| other.person.slot != self.person.slot);
            others.find(|other| wanted(other)).map(|other| other.person.nhs)
        };
        let mothers = if self.system.name == "maternity" { 0.006 } else { 0.0015 };
        let wrong = match self.child {
            Some(child) if child.set > 0 && random.chance(0.01) => other(&|other| other.set == child.set),
            Some(_) if random.chance(mothers) => Some(self.family.mother.nhs),
            Some(_) if random.chance(0.0012) => other(&|_| true),
            _ if random.chance(0.0003) => {
                let families = &self.locality.families;
                Some(families[random.below(families.len())].mother.nhs)
            }
            _ => None,
        };
        if let Some(wrong) = wrong.filter(|wrong| *wrong != 0) {
            return Some(wrong);
        }
        if random.chance(0.003 * self.system.noise) {
            let unit = 10_u64.pow(random.below(8) as u32);
            let digit = own / unit % 10;
            return Some(own - digit * unit + (digit + 1 + random.below(8) as u64) % 10 * unit);
        }
        Some(own)
    }

    /// The newer home, unless the record is older than the move or the system
    /// has not heard.
    fn home(&self, random: &mut Random) -> Home {
        let late = if self.system.is_at_birth { 0.6 } else { 0.25 };
        match self.person.former_home {
            Some(former) if random.chance(late) => former,
            _ => self.person.home,
        }
    }

    fn address(&self, home: Home, random: &mut Random) -> String {
        if home.kind == HomeKind::Refuge || random.chance(0.04 * self.system.noise) {
            return String::new();
        }
        let street = &self.locality.town.postcodes[home.postcode as usize].street;
        let short = random.chance(0.3).then(|| street.replace("Road", "Rd").replace("Street", "St"));
        let street = short.as_deref().unwrap_or(street);
        let flat = if home.flat > 0 { format!("Flat {} ", home.flat) } else { String::new() };
        if !random.chance(0.03 * self.system.noise) {
            return format!("{flat}{} {street}", home.number);
        }
        if random.chance(0.4) {
            return format!("{flat}{} {street}", home.number.wrapping_add(1 + random.below(9) as u16));
        }
        format!("{flat}{} {}", home.number, slip(street, random))
    }

    fn postcode(&self, home: Home, random: &mut Random) -> String {
        if home.kind == HomeKind::Refuge || random.chance(0.025 * self.system.noise) {
            return String::new();
        }
        let postcode = &self.locality.town.postcodes[home.postcode as usize].postcode;
        if random.chance(0.01 * self.system.noise) { slip(postcode, random) } else { postcode.clone() }
    }

    /// The mother's telephone now or before, or the father's. Thirteen
    /// figures: nobody has such a number, and everybody has their own.
    fn telephone(&self, random: &mut Random) -> String {
        if random.chance((0.12 * self.system.noise).max(0.08)) {
            return String::new();
        }
        let is_fathers = match self.child {
            Some(_) => self.family.father.is_some() && random.chance(0.08),
            None => self.person.slot != MOTHER && random.chance(0.8),
        };
        let is_old = random.chance(0.12);
        let line = u64::from(self.family.number) * 4 + u64::from(is_fathers) * 2 + u64::from(is_old);
        format!("077009{line:07}")
    }

    fn practice(&self, random: &mut Random) -> String {
        if random.chance(if self.system.is_health { 0.05 } else { 0.7 }) {
            return String::new();
        }
        let practice = if random.chance(0.04) { random.below(24) } else { usize::from(self.person.practice) };
        self.locality.town.practice(practice).code.clone()
    }

    /// The mother's first name, family name and birthday in a child's record.
    fn mother(&self, random: &mut Random) -> [Cow<'static, str>; 3] {
        let told = if self.system.is_at_birth { 0.97 } else { 0.78 };
        if self.child.is_none() || !random.chance(told) {
            return [const { Cow::Borrowed("") }; 3];
        }
        let mother = &self.family.mother;
        let noise = self.system.noise;
        let forms = short_forms(mother.given);
        let given = if !forms.is_empty() && random.chance(0.06) {
            Cow::Borrowed(random.pick(forms))
        } else {
            respell(Cow::Borrowed(mother.given), noise, random)
        };
        let surname = match mother.former {
            Some(former) if random.chance(0.25) => Surname::single(former),
            _ => mother.surname,
        };
        let family =
            if random.chance(0.08) { Cow::Borrowed("") } else { respell(written(surname, random), noise, random) };
        let has_birth = random.chance(if self.system.is_health { 0.7 } else { 0.4 });
        let birth = if random.chance(0.01 * noise) { mother.born.plus(random.between(1, 30)) } else { mother.born };
        [given, family, Cow::Owned(if has_birth { iso(birth) } else { String::new() })]
    }
}

/// A family name as some clerk writes it: halves, swapped or joined.
fn written(surname: Surname, random: &mut Random) -> Cow<'static, str> {
    let Some(second) = surname.second else { return Cow::Borrowed(surname.first) };
    match random.below(100) {
        0..11 => Cow::Borrowed(surname.first),
        11..22 => Cow::Borrowed(second),
        22..28 => Cow::Owned(format!("{second}-{}", surname.first)),
        28..33 => Cow::Owned(format!("{} {second}", surname.first)),
        33..38 => Cow::Owned(format!("{}{}", surname.first, second.to_lowercase())),
        _ => Cow::Owned(format!("{}-{second}", surname.first)),
    }
}

/// Another spelling in some records, a slip in a few.
fn respell(written: Cow<'static, str>, noise: f64, random: &mut Random) -> Cow<'static, str> {
    let forms = spellings(&written);
    if !forms.is_empty() && random.chance(0.05 * noise) {
        return Cow::Borrowed(random.pick(forms));
    }
    if random.chance(0.013 * noise) { Cow::Owned(slip(&written, random)) } else { written }
}

/// What is written for a baby without a name.
fn stand_in(family: &Family, child: &Child, random: &mut Random) -> Cow<'static, str> {
    let sex = if child.person.is_female { "GIRL" } else { "BOY" };
    if child.set > 0 && random.chance(0.55) {
        let order = usize::from(child.birth_order.clamp(1, 3)) - 1;
        let words: [&str; 3] = match random.below(5) {
            0 => ["TWIN 1", "TWIN 2", "TWIN 3"],
            1 => ["TWIN I", "TWIN II", "TWIN III"],
            2 => ["TWIN ONE", "TWIN TWO", "TWIN THREE"],
            3 => ["Baby 1", "Baby 2", "Baby 3"],
            _ => ["BABY A", "BABY B", "BABY C"],
        };
        return Cow::Borrowed(words[order]);
    }
    match random.below(12) {
        0..4 => Cow::Owned(format!("BABY {sex}")),
        4..7 => Cow::Borrowed("BABY"),
        7 => Cow::Borrowed("INFANT"),
        8 => Cow::Owned(format!("B/O {}", family.mother.given.to_uppercase())),
        9 => Cow::Borrowed("Newborn"),
        10 => Cow::Owned(format!("Infant of {}", family.mother.given)),
        _ => Cow::Borrowed(if child.person.is_female { "Girl" } else { "Boy" }),
    }
}
