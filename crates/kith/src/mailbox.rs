//! A mailbox of the national message exchange: what waits in it is fetched,
//! kept, and only then acknowledged. A crash between the two brings a message
//! twice, which is harmless; never not at all.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use kith_app::{App, Arrival, Channel, MessageState, Who};
use kith_mesh::{Client, Credentials, ExchangeId, Incoming, Kind, Limits, Mailbox, MeshError, Stamp};

use crate::clock::Clock;
use crate::settings::MailboxSettings;

/// How often the mailbox is looked at while Kith serves.
pub const FETCH_EVERY: Duration = Duration::from_secs(60);

/// So many messages are fetched before they are kept and acknowledged.
const GROUP: usize = 100;

/// What was fetched, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fetched {
    /// Messages that came for the first time.
    pub new: u64,
    /// Messages that were here already.
    pub repeats: u64,
    /// Messages that wait for the data lead.
    pub quarantined: u64,
    /// Messages that are kept and wait for an agreement.
    pub held: u64,
    /// Messages that stay in the mailbox: reports of the exchange, and those
    /// that could not be fetched.
    pub left: u64,
}

/// A mailbox that can be fetched from.
#[derive(Clone)]
pub struct Exchange(Arc<Client>);

impl Exchange {
    /// The mailbox that the settings name, if they name one.
    ///
    /// # Errors
    /// In words, when a setting or a file cannot be used.
    pub fn open(settings: &MailboxSettings) -> anyhow::Result<Option<Self>> {
        let MailboxSettings {
            mesh_address: Some(address),
            mesh_mailbox: Some(name),
            mesh_password_file: Some(file),
            ..
        } = settings
        else {
            return Ok(None);
        };
        let secrets = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read {}; check the name and the rights of the file", file.display()))?;
        let mut lines = secrets.lines();
        let (Some(password), Some(shared_key)) = (lines.next(), lines.next()) else {
            anyhow::bail!(
                "{} must have two lines: the mailbox’s password, and the exchange’s shared key",
                file.display()
            );
        };
        let credentials = match (&settings.mesh_certificate, &settings.mesh_key, &settings.mesh_authority) {
            (Some(certificate), Some(key), Some(authority)) => Some(Credentials::read(certificate, key, authority)?),
            _ => None,
        };
        let mailbox = Mailbox::new(name.parse()?, password.trim(), shared_key.trim())?;
        let client = Client::new(address.parse()?, mailbox, credentials.as_ref(), Limits::default())?;
        Ok(Some(Self(Arc::new(client))))
    }

    /// One call, on a thread of its own, with a stamp that was never used.
    async fn call<T: Send + 'static>(
        &self,
        clock: &Clock,
        call: impl FnOnce(&Client, &Stamp<'_>) -> Result<T, MeshError> + Send + 'static,
    ) -> anyhow::Result<T> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|_| anyhow::anyhow!("the machine gave no random bytes"))?;
        let nonce: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let (client, now) = (self.0.clone(), clock.now());
        let done = tokio::task::spawn_blocking(move || call(&client, &Stamp::new(now, &nonce)?)).await?;
        Ok(done?)
    }

    /// Fetches everything that waits.
    ///
    /// # Errors
    /// In words, when the exchange does not answer or the records cannot be
    /// written. What was not acknowledged stays in the mailbox.
    pub async fn fetch_all(&self, app: &App, who: &Who, clock: &Clock) -> anyhow::Result<Fetched> {
        let mut fetched = Fetched::default();
        loop {
            let inbox = self.call(clock, |client, stamp| client.list(stamp)).await?;
            let mut acknowledged = 0;
            fetched.left = 0;
            for group in inbox.messages.chunks(GROUP) {
                acknowledged += self.fetch_group(group, (app, who, clock), &mut fetched).await?;
            }
            if acknowledged == 0 || !inbox.has_more {
                fetched.held += app.take_messages_in(who, clock.now()).await?.held;
                return Ok(fetched);
            }
        }
    }

    /// Fetches a group, keeps it, then acknowledges it; how many were
    /// acknowledged.
    async fn fetch_group(
        &self,
        group: &[ExchangeId],
        (app, who, clock): (&App, &Who, &Clock),
        fetched: &mut Fetched,
    ) -> anyhow::Result<u64> {
        let (mut taken, mut arrivals) = (Vec::with_capacity(group.len()), Vec::with_capacity(group.len()));
        for id in group {
            let wanted = id.clone();
            match self.call(clock, move |client, stamp| client.fetch(stamp, &wanted)).await {
                Ok(Incoming { kind: Kind::Data, file_name, content, .. }) => {
                    taken.push(id.clone());
                    arrivals.push(Arrival { name: file_name.unwrap_or_else(|| id.to_string()), bytes: content });
                }
                Ok(_) => fetched.left += 1,
                Err(error) => {
                    fetched.left += 1;
                    tracing::warn!("a message could not be fetched from the exchange: {error:#}");
                }
            }
        }
        let outcomes = app.keep_messages(who, Channel::Exchange, arrivals, clock.now()).await?;
        for outcome in &outcomes {
            fetched.repeats += u64::from(outcome.is_repeat);
            fetched.new += u64::from(!outcome.is_repeat);
            fetched.quarantined += u64::from(!outcome.is_repeat && outcome.state == MessageState::Quarantined);
        }
        let mut acknowledged = 0;
        for id in taken {
            self.call(clock, move |client, stamp| client.acknowledge(stamp, &id)).await?;
            acknowledged += 1;
        }
        // What it says is in the person index before the next group is fetched.
        fetched.held += app.take_messages_in(who, clock.now()).await?.held;
        Ok(acknowledged)
    }
}

/// Fetches for as long as the process runs.
pub async fn watch(exchange: Exchange, app: App, clock: Clock) {
    let mut every = tokio::time::interval(FETCH_EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        if let Err(error) = exchange.fetch_all(&app, &Who::Job, &clock).await {
            tracing::error!("the message exchange cannot be used: {error:#}");
        }
    }
}
