//! The documents of Kith, each from one description: as a page for the screen
//! and as a tagged PDF/UA-1 for paper (S002-AXa, S002-23e, S000-9).
//!
//! Invariants: no reading, writing, clock or database here; facts come in,
//! a document goes out. The words stand in one file a language, with a version.
//! No text is smaller than 12 points, or 16 in large print.

mod card;
mod code;
mod drawing;
mod easy;
mod facts;
mod form;
mod html;
mod languages;
mod lay;
mod leaflet;
mod letter;
mod map;
mod markdown;
mod notice;
mod papers;
mod pdf;
mod planned;
mod sheet;
mod translation;
mod typeface;
mod words;

pub use card::welcome_card;
pub use code::Code;
pub use drawing::Drawing;
pub use facts::{Adult, CardTo, CentreOnCard, Child, FamilyOnForm, LeafletFacts, MapOnCard, NoticeTo, Office};
pub use form::consent_form;
pub use languages::Languages;
pub use leaflet::leaflet;
pub use letter::{Block, Direction, Field, Letter, Paper, TextSize};
pub use map::{MapPicture, MapProblem};
pub use notice::notice;
pub use papers::{agreement_paper, impact_paper};
pub use pdf::{PdfError, pdf, sides};
pub use planned::{AgreementFacts, FlowFacts, InstallationFacts, Writers};
pub use translation::WordsProblem;
pub use words::{Language, WORDS_OF_LETTERS};
