//! Opening a family: the first screen (S003-DSg, S003-DSi).

mod cards;
mod services;

pub(crate) use cards::fresh_line;
pub(crate) use services::{service_name, sight_of_contact, why_no_more_of_contact, working};

use jiff::Timestamp;
use kith_core::family::{AccessLine, FirstScreen, NotYet};
use kith_core::id::{DecisionId, FamilyId};
use kith_core::service::ServiceKind;
use kith_core::sharing::Permitted;
use kith_store::Tx;

use crate::door::Rules;
use crate::first_visit::may_ask;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::questions::{self, Answered};
use crate::relations::Relations;
use crate::splits::{self, SplitLine};
use crate::standing::Standing;
use crate::words::date_words;
use crate::{App, AppError, Asker, CentrePrompt, FactLine, follow_ups, gaps};

/// A family that was opened, and the decision that opened it.
pub struct OpenedFamily {
    /// The first screen.
    pub screen: Permitted<FirstScreen>,
    /// How it was decided.
    pub decision: DecisionId,
    /// Parts of what stood at this address that went elsewhere.
    pub splits: Vec<SplitLine>,
    /// The family has lost a baby: nothing is sent.
    pub is_bereaved: bool,
    /// They moved away, or were handed over to another area (S004-BAo).
    pub moved: Option<crate::border::MovedLine>,
    /// The reader works with the family, and may hand it over.
    pub may_hand_over: bool,
    /// What centres were told of it for follow-up, and what came of it.
    pub follow_ups: Vec<FactLine>,
    /// What stands to be done about a child that no centre has registered
    /// (S003-ISi).
    pub ask_about_centre: Option<CentrePrompt>,
    /// The reader may fill in the first visit form.
    pub may_ask_about_centre: bool,
}

impl App {
    /// Opens a family's first screen. The look is in the audit before the
    /// answer leaves, whatever the answer is.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when the family does not exist or the reader has
    /// no need to know, [`AppError::Refused`] when the rules let nothing
    /// through or the reader's training is not current.
    pub async fn open_family(&self, asker: &Asker, family: FamilyId, now: Timestamp) -> Result<OpenedFamily, AppError> {
        let rules = self.rules.clone();
        self.look_at(asker, (family, now), Doing::opening(), move |tx, look| {
            let rules = rules.clone();
            Box::pin(async move { open(tx, look, &rules, family).await })
        })
        .await
    }
}

async fn open(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    asked_for: FamilyId,
) -> Result<Result<OpenedFamily, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let screen = first_screen(tx, look, &everybody).await?;
    let splits = splits::of_family(tx, look, rules, asked_for).await?;
    let ask_about_centre = gaps::prompt(tx, look, &everybody).await?;
    let moved = crate::border::moved_line(tx, look, &everybody).await?;
    let may_hand_over = crate::border::may_hand_over(look);
    let follow_ups = follow_ups::on_family_page(tx, look).await?;
    let may_ask_about_centre = may_ask(&look.asker);
    let decision = look.decision;
    let is_bereaved = crate::loss::stands(&look.losses);
    let opened = look.permit(screen).map(|screen| OpenedFamily {
        screen,
        decision,
        splits,
        is_bereaved,
        moved,
        may_hand_over,
        follow_ups,
        ask_about_centre: ask_about_centre.filter(|_| !is_bereaved),
        may_ask_about_centre,
    });
    Ok(opened.ok_or_else(|| AppError::Refused(Box::new(look.refusal()))))
}

/// The first screen of a look that was let through.
async fn first_screen(tx: &mut Tx, look: &Look, everybody: &[Somebody]) -> Result<FirstScreen, AppError> {
    let working = services::working(tx, look, everybody).await?;
    let facts = cards::key_facts(look, everybody, &working);
    let freshness = cards::freshness(look);
    let relations = Relations::read(tx, look).await?;
    let person_line = |somebody: &Somebody| {
        let mut line = people::person_line(look, somebody);
        let since = relations.since(somebody.member.person, everybody, look.today);
        if !since.is_empty() {
            line.line = format!("{}. {since}", line.line);
        }
        line
    };
    Ok(FirstScreen {
        family: look.family,
        title: people::family_title(everybody),
        caption: people::caption(everybody, look.today),
        facts,
        due: working.due.clone(),
        access: access_line(look),
        not_yet: not_yet(look),
        role_has_hidden_services: has_hidden_services(look),
        freshness,
        contacts_in_year: working.lines.iter().map(kith_core::family::ServiceLine::contacts).sum(),
        latest: working.latest,
        people: everybody.iter().map(person_line).collect(),
        earlier: relations.earlier(everybody, look.today),
        consent: cards::consent(look, everybody),
        support: crate::support::on_first_screen(tx, look, everybody).await?,
        reviews: cards::reviews(everybody, &working.kinds, look.today),
        services: working.lines,
    })
}

/// Whether there are services that this role is not shown without agreement:
/// the same for everybody in the role (design rule 5).
fn has_hidden_services(look: &Look) -> bool {
    let own = look.asker.staff.service;
    ServiceKind::ALL.iter().any(|service| service.is_existence_sensitive() && own != Some(*service))
}

fn access_line(look: &Look) -> AccessLine {
    let (why, until) = match &look.standing {
        Standing::Worker { since: Some(since) } => {
            (format!("you have worked with this family since {}.", date_words(*since)), None)
        }
        Standing::Worker { since: None } => ("you work with this family.".to_owned(), None),
        Standing::Team { team } => (format!("{team} works with this family, and you belong to it."), None),
        Standing::Told { centre } => (format!("{centre} was told of this family, to welcome it."), None),
        Standing::Reason { until } => {
            ("you said why you need to look. Somebody will review the reason.".to_owned(), Some(*until))
        }
        Standing::Registered { centre, since } => {
            (format!("the family is registered with {centre} since {}.", date_words(*since)), None)
        }
        Standing::AskedOfCentre { centre } => (format!("{centre} was asked to do something for this family."), None),
        Standing::None => (String::new(), None),
    };
    let basic = look.basic.values().any(Answered::lets_through);
    let what = match (basic, look.index.lets_through()) {
        (true, true) => "You see basic details and who is working with the family.",
        (true, false) => "You see basic details, but not yet who else is working with the family.",
        (false, true) => "You see who is working with the family, and what your own service wrote.",
        (false, false) => "You see what your own service wrote.",
    };
    AccessLine { why, what: what.to_owned(), until }
}

/// What the rules do not let through yet, the wider question first.
fn not_yet(look: &Look) -> Option<NotYet> {
    let held_back = |answered: &&Answered| !answered.lets_through();
    let answered = Some(&look.index).filter(held_back).or_else(|| look.basic.values().find(held_back))?;
    Some(NotYet {
        heading: answered.decision.heading().to_owned(),
        because: answered.decision.because().to_owned(),
        ways: questions::steps_to_yes(&answered.facts, &look.pack),
    })
}
