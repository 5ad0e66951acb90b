//! What a parent writes, and keeping it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kith_core::audit::{Action, Actor, Event};
use kith_core::id::ParentMessageId;
use kith_core::person::{NhsNumber, Postcode, Telephone};
use kith_core::sharing::Kind;
use kith_store::{ParentMessage, ParentMessageState, Tx};
use serde::{Deserialize, Serialize};

use crate::door::{fresh, today};
use crate::find::read_day;
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, office};

/// So many messages are taken in an hour, whoever sends them.
const MOST_AN_HOUR: u64 = 60;
/// So many may wait.
const MOST_WAITING: u64 = 1_000;
/// The longest name, number or time, in letters.
const LONGEST_LINE: usize = 100;
/// The longest address.
const LONGEST_ADDRESS: usize = 300;
/// The longest text in their own words.
pub const LONGEST_WORDS: usize = 1_000;
/// Nobody older is a child here.
const OLDEST_YEARS: i16 = 25;
/// Nobody who writes about themself is older.
const OLDEST_WRITER: i16 = 120;

/// How whoever writes can stand to the child, by word and in their words.
pub const WHO_WRITES: [(&str, &str); 5] = [
    ("mother", "I am the child’s mother"),
    ("father", "I am the child’s father"),
    ("carer", "I look after the child in another way"),
    ("self", "It is about me"),
    ("helper", "I write for the family"),
];

/// The kinds of information, in words for everybody.
pub const KINDS_IN_PLAIN_WORDS: [(Kind, &str); 7] = [
    (Kind::Basic, "Name, date of birth and address"),
    (Kind::NewBirth, "News that a baby was born, or that we moved"),
    (Kind::Involvement, "Which services we use"),
    (Kind::Contacts, "When somebody visited us or met us"),
    (Kind::Health, "Notes about health"),
    (Kind::SensitiveHealth, "Notes about feelings, feeding and how we live"),
    (Kind::Support, "Help that we agreed to"),
];

/// What a parent writes.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SayNoDraft {
    /// Who writes.
    pub name: String,
    /// How they stand to the child, by its word.
    pub stands: String,
    /// `phone` or `post`.
    pub reach: String,
    /// Their telephone number.
    pub telephone: String,
    /// When it is safe to ring.
    pub safe_time: String,
    /// Where to write to.
    pub address: String,
    /// The child's first name.
    pub given: String,
    /// The child's family name.
    pub family: String,
    /// The child's date of birth, as typed.
    pub born_on: String,
    /// Where the child lives.
    pub postcode: String,
    /// The child's NHS number.
    pub nhs_number: String,
    /// `all` or `some`.
    pub what: String,
    /// Which kinds, by their words, where it is some.
    pub kinds: Vec<String>,
    /// Anything else.
    pub more: String,
}

impl std::fmt::Debug for SayNoDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SayNoDraft(hidden)")
    }
}

impl SayNoDraft {
    /// The same without how to reach whoever wrote, and what else they wrote.
    pub(super) fn without_reach(self) -> Self {
        let nothing = String::new;
        Self { telephone: nothing(), safe_time: nothing(), address: nothing(), more: nothing(), ..self }
    }

    /// How they stand to the child, in their words.
    #[must_use]
    pub fn stands_words(&self) -> &'static str {
        WHO_WRITES.iter().find(|(word, _)| *word == self.stands).map_or("", |(_, words)| words)
    }

    /// What they do not want, in their words; none for everything.
    #[must_use]
    pub fn kinds_words(&self) -> Vec<&'static str> {
        let is_named = |kind: &Kind| self.kinds.iter().any(|word| word == kind.word());
        KINDS_IN_PLAIN_WORDS.iter().filter(|(kind, _)| is_named(kind)).map(|(_, words)| *words).collect()
    }

    pub(super) fn born(&self) -> Option<Date> {
        read_day(self.born_on.trim())
    }

    pub(super) fn home(&self) -> Option<Postcode> {
        self.postcode.trim().parse().ok()
    }

    pub(super) fn number(&self) -> Option<NhsNumber> {
        self.nhs_number.trim().parse().ok()
    }

    /// As it is kept: nothing beside what was chosen.
    fn tidied(&self) -> Self {
        let tidy = |text: &str| text.trim().to_owned();
        let only = |text: &str, is_meant: bool| if is_meant { tidy(text) } else { String::new() };
        let (by_phone, is_some) = (self.reach == "phone", self.what == "some");
        Self {
            name: tidy(&self.name),
            stands: self.stands.clone(),
            reach: self.reach.clone(),
            telephone: only(&self.telephone, by_phone),
            safe_time: only(&self.safe_time, by_phone),
            address: only(&self.address, !by_phone),
            given: tidy(&self.given),
            family: tidy(&self.family),
            born_on: tidy(&self.born_on),
            postcode: tidy(&self.postcode),
            nhs_number: tidy(&self.nhs_number),
            what: self.what.clone(),
            kinds: if is_some { self.kinds.clone() } else { Vec::new() },
            more: tidy(&self.more),
        }
    }
}

/// What whoever writes is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaidNo {
    /// It is kept, with the reference to quote.
    Kept(String),
    /// Too many came in the last hour, or wait. It is not kept.
    TooMany,
}

impl App {
    /// Keeps what a parent wrote. The same form sent twice is kept once; who is
    /// meant is not looked for here.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look.
    pub async fn say_no(&self, draft: &SayNoDraft, form_key: &str, now: Timestamp) -> Result<SaidNo, AppError> {
        check(draft, today(now))?;
        let words = serde_json::to_vec(&draft.tidied()).map_err(|error| AppError::Broken(error.into()))?;
        let form_key = form_key.to_owned();
        self.db.write(move |tx| Box::pin(async move { keep(tx, words, form_key, now).await })).await
    }

    /// The telephone number for a no, where the locality has written one down.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn telephone_for_a_no(&self) -> Result<Option<String>, AppError> {
        self.db.read(|tx| Box::pin(async move { office::telephone(tx).await })).await
    }
}

async fn keep(tx: &mut Tx, words: Vec<u8>, form_key: String, now: Timestamp) -> Result<SaidNo, AppError> {
    // With the words in it: what was changed after going back is another message.
    let key = tx.keys().term_key("say-no", &format!("{form_key}\u{1e}{}", String::from_utf8_lossy(&words)));
    if let Some(done) = tx.done_once(&key).await?.and_then(|done| done.parse::<ParentMessageId>().ok()) {
        return Ok(SaidNo::Kept(reference(done)));
    }
    let (in_the_hour, waiting) = tx.count_parent_messages(now - SignedDuration::from_hours(1)).await?;
    if in_the_hour >= MOST_AN_HOUR || waiting >= MOST_WAITING {
        return Ok(SaidNo::TooMany);
    }
    let message = ParentMessage {
        id: fresh(ParentMessageId::from_random)?,
        received_at: now,
        state: ParentMessageState::Waiting,
        holds_back: true,
        settled: None,
        words,
        note: String::new(),
    };
    tx.add_parent_message(&message).await?;
    tx.do_once(&key, &message.id.to_string(), now).await?;
    tx.append_audit(&Event::new(now, Actor::Nobody, Action::Objection).about(message.id).outcome("sent")).await?;
    Ok(SaidNo::Kept(reference(message.id)))
}

/// What is quoted on the telephone: short, and the same on both ends.
pub(super) fn reference(id: ParentMessageId) -> String {
    let letters: Vec<char> = id.to_string().chars().skip(2).take(8).map(|letter| letter.to_ascii_uppercase()).collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn check(draft: &SayNoDraft, today: Date) -> Result<(), AppError> {
    let mut problems = Vec::new();
    who(draft, &mut problems);
    whom(draft, today, &mut problems);
    what(draft, &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) }
}

/// Says so where a text is longer than is kept.
fn within(text: &str, most: usize, field: &str, problems: &mut Vec<FieldProblem>) {
    if most < text.trim().chars().count() && problems.iter().all(|told| told.field != field) {
        problems.push(FieldProblem::new(field, format!("Write this in at most {most} letters")));
    }
}

fn who(draft: &SayNoDraft, problems: &mut Vec<FieldProblem>) {
    if filled(&draft.name).is_none() {
        problems.push(FieldProblem::new("name", "Write your name"));
    }
    within(&draft.name, LONGEST_LINE, "name", problems);
    if draft.stands_words().is_empty() {
        problems.push(FieldProblem::new("stands", "Choose who you are"));
    }
    match draft.reach.as_str() {
        "phone" => {
            if draft.telephone.trim().parse::<Telephone>().is_err() {
                problems.push(FieldProblem::new("telephone", "Write your telephone number with all its digits"));
            }
            within(&draft.safe_time, LONGEST_LINE, "safe_time", problems);
        }
        "post" => {
            if filled(&draft.address).is_none() {
                problems.push(FieldProblem::new("address", "Write the address for our letter"));
            }
            within(&draft.address, LONGEST_ADDRESS, "address", problems);
        }
        _ => problems.push(FieldProblem::new("reach", "Choose how we can reach you")),
    }
}

fn whom(draft: &SayNoDraft, today: Date, problems: &mut Vec<FieldProblem>) {
    within(&draft.given, LONGEST_LINE, "given", problems);
    if filled(&draft.family).is_none() {
        problems.push(FieldProblem::new("family", "Write the child’s family name"));
    }
    within(&draft.family, LONGEST_LINE, "family", problems);
    let oldest = if draft.stands == "self" { OLDEST_WRITER } else { OLDEST_YEARS };
    match draft.born() {
        None => problems.push(FieldProblem::new("born_on", "Write the date of birth, like 2 October 2026")),
        Some(born) if today < born => {
            problems.push(FieldProblem::new("born_on", "This day has not come yet. Check the date"));
        }
        Some(born) if born.year() + oldest < today.year() => {
            problems.push(FieldProblem::new("born_on", "This was long ago. Check the year"));
        }
        Some(_) => {}
    }
    if filled(&draft.postcode).is_some() && draft.home().is_none() {
        problems.push(FieldProblem::new("postcode", "Write the whole postcode, like LX1 4QR, or leave it empty"));
    }
    if filled(&draft.nhs_number).is_some() && draft.number().is_none() {
        problems.push(FieldProblem::new("nhs_number", "An NHS number has 10 digits. Check them, or leave it empty"));
    }
}

fn what(draft: &SayNoDraft, problems: &mut Vec<FieldProblem>) {
    match draft.what.as_str() {
        "all" => {}
        "some" if draft.kinds_words().is_empty() => {
            problems.push(FieldProblem::new("kinds", "Tick what we must not share"));
        }
        "some" => {}
        _ => problems.push(FieldProblem::new("what", "Choose what we must not share")),
    }
    within(&draft.more, LONGEST_WORDS, "more", problems);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kith_core::id::ParentMessageId;

    use super::{SayNoDraft, check, reference};
    use crate::AppError;

    fn draft() -> SayNoDraft {
        let text = |text: &str| text.to_owned();
        SayNoDraft {
            name: text("Mia Ellis"),
            stands: text("mother"),
            reach: text("phone"),
            telephone: text("07700 900123"),
            family: text("Ellis"),
            born_on: text("2 October 2026"),
            what: text("all"),
            ..SayNoDraft::default()
        }
    }

    fn wrong(draft: &SayNoDraft) -> Vec<String> {
        match check(draft, date(2026, 11, 22)) {
            Err(AppError::Invalid(problems)) => problems.into_iter().map(|told| told.field).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn s002_15f_every_field_is_bounded_and_what_is_wrong_is_told_beside_it() {
        assert_eq!(wrong(&draft()), Vec::<String>::new());
        assert_eq!(wrong(&SayNoDraft::default()), ["name", "stands", "reach", "family", "born_on", "what"]);
        let long = SayNoDraft { name: "a".repeat(101), more: "b".repeat(1_001), given: "c".repeat(101), ..draft() };
        assert_eq!(wrong(&long), ["name", "given", "more"]);
        let by_post = SayNoDraft { reach: "post".to_owned(), ..draft() };
        assert_eq!(wrong(&by_post), ["address"]);
        let odd = SayNoDraft {
            born_on: "2 October 2036".to_owned(),
            postcode: "LX".to_owned(),
            nhs_number: "12".to_owned(),
            telephone: "12".to_owned(),
            what: "some".to_owned(),
            kinds: vec!["something".to_owned()],
            ..draft()
        };
        assert_eq!(wrong(&odd), ["telephone", "born_on", "postcode", "nhs_number", "kinds"]);
        assert_eq!(wrong(&SayNoDraft { born_on: "2/10/1926".to_owned(), ..draft() }), ["born_on"]);
        // Whoever writes about themself may be grown up: a woman before a birth.
        let herself = SayNoDraft { born_on: "14/5/1999".to_owned(), ..draft() };
        assert_eq!(wrong(&herself), ["born_on"]);
        assert!(wrong(&SayNoDraft { stands: "self".to_owned(), ..herself }).is_empty());
    }

    #[test]
    fn a_reference_is_short_enough_to_be_said() {
        let reference = reference(ParentMessageId::from_random([7; 10]));
        assert_eq!(reference.len(), 9, "{reference}");
        assert_eq!(reference.chars().nth(4), Some(' '));
    }
}
