//! The same people as records of one shape, to measure matching with.
//!
//! Not the extracts in other clothes: who is held by how many systems, and
//! what goes wrong at which rate, follow one table, so that figures of
//! different sizes and seeds can be compared.

mod saying;
mod system;

use std::io::{self, Write};

use rayon::prelude::*;

use crate::day::Day;
use crate::family::{Child, Family, MOTHER, Person};
use crate::locality::Locality;
use crate::random::Random;
use crate::truth::push_person;
use saying::{Line, View};
use system::{SYSTEMS, System};

const HEADER: &[u8] = b"record_id,source,recorded_on,nhs_number,forename,middle_name,surname,dob,sex,birth_order,address,postcode,phone,gp_code,mother_forename,mother_surname,mother_dob\n";

const STREAM: u64 = 2_000;
/// Out of a hundred, how many people are in one system, in two and so on.
const CHILD_SYSTEMS: [usize; 6] = [5, 14, 25, 25, 18, 13];
const MOTHER_SYSTEMS: [usize; 6] = [12, 28, 32, 20, 8, 0];
const FATHER_SYSTEMS: [usize; 6] = [38, 38, 16, 8, 0, 0];

/// Writes one record for each person that each system holds into `out`
/// (17 columns), and whose it is into `truth`: `record_id,person`, the twins'
/// set and the community whose names the person has. Returns how many records
/// there are.
///
/// # Errors
/// Whatever the writers say.
pub fn write_records(locality: &Locality, out: &mut dyn Write, truth: &mut dyn Write) -> io::Result<u64> {
    out.write_all(HEADER)?;
    truth.write_all(b"record_id,person,twin_set,name_group\n")?;
    let mut next = 1;
    for batch in locality.families.chunks(4_096) {
        let pieces: Vec<Vec<(String, String)>> = batch
            .par_chunks(64)
            .map(|families| families.iter().flat_map(|family| lines(locality, family)).collect())
            .collect();
        for (record, person) in pieces.into_iter().flatten() {
            writeln!(out, "R{next:07},{record}")?;
            writeln!(truth, "R{next:07},{person}")?;
            next += 1;
        }
    }
    Ok(next - 1)
}

fn lines(locality: &Locality, family: &Family) -> Vec<(String, String)> {
    let mut random = Random::stream(locality.plan.seed, STREAM, u64::from(family.number));
    let mut lines = Vec::new();
    let born = family.children.iter().filter(|child| child.due.is_none());
    let children = born.map(|child| (&child.person, Some(child)));
    let father = family.father.as_ref().map(|father| (&father.person, None));
    let carer = family.carer.as_ref().map(|carer| (carer, None));
    for (person, child) in std::iter::once((&family.mother, None)).chain(father).chain(carer).chain(children) {
        let group = person.group.word();
        let mut told = String::new();
        push_person(family.number, person.slot, &mut told);
        let set = child.filter(|child| child.set > 0).map(|child| format!("T{:06}-{}", family.number, child.set));
        let told = format!("{told},{},{group}", set.unwrap_or_default());
        for system in held_by(person, child, &mut random) {
            let times = 1 + u8::from(random.chance(0.02));
            for _ in 0..times {
                let recorded_on = recorded_on(locality.today, person, child, system, &mut random);
                let view = View { locality, family, person, child, system, recorded_on };
                lines.push((Line::say(&view, &mut random).join(), told.clone()));
            }
        }
    }
    lines
}

/// The systems that hold a person, each once.
fn held_by(person: &Person, child: Option<&Child>, random: &mut Random) -> Vec<&'static System> {
    let (counts, kind) = match child {
        Some(_) => (CHILD_SYSTEMS, 0),
        None if person.slot == MOTHER => (MOTHER_SYSTEMS, 1),
        None => (FATHER_SYSTEMS, 2),
    };
    let mut left = random.below(100);
    let mut wanted = 1;
    for count in counts {
        if left < count {
            break;
        }
        left -= count;
        wanted += 1;
    }
    let mut weights: Vec<usize> = SYSTEMS.iter().map(|system| system.holds[kind]).collect();
    let mut held = Vec::new();
    for _ in 0..wanted {
        let mut at = random.below(weights.iter().sum());
        let place = weights.iter().position(|weight| {
            let is_here = at < *weight;
            at = at.saturating_sub(*weight);
            is_here
        });
        let Some(place) = place else { break };
        weights[place] = 0;
        held.push(&SYSTEMS[place]);
    }
    held
}

/// When the system wrote the record: the birth systems at birth, the others
/// at any time since.
fn recorded_on(today: Day, person: &Person, child: Option<&Child>, system: &System, random: &mut Random) -> Day {
    let since = match child {
        Some(_) if system.is_at_birth => return person.born.plus(random.between(0, 9)).min(today),
        Some(_) => person.born.plus(random.between(0, 60)),
        None => today.plus(-random.between(30, 1_800)),
    };
    let since = since.min(today);
    if random.chance(0.3) { since } else { Day(random.between(since.0, today.0)) }
}
