//! What the form for an answer about sharing shows: who can answer, about whom,
//! and whom the locality's form names.

use kith_core::id::PersonId;
use kith_core::ledger::{Standing, TeamPart};
use kith_core::service::ServiceKind;
use kith_core::sharing::Purpose;
use kith_core::statement::Part;
use kith_store::Tx;

use crate::AppError;
use crate::look::Look;
use crate::people::{self, Somebody};
use crate::record_consent::{ConsentDraft, FORM};

/// The form.
#[derive(Clone)]
pub struct ConsentForms {
    /// The family's title.
    pub family_title: String,
    /// Who can answer: what the form sends, and name, relation and standing.
    pub signers: Vec<(String, String)>,
    /// The children.
    pub children: Vec<(PersonId, String)>,
    /// The services that can be named.
    pub services: Vec<ServiceKind>,
    /// Whom the locality's form names, services and partners, by title.
    pub team: Vec<String>,
    /// Partners that it names by name.
    pub named_partners: Vec<String>,
    /// What it is for.
    pub purposes: Vec<Purpose>,
    /// Somebody wrote that asking is likely to put a child at risk.
    pub is_unsafe_to_ask: bool,
    /// What was being written.
    pub draft: Option<ConsentDraft>,
}

pub(crate) async fn form(tx: &mut Tx, look: &Look) -> Result<ConsentForms, AppError> {
    let everybody = people::everybody(tx, look).await?;
    let kept = tx.draft(look.asker.staff.id, FORM, &look.family.to_string()).await?;
    let may_name = |service: &ServiceKind| !service.is_existence_sensitive() || look.is_own(*service);
    let name = |somebody: &Somebody| (somebody.member.person, somebody.view.display_name.clone());
    let named = look.team.parts().into_iter().filter_map(|part| match part {
        TeamPart::Partner(name) => Some(name),
        TeamPart::Service(_) | TeamPart::Purpose(_) => None,
    });
    let named_partners: Vec<String> = named.collect();
    let services = look.team.services().map(|service| service.title().to_owned());
    Ok(ConsentForms {
        team: services.chain(named_partners.iter().cloned()).collect(),
        named_partners,
        purposes: look.team.purposes(),
        is_unsafe_to_ask: look.ledger().unsafe_to_ask().next().is_some(),
        family_title: people::family_title(&everybody),
        signers: everybody.iter().flat_map(|somebody| signers(look, somebody)).collect(),
        children: everybody.iter().filter(|somebody| somebody.is_living_child()).map(name).collect(),
        services: ServiceKind::ALL.iter().copied().filter(may_name).collect(),
        draft: kept.and_then(|(_, words)| serde_json::from_slice(&words).ok()),
    })
}

/// The ways in which somebody can answer: by what is on record about parental
/// responsibility first, and both ways where nothing is. The worker checks.
pub(crate) fn signers(look: &Look, somebody: &Somebody) -> Vec<(String, String)> {
    let person = somebody.member.person;
    let name = &somebody.view.display_name;
    let as_one =
        |standing: Standing, words: &str| (format!("{person}/{}", standing.word()), format!("{name}, {words}"));
    if !somebody.is_living() {
        return Vec::new();
    }
    if somebody.is_child() {
        let is_older =
            somebody.born_on().is_some_and(|born| born.saturating_add(jiff::Span::new().years(YOUNGEST)) <= look.today);
        return if is_older { vec![as_one(Standing::YoungPerson, "for themself")] } else { Vec::new() };
    }
    let relation = match somebody.member.part {
        Part::Mother => "mother",
        Part::Father => "father",
        Part::Carer | Part::Subject => "carer",
    };
    let parent = as_one(Standing::ParentWithResponsibility, &format!("{relation}, with parental responsibility"));
    let carer = as_one(Standing::LegalCarer, &format!("{relation}, legally recognised"));
    let other = as_one(Standing::Other, &format!("{relation}, without legal standing"));
    match (somebody.member.part, somebody.view.has_parental_responsibility.as_ref().map(|known| known.value)) {
        (Part::Mother, None | Some(true)) | (_, Some(true)) => vec![parent],
        (_, Some(false)) => vec![other, parent],
        (Part::Carer, None) => vec![carer, other],
        (_, None) => vec![parent, other],
    }
}

/// From this age on a young person may be able to answer (A12); under 16 an
/// assessment says whether it counts.
const YOUNGEST: i16 = 11;
