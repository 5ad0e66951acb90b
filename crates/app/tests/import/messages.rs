//! National messages: kept first, once, and in any order.

use std::collections::BTreeMap;

use kith_app::{App, Arrival, Channel, MessageOutcome, MessageState, Who};
use kith_core::id::PersonId;
use kith_core::person::view::{Copy, PersonView, view};
use kith_store::{Db, Keys, SourceRecord};
use proptest::prelude::*;

use crate::locality::Locality;
use crate::national::{self, ALONE, Delivery, Sent, Whom, sent};

const MAPS: [&str; 3] = [
    include_str!("../../../../sources/birth-message.toml"),
    include_str!("../../../../sources/demographic-message.toml"),
    include_str!("../../../../sources/professional-contacts.toml"),
];

pub(crate) const POPPY: Whom<'_> = Whom {
    number: "9990000018",
    given: "Poppy",
    family: "ELLIS",
    born: "2026-11-02",
    line: "14 Larch Close",
    postcode: "LX1 4QR",
};
pub(crate) const HANNAH: Whom<'_> =
    Whom { number: "9990000026", given: "Hannah", family: "ELLIS", born: "1999-05-14", line: "", postcode: "" };

pub(crate) async fn locality() -> Locality {
    Locality::with(MAPS.map(str::to_owned).to_vec()).await
}

fn arrival(text: &str) -> Arrival {
    Arrival { name: "message.xml".to_owned(), bytes: text.as_bytes().to_vec() }
}

pub(crate) async fn receive(locality: &Locality, texts: &[String]) -> Vec<MessageOutcome> {
    let arrivals = texts.iter().map(|text| arrival(text)).collect();
    let received = locality.app.receive_messages(Who::Operator, Channel::CommandLine, arrivals, locality.now).await;
    received.expect("the messages are received")
}

fn states(outcomes: &[MessageOutcome]) -> Vec<MessageState> {
    outcomes.iter().map(|outcome| outcome.state).collect()
}

/// What is known of everybody when all is done, in words that hold no
/// reference: who is whose child, alive or not, where, at which practice, and
/// who works with them.
pub(crate) async fn end_state(locality: &Locality) -> Vec<String> {
    let keys = Keys::read_or_make(&locality.folder.path().join("kith.key")).expect("the keys");
    let db = Db::open(&locality.place, &keys).await.expect("the records open");
    let (people, mut works) = db
        .read(|tx| {
            Box::pin(async move {
                let whose = tx.persons_after(None, 10_000).await?;
                let ids: Vec<_> = whose.iter().map(|(record, _)| *record).collect();
                let mut people: BTreeMap<PersonId, Vec<SourceRecord>> = BTreeMap::new();
                let of: BTreeMap<_, _> = whose.into_iter().collect();
                for record in tx.records(&ids).await? {
                    people.entry(of[&record.id]).or_default().push(record);
                }
                let mut works = BTreeMap::new();
                for (person, copies) in &people {
                    let copies: Vec<_> = copies.iter().map(|copy| copy.id).collect();
                    let lines = tx.involvements_of(&copies).await?;
                    let mut teams: Vec<String> = lines.into_iter().filter_map(|line| line.team).collect();
                    teams.sort();
                    works.insert(*person, teams);
                }
                let mut families: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
                let all: Vec<PersonId> = people.keys().copied().collect();
                for member in tx.families_of_persons(&all).await? {
                    families.entry(member.person).or_default().push(member.family.to_string());
                }
                Ok::<_, kith_store::StoreError>(((people, families), works))
            })
        })
        .await
        .expect("the records are read");
    let (people, families) = people;
    let mut lines = Vec::new();
    let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (person, copies) in &people {
        if copies.iter().all(|copy| copy.statement == kith_core::statement::PersonStatement::default()) {
            continue;
        }
        let line = words(&seen(copies), copies, &works.remove(person).unwrap_or_default());
        for family in families.get(person).into_iter().flatten() {
            homes.entry(family.clone()).or_default().push(line.clone());
        }
        lines.push(line);
    }
    let together = homes.into_values().map(|mut members| {
        members.sort();
        format!("together: {}", members.join(" + "))
    });
    lines.extend(together);
    lines.sort();
    lines
}

/// Everybody with an NHS number, as all sources together describe them.
async fn by_number(locality: &Locality) -> BTreeMap<String, PersonView> {
    let keys = Keys::read_or_make(&locality.folder.path().join("kith.key")).expect("the keys");
    let db = Db::open(&locality.place, &keys).await.expect("the records open");
    let people: BTreeMap<PersonId, Vec<SourceRecord>> = db
        .read(|tx| {
            Box::pin(async move {
                let whose: BTreeMap<_, _> = tx.persons_after(None, 100_000).await?.into_iter().collect();
                let ids: Vec<_> = whose.keys().copied().collect();
                let mut people: BTreeMap<PersonId, Vec<SourceRecord>> = BTreeMap::new();
                for record in tx.records(&ids).await? {
                    people.entry(whose[&record.id]).or_default().push(record);
                }
                Ok::<_, kith_store::StoreError>(people)
            })
        })
        .await
        .expect("the records are read");
    let seen = people.values().map(|copies| seen(copies));
    seen.filter_map(|view| Some((view.nhs_number.as_ref()?.value.digits(), view))).collect()
}

/// Made-up messages of every kind, shuffled and some of them twice, come to
/// what their maker says is true.
#[tokio::test]
async fn four_hundred_made_up_messages_come_to_what_is_true() {
    let locality = locality().await;
    let plan = kith_synth::MessagePlan {
        is_shuffled: true,
        has_duplicates: true,
        ..kith_synth::MessagePlan::on(jiff::civil::date(2026, 11, 22), 400)
    };
    let made = kith_synth::messages(plan);
    let texts: Vec<String> = made.iter().map(|message| message.text).collect();
    for texts in texts.chunks(150) {
        receive(&locality, texts).await;
    }
    let people = by_number(&locality).await;
    let truth = made.manifest();
    let mut checked = 0;
    for line in truth.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [number, .., _messages] = cells[..] else { panic!("{line}") };
        let child = people.get(number).unwrap_or_else(|| panic!("{number} is known"));
        let died = child.died_on.as_ref().map(|known| known.value.to_string()).unwrap_or_default();
        assert_eq!(died, cells[11], "{line}");
        assert_eq!(child.born_on.as_ref().map(|known| known.value.to_string()).as_deref(), Some(cells[3]), "{line}");
        assert_eq!(child.is_shielded, cells[12] == "yes", "{line}");
        if cells[12] == "no" {
            let practice = child.practice.as_ref().map(|known| known.value.clone()).unwrap_or_default();
            assert_eq!(practice, cells[16], "{line}");
            let home = child.address.as_ref().and_then(|known| known.value.lines.first().cloned()).unwrap_or_default();
            assert_eq!(home.to_lowercase(), cells[13].to_lowercase(), "{line}");
        }
        checked += 1;
    }
    assert!(checked > 50, "{checked} children");
}

fn seen(copies: &[SourceRecord]) -> PersonView {
    let copies: Vec<Copy<'_>> = copies
        .iter()
        .map(|copy| Copy {
            record: copy.id,
            source_name: &copy.source_name,
            source_title: &copy.source_name,
            service: copy.service,
            recorded_on: copy.recorded_on,
            received_on: copy.received_on,
            written_at: copy.written_at,
            statement: &copy.statement,
        })
        .collect();
    view(&copies)
}

fn words(view: &PersonView, copies: &[SourceRecord], teams: &[String]) -> String {
    let mut parts: Vec<&str> = copies.iter().map(|copy| copy.part.word()).collect();
    parts.sort_unstable();
    parts.dedup();
    format!(
        "{} {:?} born {:?} order {:?} died {:?} at {:?} practice {:?} as {parts:?} with {teams:?}",
        view.display_name,
        view.nhs_number.as_ref().map(|known| known.value.digits()),
        view.born_on.as_ref().map(|known| known.value),
        view.birth_order.as_ref().map(|known| known.value),
        view.died_on.as_ref().map(|known| known.value),
        view.address.as_ref().map(|known| known.value.lines.join(" ")),
        view.practice.as_ref().map(|known| known.value.clone()),
    )
}

/// Births with twins and a stillbirth, moves, changes of practice, deaths, a
/// death that is taken back, a contact that ends: each written at its own
/// time, some on one day.
fn a_month() -> Vec<String> {
    let at = |line: &'static str| Whom { line, ..POPPY };
    let twin =
        |number, born| Whom { number, given: "", family: "OKAFOR", born, line: "3 Elm Row", postcode: "LX2 7AB" };
    let okafor = Whom { number: "", given: "Chidi", family: "OKAFOR", born: "1994-02-03", line: "", postcode: "" };
    let of_two = |order| Delivery { order, of: 2, ..ALONE };
    let marsh = Whom {
        number: "9990000042",
        given: "",
        family: "MARSH",
        born: "2026-11-09",
        line: "8 Ash Lane",
        postcode: "LX3 1CD",
    };
    let mother_marsh =
        Whom { number: "9990000050", given: "Ruth", family: "MARSH", born: "1990-07-07", line: "", postcode: "" };
    let gone = |id, at| Sent { id, at, action: "delete" };
    vec![
        national::birth(sent(1, "2026-11-03T08:00:00Z"), &Whom { given: "", ..POPPY }, &HANNAH, ALONE),
        national::birth(sent(2, "2026-11-05T08:00:00Z"), &twin("9990000069", "2026-11-04"), &okafor, of_two(1)),
        national::birth(sent(3, "2026-11-05T08:00:01Z"), &twin("9990000077", "2026-11-04"), &okafor, of_two(2)),
        national::birth(sent(4, "2026-11-10T08:00:00Z"), &marsh, &mother_marsh, Delivery { still: "3", ..ALONE }),
        national::moved(sent(5, "2026-11-12T09:00:00Z"), &at("2 Oak Street")),
        national::moved(sent(6, "2026-11-12T16:00:00Z"), &at("7 Birch Road")),
        national::record(sent(7, "2026-11-12T12:00:00Z"), &at("5 Wrong Way"), Some("2026-11-12")),
        national::death(sent(8, "2026-11-12T12:30:00Z"), &POPPY, "2", Some("2026-11-12")),
        national::death(sent(9, "2026-11-13T10:00:00Z"), &POPPY, "U", None),
        national::practice(sent(10, "2026-11-14T10:00:00Z"), &POPPY, Some("Y90001")),
        national::practice(sent(11, "2026-11-15T10:00:00Z"), &POPPY, Some("Y90002")),
        national::contact(sent(12, "2026-11-06T10:00:00Z"), &POPPY, "e1", "East health visitors"),
        national::contact(sent(13, "2026-11-16T10:00:00Z"), &POPPY, "e2", "West health visitors"),
        national::contact(gone(14, "2026-11-17T10:00:00Z"), &POPPY, "e1", "East health visitors"),
        national::death(sent(15, "2026-11-18T10:00:00Z"), &twin("9990000069", "2026-11-04"), "1", Some("2026-11-17")),
        national::moved(gone(16, "2026-11-19T10:00:00Z"), &at("7 Birch Road")),
        national::moved(sent(17, "2026-11-18T10:00:00Z"), &at("1 Never Lane")),
    ]
}

/// What takes back or puts right a birth has an identifier of its own, and may
/// know the number that the baby had not got at first.
#[tokio::test]
async fn a_birth_without_a_number_is_found_again_by_what_takes_it_back_or_puts_it_right_in_any_order() {
    let numbered = Whom { given: "", ..POPPY };
    let nameless = Whom { number: "", ..numbered };
    let mother_without = Whom { number: "", ..HANNAH };
    let cases = [
        (HANNAH, numbered, Whom { born: "2026-11-01", ..numbered }),
        (HANNAH, nameless, nameless),
        (mother_without, nameless, nameless),
        (mother_without, numbered, numbered),
    ];
    for (place, (mother, first, later)) in cases.iter().enumerate() {
        let write = |id, at, action, baby: &Whom<'_>| national::birth(Sent { id, at, action }, baby, mother, ALONE);
        let born = write(1, "2026-11-03T08:00:00Z", "new", first);
        let right = write(2, "2026-11-04T08:00:00Z", "update", &Whom { line: "2 Oak Street", ..*later });
        let gone = write(3, "2026-11-05T08:00:00Z", "delete", later);
        let second = Delivery { order: 2, of: 2, ..ALONE };
        let twin = national::birth(sent(4, "2026-11-03T08:00:01Z"), &nameless, mother, second);
        for texts in [[&born, &right], [&right, &born]] {
            let end = after(&texts).await;
            assert!(end.iter().any(|line| line.contains("2 Oak Street")), "{place}: {end:?}");
            assert!(!end.iter().any(|line| line.contains("14 Larch Close")), "{place}: {end:?}");
        }
        for texts in [[&born, &gone, &twin], [&twin, &gone, &born], [&gone, &born, &twin]] {
            let end = after(&texts).await;
            let babies: Vec<&String> = end.iter().filter(|line| line.contains("14 Larch Close")).collect();
            assert!(babies.len() == 1 && babies[0].contains("order Some(2)"), "{place}, the twin alone stays: {end:?}");
        }
    }
}

/// Everybody after these messages came one after the other.
async fn after(texts: &[&String]) -> Vec<String> {
    let locality = locality().await;
    for text in texts {
        let outcomes = receive(&locality, &[(*text).clone()]).await;
        assert!(outcomes.iter().all(|outcome| outcome.state != MessageState::Quarantined), "each can be used");
    }
    let mut end = end_state(&locality).await;
    end.retain(|line| !line.starts_with("together"));
    end
}

#[tokio::test]
async fn a_birth_that_does_not_say_whether_the_baby_lives_waits_for_somebody() {
    let silent = national::birth(sent(1, "2026-11-03T08:00:00Z"), &POPPY, &HANNAH, Delivery { still: "", ..ALONE });
    let unsaid = national::birth(sent(2, "2026-11-03T08:00:00Z"), &POPPY, &HANNAH, ALONE).replace("237364002", "1");
    let locality = locality().await;
    for text in [silent, unsaid] {
        let outcomes = receive(&locality, &[text]).await;
        assert_eq!(states(&outcomes), [MessageState::Quarantined]);
    }
    assert!(end_state(&locality).await.is_empty(), "nobody is taken for alive");
    let said = national::birth(sent(3, "2026-11-03T09:00:00Z"), &POPPY, &HANNAH, ALONE);
    assert_eq!(states(&receive(&locality, &[said]).await), [MessageState::TakenIn]);
    assert!(end_state(&locality).await.iter().any(|line| line.contains("died None")));
}

/// A tidy order that every other one is held against.
async fn in_order() -> Vec<String> {
    let locality = locality().await;
    for text in a_month() {
        receive(&locality, &[text]).await;
    }
    end_state(&locality).await
}

#[tokio::test]
async fn a_month_of_messages_says_what_was_written_last() {
    let end = in_order().await;
    let all = end.join("\n");
    let poppy = end.iter().find(|line| line.starts_with("Poppy")).unwrap_or_else(|| panic!("{all}"));
    assert!(poppy.contains("died None") && poppy.contains("practice Some(\"Y90002\")"), "{all}");
    assert!(poppy.contains("at Some(\"14 Larch Close\")"), "the moves were taken back; the practice says where: {all}");
    assert!(poppy.contains("with [\"Testfield Infirmary\", \"West health visitors\"]"), "{all}");
    let first = end.iter().find(|line| line.contains("9990000069")).unwrap_or_else(|| panic!("{all}"));
    assert!(first.contains("order Some(1)") && first.contains("died Some(2026-11-17)"), "{all}");
    assert!(end.iter().any(|line| line.contains("9990000077") && line.contains("died None")), "{all}");
    assert!(end.iter().any(|line| line.contains("9990000042") && line.contains("died Some(2026-11-09)")), "{all}");
    let twins = end.iter().find(|line| line.starts_with("together") && line.contains("Chidi"));
    assert!(twins.is_some_and(|line| line.contains("9990000069") && line.contains("9990000077")), "{all}");
}

/// What came in which order, in which groups, and how often, never matters.
#[test]
fn order_grouping_and_repeats_of_messages_never_matter() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let wanted = runtime.block_on(in_order());
    let many = a_month().len() * 2;
    let order = (Just((0..many).collect::<Vec<usize>>()).prop_shuffle(), 1..12_usize);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(12));
    let tried = runner.run(&order, |(order, group)| {
        let found = runtime.block_on(async {
            let locality = locality().await;
            let texts: Vec<String> = order.iter().map(|place| a_month()[place % (many / 2)].clone()).collect();
            for texts in texts.chunks(group) {
                receive(&locality, texts).await;
            }
            end_state(&locality).await
        });
        prop_assert_eq!(&found, &wanted);
        Ok(())
    });
    if let Err(failed) = tried {
        panic!("{failed}");
    }
}

#[tokio::test]
async fn the_same_message_again_and_the_same_identifier_with_other_words_count_once() {
    let locality = locality().await;
    let text = national::moved(sent(1, "2026-11-12T09:00:00Z"), &POPPY);
    let first = receive(&locality, std::slice::from_ref(&text)).await;
    assert_eq!((first[0].state, first[0].is_repeat), (MessageState::TakenIn, false));
    let again = receive(&locality, &[text.clone(), text.clone()]).await;
    assert!(again.iter().all(|outcome| outcome.is_repeat && outcome.message == first[0].message));
    let other = receive(&locality, &[text.replace("14 Larch Close", "66 Other Road")]).await;
    assert_eq!(other[0].state, MessageState::Quarantined);
    assert!(other[0].problem.as_ref().is_some_and(|(what, _)| what.contains("same identifier")));
    assert!(!end_state(&locality).await.join("\n").contains("66 Other Road"));
    let line = locality.app.message_line(Who::Operator, first[0].message).await.expect("it is kept");
    assert_eq!(line.copies, 3);
}

#[tokio::test]
async fn an_older_message_and_one_that_was_taken_back_before_it_came_change_nothing() {
    let locality = locality().await;
    let late = national::moved(sent(2, "2026-11-13T09:00:00Z"), &POPPY);
    let early = national::moved(sent(1, "2026-11-12T09:00:00Z"), &Whom { line: "1 Older Road", ..POPPY });
    assert_eq!(states(&receive(&locality, &[late]).await), [MessageState::TakenIn]);
    assert_eq!(states(&receive(&locality, &[early]).await), [MessageState::Superseded]);
    assert!(!end_state(&locality).await.join("\n").contains("1 Older Road"));
    let marsh = Whom { number: "9990000042", family: "MARSH", given: "Ida", ..POPPY };
    let back = national::moved(Sent { id: 4, at: "2026-11-14T09:00:00Z", action: "delete" }, &marsh);
    assert_eq!(states(&receive(&locality, &[back]).await), [MessageState::TakenIn]);
    let new = national::moved(sent(3, "2026-11-13T09:00:00Z"), &marsh);
    assert_eq!(states(&receive(&locality, &[new]).await), [MessageState::Superseded]);
    assert!(!end_state(&locality).await.join("\n").contains("Ida"));
}

#[tokio::test]
async fn what_was_kept_and_not_worked_on_is_finished_at_the_start() {
    let locality = locality().await;
    let birth = national::birth(sent(1, "2026-11-03T08:00:00Z"), &POPPY, &HANNAH, ALONE);
    let kept = locality.app.keep_messages(Who::Operator, Channel::Folder, vec![arrival(&birth)], locality.now).await;
    assert_eq!(states(&kept.expect("it is kept")), [MessageState::Received]);
    assert!(end_state(&locality).await.is_empty());
    let app: App = locality.opened_again().await;
    app.make_ready(locality.now).await.expect("what waited is finished");
    assert!(end_state(&locality).await.iter().any(|line| line.starts_with("Poppy") && line.contains("9990000018")));
}

#[tokio::test]
async fn what_cannot_be_used_says_why_and_is_tried_again_when_the_source_is_there() {
    let locality = Locality::with(vec![MAPS[1].to_owned()]).await;
    let birth = national::birth(sent(1, "2026-11-03T08:00:00Z"), &POPPY, &HANNAH, ALONE);
    let half = birth[..birth.len() / 2].to_owned();
    let nobody = national::moved(sent(2, "2026-11-03T08:00:00Z"), &Whom { line: "1 Road", ..Whom::default() });
    let evil =
        format!("<!DOCTYPE Bundle [<!ENTITY x \"y\">]>{}", national::moved(sent(3, "2026-11-03T08:00:00Z"), &POPPY));
    let outcomes = receive(&locality, &[birth, half, nobody, evil]).await;
    assert_eq!(states(&outcomes), [MessageState::Quarantined; 4]);
    let words: Vec<String> = outcomes
        .iter()
        .map(|outcome| outcome.problem.clone().map(|(what, how)| format!("{what} {how}")).unwrap_or_default())
        .collect();
    for (words, wanted) in
        words.iter().zip(["kith source add birth-message", "cut short", "who it is about", "DOCTYPE"])
    {
        assert!(words.contains(wanted), "{wanted}: {words}");
        assert!(!words.contains("ELLIS") && !words.contains("9990000018"), "{words}");
    }
    locality.app.add_source(Who::Operator, MAPS[0], locality.now).await.expect("the source is added");
    let again =
        locality.app.retry_message(Who::Operator, outcomes[0].message, locality.now).await.expect("tried again");
    assert_eq!(again.state, MessageState::TakenIn);
    let page = locality.app.messages_page(Who::Operator, locality.now).await.expect("the page");
    assert_eq!((page.quarantined.len(), page.quarantined_in_all), (3, 3));
    let aside = locality.app.put_message_aside(Who::Operator, outcomes[1].message, "sent-again", locality.now).await;
    aside.expect("it is put aside");
    let page = locality.app.messages_page(Who::Operator, locality.now).await.expect("the page");
    assert_eq!(page.quarantined_in_all, 2);
}

#[tokio::test]
async fn screening_results_are_not_kept() {
    let locality = locality().await;
    let heard = national::hearing(sent(1, "2026-11-03T08:00:00Z"), &POPPY);
    let outcomes = receive(&locality, &[heard]).await;
    assert_eq!(states(&outcomes), [MessageState::Ignored]);
    let keys = Keys::read_or_make(&locality.folder.path().join("kith.key")).expect("the keys");
    let db = Db::open(&locality.place, &keys).await.expect("opens");
    let message = outcomes[0].message;
    let kept = db.read(move |tx| Box::pin(async move { tx.messages_opened(&[message]).await })).await.expect("read");
    assert!(kept[0].bytes.is_empty());
    assert!(end_state(&locality).await.is_empty());
}
