//! Relations begin and end on their days, whether or not a file comes.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::RecordId;
use kith_core::statement::Part;

use super::{ImportProgress, Who};
use crate::{App, AppError, door};

/// The last day on which families were worked out anew because of its date.
const FOLLOWED: &str = "relations-followed-on";

/// Before every relation that a source may state.
const BEFORE_ALL: Date = Date::constant(1900, 1, 1);

impl App {
    /// Works out anew the families of children to whom somebody became, or
    /// ceased to be, something since this was last done. Once a day it finds
    /// something to do at most.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read or written; then
    /// the same is done the next time.
    pub async fn follow_relations(&self, now: Timestamp) -> Result<u64, AppError> {
        let today = door::today(now);
        let touched = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let followed = tx.setting(FOLLOWED).await?.and_then(|day| day.parse().ok()).unwrap_or(BEFORE_ALL);
                    if followed >= today {
                        return Ok::<_, AppError>(None);
                    }
                    let children = tx.children_of_turned_relations(followed, today).await?;
                    let copies = tx.copies_of(&children).await?;
                    let own = copies.iter().filter(|copy| copy.part == Part::Subject);
                    Ok(Some(own.map(|copy| copy.record).collect::<Vec<RecordId>>()))
                })
            })
            .await?;
        let Some(touched) = touched else { return Ok(0) };
        let families = if touched.is_empty() {
            0
        } else {
            self.match_records(&Who::Job, &touched, now, &mut ImportProgress::silent()).await?.families
        };
        self.db
            .write(move |tx| {
                Box::pin(async move { tx.set_setting(FOLLOWED, &today.to_string()).await.map_err(AppError::from) })
            })
            .await?;
        Ok(families)
    }
}
