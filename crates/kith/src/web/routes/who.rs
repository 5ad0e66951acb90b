use kith_core::workforce::{Profession, Role};

/// Who may open a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody, signed in or not.
    Anyone,
    /// Anybody who is signed in, with or without a role chosen.
    SignedIn,
    /// Anybody with a role chosen.
    AnyRole,
    /// Roles that work with families.
    Families,
    /// Whoever brings files in.
    Files,
    /// Whoever says which records are one person.
    Matching,
    /// The same, and whoever may know of a booking beside somebody who is kept
    /// safe.
    Comparing,
    /// Whoever looks after the sources.
    Sources,
    /// Whoever answers for how information is used.
    Governance,
    /// Whoever sees to it that families are told.
    Notices,
    /// Whoever settles what parents wrote to say no (S002-15f).
    Objections,
    /// Whoever's service wrote something that others use, and whoever answers
    /// for all of it (S004-BAi).
    Items,
    /// Whoever looks after accounts.
    Accounts,
    /// Whoever looks after the sharing rules.
    Rules,
    /// Whoever keeps the register of agreements.
    Agreements,
    /// Whoever reads figures about groups (S002-5a).
    Figures,
    /// Whoever looks after training.
    Training,
    /// Whoever keeps the directory of local services.
    Directory,
    /// Whoever sends lists to centres.
    Lists,
    /// Child health's records office, and the data lead, to whom it sends its
    /// list and who enters forms where there is none (S003-ISg).
    ChildHealth,
    /// Whoever works with families, and whoever keeps the areas outside.
    HandOvers,
    /// Whoever works in a centre.
    Centre,
    /// Whoever reads how many of the born are registered.
    BirthFigures,
    /// Whoever sends or receives notifications before a birth.
    Antenatal,
    /// Whoever books women, and writes down a loss.
    Booking,
    /// Who names somebody at a centre.
    CentreContact,
    /// Whoever works by the process before birth, or looks after it.
    Districts,
    /// Family mentors, and skilled workers who supervise them.
    Mentoring,
}

impl Who {
    /// Whether somebody in this role may open the route. The role opens the
    /// page; what is on it is decided by the sharing rules.
    #[must_use]
    pub fn admits(self, role: Option<Role>) -> bool {
        match (self, role) {
            (Self::Anyone | Self::SignedIn, _) | (Self::AnyRole, Some(_)) => true,
            (Self::Families, Some(role)) => role.works_with_families(),
            (Self::Files | Self::Matching, Some(role)) => matches!(role, Role::DataLead),
            (Self::Comparing, Some(role)) => matches!(role, Role::DataLead | Role::CaldicottGuardian),
            (Self::Sources, Some(role)) => matches!(role, Role::DataLead | Role::Administrator),
            (Self::Governance, Some(role)) => matches!(role, Role::CaldicottGuardian),
            (Self::Notices, Some(role)) => matches!(role, Role::DataLead | Role::CentreManager),
            (Self::Objections, Some(role)) => {
                role.works_with_families() || matches!(role, Role::DataLead | Role::CaldicottGuardian)
            }
            (Self::Accounts, Some(role)) => matches!(role, Role::Administrator | Role::CaldicottGuardian),
            (Self::Rules, Some(role)) => {
                matches!(role, Role::CaldicottGuardian | Role::DataLead | Role::Administrator)
            }
            (Self::Agreements, Some(role)) => matches!(role, Role::DataLead | Role::CaldicottGuardian),
            (Self::Figures, Some(role)) => matches!(role, Role::Commissioner | Role::CaldicottGuardian),
            (Self::Training, Some(role)) => matches!(role, Role::Administrator | Role::CentreManager),
            (Self::Directory | Self::Lists, Some(role)) => matches!(role, Role::DataLead),
            (Self::ChildHealth, Some(role)) => matches!(role, Role::DataLead | Role::ChildHealthRecords),
            (Self::HandOvers | Self::Items, Some(role)) => role.works_with_families() || matches!(role, Role::DataLead),
            (Self::BirthFigures, Some(role)) => {
                matches!(role, Role::DataLead | Role::Commissioner | Role::CaldicottGuardian | Role::CentreManager)
            }
            (Self::Centre, Some(role)) => role.profession() == Profession::CentreStaff,
            (Self::Booking, Some(role)) => {
                matches!(role, Role::Midwife | Role::MaternityStaff | Role::HealthVisitor)
            }
            (Self::CentreContact, Some(role)) => matches!(role, Role::CentreManager),
            (Self::Districts, Some(role)) => {
                Self::Antenatal.admits(Some(role))
                    || matches!(role, Role::DataLead | Role::Commissioner | Role::CaldicottGuardian)
            }
            (Self::Mentoring, Some(role)) => role == Role::FamilyMentor || role.may_supervise_mentors(),
            (Self::Antenatal, Some(role)) => {
                Self::Booking.admits(Some(role)) || role.profession() == Profession::CentreStaff
            }
            (_, None) => false,
        }
    }
}
