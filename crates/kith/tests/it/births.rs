//! New births at a centre: welcome cards, once a child, and nobody who may not
//! be written to.

use jiff::Span;
use kith_exchange::list_out::{OwnKey, open};

use crate::birth_lists::{agreed, ready, released, told, unlike};
use crate::consent::with;
use crate::importing::run;
use crate::visitor::Visitor;
use crate::world::{Row, World};

/// What the Larch Centre offers.
pub async fn offers(lead: &mut Visitor) {
    let fields = [
        ("kind", "parenting"),
        ("name", "Baby massage"),
        ("centre", "Larch Centre"),
        ("says", "Every Tuesday at 10"),
        ("address", ""),
        ("telephone", ""),
    ];
    lead.post("/services/new", &fields).await.is(303);
}

pub async fn with_a_baby() -> (World, Visitor) {
    let (world, mut lead) = ready().await;
    world.told_by("health-visiting", &[agreed("hv-1", "Poppy", "Ellis").with("LANGUAGE", "Polish")]).await;
    released(&mut lead).await;
    (world, lead)
}

#[tokio::test]
async fn s004_wad_a_welcome_card_has_what_is_on_now_and_goes_to_a_child_once_ever() {
    let (world, mut lead) = with_a_baby().await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/my-day").await.shows("New births");
    let cards = centre.get("/births/cards").await;
    cards.is(200).shows("Cards cannot be made yet").shows("What the centre offers");
    offers(&mut lead).await;
    let cards = centre.get("/births/cards").await;
    cards.shows("1 family gets a card").shows("Poppy Ellis").hides("Cards cannot be made yet");
    // What the family speaks is no part of what it agreed to: the centre is not told.
    cards.hides("Polish");
    let preview = centre.get("/births/cards/preview").await;
    let clinic = [("kind", "parenting"), ("name", "Baby clinic"), ("centre", "Larch Centre"), ("says", "Mondays")];
    lead.post("/services/new", &with(&clinic, &[("address", ""), ("telephone", "")])).await.is(303);
    centre.get("/births/cards/preview").await.shows("Baby massage. Every Tuesday").shows("Baby clinic. Mondays");
    lead.post("/services/new", &with(&clinic, &[("has_closed", "yes"), ("address", ""), ("telephone", "")]))
        .await
        .is(303);
    centre.get("/births/cards/preview").await.shows("Baby massage").hides("Baby clinic");
    preview.is(200).shows("Welcome to Larch Centre").shows("Baby massage. Every Tuesday at 10").shows("01632 960001");
    preview.shows("Ask us for it in your language").shows("The family of Poppy Ellis").shows("14 Larch Close");
    let pdf = centre.get("/births/cards.pdf").await;
    assert_eq!(pdf.headers["content-type"], "application/pdf");
    let key = cards.field("form_key").expect("a key");
    let family = cards.field("family").expect("a family to tick");
    for _ in 0..2 {
        centre.post("/births/cards", &[("form_key", &key), ("family", &family)]).await.is(303);
    }
    centre.get("/births").await.shows("Posted 22 November 2026").shows("No welcome card waits");
    centre.get("/births/cards").await.shows("0 families get a card").shows("No card waits");
    // She moves away and back: she still had her card.
    world.wait(Span::new().hours(24));
    let away = agreed("hv-1", "Poppy", "Ellis").with("POSTCODE", "LX7 8CD").with("RECORDED", "2026-11-23");
    world.told_by("health-visiting", &[away]).await;
    lead.sign_in("data-lead").await;
    released(&mut lead).await;
    world.told_by("health-visiting", &[agreed("hv-1", "Poppy", "Ellis").with("RECORDED", "2026-11-24")]).await;
    released(&mut lead).await;
    centre.sign_in("outreach-worker").await;
    centre.get("/births").await.shows("Poppy Ellis").shows("Moved in").shows("No welcome card waits");
}

/// What the centre says of itself.
const SAYS: [(&str, &str); 3] = [
    ("open", "Monday to Friday, 9am to 5pm\n\n  Saturday, 10am  to 1pm"),
    ("way", "From the bus stop, the blue door."),
    ("page", "https://larch-centre.example/opening"),
];

#[tokio::test]
async fn s004_wad_a_card_is_made_on_the_paper_that_the_centre_chose_with_its_own_words() {
    let (world, mut lead) = with_a_baby().await;
    offers(&mut lead).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births").await.shows("What your centre says on its cards");
    centre.get("/births/cards/centre").await.is(200).shows("When are you open?");
    for bad in ["https://larch-centre.example/?family=1", "http://larch-centre.example", "larch-centre.example"] {
        let typed = with(&SAYS[..2], &[("page", bad)]);
        centre.post("/births/cards/centre", &typed).await.is(422).shows("Write the whole address");
    }
    let long = "x".repeat(81);
    centre.post("/births/cards/centre", &[("open", &long)]).await.is(422).shows("at most 8 lines");
    centre.post("/births/cards/centre", &SAYS).await.is(303);
    centre.get("/births/cards/centre").await.shows("the blue door").shows("Saturday, 10am to 1pm");
    centre.get("/births/cards").await.shows("Which paper?").shows("A card, with name and address on the other side");
    let preview = centre.get("/births/cards/preview?paper=a5").await;
    preview.is(200).shows("When we are open").shows("Saturday, 10am to 1pm").shows("From the bus stop, the blue door.");
    preview.shows("See when we are open: https://larch-centre.example/opening").shows("Hello to you and your child");
    assert!(preview.html.contains("aria-label=\"Code to scan with a telephone. It opens https://larch-centre"));
    assert_eq!(preview.html.matches("Poppy").count(), 1, "the names stand on the label side alone");
    for (paper, size) in [("a4", "595.28 841.89"), ("a5", "419.53 595.28"), ("a6", "297.64 419.53")] {
        for large in ["", "&large=1"] {
            let pdf = centre.get(&format!("/births/cards.pdf?paper={paper}{large}")).await;
            assert_eq!(pdf.headers["content-type"], "application/pdf");
            for sign in [format!("/MediaBox[0 0 {size}]"), "/S/Figure".to_owned(), "pdfuaid:part".to_owned()] {
                assert!(pdf.html.contains(&sign), "{paper} lacks {sign}");
            }
        }
    }
    world.signed_in("health-visitor").await.get("/births/cards/centre").await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("centre-card") && log.contains("open way page"), "what was changed is written down");
    assert!(!log.contains("blue door"));
}

#[tokio::test]
async fn s004_wad_a_blank_card_and_the_words_of_a_centre_by_command() {
    let (world, mut lead) = with_a_baby().await;
    let out = world.directory.path().join("card.pdf").to_string_lossy().into_owned();
    let card = ["letters", "card", "Larch Centre", "--paper", "a6", "--out", &out];
    let early = run(&world, &card);
    assert_ne!(early.code, Some(0));
    early.warns("Missing: What the centre offers");
    offers(&mut lead).await;
    run(&world, &["letters", "centre", "Larch Centre"]).says("nothing is said");
    let bad = run(&world, &["letters", "centre", "Larch Centre", "--page", "https://larch.example/?q=1"]);
    assert_eq!(bad.code, Some(8));
    let said =
        run(&world, &["letters", "centre", "Larch Centre", "--open", "Mondays", "--page", "https://larch.example"]);
    said.says("Mondays").says("https://larch.example");
    run(&world, &["letters", "centre", "Larch Centre", "--way", "The blue door"]).says("Mondays").says("The blue door");
    assert_eq!(run(&world, &["letters", "centre", "No Centre"]).code, Some(5));
    assert_eq!(run(&world, &card).code, Some(0));
    let file = std::fs::read(&out).expect("the card");
    let has = |words: &str| file.windows(words.len()).any(|part| part == words.as_bytes());
    assert!(file.starts_with(b"%PDF") && has("/MediaBox[0 0 297.64 419.53]") && has("/S/Figure"));
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births/cards/preview").await.shows("The blue door").shows("Mondays");
}

#[tokio::test]
async fn a_card_that_came_back_is_marked_and_the_mail_house_file_asks_why() {
    let (world, mut lead) = with_a_baby().await;
    offers(&mut lead).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births/cards.csv").await.shows("Why do you need names?").hides("Larch Close");
    let file = centre.post("/births/cards.csv", &[("why", "letters")]).await;
    file.shows("The family of Poppy Ellis").shows("14 Larch Close").shows("LX1 4QR");
    let cards = centre.get("/births/cards").await;
    cards.shows("This file is not encrypted. Do not send it by e-mail");
    let (key, family) = (cards.field("form_key").expect("a key"), cards.field("family").expect("a family"));
    centre.post("/births/cards", &[("form_key", &key), ("family", &family)]).await.is(303);
    let child = centre.get("/births").await.field("child").expect("a card to mark");
    centre.post("/births/cards/returned", &[("child", &child)]).await.is(303);
    centre.get("/births").await.shows("It came back");
}

#[tokio::test]
async fn s003_isf_the_mail_house_file_is_encrypted_where_the_mail_house_has_a_key() {
    let (world, mut lead) = with_a_baby().await;
    offers(&mut lead).await;
    let own = OwnKey::generate();
    let public = own.public().to_string();
    let given = [("centre", "The mail house"), ("public_key", public.as_str()), ("checked_with", "Sam, by telephone")];
    lead.post("/lists/keys", &given).await.is(303);
    lead.get("/lists/keys").await.shows("The mail house").shows(&own.public().fingerprint());
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births/cards").await.shows("encrypted so that nobody else can open them").hides("not encrypted");
    let file = centre.post("/births/cards.csv", &[("why", "letters")]).await;
    file.is(200).hides("Poppy").hides("Larch Close");
    assert!(file.headers["content-disposition"].to_str().is_ok_and(|name| name.contains("welcome-cards.csv.age")));
    let opened = open(&own, &file.bytes).expect("the mail house opens it");
    assert!(String::from_utf8_lossy(&opened).contains("The family of Poppy Ellis"));
    assert!(open(&OwnKey::generate(), &file.bytes).is_err(), "nobody else does");
    let at = |name: &str| world.directory.path().join(name).to_string_lossy().into_owned();
    std::fs::write(at("cards.age"), &file.bytes).expect("written");
    std::fs::write(at("mail.key"), own.file_text()).expect("written");
    run(&world, &["lists", "open", &at("cards.age"), "--key", &at("mail.key"), "-o", &at("cards.csv")])
        .says("names and addresses for welcome cards");
    assert_eq!(std::fs::read(at("cards.csv")).expect("opened"), opened);
}

#[tokio::test]
async fn nobody_is_sent_a_card_who_lost_a_child_or_is_kept_safe() {
    let (world, mut lead) = ready().await;
    offers(&mut lead).await;
    let first = agreed("hv-1", "Poppy", "Ellis").with("ORDER", "1");
    let twin = agreed("hv-2", "Fern", "Ellis").with("M_GIVEN", "MPoppy").with("ORDER", "2");
    let hidden = agreed("hv-3", "Robin", "Canary").with("M_BORN", "1980-01-01").with("SHIELDED", "Y");
    world.told_by("health-visiting", &[first, twin.clone(), hidden]).await;
    released(&mut lead).await;
    world.told_by("health-visiting", &[twin.with("DIED", "2026-11-21").with("RECORDED", "2026-11-22")]).await;
    let mut centre = world.signed_in("outreach-worker").await;
    centre.get("/births").await.shows("Poppy Ellis").hides("Fern").hides("Canary");
    let cards = centre.get("/births/cards").await;
    cards.shows("A child of this family died. No card is sent").shows("0 families get a card").hides("Canary");
}

#[tokio::test]
async fn a_centre_opens_a_family_that_it_was_told_of_and_no_other_centre_does() {
    let (world, _lead) = with_a_baby().await;
    let mut centre = world.signed_in("outreach-worker").await;
    let family = centre.get("/births").await.link("/families/f-").expect("the family");
    centre.get(&family).await.is(200).shows("Larch Centre was told of this family").shows("Poppy");
    world.signed_in("early-years-practitioner").await.get(&family).await.is(404);
}

#[tokio::test]
async fn s003_isj_births_less_registered_is_the_remainder_and_a_small_number_is_kept_back() {
    let (world, mut lead) = ready().await;
    world.told_by("health-visiting", &unlike(0..14, agreed).collect::<Vec<_>>()).await;
    let registered = |row: Row| row.with("TEAM", "Larch Centre").with("CODE", "OUTREACH-WORKER");
    world.told_by("childrens-centre", &unlike(0..6, agreed).map(registered).collect::<Vec<_>>()).await;
    released(&mut lead).await;
    world.signed_in("outreach-worker").await.get("/births").await.is(200);
    let figures = lead.get("/births/figures").await;
    figures.is(200).shows("Births and registration").shows("Larch Centre: 6 of 14");
    figures.shows("Born 14 Named to the centre 14 Opened by the centre 14 Card posted 0");
    figures.shows("Registered 6 Not registered 8").hides("Abbott");
    let own = world.signed_in("centre-manager").await.get("/births/figures").await;
    own.shows("Registered 6 Not registered 8");
    world.told_by("childrens-centre", &unlike(6..11, agreed).map(registered).collect::<Vec<_>>()).await;
    // Eleven registered, three not: neither is shown, nor what gives it away.
    lead.get("/births/figures").await.shows("Registered Not shown Not registered Not shown");
    let csv = lead.get("/births/figures.csv").await;
    csv.shows("\"Larch Centre\",2025-12,2026-11,14,14,14,0,0,,");
    world.signed_in("centre-manager").await.get("/births/figures").await.shows("Larch Centre").shows("Born 14");
    world.signed_in("commissioner").await.get("/births/figures").await.is(200);
    world.signed_in("health-visitor").await.get("/births/figures").await.is(404);
}

#[tokio::test]
async fn lists_built_at_one_moment_stand_in_the_order_in_which_they_were_built() {
    let (world, mut lead) = ready().await;
    world.told_by("health-visiting", &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let mut known: Vec<String> = Vec::new();
    for _ in 0..5 {
        lead.post("/lists", &[("month", "2026-10")]).await.is(303);
        let shown = lead.get("/lists").await.links("/lists/b-");
        let fresh: Vec<String> = shown.iter().filter(|list| !known.contains(list)).cloned().collect();
        assert_eq!((fresh.len(), shown.first()), (1, fresh.first()), "the one built last comes first");
        assert_eq!(shown[1..], known[..]);
        known = shown;
    }
    let said = run(&world, &["lists", "status"]);
    let places: Vec<Option<usize>> =
        known.iter().map(|list| said.out.find(list.trim_start_matches("/lists/"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{}", said.out);
}

#[tokio::test]
async fn s003_isj_the_row_of_all_centres_gives_no_small_number_back() {
    const CEDAR: &str = "LX2 2BB";
    let world = World::with_two_centres("LX1 4QR", CEDAR).await;
    let at_cedar = |row: Row| row.with("POSTCODE", CEDAR);
    let registered = |row: Row, centre: &'static str| row.with("TEAM", centre).with("CODE", "OUTREACH-WORKER");
    world.told_by("health-visiting", &unlike(0..7, agreed).collect::<Vec<_>>()).await;
    world.told_by("health-visiting", &unlike(7..14, agreed).map(at_cedar).collect::<Vec<_>>()).await;
    // None of Larch's seven is registered, and all of Cedar's.
    let of_cedar = unlike(7..14, agreed).map(at_cedar).map(|row| registered(row, "Cedar Centre"));
    world.told_by("childrens-centre", &of_cedar.collect::<Vec<_>>()).await;
    let mut lead = world.signed_in("data-lead").await;
    let row = async |lead: &mut Visitor, centre: &str| {
        let csv = lead.get("/births/figures.csv").await;
        let line = csv.html.lines().find(|line| line.contains(centre)).expect("its line").to_owned();
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        // Born, registered, not registered.
        [cells[3].clone(), cells[8].clone(), cells[9].clone()]
    };
    assert_eq!(row(&mut lead, "Larch Centre").await, ["7", "0", "7"]);
    assert_eq!(row(&mut lead, "all").await, ["14", "7", "7"]);
    lead.get("/births/figures").await.shows("All centres").shows("Registered 7 Not registered 7");
    // Two of Larch's: with the sum, Cedar's seven would say that they are two.
    let of_larch = unlike(0..2, agreed).map(|row| registered(row, "Larch Centre"));
    world.told_by("childrens-centre", &of_larch.collect::<Vec<_>>()).await;
    assert_eq!(row(&mut lead, "Larch Centre").await, ["7", "", ""]);
    assert_eq!(row(&mut lead, "Cedar Centre").await, ["7", "7", "0"]);
    assert_eq!(row(&mut lead, "all").await, ["14", "at least 7", ""], "nine in all would give the two back");
    let said = crate::importing::run(&world, &["lists", "figures"]);
    let is_kept_back = |line: &str| line.contains("all") && line.contains(",14,") && line.ends_with(",at least 7,");
    assert!(said.is(0).out.lines().any(is_kept_back));
}

#[tokio::test]
async fn s003_isj_s004_waf_no_range_of_months_less_another_gives_a_hidden_month_or_centre_back() {
    const CEDAR: &str = "LX2 2BB";
    let world = World::with_two_centres("LX1 4QR", CEDAR).await;
    // Six at Larch in September; in October three, and five at Cedar.
    let earlier = unlike(0..6, agreed).zip(2..).map(|(row, day)| row.with("BORN", format!("2026-09-{day:02}")));
    world.told_by("health-visiting", &earlier.chain(unlike(6..9, agreed)).collect::<Vec<_>>()).await;
    let at_cedar = |row: Row| row.with("POSTCODE", CEDAR);
    world.told_by("health-visiting", &unlike(9..14, agreed).map(at_cedar).collect::<Vec<_>>()).await;
    let mut lead = world.signed_in("data-lead").await;
    let mut born = Vec::new();
    for (from, until) in (7..=11).flat_map(|from| (from..=11).map(move |until| (from, until))) {
        let csv = lead.get(&format!("/births/figures.csv?from=2026-{from:02}&until=2026-{until:02}")).await;
        let cells = csv.is(200).html.lines().skip(1).filter_map(|line| line.split(',').nth(3)).map(str::to_owned);
        // By name: Cedar, Larch, all.
        let cells: Vec<String> = cells.collect();
        born.push(((from, until), <[String; 3]>::try_from(cells).expect("three lines")));
    }
    let of = |range| &born.iter().find(|(asked, _)| *asked == range).expect("it was asked").1;
    assert_eq!(of((9, 9)), &["0", "6", "6"]);
    assert_eq!(of((10, 10)), &["5", "", "at least 5"]);
    assert_eq!(of((9, 10)), &["5", "at least 6", "at least 11"]);
    let exact = |cell: &String| cell.parse::<u64>().ok();
    for (one, other) in born.iter().flat_map(|(_, one)| born.iter().map(move |(_, other)| (one, other))) {
        for (first, second) in one.iter().zip(other).filter_map(|(first, second)| exact(first).zip(exact(second))) {
            assert!(!(1..5).contains(&first.abs_diff(second)), "{one:?} less {other:?}");
        }
    }
    for (_, cells) in &born {
        if let [Some(cedar), larch, Some(all)] = [&cells[0], &cells[1], &cells[2]].map(exact) {
            assert_eq!(Some(all - cedar), larch, "the total gives Larch back: {cells:?}");
        }
    }
    let page = lead.get("/births/figures?from=2026-09&until=2026-10").await;
    page.shows("Larch Centre Born at least 6").shows("All centres Born at least 11");
    let said = run(&world, &["lists", "figures", "--from", "2026-09", "--until", "2026-10"]);
    said.is(0).says(",at least 6,").says(",at least 11,");
    // Who knows the own centre's families does not see the total beside them.
    let own = world.signed_in("centre-manager").await.get("/births/figures.csv").await;
    assert_eq!(own.is(200).html.lines().count(), 2, "{}", own.html);
}

#[tokio::test]
async fn new_births_of_a_large_centre_stand_page_by_page_the_youngest_first() {
    const GIVEN: [&str; 10] = ["Ada", "Ben", "Cyrus", "Delia", "Ewan", "Freya", "Gwilym", "Hetty", "Idris", "Juno"];
    const FAMILIES: [&str; 6] = ["Kettle", "Lomax", "Marsden", "Nuttall", "Osgood", "Purvis"];
    let (world, mut lead) = ready().await;
    let rows: Vec<Row> = (0..60)
        .map(|place| {
            let (given, family) = (GIVEN[place % 10], FAMILIES[place / 10]);
            agreed(&format!("hv-{place}"), given, family)
                .with("ADDRESS", format!("{} {family} Road", place + 20))
                .with("BORN", format!("2026-{:02}-{:02}", 4 + place / 10, place % 10 + 1))
                .with("M_BORN", format!("19{}-0{}-1{}", 70 + place / 3, place % 9 + 1, place % 9))
        })
        .collect();
    told(&world, &rows).await;
    released(&mut lead).await;
    let mut centre = world.signed_in("outreach-worker").await;
    let first = centre.get("/births").await;
    first.is(200).shows("Make 60 welcome cards").shows("Juno Purvis").shows("Ada Lomax").hides("Kettle");
    assert!(first.html.find("Juno Purvis") < first.html.find("Ada Lomax"), "the youngest come first");
    let second = centre.get("/births?page=2").await;
    second.is(200).shows("Make 60 welcome cards").shows("Ada Kettle").shows("Juno Kettle").hides("Purvis");
    // A page that is not there is the last one; what is no number is told so.
    centre.get("/births?page=99").await.is(200).shows("Ada Kettle");
    centre.get("/births?page=many").await.is(400);
    // A look opens and notes the children of its own page alone.
    let log = world.app.export_audit().await.expect("the audit").log;
    let looks: Vec<&str> = log.lines().filter(|line| line.contains("page=births")).collect();
    let shown: Vec<bool> = looks.iter().map(|look| look.contains("shown=50")).collect();
    assert_eq!(shown, [true, false, false], "{looks:#?}");
}
