//! Editions of the sharing rules: drafted, approved by two people of whom
//! neither wrote them, in force from a day (S002-9a, T54).

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::{Action, Event};
use kith_core::id::StaffId;
use kith_core::sharing::Pack;
use kith_core::workforce::Role;
use kith_exchange::packs::{extends, read_pack, read_pack_over};
use kith_store::{Account, Edition, InForce, Tx};

use crate::door::today;
use crate::editions::in_force_on;
use crate::{App, AppError, Asker, FieldProblem, Refusal, Who, sign_in};

/// A change under way inside a write.
type Changing<'t> = Pin<Box<dyn Future<Output = Result<(), AppError>> + Send + 't>>;

/// So many people approve an edition before it can be in force.
const APPROVALS: usize = 2;

/// Where an edition stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditionState {
    /// Written, not approved by two people yet.
    Draft,
    /// Approved by two people.
    Approved,
    /// In force from a later day on.
    Coming(Date),
    /// In force since a day.
    InForce(Date),
    /// It was in force once.
    Past,
}

/// One edition, where it stands, and what the reader may do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionLine {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub state: EditionState,
    /// Who drafted it.
    pub author: String,
    /// Who approved it, and when.
    pub approvals: Vec<(String, Timestamp)>,
    /// What has to be read in the original before it is approved.
    pub to_check: Vec<(String, String)>,
    /// How many faults its check found; 0 for a good one.
    pub faults: usize,
    /// Whether the reader may approve it now.
    pub may_approve: bool,
    /// Whether the reader may put it in force now.
    pub may_put_in_force: bool,
}

/// Every edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesPage {
    /// One line each: what is in force first.
    pub lines: Vec<EditionLine>,
}

/// Whether a role may approve rules and put them in force.
fn may_govern(role: Role) -> bool {
    matches!(role, Role::CaldicottGuardian | Role::DataLead | Role::Administrator)
}

/// Everything that is kept about editions.
struct Shelf {
    editions: Vec<Edition>,
    approvals: Vec<(String, StaffId, Timestamp)>,
    in_force: Vec<InForce>,
    names: BTreeMap<StaffId, String>,
}

impl Shelf {
    async fn read(tx: &mut Tx) -> Result<Self, AppError> {
        let (editions, approvals) = (tx.editions().await?, tx.edition_approvals().await?);
        let authors = editions.iter().filter_map(|edition| edition.author);
        let people: Vec<StaffId> = authors.chain(approvals.iter().map(|(_, staff, _)| *staff)).collect();
        let names = tx.names_of_staff(&people).await?;
        Ok(Self { editions, approvals, in_force: tx.editions_in_force().await?, names })
    }

    fn edition(&self, name: &str) -> Result<&Edition, AppError> {
        self.editions.iter().find(|edition| edition.name == name).ok_or(AppError::NotFound)
    }

    fn approvers<'s>(&'s self, name: &'s str) -> impl Iterator<Item = (StaffId, Timestamp)> + 's {
        self.approvals.iter().filter(move |(of, ..)| of == name).map(|(_, staff, at)| (*staff, *at))
    }

    fn name_of(&self, staff: Option<StaffId>) -> String {
        staff.map_or_else(
            || "Comes with Kith".to_owned(),
            |staff| self.names.get(&staff).cloned().unwrap_or_else(|| staff.to_string()),
        )
    }

    fn state(&self, name: &str, day: Date) -> EditionState {
        if let Some(now) = in_force_on(&self.in_force, day).filter(|put| put.edition == name) {
            return EditionState::InForce(now.from_day);
        }
        let of_edition = || self.in_force.iter().filter(|put| put.edition == name);
        if let Some(coming) = of_edition().filter(|put| put.from_day > day).map(|put| put.from_day).max() {
            return EditionState::Coming(coming);
        }
        if of_edition().next().is_some() {
            return EditionState::Past;
        }
        if self.approvers(name).count() < APPROVALS { EditionState::Draft } else { EditionState::Approved }
    }

    /// Why somebody may not approve an edition; nothing where they may.
    fn bars_approval(&self, edition: &Edition, by: StaffId) -> Option<&'static str> {
        if edition.author == Some(by) {
            return Some("You wrote this edition. Two other people approve it");
        }
        let has_already = self.approvers(&edition.name).any(|(staff, _)| staff == by);
        has_already.then_some("You have approved this edition already. Somebody else does it too")
    }
}

impl App {
    /// Every edition with where it stands. Everybody may read the rules.
    ///
    /// # Errors
    /// [`AppError::Broken`] when they cannot be read.
    pub async fn rules_page(&self, who: impl Into<Who>, now: Timestamp) -> Result<RulesPage, AppError> {
        let who = who.into();
        self.rules.read_again(&self.db).await?;
        let shelf = self.db.read(|tx| Box::pin(Shelf::read(tx))).await?;
        let reader = match &who {
            Who::Asker(asker) if may_govern(asker.staff.role) => Some(asker.staff.id),
            _ => None,
        };
        let mut lines: Vec<EditionLine> =
            shelf.editions.iter().map(|edition| self.edition_line(&shelf, edition, reader, now)).collect();
        lines.sort_by_key(|line| !matches!(line.state, EditionState::InForce(_)));
        Ok(RulesPage { lines })
    }

    fn edition_line(&self, shelf: &Shelf, edition: &Edition, reader: Option<StaffId>, now: Timestamp) -> EditionLine {
        let pack = self.rules.edition(&edition.name);
        let state = shelf.state(&edition.name, today(now));
        let is_open = matches!(state, EditionState::Draft | EditionState::Approved);
        let can_be_put = matches!(state, EditionState::Approved | EditionState::Past);
        let to_check = pack.iter().flat_map(|pack| pack.to_check());
        EditionLine {
            name: edition.name.clone(),
            title: edition.title.clone(),
            author: shelf.name_of(edition.author),
            approvals: shelf.approvers(&edition.name).map(|(by, at)| (shelf.name_of(Some(by)), at)).collect(),
            to_check: to_check.map(|(id, what)| (id.to_owned(), what.to_owned())).collect(),
            faults: pack.as_ref().map_or(0, |pack| pack.faults().len()),
            may_approve: is_open && reader.is_some_and(|reader| shelf.bars_approval(edition, reader).is_none()),
            may_put_in_force: can_be_put && reader.is_some(),
            state,
        }
    }

    /// An edition with its rules, checked.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when no edition has the name.
    pub fn edition(&self, name: &str) -> Result<Arc<Pack>, AppError> {
        self.rules.edition(name).ok_or(AppError::NotFound)
    }

    /// Takes up what another process changed about the rules.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the rules cannot be read.
    pub async fn refresh_rules(&self) -> Result<(), AppError> {
        self.rules.read_again(&self.db).await
    }

    /// Keeps a new edition as a draft. It must pass its checks. Returns its
    /// name.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every fault of the text, or when the name is
    /// taken; [`AppError::Refused`] for roles that do not look after rules.
    pub async fn draft_edition(&self, by: &Governor, text: &str, now: Timestamp) -> Result<String, AppError> {
        let faults = |faults: Vec<kith_core::sharing::PackFault>| {
            AppError::Invalid(faults.iter().map(|fault| FieldProblem::new("text", fault.to_string())).collect())
        };
        let under = extends(text).map_err(faults)?;
        let shelf = self.db.read(|tx| Box::pin(Shelf::read(tx))).await?;
        let base = match &under {
            Some(name) => shelf.edition(name).map(|edition| edition.text.clone()).unwrap_or_default(),
            None => String::new(),
        };
        let read = if under.is_some() { read_pack_over(text, &base) } else { read_pack(text) };
        let pack = read.map_err(faults)?;
        let unsaid = pack.without_relevance();
        if !unsaid.is_empty() {
            return Err(faults(unsaid));
        }
        let name = pack.name().to_owned();
        if shelf.edition(&name).is_ok() {
            let taken = format!("There is an edition called {name} already. Give this one a name of its own");
            return Err(AppError::Invalid(vec![FieldProblem::new("name", taken)]));
        }
        let edition = Edition {
            name: name.clone(),
            title: pack.title().to_owned(),
            text: text.to_owned(),
            base_text: base,
            author: Some(by.id),
            drafted_at: now,
        };
        let event = by.event(&name, "draft", now);
        self.write_rules(event, move |tx| Box::pin(async move { Ok(tx.add_edition(&edition).await?) })).await?;
        Ok(name)
    }

    /// Approves an edition.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] for its author, a second
    /// time, or an edition with faults.
    pub async fn approve_edition(&self, by: &Governor, name: &str, now: Timestamp) -> Result<(), AppError> {
        let pack = self.edition(name)?;
        if !pack.faults().is_empty() {
            return Err(problem("This edition does not pass its checks. Nobody can approve it"));
        }
        let (who, edition) = (by.id, name.to_owned());
        self.write_rules(by.event(name, "approve", now), move |tx| {
            Box::pin(async move {
                let shelf = Shelf::read(tx).await?;
                if let Some(bar) = shelf.bars_approval(shelf.edition(&edition)?, who) {
                    return Err(problem(bar));
                }
                Ok(tx.approve_edition(&edition, who, now).await?)
            })
        })
        .await
    }

    /// Puts an edition in force from a day on: today or later.
    ///
    /// # Errors
    /// [`AppError::NotFound`]; [`AppError::Invalid`] for an edition that two
    /// people have not approved, or a day that is over.
    pub async fn put_in_force(&self, by: &Governor, name: &str, from: Date, now: Timestamp) -> Result<(), AppError> {
        let day = today(now);
        if from < day {
            return Err(problem("Rules can be in force from today on, not from a day that is over"));
        }
        let put = InForce { edition: name.to_owned(), from_day: from, put_by: Some(by.id), put_at: now };
        self.write_rules(by.event(name, "in-force", now).with("from", from), move |tx| {
            Box::pin(async move {
                let shelf = Shelf::read(tx).await?;
                shelf.edition(&put.edition)?;
                match shelf.state(&put.edition, day) {
                    EditionState::Approved | EditionState::Past | EditionState::Coming(_) => {
                        Ok(tx.put_edition_in_force(&put).await?)
                    }
                    EditionState::InForce(_) => Err(problem("This edition is in force already")),
                    EditionState::Draft => {
                        Err(problem("Two people have to approve this edition first. Neither of them wrote it"))
                    }
                }
            })
        })
        .await
    }

    /// Writes a change of the rules and its audit entry together, and takes
    /// it up at once.
    async fn write_rules(
        &self,
        event: Event,
        change: impl for<'t> FnOnce(&'t mut Tx) -> Changing<'t> + Send + 'static,
    ) -> Result<(), AppError> {
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    change(tx).await?;
                    tx.append_audit(&event).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
        self.rules.read_again(&self.db).await
    }

    /// Somebody at the command line who looks after the rules, by sign-in
    /// name and password.
    ///
    /// # Errors
    /// [`AppError::Refused`] when the name, the password or the role does not
    /// allow it.
    pub async fn governor(&self, sign_in_name: &str, password: &str, now: Timestamp) -> Result<Governor, AppError> {
        let name = sign_in_name.trim().to_lowercase();
        let account = self.db.read(move |tx| Box::pin(async move { tx.account_by_name(&name).await })).await?;
        let hash =
            account.as_ref().map_or_else(|| self.keys.nobodys_hash.clone(), |account| account.password_hash.clone());
        let is_right = sign_in::is_right(hash, password.to_owned()).await?;
        let role = account.as_ref().and_then(|account| governing_role(account, now));
        match (account, role) {
            (Some(account), Some(role)) if is_right => Ok(Governor { id: account.id, role, is_at_command_line: true }),
            _ => Err(not_a_governor()),
        }
    }
}

fn governing_role(account: &Account, now: Timestamp) -> Option<Role> {
    let roles = account.roles.iter().map(|post| post.role);
    let mut held = roles.filter(|role| account.is_active && account.staff_in(*role, today(now)).is_some());
    held.find(|role| may_govern(*role))
}

/// Somebody who looks after the rules.
#[derive(Debug, Clone)]
pub struct Governor {
    id: StaffId,
    role: Role,
    is_at_command_line: bool,
}

impl Governor {
    /// A reader of the pages, if the role allows it.
    ///
    /// # Errors
    /// [`AppError::Refused`] for every other role.
    pub fn of(asker: &Asker) -> Result<Self, AppError> {
        if !may_govern(asker.staff.role) {
            return Err(not_a_governor());
        }
        Ok(Self { id: asker.staff.id, role: asker.staff.role, is_at_command_line: false })
    }

    fn event(&self, edition: &str, step: &'static str, now: Timestamp) -> Event {
        let event = Event::new(now, self.id, Action::SettingChange).role(self.role);
        let at = if self.is_at_command_line { "command-line" } else { "page" };
        event.with("rules", edition).with("step", step).with("at", at)
    }
}

fn problem(words: &str) -> AppError {
    AppError::Invalid(vec![FieldProblem::new("edition", words)])
}

fn not_a_governor() -> AppError {
    AppError::Refused(Box::new(Refusal {
        heading: "You cannot change the rules in this role".to_owned(),
        because: "The Caldicott Guardian, the data lead and the administrator look after the rules.".to_owned(),
        ways_to_yes: vec!["Ask one of them.".to_owned()],
        citations: Vec::new(),
        decision: None,
    }))
}
