use super::caseload;
use crate::{map, read_all};

/// What is said when a file cannot be read at all.
fn refusal(map_name: Option<&str>, file_name: &str, bytes: &[u8]) -> String {
    let map = map_name.map_or_else(caseload, map);
    read_all(&map, file_name, bytes).0.expect_err("refused").to_string()
}

#[test]
fn a_file_of_the_wrong_kind_is_refused_with_words() {
    let protected: Vec<u8> = [0xd0, 0xcf, 0x11, 0xe0]
        .into_iter()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: [(Option<&str>, &[u8], &str); 11] = [
        (None, b"", "this file is empty"),
        (None, b"%PDF-1.7 ...", "a PDF document"),
        (None, b"<html><table></table></html>", "a web page"),
        (None, b"PK\x03\x04 xl/workbook.xml", "Save As and “CSV UTF-8”"),
        (None, &protected, "an Excel workbook with a password"),
        (None, b"\xd0\xcf\x11\xe0 old", "an old Excel workbook"),
        (None, b"PK\x03\x04 letters.txt", "unpack the archive"),
        (Some("cin-census"), b"NAME,DOB\nA,B\n", "sends an XML file"),
        (Some("fhir-patient"), b"<Patient/>", "sends a JSON file"),
        (Some("annex-a"), b"PK\x03\x04 xl/ damaged", "the workbook is damaged"),
        (Some("annex-a"), &protected, "take the password away"),
    ];
    for (map_name, bytes, words) in cases {
        let found = refusal(map_name, "file.dat", bytes);
        assert!(found.contains(words), "{words}: {found}");
    }
}

#[test]
fn a_header_that_fits_no_list_is_refused_with_the_nearest_columns() {
    let found = refusal(None, "x.csv", b"ID,SURNAM,DOB\n1,Moor,01/10/2025\n");
    assert!(found.contains("“SURNAME” (is it “SURNAM” here?)"), "{found}");
    assert!(found.contains("this file, parted by commas, has: ID, SURNAM, DOB"), "{found}");
}

#[test]
fn another_delimiter_than_agreed_is_read_and_reported() {
    let text = super::CASELOAD.replace("format = \"csv\"", "format = \"csv\"\ndelimiter = \"|\"");
    let map = kith_exchange::SourceMap::parse(&text).expect("a sound map");
    let (summary, items) = read_all(&map, "x.csv", b"ID;SURNAME;SERVICE\n1;Moor;HV\n");
    let (rows, problems) = super::parted(items);
    assert_eq!((summary.expect("a caseload").rows_good, rows.len()), (1, 1));
    assert!(problems[0].how_to_fix.contains("parted by semicolons, not by upright bars"), "{problems:?}");
}

#[test]
fn broken_xml_and_json_are_refused_with_their_line() {
    let found = refusal(Some("cin-census"), "x.xml", b"<Message>\n<Children>\n<Child>");
    assert!(found.contains("line 3") && found.contains("cut short"), "{found}");
    let found = refusal(Some("cin-census"), "x.xml", b"<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><Message/>");
    assert!(found.contains("document type"), "{found}");
    let found = refusal(Some("cin-census"), "x.xml", b"<Message><Header/></Message>");
    assert!(found.contains("<Message> without the elements"), "{found}");
    let found = refusal(Some("fhir-patient"), "x.json", b"{\"resourceType\":\n\"Patient\",}");
    assert!(found.contains("line 2"), "{found}");
    let found = refusal(Some("fhir-patient"), "x.json", b"{\"resourceType\": \"Patient\"");
    assert!(found.contains("cut short"), "{found}");
    let found = refusal(Some("fhir-patient"), "x.json", "[".repeat(5000).as_bytes());
    assert!(found.contains("128 deep"), "{found}");
    let found = refusal(Some("fhir-patient"), "x.json", b"{\"resourceType\": \"Observation\"}");
    assert!(found.contains("“/resourceType” is “Observation” here"), "{found}");
}
