//! What a document needs to know. What may be known about a family was decided
//! before it comes here.

use crate::map::MapPicture;

/// Who answers for information in a locality, and where post goes (S002-AXg).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Office {
    /// The name of the locality.
    pub locality: String,
    /// The name of the data protection officer.
    pub officer: String,
    /// The officer's address, a line each.
    pub officer_address: Vec<String>,
    /// Where letters and slips are sent back to, a line each.
    pub return_address: Vec<String>,
    /// The telephone number for questions and for a no.
    pub telephone: String,
    /// Who hears complaints, and how to reach them.
    pub complaints: String,
    /// The partner agencies, by name (S002-AXe, S002-ECi).
    pub partners: Vec<String>,
    /// Which version of that list.
    pub partners_version: u32,
}

/// One adult on a consent form (S002-AXa). Empty is a space to write in.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Adult {
    /// First names.
    pub first_names: String,
    /// Surname.
    pub surname: String,
    /// Date of birth, in words.
    pub born_on: String,
    /// Address and postcode.
    pub address: String,
    /// What the adult is to the children.
    pub relationship: String,
}

/// One child under five on a consent form (S002-AXb).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Child {
    /// First name.
    pub first_name: String,
    /// Surname.
    pub surname: String,
    /// Date of birth, in words.
    pub born_on: String,
    /// Address and postcode.
    pub address: String,
}

/// The family that a consent form is about.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct FamilyOnForm {
    /// The reference by which a signed form finds its record; empty on a blank
    /// form.
    pub reference: String,
    /// The adults.
    pub adults: Vec<Adult>,
    /// The children under five.
    pub children: Vec<Child>,
}

impl FamilyOnForm {
    /// A form for anybody: space for two adults and three children.
    #[must_use]
    pub fn blank() -> Self {
        Self { reference: String::new(), adults: vec![Adult::default(); 2], children: vec![Child::default(); 3] }
    }
}

/// Who a privacy notice goes to (S000-9).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NoticeTo {
    /// The reference of the family; empty on a blank letter.
    pub reference: String,
    /// Name and address, a line each; empty on a blank letter.
    pub to: Vec<String>,
    /// The day of the letter, in words; empty on a blank letter.
    pub on: String,
}

/// What stands on every welcome card of a centre (S004-WAd).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CentreOnCard {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Its telephone number.
    pub telephone: String,
    /// What it offers now: the name of each offer, and what it is.
    pub offers: Vec<(String, String)>,
    /// When it is open, in its own words, a line each; empty where it did not
    /// say.
    pub open: Vec<String>,
    /// The way there, in its own words, or empty.
    pub way: String,
    /// The address of its page with the opening times, or empty.
    pub page: String,
    /// A map, where the centre has brought one.
    pub map: Option<MapOnCard>,
}

/// The map on a card, as the centre brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapOnCard {
    /// The picture.
    pub picture: MapPicture,
    /// What it shows, in the centre's words: for people who do not see it.
    pub shows: String,
    /// Whose map it is, as its licence asks; may be empty.
    pub credit: String,
}

/// Who a welcome card goes to.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct CardTo {
    /// "Poppy and Max Ellis".
    pub names: String,
    /// The address, a line each, the postcode last.
    pub address: Vec<String>,
    /// The day of the card, in words.
    pub on: String,
}

/// What the leaflet says of this locality as it is set up (S002-23e).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeafletFacts {
    /// The kinds of service that send information, by name.
    pub sources: Vec<String>,
    /// The title of the sharing rules in force.
    pub rules: String,
}

macro_rules! hidden {
    ($($name:ident),*) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )*};
}

hidden!(Adult, CardTo, Child, FamilyOnForm, NoticeTo);
