//! What a pack's file says, word for word.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackFile {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) cites: String,
    /// The edition that this one is laid over.
    pub(super) extends: Option<String>,
    /// What of that edition no longer counts, by name.
    #[serde(default)]
    pub(super) without: Vec<String>,
    /// Why each kind of information matters, by the word of the kind.
    #[serde(default)]
    pub(super) relevance: BTreeMap<String, String>,
    #[serde(default, rename = "law")]
    pub(super) laws: Vec<LawFile>,
    #[serde(default)]
    pub(super) cites_also: Vec<CitesAlsoFile>,
    #[serde(default)]
    pub(super) duties: BTreeMap<String, Vec<String>>,
    #[serde(default, rename = "switch")]
    pub(super) switches: Vec<SwitchFile>,
    #[serde(default, rename = "gate")]
    pub(super) gates: Vec<RuleFile>,
    #[serde(default)]
    pub(super) basis: Vec<RuleFile>,
    #[serde(default)]
    pub(super) open: Vec<RuleFile>,
    #[serde(default)]
    pub(super) public_interest: Vec<RuleFile>,
    #[serde(default)]
    pub(super) closed: Vec<RuleFile>,
    #[serde(default)]
    pub(super) enough: Vec<RuleFile>,
    #[serde(default)]
    pub(super) also: Vec<AlsoFile>,
    #[serde(default, rename = "never")]
    pub(super) nevers: Vec<NeverFile>,
    #[serde(default, rename = "check")]
    pub(super) checks: Vec<CheckFile>,
    #[serde(default, rename = "way")]
    pub(super) ways: Vec<WayFile>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SwitchFile {
    pub(super) name: String,
    pub(super) on: bool,
    pub(super) says: String,
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum WhenFile {
    One(BTreeMap<String, AllowedFile>),
    OneOf(Vec<BTreeMap<String, AllowedFile>>),
}

#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum AllowedFile {
    These(Vec<String>),
    AllBut { not: Vec<String> },
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) id: String,
    pub(super) when: WhenFile,
    pub(super) answer: Option<String>,
    #[serde(default)]
    pub(super) enough: bool,
    pub(super) not_enough: Option<String>,
    pub(super) part: Option<String>,
    pub(super) next: Option<String>,
    pub(super) duties: Option<Vec<String>>,
    pub(super) may_go: Option<String>,
    #[serde(default)]
    pub(super) heading: String,
    pub(super) because: String,
    pub(super) paragraph: String,
    #[serde(default)]
    pub(super) rests_on: Vec<String>,
    pub(super) switch: Option<String>,
    #[serde(default)]
    pub(super) talk_to_a_person: bool,
    /// The one before which it is put; at the end of its part otherwise.
    pub(super) before: Option<String>,
    #[serde(default)]
    pub(super) check_before_approving: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AlsoFile {
    pub(super) id: String,
    pub(super) when: WhenFile,
    #[serde(default)]
    pub(super) outcomes: Vec<String>,
    #[serde(default)]
    pub(super) after: Vec<String>,
    #[serde(default)]
    pub(super) duties: Vec<String>,
    pub(super) next: Option<String>,
    #[serde(default)]
    pub(super) says: String,
    pub(super) paragraph: String,
    /// The one before which it is put; at the end of its part otherwise.
    pub(super) before: Option<String>,
    #[serde(default)]
    pub(super) check_before_approving: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NeverFile {
    pub(super) id: String,
    pub(super) says: String,
    pub(super) when: WhenFile,
    pub(super) outcomes: Vec<String>,
    /// The one before which it is put; at the end of its part otherwise.
    pub(super) before: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    pub(super) asks: String,
    pub(super) looks_at: Vec<String>,
    pub(super) paragraph: String,
    pub(super) answers: Vec<AnswerFile>,
    /// The one before which it is put; at the end of its part otherwise.
    pub(super) before: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerFile {
    pub(super) when: WhenFile,
    pub(super) found: String,
    pub(super) says: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WayFile {
    pub(super) id: String,
    pub(super) when: WhenFile,
    pub(super) set: BTreeMap<String, String>,
    pub(super) title: String,
    pub(super) who: String,
    #[serde(default)]
    pub(super) say: String,
    pub(super) form: String,
    /// The one before which it is put; at the end of its part otherwise.
    pub(super) before: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LawFile {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) says: String,
    #[serde(default)]
    pub(super) check_before_approving: String,
}

/// Rules of the edition underneath that rest on something more.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CitesAlsoFile {
    pub(super) rules: Vec<String>,
    pub(super) paragraph: String,
}
