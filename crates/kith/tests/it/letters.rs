//! The documents for families: the consent form of the Annex, the privacy
//! notice and the leaflet, on the screen and as tagged PDF.

use std::collections::BTreeMap;

use jiff::Span;
use kith_app::{OfficeDraft, Who};
use kith_core::ledger::Team;

use crate::consent::{ON_PAPER, TOLD_ALL, a_family_nobody_asked, child, family, signer, with};
use crate::families::{poppy, registered, the_ellis_family, visited};
use crate::importing::run;
use crate::visitor::{Answer, Visitor};
use crate::world::World;

/// The fields of the page of names and addresses, filled.
fn office() -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = [
        ("officer", "Dana Whitlock"),
        ("officer_address", "1 Example Square\nTestfield\nLX1 1AA"),
        ("return_address", "2 Example Square\nTestfield\nLX1 1AB"),
        ("telephone", "01632 960100"),
        ("complaints", "Complaints team, 01632 960101"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    let agency = |service: kith_core::service::ServiceKind| {
        (format!("partner_{}", service.word()), format!("Testfield {}", service.title()))
    };
    fields.extend(Team::of(Vec::new()).services().map(agency));
    fields
}

/// Sends the page of names and addresses as somebody in that account.
async fn write_office(world: &World, account: &str, fields: &[(String, String)]) -> Answer {
    let mut lead = world.signed_in(account).await;
    let key = lead.get("/letters").await.is(200).field("form_key").expect("the form has a key");
    let mut sent = vec![("form_key", key.as_str())];
    sent.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    lead.post("/letters", &sent).await
}

/// The same by the door, for tests about other things.
pub async fn an_office(world: &World) {
    let fields: BTreeMap<String, String> = office().into_iter().collect();
    let text = |name: &str| fields[name].clone();
    let partners =
        fields.iter().filter_map(|(name, value)| Some((name.strip_prefix("partner_")?.to_owned(), value.clone())));
    let draft = OfficeDraft {
        officer: text("officer"),
        officer_address: text("officer_address"),
        return_address: text("return_address"),
        telephone: text("telephone"),
        complaints: text("complaints"),
        safeguarding: "01632 960199".to_owned(),
        note_days: String::new(),
        partners: partners.collect(),
    };
    world.app.save_office(Who::Operator, &draft, world.clock.now()).await.expect("the names are kept");
}

/// A file that is a PDF, tagged, in English, with a title.
#[track_caller]
fn is_tagged_pdf(answer: &Answer) {
    answer.is(200);
    assert_eq!(answer.headers["content-type"], "application/pdf");
    assert!(answer.html.starts_with("%PDF-1.7"));
    for sign in ["/StructTreeRoot", "/Lang(en)", "/Title", "/Marked true", "pdfuaid:part"] {
        assert!(answer.html.contains(sign), "the PDF lacks {sign}");
    }
}

async fn form_of(world: &World) -> (Visitor, String, Answer) {
    let family = family(world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let form = visitor.get(&format!("{family}/consent/form")).await;
    (visitor, family, form)
}

#[tokio::test]
async fn s002_axa_the_form_has_every_field_filled_with_what_this_reader_may_see_and_prints() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    an_office(&world).await;
    let (mut visitor, family, form) = form_of(&world).await;
    form.is(200);
    for words in [
        "First names Hannah",
        "Surname Ellis",
        "Date of birth 14 May 1999",
        "Relationship to the children Mother",
        "First name Poppy",
        "Date of birth 2 October 2026",
        "Address 14 Larch Close, Testfield, LX1 4QR",
    ] {
        form.shows(words);
    }
    form.shows("Adult 2").hides("999 000 0018");
    visitor.get(&format!("{family}/consent")).await.shows("Consent form to print");
    is_tagged_pdf(&visitor.get(&format!("{family}/consent/form.pdf")).await);
    is_tagged_pdf(&visitor.get(&format!("{family}/consent/form.pdf?large=1")).await);
    let mut stranger = world.signed_in("other-health-visitor").await;
    stranger.get(&format!("{family}/consent/form")).await.is(404).hides("Hannah");
    stranger.get(&format!("{family}/consent/form.pdf")).await.is(404).hides("%PDF");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("\tprint\t") && log.contains("consent-form-to-print") && !log.contains("Hannah"));
}

#[tokio::test]
async fn s002_axc_the_form_says_that_it_is_kept_in_the_database_and_as_a_written_record() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    an_office(&world).await;
    let (.., form) = form_of(&world).await;
    form.shows("in the database of the children's centres of Testfield, and as a written record");
}

#[tokio::test]
async fn s002_axd_the_two_uses_are_asked_apart_and_stored_apart() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    an_office(&world).await;
    let (mut visitor, family, form) = form_of(&world).await;
    form.shows("Monitoring and evaluation").shows("Effective provision of services");
    let ticks = form.text().split("There are two uses").nth(1).expect("the uses").to_owned();
    let ticks = ticks.split("2. Who we may share it with").next().expect("their end");
    assert_eq!(ticks.matches("box to tick: Yes").count(), 2, "{ticks}");
    assert_eq!(ticks.matches("box to tick: No").count(), 2, "{ticks}");
    let new = visitor.get(&format!("{family}/consent/new")).await;
    let (by, child) = (signer(&new, "Hannah Ellis"), child(&new));
    let key = new.field("form_key").expect("a key");
    let base = [
        ("form_key", key.as_str()),
        ("by", by.as_str()),
        ("children", child.as_str()),
        ("package", "choose"),
        ("kind_basic", "yes"),
        ("partners", "childrens-centre"),
        ("purpose_personalise_service", "yes"),
        ("purpose_evaluation", "no"),
        ("how", "written"),
        ("answer", "agreed"),
    ];
    visitor.post(&format!("{family}/consent/new"), &with(&base, TOLD_ALL)).await.is(303);
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("Said no Children’s centre, only to evaluate services");
    let history = page.text().split("The history that this comes from").nth(1).expect("the history").to_owned();
    assert!(history.contains("Hannah Ellis agreed") && history.contains("Hannah Ellis said no"), "{history}");
}

#[tokio::test]
async fn s002_axf_two_signers_each_with_a_capacity_and_a_date() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    an_office(&world).await;
    let (.., form) = form_of(&world).await;
    for number in ["Signature 1", "Signature 2"] {
        let text = form.text();
        let block = text.split(number).nth(1).expect("the signer's block");
        let block =
            block.split("Words of version").next().expect("its end").split("Signature 2").next().expect("its end");
        for words in ["Parent", "Guardian", "Carer", "Other (say what):", "Name", "Signature", "Date"] {
            assert!(block.contains(words), "{number} lacks {words}: {block}");
        }
    }
}

#[tokio::test]
async fn s002_axg_the_officer_comes_from_the_settings_and_a_blank_one_blocks_issue() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let (mut visitor, family, form) = form_of(&world).await;
    form.is(409).shows("This cannot be given out yet").shows("The name of the data protection officer");
    form.shows("The address of the data protection officer").shows("Names and addresses for letters").hides("Hannah");
    visitor.get(&format!("{family}/consent/form.pdf")).await.is(409).hides("%PDF");
    visitor.get("/letters").await.is(404);
    write_office(&world, "data-lead", &office()).await.is(303);
    let (mut visitor, family, form) = form_of(&world).await;
    form.is(200).shows("Data Protection Officer: Dana Whitlock, 1 Example Square, Testfield, LX1 1AA");
    let mut no_officer = office();
    no_officer[0].1.clear();
    write_office(&world, "administrator", &no_officer).await.is(303);
    visitor.get(&format!("{family}/consent/form")).await.is(409).shows("The name of the data protection officer");
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("setting-change") && log.contains("officer") && !log.contains("Dana"));
}

#[tokio::test]
async fn s002_axe_a_form_with_an_unnamed_partner_is_not_given_out() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    let nameless: Vec<_> = office().into_iter().filter(|(name, _)| name != "partner_early-help").collect();
    write_office(&world, "data-lead", &nameless).await.is(303);
    let (.., form) = form_of(&world).await;
    form.is(409).shows("The partner agency for: Early help");
    write_office(&world, "data-lead", &office()).await.is(303);
    let (.., form) = form_of(&world).await;
    form.is(200).shows("We share it only to deliver the services of the children's centres of Testfield");
}

#[tokio::test]
async fn s002_ecl_the_form_prints_how_to_see_ones_own_file_and_the_record_says_it_was_explained() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    an_office(&world).await;
    let (mut visitor, family, form) = form_of(&world).await;
    form.shows("How to see your own file").shows("You can ask to see everything that we hold about you");
    let new = visitor.get(&format!("{family}/consent/new")).await;
    agrees(&mut visitor, &family, &new, TOLD_ALL).await;
    let page = visitor.get(&format!("{family}/consent")).await;
    page.shows("22 November 2026: Hannah Ellis agreed").shows("Own file: Told how to ask for it");
}

/// Records Hannah's yes to the form.
async fn agrees(visitor: &mut Visitor, family: &str, form: &Answer, more: &[(&str, &str)]) {
    let (by, child) = (signer(form, "Hannah Ellis"), child(form));
    let key = form.field("form_key").expect("a key");
    let base = [("form_key", key.as_str()), ("by", by.as_str()), ("children", child.as_str())];
    let sent = with(&with(&base, ON_PAPER), more);
    visitor.post(&format!("{family}/consent/new"), &sent).await.is(303);
}

#[tokio::test]
async fn s002_eci_the_form_lists_every_agency_by_name_and_each_version_of_the_list_is_kept() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    write_office(&world, "data-lead", &office()).await.is(303);
    let (mut visitor, family, form) = form_of(&world).await;
    for service in Team::of(Vec::new()).services() {
        form.shows(&format!("Testfield {} ({})", service.title(), service.title().to_lowercase()));
    }
    form.shows("List of partners, version 1.");
    let new = visitor.get(&format!("{family}/consent/new")).await;
    agrees(&mut visitor, &family, &new, TOLD_ALL).await;
    visitor.get(&format!("{family}/consent")).await.shows("Version of the words: 2026-11, list of partners 1");
    world.wait(Span::new().hours(1));
    let mut changed = office();
    let midwives = changed.iter_mut().find(|(name, _)| name == "partner_maternity").expect("the midwives");
    midwives.1 = "Larch Midwives".to_owned();
    write_office(&world, "data-lead", &changed).await.is(303);
    // The same list again is no new version.
    write_office(&world, "data-lead", &changed).await.is(303);
    let (mut visitor, family, form) = form_of(&world).await;
    form.shows("Larch Midwives (midwifery)").shows("List of partners, version 2.").hides("Testfield Midwifery");
    visitor.get(&format!("{family}/consent")).await.shows("Version of the words: 2026-11, list of partners 1");
    let lists = world.signed_in("data-lead").await.get("/letters").await;
    lists.shows("Version 2 of the list").shows("Version 1 of the list").shows("Testfield Midwifery (midwifery)");
    lists.hides("Version 3 of the list");
}

#[tokio::test]
async fn s002_23e_anybody_reads_the_leaflet_with_its_four_parts_as_the_locality_is_set_up() {
    let world = World::new().await;
    let mut anybody = Visitor::new(world.site.clone());
    anybody.get("/leaflet").await.is(409).shows("The name of the data protection officer");
    an_office(&world).await;
    let leaflet = anybody.get("/leaflet").await;
    leaflet.is(200);
    for words in [
        "How your information is stored",
        "How we ask for your agreement",
        "How it is kept confidential",
        "How it is shared",
        "Health visiting",
        "Testfield Midwifery (midwifery)",
        "version 1 of the list",
        "Dana Whitlock",
        "The rules in force are:",
    ] {
        leaflet.shows(words);
    }
    is_tagged_pdf(&anybody.get("/leaflet.pdf").await);
    anybody.get("/privacy").await.shows("Leaflet for families");
}

#[tokio::test]
async fn s002_16d_the_easy_read_form_prints_with_drawings_and_the_record_says_which_aid_was_used() {
    let world = World::new().await;
    a_family_nobody_asked(&world).await;
    an_office(&world).await;
    let (mut visitor, family, form) = form_of(&world).await;
    form.hides("Sharing information: easy read").shows("Show easy read");
    let easy = visitor.get(&format!("{family}/consent/form?easy=1")).await;
    easy.is(200)
        .shows("Sharing information: easy read")
        .shows("You can say no. You still get help.")
        .shows("First name Poppy");
    assert!(easy.html.matches("role=\"img\"").count() >= 8, "a drawing beside each sentence");
    is_tagged_pdf(&visitor.get(&format!("{family}/consent/form.pdf?easy=1&large=1")).await);
    let arabic = visitor.get(&format!("{family}/consent/form?language=ar")).await;
    arabic.is(200).shows("Test text: not for families");
    assert!(arabic.html.contains("lang=\"ar\" dir=\"rtl\""));
    let new = visitor.get(&format!("{family}/consent/new")).await;
    let aids = with(TOLD_ALL, &[("aids", "Easy-read words"), ("aids", "Pictures")]);
    agrees(&mut visitor, &family, &new, &aids).await;
    visitor.get(&format!("{family}/consent")).await.shows("What helped: Easy-read words and Pictures");
}

/// So many children at the Larch Centre, born in a year, each in a family of
/// its own; the first `told` were told.
pub async fn children_of_the_centre(world: &World, year: i16, (count, told): (usize, usize)) {
    let rows: Vec<_> = (0..count)
        .map(|number| {
            let letter = char::from(b'a' + u8::try_from(number).expect("few"));
            let row = crate::world::child(
                &format!("{year}-{number}"),
                &format!("Kim{letter}"),
                &format!("Cohort{year}{letter}"),
                &format!("{year}-03-0{}", 1 + number % 9),
            )
            .with("ADDRESS", format!("{} Elm Road {year}", number + 1))
            .with("POSTCODE", "LX1 4QS")
            .with("TEAM", "Larch Centre")
            .with("CODE", "OUTREACH-WORKER")
            .with("STARTED", "2026-09-01");
            if number < told { row.with("TOLD", "2026-10-06") } else { row }
        })
        .collect();
    world.told_by("childrens-centre", &rows).await;
}

#[tokio::test]
async fn s003_isr_coverage_is_counted_by_year_of_birth_and_the_rest_goes_out_for_mail_merge() {
    let world = World::new().await;
    an_office(&world).await;
    children_of_the_centre(&world, 2024, (12, 6)).await;
    children_of_the_centre(&world, 2025, (10, 5)).await;
    children_of_the_centre(&world, 2022, (2, 1)).await;
    let mut lead = world.signed_in("data-lead").await;
    let page = lead.get("/notices").await;
    page.is(200).shows("By the year in which the children were born");
    page.shows("Born in 2024 Children 12 Told 6 Letter 6 In person 0");
    page.shows("Another way, or not said 0 Letter came back 0 Objected 0");
    page.shows("Born in 2025 Children Not shown Told Not shown");
    page.shows("Born in 2022 Children Not shown Told Not shown");
    let mut manager = world.signed_in("centre-manager").await;
    manager.get("/notices").await.shows("Born in 2024 Children 12 Told 6");
    let file = manager.post("/notices/to-send.csv", &[("why", "letters")]).await;
    file.is(200);
    assert!(file.html.starts_with("REFERENCE,NAME,ADDRESS,POSTCODE,LANGUAGE"));
    assert_eq!(file.html.lines().count(), 1 + 6 + 5 + 1, "{}", file.html);
    assert!(file.html.contains("Elm Road") && file.html.contains("LX1 4QS"));
    world.signed_in("health-visitor").await.get("/notices").await.is(404);
}

#[tokio::test]
async fn s003_isr_a_letter_names_each_parent_at_home_and_says_who_lives_elsewhere_and_gets_none() {
    let father = |address: &'static str, postcode: &'static str| {
        registered("cc-1")
            .with("F_GIVEN", "Sam")
            .with("F_FAMILY", "Reed")
            .with("F_BORN", "1998-02-03")
            .with("F_ADDRESS", address)
            .with("F_POSTCODE", postcode)
    };
    let world = World::new().await;
    an_office(&world).await;
    world.told_by("childrens-centre", &[father("14 Larch Close, Testfield", "LX1 4QR")]).await;
    let mut manager = world.signed_in("centre-manager").await;
    let page = manager.get("/notices/letters").await;
    page.is(200).hides("lives elsewhere");
    let family = page.field("family").expect("the family of the letter");
    manager.get(&format!("/families/{family}/notice/letter")).await.shows("Hannah Ellis and Sam Reed 14 Larch Close");
    let file = manager.post("/notices/to-send.csv", &[("why", "letters")]).await;
    assert!(file.html.contains("Hannah Ellis and Sam Reed"), "{}", file.html);
    let key = page.field("form_key").expect("a key");
    manager.post("/notices/letters", &[("form_key", key.as_str()), ("family", family.as_str())]).await.is(303);
    let consent = manager.get(&format!("/families/{family}/consent")).await;
    consent.shows("Given to Hannah Ellis and Sam Reed");

    let world = World::new().await;
    an_office(&world).await;
    world.told_by("childrens-centre", &[father("9 Quay Street, Testfield", "LX7 8CD")]).await;
    let mut manager = world.signed_in("centre-manager").await;
    let page = manager.get("/notices/letters").await;
    page.is(200).shows("No letter goes to Sam Reed, a parent who lives elsewhere. If it is safe, tell them in person.");
    let file = manager.post("/notices/to-send.csv", &[("why", "letters")]).await;
    assert!(file.html.contains("Hannah Ellis") && !file.html.contains("Sam Reed"), "{}", file.html);
    assert!(!file.html.contains("Quay Street"));
}

#[tokio::test]
async fn s000_9_every_family_is_written_to_and_what_comes_back_reaches_the_ledger() {
    let world = World::new().await;
    an_office(&world).await;
    let home = registered("cc-1").with("AGREED_BASIC", "2026-11-03");
    world.told_by("childrens-centre", &[home]).await;
    let hidden = crate::world::child("cc-2", "Robin", "Canary", "2025-06-07")
        .with("ADDRESS", "77 Hidden Lane")
        .with("SHIELDED", "Y")
        .with("TEAM", "Larch Centre")
        .with("CODE", "OUTREACH-WORKER");
    let nowhere = crate::world::child("cc-3", "Ash", "Nowhere", "2025-06-08")
        .with("TEAM", "Larch Centre")
        .with("CODE", "OUTREACH-WORKER");
    world.told_by("childrens-centre", &[hidden, nowhere]).await;
    let mut manager = world.signed_in("centre-manager").await;
    let page = manager.get("/notices/letters").await;
    page.is(200).shows("Your team has 1 letter to send").shows("Ellis family").hides("Hidden Lane");
    page.shows("Canary family . Where they live is kept safe. Tell them in person.");
    page.shows("Nowhere family . There is no address that you can see.");
    is_tagged_pdf(&manager.get("/notices/letters.pdf").await);
    let family = page.field("family").expect("the family of the letter");
    let letter = manager.get(&format!("/families/{family}/notice/letter")).await;
    letter.is(200).shows("Hannah Ellis 14 Larch Close Testfield LX1 4QR").shows("You can say no");
    letter.shows(&format!("Reference: {family}")).shows("01632 960100").shows("Complaints team");
    is_tagged_pdf(&manager.get(&format!("/families/{family}/notice/letter.pdf")).await);
    let key = page.field("form_key").expect("a key");
    let sent = [("form_key", key.as_str()), ("family", family.as_str())];
    manager.post("/notices/letters", &sent).await.is(303);
    manager.post("/notices/letters", &sent).await.is(303);
    manager.get("/notices/letters").await.shows("Your team has 0 letters to send");
    let consent = manager.get(&format!("/families/{family}/consent")).await;
    consent.shows("The family was told how information is shared on 22 November 2026, version 2026-11");
    // The letter comes back: the family is to be told again.
    let back = manager.post("/notices/reply", &[("reference", &family), ("answer", "returned")]).await;
    let form = manager.get(&back.location.expect("the form of the notice")).await;
    let key = form.is(200).field("form_key").expect("a key");
    manager.post(&format!("/families/{family}/notice"), &[("form_key", &key), ("answer", "returned")]).await.is(303);
    manager.get("/notices/letters").await.shows("Your team has 1 letter to send");
    // The slip comes back: the objection stands in the ledger.
    let slip = manager.post("/notices/reply", &[("reference", &family), ("answer", "objected")]).await;
    let address = slip.location.expect("the form of the objection");
    let form = manager.get(&address).await;
    let (by, key) = (signer(&form, "Hannah Ellis"), form.field("form_key").expect("a key"));
    let sent = [("form_key", key.as_str()), ("by", by.as_str()), ("how", "By letter")];
    manager.post(&address, &sent).await.is(303);
    manager.get(&format!("/families/{family}/consent")).await.shows("Objected").shows("How: by letter");
}

#[tokio::test]
async fn the_form_keeps_each_adult_apart_and_leaves_out_who_lives_elsewhere() {
    let world = World::new().await;
    let both = visited("hv-1", "2026-10-14", "Feeding is going well.")
        .with("F_GIVEN", "Sam")
        .with("F_FAMILY", "Reed")
        .with("F_BORN", "1998-02-03")
        .with("F_ADDRESS", "9 Far Road")
        .with("F_POSTCODE", "LX7 7AA");
    world.told_by("health-visiting", &[both]).await;
    an_office(&world).await;
    let (.., form) = form_of(&world).await;
    form.is(200).shows("First names Hannah").shows("Each adult's information is kept apart from the other's");
    form.shows("You cannot agree for another adult").shows("box to tick: Myself").hides("9 Far Road").hides("Reed");
}

#[tokio::test]
async fn a_letter_goes_in_checked_words_and_says_where_there_are_none() {
    let world = World::new().await;
    an_office(&world).await;
    let row = visited("hv-1", "2026-10-14", "Feeding is going well.").with("LANGUAGE", "Arabic");
    world.told_by("health-visiting", &[row]).await;
    world.told_by("maternity", &[poppy("mat-1")]).await;
    let family = family(&world).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let letter = visitor.get(&format!("{family}/notice/letter")).await;
    letter.is(200).shows("This is in English. Ask us for it in your language.");
    the_ellis_family(&world).await;
}

#[tokio::test]
async fn blank_documents_are_written_by_the_command_and_not_while_a_name_is_missing() {
    let world = World::new().await;
    let written = |words: &[&str]| {
        let out = world.directory.path().join("document.pdf");
        let line = [&["letters"], words, &["--out", "document.pdf"]].concat();
        (run(&world, &line), std::fs::read(out).unwrap_or_default())
    };
    let (blocked, none) = written(&["form"]);
    assert_eq!((blocked.code, none.len()), (Some(3), 0));
    blocked.warns("The name of the data protection officer");
    an_office(&world).await;
    for words in [&["form"][..], &["form", "--easy", "--large"], &["notice"], &["leaflet", "--language", "ar"]] {
        let (done, file) = written(words);
        done.says("document.pdf is written");
        assert!(file.starts_with(b"%PDF-1.7"), "{words:?}");
    }
    let (unknown, _) = written(&["notice", "--language", "xx"]);
    assert_eq!(unknown.code, Some(3));
    unknown.warns("choose one of: en, ar");
}
