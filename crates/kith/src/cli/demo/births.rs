//! News of births in the practice copy: a key for each centre and the data
//! lead, the list of the month before from child health, and the centres' lists
//! that came of it, released but for one that is left to try it with.

use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use kith_app::{App, KeyDraft, MonthStepKind, Who};
use kith_core::birth::{ListWay, Month};
use kith_exchange::list_out::OwnKey;

use crate::cli::lists::write_new;
use crate::clock::day_in_england;

/// Gives each centre and the data lead a key, which stays in the folder `keys`,
/// and sends the lists of the month before. Does nothing where somebody has one
/// already.
pub(super) async fn send(app: &App, folder: &Path, now: Timestamp) -> anyhow::Result<()> {
    let centres = app.recipient_keys(Who::Operator).await?;
    if centres.iter().any(|centre| centre.fingerprint.is_some()) {
        return Ok(());
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    for centre in centres.into_iter().map(|line| line.centre) {
        let key = OwnKey::generate();
        let file = folder
            .join(format!("{}.key", centre.to_lowercase().replace(|letter: char| !letter.is_alphanumeric(), "-")));
        write_new(&file, key.file_text().as_bytes())?;
        let public_key = key.public().to_string();
        let given = KeyDraft { centre, public_key, checked_with: "The practice copy made it".to_owned() };
        app.set_recipient_key(Who::Operator, &given, now).await?;
    }
    let month = Month::of(day_in_england(now)).before();
    app.set_list_way(Who::Operator, ListWay::ChildHealth, now).await?;
    for (list, _) in app.build_month_list(Who::Operator, month, now).await?.built {
        app.send_month_list(Who::Operator, list, now).await?;
        app.receipt_of_month_list(Who::Operator, (list, MonthStepKind::Opened, ""), now).await?;
    }
    let lists = app.build_birth_lists(Who::Operator, month, now).await?;
    // The last one waits for whoever tries what a data lead does.
    for (list, _) in lists.built.iter().rev().skip(1) {
        app.release_birth_list(Who::Operator, *list, now).await?;
    }
    Ok(())
}
