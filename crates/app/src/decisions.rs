//! How a look was decided: the same questions put again to the rules of the
//! day, with every check, its paragraph and the ways to yes.

use jiff::Timestamp;
use kith_core::id::{DecisionId, FamilyId};
use kith_core::sharing::{Decision, Pack, Purpose, ways_to_yes_from};
use kith_store::Tx;

use crate::door::Rules;
use crate::look::{Doing, Look};
use crate::people;
use crate::questions::{KeptPart, way_lines};
use crate::{App, AppError, Asker};

/// How a look was decided.
#[derive(Debug, Clone)]
pub struct DecisionPage {
    /// The family's title.
    pub family_title: String,
    /// Which decision.
    pub decision: DecisionId,
    /// When.
    pub made_at: Timestamp,
    /// The edition of the rules, by its title.
    pub pack: String,
    /// What the look was for.
    pub purpose: &'static str,
    /// The answers, one for each kind of information.
    pub parts: Vec<DecisionPart>,
}

/// The answer about one kind of information.
#[derive(Debug, Clone)]
pub struct DecisionPart {
    /// What was asked about.
    pub what: String,
    /// The word of the outcome, for its sign and colour.
    pub outcome: &'static str,
    /// The answer in one sentence.
    pub heading: String,
    /// Why.
    pub because: String,
    /// Each check: the question, what was found, its paragraph, whether it
    /// decided.
    pub checks: Vec<CheckLine>,
    /// What must be done.
    pub duties: Vec<&'static str>,
    /// The paragraphs.
    pub citations: Vec<String>,
    /// The ways to yes.
    pub ways_to_yes: Vec<String>,
    /// The rule that decided.
    pub rule: String,
}

/// One check of an answer.
#[derive(Debug, Clone)]
pub struct CheckLine {
    /// The question.
    pub asks: String,
    /// What was found.
    pub says: String,
    /// The paragraph.
    pub paragraph: String,
    /// Whether it decided.
    pub has_decided: bool,
}

impl App {
    /// Shows how a look was decided, to whoever looked.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] too when the decision is
    /// about another family or was somebody else's.
    pub async fn decision(
        &self,
        asker: &Asker,
        family: FamilyId,
        decision: DecisionId,
        now: Timestamp,
    ) -> Result<DecisionPage, AppError> {
        let rules = self.rules.clone();
        self.write_at(asker, (family, now), Doing::page("decision"), move |tx, look| {
            Box::pin(async move { show(tx, &look, &rules, decision).await })
        })
        .await
    }
}

async fn show(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    decision: DecisionId,
) -> Result<Result<DecisionPage, AppError>, AppError> {
    let kept = match tx.decision(decision).await {
        Ok(kept) => kept,
        Err(kith_store::StoreError::NotFound { .. }) => return Ok(Err(AppError::NotFound)),
        Err(failed) => return Err(failed.into()),
    };
    let is_of_family = tx.names_of_family(look.family).await?.contains(&kept.family);
    if !is_of_family || kept.staff != look.asker.staff.id {
        return Ok(Err(AppError::NotFound));
    }
    let parts: Vec<KeptPart> = serde_json::from_str(&kept.answers).map_err(|error| AppError::Broken(error.into()))?;
    let everybody = people::everybody(tx, look).await?;
    let pack = rules.of_its_day(&kept.pack, kept.made_at);
    Ok(Ok(DecisionPage {
        family_title: people::family_title(&everybody),
        decision,
        made_at: kept.made_at,
        pack: pack.title().to_owned(),
        purpose: Purpose::from_word(&kept.purpose).map_or("", Purpose::title),
        parts: parts.iter().filter_map(|part| retell(part, rules, &pack)).collect(),
    }))
}

/// Tells an answer again under the edition that gave it.
fn retell(part: &KeptPart, rules: &Rules, edition: &Pack) -> Option<DecisionPart> {
    let pack = rules.apart_from_editions(&part.what).unwrap_or(edition);
    let decision = part.decided_again(pack)?;
    Some(told(part, &decision, pack))
}

fn told(part: &KeptPart, decision: &Decision, pack: &Pack) -> DecisionPart {
    let checks = decision.findings().map(|finding| CheckLine {
        asks: finding.asks.to_owned(),
        says: finding.says.to_owned(),
        paragraph: finding.paragraph.to_owned(),
        has_decided: finding.has_decided,
    });
    let ways = decision.state().map(|state| way_lines(&ways_to_yes_from(state, pack))).unwrap_or_default();
    DecisionPart {
        what: part.title(),
        outcome: decision.outcome().word(),
        heading: decision.heading().to_owned(),
        because: decision.because().to_owned(),
        checks: checks.collect(),
        duties: decision.duties().iter().map(|duty| duty.title()).collect(),
        citations: decision.citations().into_iter().map(str::to_owned).collect(),
        ways_to_yes: ways,
        rule: decision.rule_id().to_owned(),
    }
}
