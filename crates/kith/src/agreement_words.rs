//! Where an agreement stands, in words: the same on pages and at the command
//! line.

use kith_core::agreement::{MayRun, Standing};

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
