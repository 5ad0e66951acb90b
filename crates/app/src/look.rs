//! One look at a family: who is asking stands how to it, what each rule says,
//! and the entry in the audit. Every page of a family begins here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{DecisionId, FamilyId, PersonId, RecordId};
use kith_core::ledger::LedgerState;
use kith_core::service::ServiceKind;
use kith_core::sharing::{Decision, Kind, Outcome, Pack};
use kith_core::statement::Part;
use kith_core::workforce::AccessState;
use kith_store::{CopyLine, InvolvementLine, Tx};

use crate::door::{event, fresh, today};
use crate::standing::{Standing, is_own};
use crate::{AppError, Asker, Refusal, questions};

/// One member of the family that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) person: PersonId,
    pub(crate) part: Part,
    pub(crate) lives_elsewhere: bool,
}

/// A look that was let through.
pub(crate) struct Look {
    pub(crate) asker: Asker,
    pub(crate) pack: Arc<Pack>,
    pub(crate) today: Date,
    pub(crate) now: Timestamp,
    pub(crate) family: FamilyId,
    pub(crate) members: Vec<Member>,
    pub(crate) copies: Vec<CopyLine>,
    pub(crate) involvements: Vec<InvolvementLine>,
    pub(crate) ledger: LedgerState,
    pub(crate) standing: Standing,
    /// Somebody in the family is shielded: nobody's whereabouts are shown.
    pub(crate) is_shielded: bool,
    pub(crate) index: Decision,
    pub(crate) basic: Decision,
    pub(crate) notes: BTreeMap<ServiceKind, Decision>,
    pub(crate) decision: DecisionId,
}

/// What is being done with a look, for the audit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doing {
    pub(crate) action: Action,
    pub(crate) page: &'static str,
}

impl Doing {
    /// Opening a page.
    pub(crate) fn page(page: &'static str) -> Self {
        Self { action: Action::Look, page }
    }
}

/// Whether a decision lets information through.
pub(crate) fn lets_through(decision: &Decision) -> bool {
    matches!(decision.outcome(), Outcome::Share | Outcome::MinimumOnly)
}

/// Asks every rule about a look at a family, writes down the answer, and gives
/// the look where it was let through.
///
/// The outer result is a fault (nothing was written); the inner one is the
/// answer (the audit entry is written either way).
pub(crate) async fn begin(
    tx: &mut Tx,
    asker: &Asker,
    pack: &Arc<Pack>,
    (family, now): (FamilyId, Timestamp),
    doing: Doing,
) -> Result<Result<Look, AppError>, AppError> {
    let today = today(now);
    let access = asker.staff.access_on(today);
    if access != AccessState::Current {
        refuse(tx, asker, family, now, doing, access_word(access)).await?;
        return Ok(Err(AppError::Refused(Box::new(not_current(access)))));
    }
    let Some(loaded) = load(tx, asker, family, now).await? else {
        refuse(tx, asker, family, now, doing, "no-such").await?;
        return Ok(Err(AppError::NotFound));
    };
    let look = ask(loaded, asker, pack, now)?;
    if !look.standing.is_something() {
        refuse(tx, asker, look.family, now, doing, "no-need-to-know").await?;
        return Ok(Err(AppError::NotFound));
    }
    write_down(tx, &look, doing).await?;
    if look.visible_services().is_empty() && !lets_through(&look.basic) {
        return Ok(Err(AppError::Refused(Box::new(look.refusal()))));
    }
    Ok(Ok(look))
}

/// What a look rests on, before any rule is asked. No value of a person is
/// among it.
struct Loaded {
    family: FamilyId,
    members: Vec<Member>,
    copies: Vec<CopyLine>,
    involvements: Vec<InvolvementLine>,
    ledger: LedgerState,
    standing: Standing,
    births: Vec<Option<Date>>,
}

async fn load(tx: &mut Tx, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<Option<Loaded>, AppError> {
    let today = today(now);
    let Some(family) = tx.standing_family(family).await? else { return Ok(None) };
    let everybody = tx.family_members(family).await?;
    let people: Vec<PersonId> = everybody.iter().map(|member| member.person).collect();
    let copies = tx.copies_of(&people).await?;
    // A sealed identity exists on no page, in no count (T16, T21).
    let sealed: BTreeSet<PersonId> = copies.iter().filter(|copy| copy.is_sealed).map(|copy| copy.person).collect();
    let members: Vec<Member> = everybody
        .into_iter()
        .filter(|member| !sealed.contains(&member.person))
        .map(|member| Member { person: member.person, part: member.part, lives_elsewhere: member.lives_elsewhere })
        .collect();
    if !members.iter().any(|member| member.part == Part::Subject) {
        return Ok(None);
    }
    let copies: Vec<CopyLine> = copies.into_iter().filter(|copy| !sealed.contains(&copy.person)).collect();
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let involvements = tx.involvements_of(&records).await?;
    let entries = tx.ledger_of(&records).await?;
    let reason = tx.reason_until(asker.staff.id, family, now).await?;
    let standing = Standing::of(&asker.staff, &involvements, reason, today);
    let children: Vec<PersonId> =
        members.iter().filter(|member| member.part == Part::Subject).map(|member| member.person).collect();
    let births = tx.births_of(&children).await?;
    let ledger = LedgerState::of(&entries, today);
    Ok(Some(Loaded { family, members, copies, involvements, ledger, standing, births }))
}

fn ask(loaded: Loaded, asker: &Asker, pack: &Arc<Pack>, now: Timestamp) -> Result<Look, AppError> {
    let today = today(now);
    let question = questions::Question {
        asker,
        standing: &loaded.standing,
        ledger: &loaded.ledger,
        births: &loaded.births,
        today,
    };
    let services: BTreeSet<ServiceKind> = loaded.copies.iter().map(|copy| copy.service).collect();
    let notes = services.iter().map(|service| (*service, question.notes_of(*service, pack))).collect();
    Ok(Look {
        index: question.about(Kind::Involvement, None, pack),
        basic: question.about(Kind::Basic, None, pack),
        notes,
        is_shielded: loaded.copies.iter().any(|copy| copy.is_shielded),
        decision: fresh(DecisionId::from_random)?,
        asker: asker.clone(),
        pack: pack.clone(),
        today,
        now,
        family: loaded.family,
        members: loaded.members,
        copies: loaded.copies,
        involvements: loaded.involvements,
        ledger: loaded.ledger,
        standing: loaded.standing,
    })
}

impl Look {
    /// Whether a service's work is the reader's own service's.
    pub(crate) fn is_own(&self, service: ServiceKind) -> bool {
        is_own(&self.asker.staff, service) && self.standing.is_own_service()
    }

    /// Whether that this service works with the family may be known.
    pub(crate) fn may_know_of(&self, service: ServiceKind) -> bool {
        if self.is_own(service) {
            return true;
        }
        if service.is_existence_sensitive() {
            return self.notes.get(&service).is_some_and(lets_through);
        }
        lets_through(&self.index)
    }

    /// The services whose work may be known, by kind.
    pub(crate) fn visible_services(&self) -> BTreeSet<ServiceKind> {
        self.copies.iter().map(|copy| copy.service).filter(|service| self.may_know_of(*service)).collect()
    }

    /// The services whose copies may say who the people are: the reader's own
    /// always, others where basic details may be seen, and never those whose
    /// very involvement is sensitive.
    pub(crate) fn basic_services(&self) -> BTreeSet<ServiceKind> {
        let others = lets_through(&self.basic);
        self.copies
            .iter()
            .map(|copy| copy.service)
            .filter(|service| self.is_own(*service) || (others && !service.is_existence_sensitive()))
            .collect()
    }

    /// Whether what was written by this service may be read.
    pub(crate) fn may_read_notes_of(&self, service: ServiceKind) -> bool {
        self.is_own(service)
            || (self.may_know_of(service)
                && self.notes.get(&service).is_some_and(|decision| decision.outcome() == Outcome::Share))
    }

    /// The copies that may be opened.
    pub(crate) fn readable_copies(&self) -> Vec<RecordId> {
        let services = self.basic_services();
        self.copies.iter().filter(|copy| services.contains(&copy.service)).map(|copy| copy.record).collect()
    }

    /// The person of a record in this family.
    pub(crate) fn person_of(&self, record: RecordId) -> Option<PersonId> {
        self.copies.iter().find(|copy| copy.record == record).map(|copy| copy.person)
    }

    /// The refusal in words, for a reader who may know that the family exists.
    pub(crate) fn refusal(&self) -> Refusal {
        questions::refusal(&self.index, &self.pack, self.decision)
    }
}

async fn write_down(tx: &mut Tx, look: &Look, doing: Doing) -> Result<(), AppError> {
    let parts = questions::parts(look);
    let answers = serde_json::to_string(&parts).map_err(|error| AppError::Broken(error.into()))?;
    tx.keep_decision(&kith_store::KeptDecision {
        decision: look.decision,
        made_at: look.now,
        staff: look.asker.staff.id,
        role: look.asker.staff.role,
        purpose: look.asker.purpose.word().to_owned(),
        family: look.family,
        pack: look.pack.name().to_owned(),
        answers,
    })
    .await?;
    let written = event(&look.asker, doing.action, look.now)
        .about(look.family)
        .outcome(look.index.outcome().word())
        .with("page", doing.page)
        .with("standing", look.standing.word())
        .with("decision", look.decision)
        .with("basic", look.basic.outcome().word())
        .with("shielded", look.is_shielded);
    tx.append_audit(&written).await?;
    Ok(())
}

async fn refuse(
    tx: &mut Tx,
    asker: &Asker,
    family: FamilyId,
    now: Timestamp,
    doing: Doing,
    why: &'static str,
) -> Result<(), AppError> {
    let written =
        event(asker, Action::Refused, now).about(family).outcome("refused").with("page", doing.page).with("why", why);
    tx.append_audit(&written).await?;
    Ok(())
}

fn access_word(access: AccessState) -> &'static str {
    match access {
        AccessState::Current => "current",
        AccessState::Untrained => "untrained",
        AccessState::ClearanceExpired => "clearance",
        AccessState::NotAuthorised => "not-approved",
        AccessState::RoleMismatch => "role",
    }
}

/// The refusal of somebody whose training or clearance is not current
/// (S002-13e, S002-23k): the same for every family.
pub(crate) fn not_current(access: AccessState) -> Refusal {
    let (because, way) = match access {
        AccessState::Untrained | AccessState::Current => (
            "Your information sharing training has run out, or you have not accepted the principles this year.",
            "Do the 20-minute course “Sharing information about families”, then accept the principles when you choose your role.",
        ),
        AccessState::ClearanceExpired => {
            ("Your clearance has run out.", "Ask your manager to renew your clearance.")
        }
        AccessState::NotAuthorised => {
            ("No manager has approved your account for families yet.", "Ask your manager to approve your account.")
        }
        AccessState::RoleMismatch => {
            ("This role does not work with families.", "Choose another role, if you have one.")
        }
    };
    Refusal {
        heading: "You cannot look families up today".to_owned(),
        because: because.to_owned(),
        ways_to_yes: vec![way.to_owned()],
        citations: vec!["Information sharing leaflet (2010), paragraphs 13 and 23".to_owned()],
        decision: None,
    }
}
