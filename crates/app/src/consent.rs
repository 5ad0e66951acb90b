//! The consent page: what stands today about every child, and the history that
//! it comes from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId};
use kith_core::ledger::{AgreedLine, LedgerEntry, LedgerEvent, LedgerState, Partner, Piece, PieceAnswer, Signer, Whom};
use kith_core::service::ServiceKind;
use kith_core::sharing::{ConsentState, Kind};
use kith_store::Tx;

use crate::door::event;
use crate::ledger_lines::{Grouped, HistoryLine, Names, history, kinds_words, purposes_words, review_words};
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::words::{cell, date_words, listed};
use crate::write_down::{FIVE_POINTS, WORDS_VERSION};
use crate::{App, AppError, Asker};

/// One answer about one kind of information.
#[derive(Clone, PartialEq, Eq)]
pub struct StateLine {
    /// What was said.
    pub answer: PieceAnswer,
    /// Going where, in words.
    pub to: String,
    /// What for, in words; empty for every purpose of the form.
    pub purposes: String,
    /// The line of the history that says so.
    pub from: Option<usize>,
}

/// Each kind of information with its answers.
type KindLines = Vec<(&'static str, Vec<StateLine>)>;

/// What stands about people of whom the same was said.
#[derive(Clone, PartialEq, Eq)]
pub struct ChildrenState {
    /// Their names: a child's first name, an adult's whole name.
    pub names: String,
    /// Each kind of information with its answers.
    pub kinds: Vec<(&'static str, Vec<StateLine>)>,
}

/// Two carers who said different things.
#[derive(Clone, PartialEq, Eq)]
pub struct DisagreementLine {
    /// About which kinds.
    pub kinds: String,
    /// Who agreed, and when.
    pub agreed: String,
    /// Who said no, and when.
    pub refused: String,
}

/// The consent page.
#[derive(Clone)]
pub struct ConsentPage {
    /// The family's title.
    pub family_title: String,
    /// What stands.
    pub states: Vec<ChildrenState>,
    /// Carers who disagree.
    pub disagreements: Vec<DisagreementLine>,
    /// When to ask again, one agreement a line, with whether it is due.
    pub reviews: Vec<(String, bool)>,
    /// The history, the newest first.
    pub history: Vec<HistoryLine>,
    /// The last notice that was read: day and version.
    pub notice: Option<(Date, String)>,
}

impl App {
    /// Shows what was told, agreed and refused, and what it adds up to.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn consent_page(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<ConsentPage, AppError> {
        self.write_at(asker, (family, now), Doing::page("consent"), |tx, look| {
            Box::pin(async move { page(tx, &look).await })
        })
        .await
    }
}

impl App {
    /// The history as a file: everything that is evidence of each answer, with
    /// the words that were read where they are of today's version (ECm).
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn consent_file(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<Vec<u8>, AppError> {
        let page = self.consent_page(asker, family, now).await?;
        self.write_event(event(asker, Action::Export, now).about(family).with("page", "consent")).await?;
        let mut text = "LINE,DAY,WHAT,FIELD,WORDS\n".to_owned();
        for line in page.history.iter().rev() {
            let start = format!("{},{},{}", line.number, line.on, cell(&line.what));
            let is_todays = line.particulars.iter().any(|(_, words)| words.starts_with(WORDS_VERSION));
            let read = FIVE_POINTS.iter().filter(|_| is_todays).map(|(_, words)| ("Words read", (*words).to_owned()));
            let written = [("Written down by", line.origin.clone())];
            for (label, words) in line.particulars.iter().cloned().chain(read).chain(written) {
                text.push_str(&format!("{start},{},{}\n", cell(label), cell(&words)));
            }
        }
        Ok(text.into_bytes())
    }
}

async fn page(tx: &mut Tx, look: &Look) -> Result<Result<ConsentPage, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let names = Names::load(tx, look, &everybody).await?;
    let grouped = history(look, &names);
    let ledger = look.ledger();
    let summary = ledger.consent_summary();
    let children = children(look, &everybody);
    let people: Vec<(Whom, String)> = children.iter().cloned().chain(adults(&everybody)).collect();
    let reviews = summary.agreed.iter().map(|line| {
        let is_due = line.state != ConsentState::Current || !line.new_since.is_empty();
        let words = format!(
            "{}: {}. {}{}",
            names.signer(&line.by),
            kinds_words(&line.kinds),
            review_words(line.state, line.ask_again_on),
            renew_words(line)
        );
        (words, is_due)
    });
    let mut unique: Vec<(String, bool)> = Vec::new();
    for review in reviews {
        if !unique.contains(&review) {
            unique.push(review);
        }
    }
    Ok(Ok(ConsentPage {
        family_title: people::family_title(&everybody),
        states: states(look, &ledger, &people, (&names, &grouped)),
        disagreements: disagreements(&ledger, &children, &names),
        reviews: unique,
        notice: summary.notice,
        history: grouped.into_iter().rev().map(|group| group.line).collect(),
    }))
}

/// The children who live, with their first names, and whether they are
/// sixteen or over.
pub(crate) fn children(look: &Look, everybody: &[Somebody]) -> Vec<(Whom, String)> {
    let living = everybody.iter().filter(|somebody| somebody.is_living_child());
    living
        .map(|somebody| {
            let person = somebody.member.person;
            let is_sixteen_or_over = look.births.get(&person).is_some_and(|birth| birth.is_sixteen_or_over(look.today));
            (Whom { person, is_adult: false, is_sixteen_or_over }, somebody.view.first_name.clone())
        })
        .collect()
}

/// The adults who live, each of whom answers for themself (AXh).
pub(crate) fn adults(everybody: &[Somebody]) -> impl Iterator<Item = (Whom, String)> {
    let living = everybody.iter().filter(|somebody| !somebody.is_child() && somebody.is_living());
    living.map(|somebody| {
        let whom = Whom { person: somebody.member.person, is_adult: true, is_sixteen_or_over: true };
        (whom, somebody.view.display_name.clone())
    })
}

/// What stands, as the family itself may read it: that nobody asks because
/// asking is unsafe reads like "not asked" (S002-18d).
pub(crate) fn family_states(
    look: &Look,
    everybody: &[Somebody],
    names: &Names<'_>,
    of_others: &BTreeSet<PersonId>,
) -> Vec<ChildrenState> {
    let adults = adults(everybody).filter(|(whom, _)| !of_others.contains(&whom.person));
    let people: Vec<(Whom, String)> = children(look, everybody).into_iter().chain(adults).collect();
    let mut states = states(look, &look.ledger(), &people, (names, &[]));
    for (_, lines) in states.iter_mut().flat_map(|state| &mut state.kinds) {
        for line in lines.iter_mut().filter(|line| line.answer == PieceAnswer::AskingUnsafe) {
            line.answer = PieceAnswer::NotAsked;
            line.to = "Everybody and everything else".to_owned();
        }
        lines.dedup();
    }
    states
}

/// What the form names now and did not name when they agreed (ECn).
fn renew_words(line: &AgreedLine) -> String {
    if line.new_since.is_empty() {
        return String::new();
    }
    let new: Vec<String> = line.new_since.iter().map(|part| part.title().to_owned()).collect();
    format!(". Renew: they were not asked about {}. What they agreed to still counts", listed(&new))
}

fn states(
    look: &Look,
    ledger: &LedgerState<'_>,
    people: &[(Whom, String)],
    (names, grouped): (&Names<'_>, &[Grouped]),
) -> Vec<ChildrenState> {
    let asked: Vec<Whom> = people.iter().map(|(whom, _)| *whom).collect();
    let picture = ledger.picture(&asked);
    let mut states: Vec<(Vec<String>, KindLines)> = Vec::new();
    for (whom, name) in people {
        let mut kinds: BTreeMap<Kind, Vec<&Piece<'_>>> = BTreeMap::new();
        for piece in picture.iter().filter(|piece| piece.about == whom.person) {
            kinds.entry(piece.kind).or_default().push(piece);
        }
        let lines: KindLines = kinds
            .into_iter()
            .map(|(kind, pieces)| (kind.title(), state_lines(look, &pieces, (names, grouped))))
            .collect();
        match states.iter_mut().find(|(_, known)| *known == lines) {
            Some((children, _)) => children.push(name.clone()),
            None => states.push((vec![name.clone()], lines)),
        }
    }
    states.into_iter().map(|(children, kinds)| ChildrenState { names: listed(&children), kinds }).collect()
}

/// The answers about one kind: what was said first; "not asked" in one line,
/// last.
fn state_lines(look: &Look, pieces: &[&Piece<'_>], (names, grouped): (&Names<'_>, &[Grouped])) -> Vec<StateLine> {
    let mut said: Vec<StateLine> = Vec::new();
    let mut is_rest_not_asked = false;
    for piece in pieces {
        let shown: BTreeSet<Partner> = piece.to.iter().filter(|to| may_list(names, to)).cloned().collect();
        if piece.answer == PieceAnswer::NotAsked {
            is_rest_not_asked |= !shown.is_empty();
            continue;
        }
        if shown.is_empty() {
            continue;
        }
        let is_every_purpose = piece.purposes.len() == look.team.purposes().len();
        said.push(StateLine {
            answer: piece.answer,
            to: to_words(look, &shown, names),
            purposes: if is_every_purpose { String::new() } else { purposes_words(&piece.purposes) },
            from: piece.from.and_then(|entry| number_of(look, entry, grouped)),
        });
    }
    if is_rest_not_asked || said.is_empty() {
        let to =
            if said.is_empty() { "Nobody has asked".to_owned() } else { "Everybody and everything else".to_owned() };
        said.push(StateLine { answer: PieceAnswer::NotAsked, to, purposes: String::new(), from: None });
    }
    said
}

fn may_list(names: &Names<'_>, partner: &Partner) -> bool {
    match partner {
        Partner::Service(service) => names.may_name(*service),
        Partner::Named(_) | Partner::AllNamed => true,
    }
}

/// Services in words: all that may be listed are "any service"; those that a
/// form's list of partners has are named after it (ECi).
fn to_words(look: &Look, shown: &BTreeSet<Partner>, names: &Names<'_>) -> String {
    let listable = ServiceKind::ALL.iter().filter(|service| names.may_name(**service)).count();
    let services = shown.iter().filter(|partner| matches!(partner, Partner::Service(_))).count();
    if services == listable {
        return "Any service".to_owned();
    }
    let team: BTreeSet<Partner> = look.team.services().map(Partner::Service).collect();
    if !team.is_subset(shown) {
        return names.partners(shown);
    }
    let others: BTreeSet<Partner> = shown.difference(&team).cloned().collect();
    let more = if others.is_empty() { String::new() } else { format!("; and {}", names.partners(&others)) };
    format!("The partners named on the form: {}{more}", names.partners(&team))
}

fn number_of(look: &Look, entry: &LedgerEntry, grouped: &[Grouped]) -> Option<usize> {
    let place = look.entries.iter().position(|known| std::ptr::eq(known, entry))?;
    grouped.iter().find(|group| group.places.contains(&place)).map(|group| group.line.number)
}

fn disagreements(ledger: &LedgerState<'_>, children: &[(Whom, String)], names: &Names<'_>) -> Vec<DisagreementLine> {
    let people: Vec<Whom> = children.iter().map(|(whom, _)| *whom).collect();
    let mut lines: Vec<DisagreementLine> = Vec::new();
    for found in ledger.disagreements(&people) {
        let (Some((agreed, agreed_on)), Some((refused, refused_on))) = (who(found.agreed), who(found.refused)) else {
            continue;
        };
        let line = DisagreementLine {
            kinds: kinds_words(&found.kinds),
            agreed: format!("{}, {}", names.signer(agreed), date_words(agreed_on)),
            refused: format!("{}, {}", names.signer(refused), date_words(refused_on)),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// Who said what an entry holds, and when.
fn who(entry: &LedgerEntry) -> Option<(&Signer, Date)> {
    match &entry.event {
        LedgerEvent::Consent(consent) => Some((&consent.by, consent.on)),
        LedgerEvent::Refusal { by, on, .. } => Some((by, *on)),
        _ => None,
    }
}
