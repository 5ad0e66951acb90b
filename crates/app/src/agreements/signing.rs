//! Who has to sign, by the locality's setting, who did, and writing down what
//! was signed on paper (S000-7).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::agreement::{
    Agreement, AgreementEvent, Said, SeenPaper, SignOff, SignProof, SignRule, SignatoryPost, counted, paper_seen,
    unconfirmed,
};
use kith_core::audit::Action;
use kith_core::id::StaffId;
use kith_core::workforce::Role;
use kith_store::{RoleHolder, Tx};

use super::guardians::{names_of, stands_for_another};
use super::{AgreementPage, Register, may_keep, note};
use crate::door::today;
use crate::write_down::{filled, past_day};
use crate::{App, AppError, FieldProblem, Who};

/// The setting with the posts that sign beside the Caldicott Guardian.
pub(super) const POSTS: &str = "agreement-posts";

/// A signature as it is being written down.
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
    /// Where the signed paper is kept; a Caldicott Guardian's is needed.
    pub kept: String,
}

/// A signature that an agreement needs, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededSignature {
    /// For which organisation.
    pub party: String,
    /// In which post; none where anybody may sign.
    pub post: Option<SignatoryPost>,
    /// Who signed, where a signature counts.
    pub by: Option<SignOff>,
    /// Who saw the paper of it, where and when it was.
    pub seen: Vec<PaperSeen>,
    /// The signatures that count for nothing until they are confirmed; none
    /// where one counts.
    pub waiting: Vec<WaitingSignature>,
    /// The Caldicott Guardians of the organisation with an account here: they
    /// sign in person.
    pub guardians: Vec<RoleHolder>,
}

/// Who saw a signed paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSeen {
    /// The name.
    pub name: String,
    /// Where the paper is kept.
    pub kept: String,
    /// When it was seen.
    pub on: Date,
    /// The organisation of a Guardian from outside; none for one of those
    /// that agree.
    pub outside: Option<String>,
}

impl PaperSeen {
    /// Who it was, with the organisation of a Guardian from outside.
    #[must_use]
    pub fn who(&self) -> String {
        match &self.outside {
            Some(of) => format!("{}, a Guardian from outside, of {of}", self.name),
            None => self.name.clone(),
        }
    }
}

/// A signature that waits for a Caldicott Guardian to confirm it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingSignature {
    /// Its place among what was said of the version.
    pub place: usize,
    /// The signature.
    pub sign: SignOff,
    /// The account that wrote it down.
    pub written_by: Option<StaffId>,
    /// The name of whoever wrote it down.
    pub writer: String,
    /// The accounts that have seen the paper, which is not enough yet.
    pub(super) seen_by: Vec<StaffId>,
    /// Who has seen the paper, which is not enough yet.
    pub seen: Vec<PaperSeen>,
}

impl NeededSignature {
    /// Whether a Caldicott Guardian's signature would be the one.
    #[must_use]
    pub fn is_for_a_guardian(&self) -> bool {
        self.post.is_none_or(|post| post == SignatoryPost::CaldicottGuardian)
    }
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
        self.take_what_waited(now).await;
        Ok(rule)
    }

    /// Writes down that somebody signed the newest version on paper. What
    /// names a Caldicott Guardian counts for nothing until it was confirmed.
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
    ) -> Result<SignatoryPost, AppError> {
        let who = who.into();
        may_keep(&who)?;
        let (name, draft) = (name.to_owned(), draft.clone());
        let post = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let page = Register::read(tx).await?.page(&name, today(now))?;
                    let signed = checked(&draft, &page, today(now))?;
                    let post = signed.post;
                    note(tx, &who, (&page, AgreementEvent::Signed(signed)), now).await?;
                    Ok::<_, AppError>(post)
                })
            })
            .await?;
        self.take_what_waited(now).await;
        Ok(post)
    }
}

/// The locality's rule; without a setting the Caldicott Guardians sign.
pub(super) async fn rule(tx: &mut Tx) -> Result<SignRule, AppError> {
    Ok(rule_of(&tx.setting(POSTS).await?.unwrap_or_default()))
}

/// The rule that a setting says.
pub(super) fn rule_of(words: &str) -> SignRule {
    SignRule::asking_for(words.split_whitespace().filter_map(SignatoryPost::from_word))
}

impl Register {
    /// Every signature that a version of an agreement needs, with the first
    /// that counts.
    pub(super) fn needed(&self, agreement: &Agreement, said: &[Said], today: Date) -> Vec<NeededSignature> {
        let mut all = Vec::new();
        for (party, posts) in agreement.signatures_needed(&self.terms.posts) {
            let posts = if posts.is_empty() { vec![None] } else { posts.into_iter().map(Some).collect() };
            all.extend(posts.into_iter().map(|post| self.needed_one((party, post), said, today)));
        }
        all
    }

    fn needed_one(&self, (party, post): (&str, Option<SignatoryPost>), said: &[Said], today: Date) -> NeededSignature {
        let is_it = |sign: &SignOff| sign.party == party && post.is_none_or(|post| post == sign.post);
        let by = counted(said, today).find(|(_, sign)| is_it(sign));
        let all_seen = |place: usize| -> Vec<PaperSeen> {
            let seen = paper_seen(said, place, today).into_iter();
            let line = |(seen, by): (&SeenPaper, &Said)| PaperSeen {
                name: self.name_of(by.by),
                kept: seen.kept.clone(),
                on: seen.on,
                outside: seen.outside.clone(),
            };
            seen.map(line).collect()
        };
        let seen = by.map(|(place, _)| all_seen(place)).unwrap_or_default();
        let waiting = unconfirmed(said, today).filter(|(_, sign)| by.is_none() && is_it(sign));
        let waiting = waiting.map(|(place, sign)| {
            let written_by = said.get(place).and_then(|one| one.by);
            let seen_by = paper_seen(said, place, today).iter().filter_map(|(_, one)| one.by).collect();
            let (writer, seen) = (self.name_of(written_by), all_seen(place));
            WaitingSignature { place, sign: sign.clone(), written_by, writer, seen_by, seen }
        });
        NeededSignature {
            waiting: waiting.collect(),
            party: party.to_owned(),
            post,
            by: by.map(|(_, sign)| sign.clone()),
            seen,
            guardians: self.guardians_of(party, today),
        }
    }
}

fn checked(draft: &SignDraft, page: &AgreementPage, today: Date) -> Result<SignOff, AppError> {
    let mut problems = Vec::new();
    let party = page.agreement.parties.iter().find(|party| **party == draft.party.trim());
    let post = SignatoryPost::from_word(&draft.post);
    let (signer, kept) = (filled(&draft.signer), filled(&draft.kept));
    let mut need = |is_there: bool, field: &str, message: &str| {
        if !is_there {
            problems.push(FieldProblem::new(field, message));
        }
    };
    need(party.is_some(), "party", "Choose the organisation");
    need(post.is_some(), "post", "Choose the post");
    need(signer.is_some(), "signer", "Write who signed");
    if post == Some(SignatoryPost::CaldicottGuardian) {
        need(kept.is_some(), "kept", "Write where the signed paper is kept. A Caldicott Guardian’s has to be seen");
        if let Some(party) = party {
            let own = page.guardians_of(party);
            let says = format!("{} signs here, signed in as Caldicott Guardian of {party}", names_of(own));
            need(own.is_empty(), "post", &says);
        }
        if let (Some(party), Some(signer)) = (party, &signer)
            && let Some(other) = stands_for_another(&page.said, (party, signer, None), today)
        {
            let says = format!("{signer} has signed for {other}. Nobody signs for both as Caldicott Guardian");
            need(false, "signer", &says);
        }
    }
    let on = past_day(&draft.on, today, &mut problems);
    match (party, post, signer, on) {
        (Some(party), Some(post), Some(signer), Some(on)) if problems.is_empty() => {
            let proof = kept.map_or(SignProof::Word, SignProof::Paper);
            Ok(SignOff { party: party.clone(), post, signer, on, proof })
        }
        _ => Err(AppError::Invalid(problems)),
    }
}
