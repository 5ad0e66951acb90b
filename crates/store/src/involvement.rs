//! Which service works with whom: what caseloads and the need to know rest
//! on, and apart from it what the source says about the work.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_core::id::{FamilyId, InvolvementId, PersonId, RecordId};
use kith_core::service::ServiceKind;
use kith_core::statement::InvolvementStatement;

use crate::cell::{Cells, Row, args, list};
use crate::keys::Sealed;
use crate::written::{read_work, write_work};
use crate::{StoreError, Tx};

/// That a service works with somebody, without anything that it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvolvementLine {
    /// Which involvement.
    pub involvement: InvolvementId,
    /// The record of the person that the work is with.
    pub record: RecordId,
    /// The source, by name.
    pub source_name: String,
    /// The kind of service.
    pub service: ServiceKind,
    /// The team, centre, practice or school.
    pub team: Option<String>,
    /// The worker's staff code.
    pub worker_code: Option<String>,
    /// First day.
    pub started_on: Option<Date>,
    /// Last day; none while the work goes on.
    pub ended_on: Option<Date>,
    /// Whether this worker leads.
    pub is_lead: bool,
    /// The next contact.
    pub next_on: Option<Date>,
}

/// One person on a caseload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseloadLine {
    /// The work.
    pub line: InvolvementLine,
    /// The person that it is with.
    pub person: PersonId,
    /// The family that the person is in; a person who is in two has two lines.
    pub family: Option<FamilyId>,
}

/// The columns of a line, in the order that [`read_line`] takes them.
macro_rules! columns {
    () => {
        "involvement.id, involvement.record_id, involvement.source_name, involvement.service, involvement.team, \
         involvement.worker_code, involvement.started_on, involvement.ended_on, involvement.is_lead, involvement.next_on"
    };
}

fn read_line(cells: &mut Cells<'_>) -> Result<InvolvementLine, StoreError> {
    Ok(InvolvementLine {
        involvement: cells.next()?,
        record: cells.next()?,
        source_name: cells.next()?,
        service: cells.next()?,
        team: cells.next()?,
        worker_code: cells.next()?,
        started_on: cells.next()?,
        ended_on: cells.next()?,
        is_lead: cells.next()?,
        next_on: cells.next()?,
    })
}

impl Tx {
    /// Which services work, or worked, with the people of these records.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn involvements_of(&mut self, records: &[RecordId]) -> Result<Vec<InvolvementLine>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM involvement WHERE record_id IN (SELECT value FROM json_each($1)) ORDER BY started_on, id"
        );
        let rows = self.all(sql, &[list(records)]).await?;
        rows.iter().map(|row| read_line(&mut row.cells("involvement"))).collect()
    }

    /// Notes the next contact of an involvement, until the source says
    /// otherwise.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such involvement.
    pub async fn set_next_contact(
        &mut self,
        involvement: InvolvementId,
        on: Date,
        work: &InvolvementStatement,
    ) -> Result<(), StoreError> {
        let sealed = self.seal(Sealed::Involvement, involvement, &write_work(work))?;
        let sql = "UPDATE involvement SET next_on = $2, sealed_involvement = $3 WHERE id = $1";
        let touched = self.run(sql, &args![involvement, on, sealed]).await?;
        if touched == 1 { Ok(()) } else { Err(StoreError::not_found("involvement", involvement)) }
    }

    /// What sources say about their work: opened only for these.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one does not open.
    pub async fn work_of(
        &mut self,
        involvements: &[InvolvementId],
    ) -> Result<BTreeMap<InvolvementId, InvolvementStatement>, StoreError> {
        let sql = "SELECT id, sealed_involvement FROM involvement WHERE id IN (SELECT value FROM json_each($1))";
        let rows = self.all(sql, &[list(involvements)]).await?;
        rows.iter()
            .map(|row| {
                let mut cells = row.cells("involvement");
                let id: InvolvementId = cells.next()?;
                let plain = self.open(Sealed::Involvement, id, cells.sealed()?)?;
                Ok((id, read_work(&plain).ok_or_else(|| cells.corrupt())?))
            })
            .collect()
    }

    /// With whom the worker with this staff code works today, the next contact
    /// first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn caseload_of_worker(&mut self, code: &str, today: Date) -> Result<Vec<CaseloadLine>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            ", record_person.person_id, family_member.family_id FROM involvement \
             JOIN record_person ON record_person.record_id = involvement.record_id \
             LEFT JOIN family_member ON family_member.person_id = record_person.person_id \
             WHERE involvement.worker_code = $1 AND (involvement.ended_on IS NULL OR involvement.ended_on >= $2) \
             ORDER BY involvement.next_on IS NULL, involvement.next_on, involvement.id, family_member.family_id"
        );
        caseload(&self.all(sql, &args![code, today]).await?)
    }

    /// With whom a team works today, the next contact first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn caseload_of_team(
        &mut self,
        service: ServiceKind,
        team: &str,
        today: Date,
    ) -> Result<Vec<CaseloadLine>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            ", record_person.person_id, family_member.family_id FROM involvement \
             JOIN record_person ON record_person.record_id = involvement.record_id \
             LEFT JOIN family_member ON family_member.person_id = record_person.person_id \
             WHERE involvement.service = $1 AND involvement.team = $2 \
             AND (involvement.ended_on IS NULL OR involvement.ended_on >= $3) \
             ORDER BY involvement.next_on IS NULL, involvement.next_on, involvement.id, family_member.family_id"
        );
        caseload(&self.all(sql, &args![service, team, today]).await?)
    }
}

fn caseload(rows: &[Row]) -> Result<Vec<CaseloadLine>, StoreError> {
    let read = |row: &Row| {
        let mut cells = row.cells("involvement");
        Ok(CaseloadLine { line: read_line(&mut cells)?, person: cells.next()?, family: cells.next()? })
    };
    rows.iter().map(read).collect()
}
