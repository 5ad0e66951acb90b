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

/// Where national messages come from while Kith serves.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Feeds {
    /// Folder that is watched: messages that lie in it are taken in, then
    /// moved to its folder done, or to quarantine with the reason beside them.
    #[arg(long, env = "KITH_INBOX", value_name = "FOLDER")]
    pub inbox: Option<PathBuf>,
    /// The mailbox that is looked at.
    #[command(flatten)]
    pub mailbox: MailboxSettings,
}

/// A mailbox of the national message exchange (MESH).
#[derive(Debug, Clone, Default, clap::Args)]
pub struct MailboxSettings {
    /// Address of the message exchange.
    #[arg(long, env = "KITH_MESH_ADDRESS", requires_all = ["mesh_mailbox", "mesh_password_file"])]
    pub mesh_address: Option<String>,
    /// Name of the mailbox.
    #[arg(long, env = "KITH_MESH_MAILBOX", requires = "mesh_address")]
    pub mesh_mailbox: Option<String>,
    /// File with two lines: the mailbox's password, and the exchange's shared
    /// key.
    #[arg(long, env = "KITH_MESH_PASSWORD_FILE", value_name = "FILE", requires = "mesh_address")]
    pub mesh_password_file: Option<PathBuf>,
    /// Our certificate for the exchange (PEM).
    #[arg(long, env = "KITH_MESH_CERTIFICATE", value_name = "FILE", requires_all = ["mesh_key", "mesh_authority"])]
    pub mesh_certificate: Option<PathBuf>,
    /// The key of our certificate (PEM).
    #[arg(long, env = "KITH_MESH_KEY", value_name = "FILE", requires = "mesh_certificate")]
    pub mesh_key: Option<PathBuf>,
    /// The authority that signed the exchange's certificate (PEM).
    #[arg(long, env = "KITH_MESH_AUTHORITY", value_name = "FILE", requires = "mesh_certificate")]
    pub mesh_authority: Option<PathBuf>,
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
