//! The letters that tell families how information is shared (S000-9): one, or
//! all that a team still has to send; who is left out, and why; what was sent.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::family::{PersonField, fields_for};
use kith_core::id::FamilyId;
use kith_core::ledger::{LedgerEvent, Proof};
use kith_core::statement::Part;
use kith_core::workforce::Role;
use kith_letters::{NoticeTo, Office};
use kith_store::Tx;

use crate::caseload::current;
use crate::consent_form::{address_lines, language};
use crate::door::{Rules, event, today};
use crate::letter_words::languages;
use crate::look::{self, Doing, Look};
use crate::notices;
use crate::office::office;
use crate::people::{self, Somebody};
use crate::words::{cell, date_words};
use crate::{App, AppError, Asker, Issue};

/// Why a family gets no letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// Where they live is kept safe: a letter could give it away.
    KeptSafe,
    /// No address is on record, or the reader may not see it.
    NoAddress,
    /// They have lost a baby: nothing is sent of its own accord.
    Bereaved,
}

impl LeftOut {
    /// Why, and what to do instead.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::KeptSafe => "Where they live is kept safe. Tell them in person.",
            Self::Bereaved => kith_core::antenatal::NOTHING_WILL_BE_SENT,
            Self::NoAddress => "There is no address that you can see. Ask for it, or tell them in person.",
        }
    }
}

/// A letter for one family.
#[derive(Clone, PartialEq, Eq)]
pub struct ToSend {
    /// The family.
    pub family: FamilyId,
    /// Its title.
    pub title: String,
    /// Who it goes to and where: name first, postcode last.
    pub to: Vec<String>,
    /// The language that the record names.
    pub language: Option<String>,
    /// Parents who live elsewhere, by name: this letter is not for them, and
    /// none goes to them of its own accord.
    pub apart: Vec<String>,
}

impl ToSend {
    /// What stands on the letter.
    #[must_use]
    pub fn notice_to(&self, now: Timestamp) -> NoticeTo {
        NoticeTo { reference: self.family.to_string(), to: self.to.clone(), on: date_words(today(now)) }
    }
}

/// The letter to one family, or why there is none.
#[derive(Clone, PartialEq, Eq)]
pub struct NoticeFacts {
    /// The family's title.
    pub family_title: String,
    /// Who answers for information here.
    pub office: Office,
    /// The letter, or why it is left out.
    pub letter: Result<ToSend, LeftOut>,
}

/// The letters that a team still has to send.
#[derive(Clone, PartialEq, Eq)]
pub struct Batch {
    /// Who answers for information here.
    pub office: Office,
    /// The letters.
    pub letters: Vec<ToSend>,
    /// Families that get none: reference, title, why.
    pub left_out: Vec<(FamilyId, String, LeftOut)>,
}

impl App {
    /// The letter to one family. Printing it is written down as printing.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn notice_letter(
        &self,
        asker: &Asker,
        family: FamilyId,
        is_print: bool,
        now: Timestamp,
    ) -> Result<Issue<NoticeFacts>, AppError> {
        let action = if is_print { Action::Print } else { Action::Look };
        self.write_at(asker, (family, now), Doing::of(action, "notice-letter"), |tx, look| {
            Box::pin(async move {
                let everybody = people::everybody(tx, &look).await?;
                let family_title = people::family_title(&everybody);
                let letter = letter(&look, &everybody);
                Ok(Ok(office(tx).await?.map(|office| NoticeFacts { family_title, office, letter })))
            })
        })
        .await
    }

    /// The letters that the asker's team still has to send, and who is left
    /// out of them. Printing them is written down as printing.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a centre manager;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn notice_batch(&self, asker: &Asker, is_print: bool, now: Timestamp) -> Result<Issue<Batch>, AppError> {
        let (letters, left_out, office) = self.waiting(asker, now).await?;
        let action = if is_print { Action::Print } else { Action::Look };
        let seen = letters.iter().map(|letter| letter.family).chain(left_out.iter().map(|(family, ..)| *family));
        let looked = event(asker, action, now).with("page", "notice-letters").with("families", joined(seen));
        // Letters are the reason that names are needed: no figure can be posted (S002-13b).
        self.write_event(if is_print { looked.with("why-names", "letters") } else { looked }).await?;
        Ok(office.map(|office| Batch { office, letters, left_out }))
    }

    /// The same as a file for mail merge, with the language that each record
    /// names.
    ///
    /// # Errors
    /// As [`App::notice_batch`].
    pub async fn letters_to_send(&self, asker: &Asker, now: Timestamp) -> Result<Vec<u8>, AppError> {
        let (letters, ..) = self.waiting(asker, now).await?;
        let families = joined(letters.iter().map(|letter| letter.family));
        self.write_event(event(asker, Action::Export, now).with("page", "notices").with("families", families)).await?;
        let mut text = "REFERENCE,NAME,ADDRESS,POSTCODE,LANGUAGE\n".to_owned();
        for ToSend { family, to, language, .. } in letters {
            let (name, address) =
                to.split_first().map_or((String::new(), &[][..]), |(name, rest)| (name.clone(), rest));
            let (postcode, lines) = match address.split_last() {
                Some((last, lines)) if last.parse::<kith_core::person::Postcode>().is_ok() => (last.clone(), lines),
                _ => (String::new(), address),
            };
            let language = language.unwrap_or_default();
            text.push_str(&format!(
                "{family},{},{},{},{}\n",
                cell(&name),
                cell(&lines.join(", ")),
                cell(&postcode),
                cell(&language)
            ));
        }
        Ok(text.into_bytes())
    }

    /// Notes that the letters to these families were posted: a notice each.
    /// Families that were told meanwhile, or that may not be written to, are
    /// left alone. Gives how many were noted.
    ///
    /// # Errors
    /// As [`App::notice_batch`].
    pub async fn letters_posted(
        &self,
        asker: &Asker,
        (families, form_key): (&[FamilyId], &str),
        now: Timestamp,
    ) -> Result<usize, AppError> {
        let (letters, ..) = self.waiting(asker, now).await?;
        let wanted: BTreeSet<FamilyId> = families.iter().copied().collect();
        let posted: Vec<ToSend> = letters.into_iter().filter(|letter| wanted.contains(&letter.family)).collect();
        let count = posted.len();
        let (asker, rules) = (asker.clone(), self.rules.clone());
        let key = format!("letters {} {form_key}", asker.staff.id);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let languages = languages(tx).await?;
                    for letter in &posted {
                        let version = languages.for_family(letter.language.as_deref()).version().to_owned();
                        let told = LedgerEvent::Notice { on: today(now), version, how: "letter".to_owned() };
                        let to = letter.to.first().map(|name| format!("Given to {name}"));
                        let proof = Proof { note: to, ..Proof::default() };
                        let key = format!("{key} {}", letter.family);
                        let about = (letter.family, now);
                        // A family that this asker may not see any more is passed over; the audit says so.
                        if let Ok(look) = look::begin(tx, &asker, &rules, about, Doing::page("record-notice")).await? {
                            let _ = notices::save(tx, &look, (told, proof, key)).await?;
                        }
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(count)
    }

    /// The letters of the asker's team, who is left out, and whether they may
    /// be given out at all.
    async fn waiting(&self, asker: &Asker, now: Timestamp) -> Result<Waiting, AppError> {
        if asker.staff.role != Role::CentreManager {
            return Err(AppError::NotFound);
        }
        current(asker, now)?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        self.db.read(move |tx| Box::pin(async move { waiting(tx, &reader, &rules, now).await })).await
    }
}

type Waiting = (Vec<ToSend>, Vec<(FamilyId, String, LeftOut)>, Issue<Office>);

fn joined(families: impl Iterator<Item = FamilyId>) -> String {
    families.map(|family| family.to_string()).collect::<Vec<_>>().join(" ")
}

async fn waiting(tx: &mut Tx, asker: &Asker, rules: &Rules, now: Timestamp) -> Result<Waiting, AppError> {
    let (mut letters, mut left_out, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let office = office(tx).await?;
    let (Some(service), Some(team)) = (asker.staff.service, asker.staff.team.as_ref()) else {
        return Ok((letters, left_out, office));
    };
    for line in tx.caseload_of_team(service, team, today(now)).await? {
        let Some(family) = line.family.filter(|family| seen.insert(*family)) else { continue };
        let Some(look) = look::peek(tx, asker, rules, family, now).await? else { continue };
        if look.ledger().is_notice_given() {
            continue;
        }
        let everybody = people::everybody(tx, &look).await?;
        match letter(&look, &everybody) {
            Ok(letter) => letters.push(letter),
            Err(why) => left_out.push((look.family, people::family_title(&everybody), why)),
        }
    }
    Ok((letters, left_out, office))
}

/// The letter to an open family.
fn letter(look: &Look, everybody: &[Somebody]) -> Result<ToSend, LeftOut> {
    if look.is_shielded {
        return Err(LeftOut::KeptSafe);
    }
    if crate::loss::stands(&look.losses) {
        return Err(LeftOut::Bereaved);
    }
    if !fields_for(look.asker.purpose).contains(&PersonField::Address) {
        return Err(LeftOut::NoAddress);
    }
    let at_home = || everybody.iter().filter(|somebody| !somebody.member.lives_elsewhere);
    let home = at_home().find_map(|somebody| somebody.view.address.as_ref()).ok_or(LeftOut::NoAddress)?;
    let title = people::family_title(everybody);
    let name = names_at_home(everybody).unwrap_or_else(|| format!("The {title}"));
    let to = std::iter::once(name).chain(address_lines(&home.value)).collect();
    let parents = everybody.iter().filter(|it| is_parent(it) && it.member.lives_elsewhere);
    let apart = parents.map(|parent| parent.view.display_name.clone()).collect();
    Ok(ToSend { family: look.family, title, to, language: language(look, everybody), apart })
}

/// Whom the letter is for: each parent at home, or whoever else cares for the
/// children there (S003-ISr).
fn names_at_home(everybody: &[Somebody]) -> Option<String> {
    let adults: Vec<&Somebody> =
        everybody.iter().filter(|it| !it.is_child() && it.is_living() && !it.member.lives_elsewhere).collect();
    let parents: Vec<&str> =
        adults.iter().filter(|it| is_parent(it)).map(|parent| parent.view.display_name.as_str()).collect();
    match parents.as_slice() {
        [] => adults.first().map(|carer| carer.view.display_name.clone()),
        parents => Some(parents.join(" and ")),
    }
}

fn is_parent(somebody: &Somebody) -> bool {
    matches!(somebody.member.part, Part::Mother | Part::Father) && somebody.is_living()
}
