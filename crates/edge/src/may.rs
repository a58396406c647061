//! Permission in the handler's signature: `May<Confirm>` exists only for who may confirm.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base::refusal::Common;
use base::{Ctx, Error, Result};
use db::{Db, Tx};
use serde::Serialize;

use crate::answer::Answer;
use crate::app::{App, Request};
use crate::route::{Describe, Operation};

/// Something one may be allowed to do.
pub trait Action: Send + Sync + 'static {
    const NAME: &'static str;
}

/// Needs nothing but a login: `May<LoggedIn>`. No role grants it.
pub struct LoggedIn;

impl Action for LoggedIn {
    const NAME: &'static str = "logged_in";
}

/// An action as the roles page shows it.
#[derive(Debug, Clone, Copy, Serialize, schemars::JsonSchema)]
pub struct ActionName {
    pub name: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
}

/// Declares a room's actions: unit types and the list of their names.
/// `actions! { Read = "order.read" ("查看订单", "See orders"), … }`
#[macro_export]
macro_rules! actions {
    ($($type:ident = $name:literal ($zh:literal, $en:literal)),* $(,)?) => {
        $(
            #[doc = $en]
            pub struct $type;
            impl $crate::Action for $type {
                const NAME: &'static str = $name;
            }
        )*
        /// What this room lets be allowed.
        pub const ACTIONS: &[$crate::ActionName] = &[$($crate::ActionName { name: $name, zh: $zh, en: $en }),*];
    };
}

/// Who asks, allowed to do `A`; runs the one transaction of the request.
pub struct May<A> {
    pub ctx: Ctx,
    app: App,
    request: Request,
    action: PhantomData<A>,
}

/// Who asks, logged in or not; for logging in and for what everybody may see.
pub struct Anyone {
    pub ctx: Ctx,
    pub known: bool,
    pub app: App,
    pub request: Request,
}

impl<A: Action> FromRequestParts<App> for May<A> {
    type Rejection = Answer<()>;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let request = Request::read(parts).map_err(|e| Answer::refused(&e))?;
        let ctx = app.ctx(&request).await.map_err(|e| Answer::refused(&e))?;
        let Some(ctx) = ctx else { return Err(Answer::refused(&Common::Unauthorized.into())) };
        if A::NAME != LoggedIn::NAME {
            ctx.require(A::NAME).map_err(|e| Answer::refused(&e))?;
        }
        Ok(Self { ctx, app: app.clone(), request, action: PhantomData })
    }
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Answer<()>;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let request = Request::read(parts).map_err(|e| Answer::refused(&e))?;
        let ctx = app.ctx(&request).await.map_err(|e| Answer::refused(&e))?;
        let known = ctx.is_some();
        let ctx = ctx.unwrap_or_else(|| app.stranger(&request));
        Ok(Self { ctx, known, app: app.clone(), request })
    }
}

impl<A> May<A> {
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.app.db
    }

    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Runs a command in one transaction and answers 200 with what it gives back. With an
    /// `Idempotency-Key`, the answer is stored beside the change and given again for the same key.
    pub async fn write<T, F>(self, run: F) -> Answer<T>
    where
        T: Serialize + Send + 'static,
        F: FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    {
        self.write_as(200, run).await
    }

    /// As `write`, answering 201: something new exists.
    pub async fn create<T, F>(self, run: F) -> Answer<T>
    where
        T: Serialize + Send + 'static,
        F: FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    {
        self.write_as(201, run).await
    }

    async fn write_as<T, F>(self, status: u16, mut run: F) -> Answer<T>
    where
        T: Serialize + Send + 'static,
        F: FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    {
        let outcome = match self.request.idempotency.clone() {
            // Written out here and not by the writer, whom everybody waits for.
            None => {
                let value = self.app.db.write(&self.ctx, run).await;
                value.and_then(|value| Ok((status, json(&value)?)))
            }
            Some(key) => {
                let once = move |tx: &mut Tx<'_>, ctx: &Ctx| once(tx, ctx, &key, status, &mut run);
                self.app.db.write(&self.ctx, once).await
            }
        };
        Answer::from_outcome(outcome, &self.ctx)
    }

    /// Runs a query over a snapshot.
    pub async fn read<T, F>(self, mut run: F) -> Answer<T>
    where
        T: Serialize + Send + 'static,
        F: FnMut(&mut Tx<'_>, &Ctx) -> Result<T> + Send + 'static,
    {
        let ctx = self.ctx.clone();
        let outcome = self.app.db.read(move |tx| Ok((200, json(&run(tx, &ctx)?)?)));
        Answer::from_outcome(outcome.await, &self.ctx)
    }
}

/// A key with the digest of the request it came with.
#[derive(Debug, Clone)]
pub struct IdempotencyKey {
    pub key: Arc<str>,
    pub digest: Arc<str>,
}

fn once<T, F>(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    key: &IdempotencyKey,
    status: u16,
    run: &mut F,
) -> Result<(u16, String)>
where
    T: Serialize,
    F: FnMut(&mut Tx<'_>, &Ctx) -> Result<T>,
{
    if let Some(before) = tx.remembered(ctx, &key.key, &key.digest)? {
        return Ok((before.status, before.body));
    }
    let body = json(&run(tx, ctx)?)?;
    tx.remember(ctx, &key.key, &key.digest, status, &body)?;
    Ok((status, body))
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Fault(anyhow::Error::new(e).context("writing an answer")))
}

impl<A: Action> Describe for May<A> {
    fn describe(operation: &mut Operation) {
        operation.action = Some(A::NAME);
    }
}

impl Describe for Anyone {
    fn describe(operation: &mut Operation) {
        operation.open = true;
    }
}
