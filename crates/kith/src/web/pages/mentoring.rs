//! Family mentors: the families that a mentor meets, and for a supervisor
//! their mentors with the families, worries and talks (S003-LEc).

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FieldProblem, MentorFamily, MentorLine, MentorState, MentoringPage};

use super::ledger_form::{form_key, sent_key};
use super::ledger_list::{Item, ItemForm, LedgerList};
use super::reference;
use crate::web::components::{Button, Colour, Html, Link, Select, Tag, TelephoneLink};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::date_words;

/// The title of the page.
pub(super) const TITLE: &str = "Family mentors";

/// What stands where a mentor may not see a family any more.
const CLOSED: &str = "Closed to the mentor today: the family’s yes does not stand, or somebody has to be kept safe.";

/// The families that a mentor meets, or a supervisor's mentors.
pub async fn show(State(site): State<Site>, asking: Asking) -> Result<Response, Failure> {
    view(&site, &asking, &[]).await
}

async fn view(site: &Site, asking: &Asking, problems: &[FieldProblem]) -> Result<Response, Failure> {
    let shown = site.app.mentoring(&asking.asker, site.clock.now()).await?;
    let page = Page::new(site, Some(&asking.session), TITLE).under("My day", "/my-day");
    let list = LedgerList::new(page);
    if shown.is_mentor {
        as_mentor(list, &shown).answer(problems)
    } else {
        as_supervisor(list, &shown)?.answer(problems)
    }
}

fn as_mentor(list: LedgerList, shown: &MentoringPage) -> LedgerList {
    let Some(supervisor) = &shown.supervisor else {
        return list
            .intro(&[
                "You see no family today. Your supervisor has left, or nobody was named.",
                "Ask your service to name a supervisor for you.",
            ])
            .nothing("No family is shown without a supervisor.")
            .after(worried(shown.safeguarding.as_deref()));
    };
    let supervised = format!("{supervisor} supervises you. Talk to them about anything that troubles you.");
    list.intro(&["The families that you meet. They agreed to you by name.", &supervised])
        .nothing("No family is given to you yet.")
        .items(shown.families.iter().map(|family| of_family(family, false)))
        .after(worried(shown.safeguarding.as_deref()))
}

/// What to do with a worry: on every page of a mentor.
pub(super) fn worried(safeguarding: Option<&str>) -> Html {
    let number: Html = match safeguarding {
        Some(number) => Html::from("Safeguarding telephone: ").and(TelephoneLink::new(number)),
        None => Html::from("Nobody wrote down the safeguarding telephone. Phone your supervisor."),
    };
    Html::fixed("<div class=\"nhsuk-inset-text\"><p><strong>Is somebody in danger now? Phone 999.</strong></p><p>")
        .and(number)
        .and(Html::fixed("</p></div>"))
}

/// A family on the list, as a card.
fn of_family(family: &MentorFamily, is_supervisor: bool) -> Item {
    let heading = family.meet.clone().unwrap_or_else(|| "A family".to_owned());
    let next = family.next_visit.map(date_words).unwrap_or_default();
    let link = match (&family.meet, is_supervisor) {
        (None, false) => Html::from("You cannot see this family today. Ask your supervisor."),
        _ => Link::new("Open", format!("/mentoring/{}", family.place)).about(heading.as_str()).into(),
    };
    Item::new(heading.as_str())
        .tag(is_supervisor.then(|| state(family)))
        .tag(family.has_open_worry.then(|| Tag::new("A worry waits", Colour::Red)))
        .says("How to reach them", family.reach.as_str())
        .says("Next visit", next)
        .says("Note", if is_supervisor && family.is_closed_to_mentor { CLOSED } else { "" })
        .says("More", link)
}

/// How far it came, as a tag.
pub(super) fn state(family: &MentorFamily) -> Tag {
    match (&family.state, family.is_closed_to_mentor) {
        (MentorState::Ended(..), _) => Tag::new("Ended", Colour::Grey),
        (MentorState::Waits, _) => Tag::new("Waits to be given", Colour::Orange),
        (MentorState::Meets(_), true) => Tag::new("Closed to the mentor", Colour::Red),
        (MentorState::Meets(_), false) => Tag::new("They meet", Colour::Green),
    }
}

fn as_supervisor(list: LedgerList, shown: &MentoringPage) -> Result<LedgerList, Failure> {
    let mut items = Vec::new();
    for mentor in &shown.without {
        let says = "Nobody supervises this mentor, so they see no family. Name a supervisor.";
        let item = Item::new(mentor.name.as_str()).tag(Some(Tag::new("No supervisor", Colour::Red)));
        items.push(item.says("Note", says).form(Some(hand_on(mentor, "Name a supervisor")?)));
    }
    for mentor in &shown.mentors {
        items.push(of_mentor(mentor)?);
        items.extend(mentor.families.iter().map(|family| of_family(family, true)));
    }
    Ok(list
        .intro(&[
            "Mentors meet families who agreed to them by name. You supervise them: give families, read what they write, and talk.",
            "A mentor sees whom they meet, the family’s plan and the next visit. They see nothing else.",
        ])
        .nothing("You supervise no mentor.")
        .items(items))
}

fn of_mentor(mentor: &MentorLine) -> Result<Item, Failure> {
    let late = |is_late: bool| if is_late { ". This day has passed" } else { "" };
    let next = mentor.next_talk.map(|(on, is_late)| format!("By {}{}", date_words(on), late(is_late)));
    let talks = mentor.talks.iter().map(|talk| {
        let next = date_words(talk.next_on);
        format!("{}, signed by {}: {} Next talk: {next}.", date_words(talk.on), talk.by, talk.words)
    });
    let is_late = mentor.next_talk.is_some_and(|(_, is_late)| is_late);
    let sign =
        Link::new("Sign a talk", format!("/mentoring/mentors/{}/talk", mentor.mentor)).about(mentor.name.as_str());
    let current = if mentor.is_current { "Current" } else { "Not current: they see nothing until it is" };
    Ok(Item::new(format!("{}, family mentor", mentor.name))
        .tag(is_late.then(|| Tag::new("A talk is late", Colour::Orange)))
        .says("Training and clearance", current)
        .says("Next talk", next.unwrap_or_default())
        .says("Talks", Html::paragraphs(&talks.collect::<Vec<_>>()))
        .says("More", sign)
        .form(Some(hand_on(mentor, "Hand this mentor on")?)))
}

fn hand_on(mentor: &MentorLine, summary: &'static str) -> Result<ItemForm, Failure> {
    let who = Select::new("supervisor", "Who supervises them from now on?")
        .id(format!("supervisor_{}", mentor.mentor))
        .option("", "Choose one")
        .options(mentor.could_supervise.iter().map(|(staff, name)| (staff.to_string(), name.clone())));
    Ok(ItemForm {
        summary,
        action: "/mentoring/supervisor".to_owned(),
        key: form_key()?,
        of: mentor.mentor.to_string(),
        fields: vec![who.into()],
        buttons: vec![Button::new("Save")],
    })
}

/// Names who supervises a mentor.
pub async fn name_supervisor(State(site): State<Site>, asking: Asking, posted: Posted) -> Result<Response, Failure> {
    sent_key(&posted)?;
    let mentor = reference(posted.text("of"))?;
    let Ok(supervisor) = posted.text("supervisor").parse() else {
        let problem = FieldProblem::new("supervisor", "Choose who supervises them");
        return view(&site, &asking, &[problem]).await;
    };
    match site.app.name_supervisor(&asking.asker, (mentor, supervisor), site.clock.now()).await {
        Ok(()) => Ok(Redirect::to("/mentoring").into_response()),
        Err(AppError::Invalid(problems)) => view(&site, &asking, &problems).await,
        Err(error) => Err(error.into()),
    }
}
