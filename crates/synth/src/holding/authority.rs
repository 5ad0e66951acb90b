//! The council and its partners: records about children.

use kith_core::workforce::Role;

use super::{Holder, Named};
use crate::contact::{Who, Work};
use crate::day::Day;
use crate::family::{Child, Services};
use crate::notable;
use crate::note;

const CASEWORKERS: [(&str, u16); 4] =
    [("Jill Sowerby", 1_341), ("Martin Oakes", 1_342), ("Shazia Anwar", 1_343), ("Derek Pell", 1_344)];

impl<'a> Holder<'a> {
    pub(super) fn centres(&mut self) {
        let family = self.family;
        if !family.services.has(Services::CENTRE) {
            return;
        }
        let who = self.worker(Role::OutreachWorker);
        let kinds = &["Stay and play", "Baby group", "Phone call", "Home visit", "Advice session", "Parenting course"];
        for (child, age) in self.living().collect::<Vec<_>>() {
            let joined = self.joined(child, age);
            let updated = self.updated(joined);
            let mut record = self.child_record(child, updated, Named { mother: 0.97, father: 0.45 });
            let mut work = Work::open(&self.locality.town.centres[family.centre].name, who, "outreach worker", joined);
            let meeting = self.meeting(who, note::CENTRE, 0.35);
            if family.number == notable::ELLIS {
                record.contacts = notable::ellis_centre(child.person.slot, &meeting);
                (work.next_on, work.next_kind) = (Some(self.today.plus(4)), "First home visit");
            } else {
                let most = if age < 365 { 3 } else { 5 };
                record.contacts = meeting.now_and_then((joined, self.today), most, kinds, &mut self.random);
                if self.random.chance(0.08) {
                    let on = self.today.plus(self.random.between(1, 30)).on_working_day();
                    (work.next_on, work.next_kind) = (Some(on), "Home visit");
                }
            }
            record.work = Some(work);
            record.told = Some(family.telling);
            self.keep(record, &child.person, Some(child));
        }
    }

    /// When the family joined: the day it answered, or soon after birth.
    fn joined(&mut self, child: &Child, age: i32) -> Day {
        use crate::family::Answer;
        match self.family.telling.answer {
            Answer::Agreed(on, _) | Answer::Refused(on) | Answer::Withdrew(on, _) => on,
            Answer::NotAsked => child.person.born.plus(self.random.between(0, age.max(1))),
        }
    }

    pub(super) fn early_help(&mut self) {
        if !self.family.services.has(Services::EARLY_HELP) {
            return;
        }
        let who = self.worker(Role::EarlyHelpTriage);
        let kinds = &["Home visit", "Team around the family meeting", "Phone call", "Parenting course"];
        for (child, age) in self.living().collect::<Vec<_>>() {
            let start = self.today.plus(-self.random.between(30, age.clamp(40, 500)));
            let updated = self.updated(start);
            let mut record = self.child_record(child, updated, Named { mother: 0.95, father: 0.4 });
            let meeting = self.meeting(who, note::EARLY_HELP, 0.6);
            record.contacts = meeting.now_and_then((start, self.today), 7, kinds, &mut self.random);
            let mut work = Work::open(who.team(), who, "family support worker", start);
            if self.random.chance(0.4) {
                work.ended = Some(updated.max(start));
                work.status = "Closed: needs met";
            } else {
                work.status = "Open";
                (work.next_on, work.next_kind) =
                    (Some(self.today.plus(self.random.between(2, 28)).on_working_day()), "Home visit");
            }
            record.work = Some(work);
            self.keep(record, &child.person, Some(child));
        }
    }

    pub(super) fn social_care(&mut self) {
        let family = self.family;
        if !family.services.has(Services::SOCIAL_CARE) {
            return;
        }
        let status = match self.random.below(10) {
            _ if family.carer.is_some() => "Looked after",
            0..2 => "Child protection plan",
            2..7 => "Child in need plan",
            _ => "Assessment",
        };
        let who = self.worker(Role::SocialWorker);
        let children: Vec<&'a Child> = family.children.iter().filter(|child| child.person.died.is_none()).collect();
        for child in children {
            let age = (self.today.0 - child.person.born.0).max(40);
            let start = self.today.plus(-self.random.between(20, age.min(600)));
            let updated = self.updated(start);
            let mut record = self.child_record(child, updated, Named { mother: 0.98, father: 0.6 });
            let meeting = self.meeting(who, note::SOCIAL_CARE, 0.5);
            let kinds = &["Statutory visit", "Core group meeting", "Office appointment", "Telephone call"];
            if child.due.is_none() {
                record.contacts = meeting.now_and_then((start, self.today), 10, kinds, &mut self.random);
            }
            let mut work = Work::open(who.team(), who, "social worker", start);
            work.status = status;
            work.is_lead = true;
            work.next_on = Some(self.today.plus(self.random.between(2, 30)).on_working_day());
            work.next_kind = "Statutory visit";
            record.work = Some(work);
            self.keep(record, &child.person, Some(child));
        }
    }

    pub(super) fn send(&mut self) {
        for (child, age) in self.living().filter(|(child, _)| child.has_send).collect::<Vec<_>>() {
            let start = self.today.plus(-self.random.between(60, (age - 300).clamp(90, 700)));
            let updated = self.updated(start);
            let mut record = self.child_record(child, updated, Named { mother: 0.9, father: 0.5 });
            let (name, line) = self.random.pick(&CASEWORKERS);
            let who = Who::Outside(name, line);
            let meeting = self.meeting(who, note::THERAPY, 0.3);
            let kinds = &["Annual review", "Portage visit", "Planning meeting"];
            record.contacts = meeting.now_and_then((start, self.today), 4, kinds, &mut self.random);
            let mut work = Work::open("Inclusion and SEND service", who, "SEND caseworker", start);
            work.status = if self.random.chance(0.3) { "Education, health and care plan" } else { "SEN support" };
            record.work = Some(work);
            record.school = Some(self.locality.town.school(self.family.centre, usize::from(child.school)));
            self.keep(record, &child.person, Some(child));
        }
    }

    pub(super) fn two_year_offer(&mut self) {
        if !self.family.services.has(Services::TWO_YEAR) {
            return;
        }
        for (child, age) in self.living().filter(|(_, age)| (670..1_095).contains(age)).collect::<Vec<_>>() {
            let start = child.person.born.plus(735).min(self.today);
            let updated = self.updated(start);
            let mut record = self.child_record(child, updated, Named { mother: 0.95, father: 0.1 });
            let who = Who::Outside("Family information desk", 1_350);
            let mut work = Work::open("Two-year-old offer", who, "adviser", start);
            work.status = match self.random.below(10) {
                0..6 if age > 760 => "Taking up a place",
                0..8 => "Eligible",
                _ => "Declined",
            };
            record.work = Some(work);
            record.school = Some(self.locality.town.school(self.family.centre, usize::from(child.school % 3)));
            if self.random.chance(0.35) {
                let meeting = self.meeting(who, note::OUTSIDE, 0.4);
                record.contacts =
                    meeting.now_and_then((start.plus(-60), self.today), 2, &["Letter", "Phone call"], &mut self.random);
            }
            self.keep(record, &child.person, Some(child));
        }
    }

    pub(super) fn education(&mut self) {
        let family = self.family;
        if !family.services.has(Services::EDUCATION) {
            return;
        }
        for (child, age) in self.living().filter(|(_, age)| *age > 1_110).collect::<Vec<_>>() {
            let is_school = age > 1_580;
            let which = usize::from(child.school % 3) + if is_school { 3 } else { 0 };
            let place = self.locality.town.school(family.centre, which);
            let start = child.person.born.plus(if is_school { 1_590 } else { 1_120 }).min(self.today);
            let updated = self.updated(start);
            let mut record = self.child_record(child, updated, Named { mother: 0.85, father: 0.4 });
            let who = if is_school { Who::Nobody } else { self.worker(Role::EarlyYearsPractitioner) };
            let mut work = Work::open(&place.name, who, "key person", start);
            work.status = if is_school { "Reception" } else { "Nursery" };
            record.work = Some(work);
            record.school = Some(place);
            record.has_pupil_number = is_school || self.random.chance(0.6);
            self.keep(record, &child.person, Some(child));
        }
    }

    pub(super) fn domestic_abuse(&mut self) {
        let family = self.family;
        if !family.services.has(Services::DOMESTIC_ABUSE) || family.mother_is_gone {
            return;
        }
        let who = Who::Outside("Haven support worker", 1_360);
        let start = self.today.plus(-self.random.between(10, 300));
        let updated = self.updated(start);
        let mut record = self.blank(&family.mother, None, updated);
        record.subject.home = None;
        record.subject.has_postcode = false;
        let meeting = self.meeting(who, note::OUTSIDE, 0.2);
        let kinds = &["Support session", "Safety planning", "Phone call"];
        record.contacts = meeting.now_and_then((start, self.today), 8, kinds, &mut self.random);
        record.work = Some(Work::open("Haven", who, "support worker", start));
        self.keep(record, &family.mother, None);
        for (child, _) in self.living().collect::<Vec<_>>() {
            let mut record = self.child_record(child, updated, Named { mother: 1.0, father: 0.0 });
            record.subject.home = None;
            record.subject.has_postcode = false;
            if let Some(mother) = &mut record.mother {
                mother.home = None;
                mother.has_postcode = false;
            }
            record.work = Some(Work::open("Haven", who, "support worker", start));
            self.keep(record, &child.person, Some(child));
        }
    }
}
