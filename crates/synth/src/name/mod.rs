//! Names of made-up people, by the community that the family belongs to.

mod forms;
mod pools;

use std::sync::LazyLock;

use crate::random::Random;
use pools::Pool;

pub(crate) use forms::{plain_letter, short_forms, spellings};

/// The community whose names a family has. Linkage is measured for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// English, Welsh, Scottish and Irish names.
    British,
    /// Pakistani and Bangladeshi names.
    SouthAsianMuslim,
    /// Indian names.
    Indian,
    /// Nigerian, Ghanaian, Zimbabwean and other African names.
    African,
    /// Polish, Romanian, Lithuanian and other East European names.
    EastEuropean,
    /// Arab and Somali names, which carry the father's and grandfather's.
    ArabSomali,
    /// Everybody else.
    Other,
}

impl Group {
    /// Every group.
    pub const ALL: [Self; 7] = [
        Self::British,
        Self::SouthAsianMuslim,
        Self::Indian,
        Self::African,
        Self::EastEuropean,
        Self::ArabSomali,
        Self::Other,
    ];

    /// The word in the truth files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::British => "british",
            Self::SouthAsianMuslim => "south-asian-muslim",
            Self::Indian => "indian",
            Self::African => "african",
            Self::EastEuropean => "east-european",
            Self::ArabSomali => "arab-somali",
            Self::Other => "other",
        }
    }

    pub(crate) fn draw(random: &mut Random) -> Self {
        match random.below(100) {
            0..62 => Self::British,
            62..76 => Self::SouthAsianMuslim,
            76..80 => Self::Indian,
            80..86 => Self::African,
            86..93 => Self::EastEuropean,
            93..97 => Self::ArabSomali,
            _ => Self::Other,
        }
    }

    fn pool(self) -> &'static Pool {
        match self {
            Self::British => &pools::BRITISH,
            Self::SouthAsianMuslim => &pools::SOUTH_ASIAN_MUSLIM,
            Self::Indian => &pools::INDIAN,
            Self::African => &pools::AFRICAN,
            Self::EastEuropean => &pools::EAST_EUROPEAN,
            Self::ArabSomali => &pools::ARAB_SOMALI,
            Self::Other => &pools::OTHER,
        }
    }

    /// A language at home other than English, and how often it is spoken.
    pub(crate) fn language(self, random: &mut Random) -> &'static str {
        let (share, languages): (f64, &[&'static str]) = match self {
            Self::British => (0.0, &["English"]),
            Self::SouthAsianMuslim => (0.45, &["Urdu", "Punjabi", "Bengali", "Pashto"]),
            Self::Indian => (0.4, &["Punjabi", "Gujarati", "Hindi", "Malayalam"]),
            Self::African => (0.2, &["Yoruba", "Igbo", "Twi", "Shona", "French"]),
            Self::EastEuropean => (0.65, &["Polish", "Romanian", "Lithuanian"]),
            Self::ArabSomali => (0.6, &["Somali", "Arabic"]),
            Self::Other => (0.4, &["Portuguese", "Spanish", "Cantonese", "Vietnamese", "Turkish"]),
        };
        if random.chance(share) { random.favour(languages) } else { "English" }
    }

    /// The census letter for ethnicity, most often the group's own.
    pub(crate) fn ethnicity(self, random: &mut Random) -> char {
        let letters: &[char] = match self {
            Self::British => &['A', 'A', 'A', 'A', 'A', 'B', 'D', 'G'],
            Self::SouthAsianMuslim => &['J', 'J', 'J', 'K', 'F'],
            Self::Indian => &['H', 'H', 'H', 'L'],
            Self::African => &['N', 'N', 'N', 'E', 'P'],
            Self::EastEuropean => &['C'],
            Self::ArabSomali => &['S', 'N', 'S'],
            Self::Other => &['R', 'C', 'M', 'S', 'L'],
        };
        random.pick(letters)
    }
}

/// A family name of one or two halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Surname {
    pub(crate) first: &'static str,
    pub(crate) second: Option<&'static str>,
}

impl Surname {
    pub(crate) fn single(first: &'static str) -> Self {
        Self { first, second: None }
    }
}

static BUILT: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut built = Vec::new();
    for (place, end) in pools::BRITISH_END.iter().enumerate() {
        for start in 0..pools::BRITISH_START.len() {
            let start = pools::BRITISH_START[(start + place * 7) % pools::BRITISH_START.len()];
            built.push(format!("{start}{end}"));
        }
    }
    built
});

pub(crate) fn child_name(group: Group, is_girl: bool, random: &mut Random) -> &'static str {
    let pool = group.pool();
    random.favour(if is_girl { pool.girls } else { pool.boys })
}

pub(crate) fn adult_name(group: Group, is_woman: bool, random: &mut Random) -> &'static str {
    let pool = group.pool();
    random.favour(if is_woman { pool.women } else { pool.men })
}

pub(crate) fn family_name(group: Group, random: &mut Random) -> &'static str {
    if group != Group::British {
        return random.favour(group.pool().families);
    }
    if random.chance(0.5) {
        return random.favour(pools::BRITISH_COMMON);
    }
    BUILT[random.favoured(BUILT.len())].as_str()
}

/// A Polish family name as a woman carries it.
pub(crate) fn feminine(name: &'static str) -> &'static str {
    const PAIRS: &[(&str, &str)] = &[
        ("Kowalski", "Kowalska"),
        ("Wiśniewski", "Wiśniewska"),
        ("Kamiński", "Kamińska"),
        ("Lewandowski", "Lewandowska"),
        ("Zieliński", "Zielińska"),
        ("Szymański", "Szymańska"),
        ("Dąbrowski", "Dąbrowska"),
        ("Kozłowski", "Kozłowska"),
        ("Petrov", "Petrova"),
        ("Novák", "Nováková"),
    ];
    PAIRS.iter().find(|(man, _)| *man == name).map_or(name, |(_, woman)| woman)
}

/// Two names for twins that are easily taken for each other, if they are of
/// one sex.
pub(crate) fn twin_names(is_girl: bool, random: &mut Random) -> (&'static str, &'static str) {
    random.pick(if is_girl { pools::TWIN_GIRLS } else { pools::TWIN_BOYS })
}
