//! At rest and in transit: a stolen database file says nothing, and nothing
//! goes out in the clear.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use crate::families::the_ellis_family;
use crate::importing::run;
use crate::world::World;

/// A server that ends with the test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the server on a port answers.
fn answer(port: &str, address: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).expect("the server listens");
    write!(stream, "GET {address} HTTP/1.1\r\nHost: kith.example\r\nConnection: close\r\n{headers}\r\n").expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn s002_11c_a_stolen_database_file_is_unreadable() {
    let world = World::new().await;
    the_ellis_family(&world).await;
    let mut worker = world.signed_in("health-visitor").await;
    worker.open_family("Poppy Ellis").await.is(200).shows("14 Larch Close");
    let mut stolen = Vec::new();
    for entry in std::fs::read_dir(world.directory.path()).expect("the folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("kith.sqlite") {
            stolen.extend(std::fs::read(entry.path()).expect("a file can be stolen"));
        }
    }
    if stolen.is_empty() {
        // The journeys run on a server here: there is no file to steal.
        return;
    }
    let text = String::from_utf8_lossy(&stolen).to_lowercase();
    assert!(text.contains("testfield council"), "these are the records");
    for canary in
        ["poppy", "ellis", "hannah", "larch close", "lx1 4qr", "lx14qr", "999 000 0018", "9990000018", "900118"]
    {
        assert!(!text.contains(canary), "the stolen file shows {canary}");
    }
}

#[tokio::test]
async fn s002_11c_transport_without_encryption_is_refused() {
    let world = World::new().await;
    run(&world, &["serve", "--listen", "0.0.0.0:0"]).is(3).warns("nothing would encrypt").warns("--tls-in-front");
    let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
    command.env_remove("KITH_DATABASE").arg("--data").arg(world.directory.path().join("elsewhere"));
    command.args(["serve", "--listen", "0.0.0.0:0", "--tls-in-front"]).stderr(Stdio::piped());
    let mut serving = Serving(command.spawn().expect("the program starts"));
    let mut lines = BufReader::new(serving.0.stderr.take().expect("its words")).lines();
    let at = lines.find_map(|line| line.ok().filter(|line| line.contains("Kith is at"))).expect("it serves");
    let port = at.rsplit(':').next().expect("a port").trim().to_owned();
    for address in ["/", "/sign-in", "/help"] {
        let plain = answer(&port, address, "");
        assert!(plain.starts_with("HTTP/1.1 403") && plain.contains("encrypted connection only"), "{plain}");
        let http = answer(&port, address, "X-Forwarded-Proto: http\r\n");
        assert!(http.starts_with("HTTP/1.1 403"), "{http}");
        let encrypted = answer(&port, address, "X-Forwarded-Proto: https\r\n");
        assert!(
            !encrypted.starts_with("HTTP/1.1 403") && encrypted.to_lowercase().contains("strict-transport-security"),
            "{encrypted}"
        );
    }
    assert!(answer(&port, "/health/live", "").starts_with("HTTP/1.1 200"));
}
