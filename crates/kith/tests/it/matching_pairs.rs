//! Pairs of records that somebody looks at: side by side, answered, put aside,
//! taken back; and what must never be on the screen of a data lead.

use crate::consent::{ON_PAPER, TOLD_ALL, answers, with};
use crate::families::TOLD;
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World, child};

/// A baby whom the health visitors know.
pub fn poppy_ellis(key: &str) -> Row {
    child(key, "Poppy", "Ellis", "2026-10-02")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", "LX1 4QR")
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("TEAM", "East health visitors")
        .with("CODE", "HEALTH-VISITOR")
        .with("TOLD", TOLD)
}

/// A baby of the same first name and birthday whom the midwives know: near
/// enough for somebody to look at, not near enough to be joined.
pub fn poppy_marsh(key: &str) -> Row {
    child(key, "Poppy", "Marsh", "2026-10-02")
        .with("ADDRESS", "3 Quay Street, Testfield")
        .with("POSTCODE", "LX7 8CD")
        .with("M_GIVEN", "Hanna")
        .with("M_FAMILY", "Marsh")
        .with("M_BORN", "1998-01-02")
        .with("TEAM", "East midwives")
        .with("CODE", "MIDWIFE")
        .with("TOLD", TOLD)
}

async fn two_babies(world: &World) {
    world.told_by("health-visiting", &[poppy_ellis("hv-1")]).await;
    world.told_by("maternity", &[poppy_marsh("mat-1")]).await;
}

/// The addresses of the pairs on the list, in its order.
async fn pairs(lead: &mut Visitor) -> Vec<String> {
    lead.get("/matching").await.is(200).links("/matching/k-")
}

async fn the_pair(lead: &mut Visitor) -> String {
    let pairs = pairs(lead).await;
    assert_eq!(pairs.len(), 1, "one pair waits");
    pairs[0].clone()
}

/// Answers a pair as its page was shown.
async fn answer(lead: &mut Visitor, pair: &str, shown: &Answer, says: &str, note: &str) -> Answer {
    let seen = shown.field("seen").expect("the pair can be answered");
    lead.post(pair, &[("seen", &seen), ("answer", says), ("note", note)]).await
}

async fn says(lead: &mut Visitor, pair: &str, says: &str) -> Answer {
    let shown = lead.get(pair).await;
    answer(lead, pair, &shown, says, "").await
}

async fn undo(lead: &mut Visitor, pair: &str) {
    lead.post(&format!("{pair}/undo"), &[]).await.is(303);
}

/// The child of a family, as the end of its address.
async fn person(who: &mut Visitor, family: &str) -> String {
    for link in who.get(family).await.links(&format!("{family}/people/")) {
        if who.get(&link).await.text().contains("Poppy") {
            return link.replace(family, "");
        }
    }
    panic!("the child is listed")
}

/// The address of the family that words find.
async fn found(who: &mut Visitor, words: &str) -> String {
    let found = who.post("/find", &[("words", words)]).await.location.expect("the search answers");
    who.get(&found).await.link("/families/f-").expect("a family is found")
}

async fn log(world: &World) -> String {
    world.app.export_audit().await.expect("the audit is read").log
}

#[tokio::test]
async fn bar_a15_a_pair_stands_side_by_side_with_its_differences_and_its_reasons() {
    let world = World::new().await;
    two_babies(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    lead.get("/my-day").await.shows("1 pair waits to be checked");
    lead.get("/files").await.shows("1 pair of records waits to be checked");
    let list = lead.get("/matching").await;
    list.shows("A child with something due, whose services may not know of each other").shows("Same first name");
    list.hides("Ellis").hides("Marsh");
    let pair = the_pair(&mut lead).await;
    let page = lead.get(&pair).await;
    page.is(200).shows("Are these one person?").shows("First name First record Poppy Second record Poppy");
    page.shows("Different Family names are different").shows("14 Larch Close").shows("3 Quay Street");
    page.shows("Close Mothers' first names look alike").shows("Same date of birth");
    assert!(page.html.contains("type=\"radio\"") && page.html.contains("Save and next"));
    let log = log(&world).await;
    let looks = log.lines().filter(|line| line.contains("page=pair") || line.contains("\"page\":\"pair\"")).count();
    assert_eq!(looks, 2, "the look is written down with each of the two families:\n{log}");
    assert!(!log.contains("Ellis") && !log.contains("Quay"));
}

#[tokio::test]
async fn bar_a13_an_answer_is_kept_through_every_later_file_and_taken_back_in_one_step() {
    let world = World::new().await;
    two_babies(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = the_pair(&mut lead).await;
    lead.post(&pair, &[("seen", "0")]).await.is(422).shows("Choose one of the three answers");
    let done = says(&mut lead, &pair, "different").await;
    let next = done.is(303).location.clone().expect("an address");
    lead.get(&next).await.is(200).shows("No pairs to check").shows("Undo the answer");
    // The same records again, changed a little: what a person said still counts.
    world.told_by("health-visiting", &[poppy_ellis("hv-1").with("PHONE", "07700 900118")]).await;
    world.told_by("maternity", &[poppy_marsh("mat-1").with("PHONE", "07700 900119")]).await;
    assert!(pairs(&mut lead).await.is_empty());
    let page = lead.get(&pair).await;
    page.is(200).shows("Test data lead answered this on").shows("two people").shows("What was said of this pair");
    undo(&mut lead, &pair).await;
    assert_eq!(the_pair(&mut lead).await, pair, "the pair waits again, under the same address");
    lead.get(&pair).await.shows("Save and next").shows("(taken back)");
}

#[tokio::test]
async fn not_sure_puts_a_pair_aside_and_asks_somebody_else() {
    let world = World::new().await;
    two_babies(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = the_pair(&mut lead).await;
    let shown = lead.get(&pair).await;
    answer(&mut lead, &pair, &shown, "not-sure", "The clinic did not answer").await.is(303);
    let list = lead.get("/matching").await;
    list.shows("No pairs to check").shows("You were not sure");
    lead.get("/my-day").await.shows("no pairs to check");
    let mut other = world.signed_in("other-data-lead").await;
    other.get("/matching").await.shows("Second opinion wanted");
    let page = other.get(&pair).await;
    page.shows("Test data lead was not sure on").shows("The clinic did not answer");
    assert!(!log(&world).await.contains("clinic"), "what somebody noted is not in the log");
    undo(&mut lead, &pair).await;
    assert_eq!(the_pair(&mut lead).await, pair);
}

#[tokio::test]
async fn somebody_elses_answer_is_shown_before_another_is_taken() {
    let world = World::new().await;
    two_babies(&world).await;
    let (mut lead, mut other) = (world.signed_in("data-lead").await, world.signed_in("other-data-lead").await);
    let pair = the_pair(&mut lead).await;
    let shown = lead.get(&pair).await;
    says(&mut other, &pair, "different").await.is(303);
    let late = answer(&mut lead, &pair, &shown, "same", "").await;
    late.is(409).shows("Somebody else answered first").shows("Other test data lead answered this on");
    late.shows("two people").hides("Save and next");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Poppy Ellis").await.is(200).hides("Hanna Marsh");
}

#[tokio::test]
async fn t18_joined_and_parted_each_child_has_its_own_and_every_address_leads_to_the_right_one() {
    let world = World::new().await;
    two_babies(&world).await;
    let (mut visitor, mut midwife) = (world.signed_in("health-visitor").await, world.signed_in("midwife").await);
    let ellis = found(&mut visitor, "Poppy Ellis").await;
    let marsh = found(&mut midwife, "Poppy Marsh").await;
    visitor.get(&marsh).await.is(404);
    let (poppy_ellis, poppy_marsh) = (person(&mut visitor, &ellis).await, person(&mut midwife, &marsh).await);
    let mut lead = world.signed_in("data-lead").await;
    let pair = the_pair(&mut lead).await;
    says(&mut lead, &pair, "same").await.is(303);
    // One child now: both addresses lead there.
    for address in [&ellis, &marsh] {
        visitor.get(address).await.is(200).shows("Hanna Marsh").shows("Hannah Ellis");
        midwife.get(address).await.is(200).shows("Hannah Ellis");
    }
    answers(&mut visitor, &ellis, &with(ON_PAPER, TOLD_ALL)).await.is(303);
    let contact = [
        ("form_key", "a-key-of-this-form-0009"),
        ("kind", "Home visit"),
        ("happened_on", "20/11/2026"),
        ("was_attended", "yes"),
        ("words_1", "The cord has healed."),
        ("sort_1", "fact"),
        ("evidence_1", "I saw her"),
    ];
    midwife.post(&format!("{marsh}/contacts/new"), &contact).await.is(303);
    undo(&mut lead, &pair).await;
    // Two children again, and each has its own.
    let page = visitor.get(&ellis).await;
    page.is(200).hides("Hanna Marsh").shows("record was split on");
    visitor.get(&format!("{ellis}/consent")).await.is(200).shows("Agreed The partners named");
    visitor.get(&format!("{ellis}/contacts")).await.hides("Home visit");
    let page = midwife.get(&marsh).await;
    page.is(200).hides("Hannah Ellis").shows("Hanna Marsh").shows("record was split on");
    midwife.get(&format!("{marsh}/consent")).await.is(200).hides("Agreed The partners named");
    midwife.get(&format!("{marsh}/contacts")).await.is(200).shows("The cord has healed.");
    // Nobody is led to the other child by an address of the time before or between.
    visitor.get(&marsh).await.is(404);
    midwife.get(&ellis).await.is(404);
    // The same for the addresses of the two children themselves.
    visitor.get(&format!("{ellis}{poppy_ellis}")).await.is(200).shows("14 Larch Close").hides("Quay Street");
    midwife.get(&format!("{marsh}{poppy_marsh}")).await.is(200).shows("3 Quay Street").hides("Larch Close");
    visitor.get(&format!("{ellis}{poppy_marsh}")).await.is(404);
    midwife.get(&format!("{marsh}{poppy_ellis}")).await.is(404);
    // Who looked, also under an address that was given up, stays with the child.
    visitor.get(&format!("{ellis}/looks")).await.is(200).shows("Test health visitor");
    midwife.get(&format!("{marsh}/looks")).await.is(200).shows("Test midwife");
    assert!(world.app.verify_audit().await.is_ok());
}

#[tokio::test]
async fn t16_an_adopted_childs_old_and_new_records_never_meet() {
    for sealed_first in [true, false] {
        let world = World::new().await;
        let before = poppy_ellis("ch-1").with("SEALED", "Y").with("NHS", "999 000 0077");
        let after = poppy_ellis("hv-1").with("FAMILY", "Newname").with("M_GIVEN", "Ann").with("M_FAMILY", "Newname");
        if sealed_first {
            world.told_by("child-health", &[before]).await;
            world.told_by("health-visiting", &[after]).await;
        } else {
            world.told_by("health-visiting", &[after]).await;
            world.told_by("child-health", &[before]).await;
        }
        let mut lead = world.signed_in("data-lead").await;
        lead.get("/matching").await.shows("No pairs to check").hides("Formerly");
        lead.get("/matching/k-0000000000000000").await.is(404);
        lead.get("/my-day").await.shows("no pairs to check");
    }
}

#[tokio::test]
async fn t16_a_pair_that_waited_is_gone_when_one_of_the_two_is_sealed() {
    let world = World::new().await;
    two_babies(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = the_pair(&mut lead).await;
    let shown = lead.get(&pair).await;
    world.told_by("maternity", &[poppy_marsh("mat-1").with("SEALED", "Y")]).await;
    assert!(pairs(&mut lead).await.is_empty());
    lead.get(&pair).await.is(404).hides("Marsh");
    answer(&mut lead, &pair, &shown, "same", "").await.is(404);
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("Poppy Ellis").await.is(200).hides("Marsh");
}

#[tokio::test]
async fn t24_somebody_who_is_shielded_is_on_no_list_and_changes_no_count() {
    let world = World::new().await;
    two_babies(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = the_pair(&mut lead).await;
    // The mother is in hiding: the child's pair goes as well.
    world.told_by("maternity", &[poppy_marsh("mat-1").with("SHIELDED", "Y")]).await;
    lead.get("/matching").await.shows("No pairs to check").hides("/matching/k-");
    lead.get("/my-day").await.shows("no pairs to check");
    lead.get("/files").await.shows("no pairs to check");
    lead.get(&pair).await.is(404).hides("Quay Street");
    lead.post(&format!("{pair}/undo"), &[]).await.is(404);
    let log = log(&world).await;
    assert!(log.contains("kept-safe"), "the log says why the page was refused");
}

#[tokio::test]
async fn t24_no_service_is_named_and_a_refuge_says_nothing_of_where() {
    let world = World::new().await;
    world.told_by("health-visiting", &[poppy_ellis("hv-1")]).await;
    let refuge = poppy_marsh("da-1").with("ADDRESS", "8 Safe Lane, Testfield").with("PHONE", "07700 900444");
    world.told_by("domestic-abuse", &[refuge]).await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = the_pair(&mut lead).await;
    let page = lead.get(&pair).await;
    page.is(200).shows("A council or other service").shows("A health service");
    for words in ["omestic", "abuse", "Health visiting", "Safe Lane", "900444", "East midwives"] {
        page.hides(words);
    }
    for address in ["/matching", "/matching/accuracy"] {
        lead.get(address).await.is(200).hides("omestic").hides("Safe Lane");
    }
}

#[tokio::test]
async fn a_childs_services_come_before_a_father_held_twice() {
    let world = World::new().await;
    // Two fathers with one name and no birthday, each in a row of a child of his own.
    let father = |key: &str, given: &str, family: &str, born: &str, address: &str| {
        child(key, given, family, born)
            .with("F_GIVEN", "Benedict")
            .with("F_FAMILY", "Zeller")
            .with("F_BORN", "1990-03-04")
            .with("F_ADDRESS", address)
    };
    let one = father("a", "Ada", "Zeller", "2019-01-09", "1 Hill Road").with("F_POSTCODE", "LX5 1AA");
    let two = father("b", "Theo", "Oakes", "2018-05-30", "7 Mill Lane")
        .with("F_FAMILY", "Oakes")
        .with("F_POSTCODE", "LX6 2BB");
    world.told_by("education", &[one]).await;
    world.told_by("housing", &[two]).await;
    two_babies(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let list = lead.get("/matching").await;
    let (child, father) =
        (list.text().find("A child with something due"), list.text().find("A father may be held twice"));
    assert!(child.is_some() && father.is_some() && child < father, "{}", list.text());
}

#[tokio::test]
async fn two_nhs_numbers_cannot_be_called_one_person() {
    let world = World::new().await;
    let numbered = poppy_ellis("hv-1").with("NHS", "999 000 0018");
    world.told_by("health-visiting", &[numbered]).await;
    // The same child by everything but the number of another.
    world.told_by("maternity", &[poppy_ellis("mat-1").with("NHS", "").with("ORDER", "1")]).await;
    world.told_by("child-health", &[poppy_ellis("ch-1").with("NHS", "999 000 0026")]).await;
    let mut lead = world.signed_in("data-lead").await;
    for pair in pairs(&mut lead).await {
        let shown = lead.get(&pair).await;
        if shown.text().contains("They cannot be one person") {
            shown.hides("The same person");
            answer(&mut lead, &pair, &shown, "same", "").await.is(422).shows("These cannot be one person");
        } else {
            says(&mut lead, &pair, "same").await.is(303);
            lead.get(&pair).await.shows("Test data lead answered this");
        }
    }
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.open_family("999 000 0018").await.is(200).hides("999 000 0026");
}

#[tokio::test]
async fn s002_13e_a_data_lead_whose_training_has_lapsed_compares_nobody() {
    let world = World::new().await;
    two_babies(&world).await;
    let mut lead = world.signed_in("data-lead").await;
    let pair = the_pair(&mut lead).await;
    let mut lapsed = world.signed_in("untrained-data-lead").await;
    for address in ["/matching", "/matching/accuracy", pair.as_str()] {
        lapsed.get(address).await.shows("training has run out").hides("Quay Street");
    }
    lapsed.get("/my-day").await.hides("/matching");
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get(&pair).await.is(404);
}
