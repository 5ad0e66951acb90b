//! Before the first family: what a locality or a new centre still lacks
//! (S002-WIe). Families are told and asked from the first day, so what tells
//! and asks them has to be there first.

use jiff::Timestamp;

use crate::agreements::Register;
use crate::door::today;
use crate::office;
use crate::{App, AppError, Asker};

/// What has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeginStep {
    /// The notice and the consent form can be given out: no blank on them.
    Papers,
    /// Somebody looked at whom the consent form names.
    TeamList,
    /// An agreement on planned sharing is signed and in date.
    Agreement,
    /// Somebody who works with families can sign in, trained.
    Staff,
    /// The locality put its sharing rules in force.
    Rules,
    /// Every source has sent a file.
    Files,
}

/// One thing that has to be there, and whether it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginLine {
    /// What.
    pub step: BeginStep,
    /// It is there.
    pub is_done: bool,
    /// How far it is, each in a few words.
    pub says: Vec<String>,
}

impl App {
    /// What has to be there before the first family, in the order to do it.
    /// Counts and names of settings only: nobody's details are in it.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn begin_lines(&self, _: &Asker, now: Timestamp) -> Result<Vec<BeginLine>, AppError> {
        let on = today(now);
        self.db
            .read(move |tx| {
                Box::pin(async move {
                    let line = |step, is_done, says| BeginLine { step, is_done, says };
                    let blank = office::blank(tx).await?;
                    let is_team_confirmed = !tx.team_rows().await?.is_empty();
                    let agreements = Register::read(tx).await?.lines(on);
                    let running = agreements.iter().filter(|agreement| agreement.standing.is_in_force()).count();
                    let staff = tx.all_staff().await?;
                    let with_families = staff.iter().filter(|account| {
                        account.is_active && account.roles.iter().any(|post| post.role.works_with_families())
                    });
                    let (all, current) = with_families.fold((0_usize, 0_usize), |(all, current), account| {
                        let is_current = account.training.sharing_until.is_some_and(|until| on <= until);
                        (all + 1, current + usize::from(is_current))
                    });
                    let rules = tx.editions_in_force().await?;
                    let sources = tx.sources().await?;
                    let silent: Vec<String> =
                        sources.iter().filter(|it| it.extract_on.is_none()).map(|it| it.title.clone()).collect();
                    Ok(vec![
                        line(BeginStep::Papers, blank.is_empty(), blank),
                        line(BeginStep::TeamList, is_team_confirmed, Vec::new()),
                        line(
                            BeginStep::Agreement,
                            0 < running,
                            vec![format!("{running} of {} signed and in date", agreements.len())],
                        ),
                        line(
                            BeginStep::Staff,
                            0 < current,
                            vec![format!("{current} of {all} accounts have training that is in date")],
                        ),
                        // The leaflet is in force from set-up on; that nobody chose is what is missing.
                        line(BeginStep::Rules, rules.iter().any(|put| put.put_by.is_some()), Vec::new()),
                        line(BeginStep::Files, !sources.is_empty() && silent.is_empty(), silent),
                    ])
                })
            })
            .await
    }
}
