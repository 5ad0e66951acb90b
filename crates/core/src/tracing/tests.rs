use jiff::civil::{Date, date};

use crate::person::{Address, Name, NhsNumber, Sex};
use crate::statement::PersonStatement;

use super::*;

const TODAY: Date = date(2026, 11, 22);

fn number(text: &str) -> NhsNumber {
    text.parse().expect("a number")
}

fn name(text: &str) -> Option<Name> {
    Some(Name::parse(text).expect("a name"))
}

fn poppy() -> PersonStatement {
    PersonStatement {
        given_name: name("Poppy"),
        family_name: name("Ellis"),
        born_on: Some(date(2024, 5, 17)),
        sex: Some(Sex::Female),
        address: Some(Address {
            lines: vec!["14 Larch Close".to_owned()],
            postcode: Some("LX1 4QR".parse().expect("a postcode")),
            uprn: None,
        }),
        ..PersonStatement::default()
    }
}

fn with_number(text: &str) -> PersonStatement {
    PersonStatement { nhs_number: Some(number(text)), ..poppy() }
}

fn national(text: &str) -> NationalRecord {
    NationalRecord {
        number: number(text),
        says: with_number(text),
        former_family_names: Vec::new(),
        former_addresses: Vec::new(),
        has_died: false,
        removal: None,
        status: Some(NumberStatus::Verified),
        restriction: Restriction::Unrestricted,
    }
}

fn one(record: NationalRecord) -> Answer {
    scored(record, 1_000)
}

fn scored(record: NationalRecord, score_milli: u16) -> Answer {
    Answer::Records(vec![Scored { record, score_milli }])
}

fn nobody() -> Answer {
    Answer::Records(Vec::new())
}

/// The steps that are asked while these are the answers, and what it comes to.
fn traced(ours: &PersonStatement, answers: impl IntoIterator<Item = Answer>) -> (Vec<Step>, Finding) {
    let Begun::Asking(begun) = Search::begin(ours, TODAY) else { panic!("there is something to ask") };
    let (mut search, first) = *begun;
    let mut asked = vec![first.step()];
    for answer in answers {
        match search.hear(answer) {
            Move::Ask(next) => asked.push(next.step()),
            Move::End(finding) => return (asked, *finding),
        }
    }
    panic!("the search goes on after {asked:?}")
}

fn agreement(finding: &Finding, field: TracedField) -> Option<Agreement> {
    finding.compared.iter().find(|line| line.field == field).map(|line| line.agreement)
}

#[test]
fn a_right_number_with_the_same_details_has_no_differences() {
    let mut theirs = national("9990000018");
    theirs.says.family_name = name("ELLIS");
    theirs.says.given_name = name("Pop-py");
    let (asked, found) = traced(&with_number("9990000018"), [one(theirs)]);
    assert_eq!((asked.as_slice(), found.outcome), ([Step::Number].as_slice(), Outcome::NoDifferences));
    assert!(!found.wants_somebody());
    assert_eq!(found.outcome.status().code(), "01");
}

#[test]
fn a_right_number_with_other_details_says_which_field_by_field() {
    let mut theirs = national("9990000018");
    theirs.says.family_name = name("Marsh");
    theirs.former_family_names.extend(name("ELLIS"));
    theirs.says.born_on = Some(date(2024, 7, 15));
    theirs.says.practice = Some("Y12345".to_owned());
    theirs.says.sex = None;
    let (_, found) = traced(&with_number("9990000018"), [one(theirs)]);
    assert_eq!(found.outcome, Outcome::Differences);
    assert_eq!(agreement(&found, TracedField::GivenName), Some(Agreement::Same));
    assert_eq!(agreement(&found, TracedField::FamilyName), Some(Agreement::Earlier));
    assert_eq!(agreement(&found, TracedField::Birth), Some(Agreement::Differs));
    assert_eq!(agreement(&found, TracedField::Practice), Some(Agreement::OnlyThere));
    assert_eq!(agreement(&found, TracedField::Sex), Some(Agreement::OnlyHere));
    assert_eq!(agreement(&found, TracedField::Telephone), None);
    assert!(found.wants_somebody() && !found.is_somebody_else());
}

#[test]
fn a_number_with_another_name_and_another_birthday_is_most_likely_somebody_elses() {
    let mut theirs = national("9990000018");
    theirs.says.given_name = name("Robin");
    theirs.says.born_on = Some(date(1999, 1, 2));
    let (_, found) = traced(&with_number("9990000018"), [one(theirs)]);
    assert!(found.is_somebody_else());
    assert_eq!(found.outcome, Outcome::Differences);
}

#[test]
fn a_record_under_another_number_than_the_one_asked_for_replaces_it() {
    let (_, found) = traced(&with_number("9990000018"), [one(national("9990000026"))]);
    assert_eq!(found.outcome, Outcome::Superseded);
    assert_eq!(agreement(&found, TracedField::Number), Some(Agreement::Differs));
}

#[test]
fn a_withdrawn_number_is_invalid_and_the_person_is_looked_for_by_details() {
    let mut withdrawn = national("9990000018");
    withdrawn.restriction = Restriction::Withdrawn;
    let answers = [one(withdrawn), one(national("9990000034"))];
    let (asked, found) = traced(&with_number("9990000018"), answers);
    assert_eq!((asked.as_slice(), found.outcome), ([Step::Number, Step::Exact].as_slice(), Outcome::Invalid));
    assert!(found.wants_somebody(), "the right number is proposed");
    let nothing = std::iter::once(Answer::NoSuchNumber).chain(std::iter::repeat_with(nobody));
    let (asked, found) = traced(&with_number("9990000018"), nothing.take(7));
    assert_eq!((asked.len(), found.outcome), (7, Outcome::Invalid));
    assert!(!found.wants_somebody());
}

#[test]
fn a_missing_number_is_found_by_the_narrowest_question_that_gives_one() {
    let (asked, found) = traced(&poppy(), [one(national("9990000018"))]);
    assert_eq!((asked.as_slice(), found.outcome), ([Step::Exact].as_slice(), Outcome::MissingHere));
    assert_eq!(agreement(&found, TracedField::Number), Some(Agreement::OnlyThere));
    let (asked, found) = traced(&poppy(), [nobody(), nobody(), scored(national("9990000018"), 980)]);
    assert_eq!(asked, [Step::Exact, Step::WithoutPostcode, Step::Earlier]);
    assert_eq!((found.step, found.score_milli), (Some(Step::Earlier), Some(980)));
}

#[test]
fn nobody_is_found_only_after_every_question() {
    let (asked, found) = traced(&poppy(), std::iter::repeat_with(nobody).take(6));
    assert_eq!(asked, Step::ALL[1..]);
    assert_eq!((found.outcome, found.outcome.status().code()), (Outcome::NotFound, "04"));
}

#[test]
fn no_answer_ends_the_search_and_is_no_finding() {
    let (_, found) = traced(&poppy(), [nobody(), Answer::Failed(Fault::Busy)]);
    assert_eq!((found.outcome, found.step), (Outcome::Failed, Some(Step::WithoutPostcode)));
}

#[test]
fn more_than_one_is_never_a_guess_and_never_followed_by_a_wider_question() {
    let two = ["9990000018", "9990000026"].map(|text| Scored { record: national(text), score_milli: 1_000 });
    for answer in [Answer::TooMany, Answer::Records(two.into())] {
        let (asked, found) = traced(&poppy(), [nobody(), answer]);
        assert_eq!((asked.len(), found.outcome), (2, Outcome::TooMany));
        assert!(found.record.is_none());
    }
}

#[test]
fn a_restricted_record_is_dropped_with_everything_in_it() {
    for restriction in [Restriction::Restricted, Restriction::VeryRestricted] {
        let mut theirs = national("9990000018");
        theirs.restriction = restriction;
        let (_, found) = traced(&poppy(), [one(theirs)]);
        assert_eq!(found.outcome, Outcome::Restricted);
        assert!(found.record.is_none() && found.compared.is_empty() && found.score_milli.is_none());
    }
}

#[test]
fn a_record_that_fits_badly_is_put_before_nobody() {
    let badly = || scored(national("9990000018"), LOWEST_SCORE_MILLI - 1);
    let (_, found) = traced(&poppy(), std::iter::repeat_with(badly).take(6));
    assert_eq!(found.outcome, Outcome::NotFound);
}

#[test]
fn a_baby_under_six_weeks_is_not_looked_for_unless_it_has_a_number() {
    let born_on = |born| PersonStatement { born_on: Some(born), ..poppy() };
    let Begun::Over(found) = Search::begin(&born_on(date(2026, 10, 12)), TODAY) else { panic!("it is too early") };
    assert_eq!((found.outcome, found.outcome.status().code()), (Outcome::Postponed, "08"));
    assert!(matches!(Search::begin(&born_on(date(2026, 10, 11)), TODAY), Begun::Asking(..)));
    let numbered = PersonStatement { born_on: Some(date(2026, 11, 1)), ..with_number("9990000018") };
    let Begun::Asking(begun) = Search::begin(&numbered, TODAY) else { panic!("the number is asked for") };
    assert_eq!(begun.1.step(), Step::Number);
}

#[test]
fn without_a_first_name_only_the_narrowest_question_is_asked() {
    let baby = PersonStatement { given_name: name("Baby boy"), ..poppy() };
    assert_eq!(steps_for(&baby).iter().map(|step| step.step).collect::<Vec<_>>(), [Step::Exact]);
    assert!(steps_for(&baby)[0].given.is_none());
    let nowhere = PersonStatement { address: None, ..baby };
    assert_eq!(Search::begin(&nowhere, TODAY), Begun::TooLittle);
}

#[test]
fn a_star_stands_after_three_letters_and_a_short_name_has_none() {
    let start = |family: &str| {
        let ours = PersonStatement { family_name: name(family), ..poppy() };
        let steps = steps_for(&ours);
        let step = steps.into_iter().find(|step| step.step == Step::Start).expect("a step");
        (step.family.letters, step.family.is_start)
    };
    assert_eq!(start("Ellis"), ("Ell".to_owned(), true));
    assert_eq!(start("Ng"), ("Ng".to_owned(), false));
    let long = PersonStatement { family_name: name(&"Ab".repeat(20)), ..poppy() };
    assert_eq!(steps_for(&long)[0].family.letters.chars().count(), 35);
    assert!(steps_for(&long)[0].family.is_start);
}

#[test]
fn a_death_that_nobody_here_knows_of_is_a_difference() {
    let mut theirs = national("9990000018");
    theirs.has_died = true;
    let (_, found) = traced(&with_number("9990000018"), [one(theirs)]);
    assert_eq!(found.outcome, Outcome::Differences);
    assert_eq!(agreement(&found, TracedField::Death), Some(Agreement::OnlyThere));
}

#[test]
fn an_address_from_before_is_told_from_another_address() {
    let moved = |former: Vec<Address>| {
        let mut theirs = national("9990000018");
        theirs.says.address = Some(Address { lines: vec!["3 Quay Street".to_owned()], ..Address::default() });
        theirs.former_addresses = former;
        let (_, found) = traced(&with_number("9990000018"), [one(theirs)]);
        agreement(&found, TracedField::Address)
    };
    assert_eq!(moved(Vec::new()), Some(Agreement::Differs));
    assert_eq!(moved(poppy().address.into_iter().collect()), Some(Agreement::Earlier));
}

#[test]
fn every_word_leads_back() {
    for outcome in Outcome::ALL {
        assert_eq!(Outcome::from_word(outcome.word()), Some(*outcome));
    }
    for step in Step::ALL {
        assert_eq!(Step::from_word(step.word()), Some(step));
    }
    for status in NumberStatus::ALL {
        assert_eq!(NumberStatus::from_code(status.code()), Some(status));
    }
}
