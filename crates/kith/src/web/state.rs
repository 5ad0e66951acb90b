//! What every request can reach.

use std::sync::Arc;

use kith_app::App;

use crate::clock::Clock;

/// The site: the door, the clock and how the locality presents itself.
#[derive(Clone)]
pub struct Site {
    /// The door.
    pub app: App,
    /// The clock.
    pub clock: Clock,
    /// The name of the locality, shown beside the wordmark.
    pub locality: Arc<str>,
    /// All people here are made up: every page says so.
    pub is_practice: bool,
}
