//! Everything that is kept about agreements, read together.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kith_core::agreement::{
    Agreement, AgreementEvent, AgreementKind, Bodies, IncomingRule, MayRun, PlannedFlow, Said, SignOff, SignProof,
    SignatoryPost, Standing, Terms, check, may_run, standing_on,
};
use kith_core::id::StaffId;
use kith_core::workforce::Role;
use kith_exchange::agreements::read_agreement;
use kith_store::{AgreementRegister, KeptAgreement, KeptAgreementEvent, RoleHolder, Tx};

use super::incoming::{self, RULE};
use super::signing::{self, POSTS};
use super::{AgreementLine, AgreementPage, PlannedLine};
use crate::AppError;
use crate::door::today as day_of;

/// The register.
pub(crate) struct Register {
    /// The newest version of each, by name.
    newest: BTreeMap<String, (u32, Agreement)>,
    kept: Vec<KeptAgreement>,
    events: Vec<KeptAgreementEvent>,
    names: BTreeMap<StaffId, String>,
    /// The Caldicott Guardians with an account here.
    pub(super) guardians: Vec<RoleHolder>,
    /// By what every standing is told.
    pub(super) terms: Terms,
    /// What becomes of a source that no agreement names.
    pub(super) rule: IncomingRule,
}

impl Register {
    pub(crate) async fn read(tx: &mut Tx) -> Result<Self, AppError> {
        let AgreementRegister { agreements: kept, events, ends, signers: guardians, settings } =
            tx.agreement_register(Role::CaldicottGuardian, &[POSTS, RULE]).await?;
        let by = kept.iter().filter_map(|kept| kept.added_by);
        let people: Vec<StaffId> = by.chain(events.iter().filter_map(|event| event.said_by)).collect();
        let names = tx.names_of_staff(&people).await?;
        let mut newest = BTreeMap::new();
        for version in &kept {
            if !newest.contains_key(&version.name) {
                newest.insert(version.name.clone(), (version.version, agreement_of(version)?));
            }
        }
        let setting = |name: &str| settings.get(name).map_or("", String::as_str);
        let bodies = Bodies::new(ends.into_iter().map(|kept| kept.end));
        let terms = Terms { posts: signing::rule_of(setting(POSTS)), bodies };
        Ok(Self { newest, kept, events, names, guardians, terms, rule: incoming::rule_of(setting(RULE)) })
    }

    /// Every agreement in its newest version.
    pub(super) fn all(&self) -> impl Iterator<Item = &Agreement> {
        self.newest.values().map(|(_, agreement)| agreement)
    }

    /// The newest version of an agreement.
    pub(super) fn newest_of(&self, name: &str) -> Option<&(u32, Agreement)> {
        self.newest.get(name)
    }

    /// Every version of an agreement, the newest first, with the day on which
    /// each was added.
    pub(super) fn all_versions(&self, name: &str) -> Result<Vec<(u32, Agreement, Date)>, AppError> {
        let of_name = self.kept.iter().filter(|kept| kept.name == name);
        of_name.map(|kept| Ok((kept.version, agreement_of(kept)?, day_of(kept.added_at)))).collect()
    }

    /// How many versions an agreement has.
    pub(super) fn versions(&self, name: &str) -> u32 {
        self.newest.get(name).map_or(0, |(version, _)| *version)
    }

    pub(super) fn kind_of(&self, name: &str) -> Option<AgreementKind> {
        self.newest.get(name).map(|(_, agreement)| agreement.kind)
    }

    /// What happened to a version of an agreement, and who said so.
    pub(super) fn said_of(&self, name: &str, version: u32) -> Vec<Said> {
        let of_version = self.events.iter().filter(|event| event.agreement == name && event.version == version);
        of_version.map(|kept| Said { event: kept.event.clone(), by: kept.said_by }).collect()
    }

    fn standing(&self, name: &str, today: Date) -> Option<Standing> {
        let (version, agreement) = self.newest.get(name)?;
        Some(standing_on(agreement, &self.said_of(name, *version), &self.terms, today))
    }

    pub(super) fn may_run(&self, agreement: &Agreement, today: Date) -> Option<MayRun> {
        let above = agreement.under.as_ref().and_then(|above| self.standing(above, today));
        Some(may_run(&self.standing(&agreement.name, today)?, above.as_ref()))
    }

    fn below<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r Agreement> {
        self.newest.values().map(|(_, other)| other).filter(move |other| other.under.as_deref() == Some(name))
    }

    /// The agreement under another that describes a flow which that foresees.
    fn detail_of<'r>(&'r self, above: &'r str, planned: &PlannedFlow) -> Option<&'r Agreement> {
        self.below(above).find(|agreement| agreement.describes(planned))
    }

    /// Every agreement by kind and title, each followed by those under it.
    pub(crate) fn lines(&self, today: Date) -> Vec<AgreementLine> {
        let mut lines: Vec<AgreementLine> =
            self.newest.values().filter_map(|(_, agreement)| self.line(agreement, today)).collect();
        let title_above = |line: &AgreementLine| {
            let above = line.under.as_ref().and_then(|above| self.newest.get(above));
            above.map(|(_, above)| (above.kind, above.title.clone()))
        };
        lines.sort_by_cached_key(|line| {
            let own = (line.kind, line.title.clone());
            (title_above(line).unwrap_or_else(|| own.clone()), line.under.clone(), own)
        });
        lines
    }

    fn line(&self, agreement: &Agreement, today: Date) -> Option<AgreementLine> {
        let undescribed = agreement.planned.iter().filter(|flow| self.detail_of(&agreement.name, flow).is_none());
        Some(AgreementLine {
            standing: self.standing(&agreement.name, today)?,
            name: agreement.name.clone(),
            title: agreement.title.clone(),
            kind: agreement.kind,
            parties: agreement.parties.clone(),
            review_on: agreement.review_on,
            until: agreement.until,
            is_review_due: agreement.review_on < today,
            flows: agreement.flows.iter().map(|flow| flow.name.clone()).collect(),
            brings: agreement.flows.iter().flat_map(|flow| flow.brings.iter().cloned()).collect(),
            under: agreement.under.clone(),
            undescribed: undescribed.map(|flow| flow.name.clone()).collect(),
            renegotiate: self.terms.bodies.to_renegotiate(agreement, today),
        })
    }

    pub(crate) fn page(&self, name: &str, today: Date) -> Result<AgreementPage, AppError> {
        let (version, agreement) = self.newest.get(name).cloned().ok_or(AppError::NotFound)?;
        let above = agreement.under.as_ref().and_then(|above| self.newest.get(above));
        let below = self
            .below(name)
            .filter_map(|other| Some((other.name.clone(), other.title.clone(), self.standing(&other.name, today)?)));
        let planned = agreement.planned.iter().map(|flow| {
            let detail = self.detail_of(name, flow);
            let detail = detail.and_then(|by| Some((by.name.clone(), by.title.clone(), self.may_run(by, today)?)));
            PlannedLine { flow: flow.clone(), detail }
        });
        let said = self.said_of(name, version);
        Ok(AgreementPage {
            standing: self.standing(name, today).ok_or(AppError::NotFound)?,
            may_run: self.may_run(&agreement, today).ok_or(AppError::NotFound)?,
            is_review_due: agreement.review_on < today,
            above_title: above.map(|(_, above)| above.title.clone()),
            below: below.collect(),
            planned: planned.collect(),
            signatures: self.needed(&agreement, &said, today),
            said,
            last_sent: Vec::new(),
            renegotiate: self.terms.bodies.to_renegotiate(&agreement, today),
            within_one_body: self
                .terms
                .bodies
                .within_one_body(&agreement, today)
                .into_iter()
                .map(str::to_owned)
                .collect(),
            history: self.history(name),
            brought: BTreeMap::new(),
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
                AgreementEvent::Signed(sign) => (sign.on, signed_words(kept.version, sign)),
                AgreementEvent::Seen(seen) => (
                    seen.on,
                    format!(
                        "Version {}: the paper signed by {}, {}, for {} was seen. It is kept: {}",
                        kept.version,
                        seen.signer,
                        seen.post.title(),
                        seen.party,
                        seen.kept
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

    pub(super) fn name_of(&self, staff: Option<StaffId>) -> String {
        let name = staff.and_then(|staff| self.names.get(&staff).cloned());
        name.unwrap_or_else(|| "An operator, by command".to_owned())
    }
}

fn signed_words(version: u32, sign: &SignOff) -> String {
    let what = format!("Version {version} signed by {}, {}, for {}", sign.signer, sign.post.title(), sign.party);
    match &sign.proof {
        SignProof::InPerson => format!("{what}, in person"),
        SignProof::Paper(kept) => format!("{what}, on paper. It is kept: {kept}"),
        SignProof::Word if sign.post == SignatoryPost::CaldicottGuardian => format!("{what}. No paper was named"),
        SignProof::Word => what,
    }
}

/// What is kept passed its test when it was added.
fn agreement_of(kept: &KeptAgreement) -> Result<Agreement, AppError> {
    let broken =
        |words: String| AppError::Broken(anyhow::anyhow!("agreement {}, version {}: {words}", kept.name, kept.version));
    let draft = read_agreement(&kept.text).map_err(|error| broken(error.to_string()))?;
    check(&draft).map_err(|faults| broken(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))
}
