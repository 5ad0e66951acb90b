//! Accounts: who may sign in, the passwords that others make for them, and
//! the one that each makes for himself or herself.

use std::collections::{BTreeMap, BTreeSet};

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use jiff::Timestamp;
use kith_core::audit::{Action, Actor, Event};
use kith_core::id::StaffId;
use kith_core::service::ServiceKind;
use kith_core::workforce::{Role, Training};
use kith_store::{Account, Post, Tx};

use crate::sign_in::{hash_of, is_right, live};
use crate::{App, AppError, FieldProblem, door};

/// Fewest characters of a password that somebody makes.
pub const SHORTEST_PASSWORD: usize = 12;

/// Most characters: longer ones only make the machine work.
const LONGEST_PASSWORD: usize = 200;

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

/// What taking in a list of staff did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffTakenIn {
    /// The sign-in names of accounts that are new.
    pub added: Vec<String>,
    /// The sign-in names of accounts that were brought up to date; their
    /// passwords stay as they are.
    pub updated: Vec<String>,
}

impl App {
    /// Adds accounts, and brings those up to date that are there already: the
    /// name, employer, training and posts become those of the list. Everything
    /// or nothing.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where a staff code belongs to another account;
    /// [`AppError::Broken`] when the records fail.
    pub async fn take_in_staff(&self, staff: Vec<NewStaff>, now: Timestamp) -> Result<StaffTakenIn, AppError> {
        let new = accounts(&staff, false)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut done = StaffTakenIn::default();
                    for account in new {
                        let known = tx.account_by_name(&account.sign_in_name).await?;
                        let what = if known.is_some() { "updated" } else { "added" };
                        let id = known.as_ref().map_or(account.id, |known| known.id);
                        if let Some(code) = &account.code
                            && tx
                                .all_staff()
                                .await?
                                .iter()
                                .any(|other| other.code.as_ref() == Some(code) && other.id != id)
                        {
                            let words = format!("The staff code {code} belongs to another account");
                            return Err(AppError::Invalid(vec![FieldProblem::new("code", words)]));
                        }
                        match known {
                            Some(known) => {
                                bring_up_to_date(tx, known, &account).await?;
                                done.updated.push(account.sign_in_name);
                            }
                            None => {
                                tx.add_accounts(std::slice::from_ref(&account)).await?;
                                done.added.push(account.sign_in_name);
                            }
                        }
                        let event = Event::new(now, Actor::CommandLine, Action::AccountChange).about(id);
                        tx.append_audit(&event.with("what", what)).await?;
                    }
                    Ok(done)
                })
            })
            .await
    }

    /// The names that people sign in with.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn sign_in_names(&self) -> Result<BTreeSet<String>, AppError> {
        let accounts = self.db.read(|tx| Box::pin(async move { tx.all_staff().await })).await?;
        Ok(accounts.into_iter().map(|account| account.sign_in_name).collect())
    }

    /// Gives somebody a new password, to be changed at the next sign-in, ends
    /// their session and opens a locked account.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such account.
    pub async fn give_password(&self, sign_in_name: &str, now: Timestamp) -> Result<String, AppError> {
        let password = one_time_password()?;
        let hash = hash_password(&password)?;
        self.change_account(sign_in_name, "password-given", now, move |account| {
            account.password_hash = hash;
            account.must_change_password = true;
            account.failed_sign_ins = 0;
            account.locked_until = None;
        })
        .await?;
        Ok(password)
    }

    /// Closes an account, at once and in every session; or opens it again.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such account.
    pub async fn set_account_open(&self, sign_in_name: &str, is_open: bool, now: Timestamp) -> Result<(), AppError> {
        let what = if is_open { "opened" } else { "closed" };
        self.change_account(sign_in_name, what, now, move |account| account.is_active = is_open).await
    }

    async fn change_account(
        &self,
        sign_in_name: &str,
        what: &'static str,
        now: Timestamp,
        change: impl FnOnce(&mut Account) + Send + 'static,
    ) -> Result<(), AppError> {
        let name = sign_in_name.trim().to_lowercase();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut account = tx.account_by_name(&name).await?.ok_or(AppError::NotFound)?;
                    change(&mut account);
                    tx.set_account(&account).await?;
                    tx.end_sessions_of(account.id, "account-changed", now).await?;
                    let event = Event::new(now, Actor::CommandLine, Action::AccountChange).about(account.id);
                    tx.append_audit(&event.with("what", what)).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Changes one's own password.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the present password is wrong or the new one
    /// cannot be taken, with what to do; [`AppError::NotFound`] when the session
    /// has ended.
    pub async fn change_password(
        &self,
        token: &str,
        (present, wanted, again): (String, String, String),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let token_hash = hash_of(token);
        let account = {
            let token_hash = token_hash.clone();
            let read = self.db.read(move |tx| {
                Box::pin(async move {
                    let staff = live(tx, &token_hash, now).await?.staff;
                    Ok::<_, AppError>(tx.account(staff).await?)
                })
            });
            read.await?
        };
        let mut problems = faults_of(&wanted, &again, &present, &account);
        if !is_right(account.password_hash, present).await? {
            self.note_failure(account.sign_in_name, now).await?;
            problems.insert(0, FieldProblem::new("present", "Type the password that you signed in with"));
        }
        if !problems.is_empty() {
            return Err(AppError::Invalid(problems));
        }
        let hash = hash_password(&wanted)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let staff = live(tx, &token_hash, now).await?.staff;
                    let mut account = tx.account(staff).await?;
                    account.password_hash = hash;
                    account.must_change_password = false;
                    tx.set_account(&account).await?;
                    let event = Event::new(now, staff, Action::AccountChange).with("what", "password-changed");
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// What stands in the way of a new password, in words.
fn faults_of(wanted: &str, again: &str, present: &str, account: &Account) -> Vec<FieldProblem> {
    let length = wanted.chars().count();
    let is_own_name = wanted.to_lowercase().contains(&account.sign_in_name) && length < 2 * SHORTEST_PASSWORD;
    let words = if length < SHORTEST_PASSWORD {
        format!("Use at least {SHORTEST_PASSWORD} characters. Three words in a row are good")
    } else if length > LONGEST_PASSWORD {
        format!("Use at most {LONGEST_PASSWORD} characters")
    } else if wanted == present {
        "Choose a password that is not the present one".to_owned()
    } else if is_own_name || wanted.chars().collect::<BTreeSet<_>>().len() < 5 {
        "Choose a password that is harder to guess".to_owned()
    } else if wanted != again {
        return vec![FieldProblem::new("again", "Type the same new password twice")];
    } else {
        return Vec::new();
    };
    vec![FieldProblem::new("wanted", words)]
}

async fn bring_up_to_date(tx: &mut Tx, known: Account, listed: &Account) -> Result<(), AppError> {
    let used = |role: Role| known.roles.iter().find(|post| post.role == role).and_then(|post| post.used_at);
    let posts: Vec<Post> = listed.roles.iter().map(|post| Post { used_at: used(post.role), ..post.clone() }).collect();
    tx.set_posts(known.id, &posts).await?;
    let account = Account {
        name: listed.name.clone(),
        code: listed.code.clone(),
        organisation: listed.organisation.clone(),
        training: listed.training.clone(),
        roles: posts,
        ..known
    };
    tx.set_account(&account).await?;
    Ok(())
}

/// A password for one sign-in: four groups of four, without characters that
/// look alike.
///
/// # Errors
/// [`AppError::Broken`] when the machine gives no random bytes.
pub fn one_time_password() -> Result<String, AppError> {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Broken(anyhow::anyhow!("the machine gave no random bytes")))?;
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// Accounts from posts, one for each sign-in name.
pub(crate) fn accounts(staff: &[NewStaff], is_practice: bool) -> Result<Vec<Account>, AppError> {
    // Hashing is slow on purpose. In a practice copy everybody has the same
    // password, which is no secret, and so may share one hash; anywhere else
    // each account has a hash and a salt of its own.
    let mut shared: BTreeMap<&str, String> = BTreeMap::new();
    let mut accounts: BTreeMap<String, Account> = BTreeMap::new();
    for staff in staff {
        let post =
            Post { role: staff.role, service: staff.service, team: staff.team.clone(), ends_on: None, used_at: None };
        let name = staff.sign_in_name.trim().to_lowercase();
        if let Some(account) = accounts.get_mut(&name) {
            account.roles.push(post);
            continue;
        }
        let password_hash = match shared.get(staff.password.as_str()) {
            Some(hash) if is_practice => hash.clone(),
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
            must_change_password: !is_practice,
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
