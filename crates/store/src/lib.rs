//! The only crate with SQL: transactions, sealing, the audit append, and one
//! file of functions for each area.
//!
//! Invariants: one SQL text serves SQLite and PostgreSQL. Nothing is answered
//! before it is on the disk. What is personal is sealed with its row's
//! identifier, or is a keyed hash; no other column holds a name, an address, a
//! number or a note about a family. The clock is never read here. History
//! (past statements, link events, the ledger, decisions, the audit) is only
//! added to.

mod audit;
mod cell;
mod connection;
mod db;
mod error;
mod family;
mod keys;
mod migration;
mod place;
mod random;
mod reader;
mod tx;
mod writer;

/// A reference redirected more often than this goes round in a circle.
const MOST_REDIRECTS: usize = 64;

#[cfg(test)]
mod tests;

pub use connection::Place;
pub use db::Db;
pub use error::{KeysError, SchemaError, StoreError};
pub use family::FamilyMember;
pub use keys::Keys;
pub use random::new_id;
pub use tx::Tx;
