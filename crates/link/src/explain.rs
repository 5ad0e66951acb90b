use crate::agreement::{Pattern, compare};
use crate::clash::{Refusal, clash};
use crate::judge::Band;
use crate::multiple_birth;
use crate::pool::Pool;
use crate::record::Record;
use crate::verdict::Verdicts;
use crate::weights::{Field, Model};

/// One line of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// The field compared.
    pub field: Field,
    /// How it agrees, without anything personal.
    pub words: &'static str,
    /// What that weighs, in thousandths; above 0 speaks for one person.
    pub weight_milli: i32,
}

/// Why two records are, may be or are not one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The model that judged.
    pub model: String,
    /// What everything weighs together, in thousandths.
    pub weight_milli: i32,
    /// What the pair deserves by itself.
    pub band: Band,
    /// Every field that could be compared, in the order of [`Field::ALL`].
    pub reasons: Vec<Reason>,
    /// How rare it is that two records are one person at all, in thousandths.
    pub prior_milli: i32,
    /// What fields that agree together add, in thousandths.
    pub together_milli: i32,
    /// What is taken off because address, telephone and mother count once.
    pub household_excess_milli: i32,
    /// What keeps the two apart whatever they weigh.
    pub refusal: Option<Refusal>,
}

impl Model {
    /// What a stored pattern says, in words and weights: the waterfall.
    #[must_use]
    pub fn reasons(&self, pattern: Pattern) -> Vec<Reason> {
        Field::ALL
            .iter()
            .filter(|field| pattern.level(**field) != 0)
            .map(|field| Reason {
                field: *field,
                words: field.levels()[usize::from(pattern.level(*field))].0,
                weight_milli: self.weight(*field, pattern),
            })
            .collect()
    }
}

/// Explains a pair by itself; other records of the household may still show
/// that a twin stands beside it.
#[must_use]
pub fn explain(pool: &Pool, a: &Record, b: &Record, model: &Model) -> Explanation {
    let pattern = compare(pool, a, b);
    let twin = multiple_birth::between(pool, a, b);
    Explanation {
        model: model.version().to_owned(),
        weight_milli: model.total(pattern),
        band: model.band(pattern, twin),
        reasons: model.reasons(pattern),
        prior_milli: model.prior_milli,
        together_milli: model.together_weight(pattern),
        household_excess_milli: model.household_excess(pattern),
        refusal: clash(pool, a, b, &Verdicts::default()),
    }
}
