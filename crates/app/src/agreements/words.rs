//! Where an agreement stands, in words: the same on pages, on papers, in files
//! and at the command line.

use kith_core::agreement::{MayRun, Near, Renegotiation, Standing, TimeTaken};

use super::guardians::names_of;
use super::{AgreementWarning, GuardianStep, NeededSignature};
use crate::words::{date_words, listed};

fn counted(count: i32, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// Where an agreement stands, in a sentence.
#[must_use]
pub fn standing_words(standing: &Standing) -> String {
    match standing {
        Standing::NotSigned(missing) => format!("Not signed yet by {}.", listed(missing)),
        Standing::NotYet(from) => format!("Signed. In force from {}.", date_words(*from)),
        Standing::InForce => "Signed and in date.".to_owned(),
        Standing::EndsSoon(days) => format!("Ends in {}. Renew it now.", counted(*days, "day")),
        Standing::Expired(until) => format!("Out of date since {}.", date_words(*until)),
        Standing::Ended(on) => format!("Ended early, on {}.", date_words(*on)),
    }
}

/// Whether a flow may run, in a sentence.
#[must_use]
pub fn may_run_words(may: &MayRun) -> String {
    match may {
        MayRun::Yes => "It may run: the agreement is signed and in date.".to_owned(),
        MayRun::YesFor(days) => {
            format!("It may run for {}. Renew the agreement now.", counted(*days, "more day"))
        }
        MayRun::No(standing) => format!("It may not run. {}", standing_words(standing)),
        MayRun::NotAbove(standing) => {
            format!("It may not run. The partnership agreement above: {}", standing_words(standing))
        }
    }
}

/// Why an agreement has to be renegotiated, in sentences.
#[must_use]
pub fn renegotiation_words(because: &Renegotiation) -> String {
    let Renegotiation { body, successor, on, has_come } = because;
    let on = date_words(*on);
    match (successor, has_come) {
        (Some(successor), true) => format!("{body} is no more since {on}. {successor} took its place."),
        (Some(successor), false) => format!("{body} ends on {on}. {successor} takes its place."),
        (None, true) => format!("{body} is no more since {on}. Nobody took its place."),
        (None, false) => format!("{body} ends on {on}. Nobody takes its place."),
    }
}

/// How long the work on an agreement took, in a sentence.
#[must_use]
pub fn time_taken_words(time: &TimeTaken) -> String {
    let took = match time.months_and_days() {
        (0, days) => counted(days, "day"),
        (months, 0) => counted(months, "month"),
        (months, days) => format!("{} and {}", counted(months, "month"), counted(days, "day")),
    };
    let (from, until) = (date_words(time.from), date_words(time.until));
    if time.is_over {
        format!("It took {took}, from the first draft on {from} to the last signature on {until}.")
    } else {
        format!("{took} so far, since {from}.")
    }
}

/// What an agreement wants of whoever keeps the register, in a sentence.
#[must_use]
pub fn warning_words(warning: &AgreementWarning) -> String {
    match warning {
        AgreementWarning::NotSigned(missing) => format!("Not signed yet by {}.", listed(missing)),
        AgreementWarning::Expired(until) => {
            format!("Out of date since {}. Its flows have stopped.", date_words(*until))
        }
        AgreementWarning::Ends(days, _) => format!("Ends in {}. Renew it.", counted(*days, "day")),
        AgreementWarning::ReviewOverdue(on) => format!("The review was due on {}.", date_words(*on)),
        AgreementWarning::ReviewDue(days, _) => format!("Review it within {}.", counted(*days, "day")),
        AgreementWarning::Renegotiate(bodies) => format!("Renegotiate: {}.", listed(bodies)),
        AgreementWarning::NoDetail(flows) => format!("No detailed agreement for {}.", listed(flows)),
    }
}

/// What a Caldicott Guardian does next, in a sentence.
#[must_use]
pub fn step_words(step: &GuardianStep) -> String {
    match step {
        GuardianStep::Sign(party) => format!("Sign it for {party}."),
        GuardianStep::Confirm(signer, party) => format!("Confirm the paper of {signer}, for {party}."),
    }
}

/// Who does what next about a signature that is not there, in sentences.
#[must_use]
pub fn next_words(needed: &NeededSignature) -> String {
    if !needed.is_for_a_guardian() {
        return "Once somebody has signed, write it down below.".to_owned();
    }
    let next = if !needed.guardians.is_empty() {
        format!("{} signs here, signed in as Caldicott Guardian.", names_of(&needed.guardians))
    } else if !needed.waiting.is_empty() {
        "It counts for nothing until a Caldicott Guardian of one of the organisations, with an account here, who did not \
         write it down, has seen the paper. Where none of them has an account, two Guardians from outside see it."
            .to_owned()
    } else {
        "The Caldicott Guardian has no account here and signs on paper. Write down below where it is kept. Then a \
         Caldicott Guardian of another organisation that agrees, with an account here, confirms having seen it; where \
         there is none, two from outside do."
            .to_owned()
    };
    if needed.post.is_some() { next } else { format!("Write down below who signed for {}. {next}", needed.party) }
}

/// How near a day is, for a tag.
#[must_use]
pub fn near_words(near: Near) -> &'static str {
    match near {
        Near::Week => "Within 7 days",
        Near::Month => "Within 30 days",
        Near::TwoMonths => "Within 60 days",
    }
}
