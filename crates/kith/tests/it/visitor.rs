//! Somebody with a browser: keeps the cookie, follows where forms lead, and
//! reads pages as text.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use tower::ServiceExt;

use crate::world::PASSWORD;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub location: Option<String>,
    pub headers: axum::http::HeaderMap,
    pub html: String,
    /// The same as it came, for a file.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The page as a person reads it: tags gone, entities written out, single
    /// spaces.
    pub fn text(&self) -> String {
        let start = self.html.find("<body").unwrap_or(0);
        let mut text = String::new();
        let mut inside = false;
        for letter in self.html[start..].chars() {
            match letter {
                '<' => {
                    inside = true;
                    text.push(' ');
                }
                '>' => inside = false,
                letter if !inside => text.push(letter),
                _ => {}
            }
        }
        let text = text.replace("&#39;", "'").replace("&#x27;", "'").replace("&quot;", "\"").replace("&#34;", "\"");
        text.replace("&amp;", "&").replace("&nbsp;", " ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Says what was wanted when it is not there.
    #[track_caller]
    pub fn shows(&self, words: &str) -> &Self {
        assert!(self.text().contains(words), "the page does not show {words:?}:\n{} {}", self.status, self.text());
        self
    }

    /// Says what leaked when it is there, in the text or in the markup.
    #[track_caller]
    pub fn hides(&self, words: &str) -> &Self {
        assert!(!self.html.contains(words) && !self.text().contains(words), "the page shows {words:?}");
        self
    }

    /// The status, or what came instead.
    #[track_caller]
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// The first address in the page that starts so.
    pub fn link(&self, start: &str) -> Option<String> {
        self.links(start).into_iter().next()
    }

    /// Every address in the page that starts so, once.
    pub fn links(&self, start: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for part in self.html.split("href=\"").skip(1) {
            if let Some(address) = part.split('"').next().filter(|address| address.starts_with(start))
                && !found.iter().any(|known| known == address)
            {
                found.push(address.to_owned());
            }
        }
        found
    }

    /// The values of every hidden field of that name, in order.
    pub fn fields(&self, name: &str) -> Vec<String> {
        let wanted = format!("name=\"{name}\"");
        let parts = self.html.split(&wanted).skip(1);
        parts.filter_map(|part| Some(part.split("value=\"").nth(1)?.split('"').next()?.to_owned())).collect()
    }

    /// The value of a hidden field.
    pub fn field(&self, name: &str) -> Option<String> {
        let start = self.html.find(&format!("name=\"{name}\""))?;
        let rest = &self.html[start..];
        Some(rest.split("value=\"").nth(1)?.split('"').next()?.to_owned())
    }
}

/// One browser.
#[derive(Clone)]
pub struct Visitor {
    site: Router,
    cookie: Option<String>,
}

impl Visitor {
    /// A browser that nobody has signed in with.
    pub fn new(site: Router) -> Self {
        Self { site, cookie: None }
    }

    /// Somebody else at the same site, in a browser of their own.
    pub async fn beside(&self, account: &str) -> Self {
        let mut other = Self::new(self.site.clone());
        other.sign_in(account).await;
        other
    }

    /// Signs in and takes the account's only role.
    pub async fn sign_in(&mut self, account: &str) {
        let answer = self.post("/sign-in", &[("name", account), ("password", PASSWORD)]).await;
        answer.is(303);
        let choice = self.get("/roles").await;
        if choice.status == StatusCode::OK
            && let Some(role) = choice.field("role")
        {
            self.post("/roles", &[("role", &role)]).await.is(303);
        }
    }

    /// Signs in as a program that reaches basic details alone.
    pub async fn sign_in_for_basic_details(&mut self, account: &str) {
        let fields = [("name", account), ("password", PASSWORD), ("scope", "basic")];
        self.post("/sign-in", &fields).await.is(303);
    }

    /// Opens a page.
    pub async fn get(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, Body::empty(), &[]).await
    }

    /// Asks for the answer as JSON.
    pub async fn get_json(&mut self, address: &str) -> Answer {
        self.send(Method::GET, address, Body::empty(), &[("accept", "application/json")]).await
    }

    /// Sends a form, with the session's token taken from the page of `/help`,
    /// as every page carries it.
    pub async fn post(&mut self, address: &str, fields: &[(&str, &str)]) -> Answer {
        let token = match self.cookie {
            Some(_) => self.get("/help").await.field("form_token").unwrap_or_default(),
            None => String::new(),
        };
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("form_token", &token);
        for (name, value) in fields {
            form.append_pair(name, value);
        }
        let kind = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
        self.send(Method::POST, address, Body::from(form.finish()), &kind).await
    }

    /// Sends anything.
    pub async fn send(&mut self, method: Method, address: &str, body: Body, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(address).header(header::HOST, "127.0.0.1");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a request");
        let response = self.site.clone().oneshot(request).await.expect("the site answers");
        let (parts, body) = response.into_parts();
        if let Some(cookie) = parts.headers.get(header::SET_COOKIE).and_then(|value| value.to_str().ok()) {
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        let bytes = axum::body::to_bytes(body, 16 * 1024 * 1024).await.expect("the body is read");
        Answer {
            status: parts.status,
            location: parts.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).map(str::to_owned),
            headers: parts.headers,
            html: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.to_vec(),
        }
    }

    /// Finds a family by words and opens it.
    pub async fn open_family(&mut self, words: &str) -> Answer {
        let found = self.post("/find", &[("words", words)]).await;
        let address = found.location.expect("the search answers with an address");
        if address.starts_with("/families/") {
            return self.get(&address).await;
        }
        let list = self.get(&address).await;
        match list.link("/families/f-") {
            Some(family) => self.get(&family).await,
            None => list,
        }
    }
}
