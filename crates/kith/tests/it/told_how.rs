//! How each family was told how information is shared: counted, and saved.

use crate::letters::{an_office, children_of_the_centre};
use crate::world::World;

#[tokio::test]
async fn s003_isr_s000_9_how_each_family_was_told_is_counted_by_year_of_birth_and_saved_as_a_file() {
    let world = World::new().await;
    an_office(&world).await;
    children_of_the_centre(&world, 2024, (18, 7)).await;
    let mut manager = world.signed_in("centre-manager").await;
    let posts = manager.get("/notices/letters").await;
    let to_tell = posts.html.split("name=\"family\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let families: Vec<&str> = to_tell.take(6).collect();
    for family in &families {
        let address = format!("/families/{family}/notice");
        let key = manager.get(&address).await.is(200).field("form_key").expect("a key");
        let told = [("to", "Both"), ("how", "In person"), ("version", "2026-04"), ("answer", "told")];
        manager.post(&address, &crate::consent::with(&told, &[("form_key", &key)])).await.is(303);
    }
    let told = "Born in 2024 Children 18 Told 13 Letter 7 In person 6";
    for account in ["centre-manager", "data-lead"] {
        let mut reader = world.signed_in(account).await;
        reader.get("/notices").await.shows(told).shows("Another way, or not said 0 Letter came back 0");
        let file = reader.get("/notices/told.csv").await;
        assert!(file.is(200).html.starts_with("BORN IN,CHILDREN,TOLD,"), "{}", file.html);
        assert!(file.html.contains("2024,18,13,7,6,0,0,0,0,0,0"), "{}", file.html);
    }
    world.signed_in("health-visitor").await.get("/notices/told.csv").await.is(404);
}
