//! The web application's files, inside the binary.

use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

/// What `web/` was built into; in development the files are read from disk each time.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Files;

const NOT_BUILT: &str = "<!doctype html><meta charset=utf-8><title>Shundan</title><p>The web application is not built into this binary: run <code>cargo x demo</code>. The API is at <a href=/api/openapi.json>/api/openapi.json</a>.";

/// The small page on which somebody decides by a link: its address stands in letters, so it is short.
const DECIDE: &str = "a";

/// A file by its path; any other address is the application's own (it routes in the browser).
pub(crate) async fn file(uri: &Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path == DECIDE {
        return decide();
    }
    let hashed = path.starts_with("assets/");
    if let Some(file) = Files::get(path) {
        let kind = HeaderValue::from_str(file.metadata.mimetype());
        let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
        // Names under assets/ carry a digest of their contents: they never change.
        let keep = if hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static(keep))];
        return (headers, file.data).into_response();
    }
    if hashed {
        return StatusCode::NOT_FOUND.into_response();
    }
    let page = Files::get("index.html").map_or_else(|| NOT_BUILT.as_bytes().into(), |index| index.data);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    (headers, page).into_response()
}

/// Nobody puts it into a frame, and where it leads to does not learn where one came from.
fn decide() -> Response {
    let page = Files::get("a.html").map_or_else(|| NOT_BUILT.as_bytes().into(), |page| page.data);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors 'none'")),
    ];
    (headers, page).into_response()
}
