//! The welcome card of a centre: what it offers, and nothing about the family
//! but the names and the address: in the window of a letter, or on the label
//! side of a card (S004-WAd).

use crate::code::Code;
use crate::facts::{CardTo, CentreOnCard, MapOnCard, Office};
use crate::form::started;
use crate::letter::{Block, Letter, Paper};
use crate::words::{Language, fill};

/// The card to one family; with nobody to send it to, a card without a label
/// side. Every English card says that it can be had in another language: a
/// line on some of them alone would tell the centre what a family speaks
/// (S004-WAa).
#[must_use]
pub fn welcome_card(language: &Language, centre: &CentreOnCard, to: &CardTo, paper: Paper) -> Letter {
    let words = &language.card;
    let name = language.quoted(&centre.name);
    let page = language.quoted(&centre.page);
    let say = |text: &str| {
        fill(
            text,
            &[
                ("centre", &name),
                ("telephone", &language.quoted(&centre.telephone)),
                ("names", &language.quoted(&to.names)),
                ("page", &page),
            ],
        )
    };
    let mut letter =
        started(language, &Office { locality: centre.name.clone(), ..Office::default() }, &say(&words.title));
    letter.paper = paper;
    let to_whom: Vec<String> = match to.address.is_empty() {
        true => Vec::new(),
        false => std::iter::once(say(&words.family_of)).chain(language.all_quoted(&to.address)).collect(),
    };
    if paper.is_card() {
        letter.sender.clear();
        letter.label = to_whom;
    } else {
        letter.sender.extend(centre.address.split(", ").map(|line| language.quoted(line)));
        letter.to = to_whom;
        letter.about.extend(Some(language.quoted(&to.on)).filter(|on| !on.is_empty()));
    }
    let is_english = language.tag() == Language::english().tag();
    let ask = if is_english { format!(" {}", language.common.fallback) } else { String::new() };
    letter.blocks.extend([
        Block::Paragraph(say(&words.hello) + &ask),
        Block::Paragraph(say(&words.who)),
        Block::Heading(say(&words.offers)),
        Block::List(centre.offers.iter().map(|(offer, says)| language.quoted(&format!("{offer}. {says}"))).collect()),
    ]);
    if !centre.open.is_empty() {
        letter.blocks.extend([Block::Heading(say(&words.open)), Block::List(language.all_quoted(&centre.open))]);
    }
    letter.blocks.extend([Block::Heading(say(&words.find_us)), Block::Paragraph(language.quoted(&centre.address))]);
    if !centre.way.is_empty() {
        letter.blocks.push(Block::Paragraph(language.quoted(&centre.way)));
    }
    if let Some(MapOnCard { picture, shows, credit }) = &centre.map {
        let (shows, credit) = (language.quoted(shows), language.quoted(credit));
        letter.blocks.push(Block::Map { picture: picture.clone(), shows, credit });
    }
    letter.blocks.push(Block::Strong(say(&words.call)));
    if !centre.page.is_empty() {
        letter.blocks.push(match Code::of(&centre.page) {
            Some(code) => Block::Scan { code, shows: say(&words.page_shows), text: say(&words.page) },
            None => Block::Paragraph(say(&words.page)),
        });
    }
    letter.blocks.push(Block::Paragraph(say(&words.stop)));
    letter
}

#[cfg(test)]
pub(crate) mod tests {
    use super::welcome_card;
    use crate::facts::{CardTo, CentreOnCard, MapOnCard};
    use crate::languages::Languages;
    use crate::letter::{Letter, Paper, TextSize};
    use crate::map::MapPicture;
    use crate::words::Language;
    use crate::{Block, pdf, sides};

    /// A road and a house, 320 by 300 dots.
    pub(crate) const MAP: &[u8] = include_bytes!("../tests/map.png");

    const PAGE: &str = "https://elm-road.example/opening-times";

    fn elm_road() -> CentreOnCard {
        CentreOnCard {
            name: "Elm Road Children’s Centre".to_owned(),
            address: "2 Elm Road, Testfield".to_owned(),
            telephone: "01632 960123".to_owned(),
            offers: vec![("Baby massage".to_owned(), "Every Tuesday at 10am".to_owned())],
            open: vec!["Monday to Friday, 9am to 5pm".to_owned(), "Saturday, 10am to 1pm".to_owned()],
            way: "From the bus stop in Elm Road, the blue door beside the library.".to_owned(),
            page: PAGE.to_owned(),
            map: None,
        }
    }

    fn ellis() -> CardTo {
        CardTo {
            names: "Poppy Ellis".to_owned(),
            address: vec!["1 High Road".to_owned(), "ZZ99 3AA".to_owned()],
            on: "2 December 2026".to_owned(),
        }
    }

    fn card(language: &Language, paper: Paper) -> Letter {
        welcome_card(language, &elm_road(), &ellis(), paper)
    }

    fn has(file: &[u8], words: &str) -> bool {
        file.windows(words.len()).any(|part| part == words.as_bytes())
    }

    fn pages(file: &[u8]) -> usize {
        file.windows(11).filter(|part| part == b"/Type/Page/").count()
    }

    #[test]
    fn the_card_says_what_is_on_and_how_to_stop_it_in_every_language_and_on_every_paper() {
        for (language, paper) in
            Languages::built_in().all().iter().flat_map(|language| Paper::ALL.map(|paper| (language, paper)))
        {
            let card = card(language, paper);
            let lists = card.blocks.iter().filter(|block| matches!(block, Block::List(items) if items.len() == 1));
            assert_eq!(lists.count(), 1, "{}", language.tag());
            for size in [TextSize::Usual, TextSize::Large] {
                let file = pdf(std::slice::from_ref(&card), size).expect("a PDF that passes PDF/UA-1");
                assert!(has(&file, "/StructTreeRoot") && has(&file, "/S/Figure"), "{}", language.tag());
                assert!(has(&file, "/Alt"), "the code says what it is");
            }
        }
    }

    #[test]
    fn s004_wad_a_card_has_the_size_of_its_paper_and_names_the_family_on_the_label_side_alone() {
        for (paper, size) in [(Paper::A4, "595.28 841.89"), (Paper::A5, "419.53 595.28"), (Paper::A6, "297.64 419.53")]
        {
            let card = card(&Language::english(), paper);
            let file = pdf(std::slice::from_ref(&card), TextSize::Usual).expect("a PDF");
            assert!(has(&file, &format!("/MediaBox[0 0 {size}]")), "{}", paper.title());
            let text = card.html();
            let label = if paper.is_card() { &card.label } else { &card.to };
            assert_eq!(label, &["The family of Poppy Ellis", "1 High Road", "ZZ99 3AA"]);
            assert_eq!(text.matches("Poppy").count(), 1, "only where the address stands");
            assert_eq!(card.label.is_empty(), !paper.is_card());
        }
    }

    #[test]
    fn a_card_ends_on_the_back_of_a_sheet_so_that_the_next_begins_on_its_own() {
        for (paper, size) in
            [Paper::A5, Paper::A6].into_iter().flat_map(|paper| [(paper, TextSize::Usual), (paper, TextSize::Large)])
        {
            let card = card(&Language::english(), paper);
            let words = sides(&card, size).expect("the typeface");
            let of = |count: usize| pages(&pdf(&vec![card.clone(); count], size).expect("a PDF"));
            assert_eq!(of(1), words + 1 + usize::from(words.is_multiple_of(2)), "{}", paper.title());
            assert!(of(1).is_multiple_of(2) && of(2) == 2 * of(1), "{}", paper.title());
        }
        assert_eq!(sides(&card(&Language::english(), Paper::A5), TextSize::Usual).expect("the typeface"), 1);
    }

    #[test]
    fn s004_wad_a_map_that_the_centre_brought_says_what_it_shows_and_whose_it_is() {
        let picture = MapPicture::read(MAP.to_vec()).expect("a map");
        let shows = "The centre is the second house left of the library".to_owned();
        let map = Some(MapOnCard { picture, shows, credit: "Drawn by Elm Road".to_owned() });
        let with = CentreOnCard { map, ..elm_road() };
        for paper in Paper::ALL {
            for size in [TextSize::Usual, TextSize::Large] {
                let card = welcome_card(&Language::english(), &with, &ellis(), paper);
                let file = pdf(&vec![card.clone(); 3], size).expect("a PDF that passes PDF/UA-1");
                assert!(has(&file, "second house left of the library"), "what it shows is told to who listens");
                assert!(has(&file, "/Subtype/Image"), "{}", paper.title());
                let pictures = file.windows(14).filter(|part| part == b"/Subtype/Image").count();
                assert_eq!(pictures, 1, "one copy for the whole batch");
                assert!(card.html().contains("Drawn by Elm Road"));
            }
        }
    }

    #[test]
    fn what_the_centre_did_not_say_takes_no_room() {
        let bare = CentreOnCard { open: Vec::new(), way: String::new(), page: String::new(), ..elm_road() };
        let card = welcome_card(&Language::english(), &bare, &CardTo::default(), Paper::A5);
        assert!(card.label.is_empty() && !card.html().contains("When we are open") && !card.html().contains("svg"));
    }

    #[test]
    fn every_english_card_says_to_ask_so_that_none_says_what_a_family_speaks() {
        let has = |language: &Language| card(language, Paper::A4).html().contains(&language.common.fallback);
        assert!(has(&Language::english()));
        assert!(!has(&Languages::built_in().tagged("ar").expect("the test words")));
    }
}
