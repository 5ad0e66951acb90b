//! Made-up national messages are read as they were meant, in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Timestamp;
use jiff::civil::date;
use kith_core::statement::{Part, PersonStatement};
use kith_exchange::message::{DeathStatus, Envelope, MessageAction, MessageEvent, read_envelope};
use kith_exchange::{Item, SourceMap, read};
use kith_synth::{Message, MessagePlan, Messages, messages};

fn plan(count: u32) -> MessagePlan {
    MessagePlan { seed: 3, ..MessagePlan::on(date(2026, 11, 22), count) }
}

fn map(name: &str) -> SourceMap {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sources").join(format!("{name}.toml"));
    SourceMap::parse(&std::fs::read_to_string(path).expect("the map is there")).expect("a sound map")
}

/// What one message says of the child, by the column maps.
struct Heard {
    envelope: Envelope,
    child: PersonStatement,
    mother: Option<PersonStatement>,
    team: Option<String>,
}

/// Reads each message once; repeats are left out by their identifier.
fn heard(all: &Messages) -> Vec<Heard> {
    let maps = ["birth-message", "demographic-message", "professional-contacts"].map(map);
    let mut seen = BTreeSet::new();
    let mut heard = Vec::new();
    for message in all.iter() {
        let envelope = read_envelope(message.text.as_bytes()).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!((envelope.id.as_str(), envelope.event.code()), (message.id.as_str(), message.event));
        if !seen.insert(envelope.id.clone()) {
            continue;
        }
        // Vaccinations are status only: no map reads them, and the number is all that is needed.
        if envelope.event == MessageEvent::Vaccination {
            let (_, rest) = message.text.split_once("nhs-number\"/><value value=\"").expect("a number");
            let child = PersonStatement { nhs_number: rest[..10].parse().ok(), ..PersonStatement::default() };
            heard.push(Heard { envelope, child, mother: None, team: None });
            continue;
        }
        let map = match envelope.event {
            MessageEvent::Birth => &maps[0],
            MessageEvent::ProfessionalContact => &maps[2],
            _ => &maps[1],
        };
        let mut rows = Vec::new();
        let summary =
            read(map, &message.file_name, message.text.as_bytes(), date(2026, 11, 22), &mut |item| match item {
                Item::Row(row) => rows.push(row),
                Item::Problem(problem) => panic!("{}: {problem:?}", message.file_name),
            });
        summary.unwrap_or_else(|problem| panic!("{}: {problem}", message.file_name));
        assert_eq!(rows.len(), 1, "{}", message.file_name);
        let row = rows.remove(0);
        let person = |wanted: Part| row.people.iter().find(|(part, _)| *part == wanted).map(|(_, it)| it.clone());
        let team = row.involvement.as_ref().and_then(|involvement| involvement.team.clone());
        heard.push(Heard {
            envelope,
            child: person(Part::Subject).expect("a child"),
            mother: person(Part::Mother),
            team,
        });
    }
    heard
}

/// The manifest as somebody would write it who has only the messages.
fn concluded(all: &Messages) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut children: BTreeMap<String, Vec<Heard>> = BTreeMap::new();
    for heard in heard(all) {
        let number = heard.child.nhs_number.expect("every child has a number").digits();
        children.entry(number).or_default().push(heard);
    }
    children.into_iter().map(|(number, heard)| (number.clone(), child(number, heard))).collect()
}

fn child(number: String, mut heard: Vec<Heard>) -> BTreeMap<String, String> {
    heard.sort_by_key(|heard| heard.envelope.written_at);
    let latest = |is: &dyn Fn(&Heard) -> bool| heard.iter().rev().find(|heard| is(heard));
    let event = |wanted: MessageEvent| move |heard: &Heard| heard.envelope.event == wanted;
    let birth = latest(&event(MessageEvent::Birth)).expect("every child was born");
    let facts = birth.envelope.birth.expect("births say how");
    let restricted = heard.iter().any(|heard| heard.child.is_shielded);
    let death = latest(&|heard| heard.envelope.death.is_some());
    let died =
        death.filter(|heard| heard.envelope.death != Some(DeathStatus::Withdrawn)).and_then(|it| it.child.died_on);
    let died = if facts.still.is_live() { died } else { birth.child.born_on };
    let home = latest(&|heard| matches!(heard.envelope.event, MessageEvent::Birth | MessageEvent::ChangeOfAddress));
    let address = home.and_then(|heard| heard.child.address.clone()).filter(|_| !restricted);
    let practice = latest(&event(MessageEvent::ChangeOfPractice)).and_then(|heard| heard.child.practice.clone());
    let contact = latest(&event(MessageEvent::ProfessionalContact));
    let team = contact.filter(|heard| heard.envelope.action != MessageAction::Delete).and_then(|it| it.team.clone());
    let not_given = heard.iter().filter(|heard| heard.envelope.vaccination.is_some_and(|it| !it.given)).count();
    let mother = birth.mother.as_ref().expect("a mother is told");
    let words =
        |name: &Option<kith_core::person::Name>| name.as_ref().map_or_else(String::new, |it| it.as_str().to_owned());
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let line = address.as_ref().and_then(|address| address.lines.first().cloned()).unwrap_or_default();
    let postcode = address.as_ref().and_then(|address| address.postcode.clone());
    let mother_number = mother.nhs_number.map_or_else(String::new, |number| number.digits());
    [
        ("nhs_number", number),
        ("given", words(&birth.child.given_name)),
        ("family", words(&birth.child.family_name)),
        ("born_on", day(birth.child.born_on)),
        ("birth_order", facts.order.to_string()),
        ("babies", facts.babies.to_string()),
        ("mother_nhs_number", mother_number),
        ("mother_given", words(&mother.given_name)),
        ("mother_family", words(&mother.family_name)),
        ("alive", yes(died.is_none())),
        ("died_on", day(died)),
        ("restricted", yes(restricted)),
        ("address_line1", line.to_uppercase()),
        ("postcode", postcode.map_or_else(String::new, |postcode| postcode.to_string())),
        ("practice", practice.filter(|_| !restricted).unwrap_or_default()),
        ("team", team.unwrap_or_default()),
        ("vaccinations_not_given", not_given.to_string()),
        ("messages", heard.len().to_string()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

fn manifest(all: &Messages) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = all.manifest();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    let read = lines.map(|cells| {
        assert_eq!(cells.len(), header.len());
        let mut line: BTreeMap<String, String> =
            header.iter().zip(&cells).map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect();
        // What the test works out from other columns, or reads in capitals.
        line.retain(|name, _| name != "still" && name != "centre");
        line.entry("address_line1".to_owned()).and_modify(|text| *text = text.to_uppercase());
        (cells[0].to_owned(), line)
    });
    read.collect()
}

#[test]
fn what_the_messages_say_is_what_the_manifest_says() {
    for (is_shuffled, has_duplicates) in [(false, false), (true, true)] {
        let all = messages(MessagePlan { is_shuffled, has_duplicates, ..plan(400) });
        let (found, wanted) = (concluded(&all), manifest(&all));
        assert_eq!(found.len(), wanted.len());
        for (number, line) in &wanted {
            assert_eq!(found.get(number), Some(line), "{number}");
        }
    }
}

#[test]
fn every_hard_case_is_there() {
    let all = messages(plan(3_000));
    assert_eq!(all.len(), 3_000);
    let text = all.manifest();
    let count = |column: usize, wanted: &str| {
        text.lines().skip(1).filter(|line| line.split(',').nth(column) == Some(wanted)).count()
    };
    assert!(count(5, "2") > 20 && count(5, "3") > 2, "twins and triplets");
    assert!(["2", "3", "4"].iter().all(|still| count(6, still) > 0), "stillbirths");
    assert!(count(7, "") > 10, "mothers without a number");
    assert!(count(10, "no") > 20 && count(12, "yes") > 20, "deaths and hidden whereabouts");
    let events: BTreeSet<&str> = all.iter().map(|message| message.event).collect();
    assert_eq!(events.len(), 7);
    let taken_back = all.iter().filter(|message| message.text.contains("<code value=\"U\"/>")).count();
    assert!(taken_back > 2, "deaths that are taken back: {taken_back}");
    for message in all.iter().filter(|message| message.text.contains("v3/Confidentiality")) {
        assert!(!message.text.contains("<address>") && !message.text.contains("generalPractitioner"), "hidden");
    }
}

#[test]
fn a_seed_makes_the_same_messages_and_order_and_repeats_change_none() {
    let plain: Vec<Message> = messages(plan(400)).iter().collect();
    assert_eq!(plain, messages(plan(400)).iter().collect::<Vec<_>>());
    assert_ne!(plain[0].text, messages(MessagePlan { seed: 4, ..plan(400) }).iter().next().expect("one").text);
    let times: Vec<Timestamp> =
        plain.iter().map(|message| read_envelope(message.text.as_bytes()).expect("a message").written_at).collect();
    assert!(times.is_sorted(), "in the order in which they were written");

    let mixed = messages(MessagePlan { is_shuffled: true, has_duplicates: true, ..plan(400) });
    assert!(mixed.len() > 405 && mixed.len() < 450, "{}", mixed.len());
    assert_eq!(mixed.manifest(), messages(plan(400)).manifest());
    let texts = |all: &[Message]| all.iter().map(|message| message.text.clone()).collect::<BTreeSet<_>>();
    let all: Vec<Message> = mixed.iter().collect();
    assert_eq!(texts(&all), texts(&plain));
    assert!(!all.iter().map(|message| &message.id).is_sorted_by_key(|id| plain.iter().position(|it| it.id == **id)));
}

#[test]
fn they_are_written_as_files_that_sort_as_they_come() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages-60");
    let all = messages(plan(60));
    assert_eq!(all.write(&folder).expect("the folder is ours"), 60);
    let mut names: Vec<String> = std::fs::read_dir(folder.join("messages"))
        .expect("it was made")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, all.iter().map(|message| message.file_name).collect::<Vec<_>>());
    assert_eq!(std::fs::read_to_string(folder.join("manifest.csv")).expect("written"), all.manifest());
}
