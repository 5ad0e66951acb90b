//! The one place that reads the clock. Everything inside takes the time as an
//! argument.

use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// Where the time comes from.
#[derive(Clone)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// A time that stands still until it is moved, for tests.
    Fixed(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `at` until it is moved.
    #[must_use]
    pub fn fixed(at: Timestamp) -> Self {
        Self::Fixed(Arc::new(Mutex::new(at)))
    }

    /// The time now.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "the edge of the product is where the clock is read")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::Machine => Timestamp::now(),
            Self::Fixed(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        }
    }

    /// Moves a fixed clock on; the machine's clock stays as it is.
    pub fn advance(&self, by: Span) {
        if let Self::Fixed(at) = self {
            let mut at = at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if let Ok(later) = at.checked_add(by) {
                *at = later;
            }
        }
    }
}

/// The day in England at a time.
#[must_use]
pub fn day_in_england(at: Timestamp) -> Date {
    TimeZone::get("Europe/London").map_or_else(|_| at.to_zoned(TimeZone::UTC).date(), |zone| at.to_zoned(zone).date())
}
