//! One person (screen 7): each value with its source, its age and what speaks
//! against it, cut to what the purpose needs; and the records that were joined,
//! with why.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::family::{PersonField, PersonLine, Scope};
use kith_core::id::{DecisionId, FamilyId, PersonId, RecordId};
use kith_core::person::link::{LinkEvent, Origin, Verdict, standing};
use kith_core::person::view::{Known, PersonView};
use kith_core::person::{Sex, due_words};
use kith_core::sharing::{Category, category_of_basic};
use kith_core::statement::Part;
use kith_store::Tx;

use crate::door::Rules;
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::splits::{self, SplitLine};
use crate::words::date_words;
use crate::{App, AppError, Asker};

/// One value of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldLine {
    /// Which detail.
    pub field: PersonField,
    /// The value as shown.
    pub value: String,
    /// Where it comes from and of when it is.
    pub origin: String,
    /// How many other sources say the same.
    pub agrees: usize,
    /// What other sources say instead.
    pub others: Vec<OtherValue>,
}

/// What another source says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherValue {
    /// The value.
    pub value: String,
    /// Where it comes from and of when it is.
    pub origin: String,
}

/// A source's record that was joined to this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkLine {
    /// Which record.
    pub record: RecordId,
    /// The source.
    pub source_title: String,
    /// When the source wrote it, or when it came in.
    pub recorded_on: Date,
    /// Why it was joined, in words.
    pub reasons: Vec<String>,
    /// Whether it stands alone or was separated by somebody.
    pub can_separate: bool,
}

/// A record that somebody separated from this person and that can be joined
/// again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeparatedLine {
    /// Which record.
    pub record: RecordId,
    /// When it was separated.
    pub separated_at: Timestamp,
}

/// One person, opened.
#[derive(Clone)]
pub struct OpenedPerson {
    /// The family's title.
    pub family_title: String,
    /// Who, as the first screen lists them.
    pub line: PersonLine,
    /// The values that the purpose needs.
    pub fields: Vec<FieldLine>,
    /// Details that are known and left out for this purpose.
    pub left_out: Vec<PersonField>,
    /// No NHS number is known, and the purpose needs one (S003-NNa).
    pub lacks_nhs_number: bool,
    /// Whereabouts are hidden to keep somebody safe.
    pub is_shielded: bool,
    /// The others of the family.
    pub relations: Vec<PersonLine>,
    /// The records that were joined.
    pub links: Vec<LinkLine>,
    /// Records that were separated.
    pub separated: Vec<SeparatedLine>,
    /// Parts of what stood at this address that are somebody else now.
    pub splits: Vec<SplitLine>,
    /// How the look was decided.
    pub decision: DecisionId,
}

impl App {
    /// Opens one person of a family.
    ///
    /// # Errors
    /// As [`App::open_family`]; [`AppError::NotFound`] too where the person is
    /// none of this family, or nothing of them may be seen.
    pub async fn open_person(
        &self,
        asker: &Asker,
        family: FamilyId,
        person: PersonId,
        now: Timestamp,
    ) -> Result<OpenedPerson, AppError> {
        let rules = self.rules.clone();
        self.look_at(asker, (family, now), Doing::page("person"), move |tx, look| {
            let rules = rules.clone();
            Box::pin(async move { open(tx, look, &rules, person).await })
        })
        .await
    }

    /// The people of a family with the fields of a purpose, for programs
    /// (S002-11b).
    ///
    /// # Errors
    /// As [`App::open_family`].
    pub async fn people_of(
        &self,
        asker: &Asker,
        (family, scope): (FamilyId, Scope),
        now: Timestamp,
    ) -> Result<Vec<OpenedPerson>, AppError> {
        self.look_at(asker, (family, now), Doing::page("family-fields"), move |tx, look| Box::pin(all(tx, look, scope)))
            .await
    }
}

async fn open(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    asked_for: PersonId,
) -> Result<Result<OpenedPerson, AppError>, AppError> {
    let person = match tx.resolve_person(asked_for).await {
        Ok(person) => person,
        Err(kith_store::StoreError::NotFound { .. }) => return Ok(Err(AppError::NotFound)),
        Err(failed) => return Err(failed.into()),
    };
    let everybody = people::everybody(tx, look).await?;
    let Some(somebody) = everybody.iter().find(|somebody| somebody.member.person == person) else {
        return Ok(Err(AppError::NotFound));
    };
    let mut opened = opened(look, &everybody, somebody, Scope::Detail);
    (opened.links, opened.separated) = links(tx, look, rules, person).await?;
    opened.splits = splits::of_person(tx, look, rules, (asked_for, person)).await?;
    Ok(look.permit(opened).map(kith_core::sharing::Permitted::into_inner).ok_or(AppError::NotFound))
}

async fn all(tx: &mut Tx, look: &Look, scope: Scope) -> Result<Result<Vec<OpenedPerson>, AppError>, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let is_within = |somebody: &&Somebody| scope == Scope::Detail || is_basic(somebody, look.today);
    let within = everybody.iter().filter(is_within);
    let opened: Vec<OpenedPerson> = within.map(|somebody| opened(look, &everybody, somebody, scope)).collect();
    Ok(look.permit(opened).map(kith_core::sharing::Permitted::into_inner).ok_or(AppError::NotFound))
}

/// Whether what is known of somebody can be basic at all: of a child only
/// until the fourth birthday, of an adult what travels with the child's (A1,
/// A35).
fn is_basic(somebody: &Somebody, today: Date) -> bool {
    let is_due = somebody.view.due_on.is_some();
    !somebody.is_child() || somebody.born_on().map_or(is_due, |born| category_of_basic(born, today) == Category::Basic)
}

fn opened(look: &Look, everybody: &[Somebody], somebody: &Somebody, scope: Scope) -> OpenedPerson {
    let wanted = scope.fields_for(look.asker.purpose);
    let whereabouts = [
        PersonField::Address,
        PersonField::Telephone,
        PersonField::Email,
        PersonField::BestWayToReach,
        PersonField::Practice,
        PersonField::School,
    ];
    let may_say = |field: PersonField| !look.is_shielded || !whereabouts.contains(&field);
    let lines = |fields: &[PersonField]| -> Vec<FieldLine> {
        let said = fields.iter().filter(|field| may_say(**field));
        said.filter_map(|field| field_line(*field, &somebody.view, look.today)).collect()
    };
    let others = PersonField::ALL.iter().copied().filter(|field| !wanted.contains(field)).collect::<Vec<_>>();
    let adult = somebody.member.part != Part::Subject;
    OpenedPerson {
        family_title: people::family_title(everybody),
        line: people::person_line(look, somebody),
        fields: lines(&wanted),
        left_out: others
            .into_iter()
            .filter(|field| !(adult && matches!(field, PersonField::PupilNumber | PersonField::School)))
            .collect(),
        lacks_nhs_number: wanted.contains(&PersonField::NhsNumber) && somebody.view.nhs_number.is_none(),
        is_shielded: look.is_shielded,
        relations: everybody
            .iter()
            .filter(|other| other.member.person != somebody.member.person)
            .map(|other| people::person_line(look, other))
            .collect(),
        links: Vec::new(),
        separated: Vec::new(),
        splits: Vec::new(),
        decision: look.decision,
    }
}

/// One detail as a line; none where no source says it.
pub(crate) fn field_line(field: PersonField, view: &PersonView, today: Date) -> Option<FieldLine> {
    let line = |known: &Option<Known<String>>| known.as_ref().map(|known| told(field, known, Clone::clone));
    match field {
        PersonField::Name => line(&view.name),
        PersonField::BornOn => match (&view.born_on, &view.due_on) {
            (Some(born), _) => Some(told(field, born, |date| date_words(*date))),
            (None, Some(due)) => Some(told(field, due, |date| due_words(*date, today))),
            (None, None) => None,
        },
        PersonField::DiedOn => view.died_on.as_ref().map(|known| told(field, known, |date| date_words(*date))),
        PersonField::Sex => view.sex.as_ref().map(|known| told(field, known, |sex| sex_words(*sex))),
        PersonField::NhsNumber => view.nhs_number.as_ref().map(|known| told(field, known, ToString::to_string)),
        PersonField::Address => view.address.as_ref().map(|known| told(field, known, |address| address.for_screen())),
        PersonField::Telephone => view.telephone.as_ref().map(|known| told(field, known, ToString::to_string)),
        PersonField::Email => line(&view.email),
        PersonField::BestWayToReach => line(&view.best_way_to_reach),
        PersonField::Language => line(&view.language),
        PersonField::Interpreter => line(&view.interpreter),
        PersonField::Practice => line(&view.practice),
        PersonField::School => line(&view.school),
        PersonField::PupilNumber => line(&view.pupil_number),
    }
}

fn told<T>(field: PersonField, known: &Known<T>, words: impl Fn(&T) -> String) -> FieldLine {
    let origin = |title: &str, on: Date| format!("{title}, {}", date_words(on));
    FieldLine {
        field,
        value: words(&known.value),
        origin: origin(&known.source_title, known.recorded_on),
        agrees: known.agrees_with,
        others: known
            .others
            .iter()
            .map(|other| OtherValue {
                value: words(&other.value),
                origin: origin(&other.source_title, other.recorded_on),
            })
            .collect(),
    }
}

fn sex_words(sex: Sex) -> String {
    match sex {
        Sex::Female => "Female".to_owned(),
        Sex::Male => "Male".to_owned(),
        Sex::NotKnown => "Not known".to_owned(),
    }
}

/// The records of a person that may be known, with why they were joined; and
/// those that somebody separated from it.
async fn links(
    tx: &mut Tx,
    look: &Look,
    rules: &Rules,
    person: PersonId,
) -> Result<(Vec<LinkLine>, Vec<SeparatedLine>), AppError> {
    let shown: Vec<_> = look
        .copies
        .iter()
        .filter(|copy| copy.person == person && look.may_know_that(copy.service, Some(person)))
        .collect();
    let records: Vec<RecordId> = shown.iter().map(|copy| copy.record).collect();
    let events = tx.links_of(&records).await?;
    let lines = shown
        .iter()
        .map(|copy| LinkLine {
            record: copy.record,
            source_title: look.source_title(&copy.source_name).to_owned(),
            recorded_on: copy.recorded_on.unwrap_or(copy.received_on),
            reasons: reasons_of(copy.record, &records, &events),
            can_separate: records.len() > 1,
        })
        .collect();
    let mut separated: Vec<SeparatedLine> = Vec::new();
    for ((a, b), held) in standing(&events).iter() {
        let other = [a, b].into_iter().find(|record| !records.contains(record));
        let Some(other) = other.filter(|_| held.verdict == Verdict::Different && held.origin == Origin::Human) else {
            continue;
        };
        if !may_be_told_of(tx, look, rules, other).await? {
            continue;
        }
        let separated_at = events.iter().find(|event| event.seq == held.seq).map_or(look.now, |event| event.at);
        if !separated.iter().any(|known| known.record == other) {
            separated.push(SeparatedLine { record: other, separated_at });
        }
    }
    Ok((lines, separated))
}

/// Whether it may be said that there is somebody whose record this is: the
/// reader works with them, or nothing about them is hidden. That a booking was
/// told apart from somebody hidden says that she is here (T22).
async fn may_be_told_of(tx: &mut Tx, look: &Look, rules: &Rules, record: RecordId) -> Result<bool, AppError> {
    let whose: Vec<PersonId> = tx.persons_of_records(&[record]).await?.into_iter().map(|(_, person)| person).collect();
    for member in tx.families_of_persons(&whose).await? {
        let is_known = crate::look::peek(tx, &look.asker, rules, member.family, look.now).await?.is_some();
        if !is_known && !crate::look::is_plain(tx, member.family).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Why a record was joined to the others, each reason once.
fn reasons_of(record: RecordId, others: &[RecordId], events: &[LinkEvent]) -> Vec<String> {
    let touching = events.iter().filter(|event| {
        event.verdict == Verdict::Same
            && (event.a == record && others.contains(&event.b) || event.b == record && others.contains(&event.a))
    });
    let mut reasons: Vec<String> = Vec::new();
    for event in touching {
        if !event.reasons.is_empty() && !reasons.contains(&event.reasons) {
            reasons.push(event.reasons.clone());
        }
    }
    reasons.truncate(3);
    reasons
}
