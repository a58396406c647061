//! What a handler reads from a request; what cannot be read is refused with its place and reason.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use base::refusal::Common;
use base::{Error, Result};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::app::App;
use crate::route::{Describe, Operation};

/// Largest JSON body: 10,000 order lines fit ten times.
pub const BODY_MAX: usize = 8 * 1024 * 1024;
/// Largest uploaded file.
pub const UPLOAD_MAX: usize = 128 * 1024 * 1024;

/// The one parameter of the path: `/api/orders/{id}`.
pub struct Path<T>(pub T);

/// The query string.
pub struct Query<T>(pub T);

/// The JSON body.
pub struct Body<T>(pub T);

/// A file as raw body, with its name from the header `X-File-Name` (percent-encoded).
pub struct Upload {
    pub name: String,
    pub bytes: Bytes,
}

/// What the route shares with its handlers: `Route::sharing`.
pub struct Shared<T>(pub T);

impl<T: Clone + Send + Sync + 'static> FromRequestParts<App> for Shared<T> {
    type Rejection = Answer<()>;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let missing = || Error::Fault(anyhow::anyhow!("the route shares no {}", std::any::type_name::<T>()));
        parts.extensions.get::<T>().cloned().map(Self).ok_or_else(|| Answer::refused(&missing()))
    }
}

impl<T> Describe for Shared<T> {
    fn describe(_: &mut Operation) {}
}

#[expect(clippy::needless_pass_by_value, reason = "whatever a parser says, told once")]
fn malformed<T>(field: &str, reason: impl ToString) -> Answer<T> {
    Answer::refused(&Common::Malformed { field: field.to_owned(), reason: reason.to_string() }.into())
}

impl<T: std::str::FromStr + Send> FromRequestParts<App> for Path<T>
where
    T::Err: ToString,
{
    type Rejection = Answer<()>;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let all = RawPathParams::from_request_parts(parts, app).await.map_err(|e| malformed("path", e))?;
        let (name, text) = all.iter().next().ok_or_else(|| malformed("path", "nothing was named"))?;
        text.parse().map(Self).map_err(|reason: T::Err| malformed(name, reason))
    }
}

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Query<T> {
    type Rejection = Answer<()>;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let axum::extract::Query(read) = axum::extract::Query::<T>::try_from_uri(&parts.uri)
            .map_err(|e| malformed("query", e.body_text()))?;
        Ok(Self(read))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Answer<()>;

    async fn from_request(request: axum::extract::Request, app: &App) -> Result<Self, Self::Rejection> {
        let bytes = read_bytes(request, app, BODY_MAX).await?;
        if bytes.windows(6).any(|six| six == b"\\u0000") {
            return Err(malformed("body", "a NUL character"));
        }
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        let read: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().to_string();
            malformed(if path == "." { "body" } else { &path }, error.inner())
        })?;
        reader.end().map_err(|e| malformed("body", e))?;
        Ok(Self(read))
    }
}

impl FromRequest<App> for Upload {
    type Rejection = Answer<()>;

    async fn from_request(request: axum::extract::Request, app: &App) -> Result<Self, Self::Rejection> {
        let name = request.headers().get("x-file-name").and_then(|v| v.to_str().ok()).map(percent_decoded);
        let name = name.filter(|n| !n.is_empty()).unwrap_or_else(|| "upload".into());
        let bytes = read_bytes(request, app, UPLOAD_MAX).await?;
        Ok(Self { name, bytes })
    }
}

async fn read_bytes(request: axum::extract::Request, app: &App, max: usize) -> Result<Bytes, Answer<()>> {
    Bytes::from_request(request, app).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(e) if e.status() == 413 => {
            Answer::refused(&Error::from(Common::TooLarge { max }))
        }
        other => malformed("body", other.body_text()),
    })
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let hex: Vec<u8> = bytes.by_ref().take(2).collect();
        let value = std::str::from_utf8(&hex).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.extend(value);
    }
    String::from_utf8_lossy(&out).into_owned()
}

impl<T: JsonSchema> Describe for Path<T> {
    fn describe(operation: &mut Operation) {
        let schema = operation.schemas.subschema_for::<T>();
        operation.path = Some(schema);
    }
}

impl<T: JsonSchema> Describe for Query<T> {
    fn describe(operation: &mut Operation) {
        // Written out in place: OpenAPI lists query parameters one by one.
        operation.query = Some(T::json_schema(&mut operation.schemas));
    }
}

impl<T: JsonSchema> Describe for Body<T> {
    fn describe(operation: &mut Operation) {
        let schema = operation.schemas.subschema_for::<T>();
        operation.body = Some(schema);
    }
}

impl Describe for Upload {
    fn describe(operation: &mut Operation) {
        operation.upload = true;
    }
}
