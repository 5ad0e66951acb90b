//! The areas outside that families move to. What was said of one before stays.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::border::{AreaCode, OutsideArea};
use kith_core::id::StaffId;

use crate::cell::{Row, args};
use crate::{StoreError, Tx};

/// One line about an area outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptArea {
    /// What is known of it.
    pub area: OutsideArea,
    /// It was taken off the register.
    pub is_gone: bool,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

fn read(row: &Row) -> Result<KeptArea, StoreError> {
    let mut cells = row.cells("outside_area");
    let (name, contact, telephone): (String, String, String) = (cells.next()?, cells.next()?, cells.next()?);
    let covers: String = cells.next()?;
    let covers: Result<_, StoreError> =
        covers.split_whitespace().map(|code| code.parse::<AreaCode>().map_err(|_| cells.corrupt())).collect();
    Ok(KeptArea {
        area: OutsideArea { name, contact, telephone, covers: covers? },
        is_gone: cells.next::<i64>()? == 1,
        said_by: cells.next()?,
        said_at: cells.next()?,
    })
}

impl Tx {
    /// Adds a line about an area outside: the newest of its name counts.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_outside_area(&mut self, line: &KeptArea) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM outside_area";
        let last: i64 = self.value("outside_area", last, &[]).await?;
        let sql = "INSERT INTO outside_area (number, name, contact, telephone, covers, is_gone, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let KeptArea { area, is_gone, said_by, said_at } = line;
        let covers = area.covers.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let OutsideArea { name, contact, telephone, .. } = area;
        let values = args![last + 1, name, contact, telephone, covers, i64::from(*is_gone), *said_by, *said_at];
        self.run(sql, &values).await.map(drop)
    }

    /// The areas outside as they stand, by name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn outside_areas(&mut self) -> Result<Vec<KeptArea>, StoreError> {
        let sql =
            "SELECT name, contact, telephone, covers, is_gone, said_by, said_at FROM outside_area ORDER BY number";
        let mut newest: BTreeMap<String, KeptArea> = BTreeMap::new();
        for row in self.all(sql, &[]).await? {
            let line = read(&row)?;
            newest.insert(line.area.name.clone(), line);
        }
        Ok(newest.into_values().filter(|line| !line.is_gone).collect())
    }
}
