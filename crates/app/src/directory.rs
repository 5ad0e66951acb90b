//! The directory of local services: by postcode, the services of the centre
//! that reaches it, and those of the whole locality (S002-2a). Nobody's
//! record is read here, and no postcode is written down.

use jiff::Timestamp;
use kith_core::area::{LocalService, OfferKind};
use kith_core::audit::{Action, Actor, Event};
use kith_core::person::Postcode;
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;

use crate::door::event;
use crate::write_down::{filled, kinds};
use crate::{App, AppError, FieldProblem, Who};

/// What the directory says of a postcode.
#[derive(Debug, Clone)]
pub struct NearBy {
    /// The centre that reaches the postcode; none where no reach area holds
    /// it.
    pub centre: Option<String>,
    /// The services by kind, in the order of [`OfferKind::ALL`]; kinds
    /// without a service are there too.
    pub services: Vec<(OfferKind, Vec<LocalService>)>,
}

/// A service as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServiceDraft {
    /// The word of the kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The centre; empty for the whole locality.
    pub centre: String,
    /// What it does.
    pub says: String,
    /// Where it is.
    pub address: String,
    /// Its telephone number.
    pub telephone: String,
    /// The word of the kind of service that gives it; empty where it is not
    /// said.
    pub given_by: String,
    /// The words of the kinds of information that it needs.
    pub needs: Vec<String>,
    /// It has closed.
    pub has_closed: bool,
}

impl App {
    /// The local services of a postcode.
    ///
    /// # Errors
    /// [`AppError::Invalid`] for what is no postcode.
    pub async fn services_near(&self, postcode: &str) -> Result<NearBy, AppError> {
        let Ok(postcode) = postcode.parse::<Postcode>() else {
            let says = "Write a whole postcode, like LX1 1AA";
            return Err(AppError::Invalid(vec![FieldProblem::new("postcode", says)]));
        };
        let (area, services) = self
            .db
            .read(move |tx| {
                Box::pin(
                    async move { Ok::<_, AppError>((tx.reach_area(&postcode).await?, tx.local_services().await?)) },
                )
            })
            .await?;
        let centre = area.map(|area| area.centre);
        let is_near = |service: &&LocalService| service.centre.is_empty() || Some(&service.centre) == centre.as_ref();
        let near: Vec<LocalService> = services.iter().filter(is_near).cloned().collect();
        let of = |kind: &OfferKind| near.iter().filter(|service| service.kind == *kind).cloned().collect();
        Ok(NearBy { services: OfferKind::ALL.iter().map(|kind| (*kind, of(kind))).collect(), centre })
    }

    /// The names of the centres, to choose from.
    ///
    /// # Errors
    /// [`AppError::Broken`] when they cannot be read.
    pub async fn centre_names(&self) -> Result<Vec<String>, AppError> {
        let places = self.db.read(|tx| Box::pin(async move { tx.places().await })).await?;
        let is_centre = |place: &kith_core::area::Place| place.kind == kith_core::area::PlaceKind::Centre;
        Ok(places.into_iter().filter(is_centre).map(|place| place.name).collect())
    }

    /// Adds a service, changes what is said of the one with its kind, name and
    /// centre, or closes it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] for anybody but the data lead and the command
    /// line.
    pub async fn add_service(&self, who: impl Into<Who>, draft: &ServiceDraft, now: Timestamp) -> Result<(), AppError> {
        let (by, changed) = match who.into() {
            Who::Asker(asker) if asker.staff.role == Role::DataLead => {
                (Some(asker.staff.id), event(&asker, Action::SettingChange, now))
            }
            Who::Operator => (None, Event::new(now, Actor::CommandLine, Action::SettingChange)),
            Who::Asker(_) | Who::Job => return Err(AppError::NotFound),
        };
        let centres = self.centre_names().await?;
        let mut problems = Vec::new();
        let kind = OfferKind::from_word(&draft.kind);
        let (name, says) = (filled(&draft.name), filled(&draft.says));
        let mut need = |is_there: bool, field: &str, message: &str| {
            if !is_there {
                problems.push(FieldProblem::new(field, message));
            }
        };
        need(kind.is_some(), "kind", "Choose what it offers");
        need(name.is_some(), "name", "Write its name");
        need(says.is_some(), "says", "Write what it does");
        let is_known = draft.centre.is_empty() || centres.contains(&draft.centre);
        need(is_known, "centre", "Choose a centre, or the whole locality");
        let (Some(kind), Some(name), Some(says), true) = (kind, name, says, is_known) else {
            return Err(AppError::Invalid(problems));
        };
        let service = LocalService {
            kind,
            name,
            centre: draft.centre.clone(),
            says,
            address: draft.address.trim().to_owned(),
            telephone: draft.telephone.trim().to_owned(),
            given_by: ServiceKind::from_word(&draft.given_by),
            needs: kinds(&draft.needs),
        };
        let is_open = !draft.has_closed;
        let changed = changed.with("service", kind.word());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_local_service((&service, is_open), (by, now)).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}
