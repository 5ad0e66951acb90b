//! `kith source`: the systems that send files.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use kith_app::{App, Who};

use super::{exit, import, open};
use crate::clock::Clock;
use crate::settings::Settings;

/// Column maps that come with Kith, by name.
pub(super) const MAPS: &[(&str, &str)] = &[
    ("adult-mental-health", include_str!("../../../../sources/adult-mental-health.toml")),
    ("annex-a", include_str!("../../../../sources/annex-a.toml")),
    ("benefits", include_str!("../../../../sources/benefits.toml")),
    ("birth-message", include_str!("../../../../sources/birth-message.toml")),
    ("child-health", include_str!("../../../../sources/child-health.toml")),
    ("childrens-centres", include_str!("../../../../sources/childrens-centres.toml")),
    ("cin-census", include_str!("../../../../sources/cin-census.toml")),
    ("community-therapy", include_str!("../../../../sources/community-therapy.toml")),
    ("demographic-message", include_str!("../../../../sources/demographic-message.toml")),
    ("domestic-abuse", include_str!("../../../../sources/domestic-abuse.toml")),
    ("early-help", include_str!("../../../../sources/early-help.toml")),
    ("education", include_str!("../../../../sources/education.toml")),
    ("fhir-patient", include_str!("../../../../sources/fhir-patient.toml")),
    ("gp-a", include_str!("../../../../sources/gp-a.toml")),
    ("gp-b", include_str!("../../../../sources/gp-b.toml")),
    ("health-visiting", include_str!("../../../../sources/health-visiting.toml")),
    ("housing", include_str!("../../../../sources/housing.toml")),
    ("maternity", include_str!("../../../../sources/maternity.toml")),
    ("police", include_str!("../../../../sources/police.toml")),
    ("probation", include_str!("../../../../sources/probation.toml")),
    ("professional-contacts", include_str!("../../../../sources/professional-contacts.toml")),
    ("school-class", include_str!("../../../../sources/school-class.toml")),
    ("school-cohort", include_str!("../../../../sources/school-cohort.toml")),
    ("send", include_str!("../../../../sources/send.toml")),
    ("social-care", include_str!("../../../../sources/social-care.toml")),
    ("ssda903", include_str!("../../../../sources/ssda903.toml")),
    ("substance-misuse", include_str!("../../../../sources/substance-misuse.toml")),
    ("two-year-offer", include_str!("../../../../sources/two-year-offer.toml")),
];

/// The map of a name, if one comes with Kith.
pub(super) fn map_named(name: &str) -> Option<&'static str> {
    MAPS.iter().find(|(known, _)| *known == name).map(|(_, map)| *map)
}

/// Sources.
#[derive(Debug, Subcommand)]
pub(crate) enum Source {
    /// Add a source by its column map, or change how its files are read.
    #[command(after_help = "Examples:\n  kith source add health-visiting\n  kith source add our-own-system.toml")]
    Add {
        /// The file with the map, or the name of a map that comes with Kith.
        map: PathBuf,
    },
    /// How old each source's information is.
    Status,
}

impl Source {
    /// Runs the command.
    ///
    /// # Errors
    /// When the records cannot be opened or the map does not hold.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        match self {
            Self::Add { map } => add(&app, map).await,
            Self::Status => status(&app).await,
        }
    }
}

async fn add(app: &App, file: &Path) -> anyhow::Result<ExitCode> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(cause) => file.to_str().and_then(map_named).map(str::to_owned).ok_or_else(|| {
            let names: Vec<&str> = MAPS.iter().map(|(name, _)| *name).collect();
            exit::ending(
                exit::NOT_FOUND,
                format!("cannot read {}: {cause}; name a map file, or one of: {}", file.display(), names.join(", ")),
            )
        })?,
    };
    let name = app.add_source(Who::Operator, &text, Clock::Machine.now()).await.map_err(import::worded)?;
    writeln!(
        std::io::stdout(),
        "The source {name} is ready. Bring its files in with: kith import FILE --source {name}"
    )?;
    Ok(ExitCode::from(exit::DONE))
}

async fn status(app: &App) -> anyhow::Result<ExitCode> {
    let page = app.sources(Who::Operator, Clock::Machine.now()).await?;
    let mut out = std::io::stdout();
    for line in page.lines {
        let age = match (line.extract_on, line.age_days) {
            (Some(on), Some(0)) => format!("from today, {on}"),
            (Some(on), Some(1)) => format!("1 day old, from {on}"),
            (Some(on), Some(days)) => format!("{days} days old, from {on}"),
            _ => "nothing yet".to_owned(),
        };
        let late = if line.is_late { ", LATE" } else { "" };
        let under = line.incoming.as_ref().map(|incoming| format!("  {}", incoming.words())).unwrap_or_default();
        writeln!(out, "{:<22} {:>9} records  {age}{late}{under}", line.name, line.records)?;
    }
    Ok(ExitCode::from(exit::DONE))
}
