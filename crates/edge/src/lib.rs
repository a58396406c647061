//! The HTTP edge: who asks, what for, and how the answer or the refusal is written.
//!
//! A room lists its routes as a table; each handler says in its signature which action it needs
//! (`May<Confirm>`), what it reads (`Path`, `Query`, `Body`) and what it answers (`Answer<T>`). The
//! same table makes the router, the OpenAPI document, and the tests that try every route as a stranger.
//! Reading order: `route`, `may`, `take`, `answer`, `app`, `openapi`, `docs`, `live`. Knows no business word.

mod answer;
pub mod app;
pub mod docs;
pub mod live;
mod may;
pub mod openapi;
mod route;
mod shown;
mod take;

pub use answer::Answer;
pub use app::translate;
pub use app::{App, Authenticate, Clock, Credentials, Request};
pub use may::{Action, ActionName, Anyone, IdempotencyKey, LoggedIn, May};
pub use route::{Describe, Handler, Operation, Route, delete, get, patch, post, put};
pub use shown::{Figure, Hit};
pub use take::{BODY_MAX, Body, Path, Query, Shared, UPLOAD_MAX, Upload};

pub use db::{ListQuery, Page as PageOf};
