//! Before the first family: the list says what is there and what is not.

use crate::world::World;

#[tokio::test]
async fn s002_wie_the_list_before_the_first_family_asks_for_notice_form_team_and_agreement() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let list = lead.get("/begin").await;
    list.is(200).shows("The privacy notice and the consent form can be printed To do");
    list.shows("The name of the data protection officer").shows("Who the consent form names");
    list.shows("You have checked whom the consent form names To do");
    list.shows("An agreement on planned sharing is signed To do").shows("0 of 0 signed and in date");
    list.shows("Every source has sent a file To do");

    let fields = [
        ("officer", "Test officer"),
        ("officer_address", "1 Example Road"),
        ("return_address", "1 Example Road"),
        ("telephone", "01632 960001"),
        ("complaints", "The complaints office"),
    ];
    let form = lead.get("/letters").await;
    let mut sent: Vec<(String, String)> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    sent.push(("form_key".to_owned(), form.field("form_key").expect("a key")));
    let partners = form.html.match_indices("name=\"partner_").map(|(start, _)| &form.html[start + 6..]);
    sent.extend(partners.map(|rest| (rest.split('"').next().unwrap_or_default().to_owned(), "An agency".to_owned())));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    lead.post("/letters", &sent).await.is(303);
    lead.get("/begin").await.shows("The privacy notice and the consent form can be printed Done");

    let mut manager = world.signed_in("centre-manager").await;
    let list = manager.get("/begin").await;
    list.is(200)
        .shows("The data lead or the Caldicott Guardian does this")
        .shows("2 of 6 are there")
        .shows("You have put the sharing rules in force To do");
    assert!(list.link("/team").is_some(), "a manager goes on to the team");
    assert!(list.link("/agreements").is_none(), "and not to what is another's");
}
