//! The first set-up of a locality: its name, places, sources and staff.

use jiff::Timestamp;
use kith_core::area::{Place, ReachArea};
use kith_core::audit::{Action, Actor, Event};

use crate::accounts::{NewStaff, accounts};
use crate::sources::source_of;
use crate::{App, AppError};

/// Everything that an empty Kith needs to begin.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The name of the locality.
    pub locality: String,
    /// Everybody in it is made up: every page says so.
    pub is_practice: bool,
    /// Centres, practices, schools, nurseries and teams.
    pub places: Vec<Place>,
    /// Which centre reaches which postcode.
    pub reach_areas: Vec<ReachArea>,
    /// The column maps of the sources.
    pub sources: Vec<String>,
    /// The staff, one entry for each role that somebody holds; entries with
    /// one sign-in name are one account.
    pub staff: Vec<NewStaff>,
}

impl App {
    /// Whether nothing at all is set up here.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn is_empty(&self) -> Result<bool, AppError> {
        self.db
            .read(|tx| {
                Box::pin(async move {
                    let is_named = tx.setting("locality").await?.is_some();
                    Ok(!is_named && tx.all_staff().await?.is_empty() && tx.sources().await?.is_empty())
                })
            })
            .await
    }

    /// Sets an empty Kith up: everything or nothing.
    ///
    /// # Errors
    /// [`AppError::Stale`] when it is not empty; [`AppError::Invalid`] when a
    /// column map does not hold, with its faults.
    pub async fn set_up(&self, set_up: SetUp, now: Timestamp) -> Result<(), AppError> {
        if !self.is_empty().await? {
            return Err(AppError::Stale);
        }
        let sources = set_up.sources.iter().map(|map| source_of(map)).collect::<Result<Vec<_>, AppError>>()?;
        let accounts = accounts(&set_up.staff, set_up.is_practice)?;
        let event = Event::new(now, Actor::CommandLine, Action::SetUp)
            .with("places", set_up.places.len())
            .with("sources", sources.len())
            .with("staff", accounts.len());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if tx.setting("locality").await?.is_some() {
                        return Err(AppError::Stale);
                    }
                    tx.set_setting("locality", &set_up.locality).await?;
                    tx.set_setting("practice", if set_up.is_practice { "yes" } else { "no" }).await?;
                    tx.replace_places(&set_up.places).await?;
                    tx.replace_reach_areas(&set_up.reach_areas).await?;
                    for source in &sources {
                        tx.set_source(source).await?;
                    }
                    tx.add_accounts(&accounts).await?;
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }
}
