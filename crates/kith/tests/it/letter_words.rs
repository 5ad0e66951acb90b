//! The languages of the documents for families: a translation is brought,
//! checked, used, and taken out of use.

use kith_letters::Languages;

use crate::birth_lists::{agreed, ready, released};
use crate::births::offers;
use crate::consent::family;
use crate::families::{poppy, visited};
use crate::importing::{file, run};
use crate::world::World;

/// The English words as if they were Polish ones that somebody checked.
pub fn polish() -> String {
    Languages::english_file()
        .replace("language = \"en\"", "language = \"pl\"")
        .replace("names = [\"english\"]", "names = [\"polish\", \"pol\"]")
        .replace("version = \"2026-11\"", "version = \"pl-1\"")
        .replace("reviewed_by = \"Kith's makers\"", "reviewed_by = \"A. Kowalska\"\nreviewed_on = \"2026-11-20\"")
        .replace("Hello to you and your child.", "Witamy Was i Wasze dziecko.")
        .replace("The family of {names}", "Rodzina {names}")
}

#[tokio::test]
async fn s004_wad_a_card_is_in_the_language_of_the_family_where_somebody_checked_the_words() {
    let (world, mut lead) = ready().await;
    let poppy = agreed("hv-1", "Poppy", "Ellis").with("LANGUAGE", "Polish");
    let max = agreed("hv-2", "Max", "Marsh").with("LANGUAGE", "Welsh").with("ADDRESS", "3 Larch Close");
    world.told_by("health-visiting", &[poppy, max]).await;
    released(&mut lead).await;
    offers(&mut lead).await;
    let mut centre = world.signed_in("outreach-worker").await;
    let english = centre.get("/births/cards/preview").await;
    english.is(200).shows("Hello to you and your child").hides("Witamy").hides("Rodzina");
    let page = lead.get("/letters/words").await;
    page.is(200).shows("English Version 2026-11").shows("Arabic").shows("Nobody checked it. It goes to no family");
    let sent = lead.post("/letters/words", &[("translation", &polish())]).await;
    sent.is(303);
    lead.get("/letters/words")
        .await
        .shows("Polish Version pl-1")
        .shows("A. Kowalska, 20 November 2026")
        .shows("Brought here");
    let cards = centre.get("/births/cards").await;
    cards.is(200).shows("Poppy Ellis , in Polish").shows("Max Marsh").hides("Welsh").hides("in English");
    let file = centre.post("/births/cards.csv", &[("why", "letters")]).await;
    file.is(200);
    for line in ["Max Marsh\",\"3 Larch Close\",\"LX1 4QR\",\"English\"", "\"LX1 4QR\",\"Polish\""] {
        assert!(file.html.contains(line), "{}", file.html);
    }
    assert!(!file.html.contains("Welsh"), "what a family speaks goes nowhere: {}", file.html);
    // Who comes first is the first by name: Max, whose card is in English.
    centre.get("/births/cards/preview").await.shows("Hello to you").shows("The family of Max Marsh").hides("Witamy");
    let key = cards.field("form_key").expect("a key");
    let max = cards.links("/families/f-").into_iter().nth(usize::from(first_is_poppy(&cards.text()))).expect("Max");
    let max = max.trim_start_matches("/families/").to_owned();
    centre.post("/births/cards", &[("form_key", &key), ("family", &max)]).await.is(303);
    let preview = centre.get("/births/cards/preview").await;
    preview.is(200).shows("Witamy Was i Wasze dziecko.").shows("Rodzina Poppy Ellis").hides("Hello to you");
    preview.hides("Ask us for it in your language");
    centre.get("/letters/words").await.is(404);
    lead.post("/letters/words/pl/remove", &[]).await.is(303);
    lead.get("/letters/words").await.hides("Polish");
    centre.get("/births/cards/preview").await.shows("Hello to you and your child").hides("Witamy");
    lead.post("/letters/words/pl/remove", &[]).await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert_eq!(log.matches("letter-words").count(), 2, "brought and taken out of use");
}

fn first_is_poppy(text: &str) -> bool {
    text.find("Poppy Ellis") < text.find("Max Marsh")
}

#[tokio::test]
async fn words_that_are_not_whole_are_not_taken_and_all_that_is_wrong_is_said() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let wrong = polish().replace("hello = ", "helo = ").replace("{telephone}\"", "\"").replace("A. Kowalska", "");
    let answer = lead.post("/letters/words", &[("translation", &wrong)]).await;
    answer.is(422).shows("card.hello: This is missing").shows("card.helo: There is no such word");
    answer.shows("{telephone} is missing").shows("about.reviewed_by: Write who checked the translation");
    answer.shows("Rodzina {names}");
    let ahead = polish().replace("2026-11-20", "2026-11-23");
    lead.post("/letters/words", &[("translation", &ahead)]).await.is(422).shows("The day lies ahead");
    lead.post("/letters/words", &[("translation", "")]).await.is(422).shows("This is missing");
    lead.get("/letters/words").await.hides("Polish").hides("Brought here");
    lead.get("/letters/words/english.toml").await.is(200).shows("Welcome to {centre}");
}

#[tokio::test]
async fn s002_16d_forms_and_notices_are_in_the_language_of_the_family_also_by_command() {
    let world = World::new().await;
    let path = world.directory.path().join("english.toml").to_string_lossy().into_owned();
    run(&world, &["letters", "words", "english", "--out", &path]).is(0);
    assert_eq!(std::fs::read_to_string(&path).expect("written"), Languages::english_file());
    let broken = file(&world, "broken.toml", "[card]\nhello = 3\n").to_string_lossy().into_owned();
    let refused = run(&world, &["letters", "words", "add", &broken]);
    refused
        .is(8)
        .warns("card.hello: Write this in the same way as in the English file")
        .warns("about: This is missing");
    let whole = file(&world, "polish.toml", &polish()).to_string_lossy().into_owned();
    run(&world, &["letters", "words", "add", "--check", &whole]).is(0).says("Polish, version pl-1, can be taken.");
    run(&world, &["letters", "words", "list"]).is(0).says("English, version 2026-11").says("nobody checked it");
    run(&world, &["letters", "words", "add", &whole]).is(0).says("Polish, version pl-1, is taken.");
    run(&world, &["letters", "words", "list"]).is(0).says("Polish, version pl-1, checked by A. Kowalska on 2026-11-20");
    crate::letters::an_office(&world).await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("LANGUAGE", " POL ");
    world.told_by("health-visiting", &[row]).await;
    world.told_by("maternity", &[poppy("mat-1")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get(&format!("{family}/notice/letter")).await.is(200).shows("Words of version pl-1");
    visitor.get(&format!("{family}/consent/form")).await.is(200).shows("Words of version pl-1");
    run(&world, &["letters", "words", "remove", "pl"]).is(0);
    run(&world, &["letters", "words", "remove", "pl"]).is(5).warns("no translation with the tag pl");
    visitor.get(&format!("{family}/notice/letter")).await.is(200).shows("Words of version 2026-11");
}
