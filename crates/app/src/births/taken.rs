//! Whether a centre took the lists that were released for it (S003-ISa,
//! S004-WAc). Released and sent is not taken: a list that nobody took told
//! nobody of anybody.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::birth::has_waited_too_long;
use kith_core::id::{ListId, StaffId};
use kith_store::{BirthList, ListKind, ListStep, ListStepKind, Tx};

use crate::AppError;
use crate::words::date_words;

/// What a list is noted as taken with, where the centre saw it in Kith.
pub(super) const IN_KITH: &str = "In Kith";

/// How far a released list came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// When it was released.
    pub released_on: Date,
    /// When the centre took it, and who did, or who noted that it did; none
    /// where nobody took it.
    pub taken: Option<(Date, String)>,
    /// The centre says that it does not open.
    pub does_not_open: bool,
    /// Nobody took it within the days that a centre has.
    pub is_overdue: bool,
}

impl Reach {
    /// "Taken on 24 November 2026 by Carol Webb".
    #[must_use]
    pub fn words(&self) -> String {
        match &self.taken {
            Some((on, who)) => format!("Taken on {} {who}", date_words(*on)),
            None if self.does_not_open => "Not taken: it does not open".to_owned(),
            None => "Not taken yet".to_owned(),
        }
    }
}

/// The released lists, each with how far it came.
pub(super) struct Reaches(BTreeMap<ListId, Reach>);

impl Reaches {
    /// Reads them from the steps of lists.
    pub(super) async fn of(tx: &mut Tx, steps: &[ListStep], today: Date) -> Result<Self, AppError> {
        let who: BTreeSet<StaffId> = steps.iter().filter_map(|step| step.said_by).collect();
        let names = tx.names_of_staff(&who.into_iter().collect::<Vec<_>>()).await?;
        let lists: BTreeSet<ListId> = steps.iter().map(|step| step.list).collect();
        let reach = |list: ListId| {
            let of_list = steps.iter().filter(|step| step.list == list).collect::<Vec<_>>();
            Some((list, reach(&of_list, &names, today)?))
        };
        Ok(Self(lists.into_iter().filter_map(reach).collect()))
    }

    /// How far one list came; none where it was not released.
    pub(super) fn of_list(&self, list: ListId) -> Option<&Reach> {
        self.0.get(&list)
    }

    /// When the last monthly list of each centre was released.
    pub(super) fn last_sent<'l>(&self, lists: &'l [BirthList]) -> BTreeMap<&'l str, &Reach> {
        self.last(lists, |_| true)
    }

    /// The same, of those lists that somebody took or still has days to take:
    /// a month is not sent by a list that stayed where it was.
    pub(super) fn last_that_counts<'l>(&self, lists: &'l [BirthList]) -> BTreeMap<&'l str, &Reach> {
        self.last(lists, |reach| reach.taken.is_some() || !reach.is_overdue)
    }

    fn last<'l>(&self, lists: &'l [BirthList], counts: impl Fn(&Reach) -> bool) -> BTreeMap<&'l str, &Reach> {
        let mut last: BTreeMap<&str, &Reach> = BTreeMap::new();
        for list in lists.iter().filter(|list| list.kind == ListKind::Monthly) {
            let Some(reach) = self.of_list(list.id).filter(|reach| counts(reach)) else { continue };
            let known = last.entry(&list.centre).or_insert(reach);
            // Of two of one day, the one that is further.
            if (known.released_on, known.taken.is_some()) < (reach.released_on, reach.taken.is_some()) {
                *known = reach;
            }
        }
        last
    }
}

/// A list came when the centre said so or opened it, unless it said later that
/// it does not open.
fn reach(steps: &[&ListStep], names: &BTreeMap<StaffId, String>, today: Date) -> Option<Reach> {
    let day = |step: &ListStep| crate::door::today(step.said_at);
    let released_on = day(steps.iter().find(|step| step.step == ListStepKind::Released)?);
    let mut taken: Option<&ListStep> = None;
    let mut does_not_open = false;
    for step in steps {
        match step.step {
            ListStepKind::Received | ListStepKind::Opened => {
                (taken, does_not_open) = (taken.or(Some(step)), false);
            }
            ListStepKind::Refused => (taken, does_not_open) = (None, true),
            ListStepKind::Released | ListStepKind::Cancelled | ListStepKind::Sent => {}
        }
    }
    Some(Reach {
        released_on,
        taken: taken.map(|step| (day(step), by_whom(step, names))),
        does_not_open,
        is_overdue: taken.is_none() && has_waited_too_long(released_on, today),
    })
}

/// Who took it; or who wrote down that the centre says so.
fn by_whom(step: &ListStep, names: &BTreeMap<StaffId, String>) -> String {
    match step.said_by.and_then(|staff| names.get(&staff)) {
        Some(name) if step.step == ListStepKind::Opened && step.why == IN_KITH => format!("by {name}"),
        Some(name) => format!("by the centre, as {name} noted"),
        None => "by the centre, as was noted by command".to_owned(),
    }
}
