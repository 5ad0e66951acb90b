//! The finer kinds of information that people agree to one by one.

use super::vocabulary::{Category, vocabulary};

vocabulary! {
    /// A kind of information, as a consent form lists them. Each belongs to
    /// one category of the rules.
    Kind {
        Basic = "basic", "Basic details";
        Involvement = "involvement", "Who works with the family";
        Contacts = "contacts", "Visits and contacts";
        Health = "health", "Health notes";
        SensitiveHealth = "sensitive-health", "Feeding, lifestyle and emotional health";
        Support = "support", "Support and plans";
        NewBirth = "new-birth", "News of the birth";
    }
}

impl Kind {
    /// The category that the rules know it by (¶15, 17, 22, 23). For `Basic`
    /// the age still counts: see [`super::category_of_basic`].
    #[must_use]
    pub fn category(self) -> Category {
        match self {
            Self::Basic => Category::Basic,
            Self::Involvement => Category::InvolvementIndex,
            Self::Contacts | Self::Health | Self::Support => Category::BeyondBasic,
            Self::SensitiveHealth => Category::SensitiveHealth,
            Self::NewBirth => Category::NewBirthOutreach,
        }
    }
}
