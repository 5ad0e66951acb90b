//! The form for a new agreement: what people type becomes a draft.

use kith_core::agreement::{
    AgreementDraft, AgreementKind, DesignFault, DutyDraft, FlowDraft, PlannedFlowDraft, Responsibility,
};

use crate::contact_form::day;
use crate::{AppError, FieldProblem};

/// An agreement as somebody types it: one flow, lists one a line, owners as
/// "post, organisation".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgreementForm {
    /// Everything that is typed as it is kept; days, duties, and the numbers
    /// of the flow come from the fields below.
    pub draft: AgreementDraft,
    /// The flow; it counts for a protocol only.
    pub flow: FlowDraft,
    /// The first day, as typed.
    pub from: String,
    /// The review, as typed.
    pub review_on: String,
    /// The last day, as typed.
    pub until: String,
    /// The owner of each duty, as typed: "post, organisation".
    pub owners: Vec<(Responsibility, String)>,
    /// The flows that a partnership agreement foresees, one a line: "short
    /// name; sender; receiver; department; what it is".
    pub planned: String,
    /// How often it is sent, in days, as typed.
    pub every_days: String,
    /// How long it is kept, in days, as typed.
    pub keep_days: String,
}

impl AgreementForm {
    /// The draft.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with what cannot be read, before anything is
    /// tested.
    pub fn draft(&self) -> Result<AgreementDraft, AppError> {
        let mut problems = Vec::new();
        let mut draft = self.draft.clone();
        draft.from = day(&self.from, "from", &mut problems);
        draft.review_on = day(&self.review_on, "review_on", &mut problems);
        draft.until = day(&self.until, "until", &mut problems);
        draft.duties = self.owners.iter().map(|(duty, words)| owner(*duty, words, &mut problems)).collect();
        draft.planned = self.planned.lines().filter(|line| !line.trim().is_empty()).map(planned).collect();
        if AgreementKind::from_word(&draft.kind) == Some(AgreementKind::Protocol) {
            let mut number = |typed: &str, field: &str| match typed.trim().parse::<u32>() {
                Ok(days) => days,
                Err(_) if typed.trim().is_empty() => 0,
                Err(_) => {
                    problems.push(FieldProblem::new(field, "Write a number of days, for example 30"));
                    0
                }
            };
            let (every_days, keep_days) =
                (number(&self.every_days, "every_days"), number(&self.keep_days, "keep_days"));
            draft.flows = vec![FlowDraft { every_days, keep_days, ..self.flow.clone() }];
        }
        if problems.is_empty() { Ok(draft) } else { Err(AppError::Invalid(problems)) }
    }
}

fn owner(duty: Responsibility, words: &str, problems: &mut Vec<FieldProblem>) -> DutyDraft {
    let (owner, party) = words.rsplit_once(',').unwrap_or((words, ""));
    if !owner.trim().is_empty() && party.trim().is_empty() {
        let says = format!("{}: write the post, a comma, then the organisation", duty.title());
        problems.push(FieldProblem::new("duties", says));
    }
    DutyDraft { duty: duty.word().to_owned(), owner: owner.trim().to_owned(), party: party.trim().to_owned() }
}

fn planned(line: &str) -> PlannedFlowDraft {
    let mut parts = line.split(';').map(|part| part.trim().to_owned());
    let mut next = || parts.next().unwrap_or_default();
    PlannedFlowDraft { name: next(), sender: next(), receiver: next(), department: next(), says: next() }
}

/// The faults of a design as the form shows them.
pub(super) fn problems(faults: &[DesignFault]) -> AppError {
    AppError::Invalid(faults.iter().map(|fault| FieldProblem::new(fault.part, fault.in_words())).collect())
}
