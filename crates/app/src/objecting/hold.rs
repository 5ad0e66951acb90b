//! Whom a message means: looked for again whenever something goes out, so that
//! a child who comes in after the message is held back too.

use std::collections::BTreeSet;

use kith_core::id::PersonId;
use kith_store::{ParentMessage, Tx, WordKey};

use super::message::SayNoDraft;
use crate::AppError;
use crate::import::{birth_term, number_term, postcode_term, word_terms};

/// So many people are looked at for one way of meaning somebody.
const LOOKED_AT: u32 = 200;

/// What a message says.
pub(super) fn words_of(message: &ParentMessage) -> Result<SayNoDraft, AppError> {
    serde_json::from_slice(&message.words).map_err(|error| AppError::Broken(error.into()))
}

/// Everybody who is held back today.
pub(crate) async fn held_back(tx: &mut Tx) -> Result<BTreeSet<PersonId>, AppError> {
    let mut held = BTreeSet::new();
    for message in tx.parent_messages_that_hold_back().await? {
        held.extend(may_be_meant(tx, &words_of(&message)?).await?);
    }
    Ok(held)
}

/// Whether one of these is held back today.
pub(crate) async fn is_held_back(tx: &mut Tx, people: impl IntoIterator<Item = &PersonId>) -> Result<bool, AppError> {
    let held = held_back(tx).await?;
    Ok(people.into_iter().any(|person| held.contains(person)))
}

/// Everybody whom the words may mean: better one too many held back for some
/// days than the one who is meant sent out.
pub(super) async fn may_be_meant(tx: &mut Tx, words: &SayNoDraft) -> Result<BTreeSet<PersonId>, AppError> {
    let keys = tx.keys().clone();
    let mut queries: Vec<Vec<WordKey>> = Vec::new();
    queries.extend(words.number().map(|number| vec![number_term(&keys, number)]));
    if let Some(born) = words.born().map(|born| birth_term(&keys, born)) {
        let home = words.home().map(|home| postcode_term(&keys, &home));
        queries.extend(home.map(|home| vec![born, home]));
        let names = names(tx, &words.family).into_iter().chain(names(tx, &words.given));
        queries.extend(names.map(|name| vec![born, name]));
    }
    found(tx, queries).await
}

/// Those whom the words mean without doubt: by the number; or by the day with
/// both names, or with one name and the home.
pub(super) async fn is_meant(tx: &mut Tx, words: &SayNoDraft) -> Result<BTreeSet<PersonId>, AppError> {
    let keys = tx.keys().clone();
    let mut queries: Vec<Vec<WordKey>> = Vec::new();
    queries.extend(words.number().map(|number| vec![number_term(&keys, number)]));
    if let Some(born) = words.born().map(|born| birth_term(&keys, born)) {
        let (family, given) = (whole(tx, &words.family), whole(tx, &words.given));
        let home = words.home().map(|home| postcode_term(&keys, &home));
        for (one, other) in [(family, given), (family, home), (given, home)] {
            queries.extend(one.zip(other).map(|(one, other)| vec![born, one, other]));
        }
    }
    found(tx, queries).await
}

async fn found(tx: &mut Tx, queries: Vec<Vec<WordKey>>) -> Result<BTreeSet<PersonId>, AppError> {
    let mut people = BTreeSet::new();
    for query in queries {
        people.extend(tx.persons_by_all_words(&query, LOOKED_AT).await?);
    }
    Ok(people)
}

fn whole(tx: &Tx, name: &str) -> Option<WordKey> {
    word_terms(tx.keys(), name).map(|terms| terms.same)
}

/// A name as a whole, and each of its parts: one of two family names is enough.
fn names(tx: &Tx, name: &str) -> Vec<WordKey> {
    let parts = name.split([' ', '-', '\u{2010}', '\u{2011}']).filter(|part| part.chars().count() > 1);
    let terms: BTreeSet<WordKey> = parts.chain([name]).filter_map(|part| whole(tx, part)).collect();
    terms.into_iter().collect()
}
