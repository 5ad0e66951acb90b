//! The monthly list that one centre gets: who was born, moved in, moved out or
//! died in its area, and how the family may be reached (004 ¶70: birth date,
//! name and address are what is shared for outreach).
//!
//! A list holds only the columns that were agreed with its recipient. No NHS
//! number, ethnicity, weight or other health fact has a column. A family whose
//! whereabouts are hidden is a row that says so and nothing else. The list is
//! sealed to the recipient's own key before it leaves.

mod column;
mod read;
mod row;
mod seal;
mod write;

pub use column::{ColumnError, ListColumn, ListColumns};
pub use read::{ReadList, read_list};
pub use row::{ContactWays, ListEvent, ListRow, Outreach};
pub use seal::{KeyError, MOST_SEALED_BYTES, OpenError, OpeningKey, RecipientKey, SealError, open, seal};
pub use write::write_list;
