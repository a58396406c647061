//! The nouns: a decision table and its versions.

use base::At;
use base::id::{ActorId, DecisionId, DecisionVersionId};

db::row! {
    /// A table as the company knows it; what it says stands in its versions and its draft.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Decision {
        pub id: DecisionId,
        pub code: String,
        pub name: String,
        pub name_en: String,
        pub subject: String,
        pub active: bool,
        pub version_id: Option<DecisionVersionId>,
        pub draft: Option<String>,
        pub draft_at: Option<At>,
        pub draft_by: Option<ActorId>,
        pub revision: i64,
    }
}

db::row! {
    /// A version: never changed once it is published.
    #[derive(Debug, Clone, PartialEq)]
    pub struct DecisionVersion {
        pub id: DecisionVersionId,
        pub table_id: DecisionId,
        pub version: i64,
        pub subject: String,
        pub body: String,
        pub digest: String,
        pub note: String,
        pub published_at: At,
        pub published_by: ActorId,
    }
}
