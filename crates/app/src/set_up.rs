//! The first set-up of a locality: its name, places, sources and staff.

use std::collections::BTreeMap;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use jiff::Timestamp;
use kith_core::area::{Place, ReachArea};
use kith_core::audit::{Action, Actor, Event};
use kith_core::id::StaffId;
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Training};
use kith_store::{Account, Post};

use crate::sources::source_of;
use crate::{App, AppError, door};

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

/// Somebody who works with families, or looks after the records, in one role.
#[derive(Clone)]
pub struct NewStaff {
    /// What to type to sign in.
    pub sign_in_name: String,
    /// The name for screens.
    pub name: String,
    /// The staff code that sources use.
    pub code: Option<String>,
    /// The employer.
    pub organisation: String,
    /// The password.
    pub password: String,
    /// The role.
    pub role: Role,
    /// The service the role belongs to.
    pub service: Option<ServiceKind>,
    /// The team, centre, practice or school.
    pub team: Option<String>,
    /// Training and clearance.
    pub training: Training,
}

impl std::fmt::Debug for NewStaff {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "NewStaff({}, hidden)", self.sign_in_name)
    }
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
        let accounts = accounts(&set_up)?;
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

/// Accounts from posts, one for each sign-in name.
fn accounts(set_up: &SetUp) -> Result<Vec<Account>, AppError> {
    // Hashing is slow on purpose. In a practice copy everybody has the same
    // password, which is no secret, and so may share one hash; anywhere else
    // each account has a hash and a salt of its own.
    let mut shared: BTreeMap<&str, String> = BTreeMap::new();
    let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
    for staff in &set_up.staff {
        let post =
            Post { role: staff.role, service: staff.service, team: staff.team.clone(), ends_on: None, used_at: None };
        let name = staff.sign_in_name.trim().to_lowercase();
        if let Some(account) = accounts.get_mut(&name) {
            account.roles.push(post);
            continue;
        }
        let password_hash = match shared.get(staff.password.as_str()) {
            Some(hash) if set_up.is_practice => hash.clone(),
            _ => hash_password(&staff.password)?,
        };
        shared.insert(&staff.password, password_hash.clone());
        let account = Account {
            id: door::fresh(StaffId::from_random)?,
            sign_in_name: name.clone(),
            name: staff.name.clone(),
            code: staff.code.clone(),
            organisation: staff.organisation.clone(),
            password_hash,
            is_active: true,
            failed_sign_ins: 0,
            locked_until: None,
            signed_in_at: None,
            training: staff.training.clone(),
            roles: vec![post],
        };
        accounts.insert(name, account);
    }
    Ok(accounts.into_values().collect())
}

/// The hash of a password by Argon2id, with a fresh salt, in the form that
/// names its own settings.
pub(crate) fn hash_password(password: &str) -> Result<String, AppError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|fault| AppError::Broken(anyhow::anyhow!("a password could not be hashed: {fault}")))
}
