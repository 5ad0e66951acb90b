//! The keys of those who receive lists: a recipient without one gets none.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kith_core::area::PlaceKind;
use kith_core::audit::Action;
use kith_exchange::list_out::RecipientKey;
use kith_store::{KeptKey, Tx};

use super::may_send_lists;
use crate::words::sentence;
use crate::write_down::filled;
use crate::{App, AppError, FieldProblem, Who};

/// How the key of the data lead is kept: the role receives, whoever holds it.
pub(super) const DATA_LEAD: &str = "role:data-lead";
/// How the data lead stands among those who receive lists.
pub(super) const THE_DATA_LEAD: &str = "The data lead";

/// How the key of the mail house is kept, which prints and posts cards.
pub(super) const MAIL_HOUSE: &str = "role:mail-house";
/// How the mail house stands among those who receive.
pub(super) const THE_MAIL_HOUSE: &str = "The mail house";

/// The key of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The centre, the data lead, the mail house, or the area outside.
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
    /// The centre, the data lead, the mail house, or the area outside.
    pub centre: String,
    /// The public key; empty to take it away.
    pub public_key: String,
    /// With whom it was checked, and how.
    pub checked_with: String,
}

impl App {
    /// Every centre with its key, then the data lead and the mail house.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody but a data lead and the command line.
    pub async fn recipient_keys(&self, who: impl Into<Who>) -> Result<Vec<KeyLine>, AppError> {
        may_send_lists(&who.into())?;
        self.db.read(|tx| Box::pin(lines(tx))).await
    }

    /// Gives a centre, the data lead or the mail house a key, or takes it away.
    /// What is made from now on is encrypted to it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look, and where
    /// somebody else has the same key;
    /// [`AppError::NotFound`] as for [`App::recipient_keys`].
    pub async fn set_recipient_key(
        &self,
        who: impl Into<Who>,
        draft: &KeyDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let is_centre = self.centre_names().await?.contains(&draft.centre);
        let to = match &draft.centre {
            name if name == THE_DATA_LEAD => Ok(DATA_LEAD.to_owned()),
            name if name == THE_MAIL_HOUSE => Ok(MAIL_HOUSE.to_owned()),
            name if is_centre => Ok(name.clone()),
            _ => Err("Choose a centre, the data lead or the mail house"),
        };
        let known = self.db.read(|tx| Box::pin(keys_of(tx))).await?;
        // Read before it is compared: capitals are the same key.
        let given: Option<RecipientKey> = draft.public_key.trim().parse().ok();
        let is_anothers = |(recipient, key): (&String, &RecipientKey)| {
            let is_same = given.as_ref().is_some_and(|given| given.to_string() == key.to_string());
            to.as_ref().is_ok_and(|to| recipient != to) && is_same
        };
        if known.iter().any(is_anothers) {
            let says = "Somebody else has this key. Each has a key of their own, which nobody else can open";
            return Err(AppError::Invalid(vec![FieldProblem::new("public_key", says)]));
        }
        self.give_key(&who, (to, draft), read_centre_key, now).await
    }

    /// Gives a recipient a key, or takes it away: a centre, or an area outside.
    /// `to` is how its lines are kept, or what to do where it is not known.
    pub(crate) async fn give_key(
        &self,
        who: &Who,
        (to, draft): (Result<String, &'static str>, &KeyDraft),
        read: fn(&str) -> Result<ReadKey, String>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut problems = Vec::new();
        let key = match filled(&draft.public_key).map(|text| read(&text)) {
            None => None,
            Some(Ok(key)) => Some(key),
            Some(Err(says)) => {
                problems.push(FieldProblem::new("public_key", sentence(&says)));
                None
            }
        };
        let checked_with = filled(&draft.checked_with);
        if checked_with.is_none() {
            let says = "Write with whom you checked the key, and how: by telephone, face to face";
            problems.push(FieldProblem::new("checked_with", says));
        }
        let recipient = to.map_err(|says| problems.push(FieldProblem::new("centre", says))).ok();
        let (Some(checked_with), Some(recipient), true) = (checked_with, recipient, problems.is_empty()) else {
            return Err(AppError::Invalid(problems));
        };
        let event = who
            .event(Action::RecipientKey, now)
            .outcome(if key.is_some() { "given" } else { "taken-away" })
            .with("recipient", &recipient)
            .with("key", key.as_ref().map(|key| key.fingerprint.clone()).unwrap_or_default());
        let line = KeptKey {
            recipient,
            public_key: key.map(|key| key.text),
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

/// A key that was read: how it is kept, and what is read out.
pub(crate) struct ReadKey {
    pub(crate) text: String,
    pub(crate) fingerprint: String,
}

fn read_centre_key(text: &str) -> Result<ReadKey, String> {
    let key: RecipientKey = text.parse().map_err(|error: kith_exchange::list_out::KeyError| error.to_string())?;
    Ok(ReadKey { text: key.to_string(), fingerprint: key.fingerprint() })
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

/// The recipients that lists can go to.
pub(crate) async fn centres_with_key(tx: &mut Tx) -> Result<BTreeSet<String>, AppError> {
    Ok(keys_of(tx).await?.into_keys().collect())
}

async fn lines(tx: &mut Tx) -> Result<Vec<KeyLine>, AppError> {
    let places = tx.places().await?;
    let centres = places.into_iter().filter(|place| place.kind == PlaceKind::Centre).map(|place| place.name);
    let mut recipients: Vec<(String, String)> = centres.map(|centre| (centre.clone(), centre)).collect();
    recipients.push((DATA_LEAD.to_owned(), THE_DATA_LEAD.to_owned()));
    recipients.push((MAIL_HOUSE.to_owned(), THE_MAIL_HOUSE.to_owned()));
    key_lines(tx, &recipients, read_centre_key).await
}

/// The keys of these recipients: how each one's lines are kept, and its name.
pub(crate) async fn key_lines(
    tx: &mut Tx,
    recipients: &[(String, String)],
    read: fn(&str) -> Result<ReadKey, String>,
) -> Result<Vec<KeyLine>, AppError> {
    let kept = tx.recipient_keys().await?;
    let names = tx.names_of_staff(&kept.iter().filter_map(|line| line.said_by).collect::<Vec<_>>()).await?;
    Ok(recipients
        .iter()
        .map(|(recipient, name)| {
            let newest = kept.iter().find(|line| line.recipient == *recipient);
            let key = newest.and_then(|line| read(line.public_key.as_ref()?).ok());
            let said_by = newest.map(|line| match line.said_by {
                Some(staff) => names.get(&staff).cloned().unwrap_or_default(),
                None => "An operator, by command".to_owned(),
            });
            KeyLine {
                centre: name.clone(),
                fingerprint: key.map(|key| key.fingerprint),
                checked_with: newest.map(|line| line.checked_with.clone()).unwrap_or_default(),
                since: newest.map(|line| line.said_at),
                said_by: said_by.unwrap_or_default(),
            }
        })
        .collect())
}
