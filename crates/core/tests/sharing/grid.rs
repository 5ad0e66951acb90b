//! The printed grid (9.4): every kind of information, asker and basis with
//! nothing else out of the ordinary.

use kith_core::sharing::{
    Age, Basis, BasisFacts, Category, Facts, Harm, Judgement, Outcome, Purpose, Requester, decide,
};

use crate::LEAFLET;

fn askers(word: &str) -> Vec<Requester> {
    let is_asked = |asker: &Requester| match word {
        "health" => asker.is_health(),
        "others" => !asker.is_health(),
        "team" => *asker != Requester::OutsideAgency,
        "outside" => *asker == Requester::OutsideAgency,
        _ => true,
    };
    Requester::ALL.iter().copied().filter(is_asked).collect()
}

fn purposes(word: &str) -> Vec<Purpose> {
    let is_ordinary = |purpose: &Purpose| !matches!(purpose, Purpose::Unjustified | Purpose::SafeguardingConsult);
    let is_asked = |purpose: &Purpose| match word {
        "healthcare" => *purpose == Purpose::Healthcare,
        "other" => *purpose != Purpose::Healthcare,
        _ => true,
    };
    Purpose::ALL.iter().copied().filter(is_ordinary).filter(is_asked).collect()
}

/// The facts of a column; several where the column stands for several.
fn columns(facts: Facts) -> Vec<Vec<Facts>> {
    let on = |basis| facts.on_basis(basis);
    let public = |judgement| Facts { harm: Harm::ReasonableCause, judgement, ..on(Basis::PublicInterest) };
    vec![
        vec![on(Basis::NoticeNoObjection)],
        vec![facts.on(BasisFacts::explicit_informed())],
        vec![on(Basis::Implied)],
        vec![on(Basis::None)],
        vec![on(Basis::Objected), on(Basis::Refused)],
        vec![on(Basis::Withdrawn)],
        vec![on(Basis::CannotObtain)],
        vec![Facts { harm: Harm::ConcernNotEstablished, ..on(Basis::UnsafeOrInappropriate) }],
        vec![public(Judgement::NotRecorded)],
        vec![public(Judgement::Sufficient)],
        vec![public(Judgement::Insufficient)],
    ]
}

fn outcome(word: &str) -> Outcome {
    match word {
        "SH" => Outcome::Share,
        "MIN" => Outcome::MinimumOnly,
        "SEEK" => Outcome::SeekConsent,
        "JUDGE" => Outcome::CaseJudgement,
        "STOP" => Outcome::StopSharing,
        "NO" => Outcome::Refuse,
        other => panic!("{other}"),
    }
}

#[test]
fn the_printed_grid_holds_in_every_cell() {
    let mut cells = 0;
    for line in include_str!("grid.txt").lines().skip(1) {
        let words: Vec<&str> = line.split('|').map(str::trim).collect();
        let (category, age) = match words[0] {
            "basic, under 4" => (Category::Basic, Some(Age::UnderFour)),
            "basic, 4 or over" => (Category::Basic, Some(Age::FourOrOver)),
            other => (Category::from_word(other).unwrap(), None),
        };
        for purpose in purposes(words[1]) {
            for asker in askers(words[2]) {
                let neutral = Facts::neutral(category, asker, purpose);
                let facts = Facts { age: age.unwrap_or(neutral.age), ..neutral };
                for (column, expected) in columns(facts).into_iter().zip(&words[3..]) {
                    for facts in column {
                        cells += 1;
                        assert_eq!(decide(&facts, &LEAFLET).outcome(), outcome(expected), "{facts:?}");
                    }
                }
            }
        }
    }
    assert!(cells > 4_000, "{cells} cells");
}
