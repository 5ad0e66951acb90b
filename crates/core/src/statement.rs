//! What one row of one source says, in the domain's words.
//!
//! A reader turns bytes into statements; the import stores them unchanged as
//! the source's own copy. Nothing here is believed yet: who a statement is
//! about is decided by links, what may be seen by the sharing decision.

use jiff::civil::Date;

use crate::follow_up::FactKind;
use crate::person::{Address, Name, NhsNumber, Sex, Telephone};
use crate::service::ServiceKind;

/// The part that a person plays in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The person the row is about: a child, or an adult where the source is
    /// about adults.
    Subject,
    /// The subject's mother.
    Mother,
    /// The subject's father.
    Father,
    /// Another adult who cares for the subject.
    Carer,
}

impl Part {
    /// The word that maps and storage use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Mother => "mother",
            Self::Father => "father",
            Self::Carer => "carer",
        }
    }

    /// The part for a word, or `None` for a word that is no part.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Subject, Self::Mother, Self::Father, Self::Carer].into_iter().find(|part| part.word() == word)
    }
}

/// What a source says about one person. Every value may be missing.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct PersonStatement {
    /// NHS number with a right check digit.
    pub nhs_number: Option<NhsNumber>,
    /// First name.
    pub given_name: Option<Name>,
    /// Middle names.
    pub middle_name: Option<Name>,
    /// Family name.
    pub family_name: Option<Name>,
    /// The name the person goes by.
    pub known_as: Option<Name>,
    /// A family name used before.
    pub former_family_name: Option<Name>,
    /// Date of birth.
    pub born_on: Option<Date>,
    /// Expected date of delivery: the person is not born yet.
    pub due_on: Option<Date>,
    /// Date of death.
    pub died_on: Option<Date>,
    /// Sex as recorded.
    pub sex: Option<Sex>,
    /// Place in a multiple birth, 1 for the first.
    pub birth_order: Option<u8>,
    /// Where the person lives.
    pub address: Option<Address>,
    /// A telephone number.
    pub telephone: Option<Telephone>,
    /// An electronic mail address.
    pub email: Option<String>,
    /// The best way to reach the person, in the source's words.
    pub best_way_to_reach: Option<String>,
    /// The language spoken at home.
    pub language: Option<String>,
    /// Whether an interpreter is needed, and for which language or signs.
    pub interpreter: Option<String>,
    /// Ethnicity as the source codes it.
    pub ethnicity: Option<String>,
    /// The practice the person is registered with: code or name.
    pub practice: Option<String>,
    /// Unique pupil number.
    pub pupil_number: Option<String>,
    /// The school or nursery attended.
    pub school: Option<String>,
    /// The source's own number for the person.
    pub local_number: Option<String>,
    /// The source asks that whereabouts be hidden (the national S-flag or a
    /// refuge).
    pub is_shielded: bool,
    /// The source says that this identity is sealed: an adopted child's or a
    /// protected person's former identity.
    pub is_sealed: bool,
    /// Has parental responsibility, where the source says.
    pub has_parental_responsibility: Option<bool>,
    /// The first day on which an adult is what the row names them to the
    /// subject, where the source says.
    pub relation_since: Option<Date>,
    /// The last such day; none while it goes on.
    pub relation_until: Option<Date>,
}

impl std::fmt::Debug for PersonStatement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PersonStatement(hidden)")
    }
}

/// What a source says about its work with the row's subject.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct InvolvementStatement {
    /// The name of the team, centre, practice or school.
    pub team: Option<String>,
    /// The worker's name.
    pub worker: Option<String>,
    /// The worker's staff code, which ties the involvement to an account.
    pub worker_code: Option<String>,
    /// The worker's post.
    pub worker_post: Option<String>,
    /// Where the worker can be telephoned.
    pub worker_telephone: Option<Telephone>,
    /// First day.
    pub started_on: Option<Date>,
    /// Last day; none while the work goes on.
    pub ended_on: Option<Date>,
    /// Whether this worker leads for the family.
    pub is_lead: bool,
    /// Level of support: `community`, `universal`, `universal plus`,
    /// `universal partnership plus`.
    pub level: Option<String>,
    /// The next contact.
    pub next_on: Option<Date>,
    /// What the next contact is.
    pub next_kind: Option<String>,
    /// Status in the source's words, for example "child protection plan".
    pub status: Option<String>,
}

impl std::fmt::Debug for InvolvementStatement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("InvolvementStatement(hidden)")
    }
}

/// One appointment, visit or call that a source recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactStatement {
    /// The day it happened.
    pub happened_on: Date,
    /// What it was, for example "home visit".
    pub kind: String,
    /// Who met the family.
    pub worker: Option<String>,
    /// That worker's staff code.
    pub worker_code: Option<String>,
    /// What was written. Shown by profession only (S003-DSh).
    pub note: Option<String>,
    /// Whether the family was seen, or did not attend.
    pub was_attended: bool,
}

impl std::fmt::Debug for ContactStatement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ContactStatement(hidden)")
    }
}

/// One fact of the closed list that centres follow up (S003-ISo).
#[derive(Clone, PartialEq, Eq)]
pub struct FactStatement {
    /// Which fact.
    pub kind: FactKind,
    /// Which appointment or claim, in the source's words, where there can be
    /// several.
    pub which: Option<String>,
    /// Since when.
    pub since: Date,
    /// The source says that it is over.
    pub is_over: bool,
}

impl std::fmt::Debug for FactStatement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FactStatement(hidden)")
    }
}

/// What a source says about telling and asking the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreementStatement {
    /// The privacy notice was given.
    NoticeGiven {
        /// The day.
        on: Date,
        /// Which version of the words.
        version: String,
        /// How: letter, in person, booklet.
        how: String,
    },
    /// Somebody objected to sharing.
    Objected {
        /// The day.
        on: Date,
        /// How it was said.
        how: String,
    },
    /// The family was asked and agreed.
    Agreed {
        /// The day.
        on: Date,
        /// Who agreed, by part in the row.
        by: Part,
        /// How: signed form, spoken, insert in the child's record.
        how: String,
        /// The kinds of information, by word (see `sharing::Kind`).
        kinds: Vec<String>,
        /// With whom, by service word or partner name.
        partners: Vec<String>,
        /// Whether all five points of informing are recorded (S002-ECk).
        is_informed: bool,
        /// The day to ask again.
        review_on: Option<Date>,
    },
    /// The family was asked and said no.
    Refused {
        /// The day.
        on: Date,
        /// Who said no.
        by: Part,
    },
    /// Agreement was taken back.
    Withdrew {
        /// The day.
        on: Date,
        /// Who took it back.
        by: Part,
    },
}

/// Everything that one good row says.
#[derive(Clone, PartialEq, Eq)]
pub struct RowStatement {
    /// The row as a spreadsheet shows it (the header is row 1).
    pub row: u64,
    /// The list in the source that the row belongs to, for example `caseload`.
    pub list: String,
    /// What identifies the row within source and list, so that the same row
    /// read again replaces itself. Made of key columns, or of the whole row.
    pub key: String,
    /// When the source wrote it, where it says.
    pub recorded_on: Option<Date>,
    /// The service kind, which a list may override.
    pub service: ServiceKind,
    /// The people in the row; at most one for each part, the subject first.
    pub people: Vec<(Part, PersonStatement)>,
    /// The source's work with the subject.
    pub involvement: Option<InvolvementStatement>,
    /// One contact with the subject.
    pub contact: Option<ContactStatement>,
    /// Telling and asking.
    pub agreements: Vec<AgreementStatement>,
    /// Facts for centres to follow up.
    pub facts: Vec<FactStatement>,
}

impl std::fmt::Debug for RowStatement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "RowStatement(row {}, hidden)", self.row)
    }
}

/// One thing wrong in a file, for the person who can fix it.
#[derive(Clone, PartialEq, Eq)]
pub struct Problem {
    /// The row as a spreadsheet shows it; none for the file as a whole.
    pub row: Option<u64>,
    /// The column as the file names it; none for the row as a whole.
    pub column: Option<String>,
    /// What was found. Shown only to people who may see the file, never
    /// logged.
    pub found: String,
    /// What is wrong and how to put it right, one or two sentences.
    pub how_to_fix: String,
    /// Whether the row is left out (`true`) or only the value (`false`).
    pub leaves_row_out: bool,
}

impl std::fmt::Debug for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Problem(row {:?}, column {:?}, {})", self.row, self.column, self.how_to_fix)
    }
}
