//! The partner agencies that the consent form names, version by version. Only
//! added to.

use jiff::Timestamp;
use kith_core::id::StaffId;
use kith_core::service::ServiceKind;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One version of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamList {
    /// Its number, from 1.
    pub version: u32,
    /// Each service of the team, and the agency that gives it.
    pub agencies: Vec<(ServiceKind, String)>,
    /// When it was written.
    pub made_at: Timestamp,
    /// By whom; nobody where the command line did.
    pub made_by: Option<StaffId>,
}

type Line = (u32, ServiceKind, String, Timestamp, Option<StaffId>);

fn read(row: &Row) -> Result<Line, StoreError> {
    let mut cells = row.cells("team_list");
    Ok((cells.next()?, cells.next()?, cells.next()?, cells.next()?, cells.next()?))
}

impl Tx {
    /// Every version, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn team_lists(&mut self) -> Result<Vec<TeamList>, StoreError> {
        let sql = "SELECT version, service, agency, made_at, made_by FROM team_list ORDER BY version DESC, service";
        let mut lists: Vec<TeamList> = Vec::new();
        for row in self.all(sql, &[]).await? {
            let (version, service, agency, made_at, made_by) = read(&row)?;
            match lists.last_mut().filter(|list| list.version == version) {
                Some(list) => list.agencies.push((service, agency)),
                None => lists.push(TeamList { version, agencies: vec![(service, agency)], made_at, made_by }),
            }
        }
        for list in &mut lists {
            list.agencies.sort_unstable();
        }
        Ok(lists)
    }

    /// Adds a version after the newest.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where somebody else added that version.
    pub async fn add_team_list(&mut self, list: &TeamList) -> Result<(), StoreError> {
        let row = |(service, agency): &(ServiceKind, String)| {
            args![list.version, service.word(), agency.clone(), list.made_at, list.made_by]
        };
        let rows = list.agencies.iter().map(row).collect();
        self.insert("INSERT INTO team_list (version, service, agency, made_at, made_by)", "", rows).await
    }
}
