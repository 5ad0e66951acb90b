//! Our own parts: what they say to people who see them and to those who do not.

use kith::web::components::*;

use super::gallery;
use super::markup::reading;

/// The lines of a page's content.
fn content(html: &str) -> Vec<String> {
    let start = html.find("<main").expect("a main part");
    let end = html.find("</main>").expect("its end");
    reading(&html[start..end])
}

fn lines(part: impl Into<Html>) -> Vec<String> {
    reading(&part.into().to_string())
}

#[test]
fn the_family_page_reads_from_top_to_bottom() {
    let lines = content(&gallery::family());
    let start = [
        "Poppy, 7 weeks, and Maya, 2 years 10 months",
        "Ellis family",
        "Can I share this?Record a contactAsk for support",
        "Lead professional",
        "Amara Okafor",
    ];
    assert_eq!(lines[..start.len()], start, "{lines:#?}");
    for line in [
        "Not recorded",
        "Next for you: first home visit, due by Tuesday 24 November. Hannah would like help with feeding.",
        "Contacts by month, Dec to Nov",
        "Contacts in 12 months: 4, 1 in August, 2 in October and 1 in November",
        "What you can see Dates onlyNotes are for health staff. Ask Amara about notes",
        "Housing: 11 November, 9 days old, late",
        "PEPoppy Ellis Daughter, born 2 October 2026",
        "TRTom Reed Father of Poppy. Lives elsewhere. Check before sharing",
        "!New baby Late, was due 16 October",
    ] {
        assert!(lines.iter().any(|read| read.contains(line)), "{line:?} is not in {lines:#?}");
    }
}

#[test]
fn a_fact_and_a_view_are_told_apart_by_words() {
    assert_eq!(lines(Statement::fact("She smiles.")), ["Fact", "She smiles."]);
    assert_eq!(lines(Statement::opinion("She is happy.").by("Joanne Pike")), ["View", "She is happy.", "Joanne Pike"]);
}

#[test]
fn every_answer_has_its_own_words_drawing_and_class() {
    let answers = [Answer::Yes, Answer::Part, Answer::NotYet, Answer::No, Answer::AskPerson, Answer::ShareNow];
    let mut headings: Vec<&str> = answers.iter().map(|answer| answer.words()).collect();
    headings.sort_unstable();
    headings.dedup();
    assert_eq!(headings.len(), answers.len());
    let html = gallery::answers();
    for class in ["yes", "part", "wait", "no", "ask", "must"] {
        assert!(html.contains(&format!("kith-verdict--{class}\"")), "{class}");
    }
}

#[test]
fn how_much_is_shown_is_said_in_words() {
    let words = [Shown::Everything, Shown::Summary, Shown::DatesOnly, Shown::NotShown].map(|shown| lines(shown.tag()));
    assert_eq!(words.concat(), ["Everything", "Summary", "Dates only", "Not shown"]);
}

#[test]
fn what_nobody_was_asked_is_said() {
    assert_eq!(lines(ConsentSummary::new("")), ["Agreed", "Nobody has been asked yet"]);
}

#[test]
fn text_from_outside_cannot_become_markup() {
    let sly = "<script>alert(1)</script>\"'&";
    let parts = [
        Html::from(PeopleList { members: vec![Member::new(sly, sly).at(sly).warning(sly)] }).to_string(),
        Html::from(Statement::fact(sly).by(sly)).to_string(),
        Html::from(Input::new("n", sly).value(sly).hint(sly).error(Some(sly))).to_string(),
        Html::from(Select::new("n", sly).option(sly, sly)).to_string(),
        Html::from(Radios::new("n", sly).choice(Choice::new(sly, sly).hint(sly))).to_string(),
        Html::from(Textarea::new("n", sly).value(sly)).to_string(),
        Html::from(Link::new(sly, sly).about(sly)).to_string(),
        Html::from(TelephoneLink::new(sly)).to_string(),
        Html::from(Button::new(sly).sends(sly, sly).to(sly)).to_string(),
        Html::strong(sly).and(Html::hidden(sly)).and(Html::paragraphs(&[sly])).to_string(),
    ];
    for part in parts {
        assert!(!part.contains("<script"), "{part}");
        assert!(!part.contains("\"'"), "{part}");
    }
}

#[test]
fn a_question_that_nothing_answers_is_not_asked() {
    let nobody: [(&str, &str); 0] = [];
    let boxes = Checkboxes::new("children", "About which children?").hint("Tick none for all of them").choices(nobody);
    assert_eq!(Html::from(boxes.small()).to_string(), "");
    assert_eq!(Html::from(Radios::new("about", "Who is it about?").choices(nobody)).to_string(), "");
    let boxes = Checkboxes::new("children", "About which children?").choices([("c", "Poppy")]);
    assert_eq!(lines(boxes), ["About which children?", "Poppy"]);
}

#[test]
fn pages_hold_under_the_content_policy() {
    for html in [gallery::family(), gallery::import_check(), gallery::answers(), gallery::form()] {
        assert!(!html.contains(" style=") && !html.contains(" onclick") && !html.contains("javascript:"));
        assert_eq!(html.matches("<script").count(), 2, "the start-up line and our module");
        assert_eq!(html.matches("<h1").count(), 1);
        for tag in html.split('<').filter(|tag| tag.contains("src=") || tag.contains("href=")) {
            assert!(!tag.contains("=\"http") && !tag.contains("=\"//"), "{tag} leaves the site");
        }
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "an id stands twice");
    }
}
