//! What staff see of the messages of parents, and what they do with one.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, ParentMessageId, PersonId, RecordId};
use kith_core::ledger::{LedgerEntry, LedgerEvent, Proof, Scope};
use kith_core::workforce::{AccessState, Role};
use kith_store::{NewLedgerEntry, ParentMessage, ParentMessageState, Tx};

use super::hold::{is_meant, may_be_meant, words_of};
use super::message::{SayNoDraft, reference};
use super::retention::{self, PastMessage};
use crate::caseload::{FamilyCard, card, names};
use crate::door::{Rules, event, today};
use crate::look::{self, Doing, Look};
use crate::take_back::{self, CHANNELS, TakeBackDraft, TakingBack};
use crate::waits::working_days;
use crate::write_down::{filled, kinds};
use crate::{App, AppError, Asker, FieldProblem, SELF};

/// Within so many working days somebody speaks to whoever wrote.
const WORKING_DAYS: u8 = 3;
/// The longest note, in letters.
const LONGEST_NOTE: usize = 500;

/// One message, as far as the reader may see whom it means.
#[derive(Clone)]
pub struct ParentsMessage {
    /// Which.
    pub id: ParentMessageId,
    /// What they were told to quote.
    pub reference: String,
    /// When it came.
    pub received_at: Timestamp,
    /// By when somebody speaks to them.
    pub due_on: Date,
    /// That day has passed.
    pub is_late: bool,
    /// What they wrote.
    pub words: SayNoDraft,
    /// The families of children who match, of those that the reader may open.
    pub families: Vec<FamilyCard>,
    /// Of these, the families that the message means by enough to settle it for
    /// them. Empty for whoever opens no family.
    pub meant: Vec<FamilyId>,
    /// It may well mean somebody else: how to reach whoever wrote, and what
    /// else they wrote, is kept from this reader, who settles nothing.
    pub is_kept_short: bool,
    /// Somebody settled it before, and somebody who matches is still held back.
    pub was_settled: bool,
}

/// The messages that wait for a reader.
#[derive(Clone)]
pub struct ParentsMessages {
    /// The oldest first.
    pub messages: Vec<ParentsMessage>,
    /// The reader settles messages without opening families.
    pub is_for_all: bool,
    /// What stays of those whose words were erased, for such a reader.
    pub past: Vec<PastMessage>,
}

/// How many messages wait for a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ParentsWaiting {
    /// How many.
    pub count: usize,
    /// How many of them are late.
    pub late: usize,
}

/// What is done with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettleStep {
    /// They object: recorded in this family, which the reader may open.
    RecordIn(FamilyId),
    /// They object: recorded for whoever is meant without doubt, and nobody is
    /// named to the reader.
    Record,
    /// They changed their mind, or it was a mistake.
    Mistake,
    /// Nobody here whom the reader may know of is meant.
    Nobody,
}

/// How a reader stands to messages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Desk {
    /// Every message that waits, and no family.
    Lead,
    /// The same, and those that still hold somebody back.
    Guardian,
    /// Those that mean a family whom the reader may open.
    Worker,
}

impl Desk {
    fn of(asker: &Asker, now: Timestamp) -> Result<Self, AppError> {
        let (staff, today) = (&asker.staff, today(now));
        let (desk, access) = match staff.role {
            Role::DataLead => (Self::Lead, staff.matching_access_on(today)),
            Role::CaldicottGuardian => (Self::Guardian, staff.safe_keeping_access_on(today)),
            role if role.works_with_families() => (Self::Worker, staff.access_on(today)),
            _ => return Err(AppError::NotFound),
        };
        match access {
            AccessState::Current => Ok(desk),
            access => Err(AppError::Refused(Box::new(look::not_current(access)))),
        }
    }

    fn shows(self, message: &ParentMessage, families: &[FamilyCard]) -> bool {
        match self {
            Self::Lead => message.state == ParentMessageState::Waiting,
            Self::Guardian => true,
            Self::Worker => !families.is_empty(),
        }
    }
}

impl App {
    /// The messages of parents that wait for this reader.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for whoever handles none; [`AppError::Refused`]
    /// when training or clearance is not current.
    pub async fn parents_messages(&self, asker: &Asker, now: Timestamp) -> Result<ParentsMessages, AppError> {
        let desk = Desk::of(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let is_for_all = desk != Desk::Worker;
        let (messages, past) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let past = if is_for_all { retention::past(tx).await? } else { Vec::new() };
                    Ok::<_, AppError>((list(tx, &reader, &rules, (desk, now)).await?, past))
                })
            })
            .await?;
        let cards: Vec<FamilyCard> = messages.iter().flat_map(|message| message.families.clone()).collect();
        let read: Vec<String> = messages.iter().map(|message| message.id.to_string()).collect();
        let seen = event(asker, Action::Look, now)
            .with("page", "objections")
            .with("messages", read.join(" "))
            .with("families", names(&cards));
        self.write_event(seen).await?;
        Ok(ParentsMessages { messages, is_for_all, past })
    }

    /// Settles a message: whoever is meant is let go of, or the objection is
    /// recorded, in the same write.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where the reader may not do this with this
    /// message; [`AppError::Stale`] where somebody settled it before;
    /// [`AppError::Invalid`] without a note where one is needed.
    pub async fn settle_parents_message(
        &self,
        asker: &Asker,
        (id, step, note): (ParentMessageId, SettleStep, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let desk = Desk::of(asker, now)?;
        let note = filled(note).unwrap_or_default();
        if LONGEST_NOTE < note.chars().count() {
            let words = format!("Write this in at most {LONGEST_NOTE} letters");
            return Err(AppError::Invalid(vec![FieldProblem::new("note", words)]));
        }
        if note.is_empty() && matches!(step, SettleStep::Mistake | SettleStep::Nobody) {
            let words = "Write whom you spoke to and what they said, or what you looked at";
            return Err(AppError::Invalid(vec![FieldProblem::new("note", words)]));
        }
        if let SettleStep::RecordIn(family) = step {
            return self
                .write_at(asker, (family, now), Doing::page("object"), move |tx, look| {
                    Box::pin(async move { record_in(tx, &look, (id, note)).await })
                })
                .await;
        }
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| Box::pin(async move { settle(tx, (&asker, &rules, desk), (id, step, note), now).await }))
            .await
    }
}

/// How many messages wait for a reader.
pub(crate) async fn waiting(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    now: Timestamp,
) -> Result<ParentsWaiting, AppError> {
    let Ok(desk) = Desk::of(asker, now) else { return Ok(ParentsWaiting::default()) };
    let messages = list(tx, asker, rules, (desk, now)).await?;
    let late = messages.iter().filter(|message| message.is_late).count();
    Ok(ParentsWaiting { count: messages.len(), late })
}

async fn list(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (desk, now): (Desk, Timestamp),
) -> Result<Vec<ParentsMessage>, AppError> {
    let working = working_days(tx).await?;
    let mut found = Vec::new();
    for message in tx.parent_messages_that_hold_back().await? {
        let words = words_of(&message)?;
        let families = match desk {
            Desk::Worker => opened_by(tx, asker, rules, &words, now).await?.0,
            Desk::Lead | Desk::Guardian => Vec::new(),
        };
        if desk.shows(&message, &families) {
            let meant = if desk == Desk::Worker { meant_of(tx, &words, &families).await? } else { Vec::new() };
            let is_kept_short = desk == Desk::Worker && meant.is_empty();
            let words = if is_kept_short { words.without_reach() } else { words };
            let due_on = working.after(today(message.received_at), WORKING_DAYS);
            found.push(ParentsMessage {
                id: message.id,
                reference: reference(message.id),
                received_at: message.received_at,
                due_on,
                is_late: due_on < today(now),
                words,
                families,
                meant,
                is_kept_short,
                was_settled: message.state != ParentMessageState::Waiting,
            });
        }
    }
    Ok(found)
}

/// Which of these families have somebody who is meant without doubt.
async fn meant_of(tx: &mut Tx, words: &SayNoDraft, families: &[FamilyCard]) -> Result<Vec<FamilyId>, AppError> {
    let sure: Vec<PersonId> = is_meant(tx, words).await?.into_iter().collect();
    let members = tx.families_of_persons(&sure).await?;
    let is_sure = |family: &FamilyId| members.iter().any(|member| member.family == *family);
    Ok(families.iter().map(|card| card.family).filter(is_sure).collect())
}

/// The families of children who match and that the reader may open, and whether
/// that is everybody who matches.
async fn opened_by(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    words: &SayNoDraft,
    now: Timestamp,
) -> Result<(Vec<FamilyCard>, bool), AppError> {
    let meant: Vec<PersonId> = may_be_meant(tx, words).await?.into_iter().collect();
    let members = tx.families_of_persons(&meant).await?;
    let families: BTreeSet<FamilyId> = members.iter().map(|member| member.family).collect();
    let in_a_family: BTreeSet<PersonId> = members.iter().map(|member| member.person).collect();
    let mut is_all = meant.iter().all(|person| in_a_family.contains(person));
    let mut cards = Vec::new();
    for family in families {
        match card(tx, asker, rules, (family, None), now).await? {
            Some(card) => cards.push(card),
            None => is_all = false,
        }
    }
    Ok((cards, is_all))
}

async fn kept(tx: &mut Tx, id: ParentMessageId) -> Result<ParentMessage, AppError> {
    let messages = tx.parent_messages_that_hold_back().await?;
    messages.into_iter().find(|message| message.id == id).ok_or(AppError::Stale)
}

async fn close(
    tx: &mut Tx,
    asker: &Asker,
    message: ParentMessage,
    (state, holds_back, note): (ParentMessageState, bool, String),
    now: Timestamp,
) -> Result<(), AppError> {
    let noted = event(asker, Action::Objection, now).about(message.id).outcome(state.word());
    let settled = Some((asker.staff.id, now));
    tx.settle_parent_message(&ParentMessage { state, holds_back, settled, note, ..message }).await?;
    Ok(tx.append_audit(&noted).await.map(drop)?)
}

/// Records the objection about the children of this family who match, as the
/// page of the family does.
async fn record_in(
    tx: &mut Tx,
    look: &Look,
    (id, note): (ParentMessageId, String),
) -> Result<Result<(), AppError>, AppError> {
    let message = match kept(tx, id).await {
        Err(AppError::Stale) => return Ok(Err(AppError::Stale)),
        found => found?,
    };
    let words = words_of(&message)?;
    let sure = is_meant(tx, &words).await?;
    if !look.members.iter().any(|member| sure.contains(&member.person)) {
        return Ok(Err(AppError::NotFound));
    }
    let meant = may_be_meant(tx, &words).await?;
    let is_child = |person: &PersonId| look.births.contains_key(person);
    let mut children: Vec<String> =
        look.births.keys().filter(|child| meant.contains(child)).map(ToString::to_string).collect();
    // An adult who wrote about themself, such as a woman before a birth.
    let adult = look.members.iter().map(|member| member.person).find(|it| sure.contains(it) && !is_child(it));
    children.extend(adult.map(|_| SELF.to_owned()));
    let draft = TakeBackDraft {
        by: adult.map_or_else(|| "other".to_owned(), |adult| adult.to_string()),
        by_name: words.name.clone(),
        children,
        kinds: words.kinds.clone(),
        how: online().to_owned(),
        note: proof_of(id, &note),
        ..TakeBackDraft::default()
    };
    let key = format!("message {id}");
    if let Err(told) = take_back::save(tx, look, (TakingBack::Objection, draft, look.today, key)).await? {
        return Ok(Err(told));
    }
    close(tx, &look.asker, message, (ParentMessageState::Recorded, false, note), look.now).await?;
    Ok(Ok(()))
}

fn online() -> &'static str {
    CHANNELS[4]
}

/// What stands beside the objection in the ledger.
fn proof_of(id: ParentMessageId, note: &str) -> String {
    if note.is_empty() { format!("Message {}", reference(id)) } else { format!("Message {}: {note}", reference(id)) }
}

async fn settle(
    tx: &mut Tx,
    (asker, rules, desk): (&Asker, &Rules, Desk),
    (id, step, note): (ParentMessageId, SettleStep, String),
    now: Timestamp,
) -> Result<(), AppError> {
    let message = kept(tx, id).await?;
    let words = words_of(&message)?;
    let (families, opens_all) = match desk {
        Desk::Worker => opened_by(tx, asker, rules, &words, now).await?,
        Desk::Lead | Desk::Guardian => (Vec::new(), false),
    };
    if !desk.shows(&message, &families) {
        // The same as for a message that there is not.
        return Err(AppError::Stale);
    }
    if desk == Desk::Worker && meant_of(tx, &words, &families).await?.is_empty() {
        return Err(AppError::NotFound);
    }
    let (state, holds_back) = match step {
        SettleStep::Mistake => (ParentMessageState::Mistake, false),
        SettleStep::Nobody => {
            let may_be_another = desk != Desk::Guardian && !opens_all && !may_be_meant(tx, &words).await?.is_empty();
            (ParentMessageState::Nobody, may_be_another)
        }
        SettleStep::Record if desk != Desk::Worker => {
            let is_done = record_for_all(tx, asker, (id, &words, &note), now).await?;
            (ParentMessageState::Recorded, !is_done)
        }
        SettleStep::Record | SettleStep::RecordIn(_) => return Err(AppError::NotFound),
    };
    close(tx, asker, message, (state, holds_back, note), now).await
}

/// Writes the objection into the ledger of everybody who is meant without
/// doubt; whether nobody else may be meant, and somebody was.
async fn record_for_all(
    tx: &mut Tx,
    asker: &Asker,
    (id, words, note): (ParentMessageId, &SayNoDraft, &str),
    now: Timestamp,
) -> Result<bool, AppError> {
    let sure: Vec<PersonId> = is_meant(tx, words).await?.into_iter().collect();
    let mut entries = Vec::new();
    for (person, record) in anchors(tx, &sure).await? {
        let scope = Scope { kinds: kinds(&words.kinds), about: [person].into(), ..Scope::default() };
        let said = LedgerEvent::Objection { on: today(now), scope, how: online().to_lowercase() };
        let proof = Proof { note: filled(&proof_of(id, note)), ..Proof::default() };
        let entry = LedgerEntry::of_staff(said, asker.staff.id, now).with_proof(proof);
        entries.push(NewLedgerEntry { record, entry });
    }
    tx.append_ledger(&entries).await?;
    let meant = may_be_meant(tx, words).await?;
    Ok(!meant.is_empty() && meant.iter().all(|person| sure.contains(person)))
}

/// The record of each of these that an entry is kept with.
async fn anchors(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<(PersonId, RecordId)>, AppError> {
    let copies = tx.copies_of(people).await?;
    let of = |person: PersonId| {
        let open = copies.iter().filter(|copy| copy.person == person && !copy.is_sealed);
        open.min_by_key(|copy| (copy.service.is_existence_sensitive(), copy.record)).map(|copy| copy.record)
    };
    Ok(people.iter().filter_map(|person| Some((*person, of(*person)?))).collect())
}
