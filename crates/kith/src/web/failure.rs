//! From an error of the door to an answer: one place decides what may be said.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kith_app::AppError;

/// A failure on its way to the guard, which turns it into a page.
#[derive(Clone)]
pub struct Failure(pub Arc<AppError>);

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self(Arc::new(error))
    }
}

impl Failure {
    /// The address does not exist, or may not be known to exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self::from(AppError::NotFound)
    }

    /// A fault of ours.
    #[must_use]
    pub fn broken(error: impl Into<anyhow::Error>) -> Self {
        Self::from(AppError::Broken(error.into()))
    }

    /// The status that the answer carries. A refusal and a thing that does not
    /// exist look alike from outside (T22), so both are 404.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.0.as_ref() {
            AppError::Refused(_) | AppError::NotFound => StatusCode::NOT_FOUND,
            AppError::Stale => StatusCode::CONFLICT,
            AppError::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            AppError::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
