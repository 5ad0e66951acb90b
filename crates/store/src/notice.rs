//! How far families were told how information is shared: for counting, child
//! by child.

use std::collections::BTreeMap;

use kith_core::birth::ChildPlace;
use kith_core::id::{LedgerId, PersonId};
use kith_core::ledger::LedgerEvent;
use kith_core::service::ServiceKind;

use crate::cell::{Arg, Row, args, list};
use crate::keys::{Keys, Sealed};
use crate::written::{read_entry, read_place};
use crate::{StoreError, Tx};

/// What stands about the notice to one child's family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeState {
    /// The child.
    pub person: PersonId,
    /// When the child was born, as far as that is known.
    pub place: ChildPlace,
    /// The place of the entry by which the family was told, where that is the
    /// newest word.
    pub told_by: Option<i64>,
    /// The newest word is that the notice came back.
    pub is_returned: bool,
    /// Somebody objected.
    pub has_objected: bool,
}

fn read(keys: &Keys, row: &Row) -> Result<NoticeState, StoreError> {
    let mut cells = row.cells("child_place");
    let person: PersonId = cells.next()?;
    let plain = keys.open(Sealed::ChildPlace, &person.to_string(), cells.sealed()?)?;
    Ok(NoticeState {
        person,
        place: read_place(&plain).ok_or_else(|| cells.corrupt())?,
        told_by: cells.next()?,
        is_returned: cells.next::<i64>()? != 0,
        has_objected: cells.next::<i64>()? != 0,
    })
}

impl Tx {
    /// Every child that one of these services knows, each once: those whose
    /// place is kept. Adults are nobody's children here, whatever service
    /// knows them.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn notice_states(&mut self, services: &[ServiceKind]) -> Result<Vec<NoticeState>, StoreError> {
        let sql = "WITH last AS ( \
                     SELECT m.family_id AS family_id, \
                       MAX(CASE WHEN e.kind = 'notice' THEN e.seq ELSE 0 END) AS told, \
                       MAX(CASE WHEN e.kind = 'notice-returned' THEN e.seq ELSE 0 END) AS returned, \
                       MAX(CASE WHEN e.kind = 'objection' THEN e.seq ELSE 0 END) AS objected \
                     FROM ledger_entry e \
                     JOIN record_person p ON p.record_id = e.record_id \
                     JOIN family_member m ON m.person_id = p.person_id \
                     WHERE e.kind IN ('notice', 'notice-returned', 'objection') GROUP BY m.family_id) \
                   SELECT c.person_id, c.sealed_place, \
                     MAX(CASE WHEN last.told > last.returned THEN last.told END), \
                     COUNT(CASE WHEN last.returned > last.told THEN 1 END), \
                     COUNT(CASE WHEN last.objected > 0 THEN 1 END) \
                   FROM child_place c \
                   JOIN family_member m ON m.person_id = c.person_id \
                   LEFT JOIN last ON last.family_id = m.family_id \
                   WHERE EXISTS ( \
                     SELECT 1 FROM record_person p JOIN source_record r ON r.id = p.record_id \
                     WHERE p.person_id = c.person_id AND r.part = 'subject' AND NOT r.is_sealed \
                       AND r.service IN (SELECT value FROM json_each($1))) \
                   GROUP BY c.person_id ORDER BY c.person_id";
        let words = list(services.iter().map(|service| service.word()));
        self.each(sql, &args![words], read).await
    }

    /// How families were told, by the place of each entry.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn notice_ways(&mut self, places: &[i64]) -> Result<BTreeMap<i64, String>, StoreError> {
        let sql = "SELECT id, seq, sealed_entry FROM ledger_entry \
                   WHERE seq IN (SELECT value FROM json_each($1)) ORDER BY seq";
        let mut ways = BTreeMap::new();
        for row in self.all(sql, &[Arg::Numbers(places.to_vec())]).await? {
            let mut cells = row.cells("ledger_entry");
            let (id, place): (LedgerId, i64) = (cells.next()?, cells.next()?);
            let plain = self.open(Sealed::LedgerEntry, id, cells.sealed()?)?;
            if let Some((LedgerEvent::Notice { how, .. }, _)) = read_entry(&plain) {
                ways.insert(place, how);
            }
        }
        Ok(ways)
    }
}
