//! The organisations that agree: what they are, which of them ended, who takes
//! their place, and which agreements have to be renegotiated (S003-ISm,
//! S003-CMc).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{Bodies, BodyEnd, BodyKind, Renegotiation};
use kith_core::audit::Action;
use kith_store::{KeptBody, KeptBodyEnd, Tx};

use super::{Register, may_keep};
use crate::contact_form::day;
use crate::door::today;
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, Who};

/// One organisation of the register.
#[derive(Debug, Clone)]
pub struct BodyLine {
    /// Its name.
    pub name: String,
    /// What kind of organisation it is; none before anybody wrote it down.
    pub kind: Option<BodyKind>,
    /// What else is known.
    pub says: String,
    /// How it ends, if that is known.
    pub end: Option<BodyEnd>,
    /// It has ended.
    pub has_ended: bool,
    /// Whose place it takes.
    pub follows: Vec<String>,
    /// The agreements that name it: name and title.
    pub agreements: Vec<(String, String)>,
}

/// An agreement that has to be renegotiated.
#[derive(Debug, Clone)]
pub struct RenegotiateLine {
    /// The name of the agreement.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The organisations that ended or will end.
    pub because: Vec<Renegotiation>,
}

/// The register of organisations.
#[derive(Debug, Clone)]
pub struct BodiesPage {
    /// Every organisation by name, those that ended last.
    pub bodies: Vec<BodyLine>,
    /// The agreements to renegotiate, by title.
    pub to_renegotiate: Vec<RenegotiateLine>,
}

/// An organisation as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyDraft {
    /// Its name.
    pub name: String,
    /// The word of its kind.
    pub kind: String,
    /// What else is known.
    pub says: String,
}

/// The end of one organisation or of several that merge, as it is being
/// written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyEndDraft {
    /// The organisations that end.
    pub bodies: Vec<String>,
    /// From which day, as typed.
    pub on: String,
    /// Who takes their place; empty for nobody.
    pub successor: String,
    /// Why.
    pub why: String,
}

impl App {
    /// Every organisation that is known, and the agreements to renegotiate.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that do not keep the register of
    /// agreements.
    pub async fn bodies(&self, who: impl Into<Who>, now: Timestamp) -> Result<BodiesPage, AppError> {
        may_keep(&who.into())?;
        self.db
            .read(|tx| {
                Box::pin(async move {
                    let (register, written) = (Register::read(tx).await?, Written::read(tx).await?);
                    Ok(page(&register, &written, today(now)))
                })
            })
            .await
    }

    /// Adds an organisation, or says anew what it is.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] as for [`App::bodies`].
    pub async fn add_body(&self, who: impl Into<Who>, draft: &BodyDraft, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        may_keep(&who)?;
        let (name, kind) = (filled(&draft.name), BodyKind::from_word(&draft.kind));
        let mut problems = Vec::new();
        if name.is_none() {
            problems.push(FieldProblem::new("name", "Write the name as agreements write it"));
        }
        if kind.is_none() {
            problems.push(FieldProblem::new("kind", "Choose what kind of organisation it is"));
        }
        let (Some(name), Some(kind)) = (name, kind) else { return Err(AppError::Invalid(problems)) };
        let kept = KeptBody { name, kind, says: draft.says.trim().to_owned(), said_by: who.staff(), said_at: now };
        let changed = who.event(Action::Agreement, now).with("body", &kept.name).with("step", "body");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_body(&kept).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// Writes down that organisations end on a day, and who takes their
    /// place. Agreements keep the names they were signed under, and show that
    /// they have to be renegotiated; without a successor they end that day.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] as for [`App::bodies`].
    pub async fn end_bodies(&self, who: impl Into<Who>, draft: &BodyEndDraft, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        may_keep(&who)?;
        let draft = draft.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let (register, written) = (Register::read(tx).await?, Written::read(tx).await?);
                    let known = page(&register, &written, today(now));
                    let ends = checked(&draft, &known, &register.terms.bodies)?;
                    if let Some(successor) = ends.first().and_then(|end| end.successor.clone())
                        && let Some(kind) = kind_of_successor(&successor, &ends, &known)
                    {
                        let says = String::new();
                        let kept = KeptBody { name: successor, kind, says, said_by: who.staff(), said_at: now };
                        tx.add_body(&kept).await?;
                    }
                    for end in ends {
                        let event = who.event(Action::Agreement, now).with("body", &end.body).with("step", "body-end");
                        let successor = end.successor.clone().unwrap_or_else(|| "nobody".to_owned());
                        tx.add_body_end(&KeptBodyEnd { end, said_by: who.staff(), said_at: now }).await?;
                        tx.append_audit(&event.with("successor", successor)).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// What was written down of organisations themselves. One that no agreement
/// names any more stays.
struct Written {
    bodies: Vec<KeptBody>,
    ends: Vec<KeptBodyEnd>,
}

impl Written {
    async fn read(tx: &mut Tx) -> Result<Self, AppError> {
        Ok(Self { bodies: tx.bodies().await?, ends: tx.body_ends().await? })
    }
}

fn page(register: &Register, written: &Written, today: Date) -> BodiesPage {
    let bodies = &register.terms.bodies;
    let mut known: BTreeMap<&str, (Option<BodyKind>, &str)> = BTreeMap::new();
    let mut named: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
    for agreement in register.all() {
        for party in &agreement.parties {
            known.entry(party).or_insert((None, ""));
            named.entry(party).or_default().push((agreement.name.clone(), agreement.title.clone()));
        }
    }
    for KeptBodyEnd { end, .. } in &written.ends {
        for name in [Some(&end.body), end.successor.as_ref()].into_iter().flatten() {
            known.entry(name).or_insert((None, ""));
        }
    }
    for body in &written.bodies {
        known.insert(&body.name, (Some(body.kind), &body.says));
    }
    let names: BTreeSet<String> = known.keys().map(|name| (*name).to_owned()).collect();
    let line = |(name, (kind, says)): (&&str, &(Option<BodyKind>, &str))| {
        let end = bodies.end_of(name).cloned();
        let follows = |other: &&String| bodies.end_of(other).is_some_and(|end| end.successor.as_deref() == Some(*name));
        BodyLine {
            name: (*name).to_owned(),
            kind: *kind,
            says: (*says).to_owned(),
            has_ended: end.as_ref().is_some_and(|end| end.on <= today),
            end,
            follows: names.iter().filter(follows).cloned().collect(),
            agreements: named.get(name).cloned().unwrap_or_default(),
        }
    };
    let mut lines: Vec<BodyLine> = known.iter().map(line).collect();
    lines.sort_by_key(|body| body.has_ended);
    let mut to_renegotiate: Vec<RenegotiateLine> = register
        .all()
        .filter(|agreement| today <= agreement.until)
        .map(|agreement| RenegotiateLine {
            name: agreement.name.clone(),
            title: agreement.title.clone(),
            because: bodies.to_renegotiate(agreement, today),
        })
        .filter(|line| !line.because.is_empty())
        .collect();
    to_renegotiate.sort_by(|one, other| one.title.cmp(&other.title));
    BodiesPage { bodies: lines, to_renegotiate }
}

/// What a successor is that nobody has written down yet: the same as the first
/// whose place it takes.
fn kind_of_successor(successor: &str, ends: &[BodyEnd], known: &BodiesPage) -> Option<BodyKind> {
    let line = |name: &str| known.bodies.iter().find(|body| body.name == name);
    if line(successor).is_some_and(|body| body.kind.is_some()) {
        return None;
    }
    let kinds = ends.iter().filter_map(|end| line(&end.body)?.kind);
    Some(kinds.into_iter().next().unwrap_or(BodyKind::Other))
}

fn checked(draft: &BodyEndDraft, known: &BodiesPage, bodies: &Bodies) -> Result<Vec<BodyEnd>, AppError> {
    let mut problems = Vec::new();
    let on = day(&draft.on, "on", &mut problems);
    let chosen: BTreeSet<&String> = draft.bodies.iter().collect();
    let mut need = |is_there: bool, field: &str, message: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, message));
        }
    };
    let is_known = |name: &&String| known.bodies.iter().any(|body| body.name == **name);
    need(!chosen.is_empty() && chosen.iter().all(is_known), "bodies", "Choose the organisations that end");
    let successor = filled(&draft.successor);
    let leads_back = |body: &&&String| successor.as_ref().is_some_and(|next| bodies.leads_back(body, next));
    if let Some(round) = chosen.iter().find(leads_back) {
        let says = format!("{round} cannot be followed by an organisation that it follows itself");
        need(false, "successor", &says);
    }
    let why = filled(&draft.why);
    need(why.is_some(), "why", "Write why: the merger, the order, or the contract that ends");
    match (on, why) {
        (Some(on), Some(why)) if problems.is_empty() => {
            let end =
                |body: &String| BodyEnd { body: body.clone(), on, successor: successor.clone(), why: why.clone() };
            Ok(chosen.into_iter().map(end).collect())
        }
        _ => Err(AppError::Invalid(problems)),
    }
}
