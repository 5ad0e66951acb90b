//! Roles (S002-1a, S001-21). A role says what kind of worker somebody is; what
//! the worker may know is decided by the sharing rules, never by the role
//! alone.

/// How a role stands to health, as the rules of source 002 ask (¶15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profession {
    /// A registered health professional, whoever the employer is.
    HealthProfessional,
    /// Staff of a centre who are not health professionals.
    CentreStaff,
    /// A member of the wider team around the family: social care, early help.
    WiderTeam,
    /// An agency outside the team: housing, police, schools.
    OutsideAgency,
    /// No work with families: data, governance, commissioning, administration.
    NotWithFamilies,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $title:literal, $profession:ident;)*) => {
        /// A role that a member of staff can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $($(#[$doc])* $variant,)* }

        impl Role {
            /// Every role, in the order that screens list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that storage and files use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The name for screens, as after a person's name.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// How the role stands to health.
            #[must_use]
            pub fn profession(self) -> Profession {
                match self { $(Self::$variant => Profession::$profession,)* }
            }

            /// The role for a word, or `None` for a word that is no role.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|role| role.word() == word)
            }
        }
    };
}

roles! {
    /// Leads a health visiting caseload.
    HealthVisitor = "health-visitor", "health visitor", HealthProfessional;
    /// Cares for women in pregnancy and birth.
    Midwife = "midwife", "midwife", HealthProfessional;
    /// Nurses children in the community.
    CommunityNurse = "community-nurse", "community nurse", HealthProfessional;
    /// Nurses at schools.
    SchoolNurse = "school-nurse", "school nurse", HealthProfessional;
    /// Speech and language, physiotherapy, occupational therapy.
    Therapist = "therapist", "therapist", HealthProfessional;
    /// Works in a maternity unit beside midwives.
    MaternityStaff = "maternity-staff", "maternity worker", HealthProfessional;
    /// A general practitioner.
    GeneralPractitioner = "general-practitioner", "GP", HealthProfessional;
    /// Any other registered health professional.
    OtherHealthProfessional = "other-health-professional", "health professional", HealthProfessional;
    /// Leads a centre.
    CentreManager = "centre-manager", "centre manager", CentreStaff;
    /// Visits families from a centre.
    OutreachWorker = "outreach-worker", "outreach worker", CentreStaff;
    /// Visits families and guides other outreach workers.
    SeniorOutreachWorker = "senior-outreach-worker", "senior outreach worker", CentreStaff;
    /// Works inside a centre.
    CentreWorker = "centre-worker", "centre worker", CentreStaff;
    /// Decides what happens with a request for support.
    EarlyHelpTriage = "early-help-triage", "early help adviser", WiderTeam;
    /// Works in children's social care.
    SocialWorker = "social-worker", "social worker", WiderTeam;
    /// Works in a nursery or school.
    EarlyYearsPractitioner = "early-years-practitioner", "early years practitioner", OutsideAgency;
    /// Works in housing.
    HousingOfficer = "housing-officer", "housing officer", OutsideAgency;
    /// Befriends families from the community, paid or as a volunteer, and is
    /// supervised by a skilled worker (003 L3277–3350).
    FamilyMentor = "family-mentor", "family mentor", OutsideAgency;
    /// Looks after files, sources and matching.
    DataLead = "data-lead", "data lead", NotWithFamilies;
    /// Keeps the child health records: enters first visit forms, and sends the
    /// month's list to the data lead (S003-ISg).
    ChildHealthRecords = "child-health-records", "child health records officer", NotWithFamilies;
    /// Caldicott Guardian or information governance.
    CaldicottGuardian = "caldicott-guardian", "Caldicott Guardian", NotWithFamilies;
    /// Buys services and reads figures about groups.
    Commissioner = "commissioner", "commissioner", NotWithFamilies;
    /// Looks after accounts and settings.
    Administrator = "administrator", "administrator", NotWithFamilies;
}

impl Role {
    /// Whether the role is a registered health profession (S002-1a), whose
    /// own professional code also applies.
    #[must_use]
    pub fn is_registered_health_profession(self) -> bool {
        self.profession() == Profession::HealthProfessional && self != Self::MaternityStaff
    }

    /// Whether the role may look families up at all. A mentor meets families
    /// and looks none up (S003-LEc).
    #[must_use]
    pub fn works_with_families(self) -> bool {
        self.profession() != Profession::NotWithFamilies && self != Self::FamilyMentor
    }

    /// Whether the role is skilled work from which mentors can be supervised
    /// (S003-LEc).
    #[must_use]
    pub fn may_supervise_mentors(self) -> bool {
        self.is_registered_health_profession()
            || matches!(
                self,
                Self::CentreManager | Self::SeniorOutreachWorker | Self::SocialWorker | Self::EarlyHelpTriage
            )
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn every_role_is_found_by_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(*role));
        }
    }
}
