//! Figures about how sharing goes, without anybody's name (S002-12d).

mod aims;
mod interval;
mod nested;
mod practice;
mod quarter;
mod small;

pub use aims::{AimFigures, ShownAim};
pub use interval::Share;
pub use nested::hide_nested;
pub use practice::{Asked, PairCounts, Practice, ShownPair, Way};
pub use quarter::Quarter;
pub use small::{FEWEST_SHOWN, RowShown, hide_near, hide_rows, hide_small, hide_total};
