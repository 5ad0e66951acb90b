//! What goes wrong in real records, one case each.

use crate::town::{Town, day, ellis, number};
use crate::{Band, Index, Model, ParentInput, RecordInput, Refusal, Sex, explain};

#[test]
fn a_baby_without_a_name_is_the_child_that_the_mother_named_later() {
    let town = Town::with(&[
        RecordInput { sex: Some(Sex::Female), ..ellis(1, "BABY GIRL") },
        RecordInput { sex: Some(Sex::Female), family: "Hughes", ..ellis(2, "Amelia") },
        RecordInput { address: "", postcode: "", ..ellis(3, "B/O Sarah") },
    ]);
    assert_eq!(town.persons(), [0, 0, 0]);
}

#[test]
fn a_family_that_moved_keeps_its_child() {
    let moved =
        RecordInput { address: "3 Mill Lane", postcode: "LX7 2AB", telephone: "07700 900555", ..ellis(2, "Amelia") };
    let town = Town::with(&[ellis(1, "Amelia"), RecordInput { mother: ParentInput::default(), ..moved }]);
    assert_eq!(town.persons(), [0, 0]);
}

#[test]
fn names_written_otherwise_are_one_child() {
    for (given, family) in [
        ("Millie", "Ellis"),
        ("EMILY", "ELLIS-HUGHES"),
        ("Emily Rose", "Ellis"),
        ("Ellis", "Emily"),
        ("Emily", "Elis"),
        ("E", "Ellis"),
    ] {
        let town = Town::with(&[ellis(1, "Emily"), RecordInput { given, family, ..ellis(2, "") }]);
        assert_eq!(town.persons(), [0, 0], "{given} {family}");
    }
    let other = RecordInput { known_as: "Emily", ..ellis(2, "Rosalind") };
    assert_eq!(Town::with(&[ellis(1, "Emily"), other]).persons(), [0, 0]);
}

#[test]
fn a_birthday_typed_wrongly_does_not_part_a_child() {
    for birth in ["2025-09-03", "2025-03-10", "2025-01-01", "2024-03-09"] {
        let town = Town::with(&[ellis(1, "Emily"), RecordInput { birth: day(birth), ..ellis(2, "Emily") }]);
        assert_eq!(town.persons(), [0, 0], "{birth}");
    }
}

#[test]
fn an_unborn_baby_is_the_child_born_to_that_mother() {
    let unborn = RecordInput { birth: None, due: day("2025-03-15"), ..ellis(1, "Unborn") };
    let town = Town::with(&[unborn, ellis(2, "Baby boy"), ellis(3, "Noah")]);
    assert_eq!(town.persons(), [0, 0, 0]);
}

#[test]
fn twins_are_two_people_however_alike_their_names_are() {
    for (one, two) in [("Ella", "Ellie"), ("Amelia", "Amelie"), ("Jayden", "Hayden"), ("Tom", "Ben"), ("Eva", "Evie")] {
        let town = Town::with(&[ellis(1, one), ellis(2, one), ellis(1, two), ellis(3, two)]);
        assert_eq!(town.persons(), [0, 0, 2, 2], "{one} and {two}");
    }
}

#[test]
fn twins_named_by_one_record_each_are_not_merged() {
    for (one, two) in [("Ella", "Ellie"), ("Amelia", "Amelie"), ("Jayden", "Hayden"), ("Tom", "Ben")] {
        let town = Town::with(&[ellis(1, one), ellis(2, two)]);
        assert_eq!(town.persons(), [0, 1], "{one} and {two}");
    }
}

#[test]
fn a_baby_that_could_be_either_twin_is_for_a_person_to_decide() {
    let town = Town::with(&[ellis(1, "Ella"), ellis(1, "Grace"), ellis(2, "BABY")]);
    let linked = town.linked();
    assert_eq!(linked.clusters, [0, 1, 2]);
    let pairs: Vec<(u32, u32)> = linked.reviews.iter().map(|review| (review.a, review.b)).collect();
    assert_eq!(pairs, [(0, 2), (1, 2)]);
}

#[test]
fn the_place_in_the_birth_tells_twins_apart() {
    let twin = |source, given, birth_order| RecordInput { birth_order, ..ellis(source, given) };
    let town =
        Town::with(&[twin(1, "Ella", 1), twin(1, "Grace", 2), ellis(2, "TWIN 1"), ellis(2, "Baby girl twin II")]);
    assert_eq!(town.persons(), [0, 1, 0, 1]);
    assert_eq!(Town::with(&[twin(1, "BABY", 1), twin(1, "BABY", 2), ellis(2, "BABY")]).persons(), [0, 1, 2]);
}

#[test]
fn the_other_twins_number_does_not_merge_twins() {
    let held = |source, given, nhs| RecordInput { nhs, ..ellis(source, given) };
    let town = Town::with(&[
        held(1, "Ella", number(1)),
        held(1, "Grace", number(2)),
        held(2, "Grace", number(1)),
        held(3, "BABY", number(1)),
        ellis(4, "Grace"),
    ]);
    let persons = town.persons();
    assert_ne!(persons[0], persons[1]);
    assert_ne!(persons[0], persons[2]);
    assert_eq!(persons[1], persons[4]);
    assert_ne!(persons[3], persons[0]);
}

#[test]
fn the_mothers_number_on_the_baby_joins_nobody_to_the_mother() {
    let mother = RecordInput {
        given: "Sarah",
        family: "Ellis",
        birth: day("1994-06-02"),
        nhs: number(7),
        address: "12 High Street",
        postcode: "LX1 4QR",
        ..RecordInput::default()
    };
    let town = Town::with(&[mother, RecordInput { nhs: number(7), ..ellis(1, "BABY") }, ellis(2, "Amelia")]);
    let linked = town.linked();
    assert_eq!(linked.clusters, [0, 1, 1]);
    assert!(linked.refusals.iter().any(|refused| (refused.a, refused.b, refused.why) == (0, 1, Refusal::Generations)));
}

#[test]
fn one_number_on_two_people_is_for_a_person_to_decide() {
    let stranger = RecordInput {
        given: "Idris",
        family: "Vaughan",
        birth: day("2023-08-21"),
        nhs: number(3),
        ..RecordInput::default()
    };
    let linked = Town::with(&[RecordInput { nhs: number(3), ..ellis(1, "Amelia") }, stranger]).linked();
    assert_eq!(linked.clusters, [0, 1]);
    assert_eq!(linked.reviews.len(), 1);
}

#[test]
fn one_number_and_one_name_outweigh_a_move_and_a_wrong_birthday() {
    let town = Town::with(&[
        RecordInput { nhs: number(3), ..ellis(1, "Amelia") },
        RecordInput { nhs: number(3), given: "Amelia", birth: day("2024-12-11"), ..RecordInput::default() },
    ]);
    assert_eq!(town.persons(), [0, 0]);
}

#[test]
fn father_and_son_of_one_name_are_two_people() {
    let father = RecordInput { birth: day("1990-03-09"), mother: ParentInput::default(), ..ellis(1, "Thomas") };
    let undated = RecordInput { birth: None, mother: ParentInput::default(), ..ellis(2, "Thomas") };
    let persons = Town::with(&[father, ellis(1, "Thomas"), undated]).persons();
    assert_eq!(persons, [0, 1, 2]);
}

#[test]
fn cousins_of_one_name_at_one_address_are_two_people() {
    let cousin = RecordInput {
        birth: day("2023-11-02"),
        mother: ParentInput { given: "Joanna", family: "Ellis", ..ParentInput::default() },
        ..ellis(2, "Mohammed")
    };
    assert_eq!(Town::with(&[ellis(1, "Mohammed"), cousin]).persons(), [0, 1]);
}

#[test]
fn what_one_source_says_twice_under_a_sealed_number_is_one_person_to_it_and_nobody_elses() {
    let sealed = RecordInput { compartment: 1, nhs: number(1), ..ellis(1, "Amelia") };
    let open = RecordInput { nhs: number(1), ..ellis(3, "Amelia") };
    let renamed = RecordInput { given: "Rose", family: "Hartley", ..open };
    let elsewhere = RecordInput { source: 4, ..open };
    let persons = Town::with(&[sealed, open, open, renamed, elsewhere]).persons();
    assert_eq!(persons[1], persons[2]);
    for other in [0, 3, 4] {
        assert_ne!(persons[1], persons[other], "{other}");
    }
}

#[test]
fn a_sealed_identity_never_meets_its_other_one() {
    let old = RecordInput { compartment: 1, nhs: number(1), ..ellis(1, "Amelia") };
    let new = RecordInput { nhs: number(2), given: "Rose", family: "Hartley", ..ellis(2, "") };
    let both = RecordInput { nhs: number(1), given: "Rose", family: "Hartley", ..ellis(3, "") };
    let unnumbered = RecordInput { nhs: None, ..new };
    let all = [old, new, both, unnumbered, RecordInput { source: 4, ..old }];
    for turn in 0..all.len() {
        let mut turned = all;
        turned.rotate_left(turn);
        let town = Town::with(&turned);
        let mut persons = town.persons();
        persons.rotate_right(turn);
        assert_eq!(persons[0], persons[4]);
        assert_eq!(persons[1], persons[3]);
        for (one, two) in [(0, 1), (0, 2), (1, 2)] {
            assert_ne!(persons[one], persons[two], "turned by {turn}");
        }
        assert!(town.linked().refusals.iter().any(|refused| refused.why == Refusal::Sealed));
    }
}

#[test]
fn people_come_before_weights() {
    let mut town = Town::with(&[ellis(1, "Amelia"), ellis(2, "Amelia"), ellis(3, "Rosalind"), ellis(4, "Rosalind")]);
    assert_eq!(town.persons(), [0, 0, 2, 2]);
    town.verdicts.same(0, 2);
    assert_eq!(town.persons(), [0, 0, 0, 0]);
    town.verdicts.different(0, 3);
    assert_eq!(town.persons(), [0, 0, 0, 3]);
}

#[test]
fn not_even_people_put_two_numbers_together() {
    let mut town = Town::with(&[
        RecordInput { nhs: number(1), ..ellis(1, "Amelia") },
        RecordInput { nhs: number(2), ..ellis(2, "Amelia") },
    ]);
    town.verdicts.same(0, 1);
    let linked = town.linked();
    assert_eq!(linked.clusters, [0, 1]);
    assert_eq!(linked.refusals.first().map(|refused| refused.why), Some(Refusal::TwoNumbers));
}

#[test]
fn people_in_one_row_are_never_one() {
    let row = |source| RecordInput { row: 5, ..ellis(source, "Amelia") };
    assert_eq!(Town::with(&[row(1), row(1)]).persons(), [0, 1]);
}

#[test]
fn an_explanation_names_reasons_and_nothing_personal() {
    let one = RecordInput { nhs: number(1), ..ellis(1, "Amelia") };
    let two = RecordInput { birth: day("2025-09-03"), family: "Elliss", telephone: "", ..one };
    let town = Town::with(&[one, two]);
    let explained = explain(&town.pool, &town.records[0], &town.records[1], &Model::starting());
    let words: Vec<&str> = explained.reasons.iter().map(|reason| reason.words).collect();
    assert_eq!(explained.band, Band::Link);
    assert!(words.contains(&"same NHS number"));
    assert!(words.contains(&"birthdays have day and month swapped"));
    let sum: i32 = explained.reasons.iter().map(|reason| reason.weight_milli).sum();
    assert_eq!(explained.weight_milli, sum + explained.prior_milli - explained.household_excess_milli);
    let text = format!("{explained:?}").to_uppercase();
    assert!(!text.contains("AMELIA") && !text.contains("ELLISS") && !text.contains("2025"));
    assert_eq!(format!("{:?} {:?}", town.records[0], one), "Record(0, hidden) RecordInput(hidden)");
}

#[test]
fn too_large_a_group_is_reported_and_not_compared() {
    let children: Vec<RecordInput<'_>> =
        (0..200).map(|source| RecordInput { source, ..ellis(source, "Amelia") }).collect();
    let linked = Town::with(&children).linked();
    assert!(linked.skipped_groups.iter().any(|group| group.records == 200 && group.rule.contains("date of birth")));
}

#[test]
fn a_new_record_finds_its_person_in_the_index() {
    let mut index = Index::new();
    index.add(&ellis(1, "Amelia"));
    index.add(&RecordInput { given: "Idris", family: "Vaughan", birth: day("2023-08-21"), ..RecordInput::default() });
    let asked = index.record(&RecordInput { telephone: "", ..ellis(9, "Amelia") });
    let found = index.candidates(&asked, &Model::starting());
    assert_eq!(found.iter().map(|candidate| (candidate.key, candidate.band)).collect::<Vec<_>>(), [(0, Band::Link)]);
    let new = index.add(&ellis(2, "Amelia"));
    let linked = index.link_new(new, &crate::Verdicts::default(), &Model::starting());
    assert_eq!((linked.keys, linked.clusters), (vec![0, 2], vec![0, 0]));
    index.replace(new, &RecordInput { given: "Idris", family: "Vaughan", birth: day("2023-08-21"), ..ellis(2, "") });
    let linked = index.link_touched([0, new], &crate::Verdicts::default(), &Model::starting());
    assert_eq!((linked.keys, linked.clusters), (vec![0, 1, 2], vec![0, 1, 1]));
    index.remove(1);
    assert_eq!(index.link_touched([new], &crate::Verdicts::default(), &Model::starting()).keys, vec![new]);
    index.remove(9);
    assert_eq!(index.len(), 3);
}

#[test]
fn what_differs_in_name_and_birthday_is_somebody_else_of_the_household() {
    let brother = RecordInput { birth: day("2022-01-15"), ..ellis(2, "Rosalind") };
    let linked = Town::with(&[ellis(1, "Amelia"), brother]).linked();
    assert_eq!((linked.clusters, linked.reviews.len()), (vec![0, 1], 0));
}

#[test]
fn an_address_is_known_by_its_words() {
    let lives = |address, postcode| RecordInput { address, postcode, telephone: "", ..ellis(1, "Amelia") };
    let words = |one: (&'static str, &'static str), two: (&'static str, &'static str)| {
        let town = Town::with(&[lives(one.0, one.1), lives(two.0, two.1)]);
        let explained = explain(&town.pool, &town.records[0], &town.records[1], &Model::starting());
        explained.reasons.iter().find(|reason| reason.field == crate::Field::Place).map_or("", |reason| reason.words)
    };
    let here = ("12 Wallaby Crescent, Delmar, Cleveland", "2119");
    assert_eq!(words(here, ("Delmar, 12 Walaby Cresent, Cleveland", "2191")), "same address, and most of its words");
    assert_eq!(
        words(here, ("7 Wallaby Crescent, Delmar, Cleveland", "2121")),
        "addresses have most words in common, but another number"
    );
    assert_eq!(words(here, ("12 Wallaby Hospital, Port Macquarie", "6021")), "different addresses");
    assert_eq!(words(here, ("40 Le Gallienne Quay, Bega", "2119")), "same postcode, but another street");
}

#[test]
fn a_filled_in_birthday_and_two_middle_names_tell_children_apart() {
    let held = |source, given, middle| RecordInput { nhs: number(1), middle, ..ellis(source, given) };
    let baby = RecordInput { birth_order: 2, ..held(3, "BABY", "") };
    let filled = RecordInput { birth: day("2025-01-01"), ..held(1, "Teddy", "") };
    let ella = RecordInput { birth_order: 2, ..held(2, "Ella", "") };
    let persons = Town::with(&[filled, ella, baby]).persons();
    assert_ne!(persons[0], persons[1]);
    let middle = |source, given, middle| RecordInput { middle, ..ellis(source, given) };
    let town = Town::with(&[middle(1, "Beth", "Rose"), middle(2, "Elizabeth", "Anne")]);
    assert_eq!(town.persons(), [0, 1]);
}

#[test]
fn a_name_of_two_children_is_not_the_other_twins_short_form() {
    let held = |source, given, nhs, birth_order| RecordInput { nhs, birth_order, ..ellis(source, given) };
    // The third Theo carries the number of Teddy, whose name is a form of Theodore like his own.
    let town = Town::with(&[
        held(1, "Theo", number(1), 1),
        held(2, "Teddy", number(2), 2),
        held(3, "Theo", number(2), 0),
        held(4, "Teddy", None, 0),
        held(5, "BABY BOY", number(2), 2),
    ]);
    let persons = town.persons();
    for (theo, teddy) in [(0, 1), (2, 1), (2, 3), (0, 3)] {
        assert_ne!(persons[theo], persons[teddy], "{theo} and {teddy}");
    }
    assert_eq!(persons[1], persons[4]);
    // Without the twin the two names may be one child's.
    assert_eq!(Town::with(&[held(1, "Theodore", number(2), 0), held(2, "Teddy", number(2), 0)]).persons(), [0, 0]);
}

#[test]
fn twins_born_before_and_after_midnight_are_two_people() {
    let held = |source, given, nhs| RecordInput { nhs, ..ellis(source, given) };
    let unnamed = RecordInput { middle: "Rose", birth: day("2025-03-10"), ..ellis(2, "") };
    let town = Town::with(&[
        RecordInput { middle: "Rose", ..held(1, "Kavya", number(1)) },
        unnamed,
        RecordInput { birth: day("2025-03-10"), ..held(3, "Anaya", number(1)) },
    ]);
    assert_ne!(town.persons()[0], town.persons()[2]);
}

#[test]
fn a_middle_name_beside_names_that_changed_places_is_not_the_twins_first_name() {
    let held = |source, given, nhs, birth_order| RecordInput { nhs, birth_order, ..ellis(source, given) };
    let turned = RecordInput { family: "Ronnie", middle: "Theo", ..held(3, "Ellis", number(1), 0) };
    let town = Town::with(&[held(1, "Theo", number(1), 1), held(2, "TWIN 1", number(1), 1), turned]);
    assert_ne!(town.persons()[0], town.persons()[2]);
}

#[test]
fn an_alike_name_that_changed_places_is_not_the_other_twins() {
    let said = |source, given, birth_order| RecordInput { birth_order, ..ellis(source, given) };
    let turned = RecordInput { given: "Ellis", family: "Lilly-Mae", birth: day("2025-03-08"), ..ellis(5, "") };
    let town = Town::with(&[said(1, "Lily", 1), said(2, "Lily", 1), said(3, "Lilly-Mae", 2), turned]);
    let persons = town.persons();
    assert_ne!(persons[3], persons[0], "the record is the other twin's");
    let alone = Town::with(&[ellis(1, "Emily"), RecordInput { given: "Ellis", family: "Emilly", ..ellis(2, "") }]);
    assert_eq!(alone.persons(), [0, 0], "where no twin stands beside, a slip parts nobody");
}

#[test]
fn a_name_that_is_no_slip_is_not_the_other_twins_even_under_one_number() {
    let many: Vec<RecordInput<'_>> =
        (0..60).map(|_| RecordInput { birth: day("2021-04-04"), ..ellis(9, "Freddie") }).collect();
    let held = |source, given, birth_order| RecordInput { nhs: number(1), birth_order, ..ellis(source, given) };
    let with = |mut records: Vec<RecordInput<'static>>| {
        let count = records.len();
        records.extend(many.iter().map(|other| RecordInput {
            address: "",
            postcode: "",
            telephone: "",
            family: "Marsh",
            mother: ParentInput::default(),
            ..*other
        }));
        Town::with(&records).persons()[..count].to_vec()
    };
    // The other twin's number on one record; the rarer name is told three times.
    let twice = with(vec![held(1, "Fredie", 2), held(2, "Fredie", 0), held(3, "Fredie", 0), held(4, "Freddie", 0)]);
    assert_eq!(twice[..3], [0, 0, 0]);
    assert_ne!(twice[3], 0);
    // Nobody slips on the first letter.
    let first = with(vec![held(1, "Freddie", 2), held(2, "Freddie", 0), held(3, "Vreddie", 0)]);
    assert_ne!(first[2], 0);
    // Nor where the birthday is missing or another.
    for birth in [None, day("2025-03-12")] {
        let written = RecordInput { birth, ..held(3, "Vreddie", 0) };
        let first = with(vec![held(1, "Freddie", 2), held(2, "Freddie", 0), written]);
        assert_ne!(first[2], 0, "{birth:?}");
    }
    // Nor by way of a baby without a name.
    let undated = RecordInput { birth: None, ..held(4, "Ajrun", 0) };
    let by_baby = with(vec![held(1, "Drjun", 2), held(2, "Drjun", 0), held(3, "BABY", 0), undated]);
    assert_eq!(by_baby[..2], [0, 0]);
    assert_ne!(by_baby[3], 0);
    // A slip that was made once is one.
    let once = with(vec![held(1, "Freddie", 2), held(2, "Freddie", 0), held(3, "Fredie", 0)]);
    assert_eq!(once, [0, 0, 0]);
}

#[test]
fn namesakes_of_one_year_are_compared_where_a_slip_may_make_one_birthday_of_the_other() {
    let other = |birth| RecordInput {
        birth: day(birth),
        address: "1 Far Lane",
        postcode: "LX9 9ZZ",
        telephone: "",
        mother: ParentInput::default(),
        ..ellis(2, "Emily")
    };
    let compared = |birth| Town::with(&[ellis(1, "Emily"), other(birth)]).linked().compared;
    // The child was born on 9 March 2025.
    for close in ["2025-09-03", "2025-03-19", "2025-10-09", "2025-01-01"] {
        assert_eq!(compared(close), 1, "{close}");
    }
    for far in ["2025-07-28", "2024-07-28"] {
        assert_eq!(compared(far), 0, "{far}");
    }
}
