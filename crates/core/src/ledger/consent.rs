//! One consent: who agreed, to what, for whom, knowing what (ECa–ECm).

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

use super::team::{Team, TeamPart};
use crate::id::PersonId;
use crate::service::ServiceKind;
use crate::sharing::{ConsentBy, ConsentForm, ConsentScope, ConsentState, Kind, Purpose};
use crate::statement::Part;

/// Somebody that a consent or an objection names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Partner {
    /// Every service of a kind.
    Service(ServiceKind),
    /// One partner by name, as on the form.
    Named(String),
    /// The team that the form names.
    AllNamed,
}

impl Partner {
    /// A partner from a column map or a form: a service word, `all-named`, or
    /// a name.
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        match ServiceKind::from_word(word) {
            Some(service) => Self::Service(service),
            None if word == "all-named" => Self::AllNamed,
            None => Self::Named(word.to_owned()),
        }
    }

    /// The word that [`Partner::from_word`] reads.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Service(service) => service.word(),
            Self::Named(name) => name,
            Self::AllNamed => "all-named",
        }
    }

    /// The name for screens.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Service(service) => service.title(),
            Self::Named(name) => name,
            Self::AllNamed => "The partners named on the form",
        }
    }

    /// Whether a team of this kind and name is meant; `on_form` says whom the
    /// form names, which changes with the years (ECn).
    #[must_use]
    pub fn is(&self, service: ServiceKind, name: Option<&str>, on_form: impl Fn(&TeamPart) -> bool) -> bool {
        match self {
            Self::Service(kind) => *kind == service,
            Self::Named(named) => name.is_some_and(|name| name.eq_ignore_ascii_case(named)),
            Self::AllNamed => {
                on_form(&TeamPart::Service(service))
                    || name.is_some_and(|name| on_form(&TeamPart::Partner(name.to_owned())))
            }
        }
    }
}

/// In what standing somebody signs (ECd, A16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// A parent with parental responsibility.
    ParentWithResponsibility,
    /// Another legally recognised carer.
    LegalCarer,
    /// A young person for themself.
    YoungPerson,
    /// An adult for themself.
    Themself,
    /// Anybody else: valid for nobody but themself.
    Other,
}

impl Standing {
    /// Every standing, in the order of the form.
    pub const ALL: &'static [Self] =
        &[Self::ParentWithResponsibility, Self::LegalCarer, Self::YoungPerson, Self::Themself, Self::Other];

    /// The word that storage and forms use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ParentWithResponsibility => "parent",
            Self::LegalCarer => "carer",
            Self::YoungPerson => "young-person",
            Self::Themself => "themself",
            Self::Other => "other",
        }
    }

    /// The name for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ParentWithResponsibility => "Parent with parental responsibility",
            Self::LegalCarer => "Legal carer or guardian",
            Self::YoungPerson => "Young person",
            Self::Themself => "The person themself",
            Self::Other => "Somebody else",
        }
    }

    /// The standing for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|standing| standing.word() == word)
    }
}

/// Who agreed or said no.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signer {
    /// In what standing.
    pub standing: Standing,
    /// The person, where linked.
    pub person: Option<PersonId>,
    /// The part in the source's row, where a source said it.
    pub part: Option<Part>,
    /// The name as written.
    pub name: Option<String>,
}

impl fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Signer({}, hidden)", self.standing.word())
    }
}

impl Signer {
    /// Somebody of whom only the standing is known.
    #[must_use]
    pub fn of(standing: Standing) -> Self {
        Self { standing, person: None, part: None, name: None }
    }

    /// The person who plays a part in a source's row.
    #[must_use]
    pub fn of_part(part: Part) -> Self {
        let standing = match part {
            Part::Subject => Standing::Themself,
            Part::Mother | Part::Father => Standing::ParentWithResponsibility,
            Part::Carer => Standing::LegalCarer,
        };
        Self { part: Some(part), ..Self::of(standing) }
    }

    /// Whether the two are known to be different people.
    #[must_use]
    pub fn is_somebody_else(&self, other: &Self) -> bool {
        match (self.person, other.person) {
            (Some(one), Some(another)) => one != another,
            _ => matches!((self.part, other.part), (Some(one), Some(another)) if one != another),
        }
    }

    /// How the rules see the signer of a consent about somebody (ECd, MWe,
    /// A16): an adult's own facts need that adult's own consent, and where
    /// nobody knows who signed it is not theirs (AXh).
    #[must_use]
    pub fn consent_by(&self, about: Option<PersonId>, is_about_adult: bool) -> ConsentBy {
        let is_another = match self.person {
            Some(signer) => about.is_some_and(|about| signer != about),
            None => self.standing != Standing::Themself,
        };
        match self.standing {
            Standing::YoungPerson => ConsentBy::YoungPerson,
            _ if is_about_adult && is_another => ConsentBy::OtherAdultForSubject,
            Standing::ParentWithResponsibility | Standing::LegalCarer => ConsentBy::ParentOrLegalCarer,
            Standing::Themself if is_about_adult => ConsentBy::ParentOrLegalCarer,
            Standing::Themself | Standing::Other => ConsentBy::NoLegalStanding,
        }
    }
}

/// The five points that make consent informed (ECk).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Informed {
    /// Why information is shared.
    pub why: bool,
    /// What is shared.
    pub what: bool,
    /// Who sees it.
    pub who: bool,
    /// For what purpose.
    pub purpose: bool,
    /// What follows from sharing and from not sharing.
    pub implications: bool,
}

impl Informed {
    /// All five points, or none of them.
    #[must_use]
    pub fn all(is_informed: bool) -> Self {
        Self { why: is_informed, what: is_informed, who: is_informed, purpose: is_informed, implications: is_informed }
    }

    /// Whether all five were explained.
    #[must_use]
    pub fn is_complete(self) -> bool {
        self == Self::all(true)
    }
}

/// An explicit consent. One without a kind, a partner or a purpose covers
/// nothing (ECa).
#[derive(Clone, PartialEq, Eq)]
pub struct Consent {
    /// The day.
    pub on: Date,
    /// Who agreed.
    pub by: Signer,
    /// The kinds of information.
    pub kinds: BTreeSet<Kind>,
    /// With whom.
    pub partners: BTreeSet<Partner>,
    /// What for.
    pub purposes: BTreeSet<Purpose>,
    /// The people it is about; empty when it is about whoever the record is
    /// about (AXb: a later baby is not covered by a list of names).
    pub about: BTreeSet<PersonId>,
    /// In writing or out loud.
    pub form: ConsentForm,
    /// How, in the words of whoever recorded it.
    pub how: String,
    /// What was explained.
    pub informed: Informed,
    /// Whether the way to see their own file was explained (ECl, A14).
    pub is_file_access_explained: bool,
    /// The day to ask again.
    pub review_on: Option<Date>,
}

impl fmt::Debug for Consent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Consent(hidden)")
    }
}

/// What a refusal, withdrawal or objection is about. Empty means everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// The kinds of information.
    pub kinds: BTreeSet<Kind>,
    /// With whom.
    pub to: BTreeSet<Partner>,
    /// What for.
    pub purposes: BTreeSet<Purpose>,
    /// About whom.
    pub about: BTreeSet<PersonId>,
}

impl Scope {
    /// Whether it names neither kinds nor partners nor purposes.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.kinds.is_empty() && self.to.is_empty() && self.purposes.is_empty()
    }

    /// Whether it is what a printed form asks, and no more: everything, or
    /// kinds with "the partners named on the form". No service was named.
    #[must_use]
    pub fn is_the_form(&self) -> bool {
        self.is_everything() || (!self.to.is_empty() && self.to.iter().all(|to| *to == Partner::AllNamed))
    }

    /// Whether it touches this kind going to this team. A no to the partners
    /// named on the form is a no to whoever it names, or ever named.
    #[must_use]
    pub fn touches(&self, kind: Kind, (service, name): (ServiceKind, Option<&str>), team: &Team) -> bool {
        let is_meant = |partner: &Partner| partner.is(service, name, |part| team.ever_had(part));
        (self.kinds.is_empty() || self.kinds.contains(&kind)) && (self.to.is_empty() || self.to.iter().any(is_meant))
    }

    /// Whether it touches this purpose. "Not for evaluation" is no answer to
    /// "for healthcare".
    #[must_use]
    pub fn touches_purpose(&self, purpose: Purpose) -> bool {
        self.purposes.is_empty() || self.purposes.contains(&purpose)
    }

    /// Whether it touches this person; a question about nobody in particular
    /// is touched by a no about anybody.
    #[must_use]
    pub fn touches_person(&self, about: Option<PersonId>) -> bool {
        self.about.is_empty() || about.is_none_or(|person| self.about.contains(&person))
    }
}

/// The months after which consent is to be asked again when no day was set,
/// and for how many more it still counts (A8).
const REVIEW_AFTER_MONTHS: i32 = 12;

impl Consent {
    /// The day to ask again: the day set, or a year after.
    #[must_use]
    pub fn due_on(&self) -> Date {
        self.review_on.unwrap_or_else(|| months_after(self.on))
    }

    /// Whether it is still good (A8): current until the day to ask again, then
    /// still good for a year while the review is due, then stale.
    #[must_use]
    pub fn state_on(&self, today: Date) -> ConsentState {
        let due_on = self.due_on();
        if today < due_on {
            ConsentState::Current
        } else if today < months_after(due_on) {
            ConsentState::ReviewDue
        } else {
            ConsentState::Stale
        }
    }

    /// What it covers of a question (¶10): the first thing that it leaves out.
    /// `is_meant` says whether a partner that it names is whoever would
    /// receive.
    #[must_use]
    pub fn covers(
        &self,
        kind: Kind,
        (purpose, about): (Purpose, Option<PersonId>),
        is_meant: impl Fn(&Partner) -> bool,
    ) -> ConsentScope {
        if !self.kinds.contains(&kind) {
            ConsentScope::NotCategory
        } else if !self.partners.iter().any(is_meant) {
            ConsentScope::NotRecipient
        } else if !self.purposes.contains(&purpose) {
            ConsentScope::NotPurpose
        } else if about.is_some_and(|person| !self.about.is_empty() && !self.about.contains(&person)) {
            ConsentScope::NotSubject
        } else {
            ConsentScope::Covers
        }
    }
}

fn months_after(day: Date) -> Date {
    day.saturating_add(jiff::Span::new().months(REVIEW_AFTER_MONTHS))
}
