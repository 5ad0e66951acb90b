//! Who is this person: what the best systems can do, row by row of the bar.

use std::collections::BTreeMap;

use jiff::Span;

use crate::families::TOLD;
use crate::importing::{file, run};
use crate::matching_pairs::{poppy_ellis, poppy_marsh};
use crate::visitor::Visitor;
use crate::world::{Row, World, child, csv};

const BORN: &str = "2024-03-09";

/// A child of whom the four details are known by which a list without numbers
/// is compared.
fn poppy() -> Row {
    child("k", "Poppy", "Ellis", BORN).with("ADDRESS", "14 Larch Close").with("POSTCODE", "LX1 4QR")
}

fn with_mother(row: Row) -> Row {
    row.with("M_GIVEN", "Hannah").with("M_FAMILY", "Ellis").with("M_BORN", "1999-05-14")
}

/// The record as the health visitors hold it, who work with the child.
fn cared_for(row: Row) -> Row {
    row.with("TEAM", "East health visitors").with("CODE", "HEALTH-VISITOR").with("TOLD", TOLD)
}

/// What becomes of two records of two services.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    One,
    Asked,
    Two,
}

/// The pages of all children of the family found by these words: two records
/// that stay two stand on it in either order.
async fn child_pages(world: &World, words: &str) -> Vec<String> {
    let mut visitor = world.signed_in("health-visitor").await;
    let family = visitor.open_family(words).await;
    let mut pages = Vec::new();
    for link in family.links("/families/").into_iter().filter(|link| link.contains("/people/")) {
        let page = visitor.get(&link).await.is(200).text();
        if !page.contains(" family Mother") {
            pages.push(page);
        }
    }
    assert!(!pages.is_empty(), "a child is found by {words}: {}", family.text());
    pages
}

/// The page of the only child whom these words find.
async fn child_page(world: &World, words: &str) -> String {
    let mut pages = child_pages(world, words).await;
    assert_eq!(pages.len(), 1, "one child is found by {words}");
    pages.remove(0)
}

async fn verdict(first: Row, second: Row) -> Verdict {
    let world = World::new().await;
    world.told_by("health-visiting", &[cared_for(first)]).await;
    world.told_by("maternity", &[second]).await;
    let joined = |page: &String| {
        ["Records that were joined", "Health visiting, Testfield", "Midwifery, Testfield"]
            .iter()
            .all(|words| page.contains(words))
    };
    if child_pages(&world, "Poppy Ellis").await.iter().any(joined) {
        return Verdict::One;
    }
    let mut lead = world.signed_in("data-lead").await;
    if lead.get("/matching").await.link("/matching/k-").is_some() { Verdict::Asked } else { Verdict::Two }
}

#[tokio::test]
async fn bar_a01_the_nhs_number_comes_first_and_one_that_nobody_can_have_is_refused() {
    let number = "999 000 0042";
    let elsewhere = child("k", "Polly", "Marsh", BORN).with("ADDRESS", "3 Quay Street").with("POSTCODE", "LX7 8CD");
    let same = verdict(poppy().with("NHS", number), elsewhere.clone().with("NHS", number)).await;
    assert_eq!(same, Verdict::One, "the number says more than name and address");
    assert_eq!(verdict(poppy().with("NHS", number), elsewhere).await, Verdict::Two);

    let imported = |world: &World, number: &str| {
        let text = csv(&[cared_for(poppy()).with("NHS", number)]);
        let path = file(world, "births.csv", &text);
        run(world, &["import", &path.to_string_lossy(), "--source", "health-visiting", "--check"]).is(1);
        std::fs::read_to_string(world.directory.path().join("births.problems.csv")).expect("the problems")
    };
    let world = World::new().await;
    assert!(imported(&world, "999 000 0043").contains("the last digit does not fit the others"));
    assert!(imported(&world, "111 111 1111").contains("this number is never given out"));
    assert!(imported(&world, "99900004").contains("an NHS number has 10 digits"));
    // Where people are real, nobody has a number for tests.
    let real = World::of_real_people().await;
    assert!(imported(&real, number).contains("numbers that begin with 999 are for tests"));
    for nobodys in ["500", "599", "860", "899", "900", "998", "132", "199"].map(|range| range.to_owned() + "00000") {
        let number = with_check_digit(&nobodys);
        let text = csv(&[cared_for(poppy()).with("NHS", &number)]);
        let path = file(&world, "trial.csv", &text).to_string_lossy().into_owned();
        run(&world, &["import", &path, "--source", "health-visiting", "--check"]).is(0);
        let found = imported(&real, &number);
        assert!(found.contains("no number that begins so is given to anybody; check the number"), "{nobodys}: {found}");
    }
}

/// These eight digits with a ninth and the check digit, of a range that is
/// given to nobody.
fn with_check_digit(eight: &str) -> String {
    let number = |ninth: u64| -> Option<String> {
        let leading = eight.parse::<u64>().expect("digits") * 10 + ninth;
        Some(format!("{leading}{}", kith_core::person::NhsNumber::check_digit(leading)?))
    };
    (1..).find_map(number).expect("one in eleven has no check digit")
}

/// The four details, each with another value.
const OTHER: [(&str, &str); 4] =
    [("GIVEN", "Rosalind"), ("FAMILY", "Okafor"), ("BORN", "2021-11-28"), ("POSTCODE", "LX7 8CD")];

fn with_others(of: &[usize]) -> Row {
    of.iter().fold(poppy(), |row, place| {
        let (column, value) = OTHER[*place];
        let row = row.with(column, value);
        if column == "POSTCODE" { row.with("ADDRESS", "3 Quay Street") } else { row }
    })
}

#[tokio::test]
async fn bar_a03_three_of_four_details_are_never_missed_and_two_of_four_never_join() {
    assert_eq!(verdict(poppy(), with_others(&[])).await, Verdict::One);
    for (one, (column, _)) in OTHER.into_iter().enumerate() {
        // Another first name beside one birthday, family name and home is a twin, however much agrees.
        let found = verdict(poppy(), with_others(&[one])).await;
        assert_eq!(found == Verdict::Two, column == "GIVEN", "all but {column}: {found:?}");
        for (two, (second, _)) in OTHER.into_iter().enumerate().take(one) {
            let found = verdict(poppy(), with_others(&[one, two])).await;
            assert_ne!(found, Verdict::One, "all but {column} and {second}");
        }
    }
    // A whole household weighs enough, and is not enough: of number, name and birthday two have to agree.
    let household = || with_mother(poppy()).with("PHONE", "07700 900118");
    let unnamed = || household().with("GIVEN", "");
    assert_eq!(verdict(household(), unnamed()).await, Verdict::One, "name and birthday: a baby before it had a name");
    assert_eq!(verdict(household(), unnamed().with("BORN", "")).await, Verdict::Asked, "neither");
}

const HEADER: &str = "record_id,source,recorded_on,nhs_number,forename,middle_name,surname,dob,sex,birth_order,address,\
                      postcode,phone,gp_code,mother_forename,mother_surname,mother_dob\n";

#[tokio::test]
async fn bar_a04_each_agreement_has_a_weight_and_they_add_up_to_how_likely_it_is() {
    let world = World::new().await;
    let text = format!(
        "{HEADER}a,gp,,,Poppy,,Ellis,2024-03-09,F,,,LX1 4QR,,,,,\nb,hv,,,Poppy,,Ellis,2024-03-09,F,,,,,,,,\n\
         c,gp,,,Noah,,Quill,2023-01-07,M,,2 Elm Row,LX2 2BB,07700900118,,,,\n\
         d,hv,,,Noah,,Quill,2023-01-07,M,,2 Elm Row,LX2 2BB,07700900118,,,,\n"
    );
    let path = |name: &str| world.directory.path().join(name).to_string_lossy().into_owned();
    let (records, out, edges) = (path("records.csv"), path("out.csv"), path("edges.csv"));
    std::fs::write(&records, text).expect("our folder");
    run(&world, &["link", "run", "--input", &records, "--out", &out, "--edges", &edges]).is(0);
    let edges = std::fs::read_to_string(&edges).expect("written");
    let of = |pair: &str| -> (f64, f64) {
        let line = edges.lines().find(|line| line.starts_with(pair)).expect("the pair was weighed");
        let mut values = line.split(',').skip(2).map(|value| value.parse().expect("a figure"));
        (values.next().expect("how likely"), values.next().expect("a weight"))
    };
    let (less, more) = (of("a,b,"), of("c,d,"));
    assert!(less.1 < more.1 && less.0 <= more.0 && more.0 <= 1.0, "{edges}");
    let explained = run(&world, &["link", "explain", "c", "d", "--input", &records]);
    explained.is(0).says("before anything is compared").says("Date of birth: ").says("Telephone: ");
    let bits = |line: &str| line.split_whitespace().next().and_then(|word| word.parse::<f64>().ok());
    let parts: f64 = explained.out.lines().take_while(|line| !line.contains("in all")).filter_map(bits).sum();
    assert!((parts - more.1).abs() < 0.7, "{} and {edges}", explained.out);
}

/// The weights of a saved model, by field and words.
fn weights(world: &World, name: &str) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(world.directory.path().join(name)).expect("written");
    let model: serde_json::Value = serde_json::from_str(&text).expect("JSON is written");
    model["weights"].as_object().expect("weights").iter().map(|(field, all)| (field.clone(), all.to_string())).collect()
}

#[tokio::test]
async fn bar_a05_weights_are_learnt_from_the_records_also_where_none_has_a_number() {
    let world = World::new().await;
    let folder = world.directory.path().join("records");
    run(&world, &["synth", "--records", "--children", "1500", "-o", &folder.to_string_lossy()]).is(0);
    let text = std::fs::read_to_string(folder.join("records.csv")).expect("written");
    let place = text.lines().next().expect("a header").split(',').position(|name| name == "nhs_number");
    let place = place.expect("the column is there");
    let without: String = text
        .lines()
        .enumerate()
        .map(|(line, row)| {
            let mut values: Vec<&str> = row.split(',').collect();
            if line > 0 {
                values[place] = "";
            }
            values.join(",") + "\n"
        })
        .collect();
    let few: String = text.lines().take(40).map(|line| format!("{line}\n")).collect();
    let out = world.directory.path().join("out.csv").to_string_lossy().into_owned();
    for (name, text, taught) in
        [("few", &few, "starting-"), ("all", &text, "taught-"), ("without", &without, "expected-")]
    {
        let records = file(&world, &format!("{name}.csv"), text).to_string_lossy().into_owned();
        let model = world.directory.path().join(name).to_string_lossy().into_owned();
        let said = run(&world, &["link", "run", "--input", &records, "--out", &out, "--save-model", &model]);
        said.is(0).warns(&format!("model {taught}"));
    }
    let [few, all, without] = ["few", "all", "without"].map(|name| weights(&world, name));
    assert!(few != all && few != without && all != without, "each is learnt from its own records");
}

#[tokio::test]
async fn bar_a06_two_different_nhs_numbers_never_join_however_alike_the_rest_is() {
    let first = with_mother(poppy()).with("NHS", "999 000 0042").with("PHONE", "07700 900118").with("SEX", "F");
    let second = first.clone().with("NHS", "999 000 0050");
    assert_eq!(verdict(first.clone(), first.clone().with("NHS", "")).await, Verdict::One);
    assert_ne!(verdict(first, second).await, Verdict::One);
}

#[tokio::test]
async fn bar_a07_twins_stay_two_and_how_often_they_do_is_measured() {
    let twin = |given: &str, number: &str| {
        with_mother(poppy()).with("KEY", given).with("GIVEN", given).with("NHS", number).with("SEX", "F")
    };
    let world = World::new().await;
    let both = [cared_for(twin("Poppy", "999 000 0042")), cared_for(twin("Polly", "999 000 0050"))];
    world.told_by("health-visiting", &both).await;
    world.told_by("maternity", &[twin("Poppy", "").with("ORDER", 1), twin("Polly", "").with("ORDER", 2)]).await;
    let page = world.signed_in("health-visitor").await.open_family("Poppy Ellis").await;
    let people = page.links("/families/").into_iter().filter(|link| link.contains("/people/")).count();
    assert_eq!(people, 3, "two children and their mother: {}", page.text());
    // A record that could be either is nobody's until somebody has looked.
    world.told_by("child-health", &[twin("", "")]).await;
    let page = world.signed_in("health-visitor").await.open_family("Poppy Ellis").await;
    page.is(200).shows("Poppy").shows("Polly");
    let is_taken = |page: &String| page.contains("Child health records, Testfield") && page.contains("Health visiting");
    assert!(!child_pages(&world, "Poppy Ellis").await.iter().any(is_taken), "it is neither twin's");
    let mut lead = world.signed_in("data-lead").await;
    assert!(lead.get("/matching").await.link("/matching/k-").is_some(), "somebody is asked");

    let folder = world.directory.path().join("records");
    let path = |name: &str| folder.join(name).to_string_lossy().into_owned();
    run(&world, &["synth", "--records", "--children", "1500", "-o", &folder.to_string_lossy()]).is(0);
    run(&world, &["link", "run", "--input", &path("records.csv"), "--out", &path("out.csv")]).is(0);
    let input = path("records.csv");
    let said = run(
        &world,
        &["link", "measure", "--clusters", &path("out.csv"), "--truth", &path("truth.csv"), "--input", &input],
    );
    let line = said.is(0).out.lines().find(|line| line.contains("sets are merged")).expect("twins are measured");
    let figures: Vec<u32> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert!(figures.len() >= 3 && figures[0] == 0 && figures[1] >= 20, "{line}");
    assert!(line.contains(" 0 persons against what their records say"), "{line}");
}

#[tokio::test]
async fn bar_a08_a_name_that_stands_in_for_one_is_no_name() {
    for stand_in in ["Baby", "BABY GIRL", "Infant", "B/O Hannah", "Female Infant", "Baby of Hannah"] {
        let newborn = with_mother(poppy()).with("GIVEN", stand_in);
        assert_eq!(verdict(with_mother(poppy()), newborn).await, Verdict::One, "{stand_in}");
    }
    let world = World::new().await;
    world.told_by("health-visiting", &[cared_for(with_mother(poppy()))]).await;
    world.told_by("maternity", &[with_mother(poppy()).with("GIVEN", "Baby").with("RECORDED", "2026-11-20")]).await;
    let page = child_page(&world, "Poppy Ellis").await;
    assert!(
        page.contains("Poppy Ellis") && !page.contains("Baby Ellis"),
        "the name counts, not what stands in: {page}"
    );
}

#[tokio::test]
async fn bar_a09_a_birthday_with_day_and_month_swapped_or_some_months_off_is_not_missed() {
    let known = || with_mother(poppy()).with("SEX", "F").with("PHONE", "07700 900118");
    assert_eq!(verdict(known(), known().with("BORN", "2024-09-03")).await, Verdict::One, "swapped");
    assert_eq!(verdict(known(), known().with("BORN", "2024-06-09")).await, Verdict::One, "another month");
    for other in ["2023-10-09", "2024-04-12"] {
        assert_eq!(verdict(known(), known().with("BORN", other)).await, Verdict::Asked, "{other}");
    }
    assert_ne!(verdict(known(), known().with("BORN", "2022-01-20")).await, Verdict::One, "that is a sibling");
}

#[tokio::test]
async fn bar_a10_names_and_addresses_from_before_are_used() {
    let world = World::new().await;
    let number = "999 000 0042";
    let moved = child("k", "Poppy", "Marsh", BORN).with("ADDRESS", "3 Quay Street").with("POSTCODE", "LX7 8CD");
    let by = |row: Row, recorded: &str| row.with("RECORDED", recorded);
    world.told_by("health-visiting", &[by(cared_for(poppy()).with("NHS", number), "2026-01-05")]).await;
    world.told_by("general-practice", &[by(moved.clone().with("NHS", number), "2026-11-01")]).await;
    // Two services without numbers: one knows the name and home of now, the other those from before.
    world.told_by("maternity", &[by(poppy(), "2026-02-01")]).await;
    world.told_by("child-health", &[by(moved, "2026-11-02")]).await;
    let page = child_page(&world, number).await;
    for title in ["Health visiting", "GP practice", "Midwifery", "Child health records"] {
        assert!(page.contains(&format!("{title}, Testfield")), "{title}: {page}");
    }
    assert!(page.contains("3 Quay Street") && page.contains("14 Larch Close"), "both homes are known: {page}");
}

/// What the page of a child says, once there is only one.
async fn is_one(world: &World) -> bool {
    let pages = child_pages(world, "Poppy Ellis").await;
    let is_joined = |page: &&String| {
        page.contains("Records that were joined")
            && page.contains("Midwifery, Testfield")
            && page.contains("Health visiting, Testfield")
    };
    pages.iter().filter(is_joined).count() == 1
}

/// The midwives' copy once the child has moved and goes by another family
/// name.
fn moved() -> Row {
    poppy().with("FAMILY", "Okafor").with("ADDRESS", "3 Quay Street").with("POSTCODE", "LX7 8CD")
}

async fn joined() -> World {
    let world = World::new().await;
    world.told_by("health-visiting", &[cared_for(poppy())]).await;
    world.told_by("maternity", &[poppy()]).await;
    assert!(is_one(&world).await, "the two are joined");
    // What comes in on one day gives the same people in whatever order it comes.
    world.told_by("maternity", &[moved().with("LANGUAGE", "Welsh")]).await;
    assert!(!is_one(&world).await, "a join holds nothing on its own day");
    world.told_by("maternity", &[poppy().with("LANGUAGE", "Welsh")]).await;
    world.wait(Span::new().hours(24));
    world
}

#[tokio::test]
async fn bar_a11_what_was_joined_is_parted_only_below_a_second_lower_weight() {
    // Two records that were never one are not joined at this weight.
    assert_ne!(verdict(poppy(), moved()).await, Verdict::One);
    let world = joined().await;
    let mut lead = world.signed_in("data-lead").await;
    assert!(lead.get("/matching").await.link("/matching/k-").is_none(), "nothing is doubtful");
    world.told_by("maternity", &[moved()]).await;
    assert!(is_one(&world).await, "what was joined stays joined");
    let pair = lead.get("/matching").await.link("/matching/k-").expect("it waits for somebody");
    lead.get(&pair).await.is(200).shows("Joined before, when more was alike");
    world.told_by("maternity", &[moved().with("RECORDED", "2026-11-23")]).await;
    assert!(is_one(&world).await, "nothing has changed that is compared");
    // Less is alike again: below the second weight the two are parted, and above it they stay so.
    world.told_by("maternity", &[moved().with("BORN", "2021-11-28")]).await;
    assert!(!is_one(&world).await, "the two are parted");
    assert!(lead.get("/matching").await.link("/matching/k-").is_none(), "they are no pair any more");
    world.told_by("maternity", &[moved().with("LANGUAGE", "Polish")]).await;
    assert!(!is_one(&world).await, "what was parted is joined only at the first weight");
    world.told_by("maternity", &[poppy().with("RECORDED", "2026-11-23")]).await;
    assert!(is_one(&world).await);
    assert!(lead.get("/matching").await.link("/matching/k-").is_none(), "nothing is doubtful any more");
    lead.get("/matching/accuracy").await.is(200).shows("1: parted below").shows("4: joined");
}

#[tokio::test]
async fn what_forbids_a_join_and_what_people_say_part_at_once_what_was_joined() {
    let world = joined().await;
    world.told_by("health-visiting", &[cared_for(poppy()).with("NHS", "999 000 0042")]).await;
    assert!(is_one(&world).await);
    world.told_by("maternity", &[poppy().with("NHS", "999 000 0050")]).await;
    assert!(!is_one(&world).await, "two numbers");

    let world = joined().await;
    world.told_by("maternity", &[poppy().with("GIVEN", "Rosalind")]).await;
    assert!(!is_one(&world).await, "a twin's name");

    let world = joined().await;
    world.told_by("maternity", &[moved()]).await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = lead.get("/matching").await.link("/matching/k-").expect("it waits for somebody");
    let seen = lead.get(&pair).await.field("seen").expect("it can be answered");
    lead.post(&pair, &[("seen", &seen), ("answer", "different")]).await.is(303);
    assert!(!is_one(&world).await, "a person has said so");
    world.told_by("maternity", &[poppy().with("RECORDED", "2026-11-22")]).await;
    assert!(!is_one(&world).await, "whatever comes later");
}

/// Answers the pair on the page with the keyboard's two presses.
async fn answers(lead: &mut Visitor, pair: &str) -> String {
    let page = lead.get(pair).await;
    let seen = page.is(200).field("seen").expect("it can be answered");
    lead.post(pair, &[("seen", &seen), ("answer", "different")]).await.is(303).location.clone().expect("the next")
}

#[tokio::test]
async fn bar_a12_a_pair_is_answered_by_two_presses_and_the_next_one_has_the_focus() {
    let world = World::new().await;
    let other = |row: Row| row.with("KEY", "2").with("GIVEN", "Greta").with("BORN", "2026-09-14");
    world.told_by("health-visiting", &[poppy_ellis("1"), other(poppy_ellis("2"))]).await;
    world.told_by("maternity", &[poppy_marsh("1"), other(poppy_marsh("2"))]).await;
    let mut lead = world.signed_in("data-lead").await;
    let first = lead.get("/matching").await.link("/matching/k-").expect("a pair waits");
    let page = lead.get(&first).await;
    assert_eq!(page.html.matches("type=\"radio\"").count(), 3, "one press chooses");
    page.shows("Save and next");
    let next = answers(&mut lead, &first).await;
    let page = lead.get(&next).await;
    page.is(200).shows("Are these one person?").shows("Save and next");
    assert!(page.html.contains("autofocus"), "an arrow key or Space chooses at once");
    let pair = next.split('?').next().unwrap_or_default().to_owned();
    assert!(pair != first && pair.starts_with("/matching/k-"), "it is the next pair: {next}");
    let last = answers(&mut lead, &pair).await;
    lead.get(&last).await.shows("No pairs to check");
}

#[tokio::test]
async fn bar_a14_a_join_is_undone_from_the_screen_and_nothing_is_left_of_it() {
    let world = World::new().await;
    world.told_by("health-visiting", &[poppy_ellis("hv-1")]).await;
    world.told_by("maternity", &[poppy_marsh("mat-1")]).await;
    let before = child_page(&world, "Poppy Ellis").await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = lead.get("/matching").await.link("/matching/k-").expect("a pair waits");
    let seen = lead.get(&pair).await.field("seen").expect("it can be answered");
    lead.post(&pair, &[("seen", &seen), ("answer", "same")]).await.is(303);
    let joined = child_page(&world, "Poppy Ellis").await;
    assert!(joined.contains("Quay Street") && joined.contains("Hanna Marsh"), "{joined}");
    lead.get(&pair).await.shows("Undo the answer");
    lead.post(&format!("{pair}/undo"), &[]).await.is(303);
    let after = child_page(&world, "Poppy Ellis").await;
    assert!(!after.contains("Quay Street") && !after.contains("Hanna Marsh"), "{after}");
    let details = |page: &str| page.split("Details").nth(1).map(|rest| rest.split("Records").next().map(str::to_owned));
    assert_eq!(details(&after), details(&before), "the person is as before");
    lead.get("/matching").await.is(200);
    assert!(lead.get("/matching").await.link("/matching/k-").is_some(), "the pair waits again");
}

#[tokio::test]
async fn bar_a16_each_sources_copy_is_kept_and_the_person_is_worked_out_from_them() {
    let world = World::new().await;
    let health = |address: &str, on: &str| cared_for(poppy()).with("ADDRESS", address).with("RECORDED", on);
    world.told_by("health-visiting", &[health("14 Larch Close", "2026-10-05")]).await;
    world.told_by("maternity", &[poppy().with("ADDRESS", "2 Birch Way").with("RECORDED", "2026-11-01")]).await;
    let shown = |page: &str, first: &str, second: &str| {
        let (first, second) = (page.find(first).expect("the first"), page.find(second).expect("the second"));
        assert!(first < second, "the newer comes first, the other stays: {page}");
    };
    shown(&child_page(&world, "Poppy Ellis").await, "2 Birch Way", "14 Larch Close");
    // One source says something new: the person follows, the other's copy stays as it was.
    world.told_by("health-visiting", &[health("9 Elm Row", "2026-11-20")]).await;
    let page = child_page(&world, "Poppy Ellis").await;
    shown(&page, "9 Elm Row", "2 Birch Way");
    assert!(page.contains("Midwifery, Testfield, 1 November 2026"), "{page}");
    assert!(page.contains("Health visiting, Testfield, 20 November 2026"), "{page}");
}

#[tokio::test]
async fn bar_a18_whether_a_row_would_match_is_asked_without_saving() {
    let world = World::new().await;
    world.told_by("health-visiting", &[poppy_ellis("hv-1")]).await;
    let marsh = file(&world, "m.csv", &csv(&[poppy_marsh("mat-1")])).to_string_lossy().into_owned();
    let said = run(&world, &["import", &marsh, "--source", "maternity", "--check"]);
    said.is(0).says("1 may be someone already here").says("Nothing was saved");
    let stranger = child("mat-2", "Zoe", "Quill", "2021-02-03");
    let other = file(&world, "o.csv", &csv(&[stranger])).to_string_lossy().into_owned();
    let said = run(&world, &["import", &other, "--source", "maternity", "--check"]);
    assert!(!said.is(0).out.contains("already here"), "{}", said.out);
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/matching").await.shows("No pairs to check");
    let page = child_page(&world, "Poppy Ellis").await;
    assert!(!page.contains("Midwifery"), "{page}");
}

#[tokio::test]
async fn bar_a22_an_unborn_child_is_a_person_to_be_and_becomes_the_child_at_birth() {
    let world = World::new().await;
    let mother = |row: Row| with_mother(row).with("M_NHS", "999 000 0026").with("ADDRESS", "14 Larch Close");
    let midwives = |row: Row| mother(row).with("TEAM", "East midwives").with("CODE", "MIDWIFE").with("TOLD", TOLD);
    let expected = midwives(child("m-1", "Unborn", "Ellis", "")).with("DUE", "2026-11-20");
    world.told_by("maternity", &[expected]).await;
    let mut midwife = world.signed_in("midwife").await;
    let before = midwife.open_family("Hannah Ellis").await;
    before.is(200).shows("Unborn baby").hides("Daughter");
    let of =
        |page: &crate::visitor::Answer| page.links("/families/").into_iter().find(|link| link.contains("/people/"));
    let to_be = of(&before).expect("the child to be is a person");
    midwife.get(&to_be).await.is(200).shows("20 November 2026");
    let family = to_be.split("/people/").next().unwrap_or_default().to_owned();
    let born = mother(child("ch-1", "Ada", "Ellis", "2026-11-18")).with("NHS", "999 000 0042").with("SEX", "F");
    world.told_by("child-health", &[born]).await;
    let after = midwife.get(&family).await;
    after.is(200).shows("Ada").shows("Daughter, born 18 November 2026").hides("Unborn baby");
    assert_eq!(of(&after), Some(to_be.clone()), "it is the same person, under the same address");
    midwife.get(&to_be).await.is(200).shows("Ada").shows("999 000 0042");
}
