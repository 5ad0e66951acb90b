//! The national demographics record over FHIR R4: questions become requests,
//! answers become the domain's words. Nothing here sends anything.
//!
//! Answers are read defensively: what is missing is missing, what cannot be
//! read is left out, and an answer that does not say whether a record is
//! restricted is not used at all.

mod element;
mod patient;
mod reply;
mod request;
mod simulator;
#[cfg(test)]
mod tests;

pub use reply::{Reply, read_reply};
pub use request::{Request, request};
pub use simulator::{Simulator, Trouble};

/// The system of NHS numbers.
const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
/// How the extension ends that says how sure a number is: its code system was
/// renamed once, so the whole address is not looked at.
const VERIFICATION: &str = "NHSNumberVerificationStatus";
