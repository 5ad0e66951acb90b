//! The consent form (002 Annex; S002-AXa to S002-AXh, S002-ECi, S002-ECl).

use crate::easy;
use crate::facts::{Adult, Child, FamilyOnForm, Office};
use crate::letter::{Block, Field, Letter, Paper};
use crate::words::{Language, fill};

/// The consent form for a family, or blank; in the usual words or easy to
/// read. No box on it is ticked.
#[must_use]
pub fn consent_form(language: &Language, office: &Office, family: &FamilyOnForm, is_easy: bool) -> Letter {
    let words = &language.form;
    let title = if is_easy { &language.easy.title } else { &words.title };
    let mut letter = started(language, office, title);
    if !family.reference.is_empty() {
        letter.about.push(fill(&language.common.reference, &[("reference", &language.quoted(&family.reference))]));
    }
    if is_easy {
        letter.blocks.extend(easy::steps(language, office));
    } else {
        letter.blocks.push(Block::Paragraph(with_office(language, &words.intro, office)));
        letter.blocks.push(Block::Heading(words.explained.clone()));
        letter.blocks.push(Block::List(words.points.clone()));
    }
    people(&mut letter, language, family);
    statements(&mut letter, language, office, is_easy);
    for number in 1..=2 {
        letter.blocks.push(signature(language, number));
    }
    letter
}

/// A document with its title, the version of its words at the foot, and the
/// mark of a translation that nobody checked.
pub(crate) fn started(language: &Language, office: &Office, title: &str) -> Letter {
    let mark = language.mark().map(|mark| Block::Strong(mark.to_owned()));
    let foot = fill(&language.common.foot, &[("version", language.version())]);
    Letter {
        title: title.to_owned(),
        language: language.tag().to_owned(),
        direction: language.direction(),
        sender: vec![language.quoted(&office.locality)],
        to: Vec::new(),
        about: Vec::new(),
        foot,
        blank: language.common.blank.clone(),
        tick: language.common.tick.clone(),
        blocks: mark.into_iter().collect(),
        paper: Paper::A4,
        label: Vec::new(),
    }
}

/// The gaps that the locality's own facts fill.
pub(crate) fn with_office(language: &Language, text: &str, office: &Office) -> String {
    let own = |value: &str| language.quoted(value);
    fill(
        text,
        &[
            ("locality", &own(&office.locality)),
            ("officer", &own(&office.officer)),
            ("address", &own(&office.officer_address.join(", "))),
            ("return_address", &own(&office.return_address.join(", "))),
            ("telephone", &own(&office.telephone)),
            ("complaints", &own(office.complaints.trim_end_matches('.'))),
        ],
    )
}

pub(crate) fn field(label: &str, value: &str) -> Field {
    Field { label: label.to_owned(), value: value.to_owned() }
}

/// One block for each adult, one for each child (S002-AXa, S002-AXb).
fn people(letter: &mut Letter, language: &Language, family: &FamilyOnForm) {
    let (words, common) = (&language.form, &language.common);
    for (place, adult) in family.adults.iter().enumerate() {
        let Adult { first_names, surname, born_on, address, relationship } = adult;
        let heading = Block::Heading(fill(&words.adult, &[("number", &(place + 1).to_string())]));
        let fields = Block::Fields(vec![
            field(&common.first_names, &language.quoted(first_names)),
            field(&common.surname, &language.quoted(surname)),
            field(&common.born_on, &language.quoted(born_on)),
            field(&common.address, &language.quoted(address)),
            field(&words.relationship, &language.quoted(relationship)),
        ]);
        letter.blocks.push(Block::Together(vec![heading, fields]));
    }
    for (place, child) in family.children.iter().enumerate() {
        let Child { first_name, surname, born_on, address } = child;
        let heading = Block::Heading(fill(&words.child, &[("number", &(place + 1).to_string())]));
        let fields = Block::Fields(vec![
            field(&common.first_name, &language.quoted(first_name)),
            field(&common.surname, &language.quoted(surname)),
            field(&common.born_on, &language.quoted(born_on)),
            field(&common.address, &language.quoted(address)),
        ]);
        letter.blocks.push(Block::Together(vec![heading, fields]));
    }
}

fn statements(letter: &mut Letter, language: &Language, office: &Office, is_easy: bool) {
    let words = &language.form;
    let say = |text: &str| Block::Paragraph(with_office(language, text, office));
    let heading = |text: &str| Block::Heading(text.to_owned());
    let asked = |question: &str| Block::Choices {
        question: question.to_owned(),
        choices: vec![words.yes.clone(), words.no.clone()],
    };
    let version = fill(&words.partners_version, &[("version", &office.partners_version.to_string())]);
    let partners_text = if is_easy { &language.easy.partners_text } else { &words.partners_text };
    letter.blocks.extend([
        say(&words.each_adult),
        heading(&words.kept),
        say(&words.kept_text),
        heading(&words.uses),
        say(&words.uses_text),
        asked(&words.use_evaluation),
        asked(&words.use_services),
        heading(&words.partners),
        say(partners_text),
        Block::Grid {
            corner: words.partner.clone(),
            columns: words.kinds.clone(),
            rows: language.all_quoted(&office.partners),
        },
        Block::Paragraph(version),
        say(&words.outside),
        heading(&words.change),
        say(&words.change_text),
        Block::Fields(vec![field(&words.again, "")]),
        heading(&words.own_file),
        say(&words.own_file_text),
        heading(&words.officer),
        say(&words.officer_text),
    ]);
}

/// One signer, with the capacity and the date (S002-AXf), who answers for
/// themself, for the children, or for both (S002-AXh).
fn signature(language: &Language, number: usize) -> Block {
    let (words, common) = (&language.form, &language.common);
    Block::Together(vec![
        Block::Heading(fill(&words.sign, &[("number", &number.to_string())])),
        Block::Choices {
            question: words.sign_for.clone(),
            choices: vec![words.myself.clone(), words.dependents.clone()],
        },
        Block::Choices { question: words.capacity.clone(), choices: words.capacities.clone() },
        Block::Fields(vec![field(&common.name, ""), field(&common.signature, ""), field(&common.date, "")]),
    ])
}
