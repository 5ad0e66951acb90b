//! Every child that lists of births may be about, with where it lives, what
//! the rules answer, and what each centre was told before.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::birth::{ChildPlace, Due, HeldBack, Month, Standing, Told, due, held};
use kith_core::id::{LedgerId, PersonId, RecordId};
use kith_core::person::Postcode;
use kith_core::person::view::PersonView;
use kith_core::service::ServiceKind;
use kith_store::{Keys, SourceRecord, ToldEntry, Tx, Whose};

use super::households::{Household, households, most_households};
use super::permission::{ListRules, Permission};
use crate::AppError;
use crate::door::{Rules, today};
use crate::people::view_of;

/// So many children are read at one time.
const PAGE: u32 = 5_000;
/// The records of so many children are opened at one time.
const AT_ONCE: usize = 1_000;

/// One child with all that lists need to know.
pub(super) struct Case {
    pub(super) child: PersonId,
    pub(super) place: ChildPlace,
    pub(super) centre: Option<Arc<str>>,
    /// None where the child has no family here.
    pub(super) household: Option<Arc<Household>>,
    /// None where no centre could be told anything.
    pub(super) permission: Option<Permission>,
    pub(super) told: Vec<ToldEntry>,
    changed_at: Timestamp,
}

impl Case {
    /// Whether a centre may be told of the child, and if not, why.
    pub(super) fn may_go(&self) -> Result<(), HeldBack> {
        match (&self.centre, &self.permission) {
            (None, _) => Err(HeldBack::NoCentre),
            (_, None) => Err(HeldBack::KeptSafe),
            (_, Some(permission)) => permission.may_go,
        }
    }

    /// Whether a centre may be told of the child as of somebody new, and if
    /// not, why.
    pub(super) fn may_join(&self) -> Result<(), HeldBack> {
        self.may_go().and(self.permission.as_ref().map_or(Ok(()), |permission| permission.may_join))
    }

    /// The last thing that a centre was told, where the child is on its list.
    pub(super) fn held_by(&self, centre: &str) -> Option<&ToldEntry> {
        let child_ref = held(&self.said_to_centres()).iter().find(|told| told.centre == centre)?.child_ref.clone();
        self.told.iter().rev().find(|told| told.centre == centre && told.child_ref == child_ref)
    }

    fn said_to_centres(&self) -> Vec<Told> {
        said_to_centres(&self.told)
    }

    /// What centres have to be told today.
    pub(super) fn due(&self, said: &str, today: Date) -> Vec<Due> {
        let standing = Standing {
            centre: self.centre.as_deref(),
            // A child whose home no centre reaches is told as moved, where it was known.
            may_go: self.permission.as_ref().map_or(Err(HeldBack::KeptSafe), |permission| permission.may_go),
            may_join: self.permission.as_ref().map_or(Err(HeldBack::KeptSafe), |permission| permission.may_join),
            is_on_lists: self.place.is_young_on(today),
            is_newborn: self.place.is_newborn_on(today),
            said,
        };
        due(&standing, &self.said_to_centres())
    }

    /// Whether what was last said may have changed since.
    pub(super) fn may_have_changed(&self) -> bool {
        self.told.last().is_some_and(|told| told.at < self.changed_at)
    }

    /// What was last said of the child; empty where nothing was.
    pub(super) fn said_last(&self) -> &str {
        self.told.last().map_or("", |told| told.said.as_str())
    }

    /// The last entry that put the child on a centre's list by this reference.
    pub(super) fn joined(&self, centre: &str, child_ref: &str) -> Option<&ToldEntry> {
        let of_ref = |told: &&ToldEntry| told.centre == centre && told.child_ref == child_ref;
        self.told.iter().rev().filter(of_ref).find(|told| told.news.is_on_the_list())
    }
}

/// Everything that lists are built from.
pub(super) struct Gathered {
    pub(super) cases: Vec<Case>,
    /// Live births by centre and day, of every child however it stands.
    pub(super) births: Vec<(Arc<str>, Date, PersonId)>,
}

/// Which children are looked at.
#[derive(Clone, Copy)]
pub(super) enum Which<'a> {
    /// Everybody young enough, and everybody whom a centre was told of.
    All,
    /// Those of whom any centre was told.
    Told,
    /// These.
    These(&'a BTreeSet<PersonId>),
}

/// The centre of every postcode.
async fn centres(tx: &mut Tx) -> Result<HashMap<String, Arc<str>>, AppError> {
    let mut names: HashMap<String, Arc<str>> = HashMap::new();
    let areas = tx.reach_areas().await?;
    Ok(areas
        .into_iter()
        .map(|area| {
            let name = names.entry(area.centre).or_insert_with_key(|centre| centre.as_str().into()).clone();
            (area.postcode.to_string(), name)
        })
        .collect())
}

/// Every live birth whose home a centre reaches: the centre, the day, the
/// child.
pub(super) async fn births_by_centre(tx: &mut Tx) -> Result<Vec<(Arc<str>, Date, PersonId)>, AppError> {
    let centres = centres(tx).await?;
    let places = every_place(tx).await?;
    let mut births: Vec<_> = places.iter().filter_map(|(child, _, place)| birth(&centres, (*child, place))).collect();
    let children: Vec<PersonId> = births.iter().map(|(.., child)| *child).collect();
    let kept_safe = tx.kept_safe_among(&children).await?;
    births.retain(|(.., child)| !kept_safe.contains(child));
    Ok(births)
}

/// Every living child under five whose home a centre reaches and who is not
/// kept safe, by the child.
pub(super) async fn young_by_centre(tx: &mut Tx, today: Date) -> Result<Vec<(Arc<str>, PersonId)>, AppError> {
    let centres = centres(tx).await?;
    let places = every_place(tx).await?;
    let young = places.into_iter().filter(|(.., place)| place.is_young_on(today) && !place.is_kept_safe);
    Ok(young
        .filter_map(|(child, _, place)| Some((centres.get(&place.postcode?.to_string())?.clone(), child)))
        .collect())
}

/// A live birth whose home a centre reaches.
fn birth(
    centres: &HashMap<String, Arc<str>>,
    (child, place): (PersonId, &ChildPlace),
) -> Option<(Arc<str>, Date, PersonId)> {
    let centre = centres.get(&place.postcode.as_ref()?.to_string())?;
    // Whoever is kept safe is in no count either: the postcode alone could lead there (T16, T21).
    place.born_on.filter(|_| place.is_live_birth() && !place.is_kept_safe).map(|born| (centre.clone(), born, child))
}

/// Reads what lists are built from.
pub(super) async fn gather(tx: &mut Tx, rules: &Rules, which: Which<'_>, now: Timestamp) -> Result<Gathered, AppError> {
    let today = today(now);
    let centres = centres(tx).await?;
    let mut told = told(tx, which).await?;
    let places = match which {
        Which::All => every_place(tx).await?,
        Which::These(people) => tx.child_places_of(&people.iter().copied().collect::<Vec<_>>()).await?,
        Which::Told => tx.child_places_of(&told.keys().copied().collect::<Vec<_>>()).await?,
    };
    let (mut cases, mut births) = (Vec::new(), Vec::new());
    for (child, changed_at, place) in places {
        births.extend(birth(&centres, (child, &place)));
        let told = told.remove(&child).unwrap_or_default();
        if !matches!(which, Which::All) || !told.is_empty() || place.is_young_on(today) {
            let centre = place.postcode.as_ref().and_then(|postcode| centres.get(&postcode.to_string())).cloned();
            cases.push(Case { child, place, centre, household: None, permission: None, told, changed_at });
        }
    }
    // Nothing is known any more of where these live: whoever was told has to take them off.
    cases.extend(told.into_iter().map(|(child, told)| Case {
        child,
        place: ChildPlace::unknown(today),
        centre: None,
        household: None,
        permission: None,
        told,
        changed_at: now,
    }));
    add_permissions(tx, rules, (&mut cases, which), now).await?;
    // Whoever is kept safe is in no count, nor is a baby whose mother is.
    let kept_safe: BTreeSet<PersonId> = cases
        .iter()
        .filter(|case| case.household.as_ref().is_some_and(|household| household.is_kept_safe))
        .map(|case| case.child)
        .collect();
    births.retain(|(.., child)| !kept_safe.contains(child));
    Ok(Gathered { cases, births })
}

/// How many live births of a month no centre reaches; whoever is kept safe is
/// in no count.
pub(super) async fn births_without_centre(tx: &mut Tx, month: Month) -> Result<u64, AppError> {
    let centres = centres(tx).await?;
    let is_reached =
        |place: &ChildPlace| place.postcode.as_ref().is_some_and(|home| centres.contains_key(&home.to_string()));
    let children: Vec<PersonId> = every_place(tx)
        .await?
        .into_iter()
        .filter(|(_, _, place)| !place.is_kept_safe && place.died_on.is_none() && !is_reached(place))
        .filter(|(_, _, place)| place.born_on.is_some_and(|born| month.contains(born)))
        .map(|(child, ..)| child)
        .collect();
    let kept_safe = tx.kept_safe_among(&children).await?;
    Ok(children.iter().filter(|child| !kept_safe.contains(child)).count() as u64)
}

/// Where every child lives, as far as that is known.
pub(crate) async fn every_place(tx: &mut Tx) -> Result<Vec<(PersonId, Timestamp, ChildPlace)>, AppError> {
    let mut all: Vec<(PersonId, Timestamp, ChildPlace)> = Vec::new();
    loop {
        let page = tx.child_places(all.last().map(|(child, ..)| *child), PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// What centres were told of the children that are looked at.
async fn told(tx: &mut Tx, which: Which<'_>) -> Result<BTreeMap<PersonId, Vec<ToldEntry>>, AppError> {
    let entries = match which {
        Which::All | Which::Told => tx.told_about_births().await?,
        Which::These(people) => tx.told_about(&people.iter().copied().collect::<Vec<_>>()).await?,
    };
    let mut told: BTreeMap<PersonId, Vec<ToldEntry>> = BTreeMap::new();
    for entry in entries {
        told.entry(entry.person).or_default().push(entry);
    }
    Ok(told)
}

async fn add_permissions(
    tx: &mut Tx,
    rules: &Rules,
    (cases, which): (&mut [Case], Which<'_>),
    now: Timestamp,
) -> Result<(), AppError> {
    let (pack, team) = (rules.sharing(now), tx.team().await?);
    let list_rules = ListRules { today: today(now), pack: &pack, team: &team };
    let children: Vec<PersonId> = cases.iter().map(|case| case.child).collect();
    let families = match which {
        Which::All | Which::Told => most_households(tx, &children, today(now)).await?,
        Which::These(_) => households(tx, &children, today(now)).await?,
    };
    let asked = match which {
        Which::All | Which::Told => Whose::Everybody,
        Which::These(_) => Whose::These(&children),
    };
    let mut passed_on: BTreeMap<PersonId, Vec<LedgerId>> = BTreeMap::new();
    for (child, reference) in tx.sent_to_data_lead(asked).await? {
        passed_on.entry(child).or_default().push(reference);
    }
    for case in cases {
        case.household = families.get(&case.child).cloned();
        let asked_by = case.centre.as_deref().or_else(|| case.told.last().map(|told| told.centre.as_str()));
        let (Some(household), Some(centre)) = (&case.household, asked_by) else { continue };
        let mut shares: BTreeSet<LedgerId> = case.told.iter().map(|told| told.reference).collect();
        shares.extend(passed_on.remove(&case.child).unwrap_or_default());
        case.permission = Some(list_rules.of(household, (case.child, &case.place), centre, &shares));
    }
    Ok(())
}

/// What centres were told, as the rule of what is due needs it.
pub(super) fn said_to_centres(told: &[ToldEntry]) -> Vec<Told> {
    let said = told.iter().map(|told| Told {
        centre: told.centre.clone(),
        child_ref: told.child_ref.clone(),
        news: told.news,
        on: crate::door::today(told.at),
        said: told.said.clone(),
    });
    said.collect()
}

/// What may stand on a list about a child: name, date of birth, address.
#[derive(Clone)]
pub(super) struct Particulars {
    pub(super) given: String,
    pub(super) family: String,
    pub(super) born_on: Option<Date>,
    pub(super) address: Vec<String>,
    pub(super) postcode: String,
    pub(super) language: Option<String>,
}

impl Particulars {
    fn of(view: &PersonView) -> Self {
        let text = |known: &Option<kith_core::person::view::Known<String>>| {
            known.as_ref().map(|known| known.value.clone()).unwrap_or_default()
        };
        let address = view.address.as_ref().map(|known| &known.value);
        let postcode = address.and_then(|address| address.postcode.as_ref()).map(ToString::to_string);
        let mut lines = address.map(crate::consent_form::address_lines).unwrap_or_default();
        if postcode.is_some() && lines.last().is_some_and(|last| last.parse::<Postcode>().is_ok()) {
            lines.pop();
        }
        Self {
            given: text(&view.given_name),
            family: text(&view.family_name),
            born_on: view.born_on.as_ref().map(|known| known.value),
            address: lines,
            postcode: postcode.unwrap_or_default(),
            language: view.language.as_ref().map(|known| known.value.clone()),
        }
    }

    /// What an entry says of the child, as a keyed hash: two are equal only
    /// where the centre would read the same.
    pub(super) fn said(&self, keys: &Keys) -> String {
        let born = self.born_on.map(|born| born.to_string()).unwrap_or_default();
        let all = [&self.given, &self.family, &born, &self.address.join("\u{1f}"), &self.postcode];
        keys.term_key("birth-list", &all.map(String::as_str).join("\u{1e}"))
    }
}

/// A child whose records may be opened.
pub(super) struct Opened {
    /// The record that an entry is kept with.
    pub(super) anchor: RecordId,
    /// What its records say.
    pub(super) about: Particulars,
}

/// Those of these children that have a family, with what their records say
/// that may be opened.
pub(super) async fn opened(tx: &mut Tx, cases: &[&Case]) -> Result<BTreeMap<PersonId, Opened>, AppError> {
    let mut found = BTreeMap::new();
    for page in with_family(cases).chunks(AT_ONCE) {
        for (child, copies) in open_copies(tx, page).await? {
            let Some(anchor) = copies.first().map(|copy| copy.id) else { continue };
            found.insert(child, Opened { anchor, about: Particulars::of(&view_of(copies.iter(), |name| name)) });
        }
    }
    Ok(found)
}

/// The record of each of these children that an entry is kept with, without
/// opening any.
pub(super) async fn anchors(tx: &mut Tx, cases: &[&Case]) -> Result<BTreeMap<PersonId, RecordId>, AppError> {
    let mut anchors = BTreeMap::new();
    for page in with_family(cases).chunks(AT_ONCE) {
        let copies = tx.copies_of(page).await?;
        for copy in copies.into_iter().filter(|copy| !copy.is_sealed && may_be_known(copy.service)) {
            anchors.entry(copy.person).or_insert(copy.record);
        }
    }
    Ok(anchors)
}

fn with_family(cases: &[&Case]) -> Vec<PersonId> {
    cases.iter().filter(|case| case.household.is_some()).map(|case| case.child).collect()
}

/// The records that say who these children are and where they live: none that
/// is sealed, none of a service whose very work with somebody is sensitive.
pub(crate) async fn open_copies(
    tx: &mut Tx,
    children: &[PersonId],
) -> Result<BTreeMap<PersonId, Vec<SourceRecord>>, AppError> {
    let mut copies: BTreeMap<PersonId, Vec<SourceRecord>> = BTreeMap::new();
    for (child, record) in tx.open_records_of_persons(children, may_be_known).await? {
        copies.entry(child).or_default().push(record);
    }
    Ok(copies)
}

fn may_be_known(service: ServiceKind) -> bool {
    !service.is_existence_sensitive()
}
