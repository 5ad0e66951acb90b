//! A family comes from another area: the file is opened and its signature
//! checked, then its rows come in by the road of every file. Nothing that is
//! here is overwritten; the same file twice is once.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FileId, HandOverId};
use kith_core::service::ServiceKind;
use kith_exchange::hand_over::{
    AreaKey, Paper, Receipt, SignedBy, import_rows, open_paper, signature_letters, write_receipt,
};
use kith_exchange::list_out::{OwnKey, open};
use kith_store::{HandOverIn, Tx};

use super::areas::areas_with_keys;
use super::make::digest_of;
use super::may_keep_register;
use crate::sources::source_of;
use crate::words::{listed, sentence};
use crate::{App, AppError, CheckPage, FieldProblem, FileState, ImportProgress, Upload, UploadOutcome, Who};

/// The map of what other authorities hand over.
const SOURCE: &str = include_str!("source.toml");
/// Its name.
const NAME: &str = "another-authority";

/// A file that was opened: who sent it, and how much is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedHandOver {
    /// The reference that the sender gave.
    pub hand_over: HandOverId,
    /// The area of the register whose signature it is; none where it is
    /// nobody's.
    pub area: Option<String>,
    /// Who the sender says that it is.
    pub from: String,
    /// The letters of the signature, to be read out.
    pub letters: String,
    /// Whom it is for.
    pub to: String,
    /// The kind of service here that it is for.
    pub service: Option<ServiceKind>,
    /// The day that it was made.
    pub made_on: Date,
    /// How many children are in it.
    pub children: usize,
    /// How many contacts are in it.
    pub contacts: usize,
    /// It was taken in before.
    pub was_received: bool,
}

/// A hand-over that was taken in, or looked at.
#[derive(Debug, Clone)]
pub struct ReceivedHandOver {
    /// The area that sent it.
    pub area: String,
    /// The file that it became here, as its check says.
    pub check: CheckPage,
    /// It was in before, and nothing was changed.
    pub is_again: bool,
    /// The receipt to send back: its name and its text; none where it was only
    /// looked at.
    pub receipt: Option<(String, Vec<u8>)>,
}

/// A file that was opened, with all that is in it.
struct Opened {
    by: SignedBy,
    id: HandOverId,
    paper: Paper,
    digest: String,
}

fn problem(words: &str) -> AppError {
    AppError::Invalid(vec![FieldProblem::new("file", words)])
}

fn opened(bytes: &[u8], own: &OwnKey) -> Result<Opened, AppError> {
    let plain = open(own, bytes).map_err(|error| problem(hand_over_words(error)))?;
    let (by, paper) = open_paper(&plain).map_err(|error| problem(&sentence(&error.to_string())))?;
    let id = paper.hand_over.parse().map_err(|_| problem("This hand-over has no reference. Ask for it again"))?;
    Ok(Opened { by, id, paper, digest: digest_of(bytes) })
}

/// What is wrong with the encrypted file, in the words of hand-overs.
fn hand_over_words(error: kith_exchange::list_out::OpenError) -> &'static str {
    use kith_exchange::list_out::OpenError;
    match error {
        OpenError::NotForYou => {
            "This file is for somebody else: this key does not open it. Send it back and tell the other area"
        }
        OpenError::Changed => {
            "This file was changed or cut short on its way. Do not use it; ask the other area for it again"
        }
        OpenError::Password => {
            "This file was made with a password, which Kith never does. Do not open it; ask the other area"
        }
        OpenError::TooLarge => "This file is larger than any hand-over. Choose the file that came from the other area",
        OpenError::NotAList => "This is no hand-over of a family. The name of one ends in .kith.age",
    }
}

impl App {
    /// Opens a hand-over with the key that it is for, and says who sent it.
    /// Nothing is taken in.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where it does not open, was changed, or cannot be
    /// read; [`AppError::NotFound`] for anybody but the data lead and the
    /// command line.
    pub async fn open_hand_over(
        &self,
        who: impl Into<Who>,
        (bytes, own): (&[u8], &OwnKey),
        now: Timestamp,
    ) -> Result<OpenedHandOver, AppError> {
        let who = who.into();
        may_keep_register(&who)?;
        let Opened { by, id, paper, .. } = opened(bytes, own)?;
        let (area, before) = self.db.read(move |tx| Box::pin(async move { sender(tx, (by, id)).await })).await?;
        let looked = who.event(Action::HandOver, now).outcome("opened").with("hand-over", id);
        self.write_event(looked).await?;
        Ok(OpenedHandOver {
            hand_over: id,
            area: area.map(|(name, _)| name),
            from: paper.from,
            letters: signature_letters(&by),
            to: paper.to,
            service: ServiceKind::from_word(&paper.service),
            made_on: paper.made_on,
            children: paper.children.len(),
            contacts: paper.children.iter().map(|child| child.contacts.len()).sum(),
            was_received: before.is_some(),
        })
    }

    /// Takes a family in that another area handed over, for this team; or, with
    /// `is_check`, says what that would do and keeps nothing.
    ///
    /// # Errors
    /// As [`App::open_hand_over`]; [`AppError::Invalid`] too where nobody on the
    /// register signed it, or there is no such team.
    pub async fn receive_hand_over(
        &self,
        who: impl Into<Who>,
        (bytes, own, team, is_check): (&[u8], &OwnKey, &str, bool),
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<ReceivedHandOver, AppError> {
        let who = who.into();
        may_keep_register(&who)?;
        let opened = opened(bytes, own)?;
        let asked = (opened.by, opened.id);
        let (area, before) = self.db.read(move |tx| Box::pin(async move { sender(tx, asked).await })).await?;
        let Some((area, key)) = area else {
            return Err(problem(&format!(
                "Nobody on your register signed this. It says that it is from {}. Ring them, and save their line under Areas outside first",
                opened.paper.from
            )));
        };
        if let Some(before) = before {
            let check = self.check_page(&who, before.file, now).await?;
            let receipt = self.receipt_of(&before).await?;
            return Ok(ReceivedHandOver { area, check, is_again: true, receipt: Some(receipt) });
        }
        self.check_team(&opened.paper, team).await?;
        let file = self.check_rows(&who, (&opened, &key, team), now, progress).await?;
        let check = self.check_page(&who, file, now).await?;
        if let Some((what, how)) = &check.refusal {
            return Err(problem(&format!("{what} {how}")));
        }
        if is_check {
            if check.state == FileState::Checked {
                self.cancel_file(&who, file, now).await?;
            }
            return Ok(ReceivedHandOver { area, check, is_again: false, receipt: None });
        }
        if check.state != FileState::Committed {
            self.commit_file(&who, file, now, progress).await?;
        }
        let check = self.check_page(&who, file, now).await?;
        let came = self.note_received(&who, (opened, &area, file), now).await?;
        let receipt = self.receipt_of(&came).await?;
        Ok(ReceivedHandOver { area, check, is_again: false, receipt: Some(receipt) })
    }

    /// Reads the rows and keeps them where they wait, as those of any file.
    async fn check_rows(
        &self,
        who: &Who,
        (opened, key, team): (&Opened, &AreaKey, &str),
        now: Timestamp,
        progress: &mut ImportProgress<'_>,
    ) -> Result<FileId, AppError> {
        let source = source_of(SOURCE)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    if !tx.sources().await?.iter().any(|known| known.name == source.name) {
                        tx.set_source(&source).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        let sender = signature_letters(&key.signs).replace(' ', "");
        let rows = import_rows(&opened.paper, (&sender, team));
        let name = format!("{}.json", opened.id);
        match self.check_file(who, Upload::new(NAME, &name, &rows), now, progress).await? {
            UploadOutcome::Checked(file) | UploadOutcome::Refused(file) | UploadOutcome::SameAsBefore(file) => Ok(file),
        }
    }

    /// Whoever takes the family on is a team of the service that it is for.
    async fn check_team(&self, paper: &Paper, team: &str) -> Result<(), AppError> {
        let wrong = |words: String| Err(AppError::Invalid(vec![FieldProblem::new("team", words)]));
        let Some(service) = ServiceKind::from_word(&paper.service) else {
            return wrong("A newer version of Kith wrote this. Bring Kith up to date first".to_owned());
        };
        let accounts = self.db.read(|tx| Box::pin(async move { tx.all_staff().await })).await?;
        let posts = accounts.iter().filter(|account| account.is_active).flat_map(|account| &account.roles);
        let of_service = posts.filter(|post| post.service == Some(service)).filter_map(|post| post.team.clone());
        let teams: std::collections::BTreeSet<String> = of_service.collect();
        if teams.contains(team) {
            return Ok(());
        }
        let teams: Vec<String> = teams.into_iter().collect();
        wrong(format!("Say which team of {} takes the family on: {}", service.title(), listed(&teams)))
    }

    async fn note_received(
        &self,
        who: &Who,
        (opened, area, file): (Opened, &str, FileId),
        now: Timestamp,
    ) -> Result<HandOverIn, AppError> {
        let came = HandOverIn {
            signed_by: signature_letters(&opened.by),
            hand_over: opened.id,
            area: area.to_owned(),
            digest: opened.digest,
            file,
            children: u32::try_from(opened.paper.children.len()).unwrap_or(u32::MAX),
            received_by: who.staff(),
            received_at: now,
        };
        let event = who
            .event(Action::HandOver, now)
            .about(file)
            .outcome("taken-in")
            .with("hand-over", came.hand_over)
            .with("area", area);
        let kept = came.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_hand_over_in(&kept).await?;
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(came)
    }

    async fn receipt_of(&self, came: &HandOverIn) -> Result<(String, Vec<u8>), AppError> {
        let receipt = Receipt {
            hand_over: came.hand_over.to_string(),
            digest: came.digest.clone(),
            by: self.locality_name().await?,
            received_at: came.received_at,
            children: came.children as usize,
        };
        let text = write_receipt(&receipt, &self.keys.key).map_err(|error| AppError::Broken(error.into()))?;
        Ok((format!("{}.receipt", came.hand_over), text))
    }
}

/// The area whose signature it is, and what came of the same file before.
async fn sender(
    tx: &mut Tx,
    (by, id): (SignedBy, HandOverId),
) -> Result<(Option<(String, AreaKey)>, Option<HandOverIn>), AppError> {
    let areas = areas_with_keys(tx).await?;
    let area = areas.into_iter().find(|(_, key)| key.signs == by).map(|(area, key)| (area.name, key));
    let letters = signature_letters(&by);
    let before = tx.hand_overs_in().await?.into_iter().find(|came| came.signed_by == letters && came.hand_over == id);
    Ok((area, before))
}
