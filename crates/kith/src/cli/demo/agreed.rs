//! The agreement of the practice copy by which centres are told facts to
//! follow up: signed, and in date for a year.

use anyhow::Context as _;
use jiff::{Span, Timestamp};
use kith_app::{App, SignDraft, Who};
use kith_exchange::agreements::read_agreement;

use crate::clock::day_in_england;

/// The example that comes with the documentation.
const FOLLOW_UPS: &str = include_str!("../../../../../docs/examples/centre-follow-ups.toml");

/// Adds the agreement from today on, and the signature of every party.
pub(super) async fn sign(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let mut draft = read_agreement(FOLLOW_UPS).context("the example of an agreement cannot be read")?;
    let today = day_in_england(now);
    draft.from = Some(today);
    draft.review_on = Some(today.saturating_add(Span::new().months(6)));
    draft.until = Some(today.saturating_add(Span::new().months(12)));
    app.add_agreement(Who::Operator, &draft, now).await?;
    for party in &draft.parties {
        let signed = SignDraft {
            party: party.clone(),
            post: "caldicott-guardian".to_owned(),
            signer: "Sam Guard".to_owned(),
            ..SignDraft::default()
        };
        app.sign_agreement(Who::Operator, &draft.name, &signed, now).await?;
    }
    Ok(())
}
