//! How far a look reaches: which services may be known, about whom, and which
//! copies may be opened.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use kith_core::id::{PersonId, RecordId};
use kith_core::ledger::LedgerState;
use kith_core::service::ServiceKind;
use kith_core::statement::Part;
use kith_store::{CopyLine, SourceRecord, Tx};

use super::{Look, cut};
use crate::AppError;
use crate::questions::Answered;

impl Look {
    /// Whether a service's work is the reader's own service's.
    pub(crate) fn is_own(&self, service: ServiceKind) -> bool {
        self.asker.staff.service == Some(service) && self.standing.is_own_service() && self.own.lets_through()
    }

    /// What the rules say about what a service wrote about somebody: about an
    /// adult, what that adult agreed to; the children together otherwise.
    pub(crate) fn answer_about(&self, service: ServiceKind, person: Option<PersonId>) -> Option<&Answered> {
        match person {
            Some(person) if !self.births.contains_key(&person) => self.notes_of_adults.get(&(service, person)),
            _ => self.notes.get(&service),
        }
    }

    /// Whether that this service works with this person may be known.
    pub(crate) fn may_know_that(&self, service: ServiceKind, person: Option<PersonId>) -> bool {
        if self.is_own(service) || !service.is_existence_sensitive() {
            let is_closed = person.is_some_and(|person| self.closed_adults.contains(&person));
            return self.may_know_of(service) && (self.is_own(service) || !is_closed);
        }
        self.answer_about(service, person).is_some_and(Answered::lets_through)
    }

    /// Whether what the ledger keeps with this record may be told: not where
    /// it would say that a sensitive service works with somebody.
    pub(crate) fn may_tell_of(&self, record: RecordId) -> bool {
        let copy = self.copies.iter().find(|copy| copy.record == record);
        copy.is_none_or(|copy| {
            !copy.service.is_existence_sensitive() || self.may_know_that(copy.service, Some(copy.person))
        })
    }

    /// Whether that this service works with the family may be known.
    pub(crate) fn may_know_of(&self, service: ServiceKind) -> bool {
        if self.is_own(service) {
            return true;
        }
        if service.is_existence_sensitive() {
            return self.notes.get(&service).is_some_and(Answered::lets_through);
        }
        self.index.lets_through()
    }

    /// What stands in the ledger today about the family and its children: what
    /// one adult said about themself alone is not in it (AXh).
    pub(crate) fn family_ledger(&self) -> LedgerState<'_> {
        let people = self.members.iter().map(|member| member.person);
        self.ledger().apart_from(&people.filter(|person| !self.births.contains_key(person)).collect())
    }

    /// The services whose work may be known, by kind.
    pub(crate) fn visible_services(&self) -> BTreeSet<ServiceKind> {
        self.copies.iter().map(|copy| copy.service).filter(|service| self.may_know_of(*service)).collect()
    }

    /// Whether one copy may say who its person is: the reader's own service's
    /// always; another's where that person's basic details may be seen, and
    /// never one whose very involvement is sensitive. An adult's details
    /// travel with the youngest child's (A35).
    fn may_open(&self, copy: &CopyLine) -> bool {
        if self.is_own(copy.service) {
            return true;
        }
        let of_person = self.basic.get(&copy.person).map(Answered::lets_through);
        let with_a_child = || self.basic.values().any(Answered::lets_through);
        !copy.service.is_existence_sensitive() && of_person.unwrap_or_else(with_a_child)
    }

    /// The rows of the family's children of which the reader may have the whole,
    /// each with the child: what they say of the child's relations is more
    /// than basic details.
    pub(crate) fn whole_rows_of_children(&self) -> BTreeMap<(&str, &str), PersonId> {
        let is_whole = |copy: &&CopyLine| {
            self.is_own(copy.service)
                || !self.standing.is_told_basic_facts_alone()
                    && self.may_open(copy)
                    && self.answer_about(copy.service, Some(copy.person)).is_some_and(Answered::lets_through)
        };
        let whole: BTreeMap<RecordId, PersonId> =
            self.copies.iter().filter(is_whole).map(|copy| (copy.record, copy.person)).collect();
        let opened = self.opened.iter().filter(|copy| copy.part == Part::Subject);
        opened
            .filter_map(|copy| Some(((copy.source_name.as_str(), copy.row_key.as_str()), *whole.get(&copy.id)?)))
            .collect()
    }

    /// The services whose copies may be opened.
    pub(crate) fn basic_services(&self) -> BTreeSet<ServiceKind> {
        self.copies.iter().filter(|copy| self.may_open(copy)).map(|copy| copy.service).collect()
    }

    /// Opens every copy that may be opened: the reader's own service's whole,
    /// another's as far as the answer goes.
    pub(crate) async fn open_copies<'l>(&'l self, tx: &mut Tx) -> Result<Vec<Cow<'l, SourceRecord>>, AppError> {
        let readable: BTreeMap<RecordId, &CopyLine> =
            self.copies.iter().filter(|copy| self.may_open(copy)).map(|copy| (copy.record, copy)).collect();
        // The rules had to have the children's opened before.
        let mut copies: Vec<Cow<'l, SourceRecord>> =
            self.opened.iter().filter(|copy| readable.contains_key(&copy.id)).map(Cow::Borrowed).collect();
        let opened: BTreeSet<RecordId> = copies.iter().map(|copy| copy.id).collect();
        let others: Vec<RecordId> = readable.keys().filter(|record| !opened.contains(*record)).copied().collect();
        copies.extend(tx.records(&others).await?.into_iter().map(Cow::Owned));
        Ok(copies.into_iter().map(|copy| self.cut(readable[&copy.id].person, copy)).collect())
    }

    /// A copy as the reader may have it: a yes to basic details opens what
    /// basic details are, a yes to what the service wrote the whole.
    fn cut<'l>(&self, person: PersonId, copy: Cow<'l, SourceRecord>) -> Cow<'l, SourceRecord> {
        if self.is_own(copy.service) {
            return copy;
        }
        if self.standing.is_told_basic_facts_alone() {
            return Cow::Owned(cut::to_basic_facts(copy.into_owned(), &self.asker));
        }
        if self.answer_about(copy.service, Some(person)).is_some_and(Answered::lets_through) {
            return copy;
        }
        let statement = cut::to_identity(copy.part, &copy.statement, self.today);
        Cow::Owned(SourceRecord { statement, ..copy.into_owned() })
    }
}
