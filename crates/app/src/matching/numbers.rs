//! How many children have an NHS number among those for whom the number
//! matters most: in need, on a plan, looked after, with an education, health
//! and care plan (S003-NNe).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::id::PersonId;
use kith_core::report::{FEWEST_SHOWN, Share};
use kith_core::service::ServiceKind;
use kith_store::Tx;

use crate::AppError;

/// So many people are read at one time.
const PAGE: usize = 500;

/// The groups, and the words of a source's status by which a child is in one.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Children in need", &["child in need", "children in need"]),
    ("Children on a child protection plan", &["protection plan"]),
    ("Looked-after children", &["looked after"]),
    ("Children with an education, health and care plan", &["health and care plan", "ehc"]),
];

/// One group of children.
#[derive(Debug, Clone, PartialEq)]
pub struct NumbersLine {
    /// Who is in it.
    pub title: &'static str,
    /// How many of them have an NHS number; none where they, or those without
    /// one, are too few to show.
    pub with_number: Option<Share>,
    /// There is nobody in it.
    pub is_empty: bool,
}

pub(super) async fn read(tx: &mut Tx, today: Date) -> Result<Vec<NumbersLine>, AppError> {
    let services = [ServiceKind::SocialCare, ServiceKind::Send, ServiceKind::EarlyHelp];
    let worked_with = tx.children_worked_with(&services, today).await?;
    let mut groups: BTreeMap<usize, BTreeSet<PersonId>> = BTreeMap::new();
    for page in worked_with.chunks(PAGE) {
        let ids: Vec<_> = page.iter().map(|(_, involvement)| *involvement).collect();
        let work = tx.work_of(&ids).await?;
        for (person, involvement) in page {
            let Some(work) = work.get(involvement) else { continue };
            let said = [&work.status, &work.level].into_iter().flatten().map(|words| words.to_lowercase());
            for words in said {
                let of_words = |(_, known): &(&str, &[&str])| known.iter().any(|known| words.contains(known));
                if let Some(group) = GROUPS.iter().position(of_words) {
                    groups.entry(group).or_default().insert(*person);
                }
            }
        }
    }
    let everybody: Vec<PersonId> = groups.values().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut numbered: BTreeSet<PersonId> = BTreeSet::new();
    for page in everybody.chunks(PAGE) {
        let records = tx.records_of_persons(page).await?;
        let with = records.into_iter().filter(|(_, record)| record.statement.nhs_number.is_some());
        numbered.extend(with.map(|(person, _)| person));
    }
    Ok((0..GROUPS.len()).map(|place| line(place, groups.get(&place), &numbered)).collect())
}

fn line(place: usize, members: Option<&BTreeSet<PersonId>>, numbered: &BTreeSet<PersonId>) -> NumbersLine {
    let all = members.map_or(0, BTreeSet::len) as u64;
    let with = members.map_or(0, |members| members.intersection(numbered).count()) as u64;
    let is_small = |count: u64| (1..FEWEST_SHOWN).contains(&count);
    let may_be_shown = !is_small(all) && !is_small(with) && !is_small(all - with);
    NumbersLine {
        title: GROUPS[place].0,
        with_number: Share::of(with, all).filter(|_| may_be_shown),
        is_empty: all == 0,
    }
}
