//! Since when somebody is a child's mother, father or carer, and who was
//! before: as far as the reader may have the whole of the rows that say so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::family::EarlierLine;
use kith_core::id::PersonId;
use kith_core::person::relation::{Stated, Stretch, stretches};
use kith_core::statement::Part;
use kith_store::{SourceRecord, Tx};

use crate::AppError;
use crate::look::Look;
use crate::people::{self, Somebody};
use crate::words::{date_words, listed};

/// The days of a family's relations that a reader may know.
#[derive(Default)]
pub(crate) struct Relations {
    /// Each adult to each child.
    stretches: BTreeMap<(PersonId, PersonId, Part), Vec<Stretch>>,
    /// The name of each adult, as those rows give it.
    names: BTreeMap<PersonId, String>,
    /// Whom another record keeps safe: not told of after they went.
    kept_safe: BTreeSet<PersonId>,
}

impl Relations {
    /// Reads them; nothing where no source gives any day.
    pub(crate) async fn read(tx: &mut Tx, look: &Look) -> Result<Self, AppError> {
        let adults: BTreeSet<PersonId> =
            tx.relations_of_family(look.family).await?.into_iter().map(|relation| relation.adult).collect();
        if adults.is_empty() {
            return Ok(Self::default());
        }
        let copies = tx.copies_of(&adults.into_iter().collect::<Vec<_>>()).await?;
        // A sealed identity exists on no page (T16, T21).
        let sealed: BTreeSet<PersonId> = copies.iter().filter(|copy| copy.is_sealed).map(|copy| copy.person).collect();
        let kept_safe = copies.iter().filter(|copy| copy.is_shielded).map(|copy| copy.person).collect();
        let open: BTreeMap<_, _> = copies
            .iter()
            .filter(|copy| copy.part != Part::Subject && !sealed.contains(&copy.person))
            .map(|copy| (copy.record, copy.person))
            .collect();
        let rows = look.whole_rows_of_children();
        let records = tx.records(&open.keys().copied().collect::<Vec<_>>()).await?;
        let mut stated: BTreeMap<(PersonId, PersonId, Part), Vec<Stated>> = BTreeMap::new();
        let mut saying: BTreeMap<PersonId, Vec<&SourceRecord>> = BTreeMap::new();
        for record in &records {
            let Some(child) = rows.get(&(record.source_name.as_str(), record.row_key.as_str())) else { continue };
            let adult = open[&record.id];
            stated.entry((adult, *child, record.part)).or_default().push(Stated {
                written_on: record.recorded_on.unwrap_or(record.first_received_on),
                days: Stretch { since: record.statement.relation_since, until: record.statement.relation_until },
            });
            saying.entry(adult).or_default().push(record);
        }
        let names = saying.into_iter().map(|(adult, records)| {
            let view = people::view_of(records.into_iter(), |name| look.source_title(name));
            (adult, view.display_name)
        });
        Ok(Self {
            names: names.collect(),
            stretches: stated.into_iter().map(|(who, said)| (who, stretches(&said))).collect(),
            kept_safe,
        })
    }

    /// "Since 3 March 2024", for an adult of the family: with the child where
    /// it is not the same for each. Empty where nobody says.
    pub(crate) fn since(&self, adult: PersonId, everybody: &[Somebody], today: Date) -> String {
        let mut told: BTreeMap<Stretch, Vec<String>> = BTreeMap::new();
        let children: Vec<&Somebody> = everybody.iter().filter(|somebody| somebody.is_child()).collect();
        for child in &children {
            let holding = self.of(adult, child).flat_map(|(_, stretches)| stretches).find(|it| it.holds_on(today));
            if let Some(stretch) = holding.filter(|stretch| !stretch.is_undated()) {
                told.entry(*stretch).or_default().push(child.view.first_name.clone());
            }
        }
        let phrases = told.iter().map(|(stretch, names)| {
            let of = if names.len() == children.len() { String::new() } else { format!(" for {}", listed(names)) };
            let words = match (stretch.since, stretch.until) {
                (Some(since), Some(until)) => format!("Since {}, until {}", date_words(since), date_words(until)),
                (Some(since), None) => format!("Since {}", date_words(since)),
                (None, Some(until)) => format!("Until {}", date_words(until)),
                (None, None) => String::new(),
            };
            format!("{words}{of}")
        });
        phrases.collect::<Vec<_>>().join(". ")
    }

    /// Who was something to a child here, and is no more; who went last comes
    /// first.
    pub(crate) fn earlier(&self, everybody: &[Somebody], today: Date) -> Vec<EarlierLine> {
        let mut lines: Vec<(Option<Date>, EarlierLine)> = Vec::new();
        for child in everybody.iter().filter(|somebody| somebody.is_child()) {
            let own = self
                .stretches
                .iter()
                .filter(|((adult, of, _), _)| *of == child.member.person && !self.kept_safe.contains(adult));
            for ((adult, _, part), stretches) in own {
                for stretch in stretches.iter().filter(|stretch| stretch.is_over_on(today)) {
                    let part = match part {
                        Part::Mother => "Mother",
                        Part::Father => "Father",
                        Part::Carer | Part::Subject => "Carer",
                    };
                    let Some(until) = stretch.until.map(date_words) else { continue };
                    let since = stretch.since.map(|since| format!("from {} to ", date_words(since)));
                    let days = since.map_or_else(|| format!("until {until}"), |since| format!("{since}{until}"));
                    let line = format!("{part} of {}, {days}", child.view.first_name);
                    let name = self.names.get(adult).cloned().unwrap_or_default();
                    lines.push((stretch.until, EarlierLine { name, line }));
                }
            }
        }
        lines.sort_by_key(|(until, line)| (std::cmp::Reverse(*until), line.name.clone()));
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn of<'s>(
        &'s self,
        adult: PersonId,
        child: &'s Somebody,
    ) -> impl Iterator<Item = (&'s (PersonId, PersonId, Part), &'s Vec<Stretch>)> {
        self.stretches.iter().filter(move |((who, of, _), _)| *who == adult && *of == child.member.person)
    }
}
