//! What a hand-over says: cut person by person and kind by kind to what may
//! go, and never more than the sender may see.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::family::{ContactLine, ServiceLine};
use kith_core::id::{PersonId, RecordId};
use kith_core::person::view::{Known, PersonView};
use kith_core::sharing::Kind;
use kith_core::statement::Part;
use kith_exchange::hand_over::{AdultPaper, ChildPaper, ContactPaper, SupportPaper, WorkPaper};
use kith_store::Tx;

use crate::AppError;
use crate::contacts::contacts_since;
use crate::look::Look;
use crate::open_family::working;
use crate::people::Somebody;
use crate::write_down::anchor;

/// How far back contacts go, in years.
const YEARS: i64 = 5;

/// Which kinds go about whom.
pub(super) type Going = BTreeMap<PersonId, BTreeSet<Kind>>;

/// Everything that the sender may see of a family and could send.
pub(super) struct Holdings<'l> {
    look: &'l Look,
    everybody: &'l [Somebody],
    work: Vec<ServiceLine>,
    contacts: Vec<(RecordId, ContactLine)>,
    support: Vec<(BTreeSet<PersonId>, bool, SupportPaper)>,
}

fn text<T: ToString>(known: &Option<Known<T>>) -> String {
    known.as_ref().map(|known| known.value.to_string()).unwrap_or_default()
}

fn day(known: &Option<Known<Date>>) -> Option<Date> {
    known.as_ref().map(|known| known.value)
}

impl<'l> Holdings<'l> {
    pub(super) async fn read(tx: &mut Tx, look: &'l Look, everybody: &'l [Somebody]) -> Result<Holdings<'l>, AppError> {
        let work = working(tx, look, everybody).await?.lines;
        let from = look.today.saturating_sub(jiff::Span::new().years(YEARS));
        let contacts = contacts_since(tx, look, everybody, from).await?;
        let mut support = Vec::new();
        for shown in crate::support::on_first_screen(tx, look, everybody).await? {
            let Some(head) = look.support.iter().find(|head| head.id == shown.support) else { continue };
            let people = head.people.iter().filter_map(|record| look.person_of(*record)).collect();
            let reference = reference(tx, &format!("support {}", head.id));
            let paper = SupportPaper { reference, service: shown.name, state: shown.state };
            support.push((people, head.holder.is_existence_sensitive(), paper));
        }
        Ok(Self { look, everybody, work, contacts, support })
    }

    /// What is held of a kind about somebody, in a few words; none where
    /// nothing is.
    pub(super) fn words(&self, person: PersonId, kind: Kind) -> Option<String> {
        let all: Going = [(person, [kind, Kind::Basic].into())].into();
        let somebody = self.everybody.iter().find(|it| it.member.person == person)?;
        let count = |count: usize, one: &str, more: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            many => Some(format!("{many} {more}")),
        };
        match kind {
            Kind::Basic if somebody.is_child() => Some("Name, birthday, NHS number, new address, language".to_owned()),
            Kind::Basic => Some("Name, birthday, NHS number, telephone, language".to_owned()),
            Kind::Involvement => count(self.work_of(somebody, false).len(), "service", "services"),
            Kind::Contacts => count(self.contacts_of(person, &all).len(), "contact", "contacts"),
            Kind::Health => count(self.notes(person, false), "note of your own service", "notes of your own service"),
            Kind::SensitiveHealth => {
                let own = self.notes(person, true) + self.work_of(somebody, true).len();
                count(own, "sensitive entry", "sensitive entries")
            }
            Kind::Support => {
                count(self.support_of(&all, person).len(), "agreement on support", "agreements on support")
            }
            Kind::NewBirth => None,
        }
    }

    /// The children as they go: whoever's basic details may go, with whatever
    /// else may.
    pub(super) fn children(&self, tx: &Tx, going: &Going) -> Vec<ChildPaper> {
        let goes =
            |somebody: &&Somebody| going.get(&somebody.member.person).is_some_and(|kinds| kinds.contains(&Kind::Basic));
        let children = self.everybody.iter().filter(|it| it.is_living_child()).filter(goes);
        children.map(|child| self.child(tx, child, going)).collect()
    }

    fn child(&self, tx: &Tx, child: &Somebody, going: &Going) -> ChildPaper {
        let person = child.member.person;
        let none = BTreeSet::new();
        let kinds = going.get(&person).unwrap_or(&none);
        let view = &child.view;
        let home = view.address.as_ref().filter(|_| !self.look.is_shielded).map(|known| &known.value);
        let mut lines = home.map(crate::consent_form::address_lines).unwrap_or_default();
        let postcode = home.and_then(|home| home.postcode.as_ref()).map(ToString::to_string).unwrap_or_default();
        lines.retain(|line| *line != postcode);
        let adults = self.everybody.iter().filter(|it| !it.is_child() && it.is_living());
        let named = adults.filter(|it| going.get(&it.member.person).is_some_and(|kinds| kinds.contains(&Kind::Basic)));
        let mut work = if kinds.contains(&Kind::Involvement) { self.work_of(child, false) } else { Vec::new() };
        if kinds.contains(&Kind::SensitiveHealth) {
            work.extend(self.work_of(child, true));
        }
        ChildPaper {
            reference: anchor(self.look, person).map(|record| reference(tx, &record.to_string())).unwrap_or_default(),
            given: text(&view.given_name),
            middle: text(&view.middle_name),
            family: text(&view.family_name),
            born_on: day(&view.born_on),
            due_on: day(&view.due_on),
            sex: view.sex.as_ref().map(|known| known.value.letter().to_string()).unwrap_or_default(),
            nhs_number: number(view),
            address: lines,
            postcode,
            language: text(&view.language),
            interpreter: text(&view.interpreter),
            adults: named.map(adult).collect(),
            work,
            contacts: self.contacts_of(person, going).into_iter().map(|it| self.contact(tx, it, kinds)).collect(),
            support: self.support_of(going, person),
        }
    }

    /// Who works with a child; sensitive services apart from the others.
    fn work_of(&self, child: &Somebody, is_sensitive: bool) -> Vec<WorkPaper> {
        let is_about = |line: &&ServiceLine| line.about.is_empty() || line.about.contains(&child.view.first_name);
        let of_sort = |line: &&ServiceLine| line.service.is_existence_sensitive() == is_sensitive;
        let shown = self.work.iter().filter(is_about).filter(of_sort).filter(|_| !self.look.is_shielded);
        shown
            .map(|line| WorkPaper {
                service: line.service.word().to_owned(),
                team: line.name.clone(),
                worker: line.worker.clone().unwrap_or_default(),
                post: line.post.clone().unwrap_or_default(),
                telephone: line.telephone.clone().unwrap_or_default(),
                ended_on: line.ended_on,
                is_lead: line.is_lead,
            })
            .collect()
    }

    fn about(&self, person: PersonId) -> impl Iterator<Item = &ContactLine> {
        let of_person = move |(record, _): &&(RecordId, ContactLine)| self.look.person_of(*record) == Some(person);
        self.contacts.iter().filter(of_person).map(|(_, line)| line)
    }

    /// The contacts of a child that may go: those of sensitive services only
    /// with an agreement about what is sensitive.
    fn contacts_of(&self, person: PersonId, going: &Going) -> Vec<&ContactLine> {
        let has = |kind: Kind| going.get(&person).is_some_and(|kinds| kinds.contains(&kind));
        let goes = |line: &&ContactLine| {
            let sensitive = line.service.is_existence_sensitive();
            line.kind.is_some() && if sensitive { has(Kind::SensitiveHealth) } else { has(Kind::Contacts) }
        };
        self.about(person).filter(goes).collect()
    }

    fn contact(&self, tx: &Tx, line: &ContactLine, kinds: &BTreeSet<Kind>) -> ContactPaper {
        let needs = if line.service.is_existence_sensitive() { Kind::SensitiveHealth } else { Kind::Health };
        ContactPaper {
            reference: reference(tx, &format!("contact {}", line.contact)),
            service: line.service.word().to_owned(),
            on: Some(line.happened_on),
            kind: line.kind.clone().unwrap_or_default(),
            worker: line.worker.clone().unwrap_or_default(),
            was_attended: line.was_attended,
            note: if kinds.contains(&needs) { self.note(line) } else { String::new() },
        }
    }

    /// What the sender's own service wrote, without what was told in
    /// confidence: the professionals of a service release its notes, nobody in
    /// their place (S002-14b), and a confidence is asked about first (S002-10a).
    fn note(&self, line: &ContactLine) -> String {
        if !self.look.is_own(line.service) || !self.look.asker.staff.role.is_registered_health_profession() {
            return String::new();
        }
        let statements = line.note.iter().flat_map(|note| &note.statements);
        let told = statements.filter(|statement| statement.confided.is_none()).map(|statement| statement.words.trim());
        told.filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
    }

    fn notes(&self, person: PersonId, is_sensitive: bool) -> usize {
        let of_sort = self.about(person).filter(|line| line.service.is_existence_sensitive() == is_sensitive);
        of_sort.filter(|line| !self.note(line).is_empty()).count()
    }

    /// Support that is about children alone, each of whom may be told of with
    /// it.
    fn support_of(&self, going: &Going, child: PersonId) -> Vec<SupportPaper> {
        let may = |person: &PersonId, is_sensitive: bool| {
            let kind = if is_sensitive { Kind::SensitiveHealth } else { Kind::Support };
            going.get(person).is_some_and(|kinds| kinds.contains(&kind))
        };
        let of_child = self.support.iter().filter(|(people, ..)| people.contains(&child));
        let goes = of_child.filter(|(people, is_sensitive, _)| people.iter().all(|person| may(person, *is_sensitive)));
        goes.map(|(.., paper)| paper.clone()).collect()
    }
}

/// How papers name something here: the same in each of them, and no reference
/// of ours.
fn reference(tx: &Tx, of: &str) -> String {
    tx.keys().term_key("hand-over-ref", of)[..16].to_owned()
}

fn number(view: &PersonView) -> String {
    text(&view.nhs_number)
}

fn adult(somebody: &Somebody) -> AdultPaper {
    let view = &somebody.view;
    AdultPaper {
        part: match somebody.member.part {
            Part::Mother => "mother",
            Part::Father => "father",
            Part::Carer | Part::Subject => "carer",
        }
        .to_owned(),
        given: text(&view.given_name),
        family: text(&view.family_name),
        born_on: day(&view.born_on),
        nhs_number: number(view),
        telephone: text(&view.telephone),
        language: text(&view.language),
    }
}
