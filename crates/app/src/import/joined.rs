//! What the linker joined, for the linker: a pair that it joined stays joined
//! below the weight that joins, as long as the assertion stands. That holds
//! from the day after: what comes in on one day gives the same people in
//! whatever order it comes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_link::JoinedBefore;

use crate::door;

/// The joins of the linker that stand. What is heard in order says the same
/// whenever it is heard.
#[derive(Default)]
pub(super) struct Joined {
    /// By the number of the assertion.
    joins: BTreeMap<u64, (u32, u32)>,
    /// What people said is one person, by the number of the assertion.
    told: BTreeMap<u64, (u32, u32)>,
    /// The joins that do not hold anything yet, with the day.
    fresh: BTreeMap<u64, Date>,
    before: Arc<JoinedBefore>,
}

impl Joined {
    /// Hears the next assertion, about records with these keys.
    pub(super) fn hear(&mut self, event: &LinkEvent, (a, b): (u32, u32)) {
        match event.withdraws {
            Some(earlier) => {
                self.forget(earlier);
                if self.told.remove(&earlier).is_some() {
                    self.forget_what_followed(earlier, (a, b));
                }
            }
            None if event.verdict != Verdict::Same => {}
            None if event.origin.is_machine() => {
                self.joins.insert(event.seq, (a, b));
                self.fresh.insert(event.seq, door::today(event.at));
            }
            None if event.origin == Origin::Human => {
                self.told.insert(event.seq, (a, b));
            }
            None => {}
        }
    }

    /// Lets the joins of the days before today hold.
    pub(super) fn settle(&mut self, today: Date) {
        let settled: Vec<u64> = self.fresh.iter().filter(|(_, on)| **on < today).map(|(seq, _)| *seq).collect();
        for seq in settled {
            self.fresh.remove(&seq);
            if let Some((a, b)) = self.joins.get(&seq) {
                Arc::make_mut(&mut self.before).add(*a, *b);
            }
        }
    }

    /// The joins that hold, ready to be handed over.
    pub(super) fn before(&self) -> Arc<JoinedBefore> {
        self.before.clone()
    }

    fn forget(&mut self, seq: u64) {
        if let Some((a, b)) = self.joins.remove(&seq)
            && self.fresh.remove(&seq).is_none()
        {
            Arc::make_mut(&mut self.before).take_out(a, b);
        }
    }

    /// Somebody took back that two records are one person: what was joined with
    /// them since may rest on it, and has to be joined anew.
    fn forget_what_followed(&mut self, seq: u64, (a, b): (u32, u32)) {
        let later: Vec<(u64, (u32, u32))> = self.joins.range(seq..).map(|(seq, pair)| (*seq, *pair)).collect();
        let all = || self.joins.values().chain(self.told.values());
        let mut reached = BTreeSet::from([a, b]);
        loop {
            let more: Vec<u32> = all()
                .filter(|(one, two)| reached.contains(one) != reached.contains(two))
                .flat_map(|(one, two)| [*one, *two])
                .collect();
            if more.is_empty() {
                break;
            }
            reached.extend(more);
        }
        for (seq, _) in later.into_iter().filter(|(_, (one, _))| reached.contains(one)) {
            self.forget(seq);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;
    use kith_core::id::RecordId;
    use kith_core::person::link::{LinkEvent, Origin, Verdict};
    use kith_link::JoinedBefore;

    use super::Joined;

    /// Number, maker, verdict, what it takes back, about whom.
    type Said = (u64, Origin, Verdict, Option<u64>, (u32, u32));

    fn heard(events: &[Said]) -> JoinedBefore {
        let mut joined = heard_today(events);
        assert_eq!(*joined.before(), JoinedBefore::default(), "nothing holds on the day itself");
        joined.settle(date(1970, 1, 2));
        (*joined.before()).clone()
    }

    fn heard_today(events: &[Said]) -> Joined {
        let mut joined = Joined::default();
        for (seq, origin, verdict, withdraws, keys) in events {
            let event = LinkEvent {
                seq: *seq,
                a: RecordId::from_random([1; 10]),
                b: RecordId::from_random([2; 10]),
                verdict: *verdict,
                origin: *origin,
                weight_milli: 0,
                reasons: String::new(),
                model: String::new(),
                by: None,
                at: Timestamp::UNIX_EPOCH,
                withdraws: *withdraws,
            };
            joined.hear(&event, *keys);
            joined.settle(date(1970, 1, 1));
        }
        joined
    }

    fn of(pairs: &[(u32, u32)]) -> JoinedBefore {
        let mut before = JoinedBefore::default();
        pairs.iter().for_each(|(a, b)| before.add(*a, *b));
        before
    }

    #[test]
    fn only_joins_of_the_linker_that_stand_are_held() {
        use Origin::{Human, NhsNumber, Policy, Probable};
        use Verdict::{Different, Same, Undecided};
        let joins = [
            (1, Probable, Same, None, (0, 1)),
            (2, NhsNumber, Same, None, (2, 3)),
            (3, Policy, Same, None, (4, 5)),
            (4, Human, Same, None, (5, 6)),
            (5, Human, Different, None, (0, 1)),
        ];
        assert_eq!(heard(&joins), of(&[(0, 1), (2, 3)]));
        let parted = [&joins[..], &[(6, Probable, Undecided, Some(1), (0, 1))]].concat();
        assert_eq!(heard(&parted), of(&[(2, 3)]));
    }

    #[test]
    fn what_was_joined_after_an_answer_goes_when_the_answer_is_taken_back() {
        use Origin::{Human, Probable};
        use Verdict::{Same, Undecided};
        let events = [
            (1, Probable, Same, None, (0, 1)),
            (2, Human, Same, None, (1, 2)),
            (3, Probable, Same, None, (2, 3)),
            (4, Probable, Same, None, (3, 4)),
            (5, Probable, Same, None, (7, 8)),
            (6, Human, Undecided, Some(2), (1, 2)),
        ];
        assert_eq!(heard(&events[..5]), of(&[(0, 1), (2, 3), (3, 4), (7, 8)]));
        assert_eq!(heard(&events), of(&[(0, 1), (7, 8)]), "what was there before and what lies elsewhere stays");
    }
}
