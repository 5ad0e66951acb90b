use std::collections::VecDeque;
use std::fmt;

use jiff::Span;
use jiff::civil::Date;

use crate::person::NhsNumber;
use crate::statement::PersonStatement;

use super::{Answer, Compared, Details, NationalRecord, Outcome, Restriction, Scored, Step};
use super::{compare, is_somebody_else, steps_for};

/// A record that fits less well than this is not put before anybody.
pub const LOWEST_SCORE_MILLI: u16 = 850;
/// A baby is this old before its number is looked for.
const WEEKS_TO_WAIT: i64 = 6;

/// What the national record is asked.
#[derive(Clone, PartialEq, Eq)]
pub enum Question {
    /// The record with this number.
    Number(NhsNumber),
    /// Whoever fits these details.
    Details(Details),
}

impl fmt::Debug for Question {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Question({}, hidden)", self.step().word())
    }
}

impl Question {
    /// Which step of the search it is.
    #[must_use]
    pub fn step(&self) -> Step {
        match self {
            Self::Number(_) => Step::Number,
            Self::Details(details) => details.step,
        }
    }
}

/// What tracing one person came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The outcome.
    pub outcome: Outcome,
    /// The step that ended the search; none where nothing was asked.
    pub step: Option<Step>,
    /// How well the record fits, in thousandths, where one was found by search.
    pub score_milli: Option<u16>,
    /// The record, where there is exactly one and it may be shown.
    pub record: Option<NationalRecord>,
    /// Both field by field, where there is a record.
    pub compared: Vec<Compared>,
}

impl Finding {
    fn without_record(outcome: Outcome, step: Option<Step>) -> Self {
        Self { outcome, step, score_milli: None, record: None, compared: Vec::new() }
    }

    /// Whether the record is most likely somebody else's.
    #[must_use]
    pub fn is_somebody_else(&self) -> bool {
        is_somebody_else(&self.compared)
    }

    /// Whether somebody has to look at it.
    #[must_use]
    pub fn wants_somebody(&self) -> bool {
        self.record.is_some() && self.outcome.wants_somebody()
    }
}

/// What comes next in a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Ask this, and give the answer to [`Search::hear`].
    Ask(Question),
    /// The search is over.
    End(Box<Finding>),
}

/// How a search begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It goes on with this question.
    Asking(Box<(Search, Question)>),
    /// It is over before anything was asked.
    Over(Box<Finding>),
    /// Too little is known here to ask anything.
    TooLittle,
}

/// One person's search, from question to question.
#[derive(Clone, PartialEq, Eq)]
pub struct Search {
    ours: PersonStatement,
    left: VecDeque<Details>,
    at: Step,
    /// The number that is held here is not known there, or not valid any more.
    is_number_bad: bool,
}

impl fmt::Debug for Search {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Search(at {}, hidden)", self.at.word())
    }
}

impl Search {
    /// Begins with what is known here about somebody.
    #[must_use]
    pub fn begin(ours: &PersonStatement, today: Date) -> Begun {
        let mut left: VecDeque<Details> = steps_for(ours).into();
        let search = |left, at| Self { ours: ours.clone(), left, at, is_number_bad: false };
        if let Some(number) = ours.nhs_number {
            return Begun::Asking(Box::new((search(left, Step::Number), Question::Number(number))));
        }
        if ours.born_on.is_some_and(|born| born > today.saturating_sub(Span::new().weeks(WEEKS_TO_WAIT))) {
            return Begun::Over(Box::new(Finding::without_record(Outcome::Postponed, None)));
        }
        match left.pop_front() {
            Some(first) => Begun::Asking(Box::new((search(left, first.step), Question::Details(first)))),
            None => Begun::TooLittle,
        }
    }

    /// Takes an answer, and says what comes next. A wider question follows
    /// only an answer with nobody in it.
    pub fn hear(&mut self, answer: Answer) -> Move {
        let found = match answer {
            Answer::Failed(_) => return self.end(Outcome::Failed),
            Answer::TooMany => return self.end(Outcome::TooMany),
            Answer::NoSuchNumber => {
                self.is_number_bad |= self.at == Step::Number;
                return self.widen();
            }
            Answer::Records(found) => found,
        };
        let is_one = found.windows(2).all(|two| two[0].record.number == two[1].record.number);
        match found.into_iter().next() {
            None => {
                self.is_number_bad |= self.at == Step::Number;
                self.widen()
            }
            Some(_) if !is_one => self.end(Outcome::TooMany),
            Some(found) => self.found(found),
        }
    }

    fn found(&mut self, Scored { record, score_milli }: Scored) -> Move {
        if record.restriction == Restriction::Withdrawn {
            self.is_number_bad |= self.at == Step::Number;
            return self.widen();
        }
        if record.restriction.is_kept_safe() {
            return self.end(Outcome::Restricted);
        }
        let by_number = self.at == Step::Number;
        if !by_number && score_milli < LOWEST_SCORE_MILLI {
            return self.widen();
        }
        let compared = compare(&self.ours, &record);
        let outcome = match self.ours.nhs_number {
            _ if self.is_number_bad => Outcome::Invalid,
            Some(ours) if ours != record.number => Outcome::Superseded,
            Some(_) if compared.iter().any(Compared::is_difference) => Outcome::Differences,
            Some(_) => Outcome::NoDifferences,
            None => Outcome::MissingHere,
        };
        Move::End(Box::new(Finding {
            outcome,
            step: Some(self.at),
            score_milli: (!by_number).then_some(score_milli),
            record: Some(record),
            compared,
        }))
    }

    fn widen(&mut self) -> Move {
        match self.left.pop_front() {
            Some(next) => {
                self.at = next.step;
                Move::Ask(Question::Details(next))
            }
            None => self.end(if self.is_number_bad { Outcome::Invalid } else { Outcome::NotFound }),
        }
    }

    fn end(&self, outcome: Outcome) -> Move {
        Move::End(Box::new(Finding::without_record(outcome, Some(self.at))))
    }
}
