//! Looking one person up: may it be asked, what is asked, and what is kept of
//! the answer. The asking is written down before anything goes out.

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::audit::{Action, Event};
use kith_core::id::{DecisionId, PersonId, RecordId, TraceId};
use kith_core::person::link::{LinkEvent, Origin, Verdict};
use kith_core::sharing::{Access, Age, Category, Facts, NeedToKnow, Pack, Purpose, Requester, Sender, age_on, decide};
use kith_core::statement::PersonStatement;
use kith_core::tracing::{Answer, Begun, Fault, Finding, Move, Outcome, Search};
use kith_core::workforce::Role;
use kith_store::{NumberTrace, Tx};

use super::port::{Port, TracingWay};
use super::subject::{self, Subject};
use super::taken;
use crate::door::{fresh, today};
use crate::import::TakenRows;
use crate::keep_decision::keep_decision;
use crate::questions::{Answered, KeptPart, refusal};
use crate::{App, AppError, ImportProgress, Who};

/// What looking one person up came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Traced {
    /// It came to this; somebody has to look at it, or not.
    To(Outcome, bool),
    /// Too little is known here to ask anything.
    TooLittle,
    /// Nobody, or nobody who may be asked about.
    LeftOut,
    /// No answer, and asking about anybody else would end in the same way.
    Stopped(Fault),
}

/// The way, and the connection that goes with it.
pub(super) type Way<'p> = (TracingWay, &'p Port);

impl App {
    pub(super) async fn trace_one(
        &self,
        who: &Who,
        person: PersonId,
        (way, port): Way<'_>,
        now: Timestamp,
    ) -> Result<Traced, AppError> {
        let (asker, rules) = (who.clone(), self.rules.clone());
        let allowed = self
            .db
            .write(move |tx| Box::pin(async move { allow(tx, &asker, rules.tracing(), (person, way, now)).await }))
            .await??;
        let (subject, search) = match allowed {
            Allowed::Asking(subject, search) => (subject, search),
            Allowed::TooLittle => return Ok(Traced::TooLittle),
            Allowed::LeftOut => return Ok(Traced::LeftOut),
        };
        let (finding, fault) = match *search {
            Begun::Asking(begun) => asked(port, *begun, today(now)).await,
            Begun::Over(finding) => (*finding, None),
            Begun::TooLittle => return Ok(Traced::TooLittle),
        };
        if let Some(fault) = fault.filter(|fault| fault.stops_everything()) {
            self.keep_finding(who, (person, subject, finding), way, now).await?;
            return Ok(Traced::Stopped(fault));
        }
        self.keep_finding(who, (person, subject, finding), way, now).await
    }

    /// Keeps what a look-up came to. A record whose number somebody kept safe
    /// holds here is dropped: an adopted child's number from before must not
    /// lead to the child (T16, T17).
    async fn keep_finding(
        &self,
        who: &Who,
        (person, subject, mut finding): (PersonId, Box<Subject>, Finding),
        way: TracingWay,
        now: Timestamp,
    ) -> Result<Traced, AppError> {
        let holders = match &finding.record {
            Some(found) => self.holders_of(found.number).await?,
            None => Vec::new(),
        };
        let asker = who.clone();
        let (outcome, is_proposal, kept_safe) = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let is_set_aside = tx.is_any_kept_safe(&holders).await? || tx.is_any_kept_safe(&[person]).await?;
                    if is_set_aside {
                        finding.record = None;
                        finding.outcome = Outcome::Restricted;
                    }
                    let is_proposal = finding.wants_somebody();
                    let trace = trace_of(&asker, (&subject, &finding), (way, now))?;
                    tx.keep_trace(&trace, finding.record.as_ref()).await?;
                    let mut written = event(&asker, now).outcome(finding.outcome.word()).with("trace", trace.id);
                    if let Some(step) = finding.step {
                        written.detail.set("step", step.word());
                    }
                    if is_set_aside {
                        written.detail.set("set-aside", "yes");
                    }
                    append(tx, &written, (person, &subject)).await?;
                    let is_to_be_kept_safe = finding.outcome == Outcome::Restricted && !is_set_aside;
                    let kept_safe = match is_to_be_kept_safe {
                        true => Some(shield(tx, (subject.record, &subject.ours), now).await?),
                        false => None,
                    };
                    Ok::<_, AppError>((finding.outcome, is_proposal, kept_safe.map(|row| (row, subject.record))))
                })
            })
            .await?;
        if let Some((row, record)) = kept_safe {
            self.tell_of_row(&row, now).await;
            let touched: Vec<RecordId> = row.taken.iter().map(|taken| taken.record).chain([record]).collect();
            self.match_records(who, &touched, now, &mut ImportProgress::silent()).await?;
        }
        Ok(Traced::To(outcome, is_proposal))
    }
}

/// Whether somebody may be asked about, with the first question.
enum Allowed {
    Asking(Box<Subject>, Box<Begun>),
    TooLittle,
    LeftOut,
}

/// Asks the sharing rules, and writes down that the national record is asked.
async fn allow(
    tx: &mut Tx,
    who: &Who,
    pack: &Pack,
    (person, way, now): (PersonId, TracingWay, Timestamp),
) -> Result<Result<Allowed, AppError>, AppError> {
    let Some(subject) = subject::read(tx, person).await? else {
        let refused = event(who, now).about(person).outcome("refused").with("why", "kept-safe");
        tx.append_audit(&refused).await?;
        return Ok(Ok(Allowed::LeftOut));
    };
    let begun = Search::begin(&subject.ours, today(now));
    if begun == Begun::TooLittle {
        return Ok(Ok(Allowed::TooLittle));
    }
    let answered = may_be_asked(who, pack, subject.ours.born_on, now);
    let decision = keep_for_families(tx, who, pack, (&answered, &subject), now).await?;
    let written = event(who, now).outcome(answered.decision.outcome().word()).with("way", way.word());
    append(tx, &written.with("page", "ask-national-record"), (person, &subject)).await?;
    if !answered.lets_through() {
        return Ok(Err(AppError::Refused(Box::new(refusal(&answered, pack, decision)))));
    }
    Ok(Ok(Allowed::Asking(Box::new(subject), Box::new(begun))))
}

/// Asks until the search is over; the fault too, where it ended in one.
async fn asked(
    port: &Port,
    (mut search, mut question): (Search, kith_core::tracing::Question),
    today: Date,
) -> (Finding, Option<Fault>) {
    loop {
        let answer = port.ask(&question, today).await;
        let fault = match &answer {
            Answer::Failed(fault) => Some(*fault),
            _ => None,
        };
        match search.hear(answer) {
            Move::Ask(next) => question = next,
            Move::End(finding) => return (*finding, fault),
        }
    }
}

/// The question to the sharing rules. The command line asks as the data lead
/// does, whose work it is.
pub(super) fn facts_of(who: &Who, born_on: Option<Date>, now: Timestamp) -> Facts {
    let (role, purpose) = match who {
        Who::Asker(asker) => (asker.staff.role, asker.purpose),
        Who::Operator | Who::Job => (Role::DataLead, Purpose::Planning),
    };
    let mut facts = Facts::neutral(Category::Basic, Requester::of(role, false), purpose);
    facts.sender = Sender::OtherAgency;
    facts.need_to_know = NeedToKnow::Yes;
    facts.access = match who {
        Who::Asker(asker) => Access::from(asker.staff.matching_access_on(today(now))),
        Who::Operator | Who::Job => Access::Ok,
    };
    facts.age = born_on.map_or(Age::NotApplicable, |born| age_on(Some(born), today(now)));
    facts
}

fn may_be_asked(who: &Who, pack: &Pack, born_on: Option<Date>, now: Timestamp) -> Answered {
    let facts = facts_of(who, born_on, now);
    Answered { decision: decide(&facts, pack), facts }
}

/// Keeps the decision with each family, where a member of staff asked.
async fn keep_for_families(
    tx: &mut Tx,
    who: &Who,
    pack: &Pack,
    (answered, subject): (&Answered, &Subject),
    now: Timestamp,
) -> Result<DecisionId, AppError> {
    let parts = [KeptPart::of("trace", answered)];
    let mut last = fresh(DecisionId::from_random)?;
    let Who::Asker(asker) = who else { return Ok(last) };
    for family in &subject.families {
        last = keep_decision(tx, asker, (*family, asker.purpose.word(), pack.name()), &parts, now).await?;
    }
    Ok(last)
}

/// An event of looking a number up, with its purpose.
pub(super) fn event(who: &Who, now: Timestamp) -> Event {
    let event = who.event(Action::Trace, now);
    match who {
        Who::Asker(_) => event,
        Who::Operator | Who::Job => event.purpose(Purpose::Planning.word()),
    }
}

/// Writes an event with each family of the person, or with the person.
async fn append(tx: &mut Tx, event: &Event, (person, subject): (PersonId, &Subject)) -> Result<(), AppError> {
    for family in &subject.families {
        tx.append_audit(&event.clone().about(*family).with("person", person)).await?;
    }
    if subject.families.is_empty() {
        tx.append_audit(&event.clone().about(person)).await?;
    }
    Ok(())
}

fn trace_of(
    who: &Who,
    (subject, finding): (&Subject, &Finding),
    (way, now): (TracingWay, Timestamp),
) -> Result<NumberTrace, AppError> {
    Ok(NumberTrace {
        id: fresh(TraceId::from_random)?,
        record: subject.record,
        asked_at: now,
        asked_by: who.staff(),
        way: way.word().to_owned(),
        purpose: match who {
            Who::Asker(asker) => asker.purpose.word(),
            Who::Operator | Who::Job => Purpose::Planning.word(),
        }
        .to_owned(),
        outcome: finding.outcome,
        step: finding.step,
        score_milli: finding.score_milli.map(u32::from),
        is_proposal: finding.wants_somebody(),
    })
}

/// Makes somebody kept safe here whose national record is restricted: by a
/// statement of that source, which policy puts on the person.
async fn shield(
    tx: &mut Tx,
    (record, ours): (RecordId, &PersonStatement),
    now: Timestamp,
) -> Result<TakenRows, AppError> {
    let row = taken::keep_safe(tx, record, ours, now).await?;
    let link = |other: RecordId| LinkEvent {
        seq: 0,
        a: record.min(other),
        b: record.max(other),
        verdict: Verdict::Same,
        origin: Origin::Policy,
        weight_milli: 0,
        reasons: "the national record of this person is restricted".to_owned(),
        model: String::new(),
        by: None,
        at: now,
        withdraws: None,
    };
    let links: Vec<LinkEvent> = row.taken.iter().map(|taken| link(taken.record)).collect();
    tx.append_links(&links).await?;
    Ok(row)
}
