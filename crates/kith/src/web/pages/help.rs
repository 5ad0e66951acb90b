//! Help, how information is used, and the accessibility statement. Anybody may
//! read these, signed in or not.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::show as answer;
use crate::web::failure::Failure;
use crate::web::guard::Visiting;
use crate::web::page::Page;
use crate::web::state::Site;

/// One subject of the help.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Topic {
    Sharing,
    LookingFamiliesUp,
    Files,
    Matching,
    Words,
}

impl Topic {
    const ALL: [Self; 5] = [Self::LookingFamiliesUp, Self::Sharing, Self::Files, Self::Matching, Self::Words];

    /// The word in the address.
    fn word(self) -> &'static str {
        match self {
            Self::Sharing => "sharing",
            Self::LookingFamiliesUp => "looking-families-up",
            Self::Files => "files",
            Self::Matching => "matching",
            Self::Words => "words",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Sharing => "What you can see and share",
            Self::LookingFamiliesUp => "Looking families up",
            Self::Files => "Bringing in files",
            Self::Matching => "How records are matched",
            Self::Words => "Words we use",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Self::Sharing => "What each answer means, and what to do when it is not yes.",
            Self::LookingFamiliesUp => "Find a family, read the first screen, and give a reason.",
            Self::Files => "For data leads: what a file must look like, and what happens to it.",
            Self::Matching => "How we decide that two records are about one person.",
            Self::Words => "The words on these pages, in a short list.",
        }
    }
}

#[derive(Template)]
#[template(path = "pages/help.html")]
struct Help {
    page: Page,
}

#[derive(Template)]
#[template(path = "pages/help_topic.html")]
struct HelpTopic {
    page: Page,
    topic: Topic,
}

#[derive(Template)]
#[template(path = "pages/privacy.html")]
struct Privacy {
    page: Page,
}

#[derive(Template)]
#[template(path = "pages/accessibility.html")]
struct Accessibility {
    page: Page,
}

fn page(site: &Site, visiting: &Visiting, title: &str) -> Page {
    Page::new(site, visiting.session.as_ref(), title).at("/help")
}

/// The subjects of the help.
pub async fn index(State(site): State<Site>, visiting: Visiting) -> Result<Response, Failure> {
    answer(&Help { page: page(&site, &visiting, "Help") })
}

/// One subject.
pub async fn topic(
    State(site): State<Site>,
    visiting: Visiting,
    Path(word): Path<String>,
) -> Result<Response, Failure> {
    let topic = Topic::ALL.into_iter().find(|topic| topic.word() == word).ok_or_else(Failure::not_found)?;
    if topic == Topic::Words {
        return Ok(Redirect::to("/glossary").into_response());
    }
    answer(&HelpTopic { page: page(&site, &visiting, topic.title()).under("Help", "/help"), topic })
}

/// How information is used.
pub async fn privacy(State(site): State<Site>, visiting: Visiting) -> Result<Response, Failure> {
    answer(&Privacy { page: page(&site, &visiting, "How we use information").under("Help", "/help") })
}

/// How far everybody can use these pages.
pub async fn accessibility(State(site): State<Site>, visiting: Visiting) -> Result<Response, Failure> {
    answer(&Accessibility { page: page(&site, &visiting, "Accessibility").under("Help", "/help") })
}
