//! Families that moved away and whom nobody handed over; hand-overs that were
//! sent and received. For whoever works with the families, by name; for the
//! data lead, by number alone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::birth::ChildPlace;
use kith_core::border::{HandOverStep, OutsideArea, area_of};
use kith_core::id::{FamilyId, FileId, HandOverId, PersonId};
use kith_core::person::Postcode;
use kith_core::service::ServiceKind;
use kith_core::statement::Part;
use kith_core::workforce::Role;
use kith_store::Tx;

use super::line::register;
use crate::births::every_place;
use crate::caseload::{card, current, names, own_lines};
use crate::door::{Rules, event, today};
use crate::{App, AppError, Asker, FamilyCard};

/// So many families stand on the page, and so many hand-overs.
const MOST: usize = 100;
/// So many children are read at one time.
const PAGE: usize = 400;

/// A family that moved away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedFamily {
    /// The family.
    pub card: FamilyCard,
    /// The area, where the register says which.
    pub area: Option<String>,
}

/// A hand-over as the data lead sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentHandOver {
    /// Which.
    pub id: HandOverId,
    /// The area.
    pub area: String,
    /// The kind of service there.
    pub service: ServiceKind,
    /// When it was made.
    pub made_at: Timestamp,
    /// The last thing that happened.
    pub state: Option<(HandOverStep, Timestamp)>,
}

/// A hand-over that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CameIn {
    /// The reference that the sender gave.
    pub hand_over: HandOverId,
    /// The area that sent it.
    pub area: String,
    /// How many children were in it.
    pub children: u32,
    /// The file that it became here.
    pub file: FileId,
    /// When.
    pub received_at: Timestamp,
}

/// The page of hand-overs.
#[derive(Debug, Clone)]
pub struct HandOversPage {
    /// Families of the reader and the reader's team who moved away and were not
    /// handed over.
    pub moved: Vec<MovedFamily>,
    /// How many there are in all; by area for the data lead.
    pub moved_in_all: Vec<(Option<String>, usize)>,
    /// What was made here, the newest first: for the data lead.
    pub sent: Vec<SentHandOver>,
    /// What came in, the newest first: for the data lead.
    pub received: Vec<CameIn>,
    /// No postcode of the locality is known, so nobody can be said to live
    /// outside.
    pub has_no_reach: bool,
}

impl App {
    /// Who moved away and was not handed over, and what became of hand-overs.
    ///
    /// # Errors
    /// [`AppError::Refused`] when training or clearance is not current;
    /// [`AppError::NotFound`] for whoever neither works with families nor
    /// looks after files.
    pub async fn hand_overs(&self, asker: &Asker, now: Timestamp) -> Result<HandOversPage, AppError> {
        let is_lead = asker.staff.role == Role::DataLead;
        if !is_lead && !asker.staff.role.works_with_families() {
            return Err(AppError::NotFound);
        }
        if !is_lead {
            current(asker, now)?;
        }
        self.keep_places_ready(now).await?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let page = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    if is_lead {
                        return for_lead(tx).await;
                    }
                    for_worker(tx, &reader, &rules, now).await
                })
            })
            .await?;
        let cards: Vec<FamilyCard> = page.moved.iter().map(|moved| moved.card.clone()).collect();
        let seen = event(asker, Action::Look, now)
            .with("page", "hand-overs")
            .with("shown", cards.len())
            .with("families", names(&cards));
        self.write_event(seen).await?;
        Ok(page)
    }
}

/// What is known of the border: which postcodes are inside, which areas there
/// are outside, and who was handed over to whom.
struct Border {
    inside: BTreeSet<Postcode>,
    areas: Vec<OutsideArea>,
    handed_over: BTreeMap<FamilyId, BTreeSet<String>>,
}

impl Border {
    async fn read(tx: &mut Tx) -> Result<Self, AppError> {
        let inside = tx.reach_areas().await?.into_iter().map(|area| area.postcode).collect();
        let mut handed_over: BTreeMap<FamilyId, BTreeSet<String>> = BTreeMap::new();
        for (family, area) in tx.families_handed_over().await? {
            let family = tx.standing_family(family).await?.unwrap_or(family);
            handed_over.entry(family).or_default().insert(area);
        }
        Ok(Self { inside, areas: register(tx).await?, handed_over })
    }

    /// Whether a child lives outside, and where as far as the register says.
    fn outside(&self, place: &ChildPlace) -> Option<Option<String>> {
        let postcode = place.postcode.as_ref().filter(|_| !place.is_kept_safe && place.died_on.is_none())?;
        let is_outside = !self.inside.is_empty() && !self.inside.contains(postcode);
        is_outside.then(|| area_of(postcode, &self.areas).map(|area| area.name.clone()))
    }

    fn is_handed_over(&self, family: FamilyId, area: Option<&String>) -> bool {
        let told = self.handed_over.get(&family);
        told.is_some_and(|told| area.is_none_or(|area| told.contains(area)))
    }

    /// The families of these children who live outside and were not handed
    /// over.
    fn waiting(
        &self,
        places: &[(PersonId, Timestamp, ChildPlace)],
        family_of: &BTreeMap<PersonId, FamilyId>,
    ) -> BTreeMap<FamilyId, Option<String>> {
        let mut waiting = BTreeMap::new();
        for (child, _, place) in places {
            let Some(family) = family_of.get(child) else { continue };
            if let Some(area) = self.outside(place)
                && !self.is_handed_over(*family, area.as_ref())
            {
                waiting.insert(*family, area);
            }
        }
        waiting
    }
}

async fn for_worker(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<HandOversPage, AppError> {
    let day = today(now);
    let mut lines = own_lines(tx, asker, day).await?;
    if let (Some(service), Some(team)) = (asker.staff.service, &asker.staff.team) {
        lines.extend(tx.caseload_of_team(service, team, day).await?);
    }
    let families: BTreeSet<FamilyId> = lines.iter().filter_map(|line| line.family).collect();
    let families: Vec<FamilyId> = families.into_iter().collect();
    let border = Border::read(tx).await?;
    let mut waiting = BTreeMap::new();
    for page in families.chunks(PAGE) {
        let members = tx.members_of_families(page).await?;
        let children: BTreeMap<PersonId, FamilyId> = members
            .iter()
            .filter(|member| member.part == Part::Subject)
            .map(|member| (member.person, member.family))
            .collect();
        let places = tx.child_places_of(&children.keys().copied().collect::<Vec<_>>()).await?;
        waiting.extend(border.waiting(&places, &children));
    }
    let mut moved = Vec::new();
    for (family, area) in waiting.into_iter().take(MOST) {
        // A family that may not be opened, or whose home is kept safe, is not on the list.
        let Some(look) = crate::look::peek(tx, asker, rules, family, now).await? else { continue };
        if look.is_shielded {
            continue;
        }
        if let Some(card) = card(tx, asker, rules, (family, None), now).await? {
            moved.push(MovedFamily { card, area });
        }
    }
    Ok(HandOversPage {
        moved,
        moved_in_all: Vec::new(),
        sent: Vec::new(),
        received: Vec::new(),
        has_no_reach: border.inside.is_empty(),
    })
}

async fn for_lead(tx: &mut Tx) -> Result<HandOversPage, AppError> {
    let border = Border::read(tx).await?;
    let mut places: Vec<_> =
        every_place(tx).await?.into_iter().filter(|(_, _, place)| border.outside(place).is_some()).collect();
    // Whoever is kept safe is in no count, nor is a child whose mother is.
    let children: Vec<PersonId> = places.iter().map(|(child, ..)| *child).collect();
    let kept_safe = tx.kept_safe_among(&children).await?;
    places.retain(|(child, ..)| !kept_safe.contains(child));
    let mut waiting = BTreeMap::new();
    for page in places.chunks(PAGE) {
        let children: Vec<PersonId> = page.iter().map(|(child, ..)| *child).collect();
        let members = tx.families_of_persons(&children).await?;
        let family_of = members
            .iter()
            .filter(|member| member.part == Part::Subject)
            .map(|member| (member.person, member.family))
            .collect();
        waiting.extend(border.waiting(page, &family_of));
    }
    let mut by_area: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for area in waiting.into_values() {
        *by_area.entry(area).or_default() += 1;
    }
    let most = u32::try_from(MOST).unwrap_or(u32::MAX);
    let made = tx.hand_overs(most).await?;
    let steps = tx.steps_of_hand_overs(&made.iter().map(|it| it.id).collect::<Vec<_>>()).await?;
    let state = |id: HandOverId| {
        let last = steps.iter().rfind(|event| event.hand_over == id);
        last.map(|event| (event.step, event.said_at))
    };
    let sent = made.iter().map(|it| SentHandOver {
        id: it.id,
        area: it.area.clone(),
        service: it.service,
        made_at: it.made_at,
        state: state(it.id),
    });
    let received = tx.hand_overs_in().await?.into_iter().take(MOST).map(|came| CameIn {
        hand_over: came.hand_over,
        area: came.area,
        children: came.children,
        file: came.file,
        received_at: came.received_at,
    });
    Ok(HandOversPage {
        moved: Vec::new(),
        moved_in_all: by_area.into_iter().collect(),
        sent: sent.collect(),
        received: received.collect(),
        has_no_reach: border.inside.is_empty(),
    })
}
