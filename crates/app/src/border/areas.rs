//! The register of the areas outside, each with whom to ring and its own line
//! of keys: an area without one gets nothing.

use std::collections::BTreeSet;

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::border::{AreaCode, OutsideArea};
use kith_core::person::Telephone;
use kith_exchange::hand_over::{AreaKey, AreaKeyError};
use kith_exchange::list_out::OwnKey;
use kith_store::{KeptArea, Tx};

use super::may_keep_register;
use crate::births::{ReadKey, key_lines};
use crate::words::sentence;
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, KeyDraft, KeyLine, Who};

/// The longest name of an area, in letters.
const LONGEST: usize = 80;

/// One area outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaLine {
    /// Its name.
    pub name: String,
    /// Whom to ring.
    pub contact: String,
    /// Where.
    pub telephone: String,
    /// How its postcodes begin.
    pub covers: Vec<String>,
    /// Its key.
    pub key: KeyLine,
}

/// An area as it is being written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AreaDraft {
    /// Its name.
    pub name: String,
    /// Whom to ring.
    pub contact: String,
    /// Where.
    pub telephone: String,
    /// How its postcodes begin, with commas between them.
    pub covers: String,
    /// It is taken off the register.
    pub is_gone: bool,
}

impl App {
    /// The areas outside: for everybody with a role, so that they know whom to
    /// ring.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn areas_outside(&self) -> Result<Vec<AreaLine>, AppError> {
        self.db.read(|tx| Box::pin(lines(tx))).await
    }

    /// Adds an area outside, changes the one of that name, or takes it off.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] for anybody but the data lead and the command
    /// line.
    pub async fn set_area_outside(
        &self,
        who: impl Into<Who>,
        draft: &AreaDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_keep_register(&who)?;
        let own = self.locality_name().await?;
        let area = read(draft, &own)?;
        let event = who
            .event(Action::OutsideArea, now)
            .outcome(if draft.is_gone { "taken-off" } else { "saved" })
            .with("area", &area.name);
        let line = KeptArea { area, is_gone: draft.is_gone, said_by: who.staff(), said_at: now };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let known = tx.outside_areas().await?;
                    if line.is_gone && !known.iter().any(|known| known.area.name == line.area.name) {
                        return Err(AppError::Stale);
                    }
                    tx.add_outside_area(&line).await?;
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Gives an area outside its line of keys, or takes it away.
    ///
    /// # Errors
    /// As [`App::set_area_outside`].
    pub async fn set_area_key(&self, who: impl Into<Who>, draft: &KeyDraft, now: Timestamp) -> Result<(), AppError> {
        let who = who.into();
        may_keep_register(&who)?;
        let is_known = self.areas_outside().await?.iter().any(|line| line.name == draft.centre);
        let to = Some(recipient(&draft.centre)).filter(|_| is_known).ok_or("Choose an area");
        self.give_key(&who, (to, draft), read_key, now).await
    }

    /// The line of this authority, for the registers of others: made of the key
    /// that opens what they send, and of what this one signs with.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but the data lead and the command
    /// line.
    pub fn own_area_key(&self, who: impl Into<Who>, own: &OwnKey) -> Result<AreaKey, AppError> {
        may_keep_register(&who.into())?;
        Ok(AreaKey { seals: own.public(), signs: self.keys.key.verifying_key() })
    }
}

/// How the keys of an area are kept, apart from those of a centre of the same
/// name.
fn recipient(area: &str) -> String {
    format!("area:{area}")
}

fn read_key(text: &str) -> Result<ReadKey, String> {
    let key: AreaKey = text.parse().map_err(|error: AreaKeyError| error.to_string())?;
    Ok(ReadKey { text: key.to_string(), fingerprint: key.fingerprint() })
}

async fn lines(tx: &mut Tx) -> Result<Vec<AreaLine>, AppError> {
    let areas = tx.outside_areas().await?;
    let recipients: Vec<(String, String)> =
        areas.iter().map(|line| (recipient(&line.area.name), line.area.name.clone())).collect();
    let keys = key_lines(tx, &recipients, read_key).await?;
    let line = |(kept, key): (KeptArea, KeyLine)| AreaLine {
        covers: kept.area.covers.iter().map(ToString::to_string).collect(),
        name: kept.area.name,
        contact: kept.area.contact,
        telephone: kept.area.telephone,
        key,
    };
    Ok(areas.into_iter().zip(keys).map(line).collect())
}

/// The key of an area, as it stands.
pub(super) async fn key_of(tx: &mut Tx, area: &str) -> Result<Option<AreaKey>, AppError> {
    let newest = tx.recipient_keys().await?.into_iter().find(|line| line.recipient == recipient(area));
    Ok(newest.and_then(|line| line.public_key?.parse().ok()))
}

/// The areas with their keys, where they have one.
pub(super) async fn areas_with_keys(tx: &mut Tx) -> Result<Vec<(OutsideArea, AreaKey)>, AppError> {
    let mut found = Vec::new();
    for line in tx.outside_areas().await? {
        if let Some(key) = key_of(tx, &line.area.name).await? {
            found.push((line.area, key));
        }
    }
    Ok(found)
}

fn read(draft: &AreaDraft, own: &str) -> Result<OutsideArea, AppError> {
    let mut problems = Vec::new();
    let mut problem = |field: &str, words: &str| problems.push(FieldProblem::new(field, words));
    let name = filled(&draft.name).filter(|name| name.chars().count() <= LONGEST);
    match &name {
        None => problem("name", "Write the name of the area, in 80 letters or fewer"),
        Some(name) if name.eq_ignore_ascii_case(own) => problem("name", "This is your own area. Write the other one"),
        Some(_) => {}
    }
    let contact = filled(&draft.contact);
    if contact.is_none() && !draft.is_gone {
        problem("contact", "Write whom to ring there");
    }
    let telephone = filled(&draft.telephone).filter(|typed| typed.parse::<Telephone>().is_ok());
    if telephone.is_none() && !draft.is_gone {
        problem("telephone", "Write a telephone number, with its area code");
    }
    let typed: Vec<&str> = draft.covers.split([',', ';', ' ', '\n']).filter(|code| !code.trim().is_empty()).collect();
    let codes: Result<BTreeSet<AreaCode>, _> = typed.iter().map(|code| code.parse::<AreaCode>()).collect();
    let covers = match codes {
        Ok(covers) if !covers.is_empty() || draft.is_gone => covers,
        Ok(_) => {
            problem("covers", "Write how postcodes there begin, like LX9, with a comma between them");
            BTreeSet::new()
        }
        Err(error) => {
            problem("covers", &sentence(&error.to_string()));
            BTreeSet::new()
        }
    };
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    Ok(OutsideArea {
        name: name.unwrap_or_default(),
        contact: contact.unwrap_or_default(),
        telephone: telephone.unwrap_or_default(),
        covers,
    })
}
