//! Accounts of staff: sign-in, training, and the posts that each one holds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::StaffId;
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Staff, Training};

use crate::cell::{Arg, Cells, Row, args, list};
use crate::{StoreError, Tx};

/// One account.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Who.
    pub id: StaffId,
    /// What is typed to sign in.
    pub sign_in_name: String,
    /// The name for screens.
    pub name: String,
    /// The staff code that sources use.
    pub code: Option<String>,
    /// The employer.
    pub organisation: String,
    /// The hash of the password, in the form that names its own settings.
    pub password_hash: String,
    /// Somebody else made the password: it opens nothing but the page that
    /// changes it.
    pub must_change_password: bool,
    /// Whether the account may be used.
    pub is_active: bool,
    /// Wrong tries since the last right one.
    pub failed_sign_ins: u32,
    /// No try counts before this time.
    pub locked_until: Option<Timestamp>,
    /// The last right try.
    pub signed_in_at: Option<Timestamp>,
    /// Training and clearance.
    pub training: Training,
    /// The posts held.
    pub roles: Vec<Post>,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Account({}, hidden)", self.id)
    }
}

/// A role that a member of staff holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The role.
    pub role: Role,
    /// The service it belongs to.
    pub service: Option<ServiceKind>,
    /// The team, centre, practice or school.
    pub team: Option<String>,
    /// The last day of the post.
    pub ends_on: Option<Date>,
    /// When it was last chosen.
    pub used_at: Option<Timestamp>,
}

/// Somebody who holds a role, in an account that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleHolder {
    /// Who.
    pub staff: StaffId,
    /// The name for screens.
    pub name: String,
    /// The employer.
    pub organisation: String,
    /// The last day of the post.
    pub until: Option<Date>,
}

impl Account {
    /// The member of staff in a role, as the rules see them; none where the
    /// role is not held today or the account is closed.
    #[must_use]
    pub fn staff_in(&self, role: Role, today: Date) -> Option<Staff> {
        let is_held = |post: &&Post| post.role == role && post.ends_on.is_none_or(|last| today <= last);
        let post = self.roles.iter().find(is_held).filter(|_| self.is_active)?;
        Some(Staff {
            id: self.id,
            name: self.name.clone(),
            code: self.code.clone(),
            role,
            service: post.service,
            organisation: self.organisation.clone(),
            team: post.team.clone(),
            training: self.training.clone(),
        })
    }
}

/// The columns of an account, in the order that [`read_account`] takes them.
macro_rules! columns {
    () => {
        "id, sign_in_name, name, code, organisation, password_hash, is_active, failed_sign_ins, locked_until, \
         signed_in_at, sharing_until, cleared_until, approved_on, principles_accepted_on, must_change_password"
    };
}

fn read_account(row: &Row) -> Result<Account, StoreError> {
    let mut cells = row.cells("staff");
    Ok(Account {
        id: cells.next()?,
        sign_in_name: cells.next()?,
        name: cells.next()?,
        code: cells.next()?,
        organisation: cells.next()?,
        password_hash: cells.next()?,
        is_active: cells.next()?,
        failed_sign_ins: cells.next()?,
        locked_until: cells.next()?,
        signed_in_at: cells.next()?,
        training: read_training(&mut cells)?,
        must_change_password: cells.next()?,
        roles: Vec::new(),
    })
}

fn read_training(cells: &mut Cells<'_>) -> Result<Training, StoreError> {
    Ok(Training {
        sharing_until: cells.next()?,
        cleared_until: cells.next()?,
        approved_on: cells.next()?,
        principles_accepted_on: cells.next()?,
    })
}

fn account_values(account: &Account) -> [Arg<'_>; 15] {
    let Training { sharing_until, cleared_until, approved_on, principles_accepted_on } = account.training;
    args![
        account.id,
        &account.sign_in_name,
        &account.name,
        &account.code,
        &account.organisation,
        &account.password_hash,
        account.is_active,
        account.failed_sign_ins,
        account.locked_until,
        account.signed_in_at,
        sharing_until,
        cleared_until,
        approved_on,
        principles_accepted_on,
        account.must_change_password,
    ]
}

pub(crate) const ROLE_HOLDERS: &str = "SELECT s.id, s.name, s.organisation, r.ends_on FROM staff s \
                                      JOIN staff_role r ON r.staff_id = s.id \
                                      WHERE r.role = $1 AND s.is_active ORDER BY s.name, s.id";

pub(crate) fn read_role_holder(row: &Row) -> Result<RoleHolder, StoreError> {
    let mut cells = row.cells("staff");
    let (staff, name) = (cells.next()?, cells.next()?);
    Ok(RoleHolder { staff, name, organisation: cells.next()?, until: cells.next()? })
}

impl Tx {
    /// Adds accounts with their posts.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a sign-in name or staff code is taken.
    pub async fn add_accounts(&mut self, accounts: &[Account]) -> Result<(), StoreError> {
        let rows = accounts.iter().map(account_values).collect();
        self.insert(concat!("INSERT INTO staff (", columns!(), ")"), "", rows).await?;
        let mut posts = Vec::new();
        for account in accounts {
            posts.extend(account.roles.iter().map(|post| (account.id, post)));
        }
        self.add_posts(&posts).await
    }

    /// Writes everything of an account but its posts.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none; [`StoreError::Conflict`]
    /// where a sign-in name or staff code is taken.
    pub async fn set_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let sql = "UPDATE staff SET sign_in_name = $2, name = $3, code = $4, organisation = $5, password_hash = $6, \
                   is_active = $7, failed_sign_ins = $8, locked_until = $9, signed_in_at = $10, sharing_until = $11, \
                   cleared_until = $12, approved_on = $13, principles_accepted_on = $14, must_change_password = $15 \
                   WHERE id = $1";
        let touched = self.run(sql, &account_values(account)).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("account", account.id)) }
    }

    /// Replaces the posts that somebody holds.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a role comes twice.
    pub async fn set_posts(&mut self, staff: StaffId, posts: &[Post]) -> Result<(), StoreError> {
        self.run("DELETE FROM staff_role WHERE staff_id = $1", &args![staff]).await?;
        let posts: Vec<(StaffId, &Post)> = posts.iter().map(|post| (staff, post)).collect();
        self.add_posts(&posts).await
    }

    async fn add_posts(&mut self, posts: &[(StaffId, &Post)]) -> Result<(), StoreError> {
        let into = "INSERT INTO staff_role (staff_id, role, service, team, ends_on, used_at)";
        let mut rows = Vec::with_capacity(posts.len());
        for (staff, post) in posts {
            rows.push(args![*staff, post.role, post.service, &post.team, post.ends_on, post.used_at]);
        }
        self.insert(into, "", rows).await
    }

    /// The account with this sign-in name, with its posts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn account_by_name(&mut self, sign_in_name: &str) -> Result<Option<Account>, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM staff WHERE sign_in_name = $1");
        let rows = self.all(sql, &args![sign_in_name]).await?;
        Ok(self.with_posts(&rows).await?.pop())
    }

    /// An account with its posts.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn account(&mut self, staff: StaffId) -> Result<Account, StoreError> {
        if let Some(account) = self.recall(|known| known.accounts.get(&staff).cloned()) {
            return Ok(account);
        }
        let sql = concat!("SELECT ", columns!(), " FROM staff WHERE id = $1");
        let rows = self.all(sql, &args![staff]).await?;
        let account = self.with_posts(&rows).await?.pop().ok_or_else(|| StoreError::not_found("account", staff))?;
        self.remember(|known| drop(known.accounts.insert(staff, account.clone())));
        Ok(account)
    }

    /// Every account with its posts, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn all_staff(&mut self) -> Result<Vec<Account>, StoreError> {
        let rows = self.all(concat!("SELECT ", columns!(), " FROM staff ORDER BY name, id"), &[]).await?;
        self.with_posts(&rows).await
    }

    async fn with_posts(&mut self, rows: &[Row]) -> Result<Vec<Account>, StoreError> {
        let mut accounts: Vec<Account> = rows.iter().map(read_account).collect::<Result<_, _>>()?;
        let sql = "SELECT staff_id, role, service, team, ends_on, used_at FROM staff_role \
                   WHERE staff_id IN (SELECT value FROM json_each($1)) ORDER BY staff_id, role";
        let mut posts: BTreeMap<StaffId, Vec<Post>> = BTreeMap::new();
        for row in self.all(sql, &[list(accounts.iter().map(|account| account.id))]).await? {
            let mut cells = row.cells("staff_role");
            let staff: StaffId = cells.next()?;
            let post = Post {
                role: cells.next()?,
                service: cells.next()?,
                team: cells.next()?,
                ends_on: cells.next()?,
                used_at: cells.next()?,
            };
            posts.entry(staff).or_default().push(post);
        }
        for account in &mut accounts {
            account.roles = posts.remove(&account.id).unwrap_or_default();
        }
        Ok(accounts)
    }

    /// Those who hold a role or held it, and whose account is open, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn role_holders(&mut self, role: Role) -> Result<Vec<RoleHolder>, StoreError> {
        self.all(ROLE_HOLDERS, &args![role]).await?.iter().map(read_role_holder).collect()
    }

    /// The service of every post that somebody holds or held.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn services_of_staff(&mut self) -> Result<BTreeMap<(StaffId, Role), Option<ServiceKind>>, StoreError> {
        let rows = self.all("SELECT staff_id, role, service FROM staff_role", &[]).await?;
        let read = |row: &Row| {
            let mut cells = row.cells("staff_role");
            Ok(((cells.next()?, cells.next()?), cells.next()?))
        };
        rows.iter().map(read).collect()
    }

    /// The names of these members of staff.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn names_of_staff(&mut self, staff: &[StaffId]) -> Result<BTreeMap<StaffId, String>, StoreError> {
        if staff.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql = "SELECT id, name FROM staff WHERE id IN (SELECT value FROM json_each($1))";
        let read = |row: &Row| {
            let mut cells = row.cells("staff");
            Ok((cells.next()?, cells.next()?))
        };
        self.all(sql, &[list(staff)]).await?.iter().map(read).collect()
    }

    /// Counts one more wrong try, and gives how many there were since the last
    /// right one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such account.
    pub async fn note_failed_sign_in(&mut self, staff: StaffId) -> Result<u32, StoreError> {
        let sql = "UPDATE staff SET failed_sign_ins = failed_sign_ins + 1 WHERE id = $1 RETURNING failed_sign_ins";
        let row = self.first(sql, &args![staff]).await?;
        row.ok_or_else(|| StoreError::not_found("account", staff))?.cells("staff").next()
    }

    /// Lets no try count before a time.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn lock_account(&mut self, staff: StaffId, until: Timestamp) -> Result<(), StoreError> {
        self.run("UPDATE staff SET locked_until = $2 WHERE id = $1", &args![staff, until]).await.map(drop)
    }

    /// Notes a right try: wrong ones and the lock are forgotten.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_sign_in(&mut self, staff: StaffId, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE staff SET failed_sign_ins = 0, locked_until = NULL, signed_in_at = $2 WHERE id = $1";
        self.run(sql, &args![staff, now]).await.map(drop)
    }

    /// Notes that somebody chose a role.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_role_used(&mut self, staff: StaffId, role: Role, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE staff_role SET used_at = $3 WHERE staff_id = $1 AND role = $2";
        self.run(sql, &args![staff, role, now]).await.map(drop)
    }

    /// Notes that somebody accepted the data protection principles.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn note_principles_accepted(&mut self, staff: StaffId, today: Date) -> Result<(), StoreError> {
        let sql = "UPDATE staff SET principles_accepted_on = $2 WHERE id = $1";
        self.run(sql, &args![staff, today]).await.map(drop)
    }
}
