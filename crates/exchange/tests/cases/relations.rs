//! Since when and until when an adult is something to the subject.

use jiff::civil::date;
use kith_core::statement::Part;
use kith_exchange::SourceMap;

use super::{CASELOAD, parted};
use crate::read_all;

fn with_carer() -> String {
    CASELOAD.replace(
        "[list.contact]",
        "[list.carer]\nfamily_name = \"CARER\"\nrelation_since = \"FROM\"\nrelation_until = \"TO\"\n[list.contact]",
    )
}

#[test]
fn the_days_of_a_relation_are_read_and_an_end_before_the_beginning_ends_nothing() {
    let map = SourceMap::parse(&with_carer()).expect("a sound map");
    let text = "ID,SURNAME,SERVICE,CARER,FROM,TO\n1,Moor,HV,Marsh,03/03/2024,01/06/2025\n\
                2,Hill,HV,Marsh,03/03/2024,01/06/2023\n3,Tarn,HV,Marsh,,01/06/2027\n4,Fell,HV,Marsh,03/03/1894,\n";
    let (summary, items) = read_all(&map, "caseload.csv", text.as_bytes());
    summary.expect("the header fits");
    let (rows, problems) = parted(items);
    let days: Vec<_> = rows
        .iter()
        .map(|row| row.people.iter().find(|(part, _)| *part == Part::Carer).map(|(_, carer)| carer).expect("a carer"))
        .map(|carer| (carer.relation_since, carer.relation_until))
        .collect();
    let since = Some(date(2024, 3, 3));
    assert_eq!(days, [(since, Some(date(2025, 6, 1))), (since, None), (None, Some(date(2027, 6, 1))), (None, None)]);
    assert_eq!(problems.iter().map(|problem| problem.row).collect::<Vec<_>>(), [Some(3), Some(5)]);
    assert_eq!(problems[0].how_to_fix, "this relation ends before it begins; check both days");
    assert!(problems.iter().all(|problem| !problem.leaves_row_out));
}

#[test]
fn the_subject_has_no_relation_to_itself() {
    let wrong = CASELOAD.replace("born_on = \"DOB\"", "born_on = \"DOB\"\nrelation_until = \"TO\"");
    let errors = SourceMap::parse(&wrong).expect_err("the map has a fault");
    assert_eq!(errors[0].field, "list.subject.relation_until");
    assert!(errors[0].how_to_fix.contains("[list.carer]"));
}
