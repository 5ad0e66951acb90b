//! The made-up town of Lexmouth: postcodes, streets, centres, practices,
//! schools. Postcode area LX and code forms such as LXA0001 are used nowhere
//! in the country.

use crate::random::Random;

/// A children's centre.
#[derive(Debug, Clone)]
pub struct Centre {
    /// The code, for example `LXC01`.
    pub code: String,
    /// The name, for example "Northfield Children's Centre".
    pub name: String,
    /// The cluster it belongs to.
    pub cluster: &'static str,
    /// House and street.
    pub address: String,
    /// Its own postcode.
    pub postcode: String,
    /// Its telephone line, as `number::telephone` counts them.
    pub(crate) line: u16,
    /// The part of the town that it serves.
    pub(crate) district: &'static str,
}

/// A place that families go to, other than a centre.
#[derive(Debug, Clone)]
pub struct Place {
    /// One of `gp-practice`, `school`, `nursery`, `midwifery-team`,
    /// `health-visiting-team`, `youth-service`.
    pub kind: &'static str,
    /// The name.
    pub name: String,
    /// The code.
    pub code: String,
    /// The cluster.
    pub cluster: &'static str,
    /// The postcode.
    pub postcode: String,
}

/// One postcode and what is known of it.
#[derive(Debug, Clone)]
pub struct PostcodeArea {
    /// The postcode, for example `LX1 4QR`.
    pub postcode: String,
    /// The centre that serves it, by place in the list of centres.
    pub centre: usize,
    /// The ward.
    pub ward: &'static str,
    /// The small area, for example `LXA0001`.
    pub small_area: String,
    /// Deprivation tenth: 1 is the most deprived.
    pub decile: u8,
    pub(crate) street: String,
}

/// Where somebody lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    pub(crate) postcode: u32,
    pub(crate) number: u16,
    pub(crate) flat: u8,
    pub(crate) kind: HomeKind,
}

/// What sort of home it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HomeKind {
    House,
    Hostel,
    Refuge,
}

/// The town as a whole.
#[derive(Debug, Clone)]
pub(crate) struct Town {
    pub(crate) centres: Vec<Centre>,
    pub(crate) places: Vec<Place>,
    pub(crate) postcodes: Vec<PostcodeArea>,
    /// For each centre, the first and last-but-one postcode it serves.
    spans: Vec<(u32, u32)>,
}

/// District, cluster, wards, share of the town's families, usual tenth.
type District = (&'static str, &'static str, &'static [&'static str], u32, i32);

const DISTRICTS: [District; 12] = [
    ("Northfield", "Northfield", &["Northfield East", "Northfield West"], 14, 3),
    ("Larch Hill", "Northfield", &["Larch Hill"], 4, 9),
    ("Fairmead", "Northfield", &["Fairmead"], 8, 6),
    ("Castle", "Castle", &["Castle"], 9, 4),
    ("Old Town", "Castle", &["Old Town"], 8, 2),
    ("Station", "Castle", &["Station"], 8, 2),
    ("Harbour", "Harbour", &["Harbour"], 9, 3),
    ("Quayside", "Harbour", &["Quayside"], 7, 1),
    ("Riverside", "Harbour", &["Riverside"], 10, 2),
    ("Millbrook", "Millbrook", &["Millbrook"], 10, 7),
    ("Weirside", "Millbrook", &["Weirside"], 7, 5),
    ("Highfold", "Millbrook", &["Highfold"], 6, 8),
];

const STREETS: &[&str] = &[
    "Alder", "Bramble", "Cobbler's", "Dovecote", "Elder", "Foundry", "Garland", "Heron", "Ivybank", "Juniper", "Kiln",
    "Lantern", "Mallard", "Netmaker", "Orchard", "Paddock", "Quarry", "Ropewalk", "Skylark", "Tanner's", "Umber",
    "Vinegar", "Weaver's", "Yarrow", "Anchor", "Beacon", "Cinder", "Drover's", "Ember", "Fuller's", "Gantry",
    "Hawthorn", "Jetty", "Kestrel", "Lockkeeper's", "Millrace", "Nightingale", "Otter", "Pinfold", "Rookery",
    "Shuttle", "Thistle", "Teasel", "Wharfinger", "Bobbin", "Chandler's",
];

const ROADS: &[&str] =
    &["Road", "Street", "Close", "Avenue", "Lane", "Drive", "Way", "Court", "Rise", "Walk", "Terrace", "Gardens"];

const LARCH_CLOSE: &str = "LX1 4QR";

const UNIT: &[u8; 20] = b"ABDEFGHJLNPQRSTUWXYZ";

fn postcode_text(district: usize, serial: usize) -> String {
    let sector = serial % 9 + 1;
    let unit = serial / 9;
    let first = char::from(UNIT[unit / 20 % 20]);
    let second = char::from(UNIT[unit % 20]);
    format!("LX{} {sector}{first}{second}", district + 1)
}

impl Town {
    /// Lays the town out for this many children under five.
    pub(crate) fn lay_out(seed: u64, children: u32) -> Self {
        let mut random = Random::stream(seed, 1, 0);
        let wanted = (children / 2).clamp(600, 30_000);
        let total: u32 = DISTRICTS.iter().map(|district| district.3).sum();
        let mut postcodes = Vec::with_capacity(wanted as usize);
        let mut spans = Vec::new();
        for (place, (_, _, wards, share, decile)) in DISTRICTS.iter().enumerate() {
            let start = postcodes.len() as u32;
            let count = (wanted * share / total).min(3_599) as usize;
            for serial in 0..count {
                let small_area = postcodes.len() / 25 + 1;
                let lean = (small_area * 7 % 5) as i32 - 2;
                postcodes.push(PostcodeArea {
                    postcode: postcode_text(place, serial),
                    centre: place,
                    ward: wards[serial * wards.len() / count],
                    small_area: format!("LXA{small_area:04}"),
                    decile: (decile + lean).clamp(1, 10) as u8,
                    street: format!("{} {}", random.pick(STREETS), random.pick(ROADS)),
                });
            }
            spans.push((start, postcodes.len() as u32));
        }
        // Larch Close comes first; whoever had its postcode takes the first one's.
        if let Some(holder) = postcodes.iter().position(|area| area.postcode == LARCH_CLOSE) {
            postcodes[holder].postcode = postcode_text(0, 0);
        }
        LARCH_CLOSE.clone_into(&mut postcodes[0].postcode);
        "Larch Close".clone_into(&mut postcodes[0].street);
        let centres = centres();
        let places = places(&centres);
        Self { centres, places, postcodes, spans }
    }

    /// A house, anywhere in the town.
    pub(crate) fn house(&self, random: &mut Random) -> Home {
        let total: u32 = DISTRICTS.iter().map(|district| district.3).sum();
        let mut at = random.below(total as usize) as u32;
        let mut place = 0;
        for (index, district) in DISTRICTS.iter().enumerate() {
            if at < district.3 {
                place = index;
                break;
            }
            at -= district.3;
        }
        self.house_near(place, random)
    }

    /// A house in one centre's area.
    pub(crate) fn house_near(&self, centre: usize, random: &mut Random) -> Home {
        let (start, end) = self.spans[centre];
        let postcode = start + random.below((end - start) as usize) as u32;
        let flat = if random.chance(0.12) { random.between(1, 24) as u8 } else { 0 };
        Home { postcode, number: random.between(1, 140) as u16, flat, kind: HomeKind::House }
    }

    /// A room in the town's hostel for families without a home.
    pub(crate) fn hostel(&self, random: &mut Random) -> Home {
        let (start, _) = self.spans[5];
        Home { postcode: start + 1, number: 2, flat: random.between(1, 30) as u8, kind: HomeKind::Hostel }
    }

    /// The refuge, whose address nobody is told.
    pub(crate) fn refuge(&self) -> Home {
        let (start, _) = self.spans[10];
        Home { postcode: start + 2, number: 9, flat: 0, kind: HomeKind::Refuge }
    }

    /// The centre that serves a home.
    pub(crate) fn centre_of(&self, home: Home) -> usize {
        self.postcodes[home.postcode as usize].centre
    }

    /// The part of the town that a home is in.
    pub(crate) fn district_of(&self, home: Home) -> &'static str {
        self.centres[self.centre_of(home)].district
    }

    /// Another postcode of the same centre's area, as a slip of the pen gives.
    pub(crate) fn near(&self, postcode: u32, slipped: u32) -> &str {
        let (start, end) = self.spans[self.postcodes[postcode as usize].centre];
        &self.postcodes[(start + (postcode - start + 1 + slipped % 5) % (end - start)) as usize].postcode
    }

    /// The practice with this number, counted over the whole town.
    pub(crate) fn practice(&self, number: usize) -> &Place {
        &self.places[number % 24]
    }

    /// A school or nursery near a centre; `which` is 0 to 5, nurseries first.
    pub(crate) fn school(&self, centre: usize, which: usize) -> &Place {
        &self.places[24 + centre * 6 + which % 6]
    }
}

fn centres() -> Vec<Centre> {
    DISTRICTS
        .iter()
        .enumerate()
        .map(|(place, (district, cluster, ..))| Centre {
            code: format!("LXC{:02}", place + 1),
            name: format!("{district} Children's Centre"),
            cluster,
            address: format!("{} {} Road", place * 3 + 2, STREETS[place * 3]),
            postcode: postcode_text(place, 3),
            line: 1_200 + place as u16,
            district,
        })
        .collect()
}

/// Practices first, then six schools and nurseries for each centre, then teams:
/// `Town::practice` and `Town::school` count on this order.
fn places(centres: &[Centre]) -> Vec<Place> {
    let mut places = Vec::new();
    let mut add = |kind, name: String, code: String, centre: usize| {
        let postcode = postcode_text(centre, places.len() % 50 + 4);
        places.push(Place { kind, name, code, cluster: centres[centre].cluster, postcode });
    };
    for place in 0..24 {
        let district = centres[place / 2].district;
        let word = if place % 2 == 0 { "Surgery" } else { "Medical Practice" };
        add("gp-practice", format!("{district} {word}"), format!("LX{:04}", 8001 + place), place / 2);
    }
    for (place, centre) in centres.iter().enumerate() {
        let district = centre.district;
        let names = [
            format!("{district} Nursery School"),
            format!("Little Otters Nursery, {district}"),
            format!("{district} Pre-school Playgroup"),
            format!("{district} Primary School"),
            format!("{} Lane Infant School", STREETS[place * 2 + 5]),
            format!("St Brannoc's Primary School, {district}"),
        ];
        for (which, name) in names.into_iter().enumerate() {
            let kind = if which < 3 { "nursery" } else { "school" };
            add(kind, name, format!("LXS{:03}", place * 6 + which + 1), place);
        }
    }
    for (place, cluster) in [(0, "Northfield"), (3, "Castle"), (6, "Harbour"), (9, "Millbrook")] {
        add("health-visiting-team", format!("{cluster} health visiting team"), format!("LXH{:02}", place + 1), place);
        add("midwifery-team", format!("{cluster} community midwives"), format!("LXM{:02}", place + 1), place);
        add("youth-service", format!("{cluster} Youth Service"), format!("LXY{:02}", place + 1), place);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::Town;
    use std::collections::BTreeSet;

    #[test]
    fn every_postcode_is_one_of_a_kind_in_the_area_lx() {
        let town = Town::lay_out(1, 60_000);
        let texts: BTreeSet<&str> = town.postcodes.iter().map(|area| area.postcode.as_str()).collect();
        assert_eq!(texts.len(), town.postcodes.len());
        for text in texts {
            assert!(text.starts_with("LX"));
            assert!(text.parse::<kith_core::person::Postcode>().is_ok());
        }
    }

    #[test]
    fn the_town_has_its_places() {
        let town = Town::lay_out(1, 6_000);
        assert_eq!(town.centres.len(), 12);
        assert_eq!(town.practice(23).kind, "gp-practice");
        assert_eq!(town.school(11, 5).kind, "school");
        assert_eq!(town.school(0, 0).kind, "nursery");
    }
}
