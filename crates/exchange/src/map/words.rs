//! The field words of a map, each tied to one field of a statement.

macro_rules! field_words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name { $($variant,)* }

        impl $name {
            /// Every word, in the order of the statement.
            pub(crate) const WORDS: &'static [&'static str] = &[$($word,)*];

            /// The word in maps.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The field for a word.
            pub(crate) fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

field_words! {
    /// A field of a person.
    PersonField {
        NhsNumber = "nhs_number",
        FullName = "full_name",
        GivenName = "given_name",
        MiddleName = "middle_name",
        FamilyName = "family_name",
        KnownAs = "known_as",
        FormerFamilyName = "former_family_name",
        BornOn = "born_on",
        DueOn = "due_on",
        DiedOn = "died_on",
        Sex = "sex",
        BirthOrder = "birth_order",
        Address = "address",
        Postcode = "postcode",
        Uprn = "uprn",
        Telephone = "telephone",
        Email = "email",
        BestWayToReach = "best_way_to_reach",
        Language = "language",
        Interpreter = "interpreter",
        Ethnicity = "ethnicity",
        Practice = "practice",
        PupilNumber = "pupil_number",
        School = "school",
        LocalNumber = "local_number",
        IsShielded = "is_shielded",
        IsSealed = "is_sealed",
        HasParentalResponsibility = "has_parental_responsibility",
        RelationSince = "relation_since",
        RelationUntil = "relation_until",
    }
}

field_words! {
    /// A field of the source's work with the subject.
    InvolvementField {
        Team = "team",
        Worker = "worker",
        WorkerCode = "worker_code",
        WorkerPost = "worker_post",
        WorkerTelephone = "worker_telephone",
        StartedOn = "started_on",
        EndedOn = "ended_on",
        IsLead = "is_lead",
        Level = "level",
        NextOn = "next_on",
        NextKind = "next_kind",
        Status = "status",
    }
}

field_words! {
    /// A field of one contact.
    ContactField {
        HappenedOn = "happened_on",
        Kind = "kind",
        Worker = "worker",
        WorkerCode = "worker_code",
        Note = "note",
        WasAttended = "was_attended",
    }
}
