//! Where a family moved to, and whether anybody handed it over: what the
//! family's page says.

use jiff::civil::Date;
use kith_core::border::{HandOverStep, OutsideArea, area_of};
use kith_core::family::{PersonField, fields_for};
use kith_core::person::Postcode;
use kith_store::Tx;

use super::may_hand_over;
use crate::AppError;
use crate::door::today;
use crate::look::Look;
use crate::people::Somebody;

/// That a family lives outside, or was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedLine {
    /// As of when the new home is known; none where it is in the locality.
    pub on: Option<Date>,
    /// The area, where the register says which.
    pub area: Option<String>,
    /// To whom it was handed over, and when.
    pub handed_over: Vec<(String, Date)>,
    /// The reader may hand the family over.
    pub may_hand_over: bool,
}

impl MovedLine {
    /// Whether whoever is responsible there has not been told yet.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        let is_told = |area: &String| self.handed_over.iter().any(|(to, _)| to == area);
        self.on.is_some() && !self.area.as_ref().map_or(!self.handed_over.is_empty(), is_told)
    }
}

/// The areas of the register, without their keys.
pub(super) async fn register(tx: &mut Tx) -> Result<Vec<OutsideArea>, AppError> {
    Ok(tx.outside_areas().await?.into_iter().map(|line| line.area).collect())
}

/// What the page of a family says of its move; nothing about a family whose
/// home is kept safe.
pub(crate) async fn moved_line(
    tx: &mut Tx,
    look: &Look,
    everybody: &[Somebody],
) -> Result<Option<MovedLine>, AppError> {
    if look.is_shielded || !fields_for(look.asker.purpose).contains(&PersonField::Address) {
        return Ok(None);
    }
    let mut line = MovedLine {
        on: None,
        area: None,
        handed_over: handed_over(tx, look).await?,
        may_hand_over: may_hand_over(look),
    };
    if let Some((postcode, on)) = newest_home(everybody)
        && tx.reach_area(&postcode).await?.is_none()
        && tx.has_reach_areas().await?
    {
        line.on = Some(on);
        line.area = area_of(&postcode, &register(tx).await?).map(|area| area.name.clone());
    }
    Ok(Some(line).filter(|line| line.on.is_some() || !line.handed_over.is_empty()))
}

/// The home that was heard of last, of the children who live.
fn newest_home(everybody: &[Somebody]) -> Option<(Postcode, Date)> {
    let homes = everybody.iter().filter(|it| it.is_living_child()).filter_map(|child| child.view.address.as_ref());
    let known = homes.filter_map(|home| Some((home.value.postcode.clone()?, home.recorded_on)));
    known.max_by_key(|(_, on)| *on)
}

async fn handed_over(tx: &mut Tx, look: &Look) -> Result<Vec<(String, Date)>, AppError> {
    let made = tx.hand_overs_of(&[look.family]).await?;
    if made.is_empty() {
        return Ok(Vec::new());
    }
    let steps = tx.steps_of_hand_overs(&made.iter().map(|it| it.id).collect::<Vec<_>>()).await?;
    let sent = made.iter().filter_map(|it| {
        let mut of = steps.iter().filter(|event| event.hand_over == it.id);
        let sent = of.clone().find(|event| event.step == HandOverStep::Sent)?;
        let is_recalled = of.any(|event| event.step == HandOverStep::Recalled);
        (!is_recalled).then(|| (it.area.clone(), today(sent.said_at)))
    });
    Ok(sent.collect())
}
