//! One message of a notification, from sent to how it ended (MWi, LAd).

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal, $title:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$each])* $variant,)* }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word that forms and storage use.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The words for screens.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The value for a word, or `None` for a word that is none.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}

words! {
    /// What was done with a message.
    MessageEvent {
        /// The receiver checked the consent and took it.
        Accepted = "accepted", "Taken";
        /// The receiver began to get in touch.
        Started = "started", "Started to get in touch";
        /// They met, and this was introduced.
        Contacted = "contacted", "In touch";
        /// She said no to the receiver.
        Declined = "declined", "She said no";
        /// The receiver could not reach her.
        Unreachable = "unreachable", "Not reached";
        /// Midwife and centre agree that she needs more help.
        AgreedVulnerable = "agreed-vulnerable", "More help agreed";
        /// The plan was made.
        Planned = "planned", "Plan made";
        /// A baby was lost: everything stops.
        Stopped = "stopped", "Stopped";
    }
}

words! {
    /// Where a message stands.
    MessageState {
        /// Nobody took it yet.
        Sent = "sent", "Not taken yet";
        /// Taken; contact has not begun.
        Accepted = "accepted", "Taken";
        /// Contact has begun.
        Started = "started", "Getting in touch";
        /// It ended: they are in touch.
        Contacted = "contacted", "In touch";
        /// It ended: she said no.
        Declined = "declined", "She said no";
        /// It ended: she could not be reached.
        Unreachable = "unreachable", "Not reached";
        /// It ended because a baby was lost.
        Stopped = "stopped", "Stopped";
    }
}

impl MessageState {
    /// Where a message stands after these events, in their order.
    #[must_use]
    pub fn after(events: impl IntoIterator<Item = MessageEvent>) -> Self {
        events.into_iter().fold(Self::Sent, |state, event| match event {
            _ if state == Self::Stopped => state,
            MessageEvent::Accepted => Self::Accepted,
            MessageEvent::Started => Self::Started,
            MessageEvent::Contacted => Self::Contacted,
            MessageEvent::Declined => Self::Declined,
            MessageEvent::Unreachable => Self::Unreachable,
            MessageEvent::Stopped => Self::Stopped,
            MessageEvent::AgreedVulnerable | MessageEvent::Planned => state,
        })
    }

    /// Whether it has ended: contacted, declined, unreachable, or stopped
    /// (MWi).
    #[must_use]
    pub fn has_ended(self) -> bool {
        matches!(self, Self::Contacted | Self::Declined | Self::Unreachable | Self::Stopped)
    }

    /// Whether this may be done next.
    #[must_use]
    pub fn allows(self, event: MessageEvent) -> bool {
        match event {
            MessageEvent::Accepted => self == Self::Sent,
            MessageEvent::Started => matches!(self, Self::Accepted | Self::Unreachable),
            MessageEvent::Contacted | MessageEvent::Declined | MessageEvent::Unreachable => {
                matches!(self, Self::Accepted | Self::Started)
            }
            MessageEvent::AgreedVulnerable | MessageEvent::Planned => !matches!(self, Self::Sent | Self::Stopped),
            MessageEvent::Stopped => self != Self::Stopped,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MessageEvent, MessageState};

    #[test]
    fn a_message_ends_in_touch_with_a_no_or_not_reached() {
        let state = MessageState::after([MessageEvent::Accepted, MessageEvent::Started]);
        assert_eq!(state, MessageState::Started);
        assert!(!state.has_ended() && state.allows(MessageEvent::Unreachable));
        let ended = MessageState::after([MessageEvent::Accepted, MessageEvent::Contacted, MessageEvent::Planned]);
        assert!(ended.has_ended() && ended == MessageState::Contacted);
        assert!(!MessageState::Sent.allows(MessageEvent::Contacted), "the consent is checked first");
    }

    #[test]
    fn nothing_comes_after_a_loss() {
        let state = MessageState::after([MessageEvent::Accepted, MessageEvent::Stopped, MessageEvent::Contacted]);
        assert_eq!(state, MessageState::Stopped);
        assert!(MessageEvent::ALL.iter().all(|event| !state.allows(*event)));
    }
}
