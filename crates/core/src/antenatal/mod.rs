//! Early notification: before a birth, the midwife tells the centre and the
//! health visitor about a woman who agreed to it (002, what midwives should
//! do; Lancashire, Coventry, Burnley).
//!
//! What a woman agrees to is asked purpose by purpose (A20). A notification is
//! never received before its consent is proven (MWh). When a baby dies,
//! everything that would be sent stops.

mod gestation;
mod item;
mod loss;
mod message;
mod plan;
mod template;

pub use gestation::{ended_with, is_born_of, is_later_pregnancy, plan_by, weeks_on};
pub use item::{ConsentItem, Whom};
pub use loss::{LossKind, NOTHING_WILL_BE_SENT};
pub use message::{MessageEvent, MessageState};
pub use plan::PlanDue;
pub use template::{Deviation, Receivers, Template, TemplateItem, may_stand, standing, template_of};
