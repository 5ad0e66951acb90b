//! A family handed over to another authority: a paper that says who sends what,
//! signed by the one who sends it and encrypted to the one who receives it; and
//! the signed receipt that comes back (S004-BAo).
//!
//! Invariants: nothing is read of a paper whose signature does not hold. What
//! one version writes, another says that it cannot read, in words.

mod as_text;
mod import_rows;
mod key;
mod paper;
mod signed;

pub use import_rows::import_rows;
pub use key::{AreaKey, AreaKeyError, signature_letters};
pub use paper::{
    AdultPaper, ChildPaper, ContactPaper, Paper, Receipt, SupportPaper, WorkPaper, open_paper, open_receipt,
    seal_paper, write_receipt,
};
pub use signed::{PaperError, SignedBy};
