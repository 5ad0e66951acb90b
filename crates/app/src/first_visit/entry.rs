//! Child health's entry of first visit forms (S003-ISg, S004-WAb): received,
//! entered, sent; each with who and when. What stands on a form is shown only
//! as far as it may go to the centre: a no shows nobody.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kith_core::audit::Action;
use kith_core::id::{FamilyId, FirstVisitId, StaffId};
use kith_core::sharing::Purpose;
use kith_core::workforce::{AccessState, Role};
use kith_store::{FirstVisit, FirstVisitStep, Tx};

use super::answer::{YES, title_of};
use crate::births::has_child_health;
use crate::door::{Rules, event, today};
use crate::keep_decision::keep_decision;
use crate::look::{ChildForCentre, child_for_centre, not_current};
use crate::questions::KeptPart;
use crate::{App, AppError, Asker};

/// The form came in.
pub(super) const RECEIVED: &str = "received";
/// Child health entered it.
const ENTERED: &str = "entered";
/// It went to the centre with a list.
const SENT: &str = "sent";
/// For so long a form that was sent stays on the page.
const SHOWN_FOR: SignedDuration = SignedDuration::from_hours(24 * 31);
/// How many forms stand on the page.
const MOST: u32 = 100;

/// How far a form went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FirstVisitStatus {
    /// It came in.
    Received,
    /// Child health entered it.
    Entered,
    /// It went to the centre.
    Sent,
}

impl FirstVisitStatus {
    /// The status in a word.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::Entered => "Entered",
            Self::Sent => "Sent",
        }
    }
}

/// The child of a form, as far as the form lets it go.
#[derive(Clone)]
pub struct FormChild {
    /// Its name.
    pub name: String,
    /// Its birthday.
    pub born_on: Option<Date>,
    /// Its address.
    pub address: Option<String>,
}

/// One form on the list.
#[derive(Clone)]
pub struct FirstVisitLine {
    /// Which.
    pub form: FirstVisitId,
    /// The answer in a few words.
    pub answer: &'static str,
    /// The centre that it named; nothing where the answer was no yes.
    pub centre: String,
    /// The day of the visit.
    pub visited_on: Date,
    /// How far it went.
    pub status: FirstVisitStatus,
    /// Each step: its status, who, when.
    pub steps: Vec<(FirstVisitStatus, String, Timestamp)>,
    /// The child; none where nothing may go to the centre.
    pub child: Option<FormChild>,
}

/// The forms that wait to be entered or sent, and those sent lately.
#[derive(Clone)]
pub struct FirstVisits {
    /// The forms, the oldest first.
    pub lines: Vec<FirstVisitLine>,
    /// How many wait to be entered.
    pub to_enter: usize,
}

impl App {
    /// The first visit forms that wait to be entered or to be sent, and those
    /// that were sent lately.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but child health's records office, or
    /// the data lead where nobody with an account is of it;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn first_visits(&self, asker: &Asker, now: Timestamp) -> Result<FirstVisits, AppError> {
        self.may_enter_forms(asker, now).await?;
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db.write(move |tx| Box::pin(async move { list(tx, (&asker, &rules), now).await })).await
    }

    /// Notes that child health entered a form.
    ///
    /// # Errors
    /// As [`App::first_visits`].
    pub async fn enter_first_visit(&self, asker: &Asker, form: FirstVisitId, now: Timestamp) -> Result<(), AppError> {
        self.may_enter_forms(asker, now).await?;
        let by = asker.staff.id;
        let entered = event(asker, Action::FirstVisit, now).outcome(ENTERED).with("form", form);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if tx.steps_of_first_visits(&[form]).await?.is_empty() {
                        return Ok::<_, AppError>(Err(AppError::NotFound));
                    }
                    let step = FirstVisitStep { form, step: ENTERED.to_owned(), by: Some(by), at: now };
                    if tx.add_first_visit_step(&step).await? {
                        tx.append_audit(&entered).await?;
                    }
                    Ok(Ok(()))
                })
            })
            .await?
    }

    async fn may_enter_forms(&self, asker: &Asker, now: Timestamp) -> Result<(), AppError> {
        let role = asker.staff.role;
        if !self.db.read(move |tx| Box::pin(async move { is_theirs(tx, role, now).await })).await? {
            return Err(AppError::NotFound);
        }
        match asker.staff.form_access_on(today(now)) {
            AccessState::Current => Ok(()),
            access => Err(AppError::Refused(Box::new(not_current(access)))),
        }
    }
}

/// How many forms wait to be entered; none where that is not the reader's.
pub(crate) async fn count_to_enter(tx: &mut Tx, role: Role, now: Timestamp) -> Result<Option<usize>, AppError> {
    if !is_theirs(tx, role, now).await? {
        return Ok(None);
    }
    Ok(Some(tx.first_visits_without(ENTERED, MOST).await?.len()))
}

/// Whether somebody in a role enters forms: child health, and the data lead
/// where nobody with an account keeps child health's records.
async fn is_theirs(tx: &mut Tx, role: Role, now: Timestamp) -> Result<bool, AppError> {
    Ok(match role {
        Role::ChildHealthRecords => true,
        Role::DataLead => !has_child_health(tx, today(now)).await?,
        _ => false,
    })
}

async fn list(tx: &mut Tx, (asker, rules): (&Asker, &Rules), now: Timestamp) -> Result<FirstVisits, AppError> {
    let forms = forms_shown(tx, now).await?;
    let ids: Vec<FirstVisitId> = forms.iter().map(|form| form.id).collect();
    let steps = tx.steps_of_first_visits(&ids).await?;
    let staff: Vec<StaffId> = steps.iter().filter_map(|step| step.by).collect();
    let names = tx.names_of_staff(&staff).await?;
    let has = |form: FirstVisitId, word: &str| steps.iter().any(|step| step.form == form && step.step == word);
    // A form whose answer is no yes is done once it is entered: nothing is sent.
    let is_shown = |form: &&FirstVisit| form.answer == YES || !has(form.id, ENTERED);
    let waiting: Vec<&FirstVisit> = forms.iter().filter(is_shown).collect();
    let (mut lines, mut seen) = (Vec::new(), Vec::new());
    for form in &waiting {
        let child = match form.answer == YES {
            true => child_of(tx, (asker, rules), form, now).await?,
            false => None,
        };
        if let Some((family, _)) = &child {
            seen.push(family.to_string());
        }
        lines.push(line_of(form, (&steps, &names), child.and_then(|(_, child)| child)));
    }
    let to_enter = waiting.iter().filter(|form| !has(form.id, ENTERED)).count();
    let looked = event(asker, Action::Look, now)
        .with("page", "first-visits")
        .with("forms", lines.len())
        .with("families", seen.join(" "));
    tx.append_audit(&looked).await?;
    Ok(FirstVisits { lines, to_enter })
}

/// The forms that wait to be entered or sent, the oldest first, then those
/// that were sent lately. A list does not wait for child health: a form can be
/// sent and wait to be entered.
async fn forms_shown(tx: &mut Tx, now: Timestamp) -> Result<Vec<FirstVisit>, AppError> {
    let mut forms = tx.first_visits_without(ENTERED, MOST).await?;
    let since = now.saturating_sub(SHOWN_FOR).unwrap_or(now);
    for form in [tx.first_visits_without(SENT, MOST).await?, tx.first_visits_sent_since(since, MOST).await?].concat() {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    Ok(forms)
}

fn line_of(
    form: &FirstVisit,
    (steps, names): (&[FirstVisitStep], &BTreeMap<StaffId, String>),
    child: Option<FormChild>,
) -> FirstVisitLine {
    let status = |word: &str| match word {
        SENT => FirstVisitStatus::Sent,
        ENTERED => FirstVisitStatus::Entered,
        _ => FirstVisitStatus::Received,
    };
    let of_form = steps.iter().filter(|step| step.form == form.id);
    let who = |step: &FirstVisitStep| match step.by {
        Some(staff) => names.get(&staff).cloned().unwrap_or_default(),
        None => "An operator, by command".to_owned(),
    };
    let steps: Vec<(FirstVisitStatus, String, Timestamp)> =
        of_form.map(|step| (status(&step.step), who(step), step.at)).collect();
    FirstVisitLine {
        form: form.id,
        answer: title_of(&form.answer),
        centre: if form.answer == YES { form.centre.clone() } else { String::new() },
        visited_on: form.visited_on,
        status: steps.iter().map(|(status, ..)| *status).max().unwrap_or(FirstVisitStatus::Received),
        steps,
        child,
    }
}

/// The child of a form with a yes, asked of the rules as of today: a yes that
/// was taken back shows nobody. The answer is kept.
async fn child_of(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    form: &FirstVisit,
    now: Timestamp,
) -> Result<Option<(FamilyId, Option<FormChild>)>, AppError> {
    let persons = tx.persons_of_records(&[form.record]).await?;
    let Some(child) = persons.first().map(|(_, person)| *person) else { return Ok(None) };
    let families = tx.families_of_persons(&[child]).await?;
    let Some(family) = families.first().map(|member| member.family) else { return Ok(None) };
    let whom = (family, child, form.centre.as_str());
    let Some(known) = child_for_centre(tx, (asker, rules), whom, now).await? else { return Ok(None) };
    keep(tx, (asker, rules), (family, &known), now).await?;
    let child = known.told.map(|told| FormChild {
        name: told.name,
        born_on: told.born_on,
        address: told.address.map(|address| address.for_screen()),
    });
    Ok(Some((family, child)))
}

async fn keep(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (family, known): (FamilyId, &ChildForCentre),
    now: Timestamp,
) -> Result<(), AppError> {
    let [basic, birth] = &known.answers;
    let parts = [KeptPart::of("share:basic", basic), KeptPart::of("share:new-birth", birth)];
    let pack = rules.sharing(now);
    let about = (family, Purpose::CentreOutreach.word(), pack.name());
    keep_decision(tx, asker, about, &parts, now).await?;
    Ok(())
}
