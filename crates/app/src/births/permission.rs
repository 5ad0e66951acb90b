//! May news of a child go to the centre? The same rules, the same ledger and
//! the same engine as for every look; what differs is that a list asks for
//! many children at one time (S002-22d, ¶22).

use std::collections::BTreeSet;

use jiff::civil::Date;
use kith_core::birth::{ChildPlace, HeldBack};
use kith_core::id::{LedgerId, PersonId};
use kith_core::ledger::{Asked, LedgerEvent, LedgerState, RemarkKind, Team};
use kith_core::service::ServiceKind;
use kith_core::sharing::{Agreement, Basis, Facts, Flow, Kind, Pack, Purpose, Requester, Sender, age_on};

use super::households::Household;
use crate::questions::Answered;

/// The mark on what Kith itself asked back: a child who moved may come again.
pub(super) const BY_LIST: &str = "by-list";

/// What lists ask about every child.
pub(super) struct ListRules<'a> {
    pub(super) today: Date,
    pub(super) pack: &'a Pack,
    pub(super) team: &'a Team,
}

/// The answer about one child.
pub(super) struct Permission {
    pub(super) answered: Answered,
    /// Whether the centre may know, and go on knowing.
    pub(super) may_go: Result<(), HeldBack>,
    /// Whether the child may be told as somebody new: nobody writes to a
    /// family that lost a baby, also about its other children (T13).
    pub(super) may_join: Result<(), HeldBack>,
}

impl ListRules<'_> {
    /// Whether a centre may have news of a child for outreach: basic details
    /// of a new baby are that news, so an answer about them is one about it
    /// (S004-WAa); a no to either is a no.
    pub(super) fn of(
        &self,
        household: &Household,
        (child, place): (PersonId, &ChildPlace),
        centre: &str,
        shares: &BTreeSet<LedgerId>,
    ) -> Permission {
        let ledger = LedgerState::of(&household.entries, self.today).with_team(self.team);
        let news = self.answer(&ledger, Kind::NewBirth, (child, place), centre);
        let basic = self.answer(&ledger, Kind::Basic, (child, place), centre);
        let answered = if is_a_no(&news) {
            news
        } else if is_a_no(&basic) || (basic.lets_through() && !news.lets_through()) {
            basic
        } else {
            news
        };
        let is_lost = place.died_on.is_some() || household.lost.contains(&child);
        let may_go = if household.is_kept_safe || place.is_kept_safe || is_lost {
            Err(HeldBack::KeptSafe)
        } else if was_asked_back(household, shares) {
            Err(HeldBack::AskAgain)
        } else if !answered.lets_through() {
            Err(reason(answered.facts.agreed.basis))
        } else if household.held_back.contains(&child) {
            Err(HeldBack::MessageWaits)
        } else {
            Ok(())
        };
        let may_join = may_go.and(if household.is_grieving { Err(HeldBack::KeptSafe) } else { Ok(()) });
        Permission { answered, may_go, may_join }
    }

    fn answer(
        &self,
        ledger: &LedgerState<'_>,
        kind: Kind,
        (child, place): (PersonId, &ChildPlace),
        centre: &str,
    ) -> Answered {
        let asked = Asked {
            team: Some(centre),
            about: Some(child),
            ..Asked::about_child(kind, ServiceKind::ChildrensCentre, Purpose::CentreOutreach)
        };
        let basis = ledger.basis_for(&asked);
        let mut facts = Facts::neutral(Kind::NewBirth.category(), Requester::CentreStaff, Purpose::CentreOutreach);
        facts.age = age_on(place.born_on, self.today);
        facts.sender = Sender::AnyHealthProfessional;
        facts.flow = Flow::Bulk;
        facts.agreement = Agreement::InPlace;
        (facts.agreed, facts.capacity) = (basis.facts, basis.capacity);
        Answered::judged(facts, None, self.pack)
    }
}

fn is_a_no(answered: &Answered) -> bool {
    matches!(answered.facts.agreed.basis, Basis::Refused | Basis::Withdrawn | Basis::Objected)
}

fn reason(basis: Basis) -> HeldBack {
    match basis {
        Basis::Refused | Basis::Withdrawn | Basis::Objected => HeldBack::SaidNo,
        Basis::None | Basis::NoticeNoObjection | Basis::Implied | Basis::NotNeeded => HeldBack::NotAsked,
        _ => HeldBack::AskAgain,
    }
}

/// Somebody asked an entry back, and nobody in the family has agreed since.
fn was_asked_back(household: &Household, shares: &BTreeSet<LedgerId>) -> bool {
    let last = household.entries.iter().rev().find_map(|entry| match &entry.event {
        LedgerEvent::Consent(_) => Some(false),
        LedgerEvent::Remark(remark)
            if remark.kind == RemarkKind::Recalled
                && shares.contains(&remark.reference)
                && remark.word(BY_LIST).is_empty() =>
        {
            Some(true)
        }
        _ => None,
    });
    last.unwrap_or(false)
}
