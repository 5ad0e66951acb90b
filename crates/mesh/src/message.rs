use std::fmt;
use std::str::FromStr;

use crate::MeshError;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident, $what:literal, $longest:literal, $must:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text as the exchange writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = MeshError;

            fn from_str(text: &str) -> Result<Self, MeshError> {
                let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
                if (1..=$longest).contains(&text.len()) && text.bytes().all(is_sign) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(MeshError::Name { what: $what, must: $must })
                }
            }
        }
    )*};
}

names! {
    /// The name of a mailbox, for example `X26ABC1`.
    MailboxId, "the name of a mailbox", 100, "1 to 100 letters, digits, hyphens and underscores";
    /// The workflow under which something is sent, for example
    /// `BIRTHNOTIFICATION_1`: it says what it is.
    WorkflowId, "the workflow", 100, "1 to 100 letters, digits, hyphens and underscores";
    /// The exchange's own name for a message.
    ExchangeId, "the exchange's name of a message", 100, "1 to 100 letters, digits, hyphens and underscores";
}

/// What waits in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbox {
    /// The messages, the oldest first.
    pub messages: Vec<ExchangeId>,
    /// Whether there are more than these: acknowledge them and list again.
    pub has_more: bool,
}

/// Something to send.
#[derive(Clone, Copy)]
pub struct Outgoing<'send> {
    /// To which mailbox.
    pub to: &'send MailboxId,
    /// Under which workflow.
    pub workflow: &'send WorkflowId,
    /// Under which file name. It is not encrypted: nobody's name may be in it.
    pub file_name: &'send str,
    /// Our own name for it, by which the exchange can be asked about it.
    pub local_id: &'send str,
    /// The bytes, as they are: they are not packed.
    pub content: &'send [u8],
}

impl fmt::Debug for Outgoing<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Outgoing({} to {}, {} bytes)", self.workflow, self.to, self.content.len())
    }
}

/// What kind of message was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something that somebody sent.
    Data,
    /// The exchange reports that something we sent was not delivered.
    Report,
}

/// A message that was fetched. It stays in the mailbox until it is acknowledged.
#[derive(Clone, PartialEq, Eq)]
pub struct Incoming {
    /// The exchange's name for it.
    pub id: ExchangeId,
    /// Which mailbox sent it, if the exchange says.
    pub from: Option<MailboxId>,
    /// Under which workflow.
    pub workflow: Option<WorkflowId>,
    /// Under which file name.
    pub file_name: Option<String>,
    /// The sender's own name for it; in a report, ours.
    pub local_id: Option<String>,
    /// Whether somebody sent it or the exchange reports.
    pub kind: Kind,
    /// The bytes.
    pub content: Vec<u8>,
}

impl fmt::Debug for Incoming {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Incoming({}, {:?}, {} bytes)", self.id, self.kind, self.content.len())
    }
}
