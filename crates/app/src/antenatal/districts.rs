//! One process in every district of the county (S002-LAc): the template, what
//! each district does in another way, and the process as it runs for a team or
//! a centre today.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::{Deviation, Template, TemplateItem, may_stand, standing, template_of};
use kith_core::audit::Action;
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Staff};
use kith_store::Tx;

use crate::contact_form::day;
use crate::door::{event, today};
use crate::waits::contact_days;
use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem};

/// The most letters of why and by whom.
const MOST_LETTERS: usize = 300;

/// What a district does in another way today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviationLine {
    /// What, why, agreed by whom and until when.
    pub deviation: Deviation,
    /// What the template says.
    pub template: String,
    /// What stands in the district.
    pub here: String,
}

/// One district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictLine {
    /// The district.
    pub name: String,
    /// What it does in another way today.
    pub deviations: Vec<DeviationLine>,
    /// What it did in another way before: what, the value, the last day.
    pub ended: Vec<(TemplateItem, String, Date)>,
}

/// The template, and every district.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DistrictsPage {
    /// What the template says, item by item.
    pub template: Vec<(TemplateItem, String)>,
    /// Every district, by name.
    pub districts: Vec<DistrictLine>,
    /// The reader may write down what a district does in another way.
    pub may_change: bool,
}

/// What a district does in another way, as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeviationDraft {
    /// The district.
    pub district: String,
    /// The word of the item.
    pub item: String,
    /// The value; empty to go back to the template.
    pub value: String,
    /// Why.
    pub why: String,
    /// Who agreed.
    pub agreed_by: String,
    /// The last day, as typed.
    pub until: String,
}

/// Who reads the list: whoever sends or receives, and whoever looks after the
/// process.
fn may_read(staff: &Staff) -> bool {
    let looks_after = matches!(staff.role, Role::DataLead | Role::Commissioner | Role::CaldicottGuardian);
    looks_after || super::is_sender_role(staff.role) || staff.service == Some(ServiceKind::ChildrensCentre)
}

impl App {
    /// The template and every district with what it does in another way, and
    /// the day on which that ends.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for whoever neither sends, receives nor looks
    /// after notifications.
    pub async fn districts(&self, asker: &Asker, now: Timestamp) -> Result<DistrictsPage, AppError> {
        if !may_read(&asker.staff) {
            return Err(AppError::NotFound);
        }
        let may_change = asker.staff.role == Role::DataLead;
        self.db.read(move |tx| Box::pin(async move { page(tx, may_change, today(now)).await })).await
    }

    /// Writes down what a district does in another way, or that it went back.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the data lead;
    /// [`AppError::Invalid`] with every field that needs another look.
    pub async fn record_deviation(
        &self,
        asker: &Asker,
        draft: &DeviationDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if asker.staff.role != Role::DataLead {
            return Err(AppError::NotFound);
        }
        let (asker, draft) = (asker.clone(), draft.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let known = districts(tx).await?;
                    let deviation = match read(&draft, &known, today(now)) {
                        Ok(deviation) => deviation,
                        Err(told) => return Ok::<_, AppError>(Err(told)),
                    };
                    tx.add_deviation(&deviation, (asker.staff.id, now)).await?;
                    let changed = event(&asker, Action::SettingChange, now)
                        .with("page", "antenatal-districts")
                        .with("district", &deviation.district)
                        .with("item", deviation.item.word())
                        .with("until", deviation.until);
                    tx.append_audit(&changed).await?;
                    Ok(Ok(()))
                })
            })
            .await?
    }

    /// The process as it runs in the district of the reader's team.
    ///
    /// # Errors
    /// As [`App::districts`].
    pub async fn notification_process(&self, asker: &Asker, now: Timestamp) -> Result<Template, AppError> {
        if !may_read(&asker.staff) {
            return Err(AppError::NotFound);
        }
        let team = asker.staff.team.clone().unwrap_or_default();
        self.db.read(move |tx| Box::pin(async move { at_place(tx, &team, today(now)).await })).await
    }
}

fn read(draft: &DeviationDraft, known: &BTreeSet<String>, today: Date) -> Result<Deviation, AppError> {
    let mut problems = Vec::new();
    let mut need = |is_there: bool, field: &str, says: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, says));
        }
    };
    need(known.contains(&draft.district), "district", "Choose the district");
    let item = TemplateItem::from_word(&draft.item);
    need(item.is_some(), "item", "Choose what the district does in another way");
    let short = |text: &str| filled(text).filter(|text| text.chars().count() <= MOST_LETTERS);
    let (why, agreed_by) = (short(&draft.why), short(&draft.agreed_by));
    need(why.is_some(), "why", "Write why, in 300 letters or fewer");
    need(agreed_by.is_some(), "agreed_by", "Write who agreed to it, in 300 letters or fewer");
    if let (Some(item), false) = (item, draft.value.trim().is_empty())
        && let Err(says) = may_stand(item, &draft.value)
    {
        problems.push(FieldProblem::new("value", says));
    }
    let until = day(&draft.until, "until", &mut problems);
    if until.is_some_and(|until| until < today) {
        problems.push(FieldProblem::new("until", "This day has passed. Choose a later day"));
    }
    match (item, why, agreed_by, until) {
        (Some(item), Some(why), Some(agreed_by), Some(until)) if problems.is_empty() => Ok(Deviation {
            district: draft.district.clone(),
            item,
            value: draft.value.trim().to_owned(),
            why,
            agreed_by,
            until,
        }),
        _ => Err(AppError::Invalid(problems)),
    }
}

/// The districts of the locality: its clusters.
async fn districts(tx: &mut Tx) -> Result<BTreeSet<String>, AppError> {
    let places = tx.places().await?;
    Ok(places.into_iter().map(|place| place.cluster).filter(|cluster| !cluster.is_empty()).collect())
}

/// The county's template, with the wait that the locality set.
async fn county(tx: &mut Tx) -> Result<Template, AppError> {
    Ok(Template { contact_days: contact_days(tx).await?, ..Template::county() })
}

async fn page(tx: &mut Tx, may_change: bool, today: Date) -> Result<DistrictsPage, AppError> {
    let county = county(tx).await?;
    let said: Vec<Deviation> = tx.deviations().await?.into_iter().map(|(deviation, ..)| deviation).collect();
    let line = |name: String| {
        let stands = standing(&said, &name, today);
        let here = |deviation: &Deviation| county.clone().with(deviation.item, &deviation.value).says(deviation.item);
        let ended = said.iter().filter(|it| it.district == name && !it.value.is_empty() && !stands.contains(it));
        DistrictLine {
            ended: ended.map(|it| (it.item, here(it), it.until)).collect(),
            deviations: stands
                .iter()
                .map(|it| DeviationLine { template: county.says(it.item), here: here(it), deviation: (*it).clone() })
                .collect(),
            name,
        }
    };
    Ok(DistrictsPage {
        template: TemplateItem::ALL.iter().map(|item| (*item, county.says(*item))).collect(),
        districts: districts(tx).await?.into_iter().map(line).collect(),
        may_change,
    })
}

/// The process as it runs where a team or a centre is: by its district, or by
/// the template where nobody says in which it lies.
pub(super) async fn at_place(tx: &mut Tx, place: &str, today: Date) -> Result<Template, AppError> {
    let county = county(tx).await?;
    let Some(place) = tx.places().await?.into_iter().find(|known| known.name == place) else { return Ok(county) };
    let said: Vec<Deviation> = tx.deviations().await?.into_iter().map(|(deviation, ..)| deviation).collect();
    Ok(template_of(county, &said, &place.cluster, today))
}
