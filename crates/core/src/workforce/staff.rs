//! One member of staff as the rules see them.

use jiff::civil::Date;

use super::Role;
use crate::id::StaffId;
use crate::service::ServiceKind;

/// The yearly training and agreements that gate access (S002-13e, S002-23k).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Training {
    /// Information sharing training is good until this day.
    pub sharing_until: Option<Date>,
    /// Clearance (disclosure and barring) is good until this day.
    pub cleared_until: Option<Date>,
    /// A manager approved the use of the directory on this day.
    pub approved_on: Option<Date>,
    /// The data protection principles were last accepted on this day; good for
    /// a year (S002-11e).
    pub principles_accepted_on: Option<Date>,
}

/// A member of staff in the role chosen for this session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who.
    pub id: StaffId,
    /// The name for screens.
    pub name: String,
    /// The staff code that sources use for this worker, if any.
    pub code: Option<String>,
    /// The role in use.
    pub role: Role,
    /// The service the role belongs to; none for roles without families.
    pub service: Option<ServiceKind>,
    /// The organisation that employs the worker.
    pub organisation: String,
    /// The team, centre, practice or school, as sources name it.
    pub team: Option<String>,
    /// Training and clearance.
    pub training: Training,
}

/// Whether training and clearance allow look-ups today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessState {
    /// Everything is current.
    Current,
    /// The sharing training, or the yearly acceptance of the principles, is
    /// missing or has lapsed.
    Untrained,
    /// Clearance is missing or has lapsed.
    ClearanceExpired,
    /// No manager has approved this account for families.
    NotAuthorised,
    /// The role does not work with families.
    RoleMismatch,
}

impl Staff {
    /// Whether this member of staff may look families up on `today`
    /// (S002-13e, S002-23k): any one thing lapsed is enough to say no.
    #[must_use]
    pub fn access_on(&self, today: Date) -> AccessState {
        if self.role.works_with_families() { self.currency_on(today) } else { AccessState::RoleMismatch }
    }

    /// Whether this member of staff may look at two records on `today` to say
    /// whether they are one person: a data lead whose training, clearance and
    /// approval are as current as anybody's who looks families up.
    #[must_use]
    pub fn matching_access_on(&self, today: Date) -> AccessState {
        if self.role == Role::DataLead { self.currency_on(today) } else { AccessState::RoleMismatch }
    }

    /// Whether this member of staff may read on `today` what first visit forms
    /// say: child health's records office, or a data lead in its place, whose
    /// training, clearance and approval are as current as anybody's who looks
    /// families up.
    #[must_use]
    pub fn form_access_on(&self, today: Date) -> AccessState {
        match self.role {
            Role::DataLead | Role::ChildHealthRecords => self.currency_on(today),
            _ => AccessState::RoleMismatch,
        }
    }

    /// Whether this member of staff may look on `today` at a booking beside
    /// somebody who is kept safe: a Caldicott Guardian whose training, clearance
    /// and approval are as current as anybody's who looks families up.
    #[must_use]
    pub fn safe_keeping_access_on(&self, today: Date) -> AccessState {
        if self.role == Role::CaldicottGuardian { self.currency_on(today) } else { AccessState::RoleMismatch }
    }

    /// Whether this family mentor may see whom they meet on `today`: their
    /// training, clearance and approval are as current as anybody's who looks
    /// families up (S003-LEc).
    #[must_use]
    pub fn mentoring_access_on(&self, today: Date) -> AccessState {
        if self.role == Role::FamilyMentor { self.currency_on(today) } else { AccessState::RoleMismatch }
    }

    fn currency_on(&self, today: Date) -> AccessState {
        let good = |until: Option<Date>| until.is_some_and(|last| today <= last);
        let accepted =
            self.training.principles_accepted_on.and_then(|on| on.checked_add(jiff::Span::new().years(1)).ok());
        if self.training.approved_on.is_none_or(|on| today < on) {
            AccessState::NotAuthorised
        } else if !good(self.training.cleared_until) {
            AccessState::ClearanceExpired
        } else if !good(self.training.sharing_until) || !good(accepted) {
            AccessState::Untrained
        } else {
            AccessState::Current
        }
    }
}
