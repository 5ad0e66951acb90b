//! What agreements want of whoever keeps the register, the most urgent first.

use jiff::civil::Date;
use kith_core::agreement::{Near, Standing};
use kith_core::workforce::Staff;
use kith_store::Tx;

use super::{AgreementLine, GuardianStep, Register};
use crate::AppError;

/// One thing that an agreement wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreementWarning {
    /// Its last day is over.
    Expired(Date),
    /// It ends in so many days, the last one included.
    Ends(i32, Near),
    /// These signatures are missing.
    NotSigned(Vec<String>),
    /// Its review is overdue since a day.
    ReviewOverdue(Date),
    /// Its review is due in so many days.
    ReviewDue(i32, Near),
    /// These organisations ended or will end.
    Renegotiate(Vec<String>),
    /// These flows have no detailed agreement.
    NoDetail(Vec<String>),
}

impl AgreementWarning {
    /// How near the day is that it warns of.
    #[must_use]
    pub fn near(&self) -> Option<Near> {
        match self {
            Self::Ends(_, near) | Self::ReviewDue(_, near) => Some(*near),
            _ => None,
        }
    }

    fn urgency(&self) -> (u8, Option<Near>) {
        let rank = match (self, self.near()) {
            (Self::Expired(_), _) => 0,
            (Self::Ends(..), Some(Near::Week)) => 1,
            (Self::NotSigned(_), _) => 2,
            (Self::Ends(..), _) => 3,
            (Self::ReviewOverdue(_), _) => 4,
            _ => 5,
        };
        (rank, self.near())
    }
}

impl AgreementLine {
    /// What it wants, the most urgent first; nothing once it was ended.
    #[must_use]
    pub fn warnings(&self, today: Date) -> Vec<AgreementWarning> {
        let mut all: Vec<AgreementWarning> = match &self.standing {
            Standing::NotSigned(missing) => vec![AgreementWarning::NotSigned(missing.clone())],
            Standing::Expired(until) => vec![AgreementWarning::Expired(*until)],
            Standing::EndsSoon(days) => {
                Near::of(*days - 1).map(|near| AgreementWarning::Ends(*days, near)).into_iter().collect()
            }
            Standing::NotYet(_) | Standing::InForce | Standing::Ended(_) => Vec::new(),
        };
        if self.standing.is_in_force() {
            if self.is_review_due {
                all.push(AgreementWarning::ReviewOverdue(self.review_on));
            } else if let Some((days, near)) = Near::until(self.review_on, today) {
                all.push(AgreementWarning::ReviewDue(days, near));
            }
            if !self.undescribed.is_empty() {
                all.push(AgreementWarning::NoDetail(self.undescribed.clone()));
            }
        }
        if !self.renegotiate.is_empty() && !matches!(self.standing, Standing::Ended(_) | Standing::Expired(_)) {
            let bodies = self.renegotiate.iter().map(|because| because.body.clone());
            all.push(AgreementWarning::Renegotiate(bodies.collect()));
        }
        all.sort_by_key(AgreementWarning::urgency);
        all
    }
}

/// An agreement that wants somebody: its name, its title, and what it wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarnedAgreement {
    /// The name.
    pub name: String,
    /// The title.
    pub title: String,
    /// What it wants, the most urgent first.
    pub warnings: Vec<AgreementWarning>,
    /// What of it the reader does, as Caldicott Guardian.
    pub steps: Vec<GuardianStep>,
}

/// The agreements that want somebody: first those that wait for this reader's
/// own hand, then the most urgent.
pub(crate) async fn waiting(tx: &mut Tx, reader: &Staff, today: Date) -> Result<Vec<WarnedAgreement>, AppError> {
    let register = Register::read(tx).await?;
    let mut warned = Vec::new();
    for line in register.lines(today) {
        let warnings = line.warnings(today);
        if !warnings.is_empty() {
            let steps = register.page(&line.name, today)?.steps_of(reader, today);
            warned.push(WarnedAgreement { name: line.name, title: line.title, warnings, steps });
        }
    }
    warned.sort_by_key(|line| (line.steps.is_empty(), line.warnings.first().map(AgreementWarning::urgency)));
    Ok(warned)
}
