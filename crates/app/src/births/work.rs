//! Whom centres reach and work with, for governance (S003-ISd; 003
//! L2687–2693): how many families of a centre's area there are, how many of
//! them are registered and worked with, and how many of each have a reason for
//! more help. Figures alone: nobody is named, and no figure leads to anybody.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::report::{Quarter, hide_nested, hide_total};
use kith_core::sharing::{Category, Facts, Purpose, Requester, decide};
use kith_core::workforce::Role;
use kith_store::Tx;

use super::build::centre_names;
use super::figures::own_centre;
use super::gather::young_by_centre;
use super::households::most_households;
use crate::door::{Rules, today};
use crate::{App, AppError, Refusal, Who, antenatal, support};

/// What is counted, in its order: word and title.
pub const WORK_STEPS: [(&str, &str); 6] = [
    ("families", "Families"),
    ("registered", "Registered"),
    ("worked_with", "Worked with"),
    ("more_help", "With a reason for more help"),
    ("more_help_registered", "Of these, registered"),
    ("more_help_worked_with", "Of these, worked with"),
];

/// Which earlier counts each lies inside, or could lie inside.
const RELATED: [&[usize]; WORK_STEPS.len()] = [&[], &[0], &[0, 1], &[0], &[0, 1, 3], &[0, 2, 3, 4]];

/// One centre, or all of them together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkFigures {
    /// The centre; empty for all of them.
    pub centre: String,
    /// The counts in the order of [`WORK_STEPS`]; none where one is too small
    /// to be shown, or would give a small one away.
    pub counts: [Option<u64>; WORK_STEPS.len()],
}

/// The figures of a quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkReport {
    /// The quarter in which a centre worked with a family.
    pub quarter: Quarter,
    /// It is not over yet.
    pub is_running: bool,
    /// One line a centre, by name.
    pub lines: Vec<WorkFigures>,
    /// All centres; none for a reader who sees one centre alone.
    pub total: Option<WorkFigures>,
    /// The answer of the sharing rules that the figures rest on, with its
    /// paragraphs.
    pub rule: String,
}

/// What is known of a family, without its name.
#[derive(Default)]
struct Flags {
    is_registered: bool,
    is_worked_with: bool,
    has_reason: bool,
}

impl App {
    /// The figures of a quarter, or of the one that runs; a centre's manager
    /// sees their own centre. `saves` for the figures as a file.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that read no figures;
    /// [`AppError::Refused`] where the rules do not let figures be counted.
    pub async fn work_report(
        &self,
        who: impl Into<Who>,
        (quarter, saves): (Option<Quarter>, bool),
        now: Timestamp,
    ) -> Result<WorkReport, AppError> {
        let who = who.into();
        let own = own_centre(&who)?;
        let rule = rule(&who, &self.rules, now)?;
        let running = Quarter::of(today(now));
        let quarter = quarter.unwrap_or(running);
        self.keep_places_ready(now).await?;
        let counts = self.db.read(move |tx| Box::pin(async move { count(tx, quarter, today(now)).await })).await?;
        let mut report = shown(counts, (quarter, quarter == running), rule);
        if let Some(own) = own {
            report.lines.retain(|line| line.centre == own);
            report.total = None;
        }
        let action = if saves { Action::Export } else { Action::Look };
        self.write_event(who.event(action, now).with("page", "centre-work").with("quarter", quarter)).await?;
        Ok(report)
    }
}

/// Asks the rules whether figures from which nobody can be recognised may be
/// counted for this reader (¶5, ¶22).
fn rule(who: &Who, rules: &Rules, now: Timestamp) -> Result<String, AppError> {
    let role = match who {
        Who::Asker(asker) => asker.staff.role,
        Who::Operator | Who::Job => Role::DataLead,
    };
    let purpose = if role == Role::CentreManager { Purpose::SelfEvaluation } else { Purpose::Planning };
    let facts = Facts::neutral(Category::GroupAnonymous, Requester::of(role, false), purpose);
    let decision = decide(&facts, &rules.sharing(now));
    let citations: Vec<String> = decision.citations().into_iter().map(str::to_owned).collect();
    if decision.outcome().is_yes() {
        return Ok(format!("{} ({})", decision.heading(), citations.join("; ")));
    }
    Err(AppError::Refused(Box::new(Refusal {
        heading: decision.heading().to_owned(),
        because: decision.because().to_owned(),
        ways_to_yes: Vec::new(),
        citations,
        decision: None,
    })))
}

type Counts = BTreeMap<String, [u64; WORK_STEPS.len()]>;

async fn count(tx: &mut Tx, quarter: Quarter, today: Date) -> Result<Counts, AppError> {
    let young = young_by_centre(tx, today).await?;
    let children: Vec<PersonId> = young.iter().map(|(_, child)| *child).collect();
    let of_child = most_households(tx, &children, today).await?;
    let period = (quarter.first_day(), quarter.next().first_day());
    let met: BTreeSet<PersonId> = tx.met_by_centres_in(period).await?.into_iter().collect();
    let registered: BTreeSet<PersonId> = tx.registered_with_centres(today).await?.into_iter().collect();
    // A family is counted once, where the first of its children lives.
    let mut families: BTreeMap<FamilyId, (String, Flags)> = BTreeMap::new();
    for (centre, child) in young {
        let Some(household) = of_child.get(&child) else { continue };
        // Whoever is kept safe is in no count, and a family that lost this child is not its family here.
        if household.is_kept_safe || household.lost.contains(&child) {
            continue;
        }
        let known = families.entry(household.family).or_insert_with(|| (centre.to_string(), Flags::default()));
        known.1.is_registered |= registered.contains(&child);
        known.1.is_worked_with |= household.members.iter().any(|member| met.contains(&member.person));
    }
    let with_reason = with_reason(tx).await?;
    for household in of_child.values() {
        if let Some((_, flags)) = families.get_mut(&household.family) {
            flags.has_reason |= household.members.iter().any(|member| with_reason.contains(&member.person));
        }
    }
    let mut counts: Counts =
        centre_names(tx).await?.into_iter().map(|centre| (centre, [0; WORK_STEPS.len()])).collect();
    for (centre, flags) in families.into_values() {
        let Some(line) = counts.get_mut(&centre) else { continue };
        let Flags { is_registered, is_worked_with, has_reason } = flags;
        let steps = [
            true,
            is_registered,
            is_worked_with,
            has_reason,
            has_reason && is_registered,
            has_reason && is_worked_with,
        ];
        for (count, is_so) in line.iter_mut().zip(steps) {
            *count += u64::from(is_so);
        }
    }
    Ok(counts)
}

/// Everybody with a reason for more help that may be counted: a midwife marked
/// it before the birth, or support that was agreed goes on.
async fn with_reason(tx: &mut Tx) -> Result<BTreeSet<PersonId>, AppError> {
    let mut records: Vec<RecordId> = antenatal::marked_vulnerable(tx).await?;
    records.extend(support::going_on(tx).await?);
    Ok(tx.persons_of_records(&records).await?.into_iter().map(|(_, person)| person).collect())
}

fn shown(counts: Counts, (quarter, is_running): (Quarter, bool), rule: String) -> WorkReport {
    let lines: Vec<(String, [u64; WORK_STEPS.len()], [Option<u64>; WORK_STEPS.len()])> =
        counts.into_iter().map(|(centre, row)| (centre, row, hide_nested(&row, &RELATED))).collect();
    let mut sums = [None; WORK_STEPS.len()];
    for (place, sum) in sums.iter_mut().enumerate() {
        let parts: Vec<(u64, bool)> = lines.iter().map(|(_, row, safe)| (row[place], safe[place].is_some())).collect();
        *sum = hide_total(&parts);
    }
    WorkReport {
        quarter,
        is_running,
        lines: lines.into_iter().map(|(centre, _, counts)| WorkFigures { centre, counts }).collect(),
        total: Some(WorkFigures { centre: String::new(), counts: sums }),
        rule,
    }
}
