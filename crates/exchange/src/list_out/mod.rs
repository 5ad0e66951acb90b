//! Lists that leave: the rows of new births and moves for one centre, cut to
//! the agreed details, and encrypted to the centre's own key (S003-ISf,
//! S003-ISg, S004-WAc).

mod key;
mod read;
mod row;

pub(crate) use key::letters_of;
pub use key::{KeyError, OpenError, OwnKey, RecipientKey, SealError, encrypt, open};
pub use read::{ListProblem, read_list};
pub use row::{ListRow, write_list};
