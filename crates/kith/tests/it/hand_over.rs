//! A family moves to another authority: two worlds, each with its own records.
//! What the family agreed to goes, and nothing else; whoever sent it keeps its
//! history.

use std::path::PathBuf;

use jiff::Span;

use crate::birth_lists::{LARCH, agreement, give_key, own_key, released};
use crate::consent::{TOLD_ALL, child, signer, with};
use crate::families::{HANNAH_NUMBER, POPPY_NUMBER, TOLD, visited};
use crate::importing::run;
use crate::visitor::{Answer, Visitor};
use crate::world::{Row, World};

/// A postcode that the other area covers, and no centre here.
const AWAY: &str = "LX9 3AA";
/// What the health visitor wrote.
const NOTE: &str = "Feeding is going well since the clinic.";

/// Poppy, who moved to the other area.
fn moved(key: &str) -> Row {
    visited(key, "2026-10-14", NOTE).with("ADDRESS", "9 New Road, Westport").with("POSTCODE", AWAY).with("TOLD", TOLD)
}

/// The two areas know each other by name, by telephone and by key.
struct Border {
    here: World,
    there: World,
}

impl Border {
    /// Here: a family that moved away. There: nobody knows them.
    async fn with(rows: &[Row]) -> Self {
        let here = World::with_reach(LARCH).await;
        here.told_by("health-visiting", rows).await;
        Self::between(here).await
    }

    async fn between(here: World) -> Self {
        let there = World::with_reach(AWAY).await;
        for (world, name) in [(&here, "Westshire"), (&there, "Eastshire")] {
            let mut lead = world.signed_in("data-lead").await;
            area(&mut lead, name, "LX9").await.is(303);
        }
        let border = Self { here, there };
        let line = border.line(&border.there);
        let mut lead = border.here.signed_in("data-lead").await;
        area_key(&mut lead, "Westshire", &line).await.is(303);
        let line = border.line(&border.here);
        let mut lead = border.there.signed_in("data-lead").await;
        area_key(&mut lead, "Eastshire", &line).await.is(303);
        border
    }

    fn file(&self, name: &str) -> PathBuf {
        self.there.directory.path().join(name)
    }

    /// The line of a world's own keys.
    fn line(&self, world: &World) -> String {
        let key = world.directory.path().join("own.key");
        if !key.exists() {
            run(world, &["lists", "key", "-o", &key.to_string_lossy()]).is(0);
        }
        let said = run(world, &["handover", "key", "--key", &key.to_string_lossy()]);
        said.is(0).says("read these letters");
        said.out.split("area: ").nth(1).and_then(|rest| rest.lines().next()).expect("a line").to_owned()
    }

    fn there(&self, verb: &str, file: &str, more: &[&str]) -> crate::importing::Said {
        let (file, key) = (self.file(file), self.there.directory.path().join("own.key"));
        let (file, key) = (file.to_string_lossy(), key.to_string_lossy());
        let mut arguments = vec!["handover", verb, &*file, "--key", &*key];
        arguments.extend_from_slice(more);
        run(&self.there, &arguments)
    }

    fn receive(&self, file: &str) -> crate::importing::Said {
        self.there("receive", file, &["--team", "East health visitors"])
    }
}

async fn area(lead: &mut Visitor, name: &str, covers: &str) -> Answer {
    let fields =
        [("name", name), ("contact", "Carol Webb, health visiting"), ("telephone", "01632 960455"), ("covers", covers)];
    lead.post("/areas-outside/change", &fields).await
}

async fn area_key(lead: &mut Visitor, area: &str, line: &str) -> Answer {
    let fields = [("centre", area), ("public_key", line), ("checked_with", "Carol, by telephone")];
    lead.post("/areas-outside/keys", &fields).await
}

/// The family's address, as the health visitor opens it.
async fn family(world: &World) -> (Visitor, String) {
    let mut visitor = world.signed_in("health-visitor").await;
    let family = visitor.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("the family is found");
    (visitor, family)
}

/// Hannah agrees, for Poppy and for herself, that the other area knows these.
async fn agrees(visitor: &mut Visitor, family: &str, kinds: &[&str], about_herself: bool) {
    let address = format!("{family}/consent/new");
    let form = visitor.get(&address).await;
    let (by, child) = (signer(&form, "Hannah Ellis"), child(&form));
    let key = form.field("form_key").expect("a key");
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("kind_{kind}")).collect();
    let mut fields = vec![
        ("form_key", key.as_str()),
        ("by", by.as_str()),
        ("children", child.as_str()),
        ("package", "choose"),
        ("how", "written"),
        ("answer", "agreed"),
        ("partner_name", "Westshire"),
        ("purpose_healthcare", "yes"),
    ];
    fields.extend(kinds.iter().map(|kind| (kind.as_str(), "yes")));
    if about_herself {
        fields.push(("children", "self"));
    }
    visitor.post(&address, &with(&fields, TOLD_ALL)).await.is(303);
}

async fn objects(visitor: &mut Visitor, family: &str) {
    let address = format!("{family}/consent/object");
    let form = visitor.get(&address).await;
    let (key, by) = (form.field("form_key").expect("a key"), signer(&form, "Hannah Ellis"));
    let fields = [("form_key", &*key), ("by", &*by), ("kinds", "basic"), ("how", "By phone")];
    visitor.post(&address, &fields).await.is(303);
}

/// Makes the file of everything that is ticked.
async fn makes(visitor: &mut Visitor, family: &str) -> Answer {
    let address = format!("{family}/hand-over");
    let page = visitor.get(&address).await;
    let key = page.field("form_key").expect("something may go");
    let ticked: Vec<String> = page
        .html
        .split("<input class=\"nhsuk-checkboxes__input\"")
        .skip(1)
        .filter(|tag| tag.split('>').next().is_some_and(|tag| tag.contains("checked")))
        .filter_map(|tag| Some(tag.split("value=\"").nth(1)?.split('"').next()?.to_owned()))
        .collect();
    let mut fields = vec![("step", "make"), ("form_key", &*key), ("area", "Westshire"), ("service", "health-visiting")];
    fields.extend(ticked.iter().map(|value| ("going", value.as_str())));
    visitor.post(&address, &fields).await
}

/// Where the newest file of a family is saved.
async fn file_of(visitor: &mut Visitor, family: &str) -> String {
    let page = visitor.get(&format!("{family}/hand-over")).await;
    let start = page.html.find(&format!("{family}/hand-over/h-")).expect("a file was made");
    page.html[start..].split('"').next().expect("its address").to_owned()
}

/// The file leaves, and is there.
async fn sent(border: &Border, visitor: &mut Visitor, family: &str) -> String {
    let address = file_of(visitor, family).await;
    let answer = visitor.post(&address, &[]).await;
    answer.is(200);
    std::fs::write(border.file("family.kith.age"), &answer.bytes).expect("the file is carried over");
    address.rsplit('/').nth(1).expect("its reference").to_owned()
}

#[tokio::test]
async fn s004_bao_a_family_that_moves_is_handed_over_with_what_they_agreed_to_and_here_keeps_its_history() {
    let second = visited("hv-2", "2026-11-12", "Told in the clinic.").with("ADDRESS", "9 New Road, Westport");
    let border = Border::with(&[moved("hv-1"), second.with("POSTCODE", AWAY)]).await;
    let (mut visitor, family) = family(&border.here).await;
    visitor.get(&family).await.shows("Moved to Westshire").shows("Not handed over yet");
    visitor.get("/hand-overs").await.is(200).shows("Ellis family").shows("Moved to Westshire");
    agrees(&mut visitor, &family, &["basic", "involvement", "contacts", "health"], true).await;
    let offer = visitor.get(&format!("{family}/hand-over")).await;
    offer.is(200).shows("Receiving area: Westshire").shows("Carol Webb, health visiting, 01632 960455");
    offer.shows("2 contacts").shows("Agreement of Hannah Ellis").shows("Hannah Ellis, for themself");
    makes(&mut visitor, &family).await.is(303);
    // Nothing has left yet.
    visitor.get(&format!("{family}/shares")).await.hides("Westshire");
    let id = sent(&border, &mut visitor, &family).await;
    let sealed = std::fs::read(border.file("family.kith.age")).expect("the file");
    let text = String::from_utf8_lossy(&sealed).into_owned();
    assert!(text.starts_with("age-encryption.org/") && !text.contains("Poppy") && !text.contains("Ellis"));
    visitor.get(&format!("{family}/shares")).await.shows("Westshire, Health visiting").shows("The family agreed");
    visitor.get(&format!("{family}/recipients")).await.shows("Westshire");
    // There: who sent it is known, and it comes in by the road of every file.
    border.there("open", "family.kith.age", &[]).is(0).says("Signed by Eastshire").says("1 child and 2 contacts");
    let check = border.there("receive", "family.kith.age", &["--team", "East health visitors", "--check"]);
    check.is(0).says("Nothing was saved");
    border.receive("family.kith.age").is(0).says("It is in").says("Send this receipt back");
    let mut colleague = border.there.signed_in("health-visitor").await;
    let theirs = colleague.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("they are found there");
    let page = colleague.get(&theirs).await;
    page.is(200)
        .shows("Poppy")
        .shows("Hannah Ellis")
        .shows("9 New Road")
        .shows("Another authority, families handed over");
    page.shows("Test health visitor").shows("Testfield");
    colleague.get(&format!("{theirs}/contacts")).await.shows("Home visit").shows(NOTE);
    // The agreement was with here: there, the family is asked anew.
    colleague.get(&format!("{theirs}/consent")).await.shows("Nothing is recorded yet");
    let mut lead = border.there.signed_in("data-lead").await;
    lead.get("/hand-overs").await.shows(&id).shows("from Eastshire").hides("Poppy").hides("Ellis");
    // The same file again changes nothing; the receipt goes back and counts once.
    border.receive("family.kith.age").is(0).says("Nothing was changed");
    let receipt = border.there.directory.path().join(format!("{id}.receipt")).to_string_lossy().into_owned();
    for _ in 0..2 {
        run(&border.here, &["handover", "receipt", &receipt]).is(0).says("Westshire says that");
    }
    let done = visitor.get(&format!("{family}/hand-over")).await;
    done.shows("They say that it came");
    assert_eq!(done.text().matches("Children: 1. Taken in").count(), 1, "{}", done.text());
    // Here: the history stays, and the page says where they are.
    let page = visitor.get(&family).await;
    page.shows("Handed over to Westshire on 22 November 2026").hides("Not handed over yet");
    page.shows("Home visit").shows("Test health visitor");
    visitor.get("/hand-overs").await.hides("Ellis family");
    for (world, words) in [(&border.here, ["made", "sent", "received"]), (&border.there, ["opened", "taken-in", "h-"])]
    {
        let log = world.app.export_audit().await.expect("the audit is read").log;
        let entries: Vec<&str> = log.lines().filter(|line| line.contains("hand-over")).collect();
        for word in words {
            assert!(entries.iter().any(|line| line.contains(word)), "{word} is in the audit");
        }
        assert!(!log.contains("Poppy") && !log.contains("Westport"), "nobody is named there");
    }
}

#[tokio::test]
async fn s004_bao_what_is_not_a_yes_stays_and_says_how_to_get_to_yes() {
    let border = Border::with(&[moved("hv-1").with("AGREED_ALL", "2026-10-20")]).await;
    border
        .here
        .told_by(
            "substance-misuse",
            &[moved("sm-1").with("TEAM", "Turning Tide").with("CODE", "X").with("C_NOTE", "Sensitive words.")],
        )
        .await;
    let (mut visitor, family) = family(&border.here).await;
    // They agreed to everything with the partners here: that names nobody there. Basic details of a baby
    // may go between health services on notice.
    let offer = visitor.get(&format!("{family}/hand-over")).await;
    offer.shows("Not yet").shows("How to get to yes").shows("write “Westshire” as another partner by name");
    offer.hides("Turning Tide").hides("Drug and alcohol");
    makes(&mut visitor, &family).await.is(303);
    sent(&border, &mut visitor, &family).await;
    border.receive("family.kith.age").is(0);
    let mut colleague = border.there.signed_in("health-visitor").await;
    let theirs = colleague.post("/find", &[("words", POPPY_NUMBER)]).await.location.expect("found there");
    let page = colleague.get(&theirs).await;
    page.shows("Poppy Ellis").shows("9 New Road").hides("Hannah").hides(NOTE).hides("Turning Tide");
    colleague.get(&format!("{theirs}/contacts")).await.hides("Home visit").hides(NOTE);
    let other = colleague.post("/find", &[("words", HANNAH_NUMBER)]).await.location.expect("an answer");
    assert!(other.starts_with("/find/"), "nobody there knows her: she was not asked for herself");
    // What goes to another area is asked about like any other share, with the area by name.
    let ask = visitor.get(&format!("{family}/can-i-share")).await;
    ask.shows("Is that service in another area?").shows("Westshire");
}

#[tokio::test]
async fn s004_bao_an_objection_at_ten_stops_a_file_that_was_made_before() {
    let border = Border::with(&[moved("hv-1")]).await;
    border.here.told_by("maternity", &[moved("mat-1").with("TEAM", "East midwives").with("CODE", "MIDWIFE")]).await;
    let (mut visitor, family) = family(&border.here).await;
    makes(&mut visitor, &family).await.is(303);
    let address = file_of(&mut visitor, &family).await;
    let page = visitor.get(&format!("{family}/hand-over")).await;
    let mut colleague = border.here.signed_in("midwife").await;
    objects(&mut colleague, &family).await;
    border.here.wait(Span::new().minutes(1));
    let stopped = visitor.post(&address, &[]).await;
    stopped.shows("This hand-over is out of date").shows("The family’s answer changed").shows("Make it again");
    visitor.get(&format!("{family}/shares")).await.hides("Westshire");
    // A page that was open before does not make another one either.
    let key = page.field("form_key").expect("a key");
    let child = page.html.split("value=\"p-").nth(1).and_then(|rest| rest.split(':').next()).expect("a child");
    let going = format!("p-{child}:basic");
    let fields = [
        ("step", "make"),
        ("form_key", &*key),
        ("area", "Westshire"),
        ("service", "health-visiting"),
        ("going", &*going),
    ];
    let again = visitor.post(&format!("{family}/hand-over"), &fields).await;
    again.is(422).shows("An answer changed since you opened this page");
    visitor.get("/hand-overs").await.shows("Ellis family");
}

#[tokio::test]
async fn s004_bao_a_record_that_changed_after_the_file_was_made_is_never_sent_as_it_was() {
    let border = Border::with(&[moved("hv-1")]).await;
    let (mut visitor, family) = family(&border.here).await;
    makes(&mut visitor, &family).await.is(303);
    let address = file_of(&mut visitor, &family).await;
    let elsewhere = moved("hv-1").with("ADDRESS", "4 Other Road").with("RECORDED", "2026-11-22");
    border.here.told_by("health-visiting", &[elsewhere]).await;
    visitor.post(&address, &[]).await.shows("The record changed since it was made");
    // Once asked back, a file is not saved again; the family waits again.
    visitor.post(&address.replace("/file", "/recall"), &[("why", "")]).await.is(422).shows("Write why");
    makes(&mut visitor, &family).await.is(303);
    let id = sent(&border, &mut visitor, &family).await;
    visitor.get("/hand-overs").await.hides("Ellis family");
    let recall = format!("{family}/hand-over/{id}/recall");
    visitor.post(&recall, &[("why", "They stay after all")]).await.is(303);
    visitor.post(&format!("{family}/hand-over/{id}/file"), &[]).await.is(409);
    visitor.get(&format!("{family}/shares")).await.shows("Asked back").shows("They stay after all");
    visitor.get("/hand-overs").await.shows("Ellis family");
}

#[tokio::test]
async fn s004_bao_an_area_without_a_key_gets_nothing_and_the_page_says_what_to_do() {
    let here = World::with_reach(LARCH).await;
    here.told_by("health-visiting", &[moved("hv-1")]).await;
    let (mut visitor, family) = family(&here).await;
    let address = format!("{family}/hand-over");
    visitor.get(&address).await.shows("No area outside is on the register yet").hides("Make the file");
    let mut lead = here.signed_in("data-lead").await;
    area(&mut lead, "Testfield", "LX9").await.is(422).shows("This is your own area");
    area(&mut lead, "Westshire", "LX9 3AA").await.is(422).shows("Write the start of postcodes");
    area(&mut lead, "Westshire", "LX9").await.is(303);
    area_key(&mut lead, "Westshire", "age1half").await.is(422).shows("This is no key");
    let page = visitor.get(&address).await;
    page.shows("Westshire has no key yet, so nothing can be sent").shows("Ask your data lead").hides("Make the file");
    visitor.get("/areas-outside").await.is(200).shows("No key. Nothing can be sent there").hides("Save the area");
    let child = page.html.split("value=\"p-").nth(1).and_then(|rest| rest.split(':').next()).expect("a child");
    let fields = [
        ("step", "make"),
        ("form_key", "0123456789abcdef"),
        ("area", "Westshire"),
        ("service", "health-visiting"),
        ("going", &format!("p-{child}:basic")),
    ];
    visitor.post(&address, &fields).await.is(422).shows("This area has no key");
    // Nobody but the data lead keeps the register, and nobody but who works with them hands a family over.
    area(&mut visitor, "Far", "ZZ").await.is(404);
    let mut stranger = here.signed_in("other-health-visitor").await;
    stranger.get(&address).await.is(404);
}

#[tokio::test]
async fn s004_bao_a_family_whose_home_is_kept_safe_is_on_no_list_and_goes_by_no_file() {
    let border = Border::with(&[moved("hv-1").with("SHIELDED", "Y")]).await;
    let (mut visitor, family) = family(&border.here).await;
    visitor.get(&family).await.hides("Westshire").hides("Moved to");
    visitor.get("/hand-overs").await.hides("Ellis family").hides("Westshire:");
    let page = visitor.get(&format!("{family}/hand-over")).await;
    page.shows("This family’s home is kept safe").hides("9 New Road").hides("Make the file");
    let fields = [
        ("step", "make"),
        ("form_key", "0123456789abcdef"),
        ("area", "Westshire"),
        ("service", "health-visiting"),
        ("going", "p-0000000000000000:basic"),
    ];
    visitor.post(&format!("{family}/hand-over"), &fields).await.is(422).shows("kept safe");
    let mut lead = border.here.signed_in("data-lead").await;
    lead.get("/hand-overs").await.shows("Nobody waits to be handed over");
}

#[tokio::test]
async fn t16_who_moved_is_in_no_count_where_the_mother_alone_is_known_to_be_kept_safe() {
    let border = Border::with(&[moved("hv-1").with("M_NHS", "999 000 0026")]).await;
    let mut lead = border.here.signed_in("data-lead").await;
    lead.get("/hand-overs").await.hides("Nobody waits to be handed over");
    let older =
        crate::world::child("mat-9", "Nia", "Ellis", "2023-01-04").with("M_GIVEN", "Hannah").with("M_FAMILY", "Ellis");
    border.here.told_by("maternity", &[older.with("M_NHS", "999 000 0026").with("SHIELDED", "Y")]).await;
    lead.get("/hand-overs").await.shows("Nobody waits to be handed over");
}

#[tokio::test]
async fn s004_bao_a_file_that_was_changed_or_is_for_or_from_somebody_else_is_refused_in_words() {
    let border = Border::with(&[moved("hv-1")]).await;
    let (mut visitor, family) = family(&border.here).await;
    makes(&mut visitor, &family).await.is(303);
    let id = sent(&border, &mut visitor, &family).await;
    let whole = std::fs::read(border.file("family.kith.age")).expect("the file");
    let kept = |name: &str, bytes: &[u8]| std::fs::write(border.file(name), bytes).expect("written");
    let mut changed = whole.clone();
    let middle = changed.len() - 20;
    changed[middle] ^= 1;
    kept("changed.age", &changed);
    kept("short.age", &whole[..whole.len() - 9]);
    kept("huge.age", &[b"age-encryption.org/v1\n".as_slice(), &vec![b'x'; 21 << 20]].concat());
    kept("list.age", b"child_ref,event");
    border.receive("changed.age").is(8).warns("changed or cut short on its way");
    border.receive("short.age").is(8).warns("changed or cut short on its way");
    border.receive("huge.age").is(8).warns("larger than any hand-over");
    border.receive("list.age").is(8).warns("no hand-over of a family");
    let other = border.there.directory.path().join("other.key");
    run(&border.there, &["lists", "key", "-o", &other.to_string_lossy()]).is(0);
    let file = border.file("family.kith.age").to_string_lossy().into_owned();
    let with_other = ["handover", "open", &*file, "--key", &*other.to_string_lossy()];
    run(&border.there, &with_other).is(8).warns("this key does not open it");
    border.there("receive", "family.kith.age", &["--team", "Nobody’s"]).is(8).warns("East health visitors");
    // Whoever took the sender off the register takes nothing of theirs.
    let mut lead = border.there.signed_in("data-lead").await;
    lead.post("/areas-outside/change", &[("name", "Eastshire"), ("gone", "yes")]).await.is(303);
    border.there("open", "family.kith.age", &[]).is(0).says("Nobody on your register signed it");
    border.receive("family.kith.age").is(8).warns("Nobody on your register signed this");
    let found = border.there.signed_in("health-visitor").await.post("/find", &[("words", POPPY_NUMBER)]).await;
    assert!(found.location.is_some_and(|to| to.starts_with("/find/")), "nothing of it came in");
    // A receipt that somebody else signed is none.
    area(&mut lead, "Eastshire", "LX9").await.is(303);
    let (line, again) = (border.line(&border.here), border.line(&border.there));
    area_key(&mut lead, "Eastshire", &line).await.is(303);
    border.receive("family.kith.age").is(0);
    let receipt = std::fs::read_to_string(border.file(&format!("{id}.receipt"))).expect("a receipt");
    let mut ours = border.here.signed_in("data-lead").await;
    let forged = receipt.replace("\"children\":1", "\"children\":2");
    ours.post("/hand-overs/receipt", &[("receipt", &forged)]).await.is(422).shows("changed or cut short");
    area_key(&mut ours, "Westshire", &line).await.is(303);
    ours.post("/hand-overs/receipt", &[("receipt", &receipt)]).await.is(422).shows("not signed by the area");
    area_key(&mut ours, "Westshire", &again).await.is(303);
    ours.post("/hand-overs/receipt", &[("receipt", &receipt)]).await.is(303);
    ours.get("/hand-overs").await.shows("They say that it came").hides("Ellis");
}

#[tokio::test]
async fn s004_bao_a_worry_goes_by_a_judgement_that_names_the_area_and_says_why() {
    let border = Border::with(&[moved("hv-1")]).await;
    let (mut visitor, family) = family(&border.here).await;
    objects(&mut visitor, &family).await;
    border.here.wait(Span::new().minutes(1));
    let address = format!("{family}/hand-over");
    visitor.get(&address).await.shows("Not yet").hides("Make the file");
    let form = visitor.get(&format!("{family}/share-without-consent/new")).await;
    let key = form.field("form_key").expect("a key");
    let judged = |names: &'static [(&'static str, &'static str)]| {
        let rest: &[(&str, &str)] = &[
            ("ground", "unsafe"),
            ("harm", "reasonable_cause"),
            ("risk_sharing", "He may find out."),
            ("risk_not_sharing", "The child could be hurt again."),
            ("facts", "Two injuries in a month."),
            ("alternatives", "Asking her alone."),
            ("consultee", "The named nurse agreed."),
            ("least", "Name, address, and that there is a worry."),
            ("told", "Not told: unsafe now."),
            ("kinds", "basic"),
            ("purpose", "safeguarding"),
            ("result", "sufficient"),
            ("ends_on", "2 December 2026"),
        ];
        with(rest, names)
    };
    let here = with(&judged(&[("partners", "health-visiting")]), &[("form_key", "1123456789abcdef")]);
    visitor.post(&format!("{family}/share-without-consent/new"), &here).await.is(303);
    // A judgement about health visitors here is none about those of another area.
    visitor.get(&address).await.hides("Make the file");
    let there = with(&judged(&[("partner_name", "Westshire")]), &[("form_key", &*key)]);
    visitor.post(&format!("{family}/share-without-consent/new"), &there).await.is(303);
    visitor.get(&address).await.shows("Make the file for Westshire");
    makes(&mut visitor, &family).await.is(303);
    sent(&border, &mut visitor, &family).await;
    visitor
        .get(&format!("{family}/shares"))
        .await
        .shows("A judgement that is written down")
        .shows("Protects from harm");
}

#[tokio::test]
async fn s004_bao_whoever_moves_leaves_the_list_of_the_centre_and_waits_to_be_handed_over() {
    let here = World::with_reach(LARCH).await;
    let mut lead = here.signed_in("data-lead").await;
    agreement(&mut lead).await;
    give_key(&mut lead, &own_key(&here)).await;
    let home = visited("hv-1", "2026-10-14", NOTE).with("TOLD", TOLD).with("AGREED_BASIC", "2026-10-20");
    here.told_by("health-visiting", std::slice::from_ref(&home)).await;
    released(&mut lead).await;
    here.signed_in("outreach-worker").await.get("/births").await.shows("Poppy Ellis");
    let (mut visitor, family) = family(&here).await;
    visitor.get("/hand-overs").await.hides("Ellis family");
    visitor.get(&family).await.hides("Moved to");
    here.told_by("health-visiting", &[home.with("POSTCODE", AWAY).with("RECORDED", "2026-11-22")]).await;
    here.signed_in("outreach-worker").await.get("/births").await.hides("Poppy Ellis");
    visitor.get("/hand-overs").await.shows("Ellis family").shows("an area that is not on the register");
    lead.get("/hand-overs").await.shows("1 family waits").hides("Ellis");
}

#[tokio::test]
async fn s002_15f_nothing_is_handed_over_while_a_message_of_a_parent_waits() {
    let border = Border::with(&[moved("hv-1")]).await;
    let (mut visitor, family) = family(&border.here).await;
    agrees(&mut visitor, &family, &["basic"], false).await;
    makes(&mut visitor, &family).await.is(303);
    let file = file_of(&mut visitor, &family).await;
    crate::objecting::sends(&border.here, &[]).await.is(200);
    visitor.get(&format!("{family}/hand-over")).await.shows("A parent of this family wrote to say no");
    visitor.post(&file, &[]).await.is(404).shows("or a parent wrote to say no");
}
