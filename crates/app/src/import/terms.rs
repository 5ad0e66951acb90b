//! The words that people are found by, as keyed hashes: the same here, where
//! they are written, and where somebody types them; and beside them where each
//! child lives, which lists of births are worked out from.
//!
//! A sealed identity is found by nothing (T16). Somebody who is shielded is
//! not found by where they live.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::birth::ChildPlace;
use kith_core::id::{PersonId, RecordId};
use kith_core::person::{NhsNumber, Postcode};
use kith_core::statement::PersonStatement;
use kith_link::{is_stand_in, nickname_groups, plain_letters, sound};
use kith_store::{Keys, SourceRecord, StoreError, Tx, WordKey};

use super::matching::Matching;
use super::people::PAGE;
use super::road::Road;
use super::{ImportProgress, ImportStep};
use crate::births::place_of;
use crate::door::today;
use crate::{App, AppError};

/// The longest start of a name that finds it.
const LONGEST_START: usize = 8;

/// The setting that says that it is known where every child lives.
const PLACES: &str = "child-places";

/// The ways in which one typed word finds a name, the surest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WordTerms {
    /// The very word.
    pub(crate) same: WordKey,
    /// The word as the start of a name; from three letters on.
    pub(crate) start: Option<WordKey>,
    /// The word as a short or other form of a name.
    pub(crate) short_forms: Vec<WordKey>,
    /// A name that sounds like it.
    pub(crate) sound: Option<WordKey>,
}

/// How one typed word of a name is looked up; none where it holds no letter.
pub(crate) fn word_terms(keys: &Keys, word: &str) -> Option<WordTerms> {
    let plain = plain_letters(word);
    if plain.is_empty() {
        return None;
    }
    let letters = plain.chars().count();
    let start: String = plain.chars().take(LONGEST_START).collect();
    Some(WordTerms {
        same: keys.word_key("name", &plain),
        start: (letters >= 3).then(|| keys.word_key("start", &start)),
        short_forms: short_form_terms(keys, &plain),
        sound: sound_term(keys, &plain),
    })
}

/// How a date of birth is looked up.
pub(crate) fn birth_term(keys: &Keys, born_on: Date) -> WordKey {
    keys.word_key("born", &born_on.to_string())
}

/// How an NHS number is looked up.
pub(crate) fn number_term(keys: &Keys, number: NhsNumber) -> WordKey {
    keys.word_key("nhs", &number.digits())
}

/// How a postcode is looked up.
pub(crate) fn postcode_term(keys: &Keys, postcode: &Postcode) -> WordKey {
    keys.word_key("postcode", postcode.as_str())
}

fn short_form_terms(keys: &Keys, plain: &str) -> Vec<WordKey> {
    nickname_groups(plain).into_iter().map(|group| keys.word_key("short-form", &group.to_string())).collect()
}

fn sound_term(keys: &Keys, plain: &str) -> Option<WordKey> {
    sound(plain).map(|sound| keys.word_key("sound", &sound.to_string()))
}

/// Everything that a person is found by.
fn person_terms(keys: &Keys, copies: &[SourceRecord]) -> BTreeSet<WordKey> {
    let copies: Vec<&PersonStatement> = copies.iter().map(|copy| &copy.statement).collect();
    let mut terms = BTreeSet::new();
    if copies.iter().any(|copy| copy.is_sealed) {
        return terms;
    }
    let is_shielded = copies.iter().any(|copy| copy.is_shielded);
    let mut words: BTreeSet<String> = BTreeSet::new();
    for copy in copies {
        let names = [&copy.given_name, &copy.middle_name, &copy.family_name, &copy.known_as, &copy.former_family_name];
        for name in names.into_iter().flatten().filter(|name| !is_stand_in(name.as_str())) {
            words.insert(plain_letters(name.as_str()));
            words.extend(name.as_str().split([' ', '-', '\u{2010}', '\u{2011}']).map(plain_letters));
        }
        terms.extend(copy.born_on.map(|born_on| birth_term(keys, born_on)));
        terms.extend(copy.nhs_number.map(|number| number_term(keys, number)));
        let postcode = copy.address.as_ref().and_then(|address| address.postcode.as_ref());
        terms.extend(postcode.filter(|_| !is_shielded).map(|postcode| postcode_term(keys, postcode)));
    }
    for word in words.iter().filter(|word| !word.is_empty()) {
        terms.insert(keys.word_key("name", word));
        terms.extend(short_form_terms(keys, word));
        terms.extend(sound_term(keys, word));
        for length in 3..=word.chars().count().min(LONGEST_START) {
            let start: String = word.chars().take(length).collect();
            terms.insert(keys.word_key("start", &start));
        }
    }
    terms
}

/// What is worked out about people whose records changed.
#[derive(Default)]
struct WorkedOut {
    /// Everybody with all words; who has no records has none.
    terms: Vec<(PersonId, Vec<WordKey>)>,
    places: Vec<(PersonId, ChildPlace)>,
}

/// Writes the words anew that these people are found by, and where the
/// children among them live.
pub(super) async fn write_terms(
    road: &mut Road<'_>,
    matching: &Matching,
    people: &BTreeSet<PersonId>,
    now: Timestamp,
    progress: &mut ImportProgress<'_>,
) -> Result<(), AppError> {
    let people: Vec<PersonId> = people.iter().copied().collect();
    let pages: Vec<&[PersonId]> = people.chunks(PAGE).collect();
    let total = Some(people.len() as u64);
    let mut done = 0;
    let db = match road {
        Road::Steps(db) => *db,
        Road::Whole(tx) => {
            for page in pages {
                let found = worked_out(&mut Road::Whole(tx), matching, page, now).await?;
                found.write(tx, page, now).await?;
                done += page.len() as u64;
                progress.at(ImportStep::People, done, total);
            }
            return Ok(());
        }
    };
    let mut beside = Road::Steps(db);
    let mut found = worked_out(&mut beside, matching, pages.first().copied().unwrap_or_default(), now).await?;
    for (place, page) in pages.iter().enumerate() {
        let persons = page.to_vec();
        let writing = db.write(move |tx| Box::pin(async move { found.write(tx, &persons, now).await }));
        // While one page is written the next is read.
        let next = pages.get(place + 1).copied().unwrap_or_default();
        let (written, following) = tokio::join!(writing, worked_out(&mut beside, matching, next, now));
        written?;
        found = following?;
        done += page.len() as u64;
        progress.at(ImportStep::People, done, total);
    }
    Ok(())
}

impl WorkedOut {
    async fn write(self, tx: &mut Tx, persons: &[PersonId], now: Timestamp) -> Result<(), StoreError> {
        tx.replace_search_words(&self.terms).await?;
        tx.replace_child_places(persons, &self.places, now).await
    }
}

async fn worked_out(
    road: &mut Road<'_>,
    matching: &Matching,
    people: &[PersonId],
    now: Timestamp,
) -> Result<WorkedOut, AppError> {
    let people = people.to_vec();
    let whose: BTreeMap<RecordId, PersonId> = people
        .iter()
        .flat_map(|person| matching.records_of(*person).iter().map(|key| (matching.get(*key).facts.record, *person)))
        .collect();
    road.read(move |tx| {
        Box::pin(async move {
            let records: Vec<RecordId> = whose.keys().copied().collect();
            let mut copies: BTreeMap<PersonId, Vec<SourceRecord>> = BTreeMap::new();
            for record in tx.records(&records).await? {
                if let Some(person) = whose.get(&record.id) {
                    copies.entry(*person).or_default().push(record);
                }
            }
            let keys = tx.keys();
            let words =
                |person: &PersonId| copies.get(person).map(|copies| person_terms(keys, copies).into_iter().collect());
            let terms: Vec<(PersonId, Vec<WordKey>)> =
                people.iter().map(|person| (*person, words(person).unwrap_or_default())).collect();
            let place =
                |(person, copies): (&PersonId, &Vec<SourceRecord>)| Some((*person, place_of(copies, today(now))?));
            Ok::<_, AppError>(WorkedOut { terms, places: copies.iter().filter_map(place).collect() })
        })
    })
    .await
}

impl App {
    /// Works out where every child lives, where that was never done: records
    /// that came in before lists of births were there.
    pub(crate) async fn keep_places_ready(&self, now: Timestamp) -> Result<(), AppError> {
        let is_done = self.db.read(|tx| Box::pin(async move { tx.setting(PLACES).await })).await?;
        if is_done.is_some() {
            return Ok(());
        }
        self.keep_matching_ready().await?;
        let kept = self.matching.lock().await;
        if let Some(matching) = kept.as_ref() {
            let everybody: BTreeSet<PersonId> = matching.known.iter().filter_map(|known| known.person).collect();
            let everybody: Vec<PersonId> = everybody.into_iter().collect();
            for page in everybody.chunks(PAGE) {
                let (persons, places) =
                    (page.to_vec(), worked_out(&mut Road::Steps(&self.db), matching, page, now).await?.places);
                self.db
                    .write(move |tx| Box::pin(async move { tx.replace_child_places(&persons, &places, now).await }))
                    .await?;
            }
        }
        Ok(self.db.write(|tx| Box::pin(async move { tx.set_setting(PLACES, "1").await })).await?)
    }
}
