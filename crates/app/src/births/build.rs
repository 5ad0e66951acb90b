//! Lists are built: one for each centre, of whoever it has to be told of,
//! encrypted to the centre's own key before anything is kept.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use kith_core::area::PlaceKind;
use kith_core::audit::Action;
use kith_core::birth::{Due, HeldBack, Month, News};
use kith_core::id::{ListId, PersonId, RecordId};
use kith_core::sharing::Decision;
use kith_exchange::list_out::{ListRow, RecipientKey, encrypt, write_list};
use kith_store::{BirthEntry, BirthList, Keys, ListKind, ListStep, ListStepKind, ToldEntry, Tx};
use sha2::{Digest as _, Sha256};

use super::flow::{ListFlow, NoFlow, list_flow};
use super::gather::{Case, Gathered, Particulars, Which, anchors, gather, opened};
use super::keys::keys_of;
use super::may_send_lists;
use super::month_list::{Gate, gate};
use crate::door::{Rules, fresh, today};
use crate::write_down::fresh_reference;
use crate::{App, AppError, Who};

/// What building lists gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BuiltLists {
    /// The lists, by centre.
    pub built: Vec<(ListId, String)>,
    /// The centres that get none, and why.
    pub without: Vec<(String, &'static str)>,
}

/// Why a centre gets no list.
pub(super) const NO_KEY: &str = "There is no key to encrypt it to.";

/// One list on its way to where it is kept.
struct Draft {
    list: BirthList,
    entries: Vec<BirthEntry>,
    rows: Vec<ListRow>,
    key: RecipientKey,
}

/// Everything that was worked out in one look at the records.
struct Plan {
    flow: ListFlow,
    drafts: Vec<Draft>,
    without: Vec<(String, &'static str)>,
}

impl App {
    /// Builds the lists of a month, one for each centre with a key: whoever
    /// was born, moved in or moved out, and whoever must be taken off. An
    /// older list of the same month that was not released is put aside.
    ///
    /// # Errors
    /// [`AppError::Refused`] while no agreement on news of births is signed
    /// and in date, or the data lead has not taken child health's list of the
    /// month; [`AppError::NotFound`] for anybody but a data lead and the command
    /// line.
    pub async fn build_birth_lists(
        &self,
        who: impl Into<Who>,
        month: Month,
        now: Timestamp,
    ) -> Result<BuiltLists, AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        self.keep_places_ready(now).await?;
        self.build(&who, (month, ListKind::Monthly), now).await
    }

    /// Builds and releases lists that say nothing but who leaves: the same day
    /// on which a family said no, a child died or moved away. Nothing is built
    /// where nobody leaves. The data lead, who opened a month's list, is told too.
    ///
    /// # Errors
    /// As [`App::build_birth_lists`].
    pub async fn send_leavers(&self, who: impl Into<Who>, now: Timestamp) -> Result<BuiltLists, AppError> {
        let who = who.into();
        may_send_lists(&who)?;
        let told = self.tell_centres_who_left(&who, now).await;
        // What stops a centre's list does not stop this.
        self.ask_back_from_data_lead(&who, now).await?;
        told
    }

    async fn tell_centres_who_left(&self, who: &Who, now: Timestamp) -> Result<BuiltLists, AppError> {
        let built = self.build(who, (Month::of(today(now)), ListKind::SameDay), now).await?;
        for (list, _) in &built.built {
            self.release_birth_list(who, *list, now).await?;
        }
        Ok(built)
    }

    async fn build(&self, who: &Who, (month, kind): (Month, ListKind), now: Timestamp) -> Result<BuiltLists, AppError> {
        let (rules, built_by) = (self.rules.clone(), who.staff());
        let planned =
            self.db.read(move |tx| Box::pin(async move { plan(tx, &rules, (month, kind), now).await })).await?;
        let Plan { flow, mut drafts, without } = planned.map_err(|stopped| stopped.refusal())?;
        for draft in &mut drafts {
            draft.list.built_by = built_by;
        }
        let fields = flow.fields.clone();
        let files = tokio::task::spawn_blocking(move || encrypted(drafts, &fields))
            .await
            .map_err(|fault| AppError::Broken(fault.into()))??;
        let who = who.clone();
        self.db.write(move |tx| Box::pin(async move { keep(tx, &who, files, without, now).await })).await
    }
}

async fn plan(
    tx: &mut Tx,
    rules: &Rules,
    (month, kind): (Month, ListKind),
    now: Timestamp,
) -> Result<Result<Plan, NoFlow>, AppError> {
    // Whoever leaves is told of also where nothing else may be sent any more.
    let flow = match list_flow(tx, today(now)).await? {
        Ok(flow) => flow,
        Err(NoFlow { stopped: Some(flow), .. }) if kind == ListKind::SameDay => flow,
        Err(stopped) => return Ok(Err(stopped)),
    };
    // Whoever leaves is told of whatever child health sent.
    let (which, gate) = match kind {
        ListKind::SameDay => (Which::Told, None),
        ListKind::Monthly => (Which::All, gate(tx, month).await?),
    };
    let gathered = gather(tx, rules, which, now).await?;
    let keys = keys_of(tx).await?;
    let lists = Lists { month, kind, flow: &flow, gate, today: today(now), now, terms: tx.keys().clone() };
    let entries = lists.entries(tx, &gathered, &keys).await?;
    let centres: BTreeSet<String> = match kind {
        ListKind::Monthly => centre_names(tx).await?,
        ListKind::SameDay => entries.keys().cloned().collect(),
    };
    let (mut drafts, mut without) = (Vec::new(), Vec::new());
    let mut entries = entries;
    let born = lists.born(&gathered);
    let none = BTreeMap::new();
    for centre in centres {
        let Some(key) = keys.get(&centre) else {
            without.push((centre, NO_KEY));
            continue;
        };
        let of_centre = entries.remove(&centre).unwrap_or_default();
        drafts.push(lists.draft((born.get(centre.as_str()).unwrap_or(&none), &centre), key, of_centre)?);
    }
    Ok(Ok(Plan { flow, drafts, without }))
}

/// The children of one centre who were born in the month.
pub(super) type Births<'g> = BTreeMap<PersonId, Option<&'g Case>>;

/// What the births of a month come to.
#[derive(Default)]
pub(super) struct Counted {
    pub(super) births: u32,
    pub(super) named: u32,
    pub(super) left_out: BTreeMap<HeldBack, u32>,
}

/// What all lists of one build have in common.
pub(super) struct Lists<'a> {
    pub(super) month: Month,
    pub(super) kind: ListKind,
    pub(super) flow: &'a ListFlow,
    /// Whom a list may name; none where the rules alone say so.
    pub(super) gate: Option<Gate>,
    pub(super) today: Date,
    pub(super) now: Timestamp,
    pub(super) terms: Keys,
}

impl Lists<'_> {
    /// What every centre has to be told, by centre; nobody is opened for one
    /// that has no key.
    pub(super) async fn entries(
        &self,
        tx: &mut Tx,
        gathered: &Gathered,
        keys: &BTreeMap<String, RecipientKey>,
    ) -> Result<BTreeMap<String, Vec<(BirthEntry, ListRow)>>, AppError> {
        // Only whoever may go is opened: the rest is told by reference, or not at all.
        let has_key = |centre: &str| keys.contains_key(centre);
        let to_open: Vec<&Case> = gathered
            .cases
            .iter()
            .filter(|case| case.may_go().is_ok() && case.place.is_young_on(self.today))
            .filter(|case| case.centre.as_deref().is_some_and(has_key))
            .filter(|case| {
                case.said_last().is_empty()
                    || case.may_have_changed()
                    || !case.due(case.said_last(), self.today).is_empty()
            })
            .collect();
        // Of a list for one day that cannot be encrypted its sender is told.
        let goes_out = |due: &Due| self.kind == ListKind::SameDay || has_key(&due.centre);
        let is_told = |case: &&Case| case.due(case.said_last(), self.today).iter().any(goes_out);
        let known = opened(tx, &to_open).await?;
        let closed = |case: &&Case| !known.contains_key(&case.child);
        let leaving: Vec<&Case> = gathered.cases.iter().filter(is_told).filter(closed).collect();
        let anchors = anchors(tx, &leaving).await?;
        let mut entries: BTreeMap<String, Vec<(BirthEntry, ListRow)>> = BTreeMap::new();
        for case in &gathered.cases {
            let known = known.get(&case.child);
            let (anchor, about) = match known {
                Some(known) => (Some(known.anchor), Some(&known.about)),
                None => (anchors.get(&case.child).copied(), None),
            };
            let said = about.map_or_else(|| case.said_last().to_owned(), |about| about.said(&self.terms));
            for due in case.due(&said, self.today).into_iter().filter(goes_out) {
                if self.kind == ListKind::SameDay && !due.news.is_leaving() {
                    continue;
                }
                if !due.news.is_leaving() && !self.lets(case, &due.centre) {
                    continue;
                }
                let about = about.filter(|_| !due.news.is_leaving());
                if let Some(entry) = self.entry((case, anchor), &due, about, &said)? {
                    entries.entry(due.centre).or_default().push(entry);
                }
            }
        }
        Ok(entries)
    }

    fn entry(
        &self,
        (case, anchor): (&Case, Option<RecordId>),
        due: &Due,
        about: Option<&Particulars>,
        said: &str,
    ) -> Result<Option<(BirthEntry, ListRow)>, AppError> {
        let (centre, news) = (due.centre.as_str(), due.news);
        let is_meant = |told: &&ToldEntry| {
            told.centre == centre && due.child_ref.as_ref().is_none_or(|child_ref| told.child_ref == *child_ref)
        };
        let before = case.told.iter().find(is_meant);
        // Whoever leaves may have no record left that may be named: the one that was told of before will do.
        let Some(record) = anchor.or(before.map(|told| told.record)) else { return Ok(None) };
        let child_ref = match before {
            Some(told) => told.child_ref.clone(),
            None => self.terms.term_key("child-ref", &format!("{centre}\u{1e}{record}"))[..12].to_owned(),
        };
        let reference = match case.joined(centre, &child_ref).filter(|_| news.is_leaving()) {
            Some(joined) => joined.reference,
            None => fresh_reference()?,
        };
        let decision = case.permission.as_ref().map(|permission| &permission.answered.decision);
        let entry = BirthEntry {
            record,
            news,
            child_ref: child_ref.clone(),
            said: said.to_owned(),
            reference,
            facts: decision.and_then(Decision::state).map(|state| state.to_text()).unwrap_or_default(),
            rule: decision.map(|decision| decision.rule_id().to_owned()).unwrap_or_default(),
            pack: decision.map(|decision| decision.pack_name().to_owned()).unwrap_or_default(),
        };
        let on = if news == News::Birth { case.place.born_on.unwrap_or(self.today) } else { self.today };
        let mut row = ListRow::leaving(child_ref, news, on, centre);
        if let Some(about) = about {
            row.given = about.given.clone();
            row.family = about.family.clone();
            row.born_on = about.born_on;
            row.address = about.address.clone();
            row.postcode = about.postcode.clone();
        }
        Ok(Some((entry, row)))
    }

    /// The births of the month by centre, each with what is known of the child.
    pub(super) fn born<'g>(&self, gathered: &'g Gathered) -> BTreeMap<&'g str, Births<'g>> {
        let cases: HashMap<PersonId, &Case> = gathered.cases.iter().map(|case| (case.child, case)).collect();
        let mut born: BTreeMap<&str, Births<'g>> = BTreeMap::new();
        for (centre, _, child) in gathered.births.iter().filter(|(_, born, _)| self.month.contains(*born)) {
            born.entry(centre).or_default().insert(*child, cases.get(child).copied());
        }
        born
    }

    fn lets(&self, case: &Case, centre: &str) -> bool {
        self.gate.as_ref().is_none_or(|gate| gate.lets(case.child, centre))
    }

    /// The births of a centre's reach area, and why some of these are not
    /// named.
    pub(super) fn count(&self, (born, centre): (&Births<'_>, &str)) -> Counted {
        let mut left_out: BTreeMap<HeldBack, u32> = BTreeMap::new();
        let mut named = 0;
        for case in born.values().flatten() {
            let stays_or_joins = match case.held_by(centre) {
                Some(_) => case.may_go(),
                None if self.lets(case, centre) => case.may_join(),
                None => case.may_join().and(Err(HeldBack::NotYetSent)),
            };
            match stays_or_joins {
                Ok(()) => named += 1,
                Err(why) => *left_out.entry(why).or_default() += 1,
            }
        }
        let births = u32::try_from(born.len()).unwrap_or(u32::MAX);
        let counted: u32 = named + left_out.values().sum::<u32>();
        if counted < births && self.kind == ListKind::Monthly {
            *left_out.entry(HeldBack::KeptSafe).or_default() += births - counted;
        }
        Counted { births, named, left_out }
    }

    /// The list of one centre: its entries, and what the births of its reach
    /// area come to.
    fn draft(
        &self,
        (born, centre): (&Births<'_>, &str),
        key: &RecipientKey,
        of_centre: Vec<(BirthEntry, ListRow)>,
    ) -> Result<Draft, AppError> {
        let (entries, rows): (Vec<BirthEntry>, Vec<ListRow>) = of_centre.into_iter().unzip();
        let Counted { births, named, left_out } = self.count((born, centre));
        let list = BirthList {
            id: fresh(ListId::from_random)?,
            centre: centre.to_owned(),
            month: self.month,
            kind: self.kind,
            agreement: (self.flow.agreement.0.clone(), self.flow.flow.clone()),
            fields: self.flow.field_words(),
            births,
            named,
            entries: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            public_key: key.to_string(),
            digest: String::new(),
            built_at: self.now,
            built_by: None,
            left_out: left_out.into_iter().collect(),
        };
        Ok(Draft { list, entries, rows, key: key.clone() })
    }
}

/// A list as it is kept.
struct Ready {
    list: BirthList,
    entries: Vec<BirthEntry>,
    file: Vec<u8>,
}

fn encrypted(drafts: Vec<Draft>, fields: &BTreeSet<kith_core::family::PersonField>) -> Result<Vec<Ready>, AppError> {
    let ready = |draft: Draft| {
        let Draft { mut list, entries, rows, key } = draft;
        let plain = write_list(&rows, fields);
        let file = encrypt(&key, &plain).map_err(|error| AppError::Broken(error.into()))?;
        list.digest = digest_of(&file);
        Ok(Ready { list, entries, file })
    };
    drafts.into_iter().map(ready).collect()
}

/// What a file is known again by.
pub(super) fn digest_of(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn keep(
    tx: &mut Tx,
    who: &Who,
    files: Vec<Ready>,
    without: Vec<(String, &'static str)>,
    now: Timestamp,
) -> Result<BuiltLists, AppError> {
    let mut built = Vec::new();
    for Ready { list, entries, file } in files {
        put_older_aside(tx, who, &list, now).await?;
        tx.add_birth_list(&list, &entries, &file).await?;
        let event = who
            .event(Action::BirthList, now)
            .about(list.id)
            .outcome("built")
            .with("month", list.month)
            .with("entries", list.entries)
            .with("kind", list.kind.word());
        tx.append_audit(&event).await?;
        built.push((list.id, list.centre));
    }
    Ok(BuiltLists { built, without })
}

/// Every centre of the locality.
pub(super) async fn centre_names(tx: &mut Tx) -> Result<BTreeSet<String>, AppError> {
    let places = tx.places().await?;
    Ok(places.into_iter().filter(|place| place.kind == PlaceKind::Centre).map(|place| place.name).collect())
}

async fn put_older_aside(tx: &mut Tx, who: &Who, list: &BirthList, now: Timestamp) -> Result<(), AppError> {
    let older: Vec<ListId> = tx
        .birth_lists_of(&list.centre)
        .await?
        .into_iter()
        .filter(|older| older.month == list.month && older.kind == list.kind)
        .map(|older| older.id)
        .collect();
    let steps = tx.steps_of_lists(&older).await?;
    for id in older.into_iter().filter(|id| steps.iter().all(|step| step.list != *id)) {
        let step = ListStep {
            list: id,
            step: ListStepKind::Cancelled,
            why: "Built again".to_owned(),
            said_by: who.staff(),
            said_at: now,
        };
        tx.add_list_step(&step).await?;
    }
    Ok(())
}
