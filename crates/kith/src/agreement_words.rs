//! Where an agreement stands, in words: the same on pages and at the command
//! line.

use kith_core::agreement::{MayRun, Renegotiation, Standing, TimeTaken};

use crate::web::words::{date_words, list_words, plural};

/// Where an agreement stands, in a sentence.
#[must_use]
pub fn standing_words(standing: &Standing) -> String {
    match standing {
        Standing::NotSigned(parties) => format!("Not signed yet by {}.", list_words(parties)),
        Standing::NotYet(from) => format!("Signed. In force from {}.", date_words(from)),
        Standing::InForce => "Signed and in date.".to_owned(),
        Standing::EndsSoon(days) => {
            format!("Ends in {}. Renew it now.", plural(usize::try_from(*days).unwrap_or(0), "day", "days"))
        }
        Standing::Expired(until) => format!("Out of date since {}.", date_words(until)),
        Standing::Ended(on) => format!("Ended early, on {}.", date_words(on)),
    }
}

/// Whether a flow may run, in a sentence.
#[must_use]
pub fn may_run_words(may: &MayRun) -> String {
    match may {
        MayRun::Yes => "It may run: the agreement is signed and in date.".to_owned(),
        MayRun::YesFor(days) => {
            let days = plural(usize::try_from(*days).unwrap_or(0), "more day", "more days");
            format!("It may run for {days}. Renew the agreement now.")
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
    let on = date_words(on);
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
    let (months, days) = time.months_and_days();
    let count = |number: i32, one: &str, many: &str| plural(usize::try_from(number).unwrap_or(0), one, many);
    let took = match (months, days) {
        (0, days) => count(days, "day", "days"),
        (months, 0) => count(months, "month", "months"),
        (months, days) => format!("{} and {}", count(months, "month", "months"), count(days, "day", "days")),
    };
    let (from, until) = (date_words(time.from), date_words(time.until));
    if time.is_over {
        format!("It took {took}, from the first draft on {from} to the last signature on {until}.")
    } else {
        format!("{took} so far, since {from}.")
    }
}
