//! The family's first screen (screen 6).

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kith_app::{Asker, FieldLine, MovedLine, OpenedPerson, SplitLine, purposes_of};
use kith_core::family::{FirstScreen, PersonField, ReviewLine, ReviewState, ServiceLine, Sight, StepToYes};
use kith_core::id::{DecisionId, FamilyId};
use kith_core::sharing::Purpose;
use serde_json::{Value, json};

use super::centre_prompt::centre_prompt;
use super::{reference, show as answer};
use crate::clock::day_in_england;
use crate::web::components::ReviewState as Look;
use crate::web::components::{
    AccessLine, Button, ConsentSummary, DuePanel, Freshness, Html, IdentityBar, KeyFacts, Link, Member, PeopleList,
    Review, ReviewList, Select, ServiceRow, ServicesTable, Shown, SourceAge, Spark, Timeline,
};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::{Page, wants_json};
use crate::web::pages::contacts::happening;
use crate::web::pages::follow_ups::told_words;
use crate::web::routes::Who;
use crate::web::state::Site;
use crate::web::words::{
    date_and_time, date_short, date_words, day_words, list_words, month_words, plural, sentence_case, time_words,
};

#[derive(Template)]
#[template(path = "pages/family.html")]
struct FamilyPage {
    page: Page,
    address: String,
    identity: IdentityBar,
    facts: KeyFacts,
    due: Option<DuePanel>,
    access: AccessLine,
    purpose: Select,
    services: ServicesTable,
    services_summary: String,
    freshness: Freshness,
    timeline: Timeline,
    people: PeopleList,
    consent: ConsentSummary,
    reviews: Vec<(String, ReviewList, usize)>,
    splits: Vec<SplitLine>,
    is_bereaved: bool,
    /// They moved away, or were handed over.
    moved: Option<MovedLine>,
    may_hand_over: bool,
    /// What centres were told for follow-up, each with what came of it.
    follow_ups: Vec<String>,
    may_record_loss: bool,
    /// What stands to be done about a child that no centre has registered.
    ask_about_centre: Html,
    earlier: PeopleList,
    screen: FirstScreen,
}

impl FamilyPage {
    /// A step to yes, with the form that records it where this family has one.
    fn step(step: &StepToYes, family: &str) -> Html {
        let form = match step.form.as_str() {
            "notice" => "notice",
            "consent" => "consent/new",
            "capacity" => "capacity/new",
            "judgement" => "share-without-consent/new",
            _ => return Html::from(step.words.as_str()),
        };
        Link::new(step.words.as_str(), format!("{family}/{form}")).into()
    }
}

/// The first screen, or the same for a program.
pub async fn show(
    State(site): State<Site>,
    asking: Asking,
    Path(family): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if wants_json(&headers) {
        return as_json(&site, &asking, &family, &query).await;
    }
    let family: FamilyId = reference(&family)?;
    let now = site.clock.now();
    let opened = site.app.open_family(&asking.asker, family, now).await?;
    let mut page = page_of(&site, &asking, opened.screen.into_inner(), opened.decision);
    if opened.may_ask_about_centre {
        let form = format!("{}/first-visit", page.address);
        page.consent = page.consent.link(Link::new("First visit form", form));
    }
    answer(&FamilyPage {
        splits: opened.splits,
        is_bereaved: opened.is_bereaved,
        moved: opened.moved,
        may_hand_over: opened.may_hand_over,
        follow_ups: opened.follow_ups.iter().map(told_words).collect(),
        ask_about_centre: centre_prompt(opened.ask_about_centre.as_ref(), &page.address),
        ..page
    })
}

fn page_of(site: &Site, asking: &Asking, screen: FirstScreen, decision: DecisionId) -> FamilyPage {
    let address = format!("/families/{}", screen.family);
    let today = day_in_england(site.clock.now());
    let page = Page::new(site, Some(&asking.session), screen.title.clone())
        .at("/families")
        .under("My families", "/families")
        .wide();
    let ask = Button::link("Can I share this?", format!("{address}/can-i-share"));
    let record = Button::link("Record a contact", format!("{address}/contacts/new")).secondary();
    let due = screen.due.as_ref().map(|due| {
        let by = if due.is_late { "was due" } else { "due" };
        DuePanel::new(format!("Next for you: {}, {by} {}.", due.what, day_words(due.by)))
            .button(Button::link("Record this contact", format!("{address}/contacts/new")))
    });
    let now_count = screen.services.iter().filter(|line| line.ended_on.is_none()).count();
    let ended = screen.services.len() - now_count;
    let ended_words = if ended > 0 { format!(", {ended} ended") } else { String::new() };
    FamilyPage {
        identity: IdentityBar::new(screen.title.as_str(), screen.caption.as_str()).action(ask).action(record),
        facts: key_facts(&screen),
        due,
        access: access(&screen, &address, decision),
        purpose: purpose(&asking.asker),
        services: ServicesTable::new(
            "services",
            screen.services.iter().map(|line| row(line, &address, today.month())).collect(),
        ),
        services_summary: format!(
            "{} now{ended_words}, {} in 12 months",
            plural(now_count, "service", "services"),
            plural(screen.contacts_in_year as usize, "contact", "contacts")
        ),
        freshness: freshness(&screen),
        timeline: Timeline { happenings: screen.latest.iter().map(|line| happening(line, &address, today)).collect() },
        people: people(&screen, &address),
        earlier: PeopleList {
            members: screen.earlier.iter().map(|it| Member::new(it.name.as_str(), it.line.as_str())).collect(),
        },
        consent: consent(&screen, &address),
        reviews: screen
            .reviews
            .iter()
            .map(|(name, reviews)| (name.clone(), review_list(reviews), reviews.len()))
            .collect(),
        splits: Vec::new(),
        is_bereaved: false,
        moved: None,
        may_hand_over: false,
        follow_ups: Vec::new(),
        may_record_loss: Who::Booking.admits(Some(asking.asker.staff.role)),
        ask_about_centre: Html::default(),
        page,
        address,
        screen,
    }
}

fn key_facts(screen: &FirstScreen) -> KeyFacts {
    let facts = &screen.facts;
    let text = |value: &Option<String>| Html::from(value.clone().unwrap_or_default());
    let home =
        if facts.home_is_shielded { Html::from("Kept safe. Ask the lead professional") } else { text(&facts.home) };
    let mut list = KeyFacts::new("Key facts").fact("Lead professional", text(&facts.lead));
    if facts.level.is_some() {
        list = list.fact("Level of support", facts.level.as_deref().map(sentence_case).unwrap_or_default());
    }
    list = list
        .fact("Home", home)
        .fact("Best way to reach", if facts.home_is_shielded { Html::from("Kept safe") } else { text(&facts.reach) });
    list = list.fact("Language", text(&facts.language));
    if facts.interpreter.is_some() {
        list = list.fact("Interpreter", text(&facts.interpreter));
    }
    list
}

fn access(screen: &FirstScreen, address: &str, decision: DecisionId) -> AccessLine {
    let until =
        screen.access.until.map(|until| format!(" You can look until {}.", time_words(until))).unwrap_or_default();
    let words = format!("{}{until} {} Your visit to this page is recorded.", screen.access.why, screen.access.what);
    AccessLine::new(words).link(Link::new("How this was decided", format!("{address}/decisions/{decision}")))
}

fn purpose(asker: &Asker) -> Select {
    Select::new("purpose", "You are looking to")
        .options(
            purposes_of(asker.staff.role, asker.staff.service)
                .into_iter()
                .map(|purpose| (purpose.word(), purpose.title())),
        )
        .chosen(asker.purpose.word())
}

fn row(line: &ServiceLine, address: &str, month: i8) -> ServiceRow {
    let shown = match line.sight {
        Sight::Everything => Shown::Everything,
        Sight::Summary => Shown::Summary,
        Sight::DatesOnly => Shown::DatesOnly,
    };
    let mut name = line.name.clone();
    if !line.about.is_empty() {
        name = format!("{name}, for {}", list_words(&line.about));
    }
    let person = match (&line.worker, &line.post) {
        _ if line.is_reader => "You".to_owned(),
        (Some(worker), Some(post)) => format!("{worker}, {post}"),
        (Some(worker), None) => worker.clone(),
        (None, _) => String::new(),
    };
    let mut row = ServiceRow::new(name, Spark::new(line.months.map(u32::from), month), shown)
        .person(person)
        .telephone(line.telephone.as_deref().filter(|_| !line.is_reader && line.ended_on.is_none()))
        .lead(line.is_lead && line.ended_on.is_none())
        .ended(line.ended_on.is_some());
    row = match &line.last {
        Some((on, Some(kind))) => row.when(format!("{}, {}", date_short(*on), kind.to_lowercase())),
        Some((on, None)) => row.when(date_short(*on)),
        None => row.when("No contact recorded"),
    };
    row = match (&line.next, line.ended_on) {
        (Some((on, Some(kind))), _) => row.when(format!("Next: {}, {}", date_short(*on), kind.to_lowercase())),
        (Some((on, None)), _) => row.when(format!("Next: {}", date_short(*on))),
        (None, Some(ended)) => row.when(format!("Ended {}", date_short(ended))),
        (None, None) => row.when("Next: none booked"),
    };
    if line.sight == Sight::Everything && line.contacts() > 0 {
        let words = plural(line.contacts() as usize, "contact", "contacts");
        let link = Link::new(words, format!("{address}/contacts?service={}", line.service.word()))
            .about(format!("with {}", line.name));
        return row.why(Html::from(link));
    }
    row.why(line.why.as_str())
}

fn freshness(screen: &FirstScreen) -> Freshness {
    let when = |on: Option<jiff::civil::Date>, age: Option<u32>| match (on, age) {
        (Some(_), Some(0)) => "today".to_owned(),
        (Some(on), Some(age)) => {
            format!("{}, {} old", crate::web::words::date_without_year(on), plural(age as usize, "day", "days"))
        }
        _ => "nothing yet".to_owned(),
    };
    let sources = screen.freshness.iter();
    Freshness {
        sources: sources
            .map(|source| SourceAge {
                source: source.title.clone(),
                when: when(source.extract_on, source.age_days),
                is_late: source.is_late,
            })
            .collect(),
    }
}

fn people(screen: &FirstScreen, address: &str) -> PeopleList {
    let members = screen.people.iter().map(|person| {
        let mut about = person.line.clone();
        if person.lacks_nhs_number {
            about.push_str(". No NHS number");
        }
        let mut member = Member::new(person.name.as_str(), about).at(format!("{address}/people/{}", person.person));
        if person.is_child {
            member = member.child();
        }
        match &person.warning {
            Some(warning) => member.warning(warning.as_str()),
            None => member,
        }
    });
    PeopleList { members: members.collect() }
}

fn consent(screen: &FirstScreen, address: &str) -> ConsentSummary {
    let card = &screen.consent;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let told = card.notice.as_ref().map_or_else(
        || "Nobody has given the privacy notice yet".to_owned(),
        |(version, on)| format!("{}, version {version}", date_words(*on)),
    );
    let ask_again = card.ask_again_on.map(|on| format!("By {}", date_words(on))).unwrap_or_default();
    ConsentSummary::new(text(&card.agreed))
        .not_asked(text(&card.not_asked))
        .said_no(text(&card.refused))
        .objections(card.objections.clone().unwrap_or_else(|| "None".to_owned()))
        .by(text(&card.by_and_how))
        .told(told)
        .ask_again(ask_again)
        .link(Link::new("Answers, history and changes", format!("{address}/consent")))
        .link(Link::new("Registered with a centre", format!("{address}/registration")))
        .link(Link::new("Who has looked at this family", format!("{address}/looks")))
}

fn review_list(reviews: &[ReviewLine]) -> ReviewList {
    let shown = |line: &ReviewLine| {
        let (when, state) = match line.state {
            ReviewState::Done(on) => (format!("Done {}", date_words(on)), Look::Done),
            ReviewState::Booked(on) => (format!("Booked for {}", date_words(on)), Look::Next),
            ReviewState::Due(by) => (format!("Due by {}", date_words(by)), Look::Next),
            ReviewState::Late(by) => (format!("Nothing recorded. Was due by {}", date_words(by)), Look::Late),
            ReviewState::Later(on) => (format!("Due {}", month_words(on)), Look::Later),
        };
        Review { name: line.name.to_owned(), when, state }
    };
    let soon = reviews.iter().position(|line| !matches!(line.state, ReviewState::Done(_))).unwrap_or(reviews.len());
    let first = soon.saturating_sub(2).min(reviews.len().saturating_sub(4));
    ReviewList { first: first + 1, reviews: reviews.iter().skip(first).take(4).map(shown).collect() }
}

/// The people of a family for a program: the purpose must be said
/// (S002-5b), and what it does not need is cut, and named (S002-11b).
async fn as_json(
    site: &Site,
    asking: &Asking,
    family: &str,
    query: &BTreeMap<String, String>,
) -> Result<Response, Failure> {
    let offered = || purposes_of(asking.asker.staff.role, asking.asker.staff.service);
    let said =
        query.get("purpose").and_then(|word| Purpose::from_word(word)).filter(|purpose| offered().contains(purpose));
    let Some(purpose) = said else {
        let words: Vec<&str> = offered().iter().map(|purpose| purpose.word()).collect();
        let body = json!({ "error": "say what this is for: add purpose=", "purposes": words });
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response());
    };
    let asker = Asker { staff: asking.asker.staff.clone(), purpose };
    let people = site.app.people_of(&asker, (reference(family)?, asking.session.scope), site.clock.now()).await?;
    let left_out: Vec<&str> =
        people.first().map(|person| person.left_out.iter().map(|field| field.word()).collect()).unwrap_or_default();
    let decision = people.first().map(|person| person.decision.to_string());
    let body = json!({
        "family": family,
        "purpose": purpose.word(),
        "people": people.iter().map(person_json).collect::<Vec<_>>(),
        "left_out": left_out,
        "decision": decision,
    });
    Ok(Json(body).into_response())
}

fn person_json(person: &OpenedPerson) -> Value {
    let field = |line: &FieldLine| {
        let others: Vec<Value> =
            line.others.iter().map(|other| json!({ "value": other.value, "origin": other.origin })).collect();
        (line.field.word().to_owned(), json!({ "value": line.value, "origin": line.origin, "others": others }))
    };
    let fields: serde_json::Map<String, Value> = person.fields.iter().map(field).collect();
    json!({ "person": person.line.person.to_string(), "part": person.line.line, "fields": fields })
}

/// The titles of details that were left out, in a sentence.
pub(crate) fn left_out_words(fields: &[PersonField]) -> String {
    let titles: Vec<String> = fields.iter().map(|field| field.title().to_owned()).collect();
    list_words(&titles)
}
