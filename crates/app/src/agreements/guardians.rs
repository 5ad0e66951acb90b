//! What only a Caldicott Guardian does, signed in: sign for the organisation
//! of the account, and confirm a paper that somebody else wrote down (S000-7).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{
    AgreementEvent, Body, Said, SeenPaper, SignOff, SignProof, SignatoryPost, Standing, counted,
};
use kith_core::id::StaffId;
use kith_core::workforce::{Role, Staff};
use kith_store::RoleHolder;

use super::{AgreementPage, Register, WaitingSignature, note};
use crate::door::today;
use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem, Who};

/// What waits for one Caldicott Guardian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GuardianStep {
    /// Their own signature for this organisation.
    Sign(String),
    /// The paper of somebody, for an organisation.
    Confirm(String, String),
}

impl App {
    /// Signs a version of an agreement as its Caldicott Guardian, for the
    /// organisation that the account belongs to, today.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but a Caldicott Guardian of that
    /// organisation; [`AppError::Stale`] where there is a newer version than
    /// the one that was read; [`AppError::Invalid`] where it is signed, and
    /// for who stands for another organisation.
    pub async fn sign_agreement_in_person(
        &self,
        asker: &Asker,
        name: &str,
        (version, party): (u32, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (who, staff) = (guardian(asker)?, asker.staff.clone());
        let (name, party) = (name.to_owned(), party.to_owned());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let day = today(now);
                    let page = Register::read(tx).await?.page(&name, day)?;
                    is_what_was_read(&page, version)?;
                    if !page.guardians_of(&party).iter().any(|own| own.staff == staff.id) {
                        return Err(AppError::NotFound);
                    }
                    if !page.to_sign(&staff, day).contains(&party.as_str()) {
                        let says = match stands_for_another(&page.said, (&party, &staff.name, Some(staff.id)), day) {
                            Some(other) => format!("You signed for {other}. Another Guardian signs for {party}"),
                            None => format!("The Caldicott Guardian of {party} has signed this version already"),
                        };
                        return Err(AppError::Invalid(vec![FieldProblem::new("signatures", says)]));
                    }
                    let post = SignatoryPost::CaldicottGuardian;
                    let sign = SignOff { party, post, signer: staff.name, on: day, proof: SignProof::InPerson };
                    note(tx, &who, (&page, AgreementEvent::Signed(sign)), now).await
                })
            })
            .await?;
        self.take_what_waited(now).await;
        Ok(())
    }

    /// Confirms a signature that somebody else wrote down: the Guardian has
    /// seen the signed paper. Where nobody wrote down where that is kept, the
    /// Guardian does.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but a Caldicott Guardian, and for
    /// a signature that is none, that counts, or that this Guardian may not
    /// confirm; [`AppError::Stale`] where there is a newer version;
    /// [`AppError::Invalid`] without the place of the paper.
    pub async fn confirm_agreement_signature(
        &self,
        asker: &Asker,
        name: &str,
        (version, place, kept): (u32, usize, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let (who, staff) = (guardian(asker)?, asker.staff.clone());
        let (name, typed) = (name.to_owned(), filled(kept));
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let day = today(now);
                    let page = Register::read(tx).await?.page(&name, day)?;
                    is_what_was_read(&page, version)?;
                    let waiting = page.to_confirm(&staff, day).into_iter().find(|waiting| waiting.place == place);
                    let SignOff { party, post, signer, proof, .. } = waiting.ok_or(AppError::NotFound)?.sign.clone();
                    let kept = if let SignProof::Paper(kept) = proof { Some(kept) } else { typed };
                    let Some(kept) = kept else {
                        let problem = FieldProblem::new("seen_kept", "Write where the signed paper is kept");
                        return Err(AppError::Invalid(vec![problem]));
                    };
                    let outside = page.is_outside(&staff).then(|| staff.organisation.clone());
                    let seen = SeenPaper { party, post, signer, kept, on: day, outside };
                    note(tx, &who, (&page, AgreementEvent::Seen(seen)), now).await
                })
            })
            .await?;
        self.take_what_waited(now).await;
        Ok(())
    }
}

fn guardian(asker: &Asker) -> Result<Who, AppError> {
    let is_one = asker.staff.role == Role::CaldicottGuardian;
    if is_one { Ok(Who::from(asker)) } else { Err(AppError::NotFound) }
}

fn is_what_was_read(page: &AgreementPage, version: u32) -> Result<(), AppError> {
    if page.version == version { Ok(()) } else { Err(AppError::Stale) }
}

impl AgreementPage {
    /// The Caldicott Guardians of an organisation with an account here.
    #[must_use]
    pub(super) fn guardians_of(&self, party: &str) -> &[RoleHolder] {
        let of_party = self.signatures.iter().find(|needed| needed.party == party);
        of_party.map(|needed| needed.guardians.as_slice()).unwrap_or_default()
    }

    /// The organisations for which somebody may sign today, in person.
    #[must_use]
    pub fn to_sign(&self, staff: &Staff, today: Date) -> Vec<&str> {
        if staff.role != Role::CaldicottGuardian {
            return Vec::new();
        }
        let unsigned = self.signatures.iter().filter(|needed| {
            let is_own = needed.guardians.iter().any(|own| own.staff == staff.id);
            let stands = || stands_for_another(&self.said, (&needed.party, &staff.name, Some(staff.id)), today);
            needed.by.is_none() && needed.is_for_a_guardian() && is_own && stands().is_none()
        });
        unsigned.map(|needed| needed.party.as_str()).collect()
    }

    /// Whether somebody is a Guardian of none of the organisations that agree,
    /// nor of one that took the place of one of them.
    #[must_use]
    pub fn is_outside(&self, staff: &Staff) -> bool {
        !self.signatures.iter().any(|needed| needed.guardians.iter().any(|own| own.staff == staff.id))
    }

    /// The signatures that somebody may confirm: of another person, written
    /// down by somebody else, for an organisation without a Guardian who signs
    /// in person. A Guardian from outside confirms only where no organisation
    /// that agrees has a Guardian with an account here, and each paper once.
    #[must_use]
    pub fn to_confirm(&self, staff: &Staff, today: Date) -> Vec<&WaitingSignature> {
        if staff.role != Role::CaldicottGuardian {
            return Vec::new();
        }
        if self.is_outside(staff) && self.signatures.iter().any(|needed| !needed.guardians.is_empty()) {
            return Vec::new();
        }
        let on_paper = self.signatures.iter().filter(|needed| needed.guardians.is_empty());
        let may = |waiting: &&WaitingSignature| {
            let SignOff { party, signer, .. } = &waiting.sign;
            waiting.written_by != Some(staff.id)
                && !waiting.seen_by.contains(&staff.id)
                && !is_same(signer, &staff.name)
                && stands_for_another(&self.said, (party, signer, None), today).is_none()
        };
        on_paper.flat_map(|needed| &needed.waiting).filter(may).collect()
    }

    /// What waits for a Caldicott Guardian, while the agreement waits for
    /// signatures.
    pub(super) fn steps_of(&self, staff: &Staff, today: Date) -> Vec<GuardianStep> {
        if !matches!(self.standing, Standing::NotSigned(_)) {
            return Vec::new();
        }
        let sign = self.to_sign(staff, today).into_iter().map(|party| GuardianStep::Sign(party.to_owned()));
        let confirm = self.to_confirm(staff, today).into_iter();
        let confirm = confirm.map(|waiting| {
            let SignOff { party, signer, .. } = &waiting.sign;
            GuardianStep::Confirm(signer.clone(), party.clone())
        });
        sign.chain(confirm).collect()
    }
}

impl Register {
    /// The Caldicott Guardians with an account here whose organisation is this
    /// one, or has taken its place.
    pub(super) fn guardians_of(&self, party: &str, today: Date) -> Vec<RoleHolder> {
        let successor = match self.terms.bodies.on(party, today) {
            Body::Became(successor, _) => Some(successor),
            Body::Same | Body::Gone(_) => None,
        };
        let is_own = |holder: &&RoleHolder| {
            is_same(&holder.organisation, party) || successor.is_some_and(|next| is_same(&holder.organisation, next))
        };
        let is_held = |holder: &&RoleHolder| holder.until.is_none_or(|last| today <= last);
        self.guardians.iter().filter(is_held).filter(is_own).cloned().collect()
    }
}

/// Whether two names are one, however they are spaced and whatever is written
/// with a capital.
fn is_same(one: &str, other: &str) -> bool {
    let folded = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    folded(one) == folded(other)
}

/// For which other organisation somebody's signature as Caldicott Guardian
/// counts already: by name, or by account.
pub(super) fn stands_for_another(
    said: &[Said],
    (party, signer, account): (&str, &str, Option<StaffId>),
    today: Date,
) -> Option<String> {
    let is_it = |(place, sign): &(usize, &SignOff)| {
        let by_account = sign.proof == SignProof::InPerson
            && account.is_some()
            && said.get(*place).is_some_and(|one| one.by == account);
        sign.post == SignatoryPost::CaldicottGuardian
            && sign.party != party
            && (by_account || is_same(&sign.signer, signer))
    };
    counted(said, today).find(is_it).map(|(_, sign)| sign.party.clone())
}

/// Who signs in person, one of them.
pub(super) fn names_of(guardians: &[RoleHolder]) -> String {
    guardians.iter().map(|own| own.name.as_str()).collect::<Vec<_>>().join(" or ")
}
