use kith_exchange::{MapError, SourceMap};

use super::CASELOAD;

fn errors(text: &str) -> Vec<MapError> {
    SourceMap::parse(text).expect_err("the map has a fault")
}

#[test]
fn a_fault_of_a_map_is_told_with_line_field_and_remedy() {
    let cases = [
        (
            "given_name = \"FORENAME\"",
            "given_nam = \"FORENAME\"",
            "list.subject.given_nam",
            "did you mean `given_name`?",
        ),
        (
            "service = \"health-visiting\"",
            "service = \"health-visting\"",
            "service",
            "did you mean \"health-visiting\"?",
        ),
        ("codes = \"service\"", "codes = \"servce\"", "list.service.codes", "did you mean \"service\"?"),
        ("dates = [\"dd/mm/yyyy\"]", "dates = [\"dd/mm\"]", "dates", "dd/mm/yyyy"),
        (
            "kinds = [\"basic\", \"contacts\"]",
            "kinds = [\"basics\"]",
            "list.agreement.kinds",
            "did you mean \"basic\"?",
        ),
        (
            "partners = [\"childrens-centre\"]",
            "partners = [\"childrens-center\"]",
            "list.agreement.partners",
            "childrens-centre",
        ),
        ("kind = \"refused\"", "kind = \"refuse\"", "list.agreement.kind", "refused"),
        ("required = [\"family_name\"]", "required = [\"postcode\"]", "list.subject.required", "postcode = \"COLUMN\""),
        ("format = \"csv\"", "format = \"cvs\"", "format", "csv"),
        ("born_on = \"DOB\"", "born_on = 7", "list.subject.born_on", "\"COLUMN\""),
        ("requires = [\"ID\", \"SURNAME\"]", "", "list.requires", "requires ="),
    ];
    for (right, wrong, field, remedy) in cases {
        let found = errors(&CASELOAD.replacen(right, wrong, 1));
        let error = found.iter().find(|error| error.field == field);
        let error = error.unwrap_or_else(|| panic!("{wrong}: {found:#?}"));
        assert!(error.how_to_fix.contains(remedy), "{wrong}: {error}");
    }
}

#[test]
fn a_fault_names_its_line() {
    let wrong = CASELOAD.replace("born_on", "borne_on");
    let line = wrong.lines().position(|line| line.starts_with("borne_on")).expect("it is there") + 1;
    assert_eq!(errors(&wrong)[0].line, line);
    assert!(errors("name = \"x").iter().all(|error| error.what.contains("not TOML")));
}

#[test]
fn an_empty_map_says_all_that_is_missing() {
    let fields: Vec<String> = errors("").into_iter().map(|error| error.field).collect();
    assert_eq!(fields, ["name", "title", "service", "format", "list"]);
}

#[test]
fn what_a_map_reads_can_be_listed() {
    let map = super::caseload();
    assert_eq!(map.list_names().collect::<Vec<_>>(), ["caseload"]);
    assert!(map.columns_of("caseload").any(|column| column == "CONSENT_DATE"));
}

/// The caseload with a fact, in a list of one service.
fn with_fact(fact: &str) -> String {
    let of_one = CASELOAD.replace("service = { column = \"SERVICE\", codes = \"service\" }\n", "");
    format!("{of_one}[[list.fact]]\n{fact}\n")
}

#[test]
fn a_fact_of_a_map_says_what_when_and_by_which_words_and_is_its_services_to_say() {
    let sound = "kind = \"immunisation-missed\"\nsince = \"SEEN\"\nwhen = { column = \"OUTCOME\", is = [\"DNA\"] }";
    assert!(SourceMap::parse(&with_fact(sound)).is_ok());
    let cases = [
        ("kind = \"immunisation-missed\"", "kind = \"immunisation-mised\"", "list.fact.kind", "immunisation-missed"),
        ("kind = \"immunisation-missed\"", "kind = \"rent-arrears\"", "list.fact.kind", "take it out"),
        ("since = \"SEEN\"\n", "", "list.fact.since", "add since ="),
        ("when = { column = \"OUTCOME\", is = [\"DNA\"] }", "", "list.fact.when", "add when ="),
        ("since = \"SEEN\"", "sence = \"SEEN\"", "list.fact.sence", "did you mean `since`?"),
    ];
    for (right, wrong, field, remedy) in cases {
        let found = errors(&with_fact(&sound.replacen(right, wrong, 1)));
        let error = found.iter().find(|error| error.field == field && error.how_to_fix.contains(remedy));
        assert!(error.is_some(), "{wrong}: {found:#?}");
    }
}
