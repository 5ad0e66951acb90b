//! Recording what somebody agreed to or refused (ECa–ECm). The same form for
//! both: a no takes no more presses than a yes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::id::{FamilyId, PersonId};
use kith_core::ledger::{
    Consent, Informed, LedgerEvent, PURPOSES_OF_THE_FORM, Partner, Proof, Scope, Signer, Standing,
};
use kith_core::sharing::{ConsentForm, Kind, Purpose};
use kith_store::{LedgerTask, Tx};
use serde::{Deserialize, Serialize};

use crate::answer_form::{ConsentForms, form};
use crate::contact_form::day;
use crate::door::{event, today};
use crate::first_contact::ASK;
use crate::ledger_tasks::END_SHARING;
use crate::look::{Doing, Look};
use crate::team::RENEW;
use crate::words::{clock_words, date_words};
use crate::write_down::{
    SELF, WORDS_VERSION, append_for_each, chosen_people, days_from, filled, fresh_reference, partners, past_day,
};
use crate::{App, AppError, Asker, FieldProblem};

/// The name of this form for drafts.
pub(crate) const FORM: &str = "consent";
/// Within how many days what was said out loud is confirmed in writing.
const CONFIRM_DAYS: i64 = 14;
/// The kind of task that confirms it.
pub(crate) const CONFIRM: &str = "confirm-consent";

/// The kinds of information on the printed form. Health notes, and feeding,
/// lifestyle and emotional health, are always asked for one by one (¶17).
pub const KINDS_OF_THE_FORM: [Kind; 4] = [Kind::Basic, Kind::Involvement, Kind::Contacts, Kind::Support];

/// Every kind that can be chosen one by one.
pub const KINDS_TO_CHOOSE: [Kind; 6] =
    [Kind::Basic, Kind::Involvement, Kind::Contacts, Kind::Health, Kind::SensitiveHealth, Kind::Support];

/// How an answer can have been given, by word and title.
pub const HOW_GIVEN: [(&str, &str); 4] = [
    ("written", "On paper: a signed form"),
    ("screen", "On this screen: they type their name"),
    ("spoken", "Out loud: I will confirm it in writing"),
    ("red-book", "On the Red Book insert"),
];

/// What can help somebody understand (S002-16d).
pub const AIDS: [&str; 5] =
    ["Easy-read words", "Pictures", "Read aloud or recorded", "Words in their language", "More time"];

/// An answer about sharing as it is being written.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConsentDraft {
    /// Who answers, and in what standing: a person's reference or `other`, a
    /// stroke, and the word of the standing.
    pub by: String,
    /// Their name, where it is somebody else.
    pub by_name: String,
    /// About whom: children by reference, [`SELF`] for whoever answers.
    pub children: Vec<String>,
    /// `form` for the printed form as it is, `choose` for one by one.
    pub package: String,
    /// One by one: `yes`, `no` or nothing for each kind's word.
    pub kinds: BTreeMap<String, String>,
    /// One by one: the same for each purpose's word.
    pub purposes: BTreeMap<String, String>,
    /// One by one: with whom.
    pub partners: Vec<String>,
    /// One by one: a partner by name.
    pub partner_name: String,
    /// How it was given, by its word.
    pub how: String,
    /// The name that they typed.
    pub signature: String,
    /// Which of the five points were explained.
    pub informed: Vec<String>,
    /// The way to see their own file was explained.
    pub file_access: bool,
    /// What helped.
    pub aids: Vec<String>,
    /// Who interpreted.
    pub interpreter: String,
    /// Who sat beside them.
    pub supporter: String,
    /// The day, as typed; empty for today.
    pub on: String,
    /// The day to ask again, as typed; empty for a year later.
    pub review_on: String,
    /// Anything else.
    pub note: String,
    /// When the form was opened; empty where nobody noted it.
    #[serde(default)]
    pub opened_at: String,
}

impl std::fmt::Debug for ConsentDraft {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ConsentDraft(hidden)")
    }
}

impl App {
    /// The form for an answer about sharing, for [`App::record_consent`],
    /// [`App::withdraw`] and [`App::object`].
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn consent_form(
        &self,
        asker: &Asker,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<ConsentForms, AppError> {
        self.write_at(asker, (family, now), Doing::page("consent-form"), move |tx, look| {
            Box::pin(async move { Ok(Ok(form(tx, &look).await?)) })
        })
        .await
    }

    /// Keeps what is being written, so that nothing is lost with a session.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn save_consent_draft(
        &self,
        asker: &Asker,
        family: FamilyId,
        draft: &ConsentDraft,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let words = serde_json::to_vec(draft).map_err(|error| AppError::Broken(error.into()))?;
        self.write_at(asker, (family, now), Doing::of(Action::Draft, "consent-form"), move |tx, look| {
            Box::pin(async move {
                let about = look.family.to_string();
                tx.save_draft((look.asker.staff.id, FORM, &about), &words, now).await?;
                Ok(Ok(()))
            })
        })
        .await
    }

    /// Records an answer: agreed, or said no. It counts for every look from
    /// this moment on. The same form sent twice is recorded once.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] with every field that
    /// needs another look.
    pub async fn record_consent(
        &self,
        asker: &Asker,
        family: FamilyId,
        (draft, has_agreed, form_key): (&ConsentDraft, bool, &str),
        now: Timestamp,
    ) -> Result<(), AppError> {
        let checked = check(draft, has_agreed, today(now))?;
        let key = format!("{FORM} {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::page("record-consent"), move |tx, look| {
            Box::pin(async move { save(tx, &look, (checked, key)).await })
        })
        .await
    }
}

/// An answer that can be recorded.
pub(crate) struct Checked {
    by: Option<PersonId>,
    by_name: Option<String>,
    standing: Standing,
    children: Vec<String>,
    yes: Option<Yes>,
    no: Vec<Scope>,
    on: Date,
    opened_at: Option<Timestamp>,
    proof: Proof,
    form: ConsentForm,
    /// The locality's form as it is was asked about.
    is_whole_form: bool,
    /// The things to do that this answer does.
    does: &'static [&'static str],
}

/// What was agreed to.
struct Yes {
    kinds: BTreeSet<Kind>,
    partners: BTreeSet<Partner>,
    purposes: BTreeSet<Purpose>,
    how: String,
    informed: Informed,
    file_access: bool,
    review_on: Option<Date>,
}

/// Reads an answer, or says which fields need another look.
pub(crate) fn check(draft: &ConsentDraft, has_agreed: bool, today: Date) -> Result<Checked, AppError> {
    let mut problems = Vec::new();
    let (who, standing) = draft.by.split_once('/').unwrap_or((&draft.by, ""));
    let (by, by_name, standing) = (who.parse().ok(), filled(&draft.by_name), Standing::from_word(standing));
    if standing.is_none() || (by.is_none() && who != "other") {
        problems.push(FieldProblem::new("by", "Choose who answered"));
    } else if by.is_none() && by_name.is_none() {
        problems.push(FieldProblem::new("by_name", "Write the name of whoever answered"));
    }
    if draft.children.is_empty() {
        problems.push(FieldProblem::new("children", "Tick each person that the answer is about"));
    }
    let on = past_day(&draft.on, today, &mut problems);
    let review_on = filled(&draft.review_on).and_then(|typed| day(&typed, "review_on", &mut problems));
    if review_on.is_some_and(|review| review <= today) {
        problems.push(FieldProblem::new("review_on", "This day has passed. Choose a later day"));
    }
    let how = HOW_GIVEN.iter().find(|(word, _)| *word == draft.how);
    if has_agreed && how.is_none() {
        problems.push(FieldProblem::new("how", "Choose how they answered"));
    }
    if has_agreed && draft.how == "screen" && filled(&draft.signature).is_none() {
        problems.push(FieldProblem::new("signature", "They type their own name here"));
    }
    let said = said(draft, has_agreed, &mut problems);
    let (Some(standing), Some(on), true) = (standing, on, problems.is_empty()) else {
        return Err(AppError::Invalid(problems));
    };
    let form = if draft.how == "spoken" { ConsentForm::Verbal } else { ConsentForm::Written };
    let ticked = |point: &str| draft.informed.iter().any(|word| word == point);
    let informed = Informed {
        why: ticked("why"),
        what: ticked("what"),
        who: ticked("who"),
        purpose: ticked("purpose"),
        implications: ticked("implications"),
    };
    let yes = Some(said.yes).filter(|(kinds, ..)| !kinds.is_empty()).map(|(kinds, purposes)| Yes {
        kinds,
        purposes,
        partners: said.partners.clone(),
        how: how.map_or_else(String::new, |(_, title)| (*title).to_owned()),
        informed,
        file_access: draft.file_access,
        review_on,
    });
    let proof = proof(draft);
    Ok(Checked {
        by,
        by_name,
        standing,
        children: draft.children.clone(),
        yes,
        no: said.no,
        on,
        opened_at: draft.opened_at.parse().ok(),
        proof,
        form,
        is_whole_form: draft.package != "choose",
        does: &[ASK, RENEW],
    })
}

/// Records an answer to one narrow question that another form asks: these
/// kinds, to these partners, for these purposes, and nothing else (S004-WAa).
/// A no is a no to as much. It leaves what else is to be asked to be asked;
/// `does` are the things to do that it does.
pub(crate) async fn record_narrow(
    tx: &mut Tx,
    look: &Look,
    (draft, has_agreed, key): (ConsentDraft, bool, String),
    (asked, does): (&Scope, &'static [&'static str]),
) -> Result<Result<(), AppError>, AppError> {
    let each = |word: &str| (word.to_owned(), if has_agreed { "yes" } else { "no" }.to_owned());
    let draft = ConsentDraft {
        package: "choose".to_owned(),
        kinds: asked.kinds.iter().map(|kind| each(kind.word())).collect(),
        purposes: asked.purposes.iter().map(|purpose| each(purpose.word())).collect(),
        partners: asked.to.iter().map(|partner| partner.word().to_owned()).collect(),
        ..draft
    };
    let mut checked = match check(&draft, has_agreed, look.today) {
        Ok(checked) => checked,
        Err(told) => return Ok(Err(told)),
    };
    checked.does = does;
    for no in &mut checked.no {
        no.purposes.clone_from(&asked.purposes);
    }
    save(tx, look, (checked, key)).await
}

fn proof(draft: &ConsentDraft) -> Proof {
    Proof {
        words_version: Some(WORDS_VERSION.to_owned()),
        aids: AIDS
            .iter()
            .filter(|aid| draft.aids.iter().any(|told| told == *aid))
            .map(|aid| (*aid).to_owned())
            .collect(),
        interpreter: filled(&draft.interpreter),
        supporter: filled(&draft.supporter),
        signature: filled(&draft.signature),
        note: filled(&draft.note),
    }
}

/// What the answers say yes and no to.
struct Said {
    yes: (BTreeSet<Kind>, BTreeSet<Purpose>),
    partners: BTreeSet<Partner>,
    no: Vec<Scope>,
}

fn said(draft: &ConsentDraft, has_agreed: bool, problems: &mut Vec<FieldProblem>) -> Said {
    if draft.package != "choose" {
        let kinds: BTreeSet<Kind> = KINDS_OF_THE_FORM.into_iter().collect();
        let partners: BTreeSet<Partner> = [Partner::AllNamed].into();
        if has_agreed {
            return Said { yes: (kinds, PURPOSES_OF_THE_FORM.iter().copied().collect()), partners, no: Vec::new() };
        }
        let no = vec![Scope { kinds, to: partners.clone(), ..Scope::default() }];
        return Said { yes: Default::default(), partners, no };
    }
    let answered = |answers: &BTreeMap<String, String>, wanted: &str| -> Vec<String> {
        answers.iter().filter(|(_, answer)| *answer == wanted).map(|(word, _)| word.clone()).collect()
    };
    let partners = partners(&draft.partners, &draft.partner_name);
    let yes_kinds = crate::write_down::kinds(&answered(&draft.kinds, "yes"));
    let no_kinds = crate::write_down::kinds(&answered(&draft.kinds, "no"));
    let yes_purposes = crate::write_down::purposes(&answered(&draft.purposes, "yes"));
    let no_purposes = crate::write_down::purposes(&answered(&draft.purposes, "no"));
    if yes_kinds.is_empty() && no_kinds.is_empty() {
        problems.push(FieldProblem::new("kind_basic", "Choose an answer for at least one kind of information"));
    }
    if partners.is_empty() {
        problems.push(FieldProblem::new("partners", "Choose with whom. Without names nobody can agree"));
    }
    if has_agreed && !yes_kinds.is_empty() && yes_purposes.is_empty() {
        problems
            .push(FieldProblem::new("purpose_healthcare", "Say yes or no to each purpose, and yes to at least one"));
    }
    let all: BTreeSet<Kind> = yes_kinds.union(&no_kinds).copied().collect();
    if !has_agreed {
        let no = vec![Scope { kinds: all, to: partners.clone(), ..Scope::default() }];
        return Said { yes: Default::default(), partners, no };
    }
    let mut no = Vec::new();
    if !no_kinds.is_empty() {
        no.push(Scope { kinds: no_kinds, to: partners.clone(), ..Scope::default() });
    }
    if !no_purposes.is_empty() {
        no.push(Scope { kinds: yes_kinds.clone(), to: partners.clone(), purposes: no_purposes, ..Scope::default() });
    }
    Said { yes: (yes_kinds, yes_purposes), partners, no }
}

async fn save(tx: &mut Tx, look: &Look, (checked, key): (Checked, String)) -> Result<Result<(), AppError>, AppError> {
    if tx.done_once(&key).await?.is_some() {
        return Ok(Ok(()));
    }
    if let Err(refused) = record(tx, look, checked).await? {
        return Ok(Err(refused));
    }
    tx.do_once(&key, &look.family.to_string(), look.now).await?;
    tx.drop_draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    Ok(Ok(()))
}

/// Adds an answer to the ledger: of the consent form, and of the same question
/// wherever support is agreed (S002-15i).
pub(crate) async fn record(tx: &mut Tx, look: &Look, mut checked: Checked) -> Result<Result<(), AppError>, AppError> {
    let children = chosen_people(look, &checked.children, checked.by, false);
    if children.is_empty() {
        return Ok(Err(AppError::NotFound));
    }
    let is_own_left_out = checked.children.iter().any(|word| word == SELF)
        && !checked.by.is_some_and(|by| children.iter().any(|(person, _)| *person == by));
    if is_own_left_out {
        let problem =
            FieldProblem::new("children", "No record holds this adult. Untick them: nothing is kept about them");
        return Ok(Err(AppError::Invalid(vec![problem])));
    }
    if checked.yes.is_some()
        && let Some(told) = checked.opened_at.and_then(|opened_at| said_no_since(look, opened_at))
    {
        return Ok(Err(AppError::Invalid(vec![told])));
    }
    let by = signer_of(look, checked.by, checked.by_name.clone(), checked.standing);
    checked.proof.words_version = Some(crate::office::words_version(tx).await?);
    for scope in &checked.no {
        let refusal = LedgerEvent::Refusal { on: checked.on, by: by.clone(), scope: scope.clone() };
        append_for_each(tx, look, &children, (&refusal, &checked.proof)).await?;
    }
    if !checked.no.is_empty() {
        let families = tx.names_of_family(look.family).await?;
        tx.bring_ledger_tasks_forward(&families, END_SHARING, look.today).await?;
    }
    if let Some(yes) = &checked.yes {
        let mut consent = consent_of(&checked, yes, by);
        if checked.is_whole_form {
            consent.purposes = look.team.purposes().into_iter().collect();
        }
        let consent = LedgerEvent::Consent(consent);
        append_for_each(tx, look, &children, (&consent, &checked.proof)).await?;
        confirm_later(tx, look, checked.form).await?;
    }
    let families = tx.names_of_family(look.family).await?;
    for asked in checked.does {
        tx.finish_ledger_tasks_about(&families, asked, (look.asker.staff.id, look.now)).await?;
    }
    let outcome = if checked.yes.is_some() { "agreed" } else { "refused" };
    let recorded = event(&look.asker, Action::Consent, look.now)
        .about(look.family)
        .outcome(outcome)
        .with("people", children.len())
        .with("form", checked.form.word());
    tx.append_audit(&recorded).await?;
    Ok(Ok(()))
}

/// An old form, tab or draft does not undo a no that came after it was opened.
fn said_no_since(look: &Look, opened_at: Timestamp) -> Option<FieldProblem> {
    let is_no = |event: &LedgerEvent| {
        matches!(event, LedgerEvent::Refusal { .. } | LedgerEvent::Withdrawal { .. } | LedgerEvent::Objection { .. })
    };
    let known = look.entries.iter().zip(&look.entry_records).filter(|(_, record)| look.may_tell_of(**record));
    let since = known.map(|(entry, _)| entry).filter(|entry| opened_at < entry.recorded_at && is_no(&entry.event));
    let last = since.map(|entry| entry.recorded_at).max()?;
    let says = format!(
        "Somebody said no to sharing on {} at {}, after this form was opened. Ask them again, and say so here",
        date_words(today(last)),
        clock_words(last)
    );
    Some(FieldProblem::new("opened_at", says))
}

fn consent_of(checked: &Checked, yes: &Yes, by: Signer) -> Consent {
    Consent {
        on: checked.on,
        by,
        kinds: yes.kinds.clone(),
        partners: yes.partners.clone(),
        purposes: yes.purposes.clone(),
        about: BTreeSet::new(),
        form: checked.form,
        how: yes.how.clone(),
        informed: yes.informed,
        is_file_access_explained: yes.file_access,
        review_on: yes.review_on,
    }
}

/// Somebody who answered: a person of the family, or a name.
pub(crate) fn signer_of(look: &Look, person: Option<PersonId>, name: Option<String>, standing: Standing) -> Signer {
    let member = person.and_then(|person| look.members.iter().find(|member| member.person == person));
    Signer {
        person: member.map(|member| member.person),
        part: member.map(|member| member.part),
        name: name.filter(|_| member.is_none()),
        ..Signer::of(standing)
    }
}

/// What was said out loud is confirmed in writing (ECb): a task for whoever
/// wrote it down, done by any later answer in writing.
async fn confirm_later(tx: &mut Tx, look: &Look, form: ConsentForm) -> Result<(), AppError> {
    let me = look.asker.staff.id;
    if form == ConsentForm::Written {
        let families = tx.names_of_family(look.family).await?;
        tx.finish_ledger_tasks_about(&families, CONFIRM, (me, look.now)).await?;
        crate::antenatal::signed_for_family(tx, look).await?;
        return Ok(());
    }
    tx.add_ledger_task(&LedgerTask {
        id: fresh_reference()?,
        reference: fresh_reference()?,
        kind: CONFIRM.to_owned(),
        family: look.family,
        owner: Some(me),
        due_on: days_from(look.today, CONFIRM_DAYS),
        made_at: look.now,
        made_by: me,
    })
    .await?;
    Ok(())
}
