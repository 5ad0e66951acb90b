//! One look at a family: who is asking stands how to it, what each rule says,
//! and the entry in the audit. Every page of a family begins here.

mod current;
mod cut;
mod loaded;
mod reach;
mod to_centre;

pub(crate) use current::not_current;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{DecisionId, FamilyId, PersonId, RecordId, SupportId};
use kith_core::ledger::{LedgerEntry, LedgerState, Team};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Pack, Permitted};
use kith_core::statement::Part;
use kith_core::workforce::AccessState;
use kith_store::{CopyLine, InvolvementLine, Loss, SourceFreshness, SourceRecord, SupportHead, Tx};

use self::current::access_word;
pub(crate) use self::loaded::{FamilyWords, named, words_of_family};
use self::loaded::{Loaded, load};
pub(crate) use self::to_centre::{ChildForCentre, child_for_centre};
use crate::door::{Rules, event, fresh, today};
use crate::questions::{Answered, Birth, KeptPart, Questions};
use crate::standing::Standing;
use crate::{App, AppError, Asker, Refusal, questions};

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
    pub(crate) entries: Vec<LedgerEntry>,
    /// The children's copies, opened for the rules.
    opened: Vec<SourceRecord>,
    /// The record that each entry is kept with, in the same order.
    pub(crate) entry_records: Vec<RecordId>,
    /// Whom the locality's consent form names.
    pub(crate) team: Team,
    /// When each child was born, for the rules.
    pub(crate) births: BTreeMap<PersonId, Birth>,
    pub(crate) standing: Standing,
    /// Every source with how fresh it is.
    pub(crate) sources: Vec<SourceFreshness>,
    /// Somebody in the family is shielded: nobody's whereabouts are shown.
    pub(crate) is_shielded: bool,
    /// Babies of the family who were lost: nothing is sent.
    pub(crate) losses: Vec<Loss>,
    /// The children who were lost, however long ago.
    pub(crate) lost: BTreeSet<PersonId>,
    pub(crate) index: Answered,
    pub(crate) own: Answered,
    pub(crate) basic: BTreeMap<PersonId, Answered>,
    pub(crate) notes: BTreeMap<ServiceKind, Answered>,
    /// The same about each adult, whose own agreement it takes (AXh).
    notes_of_adults: BTreeMap<(ServiceKind, PersonId), Answered>,
    /// The support that was agreed with the family, without its words.
    pub(crate) support: Vec<SupportHead>,
    /// What the rules say of each: for everybody whom it is for.
    pub(crate) support_answers: BTreeMap<SupportId, Answered>,
    /// The adults who said no to others knowing who works with them.
    closed_adults: BTreeSet<PersonId>,
    pub(crate) decision: DecisionId,
}

/// What is being done with a look, for the audit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doing {
    pub(crate) action: Action,
    pub(crate) page: &'static str,
    /// The family goes on the reader's list of those opened last.
    pub(crate) is_opening: bool,
}

impl Doing {
    /// Opening a page.
    pub(crate) fn page(page: &'static str) -> Self {
        Self::of(Action::Look, page)
    }

    /// Doing something on a page.
    pub(crate) fn of(action: Action, page: &'static str) -> Self {
        Self { action, page, is_opening: false }
    }

    /// Opening a family's first screen.
    pub(crate) fn opening() -> Self {
        Self { is_opening: true, ..Self::page("first-screen") }
    }
}

/// What the rules answered about a look; not yet written down.
pub(crate) struct Weighed {
    doing: Doing,
    asker: Asker,
    about: (FamilyId, Timestamp),
    answer: Answer,
}

enum Answer {
    /// The reader has no need to know, is not current, or nothing is there:
    /// why, for the audit, and what the reader is told.
    Turned(&'static str, AppError),
    /// The rules let nothing through.
    Refused(Box<Look>),
    /// Something may be seen.
    Through(Box<Look>),
}

/// Asks every rule about a look at a family, writes down the answer, and gives
/// the look where it was let through.
///
/// The outer result is a fault (nothing was written); the inner one is the
/// answer (the audit entry is written either way).
pub(crate) async fn begin(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (family, now): (FamilyId, Timestamp),
    doing: Doing,
) -> Result<Result<Look, AppError>, AppError> {
    let weighed = weigh(tx, asker, rules, (family, now), doing).await?;
    weighed.write_down(tx).await?;
    Ok(weighed.answer())
}

/// Asks every rule about a look and writes nothing down: what was weighed has
/// to be written down before anything of it is answered.
async fn weigh(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    (family, now): (FamilyId, Timestamp),
    doing: Doing,
) -> Result<Weighed, AppError> {
    let weighed = |family, answer| Weighed { doing, asker: asker.clone(), about: (family, now), answer };
    let access = asker.staff.access_on(today(now));
    if access != AccessState::Current {
        let told = AppError::Refused(Box::new(not_current(access)));
        return Ok(weighed(family, Answer::Turned(access_word(access), told)));
    }
    let Some(loaded) = load(tx, asker, family, now).await? else {
        return Ok(weighed(family, Answer::Turned("no-such", AppError::NotFound)));
    };
    let family = loaded.family;
    if !loaded.standing.is_something() {
        return Ok(weighed(family, Answer::Turned("no-need-to-know", AppError::NotFound)));
    }
    let look = Box::new(ask(loaded, asker, rules, now)?);
    let sees_something = !look.visible_services().is_empty() || !look.basic_services().is_empty();
    Ok(weighed(family, if sees_something { Answer::Through(look) } else { Answer::Refused(look) }))
}

impl Weighed {
    /// The look where it was let through.
    fn through(&self) -> Option<&Look> {
        match &self.answer {
            Answer::Through(look) => Some(look),
            Answer::Turned(..) | Answer::Refused(_) => None,
        }
    }

    /// Writes the answer and its audit entry.
    async fn write_down(&self, tx: &mut Tx) -> Result<(), AppError> {
        match &self.answer {
            Answer::Turned(why, _) => refuse(tx, &self.asker, self.about, self.doing, why).await,
            Answer::Refused(look) => write_down(tx, look, self.doing).await,
            Answer::Through(look) => {
                if self.doing.is_opening {
                    tx.note_opened(look.asker.staff.id, look.family, look.now).await?;
                }
                write_down(tx, look, self.doing).await
            }
        }
    }

    /// The look, or what the reader is told.
    fn answer(self) -> Result<Look, AppError> {
        match self.answer {
            Answer::Turned(_, told) => Err(told),
            Answer::Refused(look) => Err(AppError::Refused(Box::new(look.refusal()))),
            Answer::Through(look) => Ok(*look),
        }
    }
}

impl App {
    /// Looks at a family and makes a page of it: read beside other looks, and
    /// answered only once the look is written down. A page that writes, or that
    /// shows what other looks wrote, begins with [`begin`] in its own write.
    ///
    /// # Errors
    /// What the rules answer, what the page gives, or a fault; after a fault
    /// nothing is written down and nothing is shown.
    pub(crate) async fn look_at<T, P>(
        &self,
        asker: &Asker,
        (family, now): (FamilyId, Timestamp),
        doing: Doing,
        page: P,
    ) -> Result<T, AppError>
    where
        P: for<'t> Fn(&'t mut Tx, &'t Look) -> BoxFuture<'t, Result<Result<T, AppError>, AppError>>
            + Send
            + Sync
            + 'static,
        T: Send + 'static,
    {
        let (asker, rules, page) = (asker.clone(), self.rules.clone(), Arc::new(page));
        self.db
            .look(
                move |tx| {
                    let (asker, rules, page) = (asker.clone(), rules.clone(), page.clone());
                    Box::pin(async move {
                        let weighed = weigh(tx, &asker, &rules, (family, now), doing).await?;
                        let shown = match weighed.through() {
                            Some(look) => Some(page(tx, look).await?),
                            None => None,
                        };
                        Ok((weighed, shown))
                    })
                },
                |tx, (weighed, shown)| {
                    Box::pin(async move {
                        weighed.write_down(tx).await?;
                        Ok::<_, AppError>(weighed.answer().and_then(|_| shown.unwrap_or(Err(AppError::NotFound))))
                    })
                },
            )
            .await?
    }
}

impl App {
    /// Looks at a family and does something in the same write: what is written
    /// rests on the look, and both are there or neither is. Also for a page
    /// that shows what other looks wrote.
    ///
    /// # Errors
    /// What the rules answer, what the work gives, or a fault; after a fault
    /// nothing is written.
    pub(crate) async fn write_at<T, W>(
        &self,
        asker: &Asker,
        (family, now): (FamilyId, Timestamp),
        doing: Doing,
        work: W,
    ) -> Result<T, AppError>
    where
        W: for<'t> FnOnce(&'t mut Tx, Look) -> BoxFuture<'t, Result<Result<T, AppError>, AppError>> + Send + 'static,
        T: Send + 'static,
    {
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    match begin(tx, &asker, &rules, (family, now), doing).await? {
                        Ok(look) => work(tx, look).await,
                        Err(refused) => Ok(Err(refused)),
                    }
                })
            })
            .await?
    }
}

/// The same questions for a line of a list: nothing is written down here, the
/// list writes one entry for all its lines. None where the reader has no need
/// to know or the rules let nothing through.
pub(crate) async fn peek(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    family: FamilyId,
    now: Timestamp,
) -> Result<Option<Look>, AppError> {
    if asker.staff.access_on(today(now)) != AccessState::Current {
        return Ok(None);
    }
    let Some(loaded) = load(tx, asker, family, now).await? else { return Ok(None) };
    if !loaded.standing.is_something() {
        return Ok(None);
    }
    let look = ask(loaded, asker, rules, now)?;
    let sees_something = !look.visible_services().is_empty() || !look.basic_services().is_empty();
    Ok(sees_something.then_some(look))
}

/// Whether it may be said that a family exists at all: nobody in it is sealed
/// or shielded, and services whose involvement is not sensitive know it.
pub(crate) async fn is_plain(tx: &mut Tx, family: FamilyId) -> Result<bool, AppError> {
    let people: Vec<PersonId> = tx.family_members(family).await?.iter().map(|member| member.person).collect();
    let copies = tx.copies_of(&people).await?;
    let is_hidden = copies.iter().any(|copy| copy.is_sealed || copy.is_shielded);
    Ok(!is_hidden && copies.iter().any(|copy| !copy.service.is_existence_sensitive()))
}

fn ask(loaded: Loaded, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<Look, AppError> {
    let today = today(now);
    let ledger = LedgerState::of(&loaded.entries, today).with_team(&loaded.team);
    let pack = rules.sharing(now);
    let adults = loaded.adults();
    let family_ledger = ledger.clone().apart_from(&adults);
    let questions = Questions {
        asker,
        standing: &loaded.standing,
        ledger: &ledger,
        family_ledger: &family_ledger,
        today,
        pack: &pack,
        births: &loaded.births,
    };
    let services: BTreeSet<ServiceKind> = loaded.copies.iter().map(|copy| copy.service).collect();
    let known_to = |service: ServiceKind| -> BTreeSet<PersonId> {
        let of_service = loaded.copies.iter().filter(|copy| copy.service == service);
        of_service.map(|copy| copy.person).filter(|person| loaded.births.contains_key(person)).collect()
    };
    let closed_adults = adults.iter().copied().filter(|adult| questions.is_closed_by(*adult)).collect();
    let notes_of_adults: BTreeMap<(ServiceKind, PersonId), Answered> = services
        .iter()
        .flat_map(|service| adults.iter().map(move |adult| (*service, *adult)))
        .map(|(service, adult)| ((service, adult), questions.notes_of_adult(service, adult)))
        .collect();
    let notes = services.iter().map(|service| {
        let children = known_to(*service);
        // A service that knows adults alone: whoever of them agreed opens their own part.
        let of_adults = || {
            let known = loaded.copies.iter().filter(|copy| copy.service == *service).map(|copy| copy.person);
            let mut answers = known.filter_map(|person| notes_of_adults.get(&(*service, person)));
            let first = answers.next()?;
            Some(if first.lets_through() { first } else { answers.find(|it| it.lets_through()).unwrap_or(first) })
        };
        let answered = if children.is_empty() { of_adults().cloned() } else { None };
        (*service, answered.unwrap_or_else(|| questions.notes(*service, &children)))
    });
    let notes = notes.collect();
    let basic = loaded.births.iter().map(|(child, birth)| (*child, questions.basic(*child, *birth))).collect();
    let support_answers = support_answers(&loaded, &questions);
    let (index, own) = (questions.index(), questions.own_service(rules.own_service()));
    Ok(Look {
        index,
        own,
        basic,
        notes,
        notes_of_adults,
        support: loaded.support,
        support_answers,
        closed_adults,
        is_shielded: loaded.copies.iter().any(|copy| copy.is_shielded),
        decision: fresh(DecisionId::from_random)?,
        asker: asker.clone(),
        pack,
        today,
        now,
        family: loaded.family,
        members: loaded.members,
        copies: loaded.copies,
        involvements: loaded.involvements,
        entries: loaded.entries,
        opened: loaded.opened,
        entry_records: loaded.entry_records,
        team: loaded.team,
        births: loaded.births,
        standing: loaded.standing,
        losses: loaded.losses,
        lost: loaded.lost,
        sources: loaded.sources,
    })
}

/// What the rules say of each support, for everybody whom it is for.
fn support_answers(loaded: &Loaded, questions: &Questions<'_>) -> BTreeMap<SupportId, Answered> {
    let answers = loaded.support.iter().map(|head| {
        let is_for = |copy: &&CopyLine| head.people.contains(&copy.record);
        let people: BTreeSet<PersonId> = loaded.copies.iter().filter(is_for).map(|copy| copy.person).collect();
        (head.id, questions.support(head.holder, &people))
    });
    answers.collect()
}

impl Look {
    /// What stands in the ledger today.
    pub(crate) fn ledger(&self) -> LedgerState<'_> {
        LedgerState::of(&self.entries, self.today).with_team(&self.team)
    }

    /// The title of a source.
    pub(crate) fn source_title<'s>(&'s self, name: &'s str) -> &'s str {
        self.sources.iter().find(|source| source.name == name).map_or(name, |source| &source.title)
    }

    /// The person of a record in this family.
    pub(crate) fn person_of(&self, record: RecordId) -> Option<PersonId> {
        self.copies.iter().find(|copy| copy.record == record).map(|copy| copy.person)
    }

    /// The answer in words for a reader who may know that the family exists.
    pub(crate) fn refusal(&self) -> Refusal {
        questions::refusal(&self.index, &self.pack, self.decision)
    }

    /// Lets a page through on the answer that it rests on.
    pub(crate) fn permit<T>(&self, page: T) -> Option<Permitted<T>> {
        let basic = self.basic.values().find(|answered| answered.lets_through());
        let answers = [Some(&self.index), basic, Some(&self.own)];
        answers.into_iter().flatten().find(|answered| answered.lets_through())?.decision.permit(page)
    }

    /// Every answer of this look, to be kept.
    fn parts(&self) -> Vec<KeptPart> {
        let mut parts = vec![KeptPart::of("involvement", &self.index)];
        parts.extend(self.basic.values().map(|answered| KeptPart::of("basic", answered)));
        parts.dedup_by(|later, earlier| later.what == earlier.what && later.facts == earlier.facts);
        if self.standing.is_own_service() {
            parts.push(KeptPart::of("own", &self.own));
        }
        let shown = self.notes.iter().filter(|(service, _)| self.may_know_of(**service) && !self.is_own(**service));
        parts.extend(shown.map(|(service, answered)| KeptPart::of(format!("notes:{}", service.word()), answered)));
        let of_adults = self.notes_of_adults.iter().filter(|((service, adult), _)| {
            !self.is_own(*service)
                && self.may_know_that(*service, Some(*adult))
                && self.copies.iter().any(|copy| copy.service == *service && copy.person == *adult)
        });
        parts.extend(
            of_adults.map(|((service, _), answered)| KeptPart::of(format!("adult:{}", service.word()), answered)),
        );
        let support = self.support.iter().filter(|head| !self.is_own(head.holder));
        let support = support.filter(|head| self.may_know_that(head.holder, self.person_of(head.record)));
        parts.extend(support.filter_map(|head| {
            let answered = self.support_answers.get(&head.id)?;
            Some(KeptPart::of(format!("support:{}", head.holder.word()), answered))
        }));
        parts
    }
}

async fn write_down(tx: &mut Tx, look: &Look, doing: Doing) -> Result<(), AppError> {
    let answers = serde_json::to_string(&look.parts()).map_err(|error| AppError::Broken(error.into()))?;
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
        .outcome(look.index.decision.outcome().word())
        .with("page", doing.page)
        .with("standing", look.standing.word())
        .with("decision", look.decision)
        .with("shielded", look.is_shielded);
    tx.append_audit(&written).await?;
    Ok(())
}

async fn refuse(
    tx: &mut Tx,
    asker: &Asker,
    (family, now): (FamilyId, Timestamp),
    doing: Doing,
    why: &'static str,
) -> Result<(), AppError> {
    let written =
        event(asker, Action::Refused, now).about(family).outcome("refused").with("page", doing.page).with("why", why);
    tx.append_audit(&written).await?;
    Ok(())
}
