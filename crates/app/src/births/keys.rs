//! The keys of those who receive lists: a recipient without one gets none.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::area::PlaceKind;
use kith_core::audit::Action;
use kith_exchange::list_out::RecipientKey;
use kith_store::{KeptKey, Tx};

use super::may_send_lists;
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, Who};

/// The key of one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The centre.
    pub centre: String,
    /// What is read out to check the key; none where there is no key.
    pub fingerprint: Option<String>,
    /// With whom it was checked.
    pub checked_with: String,
    /// Since when.
    pub since: Option<Timestamp>,
    /// Who said so.
    pub said_by: String,
}

/// A key as it is being given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyDraft {
    /// The centre.
    pub centre: String,
    /// The public key; empty to take it away.
    pub public_key: String,
    /// With whom it was checked, and how.
    pub checked_with: String,
}

impl App {
    /// Every centre with its key.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a data lead and the command line.
    pub async fn recipient_keys(&self, who: impl Into<Who>) -> Result<Vec<KeyLine>, AppError> {
        may_send_lists(&who.into())?;
        self.db.read(|tx| Box::pin(lines(tx))).await
    }

    /// Gives a centre a key, or takes it away. Lists built from now on are
    /// encrypted to it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] as for [`App::recipient_keys`].
    pub async fn set_recipient_key(
        &self,
        who: impl Into<Who>,
        draft: &KeyDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let mut problems = Vec::new();
        let key = match filled(&draft.public_key) {
            None => None,
            Some(text) => match text.parse::<RecipientKey>() {
                Ok(key) => Some(key),
                Err(error) => {
                    problems.push(FieldProblem::new("public_key", error.to_string()));
                    None
                }
            },
        };
        let checked_with = filled(&draft.checked_with);
        if checked_with.is_none() {
            let says = "Write with whom you checked the key, and how: by telephone, face to face";
            problems.push(FieldProblem::new("checked_with", says));
        }
        if !self.centre_names().await?.contains(&draft.centre) {
            problems.push(FieldProblem::new("centre", "Choose a centre"));
        }
        let (Some(checked_with), true) = (checked_with, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let event = who
            .event(Action::RecipientKey, now)
            .outcome(if key.is_some() { "given" } else { "taken-away" })
            .with("recipient", &draft.centre)
            .with("key", key.as_ref().map(RecipientKey::fingerprint).unwrap_or_default());
        let line = KeptKey {
            recipient: draft.centre.clone(),
            public_key: key.map(|key| key.to_string()),
            checked_with,
            said_by: who.staff(),
            said_at: now,
        };
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_recipient_key(&line).await?;
                    tx.append_audit(&event).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// The key of each recipient that has one.
pub(super) async fn keys_of(tx: &mut Tx) -> Result<BTreeMap<String, RecipientKey>, AppError> {
    let mut newest: BTreeMap<String, Option<String>> = BTreeMap::new();
    for line in tx.recipient_keys().await? {
        newest.entry(line.recipient).or_insert(line.public_key);
    }
    let parsed = newest.into_iter().filter_map(|(recipient, key)| Some((recipient, key?.parse().ok()?)));
    Ok(parsed.collect())
}

async fn lines(tx: &mut Tx) -> Result<Vec<KeyLine>, AppError> {
    let kept = tx.recipient_keys().await?;
    let names = tx.names_of_staff(&kept.iter().filter_map(|line| line.said_by).collect::<Vec<_>>()).await?;
    let places = tx.places().await?;
    let centres = places.into_iter().filter(|place| place.kind == PlaceKind::Centre).map(|place| place.name);
    Ok(centres
        .map(|centre| {
            let newest = kept.iter().find(|line| line.recipient == centre);
            let key = newest.and_then(|line| line.public_key.as_ref()?.parse::<RecipientKey>().ok());
            let said_by = newest.map(|line| match line.said_by {
                Some(staff) => names.get(&staff).cloned().unwrap_or_default(),
                None => "An operator, by command".to_owned(),
            });
            KeyLine {
                centre,
                fingerprint: key.map(|key| key.fingerprint()),
                checked_with: newest.map(|line| line.checked_with.clone()).unwrap_or_default(),
                since: newest.map(|line| line.said_at),
                said_by: said_by.unwrap_or_default(),
            }
        })
        .collect())
}
