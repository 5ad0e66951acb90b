//! The framework, the positions of organisations, training and the directory
//! of local services. The newest row of a name counts; none is changed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::area::{LocalService, OfferKind};
use kith_core::framework::{FrameworkItem, FrameworkKind};
use kith_core::id::StaffId;
use kith_core::sharing::Kind;
use kith_core::workforce::{Learned, LearningSource, LearningSubject};

use crate::cell::{Cell, Row, args};
use crate::{StoreError, Tx};

macro_rules! word_cells {
    ($($kind:ty),*) => {$(
        impl Cell for $kind {
            fn read(row: &Row, column: usize) -> Option<Self> {
                <$kind>::from_word(&String::read(row, column)?)
            }
        }
    )*};
}

word_cells!(FrameworkKind, LearningSubject, LearningSource, OfferKind);

impl Tx {
    /// Adds an item of the framework, or what it says from now on.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_framework_item(
        &mut self,
        item: &FrameworkItem,
        (by, now): (StaffId, Timestamp),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO framework_item (number, kind, title, says, owner, review_on, said_by, said_at) \
                   VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM framework_item), $1, $2, $3, $4, $5, $6, $7)";
        let FrameworkItem { kind, title, says, owner, review_on } = item;
        let values = args![kind.word(), title, says, owner, *review_on, by, now];
        self.run(sql, &values).await.map(drop)
    }

    /// The framework as it is now, by kind and title.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn framework_items(&mut self) -> Result<Vec<FrameworkItem>, StoreError> {
        let sql = "SELECT kind, title, says, owner, review_on FROM framework_item WHERE number IN \
                   (SELECT MAX(number) FROM framework_item GROUP BY kind, title) ORDER BY kind, title";
        let read = |row: &Row| {
            let mut cells = row.cells("framework_item");
            Ok(FrameworkItem {
                kind: cells.next()?,
                title: cells.next()?,
                says: cells.next()?,
                owner: cells.next()?,
                review_on: cells.next()?,
            })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// Writes down where an organisation stands on sharing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_position(
        &mut self,
        (organisation, says): (&str, &str),
        (by, now): (StaffId, Timestamp),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO position_statement (number, organisation, says, said_by, said_at) \
                   VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM position_statement), $1, $2, $3, $4)";
        self.run(sql, &args![organisation, says, by, now]).await.map(drop)
    }

    /// Where an organisation stands on sharing, in its newest words.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn position_of(&mut self, organisation: &str) -> Result<Option<String>, StoreError> {
        let sql = "SELECT says FROM position_statement WHERE organisation = $1 ORDER BY number DESC LIMIT 1";
        self.first(sql, &args![organisation]).await?.map(|row| row.cells("position_statement").next()).transpose()
    }

    /// Writes down that somebody took part in training.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_learned(&mut self, learned: &Learned, (by, now): (StaffId, Timestamp)) -> Result<(), StoreError> {
        let sql = "INSERT INTO training_record (number, staff_id, subject, source, done_on, said_by, said_at) \
                   VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM training_record), $1, $2, $3, $4, $5, $6)";
        let Learned { staff, subject, source, on } = learned;
        let values = args![*staff, subject.word(), source.word(), *on, by, now];
        self.run(sql, &values).await.map(drop)
    }

    /// Every training that somebody took part in, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn learned(&mut self) -> Result<Vec<Learned>, StoreError> {
        let sql = "SELECT staff_id, subject, source, done_on FROM training_record ORDER BY done_on DESC, number DESC";
        let read = |row: &Row| {
            let mut cells = row.cells("training_record");
            Ok(Learned { staff: cells.next()?, subject: cells.next()?, source: cells.next()?, on: cells.next()? })
        };
        self.all(sql, &[]).await?.iter().map(read).collect()
    }

    /// Adds a local service, changes what is said of it, or closes it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_local_service(
        &mut self,
        (service, is_open): (&LocalService, bool),
        (by, now): (Option<StaffId>, Timestamp),
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO local_service \
                   (number, kind, name, centre, says, address, telephone, is_open, said_by, said_at, given_by, needs) \
                   VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM local_service), $1, $2, $3, $4, $5, $6, $7, $8, $9, \
                   $10, $11)";
        let LocalService { kind, name, centre, says, address, telephone, given_by, needs } = service;
        let by = by.map_or_else(|| "command-line".to_owned(), |by| by.to_string());
        let needs: Vec<&str> = needs.iter().map(|kind| kind.word()).collect();
        let values =
            args![kind.word(), name, centre, says, address, telephone, is_open, by, now, *given_by, needs.join(" ")];
        self.run(sql, &values).await.map(drop)
    }

    /// The local services that are open now, by kind and name.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn local_services(&mut self) -> Result<Vec<LocalService>, StoreError> {
        let sql = "SELECT kind, name, centre, says, address, telephone, given_by, needs, is_open FROM local_service WHERE number IN \
                   (SELECT MAX(number) FROM local_service GROUP BY kind, name, centre) ORDER BY kind, name, centre";
        let read = |row: &Row| {
            let mut cells = row.cells("local_service");
            let service = LocalService {
                kind: cells.next()?,
                name: cells.next()?,
                centre: cells.next()?,
                says: cells.next()?,
                address: cells.next()?,
                telephone: cells.next()?,
                given_by: cells.next()?,
                needs: needs_of(&cells.next::<Option<String>>()?.unwrap_or_default()),
            };
            let is_open: bool = cells.next()?;
            Ok(is_open.then_some(service))
        };
        self.all(sql, &[]).await?.iter().filter_map(|row| read(row).transpose()).collect()
    }
}

/// Kinds of information by their words; words that are none are left out.
fn needs_of(words: &str) -> BTreeSet<Kind> {
    words.split_whitespace().filter_map(Kind::from_word).collect()
}
