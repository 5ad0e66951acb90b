//! The family's first screen (S003-DSg): who is working with them, how often,
//! when last and when next, what this reader may see of it and why.

use jiff::civil::Date;

use super::{ContactLine, ReviewLine};
use crate::id::{FamilyId, PersonId, SupportId};
use crate::service::ServiceKind;

/// How much of one service's work this reader may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sight {
    /// That the service works with the family, how often and when.
    DatesOnly,
    /// The kinds of contact as well, and the plan, but no notes.
    Summary,
    /// Notes too.
    Everything,
}

impl Sight {
    /// The words of the tag on the screen.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::DatesOnly => "Dates only",
            Self::Summary => "Summary",
            Self::Everything => "Everything",
        }
    }
}

/// One service that works, or worked, with somebody in the family.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceLine {
    /// The kind of service.
    pub service: ServiceKind,
    /// The name to show: the kind, or the team where that is what people
    /// know ("Northfield Children’s Centre").
    pub name: String,
    /// First names of the people it is about, where not the whole family.
    pub about: Vec<String>,
    /// The worker's name.
    pub worker: Option<String>,
    /// The worker's post.
    pub post: Option<String>,
    /// Where the worker can be telephoned, as shown.
    pub telephone: Option<String>,
    /// Whether this worker leads for the family.
    pub is_lead: bool,
    /// Whether the reader is this worker.
    pub is_reader: bool,
    /// The last day, for work that has ended.
    pub ended_on: Option<Date>,
    /// Contacts in each of the last twelve months, oldest first; the last is
    /// the month of today.
    pub months: [u16; 12],
    /// The last contact that happened: day, and what it was if that may be seen.
    pub last: Option<(Date, Option<String>)>,
    /// The next contact: day, and what it is if that may be seen.
    pub next: Option<(Date, Option<String>)>,
    /// How much this reader may see.
    pub sight: Sight,
    /// Why not more, in a sentence; empty where everything may be seen.
    pub why: String,
}

impl ServiceLine {
    /// Contacts in the twelve months.
    #[must_use]
    pub fn contacts(&self) -> u32 {
        self.months.iter().map(|month| u32::from(*month)).sum()
    }
}

/// One person of the family, as the first screen lists them.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonLine {
    /// Who.
    pub person: PersonId,
    /// The name for screens.
    pub name: String,
    /// Two letters for the round sign before the name.
    pub initials: String,
    /// Whether this is a child of the family.
    pub is_child: bool,
    /// One line: relation and birth date or age, "Daughter, born 2 October
    /// 2026", "Mother, 27. Parental responsibility".
    pub line: String,
    /// A warning in words, such as "Check before sharing".
    pub warning: Option<String>,
    /// No NHS number is known (S003-NNa).
    pub lacks_nhs_number: bool,
}

/// Somebody who was a child's mother, father or carer and is no more.
#[derive(Clone, PartialEq, Eq)]
pub struct EarlierLine {
    /// The name for screens.
    pub name: String,
    /// "Carer of Poppy, from 3 March 2024 to 1 June 2025".
    pub line: String,
}

/// The strip of key facts under the heading. A value that may not be seen, or
/// is not recorded, is said in words by the page.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct KeyFacts {
    /// Name of the lead professional.
    pub lead: Option<String>,
    /// Level of support.
    pub level: Option<String>,
    /// The home address on one line.
    pub home: Option<String>,
    /// The home is hidden for safety: nobody may read it out.
    pub home_is_shielded: bool,
    /// The best way to reach the family.
    pub reach: Option<String>,
    /// The language spoken at home.
    pub language: Option<String>,
    /// Interpreter or signs needed.
    pub interpreter: Option<String>,
}

/// What this reader has to do next for the family.
#[derive(Clone, PartialEq, Eq)]
pub struct DueForYou {
    /// What, in a few words: "first home visit".
    pub what: String,
    /// By when.
    pub by: Date,
    /// Whether the day has passed.
    pub is_late: bool,
}

/// Why this reader may see this page, in words.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessLine {
    /// The working relationship or the recorded reason.
    pub why: String,
    /// What may be seen, in a sentence.
    pub what: String,
    /// The look expires at this time, for a recorded reason.
    pub until: Option<jiff::Timestamp>,
}

/// What may not be seen yet, in words, with the way to yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotYet {
    /// The answer in one sentence: "Give notice first".
    pub heading: String,
    /// Why.
    pub because: String,
    /// The steps of the shortest ways to yes, each once.
    pub ways: Vec<StepToYes>,
}

/// Something that somebody can do so that the answer becomes yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepToYes {
    /// What, and who can do it.
    pub words: String,
    /// The word of the form that records it.
    pub form: String,
}

/// The sharing and consent card.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ConsentCard {
    /// What was agreed to, and with whom; none if nothing was.
    pub agreed: Option<String>,
    /// What nobody has asked about yet.
    pub not_asked: Option<String>,
    /// Objections in words; none if there are none.
    pub objections: Option<String>,
    /// A refusal or withdrawal in words.
    pub refused: Option<String>,
    /// By whom, how, when.
    pub by_and_how: Option<String>,
    /// When to ask again.
    pub ask_again_on: Option<Date>,
    /// The last privacy notice: version and day.
    pub notice: Option<(String, Date)>,
}

/// Support that was agreed with the family and has not ended (S002-15i).
#[derive(Clone, PartialEq, Eq)]
pub struct SupportOnScreen {
    /// Which.
    pub support: SupportId,
    /// The service.
    pub name: String,
    /// First names of the people it is for.
    pub about: Vec<String>,
    /// "Since 2 October 2026", or what the family answered.
    pub state: String,
    /// The next day to look at what they hope for; none where that may not be
    /// seen, or nothing is open.
    pub review_on: Option<Date>,
}

/// How old a source's information is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    /// The source's title.
    pub title: String,
    /// The day of the last extract that was taken in; none if never.
    pub extract_on: Option<Date>,
    /// Days since then.
    pub age_days: Option<u32>,
    /// Older than agreed: said in words.
    pub is_late: bool,
}

/// The first screen.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstScreen {
    /// The family.
    pub family: FamilyId,
    /// "Ellis family".
    pub title: String,
    /// "Poppy, 7 weeks, and Maya, 2 years 10 months".
    pub caption: String,
    /// Key facts.
    pub facts: KeyFacts,
    /// What this reader has to do next.
    pub due: Option<DueForYou>,
    /// Why this reader may see the page.
    pub access: AccessLine,
    /// What the rules do not let through yet, and how to get there, for a
    /// reader whose own service works with the family.
    pub not_yet: Option<NotYet>,
    /// Who is working with the family; the lead first, then those that go on,
    /// then those that ended.
    pub services: Vec<ServiceLine>,
    /// Some services are never shown to this role without the family's
    /// agreement. The same for everybody in the role, whether or not there is
    /// such a service (design rule 5).
    pub role_has_hidden_services: bool,
    /// How old the information of each shown source is.
    pub freshness: Vec<Freshness>,
    /// The latest contacts, newest first, at most five.
    pub latest: Vec<ContactLine>,
    /// All contacts that may be counted, in twelve months.
    pub contacts_in_year: u32,
    /// The people.
    pub people: Vec<PersonLine>,
    /// Who was one of them before.
    pub earlier: Vec<EarlierLine>,
    /// Support that was agreed and goes on.
    pub support: Vec<SupportOnScreen>,
    /// Consent state.
    pub consent: ConsentCard,
    /// For each child under five: first name and the reviews.
    pub reviews: Vec<(String, Vec<ReviewLine>)>,
}

impl std::fmt::Debug for FirstScreen {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "FirstScreen({}, hidden)", self.family)
    }
}
