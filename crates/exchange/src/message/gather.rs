//! What is kept of the elements as they pass.

use std::collections::HashMap;

use jiff::Timestamp;

use super::problem::{Fault, MessageProblem, Place, code_words};
use super::{
    BirthFacts, DeathStatus, Envelope, MessageAction, MessageEvent, MessageId, SenderCode, StillbirthIndicator,
    VaccinationFacts,
};

const ID: &str = "Bundle/entry/resource/MessageHeader/id";
const WRITTEN: &str = "Bundle/entry/resource/MessageHeader/meta/lastUpdated";
const EVENT: &str = "Bundle/entry/resource/MessageHeader/event/code";
const ACTION: &str = "Bundle/entry/resource/MessageHeader/extension (MessageEventType)";
const BABY: &str = "Bundle/entry/resource/Patient/multipleBirthInteger";
const NOT_GIVEN: &str = "Bundle/entry/resource/Immunization/notGiven";

/// Nothing that is looked for here is longer: more of a value is not kept.
const LONGEST: usize = 300;

/// SNOMED CT: total number of registerable births at delivery.
const BIRTHS_AT_DELIVERY: &str = "382341000000101";
/// SNOMED CT: length of gestation at birth.
const GESTATION: &str = "412726003";
/// SNOMED CT: stillbirth; its answer is in a list of the national service.
const STILLBIRTH: &str = "237364002";

/// What was met so far.
#[derive(Default)]
pub(super) struct Gather {
    kind: Option<String>,
    has_header: bool,
    id: Option<String>,
    last_updated: Option<String>,
    timestamp: Option<String>,
    action: Option<String>,
    event: Option<String>,
    responsible: Option<String>,
    communicated_by: Option<String>,
    entry: Entry,
    /// The codes of organisations by the address that others refer to.
    organisations: HashMap<String, SenderCode>,
    /// Who provides a service, by the service's address.
    providers: HashMap<String, String>,
    order: Option<String>,
    babies: Option<String>,
    still: Option<String>,
    gestation: Option<u16>,
    babys_death: Option<String>,
    death: Option<String>,
    not_given: Option<String>,
}

/// The entry that is open.
#[derive(Default)]
struct Entry {
    address: Option<String>,
    own_id: Option<String>,
    identifier_system: Option<String>,
    identifier_value: Option<String>,
    code: Option<SenderCode>,
    provider: Option<String>,
    order: Option<String>,
    death: Option<String>,
    asks: Option<Asks>,
    number: Option<String>,
    unit: Option<String>,
    answer: Option<String>,
}

/// What an observation is of, where it matters here.
#[derive(Clone, Copy)]
enum Asks {
    Births,
    Gestation,
    Stillbirth,
}

impl Gather {
    /// Takes an element as it opens.
    pub(super) fn enter(&mut self, path: &str, value: Option<&str>, line: u32) -> Result<(), MessageProblem> {
        let twice = || MessageProblem { fault: Fault::SaidTwice, place: Place::Line(line) };
        let value = value.map(|value| value[..value.floor_char_boundary(LONGEST)].trim());
        let Some(rest) = path.strip_prefix("Bundle/entry/resource/") else {
            match (path, value) {
                ("Bundle/type", Some(value)) => once(&mut self.kind, value).ok_or_else(twice)?,
                ("Bundle/entry/fullUrl", Some(value)) => keep_first(&mut self.entry.address, value),
                ("Bundle/entry", _) => self.entry = Entry::default(),
                _ => {}
            }
            return Ok(());
        };
        if rest == "MessageHeader" && std::mem::replace(&mut self.has_header, true) {
            return Err(twice());
        }
        let Some(value) = value else { return Ok(()) };
        if let Some(rest) = rest.strip_prefix("MessageHeader/") {
            return self.header(rest, value).ok_or_else(twice);
        }
        let entry = &mut self.entry;
        match rest {
            "Organization/id" | "HealthcareService/id" => keep_first(&mut entry.own_id, value),
            "Organization/identifier/system" => keep_first(&mut entry.identifier_system, value),
            "Organization/identifier/value" => keep_first(&mut entry.identifier_value, value),
            "HealthcareService/providedBy/reference" => keep_first(&mut entry.provider, value),
            "Communication/sender/reference" => keep_first(&mut self.communicated_by, value),
            "Patient/multipleBirthInteger" => once(&mut entry.order, value).ok_or_else(twice)?,
            "Immunization/notGiven" => once(&mut self.not_given, value).ok_or_else(twice)?,
            "Observation/code/coding/code" => entry.asks = entry.asks.or(asks(value)),
            "Observation/valueQuantity/value" => keep_first(&mut entry.number, value),
            "Observation/valueQuantity/code" | "Observation/valueQuantity/unit" => keep_first(&mut entry.unit, value),
            "Observation/valueCodeableConcept/coding/code" => keep_first(&mut entry.answer, value),
            _ if is_death_status(rest) => once(&mut entry.death, value).ok_or_else(twice)?,
            _ => {}
        }
        Ok(())
    }

    /// `None` when the header says the same thing twice and differently.
    fn header(&mut self, rest: &str, value: &str) -> Option<()> {
        match rest {
            "id" => once(&mut self.id, value),
            "meta/lastUpdated" => once(&mut self.last_updated, value),
            "timestamp" => once(&mut self.timestamp, value),
            "event/code" => once(&mut self.event, value),
            "extension:Extension-MessageEventType-1/valueCodeableConcept/coding/code" => once(&mut self.action, value),
            "responsible/reference" => {
                keep_first(&mut self.responsible, value);
                Some(())
            }
            _ => Some(()),
        }
    }

    /// Takes an element as it closes.
    pub(super) fn leave(&mut self, path: &str, line: u32) -> Result<(), MessageProblem> {
        match path {
            "Bundle/entry" => {
                let entry = std::mem::take(&mut self.entry);
                self.close(entry).ok_or(MessageProblem { fault: Fault::SaidTwice, place: Place::Line(line) })?;
            }
            "Bundle/entry/resource/Organization/identifier" => {
                let system = self.entry.identifier_system.take();
                let value = self.entry.identifier_value.take();
                if system.is_some_and(|system| system.ends_with("/ods-organization-code")) && self.entry.code.is_none()
                {
                    self.entry.code = value.and_then(|value| SenderCode::read(&value));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Keeps what a whole entry said; `None` when another entry said otherwise.
    fn close(&mut self, entry: Entry) -> Option<()> {
        if let Some(code) = &entry.code {
            let own = entry.own_id.as_ref().map(|id| format!("Organization/{id}"));
            for address in own.into_iter().chain(entry.address.clone()) {
                self.organisations.entry(address).or_insert_with(|| code.clone());
            }
        }
        if let Some(provider) = &entry.provider {
            let own = entry.own_id.as_ref().map(|id| format!("HealthcareService/{id}"));
            for address in own.into_iter().chain(entry.address.clone()) {
                self.providers.entry(address).or_insert_with(|| provider.clone());
            }
        }
        let is_baby = entry.order.is_some();
        if let Some(order) = &entry.order {
            once(&mut self.order, order)?;
        }
        if let Some(death) = &entry.death {
            once(if is_baby { &mut self.babys_death } else { &mut self.death }, death)?;
        }
        match (entry.asks, entry.number, entry.answer) {
            (Some(Asks::Births), Some(number), _) => once(&mut self.babies, &number)?,
            (Some(Asks::Stillbirth), _, Some(answer)) => once(&mut self.still, &answer)?,
            (Some(Asks::Gestation), Some(number), _) => {
                self.gestation = self.gestation.or_else(|| days(&number, entry.unit.as_deref()?));
            }
            _ => {}
        }
        Some(())
    }

    /// The envelope, once the whole message has passed.
    pub(super) fn finish(self) -> Result<Envelope, MessageProblem> {
        let kind = self.kind.as_deref().ok_or_else(|| missing("Bundle/type"))?;
        if kind != "message" {
            let fault = Fault::NotAMessage(code_words(kind));
            return Err(MessageProblem { fault, place: Place::Element("Bundle/type") });
        }
        if !self.has_header {
            return Err(missing("Bundle/entry/resource/MessageHeader"));
        }
        let id = self.id.as_deref().ok_or_else(|| missing(ID))?;
        let id: MessageId = id.parse().map_err(|_| unreadable(ID))?;
        let written_at = self.last_updated.as_deref().or(self.timestamp.as_deref()).ok_or_else(|| missing(WRITTEN))?;
        let written_at: Timestamp = written_at.parse().map_err(|_| unreadable(WRITTEN))?;
        let event = self.event.as_deref().ok_or_else(|| missing(EVENT))?;
        let event = MessageEvent::of(event).ok_or_else(|| MessageProblem {
            fault: Fault::UnknownEvent(code_words(event)),
            place: Place::Element(EVENT),
        })?;
        let action = match self.action.as_deref() {
            None | Some("new") => MessageAction::New,
            Some("update") => MessageAction::Update,
            Some("delete") => MessageAction::Delete,
            Some(other) => return Err(unknown(other, ACTION)),
        };
        Ok(Envelope {
            birth: if event == MessageEvent::Birth { Some(self.birth()?) } else { None },
            death: self.death_status(event)?,
            vaccination: if event == MessageEvent::Vaccination { Some(self.vaccination()?) } else { None },
            sender: self.sender(),
            id,
            written_at,
            action,
            event,
        })
    }

    fn birth(&self) -> Result<BirthFacts, MessageProblem> {
        let births = "Observation 382341000000101 (number of births)";
        let count = |text: &str, path| match text.parse::<f64>() {
            Ok(number) if (1.0..=9.0).contains(&number) && number.fract() == 0.0 => Ok(number as u8),
            _ => Err(unreadable(path)),
        };
        let order = count(self.order.as_deref().ok_or_else(|| missing(BABY))?, BABY)?;
        let babies = self.babies.as_deref().map_or(Ok(order), |text| count(text, births))?;
        let still = match self.still.as_deref() {
            Some("1") => StillbirthIndicator::Live,
            Some("2") => StillbirthIndicator::BeforeLabour,
            Some("3") => StillbirthIndicator::InLabour,
            Some("4") | None => StillbirthIndicator::NotKnown,
            Some(other) => return Err(unknown(other, "Observation 237364002 (stillbirth)")),
        };
        Ok(BirthFacts { babies: babies.max(order), order, still, gestation_days: self.gestation })
    }

    /// Of a birth message only the baby's counts, not the mother's.
    fn death_status(&self, event: MessageEvent) -> Result<Option<DeathStatus>, MessageProblem> {
        let others = if event == MessageEvent::Birth { None } else { self.death.as_deref() };
        let said = self.babys_death.as_deref().or(others);
        match said {
            Some("1") => Ok(Some(DeathStatus::Informal)),
            Some("2") => Ok(Some(DeathStatus::Formal)),
            Some("U") => Ok(Some(DeathStatus::Withdrawn)),
            Some(other) => Err(unknown(other, "Patient/extension (DeathNotificationStatus)")),
            None => Ok((event == MessageEvent::Death).then_some(DeathStatus::Informal)),
        }
    }

    fn vaccination(&self) -> Result<VaccinationFacts, MessageProblem> {
        match self.not_given.as_deref() {
            Some("true") => Ok(VaccinationFacts { given: false }),
            Some("false") => Ok(VaccinationFacts { given: true }),
            Some(_) => Err(unreadable(NOT_GIVEN)),
            None => Err(missing(NOT_GIVEN)),
        }
    }

    fn sender(&self) -> Option<SenderCode> {
        let organisation = |reference: &str| {
            let outside = || reference.rsplit_once("/Organization/").and_then(|(_, code)| SenderCode::read(code));
            self.organisations.get(reference).cloned().or_else(outside)
        };
        [&self.responsible, &self.communicated_by].into_iter().flatten().find_map(|reference| {
            organisation(reference).or_else(|| organisation(self.providers.get(reference.as_str())?))
        })
    }
}

/// Keeps a value that may be said once, or again the same.
fn once(slot: &mut Option<String>, value: &str) -> Option<()> {
    match slot {
        Some(before) if before != value => None,
        Some(_) => Some(()),
        None => {
            *slot = Some(value.to_owned());
            Some(())
        }
    }
}

fn keep_first(slot: &mut Option<String>, value: &str) {
    if slot.is_none() {
        *slot = Some(value.to_owned());
    }
}

fn asks(code: &str) -> Option<Asks> {
    match code {
        BIRTHS_AT_DELIVERY => Some(Asks::Births),
        GESTATION => Some(Asks::Gestation),
        STILLBIRTH => Some(Asks::Stillbirth),
        _ => None,
    }
}

/// Senders disagree about the address of the outer extension, not the inner.
fn is_death_status(path: &str) -> bool {
    path.starts_with("Patient/extension:")
        && path.ends_with("/extension:deathNotificationStatus/valueCodeableConcept/coding/code")
}

/// A length of gestation in days; `None` for what no pregnancy lasts.
fn days(number: &str, unit: &str) -> Option<u16> {
    let number: f64 = number.parse().ok()?;
    let days = match unit.to_ascii_lowercase().as_str() {
        "wk" | "week" | "weeks" => number * 7.0,
        "d" | "day" | "days" => number,
        _ => return None,
    };
    let days = days.round();
    (70.0..=330.0).contains(&days).then_some(days as u16)
}

fn missing(path: &'static str) -> MessageProblem {
    MessageProblem { fault: Fault::Missing, place: Place::Element(path) }
}

fn unreadable(path: &'static str) -> MessageProblem {
    MessageProblem { fault: Fault::Unreadable, place: Place::Element(path) }
}

fn unknown(code: &str, path: &'static str) -> MessageProblem {
    MessageProblem { fault: Fault::UnknownCode(code_words(code)), place: Place::Element(path) }
}
