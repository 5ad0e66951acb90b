//! The family that a mentor meets, as far as the rules need it: who is in it
//! and what was agreed. No record of anybody is opened.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kith_core::id::{FamilyId, PersonId, RecordId};
use kith_core::ledger::{LedgerEntry, LedgerState, Team};
use kith_core::mentoring::partner;
use kith_core::sharing::{Kind, Pack};
use kith_core::statement::Part;
use kith_core::workforce::{AccessState, Staff};
use kith_store::{CopyLine, MentorPlace, SupportHead, Tx};

use super::PlaceWords;
use crate::door::Rules;
use crate::look::{Member, named};
use crate::questions::{Answered, Birth, KeptPart, Questions};
use crate::standing::Standing;
use crate::{AppError, Asker};

/// A family, and whoever the mentor meets in it.
pub(super) struct Home {
    pub(super) family: FamilyId,
    /// Somebody is shielded: no mentor sees anything.
    pub(super) is_kept_safe: bool,
    meets: PersonId,
    copies: Vec<CopyLine>,
    entries: Vec<LedgerEntry>,
    team: Team,
    births: BTreeMap<PersonId, Birth>,
    /// The support whose plan the family agreed to show.
    supports: Vec<SupportHead>,
}

/// What the rules say of one reader.
pub(super) struct Answers {
    /// Whom they meet and how to reach them.
    pub(super) basic: Answered,
    /// The plan of each support.
    pub(super) plans: Vec<(SupportHead, Answered)>,
}

impl Answers {
    /// As they are kept with the decision.
    pub(super) fn parts(&self) -> Vec<KeptPart> {
        let plans = self.plans.iter();
        let plans = plans.map(|(head, answered)| KeptPart::of(format!("support:{}", head.holder.word()), answered));
        std::iter::once(KeptPart::of("share:basic", &self.basic)).chain(plans).collect()
    }
}

/// The family of a place today; none where whoever the mentor was to meet is
/// not in it any more, and where somebody's identity is sealed.
pub(super) async fn home(tx: &mut Tx, place: &MentorPlace, words: &PlaceWords) -> Result<Option<Home>, AppError> {
    let Some(family) = tx.standing_family(place.family).await? else { return Ok(None) };
    let everybody = tx.family_members(family).await?;
    let people: Vec<PersonId> = everybody.iter().map(|member| member.person).collect();
    let copies = tx.copies_of(&people).await?;
    // A sealed identity exists on no page (T16): neither does a family with one.
    if copies.iter().any(|copy| copy.is_sealed) {
        return Ok(None);
    }
    let Some(meets) = copies.iter().find(|copy| copy.record == place.record).map(|copy| copy.person) else {
        return Ok(None);
    };
    let members: Vec<Member> = everybody
        .into_iter()
        .map(|member| Member { person: member.person, part: member.part, lives_elsewhere: member.lives_elsewhere })
        .collect();
    let records: Vec<RecordId> = copies.iter().map(|copy| copy.record).collect();
    let kept = tx.kept_ledger_of(&records).await?;
    let person_of = |record: RecordId| copies.iter().find(|copy| copy.record == record).map(|copy| copy.person);
    let entries = named(kept, &members, person_of).map(|(_, entry)| entry).collect();
    let children = members.iter().filter(|member| member.part == Part::Subject);
    let births = children.map(|child| (child.person, Birth::Unknown)).collect();
    let mut supports = tx.support_of(&records).await?;
    supports.retain(|head| words.supports.contains(&head.id.to_string()));
    let is_kept_safe = copies.iter().any(|copy| copy.is_shielded) || tx.is_any_kept_safe(&people).await?;
    Ok(Some(Home { family, is_kept_safe, meets, copies, entries, team: tx.team().await?, births, supports }))
}

impl Home {
    /// Puts the questions for somebody who reads what a mentor sees: the mentor,
    /// or whoever supervises them.
    pub(super) fn ask(
        &self,
        (reader, access): (&Staff, AccessState),
        words: &PlaceWords,
        (asker, pack, today): (&Asker, &Pack, Date),
    ) -> Answers {
        let asker = Asker { staff: reader.clone(), ..asker.clone() };
        self.with_questions((&asker, pack, today), |questions| {
            let partner = partner(&words.agreed_to);
            let of = |kind, holder, person| questions.to_mentor((kind, holder, person), (partner.word(), access));
            let plan = |head: &SupportHead| {
                let copies = self.copies.iter().filter(|copy| head.people.contains(&copy.record));
                let people: BTreeSet<PersonId> = copies.map(|copy| copy.person).collect();
                let each = people.into_iter().map(|person| of(Kind::Support, Some(head.holder), person));
                let strictest = each.reduce(|one, other| if one.lets_through() { other } else { one });
                Some((head.clone(), strictest?))
            };
            Answers { basic: of(Kind::Basic, None, self.meets), plans: self.supports.iter().filter_map(plan).collect() }
        })
    }

    /// What the rules say of the service's own record of a mentor's work, for
    /// whoever supervises them.
    pub(super) fn own(&self, asker: &Asker, rules: &Rules, today: Date) -> Answered {
        let pack = rules.own_service();
        self.with_questions((asker, pack, today), |questions| questions.own_service(pack))
    }

    fn with_questions<T>(
        &self,
        (asker, pack, today): (&Asker, &Pack, Date),
        ask: impl FnOnce(&Questions<'_>) -> T,
    ) -> T {
        let ledger = LedgerState::of(&self.entries, today).with_team(&self.team);
        let adults: BTreeSet<PersonId> =
            self.copies.iter().map(|copy| copy.person).filter(|person| !self.births.contains_key(person)).collect();
        let family_ledger = ledger.clone().apart_from(&adults);
        let standing = Standing::Worker { since: None };
        ask(&Questions {
            asker,
            standing: &standing,
            ledger: &ledger,
            family_ledger: &family_ledger,
            today,
            pack,
            births: &self.births,
        })
    }
}
