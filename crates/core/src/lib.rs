//! The domain of early years: people, families, who works with them, what they
//! were told and agreed to, and who may know what.
//!
//! Invariants: nothing here does I/O, reads a clock, draws a random number or
//! serialises. Time is always an argument. Maps are ordered, so that output
//! never wobbles. Only a [`sharing::Decision`] can make a
//! [`sharing::Permitted`].

pub mod agreement;
pub mod antenatal;
pub mod area;
pub mod audit;
pub mod birth;
pub mod border;
pub mod family;
pub mod follow_up;
pub mod framework;
pub mod id;
pub mod ledger;
pub mod library;
pub mod mentoring;
pub mod person;
pub mod report;
pub mod service;
pub mod sharing;
pub mod statement;
pub mod support;
pub mod tracing;
pub mod workforce;
pub mod working_days;
