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

#[tokio::test]
async fn s003_isr_a_hidden_year_is_not_the_total_less_the_other_years() {
    let world = World::new().await;
    an_office(&world).await;
    children_of_the_centre(&world, 2022, (2, 1)).await;
    children_of_the_centre(&world, 2024, (18, 9)).await;
    children_of_the_centre(&world, 2025, (10, 5)).await;
    for account in ["centre-manager", "data-lead"] {
        let mut reader = world.signed_in(account).await;
        let page = reader.get("/notices").await;
        page.shows("Children 30 In a family that was told 15 Not told yet 15");
        page.shows("Born in 2024 Children 18 Told 9 Letter 9").shows("Born in 2022 Children Not shown Told Not shown");
        // Ten of 2025: with them, thirty in all would give the two of 2022 back.
        page.shows("Born in 2025 Children Not shown Told Not shown Letter Not shown");
        let file = reader.get("/notices/told.csv").await;
        let rows: Vec<&str> = file.is(200).html.lines().skip(1).collect();
        assert_eq!(rows, ["2025,,,,,,,,,,", "2024,18,9,9,0,0,0,0,0,0,0", "2022,,,,,,,,,,"]);
    }
}

#[tokio::test]
async fn s003_isr_how_many_of_a_year_were_told_is_not_the_total_less_the_other_years() {
    let world = World::new().await;
    an_office(&world).await;
    children_of_the_centre(&world, 2023, (20, 18)).await;
    children_of_the_centre(&world, 2024, (12, 6)).await;
    children_of_the_centre(&world, 2025, (14, 7)).await;
    let mut manager = world.signed_in("centre-manager").await;
    let page = manager.get("/notices").await;
    page.shows("Children 46 In a family that was told 31 Not told yet 15");
    // Two of 2023 were not told: 31 less seven, less the six of 2024, would say so.
    page.shows("Born in 2023 Children 20 Told Not shown Letter Not shown");
    page.shows("Born in 2024 Children 12 Told Not shown Letter Not shown");
    let file = manager.get("/notices/told.csv").await;
    let rows: Vec<&str> = file.is(200).html.lines().skip(1).collect();
    assert_eq!(rows, ["2025,14,7,7,0,0,0,0,0,0,0", "2024,12,,,,,,,,,0", "2023,20,,,,,,,,,0"]);
}

#[tokio::test]
async fn s003_isr_a_mother_whom_a_service_knows_herself_is_no_child_of_a_year() {
    let world = World::new().await;
    an_office(&world).await;
    let children = [
        ("Ada", "Ashby"),
        ("Ben", "Birchall"),
        ("Cleo", "Dogget"),
        ("Dylan", "Elderton"),
        ("Esme", "Firth"),
        ("Hugo", "Gorsey"),
        ("Isla", "Ivison"),
        ("Jude", "Juniper"),
        ("Kezia", "Larkham"),
        ("Maya", "Nutley"),
        ("Olive", "Pinnock"),
        ("Piers", "Rowntree"),
    ];
    let rows: Vec<_> = (1..)
        .zip(children)
        .flat_map(|(number, (given, family))| {
            let (born, day) = (format!("1994-{number:02}-05"), format!("2024-{number:02}-{:02}", 2 * number));
            let baby = crate::world::child(&format!("k-{number}"), given, family, &day)
                .with("M_GIVEN", "Mia")
                .with("M_FAMILY", family)
                .with("M_BORN", &born);
            let herself = crate::world::child(&format!("m-{number}"), "Mia", family, &born);
            [baby, herself].map(|row| {
                row.with("ADDRESS", format!("{number} Elm Road"))
                    .with("POSTCODE", "LX1 4QS")
                    .with("TEAM", "Larch Centre")
                    .with("CODE", "OUTREACH-WORKER")
                    .with("STARTED", "2026-09-01")
            })
        })
        .collect();
    world.told_by("childrens-centre", &rows).await;
    for account in ["centre-manager", "data-lead"] {
        let mut reader = world.signed_in(account).await;
        let page = reader.get("/notices").await;
        page.shows("Children 12 In a family that was told 0 Not told yet 12").hides("1994");
        let file = reader.get("/notices/told.csv").await;
        let rows: Vec<&str> = file.is(200).html.lines().skip(1).collect();
        assert_eq!(rows, ["2024,12,0,0,0,0,0,0,0,0,0"]);
    }
}
