//! Whole pages made of the parts, with the people of the examples: read as a
//! person reads them, and written to the build's own folder for pictures.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use askama::Template;
use kith::web::assets;
use kith::web::components::*;
use kith::web::page::{Crumb, Entry, Page, SignedIn};

/// A page around any content.
#[derive(Template)]
#[template(ext = "html", source = "{% extends \"base.html\" %}{% block content %}{{ content }}{% endblock %}")]
struct Around {
    page: Page,
    content: Html,
}

/// A page for Joanne Pike, who visits families.
fn page(title: &str, current: &str) -> Page {
    let entry = |(label, href, count): (&'static str, &'static str, usize)| Entry {
        label,
        href,
        count,
        counted: "things to do",
        is_current: label == current,
    };
    let entries = [("My day", "/my-day", 4), ("Families", "/families", 0), ("Files in and out", "/files", 1)];
    let more = [("Areas", "/areas", 0), ("Staff", "/staff", 0), ("Help", "/help", 0)];
    Page {
        title: title.to_owned(),
        errors: 0,
        locality: Arc::from("Northfield early start"),
        is_practice: true,
        who: Some(SignedIn {
            name: "Joanne Pike".to_owned(),
            role_title: "outreach worker",
            form_token: "made-up-token".to_owned(),
            seconds_left: 900,
        }),
        navigation: entries.into_iter().chain(more).map(entry).collect(),
        trail: vec![
            Crumb { label: "Families".to_owned(), href: "/families".to_owned() },
            Crumb { label: "My families".to_owned(), href: "/families?mine".to_owned() },
        ],
        may_search: true,
        is_wide: true,
        words: Vec::new(),
    }
}

/// The page as it is sent; also written to a file, with what it asks for.
pub fn sent(name: &str, page: Page, content: Html) -> String {
    let html = Around { page, content }.render().expect("the page is drawn");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    fs::create_dir_all(folder.join("assets")).expect("a folder");
    for (address, bytes) in assets::all() {
        fs::write(folder.join(address.trim_start_matches('/')), bytes).expect("a file");
    }
    fs::write(folder.join(format!("{name}.html")), &html).expect("a file");
    html
}

fn columns(wide: Html, narrow: Html) -> Html {
    Html::fixed("<div class=\"nhsuk-grid-row\"><div class=\"nhsuk-grid-column-two-thirds kith-stack kith-card-tight\">")
        .and(wide)
        .and(Html::fixed("</div><div class=\"nhsuk-grid-column-one-third kith-stack kith-card-tight\">"))
        .and(narrow)
        .and(Html::fixed("</div></div>"))
}

pub fn family() -> String {
    let content = Html::from(identity())
        .and(facts())
        .and(
            DuePanel::new("Next for you: first home visit, due by Tuesday 24 November.")
                .more("Hannah would like help with feeding.")
                .button(Button::link("Record this visit", "/families/f-1/contacts/new")),
        )
        .and(
            AccessLine::new(
                "Hannah registered at your centre and agreed to it on 3 November 2026. You see basic details and \
                 who is working with the family. Your visit to this page is recorded.",
            )
            .link(Link::new("How this was decided", "/families/f-1/decisions/d-1")),
        )
        .and(columns(services().and(contacts()), people().and(consent()).and(reviews())));
    sent("family", page("Ellis family", "Families"), content)
}

fn identity() -> IdentityBar {
    IdentityBar::new("Ellis family", "Poppy, 7 weeks, and Maya, 2 years 10 months")
        .action(Button::link("Can I share this?", "/families/f-1/share"))
        .action(Button::link("Record a contact", "/families/f-1/contacts/new").secondary())
        .action(Button::link("Ask for support", "/support/new").secondary())
}

fn facts() -> KeyFacts {
    KeyFacts::new("Key facts")
        .fact("Lead professional", "Amara Okafor")
        .fact("Level of support", "Universal plus")
        .fact("Home", "14 Larch Close, LX1 4QR")
        .fact("Best way to reach", Html::from("Text Hannah, ").and(TelephoneLink::new("07700 900118")))
        .fact("Language", "")
}

fn service_rows() -> Vec<ServiceRow> {
    let months = |counts| Spark::new(counts, 11);
    vec![
        ServiceRow::new("Health visiting", months([0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 1]), Shown::DatesOnly)
            .person("Amara Okafor, health visitor")
            .telephone(Some("01632 960118"))
            .lead(true)
            .when("12 Nov, home visit")
            .when("Next: 26 Nov, 6 to 8 week review")
            .why(Html::from("Notes are for health staff. ").and(Link::new("Ask Amara", "/ask").about("about notes"))),
        ServiceRow::new(
            "Northfield Children’s Centre",
            months([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3]),
            Shown::Everything,
        )
        .person("You")
        .when("16 Nov, phone call")
        .when("Next: 24 Nov, first home visit")
        .why(Link::new("3 contacts", "/families/f-1/contacts").about("with Northfield Children’s Centre")),
        ServiceRow::new("Speech and language, for Maya", months([0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0]), Shown::Summary)
            .person("Priya Nair, therapist")
            .telephone(Some("01632 960144"))
            .when("10 Sep, clinic")
            .when("Next: 8 Dec, clinic")
            .why(Link::new("Plan shared 2 October", "/plan").about("by speech and language")),
        ServiceRow::new("Midwifery", months([0, 0, 0, 1, 0, 1, 0, 1, 1, 2, 9, 0]), Shown::NotShown)
            .person("Ruth Adeyemi, midwife")
            .ended(true)
            .when("23 Oct, handed over to health visiting"),
    ]
}

fn services() -> Html {
    let note = LockedLine::new(
        "Some services are not shown to your role. This does not mean that they are, or are not, working with the family.",
    )
    .link(Link::new("Which services, and what to do", "/help/services"));
    let age =
        |source: &str, when: &str, is_late| SourceAge { source: source.to_owned(), when: when.to_owned(), is_late };
    let sources = vec![
        age("Health visiting", "today 6:10am", false),
        age("Speech and language", "today 6:10am", false),
        age("Housing", "11 November, 9 days old", true),
    ];
    let content = Html::from(ServicesTable::new("services", service_rows()))
        .and(Html::fixed("<p class=\"kith-note\">"))
        .and(note)
        .and(Html::fixed("</p>"))
        .and(Freshness { sources });
    let summary = "4 services now, 1 ended, 21 contacts in 12 months";
    Card::working("services", "Who is working with this family", content).beside(summary).into()
}

fn contacts() -> Html {
    let happenings = vec![
        Happening::new("Phone call, Northfield Children’s Centre", "16 November, Joanne Pike")
            .text("Hannah would like help with feeding and would like to try a baby group. Agreed a home visit."),
        Happening::new("Home visit, health visiting", "12 November, Amara Okafor").locked("Notes are for health staff"),
        Happening::new("Welcome card posted", "6 November, Northfield Children’s Centre"),
    ];
    let statements = Html::from(
        Statement::fact("Poppy feeds every 2 hours.\nShe weighs 4.1 kg.").by("Amara Okafor, 12 November 2026"),
    )
    .and(Statement::opinion("Hannah is tired, and she has a lot of help from her mother.").by("Joanne Pike"));
    Card::working("contacts", "Latest contacts", Html::from(Timeline { happenings }).and(statements))
        .beside(Link::new("See all 21 contacts", "/families/f-1/contacts"))
        .into()
}

fn people() -> Html {
    let members = vec![
        Member::new("Poppy Ellis", "Daughter, born 2 October 2026").child().at("/families/f-1/people/p-1"),
        Member::new("Maya Ellis", "Daughter, born 9 January 2024").child().at("/families/f-1/people/p-2"),
        Member::new("Hannah Ellis", "Mother, 27. Parental responsibility").at("/families/f-1/people/p-3"),
        Member::new("Tom Reed", "Father of Poppy. Lives elsewhere.").warning("Check before sharing"),
    ];
    Card::working("people", "People", PeopleList { members }).into()
}

fn consent() -> Html {
    let summary = ConsentSummary::new("Basic details and centre services, with 4 named partners")
        .not_asked("Health notes")
        .objections("None")
        .by("Hannah, signed form, 3 November 2026")
        .ask_again("By 3 May 2027")
        .link(Link::new("Record consent or an objection", "/families/f-1/sharing"))
        .link(Link::new("Who has looked at this family", "/families/f-1/looks"));
    Card::working("consent", "Sharing and consent", summary).into()
}

fn reviews() -> Html {
    let review = |name: &str, when: &str, state| Review { name: name.to_owned(), when: when.to_owned(), state };
    let reviews = vec![
        review("Before birth", "Done 14 August", ReviewState::Done),
        review("New baby", "Late, was due 16 October", ReviewState::Late),
        review("6 to 8 weeks", "Booked for 26 November", ReviewState::Next),
        review("9 months", "Due July 2027", ReviewState::Later),
    ];
    Card::working("reviews", "Poppy’s reviews", ReviewList { first: 1, reviews }).into()
}

pub fn import_check() -> String {
    let problem = |row, column: &str, found: &str, fix: &str| Problem {
        row,
        column: column.to_owned(),
        found: found.to_owned(),
        fix: fix.to_owned(),
    };
    let problems = vec![
        problem(
            14,
            "NHS number",
            "999 000 0019",
            "The last digit does not fit the others. Check the number, or leave it empty.",
        ),
        problem(37, "Date of birth", "31/09/2026", "September has 30 days. Check the date."),
        problem(112, "Family name", "", "Every row needs a family name."),
    ];
    let content = Html::from(IdentityBar::new(
        "Check before importing",
        "births-2026-10.csv, from Northfield Child Health",
    ))
    .and(Html::fixed(
        "<p class=\"nhsuk-u-reading-width\">We read all 412 rows. <strong>Nothing has been saved yet.</strong></p>",
    ))
    .and(ShareBars { reached: "registered", lines: vec![("Larch Centre".to_owned(), 15, 20)] })
    .and(SplitBar { ready: 388, possible: 16, problems: 8 })
    .and(Html::fixed("<div class=\"nhsuk-button-group\">"))
    .and(Button::new("Import 404 rows").once())
    .and(Button::link("Download the 8 problem rows", "/files/x/problems.csv").secondary())
    .and(Link::new("Cancel, keep nothing", "/files/x/cancel"))
    .and(Html::fixed("</div><h2 class=\"nhsuk-heading-m\">8 rows with a problem</h2>"))
    .and(ProblemTable { problems })
    .and(Html::fixed(
        "<h2 class=\"nhsuk-heading-m\">What the 404 rows will do</h2><div class=\"nhsuk-expander-group\">",
    ))
    .and(Details::new("Add 361 new babies", Html::paragraphs(&["The first 20, with a link to the rest."])).expander())
    .and(Details::new("Update 27 babies who are already here", Html::paragraphs(&["Old and new values."])).expander())
    .and(Html::fixed("</div>"));
    sent("import-check", page("Check October births before importing", "Files in and out"), content)
}

pub fn answers() -> String {
    let verdict = |answer, id: &str, reason: &str, button: &str| {
        Verdict::new(answer).id(id).reason(reason).button(Button::link(button, "/next"))
    };
    let not_yet = verdict(
        Answer::NotYet,
        "v-wait",
        "Feeding notes are more than basic details, and Joanne is not a health professional. Hannah needs to agree.",
        "Record Hannah’s answer",
    );
    let question = SummaryList::new(vec![
        SummaryRow::new("Share", Html::strong("Feeding notes").and(" from 12 November, about Hannah and Poppy"))
            .action(Link::new("Change", "/change").about("what you want to share")),
        SummaryRow::new("With", Html::strong("Joanne Pike").and(", family outreach worker"))
            .action(Link::new("Change", "/change").about("who you want to share with")),
    ]);
    let check = |question: &str, found, words: &str, is_deciding| Check {
        question: question.into(),
        found,
        words: words.into(),
        source: "Sharing guide, paragraph 15".into(),
        is_deciding,
    };
    let checks = vec![
        check("Could a child be at risk?", Found::NoMatter, "You did not say so", false),
        check("Has the family objected?", Found::Fine, "No objection recorded", false),
        check("Has Hannah agreed to this?", Found::Stops, "Not asked. Her form covers basic details", true),
    ];
    let content = Html::from(IdentityBar::new("Can I share this?", "Ellis family"))
        .and(Html::fixed("<div class=\"kith-question\">"))
        .and(question.close().without_last_line().label("Your question"))
        .and(Html::fixed("</div>"))
        .and(verdict(Answer::Yes, "v-yes", "Hannah agreed to this on 26 November 2026.", "Share the feeding notes"))
        .and(verdict(Answer::Part, "v-part", "You can share names, address and dates.", "Share the basic details"))
        .and(
            not_yet
                .heading("Not yet. Ask Hannah first")
                .urgent(Link::new("If a child may be at risk, do not wait", "#risk")),
        )
        .and(
            verdict(Answer::No, "v-no", "Hannah asked us not to.", "See what she asked for")
                .heading("No. Hannah has objected"),
        )
        .and(verdict(Answer::AskPerson, "v-ask", "Kira is 15. Someone needs to judge.", "Ask the safeguarding lead"))
        .and(
            Verdict::new(Answer::ShareNow)
                .id("v-must")
                .reason(Html::from("Call the safeguarding duty desk on ").and(TelephoneLink::new("01632 960300")))
                .button(Button::link("Record why I shared", "/next")),
        )
        .and(columns(
            Html::fixed("<h2 class=\"nhsuk-heading-m\" id=\"why\">Why we say this</h2>")
                .and(CheckTable { heading_id: "why".to_owned(), checks })
                .and(steps()),
            Card::new("If a child may be at risk of harm", Html::paragraphs(&["Do not wait for consent."]))
                .kind(CardKind::Urgent)
                .id("risk")
                .into(),
        ));
    sent("answers", page("Not yet, ask Hannah first", "Families"), content)
}

fn steps() -> Html {
    Html::fixed("<h2 class=\"nhsuk-heading-m\">How to get to yes</h2><ol class=\"kith-steps\"><li><h3 class=\"nhsuk-heading-s\">Ask Hannah</h3><p>You see her on Thursday 26 November.</p>")
        .and(Details::new("Words you can use", Html::paragraphs(&["“Is it all right if I tell her?”"])))
        .and(Html::fixed("</li><li><h3 class=\"nhsuk-heading-s\">Record what she says</h3><p>Yes or no, it takes about a minute.</p></li></ol>"))
}

pub fn form() -> String {
    let missing = "Enter the date of the contact";
    let summary = ErrorSummary::new().error(missing, "happened-day").error("Choose what kind it was", "kind");
    let page = page("Record a contact", "Families").errors(summary.count());
    let kinds = [("visit", "Home visit"), ("call", "Phone call"), ("group", "Group")];
    let people = [("p-1", "Poppy"), ("p-2", "Maya"), ("p-3", "Hannah")];
    let content = Html::from(summary)
        .and(NotificationBanner::success("The draft is saved"))
        .and(IdentityBar::new("Record a contact", "Ellis family"))
        .and(Html::fixed("<form method=\"post\" action=\"/x\" data-autosave=\"/draft\" novalidate><input type=\"hidden\" name=\"form_token\" value=\"t\">"))
        .and(Radios::new("kind", Label::new("What kind of contact was it?").size(Size::M)).choices(kinds).error(Some("Choose what kind it was")))
        .and(DateInput::new("happened", Label::new("When was it?").size(Size::M)).hint("For example, 16 11 2026").error(Some(missing)))
        .and(Checkboxes::new("present", Label::new("Who was there?").size(Size::M)).choices(people).ticked(["p-3"]).small())
        .and(Textarea::new("note", Label::new("What happened?").size(Size::M)).hint("Write what you saw and heard.").at_most(2000).value("Hannah would like help."))
        .and(Html::fixed("<p class=\"kith-muted kith-small\" data-saved role=\"status\"></p>"))
        .and(Input::nhs_number("number", "NHS number").hint("10 digits").value("999 000 0018"))
        .and(Select::new("centre", "Centre").options([("n", "Northfield"), ("c", "Castle")]).chosen("c"))
        .and(FileUpload::new("file", "Add a file").accepts(".csv,.xlsx"))
        .and(Html::fixed("<div class=\"nhsuk-button-group\">"))
        .and(Button::new("Save the contact"))
        .and(Button::new("Delete the draft").variant(Variant::Warning).to("/delete"))
        .and(Html::fixed("</div></form>"))
        .and(lists());
    sent("form", page, content)
}

fn lists() -> Html {
    let row = |name: &str, rows: &str, state: Tag| vec![name.into(), rows.into(), state.into()];
    let columns = vec![
        Column::new("File").sorted(Sorted::Down, "/files?sort=file"),
        Column::numeric("Rows").sorted(Sorted::No, "/files?sort=rows"),
        Column::new("State"),
    ];
    let rows = vec![
        row("births-2026-10.csv", "412", Tag::new("To check", Colour::Yellow)),
        row("health-visiting.csv", "2,150", Tag::new("Imported", Colour::Green)),
    ];
    let tasks = vec![
        Task::waiting("First home visit, Ellis family", Tag::new("Due Tuesday", Colour::Yellow)).at("/families/f-1"),
        Task::done("Welcome card posted").hint("6 November"),
    ];
    Html::from(InsetText::new("Nothing is joined until a person has chosen."))
        .and(WarningCallout::new("Check the address", "Two sources have different addresses.").level(2))
        .and(Table::new(columns, rows).caption("Files this month", Size::M))
        .and(Pagination::new("/files?page=", 3, 12))
        .and(TaskList { id: "today".to_owned(), tasks })
        .and(Html::fixed("<p>"))
        .and(ActionLink::new("Open the next file", "/files"))
        .and(Html::fixed("</p>"))
}
