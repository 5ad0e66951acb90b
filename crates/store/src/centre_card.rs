//! What centres say of themselves on their welcome cards. What was said before
//! stays.

use jiff::Timestamp;
use kith_core::id::StaffId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// What one centre said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreCard {
    /// The centre, by name.
    pub centre: String,
    /// When it is open, a line each.
    pub open_times: String,
    /// The way there.
    pub way: String,
    /// The address of its page with the opening times.
    pub page: String,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

fn read(row: &Row) -> Result<CentreCard, StoreError> {
    let mut cells = row.cells("centre_card");
    Ok(CentreCard {
        centre: cells.next()?,
        open_times: cells.next()?,
        way: cells.next()?,
        page: cells.next()?,
        said_by: cells.next()?,
        said_at: cells.next()?,
    })
}

impl Tx {
    /// Keeps what a centre says on its cards: the newest line counts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_centre_card(&mut self, card: &CentreCard) -> Result<(), StoreError> {
        let last: i64 = self.value("centre_card", "SELECT COALESCE(MAX(number), 0) FROM centre_card", &[]).await?;
        let CentreCard { centre, open_times, way, page, said_by, said_at } = card;
        let sql = "INSERT INTO centre_card (number, centre, open_times, way, page, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run(sql, &args![last + 1, centre, open_times, way, page, *said_by, *said_at]).await.map(drop)
    }

    /// What a centre says on its cards now; none where it never did.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn centre_card(&mut self, centre: &str) -> Result<Option<CentreCard>, StoreError> {
        let sql = "SELECT centre, open_times, way, page, said_by, said_at FROM centre_card WHERE centre = $1 \
                   ORDER BY number DESC LIMIT 1";
        self.first(sql, &args![centre]).await?.as_ref().map(read).transpose()
    }
}
