//! The papers on planned sharing: each a tagged PDF, the same in Markdown,
//! with what people have to write as marked gaps.

use kith_letters::{
    AgreementFacts, FlowFacts, InstallationFacts, TextSize, Writers, agreement_paper, impact_paper, pdf,
};

fn words(text: &str) -> String {
    text.to_owned()
}

fn facts() -> AgreementFacts {
    let flow = FlowFacts {
        name: words("births-each-month"),
        sender: words("Testfield Trust"),
        receiver: words("Testfield Council"),
        purpose: words("Outreach by a centre"),
        why: words("A centre can only welcome a family that it knows of."),
        why_names: words("A card needs a name"),
        brings: vec!["Child health records (child-health).".to_owned()],
        kinds: vec![words("News of the birth")],
        fields: vec![words("Name"), words("Address")],
        left_out: vec![words("NHS number"), words("Telephone")],
        readers: vec![(words("outreach worker"), words("3 people hold it here"))],
        lawful_basis: words("The mother agreed"),
        every: words("Every 30 days"),
        keep: words("365 days"),
        may_run: words("It may not run."),
    };
    AgreementFacts {
        locality: words("Testfield"),
        title: words("New births <b> to *centres*"),
        about: vec![words("Sharing protocol, version 1")],
        parties: vec![words("Testfield Trust"), words("Testfield Council")],
        lawful_basis: words("The family agreed."),
        days: ["1 November 2026", "1 May 2027", "31 October 2027"].map(words),
        duties: vec![(words("Deals with a loss"), words("Protection officer, Testfield Council"))],
        flows: vec![flow],
        never: vec![words("Health notes")],
        principles: vec![words("Send the minimum (¶13 iii)")],
        signatures: vec![(words("Caldicott Guardian, Testfield Trust"), String::new())],
        open_issues: vec![words("Who pays?")],
        here: InstallationFacts {
            safe: vec![words("Sealed.")],
            rules: words("England 2026"),
            told: vec![words("Questions are taken at 01632 960001.")],
        },
        writers: Writers { officer: words("Dana Example"), ..Writers::default() },
        ..AgreementFacts::default()
    }
}

#[test]
fn both_papers_are_tagged_pdfs_in_either_size() {
    for paper in [agreement_paper(&facts()), impact_paper(&facts())] {
        for size in [TextSize::Usual, TextSize::Large] {
            let file = pdf(std::slice::from_ref(&paper), size).expect("a PDF that passes PDF/UA-1");
            assert!(file.starts_with(b"%PDF-1.7"));
        }
    }
}

#[test]
fn what_people_decide_is_a_gap_with_who_writes_it() {
    let (agreement, impact) = (agreement_paper(&facts()).markdown(), impact_paper(&facts()).markdown());
    for (paper, gap) in [
        (&agreement, "**To be written by Dana Example: Which law this rests on, and whether it is enough.**"),
        (&agreement, "**To be written by the working group: How families hear of this agreement in particular.**"),
        (&impact, "**To be written by Dana Example: The advice, and whether it is followed.**"),
        (&impact, "- **Risk**: It is lost or stolen\n- **What stands against it**: Nobody is named for this yet."),
        (&agreement, "- **Caldicott Guardian, Testfield Trust**: \\_\\_"),
    ] {
        let gap = gap.replace("\\_\\_", "____________");
        assert!(paper.contains(&gap), "“{gap}” in: {paper}");
    }
}

#[test]
fn what_was_typed_is_never_markup() {
    let paper = agreement_paper(&facts());
    assert!(paper.markdown().starts_with("# Agreement: New births \\<b\\> to \\*centres\\*\n"));
    assert!(paper.html().contains("New births &lt;b&gt; to *centres*"));
}

#[test]
fn an_empty_agreement_makes_no_empty_part() {
    let bare = AgreementFacts { flows: Vec::new(), open_issues: Vec::new(), ..facts() };
    let paper = impact_paper(&bare).markdown();
    assert!(paper.contains("This agreement has no flow of its own") && !paper.contains("Issues without an answer"));
    assert!(!paper.contains("Only these roles read it") && !paper.contains("It is kept too long"));
}
