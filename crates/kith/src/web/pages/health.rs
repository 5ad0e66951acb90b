//! Whether the process lives, and whether it can answer.

use axum::extract::State;
use axum::http::StatusCode;

use crate::web::state::Site;

/// The process lives.
pub async fn live() -> &'static str {
    "live"
}

/// The records can be read.
pub async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.app.is_ready().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the records cannot be read"),
    }
}
