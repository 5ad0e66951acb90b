//! The packs that come with Kith pass their checks: a pack with a fault would
//! answer every question "talk to a person".

#[test]
fn both_packs_pass_their_checks() {
    for text in [include_str!("../../../packs/leaflet-2010.toml"), include_str!("../../../packs/own-service.toml")] {
        if let Err(faults) = kith_exchange::packs::read_pack(text) {
            panic!("{faults:?}");
        }
    }
}
