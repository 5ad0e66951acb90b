//! What each centre has to be told about a child today, from where the child
//! lives, what the family agreed to, and what each centre was told before.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::sharing::vocabulary;

vocabulary! {
    /// What a list says about a child.
    News {
        Birth = "birth", "Born";
        MoveIn = "move_in", "Moved in";
        MoveOut = "move_out", "Moved out";
        Withdraw = "death_withdraw", "Take off your list";
        Correction = "correction", "Put right";
    }
    /// Why a child is on no list: what a count of those left out says.
    HeldBack {
        NotAsked = "not-asked", "The family was not asked yet";
        SaidNo = "said-no", "The family said no";
        MessageWaits = "message-waits", "A parent wrote to say no, and nobody has spoken to them yet";
        AskAgain = "ask-again", "What the family said is too old, or does not cover this";
        NoCentre = "no-centre", "No centre covers the address, or there is no address";
        KeptSafe = "kept-safe", "Nothing may be sent about this family";
        NotYetSent = "not-yet-sent", "Not on the month’s list to the data lead yet";
    }
}

impl News {
    /// Whether a centre that was told this has the child on its list.
    #[must_use]
    pub fn is_on_the_list(self) -> bool {
        matches!(self, Self::Birth | Self::MoveIn | Self::Correction)
    }

    /// Whether it tells nothing but that the child leaves the list.
    #[must_use]
    pub fn is_leaving(self) -> bool {
        matches!(self, Self::MoveOut | Self::Withdraw)
    }
}

/// What one centre was told about a child.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The centre.
    pub centre: String,
    /// How the centre's lists name the child. Two records that were told of
    /// before somebody saw that they are one child have two references.
    pub child_ref: String,
    /// What.
    pub news: News,
    /// On which day.
    pub on: Date,
    /// What the entry said about the child, as a keyed hash: it differs when
    /// something has to be put right.
    pub said: String,
}

/// How a child stands today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing<'a> {
    /// The centre whose reach area the child lives in.
    pub centre: Option<&'a str>,
    /// Whether the centre may know, and if not, why.
    pub may_go: Result<(), HeldBack>,
    /// Whether the child may be told as somebody new, and if not, why.
    pub may_join: Result<(), HeldBack>,
    /// The child lives, and is young enough for lists.
    pub is_on_lists: bool,
    /// The birth is still news.
    pub is_newborn: bool,
    /// What an entry would say about the child, as a keyed hash.
    pub said: &'a str,
}

/// One thing that a centre has to be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The centre.
    pub centre: String,
    /// What.
    pub news: News,
    /// By which reference the centre holds the child; none where it does not.
    pub child_ref: Option<String>,
}

/// What a centre holds of a child: the last thing said under each reference,
/// where that put it on the list. In the order in which they were first said.
#[must_use]
pub fn held(told: &[Told]) -> Vec<&Told> {
    let mut last: Vec<&Told> = Vec::new();
    for said in told {
        let known = last.iter_mut().find(|it| it.centre == said.centre && it.child_ref == said.child_ref);
        match known {
            Some(known) => *known = said,
            None => last.push(said),
        }
    }
    last.retain(|said| said.news.is_on_the_list());
    last
}

/// What has to be told about a child today; `told` is in the order in which it
/// was said. A centre that no longer may know is told to take the child off
/// its list, and not why; so is one that holds the child twice, of the second
/// time.
///
/// While a message of a parent waits, nothing at all is said of a child who
/// lives: nothing new, and not that it leaves, which anybody could bring about
/// who knows its birthday.
#[must_use]
pub fn due(child: &Standing<'_>, told: &[Told]) -> Vec<Due> {
    if child.may_go == Err(HeldBack::MessageWaits) && child.is_on_lists {
        return Vec::new();
    }
    let holding = held(told);
    let may_go = child.may_go.is_ok() && child.is_on_lists;
    let mut due = Vec::new();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for held in &holding {
        let is_second = !seen.insert(&held.centre);
        let news = match child.centre {
            // Somebody who may not be named is gone from the list; where to is not said.
            _ if !may_go || is_second => News::Withdraw,
            Some(centre) if centre == held.centre && held.said != child.said => News::Correction,
            Some(centre) if centre == held.centre => continue,
            _ => News::MoveOut,
        };
        due.push(Due { centre: held.centre.clone(), news, child_ref: Some(held.child_ref.clone()) });
    }
    let may_join = may_go && child.may_join.is_ok();
    if let Some(centre) = child.centre.filter(|centre| may_join && holding.iter().all(|held| held.centre != *centre)) {
        let news = if told.is_empty() && child.is_newborn { News::Birth } else { News::MoveIn };
        due.push(Due { centre: centre.to_owned(), news, child_ref: None });
    }
    due
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::{Due, HeldBack, News, Standing, Told, due};

    fn child(centre: Option<&str>, may_go: Result<(), HeldBack>) -> Standing<'_> {
        Standing { centre, may_go, may_join: may_go, is_on_lists: true, is_newborn: true, said: "a" }
    }

    fn told(centre: &str, news: News) -> Told {
        by("a", centre, news)
    }

    fn by(child_ref: &str, centre: &str, news: News) -> Told {
        Told {
            centre: centre.to_owned(),
            child_ref: child_ref.to_owned(),
            news,
            on: date(2026, 10, 1),
            said: "a".to_owned(),
        }
    }

    /// A thing to tell of a child whom the centre holds under "a", or does not.
    fn of(centre: &str, news: News) -> Due {
        let is_held = !matches!(news, News::Birth | News::MoveIn);
        Due { centre: centre.to_owned(), news, child_ref: is_held.then(|| "a".to_owned()) }
    }

    #[test]
    fn a_child_whom_a_centre_holds_twice_leaves_it_under_both_references() {
        let twice = [by("a", "East", News::Birth), by("b", "East", News::Birth)];
        let leaves =
            |child_ref: &str, news| Due { centre: "East".to_owned(), news, child_ref: Some(child_ref.to_owned()) };
        let second = due(&child(Some("East"), Ok(())), &twice);
        assert_eq!(second, [leaves("b", News::Withdraw)]);
        let said_no = due(&child(Some("East"), Err(HeldBack::SaidNo)), &twice);
        assert_eq!(said_no, [leaves("a", News::Withdraw), leaves("b", News::Withdraw)]);
    }

    #[test]
    fn t13_nobody_new_of_a_grieving_family_is_told_and_who_is_known_stays_known() {
        let grieving = Standing { may_join: Err(HeldBack::KeptSafe), ..child(Some("East"), Ok(())) };
        assert_eq!(due(&grieving, &[]), []);
        assert_eq!(due(&grieving, &[told("East", News::Birth)]), []);
        assert_eq!(due(&grieving, &[told("West", News::Birth)]), [of("West", News::MoveOut)]);
    }

    #[test]
    fn a_birth_is_told_once_and_only_where_the_family_agreed() {
        assert_eq!(due(&child(Some("East"), Ok(())), &[]), [of("East", News::Birth)]);
        assert_eq!(due(&child(Some("East"), Ok(())), &[told("East", News::Birth)]), []);
        assert_eq!(due(&child(Some("East"), Err(HeldBack::NotAsked)), &[]), []);
        assert_eq!(due(&child(None, Ok(())), &[]), []);
    }

    #[test]
    fn a_child_who_moves_leaves_one_list_and_joins_the_other() {
        let moved = due(&child(Some("West"), Ok(())), &[told("East", News::Birth)]);
        assert_eq!(moved, [of("East", News::MoveOut), of("West", News::MoveIn)]);
        let gone = due(&child(None, Ok(())), &[told("East", News::Birth)]);
        assert_eq!(gone, [of("East", News::MoveOut)]);
        let back = [told("East", News::Birth), told("East", News::MoveOut), told("West", News::MoveIn)];
        assert_eq!(due(&child(Some("East"), Ok(())), &back), [of("West", News::MoveOut), of("East", News::MoveIn)]);
    }

    #[test]
    fn a_no_and_a_death_take_the_child_off_the_list_and_say_no_more() {
        let said_no = due(&child(Some("West"), Err(HeldBack::SaidNo)), &[told("East", News::Birth)]);
        assert_eq!(said_no, [of("East", News::Withdraw)]);
        let died = Standing { is_on_lists: false, ..child(Some("East"), Ok(())) };
        assert_eq!(due(&died, &[told("East", News::MoveIn)]), [of("East", News::Withdraw)]);
        assert_eq!(due(&died, &[told("East", News::MoveIn), told("East", News::Withdraw)]), []);
    }

    #[test]
    fn s002_15f_nothing_is_said_of_a_child_while_a_message_of_a_parent_waits() {
        let waits = Err(HeldBack::MessageWaits);
        assert_eq!(due(&child(Some("East"), waits), &[]), []);
        assert_eq!(due(&child(Some("East"), waits), &[told("East", News::Birth)]), []);
        assert_eq!(due(&child(Some("West"), waits), &[told("East", News::Birth)]), []);
        let died = Standing { is_on_lists: false, ..child(Some("East"), waits) };
        assert_eq!(due(&died, &[told("East", News::Birth)]), [of("East", News::Withdraw)]);
    }

    #[test]
    fn what_was_said_wrong_is_put_right_where_the_child_still_lives() {
        let changed = Standing { said: "b", ..child(Some("East"), Ok(())) };
        assert_eq!(due(&changed, &[told("East", News::Birth)]), [of("East", News::Correction)]);
    }

    fn any_told() -> impl Strategy<Value = Vec<Told>> {
        let one = (0..3_usize, 0..2_usize, 0..News::ALL.len()).prop_map(|(centre, reference, news)| {
            by(["a", "b"][reference], ["East", "West", "North"][centre], News::ALL[news])
        });
        prop::collection::vec(one, 0..8)
    }

    proptest! {
        #[test]
        fn told_once_nothing_more_is_due(before in any_told(), centre in 0..4_usize, may in any::<bool>(), on in any::<bool>()) {
            let may_go = if may { Ok(()) } else { Err(HeldBack::SaidNo) };
            let centre = ["East", "West", "North"].get(centre).copied();
            let child = Standing { is_on_lists: on, ..child(centre, may_go) };
            let first = due(&child, &before);
            let mut after = before.clone();
            after.extend(first.iter().map(|due| by(due.child_ref.as_deref().unwrap_or("c"), &due.centre, due.news)));
            prop_assert_eq!(due(&child, &after), []);
            let joins = first.iter().any(|due| due.news.is_on_the_list());
            prop_assert!(!joins || (may && on), "nobody joins a list who may not be named");
        }
    }
}
