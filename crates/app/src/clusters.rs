//! Clusters: the places and teams that serve one part of the locality
//! (S001-20). Nobody's records are read here.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::area::{Place, PlaceKind};
use kith_core::workforce::Role;

use crate::{App, AppError, Asker};

/// One cluster on the list of clusters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterCard {
    /// Its name.
    pub name: String,
    /// The names of its centres.
    pub centres: Vec<String>,
    /// How many places and teams it has in all.
    pub places: u32,
    /// How many staff work there.
    pub staff: u32,
}

/// One cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterPage {
    /// Its name.
    pub name: String,
    /// Its places and teams by kind, in the order of [`PlaceKind::ALL`];
    /// kinds without a place are left out.
    pub places: Vec<(PlaceKind, Vec<Place>)>,
    /// How many staff it has in each role, in the order of [`Role::ALL`];
    /// roles that nobody holds are left out.
    pub staff_by_role: Vec<(Role, u32)>,
    /// How many postcodes its centres reach.
    pub postcodes: u32,
}

impl App {
    /// Every cluster, by name. Anybody signed in may know them.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn clusters(&self, _asker: &Asker, _now: Timestamp) -> Result<Vec<ClusterCard>, AppError> {
        let (places, posts) = self.places_and_posts().await?;
        let mut cards: BTreeMap<&str, ClusterCard> = BTreeMap::new();
        for place in places.iter().filter(|place| !place.cluster.is_empty()) {
            let card = cards.entry(&place.cluster).or_insert_with(|| ClusterCard {
                name: place.cluster.clone(),
                centres: Vec::new(),
                places: 0,
                staff: 0,
            });
            card.places += 1;
            if place.kind == PlaceKind::Centre {
                card.centres.push(place.name.clone());
            }
        }
        for (role, team) in &posts {
            if role.works_with_families()
                && let Some(card) = cluster_of(&places, team).and_then(|cluster| cards.get_mut(cluster))
            {
                card.staff += 1;
            }
        }
        Ok(cards.into_values().collect())
    }

    /// One cluster with its centres, nurseries, practices, midwives, schools
    /// and how many staff it has in each role.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when no place belongs to a cluster of that name.
    pub async fn cluster(&self, _asker: &Asker, name: &str, _now: Timestamp) -> Result<ClusterPage, AppError> {
        let (places, posts) = self.places_and_posts().await?;
        let own = |kind: PlaceKind| -> Vec<Place> {
            places.iter().filter(|place| place.kind == kind && place.cluster == name).cloned().collect()
        };
        let by_kind: Vec<(PlaceKind, Vec<Place>)> =
            PlaceKind::ALL.iter().map(|kind| (*kind, own(*kind))).filter(|(_, places)| !places.is_empty()).collect();
        if by_kind.is_empty() {
            return Err(AppError::NotFound);
        }
        let holds = |wanted: Role| {
            let held = posts.iter().filter(|(role, team)| *role == wanted && cluster_of(&places, team) == Some(name));
            u32::try_from(held.count()).unwrap_or(u32::MAX)
        };
        let staff_by_role =
            Role::ALL.iter().map(|role| (*role, holds(*role))).filter(|(_, count)| *count > 0).collect();
        let cluster = name.to_owned();
        let postcodes = self
            .db
            .read(move |tx| Box::pin(async move { tx.reach_areas_of_cluster(&cluster).await.map_err(AppError::from) }))
            .await?;
        Ok(ClusterPage {
            name: name.to_owned(),
            places: by_kind,
            staff_by_role,
            postcodes: u32::try_from(postcodes.len()).unwrap_or(u32::MAX),
        })
    }

    /// Every place, and every post that somebody active holds: role and team.
    async fn places_and_posts(&self) -> Result<(Vec<Place>, Vec<(Role, String)>), AppError> {
        self.db
            .read(|tx| {
                Box::pin(async move {
                    let places = tx.places().await?;
                    let staff = tx.all_staff().await?;
                    let posts = staff
                        .into_iter()
                        .filter(|person| person.is_active)
                        .flat_map(|person| person.roles)
                        .map(|post| (post.role, post.team.unwrap_or_default()))
                        .collect();
                    Ok((places, posts))
                })
            })
            .await
    }
}

/// The cluster of a team: that of the place with its name.
fn cluster_of<'p>(places: &'p [Place], team: &str) -> Option<&'p str> {
    places.iter().find(|place| place.name == team).map(|place| place.cluster.as_str())
}
