//! What must hold of the repository and no compiler checks. A new check is a
//! function in this list.

mod dependencies;
mod people;
mod source;
mod styles;
mod templates;

use crate::Problem;
use crate::tree::Tree;

const CHECKS: &[fn(&Tree, &mut Vec<Problem>)] = &[
    source::sizes,
    source::leftovers,
    source::purity,
    source::sql,
    dependencies::directions,
    people::telephones,
    people::nhs_numbers,
    templates::inline,
    templates::sentences,
    styles::off_site,
];

pub(crate) fn check(tree: &Tree) -> Vec<Problem> {
    let mut problems = Vec::new();
    for check in CHECKS {
        check(tree, &mut problems);
    }
    problems
}
