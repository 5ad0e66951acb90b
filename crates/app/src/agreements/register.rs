//! Everything that is kept about agreements, read together.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_core::agreement::{Agreement, AgreementEvent, AgreementKind, Standing, check, may_run, standing_on};
use kith_core::id::StaffId;
use kith_exchange::agreements::read_agreement;
use kith_store::{KeptAgreement, KeptAgreementEvent, Tx};

use super::{AgreementLine, AgreementPage};
use crate::AppError;
use crate::door::today as day_of;

/// The register.
pub(crate) struct Register {
    /// The newest version of each, by name.
    newest: BTreeMap<String, (u32, Agreement)>,
    kept: Vec<KeptAgreement>,
    events: Vec<KeptAgreementEvent>,
    names: BTreeMap<StaffId, String>,
}

impl Register {
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self, AppError> {
        let (kept, events) = (tx.agreements().await?, tx.agreement_events().await?);
        let by = kept.iter().filter_map(|kept| kept.added_by);
        let people: Vec<StaffId> = by.chain(events.iter().filter_map(|event| event.said_by)).collect();
        let names = tx.names_of_staff(&people).await?;
        let mut newest = BTreeMap::new();
        for version in &kept {
            if !newest.contains_key(&version.name) {
                newest.insert(version.name.clone(), (version.version, agreement_of(version)?));
            }
        }
        Ok(Self { newest, kept, events, names })
    }

    /// How many versions an agreement has.
    pub(super) fn versions(&self, name: &str) -> u32 {
        self.newest.get(name).map_or(0, |(version, _)| *version)
    }

    pub(super) fn kind_of(&self, name: &str) -> Option<AgreementKind> {
        self.newest.get(name).map(|(_, agreement)| agreement.kind)
    }

    fn standing(&self, name: &str, today: Date) -> Option<Standing> {
        let (version, agreement) = self.newest.get(name)?;
        let of_version = self.events.iter().filter(|event| event.agreement == name && event.version == *version);
        let events: Vec<AgreementEvent> = of_version.map(|kept| kept.event.clone()).collect();
        Some(standing_on(agreement, &events, today))
    }

    pub(crate) fn lines(&self, today: Date) -> Vec<AgreementLine> {
        let line = |(name, (_, agreement)): (&String, &(u32, Agreement))| {
            Some(AgreementLine {
                standing: self.standing(name, today)?,
                name: name.clone(),
                title: agreement.title.clone(),
                kind: agreement.kind,
                parties: agreement.parties.clone(),
                until: agreement.until,
                is_review_due: agreement.review_on < today,
                flows: agreement.flows.iter().map(|flow| flow.name.clone()).collect(),
            })
        };
        let mut lines: Vec<AgreementLine> = self.newest.iter().filter_map(line).collect();
        lines.sort_by(|one, other| (one.kind, &one.title).cmp(&(other.kind, &other.title)));
        lines
    }

    pub(crate) fn page(&self, name: &str, today: Date) -> Result<AgreementPage, AppError> {
        let (version, agreement) = self.newest.get(name).cloned().ok_or(AppError::NotFound)?;
        let standing = self.standing(name, today).ok_or(AppError::NotFound)?;
        let above = agreement.under.as_ref().and_then(|above| self.standing(above, today));
        let below = self.newest.values().filter(|(_, other)| other.under.as_deref() == Some(name));
        Ok(AgreementPage {
            may_run: may_run(&standing, above.as_ref()),
            standing,
            is_review_due: agreement.review_on < today,
            below: below.map(|(_, other)| (other.name.clone(), other.title.clone())).collect(),
            history: self.history(name),
            version,
            agreement,
        })
    }

    fn history(&self, name: &str) -> Vec<(Date, String, String)> {
        let added = self.kept.iter().filter(|kept| kept.name == name).map(|kept| {
            (kept.added_at, day_of(kept.added_at), format!("Version {} added", kept.version), kept.added_by)
        });
        let happened = self.events.iter().filter(|event| event.agreement == name).map(|kept| {
            let (on, what) = match &kept.event {
                AgreementEvent::Signed(sign) => (
                    sign.on,
                    format!(
                        "Version {} signed by {}, {}, for {}",
                        kept.version,
                        sign.signer,
                        sign.post.title(),
                        sign.party
                    ),
                ),
                AgreementEvent::Ended { on, why } => (*on, format!("Version {} ended: {why}", kept.version)),
            };
            (kept.said_at, on, what, kept.said_by)
        });
        let mut lines: Vec<_> = added.chain(happened).collect();
        lines.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        lines.into_iter().map(|(_, on, what, by)| (on, what, self.name_of(by))).collect()
    }

    fn name_of(&self, staff: Option<StaffId>) -> String {
        let name = staff.and_then(|staff| self.names.get(&staff).cloned());
        name.unwrap_or_else(|| "An operator, by command".to_owned())
    }
}

/// What is kept passed its test when it was added.
fn agreement_of(kept: &KeptAgreement) -> Result<Agreement, AppError> {
    let broken =
        |words: String| AppError::Broken(anyhow::anyhow!("agreement {}, version {}: {words}", kept.name, kept.version));
    let draft = read_agreement(&kept.text).map_err(|error| broken(error.to_string()))?;
    check(&draft).map_err(|faults| broken(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))
}
