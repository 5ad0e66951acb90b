//! Taking back that somebody counts as kept safe here because the national
//! record was restricted: the Caldicott Guardian has looked at it, and whoever
//! has the command line does it.

use jiff::Timestamp;
use kith_core::id::{PersonId, RecordId};
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_store::{SourceRecord, Tx};

use super::{NATIONAL, taken};
use crate::import::TakenRows;
use crate::{App, AppError, ImportProgress, Who};

impl App {
    /// Takes back that somebody is kept safe because of the national record.
    /// What services say of it themselves stays. Nothing is erased.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where nobody is kept safe by it, and for anybody
    /// but the command line.
    pub async fn lift_national_restriction(
        &self,
        who: impl Into<Who>,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        if !matches!(who, Who::Operator) {
            return Err(AppError::NotFound);
        }
        let asker = who.clone();
        let lifted = self.db.write(move |tx| Box::pin(async move { lift(tx, &asker, person, now).await })).await?;
        let mut touched = Vec::new();
        for (record, row) in &lifted {
            self.tell_of_row(row, now).await;
            touched.extend(row.taken.iter().map(|taken| taken.record).chain([*record]));
        }
        self.match_records(&who, &touched, now, &mut ImportProgress::silent()).await.map(drop)
    }
}

async fn lift(
    tx: &mut Tx,
    who: &Who,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<(RecordId, TakenRows)>, AppError> {
    let records: Vec<SourceRecord> =
        tx.records_of_persons(&[person]).await?.into_iter().map(|(_, record)| record).collect();
    let (national, own): (Vec<_>, Vec<_>) = records.into_iter().partition(|record| record.source_name == NATIONAL);
    let mut lifted = Vec::new();
    for record in own {
        let key = taken::key_of_restriction(tx, record.id);
        let Some(said) = national.iter().find(|said| said.row_key == key && said.statement.is_shielded) else {
            continue;
        };
        let links = tx.links_between(record.id, said.id).await?;
        let last = links.iter().rfind(|event| event.origin == Origin::Policy && event.verdict == Verdict::Same);
        if let Some(last) = last {
            let back = LinkEvent {
                verdict: Verdict::Undecided,
                reasons: "the national record no longer keeps this person safe".to_owned(),
                at: now,
                withdraws: Some(last.seq),
                ..last.clone()
            };
            tx.append_links(&[back]).await?;
        }
        lifted.push((record.id, taken::no_longer_safe(tx, record.id, now).await?));
    }
    if lifted.is_empty() {
        return Err(AppError::NotFound);
    }
    let written = super::ask::event(who, now).about(person).outcome("restriction-lifted");
    tx.append_audit(&written).await?;
    Ok(lifted)
}
