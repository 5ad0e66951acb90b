//! The first visit form (S002-CAa, S004-WAa): on a phone, in the family's
//! home, the health visitor writes down whether name, date of birth and address
//! may go to the centre, registers the family there, and what they would like.
//! One save makes the answer, the registration, and the centre's task.

mod answer;
mod entry;

pub use answer::FIRST_VISIT_ANSWERS;
pub use entry::{FirstVisitLine, FirstVisitStatus, FirstVisits, FormChild};

pub(crate) use answer::{ASK_CENTRE, declined};
pub(crate) use entry::count_to_enter;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::family::{PersonField, fields_for};
use kith_core::id::{FamilyId, PersonId};
use kith_core::service::ServiceKind;
use kith_store::Tx;
use serde::{Deserialize, Serialize};

use self::answer::title_of;
use crate::answer_form::signers;
use crate::door::today;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::{App, AppError, Asker, CentrePrompt, gaps, registration};

/// The name of this form for drafts.
pub(crate) const FORM: &str = "first-visit";

/// A first visit form as it is being written.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FirstVisitDraft {
    /// The child, by reference.
    pub child: String,
    /// Who answers, and in what standing, as on the form for consent.
    pub by: String,
    /// Their name, where it is somebody else.
    pub by_name: String,
    /// The word of the answer: `yes`, `no` or `not-asked`.
    pub answer: String,
    /// Why they were not asked.
    pub why_not_asked: String,
    /// The centre.
    pub centre: String,
    /// How the answer was given, by its word.
    pub how: String,
    /// The name that they typed.
    pub signature: String,
    /// Which of the five points were said; `all` for each of them.
    pub informed: Vec<String>,
    /// `yes` or `no` to registering with the centre.
    pub register: String,
    /// What they would like, by name.
    pub wishes: Vec<String>,
    /// The same in words.
    pub words: String,
    /// They would like a family mentor.
    #[serde(default)]
    pub wants_mentor: bool,
    /// The day, as typed; empty for today.
    pub on: String,
    /// When the form was opened; empty where nobody noted it.
    #[serde(default)]
    pub opened_at: String,
}

impl std::fmt::Debug for FirstVisitDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FirstVisitDraft(hidden)")
    }
}

/// The form.
#[derive(Clone)]
pub struct FirstVisitForm {
    /// The family's title.
    pub family_title: String,
    /// The children, the youngest first.
    pub children: Vec<(PersonId, String)>,
    /// Who can answer: what the form sends, and name, relation and standing.
    pub signers: Vec<(String, String)>,
    /// The centres, to choose from.
    pub centres: Vec<String>,
    /// The centre that reaches the family's home.
    pub centre: Option<String>,
    /// The health visitor and the therapist of that centre (S004-BRa).
    pub centre_links: Option<kith_core::area::CentreLinks>,
    /// With which centre the youngest child is registered, since when.
    pub registered: Option<(String, Option<Date>)>,
    /// What can be wished for: local services of the centre.
    pub wishes: Vec<String>,
    /// The last form: its day, and the answer in words.
    pub earlier: Option<(Date, &'static str)>,
    /// Whereabouts are kept safe: nothing goes to a centre by this form.
    pub is_shielded: bool,
    /// Somebody wrote that asking is likely to put a child at risk.
    pub is_unsafe_to_ask: bool,
    /// What stands to be done about a child that no centre has registered.
    pub ask_about_centre: Option<CentrePrompt>,
    /// What was being written.
    pub draft: Option<FirstVisitDraft>,
}

impl App {
    /// The first visit form, with the youngest child chosen and the centre
    /// found from the postcode.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] for anybody but health
    /// visiting and midwifery.
    pub async fn first_visit_form(
        &self,
        asker: &Asker,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<FirstVisitForm, AppError> {
        self.look_at(asker, (family, now), Doing::page("first-visit-form"), |tx, look| {
            Box::pin(async move {
                if !may_ask(&look.asker) {
                    return Ok(Err(AppError::NotFound));
                }
                Ok(Ok(form(tx, look).await?))
            })
        })
        .await
    }

    /// Keeps what is being written, so that nothing is lost with the signal.
    ///
    /// # Errors
    /// As [`App::first_visit_form`].
    pub async fn save_first_visit_draft(
        &self,
        asker: &Asker,
        family: FamilyId,
        draft: &FirstVisitDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let words = serde_json::to_vec(draft).map_err(|error| AppError::Broken(error.into()))?;
        self.write_at(asker, (family, now), Doing::of(Action::Draft, "first-visit-form"), move |tx, look| {
            Box::pin(async move {
                if !may_ask(&look.asker) {
                    return Ok(Err(AppError::NotFound));
                }
                let about = look.family.to_string();
                tx.save_draft((look.asker.staff.id, FORM, &about), &words, now).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Records a first visit: the answer, the registration, and what the
    /// centre is asked to do. The same form sent twice is recorded once. Gives
    /// whether the centre was asked to visit.
    ///
    /// # Errors
    /// As [`App::first_visit_form`]; [`AppError::Invalid`] with every field
    /// that needs another look: then nothing is recorded.
    pub async fn record_first_visit(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, form_key): (&FirstVisitDraft, &str),
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let key = format!("{FORM} {} {form_key}", asker.staff.id);
        let (draft, rules, centres) = (draft.clone(), self.rules.clone(), self.centre_names().await?);
        let checked = answer::check(&draft, &centres, today(now))?;
        self.write_at(asker, (family, now), Doing::page("record-first-visit"), move |tx, look| {
            Box::pin(async move {
                if !may_ask(&look.asker) {
                    return Ok(Err(AppError::NotFound));
                }
                answer::save(tx, (&look, &rules), (&draft, checked, key)).await
            })
        })
        .await
    }
}

/// Whether somebody may ask a family about the centre: whoever visits them at
/// home before and after the birth.
pub(crate) fn may_ask(asker: &Asker) -> bool {
    matches!(asker.staff.service, Some(ServiceKind::HealthVisiting | ServiceKind::Maternity))
}

async fn form(tx: &mut Tx, look: &Look) -> Result<FirstVisitForm, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let children: Vec<&Somebody> = everybody.iter().filter(|somebody| somebody.is_living_child()).collect();
    let youngest = children.iter().copied().find(|child| child.born_on().is_some()).or(children.first().copied());
    let centre = match youngest {
        Some(child) => centre_of(tx, look, child).await?,
        None => None,
    };
    let centre_links = match &centre {
        Some(centre) => crate::centre_links::links_of(tx, centre).await?,
        None => None,
    };
    let registered = match youngest {
        Some(child) => registration::is_registered(tx, look, child.member.person).await?,
        None => None,
    };
    let mut services = tx.local_services().await?;
    services.retain(|service| service.centre.is_empty() || Some(&service.centre) == centre.as_ref());
    let is_centre = |place: &kith_core::area::Place| place.kind == kith_core::area::PlaceKind::Centre;
    let centres = tx.places().await?.into_iter().filter(is_centre).map(|place| place.name);
    let records: Vec<_> = look.copies.iter().map(|copy| copy.record).collect();
    let earlier = tx.first_visits_of(&records).await?;
    let kept = tx.draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    let ordered = youngest.into_iter().chain(
        children
            .iter()
            .copied()
            .filter(|child| youngest.is_none_or(|youngest| youngest.member.person != child.member.person)),
    );
    Ok(FirstVisitForm {
        family_title: people::family_title(&everybody),
        children: ordered.map(|child| (child.member.person, child.view.display_name.clone())).collect(),
        signers: everybody.iter().flat_map(|somebody| signers(look, somebody)).collect(),
        centres: centres.collect(),
        centre,
        centre_links,
        registered: registered
            .filter(|_| !look.is_shielded)
            .map(|known| (known.centre.unwrap_or_else(|| "a centre".to_owned()), known.since)),
        wishes: services.into_iter().map(|service| service.name).collect(),
        earlier: earlier.first().map(|form| (form.visited_on, title_of(&form.answer))),
        is_shielded: look.is_shielded,
        is_unsafe_to_ask: look.ledger().unsafe_to_ask().next().is_some(),
        ask_about_centre: gaps::prompt(tx, look, &everybody).await?,
        draft: kept.and_then(|(_, words)| serde_json::from_slice(&words).ok()),
    })
}

/// The centre whose reach area holds the child's home.
pub(crate) async fn centre_of(tx: &mut Tx, look: &Look, child: &Somebody) -> Result<Option<String>, AppError> {
    if look.is_shielded || !fields_for(look.asker.purpose).contains(&PersonField::Address) {
        return Ok(None);
    }
    let postcode = child.view.address.as_ref().and_then(|home| home.value.postcode.clone());
    match postcode {
        Some(postcode) => Ok(tx.reach_area(&postcode).await?.map(|area| area.centre)),
        None => Ok(None),
    }
}
