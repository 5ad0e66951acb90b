//! NHS numbers that are looked up in the national record: found, proposed,
//! taken in, taken back; and who is never asked about or shown.

use jiff::civil::date;
use kith_app::{AppError, TracingWay, Who};
use kith_core::person::Name;
use kith_core::statement::PersonStatement;
use kith_exchange::demographics::Trouble;

use crate::families::TOLD;
use crate::importing::run;
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

const BORN: &str = "2024-05-17";

/// A practice copy where the simulator answers.
async fn with_simulator() -> World {
    let world = World::new().await;
    let now = world.clock.now();
    world.app.set_tracing_way(Who::Operator, TracingWay::Simulator, now).await.expect("people here are made up");
    world
}

/// The family name of the first child named so of whom the simulator knows
/// this; `place` tells several apart.
fn family_with(trouble: Option<Trouble>, given: &str, place: usize) -> String {
    let said = |family: &str| PersonStatement {
        given_name: Name::parse(given).ok(),
        family_name: Name::parse(family).ok(),
        born_on: Some(date(2024, 5, 17)),
        ..PersonStatement::default()
    };
    let letters = || b'a'..=b'z';
    let endings = letters().flat_map(|one| letters().map(move |two| [char::from(one), char::from(two)]));
    let names = endings.map(|ending| format!("Ellis{}{}", ending[0], ending[1]));
    names.filter(|family| Trouble::of(&said(family)) == trouble).nth(place).expect("there is one")
}

/// A child whom the health visitors know without a number.
fn without_number(key: &str, given: &str, family: &str) -> Row {
    child(key, given, family, BORN)
        .with("SEX", "F")
        .with("ADDRESS", format!("{} Larch Close, Testfield", key.len()))
        .with("POSTCODE", "LX1 4QR")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
        .with("TOLD", TOLD)
}

async fn look_up(lead: &mut Visitor) -> Answer {
    let next = lead.post("/matching/numbers", &[]).await;
    let next = next.is(303).location.clone().expect("it leads back");
    let page = lead.get(&next).await;
    page.is(200);
    page
}

async fn proposals(lead: &mut Visitor) -> Vec<String> {
    lead.get("/matching/numbers").await.is(200).links("/matching/numbers/t-")
}

async fn says(lead: &mut Visitor, proposal: &str, answer: &str) -> Answer {
    let seen = lead.get(proposal).await.field("seen").expect("it can be answered");
    lead.post(proposal, &[("seen", &seen), ("answer", answer), ("note", "")]).await
}

async fn person_page(visitor: &mut Visitor, words: &str) -> Answer {
    let family = visitor.open_family(words).await;
    let person = family.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person");
    visitor.get(&person).await
}

async fn log(world: &World) -> String {
    world.app.export_audit().await.expect("the audit is read").log
}

/// The number that the page of a proposal shows.
fn number_on(page: &Answer) -> String {
    let text = page.text();
    let rest = text.split("NHS number Held here Not given National record").nth(1).expect("a number is proposed");
    rest.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn s003_nna_a_missing_number_is_looked_up_proposed_and_taken_in_by_a_person() {
    let world = with_simulator().await;
    let family = family_with(None, "Poppy", 0);
    world.told_by("health-visiting", &[without_number("hv-1", "Poppy", &family)]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    person_page(&mut visitor, &format!("Poppy {family}")).await.is(200).shows("No NHS number");
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching").await.shows("who has none").hides("to be checked. NHS numbers");
    lead.get("/matching/numbers").await.shows("1 child under five has no number").shows("No numbers to check");
    look_up(&mut lead).await.shows("1 person was looked up").shows("1 proposal waits").hides(&family);
    lead.get("/matching").await.shows("1 number waits to be checked");
    // Nothing has changed yet.
    person_page(&mut visitor, &format!("Poppy {family}")).await.shows("No NHS number");
    let proposal = proposals(&mut lead).await.remove(0);
    let page = lead.get(&proposal).await;
    page.is(200).shows("A number was found").shows("06: trace in progress").shows("fits 100 in 100");
    page.shows(&format!("Family name Held here {family} National record {family} Do they agree? Same"));
    page.shows("Only there").shows("Date of birth Held here 17 May 2024 National record 17 May 2024");
    let number = number_on(&page);
    assert!(number.starts_with("999 "), "{number}");
    says(&mut lead, &proposal, "same").await.is(303);
    lead.get(&proposal)
        .await
        .shows("the same person, and took the national record in")
        .shows("01: present and verified");
    let person = person_page(&mut visitor, &format!("Poppy {family}")).await;
    person.shows(&number).hides("No NHS number").shows("National demographics record");
    visitor.open_family(&number).await.is(200).shows("Poppy");
    lead.get("/matching/numbers").await.shows("No child under five has to be looked up now");
    assert!(world.app.verify_audit().await.is_ok());
}

#[tokio::test]
async fn an_answer_is_taken_back_and_the_number_is_gone_again() {
    let world = with_simulator().await;
    let family = family_with(None, "Poppy", 0);
    world.told_by("health-visiting", &[without_number("hv-1", "Poppy", &family)]).await;
    let (mut lead, mut visitor) = (world.signed_in("data-lead").await, world.signed_in("health-visitor").await);
    look_up(&mut lead).await;
    let proposal = proposals(&mut lead).await.remove(0);
    let number = number_on(&lead.get(&proposal).await);
    let done = says(&mut lead, &proposal, "same").await;
    let next = done.location.expect("it leads on");
    lead.get(&next).await.shows("Your answer is saved").shows("Undo the answer");
    lead.post(&format!("{proposal}/undo"), &[]).await.is(303);
    let page = person_page(&mut visitor, &format!("Poppy {family}")).await;
    page.shows("No NHS number").hides(&number);
    assert_eq!(proposals(&mut lead).await, std::slice::from_ref(&proposal), "it waits again");
    lead.get(&proposal).await.shows("took the answer back").shows("Save and next");
    // And taken in once more.
    world.wait(jiff::Span::new().seconds(5));
    says(&mut lead, &proposal, "same").await.is(303);
    person_page(&mut visitor, &format!("Poppy {family}")).await.shows(&number);
}

#[tokio::test]
async fn somebody_else_is_kept_and_not_asked_about_again() {
    let world = with_simulator().await;
    world.told_by("health-visiting", &[without_number("hv-1", "Poppy", &family_with(None, "Poppy", 0))]).await;
    let mut lead = world.signed_in("data-lead").await;
    look_up(&mut lead).await;
    let proposal = proposals(&mut lead).await.remove(0);
    lead.post(&proposal, &[("seen", "0")]).await.is(422).shows("Choose one of the answers");
    let mut other = world.signed_in("other-data-lead").await;
    says(&mut other, &proposal, "somebody-else").await.is(303);
    let late = lead.post(&proposal, &[("seen", "0"), ("answer", "same")]).await;
    late.is(409).shows("Somebody else answered first").shows("Other test data lead answered this on");
    world.wait(jiff::Span::new().hours(24 * 40));
    lead.sign_in("data-lead").await;
    lead.get("/matching/numbers").await.shows("No child under five").shows("No numbers to check");
}

/// One child for each trouble, the numbered ones with a number of the council.
async fn one_of_each(world: &World) {
    let troubles = [
        ("Ada", Trouble::Superseded),
        ("Bea", Trouble::Withdrawn),
        ("Cleo", Trouble::Nobody),
        ("Dara", Trouble::Double),
        ("Esme", Trouble::OtherName),
        ("Fay", Trouble::OtherBirth),
    ];
    let mut rows = Vec::new();
    for (place, (given, trouble)) in troubles.into_iter().enumerate() {
        let row = without_number(&"k".repeat(place + 1), given, &family_with(Some(trouble), given, 0));
        let numbers = ["999 000 0042", "999 000 0050"];
        rows.push(match numbers.get(place) {
            Some(number) => row.with("NHS", number),
            None => row,
        });
    }
    world.told_by("childrens-centre", &rows).await;
}

#[tokio::test]
async fn each_outcome_has_its_words_and_a_replaced_number_is_never_put_beside_another() {
    let world = with_simulator().await;
    one_of_each(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = look_up(&mut lead).await;
    page.shows("6 people were looked up").shows("4 proposals wait").shows("Too few to show");
    page.shows("Nobody was found").shows("04, traced, none or several found").shows("More than one person fits");
    page.shows("by names and addresses from before").shows("up to six months off");
    let mut seen = Vec::new();
    for proposal in proposals(&mut lead).await {
        let page = lead.get(&proposal).await;
        page.is(200);
        let text = page.text();
        for (title, is_refused) in [
            ("The number was replaced by another", true),
            ("The number is not valid any more", true),
            ("A number was found", false),
        ] {
            if !text.contains(&format!("{title} "))
                || !page.html.contains(&format!("<h1 class=\"nhsuk-heading-l\">{title}"))
            {
                continue;
            }
            seen.push(title);
            assert_eq!(text.contains("It cannot be taken in"), is_refused, "{title}");
            if is_refused {
                let refused = lead.post(&proposal, &[("seen", "0"), ("answer", "same")]).await;
                refused.is(422).shows("never puts two numbers on one person");
                says(&mut lead, &proposal, "told").await.is(303);
                lead.get(&proposal).await.shows("told the service that sent the number");
            }
        }
    }
    seen.sort_unstable();
    assert_eq!(seen.len(), 4, "{seen:?}");
    assert_eq!(proposals(&mut lead).await.len(), 2);
}

/// What a look-up of one person by the command line came to.
async fn looked_up(world: &World, given: &str, trouble: Option<Trouble>) -> String {
    let mut visitor = world.signed_in("health-visitor").await;
    let home = visitor.open_family(&format!("{given} {}", family_with(trouble, given, 0))).await;
    let link = home.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person");
    let person = link.rsplit('/').next().expect("a reference").to_owned();
    let said = run(world, &["link", "trace", "--person", &person]);
    let line = said.is(0).out.lines().nth(1).expect("an outcome").trim().to_owned();
    line.strip_prefix("1  ").expect("it came to one thing").to_owned()
}

#[tokio::test]
async fn bar_a02_who_has_no_number_is_looked_up_step_by_step() {
    let world = with_simulator().await;
    let steps = [
        ("Ada", None, "by name, date of birth, sex and postcode."),
        ("Bea", Some(Trouble::Moved), "by name, date of birth and sex."),
        ("Cleo", Some(Trouble::OtherName), "by names and addresses from before."),
    ];
    let rows = steps.iter().enumerate().map(|(place, (given, trouble, _))| {
        without_number(&"k".repeat(place + 1), given, &family_with(*trouble, given, 0))
    });
    let nobody = without_number("nobody", "Esme", &family_with(Some(Trouble::Nobody), "Esme", 0));
    let double = without_number("doubles", "Fay", &family_with(Some(Trouble::Double), "Fay", 0));
    world.told_by("health-visiting", &rows.chain([nobody, double]).collect::<Vec<_>>()).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = look_up(&mut lead).await;
    page.shows("5 people were looked up").shows("3 proposals wait");
    // Who fits nobody, or more than one, is put before nobody.
    page.shows("Nobody was found").shows("More than one person fits");
    for (_, _, how) in steps {
        assert_eq!(page.text().matches(how).count(), 1, "{how}: {}", page.text());
    }
    for proposal in proposals(&mut lead).await {
        let page = lead.get(&proposal).await;
        let number = number_on(&page);
        says(&mut lead, &proposal, "same").await.is(303);
        let mut visitor = world.signed_in("health-visitor").await;
        visitor.open_family(&number).await.is(200);
    }
}

#[tokio::test]
async fn bar_a19_each_of_the_seven_outcomes_and_a_merged_record_is_told() {
    let world = with_simulator().await;
    let cases = [
        ("Ada", None, true, "The number is right"),
        ("Bea", Some(Trouble::Moved), true, "The number is right, other fields differ"),
        ("Cleo", Some(Trouble::Superseded), true, "The number was replaced by another"),
        ("Dara", Some(Trouble::Withdrawn), true, "The number is not valid any more"),
        ("Esme", Some(Trouble::Merged), true, "The number is not valid any more"),
        ("Fay", None, false, "A number was found"),
        ("Greta", Some(Trouble::Nobody), false, "Nobody was found"),
        ("Hana", Some(Trouble::Unreadable), true, "No answer"),
    ];
    let numbers =
        ["999 000 0042", "999 000 0050", "999 000 0069", "999 000 0077", "999 000 0085", "", "", "999 000 0093"];
    let row = |(place, (given, trouble, has_number, _)): (usize, &(&str, Option<Trouble>, bool, &str))| {
        let row = without_number(&"k".repeat(place + 1), given, &family_with(*trouble, given, 0));
        if *has_number { row.with("NHS", numbers[place]) } else { row }
    };
    let rows: Vec<Row> = cases.iter().enumerate().map(row).collect();
    world.told_by("health-visiting", &rows).await;
    for (given, trouble, _, title) in cases {
        assert_eq!(looked_up(&world, given, trouble).await, title, "{given}");
    }
    // Five wait for somebody; a number that was replaced, withdrawn or merged is never taken in.
    let mut lead = world.signed_in("data-lead").await;
    let waiting = proposals(&mut lead).await;
    assert_eq!(waiting.len(), 5);
    let mut refused = 0;
    for proposal in waiting {
        if lead.get(&proposal).await.text().contains("It cannot be taken in") {
            lead.post(&proposal, &[("seen", "0"), ("answer", "same")]).await.is(422);
            refused += 1;
        }
    }
    assert_eq!(refused, 3);
}

#[tokio::test]
async fn bar_a20_each_field_stands_beside_the_national_record_with_how_they_agree() {
    let world = with_simulator().await;
    let moved = family_with(Some(Trouble::Moved), "Bea", 0);
    let row = without_number("k", "Bea", &moved).with("NHS", "999 000 0050");
    world.told_by("health-visiting", &[row]).await;
    looked_up(&world, "Bea", Some(Trouble::Moved)).await;
    let mut lead = world.signed_in("data-lead").await;
    let proposal = proposals(&mut lead).await.remove(0);
    let page = lead.get(&proposal).await;
    let line = |field: &str, ours: &str, theirs: &str, says: &str| {
        page.shows(&format!("{field} Held here {ours} National record {theirs} Do they agree? {says}"));
    };
    line("First name", "Bea", "Bea", "Same");
    line("Date of birth", "17 May 2024", "17 May 2024", "Same");
    line("NHS number", "999 000 0050", "999 000 0050", "Same");
    // The address held here is one that the national record had before.
    page.shows("Elsewhere Row").shows("From before");
}

#[tokio::test]
async fn looking_up_is_off_until_it_is_set_and_the_simulator_is_for_practice_alone() {
    let world = World::new().await;
    world.told_by("health-visiting", &[without_number("hv-1", "Poppy", &family_with(None, "Poppy", 0))]).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching/numbers").await.shows("Looking numbers up is switched off").hides("Look 1 number up");
    lead.post("/matching/numbers", &[]).await.shows("Looking numbers up is switched off");
    assert!(!log(&world).await.contains("ask-national-record"), "nobody was asked about");
    let real = World::of_real_people().await;
    let now = real.clock.now();
    let set = real.app.set_tracing_way(Who::Operator, TracingWay::Simulator, now).await;
    assert!(matches!(set, Err(AppError::Invalid(_))));
    assert_eq!(real.app.tracing_way().await.expect("it is read"), TracingWay::Off);
}

#[tokio::test]
async fn every_look_up_is_written_down_with_its_purpose_and_without_a_name() {
    let world = with_simulator().await;
    let family = family_with(None, "Poppy", 0);
    world.told_by("health-visiting", &[without_number("hv-1", "Poppy", &family)]).await;
    let mut lead = world.signed_in("data-lead").await;
    look_up(&mut lead).await;
    let proposal = proposals(&mut lead).await.remove(0);
    says(&mut lead, &proposal, "same").await.is(303);
    let log = log(&world).await;
    let traces: Vec<&str> = log.lines().filter(|line| line.contains("trace")).collect();
    let with = |words: &str| traces.iter().filter(|line| line.contains(words)).count();
    assert_eq!((with("ask-national-record"), with("missing-here"), with("number-answer")), (1, 1, 1), "{traces:#?}");
    assert!(traces.iter().filter(|line| line.contains("ask-national-record")).all(|line| line.contains("planning")));
    assert!(!log.contains(&family) && !log.contains("Larch Close") && !log.contains("LX1 4QR"));
    let mut visitor = world.signed_in("health-visitor").await;
    let home = visitor.post("/find", &[("words", &format!("Poppy {family}"))]).await.location.expect("found");
    let home = visitor.get(&home).await.link("/families/f-").expect("a family is found");
    visitor.get(&format!("{home}/looks")).await.shows("Test data lead");
}

#[tokio::test]
async fn t24_a_restricted_national_record_keeps_somebody_safe_here_and_shows_nothing() {
    let world = with_simulator().await;
    let family = family_with(Some(Trouble::Restricted), "Poppy", 0);
    let row = without_number("hv-1", "Poppy", &family);
    world.told_by("health-visiting", &[row.with("ADDRESS", "77 Hidden Lane").with("POSTCODE", "LX9 9ZZ")]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family(&format!("Poppy {family}")).await.is(200).shows("77 Hidden Lane");
    let mut lead = world.signed_in("data-lead").await;
    look_up(&mut lead).await.shows("No numbers to check").shows("Kept safe People Too few to show").hides(&family);
    visitor.open_family(&format!("Poppy {family}")).await.is(200).hides("Hidden Lane").hides("LX9 9ZZ");
    lead.get("/matching").await.hides(&family).shows("No pairs to check");
    // The Caldicott Guardian has looked at it; whoever has the command line takes it back.
    let home = visitor.open_family(&format!("Poppy {family}")).await;
    let link = home.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person");
    let person = link.rsplit('/').next().expect("a reference").to_owned();
    run(&world, &["link", "trace", "--person", &person]).is(5);
    run(&world, &["link", "trace", "--person", &person, "--not-restricted"]).is(0).says("no longer keeps");
    visitor.open_family(&format!("Poppy {family}")).await.is(200).shows("77 Hidden Lane");
    run(&world, &["link", "trace", "--person", &person, "--not-restricted"]).is(5);
}

#[tokio::test]
async fn t17_a_number_that_a_sealed_identity_holds_is_set_aside_and_never_joins() {
    let world = with_simulator().await;
    let family = family_with(None, "Sky", 0);
    world.told_by("health-visiting", &[without_number("hv-1", "Sky", &family)]).await;
    let mut lead = world.signed_in("data-lead").await;
    look_up(&mut lead).await;
    let proposal = proposals(&mut lead).await.remove(0);
    let number = number_on(&lead.get(&proposal).await);
    // The same number arrives as a former identity, after it was proposed.
    let before = child("ch-1", "Sky", "Formerly", BORN).with("NHS", &number).with("SEALED", "Y");
    world.told_by("child-health", &[before]).await;
    assert!(proposals(&mut lead).await.is_empty(), "the proposal is on no list");
    lead.get("/matching").await.shows("No pairs to check").hides("1 number waits");
    lead.get(&proposal).await.is(404).hides(&family).hides("Formerly");
    lead.post(&proposal, &[("seen", "0"), ("answer", "same")]).await.is(404);
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family(&format!("Sky {family}")).await.is(200).hides("Formerly");
}

#[tokio::test]
async fn t16_nobody_who_is_kept_safe_is_asked_about() {
    let world = with_simulator().await;
    let hidden = without_number("hv-1", "Poppy", &family_with(None, "Poppy", 0)).with("SHIELDED", "Y");
    let sealed = without_number("hv-2", "Sky", &family_with(None, "Sky", 0)).with("SEALED", "Y");
    world.told_by("health-visiting", &[hidden, sealed]).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching/numbers").await.shows("No child under five has to be looked up now");
    look_up(&mut lead).await.shows("0 people were looked up").shows("Nobody has been looked up yet");
    assert!(!log(&world).await.contains("ask-national-record"));
}

#[tokio::test]
async fn the_same_number_with_another_name_and_birthday_goes_to_somebody_to_look_at() {
    let world = with_simulator().await;
    let family = family_with(None, "Poppy", 0);
    world.told_by("health-visiting", &[without_number("hv-1", "Poppy", &family)]).await;
    let mut lead = world.signed_in("data-lead").await;
    look_up(&mut lead).await;
    let proposal = proposals(&mut lead).await.remove(0);
    let number = number_on(&lead.get(&proposal).await);
    let other = child("ed-1", "Robin", "Marsh", "2023-01-09").with("NHS", &number).with("TEAM", "Ash Nursery");
    world.told_by("education", &[other]).await;
    lead.get(&proposal).await.shows("Somebody else here has this number too");
    says(&mut lead, &proposal, "same").await.is(303);
    let pair = lead.get("/matching").await.link("/matching/k-").expect("the two wait to be looked at");
    lead.get(&pair).await.is(200).shows("Robin").shows("Poppy").shows("Different");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family(&format!("Poppy {family}")).await.is(200).hides("Robin");
}

#[tokio::test]
async fn the_command_looks_up_a_few_at_a_time_and_goes_on_where_it_stopped() {
    let world = with_simulator().await;
    let rows: Vec<Row> = ["Ada", "Bea", "Cleo"]
        .iter()
        .zip(["k", "kk", "kkk"])
        .map(|(given, key)| without_number(key, given, &family_with(None, given, 0)))
        .collect();
    world.told_by("health-visiting", &rows).await;
    run(&world, &["link", "trace", "--dry-run"]).is(0).says("3 of 3 children would be looked up. Nothing was asked.");
    run(&world, &["link", "trace", "--dry-run", "--limit", "2"]).is(0).says("2 of 3 children");
    assert!(!log(&world).await.contains("ask-national-record"));
    let first = run(&world, &["link", "trace", "--limit", "2", "--quiet"]);
    first.is(0).says("2 looked up.").says("2  A number was found").says("1 left.");
    assert!(!first.out.contains("Ada") && !first.out.contains("Ellis"));
    run(&world, &["link", "trace", "--quiet"]).is(0).says("1 looked up.").says("0 left.");
    run(&world, &["link", "trace", "--quiet"]).is(0).says("0 looked up.");
    run(&world, &["link", "tracing", "off"]).is(0).says("off");
    run(&world, &["link", "trace", "--quiet"]).is(4).warns("switched off").warns("onboarding");
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching/numbers").await.shows("3 proposals wait");
}

#[tokio::test]
async fn one_person_is_looked_up_by_command_whatever_is_known_of_the_number() {
    let world = with_simulator().await;
    let family = family_with(Some(Trouble::Died), "Poppy", 0);
    let row = without_number("hv-1", "Poppy", &family).with("NHS", "999 000 0069");
    world.told_by("health-visiting", &[row]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let home = visitor.open_family(&format!("Poppy {family}")).await;
    let link = home.links("/families/").into_iter().find(|link| link.contains("/people/")).expect("a person");
    let person = link.rsplit('/').next().expect("a reference").to_owned();
    run(&world, &["link", "trace", "--person", &person]).is(0).says("The number is right, other fields differ");
    run(&world, &["link", "trace", "--person", "p-0000000000000000"]).is(5);
    let mut lead = world.signed_in("data-lead").await;
    let proposal = proposals(&mut lead).await.remove(0);
    let page = lead.get(&proposal).await;
    page.shows("The national record says that this person has died").shows("Yes, no day given");
}

#[tokio::test]
async fn a_baby_under_six_weeks_waits() {
    let world = with_simulator().await;
    let baby = without_number("hv-1", "Poppy", "Ellis").with("BORN", "2026-11-02");
    world.told_by("health-visiting", &[baby]).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = look_up(&mut lead).await;
    page.shows("Too early: a baby under six weeks").shows("08, postponed").shows("No numbers to check");
}
