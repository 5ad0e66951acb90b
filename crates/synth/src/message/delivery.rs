//! Who was born to whom, and what was told of it afterwards.

use crate::day::Day;
use crate::name::{Group, adult_name, child_name, family_name, feminine};
use crate::number::NhsNumbers;
use crate::place::{Home, Town};
use crate::random::Random;

const DELIVERIES: u64 = 3_000;

/// A mother and the babies of one delivery.
pub(crate) struct Delivery {
    pub(crate) mother: Mother,
    pub(crate) babies: Vec<Baby>,
    pub(crate) home: Home,
    /// Whereabouts are hidden from the first message on.
    pub(crate) is_restricted: bool,
    /// The team of health visitors and midwives, by cluster.
    pub(crate) cluster: usize,
}

pub(crate) struct Mother {
    pub(crate) given: &'static str,
    pub(crate) family: &'static str,
    pub(crate) born: Day,
    pub(crate) nhs: u64,
    /// A mother may come without her number.
    pub(crate) is_number_told: bool,
    pub(crate) practice: u8,
}

pub(crate) struct Baby {
    pub(crate) given: &'static str,
    pub(crate) family: &'static str,
    pub(crate) is_female: bool,
    pub(crate) nhs: u64,
    pub(crate) born: Day,
    /// Minutes after midnight.
    pub(crate) minute: u16,
    pub(crate) order: u8,
    /// The code of the stillbirth indicator: 1 for alive.
    pub(crate) still: char,
    /// Tenths of a week.
    pub(crate) gestation: u16,
    pub(crate) ethnicity: char,
    /// A baby may come without a postcode.
    pub(crate) is_postcode_told: bool,
}

/// One thing told of one baby.
pub(crate) struct Told {
    pub(crate) delivery: u32,
    pub(crate) baby: u8,
    /// Seconds since 1970; no two about one baby are the same.
    pub(crate) at: i64,
    /// Whether whereabouts were hidden when it was written.
    pub(crate) is_restricted: bool,
    pub(crate) what: What,
}

pub(crate) enum What {
    Birth,
    Move {
        from: Home,
        to: Home,
        on: Day,
    },
    /// The practice joined; none for one that was left.
    Practice(Option<u8>),
    Contact {
        team: u8,
        action: &'static str,
        on: Day,
    },
    Death {
        status: char,
        on: Day,
    },
    Vaccination {
        is_given: bool,
        on: Day,
    },
    /// Whereabouts are hidden from now on.
    Restricted,
}

impl Delivery {
    /// Gives mother and babies their NHS numbers.
    pub(crate) fn give_numbers(&mut self, numbers: &mut NhsNumbers) {
        self.mother.nhs = numbers.next();
        for baby in &mut self.babies {
            baby.nhs = numbers.next();
        }
    }
}

/// Makes one delivery and what is told of it, births first.
pub(crate) fn make(seed: u64, number: u32, today: Day, town: &Town) -> (Delivery, Vec<Told>) {
    let mut random = Random::stream(seed, DELIVERIES, u64::from(number));
    let delivery = delivery(today, town, &mut random);
    let mut told: Vec<Told> = Vec::new();
    for (place, baby) in (0..).zip(&delivery.babies) {
        let at = seconds(baby.born, 0) + 6 * 3_600 + i64::from(baby.minute) * 60 + random.between(1, 90_000) as i64;
        told.push(Told { delivery: number, baby: place, at, is_restricted: delivery.is_restricted, what: What::Birth });
    }
    for (place, baby) in (0..).zip(&delivery.babies).filter(|(_, baby)| baby.still == '1') {
        let born = told[usize::from(place)].at;
        let mut events = events(&delivery, baby, (today, town), &mut random);
        events.retain(|(at, _)| *at > born && *at < seconds(today, 0));
        events.sort_by_key(|(at, _)| *at);
        events.dedup_by_key(|(at, _)| *at);
        let mut is_restricted = delivery.is_restricted;
        for (at, what) in events {
            is_restricted |= matches!(what, What::Restricted);
            told.push(Told { delivery: number, baby: place, at, is_restricted, what });
        }
    }
    (delivery, told)
}

fn delivery(today: Day, town: &Town, random: &mut Random) -> Delivery {
    let group = Group::draw(random);
    let home = town.house(random);
    let surname = family_name(group, random);
    let born = today.plus(-random.between(4, 400));
    let count = match random.below(1_000) {
        0..940 => 1,
        940..992 => 2,
        _ => 3,
    };
    let mother = Mother {
        given: adult_name(group, true, random),
        family: if group == Group::EastEuropean { feminine(surname) } else { surname },
        born: born.plus(-random.between(17 * 365, 44 * 365)),
        nhs: 0,
        is_number_told: !random.chance(0.05),
        practice: random.below(24) as u8,
    };
    let gestation = if count == 1 { random.between(330, 425) } else { random.between(300, 385) } as u16;
    let start = random.between(0, 1_300) as u16;
    let is_postcode_told = !random.chance(0.02);
    let ethnicity = group.ethnicity(random);
    let mut babies: Vec<Baby> = Vec::new();
    for order in 1..=count {
        let is_female = random.chance(0.49);
        let mut given = child_name(group, is_female, random);
        while babies.iter().any(|baby| baby.given == given) {
            given = child_name(group, is_female, random);
        }
        let still = if random.chance(0.02) { random.pick(&['2', '3', '4']) } else { '1' };
        let minute = start + u16::from(order) * 9;
        let family = mother.family;
        babies.push(Baby {
            given,
            family,
            is_female,
            nhs: 0,
            born,
            minute,
            order,
            still,
            gestation,
            ethnicity,
            is_postcode_told,
        });
    }
    let cluster = town.centre_of(home) / 3;
    Delivery { mother, babies, home, is_restricted: random.chance(0.02), cluster }
}

/// What happens to a baby, with when it is written.
fn events(delivery: &Delivery, baby: &Baby, (today, town): (Day, &Town), random: &mut Random) -> Vec<(i64, What)> {
    let mut events = Vec::new();
    let born = baby.born;
    let at = |day: Day, random: &mut Random| seconds(day, random.between(8 * 3_600, 18 * 3_600));
    if random.chance(0.6) {
        let day = born.plus(random.between(8, 40));
        events.push((at(day, random), What::Practice(Some(delivery.mother.practice))));
        if random.chance(0.1) {
            let later = day.plus(random.between(20, 200));
            let practice = (!random.chance(0.3)).then(|| random.below(24) as u8);
            events.push((at(later, random), What::Practice(practice)));
        }
    }
    if random.chance(0.6) {
        let on = born.plus(random.between(9, 15));
        let team = delivery.cluster as u8;
        events.push((at(on, random), What::Contact { team, action: "new", on }));
        if random.chance(0.15) {
            let later = on.plus(random.between(20, 200));
            let (action, team) = if random.chance(0.5) { ("update", (team + 1) % 4) } else { ("delete", team) };
            events.push((at(later, random), What::Contact { team, action, on }));
        }
    }
    let mut home = delivery.home;
    let mut day = born;
    while random.chance(0.12) {
        day = day.plus(random.between(10, 150));
        let to = town.house(random);
        events.push((at(day.plus(random.between(0, 6)), random), What::Move { from: home, to, on: day }));
        (home, day) = (to, day.plus(7));
    }
    if random.chance(0.12) {
        let on = born.plus(random.between(56, 130));
        events.push((at(on, random), What::Vaccination { is_given: random.chance(0.4), on }));
    }
    if !delivery.is_restricted && random.chance(0.015) {
        events.push((at(born.plus(random.between(10, 300)), random), What::Restricted));
    }
    if random.chance(0.025) {
        let on = born.plus(random.between(2, 200));
        // A day after which nothing else may happen: the child died.
        if on.plus(10).0 < today.0 {
            let end = seconds(on, 0);
            let taken_back = random.chance(0.4);
            if !taken_back {
                events.retain(|(at, _)| *at < end);
            }
            events.push((at(on.plus(1), random), What::Death { status: '1', on }));
            if taken_back {
                events.push((at(on.plus(4), random), What::Death { status: 'U', on }));
            } else if random.chance(0.7) {
                events.push((at(on.plus(4), random), What::Death { status: '2', on }));
            }
        }
    }
    events
}

fn seconds(day: Day, second: i32) -> i64 {
    i64::from(day.0) * 86_400 + i64::from(second)
}
