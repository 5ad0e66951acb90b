//! The words that people are found by: keyed hashes, each once.
//!
//! All words of one person stand together as well, so that only those that
//! changed are written: a message about somebody who is known changes few.

use std::collections::{BTreeMap, BTreeSet};

use kith_core::id::PersonId;

use crate::cell::{Arg, Row, args, list};
use crate::keys::ALPHABET;
use crate::{Keys, StoreError, Tx};

/// Of so few people the words are written person by person.
const FEW: usize = 8;

/// Letters of a word where all words of a person stand together.
const LETTERS: usize = 13;

/// Something that people are found by: the first 63 bits of its keyed hash.
/// Among some millions of them it takes a chance of one in a million for two
/// to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordKey(i64);

impl Keys {
    /// What a name, a date or a number is looked up by: the same text of the
    /// same kind always gives the same, and nothing leads back from it without
    /// the key.
    #[must_use]
    pub fn word_key(&self, kind: &str, text: &str) -> WordKey {
        WordKey((self.bits(kind, text.as_bytes()) >> 65) as i64)
    }
}

impl WordKey {
    fn spell(self, into: &mut String) {
        into.extend((0..LETTERS).rev().map(|place| char::from(ALPHABET[(self.0 >> (5 * place) & 31) as usize])));
    }

    fn read(letters: &[u8]) -> Option<Self> {
        let digit = |letter: &u8| ALPHABET.iter().position(|known| known == letter);
        let bits = letters.iter().try_fold(0_i64, |bits, letter| Some(bits << 5 | digit(letter)? as i64))?;
        (letters.len() == LETTERS).then_some(Self(bits))
    }
}

/// Somebody who can be found, as it stood.
struct FoundPerson {
    number: i64,
    words: BTreeSet<WordKey>,
}

/// What changes about the words of some people.
#[derive(Default)]
struct Changes {
    /// People whose words are others now.
    stand: Vec<(i64, PersonId, String)>,
    /// People whom nothing finds any more.
    leave: Vec<i64>,
    come: Vec<(WordKey, i64)>,
    go: Vec<(i64, Vec<i64>)>,
}

impl Tx {
    /// Replaces the words that these people are found by, each with all of
    /// them; somebody with none is found by nothing.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn replace_search_words(&mut self, people: &[(PersonId, Vec<WordKey>)]) -> Result<(), StoreError> {
        let (stood, last) = self.found_persons(people.iter().map(|(person, _)| *person)).await?;
        let changes = changes_of(people, &stood, last);
        for (number, gone) in changes.go {
            let sql = "DELETE FROM search_word WHERE number = $1 AND word_key IN (SELECT value FROM json_each($2))";
            self.run_later(sql, &[number.into(), Arg::Numbers(gone)]).await?;
        }
        if !changes.leave.is_empty() {
            let sql = "DELETE FROM found_person WHERE number IN (SELECT value FROM json_each($1))";
            self.run_later(sql, &[Arg::Numbers(changes.leave)]).await?;
        }
        let rows = changes.stand.iter().map(|(number, person, words)| args![*number, *person, words]).collect();
        let conflict = "ON CONFLICT (number) DO UPDATE SET words_key = excluded.words_key";
        self.insert("INSERT INTO found_person (number, person_id, words_key)", conflict, rows).await?;
        if people.len() <= FEW {
            // One text, however many words somebody has.
            let mut of: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
            changes.come.iter().for_each(|(word, number)| of.entry(*number).or_default().push(word.0));
            for (number, words) in of {
                let sql = "INSERT INTO search_word (word_key, number) SELECT word, $2 FROM \
                           (SELECT value AS word FROM json_each($1)) AS words";
                self.run_later(sql, &[Arg::Numbers(words), number.into()]).await?;
            }
            return Ok(());
        }
        // In the order that they are kept in: many at a time then touch few pages.
        let mut come = changes.come;
        come.sort_unstable();
        let rows = come.iter().map(|(word, number)| args![word.0, *number]).collect();
        self.insert("INSERT INTO search_word (word_key, number)", "", rows).await
    }

    /// At most `limit` people found by every one of these words, those who
    /// came in last first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn persons_by_all_words(&mut self, words: &[WordKey], limit: u32) -> Result<Vec<PersonId>, StoreError> {
        let distinct: BTreeSet<WordKey> = words.iter().copied().collect();
        let count = distinct.len() as u64;
        let sql = "SELECT found_person.person_id FROM found_person JOIN (SELECT number FROM search_word \
                   WHERE word_key IN (SELECT value FROM json_each($1)) GROUP BY number HAVING COUNT(*) = $2 \
                   ORDER BY number DESC LIMIT $3) AS found ON found.number = found_person.number \
                   ORDER BY found_person.number DESC";
        let distinct = Arg::Numbers(distinct.into_iter().map(|word| word.0).collect());
        let rows = self.all(sql, &[distinct, count.into(), limit.into()]).await?;
        rows.iter().map(|row| row.cells("found_person").next()).collect()
    }

    /// Those of these people who can be found, and the last number of anybody.
    async fn found_persons(
        &mut self,
        persons: impl Iterator<Item = PersonId>,
    ) -> Result<(BTreeMap<PersonId, FoundPerson>, i64), StoreError> {
        let sql = "SELECT person_id, number, words_key FROM found_person \
                   WHERE person_id IN (SELECT value FROM json_each($1))";
        let read = |row: &Row| {
            let mut cells = row.cells("found_person");
            let (person, number, words): (PersonId, i64, String) = (cells.next()?, cells.next()?, cells.next()?);
            let words = words.as_bytes().chunks(LETTERS).map(WordKey::read).collect::<Option<_>>();
            Ok::<_, StoreError>((person, FoundPerson { number, words: words.ok_or_else(|| cells.corrupt())? }))
        };
        let last = "SELECT COALESCE(MAX(number), 0) FROM found_person";
        let [found, last] = self.all_of_each([(sql, &[list(persons)]), (last, &[])]).await?;
        let last = last.first().map_or(Ok(0), |row| row.cells("found_person").next())?;
        Ok((found.iter().map(read).collect::<Result<_, _>>()?, last))
    }
}

fn changes_of(people: &[(PersonId, Vec<WordKey>)], stood: &BTreeMap<PersonId, FoundPerson>, mut last: i64) -> Changes {
    let (mut changes, nothing) = (Changes::default(), BTreeSet::new());
    for (person, words) in people {
        let words: BTreeSet<WordKey> = words.iter().copied().collect();
        let (before, number) = match stood.get(person) {
            Some(stood) => (&stood.words, stood.number),
            None => (&nothing, last + 1),
        };
        if *before == words {
            continue;
        }
        last = last.max(number);
        changes.come.extend(words.difference(before).map(|word| (*word, number)));
        let gone: Vec<i64> = before.difference(&words).map(|word| word.0).collect();
        if !gone.is_empty() {
            changes.go.push((number, gone));
        }
        if words.is_empty() {
            changes.leave.push(number);
        } else {
            let mut spelt = String::with_capacity(words.len() * LETTERS);
            words.iter().for_each(|word| word.spell(&mut spelt));
            changes.stand.push((number, *person, spelt));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::{LETTERS, WordKey};
    use crate::Keys;

    #[test]
    fn a_word_is_the_beginning_of_its_hash_and_is_read_as_it_is_spelt() {
        let keys = Keys::new([1; 32], [2; 32]);
        for text in ["ellis", "poppy", "2026-10-02", ""] {
            let (word, mut spelt) = (keys.word_key("name", text), String::new());
            word.spell(&mut spelt);
            assert_eq!(spelt, keys.term_key("name", text)[..LETTERS]);
            assert_eq!(WordKey::read(spelt.as_bytes()), Some(word));
        }
        assert_eq!(WordKey::read(b"0000000000il1"), None);
        assert_eq!(WordKey::read(b"000"), None);
    }
}
