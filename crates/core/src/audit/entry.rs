use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Action, Actor, Hash32};
use crate::workforce::Role;

/// Goes in front of every hashed entry, so that the hash of an entry can
/// never be the hash of anything else.
const TAG: &str = "kith audit entry 1";

/// Something that happened and is about to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When. Kept to the microsecond, as every database keeps it.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// The role in use, if a member of staff acted.
    pub role: Option<Role>,
    /// What was done or tried.
    pub action: Action,
    /// The word of the stated purpose; empty where no purpose is asked for.
    pub purpose: String,
    /// The identifier of the family, person, file, … ; empty if about nobody.
    pub about: String,
    /// How it ended, in one word: `done`, `shown`, `refused`, …
    pub outcome: String,
    /// Figures and words that explain the outcome; never personal data.
    pub detail: Detail,
}

impl Event {
    /// An event about nobody, without a purpose, that ended in `done`.
    #[must_use]
    pub fn new(at: Timestamp, actor: impl Into<Actor>, action: Action) -> Self {
        Self {
            at,
            actor: actor.into(),
            role: None,
            action,
            purpose: String::new(),
            about: String::new(),
            outcome: "done".to_owned(),
            detail: Detail::default(),
        }
    }

    /// In this role.
    #[must_use]
    pub fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }

    /// For the purpose with this word (S002-5b).
    #[must_use]
    pub fn purpose(mut self, word: impl Into<String>) -> Self {
        self.purpose = word.into();
        self
    }

    /// About the thing with this identifier.
    #[must_use]
    pub fn about(mut self, id: impl fmt::Display) -> Self {
        self.about = id.to_string();
        self
    }

    /// Ending in this word.
    #[must_use]
    pub fn outcome(mut self, word: impl Into<String>) -> Self {
        self.outcome = word.into();
        self
    }

    /// With one more figure or word, as in `rows=214`.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl fmt::Display) -> Self {
        self.detail.set(key, value);
        self
    }
}

/// What explains an outcome: pairs in the order of their keys, written
/// `decision=d-…;kinds=basic`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail(BTreeMap<&'static str, String>);

impl Detail {
    /// Sets one pair; the last value set for a key stays.
    pub fn set(&mut self, key: &'static str, value: impl fmt::Display) {
        self.0.insert(key, value.to_string());
    }

    /// The value of `key` in a written detail, or `None`.
    #[must_use]
    pub fn find(written: &str, key: &str) -> Option<String> {
        let mut pairs = vec![String::new()];
        let mut letters = written.chars();
        while let Some(letter) = letters.next() {
            match (letter, pairs.last_mut()) {
                (';', _) => pairs.push(String::new()),
                ('\\', Some(pair)) => pair.extend(letters.next()),
                (letter, Some(pair)) => pair.push(letter),
                (_, None) => {}
            }
        }
        pairs.iter().find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).map(str::to_owned)
    }
}

impl fmt::Display for Detail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (key, value)) in self.0.iter().enumerate() {
            let value = value.replace('\\', r"\\").replace(';', r"\;");
            write!(formatter, "{}{key}={value}", if place == 0 { "" } else { ";" })?;
        }
        Ok(())
    }
}

/// One entry of the log, as storage and the exported log hold it.
///
/// The fields are text, not the types of [`Event`]: what somebody tampered
/// with must still be read, to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The number of the entry, from 1.
    pub seq: u64,
    /// When, to the microsecond.
    pub at: Timestamp,
    /// The word of the [`Actor`].
    pub actor: String,
    /// The word of the [`Role`], or empty.
    pub role: String,
    /// The word of the [`Action`].
    pub action: String,
    /// The word of the purpose, or empty.
    pub purpose: String,
    /// The identifier of what it is about, or empty.
    pub about: String,
    /// How it ended.
    pub outcome: String,
    /// The written [`Detail`], or empty.
    pub detail: String,
    /// The hash of the entry before.
    pub previous: Hash32,
    /// The hash of this entry.
    pub hash: Hash32,
}

impl AuditEntry {
    /// The instant as the log writes it: `2026-11-22T09:30:00.000000Z`.
    #[must_use]
    pub fn at_text(&self) -> String {
        format!("{:.6}", self.at)
    }

    /// The bytes that the hash covers: a tag, then each field with its length
    /// in front, so that no two entries share their bytes.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let (seq, at, previous) = (self.seq.to_string(), self.at_text(), self.previous.to_string());
        let fields = [
            TAG, &seq, &at, &self.actor, &self.role, &self.action, &self.purpose, &self.about, &self.outcome,
            &self.detail, &previous,
        ];
        let mut bytes = Vec::with_capacity(fields.iter().map(|field| field.len() + 8).sum());
        for field in fields {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field.as_bytes());
        }
        bytes
    }

    /// The hash that this entry ought to have.
    #[must_use]
    pub fn expected_hash(&self) -> Hash32 {
        Hash32::from_bytes(Sha256::digest(self.canonical()).into())
    }

    /// This entry as the head of the log.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash }
    }
}

/// The newest entry of a log: its number and its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The number of the newest entry; 0 for an empty log.
    pub seq: u64,
    /// Its hash; zeros for an empty log.
    pub hash: Hash32,
}

impl Head {
    /// The head of an empty log.
    pub const START: Self = Self { seq: 0, hash: Hash32::START };
}

/// Numbers an event and chains it to the head of the log.
#[must_use]
pub fn seal(previous: Head, event: &Event) -> AuditEntry {
    let mut entry = AuditEntry {
        seq: previous.seq + 1,
        at: Timestamp::from_microsecond(event.at.as_microsecond())
            .expect("an instant cut to microseconds stays within range"),
        actor: event.actor.to_string(),
        role: event.role.map(Role::word).unwrap_or_default().to_owned(),
        action: event.action.word().to_owned(),
        purpose: event.purpose.clone(),
        about: event.about.clone(),
        outcome: event.outcome.clone(),
        detail: event.detail.to_string(),
        previous: previous.hash,
        hash: Hash32::START,
    };
    entry.hash = entry.expected_hash();
    entry
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::{Detail, Event, Head, seal};
    use crate::audit::{Action, Actor};

    #[test]
    fn an_entry_keeps_microseconds_and_no_more() {
        let at: Timestamp = "2026-11-22T09:30:00.123456789Z".parse().expect("an instant");
        let entry = seal(Head::START, &Event::new(at, Actor::Job, Action::Checkpoint));
        assert_eq!(entry.at_text(), "2026-11-22T09:30:00.123456Z");
        assert_eq!(entry.at.subsec_nanosecond(), 123_456_000);
    }

    #[test]
    fn the_same_event_gives_the_same_hash_for_ever() {
        let at: Timestamp = "2026-11-22T09:30:00Z".parse().expect("an instant");
        let entry = seal(Head::START, &Event::new(at, Actor::CommandLine, Action::SetUp).with("version", 1));
        assert_eq!(entry.hash.to_string(), "6f1866179d6170bad5390c937b594d5e4333b11dbd9f8b19b0452da399e50f6b");
    }

    #[test]
    fn detail_is_written_in_order_and_found_again() {
        let mut detail = Detail::default();
        detail.set("rows", 214);
        detail.set("kinds", "basic;contacts");
        let written = detail.to_string();
        assert_eq!(written, r"kinds=basic\;contacts;rows=214");
        assert_eq!(Detail::find(&written, "kinds").as_deref(), Some("basic;contacts"));
        assert_eq!(Detail::find(&written, "rows").as_deref(), Some("214"));
        assert_eq!(Detail::find(&written, "row"), None);
        assert_eq!(Detail::find("", "rows"), None);
    }
}
