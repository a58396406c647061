//! What rooms hand to pages that show several rooms: search hits and figures.

use base::{Filter, Money};
use schemars::JsonSchema;
use serde::Serialize;

/// Something found by the search box.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Hit {
    /// `order`, `customer`, `product` …: the page it opens on.
    pub kind: &'static str,
    pub id: String,
    pub title: String,
    pub subtitle: String,
}

/// A number on the workbench, with the list behind it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Figure {
    /// What is counted; the page knows its words.
    pub name: &'static str,
    pub count: i64,
    /// The count stopped there: there are more.
    pub capped: bool,
    pub amount: Option<Money>,
    /// The list page that shows what is counted, and its filter.
    pub page: &'static str,
    #[schemars(with = "serde_json::Value")]
    pub filter: Filter,
}
