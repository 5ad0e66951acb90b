//! Whom to ask: found by role, team and service among those who may advise.

use jiff::civil::Date;
use kith_core::id::{AdviceId, DecisionId};
use kith_core::workforce::{AccessState, Role, Staff};
use kith_store::Tx;

use crate::{AppError, Asker};

/// Who is asked, and for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdviserKind {
    /// The line manager, or a more experienced colleague (S002-18a).
    LineManager,
    /// The designated child protection lead.
    ChildProtectionLead,
    /// The Caldicott Guardian.
    CaldicottGuardian,
    /// Somebody who works with the family, for more about it.
    Colleague,
}

impl AdviserKind {
    /// Those who advise on an answer, in the order that pages list them.
    pub const ADVISERS: [Self; 3] = [Self::LineManager, Self::ChildProtectionLead, Self::CaldicottGuardian];

    /// The word that forms and storage use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::LineManager => "line-manager",
            Self::ChildProtectionLead => "child-protection-lead",
            Self::CaldicottGuardian => "caldicott-guardian",
            Self::Colleague => "colleague",
        }
    }

    /// The kind for a word, or `None` for a word that is none.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ADVISERS.into_iter().chain([Self::Colleague]).find(|kind| kind.word() == word)
    }

    /// Who it is, for the one who asks: "Your line manager".
    #[must_use]
    pub fn who(self) -> &'static str {
        match self {
            Self::LineManager => "Line manager or senior colleague",
            Self::ChildProtectionLead => "Child protection lead",
            Self::CaldicottGuardian => "Caldicott Guardian",
            Self::Colleague => "Colleague",
        }
    }

    /// What the request is: for the one who asks, or for the one who is asked.
    #[must_use]
    pub fn title(self, is_mine: bool) -> &'static str {
        match (self, is_mine) {
            (Self::Colleague, true) => "You asked a colleague for more",
            (Self::Colleague, false) => "A colleague asks you for more",
            (Self::LineManager, true) => "You asked your line manager or a senior colleague",
            (Self::ChildProtectionLead, true) => "You asked the child protection lead",
            (Self::CaldicottGuardian, true) => "You asked the Caldicott Guardian",
            (_, false) => "Somebody asks for your advice",
        }
    }
}

/// Somebody who can be asked about an answer, and the request, if they were.
#[derive(Debug, Clone)]
pub struct AdviserLine {
    /// Who.
    pub kind: AdviserKind,
    /// The name.
    pub name: String,
    /// "centre manager, Larch Centre".
    pub post: String,
    /// The request that was made, and whether it was answered.
    pub asked: Option<(AdviceId, bool)>,
}

/// Everybody who can be asked, by kind; with what was asked about an answer.
pub(crate) async fn advisers(
    tx: &mut Tx,
    asker: &Asker,
    decision: Option<DecisionId>,
    today: Date,
) -> Result<Vec<AdviserLine>, AppError> {
    let asked = match decision {
        Some(decision) => tx.advice_on(decision).await?,
        None => Vec::new(),
    };
    let mut lines = Vec::new();
    for kind in AdviserKind::ADVISERS {
        let Some(staff) = adviser(tx, asker, kind, today).await? else { continue };
        let request = asked.iter().find(|advice| advice.kind == kind.word() && advice.asked_by == asker.staff.id);
        let request = match request {
            Some(advice) => {
                let words = tx.advice_messages(advice.id).await?;
                Some((advice.id, words.iter().any(|message| message.by == advice.asked_of)))
            }
            None => None,
        };
        let post = match &staff.team {
            Some(team) => format!("{}, {team}", staff.role.title()),
            None => staff.role.title().to_owned(),
        };
        lines.push(AdviserLine { kind, name: staff.name.clone(), post, asked: request });
    }
    Ok(lines)
}

/// Who of a kind would be asked: the nearest to the asker first.
pub(super) async fn adviser(
    tx: &mut Tx,
    asker: &Asker,
    kind: AdviserKind,
    today: Date,
) -> Result<Option<Staff>, AppError> {
    let accounts = tx.all_staff().await?;
    let me = &asker.staff;
    let mut found: Vec<(u8, Staff)> = accounts
        .iter()
        .filter(|account| account.is_active && account.id != me.id)
        .flat_map(|account| account.roles.iter().filter_map(|post| account.staff_in(post.role, today)))
        .filter(|staff| !staff.role.works_with_families() || staff.access_on(today) == AccessState::Current)
        .filter_map(|staff| Some((distance(me, &staff, kind)?, staff)))
        .collect();
    found.sort_by(|(a, one), (b, other)| (a, &one.name, one.id).cmp(&(b, &other.name, other.id)));
    Ok(found.into_iter().next().map(|(_, staff)| staff))
}

/// How near somebody is as an adviser of a kind; none where they are none.
fn distance(me: &Staff, other: &Staff, kind: AdviserKind) -> Option<u8> {
    if other.role == Role::FamilyMentor {
        return None;
    }
    let is_same_team = me.team.is_some() && me.team == other.team && me.service == other.service;
    match kind {
        AdviserKind::LineManager => {
            let is_senior = matches!(other.role, Role::CentreManager | Role::SeniorOutreachWorker);
            let is_same_service = me.service.is_some() && me.service == other.service;
            match (is_same_team, is_senior, is_same_service) {
                (true, true, _) if other.role == Role::CentreManager => Some(0),
                (true, true, _) => Some(1),
                (true, false, _) => Some(2),
                (false, _, true) => Some(3),
                _ => None,
            }
        }
        AdviserKind::ChildProtectionLead => (other.role == Role::SocialWorker).then_some(u8::from(!is_same_team)),
        AdviserKind::CaldicottGuardian => (other.role == Role::CaldicottGuardian).then_some(0),
        AdviserKind::Colleague => None,
    }
}
