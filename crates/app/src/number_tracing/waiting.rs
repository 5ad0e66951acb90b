//! The proposals that wait for somebody: none whose person is kept safe, and
//! none whose number somebody kept safe holds, in the list and in its count.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::id::{PersonId, TraceId};
use kith_core::person::NhsNumber;
use kith_store::NumberTrace;

use crate::{App, AppError};

/// More than so many are not counted.
const MOST: u32 = 1_000;

impl App {
    /// Every proposal that waits, the longest waiting first.
    pub(super) async fn proposals(&self) -> Result<Vec<NumberTrace>, AppError> {
        let (mut waiting, numbers) = self
            .db
            .read(|tx| {
                Box::pin(async move {
                    let waiting = tx.traces_waiting(MOST).await?;
                    let mut numbers: BTreeMap<TraceId, NhsNumber> = BTreeMap::new();
                    for trace in &waiting {
                        let found = tx.national_record(trace.id).await?;
                        numbers.extend(found.map(|found| (trace.id, found.number)));
                    }
                    Ok::<_, AppError>((waiting, numbers))
                })
            })
            .await?;
        if waiting.is_empty() {
            return Ok(waiting);
        }
        let holders = self.holders_of_each(&numbers.values().copied().collect()).await?;
        let everybody: Vec<PersonId> = holders.values().flatten().copied().collect();
        let safe = self.db.read(move |tx| Box::pin(async move { tx.kept_safe_among(&everybody).await })).await?;
        let is_safe = |number: &NhsNumber| {
            holders.get(number).is_some_and(|holders| holders.iter().any(|holder| safe.contains(holder)))
        };
        let hidden: BTreeSet<TraceId> =
            numbers.iter().filter(|(_, number)| is_safe(number)).map(|(trace, _)| *trace).collect();
        waiting.retain(|trace| !hidden.contains(&trace.id));
        Ok(waiting)
    }
}
