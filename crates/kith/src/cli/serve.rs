//! `kith serve`.

use std::process::ExitCode;

use anyhow::Context;
use kith_app::{App, AppError, Who};
use tokio::net::TcpListener;

use super::exit;
use crate::clock::Clock;
use crate::inbox::{self, Inbox};
use crate::mailbox::{self, Exchange};
use crate::settings::{Feeds, Listen, Settings};
use crate::web::{Site, headers, router};

/// How often the rules are read again.
const TAKE_UP_EVERY: std::time::Duration = std::time::Duration::from_secs(30);

/// How often centres are told who left their lists: the same day, by far.
const TELL_LEAVERS_EVERY: std::time::Duration = std::time::Duration::from_secs(600);

/// Serve the site.
#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    listen: Listen,
    #[command(flatten)]
    feeds: Feeds,
}

impl Serve {
    /// Serves until the process is told to stop.
    ///
    /// # Errors
    /// When the records cannot be opened or the address cannot be used.
    pub(crate) async fn run(&self, settings: &Settings) -> anyhow::Result<ExitCode> {
        let app = super::open::open(settings).await?;
        serve(app, &self.listen, &self.feeds).await
    }
}

/// Serves the site on an address until the process is told to stop; requests
/// under way are finished first.
///
/// # Errors
/// When the address cannot be used.
pub(crate) async fn serve(app: App, listen: &Listen, feeds: &Feeds) -> anyhow::Result<ExitCode> {
    if !listen.listen.ip().is_loopback() && !listen.tls_in_front {
        return Err(exit::ending(
            exit::SETTINGS,
            format!(
                "{} can be reached from other machines, and nothing would encrypt what goes there; put TLS in front \
                 and say so with --tls-in-front, or listen on 127.0.0.1",
                listen.listen
            ),
        ));
    }
    let clock = Clock::Machine;
    let inbox = feeds.inbox.as_deref().map(Inbox::open).transpose()?;
    let exchange = Exchange::open(&feeds.mailbox)?;
    app.make_ready(clock.now()).await?;
    let site = Site {
        locality: app.locality_name().await?.into(),
        is_practice: app.is_practice().await?,
        app: app.clone(),
        clock: clock.clone(),
    };
    tokio::spawn(take_up_rules(app.clone()));
    tokio::spawn(keep_lists(app.clone(), clock.clone()));
    if let Some(inbox) = inbox {
        tokio::spawn(inbox::watch(inbox, app.clone(), clock.clone()));
    }
    if let Some(exchange) = exchange {
        tokio::spawn(mailbox::watch(exchange, app.clone(), clock));
    }
    let listener = TcpListener::bind(listen.listen)
        .await
        .with_context(|| format!("cannot listen on {}; choose another address with --listen", listen.listen))?;
    eprintln!("Kith is at http://{}", listener.local_addr()?);
    let mut site = router(site);
    if listen.tls_in_front {
        site = site.layer(axum::middleware::from_fn(headers::only_over_tls));
    }
    axum::serve(listener, site).with_graceful_shutdown(stop_asked()).await?;
    Ok(ExitCode::from(exit::DONE))
}

/// Takes up what the command line changed about the rules.
async fn take_up_rules(app: App) {
    let mut every = tokio::time::interval(TAKE_UP_EVERY);
    loop {
        every.tick().await;
        if let Err(error) = app.refresh_rules().await {
            tracing::warn!("the rules could not be read again: {error}");
        }
    }
}

/// Lets relations begin and end on their days; reads the messages whose
/// agreement has begun; then tells centres who left
/// their lists: families who said no, children who died or moved away; and
/// builds the lists that are due. Erases what parents wrote in messages that
/// were settled long ago.
async fn keep_lists(app: App, clock: Clock) {
    let mut every = tokio::time::interval(TELL_LEAVERS_EVERY);
    loop {
        every.tick().await;
        if let Err(error) = app.follow_relations(clock.now()).await {
            tracing::warn!("who is in a family today could not be worked out: {error}");
        }
        app.take_what_waited(clock.now()).await;
        match app.send_leavers(Who::Job, clock.now()).await {
            // Without an agreement nothing was ever sent: there is nobody to tell.
            Ok(_) | Err(AppError::Refused(_)) => {}
            Err(error) => tracing::warn!("who left the lists of births could not be told: {error}"),
        }
        if let Err(error) = app.erase_settled_messages(Who::Job, clock.now()).await {
            tracing::warn!("settled messages of parents could not be erased: {error}");
        }
        if let Err(error) = app.build_due_lists(Who::Job, clock.now()).await {
            tracing::warn!("the lists of births that are due could not be built: {error}");
        }
    }
}

/// Waits for an interrupt or a request to end.
async fn stop_asked() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
