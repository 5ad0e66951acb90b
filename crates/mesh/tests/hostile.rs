//! Against servers that behave as no exchange does.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use kith_mesh::{Client, ExchangeId, Incoming, Limits, Mailbox, MeshError, Outgoing, Stamp};

/// A server that gives each caller in turn to `answer`.
fn server(answer: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream);
        }
    });
    address
}

/// A server that reads a request and gives these bytes back.
fn saying(answer: impl Into<Vec<u8>>) -> String {
    let answer = answer.into();
    server(move |mut stream| {
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream.write_all(&answer);
    })
}

fn client(address: &str) -> Client {
    let limits = Limits { most_bytes: 10_000, chunk_bytes: 1_000, timeout: Duration::from_millis(700) };
    let mailbox = Mailbox::new("X26ABC1".parse().expect("a name"), "password", "TestKey").expect("plain signs");
    Client::new(address.parse().expect("this machine"), mailbox, None, limits).expect("no TLS on this machine")
}

fn stamp() -> Stamp<'static> {
    Stamp::new("2026-11-22T13:30:00Z".parse().expect("a time"), "word-0001").expect("a word")
}

fn id() -> ExchangeId {
    "0123456789ABCDEF".parse().expect("a name")
}

fn fetched(answer: &str) -> Result<Incoming, MeshError> {
    client(&saying(answer)).fetch(&stamp(), &id())
}

#[test]
fn who_does_not_answer_is_not_waited_for() {
    let start = Instant::now();
    let silent = server(|stream| {
        thread::spawn(move || {
            thread::sleep(Duration::from_secs(5));
            drop(stream);
        });
    });
    let problem = client(&silent).handshake(&stamp()).expect_err("nobody answers");
    assert!(matches!(problem, MeshError::TimedOut) && problem.may_pass(), "{problem}");
    let dripping = server(|mut stream| {
        thread::spawn(move || {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
            while stream.write_all(b"x").is_ok() {
                thread::sleep(Duration::from_millis(50));
            }
        });
    });
    let problem = client(&dripping).fetch(&stamp(), &id()).expect_err("too slow");
    assert!(matches!(problem, MeshError::TimedOut), "{problem}");
    assert!(start.elapsed() < Duration::from_secs(4));
}

#[test]
fn nobody_there_is_told_in_words() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a free port").local_addr().expect("an address").port();
    let problem = client(&format!("http://127.0.0.1:{port}")).handshake(&stamp()).expect_err("nobody is there");
    assert!(matches!(problem, MeshError::Unreachable { .. }) && problem.may_pass(), "{problem}");
    let problem = client(&saying("")).handshake(&stamp()).expect_err("it hangs up");
    assert!(matches!(problem, MeshError::Unreachable { .. }) && problem.may_pass(), "{problem:?}");
}

#[test]
fn no_answer_is_larger_than_the_limit() {
    let body = "x".repeat(20_000);
    let told = fetched(&format!("HTTP/1.1 200 OK\r\nContent-Length: 20000\r\nConnection: close\r\n\r\n{body}"));
    assert!(matches!(told, Err(MeshError::TooLarge { most_bytes: 10_000 })), "{told:?}");
    let untold = fetched(&format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{body}"));
    assert!(matches!(untold, Err(MeshError::TooLarge { most_bytes: 10_000 })), "{untold:?}");
    let endless = format!("HTTP/1.1 200 OK\r\n{}\r\n\r\n", "X-A: b\r\n".repeat(100_000));
    assert!(fetched(&endless).is_err());
    let list = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{{\"messages\":[{}]}}", "\"a\",".repeat(600_000));
    assert!(client(&saying(list)).list(&stamp()).is_err());
}

#[test]
fn pieces_that_make_no_sense_are_refused() {
    for (status, range) in [("206", "2:3"), ("206", "1:1"), ("200", "1:3"), ("206", "1:900000"), ("206", "x")] {
        let answer = format!(
            "HTTP/1.1 {status} OK\r\nMex-Chunk-Range: {range}\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx"
        );
        assert!(matches!(fetched(&answer), Err(MeshError::Unreadable { .. })), "{status} {range}");
    }
    let packed = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx";
    assert!(matches!(fetched(packed), Err(MeshError::Packed)));
    let named = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"messages\":[\"../../X26ABC2/outbox\"]}";
    assert!(matches!(client(&saying(named)).list(&stamp()), Err(MeshError::Unreadable { .. })));
}

#[test]
fn a_redirection_is_not_followed() {
    let elsewhere = saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let answer =
        format!("HTTP/1.1 302 Found\r\nLocation: {elsewhere}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    let problem = client(&saying(answer)).handshake(&stamp()).expect_err("not followed");
    assert!(matches!(problem, MeshError::Unexpected { status: 302 }), "{problem}");
}

#[test]
fn each_status_has_words_and_says_whether_to_try_again() {
    for (status, again) in
        [(403, false), (404, false), (417, false), (429, true), (500, true), (503, true), (418, false)]
    {
        let answer = format!("HTTP/1.1 {status} No\r\nContent-Length: 8\r\nConnection: close\r\n\r\npassword");
        let problem = client(&saying(answer)).handshake(&stamp()).expect_err("no success");
        assert_eq!(problem.may_pass(), again, "{problem}");
    }
}

#[test]
fn what_may_not_stand_in_a_header_is_not_sent() {
    let client = client("http://127.0.0.1:1");
    let (to, workflow) = ("X26ABC2".parse().expect("a name"), "LIVEBIRTHS_1".parse().expect("a workflow"));
    let outgoing = Outgoing { to: &to, workflow: &workflow, file_name: "a.csv", local_id: "1", content: b"a" };
    let tried = |outgoing: &Outgoing<'_>| client.send(&stamp(), outgoing).expect_err("not sent");
    for file_name in ["", "Ada Moor.csv", "a\r\nMex-To: X", "é.csv"] {
        assert!(matches!(tried(&Outgoing { file_name, ..outgoing }), MeshError::Name { .. }), "{file_name}");
    }
    assert!(matches!(tried(&Outgoing { local_id: "a b", ..outgoing }), MeshError::Name { .. }));
    assert!(matches!(tried(&Outgoing { content: b"", ..outgoing }), MeshError::Nothing));
}

#[test]
fn an_exchange_over_tls_asks_for_credentials_first() {
    let mailbox = Mailbox::new("X26ABC1".parse().expect("a name"), "password", "TestKey").expect("plain signs");
    let endpoint = "https://exchange.example".parse().expect("an address");
    let problem = Client::new(endpoint, mailbox, None, Limits::default()).expect_err("no credentials");
    assert!(matches!(problem, MeshError::NoCredentials), "{problem}");
}
