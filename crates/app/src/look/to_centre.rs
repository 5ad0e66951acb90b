//! What may go to a centre about one child: the question that the first visit
//! form, the entry of it and the centre's tasks put to the rules (S004-WAa).

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId};
use kith_core::ledger::{Asked, LedgerState};
use kith_core::person::Address;
use kith_core::service::ServiceKind;
use kith_core::sharing::{
    Access, Age, FactName, Facts, Kind, NeedToKnow, Purpose, Requester, Sender, Subject, age_on, category_of_basic,
};
use kith_core::workforce::Role;
use kith_store::Tx;

use super::cut::basic_facts;
use super::loaded::{Loaded, load};
use crate::door::{Rules, today};
use crate::questions::{Answered, Birth};
use crate::{AppError, Asker, loss};

/// One child, as far as a centre may be told of it.
pub(crate) struct ChildForCentre {
    /// The answers about basic details and about news of the birth: both have
    /// to let through.
    pub(crate) answers: [Answered; 2],
    /// Name, birthday and address; none where the rules do not let them
    /// through, or whereabouts in the family are kept safe.
    pub(crate) told: Option<Told>,
}

/// The facts that the form names, and no others.
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) born_on: Option<Date>,
    pub(crate) address: Option<Address>,
}

/// Asks whether name, birthday and address of a child may go to a centre, for
/// outreach; none where the family does not exist.
pub(crate) async fn child_for_centre(
    tx: &mut Tx,
    (asker, rules): (&Asker, &Rules),
    (family, child, centre): (FamilyId, PersonId, &str),
    now: Timestamp,
) -> Result<Option<ChildForCentre>, AppError> {
    let Some(loaded) = load(tx, asker, family, now).await? else { return Ok(None) };
    let Some(birth) = loaded.births.get(&child).copied() else { return Ok(None) };
    let (today, pack) = (today(now), rules.sharing(now));
    let ledger = LedgerState::of(&loaded.entries, today).with_team(&loaded.team);
    let answers = [Kind::Basic, Kind::NewBirth].map(|kind| {
        let facts = facts(kind, (asker, &ledger), (child, birth, centre), today);
        Answered { decision: kith_core::sharing::decide(&facts, &pack), facts }
    });
    let is_shielded = loaded.copies.iter().any(|copy| copy.is_shielded);
    let may_go = !is_shielded && !loss::stands(&loaded.losses) && answers.iter().all(Answered::lets_through);
    let told = if may_go { told(&loaded, child) } else { None };
    Ok(Some(ChildForCentre { answers, told }))
}

fn facts(
    kind: Kind,
    (asker, ledger): (&Asker, &LedgerState<'_>),
    (child, birth, centre): (PersonId, Birth, &str),
    today: Date,
) -> Facts {
    let mut facts = Facts::neutral(kind.category(), Requester::CentreStaff, Purpose::CentreOutreach);
    match birth {
        Birth::Born(on) => {
            facts.age = age_on(Some(on), today);
            if kind == Kind::Basic {
                facts.category = category_of_basic(on, today);
            }
        }
        Birth::Expected => {
            facts.age = Age::Unborn;
            facts.subject = Subject::Unborn;
        }
        Birth::Unknown => facts.missing = Some(FactName::Age),
    }
    facts.sender = Sender::of(ServiceKind::HealthVisiting);
    facts.need_to_know = NeedToKnow::Yes;
    facts.access = Access::from(match asker.staff.role {
        Role::DataLead | Role::ChildHealthRecords => asker.staff.form_access_on(today),
        _ => asker.staff.access_on(today),
    });
    let asked = Asked {
        team: Some(centre).filter(|centre| !centre.is_empty()),
        about: Some(child),
        ..Asked::about_child(kind, ServiceKind::ChildrensCentre, Purpose::CentreOutreach)
    };
    let basis = ledger.basis_for(&asked);
    (facts.agreed, facts.capacity) = (basis.facts, basis.capacity);
    facts
}

/// The child from the copies of services whose involvement is not sensitive.
fn told(loaded: &Loaded, child: PersonId) -> Option<Told> {
    let of_child = |record| loaded.copies.iter().find(|copy| copy.record == record && copy.person == child);
    let copies = loaded.opened.iter().filter(|copy| of_child(copy.id).is_some());
    let plain = copies.filter(|copy| !copy.service.is_existence_sensitive()).map(|copy| {
        let statement = basic_facts(copy.part, &copy.statement);
        kith_store::SourceRecord { statement, ..copy.clone() }
    });
    let plain: Vec<kith_store::SourceRecord> = plain.collect();
    let view = crate::people::view_of(plain.iter(), |name| name);
    (!plain.is_empty() && view.died_on.is_none()).then(|| Told {
        name: view.display_name.clone(),
        born_on: view.born_on.as_ref().map(|known| known.value),
        address: view.address.as_ref().map(|known| known.value.clone()),
    })
}
