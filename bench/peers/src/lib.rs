//! The same questions put to Kith's rules and, with the feature `cedar`, to
//! Cedar.
//!
//! Cedar answers allow or deny. Of the pack it can hold which questions are
//! answered yes; not which of six answers, which duties, which next step, or
//! the ways to yes. The order of rules ("the first that matches") is written
//! out as "this one and none before it".

#[cfg(feature = "cedar")]
pub mod cedar;

use kith_core::sharing::{Decision, FactName, State};

/// So many questions are put to both.
pub const QUESTIONS: usize = 20_000;

/// Everything that an answer tells, read once.
#[must_use]
pub fn told(decision: &Decision) -> usize {
    decision.findings().count() + decision.citations().len() + decision.heading().len()
}

/// Questions in which the gates are mostly open, always the same ones.
#[must_use]
pub fn questions() -> Vec<State> {
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap_or(0) % below
    };
    let mut one = || {
        let words = FactName::ALL.iter().map(|fact| {
            let is_gate = matches!(fact, FactName::Access | FactName::Channel | FactName::NeedToKnow);
            let usual = if *fact == FactName::Channel || *fact == FactName::NeedToKnow || *fact == FactName::Access {
                0
            } else {
                next(fact.values().len())
            };
            let place = if is_gate && next(10) == 0 { next(fact.values().len()) } else { usual };
            format!("{}={}", fact.word(), fact.values()[place])
        });
        words.collect::<Vec<_>>().join(" ").parse().expect("every fact has a value")
    };
    (0..QUESTIONS).map(|_| one()).collect()
}
