//! Who may look families up at all today: training, clearance, approval, role.

use kith_core::workforce::AccessState;

use crate::Refusal;

/// The word of the audit for it.
pub(super) fn access_word(access: AccessState) -> &'static str {
    match access {
        AccessState::Current => "current",
        AccessState::Untrained => "untrained",
        AccessState::ClearanceExpired => "clearance",
        AccessState::NotAuthorised => "not-approved",
        AccessState::RoleMismatch => "role",
    }
}

/// The refusal of somebody whose training or clearance is not current
/// (S002-13e, S002-23k): the same for every family.
pub(crate) fn not_current(access: AccessState) -> Refusal {
    let (because, way) = match access {
        AccessState::Untrained | AccessState::Current => (
            "Your information sharing training has run out, or you have not accepted the principles this year.",
            "Do the 20-minute course “Sharing information about families”, then accept the principles when you choose your role.",
        ),
        AccessState::ClearanceExpired => ("Your clearance has run out.", "Ask your manager to renew your clearance."),
        AccessState::NotAuthorised => {
            ("No manager has approved your account for families yet.", "Ask your manager to approve your account.")
        }
        AccessState::RoleMismatch => {
            ("This role does not work with families.", "Choose another role, if you have one.")
        }
    };
    Refusal {
        heading: "You cannot look families up today".to_owned(),
        because: because.to_owned(),
        ways_to_yes: vec![way.to_owned()],
        citations: vec!["Information sharing leaflet (2010), paragraphs 13 and 23".to_owned()],
        decision: None,
    }
}
