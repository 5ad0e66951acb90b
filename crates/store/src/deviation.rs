//! What districts do in another way than the county's template for early
//! notification (S002-LAc). Only added to.

use jiff::Timestamp;
use kith_core::antenatal::{Deviation, TemplateItem};
use kith_core::id::StaffId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// What a district said, who wrote it down and when.
pub type DeviationRow = (Deviation, StaffId, Timestamp);

impl Tx {
    /// Adds what a district does in another way, or that it went back to the
    /// template.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_deviation(
        &mut self,
        deviation: &Deviation,
        (by, now): (StaffId, Timestamp),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO antenatal_deviation \
                   (number, district, item, value, why, agreed_by, until_on, said_by, said_at) \
                   VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM antenatal_deviation), $1, $2, $3, $4, $5, $6, $7, $8)";
        let Deviation { district, item, value, why, agreed_by, until } = deviation;
        self.run(sql, &args![district, item.word(), value, why, agreed_by, *until, by, now]).await.map(drop)
    }

    /// What districts said, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where a row names no item of the template.
    pub async fn deviations(&mut self) -> Result<Vec<DeviationRow>, StoreError> {
        let sql = "SELECT district, item, value, why, agreed_by, until_on, said_by, said_at \
                   FROM antenatal_deviation ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("antenatal_deviation");
            let (district, item): (String, String) = (cells.next()?, cells.next()?);
            let item = TemplateItem::from_word(&item).ok_or_else(|| cells.corrupt())?;
            let (value, why, agreed_by, until) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
            let deviation = Deviation { district, item, value, why, agreed_by, until };
            Ok((deviation, cells.next()?, cells.next()?))
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
