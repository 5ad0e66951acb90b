//! The truth: people and families as they are, before any system gets them
//! wrong.

use crate::day::Day;
use crate::name::{Group, Surname};
use crate::place::Home;

/// Where in the family somebody stands: the last part of a person's key.
pub(crate) const MOTHER: u8 = 0;
pub(crate) const FATHER: u8 = 1;
pub(crate) const CARER: u8 = 2;
pub(crate) const FIRST_CHILD: u8 = 3;

/// One person.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) slot: u8,
    pub(crate) given: &'static str,
    pub(crate) middle: Option<&'static str>,
    pub(crate) surname: Surname,
    /// A family name from before marriage or after separation.
    pub(crate) former: Option<&'static str>,
    pub(crate) goes_by: Option<&'static str>,
    pub(crate) is_female: bool,
    pub(crate) born: Day,
    pub(crate) died: Option<Day>,
    /// 0 for somebody not born yet.
    pub(crate) nhs: u64,
    /// Telephone line, see `number::telephone`.
    pub(crate) line: u16,
    pub(crate) old_line: u16,
    pub(crate) group: Group,
    pub(crate) ethnicity: char,
    pub(crate) home: Home,
    pub(crate) former_home: Option<Home>,
    pub(crate) practice: u8,
    /// Whereabouts must be hidden: the national S-flag, or a refuge.
    pub(crate) is_shielded: bool,
}

/// Who a child was before adoption. The number and name are never to be
/// joined with the new ones outside the adoption team.
#[derive(Debug, Clone)]
pub(crate) struct BeforeAdoption {
    pub(crate) given: &'static str,
    pub(crate) surname: Surname,
    pub(crate) nhs: u64,
    pub(crate) on: Day,
}

/// A child under five, or one who is expected.
#[derive(Debug, Clone)]
pub(crate) struct Child {
    pub(crate) person: Person,
    /// 0 for a single birth.
    pub(crate) birth_order: u8,
    /// 0 for a single birth; twins share a number within the family.
    pub(crate) set: u8,
    /// When the birth is expected, for a child not born yet.
    pub(crate) due: Option<Day>,
    pub(crate) is_stillborn: bool,
    /// How many days after birth the name was registered.
    pub(crate) named_after_days: i32,
    /// The mother's family name, which the baby carries in the first weeks.
    pub(crate) at_birth: Surname,
    pub(crate) is_looked_after: bool,
    pub(crate) before_adoption: Option<BeforeAdoption>,
    pub(crate) has_therapy: bool,
    pub(crate) has_send: bool,
    /// Which nursery or school near home.
    pub(crate) school: u8,
}

/// A father, with or elsewhere.
#[derive(Debug, Clone)]
pub(crate) struct Father {
    pub(crate) person: Person,
    pub(crate) is_elsewhere: bool,
    pub(crate) has_responsibility: bool,
}

/// What the family answered when a centre asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    NotAsked,
    /// On a day; with every partner, or with the four named ones.
    Agreed(Day, bool),
    Refused(Day),
    /// Agreed on the first day, took it back on the second.
    Withdrew(Day, Day),
}

/// What the family was told and said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Telling {
    pub(crate) notice: Option<Day>,
    pub(crate) answer: Answer,
    pub(crate) objected: Option<Day>,
}

/// The services that meet the family, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Services(pub(crate) u32);

impl Services {
    pub(crate) const CENTRE: u32 = 1;
    pub(crate) const SOCIAL_CARE: u32 = 1 << 1;
    pub(crate) const EARLY_HELP: u32 = 1 << 2;
    pub(crate) const TWO_YEAR: u32 = 1 << 3;
    pub(crate) const HOUSING: u32 = 1 << 4;
    pub(crate) const BENEFITS: u32 = 1 << 5;
    pub(crate) const POLICE: u32 = 1 << 6;
    pub(crate) const PROBATION: u32 = 1 << 7;
    pub(crate) const MENTAL_HEALTH: u32 = 1 << 8;
    pub(crate) const SUBSTANCE: u32 = 1 << 9;
    pub(crate) const DOMESTIC_ABUSE: u32 = 1 << 10;
    pub(crate) const EDUCATION: u32 = 1 << 11;

    pub(crate) fn has(self, service: u32) -> bool {
        self.0 & service != 0
    }

    pub(crate) fn add(&mut self, service: u32, is_met: bool) {
        if is_met {
            self.0 |= service;
        }
    }
}

/// A family: a household with its children, and the father wherever he lives.
#[derive(Debug, Clone)]
pub(crate) struct Family {
    pub(crate) number: u32,
    pub(crate) mother: Person,
    /// She moved on after the birth: only the birth knows her.
    pub(crate) mother_is_gone: bool,
    pub(crate) father: Option<Father>,
    /// A foster carer.
    pub(crate) carer: Option<Person>,
    pub(crate) children: Vec<Child>,
    pub(crate) home: Home,
    pub(crate) centre: usize,
    pub(crate) decile: u8,
    pub(crate) language: &'static str,
    pub(crate) needs_interpreter: bool,
    /// 0 community, 1 universal, 2 universal plus, 3 universal partnership plus.
    pub(crate) level: u8,
    pub(crate) services: Services,
    pub(crate) telling: Telling,
}

impl Family {
    /// Everybody in the family.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.mother)
            .chain(self.father.iter().map(|father| &father.person))
            .chain(self.carer.iter())
            .chain(self.children.iter().map(|child| &child.person))
    }

    pub(crate) fn people_mut(&mut self) -> impl Iterator<Item = &mut Person> {
        std::iter::once(&mut self.mother)
            .chain(self.father.iter_mut().map(|father| &mut father.person))
            .chain(self.carer.iter_mut())
            .chain(self.children.iter_mut().map(|child| &mut child.person))
    }

    /// How many days old the youngest living child is; none without one.
    pub(crate) fn youngest_days(&self, today: Day) -> Option<i32> {
        self.living_children().map(|child| today.0 - child.person.born.0).min()
    }

    /// Children who are born and alive.
    pub(crate) fn living_children(&self) -> impl Iterator<Item = &Child> {
        self.children.iter().filter(|child| child.due.is_none() && child.person.died.is_none())
    }
}
