use std::time::Duration;

use serde::Deserialize;
use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body};

use crate::{Credentials, Endpoint, ExchangeId, Inbox, Incoming, Kind, Mailbox, MailboxId, MeshError, Outgoing, Stamp};

/// No message comes in more pieces than this.
const MOST_CHUNKS: u32 = 1000;
/// No list or receipt is longer than this.
const MOST_ANSWER: u64 = 1_000_000;

/// How much and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of a message that comes in.
    pub most_bytes: u64,
    /// What is sent goes in pieces of this many bytes.
    pub chunk_bytes: usize,
    /// How long one call may take altogether.
    pub timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { most_bytes: 50_000_000, chunk_bytes: 10_000_000, timeout: Duration::from_secs(120) }
    }
}

/// One mailbox at one exchange.
#[derive(Debug)]
pub struct Client {
    endpoint: Endpoint,
    mailbox: Mailbox,
    limits: Limits,
    agent: Agent,
}

impl Client {
    /// A client. Nothing is called yet.
    ///
    /// # Errors
    /// [`MeshError::NoCredentials`] for an exchange over TLS without any.
    pub fn new(
        endpoint: Endpoint,
        mailbox: Mailbox,
        credentials: Option<&Credentials>,
        limits: Limits,
    ) -> Result<Self, MeshError> {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(endpoint.is_secure())
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .user_agent(concat!("kith/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(limits.timeout.min(Duration::from_secs(20))))
            .timeout_global(Some(limits.timeout));
        match credentials {
            Some(credentials) => config = config.tls_config(credentials.config()),
            None if endpoint.is_secure() => return Err(MeshError::NoCredentials),
            None => {}
        }
        Ok(Self { endpoint, mailbox, limits, agent: config.build().new_agent() })
    }

    /// Which mailbox it is.
    #[must_use]
    pub fn mailbox(&self) -> &MailboxId {
        self.mailbox.id()
    }

    /// Knocks: whether the exchange is there and lets the mailbox in. The
    /// exchange wants it once a day.
    ///
    /// # Errors
    /// [`MeshError`] in words.
    pub fn handshake(&self, stamp: &Stamp<'_>) -> Result<(), MeshError> {
        self.get(stamp, 1, "").map(|_| ())
    }

    /// What waits in the mailbox.
    ///
    /// # Errors
    /// [`MeshError`] in words.
    pub fn list(&self, stamp: &Stamp<'_>) -> Result<Inbox, MeshError> {
        #[derive(Deserialize)]
        struct Answer {
            messages: Vec<String>,
            #[serde(default)]
            links: Option<Links>,
        }
        #[derive(Deserialize)]
        struct Links {
            next: Option<String>,
        }
        let answer = self.get(stamp, 1, "/inbox")?;
        let answer: Answer = json(answer, "the list of messages")?;
        let messages: Result<Vec<ExchangeId>, MeshError> = answer.messages.iter().map(|id| id.parse()).collect();
        let has_more = answer.links.is_some_and(|links| links.next.is_some());
        Ok(Inbox { messages: messages.map_err(|_| MeshError::Unreadable { what: "the name of a message" })?, has_more })
    }

    /// Fetches a message, all its pieces. It stays in the mailbox until
    /// [`Client::acknowledge`]: keep it first.
    ///
    /// # Errors
    /// [`MeshError`] in words.
    pub fn fetch(&self, stamp: &Stamp<'_>, id: &ExchangeId) -> Result<Incoming, MeshError> {
        let first = self.get(stamp, 1, &format!("/inbox/{id}"))?;
        let text = |headers: &HeaderMap, name: &str| {
            headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned).filter(|text| !text.is_empty())
        };
        let headers = first.headers().clone();
        let (number, chunks) = match text(&headers, "mex-chunk-range") {
            Some(range) => chunk_range(&range).ok_or(MeshError::Unreadable { what: "the count of pieces" })?,
            None => (1, 1),
        };
        if number != 1 || (chunks > 1) != (first.status() == 206) {
            return Err(MeshError::Unreadable { what: "the count of pieces" });
        }
        let mut content = Vec::new();
        self.add_body(first, &mut content)?;
        for number in 2..=chunks {
            let next = self.get(stamp, number, &format!("/inbox/{id}/{number}"))?;
            self.add_body(next, &mut content)?;
        }
        let is_report = text(&headers, "mex-messagetype").is_some_and(|kind| kind.eq_ignore_ascii_case("REPORT"));
        Ok(Incoming {
            id: id.clone(),
            from: text(&headers, "mex-from").and_then(|text| text.parse().ok()),
            workflow: text(&headers, "mex-workflowid").and_then(|text| text.parse().ok()),
            file_name: text(&headers, "mex-filename"),
            local_id: text(&headers, "mex-localid"),
            kind: if is_report { Kind::Report } else { Kind::Data },
            content,
        })
    }

    /// Says that a message was taken: the exchange removes it from the mailbox.
    ///
    /// # Errors
    /// [`MeshError`] in words.
    pub fn acknowledge(&self, stamp: &Stamp<'_>, id: &ExchangeId) -> Result<(), MeshError> {
        let path = format!("/inbox/{id}/status/acknowledged");
        let request = self.agent.put(self.address(&path));
        let answer = self.signed(request, stamp, 1).send_empty();
        self.checked(answer).map(|_| ())
    }

    /// Sends something, in pieces if it is long. Returns the exchange's name
    /// for it.
    ///
    /// # Errors
    /// [`MeshError`] in words. When it fails after the first piece the exchange
    /// delivers nothing: send it again.
    pub fn send(&self, stamp: &Stamp<'_>, outgoing: &Outgoing<'_>) -> Result<ExchangeId, MeshError> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(alias = "messageID")]
            message_id: String,
        }
        check_sent_words(outgoing)?;
        let pieces: Vec<&[u8]> = outgoing.content.chunks(self.limits.chunk_bytes.max(1)).collect();
        let Some((first, others)) = pieces.split_first() else { return Err(MeshError::Nothing) };
        let count = pieces.len();
        if usize::try_from(MOST_CHUNKS).is_ok_and(|most| most < count) {
            return Err(MeshError::TooLarge { most_bytes: u64::from(MOST_CHUNKS) * self.limits.chunk_bytes as u64 });
        }
        let mut request = self
            .signed(self.agent.post(self.address("/outbox")), stamp, 1)
            .header("Content-Type", "application/octet-stream")
            .header("Mex-From", self.mailbox.id().as_str())
            .header("Mex-To", outgoing.to.as_str())
            .header("Mex-WorkflowID", outgoing.workflow.as_str())
            .header("Mex-FileName", outgoing.file_name)
            .header("Mex-LocalID", outgoing.local_id);
        if count > 1 {
            request = request.header("Mex-Chunk-Range", format!("1:{count}"));
        }
        let answer: Answer = json(self.checked(request.send(*first))?, "the receipt")?;
        let id: ExchangeId = answer.message_id.parse().map_err(|_| MeshError::Unreadable { what: "the receipt" })?;
        for (number, piece) in (2..).zip(others) {
            let request = self
                .signed(self.agent.post(self.address(&format!("/outbox/{id}/{number}"))), stamp, number)
                .header("Content-Type", "application/octet-stream")
                .header("Mex-From", self.mailbox.id().as_str())
                .header("Mex-Chunk-Range", format!("{number}:{count}"));
            self.checked(request.send(*piece))?;
        }
        Ok(id)
    }

    fn address(&self, path: &str) -> String {
        self.endpoint.address(&format!("{}{path}", self.mailbox.id()))
    }

    fn get(&self, stamp: &Stamp<'_>, count: u32, path: &str) -> Result<Response<Body>, MeshError> {
        self.checked(self.signed(self.agent.get(self.address(path)), stamp, count).call())
    }

    fn signed<B>(&self, request: ureq::RequestBuilder<B>, stamp: &Stamp<'_>, count: u32) -> ureq::RequestBuilder<B> {
        request
            .header("Authorization", self.mailbox.authorisation(stamp, count))
            .header("Accept", "application/vnd.mesh.v2+json")
            .header("Accept-Encoding", "identity")
            .header("Mex-ClientVersion", concat!("kith==", env!("CARGO_PKG_VERSION")))
            .header("Mex-OSName", std::env::consts::OS)
            .header("Mex-OSVersion", "unsaid")
            .header("Mex-OSArchitecture", std::env::consts::ARCH)
    }

    fn checked(&self, answer: Result<Response<Body>, ureq::Error>) -> Result<Response<Body>, MeshError> {
        let answer = answer.map_err(|error| MeshError::of_call(&error, self.limits.most_bytes))?;
        match answer.status().as_u16() {
            200..=299 => Ok(answer),
            status => Err(MeshError::of_status(status)),
        }
    }

    /// Adds the bytes of an answer, up to the limit of the whole message.
    fn add_body(&self, mut answer: Response<Body>, content: &mut Vec<u8>) -> Result<(), MeshError> {
        let packing = answer.headers().get("content-encoding");
        if packing.is_some_and(|packing| packing != "identity") {
            return Err(MeshError::Packed);
        }
        let most_bytes = self.limits.most_bytes;
        let left = most_bytes.saturating_sub(content.len() as u64);
        let body = answer.body_mut().with_config().limit(left.saturating_add(1)).read_to_vec();
        content.extend(body.map_err(|error| MeshError::of_call(&error, most_bytes))?);
        if content.len() as u64 > most_bytes {
            return Err(MeshError::TooLarge { most_bytes });
        }
        Ok(())
    }
}

fn json<T: for<'answer> Deserialize<'answer>>(mut answer: Response<Body>, what: &'static str) -> Result<T, MeshError> {
    let body = answer.body_mut().with_config().limit(MOST_ANSWER).read_to_vec();
    let body = body.map_err(|error| MeshError::of_call(&error, MOST_ANSWER))?;
    serde_json::from_slice(&body).map_err(|_| MeshError::Unreadable { what })
}

/// `2:5` is the second of five.
fn chunk_range(text: &str) -> Option<(u32, u32)> {
    let (number, count) = text.split_once(':')?;
    let (number, count) = (number.trim().parse().ok()?, count.trim().parse().ok()?);
    (1 <= number && number <= count && count <= MOST_CHUNKS).then_some((number, count))
}

/// File name and our own name go into headers, which nobody encrypts.
fn check_sent_words(outgoing: &Outgoing<'_>) -> Result<(), MeshError> {
    let is_sign = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    for (what, text) in [("the name of the file", outgoing.file_name), ("our name of the message", outgoing.local_id)] {
        if !(1..=100).contains(&text.len()) || !text.bytes().all(is_sign) {
            return Err(MeshError::Name { what, must: "1 to 100 letters, digits, hyphens, underscores and dots" });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::chunk_range;

    #[test]
    fn a_range_of_pieces_makes_sense_or_is_refused() {
        assert_eq!(chunk_range("2:5"), Some((2, 5)));
        assert_eq!(chunk_range("1:1"), Some((1, 1)));
        for text in ["", "1", "0:1", "3:2", "1:4000000000", "1:99999999999", "a:b", "-1:2"] {
            assert_eq!(chunk_range(text), None, "{text}");
        }
    }
}
