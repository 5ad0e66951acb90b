//! Against the exchange's own sandbox, which `scripts/with-mesh.sh` starts and
//! names in `KITH_MESH_SANDBOX`. Its mailboxes are X26ABC1 to X26ABC3.

use std::path::Path;
use std::slice::from_ref;
use std::time::Duration;

use kith_mesh::{Client, Credentials, ExchangeId, Incoming, Kind, Limits, Mailbox, MeshError, Outgoing, Stamp};

const BIRTH: &str = "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"message\"/></Bundle>";

/// Says that a test was not run, and how it is; where everything has to be
/// tested, that is a failure.
#[expect(clippy::print_stdout, reason = "whoever runs the tests has to see what was left out")]
fn left_out(what: &str) {
    let how = format!("{what} is not set; scripts/with-mesh.sh COMMAND starts a sandbox and sets it");
    assert!(std::env::var_os("CI").is_none(), "{how}");
    println!("left out: {how}");
}

fn client(address: &str, mailbox: &str, password: &str, limits: Limits) -> Client {
    let endpoint = address.parse().expect("the sandbox is on this machine");
    let mailbox = Mailbox::new(mailbox.parse().expect("a mailbox"), password, "TestKey").expect("plain signs");
    Client::new(endpoint, mailbox, None, limits).expect("no TLS on this machine")
}

/// A stamp that was not used before.
fn with_stamp<T>(call: impl FnOnce(&Stamp<'_>) -> T) -> T {
    let random = getrandom::u64().expect("the system has randomness");
    let nonce = format!("{random:016x}");
    let now = "2026-11-22T13:30:00Z".parse().expect("a time");
    call(&Stamp::new(now, &nonce).expect("a good word"))
}

fn send(from: &Client, to: &Client, local_id: &str, content: &[u8]) -> ExchangeId {
    let workflow = "TEST_WORKFLOW2".parse().expect("a workflow");
    let outgoing = Outgoing { to: to.mailbox(), workflow: &workflow, file_name: "birth.xml", local_id, content };
    with_stamp(|stamp| from.send(stamp, &outgoing)).expect("sent")
}

fn waiting(client: &Client) -> Vec<ExchangeId> {
    with_stamp(|stamp| client.list(stamp)).expect("listed").messages
}

fn fetch(client: &Client, id: &ExchangeId) -> Incoming {
    with_stamp(|stamp| client.fetch(stamp, id)).expect("fetched")
}

/// One test, as the mailboxes of the sandbox are shared.
#[test]
fn a_message_goes_from_one_mailbox_to_another() {
    let Ok(address) = std::env::var("KITH_MESH_SANDBOX") else {
        return left_out("KITH_MESH_SANDBOX");
    };
    let limits = Limits { chunk_bytes: 1000, most_bytes: 100_000, timeout: Duration::from_secs(20) };
    let ours = client(&address, "X26ABC1", "password", limits);
    let theirs = client(&address, "X26ABC2", "password", limits);
    with_stamp(|stamp| ours.handshake(stamp)).expect("let in");

    let sent = send(&ours, &theirs, "kith-1", BIRTH.as_bytes());
    assert_eq!(waiting(&theirs), from_ref(&sent));
    let found = fetch(&theirs, &sent);
    assert_eq!((found.content.as_slice(), found.kind), (BIRTH.as_bytes(), Kind::Data));
    assert_eq!(found.from.as_ref(), Some(ours.mailbox()));
    assert_eq!(found.workflow.map(|workflow| workflow.to_string()).as_deref(), Some("TEST_WORKFLOW2"));
    assert_eq!((found.file_name.as_deref(), found.local_id.as_deref()), (Some("birth.xml"), Some("kith-1")));
    assert_eq!(waiting(&theirs), from_ref(&sent), "it stays until it is acknowledged");
    with_stamp(|stamp| theirs.acknowledge(stamp, &sent)).expect("acknowledged");
    assert!(waiting(&theirs).is_empty());

    let long: Vec<u8> = (0..5_500_u32).map(|place| (place % 251) as u8).collect();
    let sent = send(&ours, &theirs, "kith-2", &long);
    assert_eq!(fetch(&theirs, &sent).content, long, "six pieces, in their order");
    let narrow = client(&address, "X26ABC2", "password", Limits { most_bytes: 3_000, ..limits });
    let problem = with_stamp(|stamp| narrow.fetch(stamp, &sent)).expect_err("too large");
    assert!(matches!(problem, MeshError::TooLarge { most_bytes: 3_000 }), "{problem}");
    with_stamp(|stamp| theirs.acknowledge(stamp, &sent)).expect("acknowledged");
    assert!(waiting(&theirs).is_empty());

    let stranger = client(&address, "X26ABC1", "open-sesame", limits);
    let problem = with_stamp(|stamp| stranger.handshake(stamp)).expect_err("not let in");
    assert!(matches!(problem, MeshError::NotLetIn));
    assert!(problem.to_string().contains("password") && !problem.to_string().contains("open-sesame"), "{problem}");
    let unknown = "0123456789ABCDEF".parse().expect("a name");
    let problem = with_stamp(|stamp| ours.fetch(stamp, &unknown)).expect_err("no such message");
    assert!(matches!(problem, MeshError::NoSuchMessage), "{problem}");
    let (nobody, workflow) = ("X26NOBODY".parse().expect("a name"), "TEST_WORKFLOW2".parse().expect("a workflow"));
    let outgoing = Outgoing { to: &nobody, workflow: &workflow, file_name: "a.csv", local_id: "kith-3", content: b"a" };
    let problem = with_stamp(|stamp| ours.send(stamp, &outgoing)).expect_err("nobody is there");
    assert!(matches!(problem, MeshError::NotTaken), "{problem}");
}

/// The exchange believes our certificate, and we believe its authority; nobody
/// else's will do on either side.
#[test]
fn a_secure_connection_asks_both_sides_who_they_are() {
    let (Ok(address), Ok(folder)) = (std::env::var("KITH_MESH_SANDBOX_TLS"), std::env::var("KITH_MESH_CERTIFICATES"))
    else {
        return left_out("KITH_MESH_SANDBOX_TLS");
    };
    let knock = |ours: &str, authority: &str| {
        let file = |name: String| Path::new(&folder).join(name);
        let (certificate, key) = (file(format!("{ours}.pem")), file(format!("{ours}.key")));
        let credentials = Credentials::read(&certificate, &key, &file(format!("{authority}.pem"))).expect("PEM files");
        let mailbox = Mailbox::new("X26ABC1".parse().expect("a mailbox"), "password", "TestKey").expect("plain signs");
        let limits = Limits { timeout: Duration::from_secs(20), ..Limits::default() };
        let endpoint = address.parse().expect("an address");
        let client = Client::new(endpoint, mailbox, Some(&credentials), limits).expect("credentials are there");
        with_stamp(|stamp| client.handshake(stamp))
    };
    knock("client", "exchange").expect("let in");
    let problem = knock("client", "somebody").expect_err("not the exchange");
    assert!(matches!(problem, MeshError::Tls { .. }), "{problem:?}");
    let problem = knock("stranger", "exchange").expect_err("a stranger");
    // Servers turn a stranger away with a word or without one.
    assert!(matches!(problem, MeshError::Tls { .. } | MeshError::Unreachable { .. }), "{problem:?}");
    assert!(problem.to_string().contains("certificate"), "{problem}");
}
