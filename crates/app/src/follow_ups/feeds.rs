//! The planned flows that facts run on: signed and in date, or nothing reaches
//! a centre (S002-23c).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::agreement::{FlowDesign, FlowProduct};
use kith_core::family::PersonField;
use kith_core::follow_up::Feed;
use kith_core::sharing::Purpose;
use kith_core::workforce::Role;
use kith_store::Tx;

use super::FeedLine;
use crate::agreements::{Register, RunningFlow};
use crate::{AppError, Asker};

/// What these flows may be for.
const PURPOSES: [Purpose; 2] = [Purpose::FamilySupport, Purpose::CentreOutreach];

/// A feed that runs for a reader.
#[derive(Clone)]
pub(super) struct RunningFeed {
    pub(super) purpose: Purpose,
    /// What it carries of each family beside the fact.
    pub(super) fields: BTreeSet<PersonField>,
}

/// Every feed.
#[derive(Clone)]
pub(super) struct Feeds {
    /// Those that run for the reader.
    pub(super) running: BTreeMap<Feed, RunningFeed>,
    /// Each with how it stands.
    pub(super) lines: Vec<FeedLine>,
}

impl Feeds {
    /// Whoever asks, for the purpose that the flows have, whatever else they
    /// look families up for.
    pub(super) fn asker(&self, asker: &Asker) -> Asker {
        let purpose = self.running.values().next().map_or(asker.purpose, |feed| feed.purpose);
        Asker { staff: asker.staff.clone(), purpose }
    }
}

/// How the feeds stand today, for somebody in a role; for nobody in
/// particular, whoever reads them.
pub(super) async fn feeds(tx: &mut Tx, role: Option<Role>, today: Date) -> Result<Feeds, AppError> {
    let register = Register::read(tx).await?;
    let mut feeds = Feeds { running: BTreeMap::new(), lines: Vec::new() };
    for feed in Feed::ALL {
        let carries = |flow: &FlowDesign| {
            flow.product == FlowProduct::People
                && PURPOSES.contains(&flow.purpose)
                && flow.kinds.contains(&feed.planned())
        };
        let (is_running, words) = match register.running(today, carries)? {
            Ok(running) if role.is_none_or(|role| running.flow.readers.contains(&role)) => {
                let words = running_words(&running);
                let RunningFlow { flow, .. } = running;
                feeds.running.insert(*feed, RunningFeed { purpose: flow.purpose, fields: flow.fields });
                (true, words)
            }
            Ok(running) => (false, not_for_role(&running)),
            Err(stopped) => (false, stopped_words(stopped.map(|stopped| stopped.because))),
        };
        feeds.lines.push(FeedLine { feed: *feed, is_running, words });
    }
    Ok(feeds)
}

fn running_words(running: &RunningFlow) -> String {
    let basis = format!("Runs on “{}”. Basis: {}.", running.agreement.1, running.flow.lawful_basis.as_str());
    match running.ends_in {
        Some(days) => format!("{basis} It ends in {days} days. The data lead renews it."),
        None => basis,
    }
}

fn not_for_role(running: &RunningFlow) -> String {
    let title = &running.agreement.1;
    format!("“{title}” does not name your role as a reader. Ask your data lead whether it should.")
}

fn stopped_words(stopped: Option<String>) -> String {
    let why = stopped.unwrap_or_else(|| "There is no agreement on it.".to_owned());
    format!(
        "Nothing comes. {why} The data lead writes the agreement under Agreements. Then each organisation that it \
         names signs it."
    )
}
