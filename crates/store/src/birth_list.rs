//! Lists of births and moves for centres: each with its encrypted file, what
//! it said of whom, who was left out and why, and every step.

use jiff::Timestamp;
use kith_core::birth::{HeldBack, Month, News};
use kith_core::id::{LedgerId, ListId, PersonId, RecordId, StaffId};

use crate::cell::{Cell, Row, args, list};
use crate::{Keys, StoreError, Tx};

/// How a list came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListKind {
    /// Built by the month.
    Monthly,
    /// Built the same day: children who leave the list at once.
    SameDay,
}

impl ListKind {
    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::SameDay => "same-day",
        }
    }
}

/// A step of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListStepKind {
    /// The data lead let it go to the centre.
    Released,
    /// The data lead put it aside: nobody got it.
    Cancelled,
    /// It was taken to the centre, as a file or over the exchange.
    Sent,
    /// The centre says that it has it.
    Received,
    /// The centre opened it.
    Opened,
    /// The centre could not open it.
    Refused,
}

impl ListStepKind {
    /// Every step.
    pub const ALL: &'static [Self] =
        &[Self::Released, Self::Cancelled, Self::Sent, Self::Received, Self::Opened, Self::Refused];

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Released => "released",
            Self::Cancelled => "cancelled",
            Self::Sent => "sent",
            Self::Received => "received",
            Self::Opened => "opened",
            Self::Refused => "refused",
        }
    }

    /// The name for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Released => "Released",
            Self::Cancelled => "Put aside",
            Self::Sent => "Sent",
            Self::Received => "Received",
            Self::Opened => "Opened",
            Self::Refused => "Could not be opened",
        }
    }

    /// The step for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.word() == word)
    }
}

/// One list for one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthList {
    /// Which.
    pub id: ListId,
    /// The centre that it is for.
    pub centre: String,
    /// The month whose births it counts.
    pub month: Month,
    /// How it came about.
    pub kind: ListKind,
    /// The agreement that it rests on, and the flow in it.
    pub agreement: (String, String),
    /// The details of each child that it carries, by their words.
    pub fields: String,
    /// Births in the reach area in that month.
    pub births: u32,
    /// How many of these the centre was told by name, in this list or before.
    pub named: u32,
    /// How many entries it has.
    pub entries: u32,
    /// The key that it is encrypted to.
    pub public_key: String,
    /// The digest of the encrypted file.
    pub digest: String,
    /// When it was built.
    pub built_at: Timestamp,
    /// Who built it; none for Kith itself.
    pub built_by: Option<StaffId>,
    /// Births of the month that are not named, by reason.
    pub left_out: Vec<(HeldBack, u32)>,
}

/// One child on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthEntry {
    /// A record of the child.
    pub record: RecordId,
    /// What it says.
    pub news: News,
    /// How this centre's lists name the child: the same on each.
    pub child_ref: String,
    /// What it said of the child, as a keyed hash.
    pub said: String,
    /// The reference of the share in the ledger.
    pub reference: LedgerId,
    /// The facts that it rests on, as the rules saw them.
    pub facts: String,
    /// The rule that decided.
    pub rule: String,
    /// The pack that the rule is of.
    pub pack: String,
}

/// What a centre was told about somebody, on a list that was released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldEntry {
    /// About whom, today.
    pub person: PersonId,
    /// The record that it was said of.
    pub record: RecordId,
    /// On which list.
    pub list: ListId,
    /// The place on it.
    pub position: u32,
    /// The centre.
    pub centre: String,
    /// What.
    pub news: News,
    /// How the centre's lists name the child.
    pub child_ref: String,
    /// What it said of the child, as a keyed hash.
    pub said: String,
    /// The reference of the share in the ledger.
    pub reference: LedgerId,
    /// When it was released.
    pub at: Timestamp,
}

/// One step of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListStep {
    /// Of which list.
    pub list: ListId,
    /// What.
    pub step: ListStepKind,
    /// Why, or how; empty where nothing was said.
    pub why: String,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

macro_rules! word_cells {
    ($($kind:ty),*) => {$(
        impl Cell for $kind {
            fn read(row: &Row, column: usize) -> Option<Self> {
                <$kind>::from_word(&String::read(row, column)?)
            }
        }
    )*};
}

word_cells!(News, HeldBack, ListStepKind);

impl Cell for Month {
    fn read(row: &Row, column: usize) -> Option<Self> {
        String::read(row, column)?.parse().ok()
    }
}

impl Cell for ListKind {
    fn read(row: &Row, column: usize) -> Option<Self> {
        let word = String::read(row, column)?;
        [Self::Monthly, Self::SameDay].into_iter().find(|kind| kind.word() == word)
    }
}

/// The columns of a list, in the order that [`read_list`] takes them.
macro_rules! columns {
    () => {
        "id, centre, month, kind, agreement, flow, fields, births, named, entries, public_key, digest, built_at, \
         built_by"
    };
}

fn read_list(row: &Row) -> Result<BirthList, StoreError> {
    let mut cells = row.cells("birth_list");
    Ok(BirthList {
        id: cells.next()?,
        centre: cells.next()?,
        month: cells.next()?,
        kind: cells.next()?,
        agreement: (cells.next()?, cells.next()?),
        fields: cells.next()?,
        births: cells.next()?,
        named: cells.next()?,
        entries: cells.next()?,
        public_key: cells.next()?,
        digest: cells.next()?,
        built_at: cells.next()?,
        built_by: cells.next()?,
        left_out: Vec::new(),
    })
}

fn read_told(_: &Keys, row: &Row) -> Result<ToldEntry, StoreError> {
    let mut cells = row.cells("birth_list_entry");
    Ok(ToldEntry {
        list: cells.next()?,
        person: cells.next()?,
        record: cells.next()?,
        position: cells.next()?,
        centre: cells.next()?,
        news: cells.next()?,
        child_ref: cells.next()?,
        said: cells.next()?,
        reference: cells.next()?,
        at: cells.next()?,
    })
}

impl Tx {
    /// Keeps a list with its entries and its encrypted file.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_birth_list(
        &mut self,
        kept: &BirthList,
        entries: &[BirthEntry],
        file: &[u8],
    ) -> Result<(), StoreError> {
        let last: i64 = self.value("birth_list", "SELECT COALESCE(MAX(number), 0) FROM birth_list", &[]).await?;
        let sql = concat!(
            "INSERT INTO birth_list (",
            columns!(),
            ", file, number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
        );
        let values = args![
            kept.id,
            &kept.centre,
            kept.month.to_string(),
            kept.kind.word(),
            &kept.agreement.0,
            &kept.agreement.1,
            &kept.fields,
            kept.births,
            kept.named,
            kept.entries,
            &kept.public_key,
            &kept.digest,
            kept.built_at,
            kept.built_by,
            file,
            last + 1,
        ];
        self.run(sql, &values).await?;
        let rows = (1_u32..)
            .zip(entries)
            .map(|(position, entry)| {
                let BirthEntry { record, news, child_ref, said, reference, facts, rule, pack } = entry;
                args![kept.id, position, *record, news.word(), child_ref, said, *reference, facts, rule, pack]
            })
            .collect();
        let into = "INSERT INTO birth_list_entry (list_id, position, record_id, news, child_ref, said, reference, facts, rule, pack)";
        self.insert(into, "", rows).await?;
        let rows = kept.left_out.iter().map(|(reason, times)| args![kept.id, reason.word(), *times]).collect();
        self.insert("INSERT INTO birth_list_left_out (list_id, reason, times)", "", rows).await
    }

    /// A list with who was left out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn birth_list(&mut self, id: ListId) -> Result<BirthList, StoreError> {
        let sql = concat!("SELECT ", columns!(), " FROM birth_list WHERE id = $1");
        let row = self.first(sql, &args![id]).await?;
        let kept = read_list(&row.ok_or_else(|| StoreError::not_found("birth_list", id))?)?;
        let mut lists = vec![kept];
        self.add_left_out(&mut lists).await?;
        lists.pop().ok_or_else(|| StoreError::not_found("birth_list", id))
    }

    /// The lists of some months, the newest first, with who was left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn birth_lists(&mut self, from: Month) -> Result<Vec<BirthList>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM birth_list WHERE month >= $1 ORDER BY month DESC, built_at DESC, centre, number DESC, id"
        );
        let rows = self.all(sql, &args![from.to_string()]).await?;
        let mut lists = rows.iter().map(read_list).collect::<Result<Vec<_>, _>>()?;
        self.add_left_out(&mut lists).await?;
        Ok(lists)
    }

    /// The lists of one centre, the newest first, with who was left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn birth_lists_of(&mut self, centre: &str) -> Result<Vec<BirthList>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM birth_list WHERE centre = $1 ORDER BY built_at DESC, number DESC, id"
        );
        let rows = self.all(sql, &args![centre]).await?;
        let mut lists = rows.iter().map(read_list).collect::<Result<Vec<_>, _>>()?;
        self.add_left_out(&mut lists).await?;
        Ok(lists)
    }

    async fn add_left_out(&mut self, lists: &mut [BirthList]) -> Result<(), StoreError> {
        let sql = "SELECT list_id, reason, times FROM birth_list_left_out \
                   WHERE list_id IN (SELECT value FROM json_each($1)) ORDER BY list_id, reason";
        let rows = self.all(sql, &[list(lists.iter().map(|kept| kept.id))]).await?;
        for row in &rows {
            let mut cells = row.cells("birth_list_left_out");
            let id: ListId = cells.next()?;
            let counted = (cells.next()?, cells.next()?);
            if let Some(kept) = lists.iter_mut().find(|kept| kept.id == id) {
                kept.left_out.push(counted);
            }
        }
        Ok(())
    }

    /// The encrypted file of a list.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn birth_list_file(&mut self, id: ListId) -> Result<Vec<u8>, StoreError> {
        let row = self.first("SELECT file FROM birth_list WHERE id = $1", &args![id]).await?;
        row.ok_or_else(|| StoreError::not_found("birth_list", id))?.cells("birth_list").next()
    }

    /// Whom a list names, whether it was released or not, in its order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn birth_list_entries(&mut self, id: ListId) -> Result<Vec<BirthEntry>, StoreError> {
        let sql = "SELECT record_id, news, child_ref, said, reference, facts, rule, pack FROM birth_list_entry \
                   WHERE list_id = $1 ORDER BY position";
        let read = |row: &Row| {
            let mut cells = row.cells("birth_list_entry");
            Ok(BirthEntry {
                record: cells.next()?,
                news: cells.next()?,
                child_ref: cells.next()?,
                said: cells.next()?,
                reference: cells.next()?,
                facts: cells.next()?,
                rule: cells.next()?,
                pack: cells.next()?,
            })
        };
        self.all(sql, &args![id]).await?.iter().map(read).collect()
    }

    /// What centres were told by lists that were released, in the order in
    /// which they were.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn told_about_births(&mut self) -> Result<Vec<ToldEntry>, StoreError> {
        let sql = "SELECT e.list_id, p.person_id, e.record_id, e.position, l.centre, e.news, e.child_ref, e.said, e.reference, s.said_at \
                   FROM birth_list_entry e \
                   JOIN birth_list l ON l.id = e.list_id \
                   JOIN birth_list_step s ON s.list_id = l.id AND s.step = 'released' \
                   JOIN record_person p ON p.record_id = e.record_id \
                   ORDER BY s.number, e.position";
        self.each(sql, &[], read_told).await
    }

    /// The same about these people.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn told_about(&mut self, people: &[PersonId]) -> Result<Vec<ToldEntry>, StoreError> {
        let sql = "SELECT e.list_id, p.person_id, e.record_id, e.position, l.centre, e.news, e.child_ref, e.said, e.reference, s.said_at \
                   FROM record_person p \
                   JOIN birth_list_entry e ON e.record_id = p.record_id \
                   JOIN birth_list l ON l.id = e.list_id \
                   JOIN birth_list_step s ON s.list_id = l.id AND s.step = 'released' \
                   WHERE p.person_id IN (SELECT value FROM json_each($1)) ORDER BY s.number, e.position";
        self.each(sql, &[list(people)], read_told).await
    }

    /// Everybody of whom a centre was ever told by a list that was released.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn told_to_centre(&mut self, centre: &str) -> Result<Vec<PersonId>, StoreError> {
        let sql = "SELECT DISTINCT p.person_id FROM birth_list l \
                   JOIN birth_list_step s ON s.list_id = l.id AND s.step = 'released' \
                   JOIN birth_list_entry e ON e.list_id = l.id \
                   JOIN record_person p ON p.record_id = e.record_id WHERE l.centre = $1";
        self.all(sql, &args![centre]).await?.iter().map(|row| row.cells("record_person").next()).collect()
    }

    /// Notes a step of a list.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_list_step(&mut self, step: &ListStep) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM birth_list_step";
        let last: i64 = self.value("birth_list_step", last, &[]).await?;
        let sql = "INSERT INTO birth_list_step (number, list_id, step, why, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let ListStep { list, step, why, said_by, said_at } = step;
        self.run(sql, &args![last + 1, *list, step.word(), why, *said_by, *said_at]).await.map(drop)
    }

    /// Every step of these lists, in the order in which they were said.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn steps_of_lists(&mut self, lists: &[ListId]) -> Result<Vec<ListStep>, StoreError> {
        let sql = "SELECT list_id, step, why, said_by, said_at FROM birth_list_step \
                   WHERE list_id IN (SELECT value FROM json_each($1)) ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("birth_list_step");
            Ok(ListStep {
                list: cells.next()?,
                step: cells.next()?,
                why: cells.next()?,
                said_by: cells.next()?,
                said_at: cells.next()?,
            })
        };
        self.all(sql, &[list(lists)]).await?.iter().map(read).collect()
    }
}
