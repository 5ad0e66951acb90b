//! The answers of a notification as entries of the ledger: one for each
//! purpose, by whoever answered, about whom it is (MWd, MWe, A20).

use std::collections::BTreeSet;

use jiff::civil::Date;
use kith_core::antenatal::{ConsentItem, Whom};
use kith_core::id::{PersonId, RecordId};
use kith_core::ledger::{Consent, Informed, LedgerEntry, LedgerEvent, Partner, Proof, Scope, Signer, Standing};
use kith_core::sharing::ConsentForm;
use kith_core::statement::Part;
use kith_store::{NewLedgerEntry, Notification};

use super::form::SCRIPT_VERSION;
use super::{HOW_PROVEN, Kept, KeptPartner};
use crate::door::today;

/// Whose records a notification's answers are kept with.
#[derive(Debug, Clone, Copy)]
pub(super) struct People {
    pub(super) baby: (RecordId, PersonId),
    pub(super) woman: (RecordId, PersonId),
    pub(super) partner: Option<(RecordId, PersonId)>,
}

/// Every answer of the form. How it was proven is said by whoever proves it.
pub(super) fn entries(kept: &Kept, notification: &Notification, people: &People) -> Vec<NewLedgerEntry> {
    let on = today(notification.made_at);
    let signer = |standing| Signer { person: Some(people.woman.1), part: Some(Part::Mother), ..Signer::of(standing) };
    let proof = proof(&kept.signature, kept);
    let mut entries = Vec::new();
    for (whom, at, by) in [
        (Whom::Woman, people.woman, signer(Standing::Themself)),
        (Whom::Baby, people.baby, signer(Standing::ParentWithResponsibility)),
    ] {
        for (item, has_agreed) in items(kept).filter(|(item, _)| item.is_about(whom)) {
            let event = event((item, has_agreed), (on, &kept.how, kept.is_told), by.clone(), at.1);
            entries.push(entry((event, proof.clone()), at.0, notification));
        }
    }
    if let (Some(partner), Some(at)) = (&kept.partner, people.partner) {
        entries.push(entry(of_partner(partner, kept, (on, at.1)), at.0, notification));
    }
    entries
}

/// The father's or partner's own answer about his own name and telephone
/// (MWe): nobody answers for him.
fn of_partner(partner: &KeptPartner, kept: &Kept, (on, person): (Date, PersonId)) -> (LedgerEvent, Proof) {
    let by = Signer { person: Some(person), part: Some(Part::Father), ..Signer::of(Standing::Themself) };
    let answer = (ConsentItem::CentreContact, partner.has_agreed);
    (event(answer, (on, &partner.how, kept.is_told), by, person), proof(&partner.signature, kept))
}

fn items(kept: &Kept) -> impl Iterator<Item = (ConsentItem, bool)> + '_ {
    kept.items.iter().filter_map(|(word, answer)| Some((ConsentItem::from_word(word)?, *answer)))
}

fn event(
    (item, has_agreed): (ConsentItem, bool),
    (on, how, is_told): (Date, &str, bool),
    by: Signer,
    about: PersonId,
) -> LedgerEvent {
    let (kinds, to): (BTreeSet<_>, BTreeSet<_>) =
        (item.kinds().iter().copied().collect(), [Partner::Service(item.to())].into());
    if !has_agreed {
        let scope = Scope { kinds, to, purposes: [item.purpose()].into(), about: [about].into() };
        return LedgerEvent::Refusal { on, by, scope };
    }
    let how_title = HOW_PROVEN.iter().find(|(word, _)| *word == how).map_or("", |(_, title)| *title);
    LedgerEvent::Consent(Consent {
        on,
        by,
        kinds,
        partners: to,
        purposes: [item.purpose()].into(),
        about: [about].into(),
        form: if how == "spoken" { ConsentForm::Verbal } else { ConsentForm::Written },
        how: format!("Before the birth. {how_title}"),
        informed: Informed::all(is_told),
        is_file_access_explained: is_told,
        review_on: None,
    })
}

fn proof(signature: &str, kept: &Kept) -> Proof {
    Proof {
        words_version: kept.is_told.then(|| SCRIPT_VERSION.to_owned()),
        interpreter: Some(kept.interpreter.clone()).filter(|words| !words.is_empty()),
        signature: Some(signature.to_owned()).filter(|name| !name.is_empty()),
        ..Proof::default()
    }
}

fn entry((event, proof): (LedgerEvent, Proof), record: RecordId, notification: &Notification) -> NewLedgerEntry {
    let entry = LedgerEntry::of_staff(event, notification.made_by, notification.made_at).with_proof(proof);
    NewLedgerEntry { record, entry }
}
