//! What an address says of itself: that a part of what stood here went
//! elsewhere, and where, for a reader who may know.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::id::{FamilyId, PersonId};
use kith_store::Tx;

use crate::AppError;
use crate::door::Rules;
use crate::look::{self, Look};

/// So many are said.
const MOST: usize = 3;

/// A part of a person or a family went elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitLine {
    /// When.
    pub at: Timestamp,
    /// Where it is now, for a reader who may know of it.
    pub leads_to: Option<(FamilyId, Option<PersonId>)>,
}

/// What a family's address says: the one that was asked for and the one that
/// it leads to.
pub(crate) async fn of_family(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    asked_for: FamilyId,
) -> Result<Vec<SplitLine>, AppError> {
    let mut split = tx.splits_of_family(asked_for).await?;
    if asked_for != look.family {
        split.extend(tx.splits_of_family(look.family).await?);
    }
    let mut said = BTreeSet::new();
    let mut lines = Vec::new();
    for (other, at) in split {
        let Some(other) = tx.standing_family(other).await?.filter(|other| *other != look.family) else { continue };
        let people: Vec<PersonId> = tx.family_members(other).await?.iter().map(|member| member.person).collect();
        if said.insert(other) {
            lines.extend(line(tx, look, rules, (other, None), (&people, at)).await?);
        }
    }
    lines.truncate(MOST);
    Ok(lines)
}

/// What a person's address says.
pub(crate) async fn of_person(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    (asked_for, person): (PersonId, PersonId),
) -> Result<Vec<SplitLine>, AppError> {
    let mut split = tx.splits_of_person(asked_for).await?;
    if asked_for != person {
        split.extend(tx.splits_of_person(person).await?);
    }
    let mut said = BTreeSet::new();
    let mut lines = Vec::new();
    for (other, at) in split {
        let other = tx.resolve_person(other).await?;
        if other == person || !said.insert(other) {
            continue;
        }
        let families = tx.families_of_persons(&[other]).await?;
        let Some(family) = families.first().map(|member| member.family) else { continue };
        lines.extend(line(tx, look, rules, (family, Some(other)), (&[other], at)).await?);
    }
    lines.truncate(MOST);
    Ok(lines)
}

/// One line; none where it would say that there is somebody who is kept safe.
async fn line(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    leads_to: (FamilyId, Option<PersonId>),
    (people, at): (&[PersonId], Timestamp),
) -> Result<Option<SplitLine>, AppError> {
    let may_know =
        leads_to.0 == look.family || look::peek(tx, &look.asker, rules, leads_to.0, look.now).await?.is_some();
    if !may_know && tx.is_any_kept_safe(people).await? {
        return Ok(None);
    }
    Ok(Some(SplitLine { at, leads_to: may_know.then_some(leads_to) }))
}
