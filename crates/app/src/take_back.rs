//! Taking agreement back, and objecting (ECf, S002-15f): by any channel, for
//! some kinds or all, with some services or all. Every look from this moment
//! on is answered without it, and whoever received something on the strength
//! of it is told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::follow_up::FactKind;
use kith_core::id::{FamilyId, StaffId};
use kith_core::ledger::{LedgerEvent, Proof, Remark, RemarkKind, Scope, Standing};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Basis, Kind, Purpose};
use kith_core::workforce::Role;
use kith_store::{KeptDecision, LedgerTask, Tx};

use crate::door::{event, today};
use crate::ledger_tasks::END_SHARING;
use crate::look::{Doing, Look};
use crate::people;
use crate::questions::KeptPart;
use crate::record_consent::signer_of;
use crate::words::listed;
use crate::write_down::{append_for_each, chosen_people, filled, fresh_reference, kinds, partners, past_day};
use crate::{App, AppError, Asker, FieldProblem};

/// The kind of task that tells a recipient.
pub(crate) const STOP_USING: &str = "stop-using";
/// How many decisions back recipients are looked for.
const DECISIONS: u32 = 5000;

/// How somebody can have said it.
pub const CHANNELS: [&str; 5] = ["In person", "By phone", "By letter", "On a form", "Online or by email"];

/// A withdrawal or an objection as it is being written.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct TakeBackDraft {
    /// Who said it: a person's reference, or `other`.
    pub by: String,
    /// Their name, where it is somebody else.
    pub by_name: String,
    /// About whom: children by reference, [`SELF`](crate::SELF) for whoever
    /// says it; empty for all of these.
    pub children: Vec<String>,
    /// Which kinds; empty for all.
    pub kinds: Vec<String>,
    /// With whom; empty for all.
    pub partners: Vec<String>,
    /// How they said it.
    pub how: String,
    /// The day, as typed; empty for today.
    pub on: String,
    /// Anything else.
    pub note: String,
}

impl std::fmt::Debug for TakeBackDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("TakeBackDraft(hidden)")
    }
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakingBack {
    /// Agreement is withdrawn.
    Withdrawal,
    /// Somebody objects to sharing on notice.
    Objection,
}

/// Somebody who received information about the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub who: String,
    /// In which role.
    pub role: String,
    /// What, in words.
    pub what: String,
    /// When last.
    pub last_at: Timestamp,
    /// On what it rested.
    pub basis: &'static str,
    /// They were told to stop using it, and have not yet said that they did.
    pub is_waiting: bool,
}

/// Who received information about a family.
#[derive(Debug, Clone)]
pub struct Recipients {
    /// The family's title.
    pub family_title: String,
    /// Members of staff who looked, the latest first.
    pub looked: Vec<Recipient>,
    /// What left by other ways: day, to whom, what.
    pub shared: Vec<(jiff::civil::Date, String, String)>,
}

impl App {
    /// Records that agreement was taken back or that somebody objects, and
    /// tells whoever received something.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn take_back(
        &self,
        asker: &Asker,
        family: FamilyId,
        (which, draft, form_key): (TakingBack, &TakeBackDraft, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut problems = Vec::new();
        if draft.by.parse::<kith_core::id::PersonId>().is_err() && filled(&draft.by_name).is_none() {
            problems.push(FieldProblem::new("by", "Say who told you"));
        }
        if !CHANNELS.contains(&draft.how.as_str()) {
            problems.push(FieldProblem::new("how", "Choose how they told you"));
        }
        let on = past_day(&draft.on, today(now), &mut problems);
        let Some(on) = on.filter(|_| problems.is_empty()) else { return Err(AppError::Invalid(problems)) };
        let draft = draft.clone();
        let key = format!("take-back {} {form_key}", asker.staff.id);
        let page = if which == TakingBack::Withdrawal { "withdraw" } else { "object" };
        self.write_at(asker, (family, now), Doing::page(page), move |tx, look| {
            Box::pin(async move { save(tx, &look, (which, draft, on, key)).await })
        })
        .await
    }

    /// Lists who received information about a family, and on what it rested.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn recipients(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<Recipients, AppError> {
        let doing = Doing::of(Action::WhoLooked, "recipients");
        self.write_at(asker, (family, now), doing, move |tx, look| {
            Box::pin(async move { Ok(Ok(list(tx, &look).await?)) })
        })
        .await
    }
}

type ToSave = (TakingBack, TakeBackDraft, jiff::civil::Date, String);

/// Writes it into the ledger of everybody whom it is about.
pub(crate) async fn save(
    tx: &mut Tx,
    look: &Look,
    (which, draft, on, key): ToSave,
) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    let children = chosen_people(look, &draft.children, draft.by.parse().ok(), true);
    if children.is_empty() {
        return Ok(Err(AppError::NotFound));
    }
    let scope = Scope { kinds: kinds(&draft.kinds), to: partners(&draft.partners, ""), ..Scope::default() };
    let by = signer_of(look, draft.by.parse().ok(), filled(&draft.by_name), Standing::ParentWithResponsibility);
    let (taken_back, action) = match which {
        TakingBack::Withdrawal => (LedgerEvent::Withdrawal { on, by, scope: scope.clone() }, Action::Withdrawal),
        TakingBack::Objection => {
            (LedgerEvent::Objection { on, scope: scope.clone(), how: draft.how.to_lowercase() }, Action::Objection)
        }
    };
    let said = if which == TakingBack::Withdrawal { Some(draft.how.clone()) } else { None };
    let note = listed(&said.into_iter().chain(filled(&draft.note)).collect::<Vec<_>>());
    let proof = Proof { note: filled(&note), ..Proof::default() };
    append_for_each(tx, look, &children, (&taken_back, &proof)).await?;
    let told = tell_recipients(tx, look, which, &scope).await?;
    let families = tx.names_of_family(look.family).await?;
    tx.bring_ledger_tasks_forward(&families, END_SHARING, look.today).await?;
    tx.do_once(&key, &look.family.to_string(), look.now).await?;
    let recorded = event(&look.asker, action, look.now)
        .about(look.family)
        .with("people", children.len())
        .with("kinds", scope.kinds.len())
        .with("recipients", told);
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}

/// A task for everybody who looked on the strength of what is taken back:
/// stop using it.
async fn tell_recipients(tx: &mut Tx, look: &Look, which: TakingBack, scope: &Scope) -> Result<usize, AppError> {
    let received = received(tx, look).await?;
    let rested = |basis: &str| match which {
        TakingBack::Withdrawal => basis.starts_with("explicit"),
        TakingBack::Objection => basis.starts_with("explicit") || basis == "notice_no_objection",
    };
    let touched = |kind: &Kind| scope.kinds.is_empty() || scope.kinds.contains(kind);
    let owners: BTreeSet<StaffId> = received
        .iter()
        .filter(|got| rested(&got.basis) && got.kinds.iter().any(touched))
        .map(|got| got.staff)
        .filter(|staff| *staff != look.asker.staff.id)
        .collect();
    let reference = fresh_reference()?;
    for owner in &owners {
        tx.add_ledger_task(&LedgerTask {
            id: fresh_reference()?,
            reference,
            kind: STOP_USING.to_owned(),
            family: look.family,
            owner: Some(*owner),
            due_on: look.today,
            made_at: look.now,
            made_by: look.asker.staff.id,
        })
        .await?;
    }
    Ok(owners.len())
}

/// What one member of staff received, on one basis.
pub(crate) struct Received {
    staff: StaffId,
    pub(crate) role: Role,
    pub(crate) basis: String,
    pub(crate) kinds: BTreeSet<Kind>,
    pub(crate) purposes: BTreeSet<Purpose>,
    pub(crate) last_at: Timestamp,
}

/// Everything that looks gave, by who looked and on what it rested; the own
/// service's record is nobody's to give.
pub(crate) async fn received(tx: &mut Tx, look: &Look) -> Result<Vec<Received>, AppError> {
    let mut received: BTreeMap<(StaffId, String), Received> = BTreeMap::new();
    for family in tx.names_of_family(look.family).await? {
        for kept in tx.decisions_about(family, DECISIONS).await? {
            for (kind, basis) in given(&kept) {
                let got = received.entry((kept.staff, basis.clone())).or_insert_with(|| Received {
                    staff: kept.staff,
                    role: kept.role,
                    basis,
                    kinds: BTreeSet::new(),
                    purposes: BTreeSet::new(),
                    last_at: kept.made_at,
                });
                got.purposes.extend(Purpose::from_word(&kept.purpose));
                got.kinds.insert(kind);
                got.last_at = got.last_at.max(kept.made_at);
            }
        }
    }
    let mut received: Vec<Received> = received.into_values().collect();
    received.sort_by_key(|got| std::cmp::Reverse(got.last_at));
    Ok(received)
}

/// The kinds that one look gave, and on what each rested.
fn given(kept: &KeptDecision) -> Vec<(Kind, String)> {
    let parts: Vec<KeptPart> = serde_json::from_str(&kept.answers).unwrap_or_default();
    let is_yes = |part: &KeptPart| ["share", "minimum_only"].contains(&part.outcome.as_str());
    parts
        .iter()
        .filter(|part| is_yes(part))
        .filter_map(|part| {
            let kind = kind_of(part)?;
            let basis = part.facts.as_ref()?.split_whitespace().find_map(|fact| fact.strip_prefix("basis="))?;
            Some((kind, basis.to_owned()))
        })
        .collect()
}

fn kind_of(part: &KeptPart) -> Option<Kind> {
    match part.what.split_once(':') {
        Some(("notes" | "adult", word)) => ServiceKind::from_word(word).map(|service| match service {
            service if service.is_existence_sensitive() => Kind::SensitiveHealth,
            service if service.is_health() => Kind::Health,
            _ => Kind::Contacts,
        }),
        Some(("support", word)) => {
            let is_sensitive = ServiceKind::from_word(word).is_none_or(ServiceKind::is_existence_sensitive);
            Some(if is_sensitive { Kind::SensitiveHealth } else { Kind::Support })
        }
        // An early notification that was read (S002-MWj).
        Some(("message", "basic")) => Some(Kind::Basic),
        Some(("message", "support")) => Some(Kind::Support),
        Some(("fact", word)) => FactKind::from_word(word).and_then(|fact| fact.feed().planned().kind()),
        _ if part.what == "involvement" => Some(Kind::Involvement),
        _ if part.what == "basic" => Some(Kind::Basic),
        _ => None,
    }
}

async fn list(tx: &mut Tx, look: &Look) -> Result<Recipients, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let received = received(tx, look).await?;
    let staff: Vec<StaffId> = received.iter().map(|got| got.staff).collect();
    let names = tx.names_of_staff(&staff).await?;
    let families = tx.names_of_family(look.family).await?;
    let mut waiting = BTreeSet::new();
    for task in tx.ledger_tasks_to(STOP_USING, DECISIONS).await? {
        if families.contains(&task.family) {
            waiting.extend(task.owner);
        }
    }
    // That somebody read such notes says that such a service is there.
    let knows_sensitive = look.visible_services().into_iter().any(ServiceKind::is_existence_sensitive);
    // Whoever received something stands here also after the family said no; of a sensitive service, nobody does.
    let is_hidden = |service: ServiceKind| service.is_existence_sensitive() && !look.may_know_of(service);
    let hidden = crate::looks::hidden_staff(tx, look, staff.into_iter().collect(), is_hidden).await?;
    let looked = received
        .into_iter()
        .filter(|got| !hidden.contains(&got.staff))
        .map(|mut got| {
            got.kinds.retain(|kind| knows_sensitive || *kind != Kind::SensitiveHealth);
            got
        })
        .filter(|got| !got.kinds.is_empty())
        .map(|got| Recipient {
            who: names.get(&got.staff).cloned().unwrap_or_default(),
            role: got.role.title().to_owned(),
            what: crate::ledger_lines::kinds_words(&got.kinds),
            last_at: got.last_at,
            basis: Basis::from_word(&got.basis).map_or("", Basis::title),
            is_waiting: waiting.contains(&got.staff),
        })
        .collect();
    // Neither what a sensitive service shared, nor to which centre somebody goes who is kept safe.
    let whom = |remark: &Remark| if look.is_shielded { "Kept back" } else { remark.word("to") }.to_owned();
    let shared = look.entries.iter().zip(&look.entry_records).filter(|(_, record)| look.may_tell_of(**record));
    let shared = shared.filter_map(|(entry, _)| match &entry.event {
        LedgerEvent::Remark(remark) if remark.kind == RemarkKind::Shared => {
            Some((remark.on, whom(remark), remark.word("what").to_owned()))
        }
        _ => None,
    });
    let mut shared: Vec<_> = shared.collect();
    shared.dedup();
    Ok(Recipients { family_title: people::family_title(&everybody), looked, shared })
}
