//! The families of the journeys, told as their sources would tell them.

use crate::world::{Row, World, child};

/// A made-up NHS number of the test range.
pub const POPPY_NUMBER: &str = "999 000 0018";
/// Another.
pub const HANNAH_NUMBER: &str = "999 000 0026";

/// Poppy Ellis, seven weeks, and her mother Hannah, as every source names them.
pub fn poppy(key: &str) -> Row {
    child(key, "Poppy", "Ellis", "2026-10-02")
        .with("NHS", POPPY_NUMBER)
        .with("SEX", "F")
        .with("ADDRESS", "14 Larch Close, Testfield")
        .with("POSTCODE", "LX1 4QR")
        .with("PHONE", "07700 900118")
        .with("M_NHS", HANNAH_NUMBER)
        .with("M_GIVEN", "Hannah")
        .with("M_FAMILY", "Ellis")
        .with("M_BORN", "1999-05-14")
        .with("M_PHONE", "07700 900118")
}

/// The health visitor's row for Poppy: named worker, letter sent, one visit.
pub fn visited(key: &str, on: &str, note: &str) -> Row {
    poppy(key)
        .with("WORKER", "Test health visitor")
        .with("CODE", "HEALTH-VISITOR")
        .with("POST", "health visitor")
        .with("W_PHONE", "01632 960118")
        .with("TEAM", "East health visitors")
        .with("STARTED", "2026-10-05")
        .with("LEAD", "Y")
        .with("LEVEL", "universal plus")
        .with("C_ON", on)
        .with("C_KIND", "Home visit")
        .with("C_WORKER", "Test health visitor")
        .with("C_NOTE", note)
        .with("RECORDED", on)
}

/// The centre's row for Poppy: registered at the Larch Centre with a worker.
pub fn registered(key: &str) -> Row {
    poppy(key)
        .with("WORKER", "Test outreach worker")
        .with("CODE", "OUTREACH-WORKER")
        .with("POST", "outreach worker")
        .with("W_PHONE", "01632 960119")
        .with("TEAM", "Larch Centre")
        .with("STARTED", "2026-11-03")
        .with("RECORDED", "2026-11-03")
}

/// The day on which the letter came.
pub const TOLD: &str = "2026-10-06";

/// The Ellis family as health visiting and the centre know it: told, and agreed
/// to basic details; two visits of the health visitor, one call of the centre.
pub async fn the_ellis_family(world: &World) {
    world
        .told_by(
            "health-visiting",
            &[
                visited("hv-1", "2026-10-14", "Feeding is going well since the tongue-tie clinic.").with("TOLD", TOLD),
                visited("hv-2", "2026-11-12", "Mood score talked through; Hannah is tired."),
            ],
        )
        .await;
    world
        .told_by(
            "childrens-centre",
            &[registered("cc-1")
                .with("AGREED_BASIC", "2026-11-03")
                .with("C_ON", "2026-11-16")
                .with("C_KIND", "Phone call")
                .with("C_NOTE", "Would like to try the baby group.")
                .with("NEXT", "2026-11-24")
                .with("NEXT_KIND", "first home visit")],
        )
        .await;
}
