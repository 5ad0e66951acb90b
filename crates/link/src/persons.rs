//! The second pass: joins groups of records that are nearly persons by
//! everything that is known of each. One record of a child may have the old
//! address and another the new name; together they say who it is.

use crate::agreement::Pattern;
use crate::agreement::compare;
use crate::cluster::Review;
use crate::grouping::Grouping;
use crate::judge::Band;
use crate::multiple_birth::Twin;
use crate::scored::Scored;
use crate::weights::{BirthLevel, Field, GivenLevel, Level, Model, NumberLevel};

/// Most pairs of records that two groups are compared by.
const MOST_PAIRS: u32 = 144;

/// Joins groups of a bundle whose records do not suffice one by one, the
/// likeliest first, until nothing changes.
pub(crate) fn join(grouping: &mut Grouping<'_>, scored: &[Scored], marked: &[Twin], model: &Model) {
    let doubtful = || scored.iter().filter(|pair| pair.band() == Band::Review);
    for _ in 0..3 {
        let mut has_joined = false;
        for pair in doubtful() {
            let Some((pattern, twin)) = together(grouping, pair, marked, model) else { continue };
            if model.band_of_persons(pattern, twin) == Band::Link && grouping.join(pair.a, pair.b) {
                let edge = grouping.edge(pair);
                grouping.joins.push(edge);
                has_joined = true;
            }
        }
        if !has_joined {
            return;
        }
    }
}

/// Keeps groups together that were joined before and still weigh enough for
/// that by all that is known of each; then joins what goes with them.
pub(crate) fn hold(
    grouping: &mut Grouping<'_>,
    scored: &[Scored],
    (marked, model): (&[Twin], &Model),
    held: &mut Vec<Review>,
) {
    if !scored.iter().any(Scored::is_held) {
        return;
    }
    for pair in scored.iter().filter(|pair| pair.is_held()) {
        let Some((pattern, twin)) = together(grouping, pair, marked, model) else { continue };
        if model.may_persons_stay_joined(pattern, twin) && grouping.join(pair.a, pair.b) {
            grouping.keep(pair, held);
        }
    }
    join(grouping, scored, marked, model);
}

/// How the two groups of a pair agree: in each field the best of all pairs of
/// records that can be compared in it. None where the groups have two NHS
/// numbers, are one, or are not worth comparing.
fn together(grouping: &Grouping<'_>, pair: &Scored, marked: &[Twin], model: &Model) -> Option<(Pattern, Twin)> {
    let (left, right) = (grouping.group(pair.a), grouping.group(pair.b));
    let sizes = (grouping.size(left), grouping.size(right));
    if left == right || sizes == (1, 1) || sizes.0 * sizes.1 > MOST_PAIRS {
        return None;
    }
    let mut best = Pattern::default();
    let mut twin = Twin::None;
    for a in grouping.members(left) {
        for b in grouping.members(right) {
            let (one, two) = (&grouping.records[a as usize], &grouping.records[b as usize]);
            let pattern = compare(grouping.pool, one, two);
            if NumberLevel::of(pattern) == NumberLevel::Different || BirthLevel::of(pattern) == BirthLevel::Generation {
                return None;
            }
            twin = twin.max(marked[a as usize]).max(marked[b as usize]);
            for field in Field::ALL {
                let (held, new) = (best.level(*field), pattern.level(*field));
                if is_better(model, *field, held, new) {
                    best = best.with_level(*field, new);
                }
            }
        }
    }
    Some((best, twin))
}

/// Whether a level tells more for one person than what is held. Something
/// compared always replaces something missing: a stand-in beside a name does
/// not hide that two names differ.
fn is_better(model: &Model, field: Field, held: u8, new: u8) -> bool {
    let is_empty = |level: u8| level == 0 || (field == Field::Given && level == GivenLevel::StandIn as u8);
    match (is_empty(held), is_empty(new)) {
        (_, true) => held == 0 && new != 0,
        (true, false) => true,
        (false, false) => {
            let rank = |level: u8| (model.level_weight(field, level), std::cmp::Reverse(level));
            rank(new) > rank(held)
        }
    }
}
