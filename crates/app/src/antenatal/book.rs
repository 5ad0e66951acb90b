//! Sending a notification: her record, her answers, and two messages (LAa).

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::antenatal::{ConsentItem, Receivers, weeks_on};
use kith_core::audit::Action;
use kith_core::id::{FamilyId, NotificationId};
use kith_core::person::{Address, Name};
use kith_core::service::ServiceKind;
use kith_core::sharing::Kind;
use kith_core::statement::{InvolvementStatement, Part, PersonStatement, RowStatement};
use kith_store::{Notification, NotificationEvent, Tx};

use super::form::{Checked, NotificationDraft};
use super::seen::{About, PROOF, Receiver, Seen};
use super::{Kept, KeptPartner, consents, contact, districts, seen, woman};
use crate::door::{event, fresh, today};
use crate::find::Named;
use crate::import::RowRecords;
use crate::sources::source_of;
use crate::{App, AppError, Asker, FieldProblem, loss};

/// The map of the form's own source.
const SOURCE: &str = include_str!("source.toml");

impl App {
    /// Sends a notification: writes down what the form says of her as a record
    /// of its own, keeps her answers in the ledger, and sends it to the centre
    /// and to the health visitors as far as the rules let it go. The same form
    /// sent twice is sent once.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with every field that needs another look;
    /// [`AppError::NotFound`] for whoever sends none.
    pub async fn send_notification(
        &self,
        asker: &Asker,
        (draft, form_key): (&NotificationDraft, &str),
        now: Timestamp,
    ) -> Result<NotificationId, AppError> {
        let key = format!("antenatal {} {form_key}", asker.staff.id);
        let asked = key.clone();
        let done = self.db.read(move |tx| Box::pin(async move { tx.done_once(&asked).await })).await?;
        if let Some(done) = done.and_then(|done| done.parse().ok()) {
            return Ok(done);
        }
        let checked = self.checked(asker, draft, now).await?;
        match self.standing_to(asker, draft, now).await? {
            Some(Named::Outside(_)) => {
                return Err(AppError::Invalid(vec![FieldProblem::new("nhs_number", woman::RECORD_A_REASON)]));
            }
            Some(Named::With(family)) => self.stop_for_loss_of(family, checked.due_on).await?,
            Some(Named::Nobody) | None => {}
        }
        let row = row(asker, &checked, &key, today(now));
        let records = self.take_form_row(asker, (source_of(SOURCE)?, row), now).await?;
        let (asker, pack) = (asker.clone(), self.rules.sharing(now));
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    // The same form can have been sent by two presses at once.
                    if let Some(done) = tx.done_once(&key).await?.and_then(|done| done.parse().ok()) {
                        return Ok(done);
                    }
                    let notification = new(tx, &asker, &checked, records, now).await?;
                    let id = notification.id;
                    finish(tx, &asker, &pack, notification, now).await?;
                    tx.do_once(&key, &id.to_string(), now).await?;
                    Ok::<_, AppError>(id)
                })
            })
            .await
    }

    /// Stops where the pregnancy that is being booked has ended, and asks: a
    /// form that lay open, or paper that comes in late, must not begin again
    /// what a loss has stopped.
    async fn stop_for_loss_of(&self, family: FamilyId, due_on: Date) -> Result<(), AppError> {
        let lost = self.db.read(move |tx| Box::pin(async move { loss::of_due_date(tx, family, due_on).await })).await?;
        match lost {
            Some(_) => Err(AppError::Invalid(vec![FieldProblem::new("due_on", LOST)])),
            None => Ok(()),
        }
    }
}

/// What is said where the pregnancy has ended, and what is asked.
const LOST: &str = "This family has lost their baby, and this is the due date of that pregnancy. Nothing is sent. Is it \
                    a new pregnancy? Check the due date. Was the loss written down in error? Take it back first";

/// What the form says of the baby, the woman and the partner. Whoever books a
/// woman works with her from then on. Where she is somebody of whom nothing may
/// be said, that is with the booking alone: it is kept apart from her.
fn row(asker: &Asker, checked: &Checked, key: &str, today: Date) -> RowStatement {
    let home = Some(home(checked)).filter(|address| !address.is_empty());
    let text = |words: &str| crate::write_down::filled(words);
    let woman = PersonStatement {
        nhs_number: checked.nhs_number,
        given_name: Some(checked.given.clone()),
        family_name: Some(checked.surname.clone()),
        born_on: checked.born_on,
        address: home.clone(),
        telephone: checked.telephone.clone(),
        language: text(&checked.draft.language),
        interpreter: text(&checked.draft.interpreter),
        is_shielded: checked.draft.is_hidden,
        ..PersonStatement::default()
    };
    let baby = PersonStatement {
        given_name: Name::parse("Unborn").ok(),
        family_name: Some(checked.surname.clone()),
        due_on: Some(checked.due_on),
        address: home,
        is_shielded: checked.draft.is_hidden,
        ..PersonStatement::default()
    };
    let partner = checked.partner.as_ref().map(|(given, family, telephone)| PersonStatement {
        given_name: Some(given.clone()),
        family_name: family.clone(),
        telephone: telephone.clone(),
        ..PersonStatement::default()
    });
    let work = InvolvementStatement {
        team: asker.staff.team.clone(),
        worker: Some(asker.staff.name.clone()),
        worker_code: asker.staff.code.clone(),
        worker_post: Some(asker.staff.role.title().to_owned()),
        started_on: Some(today),
        ..InvolvementStatement::default()
    };
    let mut people = vec![(Part::Subject, baby), (Part::Mother, woman)];
    people.extend(partner.map(|partner| (Part::Father, partner)));
    RowStatement {
        row: 1,
        list: "bookings".to_owned(),
        key: key.to_owned(),
        recorded_on: Some(today),
        service: asker.staff.service.unwrap_or(ServiceKind::Maternity),
        people,
        involvement: Some(work),
        contact: None,
        agreements: Vec::new(),
        facts: Vec::new(),
    }
}

/// Where she lives, as it was typed.
fn home(checked: &Checked) -> Address {
    let lines = checked.draft.address.split(',').map(|line| line.trim().to_owned());
    Address { lines: lines.filter(|line| !line.is_empty()).collect(), postcode: checked.postcode.clone(), uprn: None }
}

async fn new(
    tx: &mut Tx,
    asker: &Asker,
    checked: &Checked,
    records: RowRecords,
    now: Timestamp,
) -> Result<Notification, AppError> {
    let kept = kept(checked, asker, contact::of_centre(tx, &checked.centre).await?);
    let form = serde_json::to_string(&kept).map_err(|error| AppError::Broken(error.into()))?;
    Ok(Notification {
        id: fresh(NotificationId::from_random)?,
        baby: records.subject,
        woman: records.mother,
        partner: records.father,
        made_by: asker.staff.id,
        service: asker.staff.service.unwrap_or(ServiceKind::Maternity),
        team: asker.staff.team.clone().unwrap_or_default(),
        made_at: now,
        weeks: weeks_on(checked.due_on, today(now)).map(u32::from),
        centre: checked.centre.clone(),
        is_to_centre: false,
        health_visiting: checked.visitor.1.clone(),
        is_to_health_visiting: false,
        form,
    })
}

fn kept(checked: &Checked, asker: &Asker, contact: Option<contact::NamedContact>) -> Kept {
    let draft = &checked.draft;
    let text = |words: &str| words.trim().to_owned();
    let visitor = match &checked.visitor {
        (Some(name), team) => format!("{name}, {team}"),
        (None, team) => team.clone(),
    };
    Kept {
        due_on: checked.due_on.to_string(),
        name: format!("{} {}", checked.given.for_screen(), checked.surname.for_screen()),
        born_on: checked.born_on.map(|on| on.to_string()).unwrap_or_default(),
        nhs_number: checked.nhs_number.map(|number| number.to_string()).unwrap_or_default(),
        address: home(checked).for_screen(),
        telephone: checked.telephone.as_ref().map(ToString::to_string).unwrap_or_default(),
        language: text(&draft.language),
        interpreter: text(&draft.interpreter),
        partner: checked.partner.as_ref().map(|(given, family, telephone)| KeptPartner {
            name: [Some(given.for_screen()), family.as_ref().map(Name::for_screen)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
            telephone: telephone.as_ref().map(ToString::to_string).unwrap_or_default(),
            has_agreed: true,
            how: draft.partner_how.clone(),
            signature: text(&draft.partner_signature),
        }),
        items: checked.items.iter().map(|(item, answer)| (item.word().to_owned(), *answer)).collect(),
        how: draft.how.clone(),
        signature: text(&draft.signature),
        is_told: draft.is_told,
        background: text(&draft.background),
        is_vulnerable: draft.is_vulnerable,
        midwife: format!("{}, {}", asker.staff.name, asker.staff.team.as_deref().unwrap_or_default()),
        health_visitor: visitor,
        centre_contact: contact.map(|contact| contact.words()).unwrap_or_default(),
        is_hidden: draft.is_hidden,
    }
}

/// Keeps her answers, sends the messages as far as the rules let them go, and
/// writes all of it down.
async fn finish(
    tx: &mut Tx,
    asker: &Asker,
    pack: &kith_core::sharing::Pack,
    mut notification: Notification,
    now: Timestamp,
) -> Result<(), AppError> {
    let id = notification.id;
    let mut seen = seen::read_among(tx, notification.clone(), &BTreeSet::new(), now).await?;
    let is_proven = seen.kept.how != "later";
    if is_proven {
        keep_answers(tx, &seen).await?;
        seen = seen::read_among(tx, notification.clone(), &BTreeSet::new(), now).await?;
        seen.events.push(proof(&seen, asker, ("", now)));
    }
    let process = districts::at_place(tx, &notification.team, today(now)).await?;
    let (centre, visitors) = (process.receivers != Receivers::HealthVisitors, process.receivers != Receivers::Centre);
    notification.is_to_centre = centre && goes_to(&seen, ServiceKind::ChildrensCentre, pack);
    notification.is_to_health_visiting = visitors && goes_to(&seen, ServiceKind::HealthVisiting, pack);
    tx.add_notification(&notification).await?;
    for event in &seen.events {
        tx.add_notification_event(event).await?;
    }
    let (is_to_centre, is_to_visitors) = (notification.is_to_centre, notification.is_to_health_visiting);
    if seen.loss.is_some() {
        loss::stop_messages(tx, &notification, (None, now)).await?;
    }
    let mut written = event(asker, Action::Notify, now)
        .outcome("sent")
        .with("notification", id)
        .with("proven", is_proven)
        .with("centre", is_to_centre)
        .with("health-visiting", is_to_visitors);
    if let Some(family) = seen.family {
        written = written.about(family);
    }
    tx.append_audit(&written).await?;
    Ok(())
}

/// Puts the answers of a form into the ledger.
pub(super) async fn keep_answers(tx: &mut Tx, seen: &Seen) -> Result<(), AppError> {
    let people = seen.people().ok_or_else(|| AppError::Broken(anyhow::anyhow!("a notification is about nobody")))?;
    tx.append_ledger(&consents::entries(&seen.kept, &seen.notification, &people)).await?;
    Ok(())
}

/// That the consent is proven, and how.
pub(super) fn proof(seen: &Seen, asker: &Asker, (words, now): (&str, Timestamp)) -> NotificationEvent {
    NotificationEvent {
        notification: seen.notification.id,
        service: None,
        kind: PROOF.to_owned(),
        by: Some(asker.staff.id),
        at: now,
        words: words.to_owned(),
    }
}

/// Whether a message goes: the rules let it, or it waits for proof of what
/// she is said to have agreed to, unseen (MWh).
fn goes_to(seen: &Seen, service: ServiceKind, pack: &kith_core::sharing::Pack) -> bool {
    let (team, item) = match service {
        ServiceKind::ChildrensCentre => (&seen.notification.centre, ConsentItem::CentreContact),
        _ => (&seen.notification.health_visiting, ConsentItem::HealthVisitor),
    };
    // Nobody sends a notification to themselves.
    if (service, team) == (seen.notification.service, &seen.notification.team) {
        return false;
    }
    if !seen.is_proven() {
        return seen.kept.said_yes(item);
    }
    seen.answer(Kind::Basic, About::Woman, &Receiver::sent_to(service, team), pack).lets_through()
}
