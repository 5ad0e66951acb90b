//! The papers for a working group, the warnings, and the evidence.

use jiff::Span;

use crate::agreement_signing::may_run;
use crate::agreements::{BIRTHS, a_partnership, both_guardians_sign, protocol, sent, signed_by, with};
use crate::importing::{file, run};
use crate::visitor::Visitor;
use crate::world::World;

const AT: &str = "/agreements/births-east";

#[tokio::test]
async fn s000_7_the_draft_for_the_working_group_is_made_from_the_flows_and_the_installation() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &protocol()).await.is(303);
    let agreement = lead.get(AT).await;
    assert!(agreement.link(&format!("{AT}/draft")).is_some() && agreement.link(&format!("{AT}/impact")).is_some());
    let paper = lead.get(&format!("{AT}/draft")).await;
    paper.is(200).shows("Agreement: New births to centres");
    paper.shows("Testfield Trust sends to Testfield Council").shows("News of the birth, where the family agreed");
    paper.shows("The organisations name this: The family agreed.");
    paper.shows("Details about each person Name and Address").shows("Kept for 365 days").shows("Every 30 days");
    paper.shows("Read by: outreach worker 1 person holds it here.");
    paper.shows("What is never sent as a matter of course").shows("Feeding, lifestyle and emotional health");
    paper.shows("sealed in the database with ChaCha20-Poly1305").shows("The audit holds");
    paper.shows("To be written by Caldicott Guardian, Testfield Trust: What happens to the information when the agreement ends.");
    paper.shows("Caldicott Guardian, Testfield Council Space to write");
    paper.shows("No form, notice or leaflet is given out yet");
    crate::letters::an_office(&world).await;
    signed_by(&mut lead, "births-east", ("Testfield Council", "caldicott-guardian"), "").await;
    let paper = lead.get(&format!("{AT}/draft")).await;
    paper.shows("Caldicott Guardian, Testfield Council Ruth Guard, 22 November 2026");
    paper
        .hides("No form, notice or leaflet is given out yet")
        .shows("The privacy notice and the consent form name the partners");

    let longer = with("keep_days", "90");
    sent(&mut lead, &longer).await.is(303);
    lead.get(&format!("{AT}/draft")).await.shows("Kept for 90 days").shows("version 2").hides("365 days");
}

#[tokio::test]
async fn s002_13f_the_impact_assessment_names_the_basis_the_risks_and_what_people_still_write() {
    let world = World::new().await;
    let mut guardian = world.signed_in("caldicott-guardian").await;
    sent(&mut guardian, &protocol()).await.is(303);
    let paper = guardian.get(&format!("{AT}/impact")).await;
    paper.is(200).shows("Impact assessment: New births to centres");
    paper.shows("births-each-month, why names are needed: A card needs a name and an address.");
    paper.shows("Lawful basis that was named The mother agreed at the first visit");
    paper.shows("Justify the purpose (¶13 i)").shows("Keep to the law (¶13 vi)");
    paper.shows("Risk It is lost or stolen What stands against it A loss is dealt with by: Protection officer, Testfield Council.");
    paper.shows("It is deleted by: Data lead, Testfield Council. births-each-month: 365 days");
    paper.shows("To be written by the data protection officer: How likely this is");
    paper.shows("where the family agreed").shows("where nobody asked");
    crate::letters::an_office(&world).await;
    let paper = guardian.get(&format!("{AT}/impact")).await;
    paper.hides("To be written by the data protection officer:");

    let pdf = guardian.get(&format!("{AT}/impact.pdf")).await;
    pdf.is(200);
    assert!(pdf.html.starts_with("%PDF-1.7") && pdf.html.contains("/StructTreeRoot") && pdf.html.contains("pdfuaid"));
    guardian.get(&format!("{AT}/draft.pdf")).await.is(200);
    let text = guardian.get(&format!("{AT}/impact.md")).await.html;
    assert!(text.starts_with("# Impact assessment: New births to centres\n") && text.contains("\n## Risks"), "{text}");
    assert!(text.contains("**To be written by "), "{text}");
    assert!(guardian.get(&format!("{AT}/draft.md")).await.html.starts_with("# Agreement: "));
    let toml = guardian.get(&format!("{AT}/agreement.toml")).await.html;
    let path = file(&world, "again.toml", &toml);
    run(&world, &["agreements", "check", &path.to_string_lossy()]).is(0).says("births-east passes");
    let mut other = world.signed_in("health-visitor").await;
    for paper in ["draft", "draft.pdf", "draft.md", "impact", "impact.pdf", "impact.md", "agreement.toml"] {
        other.get(&format!("{AT}/{paper}")).await.is(404);
        guardian.get(&format!("/agreements/no-such-thing/{paper}")).await.is(404);
    }
}

#[tokio::test]
async fn s003_isq_the_papers_hold_the_group_its_issues_and_a_section_75_entry() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let text = include_str!("../../../../docs/examples/joint-service.toml");
    let path = file(&world, "joint.toml", text);
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(0);
    let work = "/agreements/joint-service/work";
    let joined = [("form", "step"), ("kind", "joined"), ("who", "Head of centres <b>")];
    lead.post(work, &joined).await.is(303);
    let issue = [("form", "issue"), ("what", "Who pays for cards?"), ("raised_by", "All"), ("owner", "Treasurer")];
    lead.post(work, &issue).await.is(303);
    let paper = lead.get("/agreements/joint-service/draft").await;
    paper.shows("Money Pooled budget, held by Northfield Council").shows("Who pays for cards? (Treasurer)");
    paper.shows("In the working group: Head of centres &lt;b&gt;.").shows("births-each-month Child health records");
    run(&world, &["agreements", "paper", "joint-service", "--out", "joint.md"]).is(0).says("joint.md is written");
    let written = std::fs::read_to_string(world.directory.path().join("joint.md")).expect("written");
    assert!(written.contains("Who pays for cards?") && written.contains("Head of centres \\<b\\>"), "{written}");
    run(&world, &["agreements", "paper", "joint-service", "--impact", "--out", "joint.pdf"]).is(0);
    let written = std::fs::read(world.directory.path().join("joint.pdf")).expect("written");
    assert!(written.starts_with(b"%PDF"));
    run(&world, &["agreements", "paper", "joint-service", "--out", "joint.doc"]).is(8).warns(".pdf or .md");
    run(&world, &["agreements", "paper", "nothing", "--out", "x.md"]).is(5);
}

async fn my_day_shows(visitor: &mut Visitor, words: &str) {
    visitor.get("/my-day").await.is(200).shows(words);
}

#[tokio::test]
async fn s002_23c_my_day_warns_of_the_review_and_of_the_end_at_60_30_and_7_days() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    sent(&mut lead, &protocol()).await.is(303);
    my_day_shows(&mut lead, "New births to centres : Not signed yet by Testfield Trust (Caldicott Guardian)").await;
    both_guardians_sign(&mut lead, "2 November 2026").await;
    lead.get("/my-day").await.hides("New births to centres");
    let mut passed = 0;
    for (days, words) in [
        (99, ""),
        (101, "New births to centres : Review it within 59 days. Within 60 days"),
        (131, "Review it within 29 days. Within 30 days"),
        (154, "Review it within 6 days. Within 7 days"),
        (161, "The review was due on 1 May 2027."),
        (283, "Ends in 61 days. Renew it. Within 60 days"),
        (314, "Ends in 30 days. Renew it. Within 30 days"),
        (337, "Ends in 7 days. Renew it. Within 7 days"),
        (344, "Out of date since 31 October 2027. Its flows have stopped."),
    ] {
        world.wait(Span::new().hours(24 * (days - passed)));
        passed = days;
        let mut guardian = world.signed_in("caldicott-guardian").await;
        if words.is_empty() {
            guardian.get("/my-day").await.hides("New births to centres");
        } else {
            my_day_shows(&mut guardian, words).await;
        }
    }
    let mut visitor = world.signed_in("health-visitor").await;
    visitor.get("/my-day").await.hides("New births to centres");
}

#[tokio::test]
async fn s004_ree_evidence_for_an_inspection_holds_agreements_sign_offs_and_the_flows_they_cover() {
    let world = World::new().await;
    let mut lead = world.signed_in("data-lead").await;
    let planned = "births-each-month; Testfield Trust; Testfield Council; Records; New births\n\
                   clinic-days; Testfield Council; Testfield Trust; Early years; =1+1";
    a_partnership(&mut lead, planned).await.is(303);
    sent(&mut lead, &with("under", "early-years")).await.is(303);
    signed_by(&mut lead, "births-east", ("Testfield Trust", "caldicott-guardian"), "2 November 2026").await;
    let csv = async |lead: &mut Visitor, file: &str| {
        let answer = lead.get(&format!("/agreements/evidence/{file}.csv")).await;
        answer.is(200);
        assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
        answer.html
    };
    let agreements = csv(&mut lead, "agreements").await;
    assert!(
        agreements.contains("\"births-east\",\"New births to centres\",\"Sharing protocol\",\"early-years\",\"1\"")
    );
    assert!(agreements.contains("\"Not signed yet by Testfield Council (Caldicott Guardian).\""), "{agreements}");
    let signed = csv(&mut lead, "sign-offs").await;
    assert!(signed.contains(
        "\"births-east\",\"1\",\"Testfield Trust\",\"Caldicott Guardian\",\"Sam Guard\",\"2026-11-02\",\"signed\""
    ));
    assert!(signed.contains("\"Testfield Council\",\"Caldicott Guardian\",\"\",\"\",\"missing\""), "{signed}");
    let flows = csv(&mut lead, "flows").await;
    assert!(
        flows.contains("\"births-each-month\",\"births-east\"") && flows.contains("\"yes\",\"no\",\"It may not run.")
    );
    assert!(
        flows.contains("\"clinic-days\"") && flows.contains("\"No detailed agreement under early-years\""),
        "{flows}"
    );
    assert!(flows.contains("\"'=1+1\""), "no value is a formula");
    assert!(!may_run(&mut lead).await);
    both_guardians_sign(&mut lead, "").await;
    for party in ["Testfield Trust", "Testfield Council"] {
        signed_by(&mut lead, "early-years", (party, "director"), "").await;
    }
    assert!(csv(&mut lead, "flows").await.contains("\"yes\",\"yes\",\"It may run"));
    run(&world, &["agreements", "evidence", "sign-offs"]).is(0).says("\"Sam Guard\"");
    lead.get("/agreements").await.shows("Who signed");
    lead.get("/agreements/evidence/nothing.csv").await.is(404);
    let log = world.app.export_audit().await.expect("the audit is read").log;
    assert!(log.contains("evidence=sign-offs"), "{log}");
    let mut other = world.signed_in("commissioner").await;
    other.get("/agreements/evidence/flows.csv").await.is(404);
    let reserved = with("name", "evidence");
    sent(&mut lead, &reserved).await.is(422).shows("is taken by a page");
    let path = file(&world, "posts.toml", &BIRTHS.replace("name = \"new-births\"", "name = \"posts\""));
    run(&world, &["agreements", "add", &path.to_string_lossy()]).is(8).warns("is taken by a page");
}
