//! The directory of local services, by kind and by the reach area of a centre
//! (S002-2a, ¶2).

use std::collections::BTreeSet;

use crate::service::ServiceKind;
use crate::sharing::{Kind, vocabulary};

vocabulary! {
    /// What a local service offers families (¶2).
    OfferKind {
        Parenting = "parenting", "Parenting support";
        FamilyHealth = "family-health", "Family health";
        Childcare = "childcare", "Childcare";
        WorkAndTraining = "work-and-training", "Work and training";
    }
}

/// One service that families of a reach area can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalService {
    /// What it offers.
    pub kind: OfferKind,
    /// Its name.
    pub name: String,
    /// The centre whose reach area it serves; empty for the whole locality.
    pub centre: String,
    /// What it does, in a sentence.
    pub says: String,
    /// Where it is; empty where it comes to the family.
    pub address: String,
    /// Its telephone number, or empty.
    pub telephone: String,
    /// Which kind of service gives it; none where nobody has said so.
    pub given_by: Option<ServiceKind>,
    /// What it needs to know about whoever uses it; nothing where it is open
    /// to all (S002-ICc).
    pub needs: BTreeSet<Kind>,
}

impl LocalService {
    /// The text that names this service among all of the directory.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}|{}|{}", self.kind.word(), self.centre, self.name)
    }
}
