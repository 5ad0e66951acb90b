//! Kith, the product: pages, commands and jobs around the door.
//!
//! Only this crate knows HTTP, HTML and the command line. It reaches records
//! through `kith-app` alone; it never depends on the store.

pub mod cli;
pub mod clock;
pub mod edition_words;
pub mod inbox;
pub mod mailbox;
pub mod settings;
pub mod web;
pub mod who_sees_what;
