//! What stands, in the open: every kind of information, going to every
//! service, for every purpose, about every child. Each cell is answered by the
//! same function that answers a look ([`LedgerState::basis_for`]), and says
//! which entry it comes from. Cells that say the same are put together.

use std::collections::{BTreeMap, BTreeSet};

use super::consent::{Partner, Signer};
use super::entry::{LedgerEntry, LedgerEvent};
use super::standing::{Asked, LedgerBasis, LedgerState};
use super::team::TeamPart;
use crate::id::PersonId;
use crate::service::ServiceKind;
use crate::sharing::{Basis, Capacity, ConsentBy, ConsentScope, ConsentState, Kind, Purpose};

/// Somebody whom the picture is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whom {
    /// Who.
    pub person: PersonId,
    /// An adult: nobody else agrees for them (AXh, MWe).
    pub is_adult: bool,
    /// Sixteen or over, and so presumed able to decide (A12).
    pub is_sixteen_or_over: bool,
}

/// What was said about one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PieceAnswer {
    /// They agreed, and it counts.
    Agreed,
    /// They agreed; it is time to ask again.
    AgreedReviewDue,
    /// One carer agreed, another said no (A10).
    CarersDisagree,
    /// They agreed too long ago.
    TooOld,
    /// They agreed, but what we do with it has changed.
    UseChanged,
    /// They agreed, but were not told everything.
    NotInformed,
    /// Somebody agreed who cannot agree for this person.
    NoStanding,
    /// A young person agreed, or a doubt was written down: assess first.
    AssessFirst,
    /// What they did shows that they agree.
    Implied,
    /// It rests on notice: they were told, and did not object.
    OnNotice,
    /// They were asked and said no.
    Refused,
    /// They took it back.
    Withdrawn,
    /// They objected.
    Objected,
    /// Nobody asks: that could put a child at risk.
    AskingUnsafe,
    /// Nobody asked. Not the same as a no.
    NotAsked,
}

impl PieceAnswer {
    /// The words for screens.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Agreed => "Agreed",
            Self::AgreedReviewDue => "Agreed. Time to ask again",
            Self::CarersDisagree => "One carer agreed, another said no",
            Self::TooOld => "Agreed too long ago. Ask again",
            Self::UseChanged => "Agreed before our use changed. Ask again",
            Self::NotInformed => "Agreed, but not told everything",
            Self::NoStanding => "Agreed by somebody who cannot",
            Self::AssessFirst => "Agreed. Assess first whether they can decide",
            Self::Implied => "Shown by what they did",
            Self::OnNotice => "Told, and did not object",
            Self::Refused => "Said no",
            Self::Withdrawn => "Changed their mind and said no",
            Self::Objected => "Objected",
            Self::AskingUnsafe => "Do not ask. It could put a child at risk",
            Self::NotAsked => "Not asked",
        }
    }

    /// Whether they said no.
    #[must_use]
    pub fn is_no(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Objected)
    }

    /// Whether it is a yes that counts.
    #[must_use]
    pub fn is_yes(self) -> bool {
        matches!(self, Self::Agreed | Self::AgreedReviewDue | Self::CarersDisagree)
    }

    fn of(basis: &LedgerBasis<'_>) -> Self {
        let facts = basis.facts;
        match facts.basis {
            Basis::NoticeNoObjection => Self::OnNotice,
            Basis::Implied => Self::Implied,
            Basis::Refused => Self::Refused,
            Basis::Withdrawn => Self::Withdrawn,
            Basis::Objected => Self::Objected,
            Basis::UnsafeOrInappropriate => Self::AskingUnsafe,
            Basis::ExplicitInformed | Basis::ExplicitUninformed if facts.scope == ConsentScope::Covers => {
                Self::of_agreement(basis)
            }
            _ => Self::NotAsked,
        }
    }

    fn of_agreement(basis: &LedgerBasis<'_>) -> Self {
        let able = matches!(
            basis.capacity,
            Capacity::Presumed | Capacity::GillickCompetent | Capacity::MentalCapacityHas | Capacity::NotApplicable
        );
        match (basis.facts.basis, basis.facts.by, basis.facts.state) {
            (Basis::ExplicitUninformed, ..) => Self::NotInformed,
            (_, ConsentBy::NoLegalStanding | ConsentBy::OtherAdultForSubject, _) => Self::NoStanding,
            _ if !able => Self::AssessFirst,
            (.., ConsentState::Stale) => Self::TooOld,
            (.., ConsentState::UseChanged) => Self::UseChanged,
            (_, ConsentBy::OneParentOtherObjects, _) => Self::CarersDisagree,
            (.., ConsentState::ReviewDue) => Self::AgreedReviewDue,
            _ => Self::Agreed,
        }
    }
}

/// Cells that say the same, because of the same entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'e> {
    /// About whom.
    pub about: PersonId,
    /// Which kind of information.
    pub kind: Kind,
    /// What was said.
    pub answer: PieceAnswer,
    /// Going where.
    pub to: BTreeSet<Partner>,
    /// What for.
    pub purposes: BTreeSet<Purpose>,
    /// The entry that says so.
    pub from: Option<&'e LedgerEntry>,
}

/// Two carers who said different things, both of which stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement<'e> {
    /// About these kinds.
    pub kinds: BTreeSet<Kind>,
    /// The agreement.
    pub agreed: &'e LedgerEntry,
    /// The refusal.
    pub refused: &'e LedgerEntry,
}

/// Kinds that are shown: news of a birth is asked for elsewhere.
const SHOWN: &[Kind] =
    &[Kind::Basic, Kind::Involvement, Kind::Contacts, Kind::Health, Kind::SensitiveHealth, Kind::Support];

/// What a cell says, and the place of the entry that says it.
type CellKey = (PieceAnswer, usize);
/// That entry, and the purposes for which it says so.
type Cell<'e> = (Option<&'e LedgerEntry>, BTreeSet<Purpose>);
type Cells<'e> = Vec<(CellKey, Cell<'e>)>;

impl<'e> LedgerState<'e> {
    /// The whole picture about these people.
    #[must_use]
    pub fn picture(&self, people: &[Whom]) -> Vec<Piece<'e>> {
        let mut pieces: Vec<Piece<'e>> = Vec::new();
        let recipients = self.recipients();
        for whom in people {
            for kind in SHOWN {
                let mut seen: Vec<(Cells<'e>, BTreeSet<Partner>)> = Vec::new();
                for (partner, service) in &recipients {
                    let asked = Asked {
                        team: if matches!(partner, Partner::Named(_)) { Some(partner.word()) } else { None },
                        about: Some(whom.person),
                        is_about_adult: whom.is_adult,
                        is_about_sixteen_or_over: whom.is_sixteen_or_over,
                        ..Asked::about_child(*kind, *service, Purpose::Healthcare)
                    };
                    let cells = self.cells(&asked);
                    match seen.iter_mut().find(|(known, _)| *known == cells) {
                        Some((_, partners)) => drop(partners.insert(partner.clone())),
                        None => seen.push((cells, [partner.clone()].into())),
                    }
                }
                for (cells, to) in seen {
                    pieces.extend(cells.into_iter().map(|((answer, _), (from, purposes))| Piece {
                        about: whom.person,
                        kind: *kind,
                        answer,
                        to: to.clone(),
                        purposes,
                        from,
                    }));
                }
            }
        }
        pieces
    }

    /// The answers for one kind and one recipient, by what they say and which
    /// entry says it.
    fn cells(&self, asked: &Asked<'_>) -> Cells<'e> {
        let mut cells: BTreeMap<CellKey, Cell<'e>> = BTreeMap::new();
        for purpose in self.team.purposes() {
            let asked = Asked { purpose, ..*asked };
            let basis = self.basis_for(&asked);
            let answer = match PieceAnswer::of(&basis) {
                PieceAnswer::OnNotice if !asked.rests_on_notice() => PieceAnswer::NotAsked,
                answer => answer,
            };
            let from = basis.from.filter(|_| answer != PieceAnswer::NotAsked);
            let place = from.and_then(|from| self.entries.iter().position(|entry| std::ptr::eq(*entry, from)));
            let key = (answer, place.map_or(0, |place| place + 1));
            cells.entry(key).or_insert_with(|| (from, BTreeSet::new())).1.insert(purpose);
        }
        cells.into_iter().collect()
    }

    /// Every kind of service, and every partner that an entry names.
    fn recipients(&self) -> Vec<(Partner, ServiceKind)> {
        let named: BTreeSet<&Partner> = self.entries.iter().flat_map(|entry| partners_of(&entry.event)).collect();
        // A partner by name is asked about as a kind of service that nobody
        // speaks of, so that only its name counts.
        let unspoken = ServiceKind::ALL
            .iter()
            .rev()
            .find(|kind| !named.iter().any(|partner| partner.is(**kind, None, |part| self.team.ever_had(part))))
            .copied()
            .unwrap_or(ServiceKind::DomesticAbuse);
        let services = ServiceKind::ALL.iter().map(|kind| (Partner::Service(*kind), *kind));
        let of_form = self.team.parts().into_iter().filter_map(|part| match part {
            TeamPart::Partner(name) => Some(Partner::Named(name)),
            TeamPart::Service(_) | TeamPart::Purpose(_) => None,
        });
        let names = named.into_iter().filter(|partner| matches!(partner, Partner::Named(_))).cloned();
        let names: BTreeSet<Partner> = names.chain(of_form).collect();
        services.chain(names.into_iter().map(|partner| (partner, unspoken))).collect()
    }

    /// Carers who disagree: each pair of an agreement and a refusal that both
    /// stand, with the kinds that it is about.
    #[must_use]
    pub fn disagreements(&self, people: &[Whom]) -> Vec<Disagreement<'e>> {
        let mut found: Vec<Disagreement<'e>> = Vec::new();
        for whom in people {
            for (kind, (_, service)) in
                SHOWN.iter().flat_map(|kind| self.recipients().into_iter().map(move |to| (kind, to)))
            {
                for purpose in self.team.purposes() {
                    let asked = Asked {
                        about: Some(whom.person),
                        is_about_adult: whom.is_adult,
                        is_about_sixteen_or_over: whom.is_sixteen_or_over,
                        ..Asked::about_child(*kind, service, purpose)
                    };
                    let said = self.said_about(&asked);
                    let Some((agreed, consent)) = said.agreements.last() else { continue };
                    let other = |by: &Signer| by.is_somebody_else(&consent.by);
                    let Some((refused, _)) = said.refused_by.iter().rev().find(|(_, by)| other(by)) else { continue };
                    match found
                        .iter_mut()
                        .find(|known| std::ptr::eq(known.agreed, *agreed) && std::ptr::eq(known.refused, *refused))
                    {
                        Some(known) => drop(known.kinds.insert(*kind)),
                        None => found.push(Disagreement { kinds: [*kind].into(), agreed, refused }),
                    }
                }
            }
        }
        found
    }
}

fn partners_of(event: &LedgerEvent) -> Vec<&Partner> {
    match event {
        LedgerEvent::Consent(consent) => consent.partners.iter().collect(),
        LedgerEvent::Objection { scope, .. }
        | LedgerEvent::Implied { scope, .. }
        | LedgerEvent::Refusal { scope, .. }
        | LedgerEvent::Withdrawal { scope, .. } => scope.to.iter().collect(),
        _ => Vec::new(),
    }
}
