//! Asking a colleague who works with the family for more (screen 18). What
//! they may tell is for them to ask: the answer comes in their own words.

use jiff::Timestamp;
use kith_core::audit::Action;
use kith_core::id::{AdviceId, FamilyId, StaffId};
use kith_core::workforce::{AccessState, Staff};
use kith_store::{Advice, Tx};

use super::{AdviserKind, LONGEST, invalid, keep};
use crate::door::fresh;
use crate::look::{Doing, Look};
use crate::open_family::service_name;
use crate::{App, AppError, Asker, FieldProblem, people};

/// Somebody who works with the family and can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Who.
    pub staff: StaffId,
    /// The name.
    pub name: String,
    /// "outreach worker, Larch Centre".
    pub post: String,
}

impl App {
    /// The family's title, and the colleagues who can be asked for more.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn colleagues(
        &self,
        asker: &Asker,
        family: FamilyId,
        now: Timestamp,
    ) -> Result<(String, Vec<Colleague>), AppError> {
        self.write_at(asker, (family, now), Doing::page("ask-a-colleague"), |tx, look| {
            Box::pin(async move {
                let everybody = people::everybody(tx, &look).await?;
                let colleagues = who_works(tx, &look).await?;
                Ok(Ok((people::family_title(&everybody), colleagues)))
            })
        })
        .await
    }

    /// Asks a colleague for more. The same form sent twice asks once.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::Invalid`] for nobody or nothing.
    pub async fn ask_a_colleague(
        &self,
        asker: &Asker,
        family: FamilyId,
        (colleague, words, form_key): (Option<StaffId>, &str, &str),
        now: Timestamp,
    ) -> Result<AdviceId, AppError> {
        let words = words.trim().to_owned();
        let key = format!("colleague {} {form_key}", asker.staff.id);
        self.write_at(asker, (family, now), Doing::of(Action::Advice, "ask-a-colleague"), move |tx, look| {
            Box::pin(async move { ask(tx, &look, (colleague, &words, &key)).await })
        })
        .await
    }
}

async fn ask(
    tx: &mut Tx,
    look: &Look,
    (colleague, words, key): (Option<StaffId>, &str, &str),
) -> Result<Result<AdviceId, AppError>, AppError> {
    let colleagues = who_works(tx, look).await?;
    let chosen = colleagues.iter().find(|known| Some(known.staff) == colleague);
    let mut problems = Vec::new();
    if chosen.is_none() {
        problems.push(FieldProblem::new("colleague", "Choose who to ask"));
    }
    if words.is_empty() || words.chars().count() > LONGEST {
        problems.push(FieldProblem::new("words", "Say what you need and what for, in 4,000 letters or fewer"));
    }
    let Some(chosen) = chosen.filter(|_| problems.is_empty()) else { return Ok(Err(AppError::Invalid(problems))) };
    let request = Advice {
        id: fresh(AdviceId::from_random)?,
        family: look.family,
        decision: None,
        kind: AdviserKind::Colleague.word().to_owned(),
        asked_by: look.asker.staff.id,
        asked_of: chosen.staff,
        asked_at: look.now,
    };
    if let Some(earlier) = tx.do_once(key, &request.id.to_string(), look.now).await? {
        return Ok(earlier.parse().map_err(|_| invalid("colleague", "Open the form again, then send")));
    }
    keep(tx, &look.asker, &request, words, look.now).await?;
    Ok(Ok(request.id))
}

/// Workers of today whom the reader may know of, and who have an account.
async fn who_works(tx: &mut Tx, look: &Look) -> Result<Vec<Colleague>, AppError> {
    let accounts = tx.all_staff().await?;
    let mut found: Vec<Colleague> = Vec::new();
    let today = look.today;
    let lines = look.involvements.iter().filter(|line| {
        look.may_know_that(line.service, look.person_of(line.record))
            && line.ended_on.is_none_or(|last| today <= last)
            && line.worker_code.is_some()
    });
    for line in lines {
        let account = accounts.iter().find(|account| account.is_active && account.code == line.worker_code);
        let Some(account) = account.filter(|account| account.id != look.asker.staff.id) else { continue };
        let posts = account.roles.iter().filter_map(|post| account.staff_in(post.role, today));
        let here =
            |staff: &Staff| staff.service == Some(line.service) && staff.access_on(today) == AccessState::Current;
        let Some(staff) = posts.into_iter().find(here) else { continue };
        let place = service_name(line.service, line.team.as_deref(), look.is_shielded);
        let colleague =
            Colleague { staff: staff.id, name: staff.name.clone(), post: format!("{}, {place}", staff.role.title()) };
        if !found.contains(&colleague) {
            found.push(colleague);
        }
    }
    Ok(found)
}
