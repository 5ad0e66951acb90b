//! What left, what was asked back, what was deliberately not shared, and
//! sharing that was found without agreement (S002-4b, S002-11a, WIb–WId).

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, LedgerId, StaffId};
use kith_core::ledger::{KindAnswer, LedgerEvent, Proof, Remark, RemarkKind, Scope};
use kith_core::sharing::{Kind, Purpose};
use kith_store::{LedgerTask, Tx};

use crate::can_i_share::may_say_no;
use crate::contact_form::day;
use crate::door::{event, today};
use crate::ledger_lines::kinds_words;
use crate::ledger_tasks::END_SHARING;
use crate::look::{Doing, Look};
use crate::people;
use crate::words::date_words;
use crate::write_down::{append_for_each, chosen_children, days_from, filled, fresh_reference, kinds, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// The longest that sharing without a basis may go on, in days (A15).
const LONGEST_WITHOUT_BASIS: i64 = 28;

/// On what a share can rest (WId: none is refused).
pub const BASES: [(&str, &str); 4] = [
    ("agreed", "The family agreed"),
    ("notice", "They were told, and did not object"),
    ("judgement", "A judgement that is written down"),
    ("law", "A law or a court says so. Write which one under “Why”"),
];

/// What a share is for, as the leaflet divides it (S002-4b).
pub const AIMS: [(&str, &str); 2] = [("well-being", "Promotes well-being"), ("protects", "Protects from harm")];

/// Something that was done, as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct LeftDraft {
    /// The kinds of information.
    pub kinds: Vec<String>,
    /// What for, by its word.
    pub purpose: String,
    /// The day, as typed; empty for today.
    pub on: String,
    /// The other answers by the name of their field.
    pub words: BTreeMap<String, String>,
}

impl std::fmt::Debug for LeftDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LeftDraft(hidden)")
    }
}

/// One thing that was done.
#[derive(Clone, PartialEq, Eq)]
pub struct ShareLine {
    /// Which.
    pub reference: LedgerId,
    /// What was done.
    pub kind: RemarkKind,
    /// The day.
    pub on: Date,
    /// The particulars, a label and its words each.
    pub particulars: Vec<(&'static str, String)>,
    /// Who wrote it down.
    pub by: String,
    /// A share that can be asked back, or found sharing that goes on.
    pub is_open: bool,
    /// The family said no to it: it stops today (S002-WIc).
    pub is_to_stop_now: bool,
}

/// The shares of a family.
#[derive(Clone)]
pub struct Shares {
    /// The family's title.
    pub family_title: String,
    /// What was done, the newest first.
    pub lines: Vec<ShareLine>,
    /// Somebody who may be meant wrote to say no, and nobody has spoken to them
    /// yet.
    pub a_no_waits: bool,
}

impl App {
    /// Lists what left, what was asked back, and what was not shared.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn shares(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<Shares, AppError> {
        self.write_at(asker, (family, now), Doing::page("shares"), move |tx, look| {
            Box::pin(async move { Ok(Ok(list(tx, &look).await?)) })
        })
        .await
    }

    /// Records something that was done. An answer to an earlier one (asked
    /// back, dealt with) carries its reference.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// is empty or needs another look.
    pub async fn record_share(
        &self,
        asker: &Asker,
        family: FamilyId,
        (kind, of, draft, form_key): (RemarkKind, Option<LedgerId>, &LeftDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        if !kind.is_about_a_share() {
            return Err(AppError::NotFound);
        }
        let (remark, end_by) = check((kind, of), draft, today(now))?;
        let key = format!("share {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-share"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (remark, end_by, key)).await })
        })
        .await
    }
}

/// The fields that each kind must have, with what to do where one is empty.
fn needed(kind: RemarkKind) -> &'static [(&'static str, &'static str)] {
    match kind {
        RemarkKind::Shared => &[
            ("to", "Write who received it"),
            ("what", "Write what they received"),
            ("why", "Write why it was needed"),
            ("basis", "Choose on what it rests. Nothing may be shared without a basis"),
            ("aim", "Choose whether it promotes well-being or protects from harm"),
        ],
        RemarkKind::NotShared => &[("to", "Write who wanted it"), ("reasons", "Write why you did not share")],
        RemarkKind::FoundSharing => {
            &[("to", "Write who receives it"), ("what", "Write what they receive"), ("how", "Write how it was found")]
        }
        RemarkKind::Recalled
        | RemarkKind::FoundSharingEnded
        | RemarkKind::NotTold
        | RemarkKind::AskingUnsafe
        | RemarkKind::AskingSafe => &[("how", "Write what was done")],
    }
}

fn check(
    (kind, of): (RemarkKind, Option<LedgerId>),
    draft: &LeftDraft,
    today: Date,
) -> Result<(Remark, Option<Date>), AppError> {
    let mut problems = Vec::new();
    let is_answer = matches!(kind, RemarkKind::Recalled | RemarkKind::FoundSharingEnded);
    let said = |field: &str| draft.words.get(field).and_then(|words| filled(words));
    for (field, message) in needed(kind) {
        let is_known = match *field {
            "basis" => BASES.iter().any(|(word, _)| said(field).as_deref() == Some(word)),
            "aim" => AIMS.iter().any(|(word, _)| said(field).as_deref() == Some(word)),
            _ => said(field).is_some(),
        };
        if !is_known {
            problems.push(FieldProblem::new(*field, *message));
        }
    }
    let kinds = kinds(&draft.kinds);
    if !is_answer && kinds.is_empty() {
        problems.push(FieldProblem::new("kinds", "Choose which kinds of information"));
    }
    let purpose = Purpose::from_word(&draft.purpose).filter(|purpose| *purpose != Purpose::Unjustified);
    if kind == RemarkKind::Shared && purpose.is_none() {
        problems.push(FieldProblem::new("purpose", "Choose what it was for"));
    }
    let on = past_day(&draft.on, today, &mut problems);
    let latest = days_from(today, LONGEST_WITHOUT_BASIS);
    let end_by = if kind == RemarkKind::FoundSharing {
        let end_by = day(&said("end_by").unwrap_or_default(), "end_by", &mut problems);
        if end_by.is_some_and(|end| end < today || latest < end) {
            let words = format!("Choose a day between today and {}", date_words(latest));
            problems.push(FieldProblem::new("end_by", words));
        }
        end_by
    } else {
        None
    };
    let Some(on) = on.filter(|_| problems.is_empty()) else { return Err(AppError::Invalid(problems)) };
    let reference = match of {
        Some(of) if is_answer => of,
        _ => fresh_reference()?,
    };
    let scope = Scope { kinds, purposes: purpose.into_iter().collect(), ..Scope::default() };
    let words = draft.words.iter().filter_map(|(field, words)| Some((field.clone(), filled(words)?))).collect();
    Ok((Remark { kind, on, reference, scope, words }, end_by))
}

async fn save(
    tx: &mut Tx,
    look: &Look,
    (remark, end_by, key): (Remark, Option<Date>, String),
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let me = look.asker.staff.id;
    let (kind, reference) = (remark.kind, remark.reference);
    let is_answer = matches!(kind, RemarkKind::Recalled | RemarkKind::FoundSharingEnded);
    if is_answer && !remarks(look).any(|(_, known)| known.reference == reference) {
        return Ok(Err(AppError::NotFound));
    }
    let a_no_waits = kind == RemarkKind::Shared && may_say_no(tx, look).await?;
    if kind == RemarkKind::Shared
        && let Err((why, problem)) = may_leave(look, &remark, a_no_waits)
    {
        let refused =
            event(&look.asker, Action::Share, look.now).about(look.family).outcome("refused").with("why", why);
        tx.append_audit(&refused).await?;
        return Ok(Err(AppError::Invalid(vec![problem])));
    }
    let children = chosen_children(look, &[], true);
    let Some(first) = children.first().copied() else { return Ok(Err(AppError::NotFound)) };
    append_for_each(tx, look, &[first], (&LedgerEvent::Remark(Box::new(remark)), &Proof::default())).await?;
    if let Some(due_on) = end_by {
        tx.add_ledger_task(&LedgerTask {
            id: fresh_reference()?,
            reference,
            kind: END_SHARING.to_owned(),
            family: look.family,
            owner: Some(me),
            due_on,
            made_at: look.now,
            made_by: me,
        })
        .await?;
    }
    if kind == RemarkKind::FoundSharingEnded {
        tx.finish_ledger_tasks(reference, END_SHARING, (me, look.now)).await?;
    }
    tx.do_once(&key, &reference.to_string(), look.now).await?;
    let mut recorded =
        event(&look.asker, Action::Share, look.now).about(look.family).outcome(kind.word()).with("share", reference);
    if a_no_waits {
        recorded = recorded.with("a-no-waits", true);
    }
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}

/// Whether a share may be recorded as it was written. Health notes are released
/// by the health professional who answers for them under their own code, never
/// by a manager in their place (S002-14b). After a no nothing goes on the
/// family's agreement; only a judgement that counts, or a law, overrides it
/// (S002-WIc). While somebody who wrote to say no has not been spoken to, it is
/// the same (S002-15f).
fn may_leave(look: &Look, remark: &Remark, a_no_waits: bool) -> Result<(), (&'static str, FieldProblem)> {
    let is_health = |kind: &Kind| matches!(kind, Kind::Health | Kind::SensitiveHealth);
    if remark.scope.kinds.iter().any(is_health) && !look.asker.staff.role.is_registered_health_profession() {
        let words = "Only the health professional who wrote health notes can release them. Ask them to do it. This try is written down";
        return Err(("not-the-professional", FieldProblem::new("kinds", words)));
    }
    let ledger = look.family_ledger();
    let answers = ledger.consent_summary().kinds;
    let said_no = |kind: &Kind| matches!(answers.get(kind), Some(KindAnswer::Refused | KindAnswer::Objected));
    match remark.word("basis") {
        "agreed" | "notice" if remark.scope.kinds.iter().any(said_no) => {
            let words = "The family said no to this. Stop sharing it, or write down a judgement first";
            Err(("said-no", FieldProblem::new("basis", words)))
        }
        "agreed" | "notice" if a_no_waits => {
            let words = "Somebody wrote to say no, and nobody has spoken to them yet. Speak to them first, and record it or close it under Messages from parents";
            Err(("a-no-waits", FieldProblem::new("basis", words)))
        }
        "judgement" if !ledger.judgements_that_count().any(|record| remark.scope.kinds.is_subset(&record.kinds)) => {
            let words = "No judgement about this counts today. Write one down first";
            Err(("no-judgement", FieldProblem::new("basis", words)))
        }
        _ => Ok(()),
    }
}

/// Whether the family said no after sharing without agreement was found, and
/// nobody judged since that it has to go on.
fn is_to_stop_now(look: &Look, place: usize, remark: &Remark) -> bool {
    let touches = |scope: &Scope| {
        scope.kinds.is_empty() || remark.scope.kinds.is_empty() || !scope.kinds.is_disjoint(&remark.scope.kinds)
    };
    let said_no = look.entries[place..].iter().any(|entry| match &entry.event {
        LedgerEvent::Refusal { scope, .. } | LedgerEvent::Withdrawal { scope, .. } => touches(scope),
        LedgerEvent::Objection { scope, .. } => touches(scope),
        _ => false,
    });
    said_no && !look.ledger().judgements_that_count().any(|record| remark.scope.kinds.is_subset(&record.kinds))
}

fn remarks(look: &Look) -> impl Iterator<Item = (usize, &Remark)> {
    look.entries.iter().enumerate().filter_map(|(place, entry)| match &entry.event {
        LedgerEvent::Remark(remark) if remark.kind.is_about_a_share() => Some((place, remark.as_ref())),
        _ => None,
    })
}

async fn list(tx: &mut Tx, look: &Look) -> Result<Shares, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let staff: Vec<StaffId> = look.entries.iter().filter_map(|entry| entry.recorded_by).collect();
    let names = tx.names_of_staff(&staff).await?;
    let may_be_told = |place: usize| look.entry_records.get(place).is_none_or(|record| look.may_tell_of(*record));
    let answered = |remark: &Remark| {
        remarks(look).any(|(_, later)| {
            later.reference == remark.reference
                && matches!(later.kind, RemarkKind::Recalled | RemarkKind::FoundSharingEnded)
        })
    };
    let mut lines: Vec<ShareLine> = remarks(look)
        .filter(|(place, _)| may_be_told(*place))
        .map(|(place, remark)| ShareLine {
            reference: remark.reference,
            kind: remark.kind,
            on: remark.on,
            particulars: particulars(remark),
            by: look.entries[place].recorded_by.and_then(|by| names.get(&by)).cloned().unwrap_or_default(),
            is_open: matches!(remark.kind, RemarkKind::Shared | RemarkKind::FoundSharing) && !answered(remark),
            is_to_stop_now: remark.kind == RemarkKind::FoundSharing
                && !answered(remark)
                && is_to_stop_now(look, place, remark),
        })
        .collect();
    lines.reverse();
    let a_no_waits = may_say_no(tx, look).await?;
    Ok(Shares { family_title: people::family_title(&everybody), lines, a_no_waits })
}

fn particulars(remark: &Remark) -> Vec<(&'static str, String)> {
    let title_of = |known: &[(&str, &'static str)], word: &str| {
        known.iter().find(|(known, _)| *known == word).map_or("", |(_, title)| *title).to_owned()
    };
    let purposes: Vec<&str> = remark.scope.purposes.iter().map(|purpose| purpose.title()).collect();
    let mut particulars = vec![
        ("To", remark.word("to").to_owned()),
        ("What", remark.word("what").to_owned()),
        ("Kinds", kinds_words(&remark.scope.kinds)),
        ("For", purposes.join(", ")),
        ("Why it was needed", remark.word("why").to_owned()),
        ("Rests on", title_of(&BASES, remark.word("basis"))),
        ("It", title_of(&AIMS, remark.word("aim"))),
        ("How", remark.word("how").to_owned()),
        ("Reasons", remark.word("reasons").to_owned()),
        ("To be ended by", remark.word("end_by").to_owned()),
    ];
    particulars.retain(|(_, words)| !words.is_empty());
    particulars
}
