//! The easy-read words: one short sentence, one drawing (S002-16d).

use crate::facts::Office;
use crate::form::with_office;
use crate::letter::Block;
use crate::words::Language;

/// What sharing means, step by step, with a drawing each.
pub(crate) fn steps(language: &Language, office: &Office) -> Vec<Block> {
    let words = &language.easy;
    let step = words.steps.iter().map(|step| Block::Picture {
        drawing: step.drawing.into(),
        shows: step.shows.clone(),
        text: with_office(language, &step.text, office),
    });
    step.chain([Block::Strong(words.time.clone())]).collect()
}
