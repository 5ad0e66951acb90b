//! The editions of the sharing rules that are kept, and which of them is in
//! force on a day.
//!
//! Kept text is what counts, not what a later release carries: an edition that
//! decided something is never changed. An edition that fails its checks answers
//! "talk to a person".

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use kith_core::sharing::Pack;
use kith_exchange::packs::{
    BUILT_IN, MATCHING, OWN_SERVICE, TRACING, built_in, extends, read_pack, read_pack_or_ask_a_person, read_pack_over,
};
use kith_store::{Db, Edition, InForce, Tx};

use crate::AppError;
use crate::door::today;

/// The edition that is in force in a new locality.
const FIRST: &str = "leaflet-2010";
/// The gates that stand even before a service's own record: not an edition
/// that could be chosen.
const OWN: &str = "own-service";
/// What stands before two records that somebody compares: no edition either.
const PAIRS: &str = "matching";
/// What stands before an NHS number that somebody looks up.
const NUMBERS: &str = "tracing";
/// From when the first edition counts.
const FIRST_DAY: Date = date(2010, 1, 1);

/// The rules that looks are decided by.
pub(crate) struct Rules {
    own_service: Arc<Pack>,
    matching: Arc<Pack>,
    tracing: Arc<Pack>,
    shelf: RwLock<Shelf>,
}

#[derive(Default)]
struct Shelf {
    kept: BTreeMap<String, Kept>,
    in_force: Vec<InForce>,
}

struct Kept {
    edition: Edition,
    pack: OnceLock<Arc<Pack>>,
}

impl Kept {
    /// The edition, checked when it is first needed.
    fn pack(&self) -> Arc<Pack> {
        self.pack.get_or_init(|| Arc::new(checked(&self.edition))).clone()
    }
}

fn checked(edition: &Edition) -> Pack {
    let read = if edition.base_text.is_empty() {
        read_pack(&edition.text)
    } else {
        read_pack_over(&edition.text, &edition.base_text)
    };
    read.unwrap_or_else(|faults| Pack::ask_a_person(&edition.name, faults))
}

impl Rules {
    /// The rules that are kept; those that come with Kith are kept first.
    pub(crate) async fn open(db: &Db) -> Result<Self, AppError> {
        let rules = Self {
            own_service: Arc::new(read_pack_or_ask_a_person(OWN, OWN_SERVICE)),
            matching: Arc::new(read_pack_or_ask_a_person(PAIRS, MATCHING)),
            tracing: Arc::new(read_pack_or_ask_a_person(NUMBERS, TRACING)),
            shelf: RwLock::new(Shelf::default()),
        };
        rules.read_again(db).await?;
        if rules.lacks_a_built_in() {
            db.write(|tx| Box::pin(keep_built_in(tx))).await?;
            rules.read_again(db).await?;
        }
        Ok(rules)
    }

    /// Reads again what is kept: another process may have changed it.
    pub(crate) async fn read_again(&self, db: &Db) -> Result<(), AppError> {
        let (editions, in_force) = db
            .read(|tx| {
                Box::pin(async move { Ok::<_, AppError>((tx.editions().await?, tx.editions_in_force().await?)) })
            })
            .await?;
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        let mut known = std::mem::take(&mut shelf.kept);
        shelf.kept = editions
            .into_iter()
            .map(|edition| {
                let pack = known.remove(&edition.name).filter(|kept| kept.edition == edition).map(|kept| kept.pack);
                (edition.name.clone(), Kept { edition, pack: pack.unwrap_or_default() })
            })
            .collect();
        shelf.in_force = in_force;
        Ok(())
    }

    fn lacks_a_built_in(&self) -> bool {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        shelf.in_force.is_empty() || editions_that_come().any(|(name, _)| !shelf.kept.contains_key(*name))
    }

    /// What a service may read of its own work.
    pub(crate) fn own_service(&self) -> &Pack {
        &self.own_service
    }

    /// What a data lead may see of two records.
    pub(crate) fn matching(&self) -> &Pack {
        &self.matching
    }

    /// What may be asked and shown to find an NHS number.
    pub(crate) fn tracing(&self) -> &Pack {
        &self.tracing
    }

    /// The pack of its own that answers a kind of question whatever edition is
    /// in force; none for questions that the edition answers.
    pub(crate) fn apart_from_editions(&self, what: &str) -> Option<&Pack> {
        match what {
            "own" => Some(&self.own_service),
            "pair" => Some(&self.matching),
            "trace" => Some(&self.tracing),
            _ => None,
        }
    }

    /// The edition in force at a time; where none is, the one that answers
    /// "talk to a person".
    pub(crate) fn sharing(&self, now: Timestamp) -> Arc<Pack> {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        let name = in_force_on(&shelf.in_force, today(now)).map(|put| put.edition.as_str());
        let kept = name.and_then(|name| shelf.kept.get(name));
        kept.map_or_else(|| Arc::new(Pack::ask_a_person(name.unwrap_or("none"), Vec::new())), Kept::pack)
    }

    /// The edition that decided something at a time, by its name.
    pub(crate) fn of_its_day(&self, name: &str, made_at: Timestamp) -> Arc<Pack> {
        self.edition(name).unwrap_or_else(|| self.sharing(made_at))
    }

    /// An edition by its name.
    pub(crate) fn edition(&self, name: &str) -> Option<Arc<Pack>> {
        let shelf = self.shelf.read().unwrap_or_else(PoisonError::into_inner);
        shelf.kept.get(name).map(Kept::pack)
    }
}

/// Which edition is in force on a day: the one with the latest first day, and
/// of those the one that was put in force last.
pub(crate) fn in_force_on(put: &[InForce], day: Date) -> Option<&InForce> {
    put.iter().filter(|put| put.from_day <= day).max_by_key(|put| put.from_day)
}

fn editions_that_come() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    BUILT_IN.iter().filter(|(name, _)| ![OWN, PAIRS, NUMBERS].contains(name))
}

/// Keeps the editions that come with Kith, as drafts; the first is in force.
async fn keep_built_in(tx: &mut Tx) -> Result<(), AppError> {
    let known: Vec<String> = tx.editions().await?.into_iter().map(|edition| edition.name).collect();
    for (name, text) in editions_that_come().filter(|(name, _)| !known.iter().any(|known| known == name)) {
        let pack = read_pack_or_ask_a_person(name, text);
        let under = extends(text).ok().flatten().and_then(|under| built_in(&under));
        tx.add_edition(&Edition {
            name: (*name).to_owned(),
            title: pack.title().to_owned(),
            text: (*text).to_owned(),
            base_text: under.unwrap_or_default().to_owned(),
            author: None,
            drafted_at: Timestamp::UNIX_EPOCH,
        })
        .await?;
    }
    if tx.editions_in_force().await?.is_empty() {
        let first =
            InForce { edition: FIRST.to_owned(), from_day: FIRST_DAY, put_by: None, put_at: Timestamp::UNIX_EPOCH };
        tx.put_edition_in_force(&first).await?;
    }
    Ok(())
}
