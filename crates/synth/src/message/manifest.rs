//! What should be true at the end.

use std::fmt::Write;

use super::Messages;
use super::delivery::{Told, What};
use super::xml::first_line;
use crate::place::Home;
use crate::reference::iso;

const HEADER: &str = "nhs_number,given,family,born_on,birth_order,babies,still,mother_nhs_number,mother_given,mother_family,alive,died_on,restricted,address_line1,postcode,centre,practice,team,vaccinations_not_given,messages\n";

/// A child's state, from what was told in the order in which it was written.
struct State {
    home: Option<Home>,
    practice: Option<u8>,
    team: Option<u8>,
    died: Option<crate::day::Day>,
    is_restricted: bool,
    not_given: u32,
    messages: u32,
    is_postcode_told: bool,
}

pub(super) fn text(all: &Messages) -> String {
    let mut states: Vec<Vec<Option<State>>> =
        all.deliveries.iter().map(|delivery| delivery.babies.iter().map(|_| None).collect()).collect();
    for tell in &all.told {
        let state = &mut states[tell.delivery as usize][usize::from(tell.baby)];
        state.get_or_insert_with(|| State::of(all, tell)).add(tell);
    }
    let mut text = HEADER.to_owned();
    for (delivery, states) in all.deliveries.iter().zip(&states) {
        for (baby, state) in delivery.babies.iter().zip(states) {
            let Some(state) = state else { continue };
            let mother = &delivery.mother;
            let number = if mother.is_number_told { mother.nhs.to_string() } else { String::new() };
            let died = if baby.still == '1' { state.died } else { Some(baby.born) };
            let home = state.home.filter(|_| !state.is_restricted);
            let practice = state.practice.filter(|_| !state.is_restricted);
            let postcode = |home: Home| all.town.postcodes[home.postcode as usize].postcode.as_str();
            let fields: [&str; 20] = [
                &baby.nhs.to_string(),
                baby.given,
                &baby.family.to_uppercase(),
                &iso(Some(baby.born)),
                &baby.order.to_string(),
                &delivery.babies.len().to_string(),
                &baby.still.to_string(),
                &number,
                mother.given,
                &mother.family.to_uppercase(),
                if died.is_none() { "yes" } else { "no" },
                &iso(died),
                if state.is_restricted { "yes" } else { "no" },
                &home.map(|home| first_line(&all.town, home)).unwrap_or_default(),
                home.filter(|_| state.is_postcode_told).map_or("", postcode),
                home.filter(|_| state.is_postcode_told)
                    .map_or("", |home| &all.town.centres[all.town.centre_of(home)].code),
                practice.map_or("", |practice| &all.town.practice(usize::from(practice)).code),
                &state.team.map(|team| team_name(all, team)).unwrap_or_default(),
                &state.not_given.to_string(),
                &state.messages.to_string(),
            ];
            for (place, field) in fields.into_iter().enumerate() {
                let sign = if place + 1 == fields.len() { "\n" } else { "," };
                write!(text, "{field}{sign}").expect("a string takes every write");
            }
        }
    }
    text
}

impl State {
    fn of(all: &Messages, tell: &Told) -> Self {
        let delivery = &all.deliveries[tell.delivery as usize];
        Self {
            home: Some(delivery.home),
            practice: None,
            team: None,
            died: None,
            is_restricted: delivery.is_restricted,
            not_given: 0,
            messages: 0,
            is_postcode_told: delivery.babies[usize::from(tell.baby)].is_postcode_told,
        }
    }

    fn add(&mut self, tell: &Told) {
        self.messages += 1;
        match &tell.what {
            What::Birth => {}
            What::Move { to, .. } => {
                self.home = Some(*to);
                self.is_postcode_told = true;
            }
            What::Practice(practice) => self.practice = *practice,
            What::Contact { team, action, .. } => self.team = (*action != "delete").then_some(*team),
            What::Death { status, on } => self.died = (*status != 'U').then_some(*on),
            What::Vaccination { is_given, .. } => self.not_given += u32::from(!is_given),
            What::Restricted => self.is_restricted = true,
        }
    }
}

/// The team of health visitors of a cluster, by its number.
pub(super) fn team_name(all: &Messages, team: u8) -> String {
    let mut teams = all.town.places.iter().filter(|place| place.kind == "health-visiting-team");
    teams.nth(usize::from(team % 4)).map(|place| place.name.clone()).unwrap_or_default()
}
