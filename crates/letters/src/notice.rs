//! The privacy notice as a letter, with a slip to say no (S000-9, S002-15e).

use crate::facts::{NoticeTo, Office};
use crate::form::{field, started, with_office};
use crate::letter::{Block, Letter};
use crate::words::{Language, fill};

/// The letter to one family, or blank. `recorded` is the language that the
/// family's record names.
#[must_use]
pub fn notice(language: &Language, office: &Office, to: &NoticeTo, recorded: Option<&str>) -> Letter {
    let (words, common) = (&language.notice, &language.common);
    let mut letter = started(language, office, &words.title);
    letter.sender.extend(language.all_quoted(&office.return_address));
    letter.to = language.all_quoted(&to.to);
    if !to.on.is_empty() {
        letter.about.push(language.quoted(&to.on));
    }
    if !to.reference.is_empty() {
        letter.about.push(fill(&common.reference, &[("reference", &language.quoted(&to.reference))]));
    }
    if to.to.is_empty() {
        letter.about.push(words.dear.clone());
    }
    let say = |text: &str| Block::Paragraph(with_office(language, text, office));
    if language.is_fallback_for(recorded) {
        letter.blocks.push(Block::Strong(common.fallback.clone()));
    }
    letter.blocks.extend([
        say(&words.who),
        say(&words.what),
        say(&words.why),
        Block::Heading(words.no_heading.clone()),
        say(&words.no_text),
        say(&words.same),
        say(&words.complain),
        Block::Together(vec![
            Block::Cut(with_office(language, &words.cut, office)),
            Block::Choices { question: String::new(), choices: vec![words.slip.clone()] },
            Block::Fields(vec![
                field(&words.slip_reference, &language.quoted(&to.reference)),
                field(&common.name, ""),
                field(&common.signature, ""),
                field(&common.date, ""),
            ]),
        ]),
    ]);
    letter
}
