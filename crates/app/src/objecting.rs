//! The way to say no for a parent without an account: a page that anybody may
//! open, and what staff do with what came (S002-15f).
//!
//! Invariants: the answer to whoever writes is the same whether or not anybody
//! here is meant; nobody is looked for while it is written. From the moment a
//! message is kept, every child who matches it is left out of whatever goes out
//! by itself, until somebody has settled it. A member of staff sees of those who
//! match only whom the sharing rules let them see; that others match is not said
//! to them, and these stay held back until somebody settles it who may know.

mod desk;
mod hold;
mod message;
mod retention;

pub use desk::{ParentsMessage, ParentsMessages, ParentsWaiting, SettleStep};
pub use message::{KINDS_IN_PLAIN_WORDS, LONGEST_WORDS, SaidNo, SayNoDraft, WHO_WRITES};
pub use retention::PastMessage;

pub(crate) use desk::waiting;
pub(crate) use hold::{held_back, is_held_back};
