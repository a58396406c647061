//! Routes as a table: method, path, handler, one sentence; the handler's types say the rest.

use std::future::Future;

use axum::Router;
use axum::routing::{MethodRouter, on};
use schemars::{Schema, SchemaGenerator};

use crate::app::App;

/// What may be answered besides JSON.
pub(crate) const DOWNLOADS: [&str; 3] =
    ["text/csv", "text/event-stream", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"];

/// One entry of a room's route table.
pub struct Route {
    pub method: &'static str,
    pub path: &'static str,
    pub summary: &'static str,
    pub name: &'static str,
    pub(crate) describe: fn(&mut Operation),
    router: MethodRouter<App>,
}

/// What the types of a handler tell about an operation.
#[derive(Default)]
pub struct Operation {
    pub action: Option<&'static str>,
    /// Open to who is not logged in.
    pub open: bool,
    pub path: Option<Schema>,
    pub query: Option<Schema>,
    pub body: Option<Schema>,
    pub upload: bool,
    /// The answer is no JSON: one of `DOWNLOADS`.
    pub download: bool,
    pub answer: Option<Schema>,
    pub schemas: SchemaGenerator,
}

/// A part of a handler's signature that tells something about the operation.
pub trait Describe {
    fn describe(operation: &mut Operation);
}

/// A handler whose signature describes itself.
pub trait Handler<Parts>: Clone + Send + Sync + Sized + 'static {
    fn describe(operation: &mut Operation);
}

macro_rules! handlers {
    ($(($($part:ident),*)),* $(,)?) => {$(
        impl<F, Out, $($part),*> Handler<($($part,)*)> for F
        where
            F: Fn($($part),*) -> Out + Clone + Send + Sync + 'static,
            Out: Future,
            Out::Output: Describe,
            $($part: Describe),*
        {
            fn describe(operation: &mut Operation) {
                $($part::describe(operation);)*
                Out::Output::describe(operation);
            }
        }
    )*};
}

/// A file, or a stream: what it is stands in the answer's own header.
impl Describe for axum::response::Response {
    fn describe(operation: &mut Operation) {
        operation.download = true;
    }
}

handlers!((A), (A, B), (A, B, C), (A, B, C, D));

impl Route {
    fn new<P, X, H>(
        method: axum::routing::MethodFilter,
        verb: &'static str,
        path: &'static str,
        handler: H,
    ) -> Self
    where
        H: Handler<P> + axum::handler::Handler<X, App>,
        X: 'static,
    {
        let full = std::any::type_name::<H>();
        let name = full.rsplit("::").next().unwrap_or(full);
        Self { method: verb, path, summary: "", name, describe: H::describe, router: on(method, handler) }
    }

    /// Hands something the whole program shares to the handler: `Shared<T>`.
    #[must_use]
    pub fn sharing<T: Clone + Send + Sync + 'static>(self, shared: T) -> Self {
        Self { router: self.router.layer(axum::Extension(shared)), ..self }
    }

    /// One sentence for the API's readers.
    #[must_use]
    pub fn says(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// The action it needs; `None` when it is open to everybody.
    #[must_use]
    pub fn action(&self) -> Option<&'static str> {
        self.operation(SchemaGenerator::default()).action
    }

    /// What the handler's types tell; the schemas of its bodies join those the generator knows.
    pub(crate) fn operation(&self, schemas: SchemaGenerator) -> Operation {
        let mut operation = Operation { schemas, ..Operation::default() };
        (self.describe)(&mut operation);
        operation
    }

    pub(crate) fn mount(self, onto: Router<App>) -> Router<App> {
        onto.route(self.path, self.router)
    }
}

macro_rules! methods {
    ($($function:ident $filter:ident $verb:literal),* $(,)?) => {$(
        /// Begins a route of this method.
        pub fn $function<P, X: 'static, H>(path: &'static str, handler: H) -> Route
        where
            H: Handler<P> + axum::handler::Handler<X, App>,
        {
            Route::new(axum::routing::MethodFilter::$filter, $verb, path, handler)
        }
    )*};
}

methods!(get GET "get", post POST "post", put PUT "put", patch PATCH "patch", delete DELETE "delete");
