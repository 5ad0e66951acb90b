//! What a form sent: every field by name, in order, with the form's token
//! checked against the session.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kith_app::Session;
use subtle::ConstantTimeEq;

/// The longest form that is read, in bytes. Files come in another way.
const LONGEST_FORM: usize = 256 * 1024;

/// The fields of a form that belongs to this session.
#[derive(Debug, Clone, Default)]
pub struct Posted {
    fields: BTreeMap<String, Vec<String>>,
}

impl Posted {
    /// Reads `application/x-www-form-urlencoded` bytes.
    #[must_use]
    pub fn read(body: &[u8]) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            fields.entry(name.into_owned()).or_default().push(value.replace("\r\n", "\n"));
        }
        Self { fields }
    }

    /// The first value of a field, or empty.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// All values of a field, in order.
    #[must_use]
    pub fn all(&self, name: &str) -> &[String] {
        self.fields.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether a box is ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
}

/// Whether a form's token is the session's; compared in constant time.
#[must_use]
pub fn token_is_right(session: &Session, token: &str) -> bool {
    session.form_token.as_bytes().ct_eq(token.as_bytes()).into()
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let session = request.extensions().get::<Session>().cloned();
        let body = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        if body.len() > LONGEST_FORM {
            return Err((StatusCode::PAYLOAD_TOO_LARGE, "this form is longer than we can take").into_response());
        }
        let posted = Self::read(&body);
        if session.is_some_and(|session| !token_is_right(&session, posted.text("form_token"))) {
            return Err((
                StatusCode::FORBIDDEN,
                "this form belongs to another sign-in; go back and open the page again",
            )
                .into_response());
        }
        Ok(posted)
    }
}

#[cfg(test)]
mod tests {
    use super::Posted;

    #[test]
    fn a_form_keeps_every_value_of_a_field() {
        let posted = Posted::read(b"present=p-1&present=p-2&words=a+b%0D%0Ac");
        assert_eq!(posted.all("present"), ["p-1", "p-2"]);
        assert_eq!(posted.text("words"), "a b\nc");
        assert_eq!(posted.text("nothing"), "");
    }
}
