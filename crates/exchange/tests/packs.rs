//! The pack that comes with Kith is whole, and decides the shared cases.

use std::collections::BTreeSet;

use kith_exchange::packs::{LEAFLET_2010, decide_cases, read_pack};

#[test]
fn the_leaflet_passes_its_checks() {
    let pack = read_pack(LEAFLET_2010).unwrap_or_else(|faults| panic!("{}", list(&faults)));
    let report = pack.check().unwrap();
    eprintln!("{report:?}");
}

fn list(faults: &[kith_core::sharing::PackFault]) -> String {
    faults.iter().map(|fault| format!("\n  {fault}")).collect()
}

#[test]
fn the_shared_cases_are_answered_as_expected() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/spec/decision-cases.csv");
    let Ok(bytes) = std::fs::read(beside) else { return };
    let pack = read_pack(LEAFLET_2010).unwrap();
    let (answers, problems) = decide_cases(&bytes, &pack);
    assert!(problems.is_empty(), "{problems:?}");
    let mut expected = csv::Reader::from_reader(bytes.as_slice());
    let column = |name: &str, headers: &csv::StringRecord| headers.iter().position(|header| header == name).unwrap();
    let headers = expected.headers().unwrap().clone();
    let mut answered = csv::Reader::from_reader(answers.as_slice());
    let mut wrong = Vec::new();
    for (expected, answered) in expected.records().zip(answered.records()) {
        let (expected, answered) = (expected.unwrap(), answered.unwrap());
        let set = |text: &str| text.split(';').map(str::to_owned).collect::<BTreeSet<_>>();
        let of = |name| &expected[column(name, &headers)];
        if of("expected") != &answered[1] || of("next_step") != &answered[2] || set(of("duties")) != set(&answered[3]) {
            wrong.push(format!(
                "{}: {} {} {}\n   got {} {} {} by {}",
                of("id"), of("expected"), of("next_step"), of("duties"), &answered[1], &answered[2], &answered[3], &answered[5]
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
