//! The welcome card of a centre: what it offers, and nothing about the family
//! but the names and the address in the window (S004-WAd).

use crate::facts::{CardTo, CentreOnCard, Office};
use crate::form::started;
use crate::letter::{Block, Letter};
use crate::words::{Language, fill};

/// The card to one family. `recorded` is the language that the family's record
/// names.
#[must_use]
pub fn welcome_card(language: &Language, centre: &CentreOnCard, to: &CardTo, recorded: Option<&str>) -> Letter {
    let words = &language.card;
    let name = language.quoted(&centre.name);
    let say = |text: &str| {
        fill(
            text,
            &[
                ("centre", &name),
                ("telephone", &language.quoted(&centre.telephone)),
                ("names", &language.quoted(&to.names)),
            ],
        )
    };
    let mut letter =
        started(language, &Office { locality: centre.name.clone(), ..Office::default() }, &say(&words.title));
    letter.sender.extend(centre.address.split(", ").map(|line| language.quoted(line)));
    letter.to = std::iter::once(say(&words.family_of)).chain(language.all_quoted(&to.address)).collect();
    letter.about.push(language.quoted(&to.on));
    if language.is_fallback_for(recorded) {
        letter.blocks.push(Block::Strong(language.common.fallback.clone()));
    }
    letter.blocks.extend([
        Block::Paragraph(say(&words.hello)),
        Block::Paragraph(say(&words.who)),
        Block::Heading(say(&words.offers)),
        Block::List(centre.offers.iter().map(|(offer, says)| language.quoted(&format!("{offer}. {says}"))).collect()),
        Block::Heading(say(&words.find_us)),
        Block::Paragraph(language.quoted(&centre.address)),
        Block::Strong(say(&words.call)),
        Block::Paragraph(say(&words.stop)),
    ]);
    letter
}

#[cfg(test)]
mod tests {
    use super::welcome_card;
    use crate::facts::{CardTo, CentreOnCard};
    use crate::letter::TextSize;
    use crate::words::Language;
    use crate::{Block, pdf};

    fn elm_road() -> CentreOnCard {
        CentreOnCard {
            name: "Elm Road Children’s Centre".to_owned(),
            address: "2 Elm Road, Testfield".to_owned(),
            telephone: "01632 960123".to_owned(),
            offers: vec![("Baby massage".to_owned(), "Every Tuesday at 10am".to_owned())],
        }
    }

    fn ellis() -> CardTo {
        CardTo {
            names: "Poppy Ellis".to_owned(),
            address: vec!["1 High Road".to_owned(), "ZZ99 3AA".to_owned()],
            on: "2 December 2026".to_owned(),
        }
    }

    #[test]
    fn the_card_says_what_is_on_and_how_to_stop_it_in_every_language() {
        for language in Language::all() {
            let card = welcome_card(language, &elm_road(), &ellis(), None);
            assert!(card.to.iter().any(|line| line.contains("Poppy Ellis")), "{}", language.tag());
            let lists = card.blocks.iter().filter(|block| matches!(block, Block::List(items) if items.len() == 1));
            assert_eq!(lists.count(), 1, "{}", language.tag());
            for size in [TextSize::Usual, TextSize::Large] {
                assert!(
                    pdf(std::slice::from_ref(&card), size).is_ok_and(|file| file.starts_with(b"%PDF")),
                    "{}",
                    language.tag()
                );
            }
        }
    }

    #[test]
    fn a_family_that_reads_another_language_is_told_to_ask() {
        let card = welcome_card(Language::english(), &elm_road(), &ellis(), Some("Polish"));
        assert!(matches!(card.blocks.first(), Some(Block::Strong(_))));
    }
}
