//! The register of agreements on planned sharing: every version of each, and
//! what happened to it. Only added to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{AgreementEvent, SeenPaper, SignOff, SignProof, SignatoryPost};
use kith_core::id::StaffId;
use kith_core::workforce::Role;

use crate::body::{BODY_ENDS, read_body_end};
use crate::cell::{Row, args, list};
use crate::staff::{ROLE_HOLDERS, read_role_holder};
use crate::{KeptBodyEnd, RoleHolder, StoreError, Tx};

/// One version of an agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAgreement {
    /// Its name.
    pub name: String,
    /// Which version, from 1.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Who added it; nobody at the command line.
    pub added_by: Option<StaffId>,
    /// When.
    pub added_at: Timestamp,
}

/// What happened to a version, and who said so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAgreementEvent {
    /// Of which agreement.
    pub agreement: String,
    /// Of which version.
    pub version: u32,
    /// What.
    pub event: AgreementEvent,
    /// Who wrote it down.
    pub said_by: Option<StaffId>,
    /// When.
    pub said_at: Timestamp,
}

/// Written down: on paper where `why` says where it is kept.
const SIGNED: &str = "signed";
const SIGNED_IN_PERSON: &str = "signed-in-person";
/// A paper was seen: `why` says where it is kept.
const SEEN: &str = "seen";
const ENDED: &str = "ended";

const AGREEMENTS: &str =
    "SELECT name, version, title, text, added_by, added_at FROM agreement ORDER BY name, version DESC";

const EVENTS: &str = "SELECT agreement, version, kind, party, post, signer, why, on_day, said_by, said_at, outside \
                      FROM agreement_event ORDER BY number";

/// All that is kept about agreements: see [`Tx::agreement_register`].
#[derive(Debug, Clone)]
pub struct AgreementRegister {
    /// Every version of every agreement, by name, the newest first.
    pub agreements: Vec<KeptAgreement>,
    /// What happened to each, in the order in which it was said.
    pub events: Vec<KeptAgreementEvent>,
    /// The organisations that ended or will, the oldest word first.
    pub ends: Vec<KeptBodyEnd>,
    /// Those who hold the role that signs.
    pub signers: Vec<RoleHolder>,
    /// The settings that were asked for, by name.
    pub settings: BTreeMap<String, String>,
}

fn read_agreement(row: &Row) -> Result<KeptAgreement, StoreError> {
    let mut cells = row.cells("agreement");
    Ok(KeptAgreement {
        name: cells.next()?,
        version: cells.next()?,
        title: cells.next()?,
        text: cells.next()?,
        added_by: cells.next()?,
        added_at: cells.next()?,
    })
}

fn read_event(row: &Row) -> Result<KeptAgreementEvent, StoreError> {
    let mut cells = row.cells("agreement_event");
    let (agreement, version): (String, u32) = (cells.next()?, cells.next()?);
    let (kind, party): (String, String) = (cells.next()?, cells.next()?);
    let (post, signer): (String, String) = (cells.next()?, cells.next()?);
    let (why, on): (String, Date) = (cells.next()?, cells.next()?);
    let (said_by, said_at) = (cells.next()?, cells.next()?);
    let outside: String = cells.next()?;
    let event = if kind == ENDED {
        AgreementEvent::Ended { on, why }
    } else {
        let post = SignatoryPost::from_word(&post).ok_or_else(|| cells.corrupt())?;
        let proof = match kind.as_str() {
            SIGNED_IN_PERSON => SignProof::InPerson,
            _ if why.is_empty() => SignProof::Word,
            _ => SignProof::Paper(why.clone()),
        };
        match kind.as_str() {
            SEEN => {
                let outside = Some(outside).filter(|of| !of.is_empty());
                AgreementEvent::Seen(SeenPaper { party, post, signer, kept: why, on, outside })
            }
            SIGNED | SIGNED_IN_PERSON => AgreementEvent::Signed(SignOff { party, post, signer, on, proof }),
            _ => return Err(cells.corrupt()),
        }
    };
    Ok(KeptAgreementEvent { agreement, version, event, said_by, said_at })
}

impl Tx {
    /// Keeps a version of an agreement.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where the version is there already.
    pub async fn add_agreement(&mut self, kept: &KeptAgreement) -> Result<(), StoreError> {
        let sql = "INSERT INTO agreement (name, version, title, text, added_by, added_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let KeptAgreement { name, version, title, text, added_by, added_at } = kept;
        self.run(sql, &args![name, *version, title, text, *added_by, *added_at]).await.map(drop)
    }

    /// Every version of every agreement, by name, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn agreements(&mut self) -> Result<Vec<KeptAgreement>, StoreError> {
        self.all(AGREEMENTS, &[]).await?.iter().map(read_agreement).collect()
    }

    /// Notes what happened to a version.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn add_agreement_event(&mut self, kept: &KeptAgreementEvent) -> Result<(), StoreError> {
        let last = "SELECT COALESCE(MAX(number), 0) FROM agreement_event";
        let last: i64 = self.value("agreement_event", last, &[]).await?;
        let outside = match &kept.event {
            AgreementEvent::Seen(seen) => seen.outside.as_deref().unwrap_or_default(),
            AgreementEvent::Signed(_) | AgreementEvent::Ended { .. } => "",
        };
        let (kind, party, post, signer, why, on) = match &kept.event {
            AgreementEvent::Signed(sign) => {
                let (kind, kept) = match &sign.proof {
                    SignProof::InPerson => (SIGNED_IN_PERSON, ""),
                    SignProof::Paper(kept) => (SIGNED, kept.as_str()),
                    SignProof::Word => (SIGNED, ""),
                };
                (kind, sign.party.as_str(), sign.post.word(), sign.signer.as_str(), kept, sign.on)
            }
            AgreementEvent::Seen(seen) => {
                (SEEN, seen.party.as_str(), seen.post.word(), seen.signer.as_str(), seen.kept.as_str(), seen.on)
            }
            AgreementEvent::Ended { on, why } => (ENDED, "", "", "", why.as_str(), *on),
        };
        let sql = "INSERT INTO agreement_event \
                   (number, agreement, version, kind, party, post, signer, why, on_day, said_by, said_at, outside) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let KeptAgreementEvent { agreement, version, said_by, said_at, .. } = kept;
        let values =
            args![last + 1, agreement, *version, kind, party, post, signer, why, on, *said_by, *said_at, outside];
        self.run(sql, &values).await.map(drop)
    }

    /// All that is kept about agreements, with those who hold the role that
    /// signs and the settings of these names.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn agreement_register(
        &mut self,
        signs: Role,
        settings: &[&str],
    ) -> Result<AgreementRegister, StoreError> {
        let set = "SELECT name, value FROM setting WHERE name IN (SELECT value FROM json_each($1))";
        let [agreements, events, ends, signers, set] = self
            .all_of_each([
                (AGREEMENTS, &[]),
                (EVENTS, &[]),
                (BODY_ENDS, &[]),
                (ROLE_HOLDERS, &args![signs]),
                (set, &[list(settings)]),
            ])
            .await?;
        let setting = |row: &Row| {
            let mut cells = row.cells("setting");
            Ok::<_, StoreError>((cells.next()?, cells.next()?))
        };
        Ok(AgreementRegister {
            agreements: agreements.iter().map(read_agreement).collect::<Result<_, _>>()?,
            events: events.iter().map(read_event).collect::<Result<_, _>>()?,
            ends: ends.iter().map(read_body_end).collect::<Result<_, _>>()?,
            signers: signers.iter().map(read_role_holder).collect::<Result<_, _>>()?,
            settings: set.iter().map(setting).collect::<Result<_, _>>()?,
        })
    }
}
