//! Families made by hand, so that every practice copy shows them: the Ellis
//! family of the pictures, and one for each hard case.

use crate::contact::{Contact, Meeting};
use crate::day::Day;
use crate::family::{
    Answer, BeforeAdoption, CARER, Child, FATHER, FIRST_CHILD, Family, Father, MOTHER, Person, Services, Telling,
};
use crate::name::{Group, Surname};
use crate::place::{Home, HomeKind, Town};

/// The place of the Ellis family in the list of families.
pub(crate) const ELLIS: u32 = 0;

/// How many families are made by hand.
pub(crate) const COUNT: u32 = 11;

/// The families made by hand, numbered from 0.
pub(crate) fn families(town: &Town, today: Day) -> Vec<Family> {
    let hand = Hand { town, today };
    let makers: [Maker<'_>; COUNT as usize] = [
        Hand::ellis,
        Hand::twins_alike,
        Hand::triplets,
        Hand::refuge,
        Hand::adopted,
        Hand::looked_after,
        Hand::stillbirth,
        Hand::infant_death,
        Hand::young_mother,
        Hand::objecting,
        Hand::expecting_twins,
    ];
    (0_u32..).zip(makers).map(|(number, maker)| maker(&hand, number)).collect()
}

type Maker<'a> = fn(&Hand<'a>, u32) -> Family;

struct Hand<'a> {
    town: &'a Town,
    today: Day,
}

impl Hand<'_> {
    fn ellis(&self, number: u32) -> Family {
        let home = Home { postcode: 0, number: 14, flat: 0, kind: HomeKind::House };
        let mut mother = self.adult((MOTHER, "Hannah", "Ellis"), 27 * 365 + 150, home);
        mother.middle = Some("Louise");
        mother.line = 118;
        mother.old_line = 640;
        let mut family = self.family(number, mother);
        let elsewhere = Home { postcode: 9, number: 31, flat: 2, kind: HomeKind::House };
        let mut tom = self.adult((FATHER, "Thomas", "Reed"), 29 * 365 + 40, elsewhere);
        tom.goes_by = Some("Tom");
        tom.line = 427;
        family.father = Some(Father { person: tom, is_elsewhere: true, has_responsibility: false });
        self.add(&mut family, "Maya", true, 1_046);
        self.add(&mut family, "Poppy", true, 49);
        family.children[0].person.middle = Some("Grace");
        family.children[0].has_therapy = true;
        family.children[1].person.middle = Some("Rose");
        family.level = 2;
        family.services = Services(Services::CENTRE | Services::HOUSING);
        family.telling = Telling {
            notice: Some(self.today.plus(-98)),
            answer: Answer::Agreed(self.today.plus(-18), false),
            objected: None,
        };
        family
    }

    /// Girls whose names are easily taken for each other.
    fn twins_alike(&self, number: u32) -> Family {
        let home = self.house(0, 6, 22);
        let mut family = self.family(number, self.adult((MOTHER, "Gemma", "Harrow"), 31 * 365, home));
        for (order, name) in [(1, "Ella"), (2, "Ellie")] {
            let child = self.add(&mut family, name, true, 400);
            (child.set, child.birth_order) = (1, order);
        }
        family
    }

    fn triplets(&self, number: u32) -> Family {
        let home = self.house(0, 8, 5);
        let mut family = self.family(number, self.adult((MOTHER, "Amina", "Farah"), 33 * 365, home));
        for (order, name, is_girl) in [(1, "Layla", true), (2, "Liban", false), (3, "Lina", true)] {
            let child = self.add(&mut family, name, is_girl, 210);
            (child.set, child.birth_order) = (1, order);
        }
        family
    }

    /// A mother and child whose whereabouts nobody may be told.
    fn refuge(&self, number: u32) -> Family {
        let mut mother = self.adult((MOTHER, "Rosalind", "Tarn"), 26 * 365, self.town.refuge());
        mother.is_shielded = true;
        mother.former_home = Some(self.house(3, 4, 60));
        let mut family = self.family(number, mother);
        let father = self.adult((FATHER, "Craig", "Stannard"), 30 * 365, self.house(3, 4, 60));
        family.father = Some(Father { person: father, is_elsewhere: true, has_responsibility: true });
        self.add(&mut family, "Wren", true, 620);
        family.services = Services(Services::SOCIAL_CARE | Services::DOMESTIC_ABUSE | Services::POLICE);
        family.telling.answer = Answer::NotAsked;
        family
    }

    /// A child with a new name and number; the old record is sealed.
    fn adopted(&self, number: u32) -> Family {
        let home = self.house(1, 3, 8);
        let mut family = self.family(number, self.adult((MOTHER, "Judith", "Penhale"), 39 * 365, home));
        let on = self.today.plus(-150);
        let child = self.add(&mut family, "Isaac", false, 900);
        child.before_adoption =
            Some(BeforeAdoption { given: "Kayden", surname: Surname::single("Dunmore"), nhs: 0, on });
        family
    }

    fn looked_after(&self, number: u32) -> Family {
        let mut family = self.family(number, self.adult((MOTHER, "Stacey", "Colby"), 22 * 365, self.house(0, 12, 41)));
        let foster = self.house(0, 20, 3);
        self.add(&mut family, "Jude", false, 500);
        let mut carer = self.adult((CARER, "Maureen", "Aldous"), 52 * 365, foster);
        carer.line = 733;
        let child = &mut family.children[0];
        child.is_looked_after = true;
        child.person.former_home = Some(child.person.home);
        child.person.home = foster;
        child.person.line = 733;
        family.carer = Some(carer);
        family.level = 3;
        family.services = Services(Services::SOCIAL_CARE);
        family
    }

    fn stillbirth(&self, number: u32) -> Family {
        let home = self.house(0, 14, 77);
        let mut family = self.family(number, self.adult((MOTHER, "Helen", "Marwood"), 34 * 365, home));
        let child = self.add(&mut family, "Robin", false, 120);
        child.is_stillborn = true;
        child.person.died = Some(child.person.born);
        family
    }

    fn infant_death(&self, number: u32) -> Family {
        let home = self.house(0, 15, 9);
        let mut family = self.family(number, self.adult((MOTHER, "Farzana", "Malik"), 30 * 365, home));
        let child = self.add(&mut family, "Zoya", true, 300);
        child.person.died = Some(child.person.born.plus(26));
        family
    }

    /// Kira is 15: somebody must judge whether she can decide for herself.
    fn young_mother(&self, number: u32) -> Family {
        let home = self.house(0, 17, 30);
        let mut family = self.family(number, self.adult((MOTHER, "Kira", "Bolland"), 15 * 365 + 200, home));
        self.add(&mut family, "Ocean", false, 95);
        family.level = 3;
        family.services = Services(Services::CENTRE | Services::EARLY_HELP | Services::SOCIAL_CARE);
        family.telling.answer = Answer::NotAsked;
        family
    }

    fn objecting(&self, number: u32) -> Family {
        let home = self.house(0, 18, 63);
        let mut family = self.family(number, self.adult((MOTHER, "Ewa", "Kowalczyk"), 28 * 365, home));
        self.add(&mut family, "Zuzanna", true, 260);
        family.mother.group = Group::EastEuropean;
        family.language = "Polish";
        family.needs_interpreter = true;
        family.telling.answer = Answer::Refused(self.today.plus(-60));
        family.telling.objected = Some(self.today.plus(-45));
        family
    }

    fn expecting_twins(&self, number: u32) -> Family {
        let home = self.house(0, 19, 11);
        let mut family = self.family(number, self.adult((MOTHER, "Grace", "Mensah"), 32 * 365, home));
        for order in [1, 2] {
            let due = self.today.plus(52);
            let child = self.add(&mut family, "Baby", true, -52);
            child.due = Some(due);
            (child.set, child.birth_order) = (1, order);
        }
        family
    }

    fn house(&self, centre: usize, postcode: u32, number: u16) -> Home {
        let first = self.town.postcodes.iter().position(|area| area.centre == centre).unwrap_or(0);
        Home { postcode: first as u32 + postcode, number, flat: 0, kind: HomeKind::House }
    }

    fn adult(&self, (slot, given, surname): (u8, &'static str, &'static str), age_days: i32, home: Home) -> Person {
        Person {
            slot,
            given,
            middle: None,
            surname: Surname::single(surname),
            former: None,
            goes_by: None,
            is_female: slot != FATHER,
            born: self.today.plus(-age_days),
            died: None,
            nhs: 0,
            line: 500 + home.number,
            old_line: 400 + home.number,
            group: Group::British,
            ethnicity: 'A',
            home,
            former_home: None,
            practice: 0,
            is_shielded: false,
        }
    }

    fn family(&self, number: u32, mother: Person) -> Family {
        let home = mother.home;
        Family {
            number,
            mother_is_gone: false,
            father: None,
            carer: None,
            children: Vec::new(),
            home,
            centre: self.town.centre_of(home),
            decile: self.town.postcodes[home.postcode as usize].decile,
            language: "English",
            needs_interpreter: false,
            level: 1,
            services: Services(Services::CENTRE),
            telling: Telling {
                notice: Some(self.today.plus(-200)),
                answer: Answer::Agreed(self.today.plus(-80), true),
                objected: None,
            },
            mother,
        }
    }

    fn add<'f>(&self, family: &'f mut Family, given: &'static str, is_girl: bool, age_days: i32) -> &'f mut Child {
        let person = Person {
            slot: FIRST_CHILD + family.children.len() as u8,
            given,
            is_female: is_girl,
            born: self.today.plus(-age_days),
            middle: None,
            goes_by: None,
            former: None,
            ..family.mother.clone()
        };
        family.children.push(Child {
            person,
            birth_order: 0,
            set: 0,
            due: None,
            is_stillborn: false,
            named_after_days: 12,
            at_birth: family.mother.surname,
            is_looked_after: false,
            before_adoption: None,
            has_therapy: false,
            has_send: false,
            school: 0,
        });
        let last = family.children.len() - 1;
        &mut family.children[last]
    }
}

/// What the Ellis family's pictures show: days from today, kind, note.
type Shown = &'static [(i32, &'static str, Option<&'static str>)];

fn shown<'a>(list: Shown, meeting: &Meeting<'a>, today: Day) -> Vec<Contact<'a>> {
    list.iter()
        .map(|(days, kind, note)| Contact {
            on: today.plus(*days),
            kind,
            who: meeting.who,
            note: *note,
            was_attended: true,
        })
        .filter(|contact| contact.on <= meeting.today)
        .collect()
}

/// Four contacts and the booked review, all on Poppy's record.
pub(crate) fn ellis_health_visiting<'a>(
    slot: u8,
    meeting: &Meeting<'a>,
) -> (Vec<Contact<'a>>, Option<(Day, &'static str)>) {
    const CONTACTS: Shown = &[
        (
            -98,
            "Antenatal contact",
            Some("Looking forward to the birth. Tom lives elsewhere and will help at weekends."),
        ),
        (-37, "New birth visit", Some("Poppy well, back to birth weight. Safe sleep talked through.")),
        (-27, "Clinic", Some("Weighed, following her centile.")),
        (
            -8,
            "Home visit",
            Some(
                "Breastfeeding sore on one side; position tried together. Hannah a little low and tired, mood to be looked at again at the review.",
            ),
        ),
    ];
    if slot == FIRST_CHILD {
        return (Vec::new(), None);
    }
    (shown(CONTACTS, meeting, meeting.today), Some((meeting.today.plus(6), "6 to 8 week review")))
}

/// Nine contacts with Hannah, the last one the handover.
pub(crate) fn ellis_midwifery<'a>(meeting: &Meeting<'a>) -> Vec<Contact<'a>> {
    const CONTACTS: Shown = &[
        (-240, "Booking appointment", Some("Second baby. Feels well.")),
        (-190, "Antenatal clinic", None),
        (-128, "Antenatal clinic", Some("Blood pressure normal, baby active.")),
        (-95, "Antenatal clinic", None),
        (-74, "Antenatal home visit", Some("Birth plan written together.")),
        (-59, "Antenatal clinic", None),
        (-48, "Postnatal home visit", Some("Home after a straightforward birth.")),
        (-44, "Postnatal home visit", Some("Feeding observed, small weight loss within limits.")),
        (-28, "Handed over to health visiting", Some("Discharged to the health visitor. Well mother and baby.")),
    ];
    shown(CONTACTS, meeting, meeting.today)
}

/// Three contacts of the centre, on Poppy's record.
pub(crate) fn ellis_centre<'a>(slot: u8, meeting: &Meeting<'a>) -> Vec<Contact<'a>> {
    const CONTACTS: Shown = &[
        (-18, "Registration", Some("Registered and signed the consent form.")),
        (-14, "Welcome card posted", None),
        (
            -4,
            "Phone call",
            Some("Hannah would like help with feeding and would like to try a baby group. Agreed a home visit."),
        ),
    ];
    if slot == FIRST_CHILD { Vec::new() } else { shown(CONTACTS, meeting, meeting.today) }
}

/// Three speech and language clinics for Maya.
pub(crate) fn ellis_therapy<'a>(meeting: &Meeting<'a>) -> Vec<Contact<'a>> {
    const CONTACTS: Shown = &[
        (-250, "Clinic", Some("Uses about ten words and points well.")),
        (-163, "Clinic", Some("Joining two words now and then. Parents shown how to add one word.")),
        (-71, "Clinic", Some("Good progress. Plan to be shared with the centre with Hannah's agreement.")),
    ];
    shown(CONTACTS, meeting, meeting.today)
}

/// Two contacts of the landlord, as far as its last file knows.
pub(crate) fn ellis_housing<'a>(meeting: &Meeting<'a>) -> Vec<Contact<'a>> {
    const CONTACTS: Shown =
        &[(-190, "Tenancy visit", Some("No concerns.")), (-5, "Phone call", Some("Repair to the back door booked."))];
    shown(CONTACTS, meeting, meeting.today)
}
