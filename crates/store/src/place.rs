//! Settings, places, and the postcodes of each centre's reach area.

use kith_core::area::{Place, PlaceKind, ReachArea};
use kith_core::person::Postcode;

use crate::cell::{Cell, Row, args, list};
use crate::{StoreError, Tx};

/// The setting that counts changes.
const CHANGES: &str = "changes";

impl Cell for Postcode {
    fn read(row: &Row, column: usize) -> Option<Self> {
        String::read(row, column)?.parse().ok()
    }
}

impl Cell for PlaceKind {
    fn read(row: &Row, column: usize) -> Option<Self> {
        PlaceKind::from_word(&String::read(row, column)?)
    }
}

impl Tx {
    /// A setting by its name, or `None` where it was never set.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn setting(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        let row = self.first("SELECT value FROM setting WHERE name = $1", &args![name]).await?;
        row.map(|row| row.cells("setting").next()).transpose()
    }

    /// Begins to count changes where nobody does yet.
    pub(crate) async fn start_counting_changes(&mut self) -> Result<(), StoreError> {
        self.run("INSERT INTO setting (name, value) VALUES ($1, '0') ON CONFLICT (name) DO NOTHING", &args![CHANGES])
            .await
            .map(drop)
    }

    /// How often something was changed that a look may rest on, by any process.
    pub(crate) async fn changes(&mut self) -> Result<String, StoreError> {
        if let Some(changes) = self.recall(|known| known.changes.clone()) {
            return Ok(changes);
        }
        let changes: String =
            self.value("setting", "SELECT value FROM setting WHERE name = $1", &args![CHANGES]).await?;
        self.remember(|known| known.changes = Some(changes.clone()));
        Ok(changes)
    }

    /// Counts a change in its own transaction.
    pub(crate) async fn count_change(&mut self) -> Result<(), StoreError> {
        let sql = "UPDATE setting SET value = CAST(CAST(value AS BIGINT) + 1 AS TEXT) WHERE name = $1";
        self.run_later(sql, &args![CHANGES]).await
    }

    /// How often each of these happened: see [`Tx::count_on`].
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn counts<const N: usize>(&mut self, names: [&'static str; N]) -> Result<[u64; N], StoreError> {
        let sql = "SELECT name, value FROM setting WHERE name IN (SELECT value FROM json_each($1))";
        let mut counts = [0; N];
        for row in self.all(sql, &[list(names)]).await? {
            let mut cells = row.cells("setting");
            let (name, value): (String, String) = (cells.next()?, cells.next()?);
            let place = names.iter().position(|known| *known == name).ok_or_else(|| cells.corrupt())?;
            counts[place] = value.parse().unwrap_or(0);
        }
        self.counts.extend(names.into_iter().zip(counts));
        Ok(counts)
    }

    /// Counts that something happened, in its own transaction, and gives how
    /// often it has happened now. Nothing else may set a setting of this name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn count_on(&mut self, name: &'static str) -> Result<u64, StoreError> {
        let before = match self.counts.get(name) {
            Some(count) => *count,
            None => self.counts([name]).await?[0],
        };
        self.set_setting(name, &(before + 1).to_string()).await?;
        self.counts.insert(name, before + 1);
        Ok(before + 1)
    }

    /// Sets a setting.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.run_later(sql, &args![name, value]).await
    }

    /// Replaces every place.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where two places of a kind share a name.
    pub async fn replace_places(&mut self, places: &[Place]) -> Result<(), StoreError> {
        self.run("DELETE FROM place", &[]).await?;
        let row = |place: &'_ Place| {
            let Place { kind, name, code, cluster, address, telephone } = place.clone();
            args![kind.word(), name, code, cluster, address, telephone]
        };
        let rows = places.iter().map(row).collect();
        self.insert("INSERT INTO place (kind, name, code, cluster, address, telephone)", "", rows).await
    }

    /// Every place, by kind and name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn places(&mut self) -> Result<Vec<Place>, StoreError> {
        let sql = "SELECT kind, name, code, cluster, address, telephone FROM place ORDER BY kind, name";
        let read = |row: &Row| {
            let mut cells = row.cells("place");
            Ok(Place {
                kind: cells.next()?,
                name: cells.next()?,
                code: cells.next()?,
                cluster: cells.next()?,
                address: cells.next()?,
                telephone: cells.next()?,
            })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// Replaces every reach area.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a postcode comes twice.
    pub async fn replace_reach_areas(&mut self, areas: &[ReachArea]) -> Result<(), StoreError> {
        self.run("DELETE FROM reach_area", &[]).await?;
        let row = |area: &ReachArea| {
            let ReachArea { postcode, centre, cluster, ward, small_area, deprivation_decile } = area.clone();
            args![postcode.to_string(), centre, cluster, ward, small_area, deprivation_decile.map(u32::from)]
        };
        let rows = areas.iter().map(row).collect();
        let into = "INSERT INTO reach_area (postcode, centre, cluster, ward, small_area, deprivation_decile)";
        self.insert(into, "", rows).await
    }

    /// Whether any postcode is known to belong to a centre.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn has_reach_areas(&mut self) -> Result<bool, StoreError> {
        Ok(self.first("SELECT postcode FROM reach_area LIMIT 1", &[]).await?.is_some())
    }

    /// Every reach area, by postcode.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reach_areas(&mut self) -> Result<Vec<ReachArea>, StoreError> {
        let sql =
            "SELECT postcode, centre, cluster, ward, small_area, deprivation_decile FROM reach_area ORDER BY postcode";
        self.all(sql, &[]).await?.iter().map(reach_area).collect()
    }

    /// The reach area that a postcode belongs to.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reach_area(&mut self, postcode: &Postcode) -> Result<Option<ReachArea>, StoreError> {
        let sql = "SELECT postcode, centre, cluster, ward, small_area, deprivation_decile FROM reach_area \
                   WHERE postcode = $1";
        self.first(sql, &args![postcode.as_str()]).await?.as_ref().map(reach_area).transpose()
    }

    /// The reach area of one centre.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reach_areas_of_centre(&mut self, centre: &str) -> Result<Vec<ReachArea>, StoreError> {
        let sql = "SELECT postcode, centre, cluster, ward, small_area, deprivation_decile FROM reach_area \
                   WHERE centre = $1 ORDER BY postcode";
        self.all(sql, &args![centre]).await?.iter().map(reach_area).collect()
    }

    /// The reach areas of all centres in a cluster.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn reach_areas_of_cluster(&mut self, cluster: &str) -> Result<Vec<ReachArea>, StoreError> {
        let sql = "SELECT postcode, centre, cluster, ward, small_area, deprivation_decile FROM reach_area \
                   WHERE cluster = $1 ORDER BY postcode";
        self.all(sql, &args![cluster]).await?.iter().map(reach_area).collect()
    }
}

fn reach_area(row: &Row) -> Result<ReachArea, StoreError> {
    let mut cells = row.cells("reach_area");
    Ok(ReachArea {
        postcode: cells.next()?,
        centre: cells.next()?,
        cluster: cells.next()?,
        ward: cells.next()?,
        small_area: cells.next()?,
        deprivation_decile: cells.next()?,
    })
}
