//! Who has to sign, by the locality's setting, and who did (S000-7).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{Agreement, AgreementEvent, SignOff, SignRule, SignatoryPost};
use kith_core::audit::Action;
use kith_core::workforce::Role;
use kith_store::Tx;

use super::{Register, may_keep, note};
use crate::door::today;
use crate::write_down::{filled, past_day};
use crate::{App, AppError, FieldProblem, Who};

/// The setting with the posts that sign beside the Caldicott Guardian.
const POSTS: &str = "agreement-posts";

/// A signature as it is being written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignDraft {
    /// For which organisation.
    pub party: String,
    /// The word of the post.
    pub post: String,
    /// Who signed.
    pub signer: String,
    /// The day, as typed; empty for today.
    pub on: String,
}

/// A signature that an agreement needs, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededSignature {
    /// For which organisation.
    pub party: String,
    /// In which post; none where anybody may sign.
    pub post: Option<SignatoryPost>,
    /// Who signed, where somebody did.
    pub by: Option<SignOff>,
}

impl App {
    /// Which posts sign for an organisation that sends or receives what is
    /// about people.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for roles that do not keep the register.
    pub async fn who_signs(&self, who: impl Into<Who>) -> Result<SignRule, AppError> {
        may_keep(&who.into())?;
        self.db.read(|tx| Box::pin(rule(tx))).await
    }

    /// Says which posts sign from now on, beside the Caldicott Guardian. It
    /// counts at once for every agreement: a flow whose agreement lacks one
    /// of them stops.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody but the Caldicott Guardian and the
    /// command line; [`AppError::Invalid`] for a word that is no post.
    pub async fn say_who_signs(
        &self,
        who: impl Into<Who>,
        posts: &[String],
        now: Timestamp,
    ) -> Result<SignRule, AppError> {
        let who = who.into();
        if matches!(&who, Who::Asker(asker) if asker.staff.role != Role::CaldicottGuardian) {
            return Err(AppError::NotFound);
        }
        let read = |word: &String| SignatoryPost::from_word(word.trim());
        if let Some(strange) = posts.iter().find(|word| read(word).is_none()) {
            let says = format!("“{strange}” is no post. Use: {}", SignatoryPost::WORDS.join(", "));
            return Err(AppError::Invalid(vec![FieldProblem::new("posts", says)]));
        }
        let rule = SignRule::asking_for(posts.iter().filter_map(read));
        let words = rule.posts().map(SignatoryPost::word).collect::<Vec<_>>().join(" ");
        let changed = who.event(Action::SettingChange, now).with("agreement-posts", &words);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    tx.set_setting(POSTS, &words).await?;
                    tx.append_audit(&changed).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        Ok(rule)
    }

    /// Writes down that somebody signed the newest version.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] as for [`App::agreement`].
    pub async fn sign_agreement(
        &self,
        who: impl Into<Who>,
        name: &str,
        draft: &SignDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let who = who.into();
        may_keep(&who)?;
        let (name, draft) = (name.to_owned(), draft.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let page = Register::read(tx).await?.page(&name, today(now))?;
                    let signed = AgreementEvent::Signed(checked(&draft, &page.agreement, today(now))?);
                    note(tx, &who, (&page, signed), now).await
                })
            })
            .await
    }
}

/// The locality's rule; without a setting the Caldicott Guardians sign.
pub(super) async fn rule(tx: &mut Tx) -> Result<SignRule, AppError> {
    let words = tx.setting(POSTS).await?.unwrap_or_default();
    Ok(SignRule::asking_for(words.split_whitespace().filter_map(SignatoryPost::from_word)))
}

/// Every signature that an agreement needs, with the first that was given.
pub(super) fn needed(agreement: &Agreement, events: &[AgreementEvent], rule: &SignRule) -> Vec<NeededSignature> {
    let by = |party: &str, post: Option<SignatoryPost>| {
        events.iter().find_map(|event| match event {
            AgreementEvent::Signed(sign) if sign.party == party && post.is_none_or(|post| post == sign.post) => {
                Some(sign.clone())
            }
            _ => None,
        })
    };
    let mut all = Vec::new();
    for (party, posts) in agreement.signatures_needed(rule) {
        let posts = if posts.is_empty() { vec![None] } else { posts.into_iter().map(Some).collect() };
        all.extend(posts.into_iter().map(|post| NeededSignature {
            party: party.to_owned(),
            post,
            by: by(party, post),
        }));
    }
    all
}

fn checked(draft: &SignDraft, agreement: &Agreement, today: Date) -> Result<SignOff, AppError> {
    let mut problems = Vec::new();
    let party = agreement.parties.iter().find(|party| **party == draft.party.trim());
    let post = SignatoryPost::from_word(&draft.post);
    let signer = filled(&draft.signer);
    let mut need = |is_there: bool, field: &str, message: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, message));
        }
    };
    need(party.is_some(), "party", "Choose the organisation");
    need(post.is_some(), "post", "Choose the post");
    need(signer.is_some(), "signer", "Write who signed");
    let on = past_day(&draft.on, today, &mut problems);
    match (party, post, signer, on) {
        (Some(party), Some(post), Some(signer), Some(on)) => Ok(SignOff { party: party.clone(), post, signer, on }),
        _ => Err(AppError::Invalid(problems)),
    }
}
