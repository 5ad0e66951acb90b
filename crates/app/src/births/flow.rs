//! The planned flow that lists of births run on: signed and in date, or there
//! is no list (S002-23c, S000-7).

use std::collections::BTreeSet;

use jiff::civil::Date;
use kith_core::agreement::{FlowDesign, FlowProduct, MONTH_OF_BIRTHS, PlannedKind};
use kith_core::family::PersonField;
use kith_core::sharing::Purpose;
use kith_store::Tx;

use crate::agreements::{Register, RunningFlow};
use crate::{AppError, Refusal};

/// What the first visit form asks about, and all that a list ever carries
/// (S004-WAa, D107).
const OF_THE_FORM: [PersonField; 3] = [PersonField::Name, PersonField::BornOn, PersonField::Address];

/// The flow of lists to centres, where one may run today.
#[derive(Debug, Clone)]
pub(super) struct ListFlow {
    /// The agreement's name, and its title.
    pub(super) agreement: (String, String),
    /// The flow's name.
    pub(super) flow: String,
    /// The details that a list carries.
    pub(super) fields: BTreeSet<PersonField>,
    /// It is sent every so many days, and at least every month (S003-ISa).
    pub(super) every_days: u32,
    /// The agreement ends in so many days.
    pub(super) ends_in: Option<i32>,
    /// From the day on which it begins and everybody has signed.
    pub(super) runs_since: Date,
}

impl ListFlow {
    fn of(running: RunningFlow) -> Self {
        let RunningFlow { agreement, flow, ends_in, runs_since } = running;
        Self {
            agreement,
            fields: OF_THE_FORM.into_iter().filter(|field| flow.fields.contains(field)).collect(),
            // Agreements of before may say more: a month that was missed is told all the same.
            every_days: flow.every_days.min(MONTH_OF_BIRTHS),
            flow: flow.name,
            ends_in,
            runs_since,
        }
    }

    /// The details that a list carries, as they are kept.
    pub(super) fn field_words(&self) -> String {
        self.fields.iter().map(|field| field.word()).collect::<Vec<_>>().join(" ")
    }
}

/// Why no flow may run.
#[derive(Debug, Clone)]
pub(super) struct NoFlow {
    because: String,
    /// The flow that may not run, where one is written.
    pub(super) stopped: Option<ListFlow>,
}

impl NoFlow {
    pub(super) fn words(&self) -> &str {
        &self.because
    }

    pub(super) fn refusal(&self) -> AppError {
        AppError::Refused(Box::new(Refusal {
            heading: "No list can be built or sent".to_owned(),
            because: self.because.clone(),
            ways_to_yes: vec![
                "Write the agreement on new births, test it, and have it signed by everybody who agrees.".to_owned(),
            ],
            citations: vec!["002 ¶23".to_owned()],
            decision: None,
        }))
    }
}

/// Whether a flow carries news of births for outreach.
pub(crate) fn carries_births(flow: &FlowDesign) -> bool {
    flow.product == FlowProduct::People
        && flow.purpose == Purpose::CentreOutreach
        && flow.kinds.contains(&PlannedKind::NewBirth)
}

/// The flow that carries news of births for outreach.
pub(super) async fn list_flow(tx: &mut Tx, today: Date) -> Result<Result<ListFlow, NoFlow>, AppError> {
    let none = || NoFlow { because: "There is no agreement on news of births for centres.".to_owned(), stopped: None };
    Ok(match Register::read(tx).await?.running(today, carries_births)? {
        Ok(running) => Ok(ListFlow::of(running)),
        Err(Some(stopped)) => Err(NoFlow { because: stopped.because, stopped: Some(ListFlow::of(stopped.flow)) }),
        Err(None) => Err(none()),
    })
}
