//! Welcome cards: one a child, ever, with what the centre offers now; who is
//! left out is said before anything is printed (page 27; S004-WAd).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::statement::Part;
use kith_exchange::list_out::encrypt;
use kith_letters::{CardTo, CentreOnCard, Language};
use kith_store::{CardStep, Tx};

use super::centre::{Known, centre_of, known, outreach};
use super::centre_card::on_card;
use super::gather::{Which, gather};
use super::keys::{MAIL_HOUSE, keys_of};
use crate::door::{Rules, today};
use crate::letter_words::languages;
use crate::loss::is_bereaved;
use crate::words::{cell, date_words, listed};
use crate::{App, AppError, Asker};

/// Why a family gets no card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoCard {
    /// No address is on record.
    NoAddress,
    /// A child of the family died.
    Bereaved,
}

impl NoCard {
    /// Why, and what to do instead.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoAddress => "There is no address. Ask their health visitor.",
            Self::Bereaved => "A child of this family died. No card is sent. Speak to their health visitor first.",
        }
    }
}

/// A card for one family.
#[derive(Clone, PartialEq, Eq)]
pub struct CardToSend {
    /// The family.
    pub family: FamilyId,
    /// The children that it welcomes.
    pub children: Vec<PersonId>,
    /// "Poppy and Max Ellis".
    pub names: String,
    /// The address, a line each, the postcode last.
    pub address: Vec<String>,
    /// The words of the card: in the language that the record names, where
    /// somebody checked these. What the record names stays here: it is no part
    /// of what the family agreed to (S004-WAa).
    pub words: Arc<Language>,
}

impl CardToSend {
    /// What stands on the card.
    #[must_use]
    pub fn card_to(&self, now: Timestamp) -> CardTo {
        CardTo { names: self.names.clone(), address: self.address.clone(), on: date_words(today(now)) }
    }
}

/// The cards that a centre has to make.
#[derive(Clone, PartialEq, Eq)]
pub struct CardBatch {
    /// What stands on every card.
    pub centre: CentreOnCard,
    /// The cards.
    pub cards: Vec<CardToSend>,
    /// Families that get none: family, names, why.
    pub left_out: Vec<(FamilyId, String, NoCard)>,
    /// What the centre still has to say of itself before cards can be made.
    pub missing: Vec<&'static str>,
    /// The mail house has a key: its file is encrypted.
    pub has_mail_house_key: bool,
}

/// Names and addresses for a mail house.
#[derive(Clone, PartialEq, Eq)]
pub enum MailHouseFile {
    /// Only the mail house can open it.
    Encrypted(Vec<u8>),
    /// The mail house has no key: anybody who gets hold of it can read it.
    Plain(Vec<u8>),
}

impl App {
    /// The cards that the asker's centre has to make, and who is left out.
    /// Printing them is written down as printing.
    ///
    /// # Errors
    /// As [`App::new_births`].
    pub async fn welcome_cards(&self, asker: &Asker, is_print: bool, now: Timestamp) -> Result<CardBatch, AppError> {
        let batch = self.card_batch(asker, now).await?;
        let action = if is_print { Action::Print } else { Action::Look };
        let families: Vec<String> = batch.cards.iter().map(|card| card.family.to_string()).collect();
        let looked = outreach(asker, action, now).with("page", "welcome-cards").with("families", families.join(" "));
        self.write_event(if is_print { looked.with("why-names", "cards") } else { looked }).await?;
        Ok(batch)
    }

    /// The same as a file for a mail house: encrypted to its key, where it has
    /// one (D137).
    ///
    /// # Errors
    /// As [`App::new_births`]; [`AppError::Broken`] where it cannot be encrypted.
    pub async fn cards_for_mail_house(&self, asker: &Asker, now: Timestamp) -> Result<MailHouseFile, AppError> {
        let key = self.db.read(|tx| Box::pin(async move { Ok::<_, AppError>(keys_of(tx).await?.remove(MAIL_HOUSE)) }));
        let key = key.await?;
        let batch = self.card_batch(asker, now).await?;
        let families: Vec<String> = batch.cards.iter().map(|card| card.family.to_string()).collect();
        let taken = outreach(asker, Action::Export, now)
            .with("page", "welcome-cards")
            .with("encrypted", if key.is_some() { "yes" } else { "no" });
        self.write_event(taken.with("families", families.join(" ")).with("why-names", "cards")).await?;
        let mut text = "NAME,ADDRESS,POSTCODE,LANGUAGE\r\n".to_owned();
        for card in &batch.cards {
            let (postcode, lines) = card.address.split_last().map_or(("", &[][..]), |(last, lines)| (last, lines));
            let name = cell(&format!("The family of {}", card.names));
            let language = cell(&card.words.title());
            text.push_str(&format!("{name},{},{},{language}\r\n", cell(&lines.join(", ")), cell(postcode)));
        }
        Ok(match key {
            Some(key) => MailHouseFile::Encrypted(
                encrypt(&key, text.as_bytes()).map_err(|error| AppError::Broken(error.into()))?,
            ),
            None => MailHouseFile::Plain(text.into_bytes()),
        })
    }

    /// Notes that the cards of these families were posted. Gives how many were
    /// noted: families whose card was posted before, or that may not be
    /// written to any more, are left alone.
    ///
    /// # Errors
    /// As [`App::new_births`].
    pub async fn cards_posted(
        &self,
        asker: &Asker,
        (families, form_key): (&[FamilyId], &str),
        now: Timestamp,
    ) -> Result<usize, AppError> {
        let centre = centre_of(asker, now)?;
        let wanted: BTreeSet<FamilyId> = families.iter().copied().collect();
        let (asker, rules) = (asker.clone(), self.rules.clone());
        let key = format!("cards {} {form_key}", asker.staff.id);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if tx.do_once(&key, "births", now).await?.is_some() {
                        return Ok(0);
                    }
                    let found = cards(tx, &rules, &centre, now).await?;
                    let posted: Vec<&(CardToSend, Vec<RecordId>)> =
                        found.cards.iter().filter(|(card, _)| wanted.contains(&card.family)).collect();
                    let records: Vec<RecordId> = posted.iter().flat_map(|(_, records)| records.clone()).collect();
                    tx.add_card_steps(&records, (&centre, CardStep::Posted), Some(asker.staff.id), now).await?;
                    let names: Vec<String> = posted.iter().map(|(card, _)| card.family.to_string()).collect();
                    let noted = outreach(&asker, Action::WelcomeCard, now).outcome("posted");
                    tx.append_audit(&noted.with("families", names.join(" "))).await?;
                    Ok(posted.len())
                })
            })
            .await
    }

    /// Notes that the card of a child came back.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where no card of this centre was posted to the
    /// child.
    pub async fn card_returned(&self, asker: &Asker, child: PersonId, now: Timestamp) -> Result<(), AppError> {
        let centre = centre_of(asker, now)?;
        let asker = asker.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let cards = tx.cards_of(&[child]).await?;
                    let posted = cards.iter().find(|card| card.step == CardStep::Posted && card.centre == centre);
                    let Some(record) = posted.map(|card| card.record) else { return Err(AppError::NotFound) };
                    if cards.iter().all(|card| card.step != CardStep::Returned) {
                        tx.add_card_steps(&[record], (&centre, CardStep::Returned), Some(asker.staff.id), now).await?;
                        let noted = outreach(&asker, Action::WelcomeCard, now).outcome("returned").about(child);
                        tx.append_audit(&noted).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    async fn card_batch(&self, asker: &Asker, now: Timestamp) -> Result<CardBatch, AppError> {
        let centre = centre_of(asker, now)?;
        self.keep_places_ready(now).await?;
        let rules = self.rules.clone();
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let found = cards(tx, &rules, &centre, now).await?;
                    let (centre, missing) = on_card(tx, &centre).await?;
                    let cards = found.cards.into_iter().map(|(card, _)| card).collect();
                    let has_mail_house_key = keys_of(tx).await?.contains_key(MAIL_HOUSE);
                    Ok(CardBatch { centre, cards, left_out: found.left_out, missing, has_mail_house_key })
                })
            })
            .await
    }
}

/// Cards with the records that they are noted with.
struct Cards {
    cards: Vec<(CardToSend, Vec<RecordId>)>,
    left_out: Vec<(FamilyId, String, NoCard)>,
}

async fn cards(tx: &mut Tx, rules: &Rules, centre: &str, now: Timestamp) -> Result<Cards, AppError> {
    let told_of = tx.told_to_centre(centre).await?;
    // One card a child, ever: also where another centre posted it.
    let welcomed: BTreeSet<PersonId> = tx.cards_of(&told_of).await?.iter().map(|card| card.person).collect();
    let to_welcome: BTreeSet<PersonId> = told_of.into_iter().filter(|child| !welcomed.contains(child)).collect();
    let gathered = gather(tx, rules, Which::These(&to_welcome), now).await?;
    let known = known(tx, &gathered.cases, (centre, today(now))).await?;
    let mut families: BTreeMap<FamilyId, Vec<&Known<'_>>> = BTreeMap::new();
    for known in &known {
        families.entry(known.family).or_default().push(known);
    }
    let (bereaved, languages) = (bereaved(tx, &families, today(now)).await?, languages(tx).await?);
    let (mut cards, mut left_out) = (Vec::new(), Vec::new());
    for (family, of_family) in families {
        let names = names(&of_family);
        let address =
            of_family.iter().find(|known| !known.about.address.is_empty() && !known.about.postcode.is_empty());
        match address {
            _ if bereaved.contains(&family) => left_out.push((family, names, NoCard::Bereaved)),
            None => left_out.push((family, names, NoCard::NoAddress)),
            Some(at) => {
                let mut address = at.about.address.clone();
                address.push(at.about.postcode.clone());
                let card = CardToSend {
                    family,
                    children: of_family.iter().map(|known| known.case.child).collect(),
                    names,
                    address,
                    words: languages.for_family(of_family.iter().find_map(|known| known.about.language.as_deref())),
                };
                cards.push((card, of_family.iter().map(|known| known.record).collect()));
            }
        }
    }
    cards.sort_by(|(one, _), (other, _)| one.names.cmp(&other.names));
    Ok(Cards { cards, left_out })
}

/// The families that lost a child: nothing cheerful is sent there.
async fn bereaved(
    tx: &mut Tx,
    families: &BTreeMap<FamilyId, Vec<&Known<'_>>>,
    today: Date,
) -> Result<BTreeSet<FamilyId>, AppError> {
    let mut found = BTreeSet::new();
    for (family, of_family) in families {
        let homes = || of_family.iter().filter_map(|known| known.case.household.as_ref());
        let members = homes().flat_map(|home| &home.members);
        let children: Vec<PersonId> =
            members.filter(|member| member.part == Part::Subject).map(|member| member.person).collect();
        let places = tx.child_places_of(&children).await?;
        let has_died = places.iter().any(|(.., place)| place.died_on.is_some());
        if has_died || is_bereaved(tx, *family, today).await? {
            found.insert(*family);
        }
    }
    Ok(found)
}

/// "Poppy and Max Ellis", or each with their own family name.
fn names(of_family: &[&Known<'_>]) -> String {
    let families: BTreeSet<&str> = of_family.iter().map(|known| known.about.family.as_str()).collect();
    let mut given: Vec<String> = of_family.iter().map(|known| known.about.given.clone()).collect();
    if families.len() == 1 {
        let family = families.into_iter().next().unwrap_or_default();
        given.retain(|name| !name.is_empty());
        return format!("{} {family}", listed(&given)).trim().to_owned();
    }
    let whole: Vec<String> = of_family
        .iter()
        .map(|known| format!("{} {}", known.about.given, known.about.family).trim().to_owned())
        .collect();
    listed(&whole)
}
