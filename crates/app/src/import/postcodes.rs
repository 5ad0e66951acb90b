//! Postcodes and the centres that reach them, from a file.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kith_core::area::ReachArea;
use kith_core::audit::Action;
use kith_exchange::{PostcodeArea, read_postcodes};

use super::Who;
use crate::{App, AppError, FieldProblem};

/// What bringing postcodes in has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PostcodesTally {
    /// How many postcodes are known now.
    pub postcodes: u64,
    /// How many rows were left out.
    pub left_out: u64,
    /// How many postcodes no centre reaches yet.
    pub without_centre: u64,
}

impl App {
    /// Brings a file of postcodes in. What it says of a postcode replaces what
    /// was known, but which centre reaches it stays; postcodes it does not
    /// name stay as they are.
    ///
    /// # Errors
    /// [`AppError::Invalid`] when the file is no postcode file.
    pub async fn bring_postcodes(
        &self,
        who: impl Into<Who>,
        bytes: &[u8],
        now: Timestamp,
    ) -> Result<PostcodesTally, AppError> {
        let who = who.into();
        who.may_bring_files()?;
        let (found, problems) = read_postcodes(bytes);
        if found.is_empty() {
            let words = problems.first().map_or("this file holds no postcodes", |problem| &problem.how_to_fix);
            return Err(AppError::Invalid(vec![FieldProblem::new("file", words)]));
        }
        let left_out = problems.len() as u64;
        let event = who.event(Action::SettingChange, now).with("postcodes", found.len()).with("left-out", left_out);
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let known = tx.reach_areas().await?;
                    let mut areas: BTreeMap<String, ReachArea> =
                        known.into_iter().map(|area| (area.postcode.to_string(), area)).collect();
                    for area in found {
                        let before = areas.remove(area.postcode.as_str());
                        areas.insert(area.postcode.to_string(), reach_area(area, before));
                    }
                    let areas: Vec<ReachArea> = areas.into_values().collect();
                    tx.replace_reach_areas(&areas).await?;
                    tx.append_audit(&event).await?;
                    Ok(PostcodesTally {
                        postcodes: areas.len() as u64,
                        left_out,
                        without_centre: areas.iter().filter(|area| area.centre.is_empty()).count() as u64,
                    })
                })
            })
            .await
    }
}

/// A postcode as the file has it, with the centre that is known to reach it.
fn reach_area(found: PostcodeArea, before: Option<ReachArea>) -> ReachArea {
    let (centre, cluster, ward) = before.map(|area| (area.centre, area.cluster, area.ward)).unwrap_or_default();
    ReachArea {
        postcode: found.postcode,
        centre,
        cluster,
        ward: found.ward.unwrap_or(ward),
        small_area: found.small_area,
        deprivation_decile: found.deprivation_decile,
    }
}
