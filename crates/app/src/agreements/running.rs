//! Which planned flow may run today: signed and in date, or it does not.

use jiff::civil::Date;
use kith_core::agreement::{FlowDesign, MayRun, Standing};

use super::{AgreementPage, Register};
use crate::AppError;
use crate::words::{date_words, listed};

/// A flow that may run today.
#[derive(Debug, Clone)]
pub(crate) struct RunningFlow {
    /// The agreement's name, and its title.
    pub(crate) agreement: (String, String),
    /// The flow.
    pub(crate) flow: FlowDesign,
    /// The agreement ends in so many days.
    pub(crate) ends_in: Option<i32>,
    /// From the day on which it begins and everybody has signed.
    pub(crate) runs_since: Date,
}

/// A flow that may not run today.
#[derive(Debug, Clone)]
pub(crate) struct StoppedFlow {
    /// Why, in words.
    pub(crate) because: String,
    /// The flow as it is written.
    pub(crate) flow: RunningFlow,
}

impl Register {
    /// The first flow of this kind that may run today; otherwise why the first
    /// that there is may not, or none where there is none.
    pub(crate) fn running(
        &self,
        today: Date,
        is_meant: impl Fn(&FlowDesign) -> bool,
    ) -> Result<Result<RunningFlow, Option<StoppedFlow>>, AppError> {
        let mut stopped = None;
        for line in self.lines(today) {
            let page = self.page(&line.name, today)?;
            let Some(flow) = page.agreement.flows.iter().find(|flow| is_meant(flow)) else { continue };
            let mut running = RunningFlow {
                agreement: (page.agreement.name.clone(), page.agreement.title.clone()),
                flow: flow.clone(),
                ends_in: None,
                runs_since: runs_since(&page),
            };
            match page.may_run {
                MayRun::Yes => return Ok(Ok(running)),
                MayRun::YesFor(days) => {
                    running.ends_in = Some(days);
                    return Ok(Ok(running));
                }
                MayRun::No(standing) | MayRun::NotAbove(standing) => {
                    let because = format!("{}: {}", page.agreement.title, why_stopped(&standing));
                    stopped.get_or_insert(StoppedFlow { because, flow: running });
                }
            }
        }
        Ok(Err(stopped))
    }
}

fn runs_since(page: &AgreementPage) -> Date {
    let signed = page.signatures.iter().filter_map(|needed| needed.by.as_ref()).map(|by| by.on);
    signed.fold(page.agreement.from, Date::max)
}

pub(super) fn why_stopped(standing: &Standing) -> String {
    match standing {
        Standing::NotSigned(parties) => format!("this signature is missing: {}.", listed(parties)),
        Standing::NotYet(from) => format!("it begins on {}.", date_words(*from)),
        Standing::Expired(until) => format!("it ended on {}. Renew it first.", date_words(*until)),
        Standing::Ended(on) => format!("it was ended on {}.", date_words(*on)),
        Standing::InForce | Standing::EndsSoon(_) => "it is in force.".to_owned(),
    }
}
