//! Who is a mentor and who supervises them today. A supervisor whose account
//! was closed, or who left the post, supervises nobody.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_core::id::StaffId;
use kith_core::workforce::{Role, Staff};
use kith_store::{Account, Tx};

use crate::AppError;

/// Mentors and supervisors of the locality.
pub(super) struct Circle {
    accounts: Vec<Account>,
    named: BTreeMap<StaffId, StaffId>,
    today: Date,
}

impl Circle {
    pub(super) async fn load(tx: &mut Tx, today: Date) -> Result<Self, AppError> {
        Ok(Self { accounts: tx.all_staff().await?, named: tx.mentor_supervisors().await?, today })
    }

    fn account(&self, staff: StaffId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.id == staff)
    }

    /// A mentor whose account is open.
    pub(super) fn mentor(&self, staff: StaffId) -> Option<Staff> {
        self.account(staff)?.staff_in(Role::FamilyMentor, self.today)
    }

    /// Every mentor, by name.
    pub(super) fn mentors(&self) -> Vec<Staff> {
        let mut mentors: Vec<Staff> =
            self.accounts.iter().filter_map(|account| account.staff_in(Role::FamilyMentor, self.today)).collect();
        mentors.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        mentors
    }

    /// Somebody's post from which they may supervise a mentor: skilled work in
    /// the mentor's own service.
    fn post_for(&self, account: &Account, mentor: &Staff) -> Option<Staff> {
        let posts = account.roles.iter().filter_map(|post| account.staff_in(post.role, self.today));
        posts.into_iter().find(|staff| may_supervise(staff, mentor))
    }

    /// Who supervises a mentor today; none where nobody does.
    pub(super) fn supervisor_of(&self, mentor: &Staff) -> Option<Staff> {
        let account = self.account(*self.named.get(&mentor.id)?)?;
        self.post_for(account, mentor)
    }

    /// The mentors whom somebody supervises.
    pub(super) fn mentors_of(&self, supervisor: &Staff) -> Vec<Staff> {
        let mut mentors = self.mentors();
        mentors.retain(|mentor| self.is_supervised_by(mentor, supervisor));
        mentors
    }

    /// Whether this worker, in this role, supervises the mentor.
    pub(super) fn is_supervised_by(&self, mentor: &Staff, supervisor: &Staff) -> bool {
        may_supervise(supervisor, mentor) && self.supervisor_of(mentor).is_some_and(|it| it.id == supervisor.id)
    }

    /// Everybody who could supervise a mentor, by name.
    pub(super) fn could_supervise(&self, mentor: &Staff) -> Vec<Staff> {
        let mut could: Vec<Staff> = self.accounts.iter().filter_map(|account| self.post_for(account, mentor)).collect();
        could.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
        could
    }

    /// Somebody's name, whether or not they are still there.
    pub(super) fn name(&self, staff: StaffId) -> String {
        self.account(staff).map(|account| account.name.clone()).unwrap_or_default()
    }
}

/// Whether somebody in this role may supervise the mentor: skilled work, in the
/// mentor's service.
pub(super) fn may_supervise(staff: &Staff, mentor: &Staff) -> bool {
    staff.role.may_supervise_mentors() && staff.service.is_some() && staff.service == mentor.service
}
