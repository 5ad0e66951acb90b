//! The worklist of a centre: families with facts, whoever may need support
//! first.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::follow_up::EarlySupport;
use kith_core::id::FamilyId;
use kith_store::Tx;

use super::feeds::{Feeds, feeds};
use super::gather::{FamilyFacts, Of, gather};
use super::lines::lines;
use super::permission::{Allowed, Asking};
use super::rulebook::rulebook;
use super::{FollowUpLine, FollowUps};
use crate::caseload::current;
use crate::door::{Rules, event, today};
use crate::registration::own_centre;
use crate::{App, AppError, Asker};

/// So many families stand on a page.
const MOST: usize = 60;
/// So many that were followed up.
const MOST_DONE: usize = 20;

impl App {
    /// The families whom the asker's centre can follow up.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for anybody who works at no centre;
    /// [`AppError::Refused`] when training or clearance is not current.
    pub async fn follow_ups(&self, asker: &Asker, now: Timestamp) -> Result<FollowUps, AppError> {
        let Some(centre) = own_centre(&asker.staff) else { return Err(AppError::NotFound) };
        current(asker, now)?;
        self.keep_places_ready(now).await?;
        let (reader, rules) = (asker.clone(), self.rules.clone());
        let (list, asker) =
            self.db.read(move |tx| Box::pin(async move { list(tx, (&reader, &rules), centre, now).await })).await?;
        let shown: Vec<String> = list.open.iter().chain(&list.done).map(|line| line.family.to_string()).collect();
        let seen = event(&asker, Action::Look, now)
            .with("page", "follow-ups")
            .with("shown", shown.len())
            .with("families", shown.join(" "));
        self.write_event(seen).await?;
        Ok(list)
    }
}

async fn list(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    centre: String,
    now: Timestamp,
) -> Result<(FollowUps, Asker), AppError> {
    let book = rulebook(tx).await?;
    let feeds = feeds(tx, Some(asker.staff.role), today(now)).await?;
    let found = Found::read(tx, (asker, rules), (&book, &feeds, &centre), Of::All, now).await?;
    let mut all = lines(tx, &found.allowed(), &book, today(now)).await?;
    all.sort_by_cached_key(|line| {
        let newest = line.facts.iter().filter(|fact| !fact.is_closed).map(|fact| fact.since).max();
        (line.suggestions.is_empty(), !line.is_urgent, std::cmp::Reverse(newest), line.title.clone(), line.family)
    });
    let (mut open, mut done): (Vec<FollowUpLine>, Vec<FollowUpLine>) = all.into_iter().partition(FollowUpLine::is_open);
    let more = open.len().saturating_sub(MOST);
    open.truncate(MOST);
    let last = |line: &FollowUpLine| line.facts.iter().flat_map(|fact| &fact.results).map(|step| step.at).max();
    done.sort_by_cached_key(|line| std::cmp::Reverse(last(line)));
    done.truncate(MOST_DONE);
    let asker = feeds.asker(asker);
    let list = FollowUps {
        centre,
        feeds: feeds.lines,
        open,
        more,
        done,
        reasons: book.suggestions.iter().map(|rule| rule.because.clone()).collect(),
        late_after_days: book.late_after_days,
    };
    Ok((list, asker))
}

/// Families with facts, and what the rules say of each.
pub(super) struct Found {
    families: Vec<FamilyFacts>,
    asked: Asked,
}

/// What the rules are asked with.
struct Asked {
    asker: Asker,
    pack: std::sync::Arc<kith_core::sharing::Pack>,
    team: kith_core::ledger::Team,
    feeds: Feeds,
    today: jiff::civil::Date,
}

impl Found {
    /// Reads the families; none where no feed runs.
    pub(super) async fn read(
        tx: &mut Tx,
        (asker, rules): (&Asker, &Rules),
        (book, feeds, centre): (&EarlySupport, &Feeds, &str),
        of: Of,
        now: Timestamp,
    ) -> Result<Self, AppError> {
        let families = if feeds.running.is_empty() { Vec::new() } else { gather(tx, (book, centre), of, now).await? };
        let asked = Asked {
            asker: asker.clone(),
            pack: rules.sharing(now),
            team: tx.team().await?,
            feeds: feeds.clone(),
            today: today(now),
        };
        Ok(Self { families, asked })
    }

    /// Those of whom something may be told.
    pub(super) fn allowed(&self) -> Vec<(&FamilyFacts, Allowed<'_>)> {
        let Asked { asker, pack, team, feeds, today } = &self.asked;
        let asking = Asking { asker, pack, team, feeds, today: *today };
        let all = self.families.iter().map(|family| (family, asking.of(family)));
        all.filter(|(_, allowed)| !allowed.facts.is_empty()).collect()
    }

    /// Whether a family is among them.
    pub(super) fn has(&self, family: FamilyId) -> bool {
        self.families.iter().any(|known| known.household.family == family)
    }
}
