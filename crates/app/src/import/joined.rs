//! What the linker joined, for the linker: a pair that it joined stays joined
//! below the weight that joins, as long as the assertion stands.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_link::JoinedBefore;

/// The joins of the linker that stand. What is heard in order says the same
/// whenever it is heard.
#[derive(Default)]
pub(super) struct Joined {
    /// By the number of the assertion.
    joins: BTreeMap<u64, (u32, u32)>,
    /// What people said is one person, by the number of the assertion.
    told: BTreeMap<u64, (u32, u32)>,
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
                Arc::make_mut(&mut self.before).add(a, b);
            }
            None if event.origin == Origin::Human => {
                self.told.insert(event.seq, (a, b));
            }
            None => {}
        }
    }

    /// The joins, ready to be handed over.
    pub(super) fn before(&self) -> Arc<JoinedBefore> {
        self.before.clone()
    }

    fn forget(&mut self, seq: u64) {
        if let Some((a, b)) = self.joins.remove(&seq) {
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
