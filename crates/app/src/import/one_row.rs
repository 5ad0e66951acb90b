//! One row that somebody took in by hand or wrote on a form of ours, by the
//! same road as the rows of a file: the source's own copy, its past kept,
//! matched like any other.

use std::sync::Arc;

use jiff::Timestamp;
use kith_core::id::{FileId, RecordId};
use kith_core::statement::{Part, RowStatement};
use kith_store::{Change, Source, StagedRow, TakenRecord, Taking, Tx};

use super::at_once::TakenRows;
use super::commit::hear_of_deaths;
use super::matching::count_records_on;
use super::{ImportProgress, Who};
use crate::{App, AppError, Asker, door};

/// The records that a row became.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowRecords {
    /// The subject.
    pub(crate) subject: RecordId,
    /// The mother.
    pub(crate) mother: RecordId,
    /// The father or partner, where the row names one.
    pub(crate) father: Option<RecordId>,
}

/// Takes one row of a source in.
pub(crate) async fn take_row(
    tx: &mut Tx,
    source: &str,
    row: RowStatement,
    now: Timestamp,
) -> Result<TakenRows, AppError> {
    let keys = tx.keys();
    let (row_key, digest) = (keys.row_key(source, &row), keys.row_digest(&row));
    let row = StagedRow { position: 1, change: Change::New, row_key, digest, row };
    // No file brought it: the reference stands for this one act.
    let file = door::fresh(FileId::from_random)?;
    let taking = Taking { source, file, received_on: door::today(now), now, written_at: None };
    let taken = tx.take_rows(&taking, std::slice::from_ref(&row)).await?;
    hear_of_deaths(tx, (source, now), std::slice::from_ref(&row), &taken).await?;
    let version = count_records_on(tx).await?;
    Ok(TakenRows { source: source.to_owned(), version, rows: vec![row], taken })
}

impl App {
    /// Tells matching of a row that was taken in.
    pub(crate) async fn tell_of_row(&self, row: &TakenRows, now: Timestamp) {
        self.tell_matching((&row.source, row.version), &row.rows, &row.taken, now).await;
    }

    /// Keeps a row of a form's own source, which is made with the first row;
    /// then says who is who. The same row again replaces itself.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read or written.
    pub(crate) async fn take_form_row(
        &self,
        asker: &Asker,
        (source, row): (Source, RowStatement),
        now: Timestamp,
    ) -> Result<RowRecords, AppError> {
        let (source, form_row) = (Arc::new(source), row);
        let (known, again) = (source.clone(), form_row.clone());
        let who = Who::from(asker);
        let at_once = self.take_at_once(
            &who,
            now,
            move |tx| {
                Box::pin(async move {
                    let row = take_row_of_form(tx, &known, again, now).await?;
                    let taken = row.taken.clone();
                    Ok((vec![row], taken))
                })
            },
            |_, (taken, _)| Box::pin(async move { Ok(taken) }),
        );
        let taken = match at_once.await? {
            Some(taken) => taken,
            None => self.take_form_row_in_steps(&who, (source, form_row), now).await?,
        };
        let of = |part: Part| taken.iter().find(|taken| taken.part == part && !taken.is_withdrawn).map(|it| it.record);
        let records = of(Part::Subject).zip(of(Part::Mother));
        let (subject, mother) =
            records.ok_or_else(|| AppError::Broken(anyhow::anyhow!("a form's row names a child and a mother")))?;
        Ok(RowRecords { subject, mother, father: of(Part::Father) })
    }

    async fn take_form_row_in_steps(
        &self,
        who: &Who,
        (source, row): (Arc<Source>, RowStatement),
        now: Timestamp,
    ) -> Result<Vec<TakenRecord>, AppError> {
        let row =
            self.db.write(move |tx| Box::pin(async move { take_row_of_form(tx, &source, row, now).await })).await?;
        self.tell_of_row(&row, now).await;
        let touched: Vec<RecordId> = row.taken.iter().map(|taken| taken.record).collect();
        self.match_records(who, &touched, now, &mut ImportProgress::silent()).await?;
        Ok(row.taken)
    }
}

async fn take_row_of_form(
    tx: &mut Tx,
    source: &Source,
    row: RowStatement,
    now: Timestamp,
) -> Result<TakenRows, AppError> {
    if !tx.sources().await?.iter().any(|known| known.name == source.name) {
        tx.set_source(source).await?;
    }
    let row = take_row(tx, &source.name, row, now).await?;
    tx.note_extract(&source.name, door::today(now), now).await?;
    Ok(row)
}
