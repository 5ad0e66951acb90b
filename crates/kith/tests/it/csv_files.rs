//! Every file of comma-separated values that leaves: what a stranger wrote in
//! it is a value, and never a formula, a line or a column of its own (T28).

use std::collections::BTreeSet;

use kith::web::routes::routes;

use crate::agreements::{protocol, sent};
use crate::birth_lists::{agreement, found, give_key, opened, own_key, released};
use crate::births::offers;
use crate::consent::signer;
use crate::importing::{file, run};
use crate::letters::an_office;
use crate::national_messages::upload_from;
use crate::support::{WALK, person, save, the_directory};
use crate::visitor::Visitor;
use crate::world::{World, child, csv};

/// A centre whose name is everything that a spreadsheet takes for more than a
/// word.
const CENTRE: &str = "=HYPERLINK(\"http://a.example\",\"Larch\")";
const PLACE: &str = "LX1 4QR";

/// The cells of a file, row by row; every row is as long as the first.
fn cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap_or_else(|error| panic!("{error}: {text}")));
    rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
}

/// No cell is a formula; every one of the marks stands in one, with the
/// apostrophe that makes a word of it.
#[track_caller]
fn is_plain(file: &str, text: &str, marks: &[&str]) {
    let rows = cells(text);
    assert!(rows.len() > 1, "{file} says something: {text}");
    for cell in rows.iter().flatten() {
        let first = cell.trim_start_matches([' ', '\u{a0}', '\u{3000}']).chars().next();
        assert!(first.is_none_or(|first| !"=+-@\t\r\n＝＋－＠".contains(first)), "{file}: a formula: {cell:?}");
    }
    for mark in marks {
        let is_there = rows.iter().flatten().any(|cell| cell.contains(mark));
        assert!(is_there, "{file} holds {mark:?} as it was written: {text}");
    }
}

/// A family of which each word is a trap.
async fn a_hostile_family(world: &World) {
    let row = child("hv-1", "Poppy", "Ellis", "2026-10-02")
        .with("ADDRESS", "=2+3 \"The Larches\", +Close\r\n@Testfield")
        .with("POSTCODE", PLACE)
        .with("LANGUAGE", " =cmd|'/C calc'!A0")
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("RECORDED", "2026-10-20");
    let of_health = row.clone().with("TEAM", "East health visitors").with("CODE", "HEALTH-VISITOR");
    world.told_by("health-visiting", &[of_health.with("AGREED_BASIC", "2026-10-20")]).await;
    world.told_by("childrens-centre", &[row.with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER")]).await;
}

/// Support with three goals, each about the aim whose title says these words.
async fn hopes(who: &mut Visitor, family: &str, aims: [&str; 3]) {
    let form = who.get(&format!("{family}/support/new")).await;
    let child = person(&form, "Poppy");
    who.post(&format!("{family}/support/new"), &[("service", WALK), ("people", &child)]).await.is(303);
    let goals = format!("{family}/support/new/goals");
    let page = who.get(&goals).await.html;
    let aim = |title: &str| {
        let before = page.split(title).next().expect("the aim is offered");
        before.rsplit("value=\"").next().and_then(|rest| rest.split('"').next()).expect("its word").to_owned()
    };
    let [one, two, three] = aims.map(aim);
    let first =
        [("goal_1_words", "To sleep"), ("goal_1_aim", &*one), ("goal_2_words", "To read"), ("goal_2_aim", &*two)];
    let last = [("goal_3_words", "To count"), ("goal_3_aim", &*three)];
    who.post(&goals, &first.into_iter().chain(last).collect::<Vec<_>>()).await.is(303);
    save(who, family).await.1.is(200);
}

async fn get(who: &mut Visitor, address: &str) -> String {
    let answer = who.get(address).await;
    answer.is(200);
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8", "{address}");
    answer.html
}

async fn post(who: &mut Visitor, address: &str, why: &str) -> String {
    let answer = who.post(address, &[("why", why)]).await;
    answer.is(200);
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8", "{address}");
    answer.html
}

/// What has a line for each centre.
async fn names_of_centres(world: &World, lead: &mut Visitor) {
    const MARK: &[&str] = &["'=HYPERLINK(\"http://a.example\""];
    for address in ["/births/figures.csv", "/centre-work.csv"] {
        is_plain(address, &get(lead, address).await, MARK);
    }
    is_plain("kith lists figures", &run(world, &["lists", "figures"]).out, MARK);
    is_plain("kith centre-work", &run(world, &["centre-work"]).out, MARK);
}

/// What was wrong with a file that came in, in the words of whoever wrote it.
async fn problems_of_a_file(world: &World, lead: &mut Visitor) {
    let rows = csv(&[child("=1+1", "Ada", "Brook", "=cmd()")]);
    let path = file(world, "bad.csv", &rows);
    run(world, &["import", &path.to_string_lossy(), "--source", "health-visiting", "--check", "--quiet"]);
    let problems = world.directory.path().join("bad.problems.csv");
    let problems = std::fs::read_to_string(problems).expect("the problems are written");
    is_plain("kith import --problems", &problems, &[]);
    let upload = upload_from(lead, ("bad.csv", "health-visiting"), rows.as_bytes()).await;
    let check = upload.location.expect("the check of the file");
    is_plain("problems.csv", &get(lead, &check.replace("/check", "/problems.csv")).await, &[]);
}

#[tokio::test]
async fn t28_no_file_that_leaves_holds_a_formula_or_breaks_its_lines() {
    let world = World::with_centres(&[(CENTRE, "LX2 2BB"), ("Larch Centre", PLACE)]).await;
    a_hostile_family(&world).await;
    the_directory(&world).await;
    an_office(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    let mut visitor = world.signed_in("health-visitor").await;
    let mut centre = world.signed_in("outreach-worker").await;
    let mut manager = world.signed_in("centre-manager").await;
    let mut done: BTreeSet<&str> = BTreeSet::new();

    names_of_centres(&world, &mut lead).await;
    done.extend(["/births/figures.csv", "/centre-work.csv"]);

    // Words of the locality: aims, agreements.
    for title in ["@SUM(1)", "-1, \"two\"", "＝1+1"] {
        lead.post("/support-aims/new", &[("title", title)]).await.is(303);
    }
    let family = found(&mut visitor).await;
    hopes(&mut visitor, &family, ["@SUM(1)", "-1, ", "＝1+1"]).await;
    done.insert("/support-report/aims.csv");
    let aims = get(&mut guardian, "/support-report/aims.csv").await;
    is_plain("/support-report/aims.csv", &aims, &["'@SUM(1)", "'-1, \"two\"", "'＝1+1"]);
    let mut other = protocol();
    other.retain(|(field, _)| !["title", "name"].contains(field));
    other.extend([("title", "+New births, \"all\""), ("name", "births-west")]);
    sent(&mut lead, &other).await.is(303);
    done.insert("/agreements/evidence/{file}");
    let evidence = get(&mut lead, "/agreements/evidence/agreements.csv").await;
    is_plain("agreements.csv", &evidence, &["'+New births, \"all\""]);
    let evidence = run(&world, &["agreements", "evidence", "agreements"]).out;
    is_plain("kith agreements evidence", &evidence, &["'+New births, \"all\""]);
    done.insert("/sharing-report/quarter.csv");
    is_plain("/sharing-report/quarter.csv", &get(&mut guardian, "/sharing-report/quarter.csv").await, &[]);

    // Families: letters, cards, the history of an answer, lists to centres.
    done.insert("/notices/to-send.csv");
    let letters = post(&mut manager, "/notices/to-send.csv", "letters").await;
    is_plain("/notices/to-send.csv", &letters, &["'=2+3 \"The Larches\""]);
    done.insert("/notices/told.csv");
    is_plain("/notices/told.csv", &get(&mut lead, "/notices/told.csv").await, &[]);
    agreement(&mut lead).await;
    give_key(&mut lead, &own_key(&world)).await;
    done.insert("/month-lists/{list}/{file}");
    let month = crate::month_lists::opened_as_sent(&world, &mut lead).await;
    is_plain("the month’s list", &month, &["=2+3 \"The Larches\""]);
    let list = released(&mut lead).await;
    done.insert("/lists/{list}/{file}");
    is_plain("the list of a centre", &opened(&world, &list), &["=2+3 \"The Larches\""]);
    offers(&mut lead).await;
    done.insert("/births/cards.csv");
    let cards = post(&mut centre, "/births/cards.csv", "letters").await;
    is_plain("/births/cards.csv", &cards, &["'=2+3 \"The Larches\""]);
    let form = visitor.get(&format!("{family}/consent/object")).await;
    let (key, by) = (form.field("form_key").expect("a key"), signer(&form, "Hannah Ellis"));
    let fields = [("form_key", &*key), ("by", &*by), ("how", "By phone"), ("note", "=1+1, \"she said\"\r\n@home")];
    visitor.post(&format!("{family}/consent/object"), &fields).await.is(303);
    done.insert("/families/{family}/consent/history.csv");
    let history = post(&mut visitor, &format!("{family}/consent/history.csv"), "own-file").await;
    is_plain("history.csv", &history, &["1+1, \"she said\""]);

    problems_of_a_file(&world, &mut lead).await;
    done.insert("/files/{file}/problems.csv");

    // A file that is new is opened here too.
    let all: BTreeSet<&str> = routes()
        .iter()
        .map(|route| route.path)
        .filter(|path| path.ends_with(".csv") || path.ends_with("{file}"))
        .collect();
    let missing: Vec<&&str> = all.difference(&done).collect();
    assert!(missing.is_empty(), "no test opens {missing:?}");
}
