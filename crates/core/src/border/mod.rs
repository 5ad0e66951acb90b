//! The border of a locality: the areas outside that families move to, and how
//! far a hand-over of a family has come (S004-BAo, 004 L35).

mod area;

pub use area::{AreaCode, AreaCodeError, OutsideArea, area_of};

use crate::sharing::vocabulary;

vocabulary! {
    /// What happened to a hand-over after it was made.
    HandOverStep {
        Sent = "sent", "Sent";
        Received = "received", "They say that it came";
        Recalled = "recalled", "Asked back";
    }
}
