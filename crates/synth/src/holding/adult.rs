//! Systems that are about adults, and households.

use kith_core::service::ServiceKind;
use kith_core::workforce::Role;

use super::{Holder, Named};
use crate::contact::{Who, Work};
use crate::day::Day;
use crate::family::{Person, Services};
use crate::notable;
use crate::note;
use crate::place::HomeKind;

/// How a service meets adults.
struct Manner<'a> {
    who: Who<'a>,
    team: &'a str,
    post: &'static str,
    notes: &'static [&'static str],
    kinds: &'static [&'static str],
    most: usize,
    status: &'static str,
}

impl<'a> Holder<'a> {
    /// One adult's record, with contacts since a day within `back` days.
    fn adult_record(&mut self, person: &'a Person, manner: &Manner<'a>, back: i32) {
        let start = self.today.plus(-self.random.between(10, back));
        let updated = self.updated(start);
        let mut record = self.blank(person, None, updated);
        let meeting = self.meeting(manner.who, manner.notes, 0.35);
        record.contacts = meeting.now_and_then((start, self.today), manner.most, manner.kinds, &mut self.random);
        let mut work = Work::open(manner.team, manner.who, manner.post, start);
        work.status = manner.status;
        record.work = Some(work);
        self.keep(record, person, None);
    }

    pub(super) fn housing(&mut self) {
        let family = self.family;
        if !family.services.has(Services::HOUSING) || self.home().kind == HomeKind::Refuge {
            return;
        }
        let who = self.worker(Role::HousingOfficer);
        let news = match self.home().kind {
            HomeKind::Hostel => self.news((&["Temporary accommodation"], 1.0), 200),
            _ => self.news((&["Notice to leave", "Overcrowded", "Rent arrears", "Rent arrears"], 0.12), 150),
        };
        for person in self.adults_at_home() {
            let start = self.today.plus(-self.random.between(100, 2_000));
            let mut record = self.blank(person, None, self.today);
            let meeting = self.meeting(who, note::HOUSING, 0.5);
            if family.number == notable::ELLIS {
                record.contacts = notable::ellis_housing(&meeting);
            } else if Self::is_mother(person) {
                let kinds = &["Tenancy visit", "Phone call", "Repair visit", "Office appointment"];
                record.contacts = meeting.now_and_then((start, self.today), 3, kinds, &mut self.random);
            }
            let mut work = Work::open("Northfield Homes", who, "housing officer", start);
            work.status = if self.home().kind == HomeKind::Hostel { "Temporary accommodation" } else { "Tenant" };
            record.work = Some(work);
            record.news = news;
            self.keep(record, person, None);
        }
        for (child, _) in self.living().filter(|(child, _)| !child.is_looked_after).collect::<Vec<_>>() {
            if !self.is_by_hand() && self.random.chance(0.3) {
                continue;
            }
            let mut record = self.child_record(child, self.today, Named { mother: 0.9, father: 0.0 });
            let mut work = Work::open("Northfield Homes", who, "housing officer", child.person.born);
            work.status = "Household member";
            record.work = Some(work);
            record.news = news;
            self.keep(record, &child.person, Some(child));
        }
    }

    pub(super) fn benefits(&mut self) {
        if !self.family.services.has(Services::BENEFITS) {
            return;
        }
        let who = Who::Outside("Benefits and council tax", 1_370);
        let manner = Manner {
            who,
            team: "Benefits and council tax",
            post: "benefits officer",
            notes: note::OUTSIDE,
            kinds: &["Letter", "Phone call", "Change of circumstances"],
            most: 2,
            status: "In payment",
        };
        let news = self.news((&["Claim ended", "New claim"], 0.12), 60);
        for person in self.adults_at_home() {
            self.adult_record(person, &manner, 1_500);
        }
        for (child, _) in self.living().collect::<Vec<_>>() {
            if self.random.chance(0.25) {
                continue;
            }
            let updated = self.updated(child.person.born.plus(30));
            let mut record = self.child_record(child, updated, Named { mother: 0.9, father: 0.0 });
            let mut work = Work::open(
                "Benefits and council tax",
                who,
                "benefits officer",
                child.person.born.plus(30).min(self.today),
            );
            work.status = "Dependant";
            record.work = Some(work);
            record.news = news;
            self.keep(record, &child.person, Some(child));
        }
    }

    pub(super) fn police(&mut self) {
        let family = self.family;
        if !family.services.has(Services::POLICE) {
            return;
        }
        let manner = Manner {
            who: Who::Outside("Protecting vulnerable people unit", 1_380),
            team: "Lexmouth Police",
            post: "officer",
            notes: note::OUTSIDE,
            kinds: &["Domestic incident attended", "Welfare check", "Public protection notice"],
            most: 2,
            status: "Notified",
        };
        let father = family.father.as_ref().map(|father| &father.person);
        for person in std::iter::once(&family.mother).chain(father) {
            if self.random.chance(0.75) {
                self.adult_record(person, &manner, 400);
            }
        }
        for (child, _) in self.living().collect::<Vec<_>>() {
            if self.random.chance(0.5) {
                let start = Day(self.random.between(self.today.0 - 400, self.today.0)).max(child.person.born);
                let mut record = self.child_record(child, start, Named { mother: 0.5, father: 0.0 });
                let mut work = Work::open("Lexmouth Police", manner.who, "officer", start);
                work.status = "Child at address";
                record.work = Some(work);
                self.keep(record, &child.person, Some(child));
            }
        }
    }

    pub(super) fn probation(&mut self) {
        let Some(father) = self.family.father.as_ref().filter(|_| self.family.services.has(Services::PROBATION)) else {
            return;
        };
        let manner = Manner {
            who: Who::Outside("Lexmouth Probation", 1_390),
            team: "Lexmouth Probation",
            post: "probation practitioner",
            notes: note::OUTSIDE,
            kinds: &["Office appointment", "Phone call"],
            most: 10,
            status: "Community order",
        };
        self.adult_record(&father.person, &manner, 500);
    }

    pub(super) fn mental_health(&mut self) {
        if !self.family.services.has(Services::MENTAL_HEALTH) || self.family.mother_is_gone {
            return;
        }
        let manner = self.clinic(ServiceKind::AdultMentalHealth, "mental health nurse");
        let father = self.family.father.as_ref().map(|father| &father.person);
        let is_father = self.random.chance(0.2);
        let person = father.filter(|_| is_father).unwrap_or(&self.family.mother);
        self.adult_record(person, &manner, 600);
    }

    pub(super) fn substance(&mut self) {
        if !self.family.services.has(Services::SUBSTANCE) || self.family.mother_is_gone {
            return;
        }
        let manner = self.clinic(ServiceKind::SubstanceMisuse, "recovery worker");
        let father = self.family.father.as_ref().map(|father| &father.person);
        let is_father = self.random.chance(0.5);
        let person = father.filter(|_| is_father).unwrap_or(&self.family.mother);
        self.adult_record(person, &manner, 500);
    }

    fn clinic(&self, service: ServiceKind, post: &'static str) -> Manner<'a> {
        let worker = self.locality.workforce.in_service(service, self.family.number);
        let who = worker.map_or(Who::Nobody, Who::Staff);
        Manner {
            who,
            team: who.team(),
            post,
            notes: note::OUTSIDE,
            kinds: &["Clinic appointment", "Home visit", "Phone call", "Group session"],
            most: 7,
            status: "Open",
        }
    }
}
