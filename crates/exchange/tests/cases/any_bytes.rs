use kith_exchange::{SourceMap, decode, read_postcodes};
use proptest::prelude::*;

use super::caseload;
use crate::{map, read_all};

/// Text that looks enough like each format to get past its door.
fn dressed() -> impl Strategy<Value = Vec<u8>> {
    let scraps = prop_oneof![
        Just("ID,SURNAME,SERVICE\n".to_owned()),
        Just("<Message><Children><Child><ChildIdentifiers>".to_owned()),
        Just("</ChildIdentifiers></Child></Children></Message>".to_owned()),
        Just("<LAchildID>1</LAchildID>".to_owned()),
        Just("{\"resourceType\":\"Patient\",\"id\":".to_owned()),
        Just("\"identifier\":[{".to_owned()),
        Just("\"".to_owned()),
        Just("]}".to_owned()),
        Just("31/02/2026,".to_owned()),
        Just("&amp;&#x0;<![CDATA[".to_owned()),
        "\\PC{0,12}",
        "[\\x00-\\x7f]{0,12}",
    ];
    proptest::collection::vec(scraps, 0..12).prop_map(|scraps| scraps.concat().into_bytes())
}

fn maps() -> Vec<SourceMap> {
    let mut maps: Vec<SourceMap> =
        ["annex-a", "cin-census", "fhir-patient", "birth-message", "school-cohort"].map(map).into();
    maps.push(caseload());
    maps
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn bytes_of_any_kind_are_survived(bytes in prop_oneof![proptest::collection::vec(any::<u8>(), 0..400), dressed()]) {
        for map in maps() {
            let (summary, items) = read_all(&map, "any.dat", &bytes);
            if let Ok(summary) = summary {
                prop_assert_eq!(summary.rows_read, summary.rows_good + summary.rows_left_out + summary.rows_repeated);
                prop_assert!(u64::try_from(items.len()).expect("few") >= summary.rows_good);
            }
        }
        let _ = decode(&bytes);
        let _ = read_postcodes(&bytes);
    }

    #[test]
    fn a_workbook_header_before_any_bytes_is_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut workbook = b"PK\x03\x04xl/".to_vec();
        workbook.extend(bytes);
        let _ = read_all(&map("annex-a"), "any.xlsx", &workbook);
    }

    #[test]
    fn map_texts_of_any_kind_are_survived(text in "(\\[\\[list\\]\\]\n|name = \"a\"\n|format = [\"csv\"]\n|\\PC{0,20}\n|\\[list.subject\\]\n|given_name = .{0,9}\n){0,12}") {
        let _ = SourceMap::parse(&text);
    }
}
