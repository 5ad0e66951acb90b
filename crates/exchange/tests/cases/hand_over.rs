//! What came from another area, as rows of a source.

use jiff::civil::date;
use kith_core::service::ServiceKind;
use kith_core::statement::{Part, RowStatement};
use kith_exchange::hand_over::{AdultPaper, ChildPaper, ContactPaper, Paper, SupportPaper, WorkPaper, import_rows};
use kith_exchange::{Item, SourceMap, read};

const MAP: &str = include_str!("../../../app/src/border/source.toml");

fn paper() -> Paper {
    let contact = ContactPaper {
        reference: "c1".to_owned(),
        service: "health-visiting".to_owned(),
        on: Some(date(2026, 10, 14)),
        kind: "Home visit".to_owned(),
        was_attended: false,
        note: "=1+1; \"fine\"\nA second line".to_owned(),
        ..ContactPaper::default()
    };
    let support = SupportPaper {
        reference: "s1".to_owned(),
        service: "Baby group".to_owned(),
        state: "Since 2 November 2026".to_owned(),
    };
    let work = WorkPaper {
        service: "maternity".to_owned(),
        team: "East midwives".to_owned(),
        telephone: "01632 960118".to_owned(),
        ..WorkPaper::default()
    };
    let adult = AdultPaper {
        part: "mother".to_owned(),
        given: "Hannah".to_owned(),
        family: "Ellis".to_owned(),
        ..AdultPaper::default()
    };
    Paper {
        hand_over: "h-0000000000000000".to_owned(),
        from: "Northfield".to_owned(),
        by: "Ruth Adeyemi, health visitor".to_owned(),
        to: "Westshire".to_owned(),
        service: "health-visiting".to_owned(),
        made_on: date(2026, 11, 22),
        children: vec![ChildPaper {
            reference: "abc".to_owned(),
            given: "Poppy".to_owned(),
            family: "Ellis".to_owned(),
            born_on: Some(date(2026, 10, 2)),
            sex: "F".to_owned(),
            nhs_number: "999 000 0018".to_owned(),
            address: ["9 New Road", "Westport", "a", "b", "c"].map(str::to_owned).to_vec(),
            postcode: "LX9 3AA".to_owned(),
            adults: vec![adult],
            work: vec![work],
            contacts: vec![contact],
            support: vec![support],
            ..ChildPaper::default()
        }],
    }
}

fn rows(paper: &Paper) -> (Vec<RowStatement>, usize) {
    let map = SourceMap::parse(MAP).expect("the map holds");
    let (mut rows, mut problems) = (Vec::new(), 0);
    let bytes = import_rows(paper, ("ABCD", "East health visitors"));
    read(&map, "h.json", &bytes, date(2026, 11, 22), &mut |item| match item {
        Item::Row(row) => rows.push(*row),
        Item::Problem(_) => problems += 1,
    })
    .expect("the file is read");
    (rows, problems)
}

#[test]
fn a_paper_comes_in_as_it_was_written() {
    let (rows, problems) = rows(&paper());
    assert_eq!((rows.len(), problems), (4, 0));
    let of = |list: &'static str| rows.iter().filter(move |row| row.list == list);
    let child = of("children").next().expect("the child");
    let (_, poppy) = &child.people[0];
    assert_eq!(poppy.born_on, Some(date(2026, 10, 2)));
    assert_eq!(poppy.local_number.as_deref(), Some("ABCD/abc"));
    let home = poppy.address.as_ref().expect("an address");
    assert_eq!(home.lines, ["9 New Road", "Westport", "a", "b, c"]);
    assert!(child.people.iter().any(|(part, _)| *part == Part::Mother));
    let work = child.involvement.as_ref().expect("whoever takes them on");
    assert_eq!(work.team.as_deref(), Some("East health visitors"));
    assert_eq!(child.service, ServiceKind::HealthVisiting);
    let before = of("work").next().expect("who worked with them");
    assert_eq!(before.service, ServiceKind::Maternity);
    let team = before.involvement.as_ref().and_then(|work| work.team.as_deref());
    assert_eq!(team, Some("East midwives, Northfield"), "nobody takes it for a team here");
    let contacts: Vec<_> = of("contacts").filter_map(|row| row.contact.as_ref()).collect();
    assert_eq!((contacts.len(), contacts[0].was_attended), (2, false));
    assert!(contacts[0].note.as_ref().is_some_and(|note| note.starts_with("=1+1; \"fine\"")));
    assert_eq!(contacts[1].kind, "Support in Northfield");
    assert!(rows.iter().all(|row| row.agreements.is_empty()), "what was agreed there is no agreement here");
}

#[test]
fn whoever_was_not_asked_is_nobody_here() {
    let mut paper = paper();
    paper.children[0].adults.clear();
    let (rows, _) = rows(&paper);
    assert!(rows.iter().all(|row| row.people.len() == 1));
}

#[test]
fn what_another_program_wrote_wrongly_is_a_problem_in_words() {
    let mut paper = paper();
    paper.children[0].family = String::new();
    let (rows, problems) = rows(&paper);
    assert_eq!(rows.len(), 0);
    assert!(problems > 0);
}
