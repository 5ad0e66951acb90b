//! Makes the families. Each comes from its own stream of random numbers, so
//! the work can be shared out in any way with the same result.

use rayon::prelude::*;

use crate::Plan;
use crate::day::Day;
use crate::family::{
    Answer, BeforeAdoption, CARER, Child, FATHER, FIRST_CHILD, Family, Father, MOTHER, Person, Services, Telling,
};
use crate::name::{Group, Surname, adult_name, child_name, family_name, feminine, short_forms, twin_names};
use crate::notable;
use crate::number::NhsNumbers;
use crate::place::{Home, HomeKind, Town};
use crate::random::Random;

const BIRTHS: u64 = 4;
const HOMES: u64 = 5;
const FAMILIES: u64 = 3;

/// How many children each birth of the last five years brought, the youngest
/// first, and whether another is expected.
struct Births {
    sizes: [u8; 3],
    count: usize,
    is_expecting: bool,
}

impl Births {
    fn of(seed: u64, number: u32) -> Self {
        let mut random = Random::stream(seed, BIRTHS, u64::from(number));
        if random.chance(0.055) {
            return Self { sizes: [0; 3], count: 0, is_expecting: true };
        }
        let count = match random.below(100) {
            0..70 => 1,
            70..96 => 2,
            _ => 3,
        };
        let mut sizes = [0; 3];
        for size in sizes.iter_mut().take(count) {
            *size = if random.chance(0.015) { 2 + u8::from(random.chance(0.03)) } else { 1 };
        }
        Self { sizes, count, is_expecting: random.chance(0.06) }
    }

    fn children(&self) -> u32 {
        self.sizes.iter().map(|size| u32::from(*size)).sum()
    }
}

/// Makes every family of the plan.
pub(crate) fn families(plan: &Plan, town: &Town) -> Vec<Family> {
    let today = Day::of(plan.today);
    let by_hand = notable::families(town, today);
    let mut children: u32 = by_hand.iter().map(|family| family.living_children().count() as u32).sum();
    let first = by_hand.len() as u32;
    let mut end = first;
    while children < plan.children_under_five {
        children += Births::of(plan.seed, end).children();
        end += 1;
    }
    let maker = Maker { seed: plan.seed, today, town };
    let made: Vec<Family> = (first..end).into_par_iter().map(|number| maker.family(number)).collect();
    let mut families = by_hand;
    families.extend(made);
    give_numbers(&mut families, plan.seed);
    families
}

/// Gives everybody who is born an NHS number, and adopted children two.
fn give_numbers(families: &mut [Family], seed: u64) {
    let mut numbers = NhsNumbers::new(seed);
    for family in families {
        for child in &mut family.children {
            if let Some(before) = &mut child.before_adoption {
                before.nhs = numbers.next();
            }
        }
        let unborn = family
            .children
            .iter()
            .filter(|child| child.due.is_some())
            .map(|child| child.person.slot)
            .collect::<Vec<u8>>();
        for person in family.people_mut().filter(|person| !unborn.contains(&person.slot)) {
            person.nhs = numbers.next();
        }
    }
}

struct Maker<'a> {
    seed: u64,
    today: Day,
    town: &'a Town,
}

impl Maker<'_> {
    fn home(&self, number: u32) -> Home {
        let mut random = Random::stream(self.seed, HOMES, u64::from(number));
        if random.chance(0.008) {
            self.town.hostel(&mut random)
        } else if random.chance(0.0025) {
            self.town.refuge()
        } else {
            self.town.house(&mut random)
        }
    }

    fn family(&self, number: u32) -> Family {
        let mut random = Random::stream(self.seed, FAMILIES, u64::from(number));
        let births = Births::of(self.seed, number);
        let is_shared = random.chance(0.03) && number > 0;
        let home = self.home(if is_shared { number - 1 } else { number });
        let group = Group::draw(&mut random);
        let father_name = family_name(group, &mut random);
        let ages = self.ages(&births, &mut random);
        let oldest = ages.first().copied().unwrap_or(0);
        let mother = self.mother(group, (home, oldest, father_name), &mut random);
        let father = random.chance(0.75).then(|| self.father(&mother, father_name, &mut random));
        let mut family = self.household(number, mother, father, &mut random);
        self.add_children(&mut family, &births, &ages, &mut random);
        self.add_fates(&mut family, &mut random);
        self.add_services(&mut family, &mut random);
        family.telling = self.telling(&family, &mut random);
        family
    }

    /// Ages in days of each birth's children, the oldest first.
    fn ages(&self, births: &Births, random: &mut Random) -> Vec<i32> {
        let mut ages = Vec::new();
        let mut low = if births.is_expecting && births.count > 0 { 320 } else { 0 };
        for place in 0..births.count {
            let left = (births.count - place - 1) as i32 * 340;
            let age = random.between(low, (1_825 - left).max(low));
            ages.push(age.min(1_825));
            low = age + 320;
        }
        ages.reverse();
        ages
    }

    fn household(&self, number: u32, mother: Person, father: Option<Father>, random: &mut Random) -> Family {
        let home = mother.home;
        let centre = self.town.centre_of(home);
        let language = mother.group.language(random);
        let level = match random.below(100) {
            0..8 => 0,
            8..72 => 1,
            72..92 => 2,
            _ => 3,
        };
        Family {
            number,
            mother_is_gone: random.chance(0.015),
            needs_interpreter: language != "English" && random.chance(0.35),
            decile: self.town.postcodes[home.postcode as usize].decile,
            mother,
            father,
            carer: None,
            children: Vec::new(),
            home,
            centre,
            language,
            level,
            services: Services::default(),
            telling: Telling { notice: None, answer: Answer::NotAsked, objected: None },
        }
    }

    fn mother(
        &self,
        group: Group,
        (home, oldest, father_name): (Home, i32, &'static str),
        random: &mut Random,
    ) -> Person {
        let age_at_birth = 16 * 365 + (random.between(0, 13) + random.between(0, 13)) * 365 + random.between(0, 364);
        let born = self.today.plus(-oldest - age_at_birth);
        let own = feminine(family_name(group, random));
        let shares_name = random.chance(0.55);
        let mut person = self.adult((MOTHER, true, group), born, home, random);
        person.surname = Surname::single(if shares_name { feminine(father_name) } else { own });
        person.former =
            random.chance(0.18).then_some(if shares_name { own } else { feminine(family_name(group, random)) });
        if group == Group::British && random.chance(0.03) {
            person.surname.second = Some(father_name);
        }
        person
    }

    fn father(&self, mother: &Person, father_name: &'static str, random: &mut Random) -> Father {
        let is_elsewhere = random.chance(0.18) || mother.home.kind == HomeKind::Refuge;
        let home = if is_elsewhere { self.town.house(random) } else { mother.home };
        let born = mother.born.plus(random.between(-9, 3) * 365 + random.between(0, 364));
        let mut person = self.adult((FATHER, false, mother.group), born, home, random);
        person.surname = Surname::single(father_name);
        if is_elsewhere {
            person.is_shielded = false;
        }
        Father { person, is_elsewhere, has_responsibility: !is_elsewhere || random.chance(0.6) }
    }

    fn adult(&self, (slot, is_female, group): (u8, bool, Group), born: Day, home: Home, random: &mut Random) -> Person {
        let given = adult_name(group, is_female, random);
        let forms = short_forms(given);
        let goes_by = (!forms.is_empty() && random.chance(0.3)).then(|| random.pick(forms));
        Person {
            slot,
            given,
            middle: random.chance(0.5).then(|| adult_name(group, is_female, random)),
            surname: Surname::single(""),
            former: None,
            goes_by,
            is_female,
            born,
            died: None,
            nhs: 0,
            line: random.below(1_000) as u16,
            old_line: random.below(1_000) as u16,
            group,
            ethnicity: group.ethnicity(random),
            home,
            former_home: random.chance(0.4).then(|| self.town.house(random)),
            practice: (self.town.centre_of(home) * 2 + random.below(2)) as u8,
            is_shielded: home.kind == HomeKind::Refuge || random.chance(0.002),
        }
    }

    fn add_children(&self, family: &mut Family, births: &Births, ages: &[i32], random: &mut Random) {
        let sizes: Vec<u8> = births.sizes.iter().take(births.count).rev().copied().collect();
        for (set, (size, age)) in (1..).zip(sizes.iter().zip(ages)) {
            let born = self.today.plus(-age);
            let alike = *size == 2 && random.chance(0.25);
            let first_is_girl = random.chance(0.49);
            let names = twin_names(first_is_girl, random);
            for order in 1..=*size {
                let is_girl =
                    if order == 1 || alike || random.chance(0.34) { first_is_girl } else { random.chance(0.49) };
                let mut child = self.child(family, born, is_girl, random);
                if alike {
                    child.person.given = if order == 1 { names.0 } else { names.1 };
                }
                if *size > 1 {
                    (child.set, child.birth_order) = (set, order);
                }
                family.children.push(child);
            }
        }
        if births.is_expecting {
            let due = self.today.plus(random.between(-6, 200));
            let is_girl = random.chance(0.49);
            let mut child = self.child(family, due, is_girl, random);
            child.due = Some(due);
            family.children.push(child);
        }
        keep_names_apart(family, random);
    }

    fn child(&self, family: &Family, born: Day, is_girl: bool, random: &mut Random) -> Child {
        let mother = &family.mother;
        let given = child_name(mother.group, is_girl, random);
        let forms = short_forms(given);
        let father = family.father.as_ref().map(|father| &father.person);
        let surname = child_surname(mother, father, random);
        let middle = match (mother.group, father) {
            (Group::ArabSomali, Some(father)) => Some(father.given),
            _ => random.chance(0.6).then(|| child_name(mother.group, is_girl, random)),
        };
        Child {
            person: Person {
                slot: FIRST_CHILD + family.children.len() as u8,
                given,
                middle,
                surname,
                former: None,
                goes_by: (!forms.is_empty() && random.chance(0.3)).then(|| random.pick(forms)),
                is_female: is_girl,
                born,
                former_home: mother.former_home.filter(|_| born.0 + 400 < self.today.0),
                ..mother.clone()
            },
            birth_order: 0,
            set: 0,
            due: None,
            is_stillborn: false,
            named_after_days: random.between(3, 42),
            at_birth: mother.surname,
            is_looked_after: false,
            before_adoption: None,
            has_therapy: false,
            has_send: false,
            school: random.below(6) as u8,
        }
    }

    /// What befalls a few: death, care, adoption.
    fn add_fates(&self, family: &mut Family, random: &mut Random) {
        let (group, home) = (family.mother.group, family.home);
        for child in family.children.iter_mut().filter(|child| child.due.is_none()) {
            let age = self.today.0 - child.person.born.0;
            if random.chance(0.004) {
                child.is_stillborn = true;
                child.person.died = Some(child.person.born);
            } else if random.chance(0.0035) && age > 3 {
                child.person.died = Some(child.person.born.plus(random.between(1, age.min(300))));
            } else if random.chance(0.004) && age > 250 {
                child.before_adoption = Some(BeforeAdoption {
                    given: child_name(group, child.person.is_female, random),
                    surname: Surname::single(family_name(Group::British, random)),
                    nhs: 0,
                    on: child.person.born.plus(random.between(200, age - 20)),
                });
            }
        }
        if !random.chance(0.009)
            || family.children.iter().any(|child| child.due.is_some() || child.person.died.is_some())
        {
            return;
        }
        let foster_home = self.town.house_near(self.town.centre_of(home), random);
        let born = self.today.plus(-random.between(32, 58) * 365);
        let mut carer = self.adult((CARER, true, Group::British), born, foster_home, random);
        carer.surname = Surname::single(family_name(Group::British, random));
        carer.is_shielded = false;
        for child in &mut family.children {
            child.is_looked_after = true;
            child.person.former_home = Some(home);
            child.person.home = foster_home;
            child.person.line = carer.line;
        }
        family.carer = Some(carer);
        family.level = 3;
    }

    fn add_services(&self, family: &mut Family, random: &mut Random) {
        let need = f64::from(11 - family.decile) / 10.0 * if family.level >= 2 { 1.5 } else { 0.8 };
        let is_cared_for = family.carer.is_some();
        let mut services = Services::default();
        services.add(Services::CENTRE, random.chance((0.62 + 0.15 * need).min(0.92)) && !is_cared_for);
        services.add(Services::SOCIAL_CARE, is_cared_for || random.chance(0.045 * need));
        services.add(Services::EARLY_HELP, random.chance(0.08 * need));
        services.add(Services::TWO_YEAR, random.chance((0.25 + 0.4 * need).min(0.9)));
        services.add(Services::HOUSING, random.chance(0.36 * need));
        services.add(Services::BENEFITS, random.chance(0.46 * need));
        services.add(Services::POLICE, random.chance(0.085 * need));
        services.add(Services::PROBATION, family.father.is_some() && random.chance(0.02 * need));
        services.add(Services::MENTAL_HEALTH, random.chance(0.07));
        services.add(Services::SUBSTANCE, random.chance(0.02 * need));
        let is_refuge = family.home.kind == HomeKind::Refuge;
        services.add(Services::DOMESTIC_ABUSE, is_refuge || random.chance(0.035 * need));
        services.add(Services::EDUCATION, random.chance(0.9));
        family.services = services;
        for child in &mut family.children {
            let age = self.today.0 - child.person.born.0;
            let is_here = child.due.is_none() && child.person.died.is_none();
            child.has_therapy = is_here && age > 500 && random.chance(0.09);
            child.has_send = is_here && age > 600 && random.chance(if child.has_therapy { 0.25 } else { 0.02 });
        }
    }

    fn telling(&self, family: &Family, random: &mut Random) -> Telling {
        let known = family.youngest_days(self.today).unwrap_or(60).max(30);
        let notice = random.chance(0.94).then(|| self.today.plus(-random.between(20, known.min(700) + 60)));
        let asked = notice.unwrap_or(self.today.plus(-200)).plus(random.between(0, 15));
        let later = Day((asked.0 + random.between(10, 300)).min(self.today.0 - 1));
        let answer = match random.below(1_000) {
            _ if !family.services.has(Services::CENTRE) => Answer::NotAsked,
            0..820 => Answer::Agreed(asked, random.chance(0.55)),
            820..905 => Answer::Refused(asked),
            905..935 => Answer::Withdrew(asked, later),
            _ => Answer::NotAsked,
        };
        Telling { notice, answer, objected: random.chance(0.01).then_some(later) }
    }
}

/// The family name that a child ends up with: the father's in most families,
/// both with a hyphen in one of eleven.
fn child_surname(mother: &Person, father: Option<&Person>, random: &mut Random) -> Surname {
    let Some(father) = father else { return mother.surname };
    if mother.group == Group::ArabSomali {
        return father.surname;
    }
    if mother.surname.first != father.surname.first && random.chance(0.16) {
        return Surname { first: mother.surname.first, second: Some(father.surname.first) };
    }
    if random.chance(0.8) { father.surname } else { mother.surname }
}

/// No two living children of one family have one name.
fn keep_names_apart(family: &mut Family, random: &mut Random) {
    for place in 1..family.children.len() {
        for _ in 0..8 {
            let (before, from) = family.children.split_at_mut(place);
            let child = &mut from[0];
            if !before.iter().any(|other| other.person.given == child.person.given) {
                break;
            }
            child.person.given = child_name(child.person.group, child.person.is_female, random);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::date;

    use crate::Plan;
    use crate::family::Family;
    use crate::locality::{Locality, make};

    fn town() -> Locality {
        make(Plan { children_under_five: 6_000, ..Plan::on(date(2026, 11, 20)) })
    }

    fn share(families: &[Family], wanted: impl Fn(&Family) -> bool) -> f64 {
        families.iter().filter(|family| wanted(family)).count() as f64 / families.len() as f64
    }

    #[test]
    fn families_are_made_at_the_rates_that_linkage_is_measured_with() {
        let town = town();
        let families = &town.families;
        let within = |low: f64, high: f64, found: f64| assert!((low..=high).contains(&found), "{found}");
        within(0.72, 0.78, share(families, |family| family.father.is_some()));
        within(0.10, 0.18, share(families, |family| family.father.as_ref().is_some_and(|father| father.is_elsewhere)));
        within(0.37, 0.43, share(families, |family| family.mother.former_home.is_some()));
        within(0.01, 0.03, share(families, |family| family.children.iter().any(|child| child.set > 0)));
        within(0.08, 0.14, share(families, |family| family.children.iter().any(|child| child.due.is_some())));
        within(0.004, 0.014, share(families, |family| family.carer.is_some()));
        within(0.002, 0.012, share(families, |family| family.mother.is_shielded));
        let count = town.count();
        assert!((5_900..=6_100).contains(&count.children), "{count:?}");
        assert!((40..=150).contains(&count.twin_sets), "{count:?}");
    }

    #[test]
    fn hard_cases_are_there() {
        let town = town();
        let children = || town.families.iter().flat_map(|family| &family.children);
        assert!(children().any(|child| child.birth_order == 3));
        assert!(children().any(|child| child.is_stillborn));
        assert!(children().any(|child| child.person.died.is_some() && !child.is_stillborn));
        assert!(children().any(|child| child.is_looked_after));
        assert!(children().any(|child| child.before_adoption.is_some()));
        assert!(town.families.iter().any(|family| family.mother_is_gone));
        assert!(town.families.iter().any(|family| family.mother.surname.second.is_some()));
    }

    #[test]
    fn everybody_has_a_number_of_their_own() {
        let town = town();
        let mut numbers = BTreeSet::new();
        for family in &town.families {
            for person in family.people() {
                let is_unborn =
                    family.children.iter().any(|child| child.due.is_some() && child.person.slot == person.slot);
                assert_eq!(person.nhs == 0, is_unborn);
                assert!(is_unborn || numbers.insert(person.nhs));
            }
            for before in family.children.iter().filter_map(|child| child.before_adoption.as_ref()) {
                assert!(numbers.insert(before.nhs));
            }
        }
    }

    #[test]
    fn nobody_is_born_before_their_mother_could_bear_them() {
        for family in &town().families {
            for child in family.children.iter().filter(|child| child.before_adoption.is_none()) {
                let age = (child.person.born.0 - family.mother.born.0) / 365;
                assert!((14..=50).contains(&age), "{age}");
            }
        }
    }
}
