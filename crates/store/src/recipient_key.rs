//! The keys that lists are encrypted to: one for each recipient, never taken
//! over by another without a line that says who did it.

use jiff::Timestamp;
use kith_core::id::StaffId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One line about the key of a recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptKey {
    /// Who receives: the name of a centre.
    pub recipient: String,
    /// The public key; none where it was taken away.
    pub public_key: Option<String>,
    /// With whom it was checked, and how.
    pub checked_with: String,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

fn read(row: &Row) -> Result<KeptKey, StoreError> {
    let mut cells = row.cells("recipient_key");
    let (recipient, key): (String, String) = (cells.next()?, cells.next()?);
    Ok(KeptKey {
        recipient,
        public_key: Some(key).filter(|key| !key.is_empty()),
        checked_with: cells.next()?,
        said_by: cells.next()?,
        said_at: cells.next()?,
    })
}

impl Tx {
    /// Adds a line about the key of a recipient: the newest counts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_recipient_key(&mut self, key: &KeptKey) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM recipient_key";
        let last: i64 = self.value("recipient_key", last, &[]).await?;
        let sql = "INSERT INTO recipient_key (number, recipient, public_key, checked_with, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let public_key = key.public_key.as_deref().unwrap_or("");
        let values = args![last + 1, &key.recipient, public_key, &key.checked_with, key.said_by, key.said_at];
        self.run(sql, &values).await.map(drop)
    }

    /// Every line about keys, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn recipient_keys(&mut self) -> Result<Vec<KeptKey>, StoreError> {
        let sql =
            "SELECT recipient, public_key, checked_with, said_by, said_at FROM recipient_key ORDER BY number DESC";
        self.all(sql, &[]).await?.iter().map(read).collect()
    }
}
