//! Who answers for information in this locality and where post goes: what the
//! documents for families name (S002-AXg), with the partner agencies of the
//! consent form, version by version (S002-AXe, S002-ECi).

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::audit::{Action, Actor, Event};
use kith_core::ledger::{Team, TeamPart};
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_letters::Office;
use kith_store::{TeamList, Tx};

use crate::visits::{note_days, read_note_days, set_note_days};
use crate::{App, AppError, FieldProblem, Who};

/// The setting of the telephone number for questions and for a no.
const TELEPHONE: &str = "letters-telephone";

/// The settings: name on the form, name in the store, and what a document
/// lacks without it.
const SETTINGS: [(&str, &str, &str); 5] = [
    ("officer", "letters-officer", "The name of the data protection officer"),
    ("officer_address", "letters-officer-address", "The address of the data protection officer"),
    ("return_address", "letters-return-address", "The address that letters and slips come back to"),
    ("telephone", TELEPHONE, "The telephone number for questions and for a no"),
    ("complaints", "letters-complaints", "Who hears complaints, and how to reach them"),
];

/// The setting of the safeguarding telephone: for staff, on no letter.
const SAFEGUARDING: &str = "safeguarding-telephone";

/// The longest value that is kept, in letters.
const LONGEST: usize = 300;

/// Names and addresses as they are being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeDraft {
    /// The data protection officer.
    pub officer: String,
    /// The officer's address, a line each.
    pub officer_address: String,
    /// Where letters and slips come back to, a line each.
    pub return_address: String,
    /// The telephone number for questions and for a no.
    pub telephone: String,
    /// Who hears complaints, and how to reach them.
    pub complaints: String,
    /// The telephone number for a worry about a child, for staff and mentors.
    pub safeguarding: String,
    /// Within how many days after a visit the others get their note; empty for
    /// the usual number.
    pub note_days: String,
    /// The agency that gives each service of the team, by the service's word.
    pub partners: BTreeMap<String, String>,
}

/// The page of names and addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficePage {
    /// What stands now.
    pub draft: OfficeDraft,
    /// The services that need an agency's name.
    pub services: Vec<ServiceKind>,
    /// Every version of the list of partners, the newest first: its number,
    /// when it was written, the agencies.
    pub lists: Vec<(u32, Timestamp, Vec<String>)>,
    /// What is still missing.
    pub missing: Vec<String>,
}

/// A document's facts, or what has to be set up before it may be given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Issue<T> {
    /// It may be given out.
    Ready(T),
    /// It may not: these are blank.
    Missing(Vec<String>),
}

impl<T> Issue<T> {
    /// The same with the facts turned into something else.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Issue<U> {
        match self {
            Self::Ready(facts) => Issue::Ready(turn(facts)),
            Self::Missing(blank) => Issue::Missing(blank),
        }
    }
}

impl App {
    /// The names and addresses as they stand, with every version of the list
    /// of partners. For administrators, the data lead and the command line.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody else.
    pub async fn office_page(&self, who: impl Into<Who>) -> Result<OfficePage, AppError> {
        may_change(&who.into())?;
        self.db
            .read(|tx| {
                Box::pin(async move {
                    let (draft, team) = (kept(tx).await?, tx.team().await?);
                    let lists = tx.team_lists().await?;
                    Ok(OfficePage {
                        missing: missing(&draft, &team),
                        draft,
                        services: team.services().collect(),
                        lists: lists.iter().map(|list| (list.version, list.made_at, names(list))).collect(),
                    })
                })
            })
            .await
    }

    /// Keeps names and addresses. A list of partners that differs from the
    /// last becomes a new version; the older ones stay.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for whoever may not; [`AppError::Invalid`] with
    /// each value that is too long.
    pub async fn save_office(&self, who: impl Into<Who>, draft: &OfficeDraft, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        may_change(&who)?;
        let note_days = read_note_days(&draft.note_days);
        let (draft, note_days) = match (tidied(draft), note_days) {
            (Ok(draft), Ok(days)) => (draft, days),
            (Err(AppError::Invalid(mut problems)), Err(problem)) => {
                problems.push(problem);
                return Err(AppError::Invalid(problems));
            }
            (Ok(_), Err(problem)) => return Err(AppError::Invalid(vec![problem])),
            (Err(error), _) => return Err(error),
        };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let before = kept(tx).await?;
                    for ((_, setting, _), value) in SETTINGS.iter().zip(values(&draft)) {
                        tx.set_setting(setting, value).await?;
                    }
                    tx.set_setting(SAFEGUARDING, &draft.safeguarding).await?;
                    let (old, new) = (values(&before), values(&draft));
                    let changed: Vec<&str> =
                        (0..SETTINGS.len()).filter(|at| old[*at] != new[*at]).map(|at| SETTINGS[at].0).collect();
                    let safeguarding = (before.safeguarding != draft.safeguarding).then_some("safeguarding");
                    let days = set_note_days(tx, note_days).await?.then_some("note_days");
                    let changed: Vec<&str> = changed.into_iter().chain(safeguarding).chain(days).collect();
                    let version = new_version(tx, &who, (&before, &draft), now).await?;
                    let (actor, role) = match &who {
                        Who::Asker(asker) => (Actor::Staff(asker.staff.id), Some(asker.staff.role)),
                        Who::Operator => (Actor::CommandLine, None),
                        Who::Job => (Actor::Job, None),
                    };
                    let entry = Event::new(now, actor, Action::SettingChange)
                        .with("page", "letters")
                        .with("changed", changed.join(" "))
                        .with("team_list", version);
                    let entry = match role {
                        Some(role) => entry.role(role),
                        None => entry,
                    };
                    tx.append_audit(&entry).await?;
                    Ok(())
                })
            })
            .await
    }

    /// What the documents name, for a blank document and the public leaflet.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn office(&self) -> Result<Issue<Office>, AppError> {
        self.db.read(|tx| Box::pin(async move { office(tx).await })).await
    }
}

/// The telephone number for questions and for a no; none where nobody wrote one
/// down.
pub(crate) async fn telephone(tx: &mut Tx) -> Result<Option<String>, AppError> {
    Ok(tx.setting(TELEPHONE).await?.filter(|number| !number.is_empty()))
}

/// Appends the list where it changed; gives the version that stands.
async fn new_version(
    tx: &mut Tx,
    who: &Who,
    (before, draft): (&OfficeDraft, &OfficeDraft),
    now: Timestamp,
) -> Result<u32, AppError> {
    let last = tx.team_lists().await?.first().map_or(0, |list| list.version);
    if draft.partners == before.partners {
        return Ok(last);
    }
    let named = |service: &ServiceKind| Some((*service, draft.partners.get(service.word())?.clone()));
    let agencies = ServiceKind::ALL.iter().filter_map(named).collect();
    let made_by = match who {
        Who::Asker(asker) => Some(asker.staff.id),
        Who::Operator | Who::Job => None,
    };
    tx.add_team_list(&TeamList { version: last + 1, agencies, made_at: now, made_by }).await?;
    Ok(last + 1)
}

pub(crate) fn may_change(who: &Who) -> Result<(), AppError> {
    match who {
        Who::Asker(asker) if !matches!(asker.staff.role, Role::DataLead | Role::Administrator) => {
            Err(AppError::NotFound)
        }
        Who::Asker(_) | Who::Operator | Who::Job => Ok(()),
    }
}

/// The values in the order of the settings.
fn values(draft: &OfficeDraft) -> [&str; 5] {
    [&draft.officer, &draft.officer_address, &draft.return_address, &draft.telephone, &draft.complaints]
}

fn tidied(draft: &OfficeDraft) -> Result<OfficeDraft, AppError> {
    let mut problems = Vec::new();
    let mut check = |name: &str, value: &str| {
        let tidy: Vec<&str> = value.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let tidy = tidy.join("\n");
        if LONGEST < tidy.chars().count() {
            problems.push(FieldProblem::new(name, format!("Write this in at most {LONGEST} letters")));
        }
        tidy
    };
    let tidy = OfficeDraft {
        officer: check("officer", &draft.officer),
        officer_address: check("officer_address", &draft.officer_address),
        return_address: check("return_address", &draft.return_address),
        telephone: check("telephone", &draft.telephone),
        complaints: check("complaints", &draft.complaints),
        safeguarding: check("safeguarding", &draft.safeguarding),
        note_days: draft.note_days.clone(),
        partners: ServiceKind::ALL
            .iter()
            .filter_map(|service| {
                let agency = check(&format!("partner_{}", service.word()), draft.partners.get(service.word())?);
                Some((service.word().to_owned(), agency)).filter(|(_, agency)| !agency.is_empty())
            })
            .collect(),
    };
    if problems.is_empty() { Ok(tidy) } else { Err(AppError::Invalid(problems)) }
}

/// What a document for families would lack today.
pub(crate) async fn blank(tx: &mut Tx) -> Result<Vec<String>, AppError> {
    let (draft, team) = (kept(tx).await?, tx.team().await?);
    Ok(missing(&draft, &team))
}

/// The telephone number for a worry about a child; none where nobody wrote it
/// down.
pub(crate) async fn safeguarding_telephone(tx: &mut Tx) -> Result<Option<String>, AppError> {
    Ok(tx.setting(SAFEGUARDING).await?.filter(|number| !number.is_empty()))
}

async fn kept(tx: &mut Tx) -> Result<OfficeDraft, AppError> {
    let mut draft = OfficeDraft::default();
    let slots = [
        &mut draft.officer,
        &mut draft.officer_address,
        &mut draft.return_address,
        &mut draft.telephone,
        &mut draft.complaints,
    ];
    for ((_, setting, _), slot) in SETTINGS.iter().zip(slots) {
        *slot = tx.setting(setting).await?.unwrap_or_default();
    }
    draft.safeguarding = safeguarding_telephone(tx).await?.unwrap_or_default();
    draft.note_days = note_days(tx).await?.to_string();
    if let Some(list) = tx.team_lists().await?.into_iter().next() {
        draft.partners =
            list.agencies.into_iter().map(|(service, agency)| (service.word().to_owned(), agency)).collect();
    }
    Ok(draft)
}

/// What is blank: names and addresses, and the agency behind each service that
/// the form names, for nobody can agree to a partner who is not named.
fn missing(draft: &OfficeDraft, team: &Team) -> Vec<String> {
    let blank = SETTINGS.iter().zip(values(draft)).filter(|(_, value)| value.is_empty());
    let mut missing: Vec<String> = blank.map(|((.., lacks), _)| (*lacks).to_owned()).collect();
    let nameless = team.services().filter(|service| !draft.partners.contains_key(service.word()));
    missing.extend(nameless.map(|service| format!("The partner agency for: {}", service.title())));
    missing
}

/// Whom the form names: the agency of each service of the team, and the
/// partners that have a name of their own.
fn named_on_the_form(list: &TeamList, team: &Team) -> Vec<String> {
    let is_in_the_team = |service: &ServiceKind| team.services().any(|one| one == *service);
    let agencies = list.agencies.iter().filter(|(service, _)| is_in_the_team(service)).cloned().collect();
    let partners = team.parts().into_iter().filter_map(|part| match part {
        TeamPart::Partner(name) => Some(name),
        TeamPart::Service(_) | TeamPart::Purpose(_) => None,
    });
    names(&TeamList { agencies, ..list.clone() }).into_iter().chain(partners).collect()
}

/// The agencies of a list, each with the service that it gives.
fn names(list: &TeamList) -> Vec<String> {
    list.agencies.iter().map(|(service, agency)| format!("{agency} ({})", service.title().to_lowercase())).collect()
}

/// What the documents name; what is missing where something is blank.
pub(crate) async fn office(tx: &mut Tx) -> Result<Issue<Office>, AppError> {
    let (draft, team) = (kept(tx).await?, tx.team().await?);
    let missing = missing(&draft, &team);
    let Some(list) = tx.team_lists().await?.into_iter().next().filter(|_| missing.is_empty()) else {
        return Ok(Issue::Missing(missing));
    };
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    Ok(Issue::Ready(Office {
        locality: tx.setting("locality").await?.unwrap_or_default(),
        officer: draft.officer,
        officer_address: lines(&draft.officer_address),
        return_address: lines(&draft.return_address),
        telephone: draft.telephone,
        complaints: draft.complaints.replace('\n', ", "),
        partners: named_on_the_form(&list, &team),
        partners_version: list.version,
    }))
}

/// The version of the words that somebody answers to, with the version of the
/// list of partners where there is one (ECi).
pub(crate) async fn words_version(tx: &mut Tx) -> Result<String, AppError> {
    let words = crate::WORDS_VERSION;
    Ok(match tx.team_lists().await?.first() {
        Some(list) => format!("{words}, list of partners {}", list.version),
        None => words.to_owned(),
    })
}
