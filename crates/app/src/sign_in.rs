//! Signing in: own accounts, no hint which part was wrong, a wait after five
//! tries, one session a person, the role read again on every request.

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;
use jiff::{Span, Timestamp};
use kith_core::audit::{Action, Actor, Event};
use kith_core::family::Scope;
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;
use kith_core::workforce::{AccessState, Role};
use kith_store::{Account, SessionRow, Tx};
use sha2::{Digest, Sha256};

use crate::accounts::hash_password;
use crate::door::today;
use crate::{App, AppError, FieldProblem, Session};

/// Wrong tries before a wait.
const TRIES: u32 = 5;
/// How long the wait is, in minutes.
const WAIT_MINUTES: i64 = 15;
/// A session that is not used ends after so many minutes.
const IDLE_MINUTES: i64 = 15;
/// A session ends after so many hours, used or not.
const LONGEST_HOURS: i64 = 10;

/// The answer to a right name and password.
pub struct SignInAnswer {
    /// What the cookie holds. Only its hash is stored.
    pub token: String,
    /// The roles to choose from.
    pub roles: Vec<RoleChoice>,
}

/// Why somebody was not signed in. The two are worded so that neither tells
/// whether the name exists.
#[derive(Debug)]
pub enum SignInRefusal {
    /// The name or the password is wrong.
    Wrong,
    /// Too many wrong tries; the wait in seconds.
    Wait {
        /// Seconds left.
        seconds: u64,
    },
    /// A fault of ours.
    Broken(AppError),
}

/// A role that somebody can take for this session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleChoice {
    /// The role.
    pub role: Role,
    /// The team, centre or practice.
    pub team: Option<String>,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
    /// Whether training and clearance let this role look families up today.
    pub access: AccessState,
    /// What to do when they do not.
    pub what_to_do: Option<String>,
}

impl App {
    /// Signs somebody in. An earlier session of the same person ends, and both
    /// are told (S002-23h).
    ///
    /// # Errors
    /// [`SignInRefusal`]: wrong, wait, or a fault of ours.
    pub async fn sign_in(
        &self,
        name: &str,
        password: &str,
        scope: Scope,
        now: Timestamp,
    ) -> Result<SignInAnswer, SignInRefusal> {
        let name = name.trim().to_lowercase();
        let account = self.account_named(name.clone()).await.map_err(SignInRefusal::Broken)?;
        if let Some(seconds) = self.wait_for(&name, account.as_ref(), now) {
            return Err(SignInRefusal::Wait { seconds });
        }
        let hash =
            account.as_ref().map_or_else(|| self.keys.nobodys_hash.clone(), |account| account.password_hash.clone());
        let is_right = is_right(hash, password.to_owned()).await.map_err(SignInRefusal::Broken)?;
        match account.filter(|account| is_right && account.is_active) {
            Some(account) => self.start_session(account, scope, now).await.map_err(SignInRefusal::Broken),
            None => {
                self.note_failure(name, now).await.map_err(SignInRefusal::Broken)?;
                Err(SignInRefusal::Wrong)
            }
        }
    }

    async fn account_named(&self, name: String) -> Result<Option<Account>, AppError> {
        self.db.read(move |tx| Box::pin(async move { Ok(tx.account_by_name(&name).await?) })).await
    }

    /// The wait in seconds for a name. Names that no account has wait in the
    /// same way, so that a wait tells nothing.
    fn wait_for(&self, name: &str, account: Option<&Account>, now: Timestamp) -> Option<u64> {
        let until = match account {
            Some(account) => account.locked_until,
            None => self.unknown_names.locked_until(name),
        };
        let left = until?.as_second() - now.as_second();
        u64::try_from(left).ok().filter(|left| *left > 0)
    }

    pub(crate) async fn note_failure(&self, name: String, now: Timestamp) -> Result<(), AppError> {
        let until = now.checked_add(Span::new().minutes(WAIT_MINUTES)).unwrap_or(now);
        self.unknown_names.note(&name, TRIES, until);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let account = tx.account_by_name(&name).await?;
                    let actor = account.as_ref().map_or(Actor::Nobody, |account| Actor::Staff(account.id));
                    let mut failed = Event::new(now, actor, Action::SignInFailed).outcome("refused");
                    if let Some(account) = &account {
                        let tries = tx.note_failed_sign_in(account.id).await?;
                        failed = failed.with("tries", tries);
                        if tries >= TRIES {
                            tx.lock_account(account.id, until).await?;
                            tx.append_audit(&Event::new(now, actor, Action::Locked).with("minutes", WAIT_MINUTES))
                                .await?;
                        }
                    }
                    tx.append_audit(&failed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    async fn start_session(&self, account: Account, scope: Scope, now: Timestamp) -> Result<SignInAnswer, AppError> {
        let token = random_token()?;
        let row = SessionRow {
            token_hash: hash_of(&token),
            staff: account.id,
            role: None,
            purpose: None,
            scope,
            form_token: random_token()?,
            started_at: now,
            seen_at: now,
            ends_at: now.checked_add(Span::new().hours(LONGEST_HOURS)).unwrap_or(now),
            ended_at: None,
            ended_because: None,
        };
        let roles = choices(&account, now);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let ended = tx.start_session(&row).await?;
                    tx.forget_opened(account.id).await?;
                    if ended > 0 {
                        tx.add_notice(account.id, "signed-in-elsewhere", now).await?;
                    }
                    tx.note_sign_in(account.id, now).await?;
                    let event = Event::new(now, account.id, Action::SignIn)
                        .with("ended-another", ended)
                        .with("scope", scope.word());
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(SignInAnswer { token, roles })
    }

    /// The session of a cookie, with the role and the training read again; none
    /// when it has ended. Using it keeps it alive.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn session(&self, token: &str, now: Timestamp) -> Result<Option<Session>, AppError> {
        let token_hash = hash_of(token);
        let found = self.db.read_lately({
            let token_hash = token_hash.clone();
            move |tx| Box::pin(async move { read_session(tx, &token_hash, now).await })
        });
        let Some((row, session)) = found.await? else { return Ok(None) };
        if row.seen_at.as_second() / 60 != now.as_second() / 60 {
            self.db.note(move |tx| Box::pin(async move { tx.see_session(&token_hash, now).await })).await?;
        }
        Ok(Some(session))
    }

    /// The roles that this person can take.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn role_choices(&self, session: &Session, now: Timestamp) -> Result<Vec<RoleChoice>, AppError> {
        let staff = session.staff_id;
        let account = self.db.read(move |tx| Box::pin(async move { tx.account(staff).await })).await?;
        Ok(choices(&account, now))
    }

    /// Takes a role for this session, with its usual purpose unless another is
    /// named.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the person does not hold the role today.
    pub async fn choose_role(
        &self,
        token: &str,
        role: Role,
        purpose: Option<Purpose>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let purpose = purpose.unwrap_or_else(|| usual_purpose(role));
        if purpose == Purpose::Unjustified {
            return Err(no_such_purpose());
        }
        let token_hash = hash_of(token);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let row = live(tx, &token_hash, now).await?;
                    let account = tx.account(row.staff).await?;
                    if account.staff_in(role, today(now)).is_none() {
                        return Err(AppError::Invalid(vec![FieldProblem::new("role", "Choose one of your roles")]));
                    }
                    tx.set_session_role(&token_hash, Some(role), Some(purpose.word())).await?;
                    tx.note_role_used(row.staff, role, now).await?;
                    let event = Event::new(now, row.staff, Action::ChooseRole).role(role).purpose(purpose.word());
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Says what the next looks are for (S002-5b).
    ///
    /// # Errors
    /// [`AppError::Invalid`] for a purpose that cannot be justified, or before
    /// a role is chosen.
    pub async fn choose_purpose(&self, token: &str, purpose: Purpose, now: Timestamp) -> Result<(), AppError> {
        let token_hash = hash_of(token);
        let role = self.db.read({
            let token_hash = token_hash.clone();
            move |tx| Box::pin(async move { Ok::<_, AppError>(live(tx, &token_hash, now).await?.role) })
        });
        match role.await? {
            Some(role) => self.choose_role(token, role, Some(purpose), now).await,
            None => Err(AppError::Invalid(vec![FieldProblem::new("role", "Choose a role first")])),
        }
    }

    /// Accepts the data protection principles for a year (S002-11e).
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the session has ended.
    pub async fn accept_principles(&self, token: &str, now: Timestamp) -> Result<(), AppError> {
        let token_hash = hash_of(token);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let row = live(tx, &token_hash, now).await?;
                    tx.note_principles_accepted(row.staff, today(now)).await?;
                    let event = Event::new(now, row.staff, Action::AccountChange).with("what", "principles-accepted");
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// Ends the session.
    ///
    /// # Errors
    /// [`AppError::Broken`] when that cannot be written.
    pub async fn sign_out(&self, token: &str, now: Timestamp) -> Result<(), AppError> {
        let token_hash = hash_of(token);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let row = tx.session(&token_hash).await?;
                    if tx.end_session(&token_hash, "signed out", now).await?
                        && let Some(row) = row
                    {
                        tx.append_audit(&Event::new(now, row.staff, Action::SignOut)).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await
    }

    /// Ends a role of an account today; it is gone from the next request on
    /// (T08).
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such account or role.
    pub async fn end_role(&self, sign_in_name: &str, role: Role, now: Timestamp) -> Result<(), AppError> {
        let name = sign_in_name.to_owned();
        let yesterday = today(now).yesterday().unwrap_or_else(|_| today(now));
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let account = tx.account_by_name(&name).await?.ok_or(AppError::NotFound)?;
                    let mut posts = account.roles.clone();
                    let post = posts.iter_mut().find(|post| post.role == role).ok_or(AppError::NotFound)?;
                    post.ends_on = Some(yesterday);
                    tx.set_posts(account.id, &posts).await?;
                    let event = Event::new(now, Actor::CommandLine, Action::RoleChange)
                        .about(account.id)
                        .with("ended", role.word());
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Changes who employs somebody. It changes no answer (S002-15c).
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such account.
    pub async fn set_employer(&self, sign_in_name: &str, employer: &str, now: Timestamp) -> Result<(), AppError> {
        let (name, employer) = (sign_in_name.to_owned(), employer.to_owned());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let mut account = tx.account_by_name(&name).await?.ok_or(AppError::NotFound)?;
                    account.organisation = employer;
                    tx.set_account(&account).await?;
                    let event = Event::new(now, Actor::CommandLine, Action::AccountChange)
                        .about(account.id)
                        .with("what", "employer");
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// A session that has not ended, by its hash.
pub(crate) async fn live(tx: &mut Tx, token_hash: &str, now: Timestamp) -> Result<SessionRow, AppError> {
    let idle = now.checked_sub(Span::new().minutes(IDLE_MINUTES)).unwrap_or(now);
    let is_live = |row: &SessionRow| row.ended_at.is_none() && now < row.ends_at && idle < row.seen_at;
    tx.session(token_hash).await?.filter(is_live).ok_or(AppError::NotFound)
}

async fn read_session(
    tx: &mut Tx,
    token_hash: &str,
    now: Timestamp,
) -> Result<Option<(SessionRow, Session)>, AppError> {
    let row = match live(tx, token_hash, now).await {
        Ok(row) => row,
        Err(AppError::NotFound) => return Ok(None),
        Err(broken) => return Err(broken),
    };
    let account = tx.account(row.staff).await?;
    if !account.is_active {
        return Ok(None);
    }
    let staff = row.role.and_then(|role| account.staff_in(role, today(now)));
    let ended_another = tx.notices(row.staff).await?.iter().any(|notice| notice.kind == "signed-in-elsewhere");
    let session = Session {
        staff_id: account.id,
        name: account.name.clone(),
        sign_in_name: account.sign_in_name.clone(),
        purpose: row.purpose.as_deref().and_then(Purpose::from_word),
        staff,
        scope: row.scope,
        form_token: row.form_token.clone(),
        last_sign_in_at: account.signed_in_at,
        idle_ends_at: now.checked_add(Span::new().minutes(IDLE_MINUTES)).unwrap_or(now).min(row.ends_at),
        ended_another,
        must_change_password: account.must_change_password,
    };
    Ok(Some((row, session)))
}

fn choices(account: &Account, now: Timestamp) -> Vec<RoleChoice> {
    let today = today(now);
    let mut choices: Vec<RoleChoice> = account
        .roles
        .iter()
        .filter_map(|post| {
            let staff = account.staff_in(post.role, today)?;
            let is_mentor = post.role == Role::FamilyMentor;
            let access = if is_mentor { staff.mentoring_access_on(today) } else { staff.access_on(today) };
            let is_stopped = access != AccessState::Current && (post.role.works_with_families() || is_mentor);
            let what_to_do = is_stopped.then(|| crate::look::not_current(access).ways_to_yes.concat());
            Some(RoleChoice { role: post.role, team: post.team.clone(), used_at: post.used_at, access, what_to_do })
        })
        .collect();
    choices.sort_by_key(|choice| (std::cmp::Reverse(choice.used_at), choice.role));
    choices
}

/// What somebody in a role usually looks families up for.
#[must_use]
pub fn usual_purpose(role: Role) -> Purpose {
    match role {
        role if role.profession() == kith_core::workforce::Profession::HealthProfessional => Purpose::Healthcare,
        Role::OutreachWorker | Role::SeniorOutreachWorker | Role::CentreWorker | Role::CentreManager => {
            Purpose::CentreOutreach
        }
        Role::EarlyHelpTriage => Purpose::TriageProfile,
        Role::SocialWorker => Purpose::Safeguarding,
        Role::Commissioner
        | Role::DataLead
        | Role::ChildHealthRecords
        | Role::CaldicottGuardian
        | Role::Administrator => Purpose::Planning,
        _ => Purpose::FamilySupport,
    }
}

/// The purposes that a page offers somebody in a role.
#[must_use]
pub fn purposes_of(role: Role, service: Option<ServiceKind>) -> Vec<Purpose> {
    let mut purposes = vec![usual_purpose(role)];
    let more = [
        Purpose::FamilySupport,
        Purpose::CentreOutreach,
        Purpose::Safeguarding,
        Purpose::PersonaliseService,
        Purpose::CafAssessment,
    ];
    if service.is_some_and(ServiceKind::is_health) {
        purposes.push(Purpose::Healthcare);
    }
    purposes.extend(more);
    let mut seen = std::collections::BTreeSet::new();
    purposes.retain(|purpose| seen.insert(*purpose));
    purposes
}

fn no_such_purpose() -> AppError {
    AppError::Invalid(vec![FieldProblem::new("purpose", "Choose what you need to look for")])
}

/// Whether a password belongs to a hash; argon2id, off the request's thread.
pub(crate) async fn is_right(hash: String, password: String) -> Result<bool, AppError> {
    let work = move || {
        PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::Broken(error.into()))
}

/// A hash that nobody's password has, so that a name without an account takes
/// as long to refuse as one with.
pub(crate) fn nobodys_hash() -> Result<String, AppError> {
    hash_password(&random_token()?)
}

fn random_token() -> Result<String, AppError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| AppError::Broken(anyhow::anyhow!("the machine gave no random bytes")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(crate) fn hash_of(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Names without an account that were tried: they wait like any other. Kept in
/// memory only, and bounded.
#[derive(Default)]
pub(crate) struct UnknownNames {
    tried: std::sync::Mutex<std::collections::BTreeMap<String, (u32, Option<Timestamp>)>>,
}

impl UnknownNames {
    const MOST: usize = 10_000;

    fn locked_until(&self, name: &str) -> Option<Timestamp> {
        let tried = self.tried.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        tried.get(&hash_of(name)).and_then(|(_, until)| *until)
    }

    fn note(&self, name: &str, limit: u32, until: Timestamp) {
        let mut tried = self.tried.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if tried.len() >= Self::MOST {
            tried.clear();
        }
        let (tries, locked) = tried.entry(hash_of(name)).or_default();
        *tries += 1;
        if *tries >= limit {
            (*tries, *locked) = (0, Some(until));
        }
    }
}
