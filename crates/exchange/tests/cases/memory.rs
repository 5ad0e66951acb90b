use std::fmt::Write;

use super::caseload;
use crate::read_all;

/// Rows are handed on one at a time; twenty thousand take no noticeable time.
#[test]
fn a_long_list_is_read_row_by_row() {
    let mut text = String::from("ID,SURNAME,FORENAME,DOB,SERVICE\n");
    for row in 0..20_000 {
        writeln!(text, "{row},Moor,Ada,01/10/2025,HV").expect("a string takes every write");
    }
    let (summary, items) = read_all(&caseload(), "x.csv", text.as_bytes());
    assert_eq!(summary.expect("a caseload").rows_good, 20_000);
    assert_eq!(items.len(), 20_000);
}
