//! The smaller parts of the first screen: key facts, freshness, consent,
//! reviews.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::family::{ConsentCard, Freshness, KeyFacts, PersonField, ReviewLine, fields_for, reviews_of};
use kith_core::id::PersonId;
use kith_core::ledger::{KindAnswer, Signer};
use kith_core::sharing::Kind;
use kith_core::statement::Part;

use super::services::{Kinds, Working};
use crate::look::Look;
use crate::people::Somebody;
use crate::words::{date_words, listed};

/// The strip of key facts, cut to what the purpose needs (S002-13c).
pub(crate) fn key_facts(look: &Look, everybody: &[Somebody], working: &Working) -> KeyFacts {
    let fields = fields_for(look.asker.purpose);
    let needs = |field: PersonField| fields.contains(&field);
    let child = everybody.iter().find(|somebody| somebody.is_living_child());
    let adult = everybody
        .iter()
        .filter(|somebody| !somebody.is_child() && !somebody.member.lives_elsewhere)
        .min_by_key(|somebody| somebody.member.part);
    let home = [child, adult].into_iter().flatten().find_map(|somebody| somebody.view.address.as_ref());
    let lead = working.lines.iter().find(|line| line.is_lead && line.ended_on.is_none());
    let spoken = |somebody: &&Somebody| somebody.view.language.is_some();
    let speaker = adult.filter(spoken).or(child.filter(spoken));
    KeyFacts {
        lead: lead.and_then(|line| line.worker.clone()),
        level: working.level.clone(),
        home: home.filter(|_| needs(PersonField::Address) && !look.is_shielded).map(|known| known.value.for_screen()),
        home_is_shielded: look.is_shielded,
        reach: if look.is_shielded { None } else { adult.or(child).and_then(|somebody| reach(somebody, fields)) },
        language: speaker
            .filter(|_| needs(PersonField::Language))
            .and_then(|somebody| Some(somebody.view.language.as_ref()?.value.clone())),
        interpreter: adult
            .filter(|_| needs(PersonField::Interpreter))
            .and_then(|somebody| Some(somebody.view.interpreter.as_ref()?.value.clone())),
    }
}

fn reach(somebody: &Somebody, fields: &[PersonField]) -> Option<String> {
    let way = somebody.view.best_way_to_reach.as_ref().filter(|_| fields.contains(&PersonField::BestWayToReach));
    let number = somebody.view.telephone.as_ref().filter(|_| fields.contains(&PersonField::Telephone));
    match (way, number) {
        (Some(way), Some(number))
            if ["text", "call", "telephone", "phone"].contains(&way.value.to_lowercase().as_str()) =>
        {
            Some(format!("{} {}, {}", way.value, somebody.view.first_name, number.value))
        }
        (Some(way), Some(number)) => Some(format!("{}, {}", way.value, number.value)),
        (Some(way), None) => Some(way.value.clone()),
        (None, Some(number)) => Some(format!("Call {}, {}", somebody.view.first_name, number.value)),
        (None, None) => None,
    }
}

/// How old the information of each source is that this page rests on. Sources
/// of services that may not be known are not among them.
pub(crate) fn freshness(look: &Look) -> Vec<Freshness> {
    let used: BTreeSet<&str> = look
        .copies
        .iter()
        .filter(|copy| look.may_know_that(copy.service, Some(copy.person)))
        .map(|copy| copy.source_name.as_str())
        .collect();
    let used = look.sources.iter().filter(|source| used.contains(source.name.as_str()));
    used.map(|source| fresh_line(source.title.clone(), source.extract_on, source.expected_every_days, look.today))
        .collect()
}

/// One source's age in days and whether it is late.
pub(crate) fn fresh_line(title: String, extract_on: Option<Date>, expected_every_days: u32, today: Date) -> Freshness {
    let age_days = extract_on.and_then(|on| u32::try_from((today - on).get_days()).ok());
    Freshness { title, extract_on, age_days, is_late: age_days.is_none_or(|age| age > expected_every_days) }
}

/// What was told, asked and answered.
pub(crate) fn consent(look: &Look, everybody: &[Somebody]) -> ConsentCard {
    let ledger = look.family_ledger();
    let summary = ledger.consent_summary();
    let kinds = |answer: KindAnswer| -> Option<String> {
        let titles: Vec<String> = summary
            .kinds_with(answer)
            .filter(|kind| *kind != Kind::NewBirth || answer != KindAnswer::NotAsked)
            .map(|kind: Kind| kind.title().to_lowercase())
            .collect();
        let words = listed(&titles);
        let mut letters = words.chars();
        letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str()))
    };
    let newest = summary.agreed.first();
    ConsentCard {
        agreed: kinds(KindAnswer::Agreed),
        not_asked: kinds(KindAnswer::NotAsked),
        refused: kinds(KindAnswer::Refused),
        objections: kinds(KindAnswer::Objected),
        by_and_how: newest
            .map(|line| format!("{}, {}, {}", signer(&line.by, everybody), line.how, date_words(line.on))),
        ask_again_on: summary.ask_again_on,
        notice: summary.notice.map(|(on, version)| (version, on)),
    }
}

/// Who agreed, by first name where that may be said.
fn signer(by: &Signer, everybody: &[Somebody]) -> String {
    let named = everybody.iter().find(|somebody| Some(somebody.member.part) == by.part && !somebody.is_child());
    named.map_or_else(|| by.standing.title().to_owned(), |somebody| somebody.view.first_name.clone())
}

/// The reviews of each living child under five whose health contacts may be
/// seen.
pub(crate) fn reviews(
    everybody: &[Somebody],
    kinds: &BTreeMap<PersonId, Kinds>,
    today: Date,
) -> Vec<(String, Vec<ReviewLine>)> {
    let young = |born: Date| today < born.saturating_add(jiff::Span::new().years(5));
    everybody
        .iter()
        .filter(|somebody| somebody.is_living_child() && somebody.member.part == Part::Subject)
        .filter_map(|child| {
            let born = child.born_on().filter(|born| young(*born))?;
            let kinds = kinds.get(&child.member.person)?;
            Some((child.view.first_name.clone(), reviews_of(born, &kinds.happened, &kinds.booked, today)))
        })
        .collect()
}
