//! How far linking has come, told while it goes on: a million records take
//! longer than anybody waits without a word.

use std::sync::atomic::{AtomicU64, Ordering};

/// What linking is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Keys of records are looked at, under one rule after the other, and what
    /// shares one is compared.
    Comparing,
    /// Pairs that may be one person are weighed.
    Weighing,
    /// Pairs are joined, the likeliest first.
    Joining,
}

/// Hears how far linking has come: the stage, how much of it is done, and how
/// much there is. Several threads tell at once.
pub type Telling<'a> = &'a (dyn Fn(Stage, u64, u64) + Sync);

/// Tells nobody.
pub(crate) const SILENT: Telling<'static> = &|_, _, _| {};

/// One stage under way.
pub(crate) struct Course<'a> {
    telling: Telling<'a>,
    stage: Stage,
    total: u64,
    done: AtomicU64,
}

impl<'a> Course<'a> {
    pub(crate) fn start(telling: Telling<'a>, stage: Stage, total: usize) -> Self {
        telling(stage, 0, total as u64);
        Self { telling, stage, total: total as u64, done: AtomicU64::new(0) }
    }

    /// So much more is done.
    pub(crate) fn add(&self, more: usize) {
        let done = self.done.fetch_add(more as u64, Ordering::Relaxed) + more as u64;
        (self.telling)(self.stage, done, self.total);
    }
}
