//! The aims that goals are tagged with: the five national ones, with what the
//! locality adds and switches off (S002-2b).

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::support::{Aim, NationalAim, aim_word, aims as put_together};
use kith_core::workforce::Role;
use kith_store::Tx;

use crate::door::event;
use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem};

/// The most letters of an aim.
const MOST_LETTERS: usize = 80;

/// The aims as one reader sees them.
#[derive(Debug, Clone)]
pub struct AimsPage {
    /// Each aim, and whether it is a national one.
    pub aims: Vec<(Aim, bool)>,
    /// Whether the reader may change them.
    pub may_change: bool,
}

/// An aim as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AimDraft {
    /// The words.
    pub title: String,
    /// It is not used any more.
    pub is_switched_off: bool,
}

impl App {
    /// The aims, used or not.
    ///
    /// # Errors
    /// [`AppError::Broken`] when they cannot be read.
    pub async fn aims(&self, asker: &Asker) -> Result<AimsPage, AppError> {
        let all = self.db.read(|tx| Box::pin(async move { aims(tx).await })).await?;
        let is_national = |aim: &Aim| NationalAim::from_word(&aim.word).is_some();
        let may_change = asker.staff.role == Role::DataLead;
        Ok(AimsPage {
            aims: all.into_iter().map(|aim| (is_national(&aim), aim)).map(|(is, aim)| (aim, is)).collect(),
            may_change,
        })
    }

    /// Adds an aim, writes it anew, or switches it off; goals that have it
    /// keep it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where the words are missing or too long;
    /// [`AppError::NotFound`] for anybody but the data lead.
    pub async fn say_aim(&self, asker: &Asker, draft: &AimDraft, now: Timestamp) -> Result<(), AppError> {
        if asker.staff.role != Role::DataLead {
            return Err(AppError::NotFound);
        }
        let title = filled(&draft.title).filter(|title| title.chars().count() <= MOST_LETTERS);
        let word = title.as_deref().map(aim_word).filter(|word| !word.is_empty());
        let (Some(title), Some(word)) = (title, word) else {
            let says = "Write the aim in words, in 80 letters or fewer";
            return Err(AppError::Invalid(vec![FieldProblem::new("title", says)]));
        };
        let aim = Aim { word, title, is_used: !draft.is_switched_off };
        let said = (asker.staff.id, now);
        let changed = event(asker, Action::SettingChange, now).with("aim", &aim.word);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.add_aim(&aim, said).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await
    }
}

/// Every aim, used or not.
pub(super) async fn aims(tx: &mut Tx) -> Result<Vec<Aim>, AppError> {
    Ok(put_together(tx.aims_said().await?.into_iter().map(|(aim, ..)| aim)))
}
