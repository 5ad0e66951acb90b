use kith_core::statement::AgreementStatement;

use super::involvement::{text, yes};
use super::{Reading, value_column};
use crate::map::{AgreementKind, AgreementMap, Asks, ColumnId, ListMap};
use crate::value::{is_no, without_letter};

/// What the row says about telling and asking.
pub(super) fn agreements(reading: &mut Reading<'_>) -> Vec<AgreementStatement> {
    let list = reading.list;
    refuse_unknown_words(reading);
    list.agreements.iter().filter_map(|map| agreement(reading, map)).collect()
}

fn agreement<'row>(reading: &mut Reading<'row>, map: &'row AgreementMap) -> Option<AgreementStatement> {
    if !reading.all_hold(&map.when) {
        return None;
    }
    let before = reading.problems.len();
    let Some(on) = reading.past_date(&map.on) else {
        // Without its own condition an empty day only means that nothing happened.
        if !map.when.is_empty() && reading.problems.len() == before {
            reading.wrong(value_column(&map.on), "", "the answer has no date, so it was not taken; add the day");
        }
        return None;
    };
    let how = |reading: &mut Reading<'row>| {
        map.how.as_ref().and_then(|value| text(reading, value)).unwrap_or_else(|| "not recorded".to_owned())
    };
    Some(match map.kind {
        AgreementKind::Notice => AgreementStatement::NoticeGiven {
            on,
            version: map
                .version
                .as_ref()
                .and_then(|value| text(reading, value))
                .unwrap_or_else(|| "not recorded".to_owned()),
            how: how(reading),
        },
        AgreementKind::Objection => AgreementStatement::Objected { on, how: how(reading) },
        AgreementKind::Agreed => AgreementStatement::Agreed {
            on,
            by: map.by,
            how: how(reading),
            kinds: map.kinds.clone(),
            partners: map.partners.clone(),
            is_informed: map.is_informed.as_ref().and_then(|value| yes(reading, value)).unwrap_or(false),
            review_on: map.review_on.as_ref().and_then(|value| reading.near_date(value, 366 * 25)),
        },
        AgreementKind::Refused => AgreementStatement::Refused { on, by: map.by },
        AgreementKind::Withdrew => AgreementStatement::Withdrew { on, by: map.by },
    })
}

/// The answers that a list's agreements understand, by column.
fn known_words(list: &ListMap) -> Vec<(ColumnId, Vec<String>)> {
    let mut known: Vec<(ColumnId, Vec<String>)> = Vec::new();
    for condition in list.agreements.iter().flat_map(|agreement| &agreement.when) {
        let (Asks::Is(words) | Asks::IsNot(words)) = &condition.asks else { continue };
        let words = words.iter().map(|word| word.trim().to_lowercase());
        match known.iter_mut().find(|(column, _)| *column == condition.column) {
            Some((_, all)) => all.extend(words),
            None => known.push((condition.column, words.collect())),
        }
    }
    known
}

/// An answer that no agreement of the list understands is neither a yes nor a
/// no, and nobody may guess.
fn refuse_unknown_words(reading: &mut Reading<'_>) {
    for (column, words) in known_words(reading.list) {
        let row = reading.row;
        let Some(cell) = row.cells.get(column).map(|cell| &**cell) else { continue };
        let is_known = [cell, without_letter(cell)].iter().any(|cell| words.contains(&cell.to_lowercase()));
        let is_asked = reading.map.empty_words.iter().all(|word| !word.eq_ignore_ascii_case(cell));
        if !is_known && !is_no(cell) && is_asked {
            let fix = format!("we do not understand this answer; write one of: {}", words.join(", "));
            reading.wrong(Some(column), cell, fix);
        }
    }
}
