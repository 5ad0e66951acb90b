//! The audit: who did what, when, for what purpose, about whom, and how it
//! ended. Here is the arithmetic; the writing is in the store.
//!
//! Invariants: entries are numbered from 1 without gaps; the hash of an entry
//! covers every other field and the hash of the entry before it, so that no
//! entry can be changed, removed, put in or moved without a break that
//! [`Verifier`] finds and places. What a chain cannot show by itself, that its
//! tail was cut or that all of it was written anew, is shown by a [`Head`] or
//! a signed [`Checkpoint`] kept elsewhere (T31, T32). No entry holds personal
//! data: people are named by their random identifiers only.

mod action;
mod chain;
mod checkpoint;
mod entry;
mod export;
mod hash;
#[cfg(test)]
mod laws;

pub use action::{Action, Actor};
pub use chain::{ChainFault, Fault, Verified, Verifier, verify};
pub use checkpoint::{Checkpoint, CheckpointError};
pub use entry::{AuditEntry, Detail, Event, Head, seal};
pub use export::{EXPORT_HEADER, LineError, export_footer, export_line, read_line, verify_export};
pub use hash::{Hash32, HashError};
