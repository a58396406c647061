//! The nouns: a connection, how it signs in, what is sent over it.

use base::At;
use base::id::ConnectionId;
use schemars::JsonSchema;
use serde::Deserialize;

db::text_enum! {
    /// How we sign in with another system.
    pub enum Auth as ConnectionAuth {
        None = "none",
        /// `Authorization: Bearer …`
        Bearer = "bearer",
        /// A user and a password.
        Basic = "basic",
        /// A header with a key.
        Header = "header",
    }
}

db::row! {
    /// Another system, as an administrator entered it. Its secret is not here.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Connection {
        pub id: ConnectionId,
        pub code: String,
        pub name: String,
        pub name_en: String,
        /// `https://erp.example.com/api`, without a slash at the end.
        pub address: String,
        /// Whether it may be a host of the company's own network.
        pub is_private: bool,
        pub auth: Auth,
        /// The user of `basic`, the header of `header`.
        pub auth_name: String,
        /// When the secret was set.
        pub secret_at: Option<At>,
        /// Seconds an answer may take.
        pub seconds_max: i64,
        /// Tries before a step is stuck.
        pub tries_max: i64,
        pub active: bool,
        pub revision: i64,
    }
}

/// A connection as typed.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewConnection {
    /// What processes name it by; it stays.
    pub code: String,
    pub name: String,
    #[serde(default)]
    pub name_en: String,
    pub address: String,
    /// Whether it may be a host of the company's own network, also without TLS.
    #[serde(default)]
    pub is_private: bool,
    pub auth: Auth,
    #[serde(default)]
    pub auth_name: String,
    /// Absent: the one that is there stays.
    #[serde(default)]
    pub secret: Option<String>,
    #[serde(default = "ten")]
    pub seconds_max: i64,
    #[serde(default = "eight")]
    pub tries_max: i64,
}

fn ten() -> i64 {
    10
}

fn eight() -> i64 {
    8
}

/// A request ready to be sent. It holds the secret: it is never shown, stored or logged.
#[derive(Clone)]
pub struct Sending {
    pub method: String,
    pub url: String,
    /// JSON; absent: none.
    pub body: Option<String>,
    pub headers: Vec<(String, String)>,
    pub is_private: bool,
    pub seconds_max: u64,
}
