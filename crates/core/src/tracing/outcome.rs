macro_rules! worded {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $title:literal, $next:literal;)*) => {
        /// What tracing came to. The first seven compare what is held here
        /// with the national record; the last three say why nothing was
        /// compared.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Outcome { $($(#[$doc])* $variant,)* }

        impl Outcome {
            /// Every outcome, in the order that screens list them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that storage and the log use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The words for screens.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What to do next, in one or two sentences.
            #[must_use]
            pub fn what_next(self) -> &'static str {
                match self { $(Self::$variant => $next,)* }
            }

            /// The outcome for a word, or `None` for a word that is none.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|outcome| outcome.word() == word)
            }
        }
    };
}

worded! {
    /// The number is right, and the national record says the same.
    NoDifferences = "no-differences", "The number is right", "Nothing to do.";
    /// The number is right, but other fields are not the same.
    Differences = "differences", "The number is right, other fields differ",
        "Look at the fields that differ. Take in the national record, or say that it is somebody else.";
    /// The number was replaced by another.
    Superseded = "superseded", "The number was replaced by another",
        "Tell the service that sent the number. It must send the new one.";
    /// The number was withdrawn, merged into another, or never given out.
    Invalid = "invalid", "The number is not valid any more",
        "Tell the service that sent the number. It must send the right one.";
    /// Nobody here states a number, and the national record has exactly one
    /// person who fits.
    MissingHere = "missing-here", "A number was found",
        "Look whether it is the same person. Then take the number in.";
    /// Nobody fits.
    NotFound = "not-found", "Nobody was found",
        "Check the name, the date of birth and the postcode with the family. Then ask again.";
    /// No answer that can be used.
    Failed = "failed", "No answer", "Ask again later.";
    /// More than one person fits.
    TooMany = "too-many", "More than one person fits",
        "Kith does not guess. Find out more: a middle name, the postcode before, the mother’s details.";
    /// The national record is restricted.
    Restricted = "restricted", "Kept safe",
        "The person counts as kept safe here until your Caldicott Guardian has looked at it.";
    /// A baby under six weeks whose number may not have arrived yet.
    Postponed = "postponed", "Too early: a baby under six weeks",
        "Nothing to do. The number comes with the birth notification. Kith asks after six weeks.";
}

impl Outcome {
    /// Whether somebody has to look at it, where a record was found.
    #[must_use]
    pub fn wants_somebody(self) -> bool {
        matches!(self, Self::Differences | Self::Superseded | Self::Invalid | Self::MissingHere)
    }

    /// The national status of the number that it leaves behind, until somebody
    /// has answered (code list of the NHS number status indicator).
    #[must_use]
    pub fn status(self) -> NumberStatus {
        match self {
            Self::NoDifferences => NumberStatus::Verified,
            Self::Differences | Self::Superseded | Self::Invalid | Self::Restricted => NumberStatus::ToBeResolved,
            Self::MissingHere => NumberStatus::InProgress,
            Self::NotFound | Self::TooMany => NumberStatus::NoneOrSeveral,
            Self::Failed => NumberStatus::TraceRequired,
            Self::Postponed => NumberStatus::Postponed,
        }
    }
}

/// How sure somebody is of an NHS number: the national list of eight codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumberStatus {
    /// 01: present and verified.
    Verified,
    /// 02: present, not traced.
    NotTraced,
    /// 03: trace required.
    TraceRequired,
    /// 04: traced, and none or several were found.
    NoneOrSeveral,
    /// 05: the trace has to be resolved.
    ToBeResolved,
    /// 06: trace in progress.
    InProgress,
    /// 07: no number, and none is looked for.
    NotRequired,
    /// 08: postponed, a baby under six weeks.
    Postponed,
}

impl NumberStatus {
    /// Every status, in the order of the codes.
    pub const ALL: [Self; 8] = [
        Self::Verified,
        Self::NotTraced,
        Self::TraceRequired,
        Self::NoneOrSeveral,
        Self::ToBeResolved,
        Self::InProgress,
        Self::NotRequired,
        Self::Postponed,
    ];

    /// The code, two digits.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Verified => "01",
            Self::NotTraced => "02",
            Self::TraceRequired => "03",
            Self::NoneOrSeveral => "04",
            Self::ToBeResolved => "05",
            Self::InProgress => "06",
            Self::NotRequired => "07",
            Self::Postponed => "08",
        }
    }

    /// The status for a code, or `None` for what is no code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Verified => "present and verified",
            Self::NotTraced => "present, not traced",
            Self::TraceRequired => "trace required",
            Self::NoneOrSeveral => "traced, none or several found",
            Self::ToBeResolved => "trace to be resolved",
            Self::InProgress => "trace in progress",
            Self::NotRequired => "none, and none looked for",
            Self::Postponed => "postponed, a baby under six weeks",
        }
    }
}
