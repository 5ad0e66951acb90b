//! Sources: which systems send files, and how old their information is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::service::ServiceKind;
use kith_core::workforce::Role;
use kith_store::{Source, SourceFreshness};

use crate::agreements::{IncomingFlows, is_feed};
use crate::{App, AppError, FieldProblem, Incoming, IncomingCounts, Refusal, Who, door};

/// One source and how fresh it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The name that commands use.
    pub name: String,
    /// The title for screens.
    pub title: String,
    /// The service it belongs to.
    pub service: ServiceKind,
    /// The day of the newest extract that was taken in; none before the
    /// first.
    pub extract_on: Option<Date>,
    /// How old that is, in days.
    pub age_days: Option<u32>,
    /// Older than expected.
    pub is_late: bool,
    /// How many records of it are kept.
    pub records: u64,
    /// A file is expected so often, in days; none where files come when
    /// something happens.
    pub expected_every_days: Option<u32>,
    /// Under which agreement it comes in; none where one family at a time is
    /// taken in.
    pub incoming: Option<Incoming>,
}

/// The sources of a locality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcesPage {
    /// One line each, by name.
    pub lines: Vec<SourceLine>,
}

impl SourcesPage {
    /// How many of them come in without an agreement, and how many are
    /// stopped.
    #[must_use]
    pub fn counts(&self) -> IncomingCounts {
        let of = |line: &SourceLine| Some((line.incoming.clone()?, line.extract_on.is_some()));
        IncomingCounts::of(self.lines.iter().filter_map(of))
    }
}

/// How old a source's information is today, in days, and whether that is late.
/// A source that never sent anything is not late: nobody relies on it yet.
pub(crate) fn age(source: &SourceFreshness, today: Date) -> (Option<u32>, bool) {
    let age = source.extract_on.map(|on| u32::try_from((today - on).get_days()).unwrap_or(0));
    (age, age.is_some_and(|age| source.expected_every_days > 0 && age > source.expected_every_days))
}

impl App {
    /// Every source with the age of its information (S004-BAl). For the data
    /// lead, administrators and the command line.
    ///
    /// # Errors
    /// [`AppError::Refused`] for anybody else; [`AppError::Broken`] when the
    /// records cannot be read.
    pub async fn sources(&self, who: impl Into<Who>, now: Timestamp) -> Result<SourcesPage, AppError> {
        may_see_sources(&who.into())?;
        let today = door::today(now);
        let (sources, counts, flows) = self
            .db
            .read(move |tx| {
                Box::pin(async move {
                    let flows = IncomingFlows::read(tx, today).await?;
                    Ok::<_, AppError>((tx.sources().await?, tx.count_records().await?, flows))
                })
            })
            .await?;
        let counts: BTreeMap<String, u64> = counts.into_iter().collect();
        let lines = sources
            .into_iter()
            .map(|source| {
                let (age_days, is_late) = age(&source, today);
                SourceLine {
                    age_days,
                    is_late,
                    records: counts.get(&source.name).copied().unwrap_or(0),
                    extract_on: source.extract_on,
                    incoming: is_feed(&source.name).then(|| flows.of(&source.name)),
                    expected_every_days: Some(source.expected_every_days).filter(|days| *days > 0),
                    name: source.name,
                    title: source.title,
                    service: source.service,
                }
            })
            .collect();
        Ok(SourcesPage { lines })
    }

    /// Adds a source by its column map, or changes how its files are read;
    /// nothing else has to be changed for a new system (S004-BAl). Returns its
    /// name.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the map cannot be read, with every fault;
    /// [`AppError::Refused`] for anybody but the data lead and the command
    /// line.
    pub async fn add_source(&self, who: impl Into<Who>, map: &str, now: Timestamp) -> Result<String, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let source = source_of(map)?;
        let name = source.name.clone();
        let event = who.event(Action::SettingChange, now).with("source", &name);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_source(&source).await?;
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(name)
    }
}

/// A source as its map describes it.
pub(crate) fn source_of(map: &str) -> Result<Source, AppError> {
    let read = kith_exchange::SourceMap::parse(map).map_err(|faults| {
        AppError::Invalid(faults.iter().map(|fault| FieldProblem::new("map", fault.to_string())).collect())
    })?;
    Ok(Source {
        name: read.name,
        title: read.title,
        service: read.service,
        map: map.to_owned(),
        expected_every_days: read.expected_every_days.unwrap_or(0),
        at_most_bad_percent: u32::from(read.at_most_bad_percent),
    })
}

fn may_see_sources(who: &Who) -> Result<(), AppError> {
    match who {
        Who::Asker(asker) if !matches!(asker.staff.role, Role::DataLead | Role::Administrator) => {
            Err(AppError::Refused(Box::new(Refusal {
                heading: "Only a data lead can look at the sources".to_owned(),
                because: "Each family page says how old its information is.".to_owned(),
                ways_to_yes: vec!["Ask your data lead.".to_owned()],
                citations: Vec::new(),
                decision: None,
            })))
        }
        Who::Asker(_) | Who::Operator | Who::Job => Ok(()),
    }
}
