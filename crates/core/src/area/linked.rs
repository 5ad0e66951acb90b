use std::fmt;

use crate::sharing::vocabulary;

vocabulary! {
    /// The professions of which each centre has somebody of its own (004 L64).
    LinkedAs {
        HealthVisitor = "health-visitor", "Health visitor";
        SpeechTherapist = "speech-therapist", "Speech and language therapist";
    }
}

/// Somebody of another service who is a centre's own.
#[derive(Clone, PartialEq, Eq)]
pub struct Linked {
    /// The name.
    pub name: String,
    /// Where to ring.
    pub telephone: String,
    /// The team or service.
    pub service: String,
}

impl fmt::Debug for Linked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Linked(hidden)")
    }
}

impl Linked {
    /// "Joanne Pike, East health visitors, 01632 960118".
    #[must_use]
    pub fn words(&self) -> String {
        format!("{}, {}, {}", self.name, self.service, self.telephone)
    }
}

/// The health visitor and the speech and language therapist of one centre:
/// both, or it is not kept (S004-BRa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CentreLinks {
    /// The health visitor.
    pub health_visitor: Linked,
    /// The speech and language therapist.
    pub speech_therapist: Linked,
}

impl CentreLinks {
    /// Each with the profession.
    pub fn each(&self) -> [(LinkedAs, &Linked); 2] {
        [(LinkedAs::HealthVisitor, &self.health_visitor), (LinkedAs::SpeechTherapist, &self.speech_therapist)]
    }
}
