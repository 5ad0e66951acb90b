//! Practice: made-up families and free facts, put to the rules in force.
//! Nothing of it is stored, and nothing of it is about anybody.

use jiff::Timestamp;
use kith_core::sharing::{
    Access, Age, Agreement, Basis, Capacity, Category, Channel, ConsentBy, ConsentForm, ConsentScope, ConsentState,
    Direction, Evidence, Extent, FactName, Facts, Flow, Harm, Judgement, NeedToKnow, Pack, Purpose, Requester, Sender,
    State, Subject, decide_again,
};

use super::told::{Naming, Part, ShareAnswer, tell};
use crate::{App, AppError, FieldProblem};

/// A made-up family with a question.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// The word in the address.
    pub word: &'static str,
    /// The question in a few words.
    pub title: &'static str,
    /// What happened.
    pub story: &'static [&'static str],
    /// What would be shared.
    pub what: &'static str,
    /// With whom.
    pub who: &'static str,
    /// So that.
    pub so_that: &'static str,
    /// Who would be asked.
    asks: Option<&'static str>,
    /// The facts that differ from a question with nothing out of the ordinary.
    facts: &'static [(FactName, &'static str)],
}

/// An agreement that is good.
const AGREED: [(FactName, &str); 6] = [
    (FactName::Basis, "explicit_informed"),
    (FactName::ConsentBy, "parent_or_legal_carer"),
    (FactName::ConsentScope, "covers"),
    (FactName::ConsentForm, "written"),
    (FactName::ConsentState, "current"),
    (FactName::Evidence, "present"),
];

/// The made-up families. Each of the six answers comes up.
pub const PRACTICE: &[Scenario] = &[
    Scenario {
        word: "new-baby",
        title: "A new baby’s address, for the midwife’s colleague",
        story: &[
            "Leila Farouk had a baby girl six days ago. Her midwife gave her the privacy notice and explained it.",
            "Leila did not object. You are the health visitor. The community midwife asks for the baby’s new address.",
        ],
        what: "Name, address, postcode and date of birth",
        who: "Grace Obi, community midwife",
        so_that: "She can visit mother and baby on day ten",
        asks: Some("Leila"),
        facts: &[(FactName::Basis, "notice_no_objection")],
    },
    Scenario {
        word: "feeding-notes",
        title: "Feeding notes, for the outreach worker",
        story: &[
            "Hannah Brook has a boy of seven weeks. You are her health visitor, and you wrote notes on feeding.",
            "Hannah was given the privacy notice. Nobody has asked her about health notes. The outreach worker of the centre could help with feeding at home.",
        ],
        what: "Feeding, lifestyle and emotional health",
        who: "Joy Penfold, outreach worker",
        so_that: "She can help with feeding at home",
        asks: Some("Hannah"),
        facts: &[
            (FactName::Category, "sensitive_health"),
            (FactName::Requester, "centre_nonhealth"),
            (FactName::Purpose, "family_support"),
            (FactName::Basis, "notice_no_objection"),
        ],
    },
    Scenario {
        word: "more-than-needed",
        title: "The whole file, for a family support plan",
        story: &[
            "Tom Ashdown is three. His father signed a form last month: the centre may know about visits and support.",
            "You are the health visitor. The centre asks for everything in the file, to write the support plan.",
        ],
        what: "More than basic details",
        who: "The children’s centre",
        so_that: "They can write a support plan",
        asks: Some("Tom’s father"),
        facts: &[
            (FactName::Category, "beyond_basic"),
            (FactName::Requester, "centre_nonhealth"),
            (FactName::Purpose, "family_support"),
            (FactName::Extent, "excessive"),
            AGREED[0],
            AGREED[1],
            AGREED[2],
            AGREED[3],
            AGREED[4],
            AGREED[5],
        ],
    },
    Scenario {
        word: "she-said-no",
        title: "A mother who said no, and a nursery that asks",
        story: &[
            "Sana Malik telephoned in spring: nothing about her family is to go to anybody but health staff.",
            "Her son starts at a nursery. The nursery asks you, a centre worker, what the centre knows about the family.",
        ],
        what: "Support and plans",
        who: "The nursery",
        so_that: "They can settle the boy in",
        asks: Some("Sana"),
        facts: &[
            (FactName::Category, "beyond_basic"),
            (FactName::Sender, "centre_staff"),
            (FactName::Requester, "outside_agency"),
            (FactName::Purpose, "personalise_service"),
            (FactName::Basis, "objected"),
        ],
    },
    Scenario {
        word: "changed-her-mind",
        title: "A parent who changed her mind",
        story: &[
            "Megan Doyle agreed last year that the centre gets notes of the health visitor’s reviews. They go there every month.",
            "Today she says that she does not want this any more.",
        ],
        what: "Visits and contacts",
        who: "The children’s centre",
        so_that: "They can plan their groups",
        asks: Some("Megan"),
        facts: &[
            (FactName::Category, "beyond_basic"),
            (FactName::Requester, "centre_nonhealth"),
            (FactName::Purpose, "family_support"),
            (FactName::Flow, "ongoing"),
            (FactName::Basis, "withdrawn"),
        ],
    },
    Scenario {
        word: "a-bruise",
        title: "A bruise, and a mother who says no",
        story: &[
            "You visit Ellis Grant, four months old. He has a bruise on his cheek, and does not move on his own yet. You cannot explain it.",
            "His mother says that nobody is to know. You think that he may come to harm.",
        ],
        what: "What you saw, and who the child is",
        who: "The social worker on duty",
        so_that: "Somebody can make sure that he is safe",
        asks: Some("his mother"),
        facts: &[
            (FactName::Category, "beyond_basic"),
            (FactName::Requester, "mat_wider"),
            (FactName::Purpose, "safeguarding"),
            (FactName::Basis, "refused"),
            (FactName::Harm, "reasonable_cause"),
            (FactName::Judgement, "not_recorded"),
        ],
    },
    Scenario {
        word: "talk-without-names",
        title: "A worry in a nursery, without names",
        story: &[
            "A girl of three in your nursery comes hungry and tired, week after week. You fear that her parents will take her away if you ask.",
            "You want to talk it through with somebody who knows about such things.",
        ],
        what: "What you have seen, without names",
        who: "The child protection lead",
        so_that: "You get advice on your worry",
        asks: None,
        facts: &[
            (FactName::Category, "beyond_basic"),
            (FactName::Sender, "other_agency"),
            (FactName::Requester, "mat_wider"),
            (FactName::Purpose, "safeguarding_consult"),
            (FactName::Harm, "concern_not_established"),
            (FactName::Judgement, "not_recorded"),
        ],
    },
    Scenario {
        word: "fifteen",
        title: "A mother of fifteen",
        story: &[
            "Kira Lowe is 15 and has a baby of two months. She says that the centre may have your notes.",
            "Nobody has judged yet whether Kira can decide this for herself.",
        ],
        what: "Health notes about Kira",
        who: "Joy Penfold, outreach worker",
        so_that: "She can offer Kira the young parents’ group",
        asks: Some("Kira"),
        facts: &[
            (FactName::Category, "beyond_basic"),
            (FactName::Subject, "young_parent"),
            (FactName::Age, "na"),
            (FactName::Requester, "centre_nonhealth"),
            (FactName::Purpose, "family_support"),
            (FactName::Capacity, "gillick_unassessed"),
            AGREED[0],
            (FactName::ConsentBy, "young_person"),
            AGREED[2],
            (FactName::ConsentForm, "verbal"),
            AGREED[4],
            AGREED[5],
        ],
    },
];

/// A practice question with its answer.
#[derive(Debug, Clone)]
pub struct Practice {
    /// The answer.
    pub answer: ShareAnswer,
    /// The facts that it was answered from, in words.
    pub facts: Vec<(&'static str, &'static str)>,
    /// The title of the edition of the rules.
    pub pack: String,
}

/// Free facts: the word chosen for each fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PracticeFacts(Vec<(FactName, String)>);

impl PracticeFacts {
    /// The facts that the form asks for, in its order; the others follow from
    /// them.
    pub const ASKED: &'static [FactName] = &[
        FactName::Category,
        FactName::Subject,
        FactName::Age,
        FactName::Sender,
        FactName::Requester,
        FactName::Purpose,
        FactName::Basis,
        FactName::Capacity,
        FactName::Harm,
        FactName::Judgement,
        FactName::NeedToKnow,
        FactName::Extent,
        FactName::Access,
        FactName::Channel,
        FactName::Flow,
        FactName::Agreement,
    ];

    /// Reads the chosen words by the word of the fact; what is not chosen is
    /// as in a question with nothing out of the ordinary.
    #[must_use]
    pub fn read<'w>(chosen: impl Fn(&str) -> Option<&'w str>) -> Self {
        let usual = usual_state();
        let facts = Self::ASKED.iter().map(|fact| {
            let word = chosen(fact.word()).unwrap_or_else(|| usual.word_of(*fact));
            (*fact, word.to_owned())
        });
        Self(facts.collect())
    }

    /// The word chosen for a fact.
    #[must_use]
    pub fn word_of(&self, fact: FactName) -> &str {
        self.0.iter().find(|(name, _)| *name == fact).map_or("", |(_, word)| word)
    }

    /// The choices for a fact: word and title.
    #[must_use]
    pub fn choices(fact: FactName) -> Vec<(&'static str, &'static str)> {
        fact.values().iter().map(|word| (*word, title_of(fact, word))).collect()
    }

    fn state(&self) -> Result<State, Vec<FieldProblem>> {
        let is_known = |fact: FactName, word: &str| fact.values().contains(&word);
        let wrong: Vec<FieldProblem> = self
            .0
            .iter()
            .filter(|(fact, word)| !is_known(*fact, word))
            .map(|(fact, _)| FieldProblem::new(fact.word(), format!("Choose from the list: {}", fact.title())))
            .collect();
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let chosen = self.0.iter().map(|(fact, word)| (*fact, word.as_str()));
        let agreed: &[(FactName, &str)] =
            if self.word_of(FactName::Basis).starts_with("explicit") { &AGREED[1..] } else { &[] };
        Ok(with_facts(chosen.chain(agreed.iter().copied())))
    }
}

fn usual_state() -> State {
    let facts = Facts::neutral(Category::Basic, Requester::AnyHealthProfessional, Purpose::Healthcare);
    facts.state().expect("a question with nothing out of the ordinary has every fact")
}

/// The usual facts with some of them changed. Words outside the vocabulary
/// leave a fact as it is.
fn with_facts<'w>(changed: impl IntoIterator<Item = (FactName, &'w str)>) -> State {
    let mut words: Vec<(FactName, String)> = {
        let usual = usual_state();
        FactName::ALL.iter().map(|fact| (*fact, usual.word_of(*fact).to_owned())).collect()
    };
    for (fact, word) in changed {
        if let Some(entry) = words.iter_mut().find(|(name, _)| *name == fact) {
            word.clone_into(&mut entry.1);
        }
    }
    let text: Vec<String> = words.iter().map(|(fact, word)| format!("{}={word}", fact.word())).collect();
    text.join(" ").parse().unwrap_or_else(|_| usual_state())
}

/// The title of a fact's value; the word itself where there is none.
pub(super) fn title_of(fact: FactName, word: &'static str) -> &'static str {
    macro_rules! titles {
        ($($name:ident: $values:ident),*) => {
            match fact { $(FactName::$name => $values::from_word(word).map($values::title),)* }
        };
    }
    let title = titles!(
        Category: Category, Subject: Subject, Age: Age, Sender: Sender, Requester: Requester, Purpose: Purpose,
        Direction: Direction, Flow: Flow, Basis: Basis, ConsentBy: ConsentBy, ConsentScope: ConsentScope,
        ConsentForm: ConsentForm, ConsentState: ConsentState, Evidence: Evidence, Capacity: Capacity, Harm: Harm,
        Judgement: Judgement, NeedToKnow: NeedToKnow, Extent: Extent, Access: Access, Channel: Channel,
        Agreement: Agreement
    );
    title.unwrap_or(word)
}

impl App {
    /// The answer to a made-up family's question.
    ///
    /// # Errors
    /// [`AppError::NotFound`] where there is no such family.
    pub fn practise(&self, word: &str, now: Timestamp) -> Result<(&'static Scenario, Practice), AppError> {
        let scenario = PRACTICE.iter().find(|scenario| scenario.word == word).ok_or(AppError::NotFound)?;
        let naming = Naming {
            asks: scenario.asks.map(str::to_owned),
            who: scenario.who.to_owned(),
            what: String::new(),
            rests_on: None,
            waiting_no: None,
        };
        Ok((scenario, practice(with_facts(scenario.facts.iter().copied()), &naming, &self.pack(now))))
    }

    /// The answer to free facts.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where a word is none of the list.
    pub fn practise_with(&self, facts: &PracticeFacts, now: Timestamp) -> Result<Practice, AppError> {
        let state = facts.state().map_err(AppError::Invalid)?;
        Ok(practice(state, &Naming::default(), &self.pack(now)))
    }
}

fn practice(state: State, naming: &Naming, pack: &Pack) -> Practice {
    let parts = [Part::asked(decide_again(state, pack))];
    Practice {
        answer: tell(&parts, naming, pack),
        facts: super::told::fact_lines(state),
        pack: pack.title().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use kith_core::sharing::{Outcome, decide_again};
    use kith_exchange::packs::{LEAFLET_2010, read_pack_or_ask_a_person};

    use super::{PRACTICE, with_facts};

    #[test]
    fn each_of_the_six_answers_comes_up_in_practice() {
        let pack = read_pack_or_ask_a_person("leaflet-2010", LEAFLET_2010);
        let answers: Vec<(&str, Outcome)> = PRACTICE
            .iter()
            .map(|scenario| (scenario.word, decide_again(with_facts(scenario.facts.iter().copied()), &pack).outcome()))
            .collect();
        for outcome in Outcome::ALL {
            assert!(answers.iter().any(|(_, answer)| answer == outcome), "{outcome:?} does not come up: {answers:?}");
        }
        for scenario in PRACTICE {
            for (fact, word) in scenario.facts {
                assert!(fact.values().contains(word), "{}: {word}", scenario.word);
            }
        }
    }
}
