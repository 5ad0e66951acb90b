//! New births and families who move: which centre a child's news goes to,
//! what a centre is told about a child and when, and what is counted where
//! nobody may be named (S002-15j, S002-22d, S003-ISa, S003-ISj, S004-BRb,
//! S004-WAa to S004-WAf).
//!
//! A list is worked out from what stands today and what each centre was told
//! before. Nothing here remembers: the same facts give the same list.

mod gap;
mod month;
mod news;
mod place;
mod schedule;

pub use gap::{CentreGap, is_nearing_six_months};
pub use month::Month;
pub use news::{Due, HeldBack, News, Standing, Told, due, held};
pub use place::{ChildPlace, OLDEST_YEARS};
pub use schedule::{DAYS_TO_TAKE, ListSchedule, ListWay, has_waited_too_long};
