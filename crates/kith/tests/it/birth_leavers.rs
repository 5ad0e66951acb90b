//! Who is on no list, who leaves one, and how a centre hears of it: a no, a
//! death, somebody who is kept safe.

use jiff::Span;

use crate::birth_lists::{
    LARCH, agreed, baby, births, built, found, objects, objects_by, opened, ready, released, told, unlike,
};
use crate::births::offers;
use crate::consent::signer;
use crate::world::child;

#[tokio::test]
async fn t16_a_child_who_is_kept_safe_is_on_no_list_and_in_no_count() {
    let (world, mut lead) = ready().await;
    told(&world, &unlike(0..6, agreed).collect::<Vec<_>>()).await;
    let hidden = unlike(6..7, agreed).map(|row| row.with("SHIELDED", "Y"));
    let sealed = unlike(7..8, agreed).map(|row| row.with("SEALED", "Y"));
    told(&world, &hidden.chain(sealed).collect::<Vec<_>>()).await;
    let list = released(&mut lead).await;
    lead.get(&list).await.shows("Born 6").shows("The centre knows by name 6").hides("Left out");
    let text = opened(&world, &list);
    assert!(!text.contains("Hollis") && !text.contains("Ingram"), "{text}");
    births(&world).await.hides("Hollis").hides("Ingram");
}

#[tokio::test]
async fn t16_a_child_whose_identity_is_sealed_later_leaves_the_list_and_the_page() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    released(&mut lead).await;
    births(&world).await.shows("Poppy Ellis");
    told(&world, &[agreed("hv-1", "Poppy", "Ellis").with("SEALED", "Y").with("RECORDED", "2026-11-22")]).await;
    births(&world).await.hides("Poppy");
    world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
    let same_day = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
    lead.get(&same_day).await.shows("Take off your list: 1");
    assert!(!opened(&world, &same_day).contains("Poppy"));
}

#[tokio::test]
async fn t16_a_baby_whose_mother_alone_is_known_to_be_kept_safe_is_in_no_count() {
    let (world, mut lead) = ready().await;
    told(&world, &unlike(0..6, agreed).collect::<Vec<_>>()).await;
    let baby = agreed("hv-h", "Gwilym", "Hollis").with("M_NHS", "999 000 0026");
    told(&world, &[baby]).await;
    // The mother's own record is flagged; the baby's is not.
    let older = child("mat-h", "Nia", "Hollis", "2023-01-04").with("M_GIVEN", "MGwilym").with("M_FAMILY", "Hollis");
    let older = older.with("M_BORN", "1999-05-14").with("M_NHS", "999 000 0026").with("SHIELDED", "Y");
    world.told_by("maternity", &[older]).await;
    let list = released(&mut lead).await;
    lead.get(&list).await.shows("Born 6").hides("Left out");
    births(&world).await.hides("Nothing may be sent about this family").hides("Hollis");
    lead.get("/births/figures").await.shows("Born 6");
}

#[tokio::test]
async fn t13_the_other_children_of_a_grieving_family_are_not_told_as_somebody_new() {
    let (world, mut lead) = ready().await;
    let twin = |key: &str, given: &str, order: &str| {
        agreed(key, given, "Ellis").with("M_GIVEN", "Hannah").with("ORDER", order)
    };
    let lost = twin("hv-2", "Fern", "2").with("DIED", "2026-11-09");
    told(&world, &[twin("hv-1", "Poppy", "1"), lost]).await;
    let text = opened(&world, &released(&mut lead).await);
    assert_eq!(text.lines().count(), 1, "only the header: {text}");
    births(&world).await.hides("Poppy").hides("Fern");
}

#[tokio::test]
async fn a_no_to_basic_details_is_a_no_to_news_of_the_birth() {
    let (world, mut lead) = ready().await;
    let family = {
        told(&world, &[baby("hv-1", "Poppy", "Ellis")]).await;
        found(&mut world.signed_in("health-visitor").await).await
    };
    let mut visitor = world.signed_in("health-visitor").await;
    let yes = [("answer", "yes"), ("informed", "all"), ("how", "written"), ("centre", "Larch Centre")];
    let form = visitor.get(&format!("{family}/first-visit")).await;
    let (by, key) = (signer(&form, "MPoppy"), form.field("form_key").expect("a key"));
    let of = form.html.split("name=\"child\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).expect("a child");
    let of = of.split('"').next().expect("its end").to_owned();
    let mut fields = vec![("form_key", &*key), ("by", &*by), ("child", &*of), ("register", "no")];
    fields.extend(yes);
    visitor.post(&format!("{family}/first-visit"), &fields).await.is(303);
    released(&mut lead).await;
    births(&world).await.shows("Poppy Ellis");
    visitor.get(&family).await.shows("news of the birth");
    world.wait(Span::new().minutes(1));
    let form = visitor.get(&format!("{family}/consent/withdraw")).await;
    let (by, key) = (signer(&form, "MPoppy"), form.field("form_key").expect("a key"));
    let fields = [("form_key", &*key), ("by", &*by), ("kinds", "basic"), ("how", "By phone")];
    visitor.post(&format!("{family}/consent/withdraw"), &fields).await.is(303);
    births(&world).await.hides("Poppy");
    world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
    let same_day = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
    lead.get(&same_day).await.shows("Take off your list: 1");
}

#[tokio::test]
async fn who_leaves_is_told_also_after_the_agreement_ended_and_a_centre_that_cannot_be_told_is_named() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    released(&mut lead).await;
    lead.post("/agreements/births-east/end", &[("why", "The trust is leaving")]).await.is(303);
    births(&world).await.hides("Poppy").shows("Nobody can be named now").shows("it was ended on");
    world.signed_in("outreach-worker").await.get("/births/cards").await.hides("Poppy");
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    objects(&mut visitor, &family).await;
    world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
    let same_day = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
    lead.get(&same_day).await.shows("Take off your list: 1").shows("Released");
    lead.get("/lists").await.hides("Cannot be told who leaves");
}

#[tokio::test]
async fn a_family_that_changes_its_mind_leaves_the_centre_the_same_day() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    released(&mut lead).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    objects(&mut visitor, &family).await;
    births(&world).await.hides("Poppy");
    world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
    let lists = lead.get("/lists").await;
    lists.shows("Children who leave the list");
    let same_day = lists.links("/lists/b-").first().cloned().expect("a list of leavers");
    lead.get(&same_day).await.shows("Take off your list: 1");
    let text = opened(&world, &same_day);
    assert!(text.contains("death_withdraw") && !text.contains("Poppy"), "{text}");
    let again = world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("nothing more");
    assert!(again.built.is_empty(), "nobody is told twice");
}

#[tokio::test]
async fn s002_15f_however_a_parent_objects_every_feed_hears_it() {
    for how in ["In person", "By phone", "By letter", "On a form", "Online or by email"] {
        let (world, mut lead) = ready().await;
        told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
        crate::births::offers(&mut lead).await;
        released(&mut lead).await;
        let mut centre = world.signed_in("outreach-worker").await;
        centre.get("/births/cards").await.shows("1 family gets a card");
        let mut visitor = world.signed_in("health-visitor").await;
        let family = found(&mut visitor).await;
        objects_by(&mut visitor, &family, how).await;
        births(&world).await.hides("Poppy");
        centre.sign_in("outreach-worker").await;
        centre.get("/births/cards").await.shows("No card waits").hides("Poppy");
        world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
        let same_day = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
        lead.get(&same_day).await.shows("Take off your list: 1");
    }
}

#[tokio::test]
async fn s002_15f_an_objection_at_ten_leaves_the_child_out_of_the_list_built_a_minute_later() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let mut visitor = world.signed_in("health-visitor").await;
    let family = found(&mut visitor).await;
    objects(&mut visitor, &family).await;
    world.wait(Span::new().minutes(1));
    let list = released(&mut lead).await;
    let text = opened(&world, &list);
    assert_eq!(text.lines().count(), 1, "only the header: {text}");
    births(&world).await.hides("Poppy");
}

#[tokio::test]
async fn a_list_whose_words_changed_since_it_was_built_is_not_released() {
    let (world, mut lead) = ready().await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
    let list = built(&mut lead).await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis").with("ADDRESS", "9 Larch Close").with("RECORDED", "2026-11-22")])
        .await;
    lead.post(&format!("{list}/release"), &[]).await.shows("This list is out of date");
    births(&world).await.hides("Poppy");
}

#[tokio::test]
async fn s002_15f_a_no_that_a_source_brings_counts_like_one_that_is_typed_here() {
    for no in ["OBJECTED", "REFUSED", "WITHDREW"] {
        let (world, mut lead) = ready().await;
        offers(&mut lead).await;
        told(&world, &[agreed("hv-1", "Poppy", "Ellis")]).await;
        let list = released(&mut lead).await;
        assert!(opened(&world, &list).contains("Poppy"), "{no}: she was on it before");
        // Another service heard the no, and its next file says so.
        let heard = baby("ch-1", "Poppy", "Ellis").with("RECORDED", "2026-11-21").with(no, "2026-11-21");
        world.told_by("child-health", &[heard]).await;
        births(&world).await.hides("Poppy").hides("Larch Close");
        let mut centre = world.signed_in("outreach-worker").await;
        centre.get("/births/cards").await.is(200).shows("No card waits").hides("Larch Close");
        let file = centre.post("/births/cards.csv", &[("why", "letters")]).await;
        file.hides("Larch Close").hides("Poppy");
        world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
        let same_day = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
        lead.get(&same_day).await.shows("Take off your list: 1");
    }
}

#[tokio::test]
async fn t16_a_family_kept_safe_after_it_was_told_leaves_every_page_card_and_file_of_the_centre() {
    let (world, mut lead) = ready().await;
    offers(&mut lead).await;
    told(&world, &[agreed("hv-1", "Poppy", "Ellis").with("M_NHS", "999 000 0026")]).await;
    released(&mut lead).await;
    let family = births(&world).await.shows("Poppy Ellis").link("/families/f-").expect("the family");
    // The midwives hide the mother alone; the child's own row says nothing of it.
    let older = child("mat-h", "Nia", "Ellis", "2023-01-04").with("M_GIVEN", "MPoppy").with("M_FAMILY", "Ellis");
    let older = older
        .with("M_NHS", "999 000 0026")
        .with("M_BORN", "1999-05-14")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", LARCH);
    world.told_by("maternity", &[older.with("SHIELDED", "Y").with("RECORDED", "2026-11-22")]).await;
    births(&world).await.hides("Larch Close");
    let mut centre = world.signed_in("outreach-worker").await;
    for page in ["/births/cards", "/births/cards/preview", &family] {
        centre.get(page).await.hides("Larch Close");
    }
    centre.post("/births/cards.csv", &[("why", "letters")]).await.hides("Larch Close");
    world.app.send_leavers(kith_app::Who::Job, world.clock.now()).await.expect("the leavers are sent");
    let same_day = lead.get("/lists").await.links("/lists/b-").first().cloned().expect("a list of leavers");
    lead.get(&same_day).await.shows("Take off your list: 1");
    let text = opened(&world, &same_day);
    assert!(!text.contains("Larch Close") && !text.contains("LX1") && !text.contains("Poppy"), "{text}");
    // Whoever builds the next list does not put them back.
    world.wait(Span::new().minutes(1));
    let known = lead.get("/lists").await.links("/lists/b-");
    built(&mut lead).await;
    let next = lead.get("/lists").await.links("/lists/b-");
    let next = next.iter().find(|list| !known.contains(list)).expect("the list built last");
    lead.post(&format!("{next}/release"), &[]).await.is(303);
    assert!(!opened(&world, next).contains("Larch Close"));
}
