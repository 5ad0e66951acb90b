//! Figures about a population and lists of named people are two products
//! (S003-ISb; 003 L2611–2621): a planned flow is one of them, never both.

use std::collections::BTreeSet;

use super::carried::PlannedKind;
use super::check::Test;
use super::design::{AgreementDraft, FlowDraft};
use crate::sharing::{Purpose, vocabulary};

vocabulary! {
    /// What a planned flow is (003 L2611–2621).
    FlowProduct {
        Figures = "figures", "Figures about a population";
        People = "people", "A list of named people";
    }
}

/// Where it stands: systemic sharing apart from detail (¶8), nobody recognised
/// where that is not needed (¶13 ii), population level and individual level.
pub(super) const CITES: &str = "¶8; ¶13 ii; 003 L2611–2621";

/// Which product a flow is: what was chosen, held against what it carries. A
/// flow that was kept before there was a choice is what it carries, so that it
/// reads as it did; a new one has its choice by [`with_products`].
pub(super) fn product(
    (flow, purpose): (&FlowDraft, Option<Purpose>),
    kinds: &BTreeSet<PlannedKind>,
    test: &mut Test<'_>,
) -> Option<FlowProduct> {
    let of = |is_about_people: bool| -> Vec<&str> {
        kinds.iter().filter(|kind| kind.is_about_people() == is_about_people).map(|kind| kind.title()).collect()
    };
    let (names, figures) = (of(true), of(false));
    let word = flow.product.trim();
    if word.is_empty() {
        return Some(if names.is_empty() { FlowProduct::Figures } else { FlowProduct::People });
    }
    let chosen = FlowProduct::from_word(word);
    match chosen {
        None => {
            let says = format!("“{}” is no product. Use: {}", word, FlowProduct::WORDS.join(", "));
            test.fault("product", says, "");
        }
        Some(FlowProduct::Figures) if !names.is_empty() => {
            let says = format!("Figures name nobody. Take these off, or make a flow of its own: {}", names.join("; "));
            test.fault("product", says, CITES);
        }
        Some(FlowProduct::Figures) if flow.fields.iter().any(|field| !field.trim().is_empty()) => {
            test.fault("product", "Figures carry no details of a person. Take the details off", CITES);
        }
        Some(FlowProduct::People) if !figures.is_empty() => {
            let says = "A list of named people is not used for figures. Make a flow of its own for the figures";
            test.fault("product", says, CITES);
        }
        Some(FlowProduct::People) if purpose.is_some_and(is_served_by_figures) => {
            let says = "This purpose is served by figures. A list of named people is not used for it";
            test.fault("product", says, CITES);
        }
        Some(_) => {}
    }
    chosen
}

/// The draft of a new agreement, where each flow that chose no product is the
/// one that its kinds are of: named people where one of them is about people.
#[must_use]
pub fn with_products(mut draft: AgreementDraft) -> AgreementDraft {
    let is_about_people = |word: &String| PlannedKind::from_word(word.trim()).is_some_and(PlannedKind::is_about_people);
    for flow in draft.flows.iter_mut().filter(|flow| flow.product.trim().is_empty()) {
        let product = if flow.kinds.iter().any(is_about_people) { FlowProduct::People } else { FlowProduct::Figures };
        product.word().clone_into(&mut flow.product);
    }
    draft
}

/// Whether a purpose is about a population: figures serve it (¶22).
fn is_served_by_figures(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::Planning | Purpose::SelfEvaluation | Purpose::Evaluation)
}
