//! Support that a service and a family agreed on: what they hope for, with an
//! aim each, and what came of it (S002-2b, S002-15i; 002 ¶2, ¶15 b2).

use crate::sharing::vocabulary;

vocabulary! {
    /// The five national aims that the leaflet lists (¶2). A locality may use
    /// its own beside or in place of them.
    NationalAim {
        Healthy = "healthy", "Healthy";
        Safe = "safe", "Safe";
        EnjoyAndAchieve = "enjoy-and-achieve", "Enjoy and achieve";
        Contribute = "contribute", "Contribute";
        EconomicWellBeing = "economic-well-being", "Economic well-being";
    }
    /// What came of something that was hoped for.
    GoalOutcome {
        Achieved = "achieved", "Achieved";
        Partly = "partly", "Partly achieved";
        NotAchieved = "not-achieved", "Not achieved";
        Changed = "changed", "The goal has changed";
    }
    /// What the family said to the sharing that comes with a service (¶15 b2).
    SupportAnswer {
        Agreed = "agreed", "The family agreed";
        SaidNo = "said-no", "The family said no";
        NotAsked = "not-asked", "The family has not been asked yet";
        AgreedBefore = "agreed-before", "Nothing new to ask: what it needs may be shared already";
        NotNeeded = "not-needed", "Nothing to ask: the service needs no information";
    }
}

impl SupportAnswer {
    /// Whether support can begin with this answer: the family's yes where the
    /// service needs to know something, or nothing to ask.
    #[must_use]
    pub fn lets_it_begin(self) -> bool {
        matches!(self, Self::Agreed | Self::AgreedBefore | Self::NotNeeded)
    }
}

/// An aim that goals are tagged with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// The word that storage and reports use.
    pub word: String,
    /// The words for screens.
    pub title: String,
    /// Whether new goals can have it.
    pub is_used: bool,
}

/// The aims of a locality: the national ones, with what it said since, the
/// newest saying of a word last.
#[must_use]
pub fn aims(said: impl IntoIterator<Item = Aim>) -> Vec<Aim> {
    let national = NationalAim::ALL.iter();
    let mut aims: Vec<Aim> =
        national.map(|aim| Aim { word: aim.word().to_owned(), title: aim.title().to_owned(), is_used: true }).collect();
    for aim in said {
        match aims.iter_mut().find(|known| known.word == aim.word) {
            Some(known) => *known = aim,
            None => aims.push(aim),
        }
    }
    aims
}

/// The word of an aim by its title: small letters and digits, a stroke for
/// everything else.
#[must_use]
pub fn aim_word(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::{Aim, aim_word, aims};

    #[test]
    fn the_newest_saying_of_an_aim_counts_and_national_ones_can_be_switched_off() {
        let said = |word: &str, title: &str, is_used| Aim { word: word.to_owned(), title: title.to_owned(), is_used };
        let own = aim_word("Ready for school!");
        assert_eq!(own, "ready-for-school");
        let all = aims([
            said(&own, "Ready for school!", true),
            said("safe", "Safe", false),
            said(&own, "Ready for school", true),
        ]);
        assert_eq!(all.len(), 6);
        assert!(all.iter().any(|aim| aim.word == "safe" && !aim.is_used));
        assert_eq!(all.last().map(|aim| aim.title.as_str()), Some("Ready for school"));
    }
}
