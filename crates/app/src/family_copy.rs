//! What a family may read about itself in the ledger: what it was told, and
//! what it said. What could put a child at risk is not in it (S002-18d).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::{LedgerEvent, RemarkKind};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Kind, Purpose};
use kith_store::Tx;

use crate::consent::{ChildrenState, adults, family_states};
use crate::ledger_lines::{HistoryLine, Names, history, kinds_words, purposes_words};
use crate::look::{Doing, Look};
use crate::open_family::service_name;
use crate::people::{self, Somebody};
use crate::take_back::received;
use crate::words::listed;
use crate::{App, AppError, Asker};

/// A service that holds something about the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Its name.
    pub name: String,
    /// What it holds, in words.
    pub holds: String,
    /// About whom, in first names.
    pub about: String,
    /// Since when it works with them, where that is known.
    pub since: Option<Date>,
}

/// Somebody who was shown something about the family, by role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenBy {
    /// In which role.
    pub role: String,
    /// What, in words.
    pub what: String,
    /// What for, in words.
    pub purpose: String,
    /// The day of the last time.
    pub last_on: Date,
}

/// The family's own copy.
#[derive(Clone)]
pub struct FamilyCopy {
    /// The adult whose copy it is, by name; none for the children's.
    pub adult: Option<String>,
    /// The adults who can have a copy of their own, with their names.
    pub adults: Vec<(PersonId, String)>,
    /// Who holds something about them (S002-6b).
    pub holders: Vec<Holder>,
    /// Who was shown something, and what for (S002-6b).
    pub seen_by: Vec<SeenBy>,
    /// The family's title.
    pub family_title: String,
    /// What stands about each child.
    pub states: Vec<ChildrenState>,
    /// What was said, the newest first.
    pub lines: Vec<HistoryLine>,
}

impl App {
    /// The family's own copy, to show or to print: who holds what about them,
    /// who was shown it, and what they were told and agreed to. It is about
    /// the children; about an adult only in that adult's own copy (AXh).
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] too where the adult is
    /// none of this family's.
    pub async fn family_copy(
        &self,
        asker: &Asker,
        (family, adult): (FamilyId, Option<PersonId>),
        now: Timestamp,
    ) -> Result<FamilyCopy, AppError> {
        self.write_at(asker, (family, now), Doing::page("family-copy"), move |tx, look| {
            Box::pin(async move { copy(tx, &look, adult).await })
        })
        .await
    }
}

async fn copy(tx: &mut Tx, look: &Look, adult: Option<PersonId>) -> Result<Result<FamilyCopy, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let adults: Vec<(PersonId, String)> = adults(&everybody).map(|(whom, name)| (whom.person, name)).collect();
    let own = adult.map(|adult| adults.iter().find(|(person, _)| *person == adult));
    let adult = match own {
        None => None,
        Some(Some(own)) => Some(own.clone()),
        Some(None) => return Ok(Err(AppError::NotFound)),
    };
    // What is about other adults alone is theirs to read.
    let of_others: BTreeSet<PersonId> = everybody
        .iter()
        .filter(|somebody| !somebody.is_child())
        .map(|somebody| somebody.member.person)
        .filter(|person| adult.as_ref().is_none_or(|(own, _)| own != person))
        .collect();
    let is_of_others =
        |event: &LedgerEvent| event.about().is_some_and(|about| !about.is_empty() && about.is_subset(&of_others));
    let names = Names::load(tx, look, &everybody).await?;
    let is_unsafe = look.ledger().unsafe_to_ask().next().is_some();
    // Words about what was not shared, or found, are about the work, and may name other people.
    let is_shown = |event: &LedgerEvent| match event {
        LedgerEvent::Remark(remark) => {
            remark.kind == RemarkKind::Shared && !(is_unsafe && remark.word("basis") == "judgement")
        }
        event => !event.is_kept_from_family(),
    };
    let grouped = history(look, &names);
    let lines =
        grouped.iter().rev().filter(|group| group.places.iter().all(|place| is_shown(&look.entries[*place].event)));
    let lines = lines.filter(|group| !group.places.iter().all(|place| is_of_others(&look.entries[*place].event)));
    let records: Vec<RecordId> =
        look.copies.iter().filter(|copy| !of_others.contains(&copy.person)).map(|copy| copy.record).collect();
    let contacts = tx.contact_dates(&records, Date::MIN).await?;
    let with_notes: BTreeSet<ServiceKind> = contacts.iter().map(|contact| contact.service).collect();
    Ok(Ok(FamilyCopy {
        family_title: people::family_title(&everybody),
        holders: holders(look, &everybody, &of_others, &with_notes),
        seen_by: seen_by(tx, look).await?,
        states: family_states(look, &everybody, &names, &of_others),
        adult: adult.map(|(_, name)| name),
        adults,
        lines: lines.map(|group| group.line.clone()).collect(),
    }))
}

/// Who holds something about them. A service whose mere name could do harm on
/// a sheet of paper at home is not on it.
fn holders(
    look: &Look,
    everybody: &[Somebody],
    of_others: &BTreeSet<PersonId>,
    with_notes: &BTreeSet<ServiceKind>,
) -> Vec<Holder> {
    let mut services: BTreeMap<ServiceKind, BTreeSet<PersonId>> = BTreeMap::new();
    let told = look.copies.iter().filter(|copy| !of_others.contains(&copy.person));
    for copy in told.filter(|copy| !copy.service.is_existence_sensitive()) {
        if look.may_know_that(copy.service, Some(copy.person)) {
            services.entry(copy.service).or_default().insert(copy.person);
        }
    }
    let of_service = |service: ServiceKind, people: &BTreeSet<PersonId>| {
        let lines = || {
            look.involvements.iter().filter(move |line| {
                line.service == service && look.person_of(line.record).is_some_and(|person| people.contains(&person))
            })
        };
        let named = everybody.iter().filter(|somebody| people.contains(&somebody.member.person));
        Holder {
            name: service_name(service, lines().find_map(|line| line.team.as_deref()), look.is_shielded),
            holds: if with_notes.contains(&service) {
                "Names and dates of birth, how to reach you, and notes of our work with you"
            } else {
                "Names and dates of birth, and how to reach you"
            }
            .to_owned(),
            about: listed(&named.map(|somebody| somebody.view.first_name.clone()).collect::<Vec<_>>()),
            since: lines().filter_map(|line| line.started_on).min(),
        }
    };
    services.iter().map(|(service, people)| of_service(*service, people)).collect()
}

/// Who was shown something because the family agreed, or was told and did not
/// object, by role. Looks without agreement, or to keep a child safe, are told
/// in person (¶18); what a service wrote whose mere name could do harm is on no
/// paper.
async fn seen_by(tx: &mut Tx, look: &Look) -> Result<Vec<SeenBy>, AppError> {
    let mut seen: Vec<SeenBy> = Vec::new();
    for got in received(tx, look).await? {
        let rests_on_family =
            got.basis.starts_with("explicit") || ["implied", "notice_no_objection"].contains(&got.basis.as_str());
        let kinds: BTreeSet<Kind> = got.kinds.iter().copied().filter(|kind| *kind != Kind::SensitiveHealth).collect();
        if !rests_on_family || kinds.is_empty() || got.purposes.contains(&Purpose::Safeguarding) {
            continue;
        }
        let line = SeenBy {
            role: got.role.title().to_owned(),
            what: kinds_words(&kinds),
            purpose: purposes_words(&got.purposes),
            last_on: crate::door::today(got.last_at),
        };
        let is_known = seen
            .iter()
            .any(|known| (&known.role, &known.what, &known.purpose) == (&line.role, &line.what, &line.purpose));
        if !is_known {
            seen.push(line);
        }
    }
    Ok(seen)
}
