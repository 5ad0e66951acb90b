//! Which system holds whom, and what it has written about them.

mod adult;
mod authority;
mod health;

use kith_core::workforce::Role;

use crate::contact::{Contact, Meeting, Who, Work};
use crate::day::Day;
use crate::family::{Child, Family, MOTHER, Person, Telling};
use crate::locality::Locality;
use crate::notable;
use crate::place::{Home, Place};
use crate::random::Random;
use crate::said::{Habits, Marks, Said, View, say};
use crate::source::{Source, System};

/// What sort of row a record makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody the source works with or has registered.
    Case,
    /// A pregnancy: the subject is not born yet.
    Antenatal,
    /// Somebody who has contact rows but no row of their own.
    ContactsOnly,
}

/// One record of one system: somebody, the adults named with them, the work,
/// the contacts.
#[derive(Debug, Clone)]
pub(crate) struct Record<'a> {
    pub(crate) kind: Kind,
    pub(crate) system: System,
    /// The source's own number for the record.
    pub(crate) serial: u64,
    pub(crate) family: &'a Family,
    pub(crate) subject: Said,
    pub(crate) mother: Option<Said>,
    pub(crate) father: Option<Said>,
    pub(crate) carer: Option<Said>,
    pub(crate) work: Option<Work<'a>>,
    pub(crate) contacts: Vec<Contact<'a>>,
    pub(crate) told: Option<Telling>,
    pub(crate) school: Option<&'a Place>,
    pub(crate) has_pupil_number: bool,
    pub(crate) news: Option<News>,
    pub(crate) updated: Day,
}

/// What changed for a household, as its service words it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct News {
    pub(crate) word: &'static str,
    pub(crate) since: Day,
    pub(crate) ended: Option<Day>,
}

/// A system's own number for a person: scattered, so that it says nothing
/// about families, and different in every system.
fn serial(system: System, family: u32, slot: u8, extra: u64) -> u64 {
    let plain = u64::from(family) * 64 + u64::from(slot) * 4 + extra;
    (plain * 40_503_211 + system as u64 * 7_919) & 0x3fff_ffff
}

/// A system's number for an adult named in a child's record.
pub(crate) fn local_serial(record: &Record<'_>, slot: u8) -> u64 {
    serial(record.system, record.family.number, slot, 0)
}

/// Everything that one system holds about one family.
pub(crate) fn records<'a>(locality: &'a Locality, source: &'static Source, family: &'a Family) -> Vec<Record<'a>> {
    let purpose = 1_000 + source.system as u64;
    let habits = if family.number == notable::ELLIS {
        Habits {
            noise: 0.0,
            placeholder: 0.0,
            bad: 0.0,
            number_missing: source.habits.number_missing.round(),
            ..source.habits
        }
    } else {
        source.habits
    };
    let mut holder = Holder {
        locality,
        source,
        family,
        habits,
        random: Random::stream(locality.plan.seed, purpose, u64::from(family.number)),
        today: locality.today.plus(-source.days_late),
        records: Vec::with_capacity(4),
    };
    match source.system {
        System::ChildHealth => holder.child_health(),
        System::Maternity => holder.maternity(),
        System::HealthVisiting => holder.health_visiting(),
        System::PracticeA => holder.practice(0),
        System::PracticeB => holder.practice(1),
        System::Therapy => holder.therapy(),
        System::Centres => holder.centres(),
        System::EarlyHelp => holder.early_help(),
        System::SocialCare => holder.social_care(),
        System::Send => holder.send(),
        System::TwoYearOffer => holder.two_year_offer(),
        System::Education => holder.education(),
        System::Housing => holder.housing(),
        System::Benefits => holder.benefits(),
        System::Police => holder.police(),
        System::Probation => holder.probation(),
        System::MentalHealth => holder.mental_health(),
        System::Substance => holder.substance(),
        System::DomesticAbuse => holder.domestic_abuse(),
    }
    for record in &mut holder.records {
        if let Some(last) = record.contacts.last() {
            record.updated = record.updated.max(last.on);
        }
    }
    holder.records
}

/// Writes one family into one system.
struct Holder<'a> {
    locality: &'a Locality,
    source: &'static Source,
    family: &'a Family,
    habits: Habits,
    random: Random,
    /// The day the file was drawn: earlier than today for a late source.
    today: Day,
    records: Vec<Record<'a>>,
}

/// Which adults a child's row names.
#[derive(Clone, Copy)]
struct Named {
    mother: f64,
    father: f64,
}

impl<'a> Holder<'a> {
    fn is_by_hand(&self) -> bool {
        self.family.number < notable::COUNT
    }

    /// The worker of a role for this family; practice families have the
    /// practice people.
    fn worker(&self, role: Role) -> Who<'a> {
        let number = if self.is_by_hand() { None } else { Some(self.family.number) };
        Who::Staff(self.locality.workforce.covering(role, self.family.centre, number))
    }

    fn meeting(&self, who: Who<'a>, notes: &'static [&'static str], noted: f64) -> Meeting<'a> {
        Meeting { who, notes, noted, today: self.today }
    }

    fn say(&mut self, person: &Person, child: Option<&Child>, updated: Day) -> Said {
        let view = View { habits: &self.habits, family: self.family, person, child, today: self.today, updated };
        say(view, &mut self.random)
    }

    /// When the record was last written: mostly lately, for some at the start
    /// and never again.
    fn updated(&mut self, since: Day) -> Day {
        let since = since.min(self.today);
        if self.random.chance(0.3) { since } else { Day(self.random.between(since.0, self.today.0)) }
    }

    fn serial(&self, slot: u8, extra: u64) -> u64 {
        serial(self.source.system, self.family.number, slot, extra)
    }

    fn blank(&mut self, person: &'a Person, child: Option<&'a Child>, updated: Day) -> Record<'a> {
        Record {
            kind: if child.is_some_and(|child| child.due.is_some()) { Kind::Antenatal } else { Kind::Case },
            system: self.source.system,
            serial: self.serial(person.slot, 0),
            family: self.family,
            subject: self.say(person, child, updated),
            mother: None,
            father: None,
            carer: None,
            work: None,
            contacts: Vec::new(),
            told: None,
            school: None,
            has_pupil_number: false,
            news: None,
            updated,
        }
    }

    /// What changed for one household in about `share` of all, lately; drawn
    /// apart, so that everything else stays as it is. The Ellis family has been
    /// told to leave, so that every practice copy has a family to follow up.
    fn news(&self, (words, share): (&[&'static str], f64), back: i32) -> Option<News> {
        let seed = self.locality.plan.seed;
        let mut random = Random::stream(seed, 2_000 + self.source.system as u64, u64::from(self.family.number));
        if self.family.number == notable::ELLIS && self.source.system == System::Housing {
            return Some(News { word: "Notice to leave", since: self.today.plus(-9), ended: None });
        }
        if self.is_by_hand() || !random.chance(share) {
            return None;
        }
        let since = self.today.plus(-random.between(5, back));
        let ended = random.chance(0.2).then(|| Day(random.between(since.0, self.today.0)));
        Some(News { word: random.pick(words), since, ended })
    }

    /// A child's record with the adults that the system names.
    fn child_record(&mut self, child: &'a Child, updated: Day, named: Named) -> Record<'a> {
        let family = self.family;
        let is_birth_source = self.habits.placeholder > 0.5 || self.source.system == System::ChildHealth;
        let mut record = self.blank(&child.person, Some(child), updated);
        if (is_birth_source || !family.mother_is_gone) && self.random.chance(named.mother) {
            let mut mother = self.say(&family.mother, None, updated);
            mother.has_responsibility = Some(true);
            record.mother = Some(mother);
        }
        if let Some(father) = &family.father {
            let share = if father.is_elsewhere { named.father * 0.6 } else { named.father };
            if self.random.chance(share) || (self.is_by_hand() && named.father > 0.0) {
                let mut said = self.say(&father.person, None, updated);
                said.has_responsibility = Some(father.has_responsibility);
                record.father = Some(said);
            }
        }
        if let Some(carer) = family.carer.as_ref().filter(|_| child.is_looked_after) {
            record.carer = Some(self.say(carer, None, updated));
        }
        record
    }

    /// Keeps a record, and in one case of fifty a second one of the same
    /// person that nobody noticed.
    fn keep(&mut self, record: Record<'a>, person: &'a Person, child: Option<&'a Child>) {
        let is_twice = self.habits.noise > 0.0 && self.random.chance(0.02);
        let updated = record.updated;
        let second = is_twice.then(|| {
            let mut second = self.blank(person, child, updated);
            second.serial = self.serial(person.slot, 1);
            second.subject.marks.add(Marks::TWICE, true);
            second.mother = child.and(record.mother.as_ref()).map(|_| self.say(&self.family.mother, None, updated));
            second
        });
        self.records.push(record);
        self.records.extend(second);
    }

    /// Children who are born and alive, and how many days old.
    fn living(&self) -> impl Iterator<Item = (&'a Child, i32)> + use<'a> {
        let today = self.today;
        self.family
            .children
            .iter()
            .filter(move |child| child.due.is_none() && child.person.died.is_none() && child.person.born <= today)
            .map(move |child| (child, today.0 - child.person.born.0))
    }

    fn expected(&self) -> impl Iterator<Item = (&'a Child, Day)> + use<'a> {
        self.family.children.iter().filter_map(|child| child.due.map(|due| (child, due)))
    }

    /// The adults who live with the children.
    fn adults_at_home(&self) -> Vec<&'a Person> {
        let family = self.family;
        let mother = (!family.mother_is_gone).then_some(&family.mother);
        let father = family.father.as_ref().filter(|father| !father.is_elsewhere).map(|father| &father.person);
        mother.into_iter().chain(father).collect()
    }

    fn is_mother(person: &Person) -> bool {
        person.slot == MOTHER
    }

    fn home(&self) -> Home {
        self.family.home
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::records;
    use crate::Plan;
    use crate::locality::make;
    use crate::source::SOURCES;

    /// Contacts in 12 months of every family whose youngest child is of an age.
    fn contacts(low: i32, high: i32) -> Vec<usize> {
        let town = make(Plan { children_under_five: 1_000, ..Plan::on(date(2026, 11, 20)) });
        let since = town.today.plus(-365);
        let is_wanted = |age: Option<i32>| age.is_some_and(|age| (low..high).contains(&age));
        let mut counts: Vec<usize> = town
            .families
            .iter()
            .filter(|family| is_wanted(family.youngest_days(town.today)))
            .map(|family| {
                let all = SOURCES.iter().flat_map(|source| records(&town, source, family));
                all.flat_map(|record| record.contacts).filter(|contact| contact.on >= since).count()
            })
            .collect();
        counts.sort_unstable();
        counts
    }

    fn median(counts: &[usize]) -> usize {
        counts[counts.len() / 2]
    }

    #[test]
    fn families_with_a_baby_are_met_about_monthly_and_others_less() {
        let (babies, older) = (contacts(0, 365), contacts(730, 1_825));
        assert!((10..=14).contains(&median(&babies)), "{}", median(&babies));
        assert!(median(&older) < median(&babies), "{}", median(&older));
    }
}
