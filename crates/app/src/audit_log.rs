//! The audit as a whole: verifying it, exporting it, signing its head.

use std::fmt::Write as _;

use ed25519_dalek::{Signer, VerifyingKey};
use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::{
    Action, Actor, ChainFault, Checkpoint, Event, Fault, Hash32, Head, Verifier, export_footer, export_line,
};

use crate::door::today;
use crate::{App, AppError};

/// How many entries are read at once.
const PAGE: u32 = 5000;

/// What a check of the whole audit found to be sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SoundAudit {
    /// Entries in the chain.
    pub entries: u64,
    /// Signed checkpoints that agree with it.
    pub checkpoints: usize,
}

/// The audit as files that a stranger can check.
pub struct AuditExport {
    /// The log: one entry a line.
    pub log: String,
    /// The signed checkpoints: one a line.
    pub checkpoints: String,
    /// The key that checks their signatures, in hexadecimal.
    pub public_key: String,
    /// How many entries the log holds.
    pub entries: u64,
}

impl App {
    /// Checks every entry against the one before, the head, and every signed
    /// checkpoint.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the audit cannot be read. A chain that does
    /// not hold is not an error but the inner answer.
    pub async fn verify_audit(&self) -> Result<Result<SoundAudit, ChainFault>, AppError> {
        let key = self.keys.key.verifying_key();
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let checkpoints = tx.checkpoints().await?;
                    let head = tx.audit_head().await?;
                    if let Some(forged) = checkpoints.iter().find(|checkpoint| !is_signed_by(checkpoint, &key)) {
                        let how = format!("the checkpoint of {} does not carry our signature", forged.day);
                        return Ok(Err(ChainFault::new(forged.seq, Fault::Replaced, how)));
                    }
                    if tx.stray_audit_entries().await? > 0 {
                        return Ok(Err(ChainFault::new(1, Fault::Inserted, "there are entries before the first")));
                    }
                    let mut verifier = Verifier::new(&checkpoints);
                    let mut after = 0;
                    loop {
                        let page = tx.audit_from(after, PAGE).await?;
                        let Some(last) = page.last() else { break };
                        after = last.seq;
                        page.iter().for_each(|entry| verifier.take(entry));
                    }
                    let found = verifier.finish(Some(head));
                    Ok(found.map(|verified| SoundAudit { entries: verified.entries, checkpoints: checkpoints.len() }))
                })
            })
            .await
    }

    /// The whole audit as text that the independent verifier reads.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the audit cannot be read.
    pub async fn export_audit(&self) -> Result<AuditExport, AppError> {
        let public_key = hex(self.keys.key.verifying_key().as_bytes());
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let head = tx.audit_head().await?;
                    let mut log = kith_core::audit::EXPORT_HEADER.to_owned();
                    let mut after = 0;
                    loop {
                        let page = tx.audit_from(after, PAGE).await?;
                        let Some(last) = page.last() else { break };
                        after = last.seq;
                        for entry in &page {
                            log.push_str(&export_line(entry));
                        }
                    }
                    log.push_str(&export_footer(head));
                    let mut checkpoints = String::new();
                    for checkpoint in tx.checkpoints().await? {
                        let _ = writeln!(checkpoints, "{checkpoint}");
                    }
                    Ok(AuditExport { log, checkpoints, public_key: format!("{public_key}\n"), entries: head.seq })
                })
            })
            .await
    }

    /// Signs the head of the audit for the day, once; the same day again
    /// changes nothing.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the audit cannot be written.
    pub async fn sign_checkpoint(&self, now: Timestamp) -> Result<Date, AppError> {
        let key = self.keys.key.clone();
        let day = today(now);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if tx.checkpoints().await?.iter().any(|checkpoint| checkpoint.day == day) {
                        return Ok(day);
                    }
                    let event = Event::new(now, Actor::Job, Action::Checkpoint).with("day", day);
                    let head = tx.append_audit(&event).await?.head();
                    tx.keep_checkpoint(&signed(&key, day, head)).await?;
                    Ok(day)
                })
            })
            .await
    }
}

fn key_of(key: &VerifyingKey) -> Hash32 {
    Hash32::from_bytes(key.to_bytes())
}

fn signed(key: &ed25519_dalek::SigningKey, day: Date, head: Head) -> Checkpoint {
    let name = key_of(&key.verifying_key());
    let signature = key.sign(&Checkpoint::message(day, head, name)).to_bytes();
    Checkpoint { day, seq: head.seq, hash: head.hash, key: name, signature }
}

fn is_signed_by(checkpoint: &Checkpoint, key: &VerifyingKey) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(&checkpoint.signature);
    checkpoint.key == key_of(key) && key.verify_strict(&checkpoint.signed_bytes(), &signature).is_ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
