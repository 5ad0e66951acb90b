//! What holds for every set of records.

use std::sync::Arc;

use proptest::prelude::*;

use crate::town::{Town, day, number};
use crate::{Index, JoinedBefore, Linked, Model, ParentInput, RecordInput, Verdicts, link};

const GIVEN: &[&str] = &["Ella", "Ellie", "Amelia", "Noah", "Mohammed", "Muhammad", "BABY", "TWIN 1", "TWIN 2", ""];
const FAMILY: &[&str] = &["Ellis", "Ellis-Hughes", "Hughes", "Okafor", ""];
const BIRTH: &[Option<&str>] =
    &[Some("2025-03-09"), Some("2025-09-03"), Some("2025-03-10"), Some("1994-06-02"), Some("2025-01-01"), None];
const POSTCODE: &[&str] = &["LX1 4QR", "LX7 2AB", ""];
const MOTHER: &[&str] = &["Sarah", "Chidinma", ""];

fn any_record() -> impl Strategy<Value = RecordInput<'static>> {
    let names = (0..GIVEN.len(), 0..FAMILY.len(), 0..BIRTH.len());
    let rest = (0..POSTCODE.len(), 0..MOTHER.len(), 0..5_u64, 0..3_u8, 0..6_u16, 0..20_u32);
    (names, rest).prop_map(|((given, family, birth), (postcode, mother, nhs, order, source, sealed))| RecordInput {
        source,
        compartment: u32::from(sealed == 0),
        nhs: if nhs < 3 { None } else { number(nhs) },
        given: GIVEN[given],
        family: FAMILY[family],
        birth: BIRTH[birth].and_then(day),
        birth_order: if order == 2 { source as u8 % 2 + 1 } else { 0 },
        postcode: POSTCODE[postcode],
        address: "12 High Street",
        mother: ParentInput { given: MOTHER[mother], family: "Ellis", ..ParentInput::default() },
        ..RecordInput::default()
    })
}

fn any_town() -> impl Strategy<Value = Vec<RecordInput<'static>>> {
    prop::collection::vec(any_record(), 2..14)
}

fn any_verdicts() -> impl Strategy<Value = Vec<(u32, u32, bool)>> {
    prop::collection::vec((0..14_u32, 0..14_u32, any::<bool>()), 0..4)
}

fn verdicts(said: &[(u32, u32, bool)]) -> Verdicts {
    let mut verdicts = Verdicts::default();
    for (a, b, is_same) in said.iter().filter(|(a, b, _)| a != b) {
        if *is_same { verdicts.same(*a, *b) } else { verdicts.different(*a, *b) }
    }
    verdicts
}

/// The person of every key, by key.
fn by_key(linked: &Linked) -> Vec<(u32, u32)> {
    let mut persons: Vec<(u32, u32)> = linked.keys.iter().copied().zip(linked.clusters.iter().copied()).collect();
    persons.sort_unstable();
    persons
}

/// What linking joined, for the next time.
fn before(linked: &Linked) -> Arc<JoinedBefore> {
    let mut before = JoinedBefore::default();
    linked.joins.iter().for_each(|join| before.add(join.a, join.b));
    Arc::new(before)
}

proptest! {
    #[test]
    fn the_order_of_arrival_never_matters(
        inputs in any_town(),
        said in any_verdicts(),
        order in Just((0..14_usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let town = Town { verdicts: verdicts(&said), ..Town::with(&inputs) };
        let mut pool = crate::Pool::new();
        let shuffled: Vec<_> = order
            .into_iter()
            .filter(|place| *place < inputs.len())
            .map(|place| pool.record(place as u32, &inputs[place]))
            .collect();
        let linked = link(&pool, &shuffled, &town.verdicts, &Model::starting());
        prop_assert_eq!(by_key(&linked), by_key(&town.linked()));
        prop_assert_eq!(linked.reviews, town.linked().reviews);
        prop_assert_eq!(linked.refusals, town.linked().refusals);
    }

    #[test]
    fn a_replaced_record_counts_as_if_it_had_always_been_so(
        inputs in any_town(),
        others in any_town(),
        replaced in prop::collection::btree_set(0..14_usize, 1..5),
    ) {
        let (mut changed, mut now) = (Index::new(), inputs.clone());
        for input in &inputs {
            changed.add(input);
        }
        for place in replaced.into_iter().filter(|place| *place < inputs.len()) {
            now[place] = others[place % others.len()];
            changed.replace(place as u32, &now[place]);
        }
        let mut fresh = Index::new();
        for input in &now {
            fresh.add(input);
        }
        let (none, model) = (Verdicts::default(), Model::starting());
        let one = |index: &Index| {
            let alone: Vec<_> = (0..now.len() as u32).map(|key| by_key(&index.link_touched([key], &none, &model))).collect();
            (alone, index.link_new(0, &none, &model).reviews)
        };
        prop_assert_eq!(one(&changed), one(&fresh));
    }

    #[test]
    fn the_number_of_threads_never_matters(inputs in any_town()) {
        let town = Town::with(&inputs);
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            pool.install(|| town.linked())
        };
        prop_assert_eq!(on(1), on(5));
    }

    #[test]
    fn two_numbers_never_meet_and_what_people_parted_stays_apart(inputs in any_town(), said in any_verdicts()) {
        let town = Town { verdicts: verdicts(&said), ..Town::with(&inputs) };
        let persons = town.persons();
        for (a, one) in inputs.iter().enumerate() {
            for (b, two) in inputs.iter().enumerate().filter(|(b, _)| persons[a] == persons[*b]) {
                prop_assert!(one.nhs.is_none() || two.nhs.is_none() || one.nhs == two.nhs);
                prop_assert_eq!(one.compartment, two.compartment);
                prop_assert!(a == b || !said.contains(&(a as u32, b as u32, false)));
            }
        }
    }

    #[test]
    fn what_people_joined_is_joined_or_refused_with_a_reason(inputs in any_town(), said in any_verdicts()) {
        let town = Town { verdicts: verdicts(&said), ..Town::with(&inputs) };
        let linked = town.linked();
        for (a, b, _) in said.iter().filter(|(a, b, is_same)| *is_same && a != b) {
            let (Some(one), Some(two)) = (linked.clusters.get(*a as usize), linked.clusters.get(*b as usize)) else { continue };
            let refused = linked.refusals.iter().any(|refused| (refused.a, refused.b) == (*a.min(b), *a.max(b)));
            prop_assert!(one == two || refused);
        }
    }

    #[test]
    fn what_was_just_joined_is_joined_again(inputs in any_town(), said in any_verdicts()) {
        let mut town = Town { verdicts: verdicts(&said), ..Town::with(&inputs) };
        let first = town.linked();
        town.verdicts.joined_before(before(&first));
        let again = town.linked();
        prop_assert_eq!(&again.clusters, &first.clusters);
        prop_assert!(again.held.is_empty());
    }

    #[test]
    fn what_was_joined_before_joins_nothing_that_may_not_be_joined(
        inputs in any_town(),
        others in any_town(),
        said in any_verdicts(),
        first_new in 0..14_u32,
    ) {
        let first = Town::with(&inputs).linked();
        let now: Vec<_> = inputs.iter().zip(others.iter().chain(&inputs)).map(|(_, other)| *other).collect();
        let mut town = Town { verdicts: verdicts(&said), ..Town::with(&now) };
        town.verdicts.joined_before(before(&first));
        let linked = town.linked();
        for (a, one) in now.iter().enumerate() {
            for (b, two) in now.iter().enumerate().filter(|(b, _)| linked.clusters[a] == linked.clusters[*b]) {
                prop_assert!(one.nhs.is_none() || two.nhs.is_none() || one.nhs == two.nhs);
                prop_assert_eq!(one.compartment, two.compartment);
                prop_assert!(a == b || !said.contains(&(a as u32, b as u32, false)));
            }
        }
        for held in &linked.held {
            prop_assert!(first.clusters[held.a as usize] == first.clusters[held.b as usize]);
            prop_assert!(linked.clusters[held.a as usize] == linked.clusters[held.b as usize]);
        }
        // The index says the same of what it reaches.
        let mut index = Index::new();
        for input in &now {
            index.add(input);
        }
        for (key, person) in by_key(&index.link_new(first_new, &town.verdicts, &Model::starting())) {
            prop_assert_eq!(linked.clusters[key as usize], person);
        }
    }

    // Parting two may let one of them join a third, now that one rival less
    // is in question: what must hold is that the two are apart.
    #[test]
    fn who_was_joined_and_then_parted_by_somebody_is_apart(inputs in any_town(), a in 0..14_u32, b in 0..14_u32) {
        prop_assume!(a != b && (a.max(b) as usize) < inputs.len());
        let parted = Town { verdicts: verdicts(&[(a, b, true), (a, b, false)]), ..Town::with(&inputs) }.persons();
        prop_assert_ne!(parted[a as usize], parted[b as usize]);
    }

    #[test]
    fn linking_what_is_new_says_what_linking_everything_says(inputs in any_town(), first_new in 0..14_u32, said in any_verdicts()) {
        let town = Town { verdicts: verdicts(&said), ..Town::with(&inputs) };
        let mut index = Index::new();
        for input in &inputs {
            index.add(input);
        }
        let everything = town.linked();
        let new = index.link_new(first_new, &town.verdicts, &Model::starting());
        for (key, person) in by_key(&new) {
            prop_assert_eq!(everything.clusters[key as usize], person);
        }
        let wanted = (inputs.len() as u32).saturating_sub(first_new) as usize;
        prop_assert!(new.keys.len() >= wanted);
    }

    #[test]
    fn replacing_a_record_says_what_an_index_made_anew_says(
        inputs in any_town(),
        others in any_town(),
        places in prop::collection::vec(0..14_usize, 1..4),
        said in any_verdicts(),
    ) {
        let verdicts = verdicts(&said);
        let mut changed = inputs.clone();
        let mut index = Index::new();
        for input in &inputs {
            index.add(input);
        }
        for (place, other) in places.into_iter().filter(|place| *place < inputs.len()).zip(others) {
            changed[place] = other;
            index.replace(place as u32, &other);
        }
        let anew = Town { verdicts, ..Town::with(&changed) };
        prop_assert_eq!(by_key(&index.link_new(0, &anew.verdicts, &Model::starting())), by_key(&anew.linked()));
        let touched = index.link_touched([0], &anew.verdicts, &Model::starting());
        for (key, person) in by_key(&touched) {
            prop_assert_eq!(anew.linked().clusters[key as usize], person);
        }
    }

    #[test]
    fn the_joins_make_every_person_again(inputs in any_town()) {
        let linked = Town::with(&inputs).linked();
        let mut person: Vec<u32> = linked.keys.clone();
        for join in &linked.joins {
            let (one, two) = (person[join.a as usize], person[join.b as usize]);
            person.iter_mut().filter(|held| **held == one.max(two)).for_each(|held| *held = one.min(two));
        }
        prop_assert_eq!(person, linked.clusters);
    }
}
