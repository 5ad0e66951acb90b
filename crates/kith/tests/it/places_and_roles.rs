//! Clusters with everything in them, and the list of roles.

use kith_core::workforce::Role;

use crate::world::World;

#[tokio::test]
async fn s001_20_a_cluster_shows_its_centres_practices_schools_nurseries_and_teams() {
    let world = World::new().await;
    let mut commissioner = world.signed_in("commissioner").await;
    let areas = commissioner.get("/areas").await;
    areas.is(200).shows("East");
    let cluster = commissioner.get(&areas.link("/areas/").expect("a cluster has a page")).await;
    cluster.is(200);
    for place in ["Larch Centre", "Elm Practice", "Oak School", "Ash Nursery", "East midwives", "East health visitors"]
    {
        cluster.shows(place);
    }
}

#[tokio::test]
async fn s001_21_the_role_list_holds_managers_outreach_senior_outreach_health_visitors_and_school_nurses() {
    let world = World::new().await;
    let mut administrator = world.signed_in("administrator").await;
    let page = administrator.get("/staff").await;
    page.is(200);
    for role in ["Centre manager", "Outreach worker", "Senior outreach worker", "Health visitor", "School nurse"] {
        page.shows(role);
    }
}

#[tokio::test]
async fn s002_1a_each_kind_of_worker_is_a_role_with_its_health_profession_flag() {
    let world = World::new().await;
    let mut administrator = world.signed_in("administrator").await;
    let page = administrator.get("/staff").await;
    let named = [
        (Role::CentreManager, false),
        (Role::CentreWorker, false),
        (Role::HealthVisitor, true),
        (Role::Midwife, true),
        (Role::CommunityNurse, true),
        (Role::Therapist, true),
        (Role::MaternityStaff, false),
        (Role::OtherHealthProfessional, true),
        (Role::GeneralPractitioner, true),
        (Role::SocialWorker, false),
    ];
    for (role, is_registered) in named {
        assert_eq!(role.is_registered_health_profession(), is_registered, "{}", role.word());
        let row = page.html.split("<tr").find(|row| row.contains(&format!("data-role=\"{}\"", role.word())));
        let row = row.unwrap_or_else(|| panic!("{} has a row", role.word()));
        let flag = if is_registered { "Registered health profession" } else { "Not a registered health profession" };
        assert!(row.contains(flag), "{}: {row}", role.word());
    }
    for (role, _) in named {
        let mut worker = world.signed_in(role.word()).await;
        worker.get("/my-day").await.is(200);
    }
}
