//! From what was typed, the ledger, the ages and the working relationship to
//! the facts that the rules ask for.

use kith_core::id::PersonId;
use kith_core::ledger::{Asked as AskedOfLedger, LedgerEvent, LedgerState};
use kith_core::service::ServiceKind;
use kith_core::sharing::{
    Access, Age, Agreement, Basis, BasisFacts, Capacity, Channel, Extent, FactName, Facts, Flow, Harm, Judgement, Kind,
    NeedToKnow, Purpose, Requester, Sender, Subject, age_on, category_of_basic,
};
use kith_core::statement::Part;
use kith_core::workforce::{Profession, Role};
use kith_store::Tx;

use super::{KeptQuestion, MOST, ShareDraft, ShareWith, is_living, problem};
use crate::look::Look;
use crate::open_family::working;
use crate::people::{Somebody, person_line};
use crate::questions::Answered;
use crate::words::date_words;
use crate::{AppError, FieldProblem, purposes_of};

/// Somebody around the family, with what the rules need to know of them.
pub(super) struct Near {
    pub(super) with: ShareWith,
    to: Recipient,
}

/// Whom something would go to.
#[derive(Clone)]
struct Recipient {
    service: ServiceKind,
    team: Option<String>,
    /// The service is another authority's, and the team is that authority.
    is_outside: bool,
    requester: Requester,
    who: String,
    in_short: String,
}

/// A question that can be put to the rules.
pub(super) struct Asked {
    kinds: Vec<Kind>,
    about: About,
    to: Recipient,
    asks: Option<String>,
    purpose: Purpose,
    harm: Harm,
    judgement: Judgement,
    flow: Flow,
    extent: Extent,
    channel: Channel,
    basis: Option<Basis>,
    doubts_capacity: bool,
}

/// Whom it is about.
struct About {
    person: PersonId,
    name: String,
    subject: Subject,
    /// Of a child; an adult has none that counts.
    age: Age,
    born_on: Option<jiff::civil::Date>,
    /// The age is not known, so nobody can say what counts as basic.
    is_unknown: bool,
    is_adult: bool,
    is_sixteen_or_over: bool,
    capacity: Capacity,
}

/// Everybody around the family who is of another service than the reader.
pub(super) async fn around(tx: &mut Tx, look: &Look, everybody: &[Somebody]) -> Result<Vec<Near>, AppError> {
    let lines = working(tx, look, everybody).await?.lines;
    let mut near: Vec<Near> = Vec::new();
    for line in lines.iter().filter(|line| line.ended_on.is_none() && !look.is_own(line.service)) {
        let place = near.iter().filter(|other| other.to.service == line.service).count();
        let value =
            if place == 0 { line.service.word().to_owned() } else { format!("{}.{}", line.service.word(), place + 1) };
        let post = line.post.clone().unwrap_or_default();
        let what = if post.is_empty() { line.name.clone() } else { format!("{post}, {}", line.name) };
        let (name, what) = match &line.worker {
            Some(worker) => (worker.clone(), what),
            None => (line.name.clone(), post.clone()),
        };
        let who = if what.is_empty() { name.clone() } else { format!("{name}, {what}") };
        let requester = requester_of(line.service, &post);
        let in_short = in_short(line.service, requester);
        let team = look
            .involvements
            .iter()
            .filter(|known| known.service == line.service)
            .find(|known| known.team.as_deref() == Some(line.name.as_str()))
            .or_else(|| look.involvements.iter().find(|known| known.service == line.service))
            .and_then(|known| known.team.clone());
        let to = Recipient { service: line.service, team, is_outside: false, requester, who, in_short };
        near.push(Near { with: ShareWith { value, name, line: what }, to });
    }
    Ok(near)
}

/// How somebody asks by service and post: a nurse in a centre is a health
/// professional, whoever the employer is (S002-15c).
fn requester_of(service: ServiceKind, post: &str) -> Requester {
    let post = post.to_lowercase();
    let is_clinical = ["nurse", "midwife", "health visitor", "therapist", "doctor"].iter().any(|it| post.contains(it));
    match service {
        ServiceKind::ChildrensCentre if is_clinical => Requester::CentreHealthProfessional,
        ServiceKind::ChildrensCentre => Requester::CentreStaff,
        service if service.is_health() => Requester::AnyHealthProfessional,
        ServiceKind::SocialCare | ServiceKind::EarlyHelp => Requester::WiderTeam,
        _ => Requester::OutsideAgency,
    }
}

fn in_short(service: ServiceKind, requester: Requester) -> String {
    match requester {
        Requester::CentreHealthProfessional => format!("{} health professional", service.title()),
        _ => format!("{} staff", service.title()),
    }
}

/// The services to choose from where it is nobody around the family.
pub(super) fn other(value: &str) -> Option<(ServiceKind, Requester)> {
    let (word, post) = value.split_once(':').unwrap_or((value, ""));
    let service = ServiceKind::from_word(word)?;
    Some((service, requester_of(service, if post == "health" { "nurse" } else { "" })))
}

/// The people to choose from: children first.
pub(super) fn people_to_choose(look: &Look, everybody: &[Somebody]) -> Vec<(PersonId, String, String)> {
    let living = everybody.iter().filter(is_living);
    living
        .map(|somebody| {
            let line = person_line(look, somebody);
            (line.person, line.name, line.line)
        })
        .collect()
}

/// The purposes: those of the reader's role first, then the others that are
/// about one family, then none at all.
pub(super) fn purposes(look: &Look) -> Vec<Purpose> {
    let mut purposes = purposes_of(look.asker.staff.role, look.asker.staff.service);
    let more = [
        Purpose::Healthcare,
        Purpose::SafeguardingConsult,
        Purpose::TriageProfile,
        Purpose::Evaluation,
        Purpose::Research,
        Purpose::Unjustified,
    ];
    for purpose in more {
        if !purposes.contains(&purpose) {
            purposes.push(purpose);
        }
    }
    purposes
}

/// The form with what is usual: the youngest child, the reader's own purpose,
/// no worry, once, only what is needed.
pub(super) fn usual(look: &Look, everybody: &[Somebody]) -> ShareDraft {
    let about = everybody.iter().filter(is_living).map(|somebody| somebody.member.person.to_string()).next();
    let word = |word: &str| word.to_owned();
    ShareDraft {
        about: about.unwrap_or_default(),
        purpose: word(look.asker.purpose.word()),
        harm: word(Harm::None.word()),
        flow: word("once"),
        extent: word(Extent::Necessary.word()),
        channel: word(Channel::Secure.word()),
        asking: word("can"),
        ..ShareDraft::default()
    }
}

/// Reads a question.
pub(super) fn read(
    look: &Look,
    (everybody, around): (&[Somebody], &[Near]),
    draft: &ShareDraft,
) -> Result<Asked, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    let kinds: Vec<Kind> = draft.kinds.iter().filter_map(|word| Kind::from_word(word)).collect();
    if kinds.is_empty() || kinds.len() != draft.kinds.len() {
        problems.push(problem("kinds", "Choose at least one kind of information"));
    }
    let about = everybody.iter().filter(is_living).find(|it| it.member.person.to_string() == draft.about);
    if about.is_none() {
        problems.push(problem("about", "Choose who it is about"));
    }
    let to = recipient(around, draft);
    if to.is_none() {
        problems.push(problem("with", "Choose who you want to share it with"));
    }
    let purpose = Purpose::from_word(&draft.purpose).filter(|purpose| purposes(look).contains(purpose));
    if purpose.is_none() {
        problems.push(problem("purpose", "Choose what it is for"));
    }
    let harm = Harm::from_word(&draft.harm);
    if harm.is_none() {
        problems.push(problem("harm", "Say whether anybody may be at risk of harm"));
    }
    if draft.needed_for.chars().count() > MOST {
        problems.push(problem("needed_for", "Use 300 letters or fewer to say what they need it for"));
    }
    let (Some(about), Some(to), Some(purpose), Some(harm), true) = (about, to, purpose, harm, problems.is_empty())
    else {
        return Err(problems);
    };
    let about = about_of(look, everybody, about);
    let judgement = match (draft.is_in_doubt, harm) {
        (true, _) => Judgement::InDoubt,
        (false, Harm::None) => Judgement::NotApplicable,
        (false, _) => Judgement::NotRecorded,
    };
    Ok(Asked {
        kinds,
        asks: who_is_asked(everybody, &about),
        about,
        to,
        purpose,
        harm,
        judgement,
        flow: if draft.flow == "ongoing" { Flow::Ongoing } else { Flow::OneOff },
        extent: Extent::from_word(&draft.extent).unwrap_or(Extent::Necessary),
        channel: Channel::from_word(&draft.channel).unwrap_or(Channel::Secure),
        basis: match draft.asking.as_str() {
            "cannot" => Some(Basis::CannotObtain),
            "unsafe" => Some(Basis::UnsafeOrInappropriate),
            _ => None,
        },
        doubts_capacity: draft.doubts_capacity,
    })
}

fn recipient(around: &[Near], draft: &ShareDraft) -> Option<Recipient> {
    if draft.with == "other" {
        let (service, requester) = other(&draft.other)?;
        let in_short = in_short(service, requester);
        if !draft.area.is_empty() {
            return Some(outside(service, requester, (&draft.area, in_short)));
        }
        return Some(Recipient { service, team: None, is_outside: false, requester, who: in_short.clone(), in_short });
    }
    around.iter().find(|near| near.with.value == draft.with).map(|near| near.to.clone())
}

/// Somebody of another authority: never of the team around this family, which
/// is that of this one (S004-BAo).
fn outside(service: ServiceKind, requester: Requester, (area, in_short): (&str, String)) -> Recipient {
    let requester = if requester.is_health() { requester } else { Requester::OutsideAgency };
    Recipient {
        service,
        team: Some(area.to_owned()),
        is_outside: true,
        requester,
        who: format!("{in_short}, {area}"),
        in_short,
    }
}

fn about_of(look: &Look, everybody: &[Somebody], somebody: &Somebody) -> About {
    let born_on = somebody.born_on();
    let is_adult = !somebody.is_child();
    let years = born_on.map(|born| whole_years(born, look.today));
    let is_expecting = everybody.iter().any(|it| it.is_living_child() && it.born_on().is_none());
    let is_expected = born_on.is_none() && somebody.view.due_on.is_some();
    let subject = match somebody.member.part {
        Part::Subject if is_expected => Subject::Unborn,
        Part::Subject => Subject::Child,
        _ if years.is_some_and(|years| years < 18) => Subject::YoungParent,
        Part::Mother if is_expecting => Subject::PregnantWoman,
        Part::Father => Subject::FatherOrPartner,
        _ => Subject::Parent,
    };
    About {
        person: somebody.member.person,
        name: somebody.view.display_name.clone(),
        subject,
        age: match (is_adult, is_expected) {
            (true, _) => Age::NotApplicable,
            (false, true) => Age::Unborn,
            (false, false) => age_on(born_on, look.today),
        },
        born_on,
        is_unknown: !is_adult && !is_expected && born_on.is_none(),
        is_adult,
        is_sixteen_or_over: years.is_some_and(|years| years >= 16),
        capacity: if is_adult && years.is_some_and(|years| years < 16) {
            Capacity::GillickUnassessed
        } else {
            Capacity::Presumed
        },
    }
}

fn whole_years(born: jiff::civil::Date, today: jiff::civil::Date) -> i16 {
    let has_passed = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!has_passed)
}

/// The first name of whoever would be asked: the adult it is about; for a
/// child the mother, or another adult of the household.
fn who_is_asked(everybody: &[Somebody], about: &About) -> Option<String> {
    let adults = || everybody.iter().filter(is_living).filter(|it| !it.is_child() && !it.member.lives_elsewhere);
    let own = adults().find(|it| about.is_adult && it.member.person == about.person);
    let mother = || adults().find(|it| it.member.part == Part::Mother);
    let asked = own.or_else(mother).or_else(|| adults().next())?;
    Some(asked.view.first_name.clone()).filter(|name| !name.is_empty())
}

impl Asked {
    pub(super) fn service(&self) -> ServiceKind {
        self.to.service
    }

    /// Every answer: those asked for as `share:<kind>`, then every other kind
    /// as `now:<kind>`, so that the page can say what may go now.
    pub(super) fn parts(&self, look: &Look) -> Vec<(String, Answered)> {
        let answered = |kind: Kind| self.answer(look, kind, self.facts(look, kind));
        let asked = self.kinds.iter().map(|kind| (format!("share:{}", kind.word()), answered(*kind)));
        let others = Kind::ALL.iter().filter(|kind| !self.kinds.contains(kind));
        asked.chain(others.map(|kind| (format!("now:{}", kind.word()), answered(*kind)))).collect()
    }

    fn answer(&self, look: &Look, kind: Kind, facts: Facts) -> Answered {
        // What the asker says about harm comes before what somebody judged earlier.
        let says_nothing = self.harm == Harm::None;
        let ledger = self.ledger(look);
        let judged = ledger.judgement_for(&self.asked_of_ledger(kind)).filter(|_| says_nothing);
        Answered::judged(facts, judged, &look.pack)
    }

    /// The kinds that may go today and might not after a no: they wait until
    /// whoever wrote has been spoken to. What overrides a no goes.
    pub(super) fn held_by_a_no(&self, look: &Look) -> Vec<Kind> {
        let is_held = |kind: &&Kind| {
            let facts = self.facts(look, **kind);
            let after = Facts { agreed: BasisFacts::without_consent(Basis::Objected), ..facts };
            self.answer(look, **kind, facts).lets_through() && !self.answer(look, **kind, after).lets_through()
        };
        Kind::ALL.iter().filter(is_held).copied().collect()
    }

    fn facts(&self, look: &Look, kind: Kind) -> Facts {
        let staff = &look.asker.staff;
        let mut facts = Facts::neutral(kind.category(), self.to.requester, self.purpose);
        facts.subject = self.about.subject;
        facts.age = self.about.age;
        if let (Kind::Basic, Some(born_on), false) = (kind, self.about.born_on, self.about.is_adult) {
            facts.category = category_of_basic(born_on, look.today);
        }
        if self.about.is_unknown {
            facts.missing = Some(FactName::Age);
        }
        facts.sender = match (staff.service, staff.role.profession()) {
            (Some(ServiceKind::ChildrensCentre), Profession::HealthProfessional) => Sender::CentreHealthProfessional,
            (Some(service), _) => Sender::of(service),
            (None, _) => Sender::OtherAgency,
        };
        facts.need_to_know = if look.standing.is_something() { NeedToKnow::Yes } else { NeedToKnow::No };
        facts.access = Access::from(staff.access_on(look.today));
        facts.agreed = self.agreed(look, kind);
        let recorded = look.ledger().basis_for(&self.asked_of_ledger(kind)).capacity;
        facts.capacity = match recorded {
            _ if self.doubts_capacity => Capacity::MentalCapacityUnassessed,
            Capacity::Presumed => self.about.capacity,
            recorded => recorded,
        };
        (facts.harm, facts.judgement) = (self.harm, self.judgement);
        (facts.flow, facts.extent, facts.channel) = (self.flow, self.extent, self.channel);
        // There is no register of agreements yet; that alone stops nothing (¶23).
        facts.agreement = Agreement::None;
        facts
    }

    /// What the ledger says; where nobody said yes or no, also whether they
    /// can be asked. A no stays a no.
    fn agreed(&self, look: &Look, kind: Kind) -> BasisFacts {
        let facts = self.ledger(look).basis_for(&self.asked_of_ledger(kind)).facts;
        match self.basis {
            Some(basis) if matches!(facts.basis, Basis::None | Basis::NoticeNoObjection | Basis::Implied) => {
                BasisFacts::without_consent(basis)
            }
            _ => facts,
        }
    }

    /// What was said, as far as it may answer. What was said about a service
    /// whose mere work is sensitive says that it works with somebody: whoever
    /// may not know of it is answered as if nobody had said anything at all, so
    /// that the answer is the same for every family, and never a yes (T24).
    fn ledger<'l>(&self, look: &'l Look) -> LedgerState<'l> {
        let is_closed =
            self.to.service.is_existence_sensitive() && !look.may_know_that(self.to.service, Some(self.about.person));
        if is_closed { LedgerState::of(&[], look.today).with_team(&look.team) } else { look.ledger() }
    }

    fn asked_of_ledger(&self, kind: Kind) -> AskedOfLedger<'_> {
        AskedOfLedger {
            team: self.to.team.as_deref(),
            about: Some(self.about.person),
            is_about_adult: self.about.is_adult,
            is_to_health: self.to.requester.is_health(),
            is_about_sixteen_or_over: self.about.is_sixteen_or_over,
            is_outside: self.to.is_outside,
            ..AskedOfLedger::about_child(kind, self.to.service, self.purpose)
        }
    }

    /// The entry of the ledger that each answer rests on, with who said it and
    /// on which day.
    pub(super) fn rests_on(&self, look: &Look, everybody: &[Somebody]) -> Vec<(Kind, Option<String>)> {
        let words = |kind: Kind| {
            let ledger = self.ledger(look);
            let entry = ledger.basis_for(&self.asked_of_ledger(kind)).from?;
            let by = match &entry.event {
                LedgerEvent::Consent(consent) => Some(&consent.by),
                LedgerEvent::Refusal { by, .. } | LedgerEvent::Withdrawal { by, .. } => Some(by),
                _ => None,
            };
            let known = |by: &kith_core::ledger::Signer| {
                let person = everybody.iter().find(|it| Some(it.member.person) == by.person);
                by.name.clone().or_else(|| person.map(|person| person.view.display_name.clone()))
            };
            let of = by.and_then(known).map(|name| format!(" of {name}")).unwrap_or_default();
            Some(format!("{}{of}, {}", ledger_words(&entry.event), date_words(entry.event.on())))
        };
        self.kinds.iter().map(|kind| (*kind, words(*kind))).collect()
    }

    /// What is kept beside the decision.
    pub(super) fn kept(&self, look: &Look, draft: &ShareDraft) -> KeptQuestion {
        let from = self.kinds.first().and_then(|kind| {
            let basis = self.ledger(look).basis_for(&self.asked_of_ledger(*kind));
            basis.from.map(|entry| (entry.event.on(), ledger_words(&entry.event)))
        });
        KeptQuestion {
            kinds: self.kinds.iter().map(|kind| kind.word().to_owned()).collect(),
            about: draft.about.clone(),
            about_name: self.about.name.clone(),
            with: draft.with.clone(),
            other: draft.other.clone(),
            area: draft.area.clone(),
            who: self.to.who.clone(),
            who_in_short: self.to.in_short.clone(),
            asks: self.asks.clone(),
            purpose: self.purpose.word().to_owned(),
            needed_for: draft.needed_for.trim().to_owned(),
            harm: draft.harm.clone(),
            flow: draft.flow.clone(),
            extent: draft.extent.clone(),
            channel: draft.channel.clone(),
            asking: draft.asking.clone(),
            doubts_capacity: draft.doubts_capacity,
            is_in_doubt: draft.is_in_doubt,
            rests_on: from.map(|(on, what)| format!("{what}, {}", date_words(on))),
            pack: look.pack.title().to_owned(),
            confided: Vec::new(),
            waiting_no: None,
        }
    }
}

fn ledger_words(event: &LedgerEvent) -> &'static str {
    match event {
        LedgerEvent::Notice { .. } => "Privacy notice",
        LedgerEvent::Consent(_) => "Agreement",
        LedgerEvent::Implied { .. } => "What they did",
        LedgerEvent::Refusal { .. } => "Their no",
        LedgerEvent::Withdrawal { .. } => "Their change of mind",
        LedgerEvent::Objection { .. } => "Objection",
        LedgerEvent::NoticeReturned { .. } => "Notice that came back",
        LedgerEvent::Capacity(_) => "Record of who can decide",
        LedgerEvent::Judgement(_) | LedgerEvent::JudgementReview(_) => "Judgement of a named person",
        LedgerEvent::Remark(_) => "Record of sharing",
    }
}

/// The code that binds a profession besides these rules (S002-1b).
pub(super) fn own_code(role: Role) -> Option<&'static str> {
    match role {
        Role::GeneralPractitioner => Some("the General Medical Council’s guidance on confidentiality"),
        Role::SocialWorker => Some("the professional standards of Social Work England"),
        Role::Therapist => Some("the standards of the Health and Care Professions Council"),
        Role::HealthVisitor | Role::Midwife | Role::CommunityNurse | Role::SchoolNurse => {
            Some("the Code of the Nursing and Midwifery Council")
        }
        role if role.is_registered_health_profession() => Some("the code of your professional body"),
        _ => None,
    }
}
