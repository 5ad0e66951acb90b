//! The named contact of each centre (MWa): whom a woman may expect to hear
//! from.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_store::Tx;
use serde::{Deserialize, Serialize};

use crate::door::event;
use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem};

/// Somebody at a centre whom women are told of.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NamedContact {
    /// The name.
    pub name: String,
    /// The telephone.
    pub telephone: String,
}

impl NamedContact {
    /// The name, with the telephone where there is one.
    #[must_use]
    pub fn words(&self) -> String {
        if self.telephone.is_empty() { self.name.clone() } else { format!("{}, {}", self.name, self.telephone) }
    }
}

/// The page of a centre's named contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactPageOfCentre {
    /// The centre.
    pub centre: String,
    /// Who is named now.
    pub contact: Option<NamedContact>,
}

fn setting(centre: &str) -> String {
    format!("antenatal-contact {centre}")
}

/// The named contact of a centre.
pub(super) async fn of_centre(tx: &mut Tx, centre: &str) -> Result<Option<NamedContact>, AppError> {
    let kept = tx.setting(&setting(centre)).await?;
    kept.map(|text| serde_json::from_str(&text).map_err(|error| AppError::Broken(error.into()))).transpose()
}

fn own_centre(asker: &Asker) -> Result<String, AppError> {
    let is_manager = asker.staff.role == Role::CentreManager;
    let is_centre = asker.staff.service == Some(ServiceKind::ChildrensCentre);
    asker.staff.team.clone().filter(|_| is_manager && is_centre).ok_or(AppError::NotFound)
}

impl App {
    /// Who is named for the reader's centre.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but a centre's manager.
    pub async fn centre_contact(&self, asker: &Asker) -> Result<ContactPageOfCentre, AppError> {
        let centre = own_centre(asker)?;
        let name = centre.clone();
        let contact = self.db.read(move |tx| Box::pin(async move { of_centre(tx, &name).await })).await?;
        Ok(ContactPageOfCentre { centre, contact })
    }

    /// Names somebody for the reader's centre.
    ///
    /// # Errors
    /// [`AppError::Invalid`] without a name; [`AppError::NotFound`] for
    /// everybody but a centre's manager.
    pub async fn name_centre_contact(
        &self,
        asker: &Asker,
        (name, telephone): (&str, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let centre = own_centre(asker)?;
        let Some(name) = filled(name) else {
            return Err(AppError::Invalid(vec![FieldProblem::new("name", "Write who women can expect to hear from")]));
        };
        let contact = NamedContact { name, telephone: filled(telephone).unwrap_or_default() };
        let text = serde_json::to_string(&contact).map_err(|error| AppError::Broken(error.into()))?;
        let changed = event(asker, Action::SettingChange, now).with("page", "antenatal-contact");
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_setting(&setting(&centre), &text).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}
