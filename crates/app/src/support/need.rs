//! What comes with a service: the sentence that a family is told before they
//! accept it (S002-ICc). Made from the directory, from what the family said
//! and from the sharing rules as they are at that moment.

use kith_core::area::LocalService;
use kith_core::id::PersonId;
use kith_core::service::ServiceKind;
use kith_core::sharing::{Basis, Channel, Extent, Harm, Kind, Outcome, Purpose};
use kith_store::Tx;

use crate::can_i_share::{ShareDraft, answers_today};
use crate::look::Look;
use crate::office::office;
use crate::people::Somebody;
use crate::questions::Answered;
use crate::words::listed;
use crate::{AppError, Issue};

/// What a service will know about a family that accepts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The service's name.
    pub service: String,
    /// Which kind of service gives it.
    pub given_by: ServiceKind,
    /// The kinds of information that it needs.
    pub kinds: Vec<Kind>,
    /// The sentence to read out.
    pub sentence: String,
    /// Each kind, and what the rules say about it today.
    pub lines: Vec<NeedLine>,
    /// Who keeps it.
    pub keeps: String,
    /// Who sees it.
    pub sees: String,
    /// The family has to be asked: something may not be told yet.
    pub must_ask: bool,
    /// The edition of the rules that answered.
    pub rules: String,
}

/// One kind of information that a service needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedLine {
    /// The kind.
    pub kind: Kind,
    /// What the rules say about it today, in words.
    pub words: String,
}

/// What the family agrees to when it agrees that a service may know something.
pub(super) fn purposes(given_by: ServiceKind) -> Vec<Purpose> {
    match given_by {
        ServiceKind::ChildrensCentre => vec![Purpose::FamilySupport, Purpose::CentreOutreach],
        service if service.is_health() => vec![Purpose::FamilySupport, Purpose::Healthcare],
        _ => vec![Purpose::FamilySupport],
    }
}

fn purpose_words(purpose: Purpose) -> String {
    let words = match purpose {
        Purpose::Healthcare => "look after your health",
        Purpose::CentreOutreach => "invite you to the centre",
        Purpose::FamilySupport => "support your family",
        other => other.title(),
    };
    words.to_owned()
}

/// What the service needs to know about these people, what may go already and
/// what the family is asked.
pub(super) async fn need(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
    (service, people): (&LocalService, &[PersonId]),
) -> Result<Option<Need>, AppError> {
    let Some(given_by) = service.given_by else { return Ok(None) };
    let kinds: Vec<Kind> = service.needs.iter().copied().collect();
    let names: Vec<String> = everybody
        .iter()
        .filter(|somebody| people.contains(&somebody.member.person))
        .map(|somebody| somebody.view.first_name.clone())
        .collect();
    let answers: Vec<(Kind, Option<Answered>)> =
        kinds.iter().map(|kind| (*kind, strictest(look, everybody, (*kind, given_by), people))).collect();
    let is_open = |answered: &Option<Answered>| answered.as_ref().is_some_and(Answered::lets_through);
    let lines = answers.iter().map(|(kind, answered)| NeedLine { kind: *kind, words: words_of(answered.as_ref()) });
    let officer = match office(tx).await? {
        Issue::Ready(office) => format!(" Questions go to {}, {}.", office.officer, office.telephone),
        Issue::Missing(_) => String::new(),
    };
    Ok(Some(Need {
        service: service.name.clone(),
        given_by,
        sentence: sentence(service, given_by, (&kinds, &names)),
        lines: lines.collect(),
        keeps: match kinds.is_empty() {
            true => format!("{} keeps what is written down here.{officer}", look.asker.staff.organisation),
            false => format!(
                "{} keeps what is written down here. {} keeps what it is told.{officer}",
                look.asker.staff.organisation, service.name
            ),
        },
        sees: match kinds.is_empty() {
            true => "Only the service that writes this down.".to_owned(),
            false => format!(
                "People of {} who work with you, in training and with their own sign-in. Others who may know who works \
                 with you see its name. Each look is written down.",
                given_by.title()
            ),
        },
        must_ask: answers.iter().any(|(_, answered)| !is_open(answered)),
        kinds,
        rules: look.pack.title().to_owned(),
    }))
}

/// The sentence to read out before a family accepts a service.
fn sentence(service: &LocalService, given_by: ServiceKind, (kinds, names): (&[Kind], &[String])) -> String {
    if kinds.is_empty() {
        return format!("If you accept {}, we tell it nothing about you: you go there yourself.", service.name);
    }
    let kinds: Vec<String> = kinds.iter().map(|kind| kind.title().to_lowercase()).collect();
    let purposes: Vec<String> = purposes(given_by).into_iter().map(purpose_words).collect();
    format!(
        "If you accept {} ({}), the people there who work with you will know this about {}, to {}: {}.",
        service.name,
        given_by.title(),
        listed(names),
        listed(&purposes),
        kinds.join("; ")
    )
}

/// What the rules answer today about one kind going to the service: the
/// strictest answer of all these people. None where nobody could be asked
/// about, which lets nothing through.
fn strictest(
    look: &Look,
    everybody: &[Somebody],
    (kind, given_by): (Kind, ServiceKind),
    people: &[PersonId],
) -> Option<Answered> {
    if given_by.is_existence_sensitive() && !look.is_own(given_by) {
        // What was said about such a service would say that it works with somebody.
        return None;
    }
    let mut strictest: Option<Answered> = None;
    for (person, purpose) in
        people.iter().flat_map(|person| purposes(given_by).into_iter().map(move |it| (*person, it)))
    {
        let question = ShareDraft {
            kinds: vec![kind.word().to_owned()],
            about: person.to_string(),
            with: "other".to_owned(),
            other: given_by.word().to_owned(),
            purpose: purpose.word().to_owned(),
            harm: Harm::None.word().to_owned(),
            flow: "ongoing".to_owned(),
            extent: Extent::Necessary.word().to_owned(),
            channel: Channel::Secure.word().to_owned(),
            asking: "can".to_owned(),
            ..ShareDraft::default()
        };
        let (_, answered) = answers_today(look, everybody, &question).ok()?.pop()?;
        let is_stricter = strictest.as_ref().is_none_or(|so_far| so_far.lets_through() && !answered.lets_through());
        if is_stricter {
            strictest = Some(answered);
        }
    }
    strictest
}

fn words_of(answered: Option<&Answered>) -> String {
    let Some(answered) = answered else { return "It is told only if the family says yes.".to_owned() };
    let basis = answered.facts.agreed.basis;
    let words = match (answered.decision.outcome(), basis) {
        (outcome, Basis::ExplicitInformed) if outcome.is_yes() => "It may be told already: the family agreed before.",
        (outcome, Basis::NoticeNoObjection) if outcome.is_yes() => {
            "It may be told already: the family was told how we share, and did not object."
        }
        (outcome, _) if outcome.is_yes() => "It may be told already.",
        (_, Basis::Refused | Basis::Withdrawn | Basis::Objected) => {
            "The family said no before. It is told only if they say yes now."
        }
        (Outcome::SeekConsent, _) => "It is told only if the family says yes.",
        _ => return answered.decision.heading().to_owned(),
    };
    words.to_owned()
}
