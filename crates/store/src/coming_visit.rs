//! Visits that are still to come, also those that stand in the services' own
//! systems: found without opening anybody.

use jiff::civil::Date;
use kith_core::id::FamilyId;
use kith_core::service::ServiceKind;

use crate::cell::{Row, args, list};
use crate::{StoreError, Tx};

/// That a service comes to a family within these days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingVisit {
    /// The family.
    pub family: FamilyId,
    /// The kind of service.
    pub service: ServiceKind,
    /// The first day on which it may be.
    pub from: Date,
    /// The last; the same where the day is fixed.
    pub to: Date,
}

impl Tx {
    /// The families to which a team comes next within a span of days, by its
    /// own system; the earliest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn coming_of_team(
        &mut self,
        (service, team): (ServiceKind, &str),
        (from, to): (Date, Date),
    ) -> Result<Vec<ComingVisit>, StoreError> {
        let sql = "SELECT DISTINCT family_member.family_id, involvement.service, involvement.next_on, involvement.next_on \
                   FROM involvement \
                   JOIN record_person ON record_person.record_id = involvement.record_id \
                   JOIN family_member ON family_member.person_id = record_person.person_id \
                   WHERE involvement.service = $1 AND involvement.team = $2 \
                   AND involvement.next_on >= $3 AND involvement.next_on <= $4 \
                   AND (involvement.ended_on IS NULL OR involvement.ended_on >= $3) \
                   ORDER BY involvement.next_on, family_member.family_id";
        self.all(sql, &args![service, team, from, to]).await?.iter().map(coming).collect()
    }

    /// Every visit to these families with a day in a span: those planned here,
    /// whatever became of them, and those of the services' own systems.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn coming_to_families(
        &mut self,
        families: &[FamilyId],
        (from, to): (Date, Date),
    ) -> Result<Vec<ComingVisit>, StoreError> {
        let sql = "SELECT family_member.family_id, involvement.service, involvement.next_on, involvement.next_on \
                   FROM family_member \
                   JOIN record_person ON record_person.person_id = family_member.person_id \
                   JOIN involvement ON involvement.record_id = record_person.record_id \
                   WHERE family_member.family_id IN (SELECT value FROM json_each($1)) \
                   AND involvement.next_on >= $2 AND involvement.next_on <= $3 \
                   AND (involvement.ended_on IS NULL OR involvement.ended_on >= $2) \
                   UNION SELECT family_member.family_id, planned_visit.service, planned_visit.from_on, planned_visit.to_on \
                   FROM family_member \
                   JOIN record_person ON record_person.person_id = family_member.person_id \
                   JOIN planned_visit ON planned_visit.record_id = record_person.record_id \
                   WHERE family_member.family_id IN (SELECT value FROM json_each($1)) \
                   AND planned_visit.to_on >= $2 AND planned_visit.from_on <= $3";
        let rows = self.all(sql, &[list(families), from.into(), to.into()]).await?;
        let mut found = rows.iter().map(coming).collect::<Result<Vec<_>, StoreError>>()?;
        found.sort_by_key(|visit| (visit.family, visit.from, visit.to));
        Ok(found)
    }
}

fn coming(row: &Row) -> Result<ComingVisit, StoreError> {
    let mut cells = row.cells("involvement");
    Ok(ComingVisit { family: cells.next()?, service: cells.next()?, from: cells.next()?, to: cells.next()? })
}
