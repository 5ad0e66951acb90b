//! Every document in every language and size is a tagged PDF that passes the
//! checks of PDF/UA-1, and says the same on the screen.

use kith_letters::{
    Block, FamilyOnForm, Language, Languages, LeafletFacts, Letter, NoticeTo, Office, TextSize, consent_form, leaflet,
    notice, pdf,
};

fn office() -> Office {
    Office {
        locality: "Testfield".to_owned(),
        officer: "Dana Example".to_owned(),
        officer_address: vec!["1 Example Road".to_owned(), "Testfield".to_owned(), "LX1 1AA".to_owned()],
        return_address: vec!["Early years".to_owned(), "2 Example Road".to_owned(), "LX1 1AB".to_owned()],
        telephone: "01632 960001".to_owned(),
        complaints: "Write to the complaints team, 3 Example Road, LX1 1AC".to_owned(),
        partners: ["Testfield Health Visiting", "Testfield Midwives", "Testfield Council"].map(str::to_owned).to_vec(),
        partners_version: 3,
    }
}

fn documents(language: &Language) -> Vec<Letter> {
    let to = NoticeTo {
        reference: "f-0000000000000000".to_owned(),
        to: vec!["Hannah Ellis".to_owned(), "14 Larch Close".to_owned(), "LX1 4QR".to_owned()],
        on: "22 November 2026".to_owned(),
    };
    let facts = LeafletFacts { sources: vec!["Health visiting".to_owned()], rules: "England 2026".to_owned() };
    vec![
        consent_form(language, &office(), &FamilyOnForm::blank(), false),
        consent_form(language, &office(), &FamilyOnForm::blank(), true),
        notice(language, &office(), &to, None),
        leaflet(language, &office(), &facts),
    ]
}

fn has(file: &[u8], words: &str) -> bool {
    file.windows(words.len()).any(|part| part == words.as_bytes())
}

#[test]
fn every_document_is_tagged_titled_and_names_its_language() {
    for language in Languages::built_in().all() {
        for (place, letter) in documents(language).iter().enumerate() {
            for size in [TextSize::Usual, TextSize::Large] {
                let file = pdf(std::slice::from_ref(letter), size).expect("a PDF that passes PDF/UA-1");
                let name = format!("{}-{place}-{}.pdf", language.tag(), size.points());
                std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &file).expect("written");
                assert!(file.starts_with(b"%PDF-1.7"), "{:?}", &file[..8]);
                for sign in ["/StructTreeRoot", "/Title", "/MarkInfo", "/DisplayDocTitle true", "pdfuaid:part"] {
                    assert!(has(&file, sign), "{} {place} lacks {sign}", language.tag());
                }
                assert!(has(&file, &format!("/Lang({})", language.tag())));
            }
            let html = letter.html();
            assert!(html.contains(&format!("lang=\"{}\" dir=\"{}\"", language.tag(), language.direction().word())));
            assert!(!html.contains('{') && !html.contains('}'), "a gap was not filled: {html}");
        }
    }
}

#[test]
fn a_batch_is_one_file_and_nothing_is_no_file() {
    let letters = documents(&Language::english());
    let (one, all) = (pdf(&letters[2..3], TextSize::Usual), pdf(&letters, TextSize::Usual));
    let pages = |file: &[u8]| file.windows(11).filter(|part| part == b"/Type/Page/").count();
    let (one, all) = (one.expect("a PDF"), all.expect("a PDF"));
    assert_eq!(pages(&one), 1, "the notice is one side");
    assert!(pages(&one) < pages(&all));
    assert!(pdf(&[], TextSize::Usual).is_err());
}

#[test]
fn a_name_that_cannot_be_printed_whole_leaves_a_mark_and_not_a_fault() {
    let mut letter = documents(&Language::english()).remove(2);
    letter.to = vec!["Hannah \u{1F600}\u{200B} Ellis\t<b>".to_owned()];
    letter.blocks.push(Block::Paragraph("שלום Hannah 12 שלום (x)".to_owned()));
    pdf(std::slice::from_ref(&letter), TextSize::Usual).expect("a PDF that passes PDF/UA-1");
    assert!(letter.html().contains("Ellis\t&lt;b&gt;"));
}
