//! Who the woman is: found by number or by name and date of birth, by the same
//! search and the same opening as everywhere; and whom a form can name.

use jiff::Timestamp;
use kith_core::family::{PersonField, fields_for};
use kith_core::id::FamilyId;
use kith_core::statement::Part;
use kith_core::workforce::Role;

use super::form::{NotificationDraft, Visitors};
use crate::find::{Named, SearchTerms, named};
use crate::look::Doing;
use crate::people::{self, Somebody};
use crate::{App, AppError, Asker, FieldProblem};

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
    ) -> Result<(NotificationDraft, String), AppError> {
        self.look_at(asker, (family, now), Doing::page("antenatal-new"), move |tx, look| {
            let draft = draft.clone();
            Box::pin(async move {
                let everybody = people::everybody(tx, look).await?;
                let title = people::family_title(&everybody);
                let draft = NotificationDraft { family: look.family.to_string(), ..draft };
                let filled = filled(draft, &everybody, fields_for(look.asker.purpose), look.is_shielded);
                Ok(look
                    .permit((filled, title))
                    .map(kith_core::sharing::Permitted::into_inner)
                    .ok_or(AppError::NotFound))
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

fn filled(
    draft: NotificationDraft,
    everybody: &[Somebody],
    fields: &[PersonField],
    is_shielded: bool,
) -> NotificationDraft {
    let Some(woman) = everybody.iter().find(|somebody| somebody.member.part == Part::Mother) else { return draft };
    let view = &woman.view;
    let may = |field: PersonField| fields.contains(&field);
    let or =
        |typed: String, known: Option<String>| if typed.trim().is_empty() { known.unwrap_or_default() } else { typed };
    let text = |known: &Option<kith_core::person::view::Known<String>>| known.as_ref().map(|known| known.value.clone());
    let home = view.address.as_ref().filter(|_| may(PersonField::Address) && !is_shielded);
    let expected = everybody.iter().filter(|it| it.is_living_child() && it.born_on().is_none());
    let due = expected.filter_map(|it| it.view.due_on.as_ref().map(|due| due.value)).max();
    NotificationDraft {
        nhs_number: or(
            draft.nhs_number,
            view.nhs_number.as_ref().filter(|_| may(PersonField::NhsNumber)).map(|known| known.value.to_string()),
        ),
        given_name: or(draft.given_name, text(&view.given_name)),
        family_name: or(draft.family_name, text(&view.family_name)),
        born_on: or(draft.born_on, woman.born_on().map(crate::words::date_words)),
        address: or(draft.address, home.map(|known| known.value.lines.join(", "))),
        postcode: or(draft.postcode, home.and_then(|known| known.value.postcode.as_ref()).map(ToString::to_string)),
        telephone: or(
            draft.telephone,
            view.telephone
                .as_ref()
                .filter(|_| may(PersonField::Telephone) && !is_shielded)
                .map(|known| known.value.to_string()),
        ),
        language: or(draft.language, text(&view.language)),
        interpreter: or(draft.interpreter, text(&view.interpreter)),
        due_on: or(draft.due_on, due.map(crate::words::date_words)),
        is_hidden: draft.is_hidden || is_shielded,
        ..draft
    }
}
