//! What only a Caldicott Guardian does about an agreement: sign in person, and
//! confirm a paper that somebody else wrote down.

use crate::agreement_signing::may_run;
use crate::agreements::{BIRTHS, confirms, protocol, sent, signed_by, signer_of, written_down};
use crate::importing::{file, run};
use crate::visitor::{Answer, Visitor};
use crate::world::World;

const TRUST: &str = "Testfield Trust";
const COUNCIL: &str = "Testfield Council";
const AT: &str = "/agreements/births-east";
const GUARDIAN: &str = "caldicott-guardian";

/// A protocol about people that nobody has signed.
async fn ready() -> (World, Visitor) {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &protocol()).await.is(303);
    (world, lead)
}

/// The Caldicott Guardian of this organisation, signed in.
async fn guardian_of(world: &World, party: &str) -> Visitor {
    employs(world, party).await;
    world.signed_in(GUARDIAN).await
}

async fn employs(world: &World, party: &str) {
    world.app.set_employer(GUARDIAN, party, world.clock.now()).await.expect("the employer is set");
}

async fn signs_in_person(visitor: &mut Visitor, version: &str, party: &str) -> Answer {
    visitor.post(&format!("{AT}/sign-in-person"), &[("version", version), ("party", party)]).await
}

async fn log(world: &World) -> String {
    world.app.export_audit().await.expect("the audit is read").log
}

#[tokio::test]
async fn s000_7_the_data_lead_cannot_sign_as_caldicott_guardian() {
    let (world, mut lead) = ready().await;
    let mut guardian = guardian_of(&world, TRUST).await;
    written_down(&mut lead, "births-east", (TRUST, GUARDIAN), "")
        .await
        .is(422)
        .shows("Test Caldicott Guardian signs here, signed in as Caldicott Guardian of Testfield Trust");
    let typed = [("party", COUNCIL), ("post", GUARDIAN), ("signer", "Ruth Guard")];
    lead.post(&format!("{AT}/sign"), &typed).await.is(422).shows("Write where the signed paper is kept");
    signs_in_person(&mut lead, "1", TRUST).await.is(404);
    written_down(&mut lead, "births-east", (COUNCIL, GUARDIAN), "").await.is(303);
    lead.post(&format!("{AT}/confirm"), &[("version", "1"), ("signature", "0")]).await.is(404);
    let page = lead.get(AT).await;
    page.shows("Testfield Trust Not signed Test Caldicott Guardian signs here");
    page.hides("sign-in-person").hides("/confirm");
    assert!(!may_run(&mut lead).await);

    guardian.get("/my-day").await.shows("Sign it for Testfield Trust. Confirm the paper of Ruth Guard");
    signs_in_person(&mut guardian, "1", COUNCIL).await.is(404);
    signs_in_person(&mut guardian, "2", TRUST).await.is(409);
    guardian
        .get(AT)
        .await
        .shows("You sign version 1 as Test Caldicott Guardian, Caldicott Guardian of Testfield Trust");
    signs_in_person(&mut guardian, "1", TRUST).await.is(303);
    let page = guardian.get(AT).await;
    page.shows("Testfield Trust Signed Test Caldicott Guardian, 22 November 2026, in person");
    page.hides("sign-in-person");
    signs_in_person(&mut guardian, "1", TRUST).await.is(422).shows("has signed this version already");
    assert!(!may_run(&mut lead).await, "the other paper still waits");
    assert_eq!(confirms(&mut guardian, "births-east").await, 1);
    assert!(may_run(&mut lead).await);
    guardian.get("/my-day").await.hides("Sign it for").hides("Confirm the paper");
    let log = log(&world).await;
    for step in
        ["party=Testfield Trust;post=caldicott-guardian;step=sign-in-person", "step=sign-on-paper", "step=confirm"]
    {
        assert!(log.contains(step), "{step} in {log}");
    }
}

#[tokio::test]
async fn s000_7_a_guardians_paper_waits_and_no_feed_runs_until_a_guardian_here_has_seen_it() {
    let (world, mut lead) = ready().await;
    lead.get(AT)
        .await
        .shows("Testfield Trust Not signed The Caldicott Guardian has no account here and signs on paper");
    for party in [TRUST, COUNCIL] {
        written_down(&mut lead, "births-east", (party, GUARDIAN), "20 November 2026").await.is(303);
    }
    assert!(!may_run(&mut lead).await, "what the data lead typed counts for nothing");
    let page = lead.get(AT).await;
    page.shows("Testfield Trust Waits to be confirmed Sam Guard, 20 November 2026. Written down by Test data lead");
    page.shows("The paper is kept: Safe 1, Testfield Trust. It counts for nothing until");
    lead.get("/lists")
        .await
        .shows("this signature is missing: Testfield Trust (Caldicott Guardian) and Testfield Council");
    let signed = lead.get("/agreements/evidence/sign-offs.csv").await.html;
    assert!(signed.contains("\"waits to be confirmed\",\"on paper\",\"Safe 1, Testfield Trust\""), "{signed}");
    assert!(!signed.contains("\"signed\""), "{signed}");

    let mut guardian = world.signed_in(GUARDIAN).await;
    let page = guardian.get(AT).await;
    page.shows("Your account belongs to Testfield Health Board").hides("sign-in-person");
    page.shows("Confirm the paper of Sam Guard").shows("I have seen the paper that Ruth Guard signed");
    guardian.get("/my-day").await.shows("Confirm the paper of Sam Guard, for Testfield Trust.");
    guardian.post(&format!("{AT}/confirm"), &[("version", "2"), ("signature", "0")]).await.is(409);
    guardian.post(&format!("{AT}/confirm"), &[("version", "1"), ("signature", "9")]).await.is(404);
    let mut other = world.signed_in("other-caldicott-guardian").await;
    assert_eq!(confirms(&mut other, "births-east").await, 2);
    assert!(!may_run(&mut lead).await, "one from outside is not enough");
    guardian.post(&format!("{AT}/confirm"), &[("version", "1"), ("signature", "0")]).await.is(303);
    guardian
        .get(AT)
        .await
        .shows("on paper. It is kept: Safe 1, Testfield Trust. Seen by Test second Caldicott Guardian");
    assert!(!may_run(&mut lead).await, "one Guardian is not both");
    assert_eq!(confirms(&mut guardian, "births-east").await, 1);
    assert!(may_run(&mut lead).await, "confirming makes it run");
    lead.get("/lists").await.hides("this signature is missing");
}

#[tokio::test]
async fn s000_7_whoever_wrote_a_paper_down_cannot_confirm_it() {
    let (world, mut lead) = ready().await;
    signed_by(&mut lead, "births-east", (TRUST, GUARDIAN), "").await;
    let mut guardian = world.signed_in(GUARDIAN).await;
    written_down(&mut guardian, "births-east", (COUNCIL, GUARDIAN), "").await.is(303);
    guardian.get(AT).await.shows("Waits to be confirmed Ruth Guard").hides("/confirm");
    guardian.get("/my-day").await.hides("Confirm the paper");
    let own = [("version", "1"), ("signature", "3")];
    guardian.post(&format!("{AT}/confirm"), &own).await.is(404);
    assert!(!may_run(&mut lead).await);
    world.app.set_employer("other-caldicott-guardian", TRUST, world.clock.now()).await.expect("the employer is set");
    let mut other = world.signed_in("other-caldicott-guardian").await;
    other.post(&format!("{AT}/confirm"), &own).await.is(303);
    assert!(may_run(&mut lead).await);
}

#[tokio::test]
async fn s000_7_a_guardian_from_outside_confirms_only_where_no_side_has_one_and_two_of_them_have_to() {
    let (world, mut lead) = ready().await;
    for party in [TRUST, COUNCIL] {
        written_down(&mut lead, "births-east", (party, GUARDIAN), "").await.is(303);
    }
    let mut guardian = world.signed_in(GUARDIAN).await;
    guardian
        .get(AT)
        .await
        .shows("You are of none of the organisations that agree, so the page says that you confirmed");
    assert_eq!(confirms(&mut guardian, "births-east").await, 2);
    guardian.get(AT).await.hides("/confirm");
    guardian.post(&format!("{AT}/confirm"), &[("version", "1"), ("signature", "0")]).await.is(404);
    let page = lead.get(AT).await;
    page.shows("Waits to be confirmed Sam Guard");
    page.shows(
        "Seen by Test Caldicott Guardian, a Guardian from outside, of Testfield Health Board, 22 November 2026.",
    );
    page.shows("One more Guardian from outside has to see it.");
    assert!(!may_run(&mut lead).await);

    world.app.set_employer("other-caldicott-guardian", TRUST, world.clock.now()).await.expect("the employer is set");
    let mut other = world.signed_in("other-caldicott-guardian").await;
    assert_eq!(confirms(&mut other, "births-east").await, 1, "of the council: the trust's signs in person now");
    let page = lead.get(AT).await;
    page.shows("Testfield Council Signed Ruth Guard").hides("/confirm");
    assert!(!may_run(&mut lead).await, "the trust's own Guardian has an account and signs");
    signs_in_person(&mut other, "1", TRUST).await.is(303);
    assert!(may_run(&mut lead).await);

    let (world, mut lead) = ready().await;
    written_down(&mut lead, "births-east", (COUNCIL, GUARDIAN), "").await.is(303);
    world.app.set_employer("other-caldicott-guardian", TRUST, world.clock.now()).await.expect("the employer is set");
    let mut outside = world.signed_in(GUARDIAN).await;
    outside.get(AT).await.hides("/confirm");
    outside.post(&format!("{AT}/confirm"), &[("version", "1"), ("signature", "0")]).await.is(404);
    let signed = lead.get("/agreements/evidence/sign-offs.csv").await.html;
    assert!(!signed.contains("from outside"), "{signed}");
}

#[tokio::test]
async fn s000_7_one_guardian_never_stands_for_both_organisations() {
    let (world, mut lead) = ready().await;
    let mut guardian = guardian_of(&world, TRUST).await;
    signs_in_person(&mut guardian, "1", TRUST).await.is(303);
    employs(&world, COUNCIL).await;
    guardian.get(AT).await.hides("sign-in-person");
    guardian.get("/my-day").await.hides("Sign it for");
    signs_in_person(&mut guardian, "1", COUNCIL).await.is(422).shows("You signed for Testfield Trust");
    assert!(!may_run(&mut lead).await);
    employs(&world, "Testfield Health Board").await;
    let named = [("party", COUNCIL), ("post", GUARDIAN), ("signer", "test caldicott  guardian"), ("kept", "Safe 2")];
    lead.post(&format!("{AT}/sign"), &named)
        .await
        .is(422)
        .shows("has signed for Testfield Trust. Nobody signs for both");

    let (world, mut lead) = ready().await;
    let same = |party| [("party", party), ("post", GUARDIAN), ("signer", "Ruth Guard"), ("kept", "Safe 2")];
    for party in [TRUST, COUNCIL] {
        lead.post(&format!("{AT}/sign"), &same(party)).await.is(303);
    }
    let mut guardian = world.signed_in(GUARDIAN).await;
    let seen = |place| [("version", "1"), ("signature", place)];
    let mut other = world.signed_in("other-caldicott-guardian").await;
    guardian.post(&format!("{AT}/confirm"), &seen("0")).await.is(303);
    other.post(&format!("{AT}/confirm"), &seen("0")).await.is(303);
    guardian.post(&format!("{AT}/confirm"), &seen("1")).await.is(404);
    lead.post(&format!("{AT}/sign"), &same(COUNCIL)).await.is(422).shows("Ruth Guard has signed for Testfield Trust");
    assert!(!may_run(&mut lead).await);
}

#[tokio::test]
async fn s000_7_nobody_confirms_a_paper_in_their_own_name() {
    let (world, mut lead) = ready().await;
    let named = [("party", COUNCIL), ("post", GUARDIAN), ("signer", "Test Caldicott Guardian"), ("kept", "Safe 2")];
    lead.post(&format!("{AT}/sign"), &named).await.is(303);
    let mut guardian = world.signed_in(GUARDIAN).await;
    guardian.get(AT).await.shows("Waits to be confirmed").hides("/confirm");
    guardian.post(&format!("{AT}/confirm"), &[("version", "1"), ("signature", "0")]).await.is(404);
}

#[tokio::test]
async fn s000_7_the_command_line_writes_a_paper_down_and_leaves_it_waiting() {
    let world = World::new().await;
    let long = BIRTHS.replace("2026-12-01", "2020-12-01").replace("2027-11-30", "2199-11-30");
    let path = file(&world, "births.toml", &long);
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(0);
    let parties = ["Northfield Community Trust", "Northfield Council"];
    let sign = |party: &str, more: &[&str]| {
        let signer = signer_of(party);
        let all = ["agreements", "sign", "new-births", "--for", party, "--signer", signer, "--on", "2020-11-02"];
        run(&world, &[all.as_slice(), more].concat())
    };
    for party in parties {
        sign(party, &["--post", GUARDIAN]).is(8).warns("Write where the signed paper is kept");
        sign(party, &["--post", GUARDIAN, "--paper", "Safe 1"])
            .is(0)
            .says("It is written down, and waits to be confirmed");
    }
    sign(parties[0], &["--post", "director"]).is(0).says("It is written down.");
    let may = ["agreements", "may-run", "new-births", "births-each-month"];
    run(&world, &may).is(4).warns("Not signed yet by Northfield Community Trust (Caldicott Guardian)");
    let mut guardian = world.signed_in(GUARDIAN).await;
    guardian.get("/agreements/new-births").await.shows("Waits to be confirmed").shows("An operator, by command");
    assert_eq!(confirms(&mut guardian, "new-births").await, 2);
    let mut other = world.signed_in("other-caldicott-guardian").await;
    assert_eq!(confirms(&mut other, "new-births").await, 2);
    run(&world, &may).is(0).says("It may run");

    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(0).says("version 2");
    employs(&world, parties[0]).await;
    sign(parties[0], &["--post", GUARDIAN, "--paper", "Safe 1"]).is(8).warns("signs here, signed in");
    run(&world, &may).is(4);
}
