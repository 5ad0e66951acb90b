//! The consent form to print, filled with what the reader may see of a family
//! (S002-AXa, S002-AXb); and what the public leaflet says.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::Action;
use kith_core::family::{PersonField, fields_for};
use kith_core::id::FamilyId;
use kith_core::person::Address;
use kith_core::person::view::PersonView;
use kith_core::statement::Part;
use kith_letters::{Adult, Child, FamilyOnForm, LeafletFacts, Office};
use kith_store::Tx;

use crate::look::{Doing, Look};
use crate::office::office;
use crate::people::{self, Somebody};
use crate::words::date_words;
use crate::{App, AppError, Asker, Issue};

/// A consent form for one family.
#[derive(Clone, PartialEq, Eq)]
pub struct FormFacts {
    /// The family's title, for the page.
    pub family_title: String,
    /// Who answers for information here.
    pub office: Office,
    /// What stands on the form.
    pub family: FamilyOnForm,
    /// The language that the record names.
    pub language: Option<String>,
}

impl App {
    /// The consent form for a family. Printing it is written down as printing.
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn consent_form_to_print(
        &self,
        asker: &Asker,
        family: FamilyId,
        is_print: bool,
        now: Timestamp,
    ) -> Result<Issue<FormFacts>, AppError> {
        let action = if is_print { Action::Print } else { Action::Look };
        self.write_at(asker, (family, now), Doing::of(action, "consent-form-to-print"), |tx, look| {
            Box::pin(async move { Ok(Ok(facts(tx, &look).await?)) })
        })
        .await
    }

    /// What the leaflet says of this locality as it is set up now (S002-23e).
    /// It holds nothing about a person, so anybody may have it.
    ///
    /// # Errors
    /// [`AppError::Broken`] when the records cannot be read.
    pub async fn leaflet_facts(&self, now: Timestamp) -> Result<Issue<(Office, LeafletFacts)>, AppError> {
        let rules = self.pack(now).title().to_owned();
        self.db
            .read(move |tx| {
                let rules = rules.clone();
                Box::pin(async move {
                    let kinds: BTreeSet<_> = tx.sources().await?.iter().map(|source| source.service).collect();
                    let sources = kinds.into_iter().map(|kind| kind.title().to_owned()).collect();
                    Ok(office(tx).await?.map(|office| (office, LeafletFacts { sources, rules })))
                })
            })
            .await
    }
}

async fn facts(tx: &mut Tx, look: &Look) -> Result<Issue<FormFacts>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let language = language(look, &everybody);
    let family = FamilyOnForm {
        reference: look.family.to_string(),
        adults: adults(look, &everybody),
        children: children(look, &everybody),
    };
    let family_title = people::family_title(&everybody);
    Ok(office(tx).await?.map(|office| FormFacts { family_title, office, family, language }))
}

/// The language that the record of anybody in the family names, adults first.
pub(crate) fn language(look: &Look, everybody: &[Somebody]) -> Option<String> {
    if !fields_for(look.asker.purpose).contains(&PersonField::Language) {
        return None;
    }
    let spoken = |somebody: &&Somebody| somebody.view.language.is_some();
    let adult = everybody.iter().filter(|somebody| !somebody.is_child()).find(spoken);
    let speaker = adult.or_else(|| everybody.iter().find(spoken))?;
    Some(speaker.view.language.as_ref()?.value.clone())
}

/// The adults of the home. Who lives elsewhere is left out: the form goes to
/// the others. There is space for a second signer.
fn adults(look: &Look, everybody: &[Somebody]) -> Vec<Adult> {
    let of_the_home = everybody
        .iter()
        .filter(|somebody| !somebody.is_child() && !somebody.member.lives_elsewhere && somebody.is_living());
    let mut adults: Vec<Adult> = of_the_home
        .map(|somebody| {
            let Person { first_names, surname, born_on, address } = person(look, &somebody.view);
            let relationship = match somebody.member.part {
                Part::Mother => "Mother",
                Part::Father => "Father",
                Part::Carer | Part::Subject => "",
            };
            Adult { first_names, surname, born_on, address, relationship: relationship.to_owned() }
        })
        .collect();
    adults.resize(adults.len().max(2), Adult::default());
    adults
}

/// The children who are under five today; space for one where none is known.
fn children(look: &Look, everybody: &[Somebody]) -> Vec<Child> {
    let is_under_five = |born: Date| look.today < born.saturating_add(jiff::Span::new().years(5)) && born <= look.today;
    let young = everybody.iter().filter(|somebody| {
        somebody.is_living_child() && !somebody.member.lives_elsewhere && somebody.born_on().is_some_and(is_under_five)
    });
    let mut children: Vec<Child> = young
        .map(|somebody| {
            let Person { first_names, surname, born_on, address } = person(look, &somebody.view);
            Child { first_name: first_names, surname, born_on, address }
        })
        .collect();
    children.resize(children.len().max(1), Child::default());
    children
}

/// What the form says of anybody, as far as the reader's purpose needs it.
struct Person {
    first_names: String,
    surname: String,
    born_on: String,
    address: String,
}

fn person(look: &Look, view: &PersonView) -> Person {
    let fields = fields_for(look.asker.purpose);
    let text = |known: &Option<kith_core::person::view::Known<String>>| {
        known.as_ref().map(|known| known.value.clone()).filter(|_| fields.contains(&PersonField::Name))
    };
    let names: Vec<String> = [text(&view.given_name), text(&view.middle_name)].into_iter().flatten().collect();
    let born_on = view.born_on.as_ref().filter(|_| fields.contains(&PersonField::BornOn));
    let home = view.address.as_ref().filter(|_| !look.is_shielded && fields.contains(&PersonField::Address));
    Person {
        first_names: names.join(" "),
        surname: text(&view.family_name).unwrap_or_default(),
        born_on: born_on.map(|known| date_words(known.value)).unwrap_or_default(),
        address: home.map(|known| address_lines(&known.value).join(", ")).unwrap_or_default(),
    }
}

/// An address as people write it, a line each, the postcode last.
pub(crate) fn address_lines(address: &Address) -> Vec<String> {
    let words = address.for_screen();
    words.split(", ").filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}
