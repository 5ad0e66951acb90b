//! What of a notification is held back from whoever received it: what the rules
//! hold back; and everybody in it while somebody who may be meant wrote to say
//! no, until somebody has spoken to whoever wrote (S002-15f).

use jiff::Timestamp;
use kith_core::antenatal::MessageEvent;
use kith_core::audit::Action;
use kith_core::service::ServiceKind;
use kith_core::sharing::{Pack, ways_to_yes};
use kith_store::Tx;

use super::open::{Answers, NotificationPage, Side, page};
use super::seen::Seen;
use crate::door::event;
use crate::questions::way_lines;
use crate::{AppError, Asker, Refusal};

/// What is said of it.
pub(super) const HEADING: &str = "Somebody wrote to say no. Speak to them first";
/// Why nobody is shown.
pub(super) const BECAUSE: &str = "It may mean this family. Nobody is shown until somebody has spoken to whoever wrote";
/// Who can speak to them.
const WAY: &str = "Ask whoever sent this, or the data lead. They speak to whoever wrote, and record it or close it";

impl Seen {
    /// Whether a service sees nobody in it: a message waits that may mean them,
    /// and the service has done nothing with it yet. Whoever took it before goes
    /// on, because anybody can write a message.
    pub(super) fn is_held_from(&self, service: ServiceKind) -> bool {
        let is_stop = |kind: &str| kind == MessageEvent::Stopped.word();
        self.is_held && self.events_of(service).all(|event| is_stop(&event.kind))
    }
}

/// What a receiver is told who wants to do something with it.
pub(super) fn refusal() -> Refusal {
    Refusal {
        heading: HEADING.to_owned(),
        because: format!("{BECAUSE}."),
        ways_to_yes: vec![format!("{WAY}.")],
        citations: Vec::new(),
        decision: None,
    }
}

/// The page that shows nobody; that it was opened is written down.
pub(super) async fn show(
    tx: &mut Tx,
    asker: &Asker,
    seen: &Seen,
    (name, now): (&'static str, Timestamp),
) -> Result<NotificationPage, AppError> {
    let looked = event(asker, Action::Look, now)
        .outcome("held-back")
        .with("page", name)
        .with("notification", seen.notification.id);
    tx.append_audit(&looked).await?;
    let held = ("Nobody is shown".to_owned(), HEADING.to_owned(), BECAUSE.to_owned(), vec![WAY.to_owned()]);
    Ok(NotificationPage { held: vec![held], a_no_waits: false, ..page(seen, Side::Receiver) })
}

/// The parts that the rules hold back from a receiver: title, answer, reason,
/// ways to yes.
pub(super) fn closed(seen: &Seen, answers: &Answers, pack: &Pack) -> Vec<(String, String, String, Vec<String>)> {
    let each = [
        ("Name, address, telephone, due date and language", Some(&answers.basic)),
        ("Background and more help", Some(&answers.support).filter(|_| seen.is_proven())),
        ("Father or partner", answers.partner.as_ref().filter(|_| seen.is_proven())),
    ];
    let closed = each.into_iter().filter_map(|(title, answered)| Some((title, answered?)));
    closed
        .filter(|(_, answered)| !answered.lets_through())
        .map(|(title, answered)| {
            let ways = ways_to_yes(&answered.facts, pack);
            (
                title.to_owned(),
                answered.decision.heading().to_owned(),
                answered.decision.because().to_owned(),
                way_lines(&ways),
            )
        })
        .collect()
}
