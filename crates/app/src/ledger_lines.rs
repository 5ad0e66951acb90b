//! What the entries of the ledger say, in lines for a screen: who said what,
//! how, and who wrote it down. What several entries say about several children
//! of one conversation is one line.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{PersonId, StaffId};
use kith_core::ledger::{
    Consent, Informed, LedgerEntry, LedgerEvent, Partner, Proof, Remark, RemarkKind, Scope, Signer,
};
use kith_core::service::ServiceKind;
use kith_core::sharing::{ConsentForm, ConsentState, Kind, Purpose};
use kith_store::Tx;

use crate::AppError;
use crate::look::Look;
use crate::people::Somebody;
use crate::words::{date_words, listed};

/// One line of the history that the present state comes from.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// Its number, the oldest first.
    pub number: usize,
    /// The day it happened.
    pub on: Date,
    /// What happened: "Hannah Ellis agreed".
    pub what: String,
    /// The particulars, a label and its words each.
    pub particulars: Vec<(&'static str, String)>,
    /// Who wrote it down, and when: "Test outreach worker, 22 November 2026".
    pub origin: String,
    /// It is a no.
    pub is_no: bool,
}

/// A line with the entries that it stands for.
pub(crate) struct Grouped {
    pub(crate) line: HistoryLine,
    /// Places in the look's entries.
    pub(crate) places: Vec<usize>,
}

/// The words for people, services and staff that lines are written with.
pub(crate) struct Names<'l> {
    look: &'l Look,
    everybody: &'l [Somebody],
    staff: BTreeMap<StaffId, String>,
}

impl<'l> Names<'l> {
    pub(crate) async fn load(tx: &mut Tx, look: &'l Look, everybody: &'l [Somebody]) -> Result<Names<'l>, AppError> {
        let staff: Vec<StaffId> = look.entries.iter().filter_map(|entry| entry.recorded_by).collect();
        let staff = tx.names_of_staff(&staff).await?;
        Ok(Self { look, everybody, staff })
    }

    /// The first names of people, as far as they may be said.
    pub(crate) fn people(&self, people: &BTreeSet<PersonId>) -> String {
        let named: Vec<String> = self
            .everybody
            .iter()
            .filter(|somebody| people.contains(&somebody.member.person))
            .map(|somebody| somebody.view.first_name.clone())
            .collect();
        listed(&named)
    }

    /// Who agreed or said no.
    pub(crate) fn signer(&self, by: &Signer) -> String {
        if let Some(name) = &by.name {
            return name.clone();
        }
        let is_it = |somebody: &&Somebody| match by.person {
            Some(person) => somebody.member.person == person,
            None => Some(somebody.member.part) == by.part && !somebody.is_child(),
        };
        let known = self.everybody.iter().find(is_it).map(|somebody| somebody.view.display_name.clone());
        known.unwrap_or_else(|| by.standing.title().to_owned())
    }

    /// Whether a service may be named to this reader.
    pub(crate) fn may_name(&self, service: ServiceKind) -> bool {
        !service.is_existence_sensitive() || self.look.may_know_of(service)
    }

    /// Partners in words; those that may not be named are "another service".
    pub(crate) fn partners(&self, partners: &BTreeSet<Partner>) -> String {
        let mut words: Vec<String> = Vec::new();
        for partner in partners {
            let word = match partner {
                Partner::Service(service) if !self.may_name(*service) => "another service".to_owned(),
                Partner::AllNamed => "the partners named on the form".to_owned(),
                partner => partner.title().to_owned(),
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        listed(&words)
    }

    fn origin(&self, entry: &LedgerEntry) -> String {
        let day = date_words(crate::door::today(entry.recorded_at));
        match (&entry.recorded_by, &entry.source) {
            (Some(staff), _) => {
                format!("{}, {day}", self.staff.get(staff).map_or("A member of staff", String::as_str))
            }
            (None, Some(source)) => format!("{}, came in {day}", self.look.source_title(source)),
            (None, None) => day,
        }
    }
}

/// The kinds of information in words.
pub(crate) fn kinds_words(kinds: &BTreeSet<Kind>) -> String {
    let words: Vec<String> = kinds.iter().map(|kind| kind.title().to_lowercase()).collect();
    listed(&words)
}

/// Purposes in words.
pub(crate) fn purposes_words(purposes: &BTreeSet<Purpose>) -> String {
    let words: Vec<String> = purposes.iter().map(|purpose| purpose.title().to_lowercase()).collect();
    listed(&words)
}

/// The history that this reader may see, the oldest first. What a service said
/// that the reader may not know of is not in it.
pub(crate) fn history(look: &Look, names: &Names<'_>) -> Vec<Grouped> {
    let mut groups: Vec<(Key<'_>, Vec<usize>, BTreeSet<PersonId>)> = Vec::new();
    for (place, entry) in look.entries.iter().enumerate() {
        if !may_be_told(look, place) {
            continue;
        }
        let key = Key::of(entry);
        let about = match entry.recorded_by {
            Some(_) => about_of(&entry.event),
            None => child_of_record(look, place).into_iter().collect(),
        };
        match groups.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, places, people)) => {
                places.push(place);
                people.extend(about);
            }
            None => groups.push((key, vec![place], about)),
        }
    }
    groups.sort_by_key(|(key, places, _)| (key.event.on(), key.recorded_at, places[0]));
    let numbered = groups.into_iter().enumerate();
    numbered
        .map(|(number, (_, places, about))| {
            let entry = &look.entries[places[0]];
            Grouped { line: line(number + 1, entry, &about, names), places }
        })
        .collect()
}

/// What makes two entries one line: written down at one moment, by one hand,
/// and the same but for the person it is about.
#[derive(PartialEq)]
struct Key<'e> {
    recorded_at: Timestamp,
    source: Option<&'e str>,
    event: LedgerEvent,
}

impl<'e> Key<'e> {
    fn of(entry: &'e LedgerEntry) -> Self {
        let mut event = entry.event.clone();
        if let Some(about) = event.about_mut() {
            about.clear();
        }
        Self { recorded_at: entry.recorded_at, source: entry.source.as_deref(), event }
    }
}

fn about_of(event: &LedgerEvent) -> BTreeSet<PersonId> {
    event.about().cloned().unwrap_or_default()
}

/// The child whose record a source's entry came with.
fn child_of_record(look: &Look, place: usize) -> Option<PersonId> {
    let person = look.entry_records.get(place).and_then(|record| look.person_of(*record))?;
    look.births.contains_key(&person).then_some(person)
}

fn may_be_told(look: &Look, place: usize) -> bool {
    look.entry_records.get(place).is_none_or(|record| look.may_tell_of(*record))
}

fn line(number: usize, entry: &LedgerEntry, about: &BTreeSet<PersonId>, names: &Names<'_>) -> HistoryLine {
    let (what, mut particulars) = told(&entry.event, names);
    if !about.is_empty() {
        particulars.insert(0, ("About", names.people(about)));
    }
    particulars.extend(proof_lines(&entry.proof));
    particulars.retain(|(_, words)| !words.is_empty());
    let is_no = matches!(
        entry.event,
        LedgerEvent::Objection { .. } | LedgerEvent::Refusal { .. } | LedgerEvent::Withdrawal { .. }
    );
    HistoryLine { number, on: entry.event.on(), what, particulars, origin: names.origin(entry), is_no }
}

type Told = (String, Vec<(&'static str, String)>);

fn told(event: &LedgerEvent, names: &Names<'_>) -> Told {
    match event {
        LedgerEvent::Notice { version, how, .. } => (
            "Told how information is shared".to_owned(),
            vec![("How", how.clone()), ("Version of the words", version.clone())],
        ),
        LedgerEvent::NoticeReturned { .. } => ("The notice came back. Nobody read it".to_owned(), Vec::new()),
        LedgerEvent::Consent(consent) => consent_told(consent, names),
        LedgerEvent::Objection { scope, how, .. } => {
            ("Objected".to_owned(), with_scope(scope, names, vec![("How", how.clone())]))
        }
        LedgerEvent::Implied { behaviour, scope, .. } => (
            "Showed agreement by what they did".to_owned(),
            with_scope(scope, names, vec![("What they did", behaviour.clone())]),
        ),
        LedgerEvent::Refusal { by, scope, .. } => {
            (format!("{} said no", names.signer(by)), with_scope(scope, names, Vec::new()))
        }
        LedgerEvent::Withdrawal { by, scope, .. } => {
            (format!("{} withdrew agreement", names.signer(by)), with_scope(scope, names, Vec::new()))
        }
        LedgerEvent::Capacity(record) => (
            format!("{}: {}", record.test.title(), record.result.title().to_lowercase()),
            vec![
                ("Decision", record.decision.clone()),
                ("Kinds", kinds_words(&record.kinds)),
                ("What shows it", record.reasons.clone()),
                ("Help given", record.help.clone()),
                ("Best interests", record.best_interests.clone()),
            ],
        ),
        LedgerEvent::Judgement(record) => (
            format!("Judgement about sharing without agreement: {}", record.result.title().to_lowercase()),
            vec![
                ("Kinds", kinds_words(&record.kinds)),
                ("With", names.partners(&record.to)),
                ("Counts until", date_words(record.ends_on)),
            ],
        ),
        LedgerEvent::JudgementReview(review) => {
            (format!("Judgement reviewed: {}", review.outcome.title().to_lowercase()), Vec::new())
        }
        LedgerEvent::Remark(remark) => remark_told(remark, names),
    }
}

fn consent_told(consent: &Consent, names: &Names<'_>) -> Told {
    let how = match consent.form {
        ConsentForm::Verbal => format!("{}, out loud", consent.how),
        _ => consent.how.clone(),
    };
    let particulars = vec![
        ("Kinds", kinds_words(&consent.kinds)),
        ("With", names.partners(&consent.partners)),
        ("For", purposes_words(&consent.purposes)),
        ("How", how),
        ("Standing", consent.by.standing.title().to_owned()),
        ("Told", informed_words(consent.informed)),
        (
            "Own file",
            if consent.is_file_access_explained { "Told how to ask for it" } else { "Not yet told how to ask for it" }
                .to_owned(),
        ),
        ("Ask again by", date_words(consent.due_on())),
    ];
    (format!("{} agreed", names.signer(&consent.by)), particulars)
}

fn informed_words(informed: Informed) -> String {
    if informed.is_complete() {
        return "All five points".to_owned();
    }
    let points = [
        (informed.why, "why"),
        (informed.what, "what"),
        (informed.who, "who sees it"),
        (informed.purpose, "what for"),
        (informed.implications, "what follows"),
    ];
    let missing: Vec<String> = points.iter().filter(|(told, _)| !told).map(|(_, word)| (*word).to_owned()).collect();
    format!("Not told {}. This agreement does not count yet", listed(&missing))
}

fn remark_told(remark: &Remark, names: &Names<'_>) -> Told {
    let reasons = ("Reasons", remark.word("reasons").to_owned());
    let particulars = match remark.kind {
        RemarkKind::NotTold => vec![reasons],
        RemarkKind::AskingSafe => Vec::new(),
        RemarkKind::AskingUnsafe => {
            let kinds = &remark.scope.kinds;
            let kinds = if kinds.is_empty() { "everything".to_owned() } else { kinds_words(kinds) };
            vec![("Kinds", kinds), ("Look again", remark.word("look_again").to_owned())]
        }
        RemarkKind::NotShared => with_scope(&remark.scope, names, Vec::new()).into_iter().chain([reasons]).collect(),
        _ => with_scope(&remark.scope, names, Vec::new()),
    };
    (remark.kind.title().to_owned(), particulars)
}

fn with_scope(scope: &Scope, names: &Names<'_>, mut more: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let kinds = if scope.kinds.is_empty() { "everything".to_owned() } else { kinds_words(&scope.kinds) };
    let to = if scope.to.is_empty() { "anybody".to_owned() } else { names.partners(&scope.to) };
    more.insert(0, ("With", to));
    more.insert(0, ("Kinds", kinds));
    if !scope.purposes.is_empty() {
        more.push(("For", purposes_words(&scope.purposes)));
    }
    more
}

fn proof_lines(proof: &Proof) -> Vec<(&'static str, String)> {
    let text = |words: &Option<String>| words.clone().unwrap_or_default();
    vec![
        ("Version of the words", text(&proof.words_version)),
        ("Signed", text(&proof.signature)),
        ("What helped", listed(&proof.aids)),
        ("Interpreter", text(&proof.interpreter)),
        ("Supporter", text(&proof.supporter)),
        ("Note", text(&proof.note)),
    ]
}

/// When to ask again, for an agreement that stands.
pub(crate) fn review_words(state: ConsentState, due: Date) -> String {
    match state {
        ConsentState::ReviewDue => format!("Time to ask again. It was due {}", date_words(due)),
        ConsentState::Stale => format!("Too old to count. It was due {}", date_words(due)),
        _ => format!("Ask again by {}", date_words(due)),
    }
}
