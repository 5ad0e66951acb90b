//! `kith demo`: a made-up locality, made, taken in and served.

mod agreed;
mod births;
mod office;

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use kith_app::{App, AppError, ImportTally, SetUp, TracingWay, Upload, UploadOutcome, Who};
use kith_synth::{DemoSignIn, EXTRACTS, Plan};

use super::import::{stop_on_interrupt, telling};
use super::locality_files::LocalityFiles;
use super::progress::{Form, Progress};
use super::source::map_named;
use super::{exit, open, serve};
use crate::clock::{Clock, day_in_england};
use crate::settings::{Feeds, Listen, Settings};

/// The password of everybody in the practice copy. It is printed when the
/// copy is made and keeps nothing secret.
const PASSWORD: &str = "made up people only";

/// Make a fictional locality with nineteen sources, import it and serve it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  kith demo\n  kith demo --children 500 --data /tmp/kith --port 8081")]
pub(crate) struct Demo {
    /// How many children under five.
    #[arg(long, default_value_t = 6000)]
    children: u32,
    /// The same seed makes the same people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Port to serve on.
    #[arg(long, conflicts_with = "listen")]
    port: Option<u16>,
    /// Make it, but do not serve it.
    #[arg(long)]
    no_serve: bool,
    /// Say nothing but the result.
    #[arg(long)]
    quiet: bool,
    /// No moving line.
    #[arg(long)]
    no_progress: bool,
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    feeds: Feeds,
}

impl Demo {
    /// Makes the locality, unless the data folder holds it already, and serves
    /// it.
    ///
    /// # Errors
    /// When the data folder holds anything else, or cannot be used.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = open::open(settings).await?;
        if !app.is_empty().await? && !app.is_practice().await? {
            return Err(exit::ending(
                exit::SETTINGS,
                "there is a real locality in this data folder, and a practice copy is never mixed with it; choose an empty folder with --data",
            ));
        }
        let progress = Progress::new(Form::choose(self.quiet, self.no_progress, false));
        let sign_ins = self.make(&app, &settings.data, &progress).await?;
        drop(progress);
        self.say(&sign_ins)?;
        if self.no_serve {
            return Ok(ExitCode::from(exit::DONE));
        }
        let listen = match self.port {
            Some(port) => Listen { listen: SocketAddr::from(([127, 0, 0, 1], port)), ..self.listen.clone() },
            None => self.listen.clone(),
        };
        serve::serve(app, &listen, &self.feeds).await
    }

    /// Makes whatever of the locality is not there yet.
    async fn make(&self, app: &App, data: &Path, progress: &Progress) -> anyhow::Result<Vec<DemoSignIn>> {
        let now = Clock::Machine.now();
        let plan = Plan { seed: self.seed, children_under_five: self.children, today: day_in_england(now) };
        progress.step("Making people", "steps");
        let locality = tokio::task::spawn_blocking(move || kith_synth::make(plan)).await?;
        let sign_ins = kith_synth::demo_sign_ins(&locality);
        if app.is_empty().await? {
            write_files(&locality, data, progress)?;
            progress.step("Setting up staff and places", "steps");
            let set_up = set_up(data, &sign_ins)?;
            app.set_up(set_up, now).await?;
            app.save_office(Who::Operator, &office::office(), now).await?;
            app.set_tracing_way(Who::Operator, TracingWay::Simulator, now).await?;
            for service in office::services(app.centre_names().await?.into_iter().next()) {
                app.add_service(Who::Operator, &service, now).await?;
            }
            agreed::sign(app, now).await?;
        }
        let stop = stop_on_interrupt();
        for (source, file) in EXTRACTS {
            let path = data.join("extracts").join(file);
            let bytes = std::fs::read(&path)
                .with_context(|| format!("cannot read {}; start again in an empty folder", path.display()))?;
            take_in(app, (source, file), &bytes, telling(progress, file).stopping_on(stop.clone())).await?;
        }
        let tally = app.finish_taken_in(Clock::Machine.now(), &mut telling(progress, "").stopping_on(stop)).await?;
        if tally.is_stopped {
            return Err(stopped());
        }
        births::send(app, &data.join("keys"), Clock::Machine.now()).await?;
        if tally != ImportTally::default() {
            progress.say(&format!(
                "{} rows are in: {} joins, {} people, {} families, {} pairs to check.",
                tally.rows_new, tally.joined, tally.people, tally.families, tally.to_check
            ));
        }
        Ok(sign_ins)
    }

    fn say(&self, sign_ins: &[DemoSignIn]) -> anyhow::Result<()> {
        let mut out = std::io::stdout();
        writeln!(out, "A practice copy is ready. All people in it are made up.\n")?;
        writeln!(out, "Password for everybody: {PASSWORD}\n")?;
        writeln!(out, "{:<10} {:<22} {:<26} What to try", "Sign in as", "Name", "Role")?;
        for sign_in in sign_ins {
            let DemoSignIn { sign_in_name, name, role, what_to_try, .. } = sign_in;
            writeln!(out, "{sign_in_name:<10} {name:<22} {:<26} {what_to_try}", role.title())?;
        }
        writeln!(out)?;
        Ok(())
    }
}

fn stopped() -> anyhow::Error {
    exit::ending(exit::TRY_AGAIN, "stopped. What is in is kept. Run kith demo again to go on")
}

/// Writes the extracts and the reference files; the truth about who is who is
/// not for Kith to see.
fn write_files(locality: &kith_synth::Locality, data: &Path, progress: &Progress) -> anyhow::Result<()> {
    progress.step("Writing nineteen extracts", "families");
    let files = EXTRACTS.len() as u64;
    kith_synth::write(locality, data, &mut |at| {
        let place = EXTRACTS.iter().position(|(_, file)| *file == at.file).unwrap_or(0) as u64;
        progress.at(place * at.total + at.done, Some(files * at.total));
    })?;
    Ok(())
}

fn set_up(data: &Path, sign_ins: &[DemoSignIn]) -> anyhow::Result<SetUp> {
    let mut files = LocalityFiles::new(&data.join("reference"));
    let places = files.places();
    let reach_areas = files.reach_areas(&places);
    // Those whom the table of sign-ins names sign in by first name.
    let name_of = |code: &str| {
        let named = sign_ins.iter().find(|sign_in| sign_in.staff_code == code);
        named.map_or_else(|| code.to_lowercase(), |sign_in| sign_in.sign_in_name.to_owned())
    };
    let staff = files.staff("staff.csv", |code, _| Ok((name_of(code), PASSWORD.to_owned())))?;
    let sources = EXTRACTS.iter().filter_map(|(source, _)| map_named(source)).map(str::to_owned).collect();
    let locality = "Northfield early start".to_owned();
    files.whole(SetUp { locality, is_practice: true, places, reach_areas, sources, staff })
}

/// Takes one extract in and leaves the matching for the end.
async fn take_in(
    app: &App,
    (source, file): (&str, &str),
    bytes: &[u8],
    mut told: kith_app::ImportProgress<'_>,
) -> anyhow::Result<()> {
    let upload = Upload { source, file_name: file, bytes, at_most_bad_percent: None };
    let now = Clock::Machine.now();
    match app.check_file(Who::Operator, upload, now, &mut told).await? {
        UploadOutcome::Checked(id) => match app.take_in_file(Who::Operator, id, now, &mut told).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(stopped()),
            // The file of another start of this command: what it does is the same.
            Err(AppError::Stale) => Ok(()),
            Err(error) => Err(error.into()),
        },
        UploadOutcome::SameAsBefore(_) => Ok(()),
        UploadOutcome::Refused(id) => {
            let page = app.check_page(Who::Operator, id, now).await?;
            let (what, how) = page.refusal.unwrap_or_default();
            Err(exit::ending(exit::INPUT_REFUSED, format!("{file} was not taken in. {what} {how}")))
        }
    }
}
