//! Every function of the store, on SQLite always and on PostgreSQL when
//! `KITH_TEST_POSTGRES` holds the address of a server.

mod writing;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::{Db, Keys, Place, random};

/// A folder that goes away with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("the folder of a test can be removed");
    }
}

fn word() -> String {
    random::bytes::<8>().expect("random bytes").iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn folder() -> Folder {
    let path = std::env::temp_dir().join(format!("kith-store-{}", word()));
    std::fs::create_dir(&path).expect("a folder for the test");
    Folder(path)
}

pub(crate) fn keys() -> Keys {
    Keys::new([1; 32], [2; 32])
}

/// A database of its own for one test.
pub(crate) struct Fresh {
    pub(crate) db: Db,
    pub(crate) place: Place,
    _folder: Folder,
}

impl Fresh {
    async fn on(place: Place, folder: Folder) -> Self {
        let db = Db::open(&place, &keys()).await.expect("a new database opens");
        Self { db, place, _folder: folder }
    }
}

/// A new database on each engine that there is.
pub(crate) async fn fresh() -> Vec<Fresh> {
    let own = folder();
    let file = Place::Sqlite(own.path().join("kith.db"));
    let mut all = vec![Fresh::on(file, own).await];
    if let Ok(server) = std::env::var("KITH_TEST_POSTGRES") {
        let schema = format!("test_{}", word());
        let sep = if server.contains('?') { '&' } else { '?' };
        let mut plain = crate::connection::Connection::open(&Place::Postgres(server.clone()), crate::connection::Use::Writing)
            .await
            .expect("the server answers");
        plain.script(&format!("CREATE SCHEMA {schema}")).await.expect("a schema for the test");
        let place = Place::Postgres(format!("{server}{sep}options[search_path]={schema}"));
        all.push(Fresh::on(place, folder()).await);
    }
    all
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_000_000 + second).expect("an instant")
}
