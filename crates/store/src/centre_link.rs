//! The health visitor and the speech and language therapist linked to each
//! centre. Who was linked before stays.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::area::{CentreLinks, Linked};
use kith_core::id::StaffId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One line about whom a centre is linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptLinks {
    /// The centre, by name.
    pub centre: String,
    /// Both.
    pub links: CentreLinks,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

fn read(row: &Row) -> Result<KeptLinks, StoreError> {
    let mut cells = row.cells("centre_link");
    let centre = cells.next()?;
    let mut linked =
        || Ok::<_, StoreError>(Linked { name: cells.next()?, telephone: cells.next()?, service: cells.next()? });
    let links = CentreLinks { health_visitor: linked()?, speech_therapist: linked()? };
    Ok(KeptLinks { centre, links, said_by: cells.next()?, said_at: cells.next()? })
}

impl Tx {
    /// Links a health visitor and a therapist to a centre: the newest line
    /// counts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_centre_links(&mut self, line: &KeptLinks) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM centre_link";
        let last: i64 = self.value("centre_link", last, &[]).await?;
        let sql = "INSERT INTO centre_link (number, centre, visitor_name, visitor_telephone, visitor_service, \
                   therapist_name, therapist_telephone, therapist_service, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let KeptLinks { centre, links: CentreLinks { health_visitor: one, speech_therapist: other }, .. } = line;
        let values = args![
            last + 1,
            centre,
            &one.name,
            &one.telephone,
            &one.service,
            &other.name,
            &other.telephone,
            &other.service,
            line.said_by,
            line.said_at
        ];
        self.run(sql, &values).await.map(drop)
    }

    /// Whom each centre is linked to today, by centre.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn centre_links(&mut self) -> Result<BTreeMap<String, KeptLinks>, StoreError> {
        let sql = "SELECT centre, visitor_name, visitor_telephone, visitor_service, therapist_name, \
                   therapist_telephone, therapist_service, said_by, said_at FROM centre_link ORDER BY number";
        let rows = self.all(sql, &[]).await?;
        rows.iter().map(|row| read(row).map(|line| (line.centre.clone(), line))).collect()
    }
}
