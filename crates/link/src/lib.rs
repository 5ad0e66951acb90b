//! How likely is it that two records are about one person?
//!
//! Records from many systems go in; groups of records, each one person, come
//! out, with a reason for every link and a list of pairs for a person to look
//! at. Nothing here knows families, files or rules of sharing.
//!
//! Invariants: no I/O, no clock, no randomness. The result depends only on
//! what the records say and on what was decided of them: not on their order,
//! not on the number of threads.
//! Two records with different valid NHS numbers are never put together, and
//! what people decided is obeyed before any weight is counted (T17 to T19).
//!
//! ```
//! use kith_link::{Day, Model, Pool, RecordInput, Verdicts, link};
//!
//! let mut pool = Pool::new();
//! let one = RecordInput { given: "Amara", family: "Okafor", birth: Day::new(2024, 3, 9), ..RecordInput::default() };
//! let records = vec![pool.record(0, &one), pool.record(1, &RecordInput { source: 1, ..one })];
//! let linked = link(&pool, &records, &Verdicts::default(), &Model::starting());
//! assert_eq!(linked.clusters, vec![0, 0]);
//! ```

mod agreement;
mod alias;
mod alike;
mod before;
mod birth;
mod block;
mod blocking;
mod board;
#[cfg(test)]
mod cases;
mod ceiling;
mod clash;
mod clean;
mod cluster;
mod day;
mod days;
mod explain;
mod fast;
mod grouping;
mod home;
mod index;
mod judge;
mod keyed;
#[cfg(test)]
mod laws;
mod lessons;
mod multiple_birth;
mod near_names;
mod nickname;
mod order;
mod persons;
mod place;
mod pool;
mod record;
mod scored;
mod spoken;
mod stir;
#[cfg(test)]
mod strangers;
mod telling;
mod texts;
mod together;
#[cfg(test)]
mod town;
mod train;
mod verdict;
mod weigher;
mod weights;

pub use agreement::Pattern;
pub use before::JoinedBefore;
pub use blocking::SkippedGroup;
pub use clash::Refusal;
pub use clean::{is_stand_in, plain_letters};
pub use cluster::{Edge, Linked, Refused, Review, link, link_learning, link_whole};
pub use day::Day;
pub use explain::{Explanation, Reason, explain};
pub use index::{Candidate, Index};
pub use judge::Band;
pub use order::by_birth;
pub use pool::Pool;
pub use record::{ParentInput, Record, RecordInput, Sex};
pub use spoken::{nickname_groups, sound};
pub use telling::{Stage, Telling};
pub use verdict::Verdicts;
pub use weights::{Field, Limits, Model, Weight};
