//! National messages about made-up births and what follows them, and what
//! should be true when all of them have been read: for trying that the order
//! in which they come does not matter, and how fast they are read.
//!
//! They are about other people than the extracts, in the same town: births
//! that no system has written into a file yet. Twins, stillbirths, deaths that
//! are taken back and hidden whereabouts are far more frequent than in life, so
//! that a few hundred messages hold all of them.

mod delivery;
mod manifest;
mod patient;
mod xml;

use std::fs;
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::day::Day;
use crate::number::NhsNumbers;
use crate::place::Town;
use crate::random::Random;
use crate::write::SynthError;
use delivery::{Delivery, Told, What};

const IDS: u64 = 3_001;
const ORDER: u64 = 3_002;

/// The first numbers of the range 999 are those of the extracts' people.
const FIRST_NUMBER: u64 = 600_000;

/// Which messages to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagePlan {
    /// The seed: the same seed makes the same messages. With the seed and the
    /// size of a locality they are about births in that locality's town.
    pub seed: u64,
    /// The locality's children under five, which decide how large its town is.
    pub children_under_five: u32,
    /// How many messages, repeats not counted.
    pub messages: u32,
    /// The day before which everything happened.
    pub today: Date,
    /// Whether they come in any order instead of that in which they were
    /// written.
    pub is_shuffled: bool,
    /// Whether one in twenty comes twice.
    pub has_duplicates: bool,
}

impl MessagePlan {
    /// So many messages about the usual town, in order, each once.
    #[must_use]
    pub fn on(today: Date, messages: u32) -> Self {
        Self { seed: 1, children_under_five: 6_000, messages, today, is_shuffled: false, has_duplicates: false }
    }
}

/// Made-up messages, and the truth about the children in them.
pub struct Messages {
    pub(crate) seed: u64,
    pub(crate) town: Town,
    pub(crate) deliveries: Vec<Delivery>,
    pub(crate) told: Vec<Told>,
    /// The order in which they come, by place in `told`.
    order: Vec<u32>,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The name of its file, by which the messages sort as they come, for
    /// example `000001-birth.xml`.
    pub file_name: String,
    /// Its own identifier; two with the same are the same message.
    pub id: String,
    /// The code of its event.
    pub event: &'static str,
    /// Its text.
    pub text: String,
}

/// Makes the messages of a plan.
#[must_use]
pub fn messages(plan: MessagePlan) -> Messages {
    let town = Town::lay_out(plan.seed, plan.children_under_five);
    let today = Day::of(plan.today);
    let wanted = plan.messages as usize;
    let mut numbers = NhsNumbers::from_place(plan.seed, FIRST_NUMBER);
    let mut deliveries = Vec::new();
    let mut told: Vec<Told> = Vec::with_capacity(wanted + 16);
    while told.len() < wanted {
        let number = deliveries.len() as u32;
        let (mut delivery, tells) = delivery::make(plan.seed, number, today, &town);
        delivery.give_numbers(&mut numbers);
        deliveries.push(delivery);
        told.extend(tells);
    }
    told.truncate(wanted);
    told.sort_by_key(|tell| (tell.at, tell.delivery, tell.baby));
    let mut order: Vec<u32> = (0..told.len() as u32).collect();
    let mut random = Random::stream(plan.seed, ORDER, 0);
    if plan.has_duplicates {
        for place in (0..told.len() as u32).rev() {
            if random.chance(0.05) {
                let later = place as usize + random.below(order.len() - place as usize) + 1;
                order.insert(later, place);
            }
        }
    }
    if plan.is_shuffled {
        for place in (1..order.len()).rev() {
            order.swap(place, random.below(place + 1));
        }
    }
    Messages { seed: plan.seed, town, deliveries, told, order }
}

impl Messages {
    /// How many come, repeats counted.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The messages as they come, each made when it is asked for.
    pub fn iter(&self) -> impl Iterator<Item = Message> {
        (0..self.len()).map(|place| self.at(place))
    }

    fn at(&self, place: usize) -> Message {
        let number = self.order[place];
        let tell = &self.told[number as usize];
        let id = xml::identifier(self.seed, IDS, u64::from(number));
        Message {
            file_name: format!("{:06}-{}.xml", place + 1, tell.what.word()),
            event: tell.what.code(),
            text: xml::text(self, tell, number, &id),
            id,
        }
    }

    /// What should be true when all messages have been read, in any order: a
    /// line for each child.
    #[must_use]
    pub fn manifest(&self) -> String {
        manifest::text(self)
    }

    /// Writes `messages/` with a file for each message, and `manifest.csv`,
    /// below a directory. Returns how many messages there are.
    ///
    /// # Errors
    /// [`SynthError`] when a directory or file cannot be written.
    pub fn write(&self, directory: &Path) -> Result<usize, SynthError> {
        let folder = directory.join("messages");
        fs::create_dir_all(&folder).map_err(SynthError::file(&folder))?;
        (0..self.len()).into_par_iter().try_for_each(|place| {
            let message = self.at(place);
            let path = folder.join(&message.file_name);
            fs::write(&path, message.text).map_err(SynthError::file(&path))
        })?;
        let path = directory.join("manifest.csv");
        fs::write(&path, self.manifest()).map_err(SynthError::file(&path))?;
        Ok(self.len())
    }
}

impl What {
    /// The word in file names.
    fn word(&self) -> &'static str {
        match self {
            Self::Birth => "birth",
            Self::Move { .. } => "move",
            Self::Practice(_) => "practice",
            Self::Contact { .. } => "contact",
            Self::Death { .. } => "death",
            Self::Vaccination { .. } => "vaccination",
            Self::Restricted => "record",
        }
    }

    /// The national code.
    fn code(&self) -> &'static str {
        match self {
            Self::Birth => "pds-birth-notification-1",
            Self::Move { .. } => "pds-change-of-address-1",
            Self::Practice(_) => "pds-change-of-gp-1",
            Self::Contact { .. } => "professional-contacts-1",
            Self::Death { .. } => "pds-death-notification-1",
            Self::Vaccination { .. } => "vaccinations-1",
            Self::Restricted => "pds-record-change-1",
        }
    }
}
