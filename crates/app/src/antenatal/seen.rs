//! What the sharing rules say about a notification to whoever receives it,
//! with the ledger as it stands at this moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::MessageState;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::{Asked, LedgerEntry, LedgerEvent, LedgerState, Partner};
use kith_core::service::ServiceKind;
use kith_core::sharing::{
    Access, Age, BasisFacts, Category, Direction, Evidence, Facts, Kind, NeedToKnow, Pack, Purpose, Requester, Sender,
    Subject, decide,
};
use kith_core::statement::Part;
use kith_store::{Loss, Notification, NotificationEvent, Tx};

use super::Kept;
use super::consents::People;
use crate::door::{Rules, today};
use crate::look::{FamilyWords, words_of_family};
use crate::objecting::held_back;
use crate::questions::Answered;
use crate::{AppError, Asker, loss};

/// The event that says that the consent is proven.
pub(super) const PROOF: &str = "proof";
/// The event that says that a baby of the pregnancy is born.
pub(super) const BORN: &str = "born";

/// A notification with everything that its reading rests on.
pub(super) struct Seen {
    pub(super) notification: Notification,
    pub(super) kept: Kept,
    pub(super) events: Vec<NotificationEvent>,
    pub(super) family: Option<FamilyId>,
    pub(super) loss: Option<Loss>,
    whose: BTreeMap<RecordId, PersonId>,
    words: Option<FamilyWords>,
    /// Somebody of it may be meant by a message that waits.
    pub(super) is_held: bool,
    today: Date,
}

/// Who would receive it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Receiver<'a> {
    pub(super) requester: Requester,
    pub(super) service: ServiceKind,
    pub(super) team: &'a str,
    pub(super) purpose: Purpose,
    pub(super) access: Access,
    pub(super) direction: Direction,
}

/// About whom a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Woman,
    Partner,
}

impl<'a> Receiver<'a> {
    /// Somebody who is signed in, of the team that it was sent to.
    pub(super) fn of(asker: &'a Asker, today: Date) -> Option<Self> {
        let (service, team) = (asker.staff.service?, asker.staff.team.as_deref()?);
        Some(Self {
            requester: Requester::of(asker.staff.role, service == ServiceKind::ChildrensCentre),
            service,
            team,
            purpose: asker.purpose,
            access: Access::from(asker.staff.access_on(today)),
            direction: Direction::In,
        })
    }

    /// The centre or the health visitors, when the form is sent.
    pub(super) fn sent_to(service: ServiceKind, team: &'a str) -> Self {
        let is_health = service.is_health();
        Self {
            requester: if is_health { Requester::AnyHealthProfessional } else { Requester::CentreStaff },
            service,
            team,
            purpose: if is_health { Purpose::Healthcare } else { Purpose::CentreOutreach },
            access: Access::Ok,
            direction: Direction::Out,
        }
    }
}

/// A notification with what stands about it now.
pub(super) async fn read(tx: &mut Tx, notification: Notification, now: Timestamp) -> Result<Seen, AppError> {
    let held = held_back(tx).await?;
    read_among(tx, notification, &held, now).await
}

/// The same, where it is known who is held back; nobody where it does not
/// matter.
pub(super) async fn read_among(
    tx: &mut Tx,
    notification: Notification,
    held: &BTreeSet<PersonId>,
    now: Timestamp,
) -> Result<Seen, AppError> {
    let kept = Kept::read(&notification.form)?;
    let events = tx.notification_events(&[notification.id]).await?;
    let records: Vec<RecordId> =
        [Some(notification.baby), Some(notification.woman), notification.partner].into_iter().flatten().collect();
    let whose: BTreeMap<RecordId, PersonId> = tx.persons_of_records(&records).await?.into_iter().collect();
    let baby: Vec<PersonId> = whose.get(&notification.baby).copied().into_iter().collect();
    let member = tx.families_of_persons(&baby).await?.into_iter().find(|member| member.part == Part::Subject);
    let family = member.map(|member| member.family);
    let (words, loss) = match family {
        Some(family) => (words_of_family(tx, family).await?, loss::of_pregnancy(tx, family, &notification).await?),
        None => (None, None),
    };
    let is_held = whose.values().any(|person| held.contains(person));
    Ok(Seen { notification, kept, events, family, loss, whose, words, is_held, today: today(now) })
}

impl Seen {
    /// The people of the notification; none where a record is nobody's.
    pub(super) fn people(&self) -> Option<People> {
        let of = |record: RecordId| Some((record, *self.whose.get(&record)?));
        let (baby, woman) = (of(self.notification.baby)?, of(self.notification.woman)?);
        Some(People { baby, woman, partner: self.notification.partner.and_then(of) })
    }

    /// Whether the consent is proven (MWh).
    pub(super) fn is_proven(&self) -> bool {
        self.events.iter().any(|event| event.kind == PROOF)
    }

    /// Whether a baby of the pregnancy is born.
    pub(super) fn is_born(&self) -> bool {
        self.events.iter().any(|event| event.kind == BORN)
    }

    /// Whether where she lives must not be shown.
    pub(super) fn is_hidden(&self) -> bool {
        self.kept.is_hidden || self.words.as_ref().is_some_and(|words| words.is_shielded)
    }

    /// What was done with the message to a service.
    pub(super) fn events_of(&self, service: ServiceKind) -> impl Iterator<Item = &NotificationEvent> {
        self.events.iter().filter(move |event| event.service == Some(service))
    }

    /// Where the message to a service stands.
    pub(super) fn state(&self, service: ServiceKind) -> MessageState {
        let words = self.events_of(service);
        MessageState::after(words.filter_map(|event| kith_core::antenatal::MessageEvent::from_word(&event.kind)))
    }

    /// The same for somebody who may not know that a baby was lost.
    pub(super) fn state_before_loss(&self, service: ServiceKind) -> MessageState {
        let events =
            self.events_of(service).filter_map(|event| kith_core::antenatal::MessageEvent::from_word(&event.kind));
        MessageState::after(events.filter(|event| *event != kith_core::antenatal::MessageEvent::Stopped))
    }

    /// The services that it was sent to.
    pub(super) fn sent_to(&self) -> Vec<(ServiceKind, &str)> {
        let all = [
            (self.notification.is_to_centre, ServiceKind::ChildrensCentre, self.notification.centre.as_str()),
            (
                self.notification.is_to_health_visiting,
                ServiceKind::HealthVisiting,
                self.notification.health_visiting.as_str(),
            ),
        ];
        all.into_iter().filter(|(is_sent, ..)| *is_sent).map(|(_, service, team)| (service, team)).collect()
    }

    /// What the rules say of one kind of information, for whoever receives it.
    pub(super) fn answer(&self, kind: Kind, about: About, receiver: &Receiver<'_>, pack: &Pack) -> Answered {
        let mut facts = Facts::neutral(kind.category(), receiver.requester, receiver.purpose);
        (facts.subject, facts.age) = match (about, self.is_born()) {
            (About::Partner, _) => (Subject::FatherOrPartner, Age::NotApplicable),
            (About::Woman, true) => (Subject::Parent, Age::NotApplicable),
            (About::Woman, false) => (Subject::PregnantWoman, Age::Unborn),
        };
        facts.sender = Sender::of(self.notification.service);
        facts.direction = receiver.direction;
        facts.need_to_know = NeedToKnow::Yes;
        facts.access = receiver.access;
        if self.is_proven() {
            (facts.agreed, facts.capacity) = self.basis(kind, about, receiver);
        } else {
            facts.agreed = BasisFacts { evidence: Evidence::Absent, ..BasisFacts::explicit_informed() };
        }
        Answered { decision: decide(&facts, pack), facts }
    }

    fn basis(&self, kind: Kind, about: About, receiver: &Receiver<'_>) -> (BasisFacts, kith_core::sharing::Capacity) {
        let nothing =
            (BasisFacts::without_consent(kith_core::sharing::Basis::None), kith_core::sharing::Capacity::Presumed);
        let Some(words) = &self.words else { return nothing };
        let record = match about {
            About::Woman => Some(self.notification.woman),
            About::Partner => self.notification.partner,
        };
        let Some(person) = record.and_then(|record| self.whose.get(&record).copied()) else { return nothing };
        let asked = Asked {
            team: Some(receiver.team),
            about: Some(person),
            is_to_health: receiver.requester.is_health(),
            is_about_sixteen_or_over: false,
            is_about_adult: true,
            ..Asked::about_child(kind, receiver.service, receiver.purpose)
        };
        // What she agreed to with another service alone says nothing here, not even why it falls short.
        let is_for_others = |entry: &&LedgerEntry| match &entry.event {
            LedgerEvent::Consent(consent) => {
                let is_other = |to: &Partner| matches!(to, Partner::Service(service) if *service != receiver.service);
                consent.partners.iter().all(is_other)
            }
            _ => false,
        };
        let entries = words.entries.iter().filter(|entry| !is_for_others(entry));
        let basis = LedgerState::of_each(entries, self.today).with_team(&words.team).basis_for(&asked);
        (basis.facts, basis.capacity)
    }
}

/// Whether somebody may open the family of a notification: what became of it,
/// a birth or a loss, is told to nobody else of the team that sent it.
pub(super) async fn knows_family(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    seen: &Seen,
    now: Timestamp,
) -> Result<bool, AppError> {
    match seen.family {
        Some(family) => Ok(crate::look::peek(tx, asker, rules, family, now).await?.is_some()),
        None => Ok(false),
    }
}

/// What the rules of a service's own record say to somebody of the team that
/// wrote it.
pub(super) fn own(asker: &Asker, rules: &Rules, today: Date) -> Answered {
    let is_in_centre = asker.staff.service == Some(ServiceKind::ChildrensCentre);
    let requester = Requester::of(asker.staff.role, is_in_centre);
    let mut facts = Facts::neutral(Category::BeyondBasic, requester, asker.purpose);
    facts.access = Access::from(asker.staff.access_on(today));
    Answered { decision: decide(&facts, rules.own_service()), facts }
}

/// The families of some notifications, for the audit.
pub(super) fn families(seen: &[Seen]) -> String {
    let families: BTreeSet<String> = seen.iter().filter_map(|it| Some(it.family?.to_string())).collect();
    families.into_iter().collect::<Vec<_>>().join(" ")
}
