//! What comes in under a planned flow: files of a source, or national
//! messages. Bringing a record in shares it with nobody. It stays its
//! service's own, and each look at it is decided case by case (002 ¶8, ¶17,
//! ¶23).

use std::collections::BTreeSet;

use super::check::Test;
use super::design::{FlowDesign, FlowDraft};
use super::product::{CITES, FlowProduct};
use crate::sharing::{Kind, vocabulary};

/// The word by which a flow brings all national messages in, whichever
/// sources read them.
pub const NATIONAL_MESSAGES: &str = "national-messages";

vocabulary! {
    /// What becomes of a source that no agreement names (A21).
    IncomingRule {
        Warn = "warn", "It comes in, and the pages warn";
        Block = "block", "It is stopped until an agreement names it";
    }
}

/// The sources that a flow brings in, by name.
pub(super) fn brings(flow: &FlowDraft, product: Option<FlowProduct>, test: &mut Test<'_>) -> BTreeSet<String> {
    let named = flow.brings.iter().map(|name| name.trim()).filter(|name| !name.is_empty());
    let brings: BTreeSet<String> = named.map(str::to_owned).collect();
    if !brings.is_empty() && product == Some(FlowProduct::Figures) {
        let says = "Figures bring no source in: its rows are about people. Choose named people, or take the source off";
        test.fault("brings", says, CITES);
    }
    brings
}

impl FlowDesign {
    /// Whether the flow plans for something that a sensitive service's source
    /// cannot have planned: that the service works with somebody is itself
    /// decided case by case.
    #[must_use]
    pub fn plans_involvement(&self) -> bool {
        self.kinds.iter().any(|kind| kind.kind() == Some(Kind::Involvement))
    }
}
