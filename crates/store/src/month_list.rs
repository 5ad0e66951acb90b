//! The one list of a month from child health to the data lead (S003-ISg,
//! S004-WAc): its encrypted file, what it said of whom and for which centre,
//! and every step.

use jiff::Timestamp;
use kith_core::birth::{HeldBack, Month};
use kith_core::id::{LedgerId, ListId, PersonId, StaffId};

use crate::cell::{Cell, Row, args, list};
use crate::{BirthEntry, StoreError, Tx, Whose};

/// A step of a month's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MonthStepKind {
    /// Child health let it go to the data lead.
    Sent,
    /// Child health put it aside: nobody got it.
    Cancelled,
    /// The data lead saved the encrypted file.
    Saved,
    /// The data lead has it.
    Received,
    /// The data lead opened it.
    Opened,
    /// The data lead could not open it.
    Refused,
    /// The list of a centre that came of it was released.
    Released,
    /// Children on it may not be told of any more.
    TakeOff,
    /// The data lead took them off what was opened.
    TakenOff,
}

impl MonthStepKind {
    /// Every step.
    pub const ALL: &'static [Self] = &[
        Self::Sent,
        Self::Cancelled,
        Self::Saved,
        Self::Received,
        Self::Opened,
        Self::Refused,
        Self::Released,
        Self::TakeOff,
        Self::TakenOff,
    ];

    /// The word that storage uses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Cancelled => "cancelled",
            Self::Saved => "saved",
            Self::Received => "received",
            Self::Opened => "opened",
            Self::Refused => "refused",
            Self::Released => "released",
            Self::TakeOff => "take-off",
            Self::TakenOff => "taken-off",
        }
    }

    /// The name for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Sent => "Sent to the data lead",
            Self::Cancelled => "Put aside",
            Self::Saved => "Encrypted file saved",
            Self::Received => "Taken: it came",
            Self::Opened => "Taken: it opens",
            Self::Refused => "Could not be opened",
            Self::Released => "Released to a centre",
            Self::TakeOff => "Children to take off",
            Self::TakenOff => "Taken off",
        }
    }

    /// The step for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.word() == word)
    }
}

impl Cell for MonthStepKind {
    fn read(row: &Row, column: usize) -> Option<Self> {
        Self::from_word(&String::read(row, column)?)
    }
}

/// One list for the data lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthList {
    /// Which.
    pub id: ListId,
    /// The month whose births it counts.
    pub month: Month,
    /// The agreement that it rests on, and the flow in it.
    pub agreement: (String, String),
    /// The details of each child that it carries, by their words.
    pub fields: String,
    /// Births in all reach areas in that month.
    pub births: u32,
    /// How many of these are told by name, in this list or before.
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

/// One child on a month's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthEntry {
    /// The centre that it is for.
    pub centre: String,
    /// What it says, as it would stand on the centre's list.
    pub entry: BirthEntry,
}

/// One step of a month's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthStep {
    /// Of which list.
    pub list: ListId,
    /// What.
    pub step: MonthStepKind,
    /// Why, or for whom; empty where nothing was said.
    pub why: String,
    /// Who said so.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

/// The columns of a list, in the order that [`read_list`] takes them.
macro_rules! columns {
    () => {
        "id, month, agreement, flow, fields, births, named, entries, public_key, digest, built_at, built_by"
    };
}

fn read_list(row: &Row) -> Result<MonthList, StoreError> {
    let mut cells = row.cells("month_list");
    Ok(MonthList {
        id: cells.next()?,
        month: cells.next()?,
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

fn read_entry(row: &Row) -> Result<MonthEntry, StoreError> {
    let mut cells = row.cells("month_list_entry");
    Ok(MonthEntry {
        centre: cells.next()?,
        entry: BirthEntry {
            record: cells.next()?,
            news: cells.next()?,
            child_ref: cells.next()?,
            said: cells.next()?,
            reference: cells.next()?,
            facts: cells.next()?,
            rule: cells.next()?,
            pack: cells.next()?,
        },
    })
}

impl Tx {
    /// Keeps a month's list with its entries and its encrypted file.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_month_list(
        &mut self,
        kept: &MonthList,
        entries: &[MonthEntry],
        file: &[u8],
    ) -> Result<(), StoreError> {
        let last: i64 = self.value("month_list", "SELECT COALESCE(MAX(number), 0) FROM month_list", &[]).await?;
        let sql = concat!(
            "INSERT INTO month_list (",
            columns!(),
            ", file, number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        );
        let values = args![
            kept.id,
            kept.month.to_string(),
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
            .map(|(position, MonthEntry { centre, entry })| {
                let BirthEntry { record, news, child_ref, said, reference, facts, rule, pack } = entry;
                args![kept.id, position, centre, *record, news.word(), child_ref, said, *reference, facts, rule, pack]
            })
            .collect();
        let into = "INSERT INTO month_list_entry (list_id, position, centre, record_id, news, child_ref, said, \
                    reference, facts, rule, pack)";
        self.insert(into, "", rows).await?;
        let rows = kept.left_out.iter().map(|(reason, times)| args![kept.id, reason.word(), *times]).collect();
        self.insert("INSERT INTO month_list_left_out (list_id, reason, times)", "", rows).await
    }

    /// The lists of some months, the newest first, with who was left out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn month_lists(&mut self, from: Month) -> Result<Vec<MonthList>, StoreError> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM month_list WHERE month >= $1 ORDER BY month DESC, built_at DESC, number DESC"
        );
        let rows = self.all(sql, &args![from.to_string()]).await?;
        let mut lists = rows.iter().map(read_list).collect::<Result<Vec<_>, _>>()?;
        let sql = "SELECT list_id, reason, times FROM month_list_left_out \
                   WHERE list_id IN (SELECT value FROM json_each($1)) ORDER BY list_id, reason";
        for row in &self.all(sql, &[list(lists.iter().map(|kept| kept.id))]).await? {
            let mut cells = row.cells("month_list_left_out");
            let id: ListId = cells.next()?;
            let counted = (cells.next()?, cells.next()?);
            if let Some(kept) = lists.iter_mut().find(|kept| kept.id == id) {
                kept.left_out.push(counted);
            }
        }
        Ok(lists)
    }

    /// The month of a list; none where there is no such list.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn month_of_list(&mut self, id: ListId) -> Result<Option<Month>, StoreError> {
        let row = self.first("SELECT month FROM month_list WHERE id = $1", &args![id]).await?;
        row.map(|row| row.cells("month_list").next()).transpose()
    }

    /// The encrypted file of a month's list.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn month_list_file(&mut self, id: ListId) -> Result<Vec<u8>, StoreError> {
        let row = self.first("SELECT file FROM month_list WHERE id = $1", &args![id]).await?;
        row.ok_or_else(|| StoreError::not_found("month_list", id))?.cells("month_list").next()
    }

    /// Whom these lists name, in their order.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn month_list_entries(&mut self, lists: &[ListId]) -> Result<Vec<MonthEntry>, StoreError> {
        let sql = "SELECT centre, record_id, news, child_ref, said, reference, facts, rule, pack \
                   FROM month_list_entry WHERE list_id IN (SELECT value FROM json_each($1)) ORDER BY list_id, position";
        self.all(sql, &[list(lists)]).await?.iter().map(read_entry).collect()
    }

    /// Under which references lists that were sent named people, in the order
    /// in which they were sent.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn sent_to_data_lead(&mut self, whose: Whose<'_>) -> Result<Vec<(PersonId, LedgerId)>, StoreError> {
        const SENT: &str = "SELECT p.person_id, e.reference FROM month_list_step s \
                            JOIN month_list_entry e ON e.list_id = s.list_id \
                            JOIN record_person p ON p.record_id = e.record_id WHERE s.step = 'sent' \
                            ORDER BY s.number, e.position";
        let rows = match whose {
            Whose::Everybody => self.all(SENT, &[]).await?,
            Whose::These(people) => {
                let sql = "SELECT p.person_id, e.reference FROM record_person p \
                           JOIN month_list_entry e ON e.record_id = p.record_id \
                           JOIN month_list_step s ON s.list_id = e.list_id AND s.step = 'sent' \
                           WHERE p.person_id IN (SELECT value FROM json_each($1)) ORDER BY s.number, e.position";
                self.all(sql, &[list(people)]).await?
            }
        };
        let read = |row: &Row| {
            let mut cells = row.cells("month_list_entry");
            Ok((cells.next()?, cells.next()?))
        };
        rows.iter().map(read).collect()
    }

    /// Notes a step of a month's list.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_month_step(&mut self, step: &MonthStep) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM month_list_step";
        let last: i64 = self.value("month_list_step", last, &[]).await?;
        let sql = "INSERT INTO month_list_step (number, list_id, step, why, said_by, said_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let MonthStep { list, step, why, said_by, said_at } = step;
        self.run(sql, &args![last + 1, *list, step.word(), why, *said_by, *said_at]).await.map(drop)
    }

    /// Every step of these lists, in the order in which they were said.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn steps_of_month_lists(&mut self, lists: &[ListId]) -> Result<Vec<MonthStep>, StoreError> {
        let sql = "SELECT list_id, step, why, said_by, said_at FROM month_list_step \
                   WHERE list_id IN (SELECT value FROM json_each($1)) ORDER BY number";
        let read = |row: &Row| {
            let mut cells = row.cells("month_list_step");
            Ok(MonthStep {
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
