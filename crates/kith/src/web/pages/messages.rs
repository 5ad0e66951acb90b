//! National messages: what came in, what could not be used, and which feeds
//! have fallen silent.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, FeedLine, MessageLine, MessageState, MessagesPage, PUT_ASIDE_REASONS};
use kith_core::id::IncomingId;
use serde::Deserialize;

use super::{reference, show as answer};
use crate::web::components::{Colour, Tag};
use crate::web::failure::Failure;
use crate::web::guard::Asking;
use crate::web::page::Page;
use crate::web::posted::Posted;
use crate::web::state::Site;
use crate::web::words::{date_and_time, date_words, number_words, plural};

#[derive(Template)]
#[template(path = "pages/messages.html")]
struct Messages {
    page: Page,
    messages: MessagesPage,
    said: Option<String>,
}

impl Messages {
    fn late() -> Tag {
        Tag::new("Late", Colour::Orange)
    }

    fn late_feeds(&self) -> Vec<&FeedLine> {
        self.messages.feeds.iter().filter(|feed| feed.is_late).collect()
    }

    fn reasons() -> &'static [(&'static str, &'static str)] {
        PUT_ASIDE_REASONS
    }

    fn count(count: &u64) -> String {
        number_words(usize::try_from(*count).unwrap_or(usize::MAX))
    }

    fn times(line: &MessageLine) -> Option<String> {
        (line.copies > 1).then(|| format!("It came {}.", plural(line.copies as usize, "time", "times")))
    }

    /// How many are not on the page.
    fn more(&self) -> Option<u64> {
        let shown = self.messages.quarantined.len() as u64;
        self.messages.quarantined_in_all.checked_sub(shown).filter(|more| *more > 0)
    }
}

/// What an upload or a press of a button led here with.
#[derive(Debug, Deserialize)]
pub struct Said {
    came: Option<u32>,
    wrong: Option<u32>,
    held: Option<u32>,
    again: Option<String>,
}

impl Said {
    fn words(&self) -> Option<String> {
        let come = self.came.map(|came| {
            let mut came = format!("{} came in.", plural(came as usize, "message", "messages"));
            if let Some(held) = self.held.filter(|held| *held > 0) {
                came.push_str(&format!(" {} for an agreement: see below.", plural(held as usize, "waits", "wait")));
            }
            match self.wrong.unwrap_or(0) {
                0 => came,
                wrong => format!("{came} {} cannot be used yet: see below.", number_words(wrong as usize)),
            }
        });
        come.or_else(|| match self.again.as_deref() {
            Some("in") => Some("The message is in.".to_owned()),
            Some("held") => Some("The message waits for an agreement: see below.".to_owned()),
            Some("still") => Some("The message still cannot be used. The reason is below.".to_owned()),
            Some("aside") => Some("The message is put aside.".to_owned()),
            _ => None,
        })
    }
}

/// The page.
pub async fn show(State(site): State<Site>, asking: Asking, Query(said): Query<Said>) -> Result<Response, Failure> {
    let messages = site.app.messages_page(&asking.asker, site.clock.now()).await?;
    let page = Page::new(&site, Some(&asking.session), "National messages")
        .at("/files")
        .under("Files in and out", "/files")
        .wide();
    answer(&Messages { page, messages, said: said.words() })
}

/// Tries a message again, or puts it aside.
pub async fn settle(
    State(site): State<Site>,
    asking: Asking,
    Path(message): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    let id: IncomingId = reference(&message)?;
    let now = site.clock.now();
    let said = if posted.text("do") == "again" {
        let (app, asker) = (site.app.clone(), asking.asker.clone());
        // To its end, also when the browser does not wait for it.
        let trying = tokio::spawn(async move { app.retry_message(&asker, id, now).await });
        let line = trying.await.map_err(|fault| AppError::Broken(fault.into()))??;
        match line.state {
            MessageState::Held => "held",
            _ if line.what.is_empty() => "in",
            _ => "still",
        }
    } else {
        site.app.put_message_aside(&asking.asker, id, posted.text("because"), now).await?;
        "aside"
    };
    Ok(Redirect::to(&format!("/messages?again={said}")).into_response())
}
