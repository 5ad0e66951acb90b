//! The six principles that every design of a flow is tested against (002 ¶13,
//! S004-BAg), and what a test finds.

use std::fmt;

/// One of the six Caldicott principles, as the leaflet lists them (¶13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principle {
    /// A purpose that can be justified.
    Purpose,
    /// Nobody can be recognised unless that is needed.
    WithoutNames,
    /// The minimum.
    Minimum,
    /// Only those who need to know.
    NeedToKnow,
    /// Everybody knows what they answer for.
    Responsibilities,
    /// The law.
    Law,
}

impl Principle {
    /// All six, in the order of the leaflet.
    pub const ALL: &'static [Self] =
        &[Self::Purpose, Self::WithoutNames, Self::Minimum, Self::NeedToKnow, Self::Responsibilities, Self::Law];

    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Purpose => "Justify the purpose",
            Self::WithoutNames => "Use names only where figures will not do",
            Self::Minimum => "Send the minimum",
            Self::NeedToKnow => "Only those who need to know",
            Self::Responsibilities => "Everybody knows what they answer for",
            Self::Law => "Keep to the law",
        }
    }

    /// Where it stands.
    #[must_use]
    pub fn paragraph(self) -> &'static str {
        match self {
            Self::Purpose => "¶13 i",
            Self::WithoutNames => "¶13 ii",
            Self::Minimum => "¶13 iii",
            Self::NeedToKnow => "¶13 iv",
            Self::Responsibilities => "¶13 v",
            Self::Law => "¶13 vi",
        }
    }
}

/// Why a design is refused: where, what to do, and the paragraph it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesignFault {
    /// The name of the flow; empty where it is about the whole agreement.
    pub flow: String,
    /// The part of the design, by its word in files and forms.
    pub part: &'static str,
    /// What to do, in words.
    pub says: String,
    /// The paragraph; empty for a slip of writing.
    pub paragraph: &'static str,
}

impl DesignFault {
    /// A fault of the whole agreement, or of a flow by its name.
    pub(super) fn new(flow: &str, part: &'static str, says: impl Into<String>, paragraph: &'static str) -> Self {
        Self { flow: flow.to_owned(), part, says: says.into(), paragraph }
    }

    /// What to do, with the paragraph.
    #[must_use]
    pub fn in_words(&self) -> String {
        match self.paragraph {
            "" => self.says.clone(),
            paragraph => format!("{} ({paragraph})", self.says),
        }
    }
}

impl fmt::Display for DesignFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place =
            if self.flow.is_empty() { self.part.to_owned() } else { format!("flow {}, {}", self.flow, self.part) };
        write!(formatter, "{place}: {}", self.in_words())
    }
}
