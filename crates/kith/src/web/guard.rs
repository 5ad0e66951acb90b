//! The guard at every route: who is asking, in which role, from our own pages;
//! and what becomes of a failure.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use kith_app::{AppError, Asker, Session};
use kith_core::family::Scope;

use super::failure::Failure;
use super::pages::failed;
use super::routes::Who;
use super::state::Site;

/// The name of the session's cookie. The prefix makes browsers refuse it from
/// a sub-domain, over plain HTTP, or with another path.
pub const COOKIE: &str = "__Host-kith";

/// What stands at one route.
#[derive(Clone)]
pub struct Door {
    /// The site.
    pub site: Site,
    /// Who may open it.
    pub who: Who,
    /// Whether a sign-in for basic details alone reaches it (S002-8b).
    pub within: Within,
}

/// What of a route a sign-in for basic details alone reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// All of it: no family is on it.
    Basic,
    /// Its answer to a program, cut to basic details.
    BasicAsJson,
    /// Nothing.
    Detail,
}

impl Within {
    /// What of an address is within the scope. What is not named here is
    /// detail.
    #[must_use]
    pub fn of(path: &str) -> Self {
        match path {
            "/" | "/sign-in" | "/sign-out" | "/stay" | "/roles" | "/roles/principles" | "/find" | "/help"
            | "/help/{topic}" | "/glossary" | "/privacy" | "/accessibility" | "/assets/{name}" | "/health/live"
            | "/health/ready" => Self::Basic,
            "/families/{family}" => Self::BasicAsJson,
            _ => Self::Detail,
        }
    }

    fn lets(self, scope: Scope, wants_json: bool) -> bool {
        scope == Scope::Detail || self == Self::Basic || (self == Self::BasicAsJson && wants_json)
    }
}

/// The session's token in a request's cookies.
#[must_use]
pub fn token(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .map(str::to_owned)
}

/// Whether a request that changes something comes from our own pages: the
/// browser's own word where it gives one, the origin otherwise.
fn is_from_our_pages(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match text("sec-fetch-site") {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => match (text("origin"), text("host")) {
            (Some(origin), Some(host)) => origin.split("://").nth(1) == Some(host),
            _ => true,
        },
    }
}

/// Lets a request through to its page, or turns it away.
pub async fn guard(State(door): State<Door>, mut request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) && !is_from_our_pages(request.headers()) {
        return (StatusCode::FORBIDDEN, "this form did not come from one of our pages").into_response();
    }
    let wants_page = !request.uri().path().starts_with("/assets/") && !request.uri().path().starts_with("/health/");
    let session = match token(request.headers()) {
        Some(token) if wants_page => match door.site.app.session(&token, door.site.clock.now()).await {
            Ok(session) => session,
            Err(error) => return failed::page(&door.site, None, &Failure::from(error), "/"),
        },
        _ => None,
    };
    let wants_json = super::page::wants_json(request.headers());
    if let Some(turned_away) = turn_away(&door, session.as_ref(), &request) {
        return turned_away;
    }
    if let Some(session) = &session {
        if let Some(asker) = session.asker() {
            request.extensions_mut().insert(asker);
        }
        request.extensions_mut().insert(session.clone());
    }
    let at = request.uri().path().to_owned();
    let response = next.run(request).await;
    match response.extensions().get::<Failure>().cloned() {
        Some(failure) if wants_json => failed::json(&failure),
        Some(failure) => failed::page(&door.site, session.as_ref(), &failure, &at),
        None => response,
    }
}

fn turn_away(door: &Door, session: Option<&Session>, request: &Request) -> Option<Response> {
    let wants_json = super::page::wants_json(request.headers());
    if let Some(session) = session
        && !door.within.lets(session.scope, wants_json)
    {
        return Some(not_within(door, session, request));
    }
    if door.who == Who::Anyone {
        return None;
    }
    let Some(session) = session else {
        return Some(Redirect::to("/sign-in").into_response());
    };
    // A password that somebody else made opens only the page that changes it.
    if session.must_change_password && !matches!(request.uri().path(), "/password" | "/sign-out") {
        return Some(Redirect::to("/password").into_response());
    }
    if door.who != Who::SignedIn && session.role().is_none() {
        return Some(Redirect::to("/roles").into_response());
    }
    if door.who.admits(session.role()) {
        return None;
    }
    Some(not_within(door, session, request))
}

/// Not allowed looks like not there.
fn not_within(door: &Door, session: &Session, request: &Request) -> Response {
    let failure = Failure::from(AppError::NotFound);
    if super::page::wants_json(request.headers()) {
        return failed::json(&failure);
    }
    failed::page(&door.site, Some(session), &failure, request.uri().path())
}

/// The asker that the guard put into a request. A route for families or the
/// office always has one.
impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Asking {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Failure> {
        let asker = parts.extensions.get::<Asker>().cloned();
        let session = parts.extensions.get::<Session>().cloned();
        match (asker, session) {
            (Some(asker), Some(session)) => Ok(Self { asker, session }),
            _ => Err(Failure::not_found()),
        }
    }
}

/// Who is asking for this page.
#[derive(Debug, Clone)]
pub struct Asking {
    /// The asker, for the door.
    pub asker: Asker,
    /// The session, for the page's own parts.
    pub session: Session,
}

/// Whoever visits, signed in or not.
#[derive(Debug, Clone, Default)]
pub struct Visiting {
    /// The session, if somebody is signed in.
    pub session: Option<Session>,
}

impl<S: Send + Sync> axum::extract::FromRequestParts<S> for Visiting {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self { session: parts.extensions.get::<Session>().cloned() })
    }
}
