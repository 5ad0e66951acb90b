//! What patterns weigh, remembered: there are few of them and many pairs.

use crate::agreement::Pattern;
use crate::judge::Band;
use crate::multiple_birth::Twin;
use crate::pool::mix;
use crate::weights::Model;

/// So many patterns are remembered at once.
const REMEMBERED: usize = 1 << 12;

/// How many signs of a twin there are.
const TWINS: usize = Twin::NameOfTwo as usize + 1;

/// What a pattern weighs, and its band with each sign of a twin, as far as
/// that has been asked.
#[derive(Clone, Copy)]
struct Weighed {
    pattern: Pattern,
    weight_milli: i32,
    bands: [Option<Band>; TWINS],
}

/// Weighs patterns under one model.
pub(crate) struct Weigher<'a> {
    model: &'a Model,
    lately: Vec<Weighed>,
}

impl<'a> Weigher<'a> {
    pub(crate) fn of(model: &'a Model) -> Self {
        let nothing = weighed(model, Pattern::default());
        Self { model, lately: vec![nothing; REMEMBERED] }
    }

    /// The weight of a pattern, and its band where something speaks for a twin
    /// beside one of the two records.
    pub(crate) fn weigh(&mut self, pattern: Pattern, twin: Twin) -> (i32, Band) {
        let held = &mut self.lately[mix(0, pattern.as_u64()) as usize % REMEMBERED];
        if held.pattern != pattern {
            *held = weighed(self.model, pattern);
        }
        let band = &mut held.bands[twin as usize];
        (held.weight_milli, *band.get_or_insert_with(|| self.model.band_at(held.weight_milli, pattern, twin)))
    }
}

fn weighed(model: &Model, pattern: Pattern) -> Weighed {
    Weighed { pattern, weight_milli: model.total(pattern), bands: [None; TWINS] }
}

#[cfg(test)]
mod tests {
    use super::Weigher;
    use crate::agreement::Pattern;
    use crate::multiple_birth::Twin;
    use crate::pool::mix;
    use crate::weights::{Field, Model};

    #[test]
    fn a_pattern_weighs_what_the_model_says_each_time() {
        let model = Model::starting();
        let mut weigher = Weigher::of(&model);
        let pattern = |number: u64| {
            Field::ALL.iter().zip(0..).fold(Pattern::default(), |pattern, (field, turn)| {
                pattern.with_level(*field, (mix(turn, number) % field.levels().len() as u64) as u8)
            })
        };
        let twins = [Twin::None, Twin::Suspected, Twin::Certain, Twin::NameOfTwo];
        for (number, turn) in (0..9_000).chain((0..9_000).rev()).zip(0..) {
            let (pattern, twin) = (pattern(number), twins[turn % 4]);
            assert_eq!(weigher.weigh(pattern, twin), (model.total(pattern), model.band(pattern, twin)));
        }
    }
}
