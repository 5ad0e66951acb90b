//! Sessions, one a person; what was done once; and notices to staff.

use jiff::Timestamp;
use kith_core::family::Scope;
use kith_core::id::StaffId;
use kith_core::workforce::Role;

use crate::cell::{Cell, Row, args};
use crate::{StoreError, Tx};

/// One session.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// The hash of the token that the reader's machine holds.
    pub token_hash: String,
    /// Who.
    pub staff: StaffId,
    /// The role chosen.
    pub role: Option<Role>,
    /// The word of the purpose chosen.
    pub purpose: Option<String>,
    /// How far it reaches.
    pub scope: Scope,
    /// What every form of this session carries.
    pub form_token: String,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub ends_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it ended, in one word.
    pub ended_because: Option<String>,
}

impl std::fmt::Debug for SessionRow {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SessionRow({}, hidden)", self.staff)
    }
}

/// Something to say to a member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When it came up.
    pub made_at: Timestamp,
    /// The word of what it is.
    pub kind: String,
}

impl Cell for Scope {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

impl Tx {
    /// Begins a session and ends every other of the same person. How many
    /// live ones it ended: more than none is said to the reader (S002-23h).
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the token is taken.
    pub async fn start_session(&mut self, session: &SessionRow) -> Result<u64, StoreError> {
        let ended = self.end_sessions_of(session.staff, "another-sign-in", session.started_at).await?;
        let sql = "INSERT INTO session \
                   (token_hash, staff_id, role, purpose, scope, form_token, started_at, seen_at, ends_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let SessionRow { token_hash, staff, role, purpose, scope, form_token, started_at, seen_at, ends_at, .. } =
            session;
        let scope = scope.word();
        let values = args![token_hash, *staff, *role, purpose, scope, form_token, *started_at, *seen_at, *ends_at];
        self.run(sql, &values).await?;
        Ok(ended)
    }

    /// A session by its token's hash, whether it lives or has ended.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn session(&mut self, token_hash: &str) -> Result<Option<SessionRow>, StoreError> {
        if let Some(session) = self.recall(|known| known.sessions.get(token_hash).cloned()) {
            return Ok(Some(session));
        }
        let sql = "SELECT token_hash, staff_id, role, purpose, scope, form_token, started_at, seen_at, ends_at, \
                   ended_at, ended_because FROM session WHERE token_hash = $1";
        let read = |row: &Row| {
            let mut cells = row.cells("session");
            Ok::<_, StoreError>(SessionRow {
                token_hash: cells.next()?,
                staff: cells.next()?,
                role: cells.next()?,
                purpose: cells.next()?,
                scope: cells.next()?,
                form_token: cells.next()?,
                started_at: cells.next()?,
                seen_at: cells.next()?,
                ends_at: cells.next()?,
                ended_at: cells.next()?,
                ended_because: cells.next()?,
            })
        };
        let session = self.first(sql, &args![token_hash]).await?.as_ref().map(read).transpose()?;
        if let Some(session) = &session {
            self.remember(|known| drop(known.sessions.insert(token_hash.to_owned(), session.clone())));
        }
        Ok(session)
    }

    /// Notes that a live session was used.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn see_session(&mut self, token_hash: &str, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND ended_at IS NULL AND seen_at < $2";
        self.run(sql, &args![token_hash, now]).await.map(drop)
    }

    /// Notes the role and the purpose chosen for a live session.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such live session.
    pub async fn set_session_role(
        &mut self,
        token_hash: &str,
        role: Option<Role>,
        purpose: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE session SET role = $2, purpose = $3 WHERE token_hash = $1 AND ended_at IS NULL";
        let touched = self.run(sql, &args![token_hash, role, purpose]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("session", "of this reader")) }
    }

    /// Ends a session. Whether it lived.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_session(&mut self, token_hash: &str, because: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE session SET ended_at = $2, ended_because = $3 WHERE token_hash = $1 AND ended_at IS NULL";
        Ok(self.run(sql, &args![token_hash, now, because]).await? == 1)
    }

    /// Ends every session of a member of staff. How many lived: had neither
    /// ended nor reached their end.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn end_sessions_of(&mut self, staff: StaffId, because: &str, now: Timestamp) -> Result<u64, StoreError> {
        let sql = "UPDATE session SET ended_at = ends_at, ended_because = 'time' \
                   WHERE staff_id = $1 AND ended_at IS NULL AND ends_at <= $2";
        self.run(sql, &args![staff, now]).await?;
        let sql = "UPDATE session SET ended_at = $2, ended_because = $3 WHERE staff_id = $1 AND ended_at IS NULL";
        self.run(sql, &args![staff, now, because]).await
    }

    /// Notes that a form was done, so that sending it twice does it once. The
    /// address that the first sending went to, if this is not the first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn do_once(
        &mut self,
        form_key: &str,
        went_to: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        if let Some(done) = self.done_once(form_key).await? {
            return Ok(Some(done));
        }
        let sql = "INSERT INTO form_once (form_key, done_at, went_to) VALUES ($1, $2, $3)";
        self.run(sql, &args![form_key, now, went_to]).await?;
        Ok(None)
    }

    /// The address that a form went to when it was done; none while it was
    /// not.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn done_once(&mut self, form_key: &str) -> Result<Option<String>, StoreError> {
        let row = self.first("SELECT went_to FROM form_once WHERE form_key = $1", &args![form_key]).await?;
        row.map(|row| row.cells("form_once").next()).transpose()
    }

    /// Puts a notice up for a member of staff.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_notice(&mut self, staff: StaffId, kind: &str, now: Timestamp) -> Result<(), StoreError> {
        let sql = "INSERT INTO notice_to_staff (staff_id, made_at, kind) VALUES ($1, $2, $3) \
                   ON CONFLICT (staff_id, made_at, kind) DO NOTHING";
        self.run(sql, &args![staff, now, kind]).await.map(drop)
    }

    /// The notices that a member of staff has not seen, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn notices(&mut self, staff: StaffId) -> Result<Vec<Notice>, StoreError> {
        if let Some(notices) = self.recall(|known| known.notices.get(&staff).cloned()) {
            return Ok(notices);
        }
        let sql = "SELECT made_at, kind FROM notice_to_staff WHERE staff_id = $1 AND seen_at IS NULL \
                   ORDER BY made_at, kind";
        let read = |row: &Row| {
            let mut cells = row.cells("notice_to_staff");
            Ok::<_, StoreError>(Notice { made_at: cells.next()?, kind: cells.next()? })
        };
        let notices: Vec<Notice> = self.all(sql, &args![staff]).await?.iter().map(read).collect::<Result<_, _>>()?;
        self.remember(|known| drop(known.notices.insert(staff, notices.clone())));
        Ok(notices)
    }

    /// Notes that a member of staff has seen the notices made until now.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn see_notices(&mut self, staff: StaffId, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE notice_to_staff SET seen_at = $2 WHERE staff_id = $1 AND seen_at IS NULL AND made_at <= $2";
        self.run(sql, &args![staff, now]).await.map(drop)
    }
}
