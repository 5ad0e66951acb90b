//! The rules that say which facts are news, and which families stand out.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::follow_up::EarlySupport;
use kith_exchange::early_support::{EARLY_SUPPORT, read_early_support};
use kith_store::Tx;

use crate::{App, AppError, FieldProblem, Who};

/// The setting that holds a locality's own rules.
const SETTING: &str = "early-support";

/// The rules in use: the locality's own, or those that come with Kith.
pub(super) async fn rulebook(tx: &mut Tx) -> Result<EarlySupport, AppError> {
    read_early_support(&text(tx).await?).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        AppError::Broken(anyhow::anyhow!("the rules of early support cannot be used: {}", faults.join("; ")))
    })
}

async fn text(tx: &mut Tx) -> Result<String, AppError> {
    Ok(tx.setting(SETTING).await?.unwrap_or_else(|| EARLY_SUPPORT.to_owned()))
}

impl App {
    /// The text of the rules in use.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn early_support_rules(&self) -> Result<String, AppError> {
        self.db.read(|tx| Box::pin(text(tx))).await
    }

    /// Puts rules of the locality's own in use, for the command line. Gives
    /// their name.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with everything that is wrong with them;
    /// [`AppError::NotFound`] for anybody at a screen.
    pub async fn use_early_support_rules(&self, who: Who, text: &str, now: Timestamp) -> Result<String, AppError> {
        if !matches!(who, Who::Operator) {
            return Err(AppError::NotFound);
        }
        let rules = read_early_support(text).map_err(|faults| {
            AppError::Invalid(faults.iter().map(|fault| FieldProblem::new("file", fault.to_string())).collect())
        })?;
        let (text, name) = (text.to_owned(), rules.name.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_setting(SETTING, &text).await?;
                    let changed = who.event(Action::SettingChange, now).with("setting", SETTING);
                    tx.append_audit(&changed.with("rules", &name)).await?;
                    Ok(name)
                })
            })
            .await
    }
}
