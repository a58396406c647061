//! Answers: JSON when it went well, a problem document (RFC 9457) when not.

use std::marker::PhantomData;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Ctx, Error, Refused, Result};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::app::translate;
use crate::route::{Describe, Operation};

/// What a handler gives back: a body of type `T`, or a problem document.
pub struct Answer<T> {
    status: u16,
    body: String,
    problem: bool,
    headers: Vec<(HeaderName, HeaderValue)>,
    kind: PhantomData<T>,
}

impl<T> Answer<T> {
    pub(crate) fn written(status: u16, body: String) -> Self {
        Self { status, body, problem: false, headers: Vec::new(), kind: PhantomData }
    }

    pub(crate) fn from_outcome(outcome: Result<(u16, String)>, ctx: &Ctx) -> Self {
        match outcome {
            Ok((status, body)) => Self::written(status, body),
            Err(error) => Self::problem(&error, ctx),
        }
    }

    /// The problem document of a refusal or fault, in the reader's language; faults are logged
    /// here, once, and told without their insides.
    #[must_use]
    pub fn problem(error: &Error, ctx: &Ctx) -> Self {
        Self::document(error, Some(ctx))
    }

    /// As `problem`, when nobody knows yet who asks.
    #[must_use]
    pub fn refused(error: &Error) -> Self {
        Self::document(error, None)
    }

    fn document(error: &Error, ctx: Option<&Ctx>) -> Self {
        let request_id = ctx.map(|ctx| ctx.cause.to_string());
        let (status, body) = match error {
            Error::Refused(refused) => (refused.status, refusal(refused, ctx, request_id.as_deref())),
            Error::Fault(fault) => {
                tracing::error!(request_id, "fault: {fault:#}");
                let body = json!({
                    "type": "about:blank", "title": "fault", "status": 500, "code": "fault",
                    "detail": "something broke here; the number helps us to find it", "request_id": request_id,
                });
                (500, body)
            }
        };
        Self { status, body: body.to_string(), problem: true, headers: Vec::new(), kind: PhantomData }
    }

    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}

impl<T: Serialize> Answer<T> {
    /// An answer made outside of a transaction.
    #[must_use]
    pub fn ok(value: &T) -> Self {
        match serde_json::to_string(value) {
            Ok(body) => Self::written(200, body),
            Err(error) => {
                Self::refused(&Error::Fault(anyhow::Error::new(error).context("writing an answer")))
            }
        }
    }
}

fn refusal(refused: &Refused, ctx: Option<&Ctx>, request_id: Option<&str>) -> serde_json::Value {
    let lang = ctx.map(|ctx| ctx.grants.lang).unwrap_or_default();
    let say =
        |code: &str, params, detail: &str| translate(lang, code, params).unwrap_or_else(|| detail.to_owned());
    let problems: Vec<_> = refused
        .problems
        .iter()
        .map(|p| json!({"field": p.field, "code": p.code, "detail": say(&p.code, &p.params, &p.detail), "params": p.params}))
        .collect();
    json!({
        "type": format!("/problems/{}", refused.code),
        "title": refused.code,
        "status": refused.status,
        "code": refused.code,
        "detail": say(&refused.code, &refused.params, &refused.detail),
        "params": refused.params,
        "problems": problems,
        "request_id": request_id,
    })
}

impl<T> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let kind = if self.problem { "application/problem+json" } else { "application/json" };
        let mut response =
            (status, [(header::CONTENT_TYPE, HeaderValue::from_static(kind))], self.body).into_response();
        response.headers_mut().extend(self.headers);
        response
    }
}

impl<T: JsonSchema> Describe for Answer<T> {
    fn describe(operation: &mut Operation) {
        let schema = operation.schemas.subschema_for::<T>();
        operation.answer = Some(schema);
    }
}
