//! The leaflet for families, in four parts, as the locality is set up now
//! (S002-23e).

use crate::facts::{LeafletFacts, Office};
use crate::form::{started, with_office};
use crate::letter::{Block, Letter};
use crate::words::{Language, fill};

/// The leaflet.
#[must_use]
pub fn leaflet(language: &Language, office: &Office, facts: &LeafletFacts) -> Letter {
    let words = &language.leaflet;
    let mut letter = started(language, office, &words.title);
    let say = |text: &str| Block::Paragraph(with_office(language, text, office));
    let heading = |text: &str| Block::Heading(text.to_owned());
    let list =
        |points: &[String]| Block::List(points.iter().map(|point| with_office(language, point, office)).collect());
    letter.blocks.extend([say(&words.intro), heading(&words.stored), list(&words.stored_points)]);
    if facts.sources.is_empty() {
        letter.blocks.push(say(&words.no_sources));
    } else {
        letter.blocks.extend([say(&words.sources), Block::List(language.all_quoted(&facts.sources))]);
    }
    let version = office.partners_version.to_string();
    letter.blocks.extend([
        heading(&words.sought),
        list(&words.sought_points),
        heading(&words.confidential),
        list(&words.confidential_points),
        Block::Paragraph(fill(&words.rules, &[("rules", &language.quoted(facts.rules.trim_end_matches('.')))])),
        heading(&words.shared),
        Block::Paragraph(fill(&words.shared_text, &[("version", &version)])),
        Block::List(language.all_quoted(&office.partners)),
        list(&words.shared_points),
        heading(&words.ask),
        say(&words.ask_text),
    ]);
    letter
}
