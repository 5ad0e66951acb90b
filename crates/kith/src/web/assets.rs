//! The styles, the scripts and the icon that the binary carries. Their names
//! change with their content, so that browsers may keep them for ever.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

/// One file that `build.rs` made.
pub(super) struct Asset {
    /// The name that templates use: `kith.css`.
    name: &'static str,
    /// The name in its address: `kith-0a1b2c3d4e5f.css`.
    hashed: &'static str,
    /// The whole address.
    path: &'static str,
    /// The media type.
    kind: &'static str,
    /// The content.
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// A year, in seconds: the longest that browsers keep anything.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The address of a file that the binary carries.
///
/// # Panics
///
/// On a name that `build.rs` does not make: a fault in a template.
#[must_use]
pub fn asset_path(name: &str) -> &'static str {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map(|asset| asset.path)
        .expect("build.rs makes every asset that a template names")
}

/// Every file that the binary carries: its address and its content.
pub fn all() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    ASSETS.iter().map(|asset| (asset.path, asset.bytes))
}

/// The one line of script that stands in pages. It sets the classes that the
/// design system's styles wait for, before the page is drawn.
#[must_use]
pub fn start_up() -> &'static str {
    START_UP
}

/// The hash by which the content security policy lets that line run.
#[must_use]
pub(super) fn start_up_hash() -> &'static str {
    START_UP_HASH
}

/// `GET /assets/{name}`.
pub async fn serve(Path(name): Path<String>) -> Response {
    match ASSETS.iter().find(|asset| asset.hashed == name) {
        Some(asset) => {
            ([(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, FOR_EVER)], asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
