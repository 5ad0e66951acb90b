//! Cases in words: the columns of a case become facts.

use jiff::Span;
use jiff::civil::Date;

use super::facts::{BasisFacts, Facts, age_on};
use super::state::FactName;
use super::vocabulary::{
    Access, Age, Agreement, Basis, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope, ConsentState,
    Direction, Evidence, Extent, Flow, Harm, Judgement, NeedToKnow, Purpose, Requester, Sender, Subject,
};

/// A column of a case that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// The column is missing or empty.
    #[error("{0} is missing; it can be {allowed}", allowed = allowed(.0))]
    Missing(&'static str),
    /// The word is not in the vocabulary.
    #[error("“{word}” is not a value of {column}; it can be {}", allowed(column))]
    Word {
        /// The column.
        column: &'static str,
        /// The word found.
        word: String,
    },
}

/// What a column can hold, in words.
fn allowed(column: &str) -> String {
    match (column, FactName::from_word(column)) {
        (_, Some(fact)) => fact.values().join(", "),
        ("child_dob", None) => "a date such as 2024-05-01, unborn, or na".to_owned(),
        _ => "a date such as 2026-03-02".to_owned(),
    }
}

impl CaseError {
    /// The column that cannot be read.
    #[must_use]
    pub fn column(&self) -> &'static str {
        match self {
            Self::Missing(column) | Self::Word { column, .. } => column,
        }
    }
}

/// The facts of a case, from its columns by name. The age is computed from
/// `child_dob` on `on_date` (S002-15a).
///
/// # Errors
/// The first column that is missing or holds a word outside the vocabulary.
pub fn facts_of_case<'c>(column: impl Fn(&str) -> Option<&'c str>) -> Result<Facts, CaseError> {
    let word = |name: &'static str| {
        let found = column(name).map(str::trim).filter(|word| !word.is_empty());
        found.ok_or(CaseError::Missing(name))
    };
    macro_rules! value {
        ($values:ident, $name:literal) => {{
            let word = word($name)?;
            $values::from_word(word).ok_or_else(|| CaseError::Word { column: $name, word: word.to_owned() })?
        }};
    }
    let facts = Facts {
        category: value!(Category, "category"),
        subject: value!(Subject, "subject"),
        age: age_of(word("child_dob")?, word("on_date")?)?,
        sender: value!(Sender, "sender"),
        requester: value!(Requester, "requester"),
        purpose: value!(Purpose, "purpose"),
        direction: value!(Direction, "direction"),
        flow: value!(Flow, "flow"),
        agreed: BasisFacts {
            basis: value!(Basis, "basis"),
            by: value!(ConsentBy, "consent_by"),
            scope: value!(ConsentScope, "consent_scope"),
            form: value!(ConsentForm, "consent_form"),
            state: value!(ConsentState, "consent_state"),
            evidence: value!(Evidence, "evidence"),
        },
        capacity: value!(Capacity, "capacity"),
        harm: value!(Harm, "harm"),
        judgement: value!(Judgement, "judgement"),
        need_to_know: value!(NeedToKnow, "need_to_know"),
        extent: value!(Extent, "extent"),
        access: value!(Access, "access"),
        channel: value!(Channel, "channel"),
        agreement: value!(Agreement, "agreement"),
        missing: None,
    };
    let is_under_16 = is_under_16(word("child_dob")?, word("on_date")?);
    Ok(if is_under_16 { judged_before_16(facts) } else { facts })
}

/// Whether a day of birth is less than 16 years ago. A case whose dates cannot
/// be read was refused before.
fn is_under_16(child_dob: &str, on_date: &str) -> bool {
    let (Ok(born_on), Ok(today)) = (child_dob.parse::<Date>(), on_date.parse::<Date>()) else { return false };
    born_on.checked_add(Span::new().years(16)).is_ok_and(|birthday| today < birthday)
}

/// Nobody under 16 is presumed able to decide: somebody must have judged it
/// (S002-16b; A12). A young parent's day of birth is not told: it is the
/// child's.
fn judged_before_16(facts: Facts) -> Facts {
    let decides = facts.subject == Subject::YoungPerson && facts.agreed.by == ConsentBy::YoungPerson;
    let capacity = match facts.capacity {
        Capacity::Presumed if decides => Capacity::GillickUnassessed,
        judged => judged,
    };
    Facts { capacity, ..facts }
}

fn age_of(child_dob: &str, on_date: &str) -> Result<Age, CaseError> {
    let date = |column, word: &str| word.parse::<Date>().map_err(|_| CaseError::Word { column, word: word.to_owned() });
    let today = date("on_date", on_date)?;
    match child_dob {
        "na" => Ok(Age::NotApplicable),
        "unborn" => Ok(Age::Unborn),
        born_on => Ok(age_on(Some(date("child_dob", born_on)?), today)),
    }
}
