//! What is done with a notification: the receiver takes it, gets in touch and
//! says how it ended (MWi); the sender proves the consent (MWh).

use jiff::Timestamp;
use kith_core::antenatal::MessageEvent;
use kith_core::audit::Action;
use kith_core::id::NotificationId;
use kith_store::{NotificationEvent, Tx};

use super::book::{keep_answers, proof};
use super::held;
use super::open::{Answers, Side, keep, side_of};
use super::seen::{Receiver, Seen, knows_family, read};
use super::sign::{SIGNED, needs_signature, signed};
use crate::caseload::current;
use crate::door::{Rules, event, today};
use crate::questions::KeptPart;
use crate::write_down::filled;
use crate::{App, AppError, Asker, FieldProblem, Refusal};

/// The longest note, in letters.
const LONGEST: usize = 1_000;

/// What somebody does with a notification.
#[derive(Clone, PartialEq, Eq)]
pub struct AnswerNotification {
    /// The word of what is done: one of [`MessageEvent`], `proof` or
    /// `in-writing`.
    pub what: String,
    /// What was introduced, why she was not reached, what is planned, how the
    /// consent is proven, or where the signed form is kept.
    pub words: String,
}

impl std::fmt::Debug for AnswerNotification {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "AnswerNotification({}, hidden)", self.what)
    }
}

impl App {
    /// Writes down what is done with a notification.
    ///
    /// # Errors
    /// [`AppError::Refused`] where the rules do not let the reader see it;
    /// [`AppError::Stale`] where it cannot be done any more;
    /// [`AppError::Invalid`] without the words that it needs;
    /// [`AppError::NotFound`] for every other team.
    pub async fn answer_notification(
        &self,
        asker: &Asker,
        (id, answer): (NotificationId, &AnswerNotification),
        now: Timestamp,
    ) -> Result<(), AppError> {
        current(asker, now)?;
        let answer = checked(answer)?;
        let (asker, rules) = (asker.clone(), self.rules.clone());
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let notification = match tx.notification(id).await {
                        Ok(notification) => notification,
                        Err(missing) => return Ok(Err(AppError::from(missing))),
                    };
                    let seen = read(tx, notification, now).await?;
                    match (side_of(&asker, &seen), MessageEvent::from_word(&answer.what)) {
                        (Some(Side::Sender), None) if answer.what == SIGNED => {
                            sign(tx, &asker, &seen, (&answer, now)).await
                        }
                        (Some(Side::Sender), None) => {
                            let knows = knows_family(tx, &asker, &rules, &seen, now).await?;
                            prove(tx, &asker, &seen, (&answer, knows, now)).await
                        }
                        (Some(Side::Receiver), Some(what)) => {
                            receive(tx, &asker, &rules, &seen, (what, &answer, now)).await
                        }
                        _ => {
                            let refused = event(&asker, Action::Refused, now).with("page", "antenatal-answer");
                            tx.append_audit(&refused).await?;
                            Ok(Err(AppError::NotFound))
                        }
                    }
                })
            })
            .await?
    }
}

fn checked(answer: &AnswerNotification) -> Result<AnswerNotification, AppError> {
    let words = filled(&answer.words).unwrap_or_default();
    let missing = match MessageEvent::from_word(&answer.what) {
        Some(MessageEvent::Stopped) => return Err(AppError::NotFound),
        Some(MessageEvent::Contacted) => Some("Write down what you introduced to her"),
        Some(MessageEvent::Unreachable) => Some("Write down how you tried"),
        Some(MessageEvent::Planned) => Some("Write down what is planned, and who does it"),
        None if answer.what == SIGNED => Some("Write down where the signed form is kept"),
        None => Some("Write down what the proof is, and where it is kept"),
        Some(
            MessageEvent::Accepted | MessageEvent::Started | MessageEvent::Declined | MessageEvent::AgreedVulnerable,
        ) => None,
    };
    let problem = match missing {
        Some(missing) if words.is_empty() => Some(missing.to_owned()),
        _ if words.chars().count() > LONGEST => Some(format!("Use {LONGEST} letters or fewer")),
        _ => None,
    };
    match problem {
        Some(problem) => Err(AppError::Invalid(vec![FieldProblem::new("words", problem)])),
        None => Ok(AnswerNotification { what: answer.what.clone(), words }),
    }
}

/// The sender shows what proves the consent: her answers count from now on,
/// and the receivers see what they may.
async fn prove(
    tx: &mut Tx,
    asker: &Asker,
    seen: &Seen,
    (answer, knows, now): (&AnswerNotification, bool, Timestamp),
) -> Result<Result<(), AppError>, AppError> {
    if seen.is_proven() || (seen.loss.is_some() && knows) {
        return Ok(Err(AppError::Stale));
    }
    keep_answers(tx, seen).await?;
    tx.add_notification_event(&proof(seen, asker, (&answer.words, now))).await?;
    written(tx, asker, seen, ("proof", now)).await?;
    Ok(Ok(()))
}

/// What was said out loud is signed.
async fn sign(
    tx: &mut Tx,
    asker: &Asker,
    seen: &Seen,
    (answer, now): (&AnswerNotification, Timestamp),
) -> Result<Result<(), AppError>, AppError> {
    if !needs_signature(seen) {
        return Ok(Err(AppError::Stale));
    }
    tx.add_notification_event(&signed(seen.notification.id, asker, (&answer.words, now))).await?;
    written(tx, asker, seen, (SIGNED, now)).await?;
    Ok(Ok(()))
}

async fn receive(
    tx: &mut Tx,
    asker: &Asker,
    rules: &Rules,
    seen: &Seen,
    (what, answer, now): (MessageEvent, &AnswerNotification, Timestamp),
) -> Result<Result<(), AppError>, AppError> {
    let Some(receiver) = Receiver::of(asker, today(now)) else { return Ok(Err(AppError::NotFound)) };
    if seen.is_held_from(receiver.service) {
        written(tx, asker, seen, ("held-back", now)).await?;
        return Ok(Err(AppError::Refused(Box::new(held::refusal()))));
    }
    let pack = rules.sharing(now);
    let answers = Answers::of(seen, &receiver, &pack);
    keep(tx, asker, seen, vec![KeptPart::of("message:basic", &answers.basic)], (pack.name(), "antenatal-answer", now))
        .await?;
    if !answers.lets_something_through() {
        let decision = &answers.basic.decision;
        return Ok(Err(AppError::Refused(Box::new(Refusal {
            heading: decision.heading().to_owned(),
            because: decision.because().to_owned(),
            ways_to_yes: vec!["Ask the midwife who sent it.".to_owned()],
            citations: decision.citations().into_iter().map(str::to_owned).collect(),
            decision: None,
        }))));
    }
    let is_done = |event: MessageEvent| seen.events_of(receiver.service).any(|it| it.kind == event.word());
    let is_open = match what {
        MessageEvent::AgreedVulnerable => {
            seen.kept.is_vulnerable && answers.support.lets_through() && !is_done(MessageEvent::AgreedVulnerable)
        }
        MessageEvent::Planned => is_done(MessageEvent::AgreedVulnerable) && !is_done(MessageEvent::Planned),
        _ => true,
    };
    if !is_open || seen.loss.is_some() || !seen.state(receiver.service).allows(what) {
        return Ok(Err(AppError::Stale));
    }
    tx.add_notification_event(&NotificationEvent {
        notification: seen.notification.id,
        service: Some(receiver.service),
        kind: what.word().to_owned(),
        by: Some(asker.staff.id),
        at: now,
        words: answer.words.clone(),
    })
    .await?;
    written(tx, asker, seen, (what.word(), now)).await?;
    Ok(Ok(()))
}

async fn written(tx: &mut Tx, asker: &Asker, seen: &Seen, (what, now): (&str, Timestamp)) -> Result<(), AppError> {
    let mut done = event(asker, Action::Notify, now).outcome(what).with("notification", seen.notification.id);
    if let Some(family) = seen.family {
        done = done.about(family);
    }
    tx.append_audit(&done).await?;
    Ok(())
}
