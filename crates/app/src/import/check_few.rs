//! A short file is checked whole, in one transaction: it waits to be taken in
//! or was refused, or nothing of it is kept.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::statement::Problem;
use kith_exchange::{Item, SourceMap, Summary, WholeFileProblem};
use kith_store::{Change, FileState, Keys, SourceFile, StagedRow};

use super::Who;
use super::at_once::FEW;
use super::check::{checked, count_changes, mark_possible};
use super::matching::Versions;
use crate::files::UploadOutcome;
use crate::{App, AppError, door};

/// A file of more bytes, or with more problems, is read and kept step by step.
const SHORT: usize = 64 * 1024;
const MOST_PROBLEMS: usize = 100;

/// What a short file says.
struct Short {
    rows: Vec<StagedRow>,
    problems: Vec<Problem>,
    /// Rows so far, those with a problem among them.
    rows_read: u64,
    read: Result<Summary, WholeFileProblem>,
}

impl App {
    /// Checks a file of few rows; none where there are more.
    pub(super) async fn check_few(
        &self,
        who: &Who,
        mut file: SourceFile,
        (map, bytes, keys): (&Arc<SourceMap>, &[u8], Keys),
        now: Timestamp,
    ) -> Result<Option<UploadOutcome>, AppError> {
        if bytes.len() > SHORT {
            return Ok(None);
        }
        let (name, source, today) = (file.file_name.clone(), file.source_name.clone(), door::today(file.received_at));
        let (reading_map, bytes) = (map.clone(), bytes.to_vec());
        let read = move || Short::read(&reading_map, (&name, &bytes, today), (&source, &keys));
        let read = tokio::task::spawn_blocking(read).await.map_err(|fault| AppError::Broken(fault.into()))?;
        let Some(short) = read else { return Ok(None) };
        let newest = short.rows.iter().filter_map(|row| row.row.recorded_on).max();
        file.extract_on = newest.map_or(file.extract_on, |newest| newest.min(file.extract_on));
        let count = short.rows.len() as u64;
        let rows = self.compared(&file.source_name, short.rows).await?;
        file.rows.read = short.rows_read;
        file.rows.unchanged = count - rows.len() as u64;
        count_changes(&mut file.rows, &rows);
        let event = checked(who, &mut file, map, &short.read, now);
        let (id, is_refused) = (file.id, file.state == FileState::Refused);
        let (rows, problems) = (if is_refused { Vec::new() } else { rows }, short.problems);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_file(&file).await?;
                    tx.stage_rows(id, &rows).await?;
                    tx.add_problems(id, 0, &problems).await?;
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(Some(if is_refused { UploadOutcome::Refused(id) } else { UploadOutcome::Checked(id) }))
    }

    /// Those of the rows that say something that is not known, in their order.
    async fn compared(&self, source: &str, rows: Vec<StagedRow>) -> Result<Vec<StagedRow>, AppError> {
        let (source, keys): (_, Vec<String>) =
            (source.to_owned(), rows.iter().map(|row| row.row_key.clone()).collect());
        let (known, versions) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    Ok::<_, AppError>((tx.row_digests_of(&source, &keys).await?, Versions::now(tx).await?))
                })
            })
            .await?;
        let mut rows: Vec<StagedRow> =
            rows.into_iter().filter(|row| known.get(&row.row_key) != Some(&row.digest)).collect();
        for (position, row) in (1..).zip(&mut rows) {
            row.position = position;
            row.change = if known.contains_key(&row.row_key) { Change::Changed } else { Change::New };
        }
        let is_new = self.matching.lock().await.as_ref().is_some_and(|matching| matching.versions == versions);
        if !is_new {
            self.keep_matching_ready().await?;
        }
        if let Some(matching) = self.matching.lock().await.as_mut() {
            mark_possible(&mut rows, matching);
        }
        Ok(rows)
    }
}

impl Short {
    /// Reads a file; none where it has more than few rows.
    fn read(map: &SourceMap, (name, bytes, today): (&str, &[u8], Date), (source, keys): (&str, &Keys)) -> Option<Self> {
        let (mut rows, mut problems, mut rows_read) = (Vec::new(), Vec::new(), 0);
        let read = kith_exchange::read(map, name, bytes, today, &mut |item| match item {
            Item::Row(row) => {
                rows_read += 1;
                if rows.len() <= FEW {
                    let (row_key, digest) = (keys.row_key(source, &row), keys.row_digest(&row));
                    rows.push(StagedRow { position: rows_read, change: Change::New, row_key, digest, row: *row });
                }
            }
            Item::Problem(problem) => {
                rows_read += u64::from(problem.leaves_row_out);
                problems.push(problem);
            }
        });
        if let Err(whole) = &read {
            problems.extend(whole.problems.iter().cloned());
        }
        (rows.len() <= FEW && problems.len() <= MOST_PROBLEMS).then_some(Self { rows, problems, rows_read, read })
    }
}
