//! The facts of one question, and how age makes a category.

use jiff::civil::Date;

use super::state::{FactName, State};
use super::vocabulary::{
    Access, Age, Agreement, Basis, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope, ConsentState,
    Direction, Evidence, Extent, Flow, Harm, Judgement, NeedToKnow, Purpose, Requester, Sender, Subject,
};

/// Everything a decision rests on (9.1). Start from [`Facts::neutral`] and
/// change what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Facts {
    /// What kind of information.
    pub category: Category,
    /// Who it is about.
    pub subject: Subject,
    /// The child's age on the day.
    pub age: Age,
    /// Who holds it.
    pub sender: Sender,
    /// Who asks.
    pub requester: Requester,
    /// What for.
    pub purpose: Purpose,
    /// In or out.
    pub direction: Direction,
    /// Once, a list, or running.
    pub flow: Flow,
    /// What was told and agreed, and by whom.
    pub agreed: BasisFacts,
    /// Whether the person can decide.
    pub capacity: Capacity,
    /// Harm.
    pub harm: Harm,
    /// The written judgement.
    pub judgement: Judgement,
    /// Working relationship or recorded reason.
    pub need_to_know: NeedToKnow,
    /// Needed or more than needed.
    pub extent: Extent,
    /// Training, clearance, own login.
    pub access: Access,
    /// How it travels.
    pub channel: Channel,
    /// Sharing agreement.
    pub agreement: Agreement,
    /// A fact that nobody could establish. When there is one, the answer is
    /// "talk to a person", never yes.
    pub missing: Option<FactName>,
}

/// The facts about telling and asking, which the ledger gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisFacts {
    /// The basis.
    pub basis: Basis,
    /// Who agreed or said no.
    pub by: ConsentBy,
    /// What the agreement covers.
    pub scope: ConsentScope,
    /// Written or out loud.
    pub form: ConsentForm,
    /// Still good, due, stale.
    pub state: ConsentState,
    /// Proof of agreement.
    pub evidence: Evidence,
}

impl BasisFacts {
    /// A basis without consent: who, scope, form and state do not apply.
    #[must_use]
    pub fn without_consent(basis: Basis) -> Self {
        Self {
            basis,
            by: ConsentBy::NotApplicable,
            scope: ConsentScope::NotApplicable,
            form: ConsentForm::NotApplicable,
            state: ConsentState::NotApplicable,
            evidence: Evidence::NotApplicable,
        }
    }

    /// A parent's written, informed, current consent that covers the question.
    #[must_use]
    pub fn explicit_informed() -> Self {
        Self {
            basis: Basis::ExplicitInformed,
            by: ConsentBy::ParentOrLegalCarer,
            scope: ConsentScope::Covers,
            form: ConsentForm::Written,
            state: ConsentState::Current,
            evidence: Evidence::Present,
        }
    }
}

impl Facts {
    /// A question with nothing out of the ordinary: about a child under 4 (or
    /// a group, for figures), held by a health professional, once, outwards;
    /// nobody told or asked; no harm; the asker may look and asks for what is
    /// needed over a secure channel under an agreement.
    #[must_use]
    pub fn neutral(category: Category, requester: Requester, purpose: Purpose) -> Self {
        let is_group = matches!(category, Category::GroupAnonymous | Category::GroupIdentifiable);
        Self {
            category,
            subject: if is_group { Subject::Group } else { Subject::Child },
            age: if is_group { Age::NotApplicable } else { Age::UnderFour },
            sender: Sender::AnyHealthProfessional,
            requester,
            purpose,
            direction: Direction::Out,
            flow: Flow::OneOff,
            agreed: BasisFacts::without_consent(Basis::None),
            capacity: Capacity::Presumed,
            harm: Harm::None,
            judgement: Judgement::NotApplicable,
            need_to_know: NeedToKnow::Yes,
            extent: Extent::Necessary,
            access: Access::Ok,
            channel: Channel::Secure,
            agreement: Agreement::InPlace,
            missing: None,
        }
    }

    /// The same question on another basis.
    #[must_use]
    pub fn on(self, agreed: BasisFacts) -> Self {
        Self { agreed, ..self }
    }

    /// The same question on a basis without consent.
    #[must_use]
    pub fn on_basis(self, basis: Basis) -> Self {
        self.on(BasisFacts::without_consent(basis))
    }

    /// All facts as one state; `None` when one is missing.
    #[must_use]
    #[inline]
    pub fn state(&self) -> Option<State> {
        if self.missing.is_some() {
            return None;
        }
        Some(State(
            FactName::Category.bit(self.category as u8)
                | FactName::Subject.bit(self.subject as u8)
                | FactName::Age.bit(self.age as u8)
                | FactName::Sender.bit(self.sender as u8)
                | FactName::Requester.bit(self.requester as u8)
                | FactName::Purpose.bit(self.purpose as u8)
                | FactName::Direction.bit(self.direction as u8)
                | FactName::Flow.bit(self.flow as u8)
                | FactName::Basis.bit(self.agreed.basis as u8)
                | FactName::ConsentBy.bit(self.agreed.by as u8)
                | FactName::ConsentScope.bit(self.agreed.scope as u8)
                | FactName::ConsentForm.bit(self.agreed.form as u8)
                | FactName::ConsentState.bit(self.agreed.state as u8)
                | FactName::Evidence.bit(self.agreed.evidence as u8)
                | FactName::Capacity.bit(self.capacity as u8)
                | FactName::Harm.bit(self.harm as u8)
                | FactName::Judgement.bit(self.judgement as u8)
                | FactName::NeedToKnow.bit(self.need_to_know as u8)
                | FactName::Extent.bit(self.extent as u8)
                | FactName::Access.bit(self.access as u8)
                | FactName::Channel.bit(self.channel as u8)
                | FactName::Agreement.bit(self.agreement as u8),
        ))
    }
}

/// The age fact on a day. Under 4 lasts until midnight at the start of the
/// fourth birthday (S002-15a, A1). A date of birth after `today` counts as not
/// born yet; without a date of birth no age applies.
#[must_use]
pub fn age_on(born_on: Option<Date>, today: Date) -> Age {
    match born_on {
        None => Age::NotApplicable,
        Some(born_on) if today < born_on => Age::Unborn,
        Some(born_on) if has_turned_four(born_on, today) => Age::FourOrOver,
        Some(_) => Age::UnderFour,
    }
}

/// What a child's name, address, postcode and date of birth count as today:
/// `Basic` until midnight at the start of the fourth birthday, `BeyondBasic`
/// from then on (S002-15a, A1).
#[must_use]
pub fn category_of_basic(born_on: Date, today: Date) -> Category {
    if has_turned_four(born_on, today) { Category::BeyondBasic } else { Category::Basic }
}

fn has_turned_four(born_on: Date, today: Date) -> bool {
    let birthday = born_on.checked_add(jiff::Span::new().years(4));
    birthday.is_ok_and(|birthday| birthday <= today)
}
