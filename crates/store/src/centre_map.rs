//! The maps on centres' welcome cards. What was there before stays.

use jiff::Timestamp;
use kith_core::id::StaffId;

use crate::cell::args;
use crate::{StoreError, Tx};

/// The map of one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreMap {
    /// The centre, by name.
    pub centre: String,
    /// The picture; empty where the map was taken off.
    pub picture: Vec<u8>,
    /// What it shows, in words.
    pub shows: String,
    /// Whose map it is; may be empty.
    pub credit: String,
    /// Who brought it.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

impl Tx {
    /// Keeps the map of a centre: the newest counts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_centre_map(&mut self, map: &CentreMap) -> Result<(), StoreError> {
        let last: i64 = self.value("centre_map", "SELECT COALESCE(MAX(number), 0) FROM centre_map", &[]).await?;
        let CentreMap { centre, picture, shows, credit, said_by, said_at } = map;
        let sql = "INSERT INTO centre_map (number, centre, picture, shows, credit, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, &args![last + 1, centre, picture.as_slice(), shows, credit, *said_by, *said_at]).await.map(drop)
    }

    /// The map of a centre now; none where it has none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn centre_map(&mut self, centre: &str) -> Result<Option<CentreMap>, StoreError> {
        let sql = "SELECT centre, picture, shows, credit, said_by, said_at FROM centre_map WHERE centre = $1 \
                   ORDER BY number DESC LIMIT 1";
        let Some(row) = self.first(sql, &args![centre]).await? else { return Ok(None) };
        let mut cells = row.cells("centre_map");
        let map = CentreMap {
            centre: cells.next()?,
            picture: cells.next()?,
            shows: cells.next()?,
            credit: cells.next()?,
            said_by: cells.next()?,
            said_at: cells.next()?,
        };
        Ok(Some(map).filter(|map| !map.picture.is_empty()))
    }
}
