//! What a centre says of itself on its welcome cards: when it is open, the way
//! there, and the address of its own page with the opening times (S004-WAd).

use jiff::Timestamp;
use kith_core::area::{LocalService, Place, PlaceKind};
use kith_core::audit::Action;
use kith_letters::CentreOnCard;
use kith_store::{CentreCard, Tx};

use super::build::centre_names;
use super::centre::centre_of;
use super::centre_map::map_of;
use crate::{App, AppError, FieldProblem, Who};

/// The most lines of opening times on a card.
const LINES: usize = 8;
/// The longest of them, in letters.
const LINE: usize = 80;
/// The longest way, in letters.
const WAY: usize = 300;
/// The longest address of a page, in letters.
const PAGE: usize = 100;

/// What a centre says on its cards, as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CentreCardDraft {
    /// When it is open, a line each.
    pub open: String,
    /// The way there, in words.
    pub way: String,
    /// The address of its page with the opening times.
    pub page: String,
}

impl App {
    /// What a centre says on its cards, with its name: the asker's own, or the
    /// one that the command line names.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is no such centre, and for anybody
    /// else.
    pub async fn centre_card(
        &self,
        who: impl Into<Who>,
        centre: &str,
        now: Timestamp,
    ) -> Result<(String, CentreCardDraft), AppError> {
        let (who, centre) = (who.into(), centre.to_owned());
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let centre = whose(tx, &who, &centre, now).await?;
                    let draft = said(tx, &centre).await?;
                    Ok((centre, draft))
                })
            })
            .await
    }

    /// Keeps what a centre says on its cards.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look, and as
    /// for [`App::centre_card`].
    pub async fn save_centre_card(
        &self,
        who: impl Into<Who>,
        (centre, draft): (&str, &CentreCardDraft),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (who, centre) = (who.into(), centre.to_owned());
        let draft = checked(draft)?;
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let centre = whose(tx, &who, &centre, now).await?;
                    let before = said(tx, &centre).await?;
                    let parts = [
                        ("open", before.open != draft.open),
                        ("way", before.way != draft.way),
                        ("page", before.page != draft.page),
                    ];
                    let changed: Vec<&str> = parts.iter().filter(|(_, is)| *is).map(|(part, _)| *part).collect();
                    if changed.is_empty() {
                        return Ok(());
                    }
                    let noted = who
                        .event(Action::SettingChange, now)
                        .with("setting", "centre-card")
                        .with("centre", &centre)
                        .with("changed", changed.join(" "));
                    let CentreCardDraft { open: open_times, way, page } = draft;
                    let said_by = who.staff();
                    tx.add_centre_card(&CentreCard { centre, open_times, way, page, said_by, said_at: now }).await?;
                    tx.append_audit(&noted).await?;
                    Ok(())
                })
            })
            .await
    }

    /// What stands on every card of a centre today, and what is missing: for a
    /// card that names nobody.
    ///
    /// # Errors
    /// As [`App::centre_card`].
    pub async fn blank_card(
        &self,
        who: impl Into<Who>,
        centre: &str,
        now: Timestamp,
    ) -> Result<(CentreOnCard, Vec<&'static str>), AppError> {
        let (who, centre) = (who.into(), centre.to_owned());
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let centre = whose(tx, &who, &centre, now).await?;
                    on_card(tx, &centre).await
                })
            })
            .await
    }
}

/// The centre whose cards somebody may change.
pub(super) async fn whose(tx: &mut Tx, who: &Who, centre: &str, now: Timestamp) -> Result<String, AppError> {
    match who {
        Who::Asker(asker) => centre_of(asker, now),
        Who::Operator if centre_names(tx).await?.contains(centre) => Ok(centre.to_owned()),
        Who::Operator | Who::Job => Err(AppError::NotFound),
    }
}

async fn said(tx: &mut Tx, centre: &str) -> Result<CentreCardDraft, AppError> {
    Ok(match tx.centre_card(centre).await? {
        Some(CentreCard { open_times: open, way, page, .. }) => CentreCardDraft { open, way, page },
        None => CentreCardDraft::default(),
    })
}

/// What the centre says of itself on the card, and what is missing.
pub(super) async fn on_card(tx: &mut Tx, centre: &str) -> Result<(CentreOnCard, Vec<&'static str>), AppError> {
    let places = tx.places().await?;
    let is_it = |place: &&Place| place.kind == PlaceKind::Centre && place.name == centre;
    let (address, telephone) =
        places.iter().find(is_it).map(|place| (place.address.clone(), place.telephone.clone())).unwrap_or_default();
    let is_on = |service: &&LocalService| service.centre == centre || service.centre.is_empty();
    let services = tx.local_services().await?;
    let offers: Vec<(String, String)> =
        services.iter().filter(is_on).map(|service| (service.name.clone(), service.says.clone())).collect();
    let mut missing = Vec::new();
    if address.is_empty() {
        missing.push("The address of the centre");
    }
    if telephone.is_empty() {
        missing.push("The telephone number of the centre");
    }
    if offers.is_empty() {
        missing.push("What the centre offers: add it under Local services");
    }
    let CentreCardDraft { open, way, page } = said(tx, centre).await?;
    let open = open.lines().map(str::to_owned).collect();
    let map = map_of(tx, centre).await?;
    Ok((CentreOnCard { name: centre.to_owned(), address, telephone, offers, open, way, page, map }, missing))
}

fn checked(draft: &CentreCardDraft) -> Result<CentreCardDraft, AppError> {
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lines: Vec<String> = draft.open.lines().map(tidy).filter(|line| !line.is_empty()).collect();
    let (way, page) = (tidy(&draft.way), draft.page.trim().to_owned());
    let mut problems = Vec::new();
    if LINES < lines.len() || lines.iter().any(|line| LINE < line.chars().count()) {
        let says = format!("Write at most {LINES} lines, each of at most {LINE} letters");
        problems.push(FieldProblem::new("open", says));
    }
    if WAY < way.chars().count() {
        problems.push(FieldProblem::new("way", format!("Write the way in at most {WAY} letters")));
    }
    if !page.is_empty() && !is_page(&page) {
        let says = "Write the whole address, like https://centre.example/times, without ? or #";
        problems.push(FieldProblem::new("page", says));
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    Ok(CentreCardDraft { open: lines.join("\n"), way, page })
}

/// Whether this is the address of a page that is the same for everybody: no
/// part of it can say who reads it.
fn is_page(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://").filter(|_| address.len() <= PAGE) else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_label = |label: &str| {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
        !label.is_empty() && label.chars().all(is_plain)
    };
    let is_path = |letter: char| letter.is_ascii_alphanumeric() || "-._~/".contains(letter);
    host.contains('.') && host.split('.').all(is_label) && path.chars().all(is_path)
}

#[cfg(test)]
mod tests {
    use super::is_page;

    #[test]
    fn the_address_on_a_card_is_the_same_for_everybody() {
        for good in ["https://larch.example", "https://www.larch-centre.example/open/times.html"] {
            assert!(is_page(good), "{good}");
        }
        for bad in [
            "http://larch.example",
            "larch.example",
            "https://larch",
            "https://larch.example/?family=f-1",
            "https://larch.example/#poppy",
            "https://poppy@larch.example/",
            "https://larch.example/\u{202e}x",
            "https://larch..example",
        ] {
            assert!(!is_page(bad), "{bad}");
        }
        assert!(!is_page(&format!("https://larch.example/{}", "a".repeat(100))));
    }
}
