//! The town with everybody in it.

use crate::Plan;
use crate::day::Day;
use crate::family::Family;
use crate::place::{Centre, Place, PostcodeArea, Town};
use crate::population;
use crate::staff::{Worker, Workforce};

/// A made-up locality: the truth from which the files are written.
pub struct Locality {
    pub(crate) plan: Plan,
    pub(crate) today: Day,
    pub(crate) town: Town,
    pub(crate) workforce: Workforce,
    pub(crate) families: Vec<Family>,
}

/// How many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// Families.
    pub families: usize,
    /// People: adults, children and the unborn.
    pub persons: usize,
    /// Living children under five.
    pub children: usize,
    /// Children not born yet.
    pub unborn: usize,
    /// Sets of twins and triplets.
    pub twin_sets: usize,
}

/// Makes the locality of a plan.
#[must_use]
pub fn make(plan: Plan) -> Locality {
    let today = Day::of(plan.today);
    let town = Town::lay_out(plan.seed, plan.children_under_five);
    let workforce = Workforce::take_on(plan.seed, plan.children_under_five, today, &town);
    let families = population::families(&plan, &town);
    Locality { plan, today, town, workforce, families }
}

impl Locality {
    /// The plan it was made from.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// The children's centres.
    #[must_use]
    pub fn centres(&self) -> &[Centre] {
        &self.town.centres
    }

    /// Practices, schools, nurseries and teams.
    #[must_use]
    pub fn places(&self) -> &[Place] {
        &self.town.places
    }

    /// The postcodes of the town.
    #[must_use]
    pub fn postcodes(&self) -> &[PostcodeArea] {
        &self.town.postcodes
    }

    /// Everybody who works there, one for each role they hold.
    #[must_use]
    pub fn staff(&self) -> &[Worker] {
        &self.workforce.workers
    }

    /// Counts families and people.
    #[must_use]
    pub fn count(&self) -> Count {
        let mut count = Count { families: self.families.len(), ..Count::default() };
        for family in &self.families {
            count.persons += family.people().count();
            count.children += family.living_children().count();
            count.unborn += family.children.iter().filter(|child| child.due.is_some()).count();
            count.twin_sets += usize::from(family.children.iter().map(|child| child.set).max().unwrap_or(0) > 0);
        }
        count
    }
}
