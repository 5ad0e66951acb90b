//! Finding a family (screen 4): one box takes names, an NHS number, a date of
//! birth and a postcode, in any order. What was typed is never in an address;
//! a family that the reader may not know of leaves no trace in the answer.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, SearchId};
use kith_core::person::{NhsNumber, Postcode};
use kith_store::{Tx, WordKey};

use crate::caseload::{FamilyCard, card_of, current, names};
use crate::door::{Rules, event, fresh};
use crate::import::{WordTerms, birth_term, number_term, postcode_term, word_terms};
use crate::{App, AppError, Asker, FieldProblem, look, people};

/// How many families an answer lists.
const MOST: usize = 20;
/// How many people are looked at for an answer.
const LOOKED_AT: u32 = 200;

/// Where a search leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindAnswer {
    /// Straight to the one family with this NHS number.
    Straight(FamilyId),
    /// To the answer that is kept for this session.
    Kept(SearchId),
}

/// What was typed, taken apart.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SearchTerms {
    /// What was typed.
    pub typed: String,
    /// An NHS number in it.
    pub nhs_number: Option<NhsNumber>,
    /// A date of birth in it.
    pub born_on: Option<Date>,
    /// A postcode in it.
    pub postcode: Option<Postcode>,
    /// The words of names in it.
    pub words: Vec<String>,
}

/// One family that was found.
#[derive(Clone)]
pub struct FoundCard {
    /// The family.
    pub card: FamilyCard,
    /// Why it was found: "same NHS number", "a name that sounds alike".
    pub why: String,
    /// Two of the children have the same birthday: check the name.
    pub has_same_birthday: bool,
}

/// The answer to a search.
#[derive(Clone)]
pub struct Found {
    /// What was typed.
    pub searched: SearchTerms,
    /// The families that the reader works with and that match, surest first.
    pub cards: Vec<FoundCard>,
    /// There are more than are listed.
    pub has_more: bool,
    /// A family that the reader does not work with has this very NHS number, or
    /// this very name and date of birth. Nothing else is said about it.
    pub outside: Option<FamilyId>,
}

impl SearchTerms {
    /// Takes apart what was typed.
    #[must_use]
    pub fn read(typed: &str) -> Self {
        let mut terms = Self { typed: typed.trim().to_owned(), ..Self::default() };
        let mut rest: Vec<String> = typed.replace(',', " ").split_whitespace().map(str::to_owned).collect();
        terms.nhs_number = take(&mut rest, 4, |text| text.parse().ok());
        terms.born_on = take(&mut rest, 3, read_day);
        terms.postcode = take(&mut rest, 2, |text| text.parse().ok());
        terms.words = rest.into_iter().filter(|word| word.chars().any(char::is_alphabetic)).collect();
        terms
    }

    fn is_empty(&self) -> bool {
        self.nhs_number.is_none() && self.born_on.is_none() && self.postcode.is_none() && self.words.is_empty()
    }

    /// Whether it names somebody so exactly that it is no guess.
    pub(crate) fn is_exact(&self) -> bool {
        self.nhs_number.is_some() || (self.words.len() >= 2 && self.born_on.is_some())
    }
}

/// Takes the first run of at most `most` pieces that reads as something.
fn take<T>(pieces: &mut Vec<String>, most: usize, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    for length in (1..=most).rev() {
        for start in 0..pieces.len().saturating_sub(length - 1) {
            if let Some(found) = read(&pieces[start..start + length].join(" ")) {
                pieces.drain(start..start + length);
                return Some(found);
            }
        }
    }
    None
}

/// A date as people type it: 2/10/2026, 2.10.26, 2 October 2026, 2026-10-02.
pub(crate) fn read_day(text: &str) -> Option<Date> {
    let pieces: Vec<&str> = text.split([' ', '/', '.', '-']).filter(|piece| !piece.is_empty()).collect();
    let [first, second, third] = pieces[..] else { return None };
    let month = |text: &str| -> Option<i8> {
        text.parse().ok().or_else(|| {
            let text = text.to_lowercase();
            let starts = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
            let place = starts.iter().position(|start| text.starts_with(start))?;
            i8::try_from(place + 1).ok()
        })
    };
    let is_iso = first.len() == 4;
    let (year, month, day) = if is_iso { (first, month(second)?, third) } else { (third, month(second)?, first) };
    let short: i16 = year.parse().ok()?;
    let year = match year.len() {
        2 => 2000 + short,
        4 => short,
        _ => return None,
    };
    Date::new(year, month, day.parse().ok()?).ok()
}

impl App {
    /// Searches, keeps the answer for this session, and says where it is. An
    /// exact NHS number of a family that the reader works with leads straight
    /// there.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when nothing was typed that can be looked up;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn find(&self, asker: &Asker, typed: &str, now: Timestamp) -> Result<FindAnswer, AppError> {
        current(asker, now)?;
        let terms = SearchTerms::read(typed);
        if terms.is_empty() {
            return Err(AppError::Invalid(vec![FieldProblem::new(
                "words",
                "Type a name, an NHS number, a date of birth or a postcode",
            )]));
        }
        let search = fresh(SearchId::from_random)?;
        let found = self.search(asker, terms.clone(), now).await?;
        let straight = match found.cards.as_slice() {
            [only] if terms.nhs_number.is_some() => Some(only.card.family),
            _ => None,
        };
        let searched = event(asker, Action::Search, now)
            .outcome(if found.cards.is_empty() { "none" } else { "found" })
            .with("search", search)
            .with("shown", found.cards.len())
            .with("outside", found.outside.is_some());
        let staff = asker.staff.id;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.keep_search(search, staff, terms.typed.as_bytes(), now).await?;
                    tx.append_audit(&searched).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(straight.map_or(FindAnswer::Kept(search), FindAnswer::Straight))
    }

    /// The answer to a search that was kept for this person.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when it is somebody else's or no longer kept.
    pub async fn found(&self, asker: &Asker, search: SearchId, now: Timestamp) -> Result<Found, AppError> {
        current(asker, now)?;
        let staff = asker.staff.id;
        let typed = self.db.read(move |tx| Box::pin(async move { tx.kept_search(search, staff).await }));
        let typed = typed.await?.ok_or(AppError::NotFound)?;
        let terms = SearchTerms::read(&String::from_utf8_lossy(&typed));
        let found = self.search(asker, terms, now).await?;
        let cards: Vec<FamilyCard> = found.cards.iter().map(|found| found.card.clone()).collect();
        self.write_event(event(asker, Action::Search, now).with("search", search).with("families", names(&cards)))
            .await?;
        Ok(found)
    }

    async fn search(&self, asker: &Asker, terms: SearchTerms, now: Timestamp) -> Result<Found, AppError> {
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db.read(move |tx| Box::pin(async move { search(tx, &asker, &rules, terms, now).await })).await
    }
}

async fn search(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    terms: SearchTerms,
    now: Timestamp,
) -> Result<Found, AppError> {
    let people = matching(tx, &terms).await?;
    let ids: Vec<PersonId> = people.keys().copied().collect();
    let mut families: BTreeMap<FamilyId, (u32, &'static str)> = BTreeMap::new();
    for member in tx.families_of_persons(&ids).await? {
        if let Some((rank, why)) = people.get(&member.person) {
            let best = families.entry(member.family).or_insert((*rank, why));
            *best = (*best).min((*rank, why));
        }
    }
    let mut ordered: Vec<(FamilyId, u32, &'static str)> =
        families.into_iter().map(|(family, (rank, why))| (family, rank, why)).collect();
    ordered.sort_by_key(|(family, rank, _)| (*rank, *family));
    let mut found = Found { searched: terms, cards: Vec::new(), has_more: false, outside: None };
    for (family, _, why) in ordered {
        if found.cards.len() == MOST {
            found.has_more = true;
            break;
        }
        match look::peek(tx, asker, rules, family, now).await? {
            Some(look) => {
                let everybody = people::everybody(tx, &look).await?;
                let card = card_of(&look, &everybody, None);
                if let Some(card) = look.permit(card) {
                    let has_same_birthday = people::has_same_birthday(&everybody);
                    found.cards.push(FoundCard { card: card.into_inner(), why: why.to_owned(), has_same_birthday });
                }
            }
            None if found.searched.is_exact() && found.outside.is_none() => {
                found.outside = look::is_plain(tx, family).await?.then_some(family);
            }
            None => {}
        }
    }
    Ok(found)
}

/// How a reader stands to the family of somebody who is named exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// The reader works with this family, or said why.
    With(FamilyId),
    /// The reader does not; that the family exists may be said.
    Outside(FamilyId),
    /// Nobody is in a family by this number, or by this name and day; or
    /// somebody of whom nothing may be said, which is the same to the reader.
    Nobody,
}

/// Who is named exactly, and how the reader stands to the family. Nothing of
/// the family is answered and nothing written down: whoever goes on opens it.
pub(crate) async fn named(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    terms: SearchTerms,
    now: Timestamp,
) -> Result<Named, AppError> {
    let same: Vec<PersonId> =
        matching(tx, &terms).await?.into_iter().filter(|(_, (rank, _))| *rank == 0).map(|(person, _)| person).collect();
    let mut found = Named::Nobody;
    for member in tx.families_of_persons(&same).await? {
        if look::peek(tx, asker, rules, member.family, now).await?.is_some() {
            return Ok(Named::With(member.family));
        }
        if look::is_plain(tx, member.family).await? {
            found = Named::Outside(member.family);
        }
    }
    Ok(found)
}

/// The people that match, with how sure (0 the surest) and why.
async fn matching(tx: &mut Tx, terms: &SearchTerms) -> Result<BTreeMap<PersonId, (u32, &'static str)>, AppError> {
    let keys = tx.keys();
    let mut exact: Vec<WordKey> = Vec::new();
    exact.extend(terms.nhs_number.map(|number| number_term(keys, number)));
    exact.extend(terms.born_on.map(|born| birth_term(keys, born)));
    exact.extend(terms.postcode.as_ref().map(|postcode| postcode_term(keys, postcode)));
    let words: Vec<WordTerms> = terms.words.iter().filter_map(|word| word_terms(keys, word)).collect();
    let with = |form: fn(&WordTerms) -> WordKey| -> Vec<WordKey> {
        exact.iter().copied().chain(words.iter().map(form)).collect()
    };
    let why_same = match (terms.nhs_number.is_some(), terms.words.is_empty()) {
        (true, _) => "Same NHS number",
        (false, true) => "Same date of birth or postcode",
        (false, false) => "Same name",
    };
    let queries = [
        (0, why_same, with(|word| word.same)),
        (1, "Name starts the same", with(|word| word.start.unwrap_or(word.same))),
        (2, "A short form of the name", with(|word| word.short_forms.first().copied().unwrap_or(word.same))),
        (3, "Name sounds alike", with(|word| word.sound.unwrap_or(word.same))),
    ];
    let mut people: BTreeMap<PersonId, (u32, &'static str)> = BTreeMap::new();
    let mut asked: Vec<Vec<WordKey>> = Vec::new();
    for (rank, why, query) in queries {
        if query.is_empty() || asked.contains(&query) {
            continue;
        }
        for person in tx.persons_by_all_words(&query, LOOKED_AT).await? {
            people.entry(person).or_insert((rank, why));
        }
        asked.push(query);
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::{SearchTerms, read_day};

    #[test]
    fn one_box_takes_number_day_postcode_and_names_in_any_order() {
        let terms = SearchTerms::read("Ellis, 2 October 2026 poppy LX1 4QR");
        assert_eq!(terms.words, ["Ellis", "poppy"]);
        assert_eq!(terms.born_on, Some(jiff::civil::date(2026, 10, 2)));
        assert_eq!(terms.postcode.map(|postcode| postcode.to_string()), Some("LX1 4QR".to_owned()));
        let terms = SearchTerms::read(" 999 000 0018 ");
        assert!(terms.nhs_number.is_some() && terms.words.is_empty());
    }

    #[test]
    fn a_day_is_read_as_people_type_it() {
        let day = Some(jiff::civil::date(2026, 10, 2));
        for typed in ["2/10/2026", "02.10.26", "2 Oct 2026", "2026-10-02", "2 october 2026"] {
            assert_eq!(read_day(typed), day, "{typed}");
        }
        assert_eq!(read_day("31/09/2026"), None);
    }
}
