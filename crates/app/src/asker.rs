//! Who is asking.

use jiff::Timestamp;
use kith_core::family::Scope;
use kith_core::id::StaffId;
use kith_core::sharing::Purpose;
use kith_core::workforce::{Role, Staff};

/// A signed-in member of staff with the role and the purpose of this look
/// (S002-5b, S002-13a: no purpose, no look).
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who, in the role in use. Read again from the store on every request.
    pub staff: Staff,
    /// What for.
    pub purpose: Purpose,
}

/// A live session, as every request reads it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub staff_id: StaffId,
    /// The name for screens.
    pub name: String,
    /// What was typed to sign in: password keepers need it beside a password.
    pub sign_in_name: String,
    /// The role chosen, or none yet.
    pub staff: Option<Staff>,
    /// The purpose chosen, or the role's usual one.
    pub purpose: Option<Purpose>,
    /// How far this sign-in reaches (S002-8b).
    pub scope: Scope,
    /// The token that every form of this session carries.
    pub form_token: String,
    /// The time of the sign-in before this one.
    pub last_sign_in_at: Option<Timestamp>,
    /// The session ends then unless it is used before.
    pub idle_ends_at: Timestamp,
    /// A second sign-in ended an earlier session of this person: say so
    /// (S002-23h).
    pub ended_another: bool,
    /// Somebody else made the password: no page opens but the one that changes
    /// it.
    pub must_change_password: bool,
}

impl Session {
    /// The asker, once a role and a purpose are chosen.
    #[must_use]
    pub fn asker(&self) -> Option<Asker> {
        Some(Asker { staff: self.staff.clone()?, purpose: self.purpose? })
    }

    /// The role in use.
    #[must_use]
    pub fn role(&self) -> Option<Role> {
        self.staff.as_ref().map(|staff| staff.role)
    }
}
