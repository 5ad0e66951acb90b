//! Who the woman is: found by number or by name and date of birth, by the same
//! search and the same opening as everywhere; and whom a form can name.

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::family::{PersonField, fields_for};
use kith_core::id::FamilyId;
use kith_core::person::view::Known;
use kith_core::person::{Address, NhsNumber};
use kith_core::statement::Part;
use kith_core::workforce::Role;

use super::form::{NotificationDraft, Visitors};
use crate::find::{Named, SearchTerms, named, read_day};
use crate::look::{Doing, Look};
use crate::people::{self, Somebody};
use crate::told_once::{OwnRecords, has_asked};
use crate::{App, AppError, Asker, CentrePrompt, FieldProblem, gaps};

/// One field of the form that was filled with what a service recorded
/// (S003-INa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledField {
    /// The field, by its name on the form.
    pub field: &'static str,
    /// Who recorded it, and when.
    pub origin: String,
    /// Another service recorded it, and the reader's own did not: it is not
    /// asked again.
    pub is_from_another: bool,
}

/// What is known of a woman, for the form.
pub(super) struct KnownOf {
    pub(super) draft: NotificationDraft,
    pub(super) filled: Vec<FilledField>,
    pub(super) family_title: String,
    pub(super) ask_about_centre: Option<CentrePrompt>,
}

impl App {
    /// The family of the woman whom a form names exactly.
    pub(super) async fn woman_named(
        &self,
        asker: &Asker,
        draft: &NotificationDraft,
        now: Timestamp,
    ) -> Result<FamilyId, AppError> {
        let problem = |words: &str| AppError::Invalid(vec![FieldProblem::new("nhs_number", words)]);
        match self.standing_to(asker, draft, now).await? {
            None => Err(problem("Write her NHS number, or her names and date of birth")),
            Some(Named::With(family)) => Ok(family),
            Some(Named::Outside(_)) => Err(problem(RECORD_A_REASON)),
            Some(Named::Nobody) => Err(problem("Nobody is known by this. Fill in the form: a record is made for her")),
        }
    }

    /// How the reader stands to the family of the woman whom a form names; none
    /// where it does not name her exactly.
    pub(super) async fn standing_to(
        &self,
        asker: &Asker,
        draft: &NotificationDraft,
        now: Timestamp,
    ) -> Result<Option<Named>, AppError> {
        let by_name = format!("{} {} {}", draft.given_name, draft.family_name, draft.born_on);
        let mut stands = None;
        for typed in [draft.nhs_number.clone(), by_name] {
            let terms = SearchTerms::read(&typed);
            if !terms.is_exact() {
                continue;
            }
            let (reader, rules) = (asker.clone(), self.rules.clone());
            let found =
                self.db.read(move |tx| Box::pin(async move { named(tx, &reader, &rules, terms, now).await })).await?;
            if !matches!(found, Named::Nobody) {
                return Ok(Some(found));
            }
            stands = Some(found);
        }
        Ok(stands)
    }

    /// What is known of the woman in a family that the reader works with, as
    /// far as the reader's purpose needs it; what was typed stays.
    pub(super) async fn known_of(
        &self,
        asker: &Asker,
        (family, draft): (FamilyId, NotificationDraft),
        now: Timestamp,
    ) -> Result<KnownOf, AppError> {
        self.look_at(asker, (family, now), Doing::page("antenatal-new"), move |tx, look| {
            let draft = draft.clone();
            Box::pin(async move {
                let copies = look.open_copies(tx).await?;
                let everybody = people::everybody_in(look, &copies);
                let own = OwnRecords::of(look, &copies);
                let draft = NotificationDraft { family: look.family.to_string(), ..draft };
                let (draft, filled) = filled(draft, (look, &everybody, &own));
                let known = KnownOf {
                    draft,
                    filled,
                    family_title: people::family_title(&everybody),
                    ask_about_centre: gaps::prompt(tx, look, &everybody).await?,
                };
                Ok(look.permit(known).map(kith_core::sharing::Permitted::into_inner).ok_or(AppError::NotFound))
            })
        })
        .await
    }

    /// The health visitors and their teams, to be named on a notification
    /// (MWb).
    pub(super) async fn health_visitors(&self) -> Result<Visitors, AppError> {
        let (accounts, places) = self
            .db
            .read(|tx| Box::pin(async move { Ok::<_, AppError>((tx.all_staff().await?, tx.places().await?)) }))
            .await?;
        let of = |account: &kith_store::Account| {
            let post = account.roles.iter().find(|post| post.role == Role::HealthVisitor)?;
            let team = post.team.clone()?;
            account.is_active.then(|| (account.id.to_string(), format!("{}, {team}", account.name)))
        };
        let mut visitors: Visitors = accounts.iter().filter_map(of).collect();
        visitors.sort_by(|one, other| one.1.cmp(&other.1));
        let is_team = |place: &&kith_core::area::Place| place.kind == kith_core::area::PlaceKind::HealthVisitingTeam;
        let teams = places.iter().filter(is_team);
        visitors.extend(teams.map(|team| (format!("team:{}", team.name), format!("{}, nobody named yet", team.name))));
        Ok(visitors)
    }
}

/// What to do where she is known and the reader does not work with her.
pub(super) const RECORD_A_REASON: &str =
    "She is known, and your team does not work with her yet. Find her first, and record your reason";

/// The mother of the family, where what was typed may be hers: number and
/// birthday of somebody else in the family are not mixed with what is hers. Of
/// two whom nobody has joined yet, the one whom the reader's own service knows,
/// then the one of whom more is known.
fn woman_of<'e>(draft: &NotificationDraft, everybody: &'e [Somebody], own: &OwnRecords) -> Option<&'e Somebody> {
    let number = draft.nhs_number.parse::<NhsNumber>().ok();
    let born_on = read_day(&draft.born_on);
    let has_number = |somebody: &Somebody| somebody.view.nhs_number.as_ref().is_some_and(|known| says(known, number));
    let may_be_her = |woman: &Somebody| {
        let view = &woman.view;
        let is_somebody_else = || everybody.iter().any(|it| it.member.person != woman.member.person && has_number(it));
        let is_number_hers = match number {
            Some(_) if view.nhs_number.is_some() => has_number(woman),
            Some(_) => !is_somebody_else(),
            None => true,
        };
        is_number_hers && (born_on.is_none() || view.born_on.as_ref().is_none_or(|known| says(known, born_on)))
    };
    let fullness = |woman: &Somebody| {
        let view = &woman.view;
        let names = [view.given_name.is_some(), view.family_name.is_some()];
        let more = [view.nhs_number.is_some(), view.born_on.is_some(), view.address.is_some()];
        names.iter().chain(&more).filter(|is_known| **is_known).count()
    };
    let women = everybody.iter().filter(|somebody| somebody.member.part == Part::Mother && may_be_her(somebody));
    women.min_by_key(|woman| Reverse((own.knows(woman.member.person), fullness(woman))))
}

/// Whether any source states this value.
fn says<T: PartialEq>(known: &Known<T>, typed: Option<T>) -> bool {
    typed.is_some_and(|typed| known.value == typed || known.others.iter().any(|other| other.value == typed))
}

/// The form with what is known of the woman, and where each field comes from.
fn filled(
    mut draft: NotificationDraft,
    (look, everybody, own): (&Look, &[Somebody], &OwnRecords),
) -> (NotificationDraft, Vec<FilledField>) {
    let Some(woman) = woman_of(&draft, everybody, own) else { return (draft, Vec::new()) };
    let fields = fields_for(look.asker.purpose);
    let may = |field: PersonField| fields.contains(&field);
    // Whoever is kept safe tells the midwife herself how she may be reached.
    let may_reach = |field: PersonField| may(field) && !look.is_shielded;
    let mut filling = Filling { fields: Vec::new() };
    let (view, ours) = (&woman.view, own.of_person(woman.member.person));
    let words = |text: &String| text.clone();
    let postcode = |address: &Address| address.postcode.as_ref().map(ToString::to_string).unwrap_or_default();
    let street = |address: &Address| address.lines.join(", ");
    let day = |date: &Date| crate::words::date_words(*date);
    let (name, home) = (may(PersonField::Name), may_reach(PersonField::Address));
    let (number, rings) = (may(PersonField::NhsNumber), may_reach(PersonField::Telephone));
    let (born, language) = (may(PersonField::BornOn), may(PersonField::Language));
    let signs = may(PersonField::Interpreter);
    let (known, own_number) = (&view.nhs_number, &ours.nhs_number);
    filling.fill((&mut draft.nhs_number, "nhs_number", number), (known, own_number), ToString::to_string);
    filling.fill((&mut draft.given_name, "given_name", name), (&view.given_name, &ours.given_name), words);
    filling.fill((&mut draft.family_name, "family_name", name), (&view.family_name, &ours.family_name), words);
    filling.fill((&mut draft.born_on, "born_on", born), (&view.born_on, &ours.born_on), day);
    filling.fill((&mut draft.address, "address", home), (&view.address, &ours.address), street);
    filling.fill((&mut draft.postcode, "postcode", home), (&view.address, &ours.address), postcode);
    filling.fill((&mut draft.telephone, "telephone", rings), (&view.telephone, &ours.telephone), ToString::to_string);
    filling.fill((&mut draft.language, "language", language), (&view.language, &ours.language), words);
    filling.fill((&mut draft.interpreter, "interpreter", signs), (&view.interpreter, &ours.interpreter), words);
    let expected = everybody.iter().filter(|it| it.is_living_child() && it.born_on().is_none());
    let latest = expected.filter_map(|it| Some((it.view.due_on.as_ref()?.value, it))).max_by_key(|(due, _)| *due);
    if let Some((_, baby)) = latest {
        let ours = own.of_person(baby.member.person);
        filling.fill((&mut draft.due_on, "due_on", born), (&baby.view.due_on, &ours.due_on), day);
    }
    draft.is_hidden |= look.is_shielded;
    (draft, filling.fields)
}

/// Notes which fields were filled, and from where.
struct Filling {
    fields: Vec<FilledField>,
}

impl Filling {
    /// Fills a field that is empty and may be filled with what is known.
    fn fill<T>(
        &mut self,
        (typed, field, may): (&mut String, &'static str, bool),
        (known, own): (&Option<Known<T>>, &Option<Known<T>>),
        words: impl Fn(&T) -> String,
    ) {
        let Some(known) = known.as_ref().filter(|_| may && typed.trim().is_empty()) else { return };
        let value = words(&known.value);
        if value.is_empty() {
            return;
        }
        let own = own.as_ref().filter(|own| has_asked(Some(&words(&own.value)), &value));
        let said = own.unwrap_or(known);
        let origin = format!("{}, {}", said.source_title, crate::words::date_words(said.recorded_on));
        self.fields.push(FilledField { field, origin, is_from_another: own.is_none() });
        *typed = value;
    }
}
