//! A family tells its story once (S003-INa): what another service recorded,
//! and the reader's own did not, is not asked again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use kith_core::id::PersonId;
use kith_core::person::view::PersonView;
use kith_link::plain_letters;
use kith_store::SourceRecord;

use crate::look::Look;
use crate::people;

/// What the reader's own service recorded of each person.
pub(crate) struct OwnRecords {
    views: BTreeMap<PersonId, PersonView>,
    nothing: PersonView,
}

impl OwnRecords {
    /// Reads them from the copies that a look opened.
    pub(crate) fn of(look: &Look, copies: &[Cow<'_, SourceRecord>]) -> Self {
        let mut own: BTreeMap<PersonId, Vec<&SourceRecord>> = BTreeMap::new();
        for copy in copies.iter().filter(|copy| Some(copy.service) == look.asker.staff.service) {
            if let Some(person) = look.person_of(copy.id) {
                own.entry(person).or_default().push(copy);
            }
        }
        let view = |copies: Vec<&SourceRecord>| people::view_of(copies.into_iter(), |name| look.source_title(name));
        Self {
            views: own.into_iter().map(|(person, copies)| (person, view(copies))).collect(),
            nothing: people::view_of(std::iter::empty(), |name| name),
        }
    }

    /// Whether it recorded anything of somebody.
    pub(crate) fn knows(&self, person: PersonId) -> bool {
        self.views.contains_key(&person)
    }

    /// What it recorded of one person.
    pub(crate) fn of_person(&self, person: PersonId) -> &PersonView {
        self.views.get(&person).unwrap_or(&self.nothing)
    }
}

/// Whether the own service's words are those that are offered: somebody of it
/// has asked for them already, so they are not counted.
pub(crate) fn has_asked(own: Option<&str>, offered: &str) -> bool {
    own.is_some_and(|own| plain_letters(own) == plain_letters(offered))
}

#[cfg(test)]
mod tests {
    use super::has_asked;

    #[test]
    fn s003_ina_what_differs_only_in_how_it_is_written_was_asked_before() {
        assert!(has_asked(Some("14 LARCH CLOSE Testfield"), "14 Larch Close, Testfield"));
        assert!(!has_asked(Some("41 Larch Close"), "14 Larch Close, Testfield"));
        assert!(!has_asked(None, "14 Larch Close, Testfield"));
    }
}
