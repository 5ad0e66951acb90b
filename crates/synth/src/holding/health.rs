//! Health systems.

use kith_core::workforce::Role;

use super::{Holder, Kind, Named, Record};
use crate::contact::{Contact, Work};
use crate::day::Day;
use crate::family::Child;
use crate::notable;
use crate::note;
use crate::said::Marks;

const LEVELS: [&str; 4] = ["community", "universal", "universal plus", "universal partnership plus"];

/// Reviews of the healthy child programme: days after birth, name.
const REVIEWS: [(i32, &str); 6] = [
    (-49, "Antenatal contact"),
    (12, "New birth visit"),
    (45, "6 to 8 week review"),
    (108, "3 to 4 month contact"),
    (350, "12 month review"),
    (850, "2 to 2 and a half year review"),
];

/// Antenatal and postnatal contacts: days from birth, name.
const MIDWIFERY: [(i32, &str); 11] = [
    (-212, "Booking appointment"),
    (-165, "Antenatal clinic"),
    (-105, "Antenatal clinic"),
    (-82, "Antenatal clinic"),
    (-61, "Antenatal clinic"),
    (-40, "Antenatal home visit"),
    (-19, "Antenatal clinic"),
    (0, "Birth"),
    (1, "Postnatal home visit"),
    (5, "Postnatal home visit"),
    (12, "Handed over to health visiting"),
];

impl<'a> Holder<'a> {
    pub(super) fn health_visiting(&mut self) {
        for (child, age) in self.living().collect::<Vec<_>>() {
            if !self.is_by_hand() && self.random.chance(0.03) {
                continue;
            }
            let updated = self.updated(child.person.born.plus(12));
            let mut record = self.child_record(child, updated, Named { mother: 0.96, father: 0.55 });
            record.told = Some(self.family.telling);
            let (contacts, next) = self.reviews(child, age);
            record.contacts = contacts;
            record.work = Some(self.caseload(child.person.born.plus(-60), next));
            self.keep(record, &child.person, Some(child));
            self.old_name(child);
        }
        for (child, due) in self.expected().collect::<Vec<_>>() {
            if due.0 - self.today.0 > 100 {
                continue;
            }
            let updated = self.updated(due.plus(-100));
            let mut record = self.child_record(child, updated, Named { mother: 1.0, father: 0.3 });
            let (contacts, next) = self.reviews(child, self.today.0 - due.0);
            record.contacts = contacts;
            record.work = Some(self.caseload(due.plus(-100), next));
            record.told = Some(self.family.telling);
            self.keep(record, &child.person, Some(child));
        }
    }

    fn caseload(&self, started: Day, next: Option<(Day, &'static str)>) -> Work<'a> {
        let who = self.worker(Role::HealthVisitor);
        let mut work = Work::open(who.team(), who, "health visitor", started.min(self.today));
        work.is_lead = self.family.level >= 2 && self.family.carer.is_none();
        work.level = LEVELS[usize::from(self.family.level.min(3))];
        (work.next_on, work.next_kind) = next.map_or((None, ""), |(on, kind)| (Some(on), kind));
        work
    }

    /// Past reviews and clinics, and the next review.
    fn reviews(&mut self, child: &Child, age: i32) -> (Vec<Contact<'a>>, Option<(Day, &'static str)>) {
        let meeting = self.meeting(self.worker(Role::HealthVisitor), note::HEALTH_VISITING, 0.5);
        if self.family.number == notable::ELLIS {
            return notable::ellis_health_visiting(child.person.slot, &meeting);
        }
        let born = self.today.plus(-age);
        let mut contacts = Vec::new();
        let mut next = None;
        for (place, (days, kind)) in REVIEWS.iter().enumerate() {
            let on = born.plus(days + self.random.between(-3, 6)).on_working_day();
            let is_offered = match place {
                0 => self.random.chance(0.5),
                3 => self.random.chance(0.4),
                _ => self.random.chance(0.93),
            };
            if on > self.today {
                // Nothing is booked more than ten months ahead.
                next = next.or(Some((on, *kind)).filter(|(on, _)| on.0 - self.today.0 < 300));
            } else if is_offered {
                contacts.extend(meeting.on(on, kind, &mut self.random));
            }
        }
        let kinds = &["Clinic", "Home visit", "Telephone call", "Text message"];
        let extra = usize::from(self.family.level) + 1;
        contacts.extend(meeting.now_and_then((born.plus(15), self.today), extra, kinds, &mut self.random));
        contacts.sort_by_key(|contact| contact.on);
        (contacts, next)
    }

    /// A closed record under the name before adoption, in some places.
    fn old_name(&mut self, child: &'a Child) {
        let Some(before) = &child.before_adoption else { return };
        if !self.random.chance(0.4) {
            return;
        }
        let mut record = self.blank(&child.person, Some(child), before.on);
        self.as_before_adoption(&mut record, child);
        let who = self.worker(Role::HealthVisitor);
        let mut work = Work::open(who.team(), who, "health visitor", child.person.born.plus(12));
        work.ended = Some(before.on);
        record.work = Some(work);
        self.records.push(record);
    }

    fn as_before_adoption(&mut self, record: &mut Record<'a>, child: &'a Child) {
        let Some(before) = &child.before_adoption else { return };
        record.serial = self.serial(child.person.slot, 2);
        record.subject.nhs = Some(before.nhs);
        record.subject.given = before.given.into();
        record.subject.middle = None;
        record.subject.known_as = None;
        record.subject.family = before.surname.first.into();
        record.subject.born = Some(child.person.born);
        record.subject.home = Some(self.locality.town.house_near(5, &mut self.random));
        record.subject.marks.add(Marks::SEALED, true);
    }

    pub(super) fn maternity(&mut self) {
        for child in &self.family.children {
            let age = self.today.0 - child.person.born.0;
            if child.before_adoption.is_some() || age > 730 {
                continue;
            }
            let is_unborn = child.due.is_some();
            let updated = if is_unborn {
                self.updated(child.person.born.plus(-200))
            } else {
                child.person.born.plus(12).min(self.today)
            };
            let written =
                if self.random.chance(0.3) || is_unborn { updated } else { child.person.born.plus(1).min(updated) };
            let mut record = self.child_record(child, written, Named { mother: 1.0, father: 0.12 });
            record.work = Some(self.midwifery(child.person.born, age));
            self.keep(record, &child.person, Some(child));
        }
        self.antenatal_contacts();
    }

    fn midwifery(&mut self, born: Day, age: i32) -> Work<'a> {
        let who = self.worker(Role::Midwife);
        let mut work = Work::open(who.team(), who, "midwife", born.plus(-210));
        if age > 12 {
            work.ended = Some(born.plus(if self.family.number == notable::ELLIS { 21 } else { 12 }));
            work.status = "Discharged";
        } else {
            work.next_on = Some(self.today.plus(self.random.between(2, 20)).on_working_day());
            work.next_kind = if age >= 0 { "Postnatal home visit" } else { "Antenatal clinic" };
            work.status = "Open";
        }
        work
    }

    /// The mother's own record carries the contacts of the latest pregnancy.
    fn antenatal_contacts(&mut self) {
        let family = self.family;
        let Some(latest) = family
            .children
            .iter()
            .filter(|child| child.before_adoption.is_none())
            .max_by_key(|child| child.person.born)
        else {
            return;
        };
        if self.today.0 - latest.person.born.0 > 437 {
            return;
        }
        let meeting = self.meeting(self.worker(Role::Midwife), note::MATERNITY, 0.4);
        let updated = self.updated(latest.person.born.plus(-200));
        let mut record = self.blank(&family.mother, None, updated);
        if family.number == notable::ELLIS {
            record.contacts = notable::ellis_midwifery(&meeting);
        } else {
            for (days, kind) in MIDWIFERY {
                if self.random.chance(0.36) {
                    let on = latest.person.born.plus(days + if days > 0 { 0 } else { self.random.between(-4, 4) });
                    record.contacts.extend(meeting.on(on, kind, &mut self.random));
                }
            }
        }
        record.kind = Kind::ContactsOnly;
        self.records.push(record);
    }

    pub(super) fn child_health(&mut self) {
        for child in self.family.children.iter().filter(|child| child.due.is_none()) {
            if !self.is_by_hand() && self.random.chance(0.01) {
                continue;
            }
            let updated = self.updated(child.person.born.plus(1));
            let mut record = self.child_record(child, updated, Named { mother: 0.97, father: 0.0 });
            if child.person.died.is_none() && self.family.number != notable::ELLIS {
                record.contacts = self.appointments(child.person.born);
            }
            let number = (self.family.number % 12) as usize;
            let clinic = self.locality.town.practice(number);
            record.work = Some(Work::open(&clinic.name, crate::contact::Who::Nobody, "", child.person.born));
            self.keep(record, &child.person, Some(child));
            if let Some(before) = &child.before_adoption {
                let mut sealed = self.blank(&child.person, Some(child), before.on);
                self.as_before_adoption(&mut sealed, child);
                self.records.push(sealed);
            }
        }
    }

    /// Immunisations and screening.
    fn appointments(&mut self, born: Day) -> Vec<Contact<'a>> {
        let meeting = self.meeting(crate::contact::Who::Nobody, note::CHILD_HEALTH, 0.1);
        let due = [
            (14, "Hearing screening", 0.3),
            (58, "Immunisation, 8 weeks", 0.6),
            (88, "Immunisation, 12 weeks", 0.6),
            (118, "Immunisation, 16 weeks", 0.6),
            (372, "Immunisation, 1 year", 0.6),
            (1_230, "Immunisation, 3 years 4 months", 0.82),
        ];
        let mut contacts = Vec::new();
        for (days, kind, share) in due {
            if self.random.chance(share) {
                let on = born.plus(days + self.random.between(0, 12));
                contacts.extend(meeting.on(on, kind, &mut self.random));
            }
        }
        contacts
    }

    /// One of two practice systems: practices with even numbers use the first.
    pub(super) fn practice(&mut self, which: u8) {
        let family = self.family;
        let kinds = &["Surgery consultation", "Telephone consultation", "Nurse appointment", "Online message"];
        let children: Vec<(&'a Child, i32)> =
            self.living().filter(|(child, _)| child.person.practice % 2 == which).collect();
        for (child, age) in children {
            if !self.is_by_hand() && (self.random.chance(0.04) || (age < 30 && self.random.chance(0.5))) {
                continue;
            }
            let updated = self.updated(child.person.born.plus(20));
            let mut record = self.child_record(child, updated, Named { mother: 0.6, father: 0.0 });
            let meeting = self.meeting(self.doctor(child.person.practice), note::PRACTICE, 0.5);
            if family.number != notable::ELLIS {
                let most = if age < 400 { 1 } else { 3 };
                record.contacts =
                    meeting.now_and_then((child.person.born.plus(20), self.today), most, kinds, &mut self.random);
            }
            record.work = Some(self.registration(child.person.practice, child.person.born.plus(20)));
            self.keep(record, &child.person, Some(child));
        }
        let father = family.father.as_ref().map(|father| &father.person);
        let mother = (!family.mother_is_gone).then_some(&family.mother);
        for person in
            mother.into_iter().chain(father).chain(&family.carer).filter(|person| person.practice % 2 == which)
        {
            let share = if Self::is_mother(person) { 0.97 } else { 0.82 };
            if !self.is_by_hand() && !self.random.chance(share) {
                continue;
            }
            let updated = self.updated(self.today.plus(-900));
            let mut record = self.blank(person, None, updated);
            let meeting = self.meeting(self.doctor(person.practice), note::PRACTICE, 0.5);
            if family.number != notable::ELLIS {
                record.contacts = meeting.now_and_then((self.today.plus(-425), self.today), 1, kinds, &mut self.random);
            }
            record.work = Some(self.registration(person.practice, updated.plus(-300)));
            self.keep(record, person, None);
        }
    }

    fn doctor(&self, practice: u8) -> crate::contact::Who<'a> {
        let doctor = self.locality.workforce.doctor(usize::from(practice));
        doctor.map_or(crate::contact::Who::Nobody, crate::contact::Who::Staff)
    }

    fn registration(&self, practice: u8, since: Day) -> Work<'a> {
        let team = &self.locality.town.practice(usize::from(practice)).name;
        Work::open(team, self.doctor(practice), "GP", since.min(self.today))
    }

    pub(super) fn therapy(&mut self) {
        let kinds = &["Clinic", "Home visit", "Nursery visit", "Video call"];
        for (child, age) in self.living().filter(|(child, _)| child.has_therapy).collect::<Vec<_>>() {
            let start = self.today.plus(-self.random.between(40, (age - 300).clamp(60, 500)));
            let updated = self.updated(start);
            let mut record = self.child_record(child, updated, Named { mother: 0.7, father: 0.1 });
            let who = self.worker(Role::Therapist);
            let meeting = self.meeting(who, note::THERAPY, 0.6);
            let mut work = Work::open(who.team(), who, "therapist", start);
            work.status = "Open";
            if self.family.number == notable::ELLIS {
                record.contacts = notable::ellis_therapy(&meeting);
                work.started = self.today.plus(-260);
                (work.next_on, work.next_kind) = (Some(self.today.plus(18)), "Clinic");
            } else {
                record.contacts = meeting.now_and_then((start, self.today), 6, kinds, &mut self.random);
                if self.random.chance(0.2) {
                    work.ended = Some(updated.max(start));
                    work.status = "Closed";
                } else {
                    (work.next_on, work.next_kind) =
                        (Some(self.today.plus(self.random.between(3, 60)).on_working_day()), "Clinic");
                }
            }
            record.work = Some(work);
            self.keep(record, &child.person, Some(child));
        }
    }
}
