//! The health visitor and the speech and language therapist of each centre
//! (S004-BRa, 004 L64): both are needed, and a centre without them is listed.

use jiff::Timestamp;
use kith_core::area::{CentreLinks, Linked, LinkedAs, PlaceKind};
use kith_core::audit::Action;
use kith_core::person::Telephone;
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_store::{Account, KeptLinks, Tx};

use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem, Who};

/// The longest name and the longest service, in letters.
const LONGEST: usize = 80;

/// One centre with whom it is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreLinkLine {
    /// The centre.
    pub centre: String,
    /// Both; none where nobody has said so yet.
    pub links: Option<CentreLinks>,
    /// Since when, and who said so.
    pub since: Option<(Timestamp, String)>,
}

/// The page of the linked professionals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreLinksPage {
    /// Every centre.
    pub lines: Vec<CentreLinkLine>,
    /// The centres whose links the reader may change.
    pub may_change: Vec<String>,
    /// The members of staff to choose from, for each profession: reference and
    /// words.
    pub staff: Vec<(LinkedAs, Vec<(String, String)>)>,
}

/// One of the two as it is being written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct LinkedDraft {
    /// A member of staff, by reference; empty for somebody without an account.
    pub staff: String,
    /// The name, where it is nobody with an account.
    pub name: String,
    /// Where to ring.
    pub telephone: String,
    /// The team or service, where it is nobody with an account.
    pub service: String,
}

impl std::fmt::Debug for LinkedDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("LinkedDraft(hidden)")
    }
}

/// Both as they are being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CentreLinksDraft {
    /// The centre.
    pub centre: String,
    /// The health visitor.
    pub health_visitor: LinkedDraft,
    /// The speech and language therapist.
    pub speech_therapist: LinkedDraft,
}

impl CentreLinksDraft {
    /// The one of a profession.
    #[must_use]
    pub fn of(&self, linked_as: LinkedAs) -> &LinkedDraft {
        match linked_as {
            LinkedAs::HealthVisitor => &self.health_visitor,
            LinkedAs::SpeechTherapist => &self.speech_therapist,
        }
    }
}

impl App {
    /// Every centre with its health visitor and its therapist. Anybody signed
    /// in may know them.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn centre_links(&self, asker: &Asker) -> Result<CentreLinksPage, AppError> {
        let asker = asker.clone();
        self.db.read(move |tx| Box::pin(async move { page(tx, &asker).await })).await
    }

    /// Links a health visitor and a speech and language therapist to a centre.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that is empty or needs another
    /// look: neither is kept without the other; [`AppError::NotFound`] for
    /// whoever keeps no such centre.
    pub async fn set_centre_links(
        &self,
        who: impl Into<Who>,
        draft: &CentreLinksDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (who, draft) = (who.into(), draft.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let centres = centres(tx).await?;
                    if let Who::Asker(asker) = &who
                        && !changes(asker, &centres).contains(&draft.centre)
                        && !keeps_all(asker.staff.role)
                    {
                        return Err(AppError::NotFound);
                    }
                    let links = read(&draft, &centres, &tx.all_staff().await?)?;
                    let line = KeptLinks { centre: draft.centre, links, said_by: who.staff(), said_at: now };
                    tx.add_centre_links(&line).await?;
                    let changed =
                        who.event(Action::SettingChange, now).with("page", "centre-links").with("centre", &line.centre);
                    tx.append_audit(&changed).await?;
                    Ok(())
                })
            })
            .await
    }

    /// How many centres have no health visitor and no therapist of their own.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn centres_without_links(&self) -> Result<Vec<String>, AppError> {
        self.db.read(|tx| Box::pin(without_links(tx))).await
    }
}

fn keeps_all(role: Role) -> bool {
    matches!(role, Role::DataLead | Role::Administrator)
}

/// The centres whose links somebody may change.
fn changes(asker: &Asker, centres: &[String]) -> Vec<String> {
    let is_own = |centre: &&String| {
        asker.staff.role == Role::CentreManager
            && asker.staff.service == Some(ServiceKind::ChildrensCentre)
            && asker.staff.team.as_ref() == Some(centre)
    };
    centres.iter().filter(|centre| keeps_all(asker.staff.role) || is_own(centre)).cloned().collect()
}

async fn centres(tx: &mut Tx) -> Result<Vec<String>, AppError> {
    let places = tx.places().await?.into_iter();
    Ok(places.filter(|place| place.kind == PlaceKind::Centre).map(|place| place.name).collect())
}

/// The centres that have none.
pub(crate) async fn without_links(tx: &mut Tx) -> Result<Vec<String>, AppError> {
    let known = tx.centre_links().await?;
    Ok(centres(tx).await?.into_iter().filter(|centre| !known.contains_key(centre)).collect())
}

/// Whom one centre is linked to.
pub(crate) async fn links_of(tx: &mut Tx, centre: &str) -> Result<Option<CentreLinks>, AppError> {
    Ok(tx.centre_links().await?.remove(centre).map(|line| line.links))
}

async fn page(tx: &mut Tx, asker: &Asker) -> Result<CentreLinksPage, AppError> {
    let centres = centres(tx).await?;
    let mut known = tx.centre_links().await?;
    let names = tx.names_of_staff(&known.values().filter_map(|line| line.said_by).collect::<Vec<_>>()).await?;
    let may_change = changes(asker, &centres);
    let accounts = if may_change.is_empty() { Vec::new() } else { tx.all_staff().await? };
    let line = |centre: String| {
        let kept = known.remove(&centre);
        let by = |kept: &KeptLinks| match kept.said_by {
            Some(staff) => names.get(&staff).cloned().unwrap_or_default(),
            None => "An operator, by command".to_owned(),
        };
        CentreLinkLine {
            centre,
            since: kept.as_ref().map(|kept| (kept.said_at, by(kept))),
            links: kept.map(|kept| kept.links),
        }
    };
    Ok(CentreLinksPage {
        lines: centres.into_iter().map(line).collect(),
        may_change,
        staff: LinkedAs::ALL.iter().map(|linked_as| (*linked_as, staff_for(*linked_as, &accounts))).collect(),
    })
}

fn role_of(linked_as: LinkedAs) -> Role {
    match linked_as {
        LinkedAs::HealthVisitor => Role::HealthVisitor,
        LinkedAs::SpeechTherapist => Role::Therapist,
    }
}

/// The members of staff of a profession: reference and "name, team".
fn staff_for(linked_as: LinkedAs, accounts: &[Account]) -> Vec<(String, String)> {
    let of = |account: &Account| {
        let post = account.roles.iter().find(|post| post.role == role_of(linked_as))?;
        let words = format!("{}, {}", account.name, post.team.as_ref().unwrap_or(&account.organisation));
        account.is_active.then(|| (account.id.to_string(), words))
    };
    accounts.iter().filter_map(of).collect()
}

fn read(draft: &CentreLinksDraft, centres: &[String], accounts: &[Account]) -> Result<CentreLinks, AppError> {
    let mut problems = Vec::new();
    if !centres.contains(&draft.centre) {
        problems.push(FieldProblem::new("centre", "Choose a centre"));
    }
    let mut linked = |linked_as: LinkedAs| linked_of(linked_as, draft.of(linked_as), (accounts, &mut problems));
    let both = (linked(LinkedAs::HealthVisitor), linked(LinkedAs::SpeechTherapist));
    match both {
        (Some(health_visitor), Some(speech_therapist)) if problems.is_empty() => {
            Ok(CentreLinks { health_visitor, speech_therapist })
        }
        _ => Err(AppError::Invalid(problems)),
    }
}

fn linked_of(
    linked_as: LinkedAs,
    draft: &LinkedDraft,
    (accounts, problems): (&[Account], &mut Vec<FieldProblem>),
) -> Option<Linked> {
    let field = |name: &str| format!("{}-{name}", linked_as.word());
    let who = linked_as.title().to_lowercase();
    let account = accounts.iter().find(|account| account.id.to_string() == draft.staff);
    let post = account.and_then(|account| account.roles.iter().find(|post| post.role == role_of(linked_as)));
    let short = |text: &str| filled(text).filter(|text| text.chars().count() <= LONGEST);
    let (name, service) = match account.zip(post) {
        Some((account, post)) => {
            (Some(account.name.clone()), post.team.clone().or_else(|| Some(account.organisation.clone())))
        }
        None => (short(&draft.name), short(&draft.service)),
    };
    let telephone = filled(&draft.telephone).filter(|typed| typed.parse::<Telephone>().is_ok());
    if name.is_none() {
        let words = format!("Choose the {who}, or write the name. A centre needs both");
        problems.push(FieldProblem::new(field("name"), words));
    }
    if service.is_none() && name.is_some() {
        problems.push(FieldProblem::new(field("service"), format!("Write the team or service of the {who}")));
    }
    if telephone.is_none() {
        problems.push(FieldProblem::new(field("telephone"), format!("Write where the {who} can be rung")));
    }
    Some(Linked { name: name?, telephone: telephone?, service: service? })
}
