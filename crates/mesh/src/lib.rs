//! Fetches from and sends to a mailbox of the national message exchange
//! (MESH): births and moves come in by it, the centres' monthly lists may go
//! out by it.
//!
//! It knows nothing of families: bytes come in and go out. The clock and the
//! random word of each call are arguments. No error repeats what a message
//! holds, nor a password. It goes to other machines over TLS only, follows no
//! redirection and takes no proxy from the environment.

mod client;
mod endpoint;
mod error;
mod mailbox;
mod message;
mod tls;

pub use client::{Client, Limits};
pub use endpoint::Endpoint;
pub use error::MeshError;
pub use mailbox::{Mailbox, Stamp};
pub use message::{ExchangeId, Inbox, Incoming, Kind, MailboxId, Outgoing, WorkflowId};
pub use tls::Credentials;
