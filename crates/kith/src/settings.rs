//! Settings: where the records are, where to listen, what the locality is
//! called. From the command line, then the environment, then these defaults.

use std::net::SocketAddr;
use std::path::PathBuf;

/// Where a Kith runs and keeps its records.
#[derive(Debug, Clone, clap::Args)]
pub struct Settings {
    /// Folder for the database, the keys and what is imported.
    #[arg(long, env = "KITH_DATA", default_value = "data", global = true)]
    pub data: PathBuf,
    /// Address of a PostgreSQL database; without it, records are kept in one
    /// SQLite file in the data folder.
    #[arg(long, env = "KITH_DATABASE", hide_env_values = true, global = true)]
    pub database: Option<String>,
}

impl Settings {
    /// The SQLite file.
    #[must_use]
    pub fn database_file(&self) -> PathBuf {
        self.data.join("kith.sqlite")
    }

    /// The file that holds the keys; it must never lie beside a backup of the
    /// database.
    #[must_use]
    pub fn key_file(&self) -> PathBuf {
        self.data.join("kith.key")
    }
}

/// Where to listen.
#[derive(Debug, Clone, clap::Args)]
pub struct Listen {
    /// Address and port to serve on.
    #[arg(long, env = "KITH_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Something in front of Kith ends TLS and says so in X-Forwarded-Proto.
    /// Without it, Kith serves this machine only.
    #[arg(long, env = "KITH_TLS_IN_FRONT")]
    pub tls_in_front: bool,
}
