use std::fmt;

use jiff::Span;
use jiff::civil::Date;
use kith_link::is_stand_in;

use crate::person::{Name, Postcode, Sex};
use crate::statement::PersonStatement;

/// So many letters of a name stand before the star: the national record takes
/// no star among the first two.
const LETTERS_BEFORE_STAR: usize = 3;
/// The national record takes family names up to this length.
const LONGEST_FAMILY: usize = 35;
/// How far off a date of birth is looked for.
const MONTHS_OFF: i32 = 6;

/// One question of the stepwise search, the narrowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The record with this number.
    Number,
    /// Name, date of birth, sex and postcode.
    Exact,
    /// The same without the postcode: the family may have moved.
    WithoutPostcode,
    /// The same, in names and addresses held before.
    Earlier,
    /// The start of the name, date of birth and sex; the postcode too where
    /// there is one.
    Start,
    /// Name, sex and postcode, with a date of birth up to six months off.
    NearBirth,
    /// Names that sound alike, date of birth and postcode.
    Alike,
}

impl Step {
    /// Every step, in the order in which they are asked.
    pub const ALL: [Self; 7] =
        [Self::Number, Self::Exact, Self::WithoutPostcode, Self::Earlier, Self::Start, Self::NearBirth, Self::Alike];

    /// The word that storage and the log use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Exact => "exact",
            Self::WithoutPostcode => "without-postcode",
            Self::Earlier => "earlier",
            Self::Start => "start",
            Self::NearBirth => "near-birth",
            Self::Alike => "alike",
        }
    }

    /// The step for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }

    /// By what somebody was looked for, as after "Asked by".
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Number => "the NHS number",
            Self::Exact => "name, date of birth, sex and postcode",
            Self::WithoutPostcode => "name, date of birth and sex",
            Self::Earlier => "names and addresses from before",
            Self::Start => "the start of the name, date of birth and sex",
            Self::NearBirth => "name and postcode, with a date of birth up to six months off",
            Self::Alike => "names that sound alike, date of birth and postcode",
        }
    }
}

/// A name to look for: whole, or only how it starts.
#[derive(Clone, PartialEq, Eq)]
pub struct Pattern {
    /// The letters.
    pub letters: String,
    /// Anything may follow.
    pub is_start: bool,
}

impl Pattern {
    fn whole(name: &Name) -> Self {
        let letters: String = name.as_str().chars().take(LONGEST_FAMILY).collect();
        let is_start = letters.len() < name.as_str().len();
        Self { letters, is_start }
    }

    fn start(name: &Name) -> Self {
        let letters: String = name.as_str().chars().take(LETTERS_BEFORE_STAR).collect();
        // A star needs two letters before it; a shorter name is asked for whole.
        let is_start = letters.chars().count() >= LETTERS_BEFORE_STAR;
        Self { letters, is_start }
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Pattern(hidden)")
    }
}

/// By what the national record is searched.
#[derive(Clone, PartialEq, Eq)]
pub struct Details {
    /// Which step it is.
    pub step: Step,
    /// First name; none where only a stand-in is known.
    pub given: Option<Pattern>,
    /// Family name.
    pub family: Pattern,
    /// Born on this day or later, and on this day or earlier.
    pub born: (Date, Date),
    /// Sex, where it is known and counts.
    pub sex: Option<Sex>,
    /// Postcode, where it is known and counts.
    pub postcode: Option<Postcode>,
}

impl fmt::Debug for Details {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Details({}, hidden)", self.step.word())
    }
}

/// The searches that what is known here allows, in their order. Without a
/// first name only the narrowest is asked: a wider one finds the other twin.
#[must_use]
pub fn steps_for(ours: &PersonStatement) -> Vec<Details> {
    let (Some(family), Some(born_on)) = (&ours.family_name, ours.born_on) else { return Vec::new() };
    let given = ours.given_name.as_ref().filter(|name| !is_stand_in(name.as_str()));
    let postcode = ours.address.as_ref().and_then(|address| address.postcode.clone());
    let sex = ours.sex.filter(|sex| *sex != Sex::NotKnown);
    let exact = Details {
        step: Step::Exact,
        given: given.map(Pattern::whole),
        family: Pattern::whole(family),
        born: (born_on, born_on),
        sex,
        postcode: postcode.clone(),
    };
    let mut steps: Vec<Details> = postcode.iter().map(|_| exact.clone()).collect();
    let Some(given) = given else { return steps };
    let anywhere = Details { postcode: None, ..exact.clone() };
    steps.push(Details { step: Step::WithoutPostcode, ..anywhere.clone() });
    steps.push(Details { step: Step::Earlier, ..anywhere });
    let (start_given, start_family) = (Some(Pattern::start(given)), Pattern::start(family));
    steps.push(Details { step: Step::Start, given: start_given, family: start_family, ..exact.clone() });
    if postcode.is_some() {
        let off = Span::new().months(MONTHS_OFF);
        let born = (born_on.saturating_sub(off), born_on.saturating_add(off));
        steps.push(Details { step: Step::NearBirth, born, ..exact.clone() });
        steps.push(Details { step: Step::Alike, sex: None, ..exact });
    }
    steps
}
