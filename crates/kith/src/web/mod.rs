//! The site: server-rendered pages that work without script.
//!
//! Invariants: every route stands in one list (`routes.rs`) with who may open
//! it; every page of a signed-in person passes the guard; no personal value is
//! in an address; nothing comes from another site.

pub mod assets;
pub mod components;
pub mod failure;
pub mod glossary;
pub mod guard;
pub mod headers;
pub mod page;
pub mod pages;
pub mod posted;
pub mod routes;
pub mod state;
pub mod words;

pub use routes::router;
pub use state::Site;
