//! A health visitor refers a family to a centre for more support (S002-CAd):
//! the rules say whether the family's details and their need may go; the centre
//! finds it among its tasks, and takes it up where whoever asked sees it.

use jiff::Timestamp;
use kith_core::id::{DecisionId, FamilyId, PersonId};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Channel, Extent, Harm, Kind, Purpose};
use kith_store::Tx;

use crate::can_i_share::{ShareDraft, ask_of};
use crate::centre_tasks::{self, NewTask, REFERRAL, TaskWords};
use crate::first_visit::{centre_of, may_ask};
use crate::look::{Doing, Look};
use crate::write_down::{anchor, days_from, filled};
use crate::{App, AppError, Asker, FieldProblem, loss, people};

/// What a family can be referred for.
pub const NEEDS: [&str; 6] = [
    "Meeting other parents",
    "Play and talking",
    "Parenting support",
    "Money, benefits or housing advice",
    "Childcare, work or training",
    "Somebody who visits at home",
];

/// Within how many days the centre acts.
const DAYS: i64 = 7;
/// The most letters of what is needed.
const LONGEST: usize = 500;

/// Why nobody is referred for a child who was lost.
const OF_THE_LOST: &str =
    "This child was lost. No centre is sent to them. If the family wants help for itself, ring the centre with them";

/// A referral as it is being written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ReferDraft {
    /// The child, by reference.
    pub child: String,
    /// The centre.
    pub centre: String,
    /// What for, of [`NEEDS`].
    pub needs: Vec<String>,
    /// The same in words.
    pub words: String,
}

impl std::fmt::Debug for ReferDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ReferDraft(hidden)")
    }
}

/// The form.
#[derive(Clone)]
pub struct ReferForm {
    /// The family's title.
    pub family_title: String,
    /// The children, the youngest first.
    pub children: Vec<(PersonId, String)>,
    /// The centres.
    pub centres: Vec<String>,
    /// The centre that reaches the family's home.
    pub centre: Option<String>,
    /// The family has lost a baby: whoever refers them says so knowingly.
    pub is_bereaved: bool,
}

/// What became of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referred {
    /// The centre has it.
    Sent,
    /// The rules do not let it go yet: the answer with the way to yes.
    NotYet(DecisionId),
}

impl App {
    /// The form of a referral to a centre.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] for anybody but health
    /// visiting and midwifery.
    pub async fn refer_form(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<ReferForm, AppError> {
        self.look_at(asker, (family, now), Doing::page("refer-form"), |tx, look| {
            Box::pin(async move {
                if !may_ask(&look.asker) {
                    return Ok(Err(AppError::NotFound));
                }
                Ok(Ok(form(tx, look).await?))
            })
        })
        .await
    }

    /// Refers a family, where the rules let it go. The same form sent twice
    /// refers once.
    ///
    /// # Errors
    /// As [`App::refer_form`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn refer(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&ReferDraft, &str),
        now: Timestamp,
    ) -> Result<Referred, AppError> {
        check(draft, &self.centre_names().await?)?;
        let key = format!("referral {} {form_key}", asker.staff.id);
        let draft = draft.clone();
        self.write_at(asker, (family, now), Doing::page("refer"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (&draft, key)).await })
        })
        .await
    }
}

fn check(draft: &ReferDraft, centres: &[String]) -> Result<(), AppError> {
    let mut problems = Vec::new();
    let mut need = |is_there: bool, field: &str, words: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, words));
        }
    };
    need(!draft.child.is_empty(), "child", "Choose the child");
    need(centres.contains(&draft.centre), "centre", "Choose the centre");
    let words = filled(&draft.words);
    need(!draft.needs.is_empty() || words.is_some(), "needs", "Tick what they would like help with, or write it");
    need(words.is_none_or(|words| words.chars().count() <= LONGEST), "words", "Use 500 letters or fewer");
    if problems.is_empty() { Ok(()) } else { Err(AppError::Invalid(problems)) }
}

async fn form(tx: &mut Tx, look: &Look) -> Result<ReferForm, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let is_there = |it: &&people::Somebody| it.is_living_child();
    let children: Vec<_> = everybody.iter().filter(is_there).collect();
    let centre = match children.first() {
        Some(child) => centre_of(tx, look, child).await?,
        None => None,
    };
    let is_centre = |place: &kith_core::area::Place| place.kind == kith_core::area::PlaceKind::Centre;
    Ok(ReferForm {
        family_title: people::family_title(&everybody),
        children: children.iter().map(|child| (child.member.person, child.view.display_name.clone())).collect(),
        centres: tx.places().await?.into_iter().filter(is_centre).map(|place| place.name).collect(),
        centre,
        is_bereaved: loss::stands(&look.losses),
    })
}

async fn save(
    tx: &mut Tx,
    look: &Look,
    (draft, key): (&ReferDraft, String),
) -> Result<Result<Referred, AppError>, AppError> {
    if !may_ask(&look.asker) {
        return Ok(Err(AppError::NotFound));
    }
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(Referred::Sent));
    }
    let child: Option<PersonId> = draft.child.parse().ok();
    let child = child.filter(|child| look.births.contains_key(child));
    let Some(record) = child.and_then(|child| anchor(look, child)) else { return Ok(Err(AppError::NotFound)) };
    if child.is_some_and(|child| look.lost.contains(&child)) {
        return Ok(Err(AppError::Invalid(vec![FieldProblem::new("child", OF_THE_LOST)])));
    }
    if look.is_shielded {
        let words = "This family’s home is kept safe. Telephone the centre, and ask the lead professional first";
        return Ok(Err(AppError::Invalid(vec![FieldProblem::new("centre", words)])));
    }
    let (decision, may_go) = match ask_of(tx, look, &question(draft)).await? {
        Ok((decision, answers)) => (decision, answers),
        Err(told) => return Ok(Err(told)),
    };
    if !may_go {
        return Ok(Ok(Referred::NotYet(decision)));
    }
    let needs = NEEDS.iter().filter(|need| draft.needs.iter().any(|told| told == *need));
    let words = TaskWords {
        listed: needs.map(|need| (*need).to_owned()).collect(),
        words: filled(&draft.words).unwrap_or_default(),
    };
    let task = NewTask {
        record,
        centre: &draft.centre,
        kind: REFERRAL,
        due_on: days_from(look.today, DAYS),
        decision: Some(decision),
        words,
    };
    centre_tasks::ask(tx, look, task).await?;
    tx.do_once(&key, &look.family.to_string(), look.now).await?;
    Ok(Ok(Referred::Sent))
}

/// What goes: who they are, and the support that they need; to staff of the
/// centre, so that it can support the family.
fn question(draft: &ReferDraft) -> ShareDraft {
    ShareDraft {
        kinds: [Kind::Basic, Kind::Support].iter().map(|kind| kind.word().to_owned()).collect(),
        about: draft.child.clone(),
        with: "other".to_owned(),
        other: ServiceKind::ChildrensCentre.word().to_owned(),
        purpose: Purpose::FamilySupport.word().to_owned(),
        needed_for: "More support from the centre".to_owned(),
        harm: Harm::None.word().to_owned(),
        flow: "once".to_owned(),
        extent: Extent::Necessary.word().to_owned(),
        channel: Channel::Secure.word().to_owned(),
        asking: "can".to_owned(),
        ..ShareDraft::default()
    }
}
