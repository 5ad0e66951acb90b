//! The map on a centre's welcome cards: a picture that the centre brings
//! (S004-WAd).

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_letters::{MapOnCard, MapPicture};
use kith_store::{CentreMap, Tx};

use super::centre_card::whose;
use crate::{App, AppError, FieldProblem, Who};

/// The longest words about a map, in letters.
const SHOWS: usize = 200;
/// The longest line that says whose map it is, in letters.
const CREDIT: usize = 100;

/// A map as it is brought.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CentreMapDraft {
    /// The picture; empty to keep the one that is there.
    pub picture: Vec<u8>,
    /// What it shows, for people who do not see it.
    pub shows: String,
    /// Whose map it is, as its licence asks.
    pub credit: String,
}

impl App {
    /// The map on the cards of a centre, with the centre's name: the asker's
    /// own, or the one that the command line names.
    ///
    /// # Errors
    /// As [`App::centre_card`].
    pub async fn centre_map(
        &self,
        who: impl Into<Who>,
        centre: &str,
        now: Timestamp,
    ) -> Result<(String, Option<MapOnCard>), AppError> {
        let (who, centre) = (who.into(), centre.to_owned());
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let centre = whose(tx, &who, &centre, now).await?;
                    let map = map_of(tx, &centre).await?;
                    Ok((centre, map))
                })
            })
            .await
    }

    /// Puts a map on the cards of a centre, or changes what is said of it.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look, and as
    /// for [`App::centre_card`].
    pub async fn save_centre_map(
        &self,
        who: impl Into<Who>,
        (centre, draft): (&str, CentreMapDraft),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (who, centre) = (who.into(), centre.to_owned());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let centre = whose(tx, &who, &centre, now).await?;
                    let before = map_of(tx, &centre).await?;
                    let map = checked(draft, before.as_ref())?;
                    if before.as_ref() == Some(&map) {
                        return Ok(());
                    }
                    let picture = map.picture.bytes().to_vec();
                    keep(tx, &who, (centre, picture, (map.shows, map.credit)), ("set", now)).await
                })
            })
            .await
    }

    /// Takes the map off the cards of a centre.
    ///
    /// # Errors
    /// As [`App::centre_card`].
    pub async fn take_centre_map_off(&self, who: impl Into<Who>, centre: &str, now: Timestamp) -> Result<(), AppError> {
        let (who, centre) = (who.into(), centre.to_owned());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let centre = whose(tx, &who, &centre, now).await?;
                    match tx.centre_map(&centre).await? {
                        None => Ok(()),
                        Some(_) => keep(tx, &who, (centre, Vec::new(), Default::default()), ("taken-off", now)).await,
                    }
                })
            })
            .await
    }
}

/// The map on the cards of a centre.
pub(super) async fn map_of(tx: &mut Tx, centre: &str) -> Result<Option<MapOnCard>, AppError> {
    let Some(CentreMap { picture, shows, credit, .. }) = tx.centre_map(centre).await? else { return Ok(None) };
    // What was kept was read to its end; a limit that is tighter since takes it off the cards.
    Ok(MapPicture::read(picture).ok().map(|picture| MapOnCard { picture, shows, credit }))
}

async fn keep(
    tx: &mut Tx,
    who: &Who,
    (centre, picture, (shows, credit)): (String, Vec<u8>, (String, String)),
    (outcome, now): (&str, Timestamp),
) -> Result<(), AppError> {
    let event = who.event(Action::SettingChange, now).outcome(outcome).with("setting", "centre-map");
    let event = event.with("centre", &centre);
    tx.add_centre_map(&CentreMap { centre, picture, shows, credit, said_by: who.staff(), said_at: now }).await?;
    tx.append_audit(&event).await?;
    Ok(())
}

fn checked(draft: CentreMapDraft, before: Option<&MapOnCard>) -> Result<MapOnCard, AppError> {
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (shows, credit) = (tidy(&draft.shows), tidy(&draft.credit));
    let mut problems = Vec::new();
    let picture = match (draft.picture.is_empty(), before) {
        (true, Some(before)) => Some(before.picture.clone()),
        (true, None) => {
            problems.push(FieldProblem::new("map", "Choose a picture".to_owned()));
            None
        }
        (false, _) => MapPicture::read(draft.picture)
            .map_err(|problem| problems.push(FieldProblem::new("map", problem.to_string())))
            .ok(),
    };
    if shows.is_empty() {
        problems.push(FieldProblem::new("shows", "Say what the map shows".to_owned()));
    }
    if SHOWS < shows.chars().count() {
        problems.push(FieldProblem::new("shows", format!("Use at most {SHOWS} letters")));
    }
    if CREDIT < credit.chars().count() {
        problems.push(FieldProblem::new("credit", format!("Use at most {CREDIT} letters")));
    }
    match picture {
        Some(picture) if problems.is_empty() => Ok(MapOnCard { picture, shows, credit }),
        _ => Err(AppError::Invalid(problems)),
    }
}
