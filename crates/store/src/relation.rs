//! The days of relations between the people of a family. They are derived from
//! records, as families are; here they are only kept.

use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId};
use kith_core::statement::Part;

use crate::cell::{Row, args, list};
use crate::{Keys, StoreError, Tx};

/// Since when and until when an adult is something to a child of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyRelation {
    /// The family of the child.
    pub family: FamilyId,
    /// The child.
    pub child: PersonId,
    /// The adult, who may be in the family no more.
    pub adult: PersonId,
    /// Mother, father or carer.
    pub part: Part,
    /// The first day; none where nobody says.
    pub since: Option<Date>,
    /// The last day; none while it goes on.
    pub until: Option<Date>,
}

impl Tx {
    /// Replaces the days of these families.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_relations(
        &mut self,
        families: &[FamilyId],
        relations: &[FamilyRelation],
    ) -> Result<(), StoreError> {
        let sql = "DELETE FROM family_relation WHERE family_id IN (SELECT value FROM json_each($1))";
        self.run_later(sql, &[list(families)]).await?;
        let rows = (0_i64..)
            .zip(relations)
            .map(|(number, it)| args![it.family, number, it.child, it.adult, it.part, it.since, it.until])
            .collect();
        let into = "INSERT INTO family_relation (family_id, number, child_id, adult_id, part, since, until)";
        self.insert(into, "", rows).await
    }

    /// The days that are known of the children of a family.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn relations_of_family(&mut self, family: FamilyId) -> Result<Vec<FamilyRelation>, StoreError> {
        let sql = "SELECT family_id, child_id, adult_id, part, since, until FROM family_relation \
                   WHERE family_id = $1 ORDER BY number";
        self.each(sql, &args![family], relation).await
    }

    /// The children of whom a relation began or ended after the day `after`
    /// and up to the day `today`: on a last day it still holds.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn children_of_turned_relations(
        &mut self,
        after: Date,
        today: Date,
    ) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT DISTINCT child_id FROM family_relation \
                   WHERE (since > $1 AND since <= $2) OR (until >= $1 AND until < $2) ORDER BY child_id";
        let rows = self.all(sql, &args![after, today]).await?;
        rows.iter().map(|row| row.cells("family_relation").next()).collect()
    }
}

fn relation(_: &Keys, row: &Row) -> Result<FamilyRelation, StoreError> {
    let mut cells = row.cells("family_relation");
    Ok(FamilyRelation {
        family: cells.next()?,
        child: cells.next()?,
        adult: cells.next()?,
        part: cells.next()?,
        since: cells.next()?,
        until: cells.next()?,
    })
}
