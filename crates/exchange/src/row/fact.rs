use kith_core::service::ServiceKind;
use kith_core::statement::FactStatement;

use super::involvement::text;
use super::{Reading, value_column};
use crate::map::FactMap;

/// The facts for centres to follow up that the row says; of a service that may
/// not say one, none.
pub(super) fn facts(reading: &mut Reading<'_>, service: Option<ServiceKind>) -> Vec<FactStatement> {
    let list = reading.list;
    let may_say = |map: &&FactMap| service.is_some_and(|service| map.kind.may_come_from(service));
    list.facts.iter().filter(may_say).filter_map(|map| fact(reading, map)).collect()
}

fn fact<'row>(reading: &mut Reading<'row>, map: &'row FactMap) -> Option<FactStatement> {
    if !reading.all_hold(&map.when) {
        return None;
    }
    let before = reading.problems.len();
    let Some(since) = reading.past_date(&map.since) else {
        if reading.problems.len() == before {
            reading.wrong(value_column(&map.since), "", "this has no first day, so it was not taken; add the day");
        }
        return None;
    };
    let which = map.which.as_ref().and_then(|value| text(reading, value));
    let is_over = !map.over.is_empty() && reading.all_hold(&map.over);
    Some(FactStatement { kind: map.kind, which, since, is_over })
}
