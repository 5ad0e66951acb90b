//! What the rows of a source hold, for the register of agreements.

use std::collections::BTreeSet;

use kith_core::service::ServiceKind;
use kith_core::sharing::Kind;

use super::{ContactField, From, InvolvementField, ListMap, Service, SourceMap};

impl SourceMap {
    /// The kinds of information in its rows of which every case is decided on
    /// its own.
    #[must_use]
    pub fn case_by_case(&self) -> BTreeSet<Kind> {
        let mut kinds: BTreeSet<Kind> = self.lists.iter().flat_map(of_list).collect();
        if self.is_of_a_sensitive_service() {
            kinds.insert(Kind::SensitiveHealth);
        }
        kinds
    }

    /// Whether one of its rows is of a service of which nobody may know
    /// without consent that it works with somebody.
    #[must_use]
    pub fn is_of_a_sensitive_service(&self) -> bool {
        let is_sensitive = |word: &str| ServiceKind::from_word(word).is_some_and(ServiceKind::is_existence_sensitive);
        self.service.is_existence_sensitive()
            || self.lists.iter().any(|list| match &list.service {
                Service::Always(service) => service.is_existence_sensitive(),
                Service::From(value) => value.pieces.iter().any(|piece| {
                    let codes = piece.codes.as_ref().and_then(|codes| self.codes.get(codes));
                    let may_say = codes.is_some_and(|codes| codes.words.values().any(|word| is_sensitive(word)));
                    may_say || matches!(&piece.from, From::Fixed(word) if is_sensitive(word))
                }),
            })
    }
}

fn of_list(list: &ListMap) -> Vec<Kind> {
    let has_note = list.contact.iter().any(|(field, _)| *field == ContactField::Note);
    let says = |field: InvolvementField| list.involvement.iter().any(|(known, _)| *known == field);
    let mut kinds: Vec<Kind> = list.facts.iter().filter_map(|fact| fact.kind.feed().planned().kind()).collect();
    kinds.extend((!list.contact.is_empty()).then_some(Kind::Contacts));
    kinds.extend(has_note.then_some(Kind::Health));
    kinds.extend((says(InvolvementField::Level) || says(InvolvementField::Status)).then_some(Kind::Support));
    kinds
}

#[cfg(test)]
mod tests {
    use kith_core::sharing::Kind;

    use crate::SourceMap;

    fn map(text: &str) -> SourceMap {
        SourceMap::parse(text).expect("the map holds")
    }

    #[test]
    fn visits_notes_levels_and_sensitive_services_are_found() {
        let visits = map(include_str!("../../../../sources/health-visiting.toml"));
        let kinds = visits.case_by_case();
        assert!(kinds.contains(&Kind::Contacts) && kinds.contains(&Kind::Health), "{kinds:?}");
        assert!(!kinds.contains(&Kind::Basic) && !visits.is_of_a_sensitive_service());
        let police = map(include_str!("../../../../sources/police.toml"));
        assert!(police.is_of_a_sensitive_service());
        assert!(police.case_by_case().contains(&Kind::SensitiveHealth));
        let demographic = map(include_str!("../../../../sources/demographic-message.toml"));
        assert!(demographic.case_by_case().is_empty());
    }
}
