//! The form at booking: what is asked, in which words, and what it may say.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::{ConsentItem, weeks_on};
use kith_core::id::FamilyId;
use kith_core::person::{Name, NhsNumber, NhsNumberError, Postcode, Telephone};

use super::may_send;
use super::woman::FilledField;
use crate::caseload::current;
use crate::contact_form::day;
use crate::door::today;
use crate::write_down::filled;
use crate::{App, AppError, Asker, CentrePrompt, FieldProblem};

/// The version of [`SCRIPT`].
pub const SCRIPT_VERSION: &str = "antenatal-2026-11";

/// What the midwife says before she asks (MWc): what the centre does, whether
/// it may make contact, which basic facts go; and the five points that make
/// an answer informed.
pub const SCRIPT: [(&str, &str); 6] = [
    (
        "What the centre does",
        "Our children’s centre has groups before and after the birth, help with feeding, and people to talk to. It costs nothing.",
    ),
    (
        "Why I ask",
        "If the centre and your health visitor know early, they can be there when you need them, and ask you less.",
    ),
    (
        "What would go",
        "Your name, address, telephone and due date, and the language you speak. More only if you say yes to it. Nothing of your health notes.",
    ),
    ("Who sees it", "The people I name to you: one at the centre, and your health visitor."),
    ("What for", "Only for what you say yes to. Each question is asked by itself. They may use it for nothing else."),
    (
        "What follows",
        "If you say no, your care stays the same. You can change your mind at any time. You can ask to see what we hold.",
    ),
];

/// How an answer was given, by word and title. The last one is no proof yet
/// (MWh).
pub const HOW_PROVEN: [(&str, &str); 4] = [
    ("written", "She signed the paper form"),
    ("screen", "She types her name here"),
    ("spoken", "She said yes out loud. I will get it in writing"),
    ("later", "Somebody else asked her. I will add the proof"),
];

/// A notification as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NotificationDraft {
    /// The family that was found; empty where she is not known.
    pub family: String,
    /// NHS number, as typed.
    pub nhs_number: String,
    /// First name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Date of birth, as typed.
    pub born_on: String,
    /// House and street.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// Telephone.
    pub telephone: String,
    /// Language at home.
    pub language: String,
    /// Interpreter or signs.
    pub interpreter: String,
    /// Where she lives must stay hidden.
    pub is_hidden: bool,
    /// Expected date of delivery, as typed.
    pub due_on: String,
    /// The script was read out.
    pub is_told: bool,
    /// `yes`, `no` or nothing for each purpose's word.
    pub items: BTreeMap<String, String>,
    /// How she answered, by its word in [`HOW_PROVEN`].
    pub how: String,
    /// The name that she typed.
    pub signature: String,
    /// The father's or partner's first name.
    pub partner_given: String,
    /// His family name.
    pub partner_family: String,
    /// His telephone.
    pub partner_telephone: String,
    /// His own answer: `yes`, `no` or nothing.
    pub partner_answer: String,
    /// How he answered.
    pub partner_how: String,
    /// The name that he typed.
    pub partner_signature: String,
    /// What was told about home and needs.
    pub background: String,
    /// She may need more help.
    pub is_vulnerable: bool,
    /// The centre; empty for the one whose reach area holds the postcode.
    pub centre: String,
    /// The named health visitor or the team, as [`NotificationForm`] lists
    /// them.
    pub health_visitor: String,
}

impl std::fmt::Debug for NotificationDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NotificationDraft(hidden)")
    }
}

/// Health visitors to name: value and words.
pub type Visitors = Vec<(String, String)>;

/// What the form needs to be shown.
#[derive(Clone)]
pub struct NotificationForm {
    /// The form, filled with what is known.
    pub draft: NotificationDraft,
    /// The family's title, where one was found.
    pub family_title: Option<String>,
    /// The fields that were filled with what services recorded.
    pub filled: Vec<FilledField>,
    /// What stands to be done about a child that no centre has registered
    /// (S003-ISi).
    pub ask_about_centre: Option<CentrePrompt>,
    /// The centres to choose from.
    pub centres: Vec<String>,
    /// Named health visitors and their teams.
    pub visitors: Visitors,
}

/// A form that can be sent.
pub(super) struct Checked {
    pub(super) draft: NotificationDraft,
    pub(super) nhs_number: Option<NhsNumber>,
    pub(super) given: Name,
    pub(super) surname: Name,
    pub(super) born_on: Option<Date>,
    pub(super) postcode: Option<Postcode>,
    pub(super) telephone: Option<Telephone>,
    pub(super) due_on: Date,
    pub(super) items: BTreeMap<ConsentItem, bool>,
    /// The father or partner with his names and his telephone, only where he
    /// agreed.
    pub(super) partner: Option<(Name, Option<Name>, Option<Telephone>)>,
    pub(super) centre: String,
    /// The named health visitor, or none; and the team.
    pub(super) visitor: (Option<String>, String),
}

impl App {
    /// The empty form, or one filled for a family that the reader works with.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for whoever books no women; as
    /// [`App::open_family`] for a family.
    pub async fn notification_form(
        &self,
        asker: &Asker,
        family: Option<FamilyId>,
        now: Timestamp,
    ) -> Result<NotificationForm, AppError> {
        self.form_with(asker, NotificationDraft::default(), family, now).await
    }

    /// The form as it was being written, with what a form has to choose from.
    ///
    /// # Errors
    /// As [`App::notification_form`].
    pub async fn notification_form_again(
        &self,
        asker: &Asker,
        draft: &NotificationDraft,
    ) -> Result<NotificationForm, AppError> {
        let (centres, visitors) = self.to_choose(asker).await?;
        let draft = draft.clone();
        Ok(NotificationForm {
            draft,
            family_title: None,
            filled: Vec::new(),
            ask_about_centre: None,
            centres,
            visitors,
        })
    }

    /// Looks for the woman whom the form names by her NHS number, or by her
    /// names and date of birth, and fills in what is known about her.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where the form names nobody exactly, where nobody
    /// is found, and where a reason has to be recorded first.
    pub async fn find_woman(
        &self,
        asker: &Asker,
        draft: &NotificationDraft,
        now: Timestamp,
    ) -> Result<NotificationForm, AppError> {
        sender(asker, now)?;
        let family = self.woman_named(asker, draft, now).await?;
        self.form_with(asker, draft.clone(), Some(family), now).await
    }

    async fn form_with(
        &self,
        asker: &Asker,
        draft: NotificationDraft,
        family: Option<FamilyId>,
        now: Timestamp,
    ) -> Result<NotificationForm, AppError> {
        sender(asker, now)?;
        let (centres, visitors) = self.to_choose(asker).await?;
        let mut form = NotificationForm {
            draft,
            family_title: None,
            filled: Vec::new(),
            ask_about_centre: None,
            centres,
            visitors,
        };
        if let Some(family) = family {
            let known = self.known_of(asker, (family, form.draft), now).await?;
            form.draft = known.draft;
            form.family_title = Some(known.family_title);
            (form.filled, form.ask_about_centre) = (known.filled, known.ask_about_centre);
        }
        form.draft.centre = self.centre_for(&form.draft).await?;
        Ok(form)
    }

    async fn to_choose(&self, asker: &Asker) -> Result<(Vec<String>, Visitors), AppError> {
        if !may_send(asker) {
            return Err(AppError::NotFound);
        }
        Ok((self.centre_names().await?, self.health_visitors().await?))
    }

    /// The centre that the form names, or the one whose reach area holds the
    /// postcode; empty where neither is known.
    pub(super) async fn centre_for(&self, draft: &NotificationDraft) -> Result<String, AppError> {
        if !draft.centre.is_empty() {
            return Ok(draft.centre.clone());
        }
        let Ok(postcode) = draft.postcode.parse::<Postcode>() else { return Ok(String::new()) };
        let area = self.db.read(move |tx| Box::pin(async move { tx.reach_area(&postcode).await })).await?;
        Ok(area.map(|area| area.centre).unwrap_or_default())
    }

    /// Reads a form, with every field that needs another look.
    pub(super) async fn checked(
        &self,
        asker: &Asker,
        draft: &NotificationDraft,
        now: Timestamp,
    ) -> Result<Checked, AppError> {
        sender(asker, now)?;
        let (centres, visitors) = self.to_choose(asker).await?;
        let centre = self.centre_for(draft).await?;
        let is_practice = self.is_practice().await?;
        let mut problems = Vec::new();
        let mut problem = |field: &str, words: &str| problems.push(FieldProblem::new(field, words));
        if !centres.contains(&centre) {
            problem("centre", "No centre’s reach area holds this postcode. Choose the centre");
        }
        let visitor = visitors.iter().find(|(value, _)| *value == draft.health_visitor);
        if visitor.is_none() {
            problem("health_visitor", "Choose the health visitor, or the team");
        }
        match draft.nhs_number.parse().and_then(NhsNumber::of_somebody) {
            Err(NhsNumberError::ForTests) if !is_practice => {
                problem("nhs_number", "Numbers that begin with 999 are for tests. Check the number, or leave it empty");
            }
            Err(NhsNumberError::OfNobody) if !is_practice => {
                problem(
                    "nhs_number",
                    "No number that begins so is given to anybody. Check the number, or leave it empty",
                );
            }
            _ => {}
        }
        let items = answers(draft);
        if items.is_empty() {
            problem("item_contact", "Write down her answer to at least one question");
        }
        let has_agreed = items.values().any(|answer| *answer) || draft.partner_answer == "yes";
        if has_agreed && !draft.is_told {
            problem("told", "Read out the script first. She can agree only when she knows what it means");
        }
        if items.values().any(|answer| *answer) {
            how_given((&draft.how, &draft.signature), ("how", "signature"), &mut problem);
        }
        if draft.partner_answer == "yes" {
            how_given(
                (&draft.partner_how, &draft.partner_signature),
                ("partner_how", "partner_signature"),
                &mut problem,
            );
        }
        let visitor = visitor.map(|(value, words)| named_visitor(value, words)).unwrap_or_default();
        let people = people(draft, today(now), &mut problems);
        match people {
            Some(people) if problems.is_empty() => Ok(Checked { items, centre, visitor, ..people }),
            _ => Err(AppError::Invalid(problems)),
        }
    }
}

/// Turns away whoever sends no notifications, or whose training is not
/// current.
fn sender(asker: &Asker, now: Timestamp) -> Result<(), AppError> {
    if may_send(asker) { current(asker, now) } else { Err(AppError::NotFound) }
}

fn answers(draft: &NotificationDraft) -> BTreeMap<ConsentItem, bool> {
    let answered = |item: &ConsentItem| match draft.items.get(item.word()).map(String::as_str) {
        Some("yes") => Some((*item, true)),
        Some("no") => Some((*item, false)),
        _ => None,
    };
    ConsentItem::ALL.iter().filter_map(answered).collect()
}

fn how_given((how, signature): (&str, &str), fields: (&str, &str), problem: &mut impl FnMut(&str, &str)) {
    if !HOW_PROVEN.iter().any(|(word, _)| *word == how) {
        problem(fields.0, "Choose how the answer was given");
    }
    if how == "screen" && filled(signature).is_none() {
        problem(fields.1, "The full name is typed here");
    }
}

/// "s-…" is a person and the words are "Name, Team"; a team is named itself.
fn named_visitor(value: &str, words: &str) -> (Option<String>, String) {
    match value.strip_prefix("team:") {
        Some(team) => (None, team.to_owned()),
        None => {
            let (name, team) = words.split_once(", ").unwrap_or((words, ""));
            (Some(name.to_owned()), team.to_owned())
        }
    }
}

fn people(draft: &NotificationDraft, today: Date, problems: &mut Vec<FieldProblem>) -> Option<Checked> {
    fn read<T: std::str::FromStr<Err: std::fmt::Display>>(
        (text, field): (&str, &str),
        problems: &mut Vec<FieldProblem>,
    ) -> Option<T> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        match text.parse() {
            Ok(value) => Some(value),
            Err(wrong) => {
                problems.push(FieldProblem::new(field, capital(&format!("{wrong}"))));
                None
            }
        }
    }
    let mut name = |text: &str, field: &str, missing: Option<&str>| match (Name::parse(text), missing) {
        (Ok(name), _) => Some(name),
        (Err(_), Some(words)) => {
            problems.push(FieldProblem::new(field, words));
            None
        }
        (Err(_), None) => None,
    };
    let given = name(&draft.given_name, "given_name", Some("Write her first name"));
    let surname = name(&draft.family_name, "family_name", Some("Write her family name"));
    let is_partner = draft.partner_answer == "yes";
    let partner_given = name(&draft.partner_given, "partner_given", is_partner.then_some("Write his first name"));
    let partner_family = name(&draft.partner_family, "partner_family", None);
    let nhs_number: Option<NhsNumber> = read((&draft.nhs_number, "nhs_number"), problems);
    let postcode = read((&draft.postcode, "postcode"), problems);
    let telephone = read((&draft.telephone, "telephone"), problems);
    let partner_telephone = read((&draft.partner_telephone, "partner_telephone"), problems);
    let born_on = filled(&draft.born_on).and_then(|typed| day(&typed, "born_on", problems));
    if nhs_number.is_none() && born_on.is_none() && !problems.iter().any(|it| it.field == "born_on") {
        problems.push(FieldProblem::new("born_on", "Write her NHS number or her date of birth"));
    }
    let due_on = day(&draft.due_on, "due_on", problems);
    if let Some(due) = due_on
        && weeks_on(due, today).is_none()
    {
        problems.push(FieldProblem::new("due_on", "Check the due date. It lies at most 40 weeks ahead"));
    }
    Some(Checked {
        draft: draft.clone(),
        nhs_number,
        given: given?,
        surname: surname?,
        born_on,
        postcode,
        telephone,
        due_on: due_on?,
        items: BTreeMap::new(),
        partner: partner_given.filter(|_| is_partner).map(|given| (given, partner_family, partner_telephone)),
        centre: String::new(),
        visitor: Default::default(),
    })
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
