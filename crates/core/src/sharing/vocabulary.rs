//! The closed vocabulary of facts that a decision rests on. Every fact has a
//! small set of values, so that a pack can be checked for every combination.

use crate::service::ServiceKind;
use crate::workforce::{AccessState, Profession, Role};

macro_rules! vocabulary {
    ($($(#[doc = $doc:literal])+ $name:ident { $($variant:ident = $word:literal, $title:literal;)* })*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $(#[doc = $title] $variant,)* }

        impl $name {
            /// Every value, in the order of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The words of every value, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word that packs, files and storage use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The words for screens.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The value for a word, or `None` for a word outside the vocabulary.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    )*};
}

pub(crate) use vocabulary;

vocabulary! {
    /// What kind of information is asked for (¶15, 17, 21, 22, 23).
    Category {
        Basic = "basic", "Name, address, postcode and date of birth";
        BeyondBasic = "beyond_basic", "More than basic details";
        SensitiveHealth = "sensitive_health", "Sensitive health information";
        NewBirthOutreach = "new_birth_outreach", "New births, so that the centre can visit";
        GroupAnonymous = "group_anonymous", "Figures about a group, nobody can be recognised";
        GroupIdentifiable = "group_identifiable", "Figures about a group, somebody could be recognised";
        InvolvementIndex = "involvement_index", "Who works with the family";
    }
    /// Who the information is about (¶15, 16; midwives box).
    Subject {
        Child = "child", "A child";
        Unborn = "unborn", "An unborn baby";
        PregnantWoman = "pregnant_woman", "A pregnant woman";
        Parent = "parent", "A parent";
        FatherOrPartner = "father_or_partner", "A father or partner";
        YoungParent = "young_parent", "A young parent";
        YoungPerson = "young_person", "A young person";
        Group = "group", "A group of people";
    }
    /// The child's age on the day of the question (¶15).
    Age {
        Unborn = "unborn", "Not born yet";
        UnderFour = "under_4", "Under 4";
        FourOrOver = "4_or_over", "4 or over";
        NotApplicable = "na", "No child’s age";
    }
    /// Who holds the information.
    Sender {
        AnyHealthProfessional = "hp_any", "A health professional";
        CentreHealthProfessional = "hp_centre", "A health professional in the centre";
        GeneralPractitioner = "gp", "A GP";
        SocialWorker = "social_worker", "A social worker";
        CentreStaff = "centre_staff", "Centre staff";
        CouncilHousing = "council_housing", "Council housing or benefits";
        OtherAgency = "other_agency", "Another agency";
    }
    /// Who asks, as ¶15 divides askers. The employer plays no part (S002-15c).
    Requester {
        AnyHealthProfessional = "hp_any", "A health professional";
        CentreHealthProfessional = "hp_centre", "A health professional in the centre";
        CentreStaff = "centre_nonhealth", "Centre staff, not health";
        WiderTeam = "mat_wider", "The wider team around the family";
        OutsideAgency = "outside_agency", "An agency outside the team";
    }
    /// What the information is wanted for: the closed list (S002-5b, ¶13 i).
    Purpose {
        Healthcare = "healthcare", "Deliver healthcare";
        FamilySupport = "family_support", "Support a family at risk of poor outcomes";
        PersonaliseService = "personalise_service", "Fit a service to the family";
        CentreOutreach = "centre_outreach", "Reach out to families from the centre";
        Safeguarding = "safeguarding", "Keep somebody safe";
        SafeguardingConsult = "safeguarding_consult", "Ask for advice about a worry";
        CafAssessment = "caf_assessment", "Common assessment";
        TriageProfile = "triage_profile", "Profile for a request for support";
        Planning = "planning", "Plan services";
        SelfEvaluation = "self_evaluation", "Centre self-evaluation";
        Evaluation = "evaluation", "Evaluate services";
        Research = "research", "Research";
        ResearchIdentifiable = "research_identifiable", "Research with names";
        Training = "training", "Train staff";
        Unjustified = "unjustified", "No purpose that can be justified";
    }
    /// Whether information comes in or goes out.
    Direction {
        Out = "out", "Goes out";
        In = "in", "Comes in";
    }
    /// Once, a list, or a running flow.
    Flow {
        OneOff = "one_off", "Once";
        Bulk = "bulk", "A list";
        Ongoing = "ongoing", "Already flowing";
    }
    /// What was told and agreed (¶15–18; consent boxes).
    Basis {
        NoticeNoObjection = "notice_no_objection", "They were told, and did not object";
        ExplicitInformed = "explicit_informed", "They agreed, knowing what it means";
        ExplicitUninformed = "explicit_uninformed", "They agreed, but were not told everything";
        Implied = "implied", "What they did shows that they agree";
        None = "none", "Nothing recorded";
        Objected = "objected", "They objected";
        Refused = "refused", "They said no";
        Withdrawn = "withdrawn", "They changed their mind and said no";
        CannotObtain = "cannot_obtain", "They cannot be asked";
        UnsafeOrInappropriate = "unsafe_or_inappropriate", "Asking would be unsafe or wrong";
        PublicInterest = "public_interest", "Public interest is claimed";
        NotNeeded = "not_needed", "No agreement needed";
    }
    /// Who agreed (explicit consent box; midwives box, point 3).
    ConsentBy {
        ParentOrLegalCarer = "parent_or_legal_carer", "A parent or legal carer";
        OneParentOtherObjects = "one_parent_other_objects", "One parent, while the other objects";
        YoungPerson = "young_person", "The young person";
        NoLegalStanding = "no_legal_standing", "Somebody who cannot agree for the child";
        OtherAdultForSubject = "other_adult_for_subject", "One adult for another adult";
        NotApplicable = "na", "Nobody agreed";
    }
    /// What the consent covers (¶10).
    ConsentScope {
        Covers = "covers", "Covers this";
        Part = "part", "Covers a part of this";
        NotCategory = "not_category", "Does not cover this kind of information";
        NotRecipient = "not_recipient", "Does not cover this asker";
        NotPurpose = "not_purpose", "Does not cover this purpose";
        NotSubject = "not_subject", "Does not cover this person";
        NotApplicable = "na", "No consent";
    }
    /// How consent was given (explicit consent box).
    ConsentForm {
        Written = "written", "In writing";
        Verbal = "verbal", "Out loud";
        NotApplicable = "na", "No consent";
    }
    /// Whether consent is still good (A8).
    ConsentState {
        Current = "current", "Current";
        ReviewDue = "review_due", "Time to ask again";
        Stale = "stale", "Too old";
        UseChanged = "use_changed", "What we do with it has changed";
        NotApplicable = "na", "No consent";
    }
    /// Whether proof of consent came with the information (midwives box, 5).
    Evidence {
        Present = "present", "Proof is here";
        Absent = "absent", "No proof";
        NotApplicable = "na", "No proof needed";
    }
    /// Whether the person can decide this for themself (¶16).
    Capacity {
        Presumed = "presumed", "Can decide";
        GillickCompetent = "gillick_competent", "Under 16, judged able to decide";
        GillickNotCompetent = "gillick_not_competent", "Under 16, judged not able to decide";
        GillickUnassessed = "gillick_unassessed", "Under 16, nobody has judged yet";
        MentalCapacityHas = "mca_has_capacity", "Assessed, can decide";
        MentalCapacityLacks = "mca_lacks", "Assessed, cannot decide this";
        MentalCapacityUnassessed = "mca_unassessed", "In doubt, not assessed";
        NotApplicable = "na", "Nobody has to decide";
    }
    /// Harm to a child or an adult (¶15, 18).
    Harm {
        None = "none", "No worry recorded";
        ConcernNotEstablished = "concern_not_established", "A worry, cause not established";
        ReasonableCause = "reasonable_cause", "Reasonable cause to believe significant harm";
        AdultAtRisk = "adult_at_risk", "An adult at risk";
    }
    /// The written judgement of a named practitioner (¶14, 16).
    Judgement {
        NotApplicable = "na", "No judgement needed";
        NotRecorded = "not_recorded", "Not judged yet";
        Sufficient = "sufficient", "Judged: share";
        Insufficient = "insufficient", "Judged: do not share";
        InDoubt = "in_doubt", "In doubt";
    }
    /// A working relationship or a recorded reason (¶13 iv).
    NeedToKnow {
        Yes = "yes", "Needs to know";
        No = "no", "Does not need to know";
    }
    /// Whether more is asked for than the purpose needs (¶11, 13 iii).
    Extent {
        Necessary = "necessary", "What is needed";
        Excessive = "excessive", "More than is needed";
    }
    /// Whether the asker may look today (¶13 v, 23).
    Access {
        Ok = "ok", "May look";
        Untrained = "untrained", "Training is missing or out of date";
        SharedLogin = "shared_login", "Signed in as somebody else";
        ClearanceExpired = "clearance_expired", "Clearance is missing or out of date";
        NotAuthorised = "not_authorised", "No manager has approved the account";
        RoleMismatch = "role_mismatch", "The job does not need this type of information";
    }
    /// How the information would travel (¶11).
    Channel {
        Secure = "secure", "A secure channel";
        Insecure = "insecure", "A channel that is not secure";
    }
    /// Whether a sharing agreement is in the register. Never decisive (¶23).
    Agreement {
        InPlace = "in_place", "An agreement is in place";
        None = "none", "No agreement";
    }
}

impl Requester {
    /// How a role asks. Roles that do not work with families ask as outside
    /// agencies, the strictest class; their access is refused anyway.
    #[must_use]
    pub fn of(role: Role, is_in_centre: bool) -> Self {
        match role.profession() {
            Profession::HealthProfessional if is_in_centre => Self::CentreHealthProfessional,
            Profession::HealthProfessional => Self::AnyHealthProfessional,
            Profession::CentreStaff => Self::CentreStaff,
            Profession::WiderTeam => Self::WiderTeam,
            Profession::OutsideAgency | Profession::NotWithFamilies => Self::OutsideAgency,
        }
    }

    /// Whether the asker is a health professional, whoever employs them.
    #[must_use]
    pub fn is_health(self) -> bool {
        matches!(self, Self::AnyHealthProfessional | Self::CentreHealthProfessional)
    }
}

impl Sender {
    /// The holder of what a service recorded.
    #[must_use]
    pub fn of(service: ServiceKind) -> Self {
        match service {
            ServiceKind::GeneralPractice => Self::GeneralPractitioner,
            ServiceKind::SocialCare => Self::SocialWorker,
            ServiceKind::ChildrensCentre => Self::CentreStaff,
            ServiceKind::Housing | ServiceKind::Benefits => Self::CouncilHousing,
            health if health.is_health() => Self::AnyHealthProfessional,
            _ => Self::OtherAgency,
        }
    }
}

impl From<AccessState> for Access {
    fn from(state: AccessState) -> Self {
        match state {
            AccessState::Current => Self::Ok,
            AccessState::Untrained => Self::Untrained,
            AccessState::ClearanceExpired => Self::ClearanceExpired,
            AccessState::NotAuthorised => Self::NotAuthorised,
            AccessState::RoleMismatch => Self::RoleMismatch,
        }
    }
}
