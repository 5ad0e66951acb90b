//! What every answer says to the browser: nothing from elsewhere, nothing
//! kept, nothing told to other sites.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::assets::start_up_hash;

/// Scripts and styles come from our own address alone; the one line in the
/// page runs by its hash; nobody may put a page into a frame.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let policy = format!(
        "default-src 'none'; script-src 'self' {}; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        start_up_hash()
    );
    HeaderValue::try_from(policy).expect("the policy is plain text")
});

/// What the pages never use.
const PERMISSIONS: &str =
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";

/// Two years, in seconds.
const TLS_ONLY: &str = "max-age=63072000; includeSubDomains";

/// Adds the headers to an answer. What a handler has set itself stays.
pub async fn add(request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/assets/");
    let is_tls = came_over_tls(&request);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    set(headers, header::CONTENT_SECURITY_POLICY, POLICY.clone());
    for (name, value) in [
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
    ] {
        set(headers, name, HeaderValue::from_static(value));
    }
    if is_tls {
        set(headers, header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TLS_ONLY));
    }
    if !is_asset {
        set(headers, header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

/// Turns away whatever did not come over TLS (S002-11c); whoever watches
/// whether Kith lives may ask without.
pub async fn only_over_tls(request: Request, next: Next) -> Response {
    if came_over_tls(&request) || request.uri().path().starts_with("/health/") {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "Kith answers over an encrypted connection only; use https").into_response()
}

/// TLS ends at the proxy in front, which says so. A browser that lies about it
/// changes only its own answer.
fn came_over_tls(request: &Request) -> bool {
    request.headers().get("x-forwarded-proto").is_some_and(|value| value.as_bytes() == b"https")
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;
    use crate::web::assets;

    async fn answer(address: &str, proto: Option<&str>) -> Response {
        let site = Router::new()
            .route("/page", get(|| async { "a page" }))
            .route("/assets/{name}", get(assets::serve))
            .layer(middleware::from_fn(add));
        let mut request = Request::builder().uri(address);
        if let Some(proto) = proto {
            request = request.header("x-forwarded-proto", proto);
        }
        let request = request.body(Body::empty()).expect("a request");
        site.oneshot(request).await.expect("an answer")
    }

    fn header<'a>(response: &'a Response, name: &str) -> &'a str {
        response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
    }

    #[tokio::test]
    async fn pages_are_not_kept_and_only_our_own_script_runs() {
        let page = answer("/page", None).await;
        assert_eq!(header(&page, "cache-control"), "no-store");
        assert_eq!(header(&page, "referrer-policy"), "no-referrer");
        assert_eq!(header(&page, "strict-transport-security"), "");
        let policy = header(&page, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self' 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert!(header(&answer("/page", Some("https")).await, "strict-transport-security").starts_with("max-age="));
    }

    #[tokio::test]
    async fn assets_are_kept_and_old_names_are_gone() {
        for (address, bytes) in assets::all() {
            let asset = answer(address, None).await;
            assert!(header(&asset, "cache-control").contains("immutable"), "{address}");
            let sent = axum::body::to_bytes(asset.into_body(), usize::MAX).await.expect("a body");
            assert_eq!(sent, bytes, "{address}");
        }
        assert_eq!(answer("/assets/kith.css", None).await.status(), 404);
        assert_eq!(assets::asset_path("kith.css").rsplit_once('.').map(|(_, kind)| kind), Some("css"));
    }
}
