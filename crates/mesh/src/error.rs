use std::path::PathBuf;

/// Why a call to the exchange failed, in words for whoever looks after it.
/// Nothing of a message, a password or a token is in it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MeshError {
    /// The address of the exchange cannot be one.
    #[error("the address of the exchange must read like https://mesh-sync.spineservices.nhs.uk; change the setting")]
    Address,
    /// The address would send messages about families in the open.
    #[error("the exchange must be spoken to over https; plain http is for this machine alone, to try things out")]
    NotSecure,
    /// A name cannot be used.
    #[error("{what} must be {must}; change it")]
    Name {
        /// Which name.
        what: &'static str,
        /// What it must be.
        must: &'static str,
    },
    /// A file of the credentials cannot be read.
    #[error("cannot read {path} for the secure connection: {source}; check the path and who may read the file")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of the credentials holds something else.
    #[error("{what} is not there in PEM form (-----BEGIN …); check which file is which")]
    Pem {
        /// What was looked for.
        what: &'static str,
    },
    /// An exchange over TLS needs credentials.
    #[error("the exchange over https needs a certificate, its key and the exchange's authority; add the three files")]
    NoCredentials,
    /// Nobody answers at the address.
    #[error("the exchange cannot be reached ({why}); check the network and the address, then try again")]
    Unreachable {
        /// What the system said, without addresses of people.
        why: String,
    },
    /// It took too long.
    #[error("the exchange did not answer in time; try again, nothing was lost")]
    TimedOut,
    /// The two could not agree on a secure connection.
    #[error("the secure connection to the exchange failed ({why}); check the three certificate files and their dates")]
    Tls {
        /// What the library said.
        why: String,
    },
    /// The mailbox was not let in.
    #[error(
        "the exchange did not let the mailbox in; check its name, its password, the shared key, and that this machine's clock is right"
    )]
    NotLetIn,
    /// The message is not there any more.
    #[error("the exchange has no such message; it was fetched before, or it is more than five days old")]
    NoSuchMessage,
    /// The exchange does not take this message.
    #[error("the exchange does not take the message; check that the other mailbox exists and takes this workflow")]
    NotTaken,
    /// The exchange is busy.
    #[error("the exchange is busy; wait some minutes, then try again")]
    Busy,
    /// More bytes than are taken.
    #[error("the message has more than {most_bytes} bytes; ask the sender what was sent")]
    TooLarge {
        /// How many are taken.
        most_bytes: u64,
    },
    /// The message is empty.
    #[error("there is nothing in the message; only files with something in them can be sent")]
    Nothing,
    /// A message was packed by its sender.
    #[error("the message is packed in a way that is not read here; ask the sender to send it unpacked")]
    Packed,
    /// The exchange answered with something unexpected.
    #[error(
        "the exchange answered in a way that is not understood (status {status}); try again, then ask its service desk"
    )]
    Unexpected {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is no answer of the exchange.
    #[error("the answer of the exchange cannot be read ({what}); try again, then ask its service desk")]
    Unreadable {
        /// What was looked for.
        what: &'static str,
    },
}

impl MeshError {
    /// Whether the same call may succeed later without anybody doing anything.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::TimedOut | Self::Busy => true,
            Self::Unexpected { status } => *status >= 500,
            _ => false,
        }
    }

    /// The words for a status that is no success.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::NotLetIn,
            404 | 410 => Self::NoSuchMessage,
            400 | 406 | 413 | 417 | 422 | 423 => Self::NotTaken,
            429 | 503 => Self::Busy,
            _ => Self::Unexpected { status },
        }
    }

    /// The words for a call that did not come to an answer.
    pub(crate) fn of_call(error: &ureq::Error, most_bytes: u64) -> Self {
        match error {
            ureq::Error::StatusCode(status) => Self::of_status(*status),
            ureq::Error::Timeout(_) => Self::TimedOut,
            ureq::Error::HostNotFound => Self::Unreachable { why: "there is no such host".to_owned() },
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => Self::TimedOut,
            // So the TLS library hands its own errors on while something is read or written.
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                Self::Tls { why: error.to_string() }
            }
            ureq::Error::Io(error) if is_hung_up(error) => Self::Unreachable {
                why: "it hung up, as it also does on a certificate that it does not know".to_owned(),
            },
            ureq::Error::Io(error) => Self::Unreachable { why: error.kind().to_string() },
            ureq::Error::ConnectionFailed => Self::Unreachable { why: "the connection failed".to_owned() },
            ureq::Error::Rustls(error) => Self::Tls { why: error.to_string() },
            ureq::Error::Tls(why) => Self::Tls { why: (*why).to_owned() },
            ureq::Error::Pem(_) => Self::Pem { what: "a certificate or key" },
            ureq::Error::BodyExceedsLimit(_) => Self::TooLarge { most_bytes },
            ureq::Error::LargeResponseHeader(..) => Self::Unreadable { what: "its headers" },
            _ => Self::Unreadable { what: "HTTP" },
        }
    }
}

/// Whether the other side ended the connection before it had answered: which
/// of these it is depends on who was faster.
fn is_hung_up(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}
