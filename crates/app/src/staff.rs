//! Staff and roles: who may sign in, in which role, and whether training and
//! clearance are current (S001-21, S002-1a).

use jiff::Timestamp;
use kith_core::workforce::{AccessState, Role, Staff};
use kith_store::Account;

use crate::{App, AppError, Asker, Refusal, door};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffLine {
    /// The name.
    pub name: String,
    /// The roles held.
    pub roles: Vec<Role>,
    /// The employer.
    pub organisation: String,
    /// The team, centre, practice or school of the first role.
    pub team: Option<String>,
    /// Whether training and clearance let them look families up today, in the
    /// role that lets them do most.
    pub access: AccessState,
    /// The last sign-in.
    pub signed_in_at: Option<Timestamp>,
    /// Whether the account may be used.
    pub is_active: bool,
}

/// Everybody, and every role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffPage {
    /// One line each, by name.
    pub lines: Vec<StaffLine>,
    /// Every role there is, whether it is a registered health profession, and
    /// how many hold it.
    pub roles: Vec<(Role, bool, u32)>,
}

impl App {
    /// Everybody who may sign in, and every role. For administrators, the
    /// Caldicott Guardian and centre managers.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody else; [`AppError::Broken`] when the
    /// records cannot be read.
    pub async fn staff(&self, asker: &Asker, now: Timestamp) -> Result<StaffPage, AppError> {
        if !matches!(asker.staff.role, Role::Administrator | Role::CaldicottGuardian | Role::CentreManager) {
            return Err(not_for_this_role());
        }
        let today = door::today(now);
        let mut accounts = self.db.read(|tx| Box::pin(async move { tx.all_staff().await })).await?;
        accounts.sort_by(|one, other| (&one.name, &one.sign_in_name).cmp(&(&other.name, &other.sign_in_name)));
        let holds = |role: Role| {
            let held = accounts.iter().filter(|account| account.is_active && account.staff_in(role, today).is_some());
            u32::try_from(held.count()).unwrap_or(u32::MAX)
        };
        let roles =
            Role::ALL.iter().map(|role| (*role, role.is_registered_health_profession(), holds(*role))).collect();
        Ok(StaffPage { lines: accounts.iter().map(|account| line(account, today)).collect(), roles })
    }
}

fn line(account: &Account, today: jiff::civil::Date) -> StaffLine {
    let held: Vec<Staff> = account.roles.iter().filter_map(|post| account.staff_in(post.role, today)).collect();
    StaffLine {
        name: account.name.clone(),
        roles: account.roles.iter().map(|post| post.role).collect(),
        organisation: account.organisation.clone(),
        team: account.roles.first().and_then(|post| post.team.clone()),
        access: held.iter().map(|staff| staff.access_on(today)).min().unwrap_or(AccessState::NotAuthorised),
        signed_in_at: account.signed_in_at,
        is_active: account.is_active,
    }
}

fn not_for_this_role() -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "You cannot see the list of staff in this role".to_owned(),
        because: "It shows who has which training and clearance.".to_owned(),
        ways_to_yes: vec!["Ask your administrator.".to_owned()],
        citations: Vec::new(),
        decision: None,
    }))
}
