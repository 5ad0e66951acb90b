//! The directory of local services, by kind and by the reach area of a centre
//! (S002-2a, ¶2).

use crate::sharing::vocabulary;

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
}
