//! What every full page carries around its own content.

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use kith_app::Session;

use super::assets::{asset_path, start_up};
use super::glossary;
use super::routes::Who;
use super::state::Site;

/// Whether the answer is wanted as JSON and not as a page.
#[must_use]
pub fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.split(',').next().is_some_and(|first| first.trim().starts_with("application/json"))
}

/// Who is signed in, for the header.
#[derive(Clone)]
pub struct SignedIn {
    /// The name: "Joanne Pike".
    pub name: String,
    /// The role in use: "outreach worker"; empty before one is chosen.
    pub role_title: &'static str,
    /// The token that every form carries in the field `form_token`.
    pub form_token: String,
    /// The session ends after so many seconds without a page.
    pub seconds_left: i64,
}

/// One entry of the navigation.
#[derive(Clone)]
pub struct Entry {
    /// The words.
    pub label: &'static str,
    /// The address.
    pub href: &'static str,
    /// How many things wait there; 0 shows nothing.
    pub count: usize,
    /// What is counted, for people who do not see the badge: "things to do".
    pub counted: &'static str,
    /// The reader is in this part of the site.
    pub is_current: bool,
}

/// One page above this one.
#[derive(Clone)]
pub struct Crumb {
    /// The words.
    pub label: String,
    /// The address.
    pub href: String,
}

/// Everything around a page's own content. Full templates have a field
/// `page: Page` and extend `base.html`.
#[derive(Clone)]
pub struct Page {
    /// The answer first: "Ellis family", "Not yet, ask Hannah first".
    pub title: String,
    /// How many errors the page shows; the title then starts with "Error: ".
    pub errors: usize,
    /// The locality's name, beside the wordmark.
    pub locality: Arc<str>,
    /// All people are made up: a banner says so.
    pub is_practice: bool,
    /// Who is signed in.
    pub who: Option<SignedIn>,
    /// The navigation: at most six entries.
    pub navigation: Vec<Entry>,
    /// The pages above this one, the nearest last.
    pub trail: Vec<Crumb>,
    /// The header has the search box: this role may look families up.
    pub may_search: bool,
    /// The content is wide, for tables (1180 pixels and not 960).
    pub is_wide: bool,
    /// The words that the page explains, with what each means (S002-7b).
    pub words: Vec<(&'static str, &'static str)>,
}

/// Every entry there is, who sees it, and what its badge counts.
const ENTRIES: &[(&str, &str, Who, &str)] = &[
    ("My day", "/my-day", Who::AnyRole, "things to do"),
    ("Families", "/families", Who::Families, "new"),
    ("Can I share this?", "/can-i-share", Who::Families, "new"),
    ("Files in and out", "/files", Who::Files, "to check"),
    ("Sources", "/sources", Who::Sources, "late"),
    ("Who looked", "/looks", Who::Governance, "to read"),
    ("Who was told", "/notices", Who::Notices, "to tell"),
    ("Staff", "/staff", Who::Accounts, "to do"),
    ("Rules", "/rules", Who::Accounts, "to approve"),
    ("Areas", "/areas", Who::AnyRole, "new"),
    ("Help", "/help", Who::Anyone, "new"),
];

/// No role has more entries than this, so that they stay on one line.
const MOST_ENTRIES: usize = 6;

impl Page {
    /// A page of the site, for whoever is signed in.
    #[must_use]
    pub fn new(site: &Site, session: Option<&Session>, title: impl Into<String>) -> Self {
        let role = session.and_then(Session::role);
        let navigation = match role {
            Some(role) => entries(|who| who.admits(Some(role))),
            None => Vec::new(),
        };
        Self {
            title: title.into(),
            errors: 0,
            locality: Arc::clone(&site.locality),
            is_practice: site.is_practice,
            who: session.map(|session| SignedIn::new(session, site.clock.now())),
            navigation,
            trail: Vec::new(),
            may_search: role.is_some_and(|role| Who::Families.admits(Some(role))),
            is_wide: false,
            words: Vec::new(),
        }
    }

    /// Marks the entry of the navigation under which this page stands.
    #[must_use]
    pub fn at(mut self, href: &str) -> Self {
        for entry in &mut self.navigation {
            entry.is_current = entry.href == href;
        }
        self.explains(href)
    }

    /// Explains the words of a part of the site.
    #[must_use]
    pub fn explains(mut self, part: &str) -> Self {
        self.words = glossary::explained(part);
        self
    }

    /// Puts a count beside an entry of the navigation.
    #[must_use]
    pub fn count(mut self, href: &str, count: usize) -> Self {
        for entry in self.navigation.iter_mut().filter(|entry| entry.href == href) {
            entry.count = count;
        }
        self
    }

    /// Adds a page to the trail above this one; the nearest comes last.
    #[must_use]
    pub fn under(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.trail.push(Crumb { label: label.into(), href: href.into() });
        self
    }

    /// Says how many errors the page shows.
    #[must_use]
    pub fn errors(mut self, errors: usize) -> Self {
        self.errors = errors;
        self
    }

    /// Uses more of the screen, for tables.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.is_wide = true;
        self
    }

    /// The form token, or empty for a page before sign-in.
    #[must_use]
    pub fn form_token(&self) -> &str {
        self.who.as_ref().map_or("", |who| &who.form_token)
    }

    /// The text of the browser's tab.
    #[must_use]
    pub fn tab_title(&self) -> String {
        let error = if self.errors > 0 { "Error: " } else { "" };
        let above = self.trail.last().map(|crumb| format!(" – {}", crumb.label)).unwrap_or_default();
        format!("{error}{}{above} – Kith", self.title)
    }

    /// The version of the product.
    #[must_use]
    pub fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }

    /// The one line of script in the page; its hash is in the policy.
    #[must_use]
    pub fn start_up(&self) -> &'static str {
        start_up()
    }

    /// The address of a file that the binary carries.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        asset_path(name)
    }
}

impl SignedIn {
    fn new(session: &Session, now: Timestamp) -> Self {
        Self {
            name: session.name.clone(),
            role_title: session.role().map_or("", kith_core::workforce::Role::title),
            form_token: session.form_token.clone(),
            seconds_left: session.idle_ends_at.duration_since(now).as_secs().max(0),
        }
    }
}

fn entries(is_seen: impl Fn(Who) -> bool) -> Vec<Entry> {
    let entry = |(label, href, _, counted): &(&'static str, &'static str, Who, &'static str)| Entry {
        label,
        href,
        count: 0,
        counted,
        is_current: false,
    };
    ENTRIES.iter().filter(|(.., who, _)| is_seen(*who)).map(entry).take(MOST_ENTRIES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use kith_core::workforce::Role;

    #[test]
    fn no_role_has_more_than_six_entries_and_help_is_always_last() {
        for role in Role::ALL {
            let seen = ENTRIES.iter().filter(|(.., who, _)| who.admits(Some(*role))).count();
            assert!(seen <= MOST_ENTRIES, "{} has {seen}", role.title());
            let entries = entries(|who| who.admits(Some(*role)));
            assert_eq!(entries.first().map(|entry| entry.label), Some("My day"));
            assert_eq!(entries.last().map(|entry| entry.label), Some("Help"));
        }
    }

    #[test]
    fn json_is_sent_only_when_it_is_asked_for_first() {
        let accepts = |value: &'static str| {
            wants_json(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(value))]))
        };
        assert!(accepts("application/json"));
        assert!(!accepts("text/html,application/json;q=0.9"));
        assert!(!wants_json(&HeaderMap::new()));
    }
}
