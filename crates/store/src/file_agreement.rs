//! Under which flow of which agreement a file came in.

use kith_core::id::FileId;

use crate::cell::args;
use crate::{StoreError, Tx};

/// The flow under which the rows of a file came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileAgreement {
    /// Which file.
    pub file: FileId,
    /// The name of the agreement.
    pub agreement: String,
    /// Which version of it.
    pub version: u32,
    /// The name of the flow.
    pub flow: String,
}

impl Tx {
    /// Notes under which flow a file comes in; the last word counts until its
    /// rows are in.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_file_agreement(&mut self, under: &FileAgreement) -> Result<(), StoreError> {
        let sql = "INSERT INTO file_agreement (file_id, agreement, version, flow) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (file_id) DO UPDATE SET agreement = excluded.agreement, version = excluded.version, \
                   flow = excluded.flow";
        let FileAgreement { file, agreement, version, flow } = under;
        self.run_later(sql, &args![*file, agreement, *version, flow]).await
    }

    /// Under which flow a file came in; `None` where it came under none.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn file_agreement(&mut self, file: FileId) -> Result<Option<FileAgreement>, StoreError> {
        let sql = "SELECT agreement, version, flow FROM file_agreement WHERE file_id = $1";
        let Some(row) = self.first(sql, &args![file]).await? else { return Ok(None) };
        let mut cells = row.cells("file_agreement");
        Ok(Some(FileAgreement { file, agreement: cells.next()?, version: cells.next()?, flow: cells.next()? }))
    }
}
