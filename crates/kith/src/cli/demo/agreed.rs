//! The agreements of the practice copy, by which its sources come in and
//! centres are told of births and of facts to follow up: in date for a year, and signed by the road that
//! everybody takes.

use anyhow::{Context as _, bail};
use jiff::{Span, Timestamp};
use kith_app::{App, Asker, SignDraft, Who};
use kith_core::agreement::AgreementDraft;
use kith_core::family::Scope;
use kith_core::workforce::Role;
use kith_exchange::agreements::read_agreement;

use super::PASSWORD;
use crate::clock::day_in_england;

/// The examples that come with the documentation.
const EXAMPLES: [&str; 3] = [
    include_str!("../../../../../docs/examples/centre-follow-ups.toml"),
    include_str!("../../../../../docs/examples/new-births.toml"),
    include_str!("../../../../../docs/examples/what-comes-in.toml"),
];

/// The Guardians without an account here, who signed on paper.
const ON_PAPER: [(&str, &str); 2] = [("Northfield Council", "Judith Amory"), ("Northfield Homes", "Kwame Boateng")];

/// Adds the agreements from today on. The data lead writes down what was signed
/// on paper; the Caldicott Guardian signs for the trust, and confirms the
/// papers.
pub(super) async fn sign(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let today = day_in_england(now);
    let (lead, token) = signed_in(app, ("dev", Role::DataLead), now).await?;
    let mut added = Vec::new();
    for example in EXAMPLES {
        let mut draft = read_agreement(example).context("the example of an agreement cannot be read")?;
        draft.from = Some(today);
        draft.review_on = Some(today.saturating_add(Span::new().months(6)));
        draft.until = Some(today.saturating_add(Span::new().months(12)));
        let version = app.add_agreement(Who::Operator, &draft, now).await?;
        for (place, (party, signer)) in (1..).zip(ON_PAPER).filter(|(_, (party, _))| is_party(&draft, party)) {
            let signed = SignDraft {
                party: party.to_owned(),
                post: "caldicott-guardian".to_owned(),
                signer: signer.to_owned(),
                kept: format!("Agreements, folder {}, paper {place}", added.len() + 1),
                ..SignDraft::default()
            };
            app.sign_agreement(&lead, &draft.name, &signed, now).await?;
        }
        added.push((draft.name, version));
    }
    app.sign_out(&token, now).await?;
    let (guardian, token) = signed_in(app, ("imran", Role::CaldicottGuardian), now).await?;
    for (name, version) in added {
        app.sign_agreement_in_person(&guardian, &name, (version, &guardian.staff.organisation), now).await?;
        let page = app.agreement(&guardian, &name, now).await?;
        for paper in page.to_confirm(&guardian.staff, today) {
            app.confirm_agreement_signature(&guardian, &name, (version, paper.place, ""), now).await?;
        }
    }
    app.sign_out(&token, now).await?;
    Ok(())
}

fn is_party(draft: &AgreementDraft, party: &str) -> bool {
    draft.parties.iter().any(|known| known == party)
}

/// Signs in as everybody does, and chooses the role.
async fn signed_in(app: &App, (name, role): (&str, Role), now: Timestamp) -> anyhow::Result<(Asker, String)> {
    let Ok(answer) = app.sign_in(name, PASSWORD, Scope::Detail, now).await else {
        bail!("{name} cannot sign in to the practice copy");
    };
    app.choose_role(&answer.token, role, None, now).await?;
    let session = app.session(&answer.token, now).await?;
    let asker = session.and_then(|session| session.asker()).with_context(|| format!("{name} has no such role"))?;
    Ok((asker, answer.token))
}
