//! The planned flow that lists of births run on: signed and in date, or there
//! is no list (S002-23c, S000-7).

use std::collections::BTreeSet;

use jiff::civil::Date;
use kith_core::agreement::{FlowProduct, MayRun, PlannedKind, Standing};
use kith_core::family::PersonField;
use kith_core::sharing::Purpose;
use kith_store::Tx;

use crate::agreements::Register;
use crate::words::{date_words, listed};
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
    /// It is sent every so many days.
    pub(super) every_days: u32,
    /// The agreement ends in so many days.
    pub(super) ends_in: Option<i32>,
}

/// Why no flow may run.
#[derive(Debug, Clone)]
pub(super) struct NoFlow(String);

impl NoFlow {
    pub(super) fn words(&self) -> &str {
        &self.0
    }

    pub(super) fn refusal(&self) -> AppError {
        AppError::Refused(Box::new(Refusal {
            heading: "No list can be built or sent".to_owned(),
            because: self.0.clone(),
            ways_to_yes: vec![
                "Write the agreement on new births, test it, and have it signed by everybody who agrees.".to_owned(),
            ],
            citations: vec!["002 ¶23".to_owned()],
            decision: None,
        }))
    }
}

/// The flow that carries news of births for outreach.
pub(super) async fn list_flow(tx: &mut Tx, today: Date) -> Result<Result<ListFlow, NoFlow>, AppError> {
    let register = Register::read(tx).await?;
    let mut stopped = None;
    for line in register.lines(today) {
        let page = register.page(&line.name, today)?;
        let carries = |flow: &&kith_core::agreement::FlowDesign| {
            flow.product == FlowProduct::People
                && flow.purpose == Purpose::CentreOutreach
                && flow.kinds.contains(&PlannedKind::NewBirth)
        };
        let Some(flow) = page.agreement.flows.iter().find(carries) else { continue };
        let ends_in = match page.may_run {
            MayRun::Yes => None,
            MayRun::YesFor(days) => Some(days),
            MayRun::No(standing) | MayRun::NotAbove(standing) => {
                stopped.get_or_insert(format!("{}: {}", page.agreement.title, standing_words(&standing)));
                continue;
            }
        };
        return Ok(Ok(ListFlow {
            agreement: (page.agreement.name.clone(), page.agreement.title.clone()),
            flow: flow.name.clone(),
            fields: OF_THE_FORM.into_iter().filter(|field| flow.fields.contains(field)).collect(),
            every_days: flow.every_days,
            ends_in,
        }));
    }
    let none = || "There is no agreement on news of births for centres.".to_owned();
    Ok(Err(NoFlow(stopped.unwrap_or_else(none))))
}

fn standing_words(standing: &Standing) -> String {
    match standing {
        Standing::NotSigned(parties) => format!("this signature is missing: {}.", listed(parties)),
        Standing::NotYet(from) => format!("it begins on {}.", date_words(*from)),
        Standing::Expired(until) => format!("it ended on {}. Renew it first.", date_words(*until)),
        Standing::Ended(on) => format!("it was ended on {}.", date_words(*on)),
        Standing::InForce | Standing::EndsSoon(_) => "it is in force.".to_owned(),
    }
}
