//! Opening the records that the settings name.

use anyhow::Context;
use kith_app::App;

use crate::settings::Settings;

/// Opens the door on the records that the settings name; makes the data
/// folder where it is not there yet.
///
/// # Errors
/// When the folder, the keys or the database cannot be used, with what to do.
pub(crate) async fn open(settings: &Settings) -> anyhow::Result<App> {
    std::fs::create_dir_all(&settings.data).with_context(|| {
        format!("the data folder {} cannot be made; choose another with --data", settings.data.display())
    })?;
    let place = settings
        .database
        .clone()
        .map_or_else(|| kith_app::Place::Sqlite(settings.database_file()), kith_app::Place::Postgres);
    Ok(App::open(&place, &settings.key_file()).await?)
}
