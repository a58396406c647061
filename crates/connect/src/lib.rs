//! Orders from outside.
pub mod http;
pub mod read;

pub use http::routes;

/// What this room records.
pub const EVENTS: &[(&str, &str)] = &[];
